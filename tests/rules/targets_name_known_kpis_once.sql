-- A target that landed names a KPI of the seed, and no scope has two targets of one KPI and period.
with

target as (
    select * from {{ ref('dim_target') }}
),

kpi as (
    select * from {{ ref('kpis') }}
)

select
    target.scope_type,
    target.scope_id,
    target.period_start_date,
    target.kpi_id,
    count(*) as target_count
from target
left join kpi on target.kpi_id = kpi.kpi_id
group by
    target.period_type,
    target.period_start_date,
    target.scope_type,
    target.scope_id,
    target.kpi_id,
    kpi.kpi_id
having count(*) > 1 or kpi.kpi_id is null
