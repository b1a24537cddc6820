-- Tickets, surveys, evaluations, feedback, dials: all are in fct_agent_day, unattributed ones too.
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

qa_evaluations as (
    select * from {{ ref('int_qa_evaluations_scored') }}
),

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

issues as (
    select * from {{ ref('int_issues') }}
),

agent_days as (
    select
        sum(ticket_created_count) as ticket_created_count,
        sum(ticket_resolved_count) as ticket_resolved_count,
        sum(survey_invitation_count) as survey_invitation_count,
        sum(qa_evaluation_count) as qa_evaluation_count,
        sum(complaint_count) as complaint_count,
        sum(dial_count) as dial_count,
        sum(sale_count) as sale_count,
        sum(issue_count) as issue_count
    from {{ ref('fct_agent_day') }}
),

claims as (
    select
        'tickets opened' as claim,
        (select count(*) from tickets) as expected,
        (select coalesce(ticket_created_count, 0) from agent_days) as found
    union all
    select
        'tickets resolved' as claim,
        (select count(*) from tickets where resolved_at is not null) as expected,
        (select coalesce(ticket_resolved_count, 0) from agent_days) as found
    union all
    select
        'surveys' as claim,
        (select count(*) from surveys) as expected,
        (select coalesce(survey_invitation_count, 0) from agent_days) as found
    union all
    select
        'scored evaluations' as claim,
        (select count(*) from qa_evaluations where total_points is not null) as expected,
        (select coalesce(qa_evaluation_count, 0) from agent_days) as found
    union all
    select
        'complaints' as claim,
        (select count(*) from customer_feedback where feedback_type = 'complaint') as expected,
        (select coalesce(complaint_count, 0) from agent_days) as found
    union all
    select
        'dials' as claim,
        -- a bot's dial that no person was in is nobody's (DECISIONS 51)
        (
            select count(*) from contacts
            where
                is_counted
                and is_voice
                and direction = 'outbound'
                and (
                    not is_automatic
                    or interaction_id in (select legs.interaction_id from legs)
                )
        ) as expected,
        (select coalesce(dial_count, 0) from agent_days) as found
    union all
    select
        'sales' as claim,
        (select count(*) from contacts where is_counted and outcome_code = 'sale') as expected,
        (select coalesce(sale_count, 0) from agent_days) as found
    union all
    select
        'issues' as claim,
        (select count(*) from issues) as expected,
        (select coalesce(issue_count, 0) from agent_days) as found
),

final as (
    select * from claims
    where expected <> found
)

select * from final
