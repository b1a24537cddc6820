-- The values that other KPIs compare: with a target, with the period before.
-- Grain: one row per (subject_type, subject_id, period_type, period_start_date, kpi_id).
with

subject_period as (
    select * from {{ ref('kpi_subject_period') }}
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_direct as (
    select * from {{ ref('kpi_direct') }}
),

indicator as (
    select distinct
        kpi_indicator.subject_type,
        kpi_indicator.indicator_kpi_id as kpi_id,
        kpi.direction,
        kpi.calculation,
        kpi.minimum_denominator
    from kpi_indicator
    inner join kpi on kpi_indicator.indicator_kpi_id = kpi.kpi_id
),

-- a sum of nothing is nought; a value on too few cases is compared with nothing
final as (
    select
        -- keys
        subject_period.subject_type,
        subject_period.subject_id,
        subject_period.period_type,
        subject_period.period_start_date,
        indicator.kpi_id,

        -- dimensions
        indicator.direction,

        -- measures
        case
            when indicator.calculation = 'sum' then coalesce(kpi_direct.computed_value, 0)
            when coalesce(kpi_direct.denominator < indicator.minimum_denominator, false) then null
            else kpi_direct.computed_value
        end as indicator_value,
        coalesce(kpi_direct.evidence, 0) as evidence,

        -- times
        subject_period.period_end_date
    from subject_period
    inner join indicator on subject_period.subject_type = indicator.subject_type
    left join kpi_direct
        on
            subject_period.subject_type = kpi_direct.subject_type
            and subject_period.subject_id = kpi_direct.subject_id
            and subject_period.period_type = kpi_direct.period_type
            and subject_period.period_start_date = kpi_direct.period_start_date
            and indicator.kpi_id = kpi_direct.kpi_id
)

select * from final
