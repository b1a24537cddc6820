-- A queue of the seed has exactly one row on every day, from the unknown day on.
{{ config(meta={'what_to_do':
    'Begin the first row of a queue on 1900-01-01, and each later one on the day the earlier ends.'}) }}
with

queue_limits as (
    select * from {{ ref('queues') }}
),

change_dates as (
    select
        queue_id,
        valid_from_date as checked_date
    from queue_limits
    union distinct
    select
        queue_id,
        valid_to_date as checked_date
    from queue_limits
    where valid_to_date is not null
    union distinct
    select
        queue_id,
        {{ unknown_date() }} as checked_date
    from queue_limits
),

rows_in_force as (
    select
        change_dates.queue_id,
        change_dates.checked_date,
        count(queue_limits.queue_id) as row_count
    from change_dates
    left join queue_limits
        on
            change_dates.queue_id = queue_limits.queue_id
            and {{ is_in_force('queue_limits', 'change_dates.checked_date') }}
    group by change_dates.queue_id, change_dates.checked_date
),

faulty as (
    select * from rows_in_force
    where row_count <> 1
)

select
    'queues' as seed,
    {{ row_key(['queue_limits.queue_id', 'queue_limits.valid_from_date']) }} as row_key,
    'the queue has ' || cast(faulty.row_count as varchar) || ' rows on '
    || cast(faulty.checked_date as varchar) as reason
from queue_limits
inner join faulty on queue_limits.queue_id = faulty.queue_id
where faulty.row_count = 0 or {{ is_in_force('queue_limits', 'faulty.checked_date') }}
