-- The first and last punch of each planned shift.
-- Grain: one row per (schedule_id) with any punch.
with

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

attendance as (
    select * from {{ ref('stg_attendance') }}
),

-- Two shifts on one day: a pair of punches belongs to the one that starts nearest to it; tie-break:
-- the earlier shift, then its id.
nearest as (
    select
        attendance.punch_id,
        attendance.clock_in_at,
        attendance.clock_out_at,
        attendance.was_at_preshift_meeting,
        shift_windows.schedule_id
    from attendance
    inner join shift_windows
        on
            attendance.agent_id = shift_windows.agent_id
            and attendance.shift_date = shift_windows.shift_date
    qualify row_number() over (
        partition by attendance.punch_id
        order by
            abs({{ seconds_between(
                'shift_windows.planned_start_at',
                'coalesce(attendance.clock_in_at, attendance.clock_out_at)'
            ) }}),
            shift_windows.planned_start_at,
            shift_windows.schedule_id
    ) = 1
),

final as (
    select
        -- keys
        schedule_id,

        -- flags
        bool_or(was_at_preshift_meeting) as was_at_preshift_meeting,

        -- times
        min(clock_in_at) as first_punch_at,
        max(clock_out_at) as last_punch_at
    from nearest
    where clock_in_at is not null or clock_out_at is not null
    group by schedule_id
)

select * from final
