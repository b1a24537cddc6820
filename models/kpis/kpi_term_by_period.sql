-- The terms of each KPI for every length of period it is kept at: nothing finer is ever summed.
-- Grain: one row per (kpi_id, side, part, period_type).
with

kpi as (
    select * from {{ ref('kpis') }}
),

kpi_term as (
    select * from {{ ref('kpi_terms') }}
),

period_type as (
    select * from {{ ref('period_types') }}
),

final as (
    select
        -- keys
        kpi_term.kpi_id,
        kpi_term.side,
        kpi_term.part,
        period_type.period_type,

        -- measures
        kpi_term.coefficient
    from kpi_term
    inner join kpi on kpi_term.kpi_id = kpi.kpi_id
    inner join period_type as finest on kpi.finest_period = finest.period_type
    inner join period_type on finest.period_order <= period_type.period_order
)

select * from final
