-- One change of one field of a customer's profile: newest version, our names.
-- Grain: one row per (change_id).
with

source as (
    {{ newest_version('profile_changes', ['change_id']) }}
),

renamed as (
    select
        -- keys
        change_id,

        -- dimensions
        customer_id,
        agent_id,
        interaction_id,
        field_name,
        _load_id as load_id,

        -- flags
        is_key_field,
        completed_flag as is_completed,

        -- times
        changed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
