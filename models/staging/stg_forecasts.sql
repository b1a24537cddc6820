-- What the plan expected of one queue in one interval; the newest version holds: newest version,
-- our names.
-- Grain: one row per (queue_id, interval_start_at).
with

source as (
    {{ newest_version('forecasts', ['queue_id', 'interval_start']) }}
),

renamed as (
    select
        -- keys
        queue_id,
        interval_start as interval_start_at,

        -- dimensions
        version as forecast_version,
        _load_id as load_id,

        -- measures
        forecast_calls as forecast_contact_quantity,
        forecast_aht_seconds as forecast_handle_time_quantity,
        required_agents as required_agent_quantity,

        -- times
        published_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
