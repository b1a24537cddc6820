-- Legs as feeds give them, and one derived leg per answered contact that has none.
-- Grain: one row per (leg_id).
with

call_legs as (
    select * from {{ ref('stg_call_legs') }}
),

contacts as (
    select * from {{ ref('int_contacts') }}
),

contacts_with_legs as (
    select distinct interaction_id from call_legs
),

-- The contact decides the direction; a leg whose contact never landed keeps its own.
given_legs as (
    select
        call_legs.leg_id,
        call_legs.interaction_id,
        call_legs.agent_id,
        call_legs.leg_number,
        coalesce(contacts.channel, 'voice') as channel,
        coalesce(call_legs.queue_id, contacts.queue_id, 'unknown') as queue_id,
        coalesce(contacts.direction, call_legs.direction, 'inbound') as direction,
        coalesce(
            call_legs.was_answered, call_legs.answered_at is not null
        ) as was_answered,
        coalesce(call_legs.was_transferred_out, false) as was_transferred_out,
        coalesce(call_legs.was_transfer_planned, false) as was_transfer_planned,
        coalesce(call_legs.hold_seconds, 0) as hold_seconds,
        coalesce(
            call_legs.talk_seconds,
            {{ seconds_between('call_legs.answered_at', 'call_legs.ended_at') }}
            - coalesce(call_legs.hold_seconds, 0),
            0
        ) as talk_seconds,
        coalesce(call_legs.after_call_work_seconds, 0) as after_call_work_seconds,
        coalesce(
            {{ seconds_between(
                'call_legs.ring_started_at',
                'coalesce(call_legs.answered_at, call_legs.ended_at)'
            ) }},
            0
        ) as ring_seconds,
        coalesce(call_legs.answered_at, call_legs.ring_started_at) as booked_at,
        coalesce(contacts.is_counted, coalesce(call_legs.direction, 'inbound') <> 'internal')
            as is_counted,
        coalesce(contacts.is_answered, true) as is_contact_answered,
        false as is_derived
    from call_legs
    left join contacts
        on call_legs.interaction_id = contacts.interaction_id
),

derived_legs as (
    select
        contacts.interaction_id || ':derived' as leg_id,
        contacts.interaction_id,
        contacts.agent_id,
        1 as leg_number,
        contacts.channel,
        contacts.queue_id,
        contacts.direction,
        true as was_answered,
        false as was_transferred_out,
        false as was_transfer_planned,
        coalesce(contacts.hold_seconds, 0) as hold_seconds,
        -- the bot's words before the hand-over are not the agent's talk
        case
            when contacts.was_prescreened_by_bot
                then
                    coalesce(
                        least(
                            contacts.talk_seconds,
                            {{ seconds_between('contacts.answered_at', 'contacts.ended_at') }}
                            - coalesce(contacts.hold_seconds, 0)
                        ),
                        0
                    )
            else
                coalesce(
                    contacts.talk_seconds,
                    {{ seconds_between('contacts.answered_at', 'contacts.ended_at') }}
                    - coalesce(contacts.hold_seconds, 0),
                    0
                )
        end as talk_seconds,
        coalesce(contacts.after_call_work_seconds, 0) as after_call_work_seconds,
        coalesce(contacts.ring_seconds, 0) as ring_seconds,
        coalesce(contacts.answered_at, contacts.contacted_at) as booked_at,
        contacts.is_counted,
        true as is_contact_answered,
        true as is_derived
    from contacts
    left join contacts_with_legs
        on contacts.interaction_id = contacts_with_legs.interaction_id
    where
        contacts.is_answered
        and contacts_with_legs.interaction_id is null
        and not contacts.is_automatic
),

united as (
    select * from given_legs
    union all
    select * from derived_legs
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
        talk_seconds,
        hold_seconds,
        after_call_work_seconds,
        ring_seconds,

        -- flags
        is_counted,
        is_contact_answered,
        was_answered,
        was_transferred_out,
        was_transfer_planned,
        is_derived,

        -- times
        booked_at
    from united
)

select * from final
