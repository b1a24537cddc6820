-- One thing that happened to a ticket: newest version, our names.
-- Grain: one row per (event_id).
with

source as (
    {{ newest_version('ticket_events', ['event_id']) }}
),

renamed as (
    select
        -- keys
        event_id,

        -- dimensions
        ticket_id,
        actor_id,
        event_type,
        from_dept,
        to_dept,
        status as ticket_status,
        _load_id as load_id,

        -- times
        event_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
