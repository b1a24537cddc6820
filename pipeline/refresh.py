"""The whole run: land, check, build on a copy, publish, and only then replace the warehouse.

Readers and analysts keep what they have until the new data have passed every gate. Whatever
breaks, and wherever this process is killed, the published file is a whole generation and the
working warehouse is the old one; the next run starts as if the broken one had never been.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import runs
from pipeline.home import PROJECT, BadCall, Home
from pipeline.runs import Run

if TYPE_CHECKING:
    from rich.console import Console

Deliveries = Sequence[tuple[str, Sequence[Path]]]
RunResult = Run

PATIENCE_SECONDS = 120
NOTE, MAKING = "generated.json", ".being-made"  # in exports/, beside the demo's files


def _land(*words: Any) -> Any:
    from pipeline.land import land

    return land(*words)


def _check(*words: Any) -> Any:
    from pipeline.check import check

    return check(*words)


def _build(home: Home, console: Console, copy: Path, folder: Path) -> Any:
    from pipeline.build import build

    return build(home, console, warehouse=copy, folder=folder)


def _seeds(home: Home, console: Console) -> None:
    from pipeline.build import refuse_bad_seeds

    refuse_bad_seeds(console, home.building)


def _read_ahead(home: Home, folder: Path) -> contextlib.AbstractContextManager[Any]:
    from pipeline.build import ReadingAhead

    return ReadingAhead(home, home.building, folder / "read_ahead")


def _publish(*words: Any) -> Any:
    from pipeline.publish import publish

    return publish(*words)


_NOTHING = contextlib.nullcontext()


@dataclass(frozen=True)
class Stages:
    """What a run is made of; tests put their own in."""

    land: Callable[..., Any] = _land
    check: Callable[..., Any] = _check
    build: Callable[..., Any] = _build
    publish: Callable[..., Any] = _publish
    seeds: Callable[..., Any] = lambda *_: None
    read_ahead: Callable[..., contextlib.AbstractContextManager[Any]] = lambda *_: _NOTHING


REAL_STAGES = Stages(read_ahead=_read_ahead, seeds=_seeds)


def refresh(
    home: Home,
    feed: str | None = None,
    files: Sequence[Path] = (),
    console: Console | None = None,
    deliveries: Deliveries = (),
    stages: Stages | None = None,
    run: Run | None = None,
) -> RunResult:
    """Land what is given (one feed's files, or several deliveries), and bring it to the readers.

    Takes the lock and records the run, or goes on within `run`, whose holder does both. Raises the
    ScorecardsError family; what it returns is published or unchanged.
    """
    if console is None:
        from rich.console import Console

        console = Console()
    given = [*deliveries, *([(feed, list(files))] if feed else [])]
    stages = stages or REAL_STAGES
    with (
        contextlib.nullcontext(run) if run else runs.run(home, "refresh") as opened,
        stages.read_ahead(home, opened.folder) as reading,
    ):
        return _stages(home, console, given, stages, opened, reading)


def _stages(
    home: Home,
    console: Console,
    deliveries: Deliveries,
    stages: Stages,
    run: Run,
    reading: Any,
) -> RunResult:
    stages.seeds(home, console)  # before anybody waits for files to land
    _wait_for_raw(home, console)
    if deliveries:
        with _stage(run, console, "land"):
            for feed, files in deliveries:
                stages.land(home, feed, list(files), console)
    with _stage(run, console, "check"):
        stages.check(home, console)
    copy = home.building
    with _stage(run, console, "copy"):
        console.print(f"  {copy_warehouse(home, copy)}", highlight=False)
    with _stage(run, console, "build"):
        if reading is not None:
            reading.finish()
        stages.build(home, console, copy, run.folder)
    with _stage(run, console, "publish"):
        publication = stages.publish(home, copy, console)
    run.generation = publication.generation
    run.data_through = str(publication.data_through_date or "") or None
    with _stage(run, console, "replace"):
        console.print(f"  {replace_warehouse(home, copy)}", highlight=False)
    run.state = "published" if publication.changed else "unchanged"
    said = "Published" if publication.changed else "Unchanged: the data equal"
    console.print(
        f"[bold green]{said} generation {publication.generation}[/], data through "
        f"{publication.data_through_date}: {publication.path}",
        highlight=False,
        soft_wrap=True,
    )
    return run


@contextlib.contextmanager
def _stage(run: Run, console: Console, name: str) -> Iterator[None]:
    console.print(f"[bold]{name}[/]")
    with run.stage(name):
        yield
    console.print(f"  [dim]{name} took {run.seconds[name]:.1f} s[/]")


def _wait_for_raw(home: Home, console: Console) -> None:
    """Wait while an analyst's dbt reads raw: landing and the checks must write there."""
    reader = runs.writer_of(home.raw, readers_too=True)
    if reader:
        console.print(f"waiting up to {PATIENCE_SECONDS} s for process {reader}, which reads raw")
    ends = time.monotonic() + PATIENCE_SECONDS
    while runs.writer_of(home.raw, readers_too=True) and time.monotonic() < ends:
        time.sleep(0.5)


# ---------------------------------------------------------------------------- the working copy


def copy_warehouse(home: Home, copy: Path) -> str:
    """Copy the working warehouse to work on; says what it did.

    Where somebody is writing into it, or it is damaged, nothing is copied: a build from nothing
    gives the same tables, only later.
    """
    from pipeline.build import stamp_of

    copy.parent.mkdir(parents=True, exist_ok=True)
    for left in (copy, _wal(copy), stamp_of(copy)):  # by a run that failed or was killed
        left.unlink(missing_ok=True)
    source = home.warehouse
    if not source.exists():
        return "no warehouse yet: building from nothing"
    if _wal(source).exists() and not runs.writer_of(source, readers_too=True):
        _settle(source)
    with _no_writer(source) as free:
        if not free:
            return "the working warehouse is being written by another program: building anew"
        if _wal(source).exists():
            return "the working warehouse did not close well: building anew"
        shutil.copyfile(source, copy)
    return f"working on a copy of {source.stat().st_size / 1e6:.0f} MB"


def replace_warehouse(home: Home, copy: Path) -> str:
    """Put the copy in the place of the working warehouse; says what it did.

    A program that reads the old one keeps reading it. One that writes keeps its file: swapping it
    away would tear its write-ahead log from it.
    """
    from pipeline.build import stamp_of

    target = home.warehouse
    if not target.exists():
        _wal(target).unlink(missing_ok=True)
        return _put(copy, target, stamp_of)
    with _no_writer(target) as free:
        if not free:
            copy.unlink()
            stamp_of(copy).unlink(missing_ok=True)
            return (
                "the working warehouse is being written by another program and stays as it is; "
                "run `scorecards build` when that has ended"
            )
        _wal(target).unlink(missing_ok=True)
        return _put(copy, target, stamp_of)


def _put(copy: Path, target: Path, stamp_of: Callable[[Path], Path]) -> str:
    stamp_of(target).unlink(missing_ok=True)
    os.replace(copy, target)
    with contextlib.suppress(FileNotFoundError):  # stages of a test leave no stamp
        os.replace(stamp_of(copy), stamp_of(target))
    return f"the working warehouse is now this one: {target}"


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _settle(path: Path) -> None:
    """Take the write-ahead log of a killed writer into its file, where that can be done."""
    import duckdb

    with contextlib.suppress(duckdb.Error), duckdb.connect(str(path)) as connection:
        connection.execute("checkpoint")


@contextlib.contextmanager
def _no_writer(path: Path) -> Iterator[bool]:
    """Keep writers out of a DuckDB file meanwhile (with DuckDB's own kind of lock); False where
    one is in already. Readers may stay."""
    with path.open("rb") as opened:
        try:
            fcntl.lockf(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


# ---------------------------------------------------------------------------- the demo centre


def demo(
    home: Home,
    console: Console,
    run: Run,
    stages: Stages | None = None,
    generate: Callable[..., Any] | None = None,
    card: Callable[[Home, Console], None] | None = None,
    seed: int | None = None,
) -> RunResult:
    """Generate the demo centre's exports where they are missing, run everything, show one card."""
    stages = stages or REAL_STAGES
    with stages.read_ahead(home, run.folder) as reading:
        with _stage(run, console, "generate"):
            deliveries = _exports(home, console, generate, {} if seed is None else {"seed": seed})
        told = _stages(home, console, deliveries, stages, run, reading)
    (card or _show_card)(home, console)
    where = home.published
    console.print(
        "\n[bold]Open it[/], always read-only (readers never wait for a run, nor a run for them):\n"
        f"  DuckDB    duckdb -readonly {where}\n"
        f"  DBeaver   new DuckDB connection, path {where}, driver property access_mode=READ_ONLY\n"
        f"  Power BI  ODBC, driver DuckDB: database={where};access_mode=READ_ONLY\n"
        f"  Superset  duckdb:///{where}?access_mode=READ_ONLY\n"
        "Next: `scorecards status`, `scorecards explain AGENT`, or `dbt build` to change a model.",
        highlight=False,
        soft_wrap=True,
    )
    return told


def _exports(
    home: Home,
    console: Console,
    generate: Callable[..., Any] | None,
    wishes: dict[str, Any],
) -> list[tuple[str, list[Path]]]:
    """The demo's export files by feed; generated once for one version of the generator."""
    import hashlib
    import json

    settings = home.settings()
    code = hashlib.sha256()
    for source in sorted((PROJECT / "pipeline" / "demo").rglob("*.py")):
        code.update(source.read_bytes())
    version = {"code": code.hexdigest(), "time_zone": settings.time_zone, **wishes}
    note = home.exports / NOTE
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    made = [(feed, home.exports / name) for feed, name in told.get("files", [])]
    if told.get("version") == version and made and all(path.exists() for _, path in made):
        console.print(f"  already generated: {len(made)} files in {home.exports}", highlight=False)
    else:
        _make_room(home, console, {name for _, name in told.get("files", [])})
        if generate is None:
            from pipeline.demo import generate
        shutil.rmtree(home.exports, ignore_errors=True)
        home.exports.mkdir(parents=True)
        (home.exports / MAKING).touch()  # what a kill leaves is the demo's own
        made = [
            (feed, Path(path))
            for feed, path in generate(home.exports, time_zone=settings.time_zone, **wishes)
        ]
        names = [[feed, str(path.relative_to(home.exports))] for feed, path in made]
        told = {"version": version, "files": names}
        note.write_text(json.dumps(told, indent=1), encoding="utf-8")
        (home.exports / MAKING).unlink()
        console.print(f"  {len(made)} files in {home.exports}", highlight=False)
    by_feed: dict[str, list[Path]] = {}
    for feed, path in made:
        by_feed.setdefault(feed, []).append(path)
    return list(by_feed.items())


def _make_room(home: Home, console: Console, earlier: set[str]) -> None:
    """Let another version of the demo centre go; refuse to mix a demo with anybody's real data."""
    import duckdb

    from pipeline.contract import connect_raw

    paths = [path for path in home.exports.rglob("*") if path.is_file()]
    there = {str(path.relative_to(home.exports)) for path in paths} - {NOTE}
    if (foreign := sorted(there - earlier)) and MAKING not in there:
        raise BadCall(
            f"{home.exports} holds files that are not the demo centre's ({_few(foreign)}), and the "
            "demo would replace them: move them, or choose another home for the demo, as in "
            "SCORECARDS_HOME=demo scorecards demo."
        )
    if not home.raw.exists():
        return
    try:
        with connect_raw(home, read_only=True) as connection:
            found = connection.execute("select distinct file_name from landing.load").fetchall()
    except duckdb.CatalogException:  # a landing was killed before its first table
        found = []
    landed = {name for (name,) in found}
    if others := sorted(landed - {Path(name).name for name in earlier}):
        raise BadCall(
            f"{home.root} holds files that are not the demo centre's ({_few(others)}): choose "
            "another home for the demo, as in SCORECARDS_HOME=demo scorecards demo."
        )
    if landed:
        console.print("  the demo centre's generator changed: its warehouse starts anew")
    for path in (home.raw, home.warehouse):
        path.unlink(missing_ok=True)
        _wal(path).unlink(missing_ok=True)


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _show_card(home: Home, console: Console) -> None:
    """Print the newest monthly card of the agent whom the first scheme ranks first."""
    import duckdb

    with duckdb.connect(str(home.published), read_only=True) as connection:
        first = connection.execute(
            "select subject_id, scheme_id, strftime(period_start_date, '%Y-%m') from scorecard "
            "where subject_type = 'agent' and period_type = 'month' and subject_rank is not null "
            "order by scheme_id, period_start_date desc, subject_rank, subject_id "
            "limit 1"
        ).fetchone()
    if first is None:
        return
    from pipeline.explain import explain

    console.print()
    explain(home, first[0], scheme=first[1], period=first[2], console=console)
