-- The points of every item, whatever the method that gave them.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
),

by_formula as (
    select * from {{ ref('scorecard_points_by_formula') }}
),

by_percentile as (
    select * from {{ ref('scorecard_points_by_percentile') }}
),

by_band as (
    select * from {{ ref('scorecard_points_by_band') }}
),

by_deduction as (
    select * from {{ ref('scorecard_points_by_deduction') }}
),

pointed as (
    select * from by_formula
    union all
    select * from by_percentile
    union all
    select * from by_band
    union all
    select * from by_deduction
),

final as (
    select
        -- keys
        item.card_id,
        item.item_id,

        -- dimensions
        pointed.rule_id,
        concat_ws(' ', item.assumption_ids, nullif(pointed.assumption_ids, '')) as assumption_ids,
        case
            when item.status = 'scored' and pointed.points is null then 'no_rule'
            when item.status = 'missing' then 'scored'
            else item.status
        end as status,

        -- measures
        case when item.status = 'missing' then cast(0 as decimal(12, 4)) else pointed.points end
            as points,
        pointed.points_before_scenario,

        -- flags
        item.status = 'missing' as is_missing
    from item
    left join pointed
        on
            item.card_id = pointed.card_id
            and item.item_id = pointed.item_id
)

select * from final
