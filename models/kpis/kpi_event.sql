-- What KPIs count, one by one and with its own size: scoring that deducts per event reads it here.
-- Grain: one row per (event_id).
with

agent_event as (
    select * from {{ ref('fct_agent_event') }}
),

agent_day as (
    select * from {{ ref('fct_agent_day') }}
),

-- no fan-out: one row per person and day
final as (
    select
        -- keys
        agent_event.event_id,

        -- dimensions
        agent_event.case_id,
        agent_event.agent_id,
        agent_event.work_date,
        coalesce(agent_day.role, 'unknown') as role,
        agent_event.event_type,
        agent_event.event_code,
        agent_event.quantity_unit,

        -- measures
        agent_event.quantity
    from agent_event
    left join agent_day
        on
            agent_event.agent_id = agent_day.agent_id
            and agent_event.work_date = agent_day.work_date
)

select * from final
