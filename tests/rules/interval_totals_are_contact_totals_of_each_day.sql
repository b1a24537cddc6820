-- What queues saw in the half hours of a day is what its contacts say: offered, answered, given up
-- and their waiting seconds, by queue, line and local day, worked out here from staging alone.
with

calls as (
    select * from {{ ref('stg_calls') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

queue_intervals as (
    select * from {{ ref('fct_queue_interval') }}
),

-- A load that tells nobody's wait tells no wait of nought either.
waits as (
    select
        *,
        bool_or(queue_seconds is not null or queue_entered_at is not null)
            over (partition by load_id) as is_wait_told,
        disposition = 'agent_answered' as is_answered,
        disposition in ('abandoned_queue', 'abandoned_ring') as is_abandoned,
        case
            when disposition = 'agent_answered' then answered_at
            else coalesce(abandoned_at, ended_at)
        end as waited_until_at
    from calls
),

offered as (
    select
        waits.*,
        coalesce(
            {{ local_date(
                'coalesce(waits.queue_entered_at, waits.answered_at, waits.offered_at,'
                ~ ' waits.abandoned_at, waits.ended_at)',
                'centre_settings.time_zone'
            ) }},
            {{ unknown_date() }}
        ) as work_date,
        case
            when waits.is_wait_told then greatest(coalesce(
                waits.queue_seconds,
                {{ seconds_between('waits.queue_entered_at', 'waits.waited_until_at') }},
                0
            ), 0)
        end as wait_seconds
    from waits
    cross join centre_settings
    where
        waits.direction = 'inbound'
        and waits.disposition <> 'phantom'
        and not coalesce(waits.is_test_call, false)
        and coalesce(waits.channel, 'voice') = 'voice'
        and (waits.queue_entered_at is not null or waits.is_answered or waits.is_abandoned)
),

staged as (
    select
        coalesce(queue_id, 'unknown') as queue_id,
        coalesce(business_line, 'unknown') as business_line,
        work_date,
        count(*) as offered_count,
        count(*) filter (where is_answered) as answered_count,
        count(*) filter (where is_abandoned) as abandoned_count,
        coalesce(sum(wait_seconds), 0) as wait_seconds,
        coalesce(sum(wait_seconds) filter (where is_answered), 0) as answered_wait_seconds,
        coalesce(sum(wait_seconds) filter (where is_abandoned), 0) as abandoned_wait_seconds
    from offered
    group by queue_id, business_line, work_date
),

counted as (
    select
        queue_id,
        business_line,
        work_date,
        sum(offered_count) as offered_count,
        sum(answered_count) as answered_count,
        sum(abandoned_count) as abandoned_count,
        sum(queue_wait_seconds) as wait_seconds,
        sum(answered_wait_seconds) as answered_wait_seconds,
        sum(abandoned_wait_seconds) as abandoned_wait_seconds
    from queue_intervals
    group by queue_id, business_line, work_date
),

final as (
    select
        coalesce(counted.queue_id, staged.queue_id) as queue_id,
        coalesce(counted.business_line, staged.business_line) as business_line,
        coalesce(counted.work_date, staged.work_date) as work_date,
        staged.offered_count as staged_offered_count,
        counted.offered_count,
        staged.wait_seconds as staged_wait_seconds,
        counted.wait_seconds
    from counted
    full outer join staged
        on
            counted.queue_id = staged.queue_id
            and counted.business_line = staged.business_line
            and counted.work_date = staged.work_date
    where
        coalesce(counted.offered_count, 0) <> coalesce(staged.offered_count, 0)
        or coalesce(counted.answered_count, 0) <> coalesce(staged.answered_count, 0)
        or coalesce(counted.abandoned_count, 0) <> coalesce(staged.abandoned_count, 0)
        or coalesce(counted.wait_seconds, 0) <> coalesce(staged.wait_seconds, 0)
        or coalesce(counted.answered_wait_seconds, 0) <> coalesce(staged.answered_wait_seconds, 0)
        or coalesce(counted.abandoned_wait_seconds, 0) <> coalesce(staged.abandoned_wait_seconds, 0)
)

select * from final
