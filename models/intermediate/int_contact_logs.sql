-- What the centre's own logs know of a contact that somebody checked.
-- Grain: one row per (interaction_id) of a checked contact.
with

checks as (
    select * from {{ ref('int_contact_checks') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

legs as (
    select * from {{ ref('int_legs') }}
    where is_handled
),

issue_contacts as (
    select * from {{ ref('int_issue_contacts') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

legs_by_contact as (
    select
        interaction_id,
        sum(talk_seconds) as talk_seconds
    from legs
    group by interaction_id
),

agents_of_contact as (
    select distinct
        interaction_id,
        agent_id
    from legs
),

-- whom QA or the call-back names and who had a leg, the switch knows too; no fan-out: one row per
-- contact, and per contact and agent
final as (
    select
        -- keys
        checks.interaction_id,

        -- dimensions
        coalesce(
            agents_of_qa.agent_id, agents_of_callback.agent_id, contact_agents.last_agent_id
        ) as agent_id,

        -- measures
        contacts.talk_seconds,
        cast(
            case
                when
                    abs(contacts.talk_seconds - legs_by_contact.talk_seconds)
                    <= assumptions.duration_tolerance_seconds
                    then contacts.talk_seconds
                else legs_by_contact.talk_seconds
            end as bigint
        ) as leg_talk_seconds,

        -- flags
        coalesce(contacts.is_answered, false) as is_answered,
        case
            when
                {{ add_days('contacts.contact_date', 'assumptions.repeat_contact_days') }}
                <= data_span.data_through_date
                then
                    issue_contacts.contact_number = issue_contacts.contact_count
                    and not issue_contacts.has_open_ticket
        end as is_resolved
    from checks
    cross join data_span
    left join contacts on checks.interaction_id = contacts.interaction_id
    left join contact_agents on checks.interaction_id = contact_agents.interaction_id
    left join legs_by_contact on checks.interaction_id = legs_by_contact.interaction_id
    left join issue_contacts on checks.interaction_id = issue_contacts.interaction_id
    left join agents_of_contact as agents_of_qa
        on
            checks.interaction_id = agents_of_qa.interaction_id
            and checks.qa_agent_id = agents_of_qa.agent_id
    left join agents_of_contact as agents_of_callback
        on
            checks.interaction_id = agents_of_callback.interaction_id
            and checks.callback_agent_id = agents_of_callback.agent_id
    left join assumptions
        on
            contacts.contact_date >= assumptions.valid_from_date
            and contacts.contact_date < assumptions.valid_to_date
)

select * from final
