-- Parts that are slices of another part never exceed it.
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
        handle_seconds <> talk_seconds + hold_seconds + after_call_work_seconds
        or talk_seconds <> inbound_talk_seconds + outbound_talk_seconds
        or scheduled_work_seconds <> rostered_seconds - planned_break_seconds
        or attended_shift_count > rostered_shift_count
        or is_absent <> (absence_day_count = 1)
        or is_rostered <> (rostered_shift_count > 0)
        or break_seconds + busy_seconds > not_ready_seconds
        or multi_skilled_agent_day_count > frontline_day_count
        or frontline_day_count > agent_day_count
        or outbound_sale_count > sale_count
        or out_of_adherence_seconds > tracked_seconds
        or tracked_seconds > tracked_rostered_seconds
        or tracked_rostered_seconds > rostered_seconds
        or answered_leg_count > rung_leg_count
        or timed_count > handled_count
        or voice_handled_count + chat_handled_count + email_handled_count <> handled_count
        or timed_inbound_count > timed_count
        or timed_inbound_talk_seconds > timed_talk_seconds
        or outbound_handle_seconds > handle_seconds
        or outbound_day_handle_seconds > outbound_handle_seconds
        or connected_dial_count > dial_count
        or effective_dial_count > connected_dial_count
        or long_call_exempt_count > long_call_count
        or handle_limit_streak_count > handle_limit_exceeded_count
        or abnormal_handle_seconds > handle_seconds
        or patience_limit_exceeded_count > voice_handled_count
        or complex_call_cut_off_count > complex_call_count
        or complex_call_count > voice_handled_count
        or agent_first_response_in_time_count > agent_first_response_count
        or unplanned_transferred_out_count > transferred_out_count
        or transferred_out_count > handled_count
        or ticket_within_sla_count > ticket_judged_count
        or satisfied_rating_count > rating_count
        or ivr_rating_count > rating_count
        or pending_rating_count > rating_count
        or rating_count + excluded_rating_count > survey_response_count
        or survey_response_count > survey_invitation_count
        or promoter_count + detractor_count > recommendation_count
        or verified_complaint_count > complaint_count
)

select * from final
