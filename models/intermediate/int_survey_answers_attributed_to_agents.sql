-- Surveys with the agent they judge, on the work date of the contact they ask about.
-- Grain: one row per (survey_id).
{{ config(materialized='table') }}
with

survey_answers as (
    select * from {{ ref('int_survey_answers') }}
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

-- The last answered leg's agent; without one the agent the tool names, then the ticket's.
-- No fan-out: one row per contact and per ticket.
attributed as (
    select
        survey_answers.survey_id,
        survey_answers.interaction_id,
        coalesce(
            contact_agents.last_agent_id, survey_answers.agent_id, tickets.agent_id, 'unknown'
        ) as agent_id,
        survey_answers.channel,
        survey_answers.rating,
        survey_answers.recommendation,
        survey_answers.is_excluded,
        survey_answers.is_pending,
        survey_answers.was_answered,
        survey_answers.is_satisfied,
        survey_answers.is_promoter,
        survey_answers.is_detractor,
        survey_answers.is_resolved_for_customer,
        survey_answers.sent_at,
        contact_agents.last_work_date
    from survey_answers
    left join contact_agents
        on survey_answers.interaction_id = contact_agents.interaction_id
    left join tickets
        on survey_answers.ticket_id = tickets.ticket_id
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
        channel,

        -- measures
        rating,
        recommendation,

        -- flags
        is_excluded,
        is_pending,
        was_answered,
        coalesce(is_satisfied, false) as is_satisfied,
        coalesce(is_promoter, false) as is_promoter,
        coalesce(is_detractor, false) as is_detractor,
        is_resolved_for_customer,

        -- times
        coalesce(last_work_date, work_date) as work_date
    from dated
)

select * from final
