-- What a card suggests that people look into, with the run of cards behind it. Flags only.
-- Grain: one row per (scheme_id, subject_type, subject_id, period_start_date, action_code).
with

raised as (
    select * from {{ ref('scorecard_action_raised') }}
),

metric as (
    select * from {{ ref('scorecard_action_metric') }}
),

tier as (
    select * from {{ ref('scorecard_tier') }}
),

-- in a straight line from the first of the tier to its last; alone in it is first
final as (
    select
        -- keys
        raised.scheme_id,
        raised.subject_type,
        raised.subject_id,
        raised.period_type,
        raised.period_start_date,
        raised.action_code,

        -- dimensions
        raised.condition_id,
        raised.review_queue,
        metric.weakest_kpi_id,
        metric.goal_basis,
        raised.assumption_ids,

        -- measures
        raised.consecutive_count,
        cast(
            raised.highest_bonus_percentage_points
            - (raised.highest_bonus_percentage_points - raised.lowest_bonus_percentage_points)
            * (tier.tier_rank - 1) / greatest(tier.tier_count - 1, 1) as decimal(9, 4)
        ) as bonus_percentage_points,
        raised.kpi_value,
        raised.target_value,
        metric.weakest_kpi_value,
        metric.goal_value,

        -- flags
        true as is_flag_only,
        raised.is_run_provisional as is_provisional,

        -- times
        raised.run_start_date,
        raised.period_start_date as run_end_date,
        raised.due_date
    from raised
    left join metric
        on
            raised.scheme_id = metric.scheme_id
            and raised.subject_type = metric.subject_type
            and raised.subject_id = metric.subject_id
            and raised.period_type = metric.period_type
            and raised.period_start_date = metric.period_start_date
            and raised.action_code = metric.action_code
    left join tier
        on
            raised.scheme_id = tier.scheme_id
            and raised.subject_type = tier.subject_type
            and raised.subject_id = tier.subject_id
            and raised.period_type = tier.period_type
            and raised.period_start_date = tier.period_start_date
)

select * from final
