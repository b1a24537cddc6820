-- Each item's share of its card, and its score on the card's scale.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

item_points as (
    select * from {{ ref('scorecard_item_points') }}
),

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

-- weights are spread over what could be scored; each is rounded to four places ...
spread as (
    select
        item_points.scheme_id,
        item_points.subject_type,
        item_points.subject_id,
        item_points.period_start_date,
        item_points.item_id,
        item_points.max_points,
        item_points.points,
        item_points.weight,
        card_subject.total_kind,
        card_subject.total_points,
        case
            when item_points.points is null then 0
            else
                cast(
                    item_points.weight
                    / sum(item_points.weight) filter (where item_points.points is not null)
                        over card
                    as decimal(5, 4)
                )
        end as rounded_weight,
        row_number() over (
            card
            order by item_points.points is null, item_points.weight desc, item_points.item_id asc
        ) as place
    from item_points
    inner join card_subject
        on
            item_points.scheme_id = card_subject.scheme_id
            and item_points.subject_type = card_subject.subject_type
            and item_points.subject_id = card_subject.subject_id
            and item_points.period_start_date = card_subject.period_start_date
    window
        card as (
            partition by
                item_points.scheme_id,
                item_points.subject_type,
                item_points.subject_id,
                item_points.period_start_date
        )
),

-- ... and the heaviest takes what rounding leaves, so that they sum to one
shared as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        max_points,
        points,
        weight,
        total_kind,
        total_points,
        cast(
            case
                when place = 1 and points is not null
                    then rounded_weight + 1 - sum(rounded_weight) over card
                else rounded_weight
            end as decimal(5, 4)
        ) as effective_weight
    from spread
    window card as (partition by scheme_id, subject_type, subject_id, period_start_date)
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,

        -- measures
        case when total_kind = 'weights' then effective_weight end as weight,
        cast(
            case
                when points is null then 0
                when total_kind = 'weights' then effective_weight * total_points
                else max_points
            end as decimal(12, 4)
        ) as max_score,
        cast(
            case
                when
                    total_kind = 'weights'
                    then points * effective_weight * total_points / max_points
                else points
            end as decimal(12, 4)
        ) as item_score,

        -- flags
        coalesce(points is not null and effective_weight != weight, false)
            as is_weight_redistributed
    from shared
)

select * from final
