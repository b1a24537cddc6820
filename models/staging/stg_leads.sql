-- One sales lead: newest version, our names.
-- Grain: one row per (lead_id).
with

source as (
    {{ newest_version('leads', ['lead_id']) }}
),

renamed as (
    select
        -- keys
        lead_id,

        -- dimensions
        customer_id,
        agent_id,
        interaction_id,
        stage as lead_stage,
        _load_id as load_id,

        -- flags
        valid_flag as is_valid,

        -- times
        created_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
