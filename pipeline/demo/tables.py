"""What happened on the floor, as rows of the raw contract's tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.demo import office
from pipeline.demo.clock import Clock
from pipeline.demo.contacts import Call
from pipeline.demo.floor import Floor
from pipeline.demo.people import (
    ENGINEERS,
    LEADERS,
    SUPERVISORS,
    TEAMS,
    Person,
    Shift,
    post_code,
)
from pipeline.demo.planted import PLANTED

HEADERS = {
    "calls": (
        "interaction_id", "channel", "direction", "business_line",
        "queue_id", "skill_id", "site_id", "dnis", "trunk_id", "customer_id", "ani_hash",
        "vip_flag", "agent_id", "offered_at", "ivr_start_at", "ivr_end_at", "queue_enter_at",
        "abandoned_at", "answered_at", "ended_at", "ivr_terminal_flag", "ring_count",
        "ring_seconds", "queue_seconds", "talk_seconds", "hold_seconds", "acw_seconds",
        "disposition", "disconnect_by", "intent_code", "resolved_flag", "callback_requested",
        "is_test_call", "recording_id",
    ),
    "call_legs": (
        "leg_id", "interaction_id", "leg_seq", "agent_id", "queue_id", "direction",
        "ring_start_at", "answered_at", "ended_at", "talk_seconds", "hold_seconds", "acw_seconds",
        "answered_flag", "rejected_flag", "transferred_out_flag", "transfer_type",
        "transfer_target", "transfer_planned_flag",
    ),
    "agent_states": (
        "event_id", "agent_id", "state", "reason_code", "start_at", "end_at", "duration_seconds",
        "shift_date", "shift_code", "interaction_id", "login_session_id", "approved_by",
    ),
    "attendance": (
        "punch_id", "agent_id", "shift_date", "clock_in_at", "clock_out_at",
        "preshift_meeting_flag", "manual_correction_flag", "corrected_by",
    ),
    "absences": (
        "leave_id", "agent_id", "leave_type", "start_at", "end_at", "days", "requested_at",
        "approved_by", "approved_at", "written_flag", "hours",
    ),
    "assignments": (
        "agent_id", "valid_from", "valid_to", "team_id", "team_name", "leader_id",
        "supervisor_id", "business_line", "shift_group", "outbound_type", "role", "post_code",
    ),
    "skills": ("agent_id", "skill_id", "valid_from", "valid_to", "level", "certified_at"),
}  # fmt: skip
TRUE, FALSE = "true", "false"


def _flag(value: object) -> str | None:
    return None if value is None else TRUE if value else FALSE


def phone(customer: int) -> str:
    """A number nobody has: country code 999 is assigned to no country."""
    return f"+99900{customer:07d}"


def customer_id(customer: int) -> str | None:
    """The source's customer key; every fortieth caller is not identified."""
    return None if customer % 40 == 0 else f"K{customer:06d}"


def inbound_calls(floor: Floor, clock: Clock) -> Iterator[tuple[str, tuple]]:
    """(month, row) of `calls` for the inbound lines, in order of offer."""
    iso = clock.iso
    for number, call in enumerate(floor.calls):
        if call.line == "outbound":
            continue
        last = call.last_leg
        answered = last is not None
        yield clock.month(call.offered), (
            call.identity,
            "voice", "inbound", call.line, call.queue,
            f"{call.line}_service" if call.queue else None,
            "site_1",
            "4000000001" if call.line == "hotline" else "4000000002",
            f"TR{call.customer % 4 + 1}",
            customer_id(call.customer), phone(call.customer), _flag(call.vip),
            last.person.agent_id if last else None,
            iso(call.offered),
            iso(call.offered) if call.ivr_end else None,
            iso(call.ivr_end), iso(call.entered), iso(call.abandoned), iso(call.answered),
            iso(call.ended),
            _flag(call.contained),
            call.ring // 5 + 1 if call.legs else None,
            call.ring if call.legs else None,
            None if call.entered is None else waited_seconds(call),
            call.talk if answered else None,
            call.hold if answered else None,
            call.wrap if answered else None,
            call.disposition,
            call.disconnect_by or ("customer" if call.abandoned else "system"),
            call.intent if call.queue else None,
            _flag(call.resolved) if answered else None,
            _flag(answered and call.resolved is False and number % 9 == 0),
            _flag(call.contained and number % 400 == 0),
            f"R{call.identity[1:]}" if answered else None,
        )  # fmt: skip


def waited_seconds(call: Call) -> int:
    """Seconds in the queue of a call that entered one, without the ring that ended the wait."""
    return (call.answered or call.abandoned) - call.entered - (call.ring if call.legs else 0)


def legs(floor: Floor, clock: Clock) -> Iterator[tuple[str, tuple]]:
    """(month, row) of `call_legs`: every inbound ring and every answered outbound call."""
    iso = clock.iso
    for call in floor.calls:
        sequence, month = 0, clock.month(call.offered)
        for leg in call.legs:
            outbound = call.line == "outbound"
            if outbound and leg.answered is None:
                continue
            sequence += 1
            answered = leg.answered is not None
            yield month, (
                f"{call.identity}-{sequence}", call.identity, sequence, leg.person.agent_id,
                leg_queue(leg.queue),
                "outbound" if outbound else "inbound",
                iso(leg.rang), iso(leg.answered), iso(leg.ended),
                leg.talk if answered else None,
                leg.hold if answered else None,
                leg.wrap if answered else None,
                _flag(answered), _flag(leg.rejected), _flag(leg.transfer is not None),
                leg.transfer, leg.target,
                _flag(leg.target == "after_sales_general") if leg.transfer else None,
            )  # fmt: skip


def leg_queue(queue: str | None) -> str | None:
    """A transferred caller waits in the general queue of the line they were handed to."""
    return {"hotline": "hotline_general", "after_sales": "after_sales_general"}.get(queue, queue)


def states(floor: Floor, clock: Clock) -> Iterator[tuple[str, tuple]]:
    """(month, row) of `agent_states`, in order of start; a shift is never cut."""
    iso = clock.iso
    floor.states.sort(key=lambda row: (row[3], row[0].agent_id))
    for number, (person, state, reason, start, end, call, session, shift) in enumerate(
        floor.states, 1
    ):
        approver = None
        if reason == "busy" and shift.role == "agent":
            approver = LEADERS[person.team(shift.day)]
        yield f"{shift.day:%Y-%m}", (
            f"ST{number:07d}", person.agent_id, state, reason or None, iso(start), iso(end),
            end - start, shift.day, shift.code, call.identity if call else None, session, approver,
        )  # fmt: skip


def outbound_calls(floor: Floor) -> Iterator[Call]:
    """Outbound dials, which come from the dialler's own export."""
    return (call for call in floor.calls if call.line == "outbound")


def attendance_rows(shifts: list[Shift], clock: Clock) -> Iterator[tuple[str, tuple]]:
    """(month, row) of `attendance`: one pair of punches a worked shift."""
    for number, shift in enumerate(shifts):
        if shift.clock_in is None:
            continue
        team = shift.person.team(shift.day)
        corrected = number % 97 == 0 and team != "T0"  # nobody leads the support team
        yield f"{shift.day:%Y-%m}", (
            f"P-{shift.person.agent_id}-{shift.day:%Y%m%d}", shift.person.agent_id, shift.day,
            clock.iso(shift.clock_in), clock.iso(shift.clock_out + shift.overtime),
            _flag(shift.clock_in <= shift.start - 300), _flag(corrected),
            LEADERS[team] if corrected else None,
        )  # fmt: skip


def absence_rows(shifts: list[Shift], clock: Clock) -> Iterator[tuple[str, tuple]]:
    """(month, row) of `absences`: stretches of shifts a person was away, cut at month's end.

    The one long absence is told whole, from its first day to its last.
    """
    stretches: list[list[Shift]] = []
    latest: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=lambda one: (one.person.agent_id, one.start)):
        who = shift.person.agent_id
        if shift.leave is None:
            latest.pop(who, None)
            continue
        stretch = latest.get(who)
        if (
            stretch
            and stretch[-1].leave == shift.leave
            and _is_long(stretch[-1]) == _is_long(shift)
            and (stretch[-1].day.month == shift.day.month or _is_long(shift))
        ):
            stretch.append(shift)
        else:
            latest[who] = [shift]
            stretches.append(latest[who])
    for stretch in stretches:
        first, last = stretch[0], stretch[-1]
        planned = first.leave in ("annual", "swap")
        identity = f"LV-{first.person.agent_id}-{first.day:%Y%m%d}"
        if office.asked_late(identity, first.leave):
            planned = False
        asked = first.start - (5 * 86_400 if planned else 5400)
        start, end = first.start, last.end
        if _is_long(first):
            start = clock.at(PLANTED["long_absence"].first_date, 0)
            end = clock.at(PLANTED["long_absence"].last_date, 1440)
        yield f"{first.day:%Y-%m}", (
            identity, first.person.agent_id, first.leave,
            clock.iso(start), clock.iso(end), len(stretch), clock.iso(asked),
            LEADERS[first.person.team(first.day)], clock.iso(asked + 3600), _flag(planned), None,
        )  # fmt: skip


def _is_long(shift: Shift) -> bool:
    truth = PLANTED["long_absence"]
    return shift.person.agent_id == truth.who and truth.holds(shift.day)


def assignment_rows(people: list[Person], clock: Clock) -> Iterator[tuple]:
    """Rows of `assignments`; a leaver's last post ends the day after the last day.

    Role and post are told of who changed post; of all others the register tells them.
    """
    since = clock.first_date - timedelta(days=300)
    for engineer in ENGINEERS:
        name = TEAMS["T0"][1]
        yield engineer, since, None, "T0", name, None, None, None, "support_A", *(None,) * 3
    for place, person in enumerate(people, 1):
        for number, (since, team) in enumerate(person.posts):
            line, name, _ = TEAMS[team]
            first = person.hire_date if number == 0 else since
            until = person.posts[number + 1][0] if number + 1 < len(person.posts) else None
            if until is None and person.last_day is not None:
                until = person.last_day + timedelta(days=1)
            leader = LEADERS[team] if team != "T0" else None
            told = len(person.posts) > 1
            yield (
                person.agent_id, first, until, team, name, leader, SUPERVISORS[line],
                None if team == "T0" else line,
                f"{line}_{'ABCDEFGH'[person.group]}", "sales" if line == "outbound" else None,
                person.role_on(first) if told else None,
                post_code(person, place, first) if told else None,
            )  # fmt: skip


def skill_rows(people: list[Person], clock: Clock) -> Iterator[tuple]:
    """Rows of `skills`: held since hire, certified on the first working morning."""
    for person in people:
        if person.role not in ("agent", "team_leader"):
            continue
        for skill, level in person.skills.items():
            yield (
                person.agent_id, skill, person.hire_date, None, level,
                clock.iso(clock.at(person.hire_date, 600)),
            )  # fmt: skip
