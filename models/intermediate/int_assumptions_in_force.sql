-- Thresholds by name, one column each, for every stretch of days on which none of them changes.
-- Grain: one row per (valid_from_date).
with

assumptions as (
    select * from {{ ref('assumptions') }}
),

change_dates as (
    select valid_from_date as change_date from assumptions
    union distinct
    select valid_to_date as change_date from assumptions
    where valid_to_date is not null
),

stretches as (
    select
        change_date as valid_from_date,
        coalesce(
            lead(change_date) over (order by change_date), date '9999-12-31'
        ) as valid_to_date
    from change_dates
),

-- No fan-out after the group: one row per stretch; a name holds one value at a time.
final as (
    select
        -- keys
        stretches.valid_from_date,
        stretches.valid_to_date,

        -- measures
        {{ assumption_values([
            'short_abandon_seconds', 'service_level_20', 'service_level_30', 'repeat_contact_days',
            'talk_outlier_seconds', 'one_hour_seconds', 'long_call_seconds',
            'ring_cycle_seconds', 'first_response_voice_seconds', 'first_response_chat_seconds',
            'patience_limit_seconds', 'handle_limit_streak_length', 'effective_talk_seconds',
            'satisfied_minimum_rating', 'low_rating_maximum', 'promoter_minimum',
            'detractor_maximum', 'wrap_and_busy_shift_limit_seconds',
            'multi_skill_minimum_count', 'multi_skill_minimum_level',
            'night_shift_lead_seconds', 'night_shift_trail_seconds',
            'late_tolerance_seconds', 'early_leave_tolerance_seconds',
            'high_effort_minimum_rating', 'appeal_window_seconds', 'low_score_audit_days',
            'repeat_visit_days', 'repurchase_window_days',
            'leave_notice_seconds', 'patrol_interval_seconds', 'long_absence_minimum_days',
            'preshift_lead_seconds', 'alert_effect_contact_count', 'duration_tolerance_seconds'
        ]) }}
    from stretches
    left join assumptions
        on
            stretches.valid_from_date >= assumptions.valid_from_date
            and (
                stretches.valid_from_date < assumptions.valid_to_date
                or assumptions.valid_to_date is null
            )
    group by stretches.valid_from_date, stretches.valid_to_date
)

select * from final
