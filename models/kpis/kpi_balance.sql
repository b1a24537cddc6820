-- How evenly the pace of work is spread over the agents of a team, a line, the centre.
-- Grain: one row per (subject, period) with enough agents to compare.
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_agent_day' and subject_type in ('team', 'line', 'centre')
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

assumption as (
    select * from {{ ref('kpi_assumption_in_force') }}
),

-- an agent counts in each team with the hours worked there
pace as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'team' then agent_day.team_id
            when 'line' then agent_day.business_line
            else kpi_fact.subject_type
        end as subject_id,
        period_date.period_type,
        period_date.period_start_date,
        agent_day.agent_id,
        sum(agent_day.handled_count) * 3600.0
        / sum(agent_day.login_seconds - agent_day.break_seconds) as units_per_hour
    from agent_day
    inner join period_date on agent_day.work_date = period_date.calendar_date
    inner join assumption on {{ is_in_force('assumption', 'period_date.period_start_date') }}
    cross join kpi_fact
    group by
        kpi_fact.subject_type,
        subject_id,
        period_date.period_type,
        period_date.period_start_date,
        agent_day.agent_id
    having
        sum(agent_day.login_seconds - agent_day.break_seconds)
        >= max(assumption.workload_minimum_seconds)
        and sum(agent_day.handled_count) > 0
),

final as (
    select
        -- keys
        pace.subject_type,
        pace.subject_id,
        pace.period_type,
        pace.period_start_date,
        'units_per_hour_variation' as measure,

        -- measures
        cast(stddev_pop(pace.units_per_hour) as double) as numerator,
        cast(avg(pace.units_per_hour) as double) as denominator,
        cast(count(*) as double) as evidence
    from pace
    inner join assumption on {{ is_in_force('assumption', 'pace.period_start_date') }}
    group by
        pace.subject_type,
        pace.subject_id,
        pace.period_type,
        pace.period_start_date
    having count(*) >= max(assumption.minimum_peer_group)
)

select * from final
