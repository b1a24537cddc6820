-- Every interval that the ACD reports and every one in which a contact of ours entered a queue is
-- compared once, and nothing is lost on either side on the way.
with

offered as (
    select * from {{ ref('int_offered_contacts') }}
),

queue_intervals as (
    select * from {{ ref('stg_queue_intervals') }}
),

differences as (
    select * from {{ ref('fct_queue_interval_difference') }}
),

-- an interval of ours lies in the half hour or the longer interval of its queue
ours_not_compared as (
    select distinct
        offered.queue_id,
        offered.interval_start_at
    from offered
    left join differences
        on
            offered.queue_id = differences.queue_id
            and offered.interval_start_at >= differences.interval_start_at
            and offered.interval_start_at
            < {{ add_seconds('differences.interval_start_at', 'differences.interval_seconds') }}
            and differences.is_ours
    where differences.queue_id is null
),

theirs_not_compared as (
    select distinct
        queue_intervals.queue_id,
        queue_intervals.interval_start_at
    from queue_intervals
    left join differences
        on
            queue_intervals.queue_id = differences.queue_id
            and queue_intervals.interval_start_at >= differences.interval_start_at
            and queue_intervals.interval_start_at
            < {{ add_seconds('differences.interval_start_at', 'differences.interval_seconds') }}
            and differences.is_reported
    where differences.queue_id is null
),

claims as (
    select
        'every interval of ours is compared' as claim,
        0 as expected,
        (select count(*) from ours_not_compared) as found
    union all
    select
        'every interval of the ACD is compared' as claim,
        0 as expected,
        (select count(*) from theirs_not_compared) as found
    union all
    select
        'contacts of ours: compared = offered' as claim,
        (select count(*) from offered) as expected,
        (select coalesce(sum(offered_count), 0) from differences) as found
    union all
    select
        'contacts of the ACD: compared = reported' as claim,
        (select coalesce(sum(offered_count), 0) from queue_intervals) as expected,
        (select coalesce(sum(reported_offered_count), 0) from differences) as found
),

final as (
    select * from claims
    where expected <> found
)

select * from final
