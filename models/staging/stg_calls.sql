-- One contact with a customer, any channel and direction, answered or not; dialler result and
-- outcome included: newest version, our names.
-- Grain: one row per (interaction_id).
with

source as (
    {{ newest_version('calls', ['interaction_id']) }}
),

renamed as (
    select
        -- keys
        interaction_id,

        -- dimensions
        parent_interaction_id,
        channel,
        direction,
        business_line,
        queue_id,
        skill_id,
        site_id,
        dnis,
        trunk_id,
        customer_id,
        ani_hash,
        campaign_id,
        list_contact_id,
        agent_id,
        dial_mode,
        disposition,
        disconnect_by,
        intent_code,
        outcome_code,
        bot_session_id,
        recording_id,
        conversion_node,
        _load_id as load_id,

        -- measures
        cast(ring_count as bigint) as ring_count,
        cast(ring_seconds as bigint) as ring_seconds,
        cast(queue_seconds as bigint) as queue_seconds,
        cast(talk_seconds as bigint) as talk_seconds,
        cast(hold_seconds as bigint) as hold_seconds,
        cast(acw_seconds as bigint) as after_call_work_seconds,
        cast(message_count as bigint) as message_count,

        -- flags
        vip_flag as is_vip,
        ivr_terminal_flag as is_ivr_terminal,
        is_effective_conversation,
        resolved_flag as is_resolved,
        callback_requested as was_callback_requested,
        is_test_call,
        prescreened_by_bot as is_prescreened_by_bot,

        -- times
        offered_at,
        ivr_start_at as ivr_started_at,
        ivr_end_at as ivr_ended_at,
        queue_enter_at as queue_entered_at,
        abandoned_at,
        answered_at,
        first_response_at,
        ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
