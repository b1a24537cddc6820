"""Worked examples of scoring: cards/SCnn.yml, a card worked out by hand from the catalogue's text.

A file holds one or more cases, parted by `---`. What is left out takes the value shown here:

    case: an ordinary month          # what the case is about, in words
    scheme: SC04                     # the scheme of the expected cards
    period: {type: month, start: 2026-09-01}
    subjects:                        # who worked, and what was measured; peers too
      - id: A1
        type: agent                  # agent, team, line, centre
        role: agent
        team: T1
        line: hotline
        shift: day
        hired: 2020-01-01
        worked_days: 20              # the first days of the period (5 in a week); or, instead,
        days:                        # stretches, each with anything that differs from the above
          - {from: 2026-09-01, to: 2026-09-14, line: hotline}
          - {from: 2026-09-15, to: 2026-09-20, line: after_sales}
          - {from: 2026-09-21, to: 2026-09-22, is_absent: true}
        counted_days: 30             # days in post (all), by which targets of totals shrink;
                                     # {agent: 12, team_leader: 18} of somebody of two roles
        period: {...}                # where it is not the case's: list a subject once a period
        kpis:
          calls_handled_count: 930                              # a value
          csat_rate: {numerator: 18, denominator: 20}           # a value of 0.9
          exam_score: {value: 85, period: 2026-08-01}           # measured in an earlier period
          typing_speed_cpm: [{value: 70}, {value: 75, period: 2026-06-01}]      # in several
          first_contact_resolution_rate: {status: no_activity, reason: denominator_is_zero}
          average_handle_time_seconds: {by_day: {2026-09-01: {numerator: 600, denominator: 2}}}
        targets: {calls_handled_count: 1000}                    # of its own
        events: [{type: late, quantity: 601, code: null, date: 2026-09-09}]     # the first day
    levels:                          # values and targets of others, who get no day, so no card;
                                     # a person in one role of two is agent_in_role, "A1 agent"
      - {type: centre, id: centre, kpis: {centre_connect_rate: 0.9}, targets: {...}}
    scenarios:                       # also: kpi, adjust_type, adjust_quantity, approver
      - {id: P1, type: promo, from: 2026-09-07, to: 2026-09-13, line: hotline}
    tables: {dim_centre: [...]}      # rows of any model or seed, added as they are
    seeds:                           # hypothetical schemes
      replace: {scheme_gates: []}
      extend: {scheme_gates: [{...}]}
      change: [{seed: scheme_items, where: {item_id: csat}, set: {default_target: 0.8}}]
    expect:
      - subject: A1                  # the first one; subject_type for a kind that is not listed
        scheme: SC04
        period: 2026-09-01
        card: {total_score: 88.5, max_total: 100, grade: good}       # columns of scorecard
        lines:                       # columns of scorecard_line, by item, in the card's order
          typing: {line_score: 4, max_score: 5, rule_id: typing-2, status: scored, reason: null}
        are_lines_complete: true     # false: other items may stand on the card
        rows:                        # rows of other models: those like `where` are exactly these
          scorecard_gate: [{where: {gate_id: csat-floor}, is_tripped: true}]
        no_card: false               # true: there must be no card at all, and no line

A KPI that is not named is not kept for the subject: its item is not scored (`not_applicable`,
`kpi_not_kept_for_subject`). So an item that counts events needs its KPI, with the count.

A KPI with a denominator gets the status that kpi_value gives it: `no_activity` at nought,
`below_minimum` under the KPI's minimum_denominator, else `measured`. Any column of kpi_value may
be given instead. A measured value without a denominator is taken as it is. `by_day` gives a row
for each day, and their sum for the period.

Every column given is compared exactly: decimals as decimals, whole rows not at all. Of a card with
total_score the lines must add up to it, in the file as on the card. A fraction in a file is a
decimal, never a double. Write each expected figure's arithmetic beside it, from the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from engine import Engine, World

CARDS = Path(__file__).parent / "cards"
# what a file may say, and where
KEYS = {
    "case": "case scheme source period subjects levels scenarios tables seeds expect",
    "subject": "id type role team line shift post hired worked_days days counted_days period kpis"
    " targets events",
    "level": "type id kpis targets",
    "stretch": "from to role team line shift post is_absent",
    "event": "type quantity code date",
    "scenario": "id type from to line kpi adjust_type adjust_quantity approver",
    "seeds": "replace extend change",
    "expect": "subject subject_type scheme period card lines are_lines_complete rows no_card",
}
PERIODS = ("day", "week", "month", "quarter", "year")
FULL_WEEK = 5
FULL_MONTH = 20


class Loader(yaml.SafeLoader):
    """YAML whose fractions are decimals."""


Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)


@dataclass(frozen=True)
class Case:
    """One case of one file."""

    file: str
    given: dict[str, Any]

    @property
    def name(self) -> str:
        """File and words of the case, for the name of a test."""
        return f"{self.file}: {self.given.get('case', 'the card')}"


def refuse_unknown(what: str, told: dict[str, Any]) -> None:
    """A misspelt word of a file would be left out in silence: refuse it."""
    unknown = set(told) - set(KEYS[what].split())
    assert not unknown, f"a {what} has no {sorted(unknown)}; it has {KEYS[what]}"


def check_words(case: dict[str, Any]) -> None:
    """Refuse a case that says what nobody reads."""
    refuse_unknown("case", case)
    refuse_unknown("seeds", case.get("seeds") or {})
    for subject in case.get("subjects") or []:
        refuse_unknown("subject", subject)
        for stretch in subject.get("days") or []:
            refuse_unknown("stretch", stretch)
        for event in subject.get("events") or []:
            refuse_unknown("event", event)
    for part, what in (("levels", "level"), ("scenarios", "scenario"), ("expect", "expect")):
        for told in case.get(part) or []:
            refuse_unknown(what, told)


def read_cases(folder: Path = CARDS) -> list[Case]:
    """All cases of all files."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for given in yaml.load_all(path.read_text(encoding="utf-8"), Loader):
            found.append(Case(path.stem, {"scheme": path.stem, **given}))
    return found


def period_end(kind: str, start: date) -> date:
    """The last day of a period."""
    if kind == "day":
        return start
    if kind == "week":
        return start + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1) - timedelta(days=1)


def each_date(first: date, last: date) -> Iterator[date]:
    """The days from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def period_start(kind: str, day: date) -> date:
    """The first day of the period a day lies in."""
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1),
        "year": day.replace(month=1, day=1),
    }[kind]


def place_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Where somebody was on most days: the known first; of two as long the later, then by name."""

    def most(column: str) -> Any:
        held: dict[Any, list[date]] = {}
        for row in rows:
            held.setdefault(row.get(column), []).append(row["work_date"])

        def place(one: Any) -> tuple[bool, int, int, str]:
            return one == "unknown", -len(held[one]), -max(held[one]).toordinal(), str(one)

        return min(held, key=place)

    columns = ("team_id", "role", "business_line", "shift_code", "post_code")
    return {column: most(column) for column in columns}


def days_of(rows: list[dict[str, Any]], length: int, counted: int) -> dict[str, int]:
    """How many days of a period somebody had, worked, and was in post."""
    return {
        "agent_day_count": len(rows),
        "worked_day_count": sum(row["worked_day_count"] for row in rows),
        "period_day_count": length,
        "counted_day_count": counted,
        "long_absence_day_count": 0,
    }


class Builder:
    """Writes the tables a case stands for."""

    def __init__(self, engine: Engine, case: dict[str, Any]) -> None:
        self.engine = engine
        self.case = case
        self.period = {"type": "month", "start": date(2026, 9, 1)} | (case.get("period") or {})
        self.dates: set[date] = set()
        self.days: set[tuple[str, str, date]] = set()
        self.counted: dict[tuple[str, str, date], int | dict[str, int] | None] = {}
        self.tables: dict[str, list[dict[str, Any]]] = {"kpi_value": []}
        self.minimums = {row["kpi_id"]: row["minimum_denominator"] for row in engine.seed("kpis")}

    def add(self, table: str, **row: Any) -> None:
        """A row of a model, without what this model does not have; none where there is no model."""
        declared = self.engine.columns.get(table, {})
        if declared:
            told = {column: value for column, value in row.items() if column in declared}
            self.tables.setdefault(table, []).append(told)

    def build(self) -> dict[str, list[dict[str, Any]]]:
        """All tables of the case."""
        for subject in self.case.get("subjects") or []:
            self._subject(subject)
        for level in self.case.get("levels") or []:
            self._measured(level, self.period)
        self._calendar()
        self._places()
        self._scenarios()
        if "dim_centre" not in (self.case.get("tables") or {}):
            self.add("dim_centre", data_through_date=max(self.dates, default=date(2026, 9, 30)))
        for table, rows in (self.case.get("tables") or {}).items():
            self.tables.setdefault(table, []).extend(rows)
        return self.tables

    def _calendar(self) -> None:
        for day in sorted(self.dates):
            self.add(
                "dim_date",
                calendar_date=day,
                week_start_date=period_start("week", day),
                month_date=period_start("month", day),
                quarter_start_date=period_start("quarter", day),
                year_start_date=period_start("year", day),
                is_known=True,
            )

    def _days_of(self, subject: dict[str, Any], period: dict[str, Any]) -> list[dict[str, Any]]:
        """Each day the subject was there: its place and whether it was absent."""
        last = period_end(period["type"], period["start"])
        self.dates.update(each_date(period["start"], last))
        full = FULL_WEEK if period["type"] == "week" else FULL_MONTH
        worked = subject.get("worked_days", full)
        stretches = subject.get("days") or (
            [{"from": period["start"], "to": period["start"] + timedelta(days=worked - 1)}]
            if worked
            else []
        )
        ordinary = {
            "role": subject.get("role", "agent"),
            "team": subject.get("team", "T1"),
            "line": subject.get("line", "hotline"),
            "shift": subject.get("shift", "day"),
            "post": subject.get("post", "unknown"),
            "is_absent": False,
        }
        return [
            ordinary | stretch | {"date": day}
            for stretch in stretches
            for day in each_date(stretch["from"], stretch["to"])
        ]

    def _subject(self, subject: dict[str, Any]) -> None:
        kind = subject.get("type", "agent")
        period = self.period | (subject.get("period") or {})
        days = self._days_of(subject, period)
        for day in days:
            self.dates.add(day["date"])
            if (kind, subject["id"], day["date"]) in self.days:
                continue
            self.days.add((kind, subject["id"], day["date"]))
            self._day(kind, subject["id"], day)
        if kind == "agent":
            self._agent(subject, days)
            self.counted[subject["id"], period["type"], period["start"]] = subject.get(
                "counted_days"
            )
        if kind == "team":
            self._team(subject["id"], subject.get("line", "hotline"))
        self._measured(subject | {"type": kind}, period)
        for number, event in enumerate(subject.get("events") or [], start=1):
            self.add(
                "fct_agent_event",
                event_id=f"{subject['id']}-{period['start']}-{number}",
                agent_id=subject["id"],
                work_date=event.get("date", period["start"]),
                event_type=event["type"],
                event_code=event.get("code"),
                quantity=event.get("quantity", 1),
            )

    def _agent(self, subject: dict[str, Any], days: list[dict[str, Any]]) -> None:
        known = {row["agent_id"] for row in self.tables.get("dim_agent", [])}
        if subject["id"] not in known:
            self.add(
                "dim_agent",
                agent_id=subject["id"],
                role=subject.get("role", "agent"),
                hire_date=subject.get("hired", date(2020, 1, 1)),
                team_id=days[-1]["team"] if days else None,
                business_line=days[-1]["line"] if days else None,
            )

    def _places(self) -> None:
        """Where agents were for most days of each period, and in each role of several."""
        periods: dict[tuple[str, str, date], list[dict[str, Any]]] = {}
        for row in self.tables.get("fct_agent_day", []):
            for kind in PERIODS:
                key = (row["agent_id"], kind, period_start(kind, row["work_date"]))
                periods.setdefault(key, []).append(row)
        for (agent_id, kind, start), rows in periods.items():
            key = {"agent_id": agent_id, "period_type": kind, "period_start_date": start}
            length = (period_end(kind, start) - start).days + 1
            counted = self.counted.get((agent_id, kind, start)) or length
            told = counted if isinstance(counted, int) else sum(counted.values())
            self.add("dim_agent_period", **key, **place_of(rows), **days_of(rows, length, told))
            roles = {row["role"] for row in rows if row["role"] != "unknown"}
            for role in sorted(roles) if len(roles) > 1 else []:
                held = [row for row in rows if row["role"] == role]
                told = len(held) if isinstance(counted, int) else counted[role]
                self.add(
                    "dim_agent_role_period",
                    agent_in_role_id=f"{agent_id} {role}",
                    **key,
                    **place_of(held),
                    **days_of(held, length, told),
                )

    def _team(self, team_id: str, line: str) -> None:
        known = {row["team_id"] for row in self.tables.get("dim_team", [])}
        if team_id not in known:
            self.add("dim_team", team_id=team_id, business_line=line)

    def _day(self, kind: str, subject_id: str, day: dict[str, Any]) -> None:
        if kind == "agent":
            self._team(day["team"], day["line"])
            self.add(
                "fct_agent_day",
                agent_id=subject_id,
                work_date=day["date"],
                team_id=day["team"],
                role=day["role"],
                business_line=day["line"],
                shift_code=day["shift"],
                post_code=day["post"],
                is_rostered=True,
                is_absent=day["is_absent"],
                agent_day_count=1,
                worked_day_count=0 if day["is_absent"] else 1,
                absence_day_count=1 if day["is_absent"] else 0,
            )
        elif kind == "team":
            self.add(
                "fct_team_day",
                team_id=subject_id,
                business_line=day["line"],
                work_date=day["date"],
            )
        else:
            line = subject_id if kind == "line" else "unknown"
            self.add("fct_line_day", business_line=line, work_date=day["date"])

    def _measured(self, subject: dict[str, Any], period: dict[str, Any]) -> None:
        """Values and targets of a subject."""
        for kpi_id, entries in (subject.get("kpis") or {}).items():
            for entry in entries if isinstance(entries, list) else [entries]:
                self._value(subject, period, kpi_id, entry)
        for kpi_id, target in (subject.get("targets") or {}).items():
            self.add(
                "dim_target",
                period_type=period["type"],
                period_start_date=period["start"],
                scope_type=subject["type"],
                scope_id=subject["id"],
                kpi_id=kpi_id,
                target_value=target,
            )

    def _value(
        self, subject: dict[str, Any], period: dict[str, Any], kpi_id: str, entry: Any
    ) -> None:
        given = dict(entry) if isinstance(entry, dict) else {"value": entry}
        by_day = given.pop("by_day", {})
        for day, part in by_day.items():
            self._value(subject, {"type": "day", "start": day}, kpi_id, part)
            parts = part if isinstance(part, dict) else {"numerator": part}
            for side in ("numerator", "denominator"):
                if side in parts and side not in (entry if isinstance(entry, dict) else {}):
                    given[side] = given.get(side, 0) + parts[side]
        row = {
            "subject_type": subject["type"],
            "subject_id": subject["id"],
            "period_type": period["type"],
            "period_start_date": given.pop("period", period["start"]),
            "kpi_id": kpi_id,
        }
        self.add("kpi_value", **row, **self._worth(kpi_id, given))

    def _worth(self, kpi_id: str, given: dict[str, Any]) -> dict[str, Any]:
        """Value and status, as kpi_value gives them, of what was said of a value."""
        assert kpi_id in self.minimums, f"no KPI {kpi_id}"
        denominator = given.get("denominator")
        minimum = Decimal(self.minimums[kpi_id] or 0)
        worth: dict[str, Any] = {"status": "measured", "reason": None}
        if "value" not in given and "numerator" not in given:
            value = None
        elif "value" in given:
            value = given.pop("value")
        elif denominator:
            value = float(given["numerator"]) / float(denominator)
        else:
            value = given["numerator"] if denominator is None else None
        if denominator == 0:
            worth = {"status": "no_activity", "reason": "denominator_is_zero"}
        elif denominator is not None and denominator < minimum:
            worth = {"status": "below_minimum", "reason": "denominator_below_minimum"}
        worth["kpi_value"] = value
        worth["numerator"] = value if denominator is None else None
        worth["evidence_count"] = int(denominator or 0)
        return worth | given

    def _scenarios(self) -> None:
        """Scenarios in force."""
        for scenario in self.case.get("scenarios") or []:
            self.add(
                "dim_scenario",
                scenario_id=scenario["id"],
                scenario_type=scenario["type"],
                business_line=scenario.get("line"),
                kpi_id=scenario.get("kpi"),
                adjust_type=scenario.get("adjust_type"),
                adjust_quantity=scenario.get("adjust_quantity"),
                approver_id=scenario.get("approver", "M1"),
                start_date=scenario["from"],
                end_date=scenario["to"],
            )


def tables_of(engine: Engine, case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables a case stands for."""
    return Builder(engine, case).build()


def world_of(engine: Engine, case: dict[str, Any]) -> World:
    """The world of a case: its tables, and the seeds as it changes them."""
    check_words(case)
    seeds = case.get("seeds") or {}
    changes: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for change in seeds.get("change") or []:
        changes.setdefault(change["seed"], []).append((change["where"], change["set"]))
    return engine.run(
        tables_of(engine, case),
        replace=seeds.get("replace"),
        extend=seeds.get("extend"),
        change=changes,
    )


def agrees(found: Any, expected: Any) -> bool:
    """Whether a value is what a file says: exactly, and doubles to nine places."""
    if isinstance(found, float) and isinstance(expected, int | Decimal):
        return abs(found - float(expected)) < 1e-9
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    return bool(found == expected)


def differences(where: str, found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What a row says otherwise than expected, a line each."""
    return [
        f"{where}.{column}: expected {value}, got {found.get(column, 'no such column')}"
        for column, value in expected.items()
        if column not in found or not agrees(found[column], value)
    ]


def mistakes(case: dict[str, Any], world: World) -> list[str]:
    """Where the cards of a world are not what the case expects; empty if they are."""
    builder = {"type": "month", "start": date(2026, 9, 1)} | (case.get("period") or {})
    first = case["subjects"][0]
    wrong: list[str] = []
    for expected in case["expect"]:
        subject_id = expected.get("subject", first["id"])
        of_subject = [one for one in case["subjects"] if one["id"] == subject_id]
        key = {
            "scheme_id": expected.get("scheme", case["scheme"]),
            "subject_type": expected.get("subject_type")
            or (of_subject[0] if of_subject else first).get("type", "agent"),
            "subject_id": subject_id,
            "period_start_date": expected.get("period", builder["start"]),
        }
        where = " ".join(str(part) for part in key.values())
        wrong += of_one_card(where, key, expected, world)
    return wrong


def of_one_card(
    where: str, key: dict[str, Any], expected: dict[str, Any], world: World
) -> list[str]:
    """Where one card is not what is expected of it."""

    def like(row: dict[str, Any], pattern: dict[str, Any]) -> bool:
        return all(agrees(row.get(column), value) for column, value in pattern.items())

    cards = [row for row in world.rows("scorecard") if like(row, key)]
    lines = {row["item_id"]: row for row in world.rows("scorecard_line") if like(row, key)}
    if expected.get("no_card"):
        return [f"{where}: there is a card"] if cards or lines else []
    if len(cards) != 1:
        return [f"{where}: {len(cards)} cards"]
    wrong = differences(where, cards[0], expected.get("card") or {})
    wanted = expected.get("lines") or {}
    if wanted and expected.get("are_lines_complete", True) and set(wanted) != set(lines):
        wrong.append(f"{where}: expected items {sorted(wanted)}, got {sorted(lines)}")
    for item_id, columns in wanted.items():
        wrong += differences(f"{where} {item_id}", lines.get(item_id, {}), columns)
    stated = [columns["line_score"] for columns in wanted.values() if "line_score" in columns]
    total = (expected.get("card") or {}).get("total_score")
    if total is not None and len(stated) == len(lines):
        sum_stated = sum(Decimal(score or 0) for score in stated)
        if sum_stated != total:
            wrong.append(f"{where}: the file's lines add up to {sum_stated}, its total is {total}")
    for model, rows in (expected.get("rows") or {}).items():
        of_card = [row for row in world.rows(model) if like(row, key)]
        for row in rows:
            pattern = row.get("where", {})
            alike = [one for one in of_card if like(one, pattern)]
            told = {column: value for column, value in row.items() if column != "where"}
            if len(alike) != 1:
                wrong.append(f"{where}: {len(alike)} rows of {model} like {pattern}")
            else:
                wrong += differences(f"{where} {model} {pattern}", alike[0], told)
    return wrong
