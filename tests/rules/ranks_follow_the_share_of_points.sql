-- A rank is one more than how many have a larger share of the points to be had: equals stand
-- together, and nobody is ranked without a score.
with

card as (
    select * from {{ ref('scorecard') }}
    where subject_rank is not null
),

other as (
    select * from {{ ref('scorecard') }}
    where subject_rank is not null
)

select
    card.card_id,
    card.status,
    card.subject_rank,
    count(other.subject_id) as better_count
from card
left join other
    on
        card.scheme_id = other.scheme_id
        and card.subject_type = other.subject_type
        and card.variant_id = other.variant_id
        and card.period_type = other.period_type
        and card.period_start_date = other.period_start_date
        and card.attained_score < other.attained_score
group by
    card.card_id,
    card.status,
    card.subject_rank
having card.subject_rank != 1 + count(other.subject_id) or card.status != 'scored'
