-- Our interval figures beside those the ACD reports, and by how much they differ.
-- Grain: one row per (queue_id, interval_start_at) that either side knows.
{%- set measures = [
    ('offered', 'count', 'true'),
    ('answered', 'count', 'is_answered'),
    ('answered_within_20_seconds', 'count', 'is_answered_in_20'),
    ('answered_within_30_seconds', 'count', 'is_answered_in_30'),
    ('abandoned', 'count', 'is_queue_abandoned'),
    ('queue_wait', 'seconds', 'true'),
] %}
with

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

reported as (
    select * from {{ ref('int_queue_interval_reported') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

ours_by_half_hour as (
    select
        queue_id,
        interval_start_at,
        {%- for name, unit, condition in measures %}
        {%- if unit == 'count' %}
        count(*) filter (where {{ condition }}) as {{ name }}_count,
        {%- else %}
        cast(coalesce(sum(wait_seconds), 0) as bigint) as {{ name }}_seconds
        {%- endif %}
        {%- endfor %}
    from offered
    group by queue_id, interval_start_at
),

-- Where the ACD reports longer intervals, our half hours add up to them. No fan-out: a half hour
-- lies in one interval of its queue.
ours as (
    select
        ours_by_half_hour.queue_id,
        coalesce(reported.interval_start_at, ours_by_half_hour.interval_start_at)
            as interval_start_at,
        {%- for name, unit, condition in measures %}
        cast(sum(ours_by_half_hour.{{ name }}_{{ unit }}) as bigint) as {{ name }}_{{ unit }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from ours_by_half_hour
    left join reported
        on
            ours_by_half_hour.queue_id = reported.queue_id
            and ours_by_half_hour.interval_start_at >= reported.interval_start_at
            and ours_by_half_hour.interval_start_at
            < {{ add_seconds('reported.interval_start_at', 'reported.interval_seconds') }}
    group by
        ours_by_half_hour.queue_id,
        coalesce(reported.interval_start_at, ours_by_half_hour.interval_start_at)
),

intervals as (
    select
        queue_id,
        interval_start_at
    from ours
    union distinct
    select
        queue_id,
        interval_start_at
    from reported
),

final as (
    select
        -- keys
        intervals.queue_id,
        intervals.interval_start_at,

        -- dimensions
        case
            when cast(intervals.interval_start_at as date) = {{ unknown_date() }}
                then {{ unknown_date() }}
            else {{ local_date('intervals.interval_start_at', 'centre_settings.time_zone') }}
        end as work_date,

        -- measures
        coalesce(reported.interval_seconds, 1800) as interval_seconds,
        {%- for name, unit, condition in measures %}
        coalesce(ours.{{ name }}_{{ unit }}, 0) as {{ name }}_{{ unit }},
        reported.{{ name }}_{{ unit }} as reported_{{ name }}_{{ unit }},
        coalesce(ours.{{ name }}_{{ unit }}, 0) - reported.{{ name }}_{{ unit }}
            as {{ name }}_difference_{{ unit }},
        {%- endfor %}

        -- flags
        ours.queue_id is not null as is_ours,
        reported.queue_id is not null as is_reported
    from intervals
    cross join centre_settings
    left join ours
        on
            intervals.queue_id = ours.queue_id
            and intervals.interval_start_at = ours.interval_start_at
    left join reported
        on
            intervals.queue_id = reported.queue_id
            and intervals.interval_start_at = reported.interval_start_at
)

select * from final
