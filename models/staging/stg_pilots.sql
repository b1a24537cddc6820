-- Who took part in which trial, and on which side: newest version, our names.
-- Grain: one row per (pilot_id, agent_id, start_date).
with

source as (
    {{ newest_version('pilots', ['pilot_id', 'agent_id', 'start_date']) }}
),

renamed as (
    select
        -- keys
        pilot_id,
        agent_id,
        start_date,

        -- dimensions
        business_line,
        arm,
        _load_id as load_id,

        -- times
        end_date,
        _loaded_at as loaded_at
    from source
)

select * from renamed
