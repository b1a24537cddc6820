-- Strict is at most ticket-linked, which is at most resolved, which is at most all issues.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

final as (
    select
        agent_id,
        work_date,
        issue_count,
        resolved_issue_count,
        ticket_linked_resolved_issue_count,
        first_contact_resolved_issue_count
    from agent_days
    where
        first_contact_resolved_issue_count > ticket_linked_resolved_issue_count
        or ticket_linked_resolved_issue_count > resolved_issue_count
        or resolved_issue_count > issue_count
        or single_call_resolved_count > first_contact_resolved_issue_count
        or survey_first_contact_resolved_count > survey_resolution_answer_count
)

select * from final
