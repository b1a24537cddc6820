-- Kinds of complaint, and how feedback was dealt with, by agent and day it came in.
-- Grain: one row per (agent_id, work_date) with feedback.
{{ config(materialized='table') }}
with

feedback as (
    select * from {{ ref('int_feedback_judged') }}
),

-- A client's score of the contract is no customer's feedback.
customer_feedback as (
    select
        *,
        feedback_type = 'complaint' as is_complaint
    from feedback
    where feedback_type <> 'client_satisfaction'
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) as customer_feedback_count,
        count(*) filter (where is_complaint and complaint_type = 'general')
            as general_complaint_count,
        count(*) filter (where is_complaint and is_repeat) as repeat_complaint_count,
        count(*) filter (where is_reply_judged) as feedback_reply_judged_count,
        count(*) filter (where is_reply_judged and is_replied_in_time)
            as feedback_replied_in_time_count,
        count(*) filter (where is_complaint and is_reply_judged) as complaint_reply_judged_count,
        count(*) filter (where is_complaint and is_reply_judged and is_replied_in_time)
            as complaint_replied_in_time_count,
        count(*) filter (where is_complaint and is_settlement_judged)
            as complaint_settlement_judged_count,
        count(*) filter (where is_complaint and is_settlement_judged and is_properly_settled)
            as complaint_properly_settled_count
    from customer_feedback
    group by agent_id, work_date
)

select * from final
