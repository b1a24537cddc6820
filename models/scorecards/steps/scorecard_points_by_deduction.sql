-- Points left of items from which events deduct; a voiding event leaves nothing.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
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
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        sum(deducted_points) as deducted_points,
        bool_or(does_void_item) as is_void
    from deduction
    group by scheme_id, subject_type, subject_id, period_start_date, item_id
),

-- the row that cost most: one that voids, else the dearest, else the first by name
heaviest as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        deduction_id,
        assumption_ids
    from deduction
    qualify row_number() over (
        partition by scheme_id, subject_type, subject_id, period_start_date, item_id
        order by does_void_item desc, deducted_points desc, deduction_id asc
    ) = 1
),

final as (
    select
        -- keys
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
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
        ) as points
    from item
    left join by_item
        on
            item.scheme_id = by_item.scheme_id
            and item.subject_type = by_item.subject_type
            and item.subject_id = by_item.subject_id
            and item.period_start_date = by_item.period_start_date
            and item.item_id = by_item.item_id
    left join heaviest
        on
            item.scheme_id = heaviest.scheme_id
            and item.subject_type = heaviest.subject_type
            and item.subject_id = heaviest.subject_id
            and item.period_start_date = heaviest.period_start_date
            and item.item_id = heaviest.item_id
)

select * from final
