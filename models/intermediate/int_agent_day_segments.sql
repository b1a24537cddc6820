-- Calendar days that a shift of another day reaches into, divided among the work dates they hold.
-- Grain: one row per (agent_id, segment_start_at); the segments of a calendar day partition it.
{{ config(materialized='table') }}
with

shift_windows as (
    select * from {{ ref('int_shift_windows') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

windows_by_day as (
    select
        shift_windows.*,
        centre_settings.time_zone,
        cast({{ each_day(
            local_date('shift_windows.window_start_at', 'centre_settings.time_zone'),
            local_date('shift_windows.window_end_at', 'centre_settings.time_zone')
        ) }} as date) as calendar_date
    from shift_windows
    cross join centre_settings
),

day_bounds as (
    select
        *,
        {{ utc_midnight('calendar_date', 'time_zone') }} as day_start_at,
        {{ utc_midnight(add_days('calendar_date', 1), 'time_zone') }} as day_end_at
    from windows_by_day
    where calendar_date <> shift_date
),

overhangs as (
    select
        agent_id,
        calendar_date,
        shift_date as work_date,
        day_start_at,
        day_end_at,
        greatest(window_start_at, day_start_at) as segment_start_at,
        least(window_end_at, day_end_at) as segment_end_at
    from day_bounds
    where window_start_at < day_end_at and window_end_at > day_start_at
),

-- What the overhangs leave of the calendar day: before each of them, and after the last.
gaps as (
    select
        agent_id,
        calendar_date,
        calendar_date as work_date,
        coalesce(
            lag(segment_end_at) over (
                partition by agent_id, calendar_date order by segment_start_at, segment_end_at
            ),
            day_start_at
        ) as segment_start_at,
        segment_start_at as segment_end_at
    from overhangs
    union all
    select
        agent_id,
        calendar_date,
        calendar_date as work_date,
        max(segment_end_at) as segment_start_at,
        max(day_end_at) as segment_end_at
    from overhangs
    group by agent_id, calendar_date
),

final as (
    select
        -- keys
        agent_id,
        segment_start_at,

        -- times
        segment_end_at,
        calendar_date,
        work_date
    from overhangs
    where segment_end_at > segment_start_at
    union all
    select
        agent_id,
        segment_start_at,
        segment_end_at,
        calendar_date,
        work_date
    from gaps
    where segment_end_at > segment_start_at
)

select * from final
