{#- Whole seconds from one moment to another. Adds up when a stretch is cut at whole seconds. -#}
{% macro seconds_between(start_at, end_at) -%}
    {{ adapter.dispatch('seconds_between', 'agent_scorecards')(start_at, end_at) }}
{%- endmacro %}

{% macro default__seconds_between(start_at, end_at) -%}
    date_diff('second', {{ start_at }}, {{ end_at }})
{%- endmacro %}
