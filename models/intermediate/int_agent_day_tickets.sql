-- Tickets by the agent who answers for them: opened on one day, finished and judged on another.
-- Grain: one row per (agent_id, work_date) with a ticket.
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

reopenings as (
    select * from {{ ref('int_ticket_reopenings') }}
),

opened as (
    select
        agent_id,
        created_date as work_date,
        count(*) as ticket_created_count
    from tickets
    group by agent_id, created_date
),

booked as (
    select
        agent_id,
        work_date,
        count(*) filter (where is_resolved) as ticket_resolved_count,
        coalesce(sum(resolution_seconds), 0) as ticket_resolution_seconds,
        count(*) filter (where is_within_sla is not null) as ticket_judged_count,
        count(*) filter (where is_within_sla) as ticket_within_sla_count,
        count(*) filter (
            where is_within_sla and not is_open and not is_transferred
        ) as ticket_closed_without_transfer_count,
        count(*) filter (where not is_open) as ticket_finished_count,
        count(*) filter (where is_complex) as complex_ticket_count,
        count(*) filter (where is_complex and not is_open) as complex_ticket_finished_count,
        count(*) filter (where is_complex and is_resolved) as complex_ticket_resolved_count
    from tickets
    group by agent_id, work_date
),

reopened as (
    select
        agent_id,
        work_date,
        count(*) as ticket_reopened_count
    from reopenings
    group by agent_id, work_date
),

days as (
    select
        agent_id,
        work_date
    from opened
    union distinct
    select
        agent_id,
        work_date
    from booked
    union distinct
    select
        agent_id,
        work_date
    from reopened
),

-- No fan-out: each side has one row per agent-day.
final as (
    select
        -- keys
        days.agent_id,
        days.work_date,

        -- measures
        {{ parts_or_zero('opened', ['ticket_created_count']) }},
        {{ parts_or_zero('booked', [
            'ticket_resolved_count', 'ticket_resolution_seconds', 'ticket_judged_count',
            'ticket_within_sla_count', 'ticket_closed_without_transfer_count',
            'ticket_finished_count', 'complex_ticket_count', 'complex_ticket_finished_count',
            'complex_ticket_resolved_count',
        ]) }},
        {{ parts_or_zero('reopened', ['ticket_reopened_count']) }}
    from days
    left join opened
        on days.agent_id = opened.agent_id and days.work_date = opened.work_date
    left join booked
        on days.agent_id = booked.agent_id and days.work_date = booked.work_date
    left join reopened
        on days.agent_id = reopened.agent_id and days.work_date = reopened.work_date
)

select * from final
