-- Events of agents that are scored one by one.
-- Grain: one row per (event_id).
with

agent_events as (
    select * from {{ ref('int_agent_events') }}
),

final as (
    select
        -- keys
        event_id,

        -- dimensions
        case_id,
        agent_id,
        work_date,
        event_type,
        event_code,
        quantity_unit,
        raw_table,

        -- measures
        quantity
    from agent_events
)

select * from final
