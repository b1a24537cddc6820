{#- Months from the month of one date to the month of another. -#}
{% macro months_between(first_day, last_day) -%}
    {{ adapter.dispatch('months_between', 'agent_scorecards')(first_day, last_day) }}
{%- endmacro %}

{% macro default__months_between(first_day, last_day) -%}
    date_diff('month', {{ first_day }}, {{ last_day }})
{%- endmacro %}
