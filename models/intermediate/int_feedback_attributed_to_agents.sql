-- Complaints, praise and the like with the agent they concern, on the work date they came in.
-- Grain: one row per (feedback_id).
with

customer_feedback as (
    select * from {{ ref('stg_customer_feedback') }}
),

contact_agents as (
    select * from {{ ref('int_contacts_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- The last answered leg's agent; without one the agent the feedback names.
attributed as (
    select
        customer_feedback.feedback_id,
        customer_feedback.feedback_type,
        coalesce(
            contact_agents.last_agent_id, customer_feedback.agent_id, 'unknown'
        ) as agent_id,
        customer_feedback.complaint_type,
        customer_feedback.is_verified,
        customer_feedback.received_at
    from customer_feedback
    left join contact_agents
        on customer_feedback.interaction_id = contact_agents.interaction_id
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

        -- flags
        coalesce(is_verified, false) as is_verified,

        -- times
        work_date
    from dated
)

select * from final
