-- Sales leads with the agent who found them and their day.
-- Grain: one row per (lead_id).
with

leads as (
    select * from {{ ref('stg_leads') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

attributed as (
    select
        leads.lead_id,
        leads.customer_id,
        leads.lead_stage,
        coalesce(leads.is_valid, false) as is_valid,
        leads.created_at,
        coalesce(leads.agent_id, contact_agents.last_agent_id, 'unknown') as agent_id
    from leads
    left join contact_agents
        on leads.interaction_id = contact_agents.interaction_id
),

dated as (
    {{ with_work_date('attributed', 'created_at') }}
),

final as (
    select
        -- keys
        lead_id,

        -- dimensions
        agent_id,
        customer_id,
        lead_stage,

        -- flags
        is_valid,

        -- times
        work_date
    from dated
)

select * from final
