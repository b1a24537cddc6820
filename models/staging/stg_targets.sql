-- One target of one KPI for one scope and period: newest version, our names.
-- Grain: one row per (period_type, period_start_date, scope_type, scope_id, kpi_id).
with

source as (
    {{
        newest_version(
            'targets',
            ['period_type', 'period_start_date', 'scope_type', 'scope_id', 'metric_code']
        )
    }}
),

renamed as (
    select
        -- keys
        period_type,
        period_start_date,
        scope_type,
        scope_id,
        metric_code as kpi_id,

        -- dimensions
        _load_id as load_id,

        -- measures
        target_value,
        warn_value,

        -- times
        approved_at,
        _loaded_at as loaded_at
    from source
)

select * from renamed
