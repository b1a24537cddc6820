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
        actor_type,
        schedule_id,
        field_name,
        entry_method,
        predicted_category,
        model_version,
        _load_id as load_id,

        -- flags
        correct_flag as is_field_correct,

        -- times
        event_at,
        due_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
