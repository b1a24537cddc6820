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
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        sum(line_score) as line_sum,
        nullif(sum(max_score), 0) as max_sum
    from line
    group by scheme_id, subject_type, subject_id, period_start_date
)

select
    card.scheme_id,
    card.subject_type,
    card.subject_id,
    card.period_start_date,
    card.total_score,
    sums.line_sum,
    card.max_total,
    sums.max_sum
from card
full outer join sums
    on
        card.scheme_id = sums.scheme_id
        and card.subject_type = sums.subject_type
        and card.subject_id = sums.subject_id
        and card.period_start_date = sums.period_start_date
where
    card.total_score is distinct from sums.line_sum
    or card.max_total is distinct from sums.max_sum
