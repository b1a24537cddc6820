"""A small raw.duckdb for the tests of the checks: loads of good rows, one table each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipeline.home import PROJECT

LOADED_AT = datetime(2026, 9, 3, 2, 0)
DAY = date(2026, 9, 2)
MORNING = datetime(2026, 9, 2, 1, 0)
LANDED = {
    "_load_id": "varchar",
    "_file": "varchar",
    "_line": "bigint",
    "_loaded_at": "timestamp",
    "_version": "bigint",
}
HASH = "0123456789abcdef" * 4

Row = dict[str, Any]


def columns() -> dict[str, dict[str, str]]:
    """Types by column by table, raw tables as ``main.x`` and landing's own as ``landing.x``."""
    path = PROJECT / "models" / "staging" / "_sources.yml"
    found = {}
    for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
        for table in source["tables"]:
            types = {one["name"]: one["data_type"] for one in table["columns"]}
            more = LANDED if source["schema"] == "main" else {}
            found[f"{source['schema']}.{table['name']}"] = {**types, **more}
    return found


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """A raw.duckdb with every table of the contract, empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = duckdb.connect(str(path))
    raw.execute("create schema landing")
    for table, types in columns().items():
        raw.execute(f"create table {table} ({', '.join(f'{n} {t}' for n, t in types.items())})")
    return raw


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
        types = columns()[f"main.{table}"]
        values = [[row.get(name) for row in landed] for name in names]
        picks = ", ".join(
            f"unnest(cast(${n} as {types[name]}[]))" for n, name in enumerate(names, start=1)
        )
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
}
