-- Login sessions: those the source numbers, and unbroken stretches of presence where it does not.
-- Grain: one row per (agent_id, session_id).
with

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

present as (
    select
        *,
        max(ended_at) over (
            partition by agent_id order by started_at, ended_at, event_id
            rows between unbounded preceding and 1 preceding
        ) as present_until_at
    from agent_states
    where state <> 'logged_out' and login_session_id is null
),

numbered as (
    select
        agent_id,
        started_at,
        ended_at,
        work_date,
        cast(sum(case when started_at <= present_until_at then 0 else 1 end) over (
            partition by agent_id order by started_at, ended_at, event_id
            rows between unbounded preceding and current row
        ) as varchar) as session_number
    from present
),

stretches as (
    select
        agent_id,
        started_at,
        ended_at,
        work_date,
        'stretch ' || session_number as session_id
    from numbered
    union all
    select
        agent_id,
        started_at,
        ended_at,
        work_date,
        'session ' || login_session_id as session_id
    from agent_states
    where state <> 'logged_out' and login_session_id is not null
),

final as (
    select
        -- keys
        agent_id,
        session_id,

        -- times
        min(work_date) as sign_in_date,
        max(work_date) as sign_out_date,
        min(started_at) as session_started_at,
        max(ended_at) as session_ended_at
    from stretches
    group by agent_id, session_id
)

select * from final
