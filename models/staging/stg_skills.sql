-- A skill a person holds, from when to when: newest version, our names.
-- Grain: one row per (agent_id, skill_id, valid_from_date).
with

source as (
    {{ newest_version('skills', ['agent_id', 'skill_id', 'valid_from']) }}
),

renamed as (
    select
        -- keys
        agent_id,
        skill_id,
        valid_from as valid_from_date,

        -- dimensions
        _load_id as load_id,

        -- measures
        level as skill_level,

        -- times
        valid_to as valid_to_date,
        certified_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
