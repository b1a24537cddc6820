-- What a ticket's events say about who resolved it, whether it was passed on and when it came back.
-- Grain: one row per (ticket_id) with an event.
with

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

resolutions as (
    select
        ticket_id,
        event_id,
        event_type,
        event_at,
        actor_id,
        coalesce(actor_type, 'agent') in ('system', 'bot') as is_by_automation
    from ticket_events
    where event_type in ('resolve', 'close')
),

-- A close speaks only where nobody resolved. Tie-break: the event's id.
last_resolutions as (
    select
        ticket_id,
        is_by_automation
    from resolutions
    qualify row_number() over (
        partition by ticket_id
        order by event_type desc, event_at desc, event_id desc
    ) = 1
),

first_reopenings as (
    select
        ticket_id,
        min(event_at) as reopened_at
    from ticket_events
    where event_type = 'reopen'
    group by ticket_id
),

-- The resolution that did not hold. Tie-break: the event's id.
failed_resolutions as (
    select
        first_reopenings.ticket_id,
        resolutions.actor_id,
        resolutions.event_at,
        resolutions.is_by_automation
    from first_reopenings
    inner join resolutions
        on
            first_reopenings.ticket_id = resolutions.ticket_id
            and first_reopenings.reopened_at >= resolutions.event_at
    qualify row_number() over (
        partition by first_reopenings.ticket_id
        order by resolutions.event_type desc, resolutions.event_at desc, resolutions.event_id desc
    ) = 1
),

tickets as (
    select
        ticket_id,
        bool_or(event_type = 'transfer') as is_transferred
    from ticket_events
    group by ticket_id
),

final as (
    select
        -- keys
        tickets.ticket_id,

        -- dimensions
        case
            when failed_resolutions.is_by_automation then 'unknown'
            else failed_resolutions.actor_id
        end as reopened_from_agent_id,

        -- flags
        tickets.is_transferred,
        coalesce(last_resolutions.is_by_automation, false) as is_resolved_by_automation,
        first_reopenings.ticket_id is not null as is_reopened,

        -- times
        failed_resolutions.event_at as failed_resolved_at
    from tickets
    left join last_resolutions
        on tickets.ticket_id = last_resolutions.ticket_id
    left join first_reopenings
        on tickets.ticket_id = first_reopenings.ticket_id
    left join failed_resolutions
        on tickets.ticket_id = failed_resolutions.ticket_id
)

select * from final
