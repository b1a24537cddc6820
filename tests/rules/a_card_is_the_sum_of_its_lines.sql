-- In every scheme a card is the sum of its lines, to the last digit, and so is what could be had.
with

line as (
    select * from {{ ref('scorecard_line') }}
),

card as (
    select * from {{ ref('scorecard') }}
),

sums as (
    select
        card_id,
        case
            when count(*) filter (where status = 'scored' and scoring_method != 'penalty') > 0
                then sum(line_score)
        end as line_sum,
        nullif(sum(max_score), 0) as max_sum
    from line
    group by card_id
)

select
    card.card_id,
    card.total_score,
    sums.line_sum,
    card.max_total,
    sums.max_sum
from card
full outer join sums on card.card_id = sums.card_id
where
    card.total_score is distinct from sums.line_sum
    or card.max_total is distinct from sums.max_sum
