-- When the centre is open, schedule by schedule, in UTC.
-- Grain: one row per (opening_schedule_id, opened_at); a closed day has one row of no length.
{{ config(materialized='table') }}
with

opening_days as (
    select * from {{ ref('int_opening_days') }}
),

opening_hours as (
    select * from {{ ref('stg_opening_hours') }}
),

holidays as (
    select * from {{ ref('stg_holidays') }}
),

-- Rank, not row number: all stretches of the day. What names the schedule comes first.
holiday_stretches as (
    select
        opening_days.*,
        holidays.opens_at_seconds,
        holidays.closes_at_seconds,
        true as is_holiday,
        false as is_round_the_clock
    from opening_days
    inner join holidays
        on
            opening_days.calendar_date = holidays.holiday_date
            and (
                opening_days.opening_schedule_id = holidays.opening_schedule_id
                or holidays.opening_schedule_id is null
            )
    qualify rank() over (
        partition by opening_days.opening_schedule_id, opening_days.calendar_date
        order by case when holidays.opening_schedule_id is null then 1 else 0 end
    ) = 1
),

-- Where the schedule says nothing about a day, it is open from midnight to midnight.
weekday_stretches as (
    select
        opening_days.*,
        case
            when opening_hours.opening_schedule_id is null then 0
            else opening_hours.opens_at_seconds
        end as opens_at_seconds,
        case
            when opening_hours.opening_schedule_id is null then 86400
            else opening_hours.closes_at_seconds
        end as closes_at_seconds,
        false as is_holiday,
        opening_hours.opening_schedule_id is null as is_round_the_clock
    from opening_days
    left join opening_hours
        on
            opening_days.opening_schedule_id = opening_hours.opening_schedule_id
            and opening_days.weekday_number = opening_hours.weekday_number
            and opening_days.calendar_date >= opening_hours.valid_from_date
            and opening_days.calendar_date
            < coalesce(opening_hours.valid_to_date, date '9999-12-31')
    left join holiday_stretches
        on
            opening_days.opening_schedule_id = holiday_stretches.opening_schedule_id
            and opening_days.calendar_date = holiday_stretches.calendar_date
    where holiday_stretches.opening_schedule_id is null
),

stretches as (
    select * from holiday_stretches
    union all
    select * from weekday_stretches
),

in_utc as (
    select
        *,
        {{ clock_moment('coalesce(opens_at_seconds, 0)') }} as opened_at,
        {{ clock_moment('coalesce(closes_at_seconds, 0)') }} as closed_at
    from stretches
),

final as (
    select
        -- keys
        opening_schedule_id,
        opened_at,

        -- dimensions
        calendar_date,
        time_zone,

        -- measures
        {{ seconds_between('opened_at', 'closed_at') }} as open_seconds,
        cast(coalesce(sum({{ seconds_between('opened_at', 'closed_at') }}) over (
            partition by opening_schedule_id
            order by opened_at, closed_at
            rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as open_before_seconds,

        -- flags
        is_holiday,
        is_round_the_clock,

        -- times
        closed_at
    from in_utc
)

select * from final
