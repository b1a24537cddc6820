-- One agent's leg of a contact. Where a feed has none, one leg per answered call is derived in
-- intermediate: newest version, our names.
-- Grain: one row per (leg_id).
with

source as (
    {{ newest_version('call_legs', ['leg_id']) }}
),

renamed as (
    select
        -- keys
        leg_id,

        -- dimensions
        interaction_id,
        agent_id,
        queue_id,
        direction,
        transfer_type,
        transfer_target,
        _load_id as load_id,

        -- measures
        cast(leg_seq as bigint) as leg_number,
        cast(talk_seconds as bigint) as talk_seconds,
        cast(hold_seconds as bigint) as hold_seconds,
        cast(acw_seconds as bigint) as after_call_work_seconds,

        -- flags
        answered_flag as was_answered,
        rejected_flag as was_rejected,
        transferred_out_flag as was_transferred_out,
        transfer_planned_flag as was_transfer_planned,

        -- times
        ring_start_at as ring_started_at,
        answered_at,
        ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
