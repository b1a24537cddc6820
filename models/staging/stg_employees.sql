-- One person who works or worked here, in the newest version: newest version, our names.
-- Grain: one row per (agent_id).
with

source as (
    {{ newest_version('employees', ['agent_id']) }}
),

renamed as (
    select
        -- keys
        agent_id,

        -- dimensions
        employee_no_hash,
        role,
        employment_type,
        post_code,
        status as employment_status,
        reason_code as leaving_reason_code,
        _load_id as load_id,

        -- measures
        star_level,

        -- flags
        voluntary_flag as was_voluntary,

        -- times
        hire_date,
        last_day,
        _loaded_at as loaded_at
    from source
)

select * from renamed
