"""May a delivery come in? Every expectation can fail, good data passes, and no value leaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import check_raw
import duckdb
import pytest
import yaml
from check_raw import LOADED_AT, MORNING, add_load, create, good_rows
from rich.console import Console

from pipeline.check import check
from pipeline.home import PROJECT, Home, RefusedByGates

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
    },
    "workplace_events": {
        "event_type_is_known": given(event_type=UNKNOWN),
        "years_are_plausible": given(event_at=LONG_AGO),
        "nothing_comes_from_the_future": given(event_at=LOADED_AT + timedelta(days=9)),
        "events_are_about_somebody": given(agent_id=None),
        "breaches_say_whether_they_are_verified": given(verified_flag=None),
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
    },
    "targets": {
        "period_type_is_known": given(period_type=UNKNOWN),
        "scope_type_is_known": given(scope_type=UNKNOWN),
        "years_are_plausible": given(period_start_date=date(1900, 1, 1), approved_at=None),
        "periods_start_on_their_first_day": given(period_start_date=date(2026, 10, 2)),
        "targets_are_approved_beforehand": given(approved_at=datetime(2026, 11, 1)),
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
