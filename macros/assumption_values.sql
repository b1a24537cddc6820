{#- Returns the named assumptions as columns of a grouped select over the CTE assumptions, whole
    numbers unless told otherwise. -#}
{% macro assumption_values(names, data_type='bigint') -%}
    {%- for name in names %}
        cast(
            max(assumptions.value) filter (where assumptions.assumption_name = '{{ name }}') as {{ data_type }}
        ) as {{ name }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
