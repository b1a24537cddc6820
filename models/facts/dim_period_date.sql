-- The periods each calendar day belongs to, all time among them.
-- Grain: one row per (calendar_date, period_type).
with

dates as (
    select * from {{ ref('dim_date') }}
),

starts as (
    select
        calendar_date,
        'day' as period_type,
        calendar_date as period_start_date
    from dates
    union all
    select
        calendar_date,
        'week' as period_type,
        week_start_date as period_start_date
    from dates
    union all
    select
        calendar_date,
        'month' as period_type,
        month_date as period_start_date
    from dates
    union all
    select
        calendar_date,
        'quarter' as period_type,
        quarter_start_date as period_start_date
    from dates
    union all
    select
        calendar_date,
        'year' as period_type,
        year_start_date as period_start_date
    from dates
    union all
    select
        calendar_date,
        'all_time' as period_type,
        {{ unknown_date() }} as period_start_date
    from dates
),

-- All time ends with the last known day; where there is none, it is the day of what has no date.
last_day as (
    select
        coalesce(
            max(calendar_date) filter (where is_known), max(calendar_date)
        ) as last_date
    from dates
),

final as (
    select
        -- keys
        starts.calendar_date,
        starts.period_type,

        -- dimensions
        starts.period_start_date,
        case starts.period_type
            when 'day' then starts.period_start_date
            when 'week' then {{ add_days('starts.period_start_date', 6) }}
            when 'month' then {{ last_day_of('month', 'starts.period_start_date') }}
            when 'quarter' then {{ last_day_of('quarter', 'starts.period_start_date') }}
            when 'year' then {{ last_day_of('year', 'starts.period_start_date') }}
            when 'all_time' then last_day.last_date
        end as period_end_date
    from starts
    cross join last_day
)

select * from final
