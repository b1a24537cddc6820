-- Contacts offered to queues, each with its half hour and whether it was served in time.
-- Grain: one row per (interaction_id) that counts and was offered.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

queue_limits as (
    select * from {{ ref('int_queue_limits_in_force') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- A call is responded to when an agent answers; a chat or an email when the first reply goes out.
offered as (
    select
        *,
        coalesce(
            {{ half_hour_start('queued_at') }}, cast({{ unknown_date() }} as timestamp)
        ) as interval_start_at,
        case
            when not is_answered then null
            when is_voice or first_response_at is null then wait_seconds
            else greatest({{ seconds_between('queued_at', 'first_response_at') }}, 0)
        end as first_response_seconds
    from contacts
    where is_counted and is_offered
),

-- No fan-out: one stretch of assumptions and of limits holds on a day.
final as (
    select
        -- keys
        offered.interaction_id,

        -- dimensions
        offered.queue_id,
        offered.business_line,
        offered.channel,
        offered.interval_start_at,

        -- measures
        offered.wait_seconds,
        offered.first_response_seconds,
        case
            when offered.is_voice then cast(
                coalesce(
                    offered.ring_count * 1.0,
                    offered.ring_seconds * 1.0 / assumptions.ring_cycle_seconds
                ) as decimal(18, 4)
            )
        end as ring_quantity,

        -- flags
        offered.is_voice,
        offered.is_answered,
        offered.is_queue_abandoned,
        coalesce(
            offered.is_answered and offered.wait_seconds <= assumptions.service_level_20, false
        ) as is_answered_in_20,
        coalesce(
            offered.is_answered and offered.wait_seconds <= assumptions.service_level_30, false
        ) as is_answered_in_30,
        coalesce(
            offered.is_answered and offered.wait_seconds <= queue_limits.service_level_seconds,
            false
        ) as is_answered_in_queue_limit,
        coalesce(
            offered.is_queue_abandoned
            and offered.wait_seconds < assumptions.short_abandon_seconds,
            false
        ) as is_short_abandoned,
        coalesce(
            offered.is_queue_abandoned and offered.wait_seconds <= assumptions.service_level_20,
            false
        ) as is_abandoned_in_20,
        offered.channel in ('voice', 'chat')
        and (
            offered.first_response_seconds is not null
            or (not offered.is_answered and offered.wait_seconds is not null)
        ) as is_response_judged,
        coalesce(
            case offered.channel
                when 'voice'
                    then
                        offered.first_response_seconds
                        <= assumptions.first_response_voice_seconds
                when 'chat'
                    then
                        offered.first_response_seconds <= assumptions.first_response_chat_seconds
            end,
            false
        ) as is_responded_in_time,

        -- times
        offered.contact_date as work_date
    from offered
    inner join assumptions
        on
            offered.contact_date >= assumptions.valid_from_date
            and offered.contact_date < assumptions.valid_to_date
    inner join queue_limits
        on
            offered.queue_id = queue_limits.queue_id
            and offered.contact_date >= queue_limits.valid_from_date
            and offered.contact_date < queue_limits.valid_to_date
)

select * from final
