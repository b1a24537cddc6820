-- What KPIs count, one by one and with its own size: scoring that deducts per event reads it here.
-- Grain: one row per (event_id).
with

agent_event as (
    select * from {{ ref('fct_agent_event') }}
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

        -- measures
        quantity
    from agent_event
)

select * from final
