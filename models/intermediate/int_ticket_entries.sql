-- Tickets as they were entered: by whom, how, and how many of their required fields were filled.
-- Grain: one row per (ticket_id).
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

entered as (
    select
        ticket_id,
        coalesce(created_by_agent_id, 'unknown') as agent_id,
        entry_method,
        coalesce(required_field_count, 0) as required_field_count,
        created_at,
        least(
            coalesce(filled_field_count, 0), coalesce(required_field_count, 0)
        ) as filled_field_count
    from tickets
),

dated as (
    {{ with_work_date('entered', 'created_at') }}
),

final as (
    select
        -- keys
        ticket_id,

        -- dimensions
        agent_id,
        entry_method,

        -- measures
        required_field_count,
        filled_field_count,

        -- flags
        required_field_count > 0 as has_required_fields,
        required_field_count > 0
        and filled_field_count = required_field_count as is_fully_filled,
        coalesce(entry_method = 'manual', false) as is_manual,

        -- times
        work_date
    from dated
)

select * from final
