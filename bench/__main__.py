"""`make bench`, `python -m bench [--days N] [--agents N]`: what a run costs, as a table of ratios.

Seconds depend on the machine; a ratio between two things done a moment apart on the same machine
hardly does. It works in a home of its own, never in SCORECARDS_HOME, and leaves `bench.json` there.
This process stays small on purpose: a child's peak of memory counts its parent's too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.ratios import Ratio, Share, Step, ratios, shares, slowest
from pipeline.home import PROJECT, BadCall, ScorecardsError

RECORD = "bench.json"
KEY = "the bench hashes generated numbers only"
STEPS = (
    *("generate", "read_files", "land", "check"),
    *("read_raw", "handled_only", "build", "publish"),
)


def measure(name: str, home: Path, *words: str) -> tuple[Step, dict[str, int]]:
    """Run one step in a process of its own; what it took (the children's memory too), its counts.

    Raises ScorecardsError with the end of what the step said where it failed.
    """
    with (home / f"{name}.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module, our own words
            [sys.executable, "-m", "bench.steps", name, str(home), *words],
            cwd=PROJECT,
            env={**os.environ, "SCORECARDS_HOME": str(home), "SCORECARDS_HMAC_KEY": KEY},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        said = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            last = "".join(log.readlines()[-15:])
            raise ScorecardsError(f"The step {name} failed; the end of {log.name}:\n{last}")
    told = json.loads(said.splitlines()[-1])
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Step(told["seconds"], usage.ru_maxrss / unit), told["counts"]


def empty_home(home: Path) -> None:
    """Make the bench's home, empty; refuses a folder that holds anything but an earlier bench."""
    if home.exists() and any(home.iterdir()) and not (home / RECORD).exists():
        raise BadCall(f"{home} is not a bench's home and is not empty: choose another --home.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / RECORD).write_text("{}", encoding="utf-8")


def run(home: Path, days: int, agents: int, console: Console) -> dict[str, Any]:
    """Measure everything once; returns (and leaves in the home) the record of it."""
    empty_home(home)
    steps: dict[str, Step] = {}
    counts: dict[str, dict[str, int]] = {}
    for name in STEPS:
        words = (str(days), str(agents)) if name == "generate" else ()
        with console.status(f"measuring {name} ..."):
            steps[name], counts[name] = measure(name, home, *words)
        console.print(f"  [dim]{name}: {steps[name].seconds:.2f} s[/]", highlight=False)
    results = json.loads((home / "build/dbt/run_results.json").read_text(encoding="utf-8"))
    nodes = json.loads((home / "build/dbt/manifest.json").read_text(encoding="utf-8"))["nodes"]
    record = {
        "days": days,
        "agents": agents,
        "cores": os.cpu_count(),
        "counts": counts,
        "steps": {name: asdict(step) for name, step in steps.items()},
        "ratios": [asdict(one) for one in ratios(steps)],
        "seconds_in_dbt_nodes": results["elapsed_time"],
        "rooms": [asdict(one) for one in shares(results["results"], nodes)],
        "slowest": slowest(results["results"], nodes),
    }
    (home / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return record


def tables(record: dict[str, Any]) -> list[Table]:
    """What a record says, for the terminal."""
    rows = record["counts"]["read_raw"]["rows"]
    size = f"{record['days']} days, {record['agents']} agents, {rows:,} raw rows"
    costs = Table(title=f"What a run costs ({size})", title_justify="left")
    for heading in ("", "costs", "peak memory", "seconds"):
        costs.add_column(heading, justify="left" if heading in ("", "costs") else "right")
    for one in (Ratio(**told) for told in record["ratios"]):
        times = (
            "-"
            if one.times is None
            else f"{one.times:,.2g}"
            if one.times < 10
            else (f"{one.times:,.0f}")
        )
        seconds = f"{one.seconds:.2f} : {one.yardstick_seconds:.2f}"
        said = f"[bold]{times} x[/] {one.yardstick}"
        costs.add_row(one.cost, said, f"{one.peak_mb:,.0f} MB", seconds)
    rooms = Table(title="Where the build spends it", title_justify="left")
    for heading in ("room", "share", "models", "seconds", "tests", "seconds"):
        rooms.add_column(heading, justify="left" if heading == "room" else "right")
    for room in (Share(**told) for told in record["rooms"]):
        rooms.add_row(
            *(room.room, f"{room.share:.0%}", str(room.models), f"{room.model_seconds:.2f}"),
            *(str(room.tests), f"{room.test_seconds:.2f}"),
        )
    longest = Table(title="The slowest models", title_justify="left")
    longest.add_column("model")
    longest.add_column("of all models", justify="right")
    longest.add_column("seconds", justify="right")
    whole = sum(one["model_seconds"] for one in record["rooms"]) or 1
    for name, seconds in record["slowest"]:
        longest.add_row(name, f"{seconds / whole:.0%}", f"{seconds:.2f}")
    return [costs, rooms, longest]


def main(
    days: Annotated[int, typer.Option(help="Days of the generated centre.")] = 92,
    agents: Annotated[int, typer.Option(help="Its agents.")] = 48,
    home: Annotated[Path, typer.Option(help="Where to work; emptied first.")] = Path(".make/bench"),
) -> None:
    """Measure landing, checking, building and publishing against the least one could do."""
    console = Console()
    home = (PROJECT / home).resolve()
    try:
        record = run(home, days, agents, console)
    except ScorecardsError as error:
        Console(stderr=True).print(f"[red]{error}[/]", highlight=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from error
    for table in tables(record):
        console.print(table)
    start = 1 - record["seconds_in_dbt_nodes"] / record["steps"]["build"]["seconds"]
    console.print(
        f"Of the build's clock, {start:.0%} is dbt's own start and reading of the project."
    )
    console.print(f"Recorded in {home / RECORD}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
