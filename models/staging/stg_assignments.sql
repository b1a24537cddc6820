-- Where a person was, from when to when: newest version, our names.
-- Grain: one row per (agent_id, valid_from_date).
with

source as (
    {{ newest_version('assignments', ['agent_id', 'valid_from']) }}
),

renamed as (
    select
        -- keys
        agent_id,
        valid_from as valid_from_date,

        -- dimensions
        team_id,
        team_name,
        leader_id,
        supervisor_id,
        business_line,
        shift_group,
        outbound_type,
        role,
        post_code,
        _load_id as load_id,

        -- times
        valid_to as valid_to_date,
        _loaded_at as loaded_at
    from source
)

select * from renamed
