-- How far the data reaches: the last moment at which anything is known to have happened.
-- Grain: one row.
{{ config(materialized='table') }}
with

contacts as (
    select * from {{ ref('int_contacts') }}
),

agent_states as (
    select * from {{ ref('int_agent_states_by_day') }}
),

tickets as (
    select * from {{ ref('stg_tickets') }}
),

surveys as (
    select * from {{ ref('stg_surveys') }}
),

qa_evaluations as (
    select * from {{ ref('stg_qa_evaluations') }}
),

attendance as (
    select * from {{ ref('stg_attendance') }}
),

workplace_events as (
    select * from {{ ref('stg_workplace_events') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

-- Plans (shifts, leaves, targets) reach into the future and do not count.
last_moments as (
    select max(coalesce(ended_at, contacted_at)) as last_at from contacts
    union all
    select max(ended_at) as last_at from agent_states
    union all
    select max(coalesce(closed_at, resolved_at, created_at)) as last_at from tickets
    union all
    select max(sent_at) as last_at from surveys
    union all
    select max(evaluated_at) as last_at from qa_evaluations
    union all
    select max(coalesce(clock_out_at, clock_in_at)) as last_at from attendance
    union all
    select max(event_at) as last_at from workplace_events
),

last_moment as (
    select max(last_at) as data_through_at from last_moments
),

last_days as (
    select max(contact_date) as last_date from contacts
    where contact_date <> {{ unknown_date() }}
    union all
    select max(work_date) as last_date from agent_states
),

last_day as (
    select max(last_date) as last_date from last_days
),

-- The day is that of contacts and states, so that the end of the last night shift opens no new day;
-- without either, that of the last moment.
-- The last minute of a day may run past midnight: a day is known through once its evening is.
final as (
    select
        -- times
        last_moment.data_through_at,
        coalesce(
            last_day.last_date,
            {{ local_date('last_moment.data_through_at', 'centre_settings.time_zone') }}
        ) as data_through_date
    from last_moment
    cross join last_day
    cross join centre_settings
)

select * from final
