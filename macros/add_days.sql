{#- A date moved by a number of days. -#}
{% macro add_days(day, days) -%}
    {{ adapter.dispatch('add_days', 'agent_scorecards')(day, days) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    cast(cast({{ day }} as date) + cast({{ days }} as integer) as date)
{%- endmacro %}
