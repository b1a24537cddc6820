-- KPIs that are an indicator over its own target: the first indicator in order that has a target.
-- Grain: one row per (subject, period, kpi_id) with a target.
with

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

kpi_target as (
    select * from {{ ref('kpi_target') }}
),

kpi_sum as (
    select * from {{ ref('kpi_sum') }}
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
        coalesce(kpi_sum.numerator / coalesce(nullif(kpi_sum.denominator, 0), 1), 0) as numerator,
        kpi_target.target_value as denominator
    from kpi_target
    inner join kpi_indicator
        on
            kpi_target.subject_type = kpi_indicator.subject_type
            and kpi_target.kpi_id = kpi_indicator.indicator_kpi_id
    left join kpi_sum
        on
            kpi_target.subject_type = kpi_sum.subject_type
            and kpi_target.subject_id = kpi_sum.subject_id
            and kpi_target.period_type = kpi_sum.period_type
            and kpi_target.period_start_date = kpi_sum.period_start_date
            and kpi_indicator.indicator_kpi_id = kpi_sum.kpi_id
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
