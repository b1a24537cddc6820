"""CONTRIBUTING is walked through: the rows it prints are put into a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def printed_rows(first_word: str) -> list[str]:
    """The CSV rows of CONTRIBUTING that begin with this word, in order."""
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip().startswith(first_word + ",")]


@pytest.fixture
def copy_of_project(tmp_path):
    """The dbt project in a folder of its own, whose seeds a test may change."""
    for folder in ("models", "seeds", "macros", "tests/generic", "tests/rules", "pipeline"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / file, tmp_path / file)
    return tmp_path


def build(project: Path, home: Path, *selection: str) -> Path:
    """`dbt build` of a selection, on a copy of the home's warehouse; returns the copy."""
    warehouse = project / "built" / "warehouse.duckdb"
    warehouse.parent.mkdir()
    shutil.copy(home / "warehouse.duckdb", warehouse)
    done = subprocess.run(
        [
            *(str(BIN / "dbt"), "--quiet", "build", "--exclude-resource-type", "unit_test"),
            *("-s", *selection),
        ],
        cwd=project,
        env={
            **os.environ,
            "SCORECARDS_HOME": str(home),
            "SCORECARDS_WAREHOUSE": str(warehouse),
            "DBT_PROFILES_DIR": str(project),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return warehouse


def append(file: Path, rows: list[str]) -> None:
    assert rows
    text = file.read_text("utf-8").rstrip("\n")
    file.write_text("\n".join([text, *rows]) + "\n", encoding="utf-8")


def test_a_kpi_is_rows_only(copy_of_project, demo_home):
    rows = printed_rows("hold_share_of_handle_time")
    terms = [r for r in rows if re.match(r"\w+,(numerator|denominator|evidence),", r)]
    append(copy_of_project / "seeds" / "kpis.csv", [r for r in rows if r not in terms])
    append(copy_of_project / "seeds" / "kpi_terms.csv", terms)
    warehouse = build(copy_of_project, demo_home, "kpis", "kpi_terms", "path:models/kpis")
    connection = duckdb.connect(str(warehouse), read_only=True)
    found = dict(
        connection.execute(
            "select subject_id, kpi_value from kpi_value where subject_type = 'agent'"
            " and kpi_id = 'hold_share_of_handle_time' and period_type = 'month'"
            " and period_start_date = date '2026-09-01' and status = 'measured'"
        ).fetchall()
    )
    levels = connection.execute(
        "select distinct subject_type, period_type from kpi_value"
        " where kpi_id = 'hold_share_of_handle_time'"
    ).fetchall()
    # the same share straight from the parts
    expected = dict(
        connection.execute(
            "select agent_id, sum(hold_seconds) / sum(handle_seconds) from fct_agent_day"
            " where work_date between date '2026-09-01' and date '2026-09-30'"
            " group by agent_id having sum(handle_seconds) > 0"
        ).fetchall()
    )
    connection.close()
    assert len(expected) > 40
    assert found == pytest.approx(expected)
    # and once more for the two roles of who was promoted, in the periods that hold both
    whole = [level for level in levels if level[0] != "agent_in_role"]
    assert len(whole) == 4 * 6
    assert {period for kind, period in levels if kind == "agent_in_role"} >= {"month", "all_time"}


def test_a_scheme_is_rows_only(copy_of_project, demo_home):
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    printed = re.findall(r"^(seeds/\w+\.csv) +(QUALITY,.*)$", text, flags=re.MULTILINE)
    assert len(printed) == 6
    for file, row in printed:
        append(copy_of_project / file, [row])
    seeds = sorted({Path(file).stem for file, _row in printed})
    warehouse = build(copy_of_project, demo_home, *seeds, "path:models/scorecards")
    connection = duckdb.connect(str(warehouse), read_only=True)
    values = connection.execute(
        "select scorecard.subject_id, total_score,"
        " max(kpi_value) filter (where kpi_id = 'csat_rate'),"
        " max(kpi_value) filter (where kpi_id = 'qa_score')"
        " from scorecard inner join kpi_value"
        " on scorecard.subject_type = kpi_value.subject_type"
        " and scorecard.subject_id = kpi_value.subject_id"
        " and scorecard.period_type = kpi_value.period_type"
        " and scorecard.period_start_date = kpi_value.period_start_date"
        " where scheme_id = 'QUALITY' and scorecard.status = 'scored'"
        " and kpi_value.status = 'measured' and kpi_id in ('csat_rate', 'qa_score')"
        " group by scorecard.subject_id, scorecard.period_start_date, total_score"
        " having count(*) = 2"
    ).fetchall()
    first = connection.execute(
        "select min(period_start_date) from scorecard where scheme_id = 'QUALITY'"
    ).fetchone()[0]
    connection.close()
    assert first.isoformat() == "2026-09-01", "August is before it holds"
    assert len(values) > 60
    for _agent, total, csat, qa in values:
        # 60 points on satisfaction of 90 %, 40 points on QA from 60 to 100
        expected = 60 * min(csat / 0.9, 1) + 40 * min(max((qa - 60) / 40, 0), 1)
        assert float(total) == pytest.approx(expected, abs=0.0002)


def test_the_docs_generate_on_the_working_warehouse(copy_of_project, demo_home):
    done = subprocess.run(
        [str(BIN / "dbt"), "--quiet", "docs", "generate"],
        cwd=copy_of_project,
        env={
            **os.environ,
            "SCORECARDS_HOME": str(demo_home),
            "DBT_PROFILES_DIR": str(copy_of_project),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    catalog = json.loads((copy_of_project / "target" / "catalog.json").read_text("utf-8"))
    assert "model.agent_scorecards.scorecard_line" in catalog["nodes"]
    assert "source.agent_scorecards.raw.calls" in catalog["sources"]
