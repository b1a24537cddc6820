-- Tickets as agents entered them, and what audits found in their fields.
-- Grain: one row per (agent_id, work_date) with a ticket opened.
{{ config(materialized='table') }}
with

entries as (
    select * from {{ ref('int_ticket_entries') }}
),

field_audits as (
    select * from {{ ref('int_ticket_field_audits') }}
),

audits_by_ticket as (
    select
        ticket_id,
        count(*) as audited,
        count(*) filter (where not is_field_correct) as wrong,
        count(*) filter (where entry_method = 'ocr') as audited_ocr,
        count(*) filter (where entry_method = 'ocr' and not is_field_correct) as wrong_ocr,
        count(*) filter (where entry_method = 'manual') as audited_manual,
        count(*) filter (where entry_method = 'manual' and not is_field_correct) as wrong_manual
    from field_audits
    group by ticket_id
),

-- No fan-out: audits are grouped to the ticket.
final as (
    select
        -- keys
        entries.agent_id,
        entries.work_date,

        -- measures
        count(*) filter (where entries.is_manual) as manual_ticket_count,
        cast(sum(entries.required_field_count) as bigint) as required_ticket_field_count,
        cast(sum(entries.filled_field_count) as bigint) as filled_ticket_field_count,
        count(*) filter (where entries.has_required_fields) as ticket_with_required_fields_count,
        count(*) filter (where entries.is_fully_filled) as fully_filled_ticket_count,
        cast(coalesce(sum(audits_by_ticket.audited), 0) as bigint) as audited_field_count,
        cast(coalesce(sum(audits_by_ticket.wrong), 0) as bigint) as wrong_field_count,
        cast(coalesce(sum(audits_by_ticket.audited_ocr), 0) as bigint) as audited_ocr_field_count,
        cast(coalesce(sum(audits_by_ticket.wrong_ocr), 0) as bigint) as wrong_ocr_field_count,
        cast(
            coalesce(sum(audits_by_ticket.audited_manual), 0) as bigint
        ) as audited_manual_field_count,
        cast(coalesce(sum(audits_by_ticket.wrong_manual), 0) as bigint) as wrong_manual_field_count
    from entries
    left join audits_by_ticket
        on entries.ticket_id = audits_by_ticket.ticket_id
    group by entries.agent_id, entries.work_date
)

select * from final
