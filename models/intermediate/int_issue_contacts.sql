-- Contacts of issues with what is known of each: linked ones, and lone ones with evidence.
-- Grain: one row per (interaction_id).
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

linked_contacts as (
    select * from {{ ref('int_contacts_linked_to_issues') }}
),

evidence as (
    select * from {{ ref('int_contact_evidence') }}
),

-- A contact without customer or reason cannot be linked. It is an issue of its own where a ticket
-- or the customer speaks about it; otherwise nobody can tell, and it is none.
final as (
    select
        -- keys
        contacts.interaction_id,

        -- dimensions
        coalesce(linked_contacts.issue_id, contacts.interaction_id) as issue_id,
        contacts.direction,

        -- measures
        coalesce(linked_contacts.contact_number, 1) as contact_number,
        coalesce(linked_contacts.contact_count, 1) as contact_count,

        -- flags
        coalesce(evidence.has_open_ticket, false) as has_open_ticket,
        coalesce(evidence.has_automatic_ticket, false) as has_automatic_ticket,
        coalesce(evidence.has_late_automatic_ticket, false) as has_late_automatic_ticket,
        coalesce(
            not evidence.is_resolved_for_customer,
            not coalesce(evidence.has_ticket, false) and not contacts.is_resolved,
            false
        ) as is_said_unresolved,
        evidence.is_resolved_for_customer,

        -- times
        contacts.contacted_at
    from contacts
    left join linked_contacts
        on contacts.interaction_id = linked_contacts.interaction_id
    left join evidence
        on contacts.interaction_id = evidence.interaction_id
    where
        contacts.is_counted
        and contacts.is_answered
        and (linked_contacts.interaction_id is not null or evidence.interaction_id is not null)
)

select * from final
