-- The calendar days of each schedule of opening hours, and when its clock was changed.
-- Grain: one row per (opening_schedule_id, calendar_date).
{{ config(materialized='table') }}
with

opening_hours as (
    select * from {{ ref('stg_opening_hours') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- What a ticket was moved to and settings.yml does not know is a schedule that says nothing.
schedules as (
    select
        opening_schedule_id,
        time_zone
    from opening_hours
    union distinct
    select
        'default' as opening_schedule_id,
        null as time_zone
    union distinct
    select
        schedule_id as opening_schedule_id,
        null as time_zone
    from ticket_events
    where event_type = 'schedule' and schedule_id is not null
),

zones as (
    select
        schedules.opening_schedule_id,
        coalesce(max(schedules.time_zone), max(centre_settings.time_zone)) as time_zone
    from schedules
    cross join centre_settings
    group by schedules.opening_schedule_id
),

-- One day more on each side, for zones far from UTC.
spans as (
    select
        {{ add_days('min(tickets.created_at)', -1) }} as first_date,
        {{ add_days('max(greatest(
            tickets.created_at,
            coalesce(tickets.first_response_at, tickets.created_at),
            coalesce(tickets.resolved_at, tickets.created_at),
            coalesce(ticket_events.event_at, tickets.created_at)
        ))', 1) }} as last_date
    from tickets
    left join ticket_events
        on
            tickets.ticket_id = ticket_events.ticket_id
            and ticket_events.event_type = 'reply'
),

days as (
    select
        zones.opening_schedule_id,
        zones.time_zone,
        cast({{ each_day('spans.first_date', 'spans.last_date') }} as date) as calendar_date
    from zones
    cross join spans
),

bounds as (
    select
        *,
        {{ utc_midnight('calendar_date', 'time_zone') }} as day_started_at,
        {{ utc_midnight(add_days('calendar_date', 1), 'time_zone') }} as day_ended_at
    from days
),

-- Fans out on purpose, into the minutes of the two days a year on which clocks are changed.
minutes as (
    select
        *,
        60 * unnest(range(0, 1560)) as passed_seconds
    from bounds
    where {{ seconds_between('day_started_at', 'day_ended_at') }} <> 86400
),

changes as (
    select
        opening_schedule_id,
        calendar_date,
        min({{ add_seconds('day_started_at', 'passed_seconds') }}) as clock_changed_at
    from minutes
    where
        {{ local_clock(add_seconds('day_started_at', 'passed_seconds'), 'time_zone') }}
        <> {{ add_seconds('cast(calendar_date as timestamp)', 'passed_seconds') }}
    group by opening_schedule_id, calendar_date
),

final as (
    select
        -- keys
        bounds.opening_schedule_id,
        bounds.calendar_date,

        -- dimensions
        bounds.time_zone,
        cast(isodow(bounds.calendar_date) as bigint) as weekday_number,

        -- measures
        86400 - {{ seconds_between('bounds.day_started_at', 'bounds.day_ended_at') }}
            as clock_skipped_seconds,

        -- times
        bounds.day_started_at,
        changes.clock_changed_at
    from bounds
    left join changes
        on
            bounds.opening_schedule_id = changes.opening_schedule_id
            and bounds.calendar_date = changes.calendar_date
)

select * from final
