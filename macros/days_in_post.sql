{#- Returns a whole select: calendar days of each period in post (long absences apart), from the CTEs
    periods and stretches; keys beside agent_id and the period are columns of both. -#}
{% macro days_in_post(keys=[]) -%}
    select
        periods.agent_id,
        periods.period_type,
        periods.period_start_date,
        {%- for key in keys %}
        periods.{{ key }},
        {%- endfor %}
        {%- for name, condition in {
            'counted_day_count': 'not stretches.is_long_absence',
            'long_absence_day_count': 'stretches.is_long_absence',
        }.items() %}
        cast(coalesce(
            sum({{ days_between(
                'greatest(stretches.valid_from_date, periods.period_start_date)',
                'least(stretches.valid_to_date, ' ~ add_days('periods.period_end_date', 1) ~ ')',
            ) }}) filter (where stretches.is_in_post and {{ condition }}), 0
        ) as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from periods
    inner join stretches
        on
            periods.agent_id = stretches.agent_id
            and stretches.valid_from_date <= periods.period_end_date
            and stretches.valid_to_date > periods.period_start_date
            {%- for key in keys %}
            and periods.{{ key }} = stretches.{{ key }}
            {%- endfor %}
    group by
        periods.agent_id, periods.period_type, periods.period_start_date
        {%- for key in keys %}, periods.{{ key }}{% endfor %}
{%- endmacro %}
