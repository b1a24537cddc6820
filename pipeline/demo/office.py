"""More of what the house records: broadcasts, handovers, reflections, alerts, courses, reviews.

House tells the old events; this adds kinds and columns without moving a figure of theirs. Every
kind draws from its own dice.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

from pipeline.demo.clock import Clock
from pipeline.demo.contacts import Call
from pipeline.demo.people import (
    LEADERS,
    LINES,
    MANAGER,
    QA_STAFF,
    SUPERVISORS,
    TEAMS,
    Person,
    Shift,
)
from pipeline.demo.planted import PLANTED

HOUR, DAY = 3600, 86_400
Rows = Iterator[tuple[str, tuple]]
EVENT = (
    "event_id", "event_type", "event_code", "agent_id", "leader_id", "team_id", "event_at",
    "verified_flag", "resolved_flag", "due_at", "interaction_id", "ticket_id", "points",
    "responsibility", "found_by", "evidence_ref", "metric_code", "value", "limit_value", "amount",
    "completed_at",
)  # fmt: skip
ASSESSMENT = (
    "assessment_id", "assessment_type", "item_code", "subject_type", "subject_id", "rater_id",
    "assessed_at", "score", "max_score", "form_version", "course_id", "cohort_id", "phase",
    "accuracy",
)  # fmt: skip
OVERTIME = (
    "leave_id", "agent_id", "leave_type", "start_at", "end_at", "days", "requested_at",
    "approved_by", "approved_at", "written_flag", "hours",
)  # fmt: skip
ERROR_KINDS = {"wrong_answer": "service", "wrong_form": "work", "missed_field": "ticket"}
LONG_CALL_SECONDS = 1500
AWARDS = ("customer_star", "best_service_of_the_month", "most_resolved", "lead_finder")
# One course a month, for one line: (course, line, what it teaches).
COURSES = (
    ("C-101", "hotline", "network_faults"),
    ("C-102", "outbound", "needs_analysis"),
    ("C-103", "after_sales", "recall_handling"),
)
LEADER_ITEMS = ("support_strength", "dispatch", "response_speed", "adaptability")
AGENT_ITEMS = ("soft", "adaptability", "learning", "stress_resistance")


def spans(clock: Clock) -> list[tuple[date, date]]:
    """(first, last) covered day of each month."""
    months = defaultdict(list)
    for day in clock.dates:
        months[day.replace(day=1)].append(day)
    return [(days[0], days[-1]) for _, days in sorted(months.items())]


class Extras:
    """Columns that the older kinds of workplace events gained; one throw an event."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.dice, self.clock = random.Random(f"{seed}:workplace extras"), clock

    def of(self, number: int, kind: str, code: str, moment: int, leader: str) -> dict:
        """What an event says beyond who and when; codes of errors become their kinds."""
        throw, delay = self.dice.random(), self.dice.random()
        iso = self.clock.iso
        if kind == "error":
            return {
                "event_code": ERROR_KINDS[code],
                "found_by": QA_STAFF[number % 2],
                "evidence_ref": f"EV{number:06d}",
            }
        if kind == "discipline":  # a leader has two hours; one in eight comes late
            done = moment + int((0.3 + 1.5 * delay) * HOUR) + (3 * HOUR if throw < 0.12 else 0)
            return {
                "found_by": leader,
                "evidence_ref": f"EV{number:06d}",
                "due_at": iso(moment + 2 * HOUR),
                "completed_at": iso(done) if done < self.clock.end else None,
                "resolved_flag": "true",
            }
        if kind == "broadcast":
            late = throw < 0.05
            wrong = 0.05 <= throw < 0.085
            sent = moment + int(delay * 1500) + (2700 if late else 0)
            return {
                "event_code": "wrong" if wrong else "new_rule",
                "verified_flag": "true" if wrong else None,
                "due_at": iso(moment + 1800),
                "completed_at": iso(sent) if sent < self.clock.end else None,
            }
        if kind == "patrol" and code == "in_order":
            # what a leader did not do in time, told by the supervisor; rarely no walk at all
            if throw < 0.02:
                return {"skip": True}
            if throw < 0.032:
                codes = ("no_answer", "mood_missed", "late_answer")
                return {
                    "event_code": codes[int(delay * 3)],
                    "found_by": "S01",
                    "verified_flag": "true",
                }
        if kind == "handover":
            return {"responsibility": "none"}
        if kind == "award":
            return {"amount": 100}
        return {}


def further_events(seed: int, clock: Clock, shifts: list[Shift], answered: list[Call]) -> Rows:
    """Rows of `workplace_events` of the kinds that house does not tell."""
    number = 0

    def row(moment: int, **values: object) -> tuple[str, tuple]:
        nonlocal number
        number += 1
        values |= {"event_id": f"WX{number:05d}", "event_at": clock.iso(moment)}
        return clock.month(moment), tuple(values.get(column) for column in EVENT)

    worked = [one for one in shifts if one.login is not None and one.role == "agent"]
    for make in (_handovers, _reflections, _feedback_on_kpis):
        for moment, values in make(seed, clock, worked):
            if moment < clock.end:
                yield row(moment, **values)
    for moment, values in _of_calls(seed, clock, answered):
        yield row(moment, **values)
    for moment, values in _awards(seed, clock, worked):
        yield row(moment, **values)
    for moment, values in _of_bosses(seed, clock, shifts):
        yield row(moment, **values)
    for moment, values in _miss_reviews(seed, clock, worked):
        yield row(moment, **values)


def _handovers(seed: int, clock: Clock, worked: list[Shift]) -> Iterator[tuple[int, dict]]:
    """Handovers that went wrong: who left them unclear is mainly to blame."""
    dice = random.Random(f"{seed}:handovers")
    by_day: dict[tuple[date, str], list[Shift]] = defaultdict(list)
    for shift in worked:
        by_day[shift.day, shift.person.team(shift.day)].append(shift)
    for shift in worked:
        throw, other = dice.random(), dice.random()
        if throw >= 0.009 * max(0.5, 1 - 0.3 * shift.person.quality):
            continue
        team = shift.person.team(shift.day)
        common = {
            "event_type": "handover", "event_code": "left_post" if throw < 0.0015 else "unclear",
            "leader_id": LEADERS[team], "team_id": team, "verified_flag": "true",
            "resolved_flag": "true", "found_by": LEADERS[team],
            "evidence_ref": f"HO-{shift.schedule_id}",
        }  # fmt: skip
        yield shift.end, common | {"agent_id": shift.person.agent_id, "responsibility": "main"}
        mates = [one for one in by_day[shift.day, team] if one.start > shift.start]
        if mates and other < 0.4:
            second = mates[int(other / 0.4 * len(mates))].person.agent_id
            yield shift.end + 60, common | {"agent_id": second, "responsibility": "secondary"}


def _reflections(seed: int, clock: Clock, worked: list[Shift]) -> Iterator[tuple[int, dict]]:
    """What agents hand in after thinking about their month."""
    dice = random.Random(f"{seed}:reflections")
    for shift in worked:
        team = shift.person.team(shift.day)
        if dice.random() < 0.035 + 0.012 * shift.person.quality:
            yield shift.end - dice.randint(600, 5000), {
                "event_type": "suggestion", "event_code": "reflection",
                "agent_id": shift.person.agent_id, "leader_id": LEADERS[team], "team_id": team,
            }  # fmt: skip


def _feedback_on_kpis(seed: int, clock: Clock, worked: list[Shift]) -> Iterator[tuple[int, dict]]:
    """What agents say about the figures they are judged by."""
    dice = random.Random(f"{seed}:kpi feedback")
    metrics = {
        "hotline": ("average_talk_time_seconds", "ivr_csat_rate", "calls_handled_count"),
        "after_sales": ("average_talk_time_seconds", "first_contact_resolution_rate"),
        "outbound": ("sales_count", "conversion_rate"),
    }
    for shift in worked:
        if dice.random() < 0.012:
            team = shift.person.team(shift.day)
            fair = dice.random() < 0.6
            yield shift.start + 9000, {
                "event_type": "kpi_feedback",
                "event_code": "reasonable" if fair else "unreasonable",
                "agent_id": shift.person.agent_id, "team_id": team,
                "metric_code": dice.choice(metrics[shift.person.line(shift.day)]),
            }  # fmt: skip


def _of_calls(seed: int, clock: Clock, answered: list[Call]) -> Iterator[tuple[int, dict]]:
    """Alerts of calls that drag on, and small amounts granted to angry customers."""
    dice = random.Random(f"{seed}:alerts")
    for call in answered:
        throw = dice.random()
        leg = call.last_leg
        person, day = leg.person, clock.day(leg.answered)
        about = {
            "agent_id": person.agent_id, "interaction_id": call.identity,
            "team_id": person.team(day),
        }  # fmt: skip
        if leg.talk + leg.hold > LONG_CALL_SECONDS:
            popped = leg.answered + LONG_CALL_SECONDS
            closed = leg.ended + leg.wrap
            yield popped, about | {
                "event_type": "alert", "event_code": "long_call",
                "metric_code": "average_handle_time_seconds", "value": leg.talk + leg.hold,
                "limit_value": LONG_CALL_SECONDS, "resolved_flag": "true",
                "completed_at": clock.iso(closed) if closed < clock.end else None,
            }  # fmt: skip
        if call.intent.endswith("_complaint") and throw < 0.09 and call.ended < clock.end:
            yield call.ended, about | {
                "event_type": "goodwill", "event_code": "voucher", "verified_flag": "true",
                "amount": (10, 20, 20, 30, 50)[int(throw / 0.09 * 5)],
            }  # fmt: skip


def _miss_reviews(seed: int, clock: Clock, worked: list[Shift]) -> Iterator[tuple[int, dict]]:
    """What leaders find on Mondays to be the cause of the week before, team by team."""
    recall = PLANTED["recall_week"]
    for day in clock.dates[7:]:
        if day.weekday() != 0:
            continue
        was_recall = any(recall.holds(day - timedelta(days=back)) for back in range(1, 8))
        for team, (line, _, _) in TEAMS.items():
            if line == "support":
                continue
            short = line == "after_sales" and was_recall
            yield clock.at(day, 600), {
                "event_type": "miss_review",
                "event_code": "resource_shortage" if short else "script_defect",
                "team_id": team, "leader_id": LEADERS[team],
                "metric_code": "csat_rate" if short else "first_contact_resolution_rate",
            }  # fmt: skip


def _awards(seed: int, clock: Clock, worked: list[Shift]) -> Iterator[tuple[int, dict]]:
    """Awards of the month, given on its last day to people who deserve them."""
    dice = random.Random(f"{seed}:awards")
    for _, last in spans(clock):
        good = sorted(
            {
                (shift.person.agent_id, shift.person.team(last))
                for shift in worked
                if shift.person.quality > 0.4 and shift.person.employed(last)
            }
        )
        for code, (who, team) in zip(AWARDS, dice.sample(good, min(4, len(good))), strict=False):
            yield clock.at(last, 1050), {
                "event_type": "award", "event_code": code, "agent_id": who, "team_id": team,
                "leader_id": LEADERS[team], "verified_flag": "true", "amount": 300,
                "evidence_ref": f"AW-{last:%Y%m}",
            }  # fmt: skip


def _of_bosses(seed: int, clock: Clock, shifts: list[Shift]) -> Iterator[tuple[int, dict]]:
    """What leaders and supervisors suggested, and what supervisors overlooked in checking."""
    dice = random.Random(f"{seed}:bosses")
    for shift in shifts:
        role, who = shift.person.role, shift.person.agent_id
        if shift.login is None or role not in ("team_leader", "supervisor"):
            continue
        throw = dice.random()
        moment = shift.start + dice.randint(3600, 25_000)
        common = {
            "agent_id": who, "leader_id": SUPERVISORS.get(shift.person.line(shift.day)) or MANAGER,
            "team_id": shift.person.team(shift.day), "verified_flag": "true", "points": 1,
        }  # fmt: skip
        if throw < 0.03:
            yield moment, common | {"event_type": "suggestion", "event_code": "accepted"}
        elif throw > 0.985 and role == "supervisor":
            yield moment, common | {
                "event_type": "error", "event_code": "work", "found_by": MANAGER,
                "resolved_flag": "true", "evidence_ref": f"EB-{shift.schedule_id}",
            }  # fmt: skip


# --- assessments ----------------------------------------------------------------------------


def typing_accuracy(identity: str) -> float:
    """Share of right characters of one typing test: the same for the same test."""
    return round(0.94 + 0.06 * (crc32(identity.encode()) / 2**32), 4)


def has_few_raters(person: Person, last: date) -> bool:
    """The planted person whom only two peers rated in one month."""
    truth = PLANTED["two_raters"]
    return person.agent_id == truth.who and truth.holds(last)


def cohort(people: list[Person], line: str, day: date) -> list[Person]:
    """Who takes a course: two of three agents of the line; never the one whose speed deceives."""
    fast = PLANTED["speed_hides_quality"].who
    return [
        person
        for place, person in enumerate(people)
        if person.role_on(day) == "agent" and person.employed(day) and person.line(day) == line
        and place % 3 and person.agent_id != fast
    ]  # fmt: skip


def further_assessments(seed: int, clock: Clock, people: list[Person]) -> Rows:
    """Rows of `assessments`: exams before and after a course, reviews by managers, clean-ups."""
    number = 0

    def row(day: date, *values: object, **more: object) -> tuple[str, tuple]:
        nonlocal number
        number += 1
        moment = clock.iso(clock.at(day, 600 + number % 420))
        kind, item, subject_type, subject, rater, score, best = values
        return f"{day:%Y-%m}", (
            f"AX{number:05d}", kind, item, subject_type, subject, rater, moment, score, best,
            "2026-1", more.get("course"), more.get("cohort"), more.get("phase"), None,
        )  # fmt: skip

    dice, taught = random.Random(f"{seed}:reviews of people"), random.Random(f"{seed}:courses")
    signed = random.Random(f"{seed}:appraisals")
    for index, (first, last) in enumerate(spans(clock)):
        course, line, topic = COURSES[index % len(COURSES)]
        about = {"course": course, "cohort": f"{course}-{first:%Y%m}"}
        before, after = (min(last, first + timedelta(days=days)) for days in (3, 13))
        for person in cohort(people, line, last):
            knew = min(95, max(35, round(taught.gauss(person.knowledge - 16, 6))))
            knows = min(100, knew + max(-3, round(taught.gauss(13, 5))))
            who = person.agent_id
            yield row(before, "exam", topic, "agent", who, "S02", knew, 100, phase="pre", **about)
            yield row(after, "exam", topic, "agent", who, "S02", knows, 100, phase="post", **about)
        review = min(last, first + timedelta(days=26))
        for person in people:
            if not person.employed(last):
                continue
            team, role = person.team(last), person.role_on(last)
            if role == "agent":
                boss, items, mean = LEADERS[team], AGENT_ITEMS, 8.1 + 0.5 * person.quality
            elif role == "team_leader":
                boss, items, mean = SUPERVISORS[TEAMS[team][0]], LEADER_ITEMS, 8.6
            elif role == "supervisor":
                boss, items, mean = MANAGER, (*LEADER_ITEMS, "teamwork"), 8.8
            else:
                continue
            for item in items:
                score = min(10, max(3, round(dice.gauss(mean, 0.7))))
                yield row(review, "manager_review", item, "agent", person.agent_id, boss, score, 10)
        for team, leader in LEADERS.items():
            if TEAMS[team][0] in LINES:
                score = min(10, max(5, round(dice.gauss(8.9, 0.7))))
                yield row(last, "hygiene", "monthly_cleaning", "team", team, "S01", score, 10)
                score = min(10, max(5, round(dice.gauss(9.0, 0.6))))
                yield row(last, "hygiene", "rest_rooms", "team", team, leader, score, 10)
        if last.month % 3 == 0:
            for person in people[::3]:
                if person.employed(last) and person.role in ("agent", "team_leader"):
                    for item, mean in (("environment", 4.0), ("benefits", 3.6)):
                        score = min(5, max(1, round(dice.gauss(mean, 0.8))))
                        who = person.agent_id
                        yield row(
                            review, "employee_survey", item, "centre", "centre", who, score, 5
                        )
    for _, last in spans(clock):
        for person in people:
            if person.employed(last) and person.role in ("agent", "team_leader"):
                team = person.team(last)
                boss = LEADERS[team] if person.role == "agent" else SUPERVISORS[TEAMS[team][0]]
                score = min(98, max(45, round(signed.gauss(83 + 5 * person.quality, 4))))
                who = person.agent_id
                yield row(last, "manager_review", "appraisal", "agent", who, boss, score, 100)


# --- overtime and leave ----------------------------------------------------------------------


def plan_overtime(seed: int, clock: Clock, shifts: list[Shift]) -> list[tuple[Shift, int, str]]:
    """(shift, hours, kind): people stay for follow-up work when the centre floods, seldom else.

    Planned in the promotion and recall weeks, emergency on the day of the outage; they punch out
    later, but log out of the telephone when their shift ends.
    """
    dice = random.Random(f"{seed}:overtime")
    found = []
    for shift in shifts:
        throw, hours = dice.random(), dice.choice((1, 1, 2, 2, 3))
        line = shift.person.line(shift.day)
        chance, kind = 0.008, "overtime_emergency"
        if PLANTED["recall_week"].holds(shift.day) and line == "after_sales":
            chance, kind = 0.3, "overtime_planned"
        elif PLANTED["promotion_week"].holds(shift.day) and line != "after_sales":
            chance, kind = 0.15, "overtime_planned"
        elif PLANTED["outage"].holds(shift.day) and line in LINES:
            chance = 0.25
        if (
            throw < chance
            and shift.login is not None
            and shift.role == "agent"
            and shift.code != "night"
            and shift.end + hours * HOUR < clock.end
            and shift.logout >= shift.end
        ):
            shift.overtime = hours * HOUR
            found.append((shift, hours, kind))
    return found


def overtime_rows(clock: Clock, overtime: list[tuple[Shift, int, str]]) -> Rows:
    """Rows of `absences` that are overtime: approved before it begins where it was planned."""
    for shift, hours, kind in overtime:
        planned = kind == "overtime_planned"
        asked = shift.start - DAY if planned else shift.end - HOUR
        leader = LEADERS[shift.person.team(shift.day)]
        yield f"{shift.day:%Y-%m}", (
            f"OT-{shift.person.agent_id}-{shift.day:%Y%m%d}", shift.person.agent_id, kind,
            clock.iso(shift.end), clock.iso(shift.end + hours * HOUR), None, clock.iso(asked),
            leader, clock.iso(asked + 1800), "true" if planned else "false", hours,
        )  # fmt: skip


def asked_late(leave_id: str, kind: str) -> bool:
    """One swap in five is asked for by word of mouth, too late."""
    return kind == "swap" and crc32(leave_id.encode()) % 5 == 0
