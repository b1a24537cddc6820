{#- One row per day from the first to the last, both included; for a select list. -#}
{% macro each_day(first_day, last_day) -%}
    {{ adapter.dispatch('each_day', 'agent_scorecards')(first_day, last_day) }}
{%- endmacro %}

{% macro default__each_day(first_day, last_day) -%}
    unnest(
        generate_series(
            cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval 1 day
        )
    )
{%- endmacro %}
