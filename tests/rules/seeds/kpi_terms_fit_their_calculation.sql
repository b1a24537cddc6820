-- A sum has a numerator, a quotient both sides, a median observations; what compares other KPIs
-- has indicators, an index only such as say which way is better; an own model has a measure.
{{ config(meta={'what_to_do':
    'A sum has numerators, a quotient denominators too, a median observations, a comparison indicators, an own model a measure: add what is missing.'}) }}
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

own_measure as (
    select * from {{ ref('kpi_own_measures') }}
),

indicator as (
    select
        kpi_indicator.kpi_id,
        count(*) as indicator_count,
        count(*) filter (
            where coalesce(kpi_indicator.direction, compared.direction) not in ('higher', 'lower')
        ) as undirected_count,
        -- compared with one another only where they come straight from parts
        count(*) filter (
            where compared.calculation not in ('sum', 'sum_over_sum', 'median')
        ) as indirect_count
    from kpi_indicator
    inner join kpi as compared on kpi_indicator.indicator_kpi_id = compared.kpi_id
    group by kpi_indicator.kpi_id
),

measure as (
    select
        kpi_id,
        count(*) as measure_count
    from own_measure
    group by kpi_id
),

term as (
    select
        kpi_id,
        count(*) filter (where side = 'numerator') as numerator_count,
        count(*) filter (where side = 'denominator') as denominator_count,
        count(*) filter (where side = 'observation') as observation_count
    from kpi_term
    group by kpi_id
),

sides as (
    select
        kpi.kpi_id,
        kpi.calculation,
        coalesce(term.numerator_count, 0) as numerator_count,
        coalesce(term.denominator_count, 0) as denominator_count,
        coalesce(term.observation_count, 0) as observation_count,
        coalesce(indicator.indicator_count, 0) as indicator_count,
        coalesce(indicator.undirected_count, 0) as undirected_count,
        coalesce(indicator.indirect_count, 0) as indirect_count,
        coalesce(measure.measure_count, 0) as measure_count
    from kpi
    left join term on kpi.kpi_id = term.kpi_id
    left join indicator on kpi.kpi_id = indicator.kpi_id
    left join measure on kpi.kpi_id = measure.kpi_id
)

select
    'kpis' as seed,
    kpi_id as row_key,
    'calculated as ' || calculation || ', and it has ' || cast(numerator_count as varchar)
    || ' numerator, ' || cast(denominator_count as varchar) || ' denominator and '
    || cast(observation_count as varchar) || ' observation rows in kpi_terms, '
    || cast(indicator_count as varchar) || ' in kpi_indicators ('
    || cast(undirected_count as varchar) || ' without a better side, '
    || cast(indirect_count as varchar) || ' not from parts), '
    || cast(measure_count as varchar) || ' in kpi_own_measures' as reason
from sides
where
    (calculation in ('sum', 'sum_over_sum')) != (numerator_count > 0)
    or (calculation = 'sum_over_sum') != (denominator_count > 0)
    or (calculation = 'median') != (observation_count > 0)
    or (
        calculation in ('value_over_target', 'index', 'change', 'own_or_team')
    ) != (indicator_count > 0)
    or (calculation = 'own_model') != (measure_count > 0)
    or (calculation = 'index' and undirected_count > 0)
    or indirect_count > 0
