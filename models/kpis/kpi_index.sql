-- KPIs that are 100 times the weighted mean of how far others reach their targets.
-- Grain: one row per (subject, period, kpi_id) of which one component has a value and a target.
with

kpi as (
    select * from {{ ref('kpis') }}
    where calculation = 'index'
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

component as (
    select
        indicator_value.subject_type,
        indicator_value.subject_id,
        indicator_value.period_type,
        indicator_value.period_start_date,
        kpi_indicator.kpi_id,
        kpi_indicator.coefficient,
        indicator_value.evidence,
        indicator_value.indicator_value,
        kpi_target.target_value,
        coalesce(kpi_indicator.direction, indicator_value.direction) = 'lower' as is_lower_better
    from indicator_value
    inner join kpi_indicator
        on
            indicator_value.subject_type = kpi_indicator.subject_type
            and indicator_value.kpi_id = kpi_indicator.indicator_kpi_id
    inner join kpi on kpi_indicator.kpi_id = kpi.kpi_id
    inner join kpi_target
        on
            indicator_value.subject_type = kpi_target.subject_type
            and indicator_value.subject_id = kpi_target.subject_id
            and indicator_value.period_type = kpi_target.period_type
            and indicator_value.period_start_date = kpi_target.period_start_date
            and indicator_value.kpi_id = kpi_target.kpi_id
    where indicator_value.indicator_value is not null
),

-- whoever reaches the target has all of it, so a target of nought divides nothing
attained as (
    select
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,
        coefficient,
        evidence,
        case
            when is_lower_better and indicator_value <= target_value then 1.0
            when is_lower_better then greatest(target_value, 0) / indicator_value
            when indicator_value >= target_value then 1.0
            else greatest(indicator_value, 0) / nullif(target_value, 0)
        end as attainment
    from component
),

-- a component without a target or a value leaves, and its weight with it
final as (
    select
        -- keys
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id,

        -- measures
        sum(100 * coefficient * coalesce(attainment, 0)) as numerator,
        sum(coefficient) as denominator,
        sum(evidence) as evidence
    from attained
    group by
        subject_type,
        subject_id,
        period_type,
        period_start_date,
        kpi_id
)

select * from final
