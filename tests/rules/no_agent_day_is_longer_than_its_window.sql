-- Nobody is logged in for longer than the stretch of time that belongs to the day.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- The calendar day, as long as daylight saving makes it ...
calendar_days as (
    select
        agent_days.agent_id,
        agent_days.work_date,
        agent_days.login_seconds,
        {{ seconds_between(
            utc_midnight('agent_days.work_date', 'centre_settings.time_zone'),
            utc_midnight(add_days('agent_days.work_date', 1), 'centre_settings.time_zone')
        ) }} as calendar_seconds
    from agent_days
    cross join centre_settings
),

-- ... less what of it belongs to other days, plus what of other days belongs to it.
moved as (
    select
        agent_id,
        calendar_date as work_date,
        -{{ seconds_between('segment_start_at', 'segment_end_at') }} as moved_seconds
    from day_segments
    where calendar_date <> work_date
    union all
    select
        agent_id,
        work_date,
        {{ seconds_between('segment_start_at', 'segment_end_at') }} as moved_seconds
    from day_segments
    where calendar_date <> work_date
),

moved_by_day as (
    select
        agent_id,
        work_date,
        sum(moved_seconds) as moved_seconds
    from moved
    group by agent_id, work_date
),

final as (
    select
        calendar_days.agent_id,
        calendar_days.work_date,
        calendar_days.login_seconds,
        calendar_days.calendar_seconds + coalesce(moved_by_day.moved_seconds, 0) as window_seconds
    from calendar_days
    left join moved_by_day
        on
            calendar_days.agent_id = moved_by_day.agent_id
            and calendar_days.work_date = moved_by_day.work_date
    where
        calendar_days.login_seconds
        > calendar_days.calendar_seconds + coalesce(moved_by_day.moved_seconds, 0)
)

select * from final
