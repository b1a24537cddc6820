-- Where weights are spread over fewer items they still sum, to the last digit, to one: or to the
-- share of the blocks of which something is known.
with

line as (
    select * from {{ ref('scorecard_line') }}
    where scheme_weight is not null
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

block as (
    select
        line.card_id,
        coalesce(scheme_item.block_id, 'card') as block_id,
        sum(line.weight) as weight_sum,
        sum(line.scheme_weight) as scheme_weight_sum,
        count(*) filter (where line.status = 'scored') as scored_count
    from line
    inner join scheme_item
        on
            line.scheme_id = scheme_item.scheme_id
            and line.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'line.period_start_date') }}
    group by line.card_id, coalesce(scheme_item.block_id, 'card')
),

card as (
    select
        card_id,
        sum(weight_sum) as weight_sum,
        cast(
            cast(sum(scheme_weight_sum) filter (where scored_count > 0) as double)
            / cast(sum(scheme_weight_sum) as double) as decimal(9, 6)
        ) as known_share
    from block
    group by card_id
)

select
    card_id,
    weight_sum,
    known_share
from card
where weight_sum != coalesce(known_share, 0)
