{#- Whole days from one date to another. -#}
{% macro days_between(first_day, last_day) -%}
    {{ adapter.dispatch('days_between', 'agent_scorecards')(first_day, last_day) }}
{%- endmacro %}

{% macro default__days_between(first_day, last_day) -%}
    date_diff('day', {{ first_day }}, {{ last_day }})
{%- endmacro %}
