{#- The last day of the month, quarter or year a date falls into. -#}
{% macro last_day_of(part, day) -%}
    {{ adapter.dispatch('last_day_of', 'agent_scorecards')(part, day) }}
{%- endmacro %}

{% macro default__last_day_of(part, day) -%}
    cast(date_trunc('{{ part }}', {{ day }}) + interval 1 {{ part }} - interval 1 day as date)
{%- endmacro %}
