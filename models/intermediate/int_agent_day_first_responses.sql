-- First responses to calls and chats, by the agent who gave them.
-- Grain: one row per (agent_id, work_date) with a first response.
{{ config(materialized='table') }}
with

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

final as (
    select
        -- keys
        contact_agents.first_agent_id as agent_id,
        contact_agents.first_work_date as work_date,

        -- measures
        count(*) as agent_first_response_count,
        cast(sum(offered.first_response_seconds) as bigint) as agent_first_response_seconds,
        count(*) filter (where offered.is_responded_in_time) as agent_first_response_in_time_count
    from offered
    inner join contact_agents
        on offered.interaction_id = contact_agents.interaction_id
    where offered.is_response_judged and offered.first_response_seconds is not null
    group by contact_agents.first_agent_id, contact_agents.first_work_date
)

select * from final
