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
        _load_id as load_id,

        -- flags
        verified_flag as is_verified,

        -- times
        received_at,
        reply_due_at,
        replied_at,
        resolved_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
