-- A method without its numbers scores nobody: bands, deductions, the two ends of a line, weights,
-- a target.
{{ config(meta={'what_to_do': 'Add what the method needs, or take away what it does not read.'}) }}
with

item as (
    select * from {{ ref('scheme_items') }}
),

scheme as (
    select
        scheme_id,
        max(total_kind) as total_kind
    from {{ ref('schemes') }}
    group by scheme_id
),

band as (
    select distinct
        scheme_id,
        item_id
    from {{ ref('scheme_bands') }}
),

deduction as (
    select distinct
        scheme_id,
        item_id
    from {{ ref('scheme_deductions') }}
),

weight as (
    select distinct
        scheme_id,
        item_id
    from {{ ref('scheme_weights') }}
),

asked as (
    select
        {{ row_key(['item.scheme_id', 'item.item_id', 'item.valid_from_date']) }} as row_key,
        item.scoring_method,
        item.basis,
        scheme.total_kind,
        item.target_source,
        item.worst_value,
        item.best_value,
        item.points_per_unit,
        item.default_target,
        item.target_low,
        item.target_high,
        item.max_points,
        coalesce(item.decay_width, 0) as decay_width,
        band.item_id is not null as has_bands,
        deduction.item_id is not null as has_deductions,
        weight.item_id is not null as has_weights,
        item.target_low is not null or item.target_high is not null as has_range
    from item
    left join scheme on item.scheme_id = scheme.scheme_id
    left join band on item.scheme_id = band.scheme_id and item.item_id = band.item_id
    left join deduction
        on item.scheme_id = deduction.scheme_id and item.item_id = deduction.item_id
    left join weight on item.scheme_id = weight.scheme_id and item.item_id = weight.item_id
),

faults as (
    select
        row_key,
        case
            when scoring_method = 'band' and not has_bands
                then 'scored by band, and scheme_bands has none of it'
            when scoring_method != 'band' and has_bands
                then 'scheme_bands has bands of it, and its method reads none: ' || scoring_method
            when scoring_method = 'deduct_per_event' and not has_deductions
                then 'events deduct from it, and scheme_deductions has none of it'
            when scoring_method != 'deduct_per_event' and has_deductions
                then
                    'scheme_deductions has rows of it, and its method reads none: '
                    || scoring_method
            when
                scoring_method = 'linear'
                and (worst_value is null or best_value is null or worst_value = best_value)
                then 'scored in a straight line, and worst_value and best_value are not two values'
            when scoring_method = 'attainment' and has_range and decay_width <= 0
                then 'it has a target range and no decay_width above nought'
            when scoring_method = 'penalty' and coalesce(points_per_unit, 0) <= 0
                then 'a penalty without points_per_unit above nought'
            when total_kind = 'weights' and scoring_method != 'penalty' and not has_weights
                then 'an item of a scheme of weights, and scheme_weights has none of it'
            when (total_kind != 'weights' or scoring_method = 'penalty') and has_weights
                then 'scheme_weights has weights of it, and nothing reads them'
            when target_low > target_high
                then 'target_low lies above target_high'
            when
                (scoring_method in ('attainment', 'all_or_nothing') or basis = 'ratio_to_target')
                and not has_range
                and default_target is null
                and target_source in ('scheme_only', 'none')
                then
                    'it is measured against a target, and has none: target_source '
                    || target_source
            when max_points < 0
                then 'max_points below nought'
        end as reason
    from asked
)

select
    'scheme_items' as seed,
    row_key,
    reason
from faults
where reason is not null
