-- Points of items scored by a formula: attainment, all or nothing, linear, penalty.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where
        status = 'scored'
        and scoring_method in ('attainment', 'all_or_nothing', 'linear', 'penalty')
),

placed as (
    select
        *,
        cast(basis_value as double) as scored_value,
        cast(cast(target_value as decimal(18, 6)) as double) as rounded_target,
        cast(cast(base_target_value as decimal(18, 6)) as double) as rounded_base_target,
        cast(cast(target_low as decimal(18, 6)) as double) as rounded_low,
        cast(cast(target_high as decimal(18, 6)) as double) as rounded_high,
        cast(cast(base_target_low as decimal(18, 6)) as double) as rounded_base_low,
        cast(cast(base_target_high as decimal(18, 6)) as double) as rounded_base_high
    from item
),

-- with the target that rules, and with the one that no scenario has moved
shared as (
    select
        placed.card_id,
        placed.item_id,
        placed.max_points,
        placed.scenario_ids,
        {{ attained_share(
            'placed', 'placed.rounded_target', 'placed.rounded_low', 'placed.rounded_high'
        ) }} as share,
        {{ attained_share(
            'placed', 'placed.rounded_base_target', 'placed.rounded_base_low', 'placed.rounded_base_high'
        ) }} as share_before_scenario
    from placed
),

final as (
    select
        -- keys
        card_id,
        item_id,

        -- dimensions
        item_id as rule_id,
        cast(null as varchar) as assumption_ids,

        -- measures
        {{ rounded_points('max_points * least(greatest(share, 0), 1)') }} as points,
        {{ rounded_points(
            'max_points * case when scenario_ids is not null'
            ~ ' then least(greatest(share_before_scenario, 0), 1) end'
        ) }} as points_before_scenario
    from shared
    where share is not null
)

select * from final
