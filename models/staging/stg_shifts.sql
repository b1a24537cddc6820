-- One planned shift of one agent: newest version, our names.
-- Grain: one row per (schedule_id).
with

source as (
    {{ newest_version('shifts', ['schedule_id']) }}
),

renamed as (
    select
        -- keys
        schedule_id,

        -- dimensions
        agent_id,
        shift_code,
        _load_id as load_id,

        -- measures
        cast(paid_minutes as bigint) * 60 as paid_seconds,
        cast(break_minutes as bigint) * 60 as break_seconds,

        -- times
        shift_date,
        planned_start as planned_start_at,
        planned_end as planned_end_at,
        published_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
