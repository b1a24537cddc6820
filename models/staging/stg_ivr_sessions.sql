-- One caller's walk through the self-service menu: newest version, our names.
-- Grain: one row per (ivr_session_id).
with

source as (
    {{ newest_version('ivr_sessions', ['ivr_session_id']) }}
),

renamed as (
    select
        -- keys
        ivr_session_id,

        -- dimensions
        interaction_id,
        business_line,
        node_path,
        exit_reason,
        _load_id as load_id,

        -- flags
        terminal_node_flag as has_reached_terminal_node,
        self_service_success as is_self_service_successful,
        survey_node_played as was_survey_played,

        -- times
        started_at,
        ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
