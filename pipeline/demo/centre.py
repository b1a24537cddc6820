"""Builds the demo centre and writes its export files.

Same arguments, same bytes. The tables agree because they are told by one story: people are hired
and rostered (people), callers wait for them (floor), and what was left open has consequences
(aftermath): tickets, ratings, complaints, quality checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pipeline.demo import files, tables
from pipeline.demo.clock import Clock
from pipeline.demo.floor import Floor
from pipeline.demo.people import hire_people, plan_shifts
from pipeline.home import BadCall

Export = tuple[str, Path]


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
    people = hire_people(seed, agents, first_date)
    shifts = plan_shifts(seed, people, clock)
    say(f"Demo centre: {agents} agents, {len(shifts):,} shifts, {days} days, {time_zone}.")
    floor = Floor(seed, clock, shifts)
    floor.run()
    say(f"Simulated {len(floor.calls):,} contacts and {len(floor.states):,} agent states.")
    exports = _write(folder, clock, people, shifts, floor)
    size = sum(path.stat().st_size for _, path in exports) / 1e6
    say(f"Wrote {len(exports)} export files, {size:,.0f} MB, to {folder}.")
    return exports


def _by_month(rows: Iterable[tuple[str, tuple]]) -> dict[str, list[tuple]]:
    months: dict[str, list[tuple]] = defaultdict(list)
    for month, row in rows:
        months[month].append(row)
    return months


def _write(folder: Path, clock: Clock, people, shifts, floor: Floor) -> list[Export]:
    headers = tables.HEADERS
    exports: list[tuple[str, int, str, Path]] = []

    def put(when: str, feed: str, path: Path) -> None:
        exports.append((when, len(exports), feed, path))

    def monthly(table: str, rows, ending: str, writer, **options) -> None:
        for month, some in _by_month(rows).items():
            path = folder / f"{table}_{month}.{ending}"
            put(month, "standard", writer(path, headers[table], some, **options))

    def whole(table: str, rows: Iterable[Sequence], ending: str, writer, **options) -> None:
        path = folder / f"{table}.{ending}"
        put("", "standard", writer(path, headers[table], rows, **options))

    csv, xlsx = files.write_csv, files.write_xlsx
    whole("employees", (), "csv", csv)
    whole("assignments", tables.assignment_rows(people), "csv", csv)
    whole("skills", tables.skill_rows(people, clock), "csv", csv)
    monthly("shifts", tables.shift_rows(shifts, clock), "csv", csv)
    monthly("attendance", tables.attendance_rows(shifts, clock), "csv", csv)
    monthly("absences", tables.absence_rows(shifts, clock), "csv", csv)
    monthly("calls", tables.inbound_calls(floor, clock), "csv", csv, encoding="utf-8-sig")
    monthly("call_legs", tables.legs(floor, clock), "csv", csv)
    monthly("agent_states", tables.states(floor, clock), "tsv.gz", csv, delimiter="\t")
    return [(feed, path) for _, _, feed, path in sorted(exports)]
