-- Verified workplace events of agents on their work date.
-- Grain: one row per (event_id).
with

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

-- Unverified events score nothing. A suggestion that was accepted has been judged already. What a
-- leader answers for is no agent's: int_conduct_events has the broadcasts and the lapses.
verified as (
    select
        event_id,
        event_type,
        event_code,
        coalesce(agent_id, 'unknown') as agent_id,
        coalesce(points, 0) as points,
        event_at
    from workplace_events
    where
        coalesce(is_verified, event_type = 'suggestion' and event_code = 'accepted', false)
        and event_type <> 'broadcast'
        and not (event_type = 'patrol' and agent_id is null and leader_id is not null)
),

dated as (
    {{ with_work_date('verified', 'event_at') }}
),

final as (
    select
        -- keys
        event_id,

        -- dimensions
        agent_id,
        event_code,
        case event_type
            when 'discipline' then 'rule_breach'
            when 'patrol' then 'patrol_finding'
            else event_type
        end as event_type,

        -- measures
        points,

        -- times
        work_date
    from dated
)

select * from final
