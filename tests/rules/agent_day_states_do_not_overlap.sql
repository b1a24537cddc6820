-- One agent is in one state at a time, whatever the source says.
with

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

final as (
    select
        agent_id,
        event_id,
        started_at,
        lag(ended_at) over (
            partition by agent_id order by started_at, ended_at, event_id
        ) as previous_ended_at
    from agent_states
    qualify previous_ended_at > started_at
)

select * from final
