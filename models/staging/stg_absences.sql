-- One leave of one agent: newest version, our names.
-- Grain: one row per (leave_id).
with

source as (
    {{ newest_version('absences', ['leave_id']) }}
),

renamed as (
    select
        -- keys
        leave_id,

        -- dimensions
        agent_id,
        leave_type,
        approved_by,
        _load_id as load_id,

        -- measures
        days as leave_days,
        cast(round(hours * 3600) as bigint) as overtime_seconds,

        -- flags
        written_flag as was_requested_in_writing,

        -- times
        start_at as started_at,
        end_at as ended_at,
        requested_at,
        approved_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
