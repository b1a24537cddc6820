-- Contacts and their seconds by agent and day.
-- Grain: one row per (agent_id, work_date) with a leg that counts.
{{ config(materialized='table') }}
with

legs as (
    select * from {{ ref('int_legs') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- No fan-out: one stretch of assumptions holds on a day.
marked as (
    select
        legs.*,
        legs.is_handled
        and legs.is_voice
        and legs.talk_seconds > 0
        and legs.talk_seconds < assumptions.talk_outlier_seconds as is_timed,
        legs.is_handled
        and legs.is_voice
        and legs.talk_seconds <= assumptions.one_hour_seconds as is_up_to_one_hour,
        legs.is_handled
        and legs.is_voice
        and legs.talk_seconds > assumptions.long_call_seconds as is_long,
        legs.is_handled and legs.is_voice as is_call_handled
    from legs
    inner join assumptions
        on
            legs.work_date >= assumptions.valid_from_date
            and legs.work_date < assumptions.valid_to_date
    where legs.is_counted
),

final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        count(*) filter (where is_voice and direction = 'inbound') as rung_leg_count,
        count(*) filter (
            where is_voice and direction = 'inbound' and was_answered
        ) as answered_leg_count,
        count(*) filter (where is_handled) as handled_count,
        count(*) filter (where is_handled and direction = 'inbound') as inbound_handled_count,
        count(*) filter (where is_handled and direction = 'outbound') as outbound_handled_count,
        {%- for channel in ['voice', 'chat', 'email'] %}
        count(*) filter (where is_handled and channel = '{{ channel }}')
            as {{ channel }}_handled_count,
        {%- endfor %}
        {%- for measure, condition, name in [
            ('talk', 'is_call_handled', 'talk'),
            ('hold', 'is_call_handled', 'hold'),
            ('after_call_work', 'is_call_handled', 'after_call_work'),
            ('handle', 'is_call_handled', 'handle'),
            ('handle', 'is_handled and not is_voice', 'digital_handle'),
            ('handle', "is_call_handled and direction = 'outbound'", 'outbound_handle'),
            ('talk', "is_call_handled and direction = 'inbound'", 'inbound_talk'),
            ('talk', "is_call_handled and direction = 'outbound'", 'outbound_talk'),
            ('talk', "is_timed and direction = 'inbound'", 'timed_inbound_talk'),
            ('talk', 'is_timed', 'timed_talk'),
            ('hold', 'is_timed', 'timed_hold'),
            ('after_call_work', 'is_timed', 'timed_after_call_work'),
            ('handle', 'is_timed', 'timed_handle'),
            ('talk', 'is_up_to_one_hour', 'talk_up_to_one_hour'),
            ('ring', "is_voice and direction = 'inbound'", 'ring'),
        ] %}
        cast(
            coalesce(sum({{ measure }}_seconds) filter (where {{ condition }}), 0) as bigint
        ) as {{ name }}_seconds,
        {%- endfor %}
        count(*) filter (where is_timed) as timed_count,
        count(*) filter (where is_timed and direction = 'inbound') as timed_inbound_count,
        count(*) filter (where is_up_to_one_hour) as talk_up_to_one_hour_count,
        count(*) filter (where is_handled and was_transferred_out) as transferred_out_count,
        count(*) filter (
            where is_handled and was_transferred_out and not was_transfer_planned
        ) as unplanned_transferred_out_count,
        count(*) filter (where is_long) as long_call_count
    from marked
    group by agent_id, work_date
)

select * from final
