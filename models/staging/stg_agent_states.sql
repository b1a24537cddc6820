-- One stretch of one agent in one state, login and logout included: newest version, our names.
-- Grain: one row per (event_id).
with

source as (
    {{ newest_version('agent_states', ['event_id']) }}
),

renamed as (
    select
        -- keys
        event_id,

        -- dimensions
        agent_id,
        state,
        reason_code,
        shift_code,
        interaction_id,
        login_session_id,
        approved_by,
        _load_id as load_id,

        -- measures
        cast(duration_seconds as bigint) as source_duration_seconds,

        -- times
        start_at as started_at,
        end_at as ended_at,
        shift_date,
        _loaded_at as loaded_at
    from source
)

select * from renamed
