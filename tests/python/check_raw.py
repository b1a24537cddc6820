"""A small raw.duckdb for the tests of the checks: loads of good rows, one table each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipeline.contract import LANDING_COLUMNS, create_raw, tables
from pipeline.home import Home

LOADED_AT = datetime(2026, 9, 3, 2, 0)
DAY = date(2026, 9, 2)
MORNING = datetime(2026, 9, 2, 1, 0)
HASH = "0123456789abcdef" * 4

Row = dict[str, Any]


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """A raw.duckdb with every table of the contract, empty."""
    create_raw(Home(path.parent))
    return duckdb.connect(str(path))


def add_load(
    raw: duckdb.DuckDBPyConnection,
    load_id: str,
    rows: dict[str, Iterable[Row]],
    *,
    feed: str = "standard",
    file_name: str | None = None,
    status: str = "pending",
    quarantined: int = 0,
    loaded_at: datetime = LOADED_AT,
) -> None:
    """Land rows as one load, by raw table."""
    file_name = file_name or f"{load_id}.csv"
    accepted = 0
    for table, given in rows.items():
        landed = [
            {**row, "_load_id": load_id, "_file": file_name, "_line": n, "_loaded_at": loaded_at}
            for n, row in enumerate(given, start=2)
        ]
        names = list(dict.fromkeys(name for row in landed for name in row))
        types = {
            column.name: column.data_type for column in tables()[table].columns + LANDING_COLUMNS
        }
        values = [[row.get(name) for row in landed] for name in names]
        picks = ", ".join(
            f"unnest(cast(${n} as {types[name]}[]))" for n, name in enumerate(names, start=1)
        )
        if landed:
            raw.execute(f"insert into main.{table} ({', '.join(names)}) select {picks}", values)
        raw.execute(
            "insert into landing.load_table values (?, ?, ?)", [load_id, table, len(landed)]
        )
        accepted += len(landed)
    raw.execute(
        """
        insert into landing.load (
            load_id, feed_name, file_name, loaded_at,
            delivered_count, accepted_count, quarantined_count, check_status
        )
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            *(load_id, feed, file_name, loaded_at),
            *(accepted + quarantined, accepted, quarantined, status),
        ],
    )


def good_rows(table: str, tag: str, count: int = 120) -> list[Row]:
    """Rows that no expectation objects to. ``tag`` keeps the keys of several loads apart.

    Contacts belong to the load tagged ``base``: land ``calls`` of that tag for no orphans.
    """
    return [GOOD[table](tag, n) for n in range(count)]


def _after(n: int, **more: float) -> datetime:
    """A moment of the n-th contact: contacts come every 97 seconds, no two at the same second."""
    return MORNING + timedelta(seconds=97 * n) + timedelta(**more)


def _call(tag: str, n: int) -> Row:
    outbound = n % 4 == 0
    return {
        "interaction_id": f"{tag}-c{n}",
        "channel": "voice",
        "direction": "outbound" if outbound else "inbound",
        "customer_id": str(8_000_000 + n),
        "ani_hash": HASH,
        "agent_id": f"{tag}-a{n % 7}",
        "dial_mode": "predictive" if outbound else None,
        "campaign_id": "autumn" if outbound else None,
        "list_contact_id": f"{tag}-d{n}" if outbound else None,
        "outcome_code": "refused" if outbound else None,
        "offered_at": _after(n),
        "queue_enter_at": _after(n, seconds=5),
        "answered_at": _after(n, seconds=20),
        "ended_at": _after(n, seconds=20 + 100 + n),
        "ring_seconds": 3,
        "queue_seconds": 15,
        "talk_seconds": 100 + n,
        "hold_seconds": 0,
        "acw_seconds": 30,
        "disposition": "agent_answered",
        "disconnect_by": "customer",
    }


def _leg(tag: str, n: int) -> Row:
    return {
        "leg_id": f"{tag}-l{n}",
        "interaction_id": f"base-c{n}",
        "leg_seq": 1,
        "agent_id": f"{tag}-a{n % 7}",
        "direction": "inbound",
        "ring_start_at": _after(n, seconds=15),
        "answered_at": _after(n, seconds=20),
        "ended_at": _after(n, seconds=120 + n),
        "talk_seconds": 100 + n,
        "hold_seconds": 0,
        "acw_seconds": 30,
        "answered_flag": True,
        "transfer_type": "consult" if n == 3 else None,
    }


def _state(tag: str, n: int) -> Row:
    agent, step = f"{tag}-a{n % 4}", n // 4
    return {
        "event_id": f"{tag}-s{n}",
        "agent_id": agent,
        "state": ["ready", "talking", "acw", "not_ready"][step % 4],
        "reason_code": "lunch" if step % 4 == 3 else None,
        "start_at": MORNING + timedelta(minutes=10 * step),
        "end_at": MORNING + timedelta(minutes=10 * step + 10),
        "duration_seconds": 600,
        "login_session_id": f"{agent}-login",
    }


def _ticket(tag: str, n: int) -> Row:
    return {
        "ticket_id": f"{tag}-t{n}",
        "origin_interaction_id": f"base-c{n}",
        "customer_id": str(8_000_000 + n),
        "complexity": "simple",
        "created_at": _after(n),
        "first_response_at": _after(n, minutes=5),
        "resolved_at": _after(n, minutes=50),
        "closed_at": _after(n, minutes=60),
        "routed_by": "rule",
        "entry_method": "manual",
        "reopened_count": 0,
        "first_contact_resolved_flag": n % 2 == 0,
        "required_field_count": 10,
        "filled_field_count": 10,
    }


def _ticket_event(tag: str, n: int) -> Row:
    return {
        "event_id": f"{tag}-e{n}",
        "ticket_id": f"base-t{n}",
        "event_at": _after(n),
        "actor_id": "a1",
        "event_type": "create",
    }


def _survey(tag: str, n: int) -> Row:
    answered = n % 2 == 0
    return {
        "survey_id": f"{tag}-v{n}",
        "interaction_id": f"base-c{n}",
        "agent_id": f"{tag}-a{n % 7}",
        "customer_id": str(8_000_000 + n),
        "channel": "sms",
        "sent_at": _after(n, minutes=10),
        "sampling_method": "random",
        "responded_at": _after(n, minutes=30) if answered else None,
        "csat_overall": 1 + n % 5 if answered else None,
        "csat_resolution": 5 if answered else None,
        "csat_attitude": 4 if answered else None,
        "csat_speed": 1 if answered else None,
        "nps": n % 11 if answered else None,
        "ces": 1 + n % 7 if answered else None,
        "csat_convenience": 4 if answered else None,
        "empathy": 4 if answered else None,
        "friendliness": 4 if answered else None,
        "professionalism": 4 if answered else None,
        "resonance": 4 if answered else None,
        "brand_delivery": 4 if answered else None,
    }


def _survey_review(tag: str, n: int) -> Row:
    return {
        "review_id": f"{tag}-r{n}",
        "survey_id": f"base-v{n}",
        "trigger": "appeal",
        "submitted_at": _after(n, minutes=40),
        "evidence_ref": "recording",
        "reviewer_id": "qa1",
        "decided_at": _after(n, minutes=90),
        "decision": "exclude" if n % 2 else "keep",
        "exclusion_reason": "malicious" if n % 2 else None,
    }


def _qa_evaluation(tag: str, n: int) -> Row:
    return {
        "evaluation_id": f"{tag}-q{n}",
        "interaction_id": f"base-c{n}",
        "agent_id": f"{tag}-a{n % 7}",
        "evaluator_id": "qa1",
        "evaluated_at": _after(n, hours=3),
        "sampling_method": "random",
        "total_score": 60 + n % 40,
    }


def _qa_item(tag: str, n: int) -> Row:
    return {
        "evaluation_id": f"base-q{n}",
        "item_code": f"{tag}-greeting",
        "score": n % 11,
        "max_score": 10,
    }


def _shift(tag: str, n: int) -> Row:
    return {
        "schedule_id": f"{tag}-p{n}",
        "agent_id": f"{tag}-a{n}",
        "shift_date": DAY,
        "shift_code": "early",
        "planned_start": MORNING,
        "planned_end": MORNING + timedelta(hours=8),
        "paid_minutes": 450,
        "break_minutes": 30,
    }


def _attendance(tag: str, n: int) -> Row:
    return {
        "punch_id": f"{tag}-k{n}",
        "agent_id": f"{tag}-a{n}",
        "shift_date": DAY,
        "clock_in_at": MORNING,
        "clock_out_at": MORNING + timedelta(hours=8),
        "manual_correction_flag": n == 0,
        "corrected_by": "leader" if n == 0 else None,
    }


def _absence(tag: str, n: int) -> Row:
    return {
        "leave_id": f"{tag}-x{n}",
        "agent_id": f"{tag}-a{n}",
        "leave_type": "sick",
        "start_at": MORNING,
        "end_at": MORNING + timedelta(days=2),
        "days": 2,
    }


def _employee(tag: str, n: int) -> Row:
    left = n % 10 == 0
    return {
        "agent_id": f"{tag}-a{n}",
        "employee_no_hash": HASH,
        "hire_date": date(2020, 1, 1),
        "role": "agent",
        "status": "left" if left else "active",
        "last_day": date(2026, 8, 1) if left else None,
    }


def _assignment(tag: str, n: int) -> Row:
    first = n % 2 == 0
    return {
        "agent_id": f"{tag}-a{n // 2}",
        "valid_from": date(2020, 1, 1) if first else date(2026, 8, 15),
        "valid_to": date(2026, 8, 15) if first else None,
        "team_id": "t1" if first else "t2",
    }


def _skill(tag: str, n: int) -> Row:
    return {
        "agent_id": f"{tag}-a{n}",
        "skill_id": "billing",
        "valid_from": date(2024, 1, 1),
        "valid_to": None,
        "level": 1 + n % 5,
    }


def _assessment(tag: str, n: int) -> Row:
    typing = n % 3 == 0
    return {
        "assessment_id": f"{tag}-g{n}",
        "assessment_type": "typing_test" if typing else "peer_review",
        "subject_type": "agent",
        "subject_id": f"{tag}-a{n}",
        "rater_id": f"{tag}-a{n + 1}",
        "assessed_at": MORNING,
        "score": 80,
        "max_score": None if typing else 100,
    }


def _workplace_event(tag: str, n: int) -> Row:
    return {
        "event_id": f"{tag}-w{n}",
        "event_type": "discipline",
        "event_code": "rule_breach",
        "evidence_ref": "recording",
        "agent_id": f"{tag}-a{n}",
        "event_at": MORNING,
        "verified_flag": True,
    }


def _feedback(tag: str, n: int) -> Row:
    return {
        "feedback_id": f"{tag}-f{n}",
        "feedback_type": "complaint",
        "customer_id": str(8_000_000 + n),
        "interaction_id": f"base-c{n}",
        "received_at": _after(n),
        "complaint_type": "service_quality",
        "verified_flag": True,
        "verification_level": "centre",
        "replied_at": _after(n, hours=1),
        "resolved_at": _after(n, hours=2),
    }


def _target(tag: str, n: int) -> Row:
    return {
        "period_type": "month",
        "period_start_date": date(2026, 10, 1),
        "scope_type": "team",
        "scope_id": f"{tag}-{n}",
        "metric_code": "csat_rate",
        "target_value": 0.9,
        "approved_at": datetime(2026, 8, 20),
    }


def _ivr_session(tag: str, n: int) -> Row:
    return {
        "ivr_session_id": f"{tag}-i{n}",
        "interaction_id": f"base-c{n}",
        "started_at": _after(n),
        "ended_at": _after(n, seconds=40),
        "terminal_node_flag": n % 2 == 0,
        "self_service_success": n % 2 == 0,
        "exit_reason": "completed" if n % 2 == 0 else "agent",
    }


def _bot_session(tag: str, n: int) -> Row:
    return {
        "bot_session_id": f"{tag}-b{n}",
        "channel": "chat",
        "customer_id": str(8_000_000 + n),
        "started_at": _after(n),
        "ended_at": _after(n, seconds=90),
        "contained_flag": n % 2 == 0,
        "handoff_flag": n % 2 == 1,
        "prescreen_result": "passed" if n == 1 else None,
    }


def _queue_interval(tag: str, n: int) -> Row:
    return {
        "queue_id": f"{tag}-u{n // 10}",
        "interval_start": MORNING + timedelta(minutes=30 * (n % 10)),
        "interval_minutes": 30,
        "offered": 20,
        "answered": 18,
        "abandoned": 2,
        "total_wait_seconds": 300,
    }


def _forecast(tag: str, n: int) -> Row:
    return {
        "queue_id": f"{tag}-u{n // 10}",
        "interval_start": MORNING + timedelta(minutes=30 * (n % 10)),
        "forecast_calls": 20,
        "forecast_aht_seconds": 300,
        "required_agents": 5,
        "published_at": MORNING - timedelta(days=1),
    }


def _campaign(tag: str, n: int) -> Row:
    return {
        "campaign_id": f"{tag}-m{n}",
        "outbound_type": "sales",
        "start_date": DAY,
        "end_date": DAY + timedelta(days=30),
        "target_contacts": 100,
        "target_conversions": 5,
    }


def _dial_list(tag: str, n: int) -> Row:
    return {
        "list_contact_id": f"{tag}-d{n}",
        "list_id": f"{tag}-list",
        "campaign_id": f"base-m{n}",
        "customer_id": str(8_000_000 + n),
        "phone_valid_flag": n % 10 > 0,
        "loaded_at": MORNING - timedelta(days=3),
        "value_tier": "normal",
    }


def _ticket_task(tag: str, n: int) -> Row:
    return {
        "task_id": f"{tag}-z{n}",
        "task_type": "field_visit",
        "ticket_id": f"base-t{n}",
        "task_seq": 1,
        "requested_at": _after(n),
        "due_at": _after(n, hours=4),
        "first_response_at": _after(n, hours=1),
        "completed_at": _after(n, hours=3),
    }


def _callback(tag: str, n: int) -> Row:
    reached = n % 3 > 0
    return {
        "callback_id": f"{tag}-y{n}",
        "interaction_id": f"base-c{n}",
        "called_at": _after(n, hours=5),
        "reached_flag": reached,
        "resolved_flag": True if reached else None,
        "verified_csat": 4 if reached else None,
        "duration_seconds": 60,
    }


def _speech(tag: str, n: int) -> Row:
    return {
        "interaction_id": f"base-c{n}",
        "polite_phrase_hits": 2,
        "prohibited_phrase_hits": 0,
        "empathy_hits": 1,
        "customer_sentiment_start": -0.5,
        "customer_sentiment_end": 0.5,
        "vocal_tension_index": 40,
        "vocal_vitality_index": 60,
        "agent_emotion_stability": 80,
        "intent_complexity": "simple",
    }


def _shift_activity(tag: str, n: int) -> Row:
    return {
        "schedule_id": f"base-p{n}",
        "start_at": MORNING,
        "end_at": MORNING + timedelta(minutes=30),
        "activity_code": "lunch",
    }


def _work_item(tag: str, n: int) -> Row:
    return {
        "work_item_id": f"{tag}-o{n}",
        "work_type": "data_submission",
        "owner_id": f"{tag}-a{n}",
        "assigned_at": MORNING - timedelta(days=2),
        "due_at": MORNING,
        "completed_at": MORNING - timedelta(hours=1),
        "record_count": 10,
        "error_count": 0,
        "result": "achieved",
    }


def _customer(tag: str, n: int) -> Row:
    first = n % 2 == 0
    return {
        "customer_id": f"{tag}-{n // 2}",
        "valid_from": date(2020, 1, 1) if first else date(2026, 8, 15),
        "valid_to": date(2026, 8, 15) if first else None,
        "status": "active" if first else "lost",
        "value_tier": "normal",
    }


def _order(tag: str, n: int) -> Row:
    return {
        "order_id": f"{tag}-n{n}",
        "customer_id": str(8_000_000 + n),
        "interaction_id": f"base-c{n}",
        "order_type": "new",
        "customer_event": "new_install",
        "points": 2,
        "amount": 100,
        "status": "success",
        "created_at": _after(n),
        "completed_at": _after(n, hours=1),
        "checked_flag": n % 2 == 0,
        "error_flag": False,
        "source": "outbound",
    }


def _lead(tag: str, n: int) -> Row:
    return {
        "lead_id": f"{tag}-j{n}",
        "customer_id": str(8_000_000 + n),
        "interaction_id": f"base-c{n}",
        "created_at": _after(n),
    }


def _profile_change(tag: str, n: int) -> Row:
    return {
        "change_id": f"{tag}-h{n}",
        "customer_id": str(8_000_000 + n),
        "changed_at": _after(n),
        "field_name": "address",
    }


def _customer_value(tag: str, n: int) -> Row:
    return {
        "customer_id": str(8_000_000 + n),
        "snapshot_date": DAY,
        "clv_amount": 1000,
    }


def _cost(tag: str, n: int) -> Row:
    return {
        "entry_id": f"{tag}-ee{n}",
        "entry_type": "actual",
        "period_start_date": date(2026, 9, 1),
        "cost_type": "labour",
        "amount": 1000,
    }


def _pay_item(tag: str, n: int) -> Row:
    return {
        "agent_id": f"{tag}-a{n}",
        "period_start_date": date(2026, 8, 1),
        "component": "base",
        "quota": 1500,
        "amount": 4000,
    }


def _result(tag: str, n: int) -> Row:
    return {
        "period_start_date": date(2026, 8, 1),
        "business_line": f"{tag}-{n}",
        "revenue": 1000,
        "profit": 200,
    }


def _outage(tag: str, n: int) -> Row:
    return {
        "outage_id": f"{tag}-x{n}",
        "started_at": _after(n),
        "ended_at": _after(n, minutes=30),
    }


def _scenario(tag: str, n: int) -> Row:
    return {
        "scenario_id": f"{tag}-sc{n}",
        "scenario_type": "promo",
        "start_at": MORNING,
        "end_at": MORNING + timedelta(days=7),
        "adjust_type": "factor",
        "adjust_value": 1.2,
        "approved_by": "manager",
    }


def _pilot(tag: str, n: int) -> Row:
    return {
        "pilot_id": f"{tag}-pilot",
        "agent_id": f"{tag}-a{n}",
        "start_date": DAY,
        "end_date": DAY + timedelta(days=30),
        "arm": "pilot" if n % 2 else "control",
    }


GOOD: dict[str, Callable[[str, int], Row]] = {
    "calls": _call,
    "call_legs": _leg,
    "agent_states": _state,
    "tickets": _ticket,
    "ticket_events": _ticket_event,
    "surveys": _survey,
    "survey_reviews": _survey_review,
    "qa_evaluations": _qa_evaluation,
    "qa_items": _qa_item,
    "shifts": _shift,
    "attendance": _attendance,
    "absences": _absence,
    "employees": _employee,
    "assignments": _assignment,
    "skills": _skill,
    "assessments": _assessment,
    "workplace_events": _workplace_event,
    "customer_feedback": _feedback,
    "targets": _target,
    "ivr_sessions": _ivr_session,
    "bot_sessions": _bot_session,
    "queue_intervals": _queue_interval,
    "forecasts": _forecast,
    "campaigns": _campaign,
    "dial_lists": _dial_list,
    "ticket_tasks": _ticket_task,
    "callbacks": _callback,
    "speech_analytics": _speech,
    "shift_activities": _shift_activity,
    "work_items": _work_item,
    "customers": _customer,
    "orders": _order,
    "leads": _lead,
    "profile_changes": _profile_change,
    "customer_values": _customer_value,
    "costs": _cost,
    "pay_items": _pay_item,
    "results": _result,
    "outages": _outage,
    "scenarios": _scenario,
    "pilots": _pilot,
}
