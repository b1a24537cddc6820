-- What an agent of several roles counts in them is what the agent counts, wherever the role of each
-- day of the period is known. Days too: those of the roles are the agent's.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where calculation in ('sum', 'sum_over_sum')
),

days_without_role as (
    select distinct
        agent_days.agent_id,
        period_dates.period_type,
        period_dates.period_start_date
    from agent_days
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    where agent_days.role = 'unknown'
),

roles as (
    select
        subject_period.agent_id,
        subject_period.period_type,
        subject_period.period_start_date,
        kpi_value.kpi_id,
        sum(subject_period.worked_day_count) as worked_day_count,
        sum(kpi_value.numerator) as numerator,
        sum(coalesce(kpi_value.denominator, 0)) as denominator
    from subject_period
    inner join kpi_value
        on
            subject_period.subject_type = kpi_value.subject_type
            and subject_period.subject_id = kpi_value.subject_id
            and subject_period.period_type = kpi_value.period_type
            and subject_period.period_start_date = kpi_value.period_start_date
    where subject_period.subject_type = 'agent_in_role'
    group by
        subject_period.agent_id,
        subject_period.period_type,
        subject_period.period_start_date,
        kpi_value.kpi_id
)

select
    roles.*,
    agent_period.worked_day_count as agent_worked_day_count,
    agent_value.numerator as agent_numerator,
    agent_value.denominator as agent_denominator
from roles
inner join kpi on roles.kpi_id = kpi.kpi_id
left join days_without_role
    on
        roles.agent_id = days_without_role.agent_id
        and roles.period_type = days_without_role.period_type
        and roles.period_start_date = days_without_role.period_start_date
left join subject_period as agent_period
    on
        agent_period.subject_type = 'agent'
        and roles.agent_id = agent_period.subject_id
        and roles.period_type = agent_period.period_type
        and roles.period_start_date = agent_period.period_start_date
left join kpi_value as agent_value
    on
        agent_value.subject_type = 'agent'
        and roles.agent_id = agent_value.subject_id
        and roles.period_type = agent_value.period_type
        and roles.period_start_date = agent_value.period_start_date
        and roles.kpi_id = agent_value.kpi_id
where
    days_without_role.agent_id is null
    and (
        agent_value.numerator is null
        or roles.worked_day_count != agent_period.worked_day_count
        or abs(roles.numerator - agent_value.numerator)
        > 0.000001 * greatest(abs(agent_value.numerator), 1)
        or abs(roles.denominator - coalesce(agent_value.denominator, 0))
        > 0.000001 * greatest(abs(coalesce(agent_value.denominator, 0)), 1)
    )
