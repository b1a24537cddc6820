-- Complaints, praise and the like with the agent they concern, on the work date they came in.
-- Grain: one row per (feedback_id).
with

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

liable_agents as (
    select * from {{ ref('int_contacts_with_liable_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- A complaint is whose QA blames, else the last answered leg's; without one the agent's that the
-- feedback names. No fan-out: one row per contact on both sides.
attributed as (
    select
        customer_feedback.feedback_id,
        customer_feedback.feedback_type,
        coalesce(
            case
                when customer_feedback.feedback_type = 'complaint'
                    then liable_agents.liable_agent_id
            end,
            contact_agents.last_agent_id,
            customer_feedback.agent_id,
            'unknown'
        ) as agent_id,
        customer_feedback.complaint_type,
        customer_feedback.cause_code,
        customer_feedback.repeat_of_feedback_id,
        customer_feedback.topic_code,
        customer_feedback.is_verified,
        customer_feedback.is_verified_satisfied,
        customer_feedback.received_at,
        customer_feedback.reply_due_at,
        customer_feedback.replied_at,
        customer_feedback.resolved_at
    from customer_feedback
    left join contact_agents
        on customer_feedback.interaction_id = contact_agents.interaction_id
    left join liable_agents
        on customer_feedback.interaction_id = liable_agents.interaction_id
),

dated as (
    {{ with_work_date('attributed', 'received_at') }}
),

final as (
    select
        -- keys
        feedback_id,

        -- dimensions
        feedback_type,
        agent_id,
        complaint_type,
        cause_code,
        repeat_of_feedback_id,
        topic_code,

        -- flags
        coalesce(is_verified, false) as is_verified,
        is_verified_satisfied,

        -- times
        received_at,
        reply_due_at,
        replied_at,
        resolved_at,
        work_date
    from dated
)

select * from final
