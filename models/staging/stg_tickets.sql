-- One ticket in its newest version: newest version, our names.
-- Grain: one row per (ticket_id).
with

source as (
    {{ newest_version('tickets', ['ticket_id']) }}
),

renamed as (
    select
        -- keys
        ticket_id,

        -- dimensions
        origin_interaction_id,
        customer_id,
        created_by_agent_id,
        owner_agent_id,
        resolved_by_agent_id,
        business_line,
        category,
        subcategory,
        intent_code,
        complexity,
        priority,
        status as ticket_status,
        resolution_code,
        routed_by,
        entry_method,
        asset_id,
        _load_id as load_id,

        -- measures
        cast(reopened_count as bigint) as reopened_count,
        cast(required_field_count as bigint) as required_field_count,
        cast(filled_field_count as bigint) as filled_field_count,

        -- flags
        sla_met_flag as was_sla_met,
        first_contact_resolved_flag as was_first_contact_resolved,
        is_auto_created,

        -- times
        created_at,
        first_response_at,
        sla_due_at,
        resolved_at,
        closed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
