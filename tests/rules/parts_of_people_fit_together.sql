-- What people were due, came to and kept never exceeds what was asked, rostered or planned.
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
        kept_activity_seconds > planned_activity_seconds
        or planned_activity_seconds > tracked_rostered_seconds
        or busy_over_limit_shift_count > busy_limited_shift_count
        or shift_busy_seconds > busy_seconds
        or preshift_meeting_attended_count > preshift_meeting_count
        or preshift_meeting_count > punch_pair_count
        or incomplete_punch_count > punch_pair_count
        or corrected_punch_count > punch_pair_count
        or required_patrol_done_count > required_patrol_count
        or required_patrol_done_count > patrol_count
        or training_attended_count > training_assigned_count
        or pay_event_without_evidence_count > pay_event_count
        or insubordination_count > rule_breach_count
        or peer_rater_count > peer_review_count
        or peer_rater_points > 100 * peer_rater_count
)

select * from final
