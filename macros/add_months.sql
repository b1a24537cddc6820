{#- A date moved by a number of months; the last day of a month stays within its month. -#}
{% macro add_months(day, months) -%}
    {{ adapter.dispatch('add_months', 'agent_scorecards')(day, months) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    add_months({{ day }}, {{ months }})
{%- endmacro %}
