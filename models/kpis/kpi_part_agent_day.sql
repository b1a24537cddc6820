-- What agents did in each period, part by part: of agents, teams, lines and the centre.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, part).
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

kpi_fact as (
    select * from {{ ref('kpi_facts') }}
    where fact_name = 'fct_agent_day'
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

-- once for each kind of subject that the fact knows
by_subject as (
    select
        kpi_fact.subject_type,
        case kpi_fact.subject_type
            when 'agent' then agent_day.agent_id
            when 'team' then agent_day.team_id
            when 'line' then agent_day.business_line
            else kpi_fact.subject_type
        end as subject_id,
        agent_day.work_date,
        {{ parts_summed('agent_day', 'fct_agent_day') }}
    from agent_day
    cross join kpi_fact
    group by kpi_fact.subject_type, subject_id, agent_day.work_date
),

-- a day lies in one period of each type, so nothing fans out
by_period as (
    select
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date,
        {{ parts_summed('by_subject', 'fct_agent_day') }}
    from by_subject
    inner join period_date on by_subject.work_date = period_date.calendar_date
    group by
        by_subject.subject_type,
        by_subject.subject_id,
        period_date.period_type,
        period_date.period_start_date
),

unpivoted as (
    {{ parts_unpivoted(
        'by_period',
        'fct_agent_day',
        ['subject_type', 'subject_id', 'period_type', 'period_start_date'],
    ) }}
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        part,

        -- measures
        part_value
    from unpivoted
)

select * from final
