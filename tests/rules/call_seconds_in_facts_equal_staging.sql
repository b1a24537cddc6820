-- Talk, hold and wrap-up of every agent, unknown ones too, are those of the staged legs and, where
-- a call has no leg, of the call: worked out here from staging alone.
with

calls as (
    select * from {{ ref('stg_calls') }}
),

call_legs as (
    select * from {{ ref('stg_call_legs') }}
),

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

counted_calls as (
    select
        *,
        disposition <> 'phantom' and direction <> 'internal' and not coalesce(is_test_call, false)
            as is_counted,
        agent_id is null and direction = 'outbound' and coalesce(dial_mode = 'bot', false)
            as is_of_a_bot,
        coalesce(is_prescreened_by_bot, false) as is_after_a_bot,
        {{ seconds_between('answered_at', 'ended_at') }} - coalesce(hold_seconds, 0) as line_seconds
    from calls
),

-- Outbound, only who was reached was talked to; inbound, an answered leg is enough.
leg_seconds as (
    select
        call_legs.agent_id,
        greatest(coalesce(
            call_legs.talk_seconds,
            {{ seconds_between('call_legs.answered_at', 'call_legs.ended_at') }}
            - coalesce(call_legs.hold_seconds, 0),
            0
        ), 0) as talk_seconds,
        greatest(coalesce(call_legs.hold_seconds, 0), 0) as hold_seconds,
        greatest(coalesce(call_legs.after_call_work_seconds, 0), 0) as after_call_work_seconds
    from call_legs
    left join counted_calls on call_legs.interaction_id = counted_calls.interaction_id
    where
        coalesce(call_legs.was_answered, call_legs.answered_at is not null)
        and coalesce(counted_calls.channel, 'voice') = 'voice'
        and case
            when counted_calls.interaction_id is null
                then coalesce(call_legs.direction, 'inbound') <> 'internal'
            when counted_calls.direction = 'inbound' then counted_calls.is_counted
            else counted_calls.is_counted and counted_calls.disposition = 'agent_answered'
        end
    union all
    select
        coalesce(counted_calls.agent_id, 'unknown') as agent_id,
        greatest(coalesce(
            case
                when not counted_calls.is_after_a_bot then counted_calls.talk_seconds
                else least(counted_calls.talk_seconds, counted_calls.line_seconds)
            end,
            counted_calls.line_seconds,
            0
        ), 0) as talk_seconds,
        greatest(coalesce(counted_calls.hold_seconds, 0), 0) as hold_seconds,
        greatest(coalesce(counted_calls.after_call_work_seconds, 0), 0) as after_call_work_seconds
    from counted_calls
    left join call_legs on counted_calls.interaction_id = call_legs.interaction_id
    where
        call_legs.leg_id is null
        and counted_calls.is_counted
        and counted_calls.disposition = 'agent_answered'
        and coalesce(counted_calls.channel, 'voice') = 'voice'
        and not counted_calls.is_of_a_bot
),

staged as (
    select
        agent_id,
        sum(talk_seconds) as talk_seconds,
        sum(hold_seconds) as hold_seconds,
        sum(after_call_work_seconds) as after_call_work_seconds
    from leg_seconds
    group by agent_id
),

counted as (
    select
        agent_id,
        sum(talk_seconds) as talk_seconds,
        sum(hold_seconds) as hold_seconds,
        sum(after_call_work_seconds) as after_call_work_seconds,
        sum(handle_seconds) as handle_seconds
    from agent_days
    group by agent_id
),

final as (
    select
        coalesce(counted.agent_id, staged.agent_id) as agent_id,
        staged.talk_seconds as staged_talk_seconds,
        counted.talk_seconds,
        staged.hold_seconds as staged_hold_seconds,
        counted.hold_seconds,
        staged.after_call_work_seconds as staged_after_call_work_seconds,
        counted.after_call_work_seconds,
        counted.handle_seconds
    from counted
    full outer join staged on counted.agent_id = staged.agent_id
    where
        coalesce(staged.talk_seconds, 0) <> coalesce(counted.talk_seconds, 0)
        or coalesce(staged.hold_seconds, 0) <> coalesce(counted.hold_seconds, 0)
        or coalesce(staged.after_call_work_seconds, 0)
        <> coalesce(counted.after_call_work_seconds, 0)
        or coalesce(counted.handle_seconds, 0) <> coalesce(
            counted.talk_seconds + counted.hold_seconds + counted.after_call_work_seconds, 0
        )
)

select * from final
