-- Alerts of handle time: runs over the limit of the queue, and pop-ups that the desktop showed.
-- Grain: one row per (alert_id): the call that set it off.
with

alert_fact as (
    select * from {{ ref('fct_handle_limit_alert') }}
),

assumption as (
    select * from {{ ref('assumptions') }}
),

streak_rule as (
    select * from assumption
    where assumption_name = 'handle_limit_streak_length'
),

effect_rule as (
    select * from assumption
    where assumption_name = 'alert_effect_contact_count'
),

-- no fan-out: an assumption holds one value on a day
final as (
    select
        -- keys
        alert_fact.leg_id as alert_id,

        -- dimensions
        case
            when alert_fact.is_streak_breach then 'handle_time_streak'
            else 'popup_only'
        end as alert_type,
        alert_fact.agent_id,
        alert_fact.team_id,
        alert_fact.business_line,
        alert_fact.queue_id,
        alert_fact.interaction_id,
        streak_rule.assumption_id || ' ' || effect_rule.assumption_id as assumption_ids,

        -- measures
        alert_fact.streak_count,
        alert_fact.handle_seconds,
        alert_fact.handle_limit_seconds,
        alert_fact.before_contact_count,
        alert_fact.before_abnormal_handle_seconds,
        alert_fact.after_contact_count,
        alert_fact.after_abnormal_handle_seconds,
        alert_fact.after_abnormal_handle_seconds
        / cast(nullif(alert_fact.after_contact_count, 0) as double)
        / (
            nullif(alert_fact.before_abnormal_handle_seconds, 0)
            / cast(alert_fact.before_contact_count as double)
        )
        - 1 as abnormal_handle_change,

        -- flags
        alert_fact.has_popup,

        -- times
        alert_fact.work_date,
        alert_fact.booked_at as answered_at,
        alert_fact.popped_up_at
    from alert_fact
    inner join streak_rule on {{ is_in_force('streak_rule', 'alert_fact.work_date') }}
    inner join effect_rule on {{ is_in_force('effect_rule', 'alert_fact.work_date') }}
)

select * from final
