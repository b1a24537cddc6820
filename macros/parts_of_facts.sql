{#- Returns a whole select: one row per part of the named facts, with the fact it lives in. -#}
{% macro parts_of_facts(fact_names) -%}
    {%- for fact_name in fact_names -%}
        {%- set is_last_fact = loop.last -%}
        {%- for part in fact_parts(fact_name) or ['part_count'] %}
    select
        '{{ part }}' as part,
        '{{ fact_name }}' as fact_name
    {{ '' if is_last_fact and loop.last else 'union all' }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
