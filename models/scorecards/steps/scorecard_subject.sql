-- Whom each scheme judges in each period, and why some of them get no card or no rank.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date).
with

scheme as (
    select * from {{ ref('schemes') }}
),

scheme_subject as (
    select * from {{ ref('scheme_subjects') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

agent as (
    select * from {{ ref('dim_agent') }}
),

-- The scheme as it stood on the first day of the period: a later change does not reach back.
-- The unknown member is nobody; a person whose role nobody told us is somebody.
final as (
    select
        -- keys
        scheme.scheme_id,
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_start_date,

        -- dimensions
        subject_period.period_type,
        subject_period.team_id,
        subject_period.business_line,
        subject_period.shift_code,
        scheme.total_kind,
        scheme_subject.total_points,
        scheme_subject.assumption_ids,
        case
            when
                scheme_subject.role != 'any'
                and coalesce(subject_period.role, 'unknown') = 'unknown'
                then 'role_is_unknown'
            when subject_period.worked_day_count < scheme_subject.minimum_worked_days
                then 'too_few_worked_days'
        end as not_scored_reason,
        case
            when
                {{ add_days('agent.hire_date', 'scheme_subject.minimum_tenure_days') }}
                > subject_period.period_end_date
                then 'tenure_too_short'
        end as not_ranked_reason,

        -- times
        subject_period.period_end_date
    from subject_period
    inner join scheme
        on
            subject_period.period_type = scheme.period_type
            and {{ is_in_force('scheme', 'subject_period.period_start_date') }}
    inner join scheme_subject
        on
            scheme.scheme_id = scheme_subject.scheme_id
            and subject_period.subject_type = scheme_subject.subject_type
            and {{ is_in_force('scheme_subject', 'subject_period.period_start_date') }}
    left join agent
        on
            subject_period.subject_type = 'agent'
            and subject_period.subject_id = agent.agent_id
    where
        subject_period.is_known_period
        and subject_period.subject_id != 'unknown'
        and (
            scheme_subject.role = 'any'
            or coalesce(subject_period.role, 'unknown') in (scheme_subject.role, 'unknown')
        )
)

select * from final
