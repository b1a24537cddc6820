-- The ACD's own interval report, by half hour or by its own longer interval.
-- Grain: one row per (queue_id, interval_start_at).
with

queue_intervals as (
    select * from {{ ref('stg_queue_intervals') }}
),

-- Quarters of an hour add up to half hours; what is longer than half an hour cannot be divided.
placed as (
    select
        *,
        case
            when interval_seconds > 1800 then interval_start_at
            else {{ half_hour_start('interval_start_at') }}
        end as bucket_start_at,
        greatest(interval_seconds, 1800) as bucket_seconds
    from queue_intervals
),

-- A sum in which one value is untold is untold: nought would be a difference that is none.
final as (
    select
        -- keys
        queue_id,
        bucket_start_at as interval_start_at,

        -- measures
        max(bucket_seconds) as interval_seconds,
        {%- for name in [
            'offered_count', 'answered_count', 'answered_within_20_seconds_count',
            'answered_within_30_seconds_count', 'abandoned_count', 'queue_wait_seconds',
        ] %}
        case
            when count({{ name }}) = count(*) then cast(sum({{ name }}) as bigint)
        end as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from placed
    group by queue_id, bucket_start_at
)

select * from final
