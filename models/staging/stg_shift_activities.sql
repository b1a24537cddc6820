-- One planned activity within a shift: newest version, our names.
-- Grain: one row per (schedule_id, started_at).
with

source as (
    {{ newest_version('shift_activities', ['schedule_id', 'start_at']) }}
),

renamed as (
    select
        -- keys
        schedule_id,
        start_at as started_at,

        -- dimensions
        activity_code,
        _load_id as load_id,

        -- times
        end_at as ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
