-- How much of each component there was by its method, and at which rate.
-- Grain: one row per (agent_id, month_date, component_id, rate_id).
with

item as (
    select * from {{ ref('pay_item') }}
    where method != 'floor'
),

measure as (
    select * from {{ ref('pay_measure') }}
),

recognition as (
    select * from {{ ref('pay_recognition') }}
),

joined as (
    select
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,
        item.method,
        item.rate,
        item.lower_bound,
        item.upper_bound,
        item.month_part,
        measure.missing_reason,
        measure.kpi_numerator,
        measure.kpi_denominator,
        measure.unit_value,
        measure.met_count,
        measure.event_quantity,
        measure.score_part,
        measure.is_charged_elsewhere,
        recognition.is_winner,
        recognition.bonus_part,
        {{ is_in_band('measure.unit_value', 'item') }} as is_at_level
    from item
    inner join measure
        on
            item.agent_id = measure.agent_id
            and item.month_date = measure.month_date
            and item.component_id = measure.component_id
            and item.rate_id = measure.rate_id
    left join recognition
        on
            item.agent_id = recognition.agent_id
            and item.month_date = recognition.month_date
            and item.component_id = recognition.component_id
            and item.rate_id = recognition.rate_id
),

-- a quota's part within and the part above are cut at multiples of the quota
quantified as (
    select
        *,
        case method
            when 'per_unit' then unit_value
            when 'per_unit_by_quota'
                then greatest(
                    least(kpi_numerator, coalesce(upper_bound * kpi_denominator, kpi_numerator))
                    - lower_bound * kpi_denominator,
                    0
                )
            when 'per_event' then event_quantity
            when 'per_event_unit' then event_quantity
            when 'per_day' then met_count
            when 'fixed' then case when met_count > 0 then month_part else 0 end
            when 'by_level'
                then case when is_at_level then month_part else 0 end
            when 'by_score' then score_part
            when 'share_by_score' then score_part
            when 'share_by_action' then bonus_part
            when 'award' then case when is_winner then month_part else 0 end
        end as quantity
    from joined
),

final as (
    select
        -- keys
        agent_id,
        month_date,
        component_id,
        rate_id,

        -- dimensions
        case
            when missing_reason is not null then missing_reason
            when quantity != 0 then null
            when is_charged_elsewhere then 'another_charge_is_higher'
            when method = 'award' then 'not_the_best'
            when met_count = 0 or method = 'share_by_action' then 'condition_not_met'
        end as reason,

        -- measures
        cast(case when missing_reason is null then round(quantity, 4) end as decimal(18, 4))
            as quantity,
        -- a share of pay and bonus together is share / (1 - share) of the pay
        cast(
            case method
                when 'share_by_score' then round(unit_value * rate / (1 - rate), 2)
                when 'share_by_action'
                    then round(round(unit_value * rate / (1 - rate), 2) * score_part, 2)
                else rate
            end as decimal(18, 4)
        ) as rate,

        -- flags
        missing_reason is null as is_measured
    from quantified
)

select * from final
