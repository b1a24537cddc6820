-- KPIs that are an indicator against its own value of the period before.
-- Grain: one row per (subject, period, kpi_id) with a value in both periods.
with

kpi as (
    select * from {{ ref('kpis') }}
    where calculation = 'change'
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

indicator_value as (
    select * from {{ ref('kpi_indicator_value') }}
),

earlier_value as (
    select * from {{ ref('kpi_indicator_value') }}
),

-- the period before ends the day before: at most one of each length
final as (
    select
        -- keys
        indicator_value.subject_type,
        indicator_value.subject_id,
        indicator_value.period_type,
        indicator_value.period_start_date,
        kpi_indicator.kpi_id,

        -- measures
        kpi_indicator.coefficient
        * (indicator_value.indicator_value - earlier_value.indicator_value) as numerator,
        -- from a loss of 100 to a gain of 50 is a rise: 150 over 100
        abs(earlier_value.indicator_value) as denominator,
        indicator_value.evidence + earlier_value.evidence as evidence
    from indicator_value
    inner join kpi_indicator
        on
            indicator_value.subject_type = kpi_indicator.subject_type
            and indicator_value.kpi_id = kpi_indicator.indicator_kpi_id
    inner join kpi on kpi_indicator.kpi_id = kpi.kpi_id
    inner join earlier_value
        on
            indicator_value.subject_type = earlier_value.subject_type
            and indicator_value.subject_id = earlier_value.subject_id
            and indicator_value.period_type = earlier_value.period_type
            and indicator_value.kpi_id = earlier_value.kpi_id
            and indicator_value.period_start_date
            = {{ add_days('earlier_value.period_end_date', 1) }}
    where
        indicator_value.indicator_value is not null
        and earlier_value.indicator_value is not null
)

select * from final
