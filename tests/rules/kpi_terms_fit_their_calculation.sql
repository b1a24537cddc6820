-- A sum has a numerator, a quotient both sides, a median observations, a completion indicators.
with

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_term as (
    select * from {{ ref('kpi_terms') }}
),

kpi_indicator as (
    select * from {{ ref('kpi_indicators') }}
),

sides as (
    select
        kpi.kpi_id,
        kpi.calculation,
        count(kpi_term.part) filter (where kpi_term.side = 'numerator') as numerator_count,
        count(kpi_term.part) filter (where kpi_term.side = 'denominator') as denominator_count,
        count(kpi_term.part) filter (where kpi_term.side = 'observation') as observation_count,
        count(kpi_indicator.kpi_id) as indicator_count
    from kpi
    left join kpi_term on kpi.kpi_id = kpi_term.kpi_id
    left join kpi_indicator on kpi.kpi_id = kpi_indicator.kpi_id
    group by kpi.kpi_id, kpi.calculation
)

select
    kpi_id,
    calculation,
    numerator_count,
    denominator_count,
    observation_count,
    indicator_count
from sides
where
    (calculation in ('sum', 'sum_over_sum')) != (numerator_count > 0)
    or (calculation = 'sum_over_sum') != (denominator_count > 0)
    or (calculation = 'median') != (observation_count > 0)
    or (calculation = 'value_over_target') != (indicator_count > 0)
