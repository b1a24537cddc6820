-- Verification calls with the agent whose work they verify, on the work date of that work.
-- Grain: one row per (callback_id).
with

callbacks as (
    select * from {{ ref('stg_callbacks') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
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

-- Whom the callback names, else the contact's last leg, else the ticket's agent.
-- No fan-out: one row per contact and per ticket.
attributed as (
    select
        callbacks.*,
        coalesce(
            callbacks.agent_id, contact_agents.last_agent_id, tickets.agent_id, 'unknown'
        ) as verified_agent_id,
        contact_agents.last_work_date
    from callbacks
    left join contact_agents
        on callbacks.interaction_id = contact_agents.interaction_id
    left join tickets
        on callbacks.ticket_id = tickets.ticket_id
),

renamed as (
    select
        callback_id,
        interaction_id,
        ticket_id,
        verified_agent_id as agent_id,
        verified_rating,
        is_reached,
        is_confirmed_resolved,
        is_answer_correct,
        called_at,
        last_work_date
    from attributed
),

dated as (
    {{ with_work_date('renamed', 'called_at') }}
),

final as (
    select
        -- keys
        callback_id,

        -- dimensions
        interaction_id,
        ticket_id,
        agent_id,

        -- measures
        case when verified_rating between 1 and 5 then verified_rating end as rating,

        -- flags
        coalesce(is_reached, false) as is_reached,
        is_confirmed_resolved,
        is_answer_correct,

        -- times
        called_at,
        coalesce(last_work_date, work_date) as work_date
    from dated
)

select * from final
