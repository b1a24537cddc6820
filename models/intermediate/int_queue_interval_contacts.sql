-- Contacts offered to queues by the half hour in which they entered.
-- Grain: one row per (queue_id, business_line, interval_start_at).
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- No fan-out: one stretch of assumptions holds on a day.
offered as (
    select
        contacts.*,
        coalesce(
            {{ half_hour_start('contacts.queued_at') }}, cast({{ unknown_date() }} as timestamp)
        ) as interval_start_at,
        contacts.is_answered
        and contacts.wait_seconds <= assumptions.service_level_20 as is_answered_in_20,
        contacts.is_answered
        and contacts.wait_seconds <= assumptions.service_level_30 as is_answered_in_30,
        contacts.is_queue_abandoned
        and contacts.wait_seconds < assumptions.short_abandon_seconds as is_short_abandoned,
        contacts.is_queue_abandoned
        and contacts.wait_seconds <= assumptions.service_level_20 as is_abandoned_in_20
    from contacts
    inner join assumptions
        on
            contacts.contact_date >= assumptions.valid_from_date
            and contacts.contact_date < assumptions.valid_to_date
    where contacts.is_counted and contacts.is_offered
),

final as (
    select
        -- keys
        queue_id,
        business_line,
        interval_start_at,

        -- measures
        count(*) as offered_count,
        count(*) filter (where is_answered) as answered_count,
        count(*) filter (where is_answered_in_20) as answered_within_20_seconds_count,
        count(*) filter (where is_answered_in_30) as answered_within_30_seconds_count,
        count(*) filter (where is_queue_abandoned) as abandoned_count,
        count(*) filter (where is_short_abandoned) as short_abandoned_count,
        count(*) filter (where is_abandoned_in_20) as abandoned_within_20_seconds_count,
        count(*) filter (where wait_seconds is null) as offered_without_wait_count,
        count(*) filter (where is_answered and wait_seconds is null)
            as answered_without_wait_count,
        cast(coalesce(sum(wait_seconds), 0) as bigint) as queue_wait_seconds,
        cast(coalesce(sum(wait_seconds) filter (where is_answered), 0) as bigint)
            as answered_wait_seconds,
        cast(coalesce(sum(wait_seconds) filter (where is_queue_abandoned), 0) as bigint)
            as abandoned_wait_seconds
    from offered
    group by queue_id, business_line, interval_start_at
)

select * from final
