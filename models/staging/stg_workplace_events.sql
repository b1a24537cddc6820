-- One event about a person: error, handover, patrol, discipline, suggestion, broadcast, award:
-- newest version, our names.
-- Grain: one row per (event_id).
with

source as (
    {{ newest_version('workplace_events', ['event_id']) }}
),

renamed as (
    select
        -- keys
        event_id,

        -- dimensions
        event_type,
        event_code,
        agent_id,
        leader_id,
        team_id,
        interaction_id,
        ticket_id,
        responsibility as responsibility_code,
        found_by as finder_id,
        evidence_ref as evidence_id,
        metric_code as kpi_id,
        _load_id as load_id,

        -- measures
        points,
        value as event_quantity,
        limit_value as limit_quantity,
        amount as event_amount,

        -- flags
        verified_flag as is_verified,
        resolved_flag as is_resolved,

        -- times
        event_at,
        due_at,
        completed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
