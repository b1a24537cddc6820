-- The periods each calendar day belongs to.
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
),

final as (
    select
        -- keys
        calendar_date,
        period_type,

        -- dimensions
        period_start_date,
        case period_type
            when 'day' then period_start_date
            when 'week' then {{ add_days('period_start_date', 6) }}
            when 'month' then {{ last_day_of('month', 'period_start_date') }}
            when 'quarter' then {{ last_day_of('quarter', 'period_start_date') }}
            when 'year' then {{ last_day_of('year', 'period_start_date') }}
        end as period_end_date
    from starts
)

select * from final
