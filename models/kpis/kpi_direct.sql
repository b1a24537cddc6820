-- KPIs that come straight from parts: sums, quotients of sums, medians.
-- Grain: one row per (subject, period, kpi_id) that has any part.
with

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_sum as (
    select * from {{ ref('kpi_sum') }}
),

kpi_median as (
    select * from {{ ref('kpi_median') }}
),

sums as (
    select
        kpi_sum.subject_type,
        kpi_sum.subject_id,
        kpi_sum.period_type,
        kpi_sum.period_start_date,
        kpi_sum.kpi_id,
        kpi_sum.numerator,
        kpi_sum.denominator,
        case
            when kpi.calculation = 'sum' then kpi_sum.numerator
            else kpi_sum.numerator / nullif(kpi_sum.denominator, 0)
        end as computed_value,
        -- nothing to divide by is nothing judged, whatever was added or taken above it
        case
            when kpi.calculation = 'sum' then coalesce(kpi_sum.evidence, kpi_sum.numerator)
            else coalesce(kpi_sum.evidence, kpi_sum.denominator, 0)
        end as evidence
    from kpi_sum
    inner join kpi on kpi_sum.kpi_id = kpi.kpi_id
),

medians as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        cast(null as double) as numerator,
        denominator,
        median_value as computed_value,
        denominator as evidence
    from kpi_median
),

combined as (
    select * from sums
    union all
    select * from medians
),

final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,

        -- measures
        numerator,
        denominator,
        computed_value,
        evidence
    from combined
)

select * from final
