"""A warehouse into which only calls ever landed is a whole warehouse."""

from __future__ import annotations

import duckdb
import pytest
from conftest import run_scorecards


@pytest.fixture(scope="module")
def calls_only(demo_home, tmp_path_factory):
    """The published file of a home that was given the demo centre's call exports and no more."""
    home = tmp_path_factory.mktemp("calls-only")
    files = sorted((demo_home / "exports").glob("calls*"))
    assert files, "the demo centre exports its calls as calls*"
    run_scorecards(
        home,
        *("refresh", "--feed", "standard", *map(str, files)),
        SCORECARDS_HMAC_KEY="a key for this test",
    )
    connection = duckdb.connect(str(home / "published" / "scorecards.duckdb"), read_only=True)
    yield connection, home
    connection.close()


def test_what_calls_can_tell_is_measured(calls_only):
    connection, _home = calls_only
    measured = {
        row[0]
        for row in connection.execute(
            "select distinct kpi_id from kpi_value"
            " where subject_type = 'centre' and status = 'measured'"
        ).fetchall()
    }
    expected = {
        "inbound_call_volume",
        "service_level_20s",
        "abandonment_rate",
        "average_handle_time_seconds",
        "calls_handled_count",
    }
    assert expected - measured == set()


def test_what_calls_cannot_tell_says_so(calls_only):
    connection, _home = calls_only
    statuses = connection.execute(
        "select kpi_id, list(distinct status order by status) from kpi_value"
        " where kpi_id in ('csat_rate', 'qa_score', 'occupancy_rate', 'attendance_rate')"
        " group by kpi_id order by kpi_id"
    ).fetchall()
    assert statuses == [
        (kpi, ["not_applicable"])
        for kpi in ("attendance_rate", "csat_rate", "occupancy_rate", "qa_score")
    ]


def test_every_published_table_exists_and_no_contact_is_lost(calls_only):
    connection, home = calls_only
    tables = {
        row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()
    }
    assert {"scorecard", "scorecard_line", "kpi_value", "fct_agent_day", "publication"} <= tables
    accepted = connection.execute(
        "select sum(accepted_count) from (select distinct load_id, accepted_count"
        " from data_quality)"
    ).fetchone()[0]
    counted = connection.execute(
        "select cast(sum(inbound_contact_count + outbound_contact_count) as bigint)"
        " from fct_line_day"
    ).fetchone()[0]
    # test calls, phantoms and internal calls count nowhere (DECISIONS 3)
    raw = duckdb.connect(str(home / "raw.duckdb"), read_only=True)
    (set_aside,) = raw.execute(
        "select count(*) from calls where is_test_call or disposition = 'phantom'"
        " or direction = 'internal'"
    ).fetchone()
    raw.close()
    assert counted + set_aside == accepted


def test_status_names_the_tables_that_are_empty(calls_only):
    _connection, home = calls_only
    said = run_scorecards(home, "status").stdout
    for table in ("surveys", "agent_states", "qa_evaluations"):
        assert table in said
