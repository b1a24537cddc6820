-- Replies that were promised to a customer and have come due, with whether they were given in time.
-- Grain: one row per (event_id): the promise.
with

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

tickets as (
    select * from {{ ref('int_tickets_attributed_to_agents') }}
),

centre_settings as (
    select * from {{ ref('stg_centre_settings') }}
),

day_segments as (
    select * from {{ ref('int_agent_day_segments') }}
),

data_span as (
    select * from {{ ref('int_data_span') }}
),

-- Who promised owes the reply; where a system set the time, whoever answers for the ticket does.
promises as (
    select
        ticket_events.event_id,
        ticket_events.ticket_id,
        coalesce(
            case
                when coalesce(ticket_events.actor_type, 'agent') = 'agent'
                    then ticket_events.actor_id
            end,
            tickets.agent_id,
            'unknown'
        ) as agent_id,
        ticket_events.event_at as promised_at,
        ticket_events.due_at
    from ticket_events
    cross join data_span
    cross join centre_settings
    left join tickets
        on ticket_events.ticket_id = tickets.ticket_id
    where
        ticket_events.event_type = 'reply_due'
        and ticket_events.due_at <= data_span.data_through_at
        and {{ local_date('ticket_events.due_at', 'centre_settings.time_zone') }}
        <= data_span.data_through_date
),

replies as (
    select
        ticket_id,
        event_at as replied_at
    from ticket_events
    where
        event_type = 'reply'
        and coalesce(actor_type, 'agent') <> 'customer'
),

kept as (
    select distinct promises.event_id
    from promises
    inner join replies
        on
            promises.ticket_id = replies.ticket_id
            and promises.promised_at <= replies.replied_at
            and promises.due_at >= replies.replied_at
),

dated as (
    {{ with_work_date('promises', 'due_at') }}
),

final as (
    select
        -- keys
        dated.event_id,

        -- dimensions
        dated.ticket_id,
        dated.agent_id,

        -- flags
        kept.event_id is null as is_missed,

        -- times
        dated.work_date,
        dated.due_at
    from dated
    left join kept
        on dated.event_id = kept.event_id
)

select * from final
