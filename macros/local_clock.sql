{#- What the clock on the wall shows at a UTC moment in a time zone, as a timestamp. -#}
{% macro local_clock(moment, time_zone) -%}
    {{ adapter.dispatch('local_clock', 'agent_scorecards')(moment, time_zone) }}
{%- endmacro %}

{% macro default__local_clock(moment, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ moment }}))
{%- endmacro %}
