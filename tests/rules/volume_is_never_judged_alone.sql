-- A scheme that counts how much somebody did also judges how well it was done (DQ31).
with

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

kpi as (
    select * from {{ ref('kpis') }}
)

select
    scheme_item.scheme_id,
    scheme_item.only_subject_type,
    scheme_item.valid_from_date
from scheme_item
inner join kpi on scheme_item.kpi_id = kpi.kpi_id
group by scheme_item.scheme_id, scheme_item.only_subject_type, scheme_item.valid_from_date
having
    count(*) filter (where kpi.category = 'efficiency' and kpi.calculation = 'sum') > 0
    and count(*) filter (where kpi.category in ('quality', 'attitude')) = 0
