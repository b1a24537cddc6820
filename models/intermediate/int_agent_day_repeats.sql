-- Inbound contacts of issues, and how many of them were repeats, by the agent of the first contact.
-- Grain: one row per (agent_id, work_date) with an issue that has an inbound contact.
{{ config(materialized='table') }}
with

issues as (
    select * from {{ ref('int_issues') }}
),

issue_contacts as (
    select * from {{ ref('int_issue_contacts') }}
),

final as (
    select
        -- keys
        issues.agent_id,
        issues.work_date,

        -- measures
        count(*) as issue_inbound_contact_count,
        count(*) filter (where issue_contacts.contact_number > 1) as repeat_inbound_contact_count
    from issue_contacts
    inner join issues
        on issue_contacts.issue_id = issues.issue_id
    where issue_contacts.direction = 'inbound'
    group by issues.agent_id, issues.work_date
)

select * from final
