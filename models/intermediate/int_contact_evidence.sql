-- What speaks for or against a contact having resolved its matter: tickets, the customer's word.
-- Grain: one row per (interaction_id) with a ticket or a survey answer on resolution.
with

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

survey_answers as (
    select * from {{ ref('int_survey_answers') }}
),

tickets_by_contact as (
    select
        origin_interaction_id as interaction_id,
        bool_or(is_open) as has_open_ticket,
        bool_or(is_auto_created) as has_automatic_ticket,
        bool_or(is_auto_created and not (is_resolved and coalesce(is_within_sla, true)))
            as has_late_automatic_ticket
    from tickets
    where origin_interaction_id is not null
    group by origin_interaction_id
),

-- One customer may be asked twice about a contact: a single no is a no.
answers_by_contact as (
    select
        interaction_id,
        bool_and(is_resolved_for_customer) as is_resolved_for_customer
    from survey_answers
    where
        interaction_id is not null
        and is_resolved_for_customer is not null
        and not is_excluded
    group by interaction_id
),

final as (
    select
        -- keys
        coalesce(
            tickets_by_contact.interaction_id, answers_by_contact.interaction_id
        ) as interaction_id,

        -- flags
        tickets_by_contact.interaction_id is not null as has_ticket,
        coalesce(tickets_by_contact.has_open_ticket, false) as has_open_ticket,
        coalesce(tickets_by_contact.has_automatic_ticket, false) as has_automatic_ticket,
        coalesce(tickets_by_contact.has_late_automatic_ticket, false)
            as has_late_automatic_ticket,
        answers_by_contact.is_resolved_for_customer
    from tickets_by_contact
    full outer join answers_by_contact
        on tickets_by_contact.interaction_id = answers_by_contact.interaction_id
)

select * from final
