-- Every calendar day from the first to the last that the facts know, and the unknown day.
-- Grain: one row per (calendar_date).
with

agent_days as (
    select * from {{ ref('int_agent_days') }}
),

line_days as (
    select * from {{ ref('fct_line_day') }}
),

queue_intervals as (
    select * from {{ ref('fct_queue_interval') }}
),

team_days as (
    select * from {{ ref('fct_team_day') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

worked_dates as (
    select work_date as known_date from agent_days
    where work_date <> {{ unknown_date() }}
    union all
    select work_date as known_date from line_days
    where work_date <> {{ unknown_date() }}
    union all
    select work_date as known_date from queue_intervals
    where work_date <> {{ unknown_date() }}
),

first_month as (
    select cast(date_trunc('month', min(known_date)) as date) as month_date from worked_dates
),

-- A ledger may reach back years before the first call: those months open no empty periods.
known_dates as (
    select known_date from worked_dates
    union all
    select team_days.work_date as known_date
    from team_days
    cross join first_month
    where
        first_month.month_date is null
        or team_days.work_date >= first_month.month_date
),

span as (
    select
        min(known_date) as first_date,
        max(known_date) as last_date
    from known_dates
),

days as (
    select
        cast({{ each_day('first_date', 'last_date') }} as date) as calendar_date,
        true as is_known
    from span
    where first_date is not null
    union all
    select
        {{ unknown_date() }} as calendar_date,
        false as is_known
),

final as (
    select
        -- keys
        days.calendar_date,

        -- dimensions
        {{ week_start('days.calendar_date', 'centre_settings.first_day_of_week') }}
            as week_start_date,
        cast(date_trunc('month', days.calendar_date) as date) as month_date,
        cast(date_trunc('quarter', days.calendar_date) as date) as quarter_start_date,
        cast(date_trunc('year', days.calendar_date) as date) as year_start_date,

        -- flags
        days.is_known
    from days
    cross join centre_settings
)

select * from final
