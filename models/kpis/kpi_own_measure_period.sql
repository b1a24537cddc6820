-- The lengths of period each measure of an own model is kept at, so that none is made for nothing.
-- Grain: one row per (measure, subject_type, period_type).
with

own_measure as (
    select * from {{ ref('kpi_own_measures') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

period_type as (
    select * from {{ ref('period_types') }}
),

final as (
    select distinct
        -- keys
        own_measure.measure,
        own_measure.subject_type,
        period_type.period_type
    from own_measure
    inner join kpi on own_measure.kpi_id = kpi.kpi_id
    inner join period_type as finest on kpi.finest_period = finest.period_type
    inner join period_type on finest.period_order <= period_type.period_order
)

select * from final
