-- A scheme that counts how much somebody did also judges how well it was done (DQ31).
{{ config(meta={'what_to_do':
    'Add an item with a KPI of quality or attitude, or drop the one that counts.'}) }}
with

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

judged as (
    select
        {{ row_key([
            'scheme_item.scheme_id',
            'scheme_item.item_id',
            'scheme_item.valid_from_date',
        ]) }} as row_key,
        kpi.category = 'efficiency' and kpi.calculation = 'sum' as is_volume,
        count(*) filter (where kpi.category in ('quality', 'attitude')) over (
            partition by
                scheme_item.scheme_id, scheme_item.only_subject_type, scheme_item.valid_from_date
        ) as how_well_count
    from scheme_item
    inner join kpi on scheme_item.kpi_id = kpi.kpi_id
)

select
    'scheme_items' as seed,
    row_key,
    'it counts how much somebody did, and no item of its scheme judges how well' as reason
from judged
where is_volume and how_well_count = 0
