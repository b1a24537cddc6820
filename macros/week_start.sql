{#- The first day of the week a date falls into, for weeks that start on monday or sunday. -#}
{% macro week_start(day, first_day_of_week) -%}
    cast(
        case
            when {{ first_day_of_week }} = 'sunday'
                then {{ add_days("date_trunc('week', " ~ add_days(day, 1) ~ ")", -1) }}
            else date_trunc('week', {{ day }})
        end as date
    )
{%- endmacro %}
