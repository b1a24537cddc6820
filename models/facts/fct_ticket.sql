-- Tickets with the agent and team who answer for them.
-- Grain: one row per (ticket_id).
with

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

resolution_clock as (
    select * from {{ ref('int_ticket_clock') }}
    where clock = 'resolution'
),

-- No fan-out: one profile per agent-day, one clock of resolution per ticket.
final as (
    select
        -- keys
        tickets.ticket_id,

        -- dimensions
        tickets.agent_id,
        coalesce(profiles.team_id, 'unknown') as team_id,
        coalesce(tickets.business_line, profiles.business_line, 'unknown') as business_line,
        tickets.created_date,
        tickets.resolved_date,
        tickets.work_date,

        -- measures
        tickets.resolution_seconds,
        resolution_clock.business_seconds as resolution_business_seconds,
        tickets.reopened_count,

        -- flags
        tickets.is_resolved,
        tickets.is_within_sla is not null as is_judged,
        coalesce(tickets.is_within_sla, false) as is_within_sla
    from tickets
    left join profiles
        on
            tickets.agent_id = profiles.agent_id
            and tickets.work_date = profiles.work_date
    left join resolution_clock on tickets.ticket_id = resolution_clock.ticket_id
)

select * from final
