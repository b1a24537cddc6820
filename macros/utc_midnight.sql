{#- The UTC moment at which a calendar day begins in a time zone. -#}
{% macro utc_midnight(day, time_zone) -%}
    {{ adapter.dispatch('utc_midnight', 'agent_scorecards')(day, time_zone) }}
{%- endmacro %}

{% macro default__utc_midnight(day, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, cast({{ day }} as timestamp)))
{%- endmacro %}
