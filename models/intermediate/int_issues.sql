-- Issues with the verdict on each, by three rules, and the agent of the first contact who answers for it.
-- Grain: one row per (issue_id).
{{ config(materialized='table') }}
with

issue_contacts as (
    select * from {{ ref('int_issue_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

-- The first contact is issue_id itself; the last is the one whose number is the count.
judged as (
    select
        issue_id,
        max(contact_count) as contact_count,
        max(direction) filter (where contact_number = 1) as direction,
        bool_or(has_open_ticket) as has_open_ticket,
        bool_or(is_said_unresolved) filter (where contact_number = contact_count)
            as is_last_said_unresolved,
        bool_or(has_automatic_ticket) as has_automatic_ticket,
        bool_or(has_late_automatic_ticket) as has_late_automatic_ticket
    from issue_contacts
    group by issue_id
),

resolved as (
    select
        *,
        not has_open_ticket and not is_last_said_unresolved as is_resolved
    from judged
),

-- No fan-out: one row per contact on both sides.
final as (
    select
        -- keys
        resolved.issue_id,

        -- dimensions
        coalesce(contact_agents.first_agent_id, 'unknown') as agent_id,
        resolved.direction,

        -- measures
        resolved.contact_count,

        -- flags
        resolved.is_resolved,
        resolved.is_resolved
        and resolved.contact_count = 1
        and not resolved.has_automatic_ticket as is_first_contact_resolved,
        resolved.is_resolved
        and resolved.contact_count = 1
        and not resolved.has_late_automatic_ticket as is_ticket_linked_resolved,

        -- times
        coalesce(contact_agents.first_work_date, contacts.contact_date) as work_date
    from resolved
    inner join contacts
        on resolved.issue_id = contacts.interaction_id
    left join contact_agents
        on resolved.issue_id = contact_agents.interaction_id
)

select * from final
