{#- The calendar day of a UTC moment in a time zone. -#}
{% macro local_date(moment, time_zone) -%}
    {{ adapter.dispatch('local_date', 'agent_scorecards')(moment, time_zone) }}
{%- endmacro %}

{% macro default__local_date(moment, time_zone) -%}
    cast(timezone({{ time_zone }}, timezone('UTC', {{ moment }})) as date)
{%- endmacro %}
