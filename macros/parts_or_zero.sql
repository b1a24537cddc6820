{#- Returns the named parts of a relation, nought where the relation has no row: the columns of a
    select list, written out. -#}
{% macro parts_or_zero(relation, parts, data_type='bigint') -%}
    {%- for part in parts %}
        cast(coalesce({{ relation }}.{{ part }}, 0) as {{ data_type }}) as {{ part }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
