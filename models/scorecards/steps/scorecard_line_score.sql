-- The score of every line after gates, and penalties held to what is left on the card.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
),

item_score as (
    select * from {{ ref('scorecard_item_score') }}
),

gated_item as (
    select * from {{ ref('scorecard_gated_item') }}
),

gates_of_item as (
    select
        card_id,
        item_id,
        {{ words_of('gate_id') }} as gate_ids,
        {{ words_of("nullif(assumption_ids, '')") }} as assumption_ids
    from gated_item
    group by card_id, item_id
),

gated as (
    select
        item.card_id,
        item.item_id,
        item.scoring_method = 'penalty' as is_penalty,
        item_score.item_score,
        gates_of_item.gate_ids,
        gates_of_item.assumption_ids,
        case
            when gates_of_item.gate_ids is null then item_score.item_score
            when item_score.item_score is not null then cast(0 as decimal(12, 4))
        end as gated_score
    from item
    inner join item_score
        on
            item.card_id = item_score.card_id
            and item.item_id = item_score.item_id
    left join gates_of_item
        on
            item.card_id = gates_of_item.card_id
            and item.item_id = gates_of_item.item_id
),

-- penalties come off in the order of their names
left_over as (
    select
        *,
        coalesce(sum(gated_score) filter (where not is_penalty) over (partition by card_id), 0)
        + coalesce(
            sum(gated_score) filter (where is_penalty) over (
                partition by card_id
                order by item_id
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as left_score
    from gated
),

final as (
    select
        -- keys
        card_id,
        item_id,

        -- dimensions
        gate_ids,
        assumption_ids,

        -- measures
        gated_score,
        cast(
            case
                when is_penalty and gated_score is not null
                    then greatest(gated_score, -greatest(left_score, 0))
                else gated_score
            end as decimal(12, 4)
        ) as line_score
    from left_over
)

select * from final
