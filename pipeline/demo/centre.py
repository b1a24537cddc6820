"""Builds the demo centre and writes its export files.

Same arguments, same bytes. The tables agree because they are told by one story: people are hired
and rostered (people), callers wait for them (floor), and what was left open has consequences
(aftermath): tickets, ratings, complaints, quality checks.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pipeline.demo import (
    aftermath,
    beyond,
    digital,
    files,
    house,
    office,
    outbound,
    own_feeds,
    plans,
    side,
    speech,
    tables,
    telephony,
    worklist,
)
from pipeline.demo.clock import Clock
from pipeline.demo.floor import Floor
from pipeline.demo.people import Person, Shift, hire_people, plan_shifts
from pipeline.home import BadCall

HEADERS = tables.HEADERS | aftermath.HEADERS | house.HEADERS
HEADERS |= plans.HEADERS | telephony.HEADERS | outbound.HEADERS | speech.HEADERS | beyond.HEADERS
Export = tuple[str, Path]
MonthlyRows = Iterable[tuple[str, tuple]]


@dataclass(frozen=True)
class _Story:
    seed: int
    people: list[Person]
    shifts: list[Shift]
    floor: Floor
    after: aftermath.Aftermath


def generate(
    folder: Path,
    seed: int = 20260801,
    time_zone: str = "Asia/Shanghai",
    first_date: date = date(2026, 8, 1),
    days: int = 92,
    agents: int = 48,
    console=None,
) -> list[Export]:
    """Write the centre's exports into `folder`; return (feed, file) in the order of delivery.

    agents counts the role agent; leaders, supervisors and the manager come on top. Raises BadCall
    for a time zone, number of days or of agents that cannot be had. Files of these names that are
    already in the folder are replaced; others are left alone.
    """
    if not 1 <= days <= 1100:
        raise BadCall(f"days must be 1 to 1100, not {days}.")
    if not 24 <= agents <= 5000:
        raise BadCall(f"agents must be 24 to 5000, not {agents}.")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    say = console.print if console is not None else lambda *_: None
    clock = Clock(time_zone, first_date, days)
    people = hire_people(seed, agents, clock)
    shifts = plan_shifts(seed, people, clock)
    say(f"Demo centre: {agents} agents, {len(shifts):,} shifts, {days} days, {time_zone}.")
    with _seldom_collected():
        floor = Floor(seed, clock, shifts)
        floor.run()
        say(f"Simulated {len(floor.calls):,} contacts and {len(floor.states):,} agent states.")
        after = aftermath.Aftermath(seed, clock, people, floor)
        exports = _write(folder, clock, _Story(seed, people, shifts, floor, after))
    size = sum(path.stat().st_size for _, path in exports) / 1e6
    say(f"Wrote {len(exports)} export files, {size:,.0f} MB, to {folder}.")
    return exports


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for garbage in cycles once in a million objects: nearly all of a story is kept."""
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _by_month(rows: MonthlyRows) -> dict[str, list[tuple]]:
    months: dict[str, list[tuple]] = defaultdict(list)
    for month, row in rows:
        months[month].append(row)
    return months


@dataclass(frozen=True)
class _Job:
    """Rows of one export and how they are written. place: its place among those of a month."""

    place: int
    stem: str
    feed: str
    rows: Iterable
    ending: str
    write: Callable[[Path, Iterable[Sequence]], Path]
    is_monthly: bool = True

    def run(self, folder: Path) -> list[list]:
        """Write the files: [month, place, feed, file name] of each; no file where nothing is."""
        if not self.is_monthly:
            rows = list(self.rows)  # nothing planted may fall into the days of a short demo
            parts = {"": rows} if rows else {}
        else:
            parts = _by_month(self.rows)
        made = []
        for month, rows in parts.items():
            name = f"{self.stem}_{month}" if month else self.stem
            path = self.write(folder / f"{name}.{self.ending}", rows)
            made.append([month, self.place, self.feed, path.name])
        return made


# What a second process writes while the first one writes the rest: half of the work, and none of it
# needs pyarrow, whose threads a copied process lacks.
_BESIDE = {"agent_states", "calls", "call_legs", "surveys", "roster", "forecasts"}


def _write(folder: Path, clock: Clock, story: _Story) -> list[Export]:
    jobs = _jobs(clock, story)

    def do(is_beside: bool) -> list[list]:
        return [
            made for job in jobs if (job.stem in _BESIDE) is is_beside for made in job.run(folder)
        ]

    with side.beside(lambda: do(True)) as others:
        made = do(False) + others()
    return [(feed, folder / name) for _, _, feed, name in sorted(made)]


def _jobs(clock: Clock, story: _Story) -> list[_Job]:
    jobs: list[_Job] = []

    def own(feed: str, stem: str, rows: MonthlyRows, ending: str, write: Callable) -> None:
        jobs.append(_Job(len(jobs), stem, feed, rows, ending, write))

    def monthly(table: str, rows: MonthlyRows, ending: str = "csv", **how) -> None:
        own("standard", table, rows, ending, partial(_file, table, ending, **how))

    def whole(table: str, rows: Iterable[Sequence]) -> None:
        write = partial(_file, table, "csv")
        jobs.append(_Job(len(jobs), table, "standard", rows, "csv", write, is_monthly=False))

    seed, people, shifts = story.seed, story.people, story.shifts
    floor, after = story.floor, story.after
    whole("assignments", tables.assignment_rows(people, clock))
    whole("skills", tables.skill_rows(people, clock))
    targets = list(house.target_rows(shifts, clock))
    whole("targets", [*targets, *worklist.further_targets(clock, people, targets)])
    whole("campaigns", plans.campaign_rows(clock))
    whole("outages", plans.outage_rows(clock))
    whole("scenarios", plans.scenario_rows(clock))
    monthly("shift_activities", plans.activity_rows(shifts, clock))
    monthly("forecasts", plans.forecast_rows(seed, shifts, clock))
    own(
        "demo_hris",
        "hris",
        house.employee_rows(people, clock),
        "csv",
        lambda path, rows: files.write_csv(path, own_feeds.HRIS_HEADER, rows, encoding="gb18030"),
    )
    own(
        "demo_roster",
        "roster",
        own_feeds.roster_rows(shifts, clock),
        "xlsx",
        lambda path, rows: files.write_xlsx(path, "排班", own_feeds.ROSTER_HEADER, rows),
    )
    overtime = office.plan_overtime(seed, clock, shifts)
    monthly("attendance", tables.attendance_rows(shifts, clock))
    monthly(
        "absences", [*tables.absence_rows(shifts, clock), *office.overtime_rows(clock, overtime)]
    )
    dialling = outbound.Outbound.of(seed, floor, clock)
    monthly("dial_lists", dialling.list_rows(), "parquet")
    monthly("bot_sessions", dialling.bot_rows(), "jsonl")
    monthly("calls", tables.inbound_calls(floor, clock), encoding="utf-8-sig")
    own(
        "demo_dialer",
        "dialer",
        own_feeds.dialer_rows(dialling, after, clock),
        "csv",
        lambda path, rows: files.write_csv(
            path, own_feeds.DIALER_HEADER, rows, encoding="utf-8-sig"
        ),
    )
    own(
        "demo_digital",
        "digital",
        digital.Desk(seed, floor, clock).rows(),
        "jsonl",
        lambda path, rows: files.write_json_lines(path, digital.HEADER, rows),
    )
    monthly("call_legs", tables.legs(floor, clock))
    monthly("ivr_sessions", telephony.ivr_rows(seed, floor, after, clock), "parquet")
    monthly("queue_intervals", telephony.interval_rows(floor, shifts, clock), "tsv")
    monthly("agent_states", tables.states(floor, clock), "tsv.gz")
    monthly("tickets", after.ticket_rows(), "jsonl")
    monthly("ticket_events", after.ticket_event_rows())
    monthly("surveys", after.survey_rows())
    monthly("survey_reviews", after.review_rows())
    evaluations, items = after.quality_rows()
    judged = after.scripts_kept
    monthly("speech_analytics", speech.speech_rows(seed, after, clock, judged), "parquet")
    monthly("qa_evaluations", evaluations, "xlsx")
    monthly("qa_items", items, "xlsx")
    monthly("customer_feedback", after.feedback_rows())
    monthly(
        "workplace_events",
        [
            *house.workplace_rows(seed, shifts, clock),
            *office.further_events(seed, clock, shifts, after.answered),
        ],
    )
    monthly(
        "assessments",
        [
            *house.assessment_rows(seed, people, clock),
            *office.further_assessments(seed, clock, people),
        ],
    )
    for table, ending, rows in beyond.exports(seed, clock, people, shifts, floor, after):
        if ending:
            monthly(table, rows, ending)
        else:
            whole(table, rows)
    return jobs


def _file(table: str, ending: str, path: Path, rows: Iterable[Sequence], **how) -> Path:
    """One file in the layout of the raw contract."""
    header = HEADERS[table]
    if ending == "xlsx":
        return files.write_xlsx(path, table, header, rows)
    if ending == "parquet":
        return files.write_parquet(path, header, rows)
    if ending == "jsonl":
        return files.write_json_lines(path, header, rows)
    return files.write_csv(path, header, rows, delimiter="\t" if "tsv" in ending else ",", **how)
