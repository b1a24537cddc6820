{#- Returns a whole select: one row per key and part, from a relation with a column per part of a
    fact. Parts that are null are left out. -#}
{% macro parts_unpivoted(relation, fact_name, keys) -%}
    select
        {{ keys | join(',\n        ') }},
        part,
        part_value
    from {{ relation }}
    unpivot (part_value for part in ({{ (fact_parts(fact_name) or ['part_count']) | join(', ') }}))
{%- endmacro %}
