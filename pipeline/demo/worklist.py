"""Work that was planned and what became of it; trials; and the targets beyond the old ones."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.demo.clock import Clock, version_of
from pipeline.demo.ledger import REVENUE
from pipeline.demo.office import COURSES, cohort, spans
from pipeline.demo.people import LEADERS, LINES, MANAGER, QA_STAFF, SUPERVISORS, TEAMS, Person
from pipeline.demo.planted import PLANTED
from pipeline.home import PROJECT

HOUR, DAY = 3600, 86_400
HEADERS = {
    "work_items": (
        "work_item_id", "work_type", "item_code", "course_id", "cohort_id", "owner_id", "agent_id",
        "team_id", "planned_flag", "assigned_at", "due_at", "started_at", "completed_at",
        "planned_count", "completed_count", "record_count", "error_count", "accepted_count",
        "hours", "metric_code", "from_value", "goal_value", "result", "quality_flag", "_version",
    ),
    "pilots": ("pilot_id", "agent_id", "start_date", "end_date", "business_line", "arm"),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
# Scanned forms and automatic routing are tried in one after-sales team first.
SCAN_TEAM, SCAN_CONTROL, SCAN_AFTER_DAYS = "T5", "T6", 45
# KPI to improve: (usual start, goal).
GOALS = {
    "hotline": ("first_contact_resolution_rate", 0.72, 0.80),
    "after_sales": ("average_handle_time_seconds", 540, 500),
    "outbound": ("conversion_rate", 0.15, 0.19),
}
DATASETS = ("attendance", "quality_report", "weekly_report", "training_report")


# --- work items -------------------------------------------------------------------------------


def work_rows(seed: int, clock: Clock, people: list[Person], ends: list[tuple[str, int]]) -> Rows:
    """Rows of `work_items`, as each month's export knew them: open first, then done."""
    number = 0
    makers = (
        _trainings, _coachings, _tasks, _submissions, _improvements, _centre_plans, _governance,
    )  # fmt: skip
    for make in makers:
        dice = random.Random(f"{seed}:{make.__name__}")
        for item in make(dice, clock, people):
            number += 1
            yield from _versions(clock, ends, f"WI{number:05d}", item)


def _versions(clock: Clock, ends: list[tuple[str, int]], identity: str, item: dict) -> Rows:
    assigned, done = item["assigned"], item.get("completed")
    months = {clock.month(assigned)} | ({clock.month(done)} if done is not None else set())
    for month, end in ends:
        if assigned >= end or month not in months:
            continue
        known = done if done is not None and done < end else None
        values = {
            "work_item_id": identity, "assigned_at": clock.iso(assigned),
            "due_at": clock.iso(item["due"]), "completed_at": clock.iso(known),
            "started_at": clock.iso(item.get("started")) if known else None,
            "_version": version_of(month),
        } | item.get("about", {})  # fmt: skip
        if known:
            values |= item.get("outcome", {})
        elif values["work_type"] == "improvement_action":
            values["result"] = "open"
        yield month, tuple(values.get(column) for column in HEADERS["work_items"])


def _trainings(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """The course of the month, held between its two exams."""
    for index, (first, last) in enumerate(spans(clock)):
        course, line, topic = COURSES[index % len(COURSES)]
        held = clock.at(min(last, first + timedelta(days=8)), 570)
        for person in cohort(people, line, last):
            came = dice.random() < 0.95
            yield {
                "assigned": clock.at(first, 540), "due": held + 3 * HOUR, "started": held,
                "completed": held + 2 * HOUR if came else None,
                "about": {
                    "work_type": "training", "item_code": topic, "course_id": course,
                    "cohort_id": f"{course}-{first:%Y%m}", "owner_id": SUPERVISORS[line],
                    "agent_id": person.agent_id, "team_id": person.team(last),
                    "planned_flag": True,
                },
                "outcome": {"hours": 2, "quality_flag": True},
            }  # fmt: skip


def _coachings(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """Leaders coach everybody twice a month, supervisors those who need it most."""
    for first, last in spans(clock):
        for person in people:
            if person.role_on(last) != "agent" or not person.employed(last):
                continue
            team = person.team(last)
            coaches = [LEADERS[team], LEADERS[team]]
            if person.quality < 0 or dice.random() < 0.2:
                coaches.append(SUPERVISORS[TEAMS[team][0]])
            for coach in coaches:
                day = min(last, first + timedelta(days=dice.randint(1, 26)))
                held = clock.at(day, dice.randint(570, 1020))
                happened = dice.random() < 0.94
                yield {
                    "assigned": clock.at(first, 545), "due": clock.at(last, 1080), "started": held,
                    "completed": held + 1200 if happened else None,
                    "about": {
                        "work_type": "coaching",
                        "item_code": dice.choice(("call_review", "product", "wording")),
                        "owner_id": coach, "agent_id": person.agent_id, "team_id": team,
                        "planned_flag": dice.random() < 0.9,
                    },
                    "outcome": {"hours": 0.33, "quality_flag": dice.random() < 0.95},
                }  # fmt: skip


def _bosses(people: list[Person], day: date) -> list[Person]:
    return [
        one
        for one in people
        if one.role_on(day) in ("team_leader", "supervisor") and one.employed(day)
    ]


def _tasks(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """What the manager asks of leaders and supervisors, and they of some agents."""
    for first, last in spans(clock):
        doers = [*_bosses(people, last)] * 4
        doers += [one for one in people if one.role_on(last) == "agent" and one.employed(last)]
        for person in doers:
            day = min(last, first + timedelta(days=dice.randint(0, 22)))
            given = clock.at(day, dice.randint(540, 1000))
            wanted = given + dice.choice((1, 2, 3, 5)) * DAY
            late = dice.random() < 0.09
            done = wanted + (1 if late else -1) * dice.randint(1, 20) * HOUR
            yield {
                "assigned": given, "due": wanted, "started": given + 1800,
                "completed": max(done, given + HOUR) if dice.random() < 0.97 else None,
                "about": {
                    "work_type": "task",
                    "item_code": dice.choice(("knowledge_base", "case_collection", "floor_plan")),
                    "owner_id": person.agent_id, "agent_id": person.agent_id,
                    "team_id": person.team(last), "planned_flag": False,
                },
                "outcome": {"quality_flag": dice.random() < 0.93},
            }  # fmt: skip


def _submissions(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """What leaders and supervisors have to hand in every Monday."""
    for day in clock.dates:
        if day.weekday() != 0:
            continue
        for person in _bosses(people, day):
            is_supervisor = person.role == "supervisor"
            kinds = DATASETS[1:] if is_supervisor else ("attendance",)
            for kind in kinds:
                due = clock.at(day, 720)
                late = dice.random() < 0.07
                done = due + (1 if late else -1) * dice.randint(600, 9000)
                records = dice.randint(35, 70)
                wrong = dice.random() < 0.14
                yield {
                    "assigned": clock.at(day, 480), "due": due, "started": clock.at(day, 480),
                    "completed": done,
                    "about": {
                        "work_type": "data_submission", "item_code": kind,
                        "owner_id": person.agent_id, "team_id": person.team(day),
                        "planned_flag": True,
                    },
                    "outcome": {
                        "record_count": records,
                        "error_count": dice.randint(1, 3) if wrong else 0,
                    },
                }  # fmt: skip


def _improvements(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """The two weakest of each line get a goal for a month; the best of them reach it."""
    fast = PLANTED["speed_hides_quality"].who
    for first, last in spans(clock):
        for line in LINES:
            staff = [
                one
                for one in people
                if one.role == "agent" and one.employed(last) and one.line(last) == line
            ]
            weak = sorted(staff, key=lambda one: one.quality)[:2]
            weak += dice.sample(staff, min(2, len(staff)))
            metric, start, goal = GOALS[line]
            for person in dict.fromkeys(one.agent_id for one in weak):
                reached = person != fast and dice.random() < 0.6
                done = clock.at(last, 1020)
                yield {
                    "assigned": clock.at(first, 600), "due": clock.at(last, 1080),
                    "started": clock.at(first, 600), "completed": done,
                    "about": {
                        "work_type": "improvement_action",
                        "item_code": dice.choice(("mentor", "training", "warning")),
                        "owner_id": LEADERS[next(
                            one.team(last) for one in staff if one.agent_id == person
                        )],
                        "agent_id": person, "planned_flag": True, "metric_code": metric,
                        "from_value": round(start * dice.uniform(0.97, 1.03), 4),
                        "goal_value": goal,
                    },
                    "outcome": {"result": "achieved" if reached else "missed"},
                }  # fmt: skip


def _centre_plans(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """Surveys of customers, improvements of processes and objectives of the centre, by month."""
    del people
    for first, last in spans(clock):
        done = clock.at(last, 1000)
        kinds = (
            ("survey_plan", "customer_research", 4, MANAGER),
            ("process_improvement", "return_process", 3, "S01"),
            ("process_improvement", "renewal_script", 2, "S02"),
            ("objective", "resolve_at_first_contact", 3, MANAGER),
        )
        for kind, code, planned, owner in kinds:
            count = planned - (dice.random() < 0.35)
            yield {
                "assigned": clock.at(first, 600), "due": clock.at(last, 1080),
                "started": clock.at(first, 600), "completed": done,
                "about": {
                    "work_type": kind, "item_code": code, "owner_id": owner, "team_id": "T0",
                    "planned_flag": True, "planned_count": planned,
                },
                "outcome": {
                    "completed_count": count,
                    "result": "achieved" if count == planned else "missed",
                    "accepted_count": dice.randint(1, 4) if kind == "process_improvement" else None,
                    "quality_flag": True,
                },
            }  # fmt: skip


def _governance(dice: random.Random, clock: Clock, people: list[Person]) -> Iterator[dict]:
    """Indicators reviewed, data compared, results signed off and fed back: seldom late.

    Due and done within the month, so that the working group of the last month is known too.
    """
    for first, last in spans(clock):
        signers = [(boss.agent_id, "result_sign_off") for boss in _bosses(people, last)]
        feedback = [(who, "result_feedback") for who, _ in signers]
        owners = [(MANAGER, "data_working_group"), *signers, *feedback]
        if last.month % 3 == 0 or last == clock.dates[-1]:
            owners.append((MANAGER, "indicator_review"))
        for owner, code in owners:
            due = clock.at(min(last, first + timedelta(days=6)), 1020)
            done = (
                due + (dice.randint(2, 30) if dice.random() < 0.06 else -dice.randint(1, 7)) * HOUR
            )
            done = max(done, clock.at(first, 610))
            yield {
                "assigned": clock.at(first, 600), "due": due, "started": clock.at(first, 605),
                "completed": done,
                "about": {
                    "work_type": "governance", "item_code": code, "owner_id": owner,
                    "team_id": "T0" if owner == MANAGER else None, "planned_flag": True,
                },
                "outcome": {"quality_flag": True},
            }  # fmt: skip


# --- trials -----------------------------------------------------------------------------------


def scans(clock: Clock, team: str, day: date) -> bool:
    """Whether the trial of scanned forms runs for a team on a day."""
    return team == SCAN_TEAM and (day - clock.first_date).days >= SCAN_AFTER_DAYS


def pilot_rows(clock: Clock, people: list[Person]) -> Iterator[tuple]:
    """Rows of `pilots`: the trial of scanned forms in after-sales, with its control team."""
    if clock.days <= SCAN_AFTER_DAYS:
        start = clock.first_date
    else:
        start = clock.first_date + timedelta(days=SCAN_AFTER_DAYS)
    yield "PL-SCAN", "line", start, None, "after_sales", "pilot"
    for person in people:
        team = person.team(start)
        if person.role == "agent" and person.employed(start) and team in (SCAN_TEAM, SCAN_CONTROL):
            arm = "pilot" if team == SCAN_TEAM else "control"
            yield "PL-SCAN", person.agent_id, start, person.last_day, "after_sales", arm


# --- targets ----------------------------------------------------------------------------------

# metric: (target, value that warns) of a line and month; per thirty days where it is a count.
FURTHER_TARGETS = {
    "hotline": {
        "average_speed_of_answer_seconds": (20, 30),
        "issue_handling_time_hours": (24, 30),
        "cost_per_connected_call": (15.0, 17.0),
        "business_processed_count": (16500, 14000),
    },
    "after_sales": {
        "average_speed_of_answer_seconds": (25, 40),
        "issue_handling_time_hours": (24, 30),
        "cost_per_connected_call": (19.5, 22.0),
        "business_processed_count": (12300, 10500),
    },
    "outbound": {
        "cost_per_connected_call": (24.5, 28.0),
        "average_handle_time_seconds": (300, 340),
        "business_processed_count": (7300, 6200),
        "customer_profile_completion_rate": (0.95, 0.90),
        "repurchase_renewal_rate": (0.12, 0.09),
    },
}
RATES = {"timely_resolution_rate": (0.90, 0.85)}
PER_AGENT = {"qa_evaluations_done_count": 6, "coaching_sessions_done_count": 2.4}


def known_kpis() -> set[str]:
    """Ids of seeds/kpis.csv: a target of anything else is refused when it comes in."""
    with (PROJECT / "seeds" / "kpis.csv").open(encoding="utf-8", newline="") as file:
        return {row["kpi_id"] for row in csv.DictReader(file)}


def further_targets(clock: Clock, people: list[Person], known: list[tuple]) -> Iterator[tuple]:
    """Rows of `targets` beyond those of house, of the KPIs that this warehouse has."""
    kpis = known_kpis()
    return (row for row in _further_targets(clock, people, known) if row[4] in kpis)


def _further_targets(clock: Clock, people: list[Person], known: list[tuple]) -> Iterator[tuple]:
    """Targets of centre, lines and teams beyond those that house sets.

    Volume is the sum of the agents' own targets, so a team plans what its people are asked for.
    No target is added for an agent, but for supporters and coaches who have no other.
    """
    for first, last in spans(clock):
        month = first.replace(day=1)
        approved = clock.iso(clock.at(month, 600) - 5 * DAY)
        volume: dict[tuple[str, str, str], float] = Counter()
        by_id = {person.agent_id: person for person in people}
        for period, start, scope, who, metric, target, *_ in known:
            if (period, start, scope) == ("month", month, "agent"):
                person = by_id[who]
                for scope_type, scope_id in _scopes(person, last):
                    volume[scope_type, scope_id, metric] += target
        share = ((last - first).days + 1) / 30
        heads: dict[tuple[str, str], int] = defaultdict(int)
        for person in people:
            if person.role_on(last) == "agent" and person.employed(last):
                for scope in _scopes(person, last):
                    heads[scope] += 1
        for (scope_type, scope_id), count in heads.items():
            for metric, each in PER_AGENT.items():
                volume[scope_type, scope_id, metric] += max(1, round(each * count * share))
        for evaluator in QA_STAFF:
            volume["agent", evaluator, "qa_evaluations_done_count"] = round(
                PER_AGENT["qa_evaluations_done_count"] * heads["centre", "centre"] * share / 2
            )
        for person in people:
            if person.role == "team_leader" and person.employed(last):
                boss = SUPERVISORS[person.line(last)]
                volume["agent", boss, "qa_evaluations_done_count"] += max(
                    1, round(PER_AGENT["qa_evaluations_done_count"] * share)
                )
        for boss in _bosses(people, last):
            volume["agent", boss.agent_id, "coaching_sessions_done_count"] = max(
                1, round(16 * share)
            )
        for (scope_type, scope_id, metric), amount in sorted(volume.items()):
            yield (
                "month", month, scope_type, scope_id, metric, round(amount), round(amount * 0.85),
                approved,
            )  # fmt: skip
        centre = Counter()
        for line, metrics in FURTHER_TARGETS.items():
            metrics = metrics | RATES
            revenue = round(REVENUE[line] * share * 1.05)
            metrics["company_revenue_amount"] = (revenue, round(revenue * 0.92))
            centre["company_revenue_amount"] += revenue
            for metric, (target, warn) in metrics.items():
                counted = metric.endswith("_count")
                target, warn = (round(one * share) if counted else one for one in (target, warn))
                centre["business_processed_count"] += target if counted else 0
                yield "month", month, "line", line, metric, target, warn, approved
        for metric, target, warn in (
            ("business_processed_count", centre["business_processed_count"], None),
            ("company_revenue_amount", centre["company_revenue_amount"], None),
            ("timely_resolution_rate", *RATES["timely_resolution_rate"]),
            ("average_speed_of_answer_seconds", 22, 35),
            ("issue_handling_time_hours", 24, 30),
            ("cost_per_connected_call", 21.0, 24.0),
            ("average_handle_time_seconds", 360, 400),
        ):
            yield "month", month, "centre", "centre", metric, target, warn, approved


def _scopes(person: Person, day: date) -> list[tuple[str, str]]:
    team = person.team(day)
    line = TEAMS[team][0]
    scopes = [("centre", "centre"), ("team", team)]
    return [*scopes, ("line", line)] if line in LINES else scopes
