"""`scorecards export`: a file holds its audience's rows only, and nobody can reach further."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest
from conftest import run_scorecards
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.export import (
    AGENT_TABLES,
    FORMULA,
    READER_CONFIG,
    TEAM_TABLES,
    WORDS,
    Audience,
    export,
)
from pipeline.home import BadCall, Home, ScorecardsError

AGENT, TEAM = "A005", "T1"


def columns_of(connection, table: str) -> list[str]:
    return [name for name, *_ in connection.execute(f'describe "{table}"').fetchall()]


def tables_of(connection) -> list[str]:
    return [
        name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
    ]


@pytest.fixture(scope="module")
def of_agent(demo_home, tmp_path_factory) -> Path:
    return export(Home(demo_home), Audience("agent", AGENT), tmp_path_factory.mktemp("agent"))


@pytest.fixture(scope="module")
def of_team(demo_home, tmp_path_factory) -> Path:
    return export(Home(demo_home), Audience("team", TEAM), tmp_path_factory.mktemp("team"))


@pytest.fixture(scope="module")
def agents(demo_home) -> list[str]:
    path = str(demo_home / "published" / "scorecards.duckdb")
    with duckdb.connect(path, read_only=True) as published:
        return [
            name
            for (name,) in published.execute(
                "select agent_id from dim_agent where agent_id != 'unknown'"
            ).fetchall()
        ]


def test_an_agents_file_names_no_other_agent(of_agent, agents):
    """Not even in the bytes of the file: it was written afresh, nothing was deleted from it."""
    held = of_agent.read_bytes()
    others = [name for name in agents if name != AGENT and name.startswith("A")]
    assert len(others) > 40
    assert [name for name in others if re.search(rb"\b%s\b" % name.encode(), held)] == []
    assert AGENT.encode() in held


def test_an_agents_file_holds_all_that_is_hers(of_agent, demo_home):
    path = str(demo_home / "published" / "scorecards.duckdb")
    with (
        duckdb.connect(str(of_agent), read_only=True) as hers,
        duckdb.connect(path, read_only=True) as published,
    ):
        for table, key in (
            ("fct_agent_day", "agent_id"),
            ("scorecard_line", "subject_id"),
            ("pay_line", "agent_id"),
            ("kpi_value", "subject_id"),
        ):
            count = f"select count(*) from {table} where {key} = '{AGENT}'"
            assert hers.execute(count).fetchone() == published.execute(count).fetchone()
            assert hers.execute(f"select count(*) from {table}").fetchone()[0] > 0
        assert set(tables_of(hers)) <= {*AGENT_TABLES, *WORDS, "audience"}
        told = hers.execute(
            "select audience_type, audience_id, generation from audience"
        ).fetchone()
        assert told[:2] == ("agent", AGENT)


def test_a_teams_file_holds_the_team_and_no_pay(of_team, demo_home):
    path = str(demo_home / "published" / "scorecards.duckdb")
    with (
        duckdb.connect(str(of_team), read_only=True) as theirs,
        duckdb.connect(path, read_only=True) as published,
    ):
        assert [name for name in tables_of(theirs) if name.startswith("pay")] == []
        assert set(tables_of(theirs)) <= {*TEAM_TABLES, *WORDS, "audience"}
        teams = theirs.execute("select distinct team_id from fct_agent_day").fetchall()
        assert teams == [(TEAM,)]
        ever = {
            name
            for (name,) in published.execute(
                "select distinct agent_id from dim_agent_period where team_id = ?", [TEAM]
            ).fetchall()
        }
        seen = {
            name
            for (name,) in theirs.execute(
                "select distinct subject_id from scorecard where subject_type = 'agent'"
            ).fetchall()
        }
        assert seen
        assert seen <= ever
        # A008 moved to T2 in mid-September: her October card is T2's alone
        assert theirs.execute(
            "select count(*) from scorecard where subject_id = 'A008' and period_type = 'month'"
            " and period_start_date = date '2026-10-01'"
        ).fetchone() == (0,)


HOSTILE = (
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from read_blob('/etc/hostname')",
    "select * from glob('/home/*')",
    "select * from '/etc/passwd'",
    "copy (select 1) to 'stolen.csv'",
    "copy scorecard to 'stolen.parquet' (format parquet)",
    "export database 'stolen'",
    "import database 'stolen'",
    "attach 'other.duckdb' as other",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set memory_limit = '1TB'",
    "set allow_community_extensions = true",
    "set profiling_output = 'stolen.json'",
    "create table mine as select 1",
    "drop table scorecard",
    "update scorecard set total_score = 100",
    "delete from scorecard",
    "insert into scorecard select * from scorecard",
)


@pytest.mark.parametrize("statement", HOSTILE)
def test_hostile_sql_is_denied_on_the_documented_connection(of_agent, statement):
    with duckdb.connect(str(of_agent), read_only=True, config=READER_CONFIG) as connection:
        assert connection.execute("select count(*) from scorecard").fetchone()[0] > 0
        with pytest.raises(duckdb.Error):
            connection.execute(statement).fetchall()


def test_the_documented_connection_is_the_tested_one():
    page = (Path(__file__).parents[2] / "docs" / "audiences.md").read_text("utf-8")
    for key, value in READER_CONFIG.items():
        assert f'"{key}": "{value}"' in page


# ----------------------------------------------------------------------------- spreadsheets


def runs_as_a_formula(cell: str) -> bool:
    """By the meaning of the bar, and not by the pattern of the program."""
    return cell[:1] in ("\t", "\r", "\n") or cell.lstrip()[:1] in ("=", "+", "-", "@")


def test_no_text_of_an_exported_csv_can_run_as_a_formula(demo_home, tmp_path):
    folder = export(Home(demo_home), Audience("agent", AGENT), tmp_path, "csv")
    files = sorted(folder.glob("*.csv"))
    assert len(files) > 20
    number = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            cells = [cell for row in csv.reader(opened) for cell in row]
        bad = [cell for cell in cells if runs_as_a_formula(cell) and not number.fullmatch(cell)]
        assert bad == [], file.name


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=12))
@example("=1+1")
@example("  =1")
@example("\n@x")
@example("\t1")
@example("-1")
def test_the_pattern_finds_every_formula(cell):
    """The pattern of the program, in the engine that uses it."""
    found = duckdb.execute("select regexp_matches(?, ?)", [cell, FORMULA]).fetchone()[0]
    blank = re.match(r"[ \t\r\n\f\v]*", cell).group()
    if cell[:1] in ("\t", "\r", "\n") or cell[len(blank) :][:1] in ("=", "+", "-", "@"):
        assert found


# ----------------------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("kind", "who", "said"),
    [
        ("agent", "A999", "nobody of that id"),
        ("agent", "unknown", "nobody of that id"),
        ("agent", "../A005", "letters, digits"),
        ("agent", "a' or 1=1 --", "letters, digits"),
        ("agent", "", "letters, digits"),
        ("team", "T99", "nobody of that id"),
    ],
)
def test_a_wrong_audience_is_refused(demo_home, tmp_path, kind, who, said):
    with pytest.raises(BadCall, match=said):
        export(Home(demo_home), Audience(kind, who), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_published_is_said(tmp_path):
    with pytest.raises(ScorecardsError, match="nothing published yet"):
        export(Home(tmp_path), Audience("agent", AGENT))


def test_the_command_names_one_audience(demo_home, tmp_path):
    done = run_scorecards(demo_home, "export", check=False)
    assert done.returncode == 2
    assert "Name one audience" in done.stderr
    done = run_scorecards(demo_home, "export", "--team", TEAM, "--to", str(tmp_path))
    assert "wrote" in done.stdout
    assert (tmp_path / f"team-{TEAM}.duckdb").stat().st_size < 20_000_000
