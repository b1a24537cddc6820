-- The limits of each queue that contacts or legs name, its own or those of any queue.
-- Grain: one row per (queue_id, valid_from_date).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

legs as (
    select * from {{ ref('int_legs_united') }}
),

queue_limits as (
    select * from {{ ref('queues') }}
),

queues as (
    select queue_id from contacts
    union distinct
    select queue_id from legs
),

queues_with_own_limits as (
    select distinct queue_id from queue_limits
),

-- No fan-out: a queue either has rows of its own or takes those of any queue.
final as (
    select
        -- keys
        queues.queue_id,
        queue_limits.valid_from_date,

        -- measures
        queue_limits.service_level_seconds,
        queue_limits.handle_limit_seconds,

        -- times
        coalesce(queue_limits.valid_to_date, date '9999-12-31') as valid_to_date
    from queues
    left join queues_with_own_limits
        on queues.queue_id = queues_with_own_limits.queue_id
    inner join queue_limits
        on coalesce(queues_with_own_limits.queue_id, '*') = queue_limits.queue_id
)

select * from final
