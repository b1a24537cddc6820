-- Agents' parts of contacts on their work date, with their seconds and what they count as.
-- Grain: one row per (leg_id).
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs_united') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

dated as (
    {{ with_work_date('legs', 'booked_at') }}
),

final as (
    select
        -- keys
        leg_id,

        -- dimensions
        interaction_id,
        agent_id,
        leg_number,
        channel,
        queue_id,
        direction,

        -- measures
        greatest(talk_seconds, 0) as talk_seconds,
        greatest(hold_seconds, 0) as hold_seconds,
        greatest(after_call_work_seconds, 0) as after_call_work_seconds,
        greatest(talk_seconds, 0) + greatest(hold_seconds, 0)
        + greatest(after_call_work_seconds, 0) as handle_seconds,
        greatest(ring_seconds, 0) as ring_seconds,

        -- flags
        channel = 'voice' as is_voice,
        is_counted,
        is_counted and was_answered
        and (direction = 'inbound' or is_contact_answered) as is_handled,
        was_answered,
        was_transferred_out,
        was_transfer_planned,
        is_derived,

        -- times
        work_date,
        booked_at
    from dated
)

select * from final
