-- One special scenario in force: newest version, our names.
-- Grain: one row per (scenario_id).
with

source as (
    {{ newest_version('scenarios', ['scenario_id']) }}
),

renamed as (
    select
        -- keys
        scenario_id,

        -- dimensions
        scenario_type,
        business_line,
        metric_code as kpi_id,
        adjust_type,
        approved_by as approver_id,
        _load_id as load_id,

        -- measures
        adjust_value as adjust_quantity,

        -- times
        start_at as started_at,
        end_at as ended_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
