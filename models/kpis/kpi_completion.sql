-- KPIs that are an indicator over its own target: the first indicator in order that has a target.
-- Grain: one row per (subject, period, kpi_id) with a target.
with

kpi as (
    select * from {{ ref('kpis') }}
    where calculation = 'value_over_target'
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

indicator_value as (
    select * from {{ ref('kpi_indicator_value') }}
),

final as (
    select
        -- keys
        kpi_target.subject_type,
        kpi_target.subject_id,
        kpi_target.period_type,
        kpi_target.period_start_date,
        kpi_indicator.kpi_id,

        -- dimensions
        kpi_indicator.indicator_kpi_id,

        -- measures
        coalesce(kpi_indicator.coefficient * indicator_value.indicator_value, 0) as numerator,
        kpi_target.target_value as denominator
    from kpi_target
    inner join kpi_indicator
        on
            kpi_target.subject_type = kpi_indicator.subject_type
            and kpi_target.kpi_id = kpi_indicator.indicator_kpi_id
            and (
                kpi_indicator.target_scope = 'nearest'
                or kpi_target.scope_type = kpi_target.subject_type
            )
    inner join kpi on kpi_indicator.kpi_id = kpi.kpi_id
    left join indicator_value
        on
            kpi_target.subject_type = indicator_value.subject_type
            and kpi_target.subject_id = indicator_value.subject_id
            and kpi_target.period_type = indicator_value.period_type
            and kpi_target.period_start_date = indicator_value.period_start_date
            and kpi_indicator.indicator_kpi_id = indicator_value.kpi_id
    -- priorities of one KPI differ, so the order is total
    qualify row_number() over (
        partition by
            kpi_target.subject_type,
            kpi_target.subject_id,
            kpi_target.period_type,
            kpi_target.period_start_date,
            kpi_indicator.kpi_id
        order by kpi_indicator.priority
    ) = 1
)

select * from final
