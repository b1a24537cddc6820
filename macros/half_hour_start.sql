{#- The UTC half hour a moment falls into. -#}
{% macro half_hour_start(moment) -%}
    {{ adapter.dispatch('half_hour_start', 'agent_scorecards')(moment) }}
{%- endmacro %}

{% macro default__half_hour_start(moment) -%}
    time_bucket(interval 30 minutes, {{ moment }})
{%- endmacro %}
