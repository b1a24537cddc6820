"""A warehouse into which only calls ever landed is a whole warehouse."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import run_scorecards


def sheet_of_400_calls(folder: Path) -> Path:
    """The sheet of definitions.md as an export: 200 answered after 15 s, 100 after 60 s, 50 given
    up after 3 s and 50 after 90 s, in a queue of their own."""
    lines = [
        "interaction_id,direction,business_line,queue_id,agent_id,disposition,offered_at,"
        "queue_enter_at,answered_at,abandoned_at,ended_at,talk_seconds"
    ]
    start = datetime(2026, 9, 15, 10, 0)
    for number in range(400):
        came = start + timedelta(seconds=4 * number)
        wait = 15 if number < 200 else 60 if number < 300 else 3 if number < 350 else 90
        out = came + timedelta(seconds=wait)
        answered = number < 300
        ended = out + timedelta(seconds=120) if answered else out
        fate = (
            f"agent_answered,{came}Z,{came}Z,{out}Z,,{ended}Z,120"
            if answered
            else f"abandoned_queue,{came}Z,{came}Z,,{out}Z,{ended}Z,"
        )
        agent = f"SHEET{number % 20}" if answered else ""
        lines.append(f"SHEET{number:03},inbound,sheet_line,sheet,{agent},{fate}".replace(" ", "T"))
    path = folder / "calls_sheet.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def calls_only(demo_home, tmp_path_factory):
    """The published file of a home that was given the demo centre's call exports and no more."""
    home = tmp_path_factory.mktemp("calls-only")
    files = sorted((demo_home / "exports").glob("calls*"))
    assert files, "the demo centre exports its calls as calls*"
    files.append(sheet_of_400_calls(tmp_path_factory.mktemp("sheet")))
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


@pytest.mark.parametrize(
    ("kpi_id", "numerator", "denominator"),
    [
        ("service_level_20s", 200, 400),  # 50.0 %
        ("service_level_20s_without_short_abandons", 200, 350),  # 57.14 %
        ("service_level_20s_removed", 250, 400),  # 62.5 %
        ("service_level_20s_answered", 200, 300),  # 66.7 %
        ("service_level_xs", 200, 400),
        ("first_response_within_target_rate", 200, 400),
        ("answer_rate", 300, 400),
    ],
)
def test_a_landed_sheet_of_400_calls_gives_each_service_level(
    calls_only, kpi_id, numerator, denominator
):
    connection, _home = calls_only
    for subject_type, subject_id in (("queue", "sheet"), ("line", "sheet_line")):
        found = connection.execute(
            "select numerator, denominator, kpi_value, status from kpi_value"
            " where subject_type = ? and subject_id = ? and kpi_id = ? and period_type = 'month'"
            " and period_start_date = date '2026-09-01'",
            [subject_type, subject_id, kpi_id],
        ).fetchone()
        assert found == (
            numerator,
            denominator,
            pytest.approx(numerator / denominator),
            "measured",
        )


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
        "select cast(sum(inbound_contact_count + outbound_contact_count"
        " + chat_inbound_contact_count + email_inbound_contact_count"
        " + digital_outbound_contact_count) as bigint) from fct_line_day"
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
