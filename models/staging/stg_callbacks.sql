-- One verification call to a customer: newest version, our names.
-- Grain: one row per (callback_id).
with

source as (
    {{ newest_version('callbacks', ['callback_id']) }}
),

renamed as (
    select
        -- keys
        callback_id,

        -- dimensions
        interaction_id,
        ticket_id,
        agent_id,
        _load_id as load_id,

        -- measures
        cast(verified_csat as bigint) as verified_rating,
        cast(duration_seconds as bigint) as duration_seconds,

        -- flags
        reached_flag as is_reached,
        resolved_flag as is_confirmed_resolved,
        answer_correct_flag as is_answer_correct,

        -- times
        called_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
