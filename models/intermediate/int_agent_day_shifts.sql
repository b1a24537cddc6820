-- Roster and presence of each agent and day.
-- Grain: one row per (agent_id, work_date) with a shift.
{{ config(materialized='table') }}
with

shift_presence as (
    select * from {{ ref('int_shift_presence') }}
),

-- The shift's code is that of the first shift of the day. Tie-break: the shift's id.
first_shifts as (
    select
        agent_id,
        work_date,
        shift_code
    from shift_presence
    qualify row_number() over (
        partition by agent_id, work_date order by planned_start_at, schedule_id
    ) = 1
),

shifts_by_day as (
    select
        agent_id,
        work_date,
        count(*) as rostered_shift_count,
        count(*) filter (where is_attended) as attended_shift_count,
        cast(sum(rostered_seconds) as bigint) as rostered_seconds,
        cast(sum(planned_break_seconds) as bigint) as planned_break_seconds,
        cast(sum(scheduled_work_seconds) as bigint) as scheduled_work_seconds,
        cast(
            coalesce(sum(scheduled_work_seconds) filter (where is_attended), 0) as bigint
        ) as attended_work_seconds,
        cast(sum(paid_seconds) as bigint) as paid_seconds,
        count(*) filter (where late_seconds > 0) as late_count,
        cast(sum(late_seconds) as bigint) as late_seconds,
        count(*) filter (where early_leave_seconds > 0) as early_leave_count,
        cast(sum(early_leave_seconds) as bigint) as early_leave_seconds,
        cast(sum(in_shift_worked_seconds) as bigint) as in_shift_worked_seconds,
        cast(sum(tracked_rostered_seconds) as bigint) as tracked_rostered_seconds,
        cast(sum(tracked_seconds) as bigint) as tracked_seconds,
        cast(sum(out_of_adherence_seconds) as bigint) as out_of_adherence_seconds
    from shift_presence
    group by agent_id, work_date
),

final as (
    select
        -- keys
        shifts_by_day.agent_id,
        shifts_by_day.work_date,

        -- dimensions
        first_shifts.shift_code,

        -- measures
        shifts_by_day.rostered_shift_count,
        shifts_by_day.attended_shift_count,
        shifts_by_day.rostered_seconds,
        shifts_by_day.planned_break_seconds,
        shifts_by_day.scheduled_work_seconds,
        shifts_by_day.attended_work_seconds,
        shifts_by_day.paid_seconds,
        shifts_by_day.late_count,
        shifts_by_day.late_seconds,
        shifts_by_day.early_leave_count,
        shifts_by_day.early_leave_seconds,
        shifts_by_day.in_shift_worked_seconds,
        shifts_by_day.tracked_rostered_seconds,
        shifts_by_day.tracked_seconds,
        shifts_by_day.out_of_adherence_seconds
    from shifts_by_day
    inner join first_shifts
        on
            shifts_by_day.agent_id = first_shifts.agent_id
            and shifts_by_day.work_date = first_shifts.work_date
)

select * from final
