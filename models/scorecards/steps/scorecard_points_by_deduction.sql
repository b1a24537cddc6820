-- Points left of items from which events deduct; a voiding event leaves nothing.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where status = 'scored' and scoring_method = 'deduct_per_event'
),

deduction as (
    select * from {{ ref('scorecard_deduction') }}
),

by_item as (
    select
        card_id,
        item_id,
        sum(deducted_points) as deducted_points,
        bool_or(does_void_item) as is_void
    from deduction
    group by card_id, item_id
),

-- the row that cost most: one that voids, else the dearest, else the first by name
heaviest as (
    select
        card_id,
        item_id,
        deduction_id,
        assumption_ids
    from deduction
    qualify row_number() over (
        partition by card_id, item_id
        order by does_void_item desc, deducted_points desc, deduction_id asc
    ) = 1
),

final as (
    select
        -- keys
        item.card_id,
        item.item_id,

        -- dimensions
        coalesce(heaviest.deduction_id, item.item_id) as rule_id,
        heaviest.assumption_ids,

        -- measures
        cast(
            case
                when coalesce(by_item.is_void, false) then 0
                else greatest(item.max_points - coalesce(by_item.deducted_points, 0), 0)
            end as decimal(12, 4)
        ) as points,
        cast(null as decimal(12, 4)) as points_before_scenario
    from item
    left join by_item
        on
            item.card_id = by_item.card_id
            and item.item_id = by_item.item_id
    left join heaviest
        on
            item.card_id = heaviest.card_id
            and item.item_id = heaviest.item_id
)

select * from final
