-- Special scenarios that somebody approved, by the days of the centre they touch.
-- Grain: one row per (scenario_id).
with

scenarios as (
    select * from {{ ref('stg_scenarios') }}
),

centre as (
    select * from {{ ref('dim_centre') }}
),

-- a scenario that ends at midnight does not touch the day that begins there
final as (
    select
        -- keys
        scenarios.scenario_id,

        -- dimensions
        scenarios.scenario_type,
        scenarios.business_line,
        scenarios.kpi_id,
        scenarios.adjust_type,
        scenarios.approver_id,

        -- measures
        scenarios.adjust_quantity,

        -- times
        {{ local_date('scenarios.started_at', 'centre.time_zone') }} as start_date,
        {{ local_date(add_seconds('scenarios.ended_at', '-1'), 'centre.time_zone') }} as end_date
    from scenarios
    cross join centre
    where scenarios.approver_id is not null
)

select * from final
