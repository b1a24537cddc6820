-- Each item's share of its card, and its score on the card's scale, before gates.
-- Grain: one row per (card_id, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

item as (
    select * from {{ ref('scorecard_item') }}
),

item_points as (
    select * from {{ ref('scorecard_item_points') }}
),

-- the weight of what could not be scored goes to the others of its block
spread as (
    select
        item.card_id,
        item.item_id,
        item.scoring_method,
        item.max_points,
        item.weight,
        item_points.points,
        item_points.points_before_scenario,
        card_subject.total_kind,
        card_subject.total_points,
        item.weight is not null and item_points.points is not null as is_weighed,
        sum(item.weight) over card as card_weight,
        sum(item.weight) over block as block_weight,
        sum(item.weight) filter (where item_points.points is not null) over block
            as scored_block_weight
    from item
    inner join item_points
        on
            item.card_id = item_points.card_id
            and item.item_id = item_points.item_id
    inner join card_subject on item.card_id = card_subject.card_id
    window
        card as (partition by item.card_id),
        block as (partition by item.card_id, coalesce(item.block_id, 'card'))
),

shared as (
    select
        *,
        case
            when is_weighed
                then
                    cast(weight as double) / nullif(scored_block_weight, 0)
                    * cast(block_weight as double) / nullif(card_weight, 0)
            else 0
        end as share
    from spread
),

-- each is rounded to six places, and the heaviest takes what rounding leaves
rounded as (
    select
        *,
        cast(share as decimal(9, 6)) as rounded_share,
        cast(sum(share) over (partition by card_id) as decimal(9, 6)) as card_share,
        row_number() over (
            partition by card_id
            order by is_weighed desc, weight desc, item_id asc
        ) as place
    from shared
),

weighed as (
    select
        *,
        cast(
            case
                when is_weighed and place = 1
                    then
                        rounded_share
                        + card_share
                        - sum(rounded_share) over (partition by card_id)
                else rounded_share
            end as decimal(9, 6)
        ) as effective_weight
    from rounded
),

-- what a point of the item is worth on the card; a penalty takes away
scaled as (
    select
        *,
        case
            when scoring_method = 'penalty' then -1
            when total_kind = 'weights' then effective_weight * total_points / max_points
            else 1
        end as points_scale
    from weighed
),

final as (
    select
        -- keys
        card_id,
        item_id,

        -- measures
        case when total_kind = 'weights' and scoring_method != 'penalty' then effective_weight end
            as weight,
        cast(
            case
                when points is null or scoring_method = 'penalty' then 0
                when total_kind = 'weights' then effective_weight * total_points
                else max_points
            end as decimal(12, 4)
        ) as max_score,
        {{ rounded_points('points * points_scale') }} as item_score,
        {{ rounded_points('points_before_scenario * points_scale') }} as score_before_scenario,

        -- flags
        is_weighed and scored_block_weight < block_weight as is_weight_redistributed
    from scaled
)

select * from final
