-- Contacts that ended in a sale, with the agent of the last answered leg.
-- Grain: one row per (interaction_id).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

final as (
    select
        -- keys
        contacts.interaction_id,

        -- dimensions
        coalesce(contact_agents.last_agent_id, contacts.agent_id) as agent_id,
        contacts.direction,

        -- times
        coalesce(contact_agents.last_work_date, contacts.contact_date) as work_date
    from contacts
    left join contact_agents
        on contacts.interaction_id = contact_agents.interaction_id
    where contacts.is_counted and contacts.outcome_code = 'sale'
)

select * from final
