-- Agent states one at a time: where two overlap, the later one ends the earlier.
-- Grain: one row per (event_id) that lasts.
with

agent_states as (
    select * from {{ ref('stg_agent_states') }}
),

-- Tie-break of stretches that begin together: the one that ends last stays, then the event's id.
followed as (
    select
        *,
        lead(started_at) over (
            partition by agent_id order by started_at, ended_at, event_id
        ) as next_started_at
    from agent_states
    where ended_at > started_at
),

-- least() and greatest() pass over a missing next state.
final as (
    select
        -- keys
        event_id,

        -- dimensions
        agent_id,
        state,
        reason_code,
        login_session_id,
        approved_by,

        -- measures
        greatest({{ seconds_between('next_started_at', 'ended_at') }}, 0) as overlapped_seconds,

        -- times
        started_at,
        least(ended_at, next_started_at) as ended_at
    from followed
)

select * from final
