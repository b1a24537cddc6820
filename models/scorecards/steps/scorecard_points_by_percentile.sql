-- Points of items scored by how many of the others did worse.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where status = 'scored' and scoring_method = 'percentile'
),

ranked as (
    select
        card_id,
        item_id,
        max_points,
        count(*) over compared as compared_count,
        percent_rank() over (
            partition by scheme_id, subject_type, period_type, period_start_date, item_id
            order by case when direction = 'lower' then -basis_value else basis_value end
        ) as percentile
    from item
    window
        compared as (
            partition by scheme_id, subject_type, period_type, period_start_date, item_id
        )
),

-- alone there is nobody to be better than: no points, and the item is not scored
final as (
    select
        -- keys
        card_id,
        item_id,

        -- dimensions
        item_id as rule_id,
        cast(null as varchar) as assumption_ids,

        -- measures
        {{ rounded_points('max_points * percentile') }} as points,
        cast(null as decimal(12, 4)) as points_before_scenario
    from ranked
    where compared_count > 1
)

select * from final
