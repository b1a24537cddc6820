-- The stretches in which a ticket's clock ran, each under one schedule of opening hours.
-- Grain: one row per (ticket_id, clock, run_started_at): clock is first_reply or resolution.
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

ticket_schedules as (
    select * from {{ ref('int_ticket_schedules') }}
),

-- The ticket's own mark comes first; else the first reply of a person of the centre.
replies as (
    select
        ticket_id,
        min(event_at) as replied_at
    from ticket_events
    where event_type = 'reply' and coalesce(actor_type, 'agent') = 'agent'
    group by ticket_id
),

clocks as (
    select
        tickets.ticket_id,
        'first_reply' as clock,
        tickets.created_at as started_at,
        coalesce(tickets.first_response_at, replies.replied_at) as stopped_at
    from tickets
    left join replies on tickets.ticket_id = replies.ticket_id
    union all
    select
        ticket_id,
        'resolution' as clock,
        created_at as started_at,
        resolved_at as stopped_at
    from tickets
),

-- A clock that was stopped before it started ran for no time.
stopped as (
    select
        ticket_id,
        clock,
        started_at,
        greatest(stopped_at, started_at) as stopped_at
    from clocks
    where stopped_at is not null
),

-- Fans out on purpose, once per schedule that the clock ran under; the first one always has a run.
final as (
    select
        -- keys
        stopped.ticket_id,
        stopped.clock,
        ticket_schedules.started_at as run_started_at,

        -- dimensions
        ticket_schedules.opening_schedule_id,

        -- flags
        coalesce(ticket_schedules.ended_at >= stopped.stopped_at, true) as is_last,

        -- times
        case
            when ticket_schedules.ended_at < stopped.stopped_at then ticket_schedules.ended_at
            else stopped.stopped_at
        end as run_stopped_at,
        stopped.started_at,
        stopped.stopped_at
    from stopped
    inner join ticket_schedules
        on
            stopped.ticket_id = ticket_schedules.ticket_id
            and (
                ticket_schedules.started_at < stopped.stopped_at
                or ticket_schedules.started_at = stopped.started_at
            )
)

select * from final
