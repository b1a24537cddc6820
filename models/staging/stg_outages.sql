-- One stretch in which a system was down: newest version, our names.
-- Grain: one row per (outage_id).
with

source as (
    {{ newest_version('outages', ['outage_id']) }}
),

renamed as (
    select
        -- keys
        outage_id,

        -- dimensions
        system as system_name,
        affected_queue as affected_queue_id,
        severity as severity_code,
        _load_id as load_id,

        -- times
        started_at,
        ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
