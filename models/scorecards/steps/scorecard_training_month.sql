-- Each person's months before and after each course, with the cases of each KPI.
-- Grain: one row per (course_id, cohort_id, business_line, kpi_id, agent_id, period_start_date).
with

training_window as (
    select * from {{ ref('scorecard_training_window') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where
        subject_type = 'agent'
        and period_type = 'month'
        and is_known_period
        and subject_id != 'unknown'
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
    where subject_type = 'agent' and period_type = 'month' and status != 'not_applicable'
),

-- a KPI that is a sum has months worked for its cases
final as (
    select
        -- keys
        training_window.course_id,
        training_window.cohort_id,
        training_window.business_line,
        training_window.kpi_id,
        subject_period.subject_id as agent_id,
        subject_period.period_start_date,

        -- measures
        kpi_value.numerator,
        cast(
            case
                when kpi.calculation != 'sum' then kpi_value.denominator
                when subject_period.worked_day_count > 0 then 1
            end as double
        ) as denominator,

        -- flags
        subject_period.period_start_date < training_window.before_to_date as is_before,
        kpi_value.status = 'provisional' as is_provisional
    from training_window
    inner join subject_period
        on
            training_window.business_line = subject_period.business_line
            and training_window.role in (subject_period.role, 'any')
            and subject_period.period_start_date >= training_window.before_from_date
            and subject_period.period_start_date < training_window.after_to_date
            and (
                subject_period.period_start_date < training_window.before_to_date
                or subject_period.period_start_date >= training_window.after_from_date
            )
    inner join kpi on training_window.kpi_id = kpi.kpi_id
    inner join kpi_value
        on
            subject_period.subject_id = kpi_value.subject_id
            and subject_period.period_start_date = kpi_value.period_start_date
            and training_window.kpi_id = kpi_value.kpi_id
)

select * from final
