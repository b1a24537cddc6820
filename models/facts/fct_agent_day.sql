-- What each agent did on each day, as counts and seconds that add up.
-- Grain: one row per (agent_id, work_date).
{%- set parts = {
    'shifts': [
        'rostered_shift_count', 'attended_shift_count', 'rostered_seconds',
        'planned_break_seconds', 'scheduled_work_seconds', 'paid_seconds', 'late_count',
        'late_seconds', 'early_leave_count', 'early_leave_seconds', 'in_shift_worked_seconds',
        'tracked_rostered_seconds', 'tracked_seconds', 'out_of_adherence_seconds'],
    'states': [
        'login_seconds', 'ready_seconds', 'ringing_seconds', 'talk_state_seconds',
        'hold_state_seconds', 'after_call_work_state_seconds', 'not_ready_seconds',
        'break_seconds', 'busy_seconds', 'effective_seconds', 'wrap_and_busy_seconds',
        'wrap_and_busy_over_limit_shift_count'],
    'overlapped_states': ['overlapped_state_seconds'],
    'sessions': ['sign_in_count', 'sign_out_count'],
    'legs': [
        'rung_leg_count', 'answered_leg_count', 'handled_count', 'inbound_handled_count',
        'outbound_handled_count', 'talk_seconds', 'hold_seconds', 'after_call_work_seconds',
        'handle_seconds', 'inbound_talk_seconds', 'outbound_talk_seconds', 'timed_count',
        'timed_talk_seconds', 'timed_hold_seconds', 'timed_after_call_work_seconds',
        'timed_handle_seconds', 'talk_up_to_one_hour_count', 'talk_up_to_one_hour_seconds',
        'ring_seconds', 'transferred_out_count', 'unplanned_transferred_out_count',
        'long_call_count', 'voice_handled_count', 'chat_handled_count', 'email_handled_count',
        'digital_handle_seconds', 'outbound_handle_seconds', 'timed_inbound_count',
        'timed_inbound_talk_seconds'],
    'dials': [
        'dial_count', 'connected_dial_count', 'effective_dial_count', 'sale_count',
        'outbound_sale_count'],
    'leg_verdicts': [
        'long_call_exempt_count', 'timed_long_call_exempt_count',
        'timed_long_call_exempt_talk_seconds', 'handle_limit_exceeded_count',
        'handle_limit_streak_count',
        'abnormal_handle_seconds', 'patience_limit_exceeded_count', 'complex_call_count',
        'complex_call_cut_off_count'],
    'first_responses': [
        'agent_first_response_count', 'agent_first_response_seconds',
        'agent_first_response_in_time_count'],
    'workload': [
        'handled_week_count', 'contactless_ticket_resolved_count', 'outbound_day_handle_seconds',
        'outbound_day_login_seconds', 'outbound_day_scheduled_work_seconds'],
    'resolution': [
        'issue_count', 'first_contact_resolved_issue_count', 'ticket_linked_resolved_issue_count',
        'resolved_issue_count', 'single_call_resolved_count', 'inbound_issue_contact_count',
        'survey_resolution_answer_count', 'survey_first_contact_resolved_count'],
    'tickets': [
        'ticket_created_count', 'ticket_resolved_count', 'ticket_resolution_seconds',
        'ticket_judged_count', 'ticket_within_sla_count', 'ticket_reopened_count',
        'ticket_closed_without_transfer_count', 'ticket_finished_count', 'complex_ticket_count',
        'complex_ticket_finished_count', 'complex_ticket_resolved_count'],
    'ticket_entries': [
        'manual_ticket_count', 'required_ticket_field_count', 'filled_ticket_field_count',
        'ticket_with_required_fields_count', 'fully_filled_ticket_count', 'audited_field_count',
        'wrong_field_count', 'audited_ocr_field_count', 'wrong_ocr_field_count',
        'audited_manual_field_count', 'wrong_manual_field_count'],
    'ticket_promises': [
        'reply_due_count', 'missed_reply_count', 'ticket_prediction_count',
        'right_ticket_prediction_count'],
    'ticket_tasks': [
        'technical_solution_count', 'first_pass_solution_count', 'field_visit_count',
        'repeated_field_visit_count', 'repair_visit_count', 'successful_repair_visit_count',
        'first_repair_visit_count', 'successful_first_repair_visit_count'],
    'repeats': ['issue_inbound_contact_count', 'repeat_inbound_contact_count'],
    'orders': [
        'successful_order_count', 'checked_order_count', 'correct_order_count',
        'warranty_offer_count', 'warranty_accepted_count', 'marketing_piece_count',
        'cross_sell_occasion_count', 'cross_sold_occasion_count'],
    'customers': [
        'served_contact_count', 'ordered_contact_count',
        'existing_customer_outbound_contact_count', 'existing_customer_outbound_sale_count',
        'high_value_outbound_contact_count', 'high_value_outbound_sale_count',
        'served_customer_count', 'repurchasing_served_customer_count',
        'outbound_served_customer_count', 'repurchasing_outbound_customer_count',
        'high_value_caller_count', 'renewing_high_value_caller_count',
        'served_value_change_count'],
    'prospects': [
        'lead_count', 'valid_lead_count', 'key_profile_change_count',
        'completed_key_profile_change_count', 'parts_sale_occasion_count',
        'parts_sold_occasion_count', 'required_profile_field_count',
        'completed_profile_field_count'],
    'ticket_clock': [
        'ticket_first_replied_count', 'ticket_first_reply_seconds',
        'ticket_first_reply_business_seconds', 'ticket_first_reply_last_schedule_business_seconds',
        'ticket_resolution_business_seconds', 'ticket_resolution_last_schedule_business_seconds'],
    'quality': ['qa_evaluation_count', 'fatal_error_count'],
    'surveys': [
        'survey_invitation_count', 'survey_response_count', 'rating_count',
        'satisfied_rating_count', 'ivr_rating_count', 'ivr_satisfied_rating_count',
        'recommendation_count', 'promoter_count', 'detractor_count', 'excluded_rating_count',
        'pending_rating_count', 'top_rating_count', 'dissatisfied_rating_count',
        'analysed_dissatisfied_rating_count', 'agent_caused_dissatisfied_rating_count',
        'malicious_rating_count', 'low_rating_count', 'reviewed_low_rating_count',
        'reviewed_in_time_low_rating_count', 'targeted_survey_invitation_count'],
    'voices': [
        'complaint_count', 'verified_complaint_count', 'praise_count', 'rule_breach_count',
        'accepted_suggestion_count', 'patrol_finding_count', 'exam_count', 'typing_test_count',
        'peer_review_count', 'hygiene_inspection_count', 'last_exam_count'],
    'survey_scores': [
        'resolution_rating_count', 'attitude_rating_count', 'speed_rating_count',
        'convenience_rating_count', 'empathy_rating_count', 'friendliness_rating_count',
        'professionalism_rating_count', 'resonance_rating_count', 'brand_delivery_rating_count',
        'effort_rating_count', 'high_effort_rating_count'],
    'reviews': [
        'rating_review_count', 'appeal_count', 'decided_appeal_count', 'upheld_appeal_count',
        'late_appeal_count', 'refused_exclusion_count'],
    'qa_items': [
        'qa_voice_count', 'qa_attitude_count', 'qa_wording_count', 'qa_language_count',
        'qa_etiquette_count', 'qa_warmth_count', 'qa_empathy_count', 'qa_emotion_stability_count',
        'qa_stress_count', 'qa_problem_solving_count', 'qa_script_count', 'qa_script_passed_count',
        'qa_answer_accuracy_count', 'qa_answer_accuracy_passed_count', 'qa_info_accuracy_count',
        'qa_info_accuracy_passed_count', 'qa_polite_count', 'qa_polite_passed_count',
        'qa_itemised_evaluation_count', 'qa_violating_evaluation_count', 'qa_violation_count',
        'privacy_violation_count'],
    'evaluators': ['qa_evaluation_done_count', 'missed_issue_count'],
    'speech': [
        'analysed_contact_count', 'courtesy_due_contact_count', 'courtesy_kept_contact_count',
        'prohibited_phrase_count', 'phrase_checked_contact_count', 'empathy_expression_count',
        'empathy_checked_contact_count', 'empathic_contact_count', 'negative_start_contact_count',
        'turned_positive_contact_count', 'satisfaction_check_told_contact_count',
        'satisfaction_checked_contact_count', 'script_told_contact_count',
        'script_compliant_contact_count', 'effect_told_contact_count',
        'heard_effective_contact_count', 'script_both_passed_contact_count',
        'script_both_failed_contact_count', 'script_people_only_passed_contact_count',
        'script_machine_only_passed_contact_count', 'intent_compared_contact_count',
        'intent_agreed_contact_count', 'emotion_stability_count', 'vocal_vitality_count'],
    'coverage': ['people_covered_leg_count', 'covered_leg_count'],
    'callbacks': [
        'callback_count', 'reached_callback_count', 'callback_resolution_answer_count',
        'callback_confirmed_resolved_count', 'callback_answer_checked_count',
        'callback_answer_correct_count', 'callback_rating_count'],
    'feedback': [
        'customer_feedback_count', 'general_complaint_count', 'repeat_complaint_count',
        'feedback_reply_judged_count', 'feedback_replied_in_time_count',
        'complaint_reply_judged_count', 'complaint_replied_in_time_count',
        'complaint_settlement_judged_count', 'complaint_properly_settled_count'],
    'complex_cases': ['resolved_high_effort_issue_count', 'resolved_complex_issue_count'],
    'work_items': [
        'task_due_count', 'task_in_time_count', 'data_submission_due_count',
        'data_submission_in_time_count', 'governance_due_count', 'governance_in_time_count',
        'submitted_record_count', 'wrong_submitted_record_count', 'coaching_session_planned_count',
        'coaching_session_done_count', 'improvement_goal_count', 'improvement_goal_achieved_count',
        'survey_plan_planned_count', 'survey_plan_completed_count',
        'process_improvement_planned_count', 'process_improvement_completed_count',
        'process_improvement_accepted_count'],
    'pay': ['quota_contact_count', 'quota_handled_count'],
    'standing': [
        'seniority_known_day_count', 'seniority_day_count', 'starred_day_count',
        'star_level_day_count'],
    'opinions': ['kpi_feedback_count', 'kpi_feedback_reasonable_count'],
    'absences': [
        'late_leave_application_count', 'emergency_overtime_seconds', 'planned_overtime_seconds',
        'unapproved_overtime_seconds'],
    'paid_time': [
        'productive_seconds', 'idle_seconds', 'internal_shrinkage_seconds',
        'external_shrinkage_seconds', 'frontline_paid_seconds',
        'frontline_internal_shrinkage_seconds', 'frontline_external_shrinkage_seconds'],
    'busy': ['busy_limited_shift_count', 'shift_busy_seconds', 'busy_over_limit_shift_count',
        'unapproved_busy_count', 'unapproved_sign_off_count'],
    'activities': ['planned_activity_seconds', 'kept_activity_seconds'],
    'attendance': ['punch_pair_count', 'incomplete_punch_count', 'preshift_meeting_count',
        'preshift_meeting_attended_count', 'corrected_punch_count',
        'attendance_correction_count', 'attendance_record_error_count'],
    'ratings': ['support_strength_review_count', 'organisation_dispatch_review_count',
        'response_speed_review_count', 'cooperation_review_count',
        'adaptability_review_count', 'learning_ability_review_count',
        'appraisal_review_count',
        'peer_cooperation_count', 'business_knowledge_exam_count', 'peer_rater_count',
        'training_effect_count', 'led_team_hygiene_inspection_count'],
    'training': ['training_assigned_count', 'training_attended_count'],
    'conduct': ['work_error_count', 'service_error_count', 'ticket_error_count',
        'insubordination_count', 'handover_failure_main_count',
        'handover_failure_secondary_count', 'reflection_count', 'untimely_management_count',
        'late_answer_lapse_count', 'no_answer_lapse_count', 'wrong_answer_lapse_count',
        'mood_missed_lapse_count', 'handover_lapse_count', 'relay_error_count',
        'pay_event_count', 'pay_event_without_evidence_count'],
    'patrols': ['required_patrol_count', 'required_patrol_done_count', 'patrol_count',
        'leader_month_count'],
} %}
{%- set point_parts = {
    'quality': [
        'qa_total_points', 'service_standard_points', 'service_standard_max_points',
        'handling_ability_points', 'handling_ability_max_points'],
    'surveys': ['rating_points', 'ivr_rating_points'],
    'orders': ['marketing_points'],
    'voices': [
        'accepted_suggestion_points',
        'exam_points', 'exam_max_points', 'last_exam_points', 'last_exam_max_points',
        'typing_test_points', 'hygiene_points', 'hygiene_max_points', 'peer_review_points',
        'peer_review_max_points'],
    'survey_scores': [
        'resolution_rating_points', 'attitude_rating_points', 'speed_rating_points',
        'convenience_rating_points', 'empathy_rating_points', 'friendliness_rating_points',
        'professionalism_rating_points', 'resonance_rating_points', 'brand_delivery_rating_points',
        'effort_rating_points'],
    'qa_items': [
        'qa_voice_points', 'qa_voice_max_points', 'qa_attitude_points', 'qa_attitude_max_points',
        'qa_wording_points', 'qa_wording_max_points', 'qa_language_points',
        'qa_language_max_points', 'qa_etiquette_points', 'qa_etiquette_max_points',
        'qa_warmth_points', 'qa_warmth_max_points', 'qa_empathy_points', 'qa_empathy_max_points',
        'qa_emotion_stability_points', 'qa_emotion_stability_max_points', 'qa_stress_points',
        'qa_stress_max_points', 'qa_problem_solving_points', 'qa_problem_solving_max_points'],
    'speech': ['emotion_stability_points', 'vocal_vitality_points'],
    'callbacks': ['callback_rating_points'],
    'absences': [
        'sick_leave_days', 'personal_leave_days', 'annual_leave_days', 'swap_leave_days',
        'unapproved_leave_days'],
    'ratings': ['support_strength_review_points', 'organisation_dispatch_review_points',
        'response_speed_review_points', 'cooperation_review_points',
        'adaptability_review_points', 'learning_ability_review_points',
        'appraisal_review_points',
        'peer_cooperation_points', 'business_knowledge_exam_points', 'peer_rater_points',
        'training_delta_points', 'led_team_hygiene_points', 'led_team_hygiene_max_points'],
} %}
{%- set amount_parts = {
    'pay': ['pay_amount', 'base_pay_amount', 'performance_bonus_amount'],
    'orders': ['sales_amount', 'derived_revenue_amount'],
    'customers': ['lifetime_value_change_amount', 'unserved_value_change_amount'],
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
        profiles.post_code,
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
        {%- for source, names in amount_parts.items() %}
        {{ parts_or_zero(source, names, 'decimal(18, 2)') }},
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
