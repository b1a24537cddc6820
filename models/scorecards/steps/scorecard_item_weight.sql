-- What each item weighs on a card: the mean of the vectors of its days.
-- Grain: one row per (card_id, item_id) of a scheme of weights.
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

card_occasion as (
    select * from {{ ref('scorecard_card_occasion') }}
),

vector as (
    select * from {{ ref('scorecard_vector') }}
),

occasion_share as (
    select
        card_id,
        variant_id,
        occasion,
        day_count,
        sum(day_count) over (partition by card_id) as card_day_count,
        count(*) over (partition by card_id) as vector_count
    from card_occasion
),

final as (
    select
        -- keys
        occasion_share.card_id,
        vector.item_id,

        -- dimensions
        {{ words_of(
            "vector.weight_row_id || case when occasion_share.vector_count > 1 then 'x'"
            ~ " || cast(occasion_share.day_count as varchar) else '' end"
        ) }} as weight_row_id,
        {{ words_of("nullif(vector.assumption_ids, '')") }} as assumption_ids,

        -- measures
        cast(
            cast(sum(vector.weight * occasion_share.day_count) as double)
            / max(occasion_share.card_day_count) as decimal(9, 6)
        ) as weight
    from occasion_share
    inner join card_subject on occasion_share.card_id = card_subject.card_id
    inner join vector
        on
            card_subject.scheme_id = vector.scheme_id
            and card_subject.period_start_date = vector.period_start_date
            and occasion_share.variant_id = vector.variant_id
            and occasion_share.occasion = vector.occasion
    group by occasion_share.card_id, vector.item_id
)

select * from final
