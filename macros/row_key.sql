{#- The key of a seed's row in one text: how a rule over seeds names the row that it refuses. -#}
{% macro row_key(columns) -%}
    concat_ws(' ', {% for column in columns %}cast({{ column }} as varchar){% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}
