"""Fixtures that many tests share: the dbt manifest, and warehouses built once a session.

`make test` builds the demo centre first and names its home in SCORECARDS_TEST_HOME; a bare
`pytest` builds it itself, with the same commands.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
REAL_DATA = PROJECT.parent / "shared" / "data"


def run_scorecards(home: Path, *arguments: str, check: bool = True, **environment: str):
    """Run the command line as a user does, in a process of its own, on the given home."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=PROJECT,
        env={**os.environ, "SCORECARDS_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode != 0:
        raise AssertionError(
            f"scorecards {arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done


@pytest.fixture(scope="session")
def manifest():
    """The dbt manifest of the project, parsed in this process."""
    os.environ.setdefault("DBT_PROFILES_DIR", str(PROJECT))
    from dbt.cli.main import dbtRunner

    here = Path.cwd()
    os.chdir(PROJECT)
    try:
        result = dbtRunner().invoke(["--quiet", "parse"])
    finally:
        os.chdir(here)
    assert result.success, result.exception
    return result.result


@pytest.fixture(scope="session")
def engine(manifest):
    """The scoring models as dbt compiled them, to be run in memory on a few rows."""
    from engine import Engine

    return Engine(manifest)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory) -> Path:
    """A home in which the demo centre is landed, checked, built and published."""
    named = os.environ.get("SCORECARDS_TEST_HOME")
    if named:
        home = (PROJECT / named).resolve()
        if (home / "published" / "scorecards.duckdb").exists():
            return home
    home = tmp_path_factory.mktemp("demo-home")
    run_scorecards(home, "demo")
    return home


@pytest.fixture
def published(demo_home):
    """The demo centre's published file, opened the way a BI tool does."""
    connection = duckdb.connect(str(demo_home / "published" / "scorecards.duckdb"), read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real exports; the test is skipped where this checkout stands without it."""
    if not REAL_DATA.exists():
        pytest.skip("the real exports of ../shared/data are not beside this checkout")
    return REAL_DATA


@pytest.fixture(scope="session")
def week(tmp_path_factory):
    """Exports of ten days over a month's end, so that records come in two monthly exports."""
    from demo_exports import exports_in

    return exports_in(tmp_path_factory, first_date=date(2026, 8, 25), days=10)


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """Exports of the demo centre as `make demo` makes it."""
    from demo_exports import exports_in

    return exports_in(tmp_path_factory)
