{#- A UTC moment as the wall clock of a time zone shows it. -#}
{% macro local_time(moment, time_zone) -%}
    {{ adapter.dispatch('local_time', 'agent_scorecards')(moment, time_zone) }}
{%- endmacro %}

{% macro default__local_time(moment, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ moment }}))
{%- endmacro %}
