-- Issues that were resolved at a price to the customer, by agent and day of the first contact.
-- Grain: one row per (agent_id, work_date) with a resolved issue.
{{ config(materialized='table') }}
with

issues as (
    select * from {{ ref('int_issues') }}
),

issue_contacts as (
    select * from {{ ref('int_issue_contacts') }}
),

survey_answers as (
    select * from {{ ref('int_survey_answers') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

hard_contacts as (
    select distinct interaction_id from survey_answers
    where is_high_effort and not is_excluded
),

transferred_contacts as (
    select interaction_id from legs
    where was_transferred_out and not coalesce(was_transfer_planned, false)
    union distinct
    select tickets.origin_interaction_id as interaction_id
    from tickets
    inner join ticket_events
        on tickets.ticket_id = ticket_events.ticket_id
    where ticket_events.event_type = 'transfer'
),

-- No fan-out: each contact is marked once.
marked as (
    select
        issue_contacts.issue_id,
        bool_or(hard_contacts.interaction_id is not null) as is_high_effort,
        bool_or(transferred_contacts.interaction_id is not null) as is_transferred
    from issue_contacts
    left join hard_contacts
        on issue_contacts.interaction_id = hard_contacts.interaction_id
    left join transferred_contacts
        on issue_contacts.interaction_id = transferred_contacts.interaction_id
    group by issue_contacts.issue_id
),

final as (
    select
        -- keys
        issues.agent_id,
        issues.work_date,

        -- measures
        count(*) filter (where marked.is_high_effort) as resolved_high_effort_issue_count,
        count(*) filter (where marked.is_high_effort or marked.is_transferred)
            as resolved_complex_issue_count
    from issues
    inner join marked
        on issues.issue_id = marked.issue_id
    where issues.is_resolved
    group by issues.agent_id, issues.work_date
)

select * from final
