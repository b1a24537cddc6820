-- Parts of queues and lines that are slices of another part never exceed it.
with

queue_intervals as (
    select * from {{ ref('fct_queue_interval') }}
),

line_days as (
    select * from {{ ref('fct_line_day') }}
),

final as (
    select
        'queue ' || queue_id as subject,
        work_date
    from queue_intervals
    where
        answered_count + abandoned_count > offered_count
        or answered_within_20_seconds_count > answered_within_30_seconds_count
        or answered_within_30_seconds_count > answered_count
        or answered_within_queue_limit_count > answered_count
        or short_abandoned_count > abandoned_count
        or abandoned_within_20_seconds_count > abandoned_count
        or rings_told_count > offered_count
        or chat_answered_count + chat_abandoned_count > chat_offered_count
        or email_answered_count + email_abandoned_count > email_offered_count
        or voice_first_response_count > answered_count
        or chat_first_response_count > chat_answered_count
        or email_first_response_count > email_answered_count
        or first_response_judged_count > offered_count + chat_offered_count
        or first_response_in_time_count > first_response_judged_count
    union all
    select
        'line ' || business_line as subject,
        work_date
    from line_days
    where
        blocked_count + ivr_abandoned_count + queue_abandoned_count + inbound_agent_answered_count
        > inbound_contact_count
        or ivr_terminal_contact_count + inbound_agent_answered_count > inbound_contact_count
        or lost_on_hold_count > inbound_agent_answered_count
        or peak_ivr_terminal_count + peak_agent_answered_count > peak_inbound_contact_count
        or outage_ivr_terminal_count + outage_agent_answered_count > outage_inbound_contact_count
        or peak_inbound_contact_count > inbound_contact_count
        or outage_inbound_contact_count > inbound_contact_count
        or invalid_number_dial_count > outbound_contact_count
        or ivr_self_service_success_count > ivr_session_count
        or ivr_contained_count > ivr_session_count
        or bot_handoff_count > bot_session_count
        or bot_contained_count > bot_session_count
        or bot_only_contact_count > bot_contained_count
        or bot_handoff_reviewed_count > bot_handoff_count
        or bot_unnecessary_handoff_count > bot_handoff_reviewed_count
        or bot_prescreen_reached_count > bot_prescreened_count
        or bot_prescreen_passed_count > bot_prescreen_reached_count
        or vip_contact_in_time_count > vip_contact_count
        or vip_ticket_within_sla_count > vip_ticket_judged_count
)

select * from final
