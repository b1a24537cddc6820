-- The items of every card, as the scheme words them on the first day of the period.
-- Grain: one row per (card_id, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

item_weight as (
    select * from {{ ref('scorecard_item_weight') }}
),

kpi as (
    select * from {{ ref('kpis') }}
),

final as (
    select
        -- keys
        card_subject.card_id,
        scheme_item.item_id,
        card_subject.scheme_id,
        card_subject.period_start_date,

        -- dimensions
        scheme_item.group_id,
        scheme_item.block_id,
        scheme_item.kpi_id,
        scheme_item.value_level,
        scheme_item.scoring_method,
        scheme_item.basis,
        coalesce(scheme_item.direction, kpi.direction) as direction,
        scheme_item.target_source,
        scheme_item.missing_rule,
        item_weight.weight_row_id,
        concat_ws(
            ' ', card_subject.assumption_ids, scheme_item.assumption_ids, item_weight.assumption_ids
        ) as assumption_ids,
        concat_ws(
            '/',
            scheme_item.scheme_id,
            scheme_item.item_id,
            cast(scheme_item.valid_from_date as varchar)
        ) as item_row_id,

        -- measures
        scheme_item.max_points,
        item_weight.weight,
        scheme_item.default_target,
        scheme_item.target_low,
        scheme_item.target_high,
        scheme_item.decay_width,
        scheme_item.worst_value,
        scheme_item.best_value,
        scheme_item.points_per_unit,

        -- flags
        scheme_item.is_target_prorated,

        -- times
        -- looking back within the quarter goes no further than its first day
        greatest(
            {{ add_months('card_subject.period_start_date', '-scheme_item.lookback_months') }},
            case
                when scheme_item.is_lookback_in_quarter
                    then cast(date_trunc('quarter', card_subject.period_start_date) as date)
            end
        ) as lookback_start_date
    from card_subject
    inner join scheme_item
        on
            card_subject.scheme_id = scheme_item.scheme_id
            and card_subject.subject_type
            = coalesce(scheme_item.only_subject_type, card_subject.subject_type)
            and card_subject.variant_id
            = coalesce(scheme_item.only_variant_id, card_subject.variant_id)
            and {{ is_in_force('scheme_item', 'card_subject.period_start_date') }}
    inner join kpi on scheme_item.kpi_id = kpi.kpi_id
    left join item_weight
        on
            card_subject.card_id = item_weight.card_id
            and scheme_item.item_id = item_weight.item_id
    where
        card_subject.total_kind = 'points'
        or item_weight.item_id is not null
        or scheme_item.scoring_method = 'penalty'
)

select * from final
