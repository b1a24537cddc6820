-- Every kind of KPI under one roof, before anything is said about what it is worth.
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

kpi_completion as (
    select * from {{ ref('kpi_completion') }}
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
        coalesce(kpi_sum.evidence, kpi_sum.denominator, kpi_sum.numerator) as evidence
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

completions as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        numerator,
        denominator,
        numerator / nullif(denominator, 0) as computed_value,
        numerator as evidence
    from kpi_completion
),

combined as (
    select * from sums
    union all
    select * from medians
    union all
    select * from completions
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
        cast(round(evidence) as bigint) as evidence_count
    from combined
)

select * from final
