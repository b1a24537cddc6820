"""Runs: the lock, the order of stages, what a broken run leaves behind, and dbt underneath."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console
from tiny_centre import land_calls, make_project, make_warehouse

from pipeline import build as building
from pipeline import runs
from pipeline.home import PROJECT, BadCall, Home, LockHeld, RefusedByGates, ScorecardsError
from pipeline.refresh import NOTE, Stages, demo, refresh
from pipeline.status import status

QUIET = Console(quiet=True)


def nothing(*_: Any) -> None:
    """A stage with nothing to do."""


def stages(number: int = 1, **others: Any) -> Stages:
    """Stages without landing, Great Expectations and dbt; the publisher is the real one."""

    def build(home: Home, console: Console, copy: Path, folder: Path) -> None:
        make_warehouse(home, number, copy)

    return Stages(**({"land": nothing, "check": nothing, "build": build} | others))


def breaking(error: BaseException) -> Any:
    def stage(*_: Any) -> None:
        raise error

    return stage


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100, 200, 300])
    return home


def number_in(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select number from fct_agent_day").fetchone()[0]


def python(code: str, **more: Any) -> subprocess.Popen:
    """Another process that can import this checkout; it says "go" when it got there."""
    begin = f"import sys; sys.path[:0] = [{str(PROJECT)!r}, {str(Path(__file__).parent)!r}]\n"
    process = subprocess.Popen(
        [sys.executable, "-c", begin + code], stdout=subprocess.PIPE, text=True, **more
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    return process


# ---------------------------------------------------------------------------- the run


def test_a_run_publishes_and_replaces_the_warehouse(home: Home) -> None:
    told = refresh(home, console=QUIET, stages=stages(1))
    assert (told.state, told.generation, told.data_through) == ("published", 1, "2026-08-31")
    assert number_in(home.published) == number_in(home.warehouse) == 1
    assert list(told.seconds) == ["check", "copy", "build", "publish", "replace"]
    record = json.loads((told.folder / "run.json").read_text())
    assert (record["state"], record["generation"]) == ("published", 1)
    # what was replaced can be published again by hand: its stamp moved with it
    from pipeline.publish import publish

    assert not publish(home, home.warehouse, QUIET).changed


def test_nothing_new_publishes_nothing(home: Home) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    before = home.published.stat().st_mtime_ns
    told = refresh(home, console=QUIET, stages=stages(1))
    assert (told.state, told.generation) == ("unchanged", 1)
    assert home.published.stat().st_mtime_ns == before


def test_several_feeds_land_in_order_under_one_lock(home: Home) -> None:
    seen = []

    def land(home: Home, feed: str, files: list[Path], console: Console) -> None:
        seen.append((feed, [path.name for path in files], runs.inherited() != ()))

    deliveries = [("standard", [Path("a.csv"), Path("b.csv")]), ("dialler", [Path("c.csv")])]
    refresh(home, console=QUIET, deliveries=deliveries, stages=stages(1, land=land))
    assert seen == [("standard", ["a.csv", "b.csv"], True), ("dialler", ["c.csv"], True)]


@pytest.mark.parametrize("stage", ["land", "check", "build", "publish"])
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RefusedByGates("a gate"), "refused"),
        (ScorecardsError("a fault"), "failed"),
        (ZeroDivisionError(), "failed"),
        (KeyboardInterrupt(), "failed"),
    ],
)
def test_whatever_breaks_readers_and_warehouse_stay(
    home: Home, stage: str, error: BaseException, state: str
) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    before = (home.published.read_bytes(), home.warehouse.read_bytes())
    with pytest.raises(type(error)):
        refresh(
            home,
            "standard",
            [Path("x.csv")],
            QUIET,
            stages=stages(2, **{stage: breaking(error)}),
        )
    assert (home.published.read_bytes(), home.warehouse.read_bytes()) == before
    last = runs.history(home)[0]
    assert (last["state"], last["generation"]) == (state, None)
    assert last["reason"]
    assert "Traceback" not in last["reason"]
    assert refresh(home, console=QUIET, stages=stages(3)).generation == 2


def test_the_last_twenty_runs_are_kept(home: Home) -> None:
    for number in range(23):
        with runs.run(home, f"land {number}"):
            pass
    folders = [folder for folder in home.runs.iterdir() if folder.is_dir()]
    assert len(folders) == 20
    assert len((home.runs / "runs.jsonl").read_text().splitlines()) == 23


# ---------------------------------------------------------------------------- the lock

HOLD = """
import time
from pathlib import Path
from pipeline import runs
from pipeline.home import Home
with runs.run(Home(Path({home!r})), "refresh") as run:
    print("go", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_skipped_at_once_and_says_who_holds_the_lock(home: Home) -> None:
    first = python(HOLD.format(home=str(home.root)))
    try:
        started = time.monotonic()
        second = subprocess.run(
            [sys.executable, "-m", "pipeline", "refresh"],
            cwd=PROJECT,
            env=os.environ | {"SCORECARDS_HOME": str(home.root)},
            capture_output=True,
            text=True,
        )
        assert time.monotonic() - started < 2
        assert second.returncode == 75
        said = " ".join(second.stderr.split())
        assert f"`scorecards refresh` (process {first.pid}) holds the lock since 20" in said
        assert "Traceback" not in said
        assert runs.history(home)[0]["state"] == "skipped"
        assert runs.history(home)[1]["state"] == "running"
    finally:
        first.kill()
        first.wait()


def test_the_lock_of_a_killed_run_heals_itself_and_its_record_too(home: Home) -> None:
    first = python(HOLD.format(home=str(home.root)))
    first.kill()
    first.wait()
    assert home.lock.read_text() != ""  # what a dead run left
    assert refresh(home, console=QUIET, stages=stages(1)).state == "published"
    states = {told["command"] + told["state"]: told["reason"] for told in runs.history(home)}
    assert "killed" in states["refreshfailed"]


def test_an_orphaned_dbt_keeps_the_lock(home: Home) -> None:
    """The child inherits the descriptor, as dbt does, and outlives its killed parent."""
    child = """
import subprocess, sys, time
from pathlib import Path
from pipeline import runs
from pipeline.home import Home
with runs.lock(Home(Path({home!r})), "refresh"):
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    child = subprocess.Popen(command, pass_fds=runs.inherited(), stdout=subprocess.DEVNULL)
    Path({home!r}, "child").write_text(str(child.pid))
    print("go", flush=True)
    time.sleep(60)
"""
    parent = python(child.format(home=str(home.root)))
    orphan = int((home.root / "child").read_text())
    parent.kill()
    parent.wait()
    try:
        with (
            pytest.raises(LockHeld, match="was killed, and the dbt it started is still ending"),
            runs.lock(home, "refresh"),
        ):
            pass
    finally:
        os.kill(orphan, signal.SIGKILL)
    for _ in range(100):
        if runs.holder(home) is None:
            break
        time.sleep(0.05)
    with runs.lock(home, "refresh"):
        assert runs.inherited()


def test_a_run_killed_at_any_stage_leaves_readers_and_warehouse(home: Home) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    before = (home.published.read_bytes(), home.warehouse.read_bytes())
    code = """
import os, time
from pathlib import Path
from rich.console import Console
import test_refresh
from pipeline.home import Home
from pipeline.refresh import refresh
def hang(home, console, copy, folder):
    copy.write_bytes(b"half a warehouse")
    print("go", flush=True)
    time.sleep(60)
stages = test_refresh.stages(2, build=hang)
refresh(Home(Path({home!r})), console=Console(quiet=True), stages=stages)
"""
    run = python(code.format(home=str(home.root)))
    run.kill()
    run.wait()
    assert (home.published.read_bytes(), home.warehouse.read_bytes()) == before
    assert refresh(home, console=QUIET, stages=stages(3)).generation == 2


# ---------------------------------------------------------------------------- analysts beside it

ANALYST = """
import duckdb, time
connection = duckdb.connect({path!r}, read_only={read_only})
{work}
print("go", flush=True)
time.sleep(60)
"""


def analyst(path: Path, read_only: bool, work: str = "") -> subprocess.Popen:
    return python(ANALYST.format(path=str(path), read_only=read_only, work=work))


def test_an_analyst_who_writes_keeps_the_working_warehouse(home: Home) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    writing = "connection.execute('update fct_agent_day set number = 77')"
    other = analyst(home.warehouse, False, writing)
    try:
        assert refresh(home, console=QUIET, stages=stages(2)).generation == 2
        assert number_in(home.published) == 2
    finally:
        other.kill()
        other.wait()
    assert number_in(home.warehouse) == 77  # from the write-ahead log that stayed beside its file
    assert refresh(home, console=QUIET, stages=stages(3)).generation == 3
    assert number_in(home.warehouse) == 3


def test_an_analyst_who_reads_is_not_disturbed(home: Home) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    other = analyst(home.warehouse, True)
    try:
        refresh(home, console=QUIET, stages=stages(2))
        assert number_in(home.warehouse) == 2
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_damaged_working_warehouse_is_built_anew(home: Home) -> None:
    refresh(home, console=QUIET, stages=stages(1))
    home.warehouse.with_name("warehouse.duckdb.wal").write_bytes(b"\0" * 4096)
    home.warehouse.write_bytes(home.warehouse.read_bytes()[:5000])
    seen = []

    def build(home: Home, console: Console, copy: Path, folder: Path) -> None:
        seen.append(copy.exists())
        make_warehouse(home, 2, copy)

    refresh(home, console=QUIET, stages=stages(2, build=build))
    assert seen == [False]
    assert number_in(home.warehouse) == 2


# ---------------------------------------------------------------------------- the demo


def make_exports(folder: Path, **options: Any) -> list[tuple[str, Path]]:
    """A generator of two files; another zone makes another first file."""
    (folder / "a.csv").write_text(options["time_zone"])
    (folder / "b.csv").write_text("x")
    return [("standard", folder / "a.csv"), ("standard", folder / "b.csv")]


def run_demo(home: Home) -> list[str]:
    """One `scorecards demo`; returns the names of the files that were given to landing."""
    given: list[str] = []

    def land(home: Home, feed: str, files: list[Path], console: Console) -> None:
        known = set()
        if home.raw.exists():
            with duckdb.connect(str(home.raw)) as connection:
                known = set(connection.execute("select load_id from landing.load").fetchall())
        for path in files:
            given.append(path.name)
            if (path.stem,) not in known:
                land_calls(home, path.stem, [100])

    with runs.run(home, "demo") as run:
        demo(home, QUIET, run, stages(1, land=land), make_exports, card=nothing)
    return given


def test_the_demo_generates_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert run_demo(home) == ["a.csv", "b.csv"]
    written = (home.exports / "a.csv").stat().st_mtime_ns
    assert run_demo(home) == ["a.csv", "b.csv"]
    assert (home.exports / "a.csv").stat().st_mtime_ns == written
    assert [told["state"] for told in runs.history(home)] == ["unchanged", "published"]


def test_another_demo_centre_takes_the_place_of_the_first(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    run_demo(home)
    (home.root / "settings.yml").write_text("time_zone: America/Chicago\n")
    run_demo(home)
    assert (home.exports / "a.csv").read_text() == "America/Chicago"
    with duckdb.connect(str(home.raw), read_only=True) as connection:
        assert connection.execute("select count(*) from main.calls").fetchone() == (2,)


def test_the_demo_is_not_mixed_with_real_data(home: Home) -> None:
    with pytest.raises(BadCall, match=r"L1\.csv.*choose another home"):
        run_demo(home)
    with duckdb.connect(str(home.raw), read_only=True) as connection:
        assert connection.execute("select count(*) from main.calls").fetchone() == (3,)


# ---------------------------------------------------------------------------- dbt underneath


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home whose little project was built by dbt and published once."""
    folder = tmp_path_factory.mktemp("built")
    home = Home(folder / "home")
    project = make_project(folder / "project")
    land_calls(home, "L1", [100, 200, 300, 400], quarantined=1)
    told = refresh(home, console=QUIET, stages=with_dbt(project))
    assert told.state == "published"
    return home, project


def with_dbt(project: Path) -> Stages:
    def build(home: Home, console: Console, copy: Path, folder: Path) -> None:
        building.build(home, console, warehouse=copy, folder=folder, project=project)

    return Stages(land=nothing, check=nothing, build=build)


@pytest.fixture
def centre(built: tuple[Home, Path], tmp_path: Path) -> tuple[Home, Path]:
    """A copy of it for one test."""
    home, project = built
    shutil.copytree(home.root, tmp_path / "home")
    shutil.copytree(project, tmp_path / "project")
    return Home(tmp_path / "home"), tmp_path / "project"


def test_dbt_builds_what_readers_see(built: tuple[Home, Path]) -> None:
    home, _ = built
    with duckdb.connect(str(home.published), read_only=True) as connection:
        rows = connection.execute(
            "select agent_id, work_date, handle_seconds from fct_agent_day order by all"
        ).fetchall()
        tables = {
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
        (said,) = connection.execute(
            "select comment from duckdb_columns() where table_name = 'fct_agent_day' "
            "and column_name = 'agent_id'"
        ).fetchone()
    # calls of 100, 200, 300 on the first day by A0, A1, A2; 400 on the second by A0
    assert [(agent, str(day), seconds) for agent, day, seconds in rows] == [
        ("A0", "2026-08-01", 100),
        ("A0", "2026-08-02", 400),
        ("A1", "2026-08-01", 200),
        ("A2", "2026-08-01", 300),
    ]
    assert said == "The agent."
    assert {"kpi", "scheme", "scheme_item", "dim_centre"} <= tables
    assert not tables & {"kpi_parts", "stg_calls"}


def run_failing(home: Home, project: Path) -> tuple[ScorecardsError, str]:
    before = (home.published.read_bytes(), home.warehouse.read_bytes())
    console = Console(record=True, quiet=False, width=160, file=open(os.devnull, "w"))  # noqa: SIM115
    with pytest.raises(ScorecardsError) as caught:
        refresh(home, console=console, stages=with_dbt(project))
    assert (home.published.read_bytes(), home.warehouse.read_bytes()) == before
    return caught.value, console.export_text()


def test_a_failing_data_test_refuses_the_run_and_shows_a_table(centre: tuple[Home, Path]) -> None:
    home, project = centre
    land_calls(home, "L2", [99999, 86401, 5])  # two calls longer than a day
    error, shown = run_failing(home, project)
    assert error.exit_code == 65
    row = next(line for line in shown.splitlines() if "no_call_is_longer_than_a_day" in line)
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["stg_calls", "2"]
    assert "from warehouse.main_dbt_test__audit.no_call_is_longer_than_a_day;" in shown
    assert runs.history(home)[0]["state"] == "refused"
    # the rows can be listed where the table says they are
    copy = home.building
    assert str(copy) in shown.replace("\n", "")
    with duckdb.connect(str(copy), read_only=True) as connection:
        counted = connection.execute(
            "select count(*) from warehouse.main_dbt_test__audit.no_call_is_longer_than_a_day"
        ).fetchone()
    assert counted == (2,)


def test_a_broken_model_fails_the_run_without_showing_values(centre: tuple[Home, Path]) -> None:
    home, project = centre
    with duckdb.connect(str(home.raw)) as connection:
        connection.execute("update main.calls set agent_id = 'canary13800138000' where _line = 2")
    (project / "models/facts/dim_team.sql").write_text(
        "select cast(agent_id as bigint) as team_id from {{ ref('stg_calls') }}"
    )
    error, shown = run_failing(home, project)
    assert error.exit_code == 1
    assert "models/facts/dim_team.sql" in " ".join(shown.split())
    assert "Conversion Error" in shown
    assert "canary13800138000" not in shown + str(error)
    written = [
        path for path in home.runs.rglob("*") if path.is_file() and ".duckdb" not in path.name
    ]
    assert len(written) > 10
    assert [path for path in written if b"13800138000" in path.read_bytes()] == []


def test_a_project_that_does_not_parse_fails_in_one_sentence(centre: tuple[Home, Path]) -> None:
    home, project = centre
    (project / "models/facts/dim_team.sql").write_text("select * from {{ ref('nope') }}")
    error, _ = run_failing(home, project)
    assert error.exit_code == 1
    assert "dim_team" in str(error)
    assert "nope" in str(error)
    assert "Traceback" not in str(error)


def test_a_partial_build_cannot_be_published(centre: tuple[Home, Path]) -> None:
    from pipeline.publish import publish

    home, project = centre
    building.build(home, QUIET, select="dim_team", project=project)
    with pytest.raises(RefusedByGates, match="no complete build"):
        publish(home, home.warehouse, QUIET)


def dbt(project: Path, home: Path, *words: str) -> subprocess.CompletedProcess:
    """An analyst's plain dbt, with nothing of ours around it."""
    return subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *words],
        cwd=project,
        env=os.environ | {"SCORECARDS_HOME": str(home), "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )


def test_plain_dbt_says_that_nothing_has_landed(centre: tuple[Home, Path]) -> None:
    home, project = centre
    empty = home.root / "empty"
    empty.mkdir()
    told = dbt(project, empty, "build")
    assert told.returncode == 2
    assert f"Nothing has landed yet in {empty}: run `make demo`, or `scorecards" in told.stdout
    assert "IO Error" not in told.stdout
    with pytest.raises(ScorecardsError, match="Nothing has landed yet"):
        building.build(Home(empty), QUIET, project=project)


def test_plain_dbt_works_on_the_working_warehouse(centre: tuple[Home, Path]) -> None:
    home, project = centre
    before = home.published.read_bytes()
    with duckdb.connect(str(home.published), read_only=True):  # a BI tool that holds on
        assert dbt(project, home.root, "build", "-s", "fct_agent_day+").returncode == 0
    assert dbt(project, home.root, "docs", "generate").returncode == 0
    assert (project / "target" / "catalog.json").exists()
    assert home.published.read_bytes() == before


def test_plain_dbt_says_who_holds_the_warehouse(centre: tuple[Home, Path]) -> None:
    home, project = centre
    other = analyst(home.warehouse, True)
    try:
        told = dbt(project, home.root, "build")
    finally:
        other.kill()
        other.wait()
    assert told.returncode == 2
    assert f"is open in another program (process {other.pid})" in told.stdout


def test_status_says_what_is_and_what_is_not(built: tuple[Home, Path]) -> None:
    home, _ = built
    console = Console(record=True, width=140, file=open(os.devnull, "w"))  # noqa: SIM115
    status(home, console)
    shown = " ".join(console.export_text().split())
    assert "Published generation 1" in shown
    assert "data through 2026-08-02" in shown
    assert "Landed 1 files: 5 rows delivered, 4 accepted, 1 in quarantine" in shown
    assert "missing_value" in shown
    assert "not measured: tickets" in shown


def test_the_demo_deletes_nobodys_exports(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.exports.mkdir(parents=True)
    mine = home.exports / "my_calls.csv"
    mine.write_text("of a real centre")
    with pytest.raises(BadCall, match=r"my_calls\.csv.*would replace them"):
        run_demo(home)
    assert mine.read_text() == "of a real centre"


def test_a_demo_killed_while_it_generated_starts_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    def killed(folder: Path, **_: Any) -> list:
        (folder / "a.csv").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), runs.run(home, "demo") as run:
        demo(home, QUIET, run, stages(1), killed, card=nothing)
    assert run_demo(home) == ["a.csv", "b.csv"]
    assert sorted(path.name for path in home.exports.iterdir()) == ["a.csv", "b.csv", NOTE]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"not a database" * 2000, "It is damaged: put a copy back"), (b"", "nothing yet")],
)
def test_a_raw_file_that_is_damaged_or_empty_is_named(
    tmp_path: Path, content: bytes, words: str
) -> None:
    home = Home(tmp_path)
    if content:
        home.raw.write_bytes(content)
        with pytest.raises(ScorecardsError, match=words):
            building.build(home, QUIET)
        with pytest.raises(ScorecardsError, match=words):
            run_demo(home)
    else:
        duckdb.connect(str(home.raw)).close()
    file = io.StringIO()
    status(home, Console(file=file, width=300))
    assert words in file.getvalue()
