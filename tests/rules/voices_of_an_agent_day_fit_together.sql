-- Parts of surveys, QA, speech and callbacks that are slices of another part never exceed it.
with

agent_days as (
    select * from {{ ref('fct_agent_day') }}
),

final as (
    select
        agent_id,
        work_date
    from agent_days
    where
        targeted_survey_invitation_count > survey_invitation_count
        or top_rating_count > satisfied_rating_count
        or satisfied_rating_count + dissatisfied_rating_count > rating_count
        or analysed_dissatisfied_rating_count > dissatisfied_rating_count
        or agent_caused_dissatisfied_rating_count > analysed_dissatisfied_rating_count
        or malicious_rating_count > excluded_rating_count
        or dissatisfied_rating_count > low_rating_count
        or low_rating_count > rating_count + excluded_rating_count
        or reviewed_in_time_low_rating_count > reviewed_low_rating_count
        or reviewed_low_rating_count > low_rating_count
        or high_effort_rating_count > effort_rating_count
        or attitude_rating_count > survey_response_count
        or attitude_rating_points > 5 * attitude_rating_count
        or upheld_appeal_count > decided_appeal_count
        or decided_appeal_count > appeal_count
        or appeal_count > rating_review_count
        or refused_exclusion_count > rating_review_count
        or qa_violating_evaluation_count > qa_itemised_evaluation_count
        or privacy_violation_count > qa_violation_count
        or qa_script_passed_count > qa_script_count
        or qa_voice_points > qa_voice_max_points
        or people_covered_leg_count > covered_leg_count
        or covered_leg_count > handled_count
        or courtesy_kept_contact_count > courtesy_due_contact_count
        or empathic_contact_count > empathy_checked_contact_count
        or empathic_contact_count > empathy_expression_count
        or turned_positive_contact_count > negative_start_contact_count
        or intent_agreed_contact_count > intent_compared_contact_count
        or callback_confirmed_resolved_count > callback_resolution_answer_count
        or callback_resolution_answer_count > reached_callback_count
        or reached_callback_count > callback_count
        or general_complaint_count > complaint_count
        or repeat_complaint_count > complaint_count
        or complaint_replied_in_time_count > complaint_reply_judged_count
        or complaint_reply_judged_count > feedback_reply_judged_count
        or complaint_properly_settled_count > complaint_settlement_judged_count
        or resolved_high_effort_issue_count > resolved_complex_issue_count
        or resolved_complex_issue_count > resolved_issue_count
)

select * from final
