-- What agents of several roles did in each of them, part by part, in periods that hold several.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, part).
with

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

agent_role_period as (
    select * from {{ ref('dim_agent_role_period') }}
),

period_date as (
    select * from {{ ref('dim_period_date') }}
),

-- once for each period of several roles that holds the day: whoever has one role is in none
by_period as (
    select
        'agent_in_role' as subject_type,
        agent_role_period.agent_in_role_id as subject_id,
        agent_role_period.period_type,
        agent_role_period.period_start_date,
        {{ parts_summed('agent_day', 'fct_agent_day') }}
    from agent_role_period
    inner join period_date
        on
            agent_role_period.period_type = period_date.period_type
            and agent_role_period.period_start_date = period_date.period_start_date
    inner join agent_day
        on
            period_date.calendar_date = agent_day.work_date
            and agent_role_period.agent_id = agent_day.agent_id
            and agent_role_period.role = agent_day.role
    group by
        agent_role_period.agent_in_role_id,
        agent_role_period.period_type,
        agent_role_period.period_start_date
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
    where part_value != 0
)

select * from final
