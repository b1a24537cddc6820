"""What the switch itself exports beside its call log: menu sessions and its own interval report."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from pipeline.demo.aftermath import Aftermath
from pipeline.demo.clock import Clock
from pipeline.demo.contacts import Call
from pipeline.demo.floor import Floor
from pipeline.demo.people import Shift
from pipeline.demo.plans import QUEUES, SLOT, slots
from pipeline.demo.planted import ACD_LOST, ACD_SHORT, PLANTED
from pipeline.demo.tables import waited_seconds

HEADERS = {
    "ivr_sessions": (
        "ivr_session_id", "interaction_id", "business_line", "started_at", "ended_at",
        "node_path", "terminal_node_flag", "self_service_success", "exit_reason",
        "survey_node_played",
    ),
    "queue_intervals": (
        "queue_id", "interval_start", "interval_minutes", "offered", "answered",
        "answered_within_20s", "answered_within_30s", "abandoned", "short_abandoned", "blocked",
        "total_wait_seconds", "max_wait_seconds", "staffed_agents",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
SHORT_SECONDS = 5


def ivr_rows(seed: int, floor: Floor, after: Aftermath, clock: Clock) -> Rows:
    """Rows of `ivr_sessions`: every inbound call that reached the menu."""
    dice, iso = random.Random(f"{seed}:ivr"), clock.iso
    rated = {rating.call.identity for rating in after.ratings if rating.channel == "ivr"}
    for call in floor.calls:
        if call.ivr_end is None:
            continue
        path, success, reason = _walk(dice.random(), call)
        yield clock.month(call.offered), (
            f"IV{call.identity[1:]}", call.identity, call.line, iso(call.offered),
            iso(call.ivr_end), ">".join(path), call.contained, success, reason,
            call.identity in rated,
        )  # fmt: skip


def _walk(throw: float, call: Call) -> tuple[tuple[str, ...], bool, str]:
    """(nodes, settled there, why it ended): three in ten look into self-service before an agent."""
    if call.contained:
        path = ("main_menu", call.intent, "self_service", "terminal")
        return path, throw < 0.92, "completed" if throw < 0.96 else "hang_up"
    if call.disposition == "abandoned_ivr":
        path = ("main_menu",) if throw < 0.6 else ("main_menu", call.intent)
        # the menu itself fails now and then
        return path, False, "error" if throw < 0.03 else "timeout" if throw < 0.11 else "hang_up"
    if throw < 0.3:
        return ("main_menu", call.intent, "self_service", "agent"), False, "agent"
    return ("main_menu", call.intent, "agent"), False, "agent"


def interval_rows(floor: Floor, shifts: list[Shift], clock: Clock) -> Rows:
    """Rows of `queue_intervals`: the same calls as the switch counts them, but for two intervals.

    What the switch turned away stands at the general queue of the number that was dialled.
    """
    queued: dict[tuple[str, int], list[Call]] = defaultdict(list)
    blocked: dict[tuple[str, int], int] = defaultdict(int)
    for call in floor.calls:
        if call.entered is not None:
            queued[call.queue, call.entered // SLOT * SLOT].append(call)
        elif call.disposition == "blocked":
            blocked[f"{call.line}_general", call.offered // SLOT * SLOT] += 1
    staffed = _staffed(shifts)
    lost_from = clock.at(PLANTED["acd_lost_calls"].first_date, ACD_LOST.minute)
    short_from = clock.at(PLANTED["acd_short_abandons"].first_date, ACD_SHORT.minute)
    for queue, (line, _, _) in QUEUES.items():
        known = {slot for name, slot in queued if name == queue}
        for slot in sorted(known.union(slots(queue, clock))):
            calls, limit = queued[queue, slot], SHORT_SECONDS
            if (queue, slot) == (PLANTED["acd_lost_calls"].who, lost_from):
                calls = calls[ACD_LOST.amount :]
            if (queue, slot) == (PLANTED["acd_short_abandons"].who, short_from):
                limit = ACD_SHORT.amount
            waits = [waited_seconds(call) for call in calls]
            answered = [waited_seconds(call) for call in calls if call.answered is not None]
            abandoned = [waited_seconds(call) for call in calls if call.answered is None]
            yield clock.month(slot), (
                queue, clock.iso(slot), SLOT // 60, len(calls), len(answered),
                sum(wait <= 20 for wait in answered), sum(wait <= 30 for wait in answered),
                len(abandoned), sum(wait < limit for wait in abandoned), blocked[queue, slot],
                sum(waits), max(waits, default=0), staffed[line, slot],
            )  # fmt: skip


def _staffed(shifts: list[Shift]) -> dict[tuple[str, int], int]:
    """Agents of a line who are logged in at the middle of a half hour."""
    staffed: dict[tuple[str, int], int] = defaultdict(int)
    for shift in shifts:
        if shift.login is None or shift.role != "agent":
            continue
        first = (shift.login - SLOT // 2 + SLOT - 1) // SLOT
        for slot in range(first * SLOT, shift.logout - SLOT // 2, SLOT):
            staffed[shift.person.line(shift.day), slot] += 1
    return staffed
