{#- Returns the named assumptions as columns of a grouped select over the CTE assumptions. -#}
{% macro assumption_values(names) -%}
    {%- for name in names %}
        cast(
            max(assumptions.value) filter (where assumptions.assumption_name = '{{ name }}') as bigint
        ) as {{ name }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
