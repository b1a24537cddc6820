-- Abnormal handle time before and after alerts, with a pop-up and without, by line and month.
-- Grain: one row per (business_line, month_date, alert_type, has_popup).
with

alert_fact as (
    select * from {{ ref('fct_handle_limit_alert') }}
),

-- who had no call after the alert that day says nothing about its effect
summed as (
    select
        business_line,
        cast(date_trunc('month', work_date) as date) as month_date,
        case when is_streak_breach then 'handle_time_streak' else 'popup_only' end as alert_type,
        has_popup,
        count(*) as alert_count,
        count(*) filter (where after_contact_count > 0) as followed_alert_count,
        cast(coalesce(
            sum(before_contact_count) filter (where after_contact_count > 0), 0
        ) as bigint) as before_contact_count,
        cast(coalesce(
            sum(before_abnormal_handle_seconds) filter (where after_contact_count > 0), 0
        ) as bigint) as before_abnormal_handle_seconds,
        cast(sum(after_contact_count) as bigint) as after_contact_count,
        cast(sum(after_abnormal_handle_seconds) as bigint) as after_abnormal_handle_seconds
    from alert_fact
    group by business_line, month_date, alert_type, has_popup
),

final as (
    select
        -- keys
        business_line,
        month_date,
        alert_type,
        has_popup,

        -- measures
        alert_count,
        followed_alert_count,
        before_contact_count,
        before_abnormal_handle_seconds,
        after_contact_count,
        after_abnormal_handle_seconds,
        after_abnormal_handle_seconds / cast(nullif(after_contact_count, 0) as double)
        / (
            nullif(before_abnormal_handle_seconds, 0)
            / cast(nullif(before_contact_count, 0) as double)
        )
        - 1 as abnormal_handle_change
    from summed
)

select * from final
