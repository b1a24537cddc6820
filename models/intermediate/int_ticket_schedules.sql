-- Which schedule of opening hours each ticket's clock follows, from when to when.
-- Grain: one row per (ticket_id, started_at).
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

united as (
    select
        ticket_id,
        created_at as started_at,
        'default' as opening_schedule_id,
        created_at as said_at,
        null as event_id
    from tickets
    union all
    select
        tickets.ticket_id,
        greatest(ticket_events.event_at, tickets.created_at) as started_at,
        ticket_events.schedule_id as opening_schedule_id,
        ticket_events.event_at as said_at,
        ticket_events.event_id
    from tickets
    inner join ticket_events on tickets.ticket_id = ticket_events.ticket_id
    where ticket_events.event_type = 'schedule' and ticket_events.schedule_id is not null
),

-- Of what was said for one moment the last counts (then the highest event), the default only alone.
last_said as (
    select * from united
    qualify row_number() over (
        partition by ticket_id, started_at
        order by case when event_id is null then 1 else 0 end, said_at desc, event_id desc
    ) = 1
),

final as (
    select
        -- keys
        ticket_id,
        started_at,

        -- dimensions
        opening_schedule_id,

        -- times
        lead(started_at) over (partition by ticket_id order by started_at) as ended_at
    from last_said
)

select * from final
