-- One complaint, praise, suggestion or mention by a customer: newest version, our names.
-- Grain: one row per (feedback_id).
with

source as (
    {{ newest_version('customer_feedback', ['feedback_id']) }}
),

renamed as (
    select
        -- keys
        feedback_id,

        -- dimensions
        feedback_type,
        customer_id,
        interaction_id,
        agent_id,
        channel,
        complaint_type,
        verification_level,
        cause_code,
        repeat_of_feedback_id,
        leader_id,
        severity as severity_code,
        topic_code,
        sentiment as sentiment_code,
        platform as platform_name,
        _load_id as load_id,

        -- measures
        score as feedback_score,
        max_score as feedback_max_score,
        contract_completion_score,

        -- flags
        verified_flag as is_verified,
        verified_satisfied_flag as is_verified_satisfied,

        -- times
        received_at,
        reply_due_at,
        replied_at,
        resolved_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
