-- The goals of each level and how far each is attained.
-- Grain: one row per (goal_level, subject, period, kpi_id).
with

goal as (
    select * from {{ ref('goal_levels') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where is_known_period
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

-- no fan-out: a goal holds once on the first day of a period
expected as (
    select
        goal.*,
        subject_period.subject_id,
        subject_period.team_id,
        subject_period.business_line,
        subject_period.period_type,
        subject_period.period_start_date,
        kpi.direction
    from goal
    inner join subject_period
        on
            goal.subject_type = subject_period.subject_type
            and contains(
                ' ' || goal.period_types || ' ', ' ' || subject_period.period_type || ' '
            )
            and {{ is_in_force('goal', 'subject_period.period_start_date') }}
    inner join kpi on goal.kpi_id = kpi.kpi_id
),

measured as (
    select
        expected.*,
        kpi_value.kpi_value,
        coalesce(kpi_value.status, 'not_kept') as status,
        coalesce(kpi_value.evidence_count, 0) as evidence_count,
        kpi_target.target_value,
        kpi_target.scope_type as target_scope_type,
        kpi_value.status in ('measured', 'provisional') and kpi_target.target_value is not null
            as is_judged
    from expected
    left join kpi_value
        on
            expected.subject_type = kpi_value.subject_type
            and expected.subject_id = kpi_value.subject_id
            and expected.period_type = kpi_value.period_type
            and expected.period_start_date = kpi_value.period_start_date
            and expected.kpi_id = kpi_value.kpi_id
    left join kpi_target
        on
            expected.subject_type = kpi_target.subject_type
            and expected.subject_id = kpi_target.subject_id
            and expected.period_type = kpi_target.period_type
            and expected.period_start_date = kpi_target.period_start_date
            and expected.kpi_id = kpi_target.kpi_id
),

-- compared at six decimals, so that a double's noise decides nothing
final as (
    select
        -- keys
        goal_level,
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,

        -- dimensions
        goal_level_order,
        parent_level,
        team_id,
        business_line,
        status,
        target_scope_type,
        assumption_ids,

        -- measures
        kpi_value,
        target_value,
        case
            when not is_judged then null
            when direction = 'higher' then kpi_value / nullif(target_value, 0)
            when direction = 'lower' then target_value / nullif(kpi_value, 0)
        end as attainment,
        evidence_count,

        -- flags
        case
            when not is_judged then null
            when direction = 'higher' then round(kpi_value, 6) >= target_value
            when direction = 'lower' then round(kpi_value, 6) <= target_value
        end as is_attained
    from measured
)

select * from final
