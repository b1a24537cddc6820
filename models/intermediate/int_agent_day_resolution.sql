-- Issues and what became of them, by the agent and day of the first contact.
-- Grain: one row per (agent_id, work_date) with an issue or a survey answer on resolution.
{{ config(materialized='table') }}
with

issues as (
    select * from {{ ref('int_issues') }}
),

issue_contacts as (
    select * from {{ ref('int_issue_contacts') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

-- The customer's word and one contact only: the measure of survey firms.
united as (
    select
        agent_id,
        work_date,
        1 as issue_count,
        case when is_first_contact_resolved then 1 else 0 end as first_contact_resolved,
        case when is_ticket_linked_resolved then 1 else 0 end as ticket_linked_resolved,
        case when is_resolved then 1 else 0 end as resolved,
        case when is_first_contact_resolved and direction = 'inbound' then 1 else 0 end
            as single_call_resolved,
        0 as inbound_issue_contact,
        0 as survey_answered,
        0 as survey_resolved
    from issues
    union all
    select
        coalesce(contact_agents.first_agent_id, 'unknown') as agent_id,
        coalesce(contact_agents.first_work_date, {{ unknown_date() }}) as work_date,
        0 as issue_count,
        0 as first_contact_resolved,
        0 as ticket_linked_resolved,
        0 as resolved,
        0 as single_call_resolved,
        case when issue_contacts.direction = 'inbound' then 1 else 0 end as inbound_issue_contact,
        case when issue_contacts.is_resolved_for_customer is not null then 1 else 0 end
            as survey_answered,
        case
            when issue_contacts.is_resolved_for_customer and issue_contacts.contact_count = 1
                then 1
            else 0
        end as survey_resolved
    from issue_contacts
    left join contact_agents
        on issue_contacts.interaction_id = contact_agents.interaction_id
    where
        issue_contacts.direction = 'inbound'
        or issue_contacts.is_resolved_for_customer is not null
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(sum(issue_count) as bigint) as issue_count,
        cast(sum(first_contact_resolved) as bigint) as first_contact_resolved_issue_count,
        cast(sum(ticket_linked_resolved) as bigint) as ticket_linked_resolved_issue_count,
        cast(sum(resolved) as bigint) as resolved_issue_count,
        cast(sum(single_call_resolved) as bigint) as single_call_resolved_count,
        cast(sum(inbound_issue_contact) as bigint) as inbound_issue_contact_count,
        cast(sum(survey_answered) as bigint) as survey_resolution_answer_count,
        cast(sum(survey_resolved) as bigint) as survey_first_contact_resolved_count
    from united
    group by agent_id, work_date
)

select * from final
