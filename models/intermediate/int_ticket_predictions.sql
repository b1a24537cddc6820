-- Predictions of a ticket's category, with whether they were right.
-- Grain: one row per (event_id): the prediction.
with

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

attributed_tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- A ticket without a category cannot tell whether the prediction was right.
predictions as (
    select
        ticket_events.event_id,
        ticket_events.ticket_id,
        coalesce(attributed_tickets.agent_id, 'unknown') as agent_id,
        ticket_events.model_version,
        ticket_events.predicted_category = tickets.category as is_right,
        ticket_events.event_at
    from ticket_events
    inner join tickets
        on ticket_events.ticket_id = tickets.ticket_id
    left join attributed_tickets
        on ticket_events.ticket_id = attributed_tickets.ticket_id
    where
        ticket_events.event_type = 'prediction'
        and ticket_events.predicted_category is not null
        and tickets.category is not null
),

dated as (
    {{ with_work_date('predictions', 'event_at') }}
),

final as (
    select
        -- keys
        event_id,

        -- dimensions
        ticket_id,
        agent_id,
        model_version,

        -- flags
        is_right,

        -- times
        work_date
    from dated
)

select * from final
