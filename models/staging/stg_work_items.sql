-- One planned piece of work: newest version, our names.
-- Grain: one row per (work_item_id).
with

source as (
    {{ newest_version('work_items', ['work_item_id']) }}
),

renamed as (
    select
        -- keys
        work_item_id,

        -- dimensions
        work_type,
        item_code,
        course_id,
        cohort_id,
        owner_id as owner_agent_id,
        agent_id,
        team_id,
        metric_code as kpi_id,
        result as work_result,
        _load_id as load_id,

        -- measures
        cast(planned_count as bigint) as planned_count,
        cast(completed_count as bigint) as completed_count,
        cast(record_count as bigint) as record_count,
        cast(error_count as bigint) as error_count,
        cast(accepted_count as bigint) as accepted_count,
        cast(round(hours * 3600) as bigint) as work_seconds,
        from_value,
        goal_value,

        -- flags
        planned_flag as is_planned,
        quality_flag as is_good_quality,

        -- times
        assigned_at,
        due_at,
        started_at,
        completed_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
