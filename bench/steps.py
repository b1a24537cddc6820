"""The things that are measured, each in a process of its own: `python -m bench.steps NAME HOME`.

A step prints one line of JSON: its seconds (without the start of Python and DuckDB, with every
other import that a real run pays) and what it counted. Three steps are yardsticks: the least that
anybody could do with the same files and tables here, each the fastest of three attempts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from pipeline.home import Home

Counts = dict[str, int]

HANDLED_BY_AGENT_DAY = """
    create or replace temp table handled_by_agent_day as
    select
        agent_id,
        cast(timezone(?, timezone('UTC', answered_at)) as date) as work_date,
        count(*) as handled_count
    from raw.main.call_legs
    where answered_at is not null
    group by agent_id, work_date
"""


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def _deliveries(home: Home) -> list[tuple[str, Path]]:
    named = json.loads((home.exports / "generated.json").read_text(encoding="utf-8"))
    return [(feed, home.exports / name) for feed, name in named]


def generate(home: Home, days: str, agents: str) -> Counts:
    """Write the demo centre's export files; not part of a real run, and compared with nothing."""
    from pipeline.demo import generate as write

    made = write(home.exports, days=int(days), agents=int(agents))
    named = [[feed, path.name] for feed, path in made]
    (home.exports / "generated.json").write_text(json.dumps(named), encoding="utf-8")
    return {"files": len(made), "bytes": sum(path.stat().st_size for _, path in made)}


def read_files(home: Home) -> Counts:
    """Yardstick for land: every file into a table of text, nothing asked, nothing kept."""
    with duckdb.connect() as connection:
        rows = [_read_as_text(connection, path) for _, path in _deliveries(home)]
    return {"rows": sum(rows)}


def _read_as_text(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    if path.suffix == ".xlsx":  # DuckDB reads workbooks only by an extension
        from python_calamine import load_workbook

        return len(load_workbook(path).get_sheet_by_index(0).to_python()) - 1
    if path.suffix == ".jsonl":
        reading = "read_json_objects(?)"
    elif path.name.startswith("hris"):  # GB18030: bytes stand for characters here
        reading = "read_csv(?, all_varchar = true, encoding = 'latin-1')"
    else:
        reading = "read_csv(?, all_varchar = true)"
    connection.execute(f"create or replace table file as select * from {reading}", [str(path)])
    return connection.execute("select count(*) from file").fetchone()[0]


def land(home: Home) -> Counts:
    """`scorecards land` for all files."""
    from pipeline.land import land as take

    by_feed: dict[str, list[Path]] = {}
    for feed, path in _deliveries(home):
        by_feed.setdefault(feed, []).append(path)
    results = [one for feed, some in by_feed.items() for one in take(home, feed, some, _console())]
    return {"rows": sum(one.delivered for one in results)}


def check(home: Home) -> Counts:
    """`scorecards check` of everything that landed."""
    from pipeline.check import check as judge

    return {"tables": len(judge(home, _console()).tables)}


def _raw(home: Home) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{home.raw}' as raw (read_only)")
    return connection


def read_raw(home: Home) -> Counts:
    """Yardstick for build: one checksum over every column of every row of the raw tables."""
    from pipeline.contract import tables

    rows = 0
    with _raw(home) as connection:
        for name, table in tables().items():
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            query = f'select count(*), bit_xor(hash({columns})) from raw.main."{name}"'
            rows += connection.execute(query).fetchone()[0]
    return {"rows": rows}


def handled_only(home: Home) -> Counts:
    """Yardstick for build: handled legs per agent and day, in plain SQL, trusting every row."""
    with _raw(home) as connection:
        connection.execute(HANDLED_BY_AGENT_DAY, [home.settings().time_zone])
        days = connection.execute("select count(*) from handled_by_agent_day").fetchone()[0]
    return {"agent_days": days}


def build(home: Home) -> Counts:
    """`scorecards build`: every model and every data test, from nothing."""
    from pipeline.build import build as make

    told = make(home, _console(), folder=home.root / "build")
    return {"nodes": told.nodes, "tests": told.tests}


def publish(home: Home) -> Counts:
    """`scorecards publish`, with all its gates."""
    from pipeline.publish import publish as show

    return {"generation": show(home, home.warehouse, _console()).generation}


# In the order of a run; a yardstick stands before what it measures.
STEPS: dict[str, Callable[..., Counts]] = {
    step.__name__: step
    for step in (generate, read_files, land, check, read_raw, handled_only, build, publish)
}
YARDSTICKS = ("read_files", "read_raw", "handled_only")
ATTEMPTS = 3


def main(name: str, root: str, *words: str) -> None:
    """Run one step and print what it took."""
    home = Home(Path(root))
    seconds = []
    for _ in range(ATTEMPTS if name in YARDSTICKS else 1):
        started = time.perf_counter()
        counts = STEPS[name](home, *words)
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"seconds": min(seconds), "counts": counts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
