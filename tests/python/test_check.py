"""May a delivery come in? Every expectation can fail, good data passes, and no value leaks."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import check_raw
import duckdb
import pytest
import yaml
from check_raw import DAY, LOADED_AT, MORNING, add_load, create, good_rows
from rich.console import Console

from pipeline.check import AT_FAULT, check
from pipeline.contract import tables
from pipeline.home import PROJECT, Home, RefusedByGates, ScorecardsError

SUITES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((PROJECT / "expectations" / "suites").glob("*.yml"))
}
EXPECTATIONS = {
    (table, expectation["meta"]["name"]): expectation
    for table, suite in SUITES.items()
    for expectation in suite["expectations"]
}
CANARY = "13912345678"

Row = dict[str, Any]


def given(**changes: Any) -> Callable[[Row], None]:
    """A fault: set these columns of a row."""
    return lambda row: row.update(changes)


def backwards(earlier: str, later: str) -> Callable[[Row], None]:
    """A fault: the later moment lies a minute before the earlier one (a day, for dates)."""

    def swap(row: Row) -> None:
        is_moment = isinstance(row[earlier], datetime)
        row[later] = row[earlier] - (timedelta(minutes=1) if is_moment else timedelta(days=1))

    return swap


LONG_AGO = datetime(1900, 1, 1)
UNKNOWN = "nobody-decided-what-this-means"

# What makes each expectation fail, on every row of a load of 120 good ones; an expectation named
# x_throughout takes the fault of x, on the first row only (it passes 1 % as a warning).
FAULTS: dict[str, dict[str, Callable[[Row], None]]] = {
    "calls": {
        "direction_is_known": given(direction=UNKNOWN, campaign_id=None, dial_mode=None),
        "disposition_is_known": given(disposition=UNKNOWN),
        "channel_is_known": given(channel=UNKNOWN),
        "dial_mode_is_known": given(dial_mode=UNKNOWN),
        "disconnect_by_is_known": given(disconnect_by=UNKNOWN),
        "ani_hash_is_hashed": given(ani_hash="8613912345678"),
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": lambda row: row.update(
            offered_at=row["offered_at"].replace(year=1900)
        ),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_of_day_differ": given(offered_at=MORNING),
        "durations_are_not_negative": given(hold_seconds=-1),
        "times_are_in_order": backwards("offered_at", "answered_at"),
        "talk_median_is_sane": given(talk_seconds=170_000),
        "few_talks_are_outliers": given(talk_seconds=14_401),
        "answered_contacts_have_a_talk_time": given(talk_seconds=None, ended_at=None),
        "answered_contacts_name_their_agent": given(agent_id=None),
        "unanswered_contacts_have_no_talk": given(disposition="abandoned_queue"),
        "connected_dials_have_an_outcome": given(outcome_code=None),
    },
    "call_legs": {
        "direction_is_known": given(direction=UNKNOWN),
        "transfer_type_is_known": given(transfer_type=UNKNOWN),
        "years_are_plausible": given(ring_start_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "durations_are_not_negative": given(acw_seconds=-1),
        "times_are_in_order": backwards("answered_at", "ended_at"),
        "talk_median_is_sane": given(talk_seconds=170_000),
        "legs_have_their_contact": given(interaction_id="never landed"),
        "answered_legs_say_when": given(answered_at=None),
        "legs_are_numbered_from_one": given(leg_seq=0),
    },
    "agent_states": {
        "state_is_known": given(state=UNKNOWN),
        "years_are_plausible": given(start_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            start_at=row["start_at"] + timedelta(days=9), end_at=row["end_at"] + timedelta(days=9)
        ),
        "states_end_after_they_start": lambda row: row.update(
            end_at=row["start_at"] - timedelta(minutes=1),
            duration_seconds=None,
            login_session_id=None,
        ),
        "states_do_not_overlap": lambda row: row.update(
            end_at=row["end_at"] + timedelta(seconds=30), login_session_id=None
        ),
        "durations_agree_with_times": given(duration_seconds=600_000),
        "states_are_shorter_than_a_day": lambda row: row.update(
            agent_id=row["event_id"],
            login_session_id=None,
            end_at=row["start_at"] + timedelta(hours=25),
            duration_seconds=25 * 3600,
        ),
        "states_fill_their_login": lambda row: row.update(
            end_at=row["start_at"] + timedelta(seconds=560)
        ),
        "pauses_have_a_reason": given(reason_code=None),
    },
    "tickets": {
        "complexity_is_known": given(complexity=UNKNOWN),
        "routed_by_is_known": given(routed_by=UNKNOWN),
        "entry_method_is_known": given(entry_method=UNKNOWN),
        "customer_id_is_no_phone_or_identity_number": given(customer_id="11010519491231002X"),
        "years_are_plausible": given(closed_at=datetime(2099, 12, 31)),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("created_at", "resolved_at"),
        "tickets_have_their_contact": given(origin_interaction_id="never landed"),
        "filled_fields_are_required_ones": given(filled_field_count=11),
        "fields_are_filled": given(filled_field_count=9),
        "reopened_count_is_not_negative": given(reopened_count=-1),
        "reopened_tickets_were_not_solved_at_once": given(reopened_count=1),
    },
    "ticket_events": {
        "event_type_is_known": given(event_type=UNKNOWN),
        "years_are_plausible": given(event_at=LONG_AGO),
        "nothing_comes_from_the_future": given(event_at=LOADED_AT + timedelta(days=9)),
        "events_have_their_ticket": given(ticket_id="never landed"),
        "events_name_their_actor": given(actor_id=None),
        "actor_type_is_known": given(actor_type=UNKNOWN),
        "entry_method_is_known": given(entry_method=UNKNOWN),
        "promised_replies_have_a_due_time": given(event_type="reply_due", due_at=None),
    },
    "surveys": {
        "channel_is_known": given(channel=UNKNOWN),
        "csat_overall_is_on_its_scale": lambda row: row.update(
            csat_overall=row["csat_overall"] and row["csat_overall"] - 1
        ),
        "csat_resolution_is_on_its_scale": given(csat_resolution=6),
        "csat_attitude_is_on_its_scale": given(csat_attitude=0),
        "csat_speed_is_on_its_scale": given(csat_speed=10),
        "nps_is_on_its_scale": given(nps=11),
        "ces_is_on_its_scale": given(ces=8),
        **{
            f"{column}_is_on_its_scale": given(**{column: 6})
            for column in (
                *("csat_convenience", "empathy", "friendliness"),
                *("professionalism", "resonance", "brand_delivery"),
            )
        },
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(sent_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            sent_at=LOADED_AT + timedelta(days=9), responded_at=None
        ),
        "times_are_in_order": given(responded_at=datetime(2026, 9, 1)),
        "sampling_is_random": given(sampling_method="targeted"),
        "enough_customers_answer": given(
            csat_overall=None,
            csat_resolution=None,
            csat_attitude=None,
            csat_speed=None,
            nps=None,
            ces=None,
        ),
        "ratings_differ": given(csat_overall=5),
        "surveys_have_their_contact": given(interaction_id="never landed"),
        "surveys_say_what_they_are_about": given(interaction_id=None),
    },
    "survey_reviews": {
        "decision_is_known": given(decision=UNKNOWN),
        "trigger_is_known": given(trigger=UNKNOWN),
        "years_are_plausible": given(submitted_at=LONG_AGO),
        "nothing_comes_from_the_future": given(
            submitted_at=LOADED_AT + timedelta(days=9), decided_at=None
        ),
        "times_are_in_order": backwards("submitted_at", "decided_at"),
        "reviews_have_their_survey": given(survey_id="never landed"),
        "exclusions_have_a_reason": given(exclusion_reason=None),
        "nobody_judges_their_own_rating": given(survey_id="base-v0", reviewer_id="base-a0"),
        "appeals_have_evidence": given(evidence_ref=None),
        "liability_is_known": given(liability=UNKNOWN),
        "causes_name_their_liability": given(trigger="cause_analysis", liability=None),
    },
    "qa_evaluations": {
        "sampling_method_is_known": given(sampling_method=UNKNOWN),
        "years_are_plausible": given(evaluated_at=LONG_AGO),
        "nothing_comes_from_the_future": given(evaluated_at=LOADED_AT + timedelta(days=9)),
        "scores_are_not_negative": lambda row: row.update(total_score=-row["total_score"]),
        "scores_differ": given(total_score=100),
        "evaluations_have_their_contact": given(interaction_id="never landed"),
        "nobody_evaluates_themselves": lambda row: row.update(evaluator_id=row["agent_id"]),
    },
    "qa_items": {
        "scores_are_within_their_maximum": given(score=11),
        "maximum_scores_are_given": given(score=0, max_score=0),
        "items_have_their_evaluation": given(evaluation_id="never landed"),
    },
    "shifts": {
        "shift_code_is_known": given(shift_code=UNKNOWN),
        "years_are_plausible": given(
            shift_date=date(1900, 1, 1),
            planned_start=LONG_AGO,
            planned_end=LONG_AGO + timedelta(hours=8),
        ),
        "shifts_end_after_they_start": lambda row: row.update(
            planned_end=row["planned_start"] - timedelta(minutes=1), paid_minutes=0, break_minutes=0
        ),
        "shifts_belong_to_their_day": given(shift_date=date(2026, 9, 9)),
        "minutes_are_minutes": given(paid_minutes=27_000),
        "shifts_are_shorter_than_sixteen_hours": given(planned_end=MORNING + timedelta(hours=17)),
    },
    "attendance": {
        "years_are_plausible": given(
            clock_in_at=LONG_AGO, clock_out_at=LONG_AGO + timedelta(hours=8)
        ),
        "nothing_comes_from_the_future": lambda row: row.update(
            clock_in_at=row["clock_in_at"] + timedelta(days=9),
            clock_out_at=row["clock_out_at"] + timedelta(days=9),
        ),
        "punches_are_complete": given(clock_out_at=None),
        "people_leave_after_they_come": backwards("clock_in_at", "clock_out_at"),
        "people_stay_less_than_a_day": given(clock_out_at=MORNING + timedelta(hours=25)),
        "few_punches_are_corrected": given(manual_correction_flag=True, corrected_by="leader"),
        "corrections_name_who_made_them": given(corrected_by=None),
    },
    "absences": {
        "leave_type_is_known": given(leave_type=UNKNOWN),
        "years_are_plausible": given(start_at=LONG_AGO),
        "leaves_end_after_they_start": lambda row: row.update(
            end_at=row["start_at"] - timedelta(minutes=1), days=0
        ),
        "days_agree_with_the_dates": given(days=4),
    },
    "employees": {
        "role_is_known": given(role=UNKNOWN),
        "status_is_known": given(status=UNKNOWN),
        "employee_no_hash_is_hashed": given(employee_no_hash="10086"),
        "years_are_plausible": given(hire_date=date(1900, 1, 1)),
        "people_leave_after_they_join": given(last_day=date(2019, 12, 31)),
        "leavers_have_a_last_day": given(last_day=None),
    },
    "assignments": {
        "role_is_known": given(role=UNKNOWN),
        "years_are_plausible": given(valid_from=date(1900, 1, 1), valid_to=date(1900, 1, 2)),
        "assignments_end_after_they_start": lambda row: row.update(valid_to=row["valid_from"]),
        "nobody_is_in_two_teams": lambda row: row.update(
            valid_to=row["valid_to"] and row["valid_to"] + timedelta(days=30)
        ),
        "assigned_people_are_employees": lambda row: row.update(
            agent_id="never landed " + row["agent_id"]
        ),
    },
    "skills": {
        "level_is_on_its_scale": given(level=6),
        "years_are_plausible": given(valid_from=date(1900, 1, 1)),
        "skills_end_after_they_start": lambda row: row.update(valid_to=row["valid_from"]),
    },
    "assessments": {
        "assessment_type_is_known": given(assessment_type=UNKNOWN, max_score=100),
        "subject_type_is_known": given(subject_type=UNKNOWN),
        "years_are_plausible": given(assessed_at=LONG_AGO),
        "nothing_comes_from_the_future": given(assessed_at=LOADED_AT + timedelta(days=9)),
        "scores_are_within_their_maximum": given(score=101, max_score=100),
        "typing_speeds_are_human": given(assessment_type="typing_test", score=401, max_score=None),
        "scores_have_a_maximum": given(max_score=None),
        "nobody_rates_themselves": lambda row: row.update(rater_id=row["subject_id"]),
        "phase_is_known": given(phase=UNKNOWN),
    },
    "workplace_events": {
        "event_type_is_known": given(event_type=UNKNOWN),
        "years_are_plausible": given(event_at=LONG_AGO),
        "nothing_comes_from_the_future": given(event_at=LOADED_AT + timedelta(days=9)),
        "events_are_about_somebody": given(agent_id=None),
        "breaches_say_whether_they_are_verified": given(verified_flag=None),
        "responsibility_is_known": given(responsibility=UNKNOWN),
        "costly_events_have_evidence": given(evidence_ref=None),
    },
    "customer_feedback": {
        "feedback_type_is_known": given(feedback_type=UNKNOWN),
        "complaint_type_is_known": given(complaint_type=UNKNOWN),
        "verification_level_is_known": given(verification_level=UNKNOWN, verified_flag=False),
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(received_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("received_at", "replied_at"),
        "complaints_are_verified_by_the_centre": given(verification_level="team"),
        "feedback_has_its_contact": given(interaction_id="never landed"),
        "sentiment_is_known": given(sentiment=UNKNOWN),
        "scores_are_within_their_maximum": given(score=101, max_score=100),
    },
    "targets": {
        "period_type_is_known": given(period_type=UNKNOWN),
        "scope_type_is_known": given(scope_type=UNKNOWN),
        "metric_code_is_a_kpi": given(metric_code="no_such_kpi"),
        "years_are_plausible": given(period_start_date=date(1900, 1, 1), approved_at=None),
        "periods_start_on_their_first_day": given(period_start_date=date(2026, 10, 2)),
        "targets_are_approved_beforehand": given(approved_at=datetime(2026, 11, 1)),
    },
    "ivr_sessions": {
        "exit_reason_is_known": given(exit_reason=UNKNOWN),
        "years_are_plausible": given(started_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("started_at", "ended_at"),
        "sessions_have_their_contact": given(interaction_id="never landed"),
    },
    "bot_sessions": {
        "channel_is_known": given(channel=UNKNOWN),
        "prescreen_result_is_known": given(prescreen_result=UNKNOWN),
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(started_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("started_at", "ended_at"),
        "a_session_is_contained_or_handed_off": given(contained_flag=True, handoff_flag=True),
    },
    "queue_intervals": {
        "years_are_plausible": lambda row: row.update(
            interval_start=row["interval_start"].replace(year=1900)
        ),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "counts_are_not_negative": given(total_wait_seconds=-1),
        "answered_is_within_offered": given(answered=19),
        "intervals_are_half_hours_or_parts": lambda row: row.update(
            interval_start=row["interval_start"] + timedelta(minutes=7)
        ),
        "no_interval_is_missing": lambda row: row.update(
            interval_start=MORNING + 2 * (row["interval_start"] - MORNING)
        ),
    },
    "forecasts": {
        "years_are_plausible": given(published_at=LONG_AGO),
        "counts_are_not_negative": given(forecast_calls=-1),
        "forecasts_are_made_beforehand": given(published_at=MORNING + timedelta(days=1)),
    },
    "campaigns": {
        "outbound_type_is_known": given(outbound_type=UNKNOWN),
        "years_are_plausible": given(start_date=date(1900, 1, 1)),
        "campaigns_end_after_they_start": given(end_date=date(2026, 9, 1)),
        "counts_are_not_negative": given(target_contacts=-1),
    },
    "dial_lists": {
        "value_tier_is_known": given(value_tier=UNKNOWN),
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(loaded_at=datetime(2099, 12, 31)),
        "few_numbers_are_invalid": given(phone_valid_flag=False),
        "lists_are_fresh": lambda row: row.update(
            list_contact_id="base-d" + row["list_contact_id"].rsplit("-d", 1)[1],
            loaded_at=MORNING - timedelta(days=100),
        ),
        "lists_have_their_campaign": given(campaign_id="never landed"),
    },
    "ticket_tasks": {
        "task_type_is_known": given(task_type=UNKNOWN),
        "years_are_plausible": given(due_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("requested_at", "completed_at"),
        "tasks_have_their_ticket": given(ticket_id="never landed"),
        "visits_are_numbered_from_one": given(task_seq=0),
    },
    "callbacks": {
        "verified_csat_is_on_its_scale": lambda row: row.update(
            verified_csat=row["verified_csat"] and 6
        ),
        "years_are_plausible": given(called_at=LONG_AGO),
        "nothing_comes_from_the_future": given(called_at=LOADED_AT + timedelta(days=9)),
        "durations_are_not_negative": given(duration_seconds=-1),
        "callbacks_have_their_contact": given(interaction_id="never landed"),
        "answers_come_from_customers_reached": given(reached_flag=False, resolved_flag=True),
    },
    "speech_analytics": {
        "intent_complexity_is_known": given(intent_complexity=UNKNOWN),
        "counts_are_not_negative": given(empathy_hits=-1),
        "customer_sentiment_start_is_on_its_scale": given(customer_sentiment_start=2),
        "customer_sentiment_end_is_on_its_scale": given(customer_sentiment_end=-2),
        "vocal_tension_index_is_on_its_scale": given(vocal_tension_index=101),
        "vocal_vitality_index_is_on_its_scale": given(vocal_vitality_index=-1),
        "agent_emotion_stability_is_on_its_scale": given(agent_emotion_stability=101),
        "analysed_contacts_have_landed": lambda row: row.update(
            interaction_id="never landed " + row["interaction_id"]
        ),
    },
    "shift_activities": {
        "activity_code_is_known": given(activity_code=UNKNOWN),
        "years_are_plausible": given(start_at=LONG_AGO, end_at=LONG_AGO + timedelta(hours=1)),
        "activities_end_after_they_start": lambda row: row.update(end_at=row["start_at"]),
        "activities_are_shorter_than_a_shift": given(end_at=MORNING + timedelta(hours=17)),
        "activities_have_their_shift": lambda row: row.update(
            schedule_id="never landed " + row["schedule_id"]
        ),
    },
    "work_items": {
        "work_type_is_known": given(work_type=UNKNOWN),
        "result_is_known": given(result=UNKNOWN),
        "years_are_plausible": given(due_at=datetime(2099, 12, 31)),
        "nothing_comes_from_the_future": given(completed_at=LOADED_AT + timedelta(days=9)),
        "times_are_in_order": backwards("assigned_at", "completed_at"),
        "counts_are_not_negative": given(planned_count=-1),
        "errors_are_within_records": given(error_count=11),
        "submissions_have_a_due_time": given(due_at=None),
    },
    "customers": {
        "status_is_known": given(status=UNKNOWN),
        "value_tier_is_known": given(value_tier=UNKNOWN),
        "customer_id_is_no_phone_or_identity_number": lambda row: row.update(
            customer_id=f"139{int(row['customer_id'].rsplit('-', 1)[1]):08d}"
        ),
        "years_are_plausible": lambda row: row.update(
            valid_from=row["valid_from"].replace(year=1900),
            valid_to=row["valid_to"] and row["valid_to"].replace(year=1900),
        ),
        "statuses_end_after_they_start": lambda row: row.update(valid_to=row["valid_from"]),
        "nobody_has_two_statuses": lambda row: row.update(
            valid_to=row["valid_to"] and row["valid_to"] + timedelta(days=30)
        ),
    },
    "orders": {
        "order_type_is_known": given(order_type=UNKNOWN),
        "status_is_known": given(status=UNKNOWN),
        "customer_event_is_known": given(customer_event=UNKNOWN),
        "source_is_known": given(source=UNKNOWN),
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(created_at=LONG_AGO),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "times_are_in_order": backwards("created_at", "completed_at"),
        "amounts_are_not_negative": given(amount=-1),
        "only_checked_orders_are_wrong": given(checked_flag=False, error_flag=True),
        "orders_have_their_contact": given(interaction_id="never landed"),
    },
    "leads": {
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(created_at=LONG_AGO),
        "nothing_comes_from_the_future": given(created_at=LOADED_AT + timedelta(days=9)),
        "leads_have_their_contact": given(interaction_id="never landed"),
    },
    "profile_changes": {
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(changed_at=LONG_AGO),
        "nothing_comes_from_the_future": given(changed_at=LOADED_AT + timedelta(days=9)),
        "changes_name_their_field": given(field_name=None),
    },
    "customer_values": {
        "customer_id_is_no_phone_or_identity_number": given(customer_id=CANARY),
        "years_are_plausible": given(snapshot_date=date(1900, 1, 1)),
        "values_are_not_negative": given(clv_amount=-1),
    },
    "costs": {
        "entry_type_is_known": given(entry_type=UNKNOWN),
        "cost_type_is_known": given(cost_type=UNKNOWN),
        "years_are_plausible": given(period_start_date=date(1900, 1, 1)),
        "periods_start_on_their_first_day": given(period_start_date=DAY),
        "few_entries_take_back": given(amount=-1),
    },
    "pay_items": {
        "years_are_plausible": given(period_start_date=date(1900, 1, 1)),
        "periods_start_on_their_first_day": given(period_start_date=DAY),
        "quotas_are_positive": given(quota=0),
    },
    "results": {
        "years_are_plausible": given(period_start_date=date(1900, 1, 1)),
        "periods_start_on_their_first_day": given(period_start_date=DAY),
        "profit_is_within_revenue": given(profit=1001),
    },
    "outages": {
        "years_are_plausible": given(started_at=LONG_AGO, ended_at=LONG_AGO + timedelta(hours=1)),
        "nothing_comes_from_the_future": lambda row: row.update(
            {k: v + timedelta(days=9) for k, v in row.items() if isinstance(v, datetime)}
        ),
        "outages_end_after_they_start": lambda row: row.update(ended_at=row["started_at"]),
        "outages_are_shorter_than_a_week": lambda row: row.update(
            ended_at=row["started_at"] + timedelta(days=8)
        ),
    },
    "scenarios": {
        "scenario_type_is_known": given(scenario_type=UNKNOWN),
        "adjust_type_is_known": given(adjust_type=UNKNOWN),
        "years_are_plausible": given(start_at=LONG_AGO),
        "scenarios_end_after_they_start": lambda row: row.update(end_at=row["start_at"]),
        "scenarios_are_approved": given(approved_by=None),
    },
    "pilots": {
        "arm_is_known": given(arm=UNKNOWN),
        "years_are_plausible": given(start_date=date(1900, 1, 1)),
        "trials_last_four_weeks": given(end_date=DAY + timedelta(days=7)),
        "nobody_is_on_both_sides": lambda row: row.update(agent_id="the same"),
    },
}
# Faults that two expectations see, because one cannot be broken without the other.
ALSO = {
    ("calls", "talk_median_is_sane"): {"few_talks_are_outliers"},
    ("calls", "few_talks_are_outliers"): {"talk_median_is_sane"},
    ("agent_states", "years_are_plausible"): {
        "states_are_shorter_than_a_day",
        "durations_agree_with_times",
        "states_do_not_overlap",
        "states_fill_their_login",
    },
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="module")
def failing(home: Home) -> dict[str, set[tuple[str, str]]]:
    """What one run says of every load: a good one a table, and one with a fault an expectation."""
    with create(home.raw) as raw:
        for table in check_raw.GOOD:
            add_load(raw, f"good {table}", {table: good_rows(table, "base")})
        for table, name in EXPECTATIONS:
            _land_fault(raw, table, name)
    with pytest.raises(RefusedByGates) as refused:
        check(home, Console(quiet=True))
    assert refused.value.exit_code == 65
    with duckdb.connect(str(home.raw), read_only=True) as raw:
        rows = raw.execute(
            "select load_id, raw_table, expectation from landing.check_result where not success"
        ).fetchall()
        loads = raw.execute("select load_id from landing.load").fetchall()
    found: dict[str, set[tuple[str, str]]] = {load: set() for (load,) in loads}
    for load, table, name in rows:
        found[load].add((table, name))
    return found


def _land_fault(raw: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    load = f"{table}.{name}"
    if table == "assignments":
        add_load(raw, f"{load} people", {"employees": good_rows("employees", load)}, feed=load)
    if name == "volume_is_usual":
        for n in range(3):
            add_load(raw, f"{load} {n}", {table: good_rows(table, f"{n}", 40)}, feed=load)
        add_load(raw, load, {table: good_rows(table, "twice", 81)}, feed=load)
    elif name == "no_days_are_missing_before":
        before = good_rows(table, "before")
        for row in before:
            row.update({k: v - timedelta(days=9) for k, v in row.items() if _is_moment(v)})
        add_load(raw, f"{load} before", {table: before}, feed=load)
        add_load(raw, load, {table: good_rows(table, load)}, feed=load)
    elif name == "every_line_is_asked":
        # a whole week of the quiet line lies between the first and the last invitation
        calls, asked = good_rows("calls", "quiet", 160), good_rows(table, load)
        for row in calls:
            row.update({k: v - timedelta(days=9) for k, v in row.items() if _is_moment(v)})
            row.update(business_line="quiet")
        for row in asked[:60]:
            row.update({k: v - timedelta(days=14) for k, v in row.items() if _is_moment(v)})
        add_load(raw, f"{load} calls", {"calls": calls}, feed=load)
        add_load(raw, load, {table: asked}, feed=load)
    elif name == "most_rows_were_readable":
        add_load(raw, load, {table: good_rows(table, load)}, feed=load, quarantined=121)
    else:
        rows = good_rows(table, load)
        fault = FAULTS[table][name.removesuffix("_throughout")]
        for row in rows[: 1 if name.endswith("_throughout") else len(rows)]:
            fault(row)
        add_load(raw, load, {table: rows}, feed=load)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime)


@pytest.mark.parametrize(("table", "name"), EXPECTATIONS, ids=map(".".join, EXPECTATIONS))
def test_a_fault_fails_its_expectation_and_no_other(
    table: str, name: str, failing: dict[str, set[tuple[str, str]]]
) -> None:
    seen = {found for at, found in failing[f"{table}.{name}"] if at == table}
    assert name in seen
    assert seen - {name} <= ALSO.get((table, name), set())


def test_loads_at_fault_are_refused_and_the_others_pass(
    home: Home, failing: dict[str, set[tuple[str, str]]]
) -> None:
    with duckdb.connect(str(home.raw), read_only=True) as raw:
        marked = raw.execute("select load_id, check_status, check_reason from landing.load")
        marks = {load: (status, reason) for load, status, reason in marked.fetchall()}
    for load, found in failing.items():
        critical = {one for one in found if EXPECTATIONS[one]["severity"] == "critical"}
        status, reason = marks[load]
        assert status == ("refused" if critical else "passed"), load
        assert all(f"{table}.{name}" in reason for table, name in critical)
        assert bool(critical) == bool(reason)


def test_a_good_delivery_passes(failing: dict[str, set[tuple[str, str]]]) -> None:
    good = {load: found for load, found in failing.items() if load.startswith("good ")}
    assert set(good) == {f"good {table}" for table in tables()}
    assert not any(good.values())


def test_counts_are_the_rows_at_fault(home: Home, failing: dict[str, set[tuple[str, str]]]) -> None:
    """120 rows a load; one of them faulty in `_throughout`; a quarter of the calls are outbound."""
    with duckdb.connect(str(home.raw), read_only=True) as raw:
        counted = raw.execute(
            "select load_id, unexpected_count from landing.check_result "
            "where not success and load_id = raw_table || '.' || expectation"
        ).fetchall()
    rows = dict(counted)
    assert rows["calls.direction_is_known"] == 120
    assert rows["calls.connected_dials_have_an_outcome"] == 30
    assert rows["calls.durations_are_not_negative_throughout"] == 1
    assert rows["surveys.nps_is_on_its_scale"] == 120
    assert rows["calls.volume_is_usual"] == 81
    assert rows["calls.most_rows_were_readable"] == 121


# What the user sees, and what nobody may see.


@pytest.fixture
def small(tmp_path: Path) -> Home:
    return Home(tmp_path / "small")


def screen() -> Console:
    return Console(record=True, width=140, file=None, force_terminal=False)


def test_a_refusal_says_what_to_do_and_shows_no_value(
    small: Home,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    bad = good_rows("calls", "bad")
    for row in bad[:3]:
        row.update(ani_hash=CANARY, disposition=CANARY, channel=CANARY, outcome_code=CANARY)
    with create(small.raw) as raw:
        add_load(raw, "load-1", {"calls": good_rows("calls", "good")}, file_name="monday.csv")
        add_load(raw, "load-2", {"calls": bad}, file_name="tuesday.csv")
    console = screen()

    with pytest.raises(RefusedByGates) as refused:
        check(small, console)

    shown = console.export_text()
    assert "tuesday.csv (load-2)" in shown
    assert "monday.csv" not in shown
    assert "ani_hash_is_hashed" in shown
    assert "disposition_is_known" in shown
    assert "Clear identifiers must not be stored" in re.sub(r"\s+", " ", shown)
    assert "Warnings" in shown
    assert "1 load refused by the checks, 1 load passed" in str(refused.value)
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        marks = raw.execute(
            "select check_status, check_reason from landing.load order by load_id"
        ).fetchall()
        results = raw.execute("select * from landing.check_result").fetchall()
    assert marks[0] == ("passed", None)
    assert marks[1][0] == "refused"
    assert "calls.ani_hash_is_hashed (3 rows)" in marks[1][1]

    captured = capfd.readouterr()
    written = [
        path.read_bytes() for path in (PROJECT / "expectations").rglob("*") if path.is_file()
    ]
    assert any(b"ani_hash_is_hashed" in text for text in written)
    for text in [shown, str(refused.value), captured.out, captured.err, caplog.text]:
        assert CANARY not in text
    assert not any(CANARY.encode() in text for text in written)
    assert CANARY not in repr(marks) + repr(results)
    assert "Calculating Metrics" not in captured.err


def test_warnings_are_recorded_and_shown_and_stop_nothing(small: Home) -> None:
    rows = good_rows("calls", "x")
    for row in rows:
        row["agent_id"] = None
    with create(small.raw) as raw:
        add_load(raw, "load-1", {"calls": rows})
    console = screen()

    result = check(small, console)

    assert result.passed
    assert [(one.raw_table, one.expectation, one.rows) for one in result.warnings] == [
        ("calls", "answered_contacts_name_their_agent", 120)
    ]
    assert "answered_contacts_name_their_agent" in console.export_text()
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        status = raw.execute("select check_status from landing.load").fetchall()
        recorded = raw.execute(
            "select load_id, severity, unexpected_count from landing.check_result where not success"
        ).fetchall()
    assert status == [("passed",)]
    assert recorded == [("load-1", "warning", 120)]


def test_only_what_is_new_is_checked_unless_everything_is_asked_for(small: Home) -> None:
    bad = good_rows("calls", "bad")
    bad[0]["direction"] = UNKNOWN
    with create(small.raw) as raw:
        add_load(raw, "old", {"calls": bad}, status="passed")
        add_load(raw, "new", {"calls": good_rows("calls", "new")})
    assert check(small, screen()).tables == {"calls": 120}
    with pytest.raises(RefusedByGates):
        check(small, screen(), everything=True)
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        marks = dict(raw.execute("select load_id, check_status from landing.load").fetchall())
    assert marks == {"old": "refused", "new": "passed"}


def test_a_refused_load_that_is_mended_in_the_suite_passes_later(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "load-1", {"calls": good_rows("calls", "x")}, status="refused")
    assert check(small, screen(), everything=True).passed
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        assert raw.execute("select check_status from landing.load").fetchall() == [("passed",)]


def test_rows_of_refused_loads_are_not_what_others_belong_to(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "old", {"calls": good_rows("calls", "base")}, status="refused")
        add_load(raw, "new", {"call_legs": good_rows("call_legs", "new")})
    assert [one.expectation for one in check(small, screen()).warnings] == [
        "legs_have_their_contact"
    ]


def test_a_load_that_fills_two_tables_is_refused_for_either(small: Home) -> None:
    surveys = good_rows("surveys", "base")
    surveys[0]["nps"] = 11
    with create(small.raw) as raw:
        add_load(raw, "both", {"calls": good_rows("calls", "base"), "surveys": surveys})
    with pytest.raises(RefusedByGates):
        check(small, screen())
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        reason = raw.execute("select check_reason from landing.load").fetchone()
    assert reason == ("surveys.nps_is_on_its_scale (1 row)",)


def test_messy_but_real_data_passes(small: Home) -> None:
    """As in the Technion log: a third answered before the menu ended, a few ends lost at midnight.

    1 of 120 rows ends before it was answered: 0.8 %, below the 5 % that refuse a delivery.
    """
    rows = good_rows("calls", "x")
    for row in rows[::3]:
        row["ivr_end_at"] = row["answered_at"] + timedelta(seconds=9)
    rows[1]["ended_at"] -= timedelta(days=1)
    undated = good_rows("calls", "undated")
    for row in undated:
        row.update({name: None for name, value in row.items() if isinstance(value, datetime)})
    with create(small.raw) as raw:
        add_load(raw, "log", {"calls": rows}, feed="technion_bank")
        add_load(raw, "campaign", {"calls": undated}, feed="bank_marketing")
    assert [one.expectation for one in check(small, screen()).warnings] == [
        "times_are_in_order_throughout"
    ]


# Nothing to do, and what stands in the way.


def test_nothing_new_is_said_at_once_without_great_expectations(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "old", {"calls": good_rows("calls", "x", 2)}, status="passed")
    code = (
        "import sys; from pathlib import Path; from rich.console import Console;"
        "from pipeline.home import Home; from pipeline.check import check;"
        f"homes = [Home(Path({str(small.root)!r})), Home(Path({str(small.root / 'none')!r}))];"
        "assert all(check(home, Console()).passed for home in homes);"
        "assert 'great_expectations' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True
    )
    assert "Nothing new to check" in done.stdout
    assert "Nothing has landed yet" in done.stdout


def test_a_load_without_rows_passes(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "empty", {"calls": []})
    assert check(small, screen()).passed
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        assert raw.execute("select check_status from landing.load").fetchall() == [("passed",)]


def test_raw_in_use_elsewhere_is_said_in_words(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "empty", {"calls": []})
    code = (
        f"import duckdb; c = duckdb.connect({str(small.raw)!r}, read_only=True);"
        "print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(ScorecardsError, match=r"raw\.duckdb cannot be opened"):
            check(small, screen())
        other.communicate("done\n")


def test_an_expectation_that_cannot_be_evaluated_stops_the_run(small: Home) -> None:
    with create(small.raw) as raw:
        add_load(raw, "load-1", {"calls": good_rows("calls", "x")})
        raw.execute("alter table main.calls drop column dial_mode")
    with pytest.raises(ScorecardsError, match=r"suites/calls\.yml: .* could not be evaluated"):
        check(small, screen())
    with duckdb.connect(str(small.raw), read_only=True) as raw:
        assert raw.execute("select check_status from landing.load").fetchall() == [("pending",)]


# The context is whole, and refers to the contract.


def test_there_is_a_suite_for_every_raw_table_and_no_other() -> None:
    assert set(SUITES) == set(tables())
    assert all(suite["name"] == table for table, suite in SUITES.items())


def test_what_follows_from_the_contract_is_up_to_date(tmp_path: Path) -> None:
    """If this fails: python -m pipeline.check_gx."""
    from pipeline import check_gx

    check_gx.write_context(list(tables()), tmp_path)
    made = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*.*")}
    kept = {
        path.relative_to(check_gx.CONTEXT): path.read_text()
        for pattern in ("great_expectations.yml", "checkpoints/*", "validation_definitions/*")
        for path in check_gx.CONTEXT.glob(pattern)
    }
    assert made == kept


@pytest.mark.parametrize("table", SUITES)
def test_every_coded_column_is_watched(table: str) -> None:
    watched = {
        one["kwargs"]["column"]: one["kwargs"]["value_set"]
        for one in SUITES[table]["expectations"]
        if one["type"] == "expect_column_values_to_be_in_set"
    }
    coded = {column.name for column in tables()[table].columns if column.values}
    # its codes are the rows of a seed, not of the contract
    coded |= {"metric_code"} if table == "targets" else set()
    assert set(watched) == coded
    referring = {column for column, known in watched.items() if isinstance(known, dict)}
    assert all(watched[column] == {"$PARAMETER": f"{table}_{column}"} for column in referring)
    assert set(watched) - referring <= {"sampling_method"}


@pytest.mark.parametrize(("table", "name"), EXPECTATIONS, ids=map(".".join, EXPECTATIONS))
def test_every_expectation_explains_itself(table: str, name: str) -> None:
    expectation = EXPECTATIONS[table, name]
    assert expectation["severity"] in {"critical", "warning"}
    assert re.fullmatch(r"DQ\d\d", expectation["meta"]["catalogue_id"])
    for text in (
        expectation["description"],
        expectation["meta"]["why"],
        expectation["meta"]["what_to_do"],
    ):
        assert re.fullmatch(r"[A-Z].{15,}[.]\n?", text, flags=re.DOTALL), text
    query = expectation["kwargs"].get("unexpected_rows_query")
    if query:
        picked = re.split(r"(?m)^select", query)[-1].split("from")[0]
        assert "_load_id" in picked
        assert "unexpected_count" in picked
        assert picked.count(",") <= 1 + picked.count("cast(date_diff(") * 2
        assert "{batch}" in query


def test_every_type_in_use_can_be_shared_out_to_the_loads() -> None:
    types = {one["type"] for one in EXPECTATIONS.values()}
    assert types == {"unexpected_rows_expectation", *AT_FAULT}
    pairs = [one["kwargs"] for one in EXPECTATIONS.values() if "column_A" in one["kwargs"]]
    assert all(one["or_equal"] for one in pairs)


def test_every_table_has_something_that_refuses_it() -> None:
    for table, suite in SUITES.items():
        assert any(one["severity"] == "critical" for one in suite["expectations"]), table


def test_results_keep_no_values() -> None:
    """The two formats that do not leak are BOOLEAN_ONLY and this one (reliability.md 6.4)."""
    path = PROJECT / "expectations" / "checkpoints" / "what_is_new.json"
    checkpoint = json.loads(path.read_text(encoding="utf-8"))
    assert checkpoint["result_format"] == {"result_format": "BASIC", "partial_unexpected_count": 0}
