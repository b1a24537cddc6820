-- A queue of the seed has exactly one row on every day, from the unknown day on.
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

final as (
    select * from rows_in_force
    where row_count <> 1
)

select * from final
