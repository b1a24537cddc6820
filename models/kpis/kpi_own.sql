-- KPIs that no sum of parts can give, each from a model of its own.
-- Grain: one row per (subject, period, kpi_id) that could be measured.
with

own_measure as (
    select * from {{ ref('kpi_own_measures') }}
),

goal as (
    select * from {{ ref('kpi_goal') }}
),

volatility as (
    select * from {{ ref('kpi_volatility') }}
),

balance as (
    select * from {{ ref('kpi_balance') }}
),

attrition as (
    select * from {{ ref('kpi_attrition') }}
),

attrition_risk as (
    select * from {{ ref('kpi_attrition_risk') }}
),

agreement as (
    select * from {{ ref('kpi_agreement') }}
),

measured as (
    select * from goal
    union all
    select * from agreement
    union all
    select * from volatility
    union all
    select * from balance
    union all
    select * from attrition
    union all
    select * from attrition_risk
),

final as (
    select
        -- keys
        measured.subject_type,
        measured.subject_id,
        measured.period_type,
        measured.period_start_date,
        own_measure.kpi_id,

        -- measures
        measured.numerator,
        measured.denominator,
        measured.evidence
    from measured
    inner join own_measure
        on
            measured.subject_type = own_measure.subject_type
            and measured.measure = own_measure.measure
)

select * from final
