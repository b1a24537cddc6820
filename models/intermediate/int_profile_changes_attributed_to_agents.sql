-- Changes of key fields of customers' profiles with the agent who made them and their day.
-- Grain: one row per (change_id).
with

profile_changes as (
    select * from {{ ref('stg_profile_changes') }}
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
        profile_changes.change_id,
        profile_changes.customer_id,
        profile_changes.interaction_id,
        profile_changes.field_name,
        coalesce(profile_changes.is_completed, false) as is_completed,
        profile_changes.changed_at,
        coalesce(
            profile_changes.agent_id, contact_agents.last_agent_id, 'unknown'
        ) as agent_id
    from profile_changes
    left join contact_agents
        on profile_changes.interaction_id = contact_agents.interaction_id
    where profile_changes.is_key_field
),

dated as (
    {{ with_work_date('attributed', 'changed_at') }}
),

final as (
    select
        -- keys
        change_id,

        -- dimensions
        agent_id,
        customer_id,
        interaction_id,
        field_name,

        -- flags
        is_completed,

        -- times
        work_date
    from dated
)

select * from final
