-- What the next better band, or the target, would have taken on each line short of its points.
-- Grain: one row per (card_id, item_id) with a next step.
with

line as (
    select * from {{ ref('scorecard_line') }}
    where
        status = 'scored'
        and item_points < item_max_points
        and basis_value is not null
        and scoring_method in ('band', 'attainment', 'all_or_nothing', 'linear')
),

scheme_item as (
    select * from {{ ref('scheme_items') }}
),

band as (
    select * from {{ ref('scheme_bands') }}
),

-- of the bands that give more the one that gives least more, and of two such the nearer
next_band as (
    select
        line.card_id,
        line.item_id,
        band.band_id as rule_id,
        band.points,
        case
            when band.lower_bound >= line.basis_value then band.lower_bound else band.upper_bound
        end as basis_value,
        case
            when band.lower_bound >= line.basis_value then band.is_lower_inclusive
            else band.is_upper_inclusive
        end as is_inclusive
    from line
    inner join band
        on
            line.scheme_id = band.scheme_id
            and line.item_id = band.item_id
            and line.item_points < band.points
            and {{ is_in_force('band', 'line.period_start_date') }}
    where line.scoring_method = 'band'
    qualify row_number() over (
        partition by line.card_id, line.item_id
        order by
            band.points,
            abs(
                case
                    when band.lower_bound >= line.basis_value then band.lower_bound
                    else band.upper_bound
                end - line.basis_value
            )
    ) = 1
),

-- a formula has one end: the target, the nearer end of its range, the best value
full_points as (
    select
        line.card_id,
        line.item_id,
        line.item_id as rule_id,
        line.item_max_points as points,
        cast(
            case
                when line.scoring_method = 'linear' then scheme_item.best_value
                when line.target_low > line.basis_value then line.target_low
                when line.target_high < line.basis_value then line.target_high
                else line.target_value
            end as decimal(18, 6)
        ) as basis_value,
        true as is_inclusive
    from line
    inner join scheme_item
        on
            line.scheme_id = scheme_item.scheme_id
            and line.item_id = scheme_item.item_id
            and {{ is_in_force('scheme_item', 'line.period_start_date') }}
    where line.scoring_method != 'band'
),

next_step as (
    select
        card_id,
        item_id,
        rule_id,
        points,
        basis_value,
        is_inclusive
    from next_band
    union all
    select * from full_points
),

final as (
    select
        -- keys
        line.card_id,
        line.scheme_id,
        line.subject_type,
        line.subject_id,
        line.period_type,
        line.period_start_date,
        line.item_id,

        -- dimensions
        next_step.rule_id as next_rule_id,

        -- measures
        next_step.basis_value as next_basis_value,
        cast(next_step.basis_value - line.basis_value as decimal(18, 6)) as distance,
        cast(next_step.points as decimal(12, 4)) as next_points,
        cast(
            (next_step.points - line.item_points) * line.max_score / line.item_max_points
            as decimal(12, 4)
        ) as gained_score,

        -- flags
        next_step.is_inclusive,
        line.gate_ids is not null as is_gated
    from next_step
    inner join line
        on
            next_step.card_id = line.card_id
            and next_step.item_id = line.item_id
    where next_step.basis_value is not null
)

select * from final
