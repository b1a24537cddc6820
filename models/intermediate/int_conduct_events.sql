-- Workplace events as what they count for, each for the person who answers for it: agent or leader.
-- Grain: one row per (conduct_id).
with

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
),

event_codes as (
    select * from {{ ref('workplace_event_codes') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- What was due within the data and was not done by then is late, done later or never.
coded as (
    select
        workplace_events.*,
        event_codes.conduct_type,
        coalesce(
            workplace_events.evidence_id, workplace_events.interaction_id,
            workplace_events.ticket_id
        ) is not null as has_evidence,
        coalesce(
            coalesce(workplace_events.completed_at, data_span.data_through_at)
            > workplace_events.due_at,
            false
        ) as is_late,
        coalesce(workplace_events.agent_id = workplace_events.leader_id, true) as names_nobody_else
    from workplace_events
    cross join data_span
    left join event_codes
        on
            workplace_events.event_type = event_codes.event_type
            and workplace_events.event_code = event_codes.event_code
),

of_agents as (
    select
        *,
        coalesce(agent_id, 'unknown') as person_id,
        case
            when event_type = 'error' then coalesce(conduct_type, 'work_error')
            when event_type = 'handover' then 'handover_failure_' || responsibility_code
            when event_type = 'discipline' then coalesce(conduct_type, 'rule_breach')
            else conduct_type
        end as counted_type
    from coded
    where
        (event_type in ('error', 'discipline') and is_verified)
        or (
            event_type = 'handover' and is_verified
            and responsibility_code in ('main', 'secondary')
        )
        or (event_type = 'suggestion' and conduct_type is not null)
),

-- A leader answers for breaches dealt with late, for lapses that name nobody else, and for
-- broadcasts that were wrong or late.
of_leaders as (
    select
        *,
        coalesce(leader_id, 'unknown') as person_id,
        case event_type
            when 'discipline' then 'untimely_management'
            when 'broadcast' then 'relay_error'
            else conduct_type
        end as counted_type
    from coded
    where
        (event_type = 'discipline' and is_verified and is_late)
        or (
            event_type = 'patrol' and is_verified
            and names_nobody_else and conduct_type is not null
        )
        or (
            event_type = 'broadcast'
            and (is_late or coalesce(is_verified and conduct_type = 'relay_error', false))
        )
),

united as (
    select
        event_id || ':agent' as conduct_id,
        event_id,
        person_id as agent_id,
        counted_type as conduct_type,
        has_evidence,
        event_type <> 'suggestion' as has_effect_on_pay,
        false as is_of_leader,
        event_at
    from of_agents
    union all
    select
        event_id || ':leader' as conduct_id,
        event_id,
        person_id as agent_id,
        counted_type as conduct_type,
        has_evidence,
        false as has_effect_on_pay,
        true as is_of_leader,
        event_at
    from of_leaders
),

dated as (
    {{ with_work_date('united', 'event_at') }}
),

final as (
    select
        -- keys
        conduct_id,

        -- dimensions
        event_id,
        agent_id,
        conduct_type,

        -- flags
        has_evidence,
        has_effect_on_pay,
        is_of_leader,

        -- times
        work_date
    from dated
)

select * from final
