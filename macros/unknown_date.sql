{#- The day of what has no date at all. -#}
{% macro unknown_date() -%}
    date '1900-01-01'
{%- endmacro %}
