-- Points of items scored by the band their value lies in.
-- Grain: one row per (card_id, item_id).
with

item as (
    select * from {{ ref('scorecard_item') }}
    where status = 'scored' and scoring_method = 'band'
),

band as (
    select * from {{ ref('scheme_bands') }}
),

-- bands neither overlap nor leave a gap (tests/rules), so nothing fans out
final as (
    select
        -- keys
        item.card_id,
        item.item_id,

        -- dimensions
        band.band_id as rule_id,
        band.assumption_ids,

        -- measures
        cast(band.points as decimal(12, 4)) as points,
        cast(null as decimal(12, 4)) as points_before_scenario
    from item
    inner join band
        on
            item.scheme_id = band.scheme_id
            and item.item_id = band.item_id
            and {{ is_in_force('band', 'item.period_start_date') }}
            and {{ is_in_band('item.basis_value', 'band') }}
)

select * from final
