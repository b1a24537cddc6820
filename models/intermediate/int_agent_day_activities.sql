-- Planned activities of attended shifts, and the seconds in which agents did what was planned.
-- Grain: one row per (agent_id, work_date) with a planned activity on a shift with states.
{{ config(materialized='table') }}
with

shift_activities as (
    select * from {{ ref('stg_shift_activities') }}
),

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

activity_states as (
    select * from {{ ref('activity_states') }}
),

-- Only shifts with states. Where two activities overlap, the later one ends the earlier.
planned as (
    select
        shift_presence.agent_id,
        shift_presence.work_date,
        shift_activities.activity_code,
        greatest(shift_activities.started_at, shift_presence.planned_start_at) as started_at,
        least(
            shift_activities.ended_at,
            shift_presence.planned_end_at,
            lead(shift_activities.started_at) over (
                partition by shift_activities.schedule_id order by shift_activities.started_at
            )
        ) as ended_at
    from shift_activities
    inner join shift_presence
        on shift_activities.schedule_id = shift_presence.schedule_id
    where shift_presence.tracked_rostered_seconds > 0
),

lasting as (
    select
        *,
        {{ seconds_between('started_at', 'ended_at') }} as planned_seconds
    from planned
    where ended_at > started_at
),

-- Fans out on purpose, once per state that keeps the activity: states of an agent do not overlap.
kept as (
    select
        lasting.agent_id,
        lasting.work_date,
        sum({{ seconds_between(
            'greatest(agent_states.started_at, lasting.started_at)',
            'least(agent_states.ended_at, lasting.ended_at)'
        ) }}) as kept_seconds
    from lasting
    inner join agent_states
        on
            lasting.agent_id = agent_states.agent_id
            and lasting.work_date = agent_states.work_date
            and lasting.started_at < agent_states.ended_at
            and lasting.ended_at > agent_states.started_at
    inner join activity_states
        on
            lasting.activity_code = activity_states.activity_code
            and agent_states.state = activity_states.state
            and coalesce(agent_states.reason_code, 'none') = activity_states.reason_code
    group by lasting.agent_id, lasting.work_date
),

planned_by_day as (
    select
        agent_id,
        work_date,
        sum(planned_seconds) as planned_seconds
    from lasting
    group by agent_id, work_date
),

final as (
    select
        -- keys
        planned_by_day.agent_id,
        planned_by_day.work_date,

        -- measures
        cast(planned_by_day.planned_seconds as bigint) as planned_activity_seconds,
        cast(coalesce(kept.kept_seconds, 0) as bigint) as kept_activity_seconds
    from planned_by_day
    left join kept
        on
            planned_by_day.agent_id = kept.agent_id
            and planned_by_day.work_date = kept.work_date
)

select * from final
