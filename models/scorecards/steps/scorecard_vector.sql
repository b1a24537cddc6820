-- Every vector of weights as it stood on the first day of a period, glides included.
-- Grain: one row per (scheme_id, variant_id, occasion, period_start_date, item_id).
with

card_subject as (
    select * from {{ ref('scorecard_subject') }}
    where total_kind = 'weights'
),

scheme_weight as (
    select * from {{ ref('scheme_weights') }}
),

glide as (
    select * from {{ ref('scheme_weight_glides') }}
),

period as (
    select distinct
        scheme_id,
        period_start_date
    from card_subject
),

-- one weight moves by its step a month until it is there
moved as (
    select
        period.scheme_id,
        period.period_start_date,
        glide.variant_id,
        glide.item_id,
        glide.from_weight,
        glide.assumption_ids,
        case
            when glide.to_weight >= glide.from_weight
                then least(glide.to_weight, glide.from_weight + glide.monthly_step * months.passed)
            else greatest(glide.to_weight, glide.from_weight - glide.monthly_step * months.passed)
        end as moved_weight
    from period
    inner join glide
        on
            period.scheme_id = glide.scheme_id
            and {{ is_in_force('glide', 'period.period_start_date') }}
    cross join lateral (
        select {{ months_between('glide.valid_from_date', 'period.period_start_date') }} as passed
    ) as months
),

final as (
    select
        -- keys
        scheme_weight.scheme_id,
        scheme_weight.variant_id,
        scheme_weight.occasion,
        period.period_start_date,
        scheme_weight.item_id,

        -- dimensions
        concat_ws(
            '/',
            scheme_weight.variant_id,
            scheme_weight.occasion,
            cast(scheme_weight.valid_from_date as varchar)
        ) as weight_row_id,
        concat_ws(' ', scheme_weight.assumption_ids, moved.assumption_ids) as assumption_ids,

        -- measures
        cast(
            case
                when moved.item_id is null then scheme_weight.weight
                when moved.item_id = scheme_weight.item_id then moved.moved_weight
                -- the others share what is left as they did before
                else
                    scheme_weight.weight
                    * (1 - cast(moved.moved_weight as double))
                    / (1 - cast(moved.from_weight as double))
            end as decimal(9, 6)
        ) as weight
    from period
    inner join scheme_weight
        on
            period.scheme_id = scheme_weight.scheme_id
            and {{ is_in_force('scheme_weight', 'period.period_start_date') }}
    left join moved
        on
            period.scheme_id = moved.scheme_id
            and period.period_start_date = moved.period_start_date
            and scheme_weight.variant_id = moved.variant_id
            and scheme_weight.occasion = 'ordinary'
)

select * from final
