-- Surveys with the agent they judge, on the work date of the contact they ask about.
-- Grain: one row per (survey_id).
{{ config(materialized='table') }}
with

surveys as (
    select * from {{ ref('stg_surveys') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

liable_agents as (
    select * from {{ ref('int_contacts_with_liable_agents') }}
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

-- Whom QA blames, else the last answered leg's agent; without one the agent the tool names, then
-- the ticket's. No fan-out: one row per contact and per ticket.
attributed as (
    select
        surveys.survey_id,
        surveys.interaction_id,
        coalesce(
            liable_agents.liable_agent_id,
            contact_agents.last_agent_id,
            surveys.agent_id,
            tickets.agent_id,
            'unknown'
        ) as agent_id,
        surveys.sent_at,
        coalesce(liable_agents.liable_work_date, contact_agents.last_work_date) as contact_work_date
    from surveys
    left join contact_agents
        on surveys.interaction_id = contact_agents.interaction_id
    left join liable_agents
        on surveys.interaction_id = liable_agents.interaction_id
    left join tickets
        on surveys.ticket_id = tickets.ticket_id
),

dated as (
    {{ with_work_date('attributed', 'sent_at') }}
),

final as (
    select
        -- keys
        survey_id,

        -- dimensions
        interaction_id,
        agent_id,

        -- times
        coalesce(contact_work_date, work_date) as work_date
    from dated
)

select * from final
