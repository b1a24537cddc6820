-- Every answered contact that counts is in exactly as many agent-days as it has answered legs; what
-- a bot did alone is in none.
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

call_legs as (
    select * from {{ ref('stg_call_legs') }}
),

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

legs_by_contact as (
    select
        interaction_id,
        count(*) as leg_count,
        count(*) filter (where coalesce(was_answered, answered_at is not null)) as answered_count
    from call_legs
    group by interaction_id
),

-- One handled leg per answered contact without legs; the answered legs of those that have some.
expected_by_contact as (
    select
        case
            when legs_by_contact.interaction_id is null and contacts.is_automatic then 0
            when legs_by_contact.interaction_id is null and contacts.is_answered then 1
            when legs_by_contact.interaction_id is null then 0
            when contacts.direction = 'outbound' and not contacts.is_answered then 0
            else legs_by_contact.answered_count
        end as expected_count
    from contacts
    left join legs_by_contact
        on contacts.interaction_id = legs_by_contact.interaction_id
    where contacts.is_counted
),

-- Legs whose contact never landed count as well.
orphan_legs as (
    select call_legs.leg_id
    from call_legs
    left join contacts
        on call_legs.interaction_id = contacts.interaction_id
    where
        contacts.interaction_id is null
        and coalesce(call_legs.was_answered, call_legs.answered_at is not null)
        and coalesce(call_legs.direction, 'inbound') <> 'internal'
),

totals as (
    select
        (select coalesce(sum(expected_count), 0) from expected_by_contact)
        + (select count(*) from orphan_legs) as expected_count,
        (select coalesce(sum(handled_count), 0) from agent_days) as handled_count,
        (
            select coalesce(sum(inbound_handled_count + outbound_handled_count), 0)
            from agent_days
        ) as handled_by_direction_count
),

final as (
    select * from totals
    where expected_count <> handled_count or handled_count <> handled_by_direction_count
)

select * from final
