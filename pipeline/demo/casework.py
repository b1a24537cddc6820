"""What happens behind a ticket: promised replies, audits, predictions, tasks; and calls to verify.

Aftermath opens the tickets; this adds to them without moving what is there, save for the few whose
customers fell silent and those whom somebody else had to resolve again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from pipeline.demo import worklist
from pipeline.demo.clock import Clock, version_of
from pipeline.demo.contacts import Call
from pipeline.demo.people import ENGINEERS, Person
from pipeline.demo.planted import PLANTED

HOUR, DAY = 3600, 86_400
HEADERS = {
    "ticket_tasks": (
        "task_id", "task_type", "ticket_id", "requester_id", "agent_id", "support_team", "site_id",
        "asset_id", "part_no", "task_seq", "requested_at", "due_at", "first_response_at",
        "submitted_at", "visit_at", "completed_at", "first_pass_flag", "repair_success_flag",
        "reason", "_version",
    ),
    "callbacks": (
        "callback_id", "interaction_id", "ticket_id", "agent_id", "called_at", "reached_flag",
        "resolved_flag", "verified_csat", "answer_correct_flag", "duration_seconds",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]

SILENT_SHARE, SILENT_DAYS = 0.018, 7
# Share of fields found right in an audit; scanning reads better than hurried typing.
RIGHT = {"manual": 0.91, "ocr": 0.985, "auto": 0.995}
AUDITED_FIELDS = ("address", "model_number", "fault_code", "contact_time")
MODELS = (("tm-3", 0.81), ("tm-4", 0.89))
MODEL_AFTER_DAYS = 61
SUPPORT_TEAMS = ("TS1", "TS2")


def twist(seed: int, clock: Clock, tickets: list[dict], people: list[Person]) -> None:
    """Close silent tickets by the system; let others resolve what came back to some agents."""
    dice = random.Random(f"{seed}:silent tickets")
    again = PLANTED["resolved_by_another"].who
    for ticket in tickets:
        throw, other = dice.random(), dice.random()
        kinds = [event[1] for event in ticket["events"]]
        ticket["entry"], ticket["routed"] = _entry(clock, ticket, other)
        if "reopen" in kinds:
            owner = ticket["owner"]
            if owner.agent_id == again or throw < 0.25:
                moment, _, _, *more = ticket["events"][-2]
                line, day = ticket["call"].line, clock.day(ticket["events"][-2][0])
                mates = [
                    one
                    for one in people
                    if one.role_on(day) == "agent" and one is not owner and one.agent_id != again
                    and one.employed(day) and one.line(day) == line
                ]  # fmt: skip
                if mates:
                    second = mates[int(other * len(mates))]
                    ticket["events"][-2] = (moment, "resolve", second.agent_id, *more)
        elif throw < SILENT_SHARE:
            events = [event for event in ticket["events"] if event[1] not in ("resolve", "close")]
            silent = max(event[0] for event in events) + SILENT_DAYS * DAY
            ticket["events"] = [*events, (silent, "close", "system", None, None, "closed")]


def asset_of(call: Call) -> str | None:
    """The device a ticket of after-sales is about; complaints about people have none."""
    if call.line != "after_sales" or call.intent == "service_complaint":
        return None
    return f"D{call.customer:06d}"


def _entry(clock: Clock, ticket: dict, throw: float) -> tuple[str, str]:
    """(entry method, who routed it): the pilot in after-sales scans forms and routes by itself."""
    if ticket["auto"]:
        return "auto", "rule"
    day = clock.day(ticket["events"][0][0])
    is_tried = worklist.scans(clock, ticket["by"].team(day), day)
    if is_tried and ticket["by"].role == "agent" and throw < 0.75:
        return "ocr", "ai"
    return "manual", "agent"


def further_events(seed: int, clock: Clock, tickets: list[dict]) -> Iterator[tuple]:
    """(moment, ticket, suffix of the event's id, values by column) beyond a ticket's own story."""
    dice = random.Random(f"{seed}:ticket extras")
    for ticket in tickets:
        start = ticket["events"][0][0]
        assigned = next(event[0] for event in ticket["events"] if event[1] == "assign")
        promised, audited, guess = dice.random(), dice.random(), dice.random()
        if promised < 0.3 and ticket["auto"]:
            due = assigned + dice.choice((24, 24, 48)) * HOUR
            if clock.end <= due < clock.end + DAY // 2:
                due += DAY // 2  # the night shift that outlasts the demo is no day of replies
            yield assigned + 5, ticket, "d1", {
                "event_type": "reply_due", "actor_id": ticket["by"].agent_id,
                "actor_type": "agent", "due_at": clock.iso(due),
            }  # fmt: skip
        if guess < 0.4:
            version, right = MODELS[(clock.day(start) - clock.first_date).days >= MODEL_AFTER_DAYS]
            actual = ticket["call"].intent.endswith("_complaint")
            hit = dice.random() < right
            yield start + 1, ticket, "p1", {
                "event_type": "prediction", "actor_id": version, "actor_type": "bot",
                "predicted_category": "complaint" if actual == hit else "service",
                "model_version": version,
            }  # fmt: skip
        if audited < (0.06 if ticket["auto"] else 0.45):
            moment = start + dice.randint(10, 90) * HOUR
            for number, field in enumerate(dice.sample(AUDITED_FIELDS, 3), 1):
                entry = ticket["entry"]
                if entry == "auto" and number > 1:
                    entry = "manual"  # what the system cannot know is typed
                skill = 0.015 * ticket["by"].quality if entry == "manual" else 0.0
                yield moment + number, ticket, f"a{number}", {
                    "event_type": "field_audit", "actor_id": "Q02", "actor_type": "agent",
                    "field_name": field, "correct_flag": dice.random() < RIGHT[entry] + skill,
                    "entry_method": entry,
                }  # fmt: skip


# --- tasks ----------------------------------------------------------------------------------


def task_rows(seed: int, clock: Clock, tickets: list[dict], ends: list[tuple[str, int]]) -> Rows:
    """Rows of `ticket_tasks`, as each month's export knew them: visits, support, parts."""
    dice = random.Random(f"{seed}:tasks")
    number = 0
    for ticket in tickets:
        if ticket["call"].line != "after_sales":
            continue
        for task in _tasks(dice, clock, ticket):
            number += 1
            yield from _versions(clock, ends, f"TT{number:06d}", ticket, task)


def _tasks(dice: random.Random, clock: Clock, ticket: dict) -> Iterator[dict]:
    intent, start = ticket["call"].intent, ticket["events"][1][0]
    throw, helped, ordered = dice.random(), dice.random(), dice.random()
    who = ticket["owner"].agent_id
    asset = f"D{ticket['call'].customer:06d}"  # the customer's device
    engineer = dice.choice(ENGINEERS)
    if helped < (0.2 if intent in ("repair", "product_complaint") else 0.05):
        wait = int(dice.lognormvariate(0.6, 0.75) * HOUR)
        sent = start + 1800 + wait + dice.randint(1, 40) * HOUR
        yield {
            "type": "support_request", "by": who, "agent": engineer,
            "support": SUPPORT_TEAMS[ENGINEERS.index(engineer) % 2], "asset": asset,
            "requested": start + 1800, "due": start + 1800 + 4 * HOUR,
            "first": start + 1800 + wait, "submitted": sent,
            "completed": sent + dice.randint(1, 20) * HOUR, "passed": dice.random() < 0.86,
            "reason": "unknown_fault",
        }  # fmt: skip
    if intent in ("repair", "installation") and throw < 0.5:
        seq, day = 0, clock.day(start)
        wait = dice.randint(1, 3)
        skill = 0.9 - 0.03 * ENGINEERS.index(engineer)
        repaired = False
        while seq < 3 and not repaired:
            seq += 1
            visit = clock.at(day, 1440 * wait + dice.randint(540, 1020))
            if visit >= clock.end:
                break  # exported once it has taken place
            repaired = dice.random() < skill
            yield {
                "type": "field_visit", "by": who, "agent": engineer, "site": "site_1",
                "asset": asset, "seq": seq, "requested": start + 3600 if seq == 1 else visit - DAY,
                "due": visit + 2 * HOUR, "visit": visit,
                "completed": visit + dice.randint(40, 150) * 60, "repaired": repaired,
                "reason": intent if seq == 1 else "not_repaired",
            }  # fmt: skip
            wait += dice.randint(3, 9)
    if intent == "repair" and ordered < 0.22:
        late = dice.random() < 0.09
        due = start + 5 * DAY
        late = late or due >= clock.end
        yield {
            "type": "parts_order", "by": who, "asset": asset,
            "part": f"PN-{dice.randint(100, 139)}", "requested": start + 4 * HOUR, "due": due,
            "completed": due + (1 if late else -1) * dice.randint(2, 60) * HOUR,
        }  # fmt: skip


def _versions(clock: Clock, ends: list[tuple[str, int]], identity: str, ticket, task) -> Rows:
    """The task in each month in which something of it happened."""
    moments = ("requested", "first", "submitted", "visit", "completed")
    happened = {clock.month(task[name]) for name in moments if task.get(name) is not None}
    for month, end in ends:
        if task["requested"] >= end or month not in happened:
            continue

        def known(name: str, end: int = end) -> str | None:
            moment = task.get(name)
            return clock.iso(moment) if moment is not None and moment < end else None

        done = task["completed"] < end
        yield month, (
            identity, task["type"], ticket["id"], task["by"], task.get("agent"),
            task.get("support"), task.get("site"), task["asset"], task.get("part"),
            task.get("seq"), known("requested"), clock.iso(task["due"]), known("first"),
            known("submitted"), known("visit"), known("completed"),
            task.get("passed") if done else None, task.get("repaired") if done else None,
            task.get("reason"), version_of(month),
        )  # fmt: skip


# --- calls to verify ------------------------------------------------------------------------


def callback_rows(seed: int, clock: Clock, answered: list, tickets: list[dict]) -> Rows:
    """Rows of `callbacks`: one call in twenty is verified one to three days later, by day."""
    dice = random.Random(f"{seed}:callbacks")
    ticket_of = {ticket["call"].identity: ticket["id"] for ticket in tickets}
    number = 0
    for call in answered:
        throw, reach, agree = dice.random(), dice.random(), dice.random()
        likely = 0.045 if call.line != "outbound" else 0.06 if call.effective else 0.0
        if throw >= likely:
            continue
        moment = clock.at(
            clock.day(call.ended), 1440 * dice.randint(1, 3) + dice.randint(560, 1100)
        )
        if moment >= clock.end:
            continue
        number += 1
        person, reached = call.last_leg.person, reach < 0.72
        settled = bool(call.resolved) == (agree < 0.95)
        mood = (4.6 if settled else 2.9) + 0.2 * person.quality + dice.gauss(0, 0.6)
        right = dice.random() < 0.935 + 0.03 * person.quality
        yield clock.month(moment), (
            f"CB{number:05d}", call.identity, ticket_of.get(call.identity), person.agent_id,
            clock.iso(moment), reached, settled if reached else None,
            min(5, max(1, round(mood))) if reached else None, right if reached else None,
            dice.randint(40, 240) if reached else None,
        )  # fmt: skip
