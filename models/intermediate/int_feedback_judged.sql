-- Feedback with the verdict on how it was dealt with: replied in time, and settled properly.
-- Grain: one row per (feedback_id).
with

feedback as (
    select * from {{ ref('int_feedback_attributed_to_agents') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- A reply is judged once it came or once its time has passed; a reply is due where a time is set.
-- A settlement is judged once the customer was asked, or once it is overdue and not there.
final as (
    select
        -- keys
        feedback.feedback_id,

        -- dimensions
        feedback.feedback_type,
        feedback.agent_id,
        feedback.complaint_type,

        -- flags
        feedback.is_verified,
        feedback.repeat_of_feedback_id is not null as is_repeat,
        feedback.reply_due_at is not null
        and (
            feedback.replied_at is not null
            or feedback.reply_due_at <= data_span.data_through_at
        ) as is_reply_judged,
        coalesce(feedback.replied_at <= feedback.reply_due_at, false) as is_replied_in_time,
        (feedback.resolved_at is not null and feedback.is_verified_satisfied is not null)
        or (
            feedback.resolved_at is null
            and coalesce(feedback.reply_due_at <= data_span.data_through_at, false)
        ) as is_settlement_judged,
        feedback.resolved_at is not null
        and coalesce(feedback.is_verified_satisfied, false) as is_properly_settled,

        -- times
        feedback.work_date
    from feedback
    cross join data_span
)

select * from final
