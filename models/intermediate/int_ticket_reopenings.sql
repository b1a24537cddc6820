-- Tickets that came back, with the agent whose resolution did not hold and its day.
-- Grain: one row per (ticket_id) that was reopened.
with

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

histories as (
    select * from {{ ref('int_ticket_histories') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- Where no event tells whose resolution failed, whoever answers for the ticket is charged.
charged as (
    select
        tickets.ticket_id,
        tickets.work_date as ticket_work_date,
        coalesce(histories.reopened_from_agent_id, tickets.agent_id) as agent_id,
        histories.failed_resolved_at
    from tickets
    left join histories
        on tickets.ticket_id = histories.ticket_id
    where tickets.reopened_count > 0 or histories.is_reopened
),

dated as (
    {{ with_work_date('charged', 'failed_resolved_at') }}
),

final as (
    select
        -- keys
        ticket_id,

        -- dimensions
        agent_id,

        -- times
        case
            when failed_resolved_at is null then ticket_work_date else work_date
        end as work_date
    from dated
)

select * from final
