-- KPIs of team leaders that are their own where they handled enough, else those of their team.
-- Grain: one row per (subject, period, kpi_id) with a value to read.
with

kpi as (
    select * from {{ ref('kpis') }}
    where calculation = 'own_or_team'
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

kpi_direct as (
    select * from {{ ref('kpi_direct') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
    where subject_type in ('agent', 'agent_in_role') and role = 'team_leader'
),

agent_day as (
    select * from {{ ref('fct_agent_day') }}
    where handled_count > 0
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

handled as (
    select
        agent_day.agent_id,
        agent_day.role,
        period_date.period_type,
        period_date.period_start_date,
        sum(agent_day.handled_count) as handled_count
    from agent_day
    inner join period_date on agent_day.work_date = period_date.calendar_date
    group by
        agent_day.agent_id,
        agent_day.role,
        period_date.period_type,
        period_date.period_start_date
),

-- who held two roles is judged as a leader by the days as one; the minimum itself is enough (AM36)
leader as (
    select
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        subject_period.team_id,
        coalesce(sum(handled.handled_count), 0)
        >= max(assumption.own_quality_minimum_handled_count) as is_judged_by_own
    from subject_period
    inner join assumption
        on {{ is_in_force('assumption', 'subject_period.period_start_date') }}
    left join handled
        on
            subject_period.agent_id = handled.agent_id
            and subject_period.period_type = handled.period_type
            and subject_period.period_start_date = handled.period_start_date
            and (subject_period.subject_type = 'agent' or subject_period.role = handled.role)
    group by
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        subject_period.team_id
),

final as (
    select
        -- keys
        leader.subject_type,
        leader.subject_id,
        leader.period_type,
        leader.period_start_date,
        kpi.kpi_id,

        -- measures
        kpi_direct.numerator,
        kpi_direct.denominator,
        kpi_direct.evidence,

        -- flags
        leader.is_judged_by_own
    from leader
    inner join kpi_indicator on leader.subject_type = kpi_indicator.subject_type
    inner join kpi on kpi_indicator.kpi_id = kpi.kpi_id
    inner join kpi_direct
        on
            kpi_indicator.indicator_kpi_id = kpi_direct.kpi_id
            and leader.period_type = kpi_direct.period_type
            and leader.period_start_date = kpi_direct.period_start_date
            and kpi_direct.subject_type
            = case when leader.is_judged_by_own then leader.subject_type else 'team' end
            and kpi_direct.subject_id
            = case when leader.is_judged_by_own then leader.subject_id else leader.team_id end
)

select * from final
