-- What each agent did on each day, as counts and seconds that add up.
-- Grain: one row per (agent_id, work_date).
{%- set parts = {
    'shifts': ['rostered_shift_count', 'attended_shift_count', 'rostered_seconds',
        'planned_break_seconds', 'scheduled_work_seconds', 'paid_seconds', 'late_count',
        'late_seconds', 'early_leave_count', 'early_leave_seconds', 'in_shift_worked_seconds',
        'tracked_rostered_seconds', 'tracked_seconds', 'out_of_adherence_seconds'],
    'states': ['login_seconds', 'ready_seconds', 'ringing_seconds', 'talk_state_seconds',
        'hold_state_seconds', 'after_call_work_state_seconds', 'not_ready_seconds',
        'break_seconds', 'busy_seconds', 'effective_seconds', 'wrap_and_busy_seconds',
        'wrap_and_busy_over_limit_shift_count'],
    'overlapped_states': ['overlapped_state_seconds'],
    'sessions': ['sign_in_count', 'sign_out_count'],
    'legs': ['rung_leg_count', 'answered_leg_count', 'handled_count', 'inbound_handled_count',
        'outbound_handled_count', 'talk_seconds', 'hold_seconds', 'after_call_work_seconds',
        'handle_seconds', 'inbound_talk_seconds', 'outbound_talk_seconds', 'timed_count',
        'timed_talk_seconds', 'timed_hold_seconds', 'timed_after_call_work_seconds',
        'timed_handle_seconds', 'talk_up_to_one_hour_count', 'talk_up_to_one_hour_seconds',
        'ring_seconds', 'transferred_out_count', 'unplanned_transferred_out_count',
        'long_call_count'],
    'dials': ['dial_count', 'sale_count', 'outbound_sale_count'],
    'resolution': ['issue_count', 'first_contact_resolved_issue_count',
        'ticket_linked_resolved_issue_count', 'resolved_issue_count', 'single_call_resolved_count',
        'inbound_issue_contact_count', 'survey_resolution_answer_count',
        'survey_first_contact_resolved_count'],
    'tickets': ['ticket_created_count', 'ticket_resolved_count', 'ticket_resolution_seconds',
        'ticket_judged_count', 'ticket_within_sla_count', 'ticket_reopened_count'],
    'quality': ['qa_evaluation_count', 'fatal_error_count'],
    'surveys': ['survey_invitation_count', 'survey_response_count', 'rating_count',
        'satisfied_rating_count', 'ivr_rating_count', 'ivr_satisfied_rating_count',
        'recommendation_count', 'promoter_count', 'detractor_count', 'excluded_rating_count',
        'pending_rating_count'],
    'voices': ['complaint_count', 'verified_complaint_count', 'praise_count', 'rule_breach_count',
        'accepted_suggestion_count', 'patrol_finding_count', 'exam_count', 'typing_test_count',
        'peer_review_count', 'hygiene_inspection_count', 'last_exam_count'],
    'absences': ['late_leave_application_count', 'emergency_overtime_seconds',
        'planned_overtime_seconds', 'unapproved_overtime_seconds'],
    'paid_time': ['productive_seconds', 'idle_seconds', 'internal_shrinkage_seconds',
        'external_shrinkage_seconds', 'frontline_paid_seconds',
        'frontline_internal_shrinkage_seconds', 'frontline_external_shrinkage_seconds'],
    'busy': ['busy_limited_shift_count', 'shift_busy_seconds', 'busy_over_limit_shift_count',
        'unapproved_busy_count', 'unapproved_sign_off_count'],
    'activities': ['planned_activity_seconds', 'kept_activity_seconds'],
    'attendance': ['punch_pair_count', 'incomplete_punch_count', 'preshift_meeting_count',
        'preshift_meeting_attended_count', 'corrected_punch_count',
        'attendance_correction_count'],
    'conduct': ['work_error_count', 'service_error_count', 'ticket_error_count',
        'insubordination_count', 'handover_failure_main_count',
        'handover_failure_secondary_count', 'reflection_count', 'untimely_management_count',
        'late_answer_lapse_count', 'no_answer_lapse_count', 'wrong_answer_lapse_count',
        'mood_missed_lapse_count', 'handover_lapse_count', 'relay_error_count',
        'pay_event_count', 'pay_event_without_evidence_count'],
    'patrols': ['required_patrol_count', 'required_patrol_done_count', 'patrol_count',
        'leader_month_count'],
    'work': ['assigned_task_count', 'assigned_task_on_time_count', 'data_submission_count',
        'data_submission_on_time_count', 'improvement_goal_count',
        'improvement_goal_achieved_count', 'training_assigned_count',
        'training_attended_count', 'coaching_session_planned_count',
        'coaching_session_done_count', 'training_session_done_count',
        'submitted_record_count', 'submitted_record_error_count',
        'process_improvement_planned_count', 'process_improvement_completed_count',
        'process_suggestion_accepted_count', 'customer_research_planned_count',
        'customer_research_completed_count', 'attendance_record_error_count'],
    'reviews': ['support_strength_review_count', 'organisation_dispatch_review_count',
        'response_speed_review_count', 'cooperation_review_count',
        'adaptability_review_count', 'learning_ability_review_count',
        'peer_cooperation_count', 'business_knowledge_exam_count', 'peer_rater_count',
        'training_effect_count', 'led_team_hygiene_inspection_count'],
    'pay': ['quota_handled_count', 'quota_contact_count'],
    'tenure': ['star_rated_day_count', 'seniority_known_day_count', 'service_day_count'],
} %}
{%- set point_parts = {
    'quality': ['qa_total_points', 'service_standard_points', 'service_standard_max_points',
        'handling_ability_points', 'handling_ability_max_points'],
    'surveys': ['rating_points'],
    'voices': ['exam_points', 'exam_max_points', 'last_exam_points', 'last_exam_max_points',
        'typing_test_points', 'hygiene_points', 'hygiene_max_points', 'peer_review_points', 'peer_review_max_points'],
    'absences': ['sick_leave_days', 'personal_leave_days', 'annual_leave_days', 'swap_leave_days',
        'unapproved_leave_days'],
    'reviews': ['support_strength_review_points', 'organisation_dispatch_review_points',
        'response_speed_review_points', 'cooperation_review_points',
        'adaptability_review_points', 'learning_ability_review_points',
        'peer_cooperation_points', 'business_knowledge_exam_points', 'peer_rater_points',
        'training_delta_points', 'led_team_hygiene_points', 'led_team_hygiene_max_points'],
    'pay': ['pay_amount', 'base_pay_amount', 'performance_bonus_amount'],
    'tenure': ['star_points'],
} %}
with

profiles as (
    select * from {{ ref('int_agent_day_profiles') }}
),

{% for source in parts -%}
{{ source }} as (
    select * from {{ ref('int_agent_day_' ~ source) }}
),

{% endfor -%}
-- No fan-out: every source has one row per agent-day.
final as (
    select
        -- keys
        profiles.agent_id,
        profiles.work_date,

        -- dimensions
        profiles.team_id,
        profiles.role,
        profiles.business_line,
        coalesce(shifts.shift_code, 'unknown') as shift_code,

        -- flags
        shifts.agent_id is not null as is_rostered,
        coalesce(shifts.attended_shift_count = 0, false) as is_absent,

        -- measures: presence
        cast(1 as bigint) as agent_day_count,
        cast(case
            when profiles.agent_id = 'unknown' then 0
            when shifts.attended_shift_count > 0 or states.login_seconds > 0 then 1
            when legs.handled_count > 0 or dials.dial_count > 0 then 1
            else 0
        end as bigint) as worked_day_count,
        cast(
            case when shifts.attended_shift_count = 0 then 1 else 0 end as bigint
        ) as absence_day_count,
        cast(case when profiles.is_frontline then 1 else 0 end as bigint) as frontline_day_count,
        cast(case
            when profiles.is_frontline and profiles.is_multi_skilled then 1 else 0
        end as bigint) as multi_skilled_agent_day_count,
        cast(coalesce(
            states.login_seconds - states.break_seconds, shifts.attended_work_seconds, 0
        ) as bigint) as on_duty_seconds,
        cast(
            coalesce(states.worked_seconds, 0) - coalesce(shifts.in_shift_worked_seconds, 0)
            as bigint
        ) as out_of_shift_worked_seconds,

        -- measures: what the sources give
        {%- for source, names in parts.items() %}
        {{ parts_or_zero(source, names) }},
        {%- endfor %}
        {%- for source, names in point_parts.items() %}
        {{ parts_or_zero(source, names, 'decimal(18, 4)') }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from profiles
    {% for source in parts -%}
    left join {{ source }}
        on
            profiles.agent_id = {{ source }}.agent_id
            and profiles.work_date = {{ source }}.work_date
    {% endfor %}
)

select * from final
