-- One pair of punches of one agent on one shift: newest version, our names.
-- Grain: one row per (punch_id).
with

source as (
    {{ newest_version('attendance', ['punch_id']) }}
),

renamed as (
    select
        -- keys
        punch_id,

        -- dimensions
        agent_id,
        corrected_by,
        _load_id as load_id,

        -- flags
        preshift_meeting_flag as was_at_preshift_meeting,
        manual_correction_flag as was_corrected,

        -- times
        shift_date,
        clock_in_at,
        clock_out_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
