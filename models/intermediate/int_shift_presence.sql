-- Planned shifts up to the end of the data against what happened: there, late, early, adherent.
-- Grain: one row per (schedule_id).
{{ config(materialized='table') }}
with

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

punches as (
    select * from {{ ref('int_shift_punches') }}
),

states as (
    select * from {{ ref('int_shift_states') }}
),

legs as (
    select * from {{ ref('int_legs') }}
),

assumptions as (
    select * from {{ ref('int_assumptions_in_force') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

days_with_legs as (
    select distinct
        agent_id,
        work_date
    from legs
    where is_handled
),

-- No fan-out: one row per shift, agent-day and stretch of assumptions. Punches come before states.
compared as (
    select
        shift_windows.*,
        assumptions.late_tolerance_seconds,
        assumptions.early_leave_tolerance_seconds,
        states.in_shift_worked_seconds,
        states.schedule_id is not null as has_states,
        punches.schedule_id is not null
        or states.schedule_id is not null
        or days_with_legs.agent_id is not null as is_attended,
        {{ seconds_between(
            'shift_windows.planned_start_at',
            'coalesce(punches.first_punch_at, states.first_state_at)'
        ) }} as start_delay_seconds,
        {{ seconds_between(
            'coalesce(punches.last_punch_at, states.last_state_at)',
            'shift_windows.planned_end_at'
        ) }} as end_gap_seconds,
        shift_windows.planned_end_at <= data_span.data_through_at as is_over,
        shift_windows.rostered_seconds - shift_windows.planned_break_seconds
            as scheduled_work_seconds
    from shift_windows
    inner join assumptions
        on
            shift_windows.shift_date >= assumptions.valid_from_date
            and shift_windows.shift_date < assumptions.valid_to_date
    inner join data_span
        on shift_windows.planned_start_at <= data_span.data_through_at
    left join punches
        on shift_windows.schedule_id = punches.schedule_id
    left join states
        on shift_windows.schedule_id = states.schedule_id
    left join days_with_legs
        on
            shift_windows.agent_id = days_with_legs.agent_id
            and shift_windows.shift_date = days_with_legs.work_date
),

final as (
    select
        -- keys
        schedule_id,

        -- dimensions
        agent_id,
        shift_code,

        -- measures
        rostered_seconds,
        planned_break_seconds,
        scheduled_work_seconds,
        coalesce(paid_seconds, scheduled_work_seconds) as paid_seconds,
        case
            when start_delay_seconds > late_tolerance_seconds then start_delay_seconds else 0
        end as late_seconds,
        case
            when is_over and end_gap_seconds > early_leave_tolerance_seconds then end_gap_seconds
            else 0
        end as early_leave_seconds,
        coalesce(in_shift_worked_seconds, 0) as in_shift_worked_seconds,
        case when has_states then rostered_seconds else 0 end as tracked_rostered_seconds,
        case when has_states then scheduled_work_seconds else 0 end as tracked_seconds,
        case
            when has_states then greatest(scheduled_work_seconds - in_shift_worked_seconds, 0)
            else 0
        end as out_of_adherence_seconds,

        -- flags
        is_attended,

        -- times
        shift_date as work_date,
        planned_start_at,
        planned_end_at
    from compared
)

select * from final
