-- Targets as they landed.
-- Grain: one row per (period_type, period_start_date, scope_type, scope_id, kpi_id).
with

targets as (
    select * from {{ ref('stg_targets') }}
),

final as (
    select
        -- keys
        period_type,
        period_start_date,
        scope_type,
        scope_id,
        kpi_id,

        -- measures
        target_value,
        warn_value
    from targets
)

select * from final
