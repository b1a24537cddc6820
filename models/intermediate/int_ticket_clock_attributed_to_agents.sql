-- Each stopped clock of a ticket with the agent who answers for it, on the day it was stopped.
-- Grain: one row per (ticket_id, clock).
{{ config(materialized='table') }}
with

ticket_clock as (
    select * from {{ ref('int_ticket_clock') }}
),

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- No fan-out: one agent answers for a ticket.
attributed as (
    select
        tickets.agent_id,
        ticket_clock.*
    from ticket_clock
    inner join tickets on ticket_clock.ticket_id = tickets.ticket_id
),

dated as (
    {{ with_work_date('attributed', 'stopped_at') }}
),

final as (
    select
        -- keys
        ticket_id,
        clock,

        -- dimensions
        agent_id,

        -- measures
        calendar_seconds,
        business_seconds,
        last_schedule_business_seconds,

        -- flags
        is_round_the_clock,

        -- times
        work_date,
        started_at,
        stopped_at
    from dated
)

select * from final
