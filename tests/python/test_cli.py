"""The command line: help that teaches, exit codes, one sentence instead of a trace."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tiny_centre import land_calls, make_warehouse

from pipeline.home import PROJECT, Home

COMMANDS = (
    *("demo", "land", "check", "build", "publish", "refresh", "rollback", "status", "explain"),
    "docs",
)


def scorecards(home: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=PROJECT,
        env=os.environ | {"SCORECARDS_HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )


def plain(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def test_help_shows_the_order_of_work_and_where_things_are(tmp_path: Path) -> None:
    started = time.monotonic()
    told = scorecards(tmp_path, "--help")
    once = time.monotonic() - started
    shown = plain(told.stdout)
    assert told.returncode == 0
    order = [shown.index(f"{word} ") for word in ("land", "check", "build", "publish")]
    assert order == sorted(order)
    assert "SCORECARDS_HOME" in shown
    for code in ("0 done", "1 failed", "2 bad call", "65 refused", "75 skipped"):
        assert code in shown
    for command in COMMANDS:
        assert command in shown
    # 0.2-0.3 s by itself; the bar leaves room for a machine that others use too
    assert once < 2


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; import pipeline.cli\n"
        "heavy = {'duckdb', 'dbt', 'great_expectations', 'pandas', 'numpy', 'pyarrow'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_teaches(tmp_path: Path, command: str) -> None:
    told = scorecards(tmp_path, command, "--help")
    assert told.returncode == 0
    shown = plain(told.stdout)
    assert "Exit codes: 0" in shown
    assert f"scorecards {command}" in shown  # the example
    assert "Read" in shown or "read" in shown
    assert "rites" in shown
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nonsense",), 2, "No such command"),
        (("land",), 2, "Name a feed and at least one file"),
        (("land", "--feed", "standard"), 2, "at least one file"),
        (("refresh", "file.csv"), 2, "Name both a feed and files"),
        (("explain", "A1", "--lang", "fr"), 2, "en or zh"),
        (("publish",), 1, "run `scorecards build` first"),
        (("build",), 1, "Nothing has landed yet"),
        (("rollback",), 1, "no generation before"),
        (("status",), 0, ""),
    ],
)
def test_exit_codes(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    told = scorecards(tmp_path / "home", *words)
    assert told.returncode == code, told.stderr
    assert said in plain(told.stderr)
    assert "Traceback" not in told.stdout + told.stderr


def test_a_gate_ends_with_65_and_a_trace_only_with_debug(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100])
    make_warehouse(home, 1)
    home.warehouse.with_suffix(".built.json").unlink()
    told = scorecards(home.root, "publish")
    assert told.returncode == 65
    assert told.stderr.count("\n") == 1
    assert "run `scorecards build` first" in told.stderr
    assert "Traceback" in scorecards(home.root, "--debug", "publish").stderr


def test_publish_rollback_and_status_tell_one_story(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100])
    for number in (1, 2):
        make_warehouse(home, number)
        told = scorecards(home.root, "publish")
        assert told.returncode == 0, told.stderr
        assert f"Published generation {number}, data through 2026-08-31" in told.stdout
    assert "Unchanged: generation 2" in scorecards(home.root, "publish").stdout
    assert "Rolled back to generation 1" in scorecards(home.root, "rollback").stdout
    shown = plain(scorecards(home.root, "status").stdout)
    assert "Published generation 1" in shown
    assert "rolled back: generation 2 is newer and is not shown" in shown
    with duckdb.connect(str(home.published), read_only=True) as connection:
        assert connection.execute("select number from fct_agent_day").fetchall() == [(1,)]


def test_a_fault_of_the_program_points_to_its_trace(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100])
    make_warehouse(home, 1)
    home.warehouse.with_suffix(".built.json").write_text("{}")
    told = scorecards(home.root, "publish")
    assert told.returncode == 1
    assert "a fault of this program" in told.stderr
    trace = Path(re.search(r"(/\S+error\.txt)", told.stderr)[1])
    assert "KeyError" in trace.read_text()


def test_a_home_of_nobody_is_a_bad_call() -> None:
    told = scorecards(Path("~nobody-of-that-name/warehouse"), "status")
    assert told.returncode == 2
    assert "no such user" in told.stderr
