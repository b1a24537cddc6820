-- Awards won and actions suggested, for the components of pay that rest on them.
-- Grain: one row per (agent_id, month_date, component_id, rate_id) that rests on one.
with

item as (
    select * from {{ ref('pay_item') }}
    where award_id is not null or action_code is not null
),

award as (
    select * from {{ ref('scorecard_award') }}
    where subject_type = 'agent' and period_type = 'month' and is_winner
),

suggested as (
    select * from {{ ref('scorecard_action') }}
    where subject_type = 'agent' and period_type = 'month'
),

-- several schemes may suggest one action: the highest share counts
highest as (
    select
        subject_id,
        period_start_date,
        action_code,
        max(bonus_percentage_points) as bonus_percentage_points,
        bool_or(is_provisional) as is_provisional
    from suggested
    group by subject_id, period_start_date, action_code
),

final as (
    select
        -- keys
        item.agent_id,
        item.month_date,
        item.component_id,
        item.rate_id,

        -- measures
        cast(round(coalesce(highest.bonus_percentage_points, 0) / 100, 4) as decimal(18, 4))
            as bonus_part,

        -- flags
        award.subject_id is not null as is_winner,
        coalesce(award.is_provisional, highest.is_provisional, false) as is_provisional
    from item
    left join award
        on
            item.agent_id = award.subject_id
            and item.month_date = award.period_start_date
            and item.award_id = award.award_id
    left join highest
        on
            item.agent_id = highest.subject_id
            and item.month_date = highest.period_start_date
            and item.action_code = highest.action_code
)

select * from final
