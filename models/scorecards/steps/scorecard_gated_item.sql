-- Items that a gate sets to nought, by themselves or with their group.
-- Grain: one row per (card_id, item_id, gate_id) that hits.
with

gate as (
    select * from {{ ref('scorecard_gate') }}
    where is_tripped
),

card_item as (
    select * from {{ ref('scorecard_card_item') }}
),

final as (
    select
        -- keys
        gate.card_id,
        card_item.item_id,
        gate.gate_id,

        -- dimensions
        gate.assumption_ids,

        -- measures
        row_number() over (
            partition by gate.card_id, card_item.item_id
            order by gate.gate_id
        ) as gate_order
    from gate
    inner join card_item
        on
            gate.card_id = card_item.card_id
            and (
                card_item.item_id = gate.zeroed_item_id
                or card_item.group_id = gate.zeroed_group_id
            )
)

select * from final
