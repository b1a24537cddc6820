-- Business hours never exceed the calendar, equal it where nobody named any, and every ticket that
-- was resolved has them; by agent and day they are the tickets' own.
with

tickets as (
    select * from {{ ref('stg_tickets') }}
),

ticket_clock as (
    select * from {{ ref('int_ticket_clock') }}
),

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

opening_hours as (
    select * from {{ ref('stg_opening_hours') }}
),

holidays as (
    select * from {{ ref('stg_holidays') }}
),

claims as (
    select
        'open seconds over calendar seconds' as claim,
        0 as expected,
        count(*) as found
    from ticket_clock
    where
        business_seconds > calendar_seconds
        or last_schedule_business_seconds > calendar_seconds
    union all
    select
        'open round the clock, and yet not the calendar' as claim,
        0 as expected,
        count(*) as found
    from ticket_clock
    where
        business_seconds <> calendar_seconds
        and not exists (select 1 from opening_hours)
        and not exists (select 1 from holidays)
    union all
    select
        'resolved tickets' as claim,
        (select count(*) from tickets where resolved_at is not null) as expected,
        (select count(*) from ticket_clock where clock = 'resolution') as found
    union all
    select
        'open seconds to the resolution' as claim,
        (
            select coalesce(sum(business_seconds), 0) from ticket_clock
            where clock = 'resolution'
        ) as expected,
        (select coalesce(sum(ticket_resolution_business_seconds), 0) from agent_days) as found
    union all
    select
        'open seconds to the first reply' as claim,
        (
            select coalesce(sum(business_seconds), 0) from ticket_clock
            where clock = 'first_reply'
        ) as expected,
        (select coalesce(sum(ticket_first_reply_business_seconds), 0) from agent_days) as found
),

final as (
    select * from claims
    where expected <> found
)

select * from final
