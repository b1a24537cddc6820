-- Cutting states at midnight and at the ends of night shifts loses no second and doubles none:
-- staged seconds are the seconds of the days and those that overlaps took.
with

agent_states as (
    select * from {{ ref('stg_agent_states') }}
),

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

staged as (
    select
        agent_id,
        sum({{ seconds_between('started_at', 'ended_at') }}) as staged_seconds
    from agent_states
    where state <> 'logged_out' and ended_at > started_at
    group by agent_id
),

counted as (
    select
        agent_id,
        sum(login_seconds) as login_seconds,
        sum(overlapped_state_seconds) as overlapped_seconds,
        sum(
            ready_seconds + ringing_seconds + talk_state_seconds + hold_state_seconds
            + after_call_work_state_seconds + not_ready_seconds
        ) as state_seconds
    from agent_days
    group by agent_id
),

final as (
    select
        counted.agent_id,
        staged.staged_seconds,
        counted.login_seconds,
        counted.state_seconds,
        counted.overlapped_seconds
    from counted
    full outer join staged
        on counted.agent_id = staged.agent_id
    where
        coalesce(staged.staged_seconds, 0)
        <> coalesce(counted.login_seconds + counted.overlapped_seconds, 0)
        or coalesce(counted.login_seconds, 0) <> coalesce(counted.state_seconds, 0)
)

select * from final
