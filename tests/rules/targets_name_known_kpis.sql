-- A target that landed names a KPI of the seed. The checks refuse a delivery that does not; this
-- finds targets whose KPI left the seed after they had landed.
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
    target.kpi_id
from target
left join kpi on target.kpi_id = kpi.kpi_id
where kpi.kpi_id is null
