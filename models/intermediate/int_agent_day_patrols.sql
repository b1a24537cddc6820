-- Patrols of team leaders against those their attended shifts ask for.
-- Grain: one row per (agent_id, work_date) with an attended shift of a team leader.
{{ config(materialized='table') }}
with

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
),

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

stretches as (
    select * from {{ ref('int_agent_stretches') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- Whatever one walk found is one patrol: findings of one moment are counted once.
walks as (
    select distinct
        leader_id,
        event_at
    from workplace_events
    where event_type = 'patrol'
),

-- No fan-out: one stretch of a person and one of assumptions hold on a day.
leader_shifts as (
    select
        shift_presence.*,
        cast(floor(
            shift_presence.scheduled_work_seconds / assumptions.patrol_interval_seconds
        ) as bigint) as required_count
    from shift_presence
    inner join stretches
        on
            shift_presence.agent_id = stretches.agent_id
            and shift_presence.work_date >= stretches.valid_from_date
            and shift_presence.work_date < stretches.valid_to_date
    inner join assumptions
        on
            shift_presence.work_date >= assumptions.valid_from_date
            and shift_presence.work_date < assumptions.valid_to_date
    where shift_presence.is_attended and stretches.role = 'team_leader'
),

walked_by_shift as (
    select
        leader_shifts.schedule_id,
        count(*) as walk_count
    from leader_shifts
    inner join walks
        on
            leader_shifts.agent_id = walks.leader_id
            and leader_shifts.planned_start_at <= walks.event_at
            and leader_shifts.planned_end_at > walks.event_at
    group by leader_shifts.schedule_id
),

by_day as (
    select
        leader_shifts.agent_id,
        leader_shifts.work_date,
        sum(leader_shifts.required_count) as required_count,
        sum(coalesce(walked_by_shift.walk_count, 0)) as walk_count,
        sum(
            least(leader_shifts.required_count, coalesce(walked_by_shift.walk_count, 0))
        ) as kept_count
    from leader_shifts
    left join walked_by_shift
        on leader_shifts.schedule_id = walked_by_shift.schedule_id
    group by leader_shifts.agent_id, leader_shifts.work_date
),

-- A month of a leader is told by its first day there, so that months add up.
final as (
    select
        -- keys
        agent_id,
        work_date,

        -- measures
        cast(required_count as bigint) as required_patrol_count,
        cast(kept_count as bigint) as required_patrol_done_count,
        cast(walk_count as bigint) as patrol_count,
        cast(case
            when work_date = min(work_date) over (
                partition by agent_id, date_trunc('month', work_date)
            ) then 1
            else 0
        end as bigint) as leader_month_count
    from by_day
)

select * from final
