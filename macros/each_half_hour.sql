{#- One row per half hour from one half hour to another, both included; for a select list. -#}
{% macro each_half_hour(first_moment, last_moment) -%}
    {{ adapter.dispatch('each_half_hour', 'agent_scorecards')(first_moment, last_moment) }}
{%- endmacro %}

{% macro default__each_half_hour(first_moment, last_moment) -%}
    unnest(generate_series({{ first_moment }}, {{ last_moment }}, interval 30 minutes))
{%- endmacro %}
