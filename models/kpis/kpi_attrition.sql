-- Leavers of the year that ends with a period, against the mean headcount of that year.
-- Grain: one row per (subject, period, measure) of a line, team or the centre.
with

agent as (
    select * from {{ ref('dim_agent') }}
    where hire_date is not null and coalesce(role, 'unknown') in ('agent', 'unknown')
),

measure_period as (
    select * from {{ ref('kpi_own_measure_period') }}
    where measure in ('leavers_of_the_year', 'voluntary_leavers_of_the_year')
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

window_of_year as (
    select
        measure_period.measure,
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        subject_period.period_end_date,
        assumption.attrition_year_days,
        {{ add_days('subject_period.period_end_date', '1 - assumption.attrition_year_days') }}
            as year_start_date
    from subject_period
    inner join measure_period
        on
            subject_period.subject_type = measure_period.subject_type
            and subject_period.period_type = measure_period.period_type
    inner join assumption on {{ is_in_force('assumption', 'subject_period.period_start_date') }}
),

-- once for each person who was there on any day of the year; a leaver's past stays
presence as (
    select
        window_of_year.measure,
        window_of_year.subject_type,
        window_of_year.subject_id,
        window_of_year.period_type,
        window_of_year.period_start_date,
        window_of_year.attrition_year_days,
        coalesce(agent.last_day <= window_of_year.period_end_date, false)
        and (agent.was_voluntary_leaver or window_of_year.measure = 'leavers_of_the_year')
            as has_left,
        1 + {{ days_between(
            'greatest(agent.hire_date, window_of_year.year_start_date)',
            'least(agent.last_day, window_of_year.period_end_date)',
        ) }} as day_count
    from window_of_year
    inner join agent
        on
            agent.hire_date <= window_of_year.period_end_date
            and coalesce(agent.last_day >= window_of_year.year_start_date, true)
            and case window_of_year.subject_type
                when 'team' then agent.team_id = window_of_year.subject_id
                when 'line' then agent.business_line = window_of_year.subject_id
                else true
            end
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        measure,

        -- measures
        cast(count(*) filter (where has_left) as double) as numerator,
        sum(day_count) / max(attrition_year_days) as denominator,
        cast(count(*) as double) as evidence
    from presence
    group by measure, subject_type, subject_id, period_type, period_start_date
)

select * from final
