-- Planned shifts with the stretch of time whose work belongs to each: its window.
-- Grain: one row per (schedule_id).
with

shifts as (
    select * from {{ ref('stg_shifts') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

-- No fan-out: one stretch of assumptions holds on a day.
with_neighbours as (
    select
        shifts.*,
        assumptions.night_shift_lead_seconds,
        assumptions.night_shift_trail_seconds,
        lead(shifts.planned_start_at) over (
            partition by shifts.agent_id
            order by shifts.planned_start_at, shifts.planned_end_at, shifts.schedule_id
        ) as next_start_at
    from shifts
    inner join assumptions
        on
            shifts.shift_date >= assumptions.valid_from_date
            and shifts.shift_date < assumptions.valid_to_date
    where shifts.planned_end_at > shifts.planned_start_at
),

-- Where two shifts overlap the earlier one ends where the later begins. The lead of the next shift
-- cuts the trail of this one, but never its planned time. least() passes over a missing next shift.
ended as (
    select
        *,
        least(planned_end_at, next_start_at) as clipped_end_at,
        least(
            {{ add_seconds('planned_end_at', 'night_shift_trail_seconds') }},
            next_start_at,
            case
                when next_start_at is not null then greatest(
                    planned_end_at, {{ add_seconds('next_start_at', '-night_shift_lead_seconds') }}
                )
            end
        ) as window_end_at
    from with_neighbours
),

final as (
    select
        -- keys
        schedule_id,

        -- dimensions
        agent_id,
        shift_code,

        -- measures
        {{ seconds_between('planned_start_at', 'clipped_end_at') }} as rostered_seconds,
        least(
            coalesce(break_seconds, 0), {{ seconds_between('planned_start_at', 'clipped_end_at') }}
        ) as planned_break_seconds,
        paid_seconds,

        -- times
        shift_date,
        planned_start_at,
        clipped_end_at as planned_end_at,
        greatest(
            {{ add_seconds('planned_start_at', '-night_shift_lead_seconds') }},
            lag(window_end_at) over (
                partition by agent_id order by planned_start_at, planned_end_at, schedule_id
            )
        ) as window_start_at,
        window_end_at
    from ended
)

select * from final
