{#- The UTC moment at which a calendar day begins in a time zone. Where clocks go back over midnight
    (Azores, Havana) it comes twice and the engine gives the second: the day begins with the first. -#}
{% macro utc_midnight(day, time_zone) -%}
    {{ adapter.dispatch('utc_midnight', 'agent_scorecards')(day, time_zone) }}
{%- endmacro %}

{% macro default__utc_midnight(day, time_zone) -%}
    {%- set wall = "cast(" ~ day ~ " as timestamp)" -%}
    {%- set moment = "timezone('UTC', timezone(" ~ time_zone ~ ", " ~ wall ~ "))" -%}
    case
        when {{ local_date(moment ~ " - interval 1 hour", time_zone) }} = {{ day }}
            then {{ moment }} - interval 1 hour
        else {{ moment }}
    end
{%- endmacro %}
