"""`scorecards`: the one command line. Each command's --help says what it reads and writes.

Heavy libraries (DuckDB, dbt, Great Expectations) are imported inside the commands, after the lock
was taken: help and a skipped run answer at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.home import BadCall, Home, ScorecardsError

DEMO_KEY = "scorecards-demo-key-not-for-real-data"  # public on purpose, see `demo`
KEY_VARIABLE = "SCORECARDS_HMAC_KEY"

TOP = """
Turns a contact centre's raw exports into KPIs and scorecards that explain every point.

**The order of work**

1. `scorecards demo` builds everything from generated exports: the quickest way to see it.

2. `scorecards refresh --feed standard FILE...` is the whole run with your own files. It is:

3. `land` (files into raw, strictly), `check` (Great Expectations), `build` (dbt), `publish`.

4. `scorecards status` says what readers see; `scorecards explain AGENT` says why.

**Where things are.** SCORECARDS_HOME (default `warehouse/` in the checkout) holds raw.duckdb,
warehouse.duckdb, published/scorecards.duckdb (what BI tools open), runs/ and settings.yml.

**Exit codes.** 0 done, 1 failed, 2 bad call, 65 refused by a gate (readers keep what they had),
75 skipped because another run holds the lock.
"""

app = typer.Typer(
    name="scorecards",
    help=TOP,
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Feed = Annotated[
    str | None,
    typer.Option("--feed", help="Name of a feed in feeds/, or path of a feed's YAML file."),
]
Files = Annotated[
    list[Path] | None, typer.Argument(help="Files to land: CSV, TSV, XLSX, JSON lines, Parquet.")
]


@app.callback()
def _options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole trace where something fails.")
    ] = False,
) -> None:
    """Options of every command."""
    _seen["debug"] = debug


# What main() needs to know of the call when it ends by an error.
_seen: dict[str, Any] = {"debug": False, "trace": None}


@app.command()
def demo(
    time_zone: Annotated[
        str | None,
        typer.Option(help="IANA zone of the demo centre; written to settings.yml of its home."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Another centre of the same kind; the same seed, same bytes.")
    ] = None,
) -> None:
    """Generate the demo centre's exports, then run everything and print one agent's card.

    Reads nothing. Writes exports/ and all that `refresh` writes. A second call finds everything in
    place and publishes nothing new. Where SCORECARDS_HMAC_KEY is not set it uses a public demo key.

    Exit codes: 0, 1, 2, 65, 75. Example: `scorecards demo --time-zone Europe/Berlin`
    """
    with _run("demo") as (home, console, run):
        from pipeline.demo.hours import SETTINGS

        home.settle(at_first=SETTINGS, **({"time_zone": time_zone} if time_zone else {}))
        if not os.environ.get(KEY_VARIABLE):
            os.environ[KEY_VARIABLE] = DEMO_KEY
            console.print(
                f"{KEY_VARIABLE} is not set: identifiers are hashed with the public demo key. "
                "Set a secret of your own before real data land."
            )
        from pipeline.refresh import demo as run_demo

        run_demo(home, console, run, seed=seed)


@app.command()
def land(files: Files = None, feed: Feed = None) -> None:
    """Land export files in raw: every row typed and accepted, or quarantined with its reason.

    Reads the files and the feed. Writes raw.duckdb only. The same bytes twice change nothing.
    A broken file is refused whole. What landed is seen by readers after check, build and publish.

    Exit codes: 0, 1, 2, 75. Example: `scorecards land --feed standard calls_2026-08-*.csv`
    """
    if not feed or not files:
        raise BadCall("Name a feed and at least one file: scorecards land --feed standard FILE...")
    with _run("land") as (home, console, _):
        from pipeline.land import land as run_land

        run_land(home, feed, files, console)


@app.command()
def check(
    everything: Annotated[
        bool, typer.Option("--all", help="Check all loads again, not only the new ones.")
    ] = False,
) -> None:
    """Ask Great Expectations whether the new loads may come in.

    Reads raw.duckdb and expectations/. Writes each load's verdict into raw's ledger: the models
    leave refused loads out. Critical expectations that fail end it with 65 and a table.

    Exit codes: 0, 1, 65, 75. Example: `scorecards check --all`
    """
    with _run("check") as (home, console, _):
        from pipeline.check import check as run_check

        run_check(home, console, everything)


@app.command()
def build(
    select: Annotated[
        str | None, typer.Option("--select", "-s", help="Only these, in dbt's words.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Build incremental models from nothing.")
    ] = False,
) -> None:
    """Build the models of the working warehouse with dbt, and run every data test.

    Reads raw.duckdb, models/ and seeds/. Writes warehouse.duckdb, in place. Readers see nothing of
    it before `publish`, and `publish` takes only a complete build that passed.

    Exit codes: 0, 1 (a model broke), 65 (a test failed), 75. Example:
    `scorecards build --select fct_agent_day+`
    """
    with _run("build") as (home, console, run):
        from pipeline.build import build as run_build

        with run.stage("build"):
            run_build(home, console, select=select, full_refresh=full, folder=run.folder)


@app.command()
def publish() -> None:
    """Give the working warehouse to readers: one new file, by one rename.

    Reads warehouse.duckdb and raw's ledger. Writes published/scorecards.duckdb and keeps the three
    generations before it. Nothing is written where the data equal what is published, where raw
    and quarantine do not add up to what was delivered, or where the last build is not complete.

    Exit codes: 0, 1, 65, 75. Example: `scorecards build && scorecards publish`
    """
    with _run("publish") as (home, console, run):
        from pipeline.publish import publish as run_publish

        with run.stage("publish"):
            told = run_publish(home, home.warehouse, console)
        run.state = "published" if told.changed else "unchanged"
        _say_publication(console, run, told, "Published" if told.changed else "Unchanged:")


@app.command()
def refresh(files: Files = None, feed: Feed = None) -> None:
    """Do all of it: land (where files are given), check, build on a copy, publish. For schedulers.

    Reads the files and raw. Writes raw.duckdb, published/scorecards.duckdb, warehouse.duckdb and
    runs/. Whatever fails, readers keep the generation they have and the warehouse is the old one.

    Exit codes: 0 published or unchanged, 1, 2, 65, 75. Example:
    `scorecards refresh --feed standard exports/*.csv.gz`
    """
    if bool(feed) != bool(files):
        raise BadCall(
            "Name both a feed and files, or neither: scorecards refresh --feed standard F"
        )
    with _run("refresh") as (home, console, run):
        from pipeline.refresh import refresh as run_refresh

        run_refresh(home, feed, files or (), console, run=run)


@app.command()
def rollback() -> None:
    """Give readers the generation before the current one.

    Reads and writes published/. The file is checked row by row first. The next publication gets a
    new, higher number; `status` says so meanwhile.

    Exit codes: 0, 1, 65, 75. Example: `scorecards rollback`
    """
    with _run("rollback") as (home, console, run):
        from pipeline.publish import rollback as run_rollback

        told = run_rollback(home, console)
        run.state = "published"
        run.reason = "rolled back"
        _say_publication(console, run, told, "Rolled back to")


@app.command()
def status(
    last: Annotated[int, typer.Option("--last", min=1, help="How many runs to show.")] = 10,
) -> None:
    """Say what readers see, how old it is, how the last runs ended, what landed and what did not.

    Reads published/, runs/ and raw's ledger. Writes nothing and never waits.

    Exit codes: 0, 1. Example: `scorecards status`
    """
    from pipeline.status import status as run_status

    run_status(Home.from_environment(), _console(), last)


@app.command()
def explain(
    agent: Annotated[str, typer.Argument(help="The agent's id.")],
    scheme: Annotated[
        str | None,
        typer.Option(help="Scheme id, such as SC01, or all; default: the scheme shown first."),
    ] = None,
    period: Annotated[str | None, typer.Option(help="Period, such as 2026-10.")] = None,
    language: Annotated[
        str | None, typer.Option("--lang", help="en or zh; default: the centre's.")
    ] = None,
) -> None:
    """Show one agent's card: each point with its value, target, band and evidence.

    Reads published/scorecards.duckdb. Writes nothing.

    Exit codes: 0, 1, 2. Example: `scorecards explain A017 --scheme SC01 --period 2026-10 --lang zh`
    """
    if language not in (None, "en", "zh"):
        raise BadCall(f"--lang {language}: en or zh.")
    from pipeline.explain import explain as run_explain

    run_explain(Home.from_environment(), agent, scheme, period, language, _console())


@app.command()
def export(
    agent: Annotated[str | None, typer.Option("--agent", help="An agent's id.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="A team's id.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder; default SCORECARDS_HOME/audiences.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="duckdb, or csv for spreadsheets.")
    ] = "duckdb",
) -> None:
    """Write a small file that holds only what one agent, or one team, may see.

    Reads published/scorecards.duckdb. Writes agent-ID.duckdb or team-ID.duckdb afresh, or a folder
    of CSVs in which no text can run as a formula. A team's file holds no pay.

    Exit codes: 0, 1, 2. Example: `scorecards export --agent A017`
    """
    if (agent is None) == (team is None):
        raise BadCall("Name one audience: scorecards export --agent ID, or --team ID.")
    from pipeline.export import Audience
    from pipeline.export import export as run_export

    audience = Audience("agent", agent) if agent is not None else Audience("team", str(team))
    written = run_export(Home.from_environment(), audience, to, form)
    _console().print(f"wrote {written}", highlight=False, soft_wrap=True)


@app.command()
def docs() -> None:
    """Write the pages of every KPI, rule of data quality and scoring system: docs/.

    Reads the seeds and the models' YAML of this checkout. Writes the pages that changed.

    Exit codes: 0, 1. Example: `scorecards docs`
    """
    from pipeline.docs import write

    console = _console()
    for page in write():
        console.print(f"wrote {page}")


# ---------------------------------------------------------------------------- around them


@contextmanager
def _run(command: str) -> Iterator[tuple[Home, Any, Any]]:
    """The lock and the record around one command."""
    from pipeline import runs

    home = Home.from_environment()
    with runs.run(home, command) as opened:
        _seen["trace"] = opened.folder / "error.txt"
        yield home, _console(), opened


def _console() -> Any:
    from rich.console import Console

    return Console()


def _say_publication(console: Any, run: Any, told: Any, word: str) -> None:
    run.generation = told.generation
    run.data_through = str(told.data_through_date or "") or None
    console.print(
        f"[bold green]{word} generation {told.generation}[/], data through "
        f"{told.data_through_date}: {told.path}",
        highlight=False,
        soft_wrap=True,
    )


def main() -> None:
    """Entry point: one sentence and an exit code for what the user can mend."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app(standalone_mode=True)
    except Exception as error:
        if _seen["debug"]:
            raise
        if isinstance(error, ScorecardsError):
            _say(str(error))
            sys.exit(error.exit_code)
        if isinstance(error, OSError) and error.strerror:
            _say(f"{error.strerror}: {error.filename or Home.from_environment().root}")
        else:
            where = f" {_seen['trace']} holds the trace;" if _seen["trace"] else ""
            _say(
                f"{type(error).__name__}: a fault of this program, not of your files.{where} "
                "--debug before the command shows it."
            )
        sys.exit(1)


def _terminated(*_: Any) -> None:
    """A scheduler's SIGTERM ends a run as Ctrl-C does: dbt is stopped, the run recorded."""
    raise KeyboardInterrupt


def _say(sentence: str) -> None:
    from rich.console import Console
    from rich.markup import escape

    Console(stderr=True).print(f"[red]{escape(sentence)}[/]", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
