"""What the house itself records: staff, exams, hygiene, peer ratings, patrols, targets."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.demo import office
from pipeline.demo.clock import Clock
from pipeline.demo.office import spans
from pipeline.demo.people import (
    ENGINEERS,
    LEADERS,
    LINES,
    SUPERVISORS,
    TEAMS,
    Person,
    Shift,
    post_code,
)
from pipeline.demo.planted import PLANTED

HEADERS = {
    "assessments": office.ASSESSMENT,
    "workplace_events": office.EVENT,
    "targets": (
        "period_type", "period_start_date", "scope_type", "scope_id", "metric_code",
        "target_value", "warn_value", "approved_at",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]

# metric: (target, value that warns), binding on everybody in the centre; a line may have its own.
RATE_TARGETS = {
    "inbound_connect_rate": (0.93, 0.90),
    "centre_connect_rate": (0.90, 0.87),
    "service_level_20s": (0.85, 0.80),
    "service_level_30s": (0.88, 0.83),
    "abandonment_rate": (0.05, 0.08),
    "first_contact_resolution_rate": (0.80, 0.75),
    "csat_rate": (0.90, 0.85),
    "ivr_csat_rate": (0.90, 0.85),
    "work_hour_utilization_rate": (0.75, 0.70),
    "service_standard_compliance_rate": (0.90, 0.85),
    "exam_score": (85, 75),
    "qa_score": (90, 85),
    "schedule_adherence_rate": (0.93, 0.90),
    "attendance_rate": (0.97, 0.94),
    "survey_participation_rate": (0.35, 0.25),
    "multi_skill_coverage_rate": (0.60, 0.50),
    "hygiene_inspection_score": (90, 80),
    "leader_service_standard_rate": (0.90, 0.85),
    "leader_ivr_csat_rate": (0.90, 0.85),
}
# What one person is asked for in a month, by role; teams, lines and the centre plan the sum.
PERSONAL_TARGETS = {
    "agent": {"suggestion_count": 1, "praise_count": 1},
    "team_leader": {"suggestion_count": 1, "praise_count": 1},
    "supervisor": {"suggestion_count": 1},
}
LINE_TARGETS = {
    "hotline": {"average_talk_time_seconds": (280, 330), "average_handle_time_seconds": (300, 350)},
    "after_sales": {
        "average_talk_time_seconds": (470, 540),
        "average_handle_time_seconds": (500, 560),
        "first_contact_resolution_rate": (0.78, 0.72),
    },
    "outbound": {
        "average_talk_time_seconds": (330, 400),
        "first_contact_resolution_rate": (0.70, 0.60),
    },
}
# Contacts one agent should handle on a planned shift, by line and shift; sales on an outbound one.
SHIFT_TARGETS = {
    "hotline": {"early": 48, "mid": 42, "office": 50, "night": 19},
    "after_sales": {"early": 36, "mid": 33, "office": 36},
    "outbound": {"office": 23, "mid": 23},
}
SALES_A_SHIFT = 2.5
LEADS_A_SHIFT = 2.2
WEEKLY_LINE = "hotline"  # judged by the week too, so asked by the week
LEADER_SHARE = {"hotline": 0.15, "after_sales": 0.15, "outbound": 0.45}


def star_of(person: Person) -> int:
    """Star level, 1 to 5, as the HR system lists it and payroll pays it."""
    return 1 + int(person.knowledge // 20) - (person.typing < 60)


def employee_rows(people: list[Person], clock: Clock) -> Iterator[tuple[str, tuple]]:
    """The HR system's monthly list, in its own Chinese words: whoever was hired by month's end."""
    posts = {
        "agent": "座席",
        "team_leader": "班长",
        "supervisor": "督导",
        "manager": "经理",
        "support": "支撑",
    }
    for first, last in spans(clock):
        for number, person in enumerate(people, 1):
            if person.hire_date > last:
                continue
            left = person.last_day is not None and person.last_day <= last
            yield f"{first:%Y-%m}", (
                person.agent_id, f"00{number:06d}", f"{person.hire_date:%Y/%m/%d}",
                posts[person.role_on(last)], "劳务派遣" if number % 7 == 0 else "正式",
                post_code(person, number, min(last, person.last_day or last)),
                star_of(person),
                "离职" if left else "在职",
                f"{person.last_day:%Y/%m/%d}" if left else None,
                ("是" if number % 2 == 0 else "否") if left else None,
                _why_left(person.agent_id, number) if left else None,
            )  # fmt: skip
        for number, engineer in enumerate(ENGINEERS, len(people) + 1):
            hired = clock.first_date - timedelta(days=300 + 97 * number % 900)
            yield f"{first:%Y-%m}", (
                engineer, f"00{number:06d}", f"{hired:%Y/%m/%d}", "工程师", "正式", "EN1", 3,
                "在职", None, None, None,
            )  # fmt: skip


def _why_left(agent_id: str, number: int) -> str:
    if agent_id == PLANTED["burnout"].who:
        return "burnout"
    return "contract_end" if number % 2 else "personal"


def assessment_rows(seed: int, people: list[Person], clock: Clock) -> Rows:
    """Exams and typing tests, hygiene of people and teams, peers' and leaders' ratings."""
    dice = random.Random(f"{seed}:assessments")
    number = 0
    for index, (first, last) in enumerate(spans(clock)):
        month = f"{first:%Y-%m}"
        somewhere = (last - first).days

        def row(kind, item, subject_type, subject, rater, day, score, best, month=month):
            nonlocal number
            number += 1
            moment = clock.iso(clock.at(min(day, last), 600 + number % 420))  # noqa: B023
            identity = f"AS{number:06d}"
            accuracy = office.typing_accuracy(identity) if kind == "typing_test" else None
            return month, (
                identity, kind, item, subject_type, subject, rater, moment, score, best, "2026-1",
                None, None, None, accuracy,
            )  # fmt: skip

        staff = [one for one in people if one.role in ("agent", "team_leader")]
        staff = [one for one in staff if one.employed(last)]
        day_of = {
            name: first + timedelta(days=min(somewhere, days))
            for name, days in (("exam", 19), ("typing", 9), ("peer", 25), ("manager", 26))
        }
        for place, person in enumerate(staff):
            team = person.team(last)
            is_agent = person.role_on(last) == "agent"
            boss = LEADERS[team] if is_agent else SUPERVISORS[TEAMS[team][0]]
            who = person.agent_id
            score = min(100, max(40, round(dice.gauss(person.knowledge + index, 5))))
            yield row("exam", "product_knowledge", "agent", who, "S02", day_of["exam"], score, 100)
            # Every third person is tested in every second month only.
            if place % 3 or index % 2 == 0:
                speed = max(30, round(dice.gauss(person.typing, 4)))
                yield row(
                    "typing_test", "chinese", "agent", who, "S01", day_of["typing"], speed, None
                )
            desk = min(10, max(4, round(dice.gauss(8.8, 0.9))))
            yield row("hygiene", "desk", "agent", who, boss, day_of["typing"], desk, 10)
            if index == 0 or place % 2 == index % 2:
                score = min(10, max(4, round(dice.gauss(8.2 + 0.4 * person.quality, 0.7))))
                yield row(
                    "manager_review", "teamwork", "agent", who, boss, day_of["manager"], score, 10
                )
            mates = [one for one in staff if one.team(last) == team and one is not person]
            few = office.has_few_raters(person, last)
            for place_of, rater in enumerate((*dice.sample(mates, min(4, len(mates))), person)):
                # People are kind to themselves; a self rating must not count.
                score = 10 if rater is person else min(10, max(4, round(dice.gauss(8.3, 0.9))))
                if few and place_of >= 2 and rater is not person:
                    continue
                yield row(
                    "peer_review", "cooperation", "agent", who, rater.agent_id, day_of["peer"],
                    score, 10,
                )  # fmt: skip
        for team in LEADERS:
            for week in range(0, somewhere + 1, 7):
                score = min(10, max(5, round(dice.gauss(8.7, 0.8))))
                day = first + timedelta(days=week)
                yield row("hygiene", "office", "team", team, "S01", day, score, 10)
        if last.month % 3 == 0:
            for rater in staff[::3]:
                score = min(5, max(1, round(dice.gauss(3.9, 0.8))))
                yield row(
                    "employee_survey", "work_climate", "centre", "centre", rater.agent_id,
                    day_of["manager"], score, 5,
                )  # fmt: skip


def workplace_rows(seed: int, shifts: list[Shift], clock: Clock) -> Rows:
    """Rows of `workplace_events` that happened: a patrol may have been left out."""
    return ((month, row) for month, row in _planned_events(seed, shifts, clock) if month)


def _planned_events(seed: int, shifts: list[Shift], clock: Clock) -> Rows:
    """Patrols every half hour of a leader's shift; errors, discipline, suggestions and awards."""
    dice, extras = random.Random(f"{seed}:workplace"), office.Extras(seed, clock)
    worked = [shift for shift in shifts if shift.login is not None]
    on_floor: dict[tuple[date, str], list[Shift]] = defaultdict(list)
    for shift in worked:
        if shift.role == "agent":
            on_floor[shift.day, shift.person.team(shift.day)].append(shift)
    number = 0

    def row(moment, kind, code, agent, leader, team, **more):
        nonlocal number
        number += 1
        values = {
            "event_id": f"WE{number:06d}", "event_type": kind, "event_code": code,
            "agent_id": agent, "leader_id": leader, "team_id": team,
            "event_at": clock.iso(moment), "verified_flag": more.get("verified"),
            "resolved_flag": more.get("resolved"), "points": more.get("points"),
        }  # fmt: skip
        values |= extras.of(number, kind, code, moment, leader)
        month = "" if values.get("skip") else clock.month(moment)
        return month, tuple(values.get(column) for column in office.EVENT)

    for shift in worked:
        person, day = shift.person, shift.day
        team, who = person.team(day), person.agent_id
        if shift.role == "team_leader":
            for moment in range(shift.start + 1800, shift.end - 600, 1800):
                present = [
                    one
                    for one in on_floor[day, team]
                    if one.login < moment < (one.logout or one.end)
                ]
                walked = moment + dice.randint(-300, 300)
                if present and dice.random() < 0.035:
                    found = dice.choice(present).person.agent_id
                    code = dice.choice(("off_seat", "phone_use", "untidy_desk", "late_answer"))
                    yield row(
                        walked, "patrol", code, found, who, team, verified="true", resolved="true"
                    )
                else:
                    yield row(walked, "patrol", "in_order", None, who, team, resolved="true")
            if dice.random() < 0.5:
                yield row(
                    shift.start + dice.randint(0, 900), "handover", "done", None, who, team,
                    resolved="true",
                )  # fmt: skip
            if dice.random() < 0.15:
                yield row(shift.start + 1200, "broadcast", "new_rule", None, who, team)
            continue
        if shift.role != "agent":
            continue
        throw, sure = dice.random(), "true" if dice.random() < 0.75 else "false"
        moment = shift.start + dice.randint(1800, 25_000)
        leader = LEADERS[team]
        weak = max(0.4, 1 - 0.4 * person.quality)
        if throw < 0.012 * weak:
            code = dice.choice(("wrong_answer", "wrong_form", "missed_field"))
            yield row(
                moment, "error", code, who, leader, team, verified=sure, resolved="true", points=1
            )
        elif throw < 0.019 * weak:
            code = "insubordination" if dice.random() < 0.12 else "rule_breach"
            yield row(moment, "discipline", code, who, leader, team, verified=sure, points=1)
        elif throw > 0.962:
            code = "accepted" if sure == "true" else "declined"
            yield row(moment, "suggestion", code, who, leader, team, verified=sure, points=1)
        elif throw > 0.952 and person.quality > 0:
            yield row(
                moment, "award", "star_of_the_week", who, leader, team, verified="true", points=2
            )


def target_rows(shifts: list[Shift], clock: Clock) -> Iterator[tuple]:
    """Monthly targets of the centre, the lines, the teams, and each agent's share of the volume.

    Volume stands at the agent and follows the roster: nights are quiet, and who works part of it or
    is on planned leave is asked for less. A target is that of the whole month, also of who
    joins or leaves within it: the card asks for the days in post. The suggestions and the praise
    that each person is asked for are the same every month.
    """
    for first, last in spans(clock):
        month = first.replace(day=1)
        approved = clock.iso(clock.at(month, 600) - 5 * 86_400)
        scopes = [("centre", "centre", RATE_TARGETS)]
        for line in LINES:
            scopes.append(("line", line, RATE_TARGETS | LINE_TARGETS[line]))
        for team in LEADERS:
            line = TEAMS[team][0]
            if line in LINES:
                own = RATE_TARGETS | LINE_TARGETS[line]
                names = ("first_contact_resolution_rate", "csat_rate", "average_talk_time_seconds")
                scopes.append(("team", team, {name: own[name] for name in names}))
        for scope_type, scope_id, metrics in scopes:
            for metric, (target, warn) in metrics.items():
                yield "month", month, scope_type, scope_id, metric, target, warn, approved
        volume: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for shift in shifts:
            person, line = shift.person, shift.person.line(shift.day)
            planned = first <= shift.day <= last and shift.leave not in ("annual", "swap")
            if planned:
                volume[person.agent_id] |= PERSONAL_TARGETS.get(shift.role, {})
            if not planned or line not in LINES:
                continue
            share = LEADER_SHARE[line] if shift.role == "team_leader" else 1.0
            share *= _whole(person, first, last)
            asked = volume[person.agent_id]
            asked["calls_handled_count"] += SHIFT_TARGETS[line][shift.code] * share
            if line == "outbound":
                asked["sales_count"] += SALES_A_SHIFT * share
                asked["leads_generated_count"] += LEADS_A_SHIFT * share
        for agent_id, asked in sorted(volume.items()):
            for metric, amount in asked.items():
                target = max(1, round(amount))
                yield (
                    "month", month, "agent", agent_id, metric, target, round(target * 0.85),
                    approved,
                )  # fmt: skip
    yield from _week_target_rows(shifts, clock)


def _whole(person: Person, first: date, last: date) -> float:
    """How many times the days in which a person is employed make the whole span."""
    begin = max(first, person.hire_date)
    end = min(last, person.last_day or last)
    return ((last - first).days + 1) / max((end - begin).days + 1, 1)


def _week_target_rows(shifts: list[Shift], clock: Clock) -> Iterator[tuple]:
    """Each agent's share of the volume in every whole week, Monday to Sunday."""
    asked: dict[tuple[date, str], float] = defaultdict(float)
    for shift in shifts:
        person, monday = shift.person, shift.day - timedelta(days=shift.day.weekday())
        whole = monday >= clock.dates[0] and monday + timedelta(days=6) <= clock.dates[-1]
        planned = whole and shift.leave not in ("annual", "swap")
        if planned and person.role == "agent" and person.line(shift.day) == WEEKLY_LINE:
            whole = _whole(person, monday, monday + timedelta(days=6))
            asked[monday, person.agent_id] += SHIFT_TARGETS[WEEKLY_LINE][shift.code] * whole
    for (monday, agent_id), amount in sorted(asked.items()):
        target = round(amount)
        approved = clock.iso(clock.at(monday, 600) - 5 * 86_400)
        yield (
            "week", monday, "agent", agent_id, "calls_handled_count", target,
            round(target * 0.85), approved,
        )  # fmt: skip
