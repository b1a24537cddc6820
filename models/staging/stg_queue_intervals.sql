-- The ACD's own interval report: newest version, our names.
-- Grain: one row per (queue_id, interval_start_at).
with

source as (
    {{ newest_version('queue_intervals', ['queue_id', 'interval_start']) }}
),

renamed as (
    select
        -- keys
        queue_id,
        interval_start as interval_start_at,

        -- dimensions
        _load_id as load_id,

        -- measures
        cast(coalesce(interval_minutes, 30) as bigint) * 60 as interval_seconds,
        cast(offered as bigint) as offered_count,
        cast(answered as bigint) as answered_count,
        cast(answered_within_20s as bigint) as answered_within_20_seconds_count,
        cast(answered_within_30s as bigint) as answered_within_30_seconds_count,
        cast(abandoned as bigint) as abandoned_count,
        cast(short_abandoned as bigint) as short_abandoned_count,
        cast(blocked as bigint) as blocked_count,
        cast(total_wait_seconds as bigint) as queue_wait_seconds,
        cast(max_wait_seconds as bigint) as longest_wait_seconds,
        cast(staffed_agents as bigint) as staffed_agent_count,

        -- times
        _loaded_at as loaded_at
    from source
)

select * from renamed
