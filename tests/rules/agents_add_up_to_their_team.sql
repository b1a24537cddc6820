-- Where nobody of a team was in another one in a period, what its people count is what it counts.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

period_dates as (
    select * from {{ ref('dim_period_date') }}
),

kpi_value as (
    select * from {{ ref('kpi_value') }}
),

kpi as (
    select * from {{ ref('kpis') }}
    where calculation in ('sum', 'sum_over_sum')
),

kpi_subject_type as (
    select * from {{ ref('kpi_subject_type') }}
    where subject_type = 'agent'
),

agent_teams as (
    select
        period_dates.period_type,
        period_dates.period_start_date,
        agent_days.agent_id,
        agent_days.team_id,
        count(*) over (
            partition by
                period_dates.period_type, period_dates.period_start_date, agent_days.agent_id
        ) as team_count
    from agent_days
    inner join period_dates on agent_days.work_date = period_dates.calendar_date
    group by
        period_dates.period_type,
        period_dates.period_start_date,
        agent_days.agent_id,
        agent_days.team_id
),

settled_teams as (
    select
        period_type,
        period_start_date,
        team_id
    from agent_teams
    group by period_type, period_start_date, team_id
    having max(team_count) = 1
),

agent_sums as (
    select
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        agent_teams.team_id,
        sum(kpi_value.numerator) as numerator,
        sum(kpi_value.denominator) as denominator
    from kpi_value
    inner join agent_teams
        on
            kpi_value.subject_type = 'agent'
            and kpi_value.subject_id = agent_teams.agent_id
            and kpi_value.period_type = agent_teams.period_type
            and kpi_value.period_start_date = agent_teams.period_start_date
    inner join settled_teams
        on
            agent_teams.period_type = settled_teams.period_type
            and agent_teams.period_start_date = settled_teams.period_start_date
            and agent_teams.team_id = settled_teams.team_id
    group by
        kpi_value.kpi_id,
        kpi_value.period_type,
        kpi_value.period_start_date,
        agent_teams.team_id
),

final as (
    select
        agent_sums.*,
        kpi_value.numerator as team_numerator,
        kpi_value.denominator as team_denominator
    from agent_sums
    inner join kpi on agent_sums.kpi_id = kpi.kpi_id
    inner join kpi_subject_type on agent_sums.kpi_id = kpi_subject_type.kpi_id
    left join kpi_value
        on
            agent_sums.kpi_id = kpi_value.kpi_id
            and agent_sums.period_type = kpi_value.period_type
            and agent_sums.period_start_date = kpi_value.period_start_date
            and kpi_value.subject_type = 'team'
            and agent_sums.team_id = kpi_value.subject_id
    where
        kpi_value.numerator is null
        or abs(agent_sums.numerator - kpi_value.numerator)
        > 0.000001 * greatest(abs(kpi_value.numerator), 1)
        or abs(coalesce(agent_sums.denominator, 0) - coalesce(kpi_value.denominator, 0))
        > 0.000001 * greatest(abs(coalesce(kpi_value.denominator, 0)), 1)
)

select * from final
