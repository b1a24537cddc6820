-- Contacts classified: what counts, on which local day, how long the customer waited, how it ended.
-- Grain: one row per (interaction_id).
{{ config(materialized='table') }}
with

calls as (
    select * from {{ ref('stg_calls') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- The disposition decides what happened; times only measure it.
classified as (
    select
        *,
        case
            when is_test_call then 'test call'
            when disposition = 'phantom' then 'phantom'
            when direction = 'internal' then 'internal'
        end as set_aside_reason,
        disposition = 'agent_answered' as is_answered,
        disposition in ('abandoned_queue', 'abandoned_ring') as is_queue_abandoned,
        coalesce(
            offered_at, queue_entered_at, answered_at, abandoned_at, ended_at
        ) as contacted_at,
        coalesce(queue_entered_at, answered_at, offered_at, abandoned_at, ended_at) as queued_at,
        case
            when disposition = 'agent_answered' then answered_at
            else coalesce(abandoned_at, ended_at)
        end as waited_until_at,
        -- where an export tells nobody's wait, nobody's wait was nought
        bool_or(queue_seconds is not null or queue_entered_at is not null)
            over (partition by load_id) as is_wait_told
    from calls
),

final as (
    select
        -- keys
        classified.interaction_id,

        -- dimensions
        coalesce(classified.channel, 'voice') as channel,
        classified.direction,
        coalesce(classified.business_line, 'unknown') as business_line,
        coalesce(classified.queue_id, 'unknown') as queue_id,
        coalesce(classified.agent_id, 'unknown') as agent_id,
        classified.customer_id,
        classified.intent_code,
        classified.disposition,
        classified.outcome_code,
        classified.set_aside_reason,
        classified.disconnect_by,
        classified.dial_mode,
        classified.campaign_id,
        classified.list_contact_id,
        classified.bot_session_id,

        -- measures
        case
            when classified.is_wait_told
                then
                    greatest(
                        coalesce(
                            classified.queue_seconds,
                            {{ seconds_between(
                                'classified.queue_entered_at', 'classified.waited_until_at'
                            ) }},
                            0
                        ),
                        0
                    )
        end as wait_seconds,
        classified.ring_seconds,
        classified.ring_count,
        classified.talk_seconds,
        classified.hold_seconds,
        classified.after_call_work_seconds,

        -- flags
        classified.set_aside_reason is null as is_counted,
        classified.is_answered,
        classified.is_queue_abandoned,
        classified.direction = 'inbound' and (
            classified.queue_entered_at is not null
            or classified.is_answered
            or classified.is_queue_abandoned
        ) as is_offered,
        coalesce(
            classified.is_ivr_terminal, classified.disposition = 'ivr_contained'
        ) and not classified.is_answered as is_ivr_terminal,
        classified.is_resolved,
        coalesce(classified.channel, 'voice') = 'voice' as is_voice,
        coalesce(classified.is_vip, false) as is_marked_vip,
        coalesce(classified.is_prescreened_by_bot, false) as was_prescreened_by_bot,
        classified.is_effective_conversation,
        classified.agent_id is null and coalesce(
            (classified.direction = 'outbound' and classified.dial_mode = 'bot')
            or (classified.disposition = 'ivr_contained' and classified.bot_session_id is not null),
            false
        ) as is_automatic,

        -- times
        coalesce(
            {{ local_date('classified.contacted_at', 'centre_settings.time_zone') }},
            {{ unknown_date() }}
        ) as contact_date,
        classified.contacted_at,
        classified.queued_at,
        classified.answered_at,
        classified.first_response_at,
        classified.ended_at
    from classified
    cross join centre_settings
)

select * from final
