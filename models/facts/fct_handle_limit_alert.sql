-- Calls that called for help with the team and line of their agent on the day.
-- Grain: one row per (leg_id) of such a call.
with

alerts as (
    select * from {{ ref('int_handle_limit_alerts') }}
),

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

-- No fan-out: one profile per agent-day.
final as (
    select
        -- keys
        alerts.leg_id,

        -- dimensions
        alerts.interaction_id,
        alerts.agent_id,
        coalesce(profiles.team_id, 'unknown') as team_id,
        coalesce(profiles.business_line, 'unknown') as business_line,
        alerts.queue_id,

        -- measures
        alerts.streak_count,
        alerts.handle_seconds,
        alerts.handle_limit_seconds,
        alerts.before_contact_count,
        alerts.before_abnormal_handle_seconds,
        alerts.after_contact_count,
        alerts.after_abnormal_handle_seconds,

        -- flags
        alerts.is_streak_breach,
        alerts.has_popup,

        -- times
        alerts.work_date,
        alerts.booked_at,
        alerts.popped_up_at
    from alerts
    left join profiles
        on
            alerts.agent_id = profiles.agent_id
            and alerts.work_date = profiles.work_date
)

select * from final
