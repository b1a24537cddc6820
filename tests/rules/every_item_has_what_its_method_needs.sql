-- A method without its numbers scores nobody: bands, deductions, the two ends of a line, weights.
with

item as (
    select * from {{ ref('scheme_items') }}
),

band as (
    select * from {{ ref('scheme_bands') }}
),

deduction as (
    select * from {{ ref('scheme_deductions') }}
),

scheme as (
    select * from {{ ref('schemes') }}
),

weighed_item as (
    select distinct
        scheme_id,
        item_id
    from {{ ref('scheme_weights') }}
)

select
    item.scheme_id,
    item.item_id,
    item.scoring_method
from item
left join scheme on item.scheme_id = scheme.scheme_id
left join band
    on item.scheme_id = band.scheme_id and item.item_id = band.item_id
left join deduction
    on item.scheme_id = deduction.scheme_id and item.item_id = deduction.item_id
left join weighed_item
    on item.scheme_id = weighed_item.scheme_id and item.item_id = weighed_item.item_id
where
    (item.scoring_method = 'band') != (band.item_id is not null)
    or (item.scoring_method = 'deduct_per_event') != (deduction.item_id is not null)
    or (
        item.scoring_method = 'linear'
        and (
            item.worst_value is null
            or item.best_value is null
            or item.worst_value = item.best_value
        )
    )
    or (
        item.scoring_method = 'attainment'
        and (item.target_low is not null or item.target_high is not null)
        and coalesce(item.decay_width, 0) <= 0
    )
    or (item.scoring_method = 'penalty' and coalesce(item.points_per_unit, 0) <= 0)
    or (scheme.total_kind = 'weights' and item.scoring_method != 'penalty')
    != (weighed_item.item_id is not null)
