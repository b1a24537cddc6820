-- Points of items scored by a formula: attainment, all or nothing, linear.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where
        status = 'scored'
        and scoring_method in ('attainment', 'all_or_nothing', 'linear')
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

with_rule as (
    select
        item.scheme_id,
        item.subject_type,
        item.subject_id,
        item.period_start_date,
        item.item_id,
        item.scoring_method,
        item.max_points,
        item.basis_value,
        item.target_value,
        scheme_item.target_low,
        scheme_item.target_high,
        scheme_item.decay_width,
        scheme_item.worst_value,
        scheme_item.best_value,
        coalesce(scheme_item.direction, kpi.direction) as direction
    from item
    inner join scheme_item
        on
            item.scheme_id = scheme_item.scheme_id
            and item.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'item.period_start_date') }}
    inner join kpi on scheme_item.kpi_id = kpi.kpi_id
),

placed as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        scoring_method,
        direction,
        max_points,
        decay_width,
        worst_value,
        best_value,
        cast(basis_value as double) as scored_value,
        cast(cast(target_value as decimal(18, 6)) as double) as target_value,
        target_low is not null or target_high is not null as has_range,
        -- how far outside the range; nought inside it, edges included
        greatest(
            coalesce(cast(target_low as double) - basis_value, 0),
            coalesce(basis_value - cast(target_high as double), 0),
            0
        ) as distance
    from with_rule
),

shared as (
    select
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,
        max_points,
        case
            when scoring_method = 'linear'
                then (worst_value - scored_value) / nullif(worst_value - best_value, 0)
            when has_range and distance = 0 then 1
            when has_range and scoring_method = 'attainment'
                then coalesce(1 - distance / nullif(decay_width, 0), 0)
            when has_range then 0
            -- reached, whatever the target: a target of nought needs no division
            when direction = 'higher' and scored_value >= target_value then 1
            when direction = 'lower' and scored_value <= target_value then 1
            when scoring_method = 'all_or_nothing' then 0
            when direction = 'higher' then scored_value / nullif(target_value, 0)
            when direction = 'lower' then target_value / nullif(scored_value, 0)
        end as attained_share
    from placed
),

final as (
    select
        -- keys
        scheme_id,
        subject_type,
        subject_id,
        period_start_date,
        item_id,

        -- dimensions
        item_id as rule_id,
        cast(null as varchar) as assumption_ids,

        -- measures
        cast(max_points * least(greatest(attained_share, 0), 1) as decimal(12, 4)) as points
    from shared
    where attained_share is not null
)

select * from final
