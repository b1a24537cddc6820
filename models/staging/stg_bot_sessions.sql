-- One session with a bot, in voice, chat or outbound: newest version, our names.
-- Grain: one row per (bot_session_id).
with

source as (
    {{ newest_version('bot_sessions', ['bot_session_id']) }}
),

renamed as (
    select
        -- keys
        bot_session_id,

        -- dimensions
        channel,
        business_line,
        campaign_id,
        customer_id,
        handoff_reason,
        prescreen_result,
        _load_id as load_id,

        -- flags
        contained_flag as is_contained,
        handoff_flag as is_handed_off,
        handoff_necessary_flag as was_handoff_necessary,

        -- times
        started_at,
        ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
