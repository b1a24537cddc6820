-- Tickets with the agent who answers for them, whether they kept their time, and their day.
-- Grain: one row per (ticket_id).
{{ config(materialized='table') }}
with

tickets as (
    select * from {{ ref('stg_tickets') }}
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

histories as (
    select * from {{ ref('int_ticket_histories') }}
),

-- What automation resolved is nobody's (DECISIONS 67). No fan-out: one history a ticket.
attributed as (
    select
        tickets.*,
        coalesce(histories.is_transferred, false) as is_transferred,
        case
            when tickets.resolved_at is not null and histories.is_resolved_by_automation
                then 'unknown'
            else coalesce(
                tickets.resolved_by_agent_id,
                tickets.owner_agent_id,
                tickets.created_by_agent_id,
                'unknown'
            )
        end as agent_id,
        coalesce(tickets.resolved_at, tickets.closed_at, tickets.created_at) as booked_at
    from tickets
    left join histories
        on tickets.ticket_id = histories.ticket_id
),

dated as (
    {{ with_work_date('attributed', 'booked_at') }}
),

-- A due time comes before the source's own verdict; an open ticket fails once its time has passed.
final as (
    select
        -- keys
        dated.ticket_id,

        -- dimensions
        dated.origin_interaction_id,
        dated.agent_id,
        dated.business_line,

        -- measures
        case
            when dated.resolved_at is not null then greatest(
                {{ seconds_between('dated.created_at', 'dated.resolved_at') }}, 0
            )
        end as resolution_seconds,
        coalesce(dated.reopened_count, 0) as reopened_count,

        -- flags
        dated.resolved_at is not null as is_resolved,
        dated.resolved_at is null and dated.closed_at is null as is_open,
        coalesce(dated.is_auto_created, false) as is_auto_created,
        dated.is_transferred,
        coalesce(dated.complexity = 'complex', false) as is_complex,
        case
            when dated.sla_due_at is null then dated.was_sla_met
            when dated.resolved_at is not null then dated.resolved_at <= dated.sla_due_at
            when dated.sla_due_at < data_span.data_through_at then false
        end as is_within_sla,

        -- times
        dated.work_date,
        {{ local_date('dated.created_at', 'centre_settings.time_zone') }} as created_date,
        {{ local_date('dated.resolved_at', 'centre_settings.time_zone') }} as resolved_date
    from dated
    cross join centre_settings
    cross join data_span
)

select * from final
