-- Fields of tickets that somebody checked, with who had entered them and how.
-- Grain: one row per (event_id): the check.
with

ticket_events as (
    select * from {{ ref('stg_ticket_events') }}
),

entries as (
    select * from {{ ref('int_ticket_entries') }}
),

-- The field was entered when the ticket was: the day is that of the entry, not of the audit.
final as (
    select
        -- keys
        ticket_events.event_id,

        -- dimensions
        ticket_events.ticket_id,
        entries.agent_id,
        ticket_events.field_name,
        coalesce(
            ticket_events.entry_method, entries.entry_method, 'unknown'
        ) as entry_method,

        -- flags
        ticket_events.is_field_correct,

        -- times
        entries.work_date
    from ticket_events
    inner join entries
        on ticket_events.ticket_id = entries.ticket_id
    where
        ticket_events.event_type = 'field_audit'
        and ticket_events.is_field_correct is not null
)

select * from final
