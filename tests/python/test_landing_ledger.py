"""The ledger: a delivery is one transaction, the same bytes change nothing, every row counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landing_support import CALLS, Centre, as_bytes, call_row, calls_file, quiet

from pipeline import contract
from pipeline.home import BadCall, ScorecardsError
from pipeline.land import land
from pipeline.landing import ledger


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def test_raw_has_every_table_of_the_contract_once_anything_landed(centre: Centre) -> None:
    centre.land("calls.csv", as_bytes(calls_file()))
    found = {
        (table, column): data_type
        for table, column, data_type in centre.rows(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = 'main' and not internal"
        )
    }
    wanted = {
        (table.name, column.name): column.data_type.upper().replace(" ", "")
        for table in contract.tables().values()
        for column in table.columns + contract.LANDING_COLUMNS
    }
    assert len(contract.tables()) == 41
    assert found == wanted


def test_the_same_bytes_again_change_nothing_under_any_name(centre: Centre) -> None:
    first = centre.land("calls.csv", as_bytes(calls_file()))
    before = centre.everything()
    again = centre.land("calls_renamed.csv", as_bytes(calls_file()))
    assert (first.status, again.status) == ("landed", "already landed")
    assert (again.load_id, again.accepted, again.tables) == (first.load_id, 20, {"calls": 20})
    assert centre.everything() == before


def test_a_corrected_feed_replaces_what_the_same_bytes_gave(centre: Centre) -> None:
    text = """
description: first try
files: "*"
tables:
  calls:
    columns: {interaction_id: id, direction: "'inbound'", disposition: "'blocked'", ring_count: n}
"""
    centre.land("calls.csv", as_bytes(calls_file(2)))
    wrong = centre.land("x.csv", "id,n\n1,2.5\n2,3\n", centre.feed(text))
    assert (wrong.accepted, wrong.quarantined) == (1, 1)
    said = text.replace("first try", "said better")  # nothing that changes a row
    same = centre.land("x.csv", "id,n\n1,2.5\n2,3\n", centre.feed(said))
    assert same.status == "already landed"
    better = text.replace("ring_count: n", "queue_id: n")
    right = centre.land("x.csv", "id,n\n1,2.5\n2,3\n", centre.feed(better))
    assert (right.status, right.accepted, right.quarantined) == ("landed", 2, 0)
    found = centre.rows("select interaction_id, ring_count, queue_id from calls order by 1")
    assert found == [
        ("1", None, "2.5"),
        ("2", None, "3"),
        ("C001", None, None),
        ("C002", None, None),
    ]
    assert centre.rows("select count(*), count(distinct sha256) from landing.load") == [(2, 2)]
    assert centre.rows("select count(*) from landing.quarantine") == [(0,)]


def test_a_load_that_the_checks_refused_is_pending_again(centre: Centre) -> None:
    load = centre.land("calls.csv", as_bytes(calls_file()))
    with contract.connect_raw(centre.home) as connection:
        connection.execute("update landing.load set check_status = 'refused', check_reason = 'x'")
    assert centre.land("calls.csv", as_bytes(calls_file())).status == "already landed"
    found = centre.rows("select load_id, check_status, check_reason from landing.load")
    assert found == [(load.load_id, "pending", None)]


def test_a_crash_while_writing_leaves_nothing_behind(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.land("calls.csv", as_bytes(calls_file(3)))
    before = centre.everything()

    def fail(*_: object) -> None:
        raise duckdb.Error("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_insert_quarantine", fail)
        with pytest.raises(duckdb.Error, match="disk full"):
            centre.land("calls_2.csv", as_bytes(calls_file(9)))
    assert centre.everything() == before
    assert centre.land("calls_2.csv", as_bytes(calls_file(9))).status == "landed"


def test_a_row_that_gets_lost_stops_the_load(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_insert_quarantine", lambda *_: None)
    lines = [*calls_file(), "short"]
    with pytest.raises(ScorecardsError, match="a row got lost"):
        centre.land("calls.csv", as_bytes(lines))
    assert centre.rows("select count(*) from calls") == [(0,)]


def test_good_files_stay_when_another_is_refused(centre: Centre) -> None:
    files = [
        centre.deliver("calls_1.csv", as_bytes(calls_file(2))),
        centre.deliver("calls_2.csv", b""),
        centre.deliver("calls_3.csv", as_bytes(calls_file(3))),
        centre.deliver("nonsense.csv", b"a\n1\n"),
    ]
    with pytest.raises(ScorecardsError, match=r"(?s)2 files were refused.*calls_2.*nonsense"):
        land(centre.home, "standard", files, quiet())
    assert centre.rows("select file_name, accepted_count from landing.load order by 1") == [
        ("calls_1.csv", 2),
        ("calls_3.csv", 3),
    ]


def test_every_row_knows_its_load_file_line_and_version(centre: Centre) -> None:
    lines = [f"{CALLS},_version", call_row(1) + ",7", call_row(2) + ",", call_row(3) + ",1.5"]
    load = centre.land("calls.csv", as_bytes(lines))
    rows = centre.rows(
        "select _load_id, _file, _line, _version, _loaded_at = (select loaded_at from landing.load)"
        " from calls order by _line"
    )
    assert rows == [
        (load.load_id, "calls.csv", 2, 7, True),
        (load.load_id, "calls.csv", 3, None, True),
    ]
    assert load.reasons == {"would_round": 1}


def test_the_centres_settings_are_refreshed_by_landing(centre: Centre) -> None:
    centre.land("calls.csv", as_bytes(calls_file(1)))
    centre.settings("time_zone: Europe/Berlin\ncurrency: EUR\nlanguage: zh\n")
    centre.land("calls_2.csv", as_bytes(calls_file(2)))
    found = centre.rows("select * from landing.centre_setting")
    assert found == [("Europe/Berlin", "EUR", "monday", "zh")]
    # 10:00 in Berlin's summer is 08:00 UTC; the row landed before stays as it was read (02:00)
    offered = centre.rows("select distinct offered_at from calls order by 1")
    assert offered == [(datetime(2026, 8, 1, 2),), (datetime(2026, 8, 1, 8),)]


def test_an_older_raw_file_gains_new_columns_and_never_loses_any(centre: Centre) -> None:
    centre.land("calls.csv", as_bytes(calls_file(2)))
    with contract.connect_raw(centre.home) as connection:
        connection.execute("alter table calls drop column recording_id")
    contract.create_raw(centre.home)
    assert centre.rows("select interaction_id, recording_id from calls order by 1") == [
        ("C001", None),
        ("C002", None),
    ]
    for statement, reason in (
        ("alter table calls add column zodiac varchar", "zodiac is no longer in the contract"),
        ("alter table calls alter talk_seconds type double", "holds double, .* says integer"),
        ("create table horoscopes (a integer)", "horoscopes is no longer in the contract"),
    ):
        with contract.connect_raw(centre.home) as connection:
            connection.execute("begin")
            connection.execute("drop table if exists keep")
            connection.execute("commit")
            connection.execute(statement)
        with pytest.raises(ScorecardsError, match=reason):
            contract.create_raw(centre.home)
        with contract.connect_raw(centre.home) as connection:
            connection.execute("alter table calls drop column if exists zodiac")
            connection.execute("alter table calls alter talk_seconds type integer")
            connection.execute("drop table if exists horoscopes")


@pytest.mark.parametrize(
    "name",
    [
        "calls*.csv",
        "calls[1].csv",
        "-calls.csv",
        ".calls.csv",
        "calls;rm.csv",
        "calls\n.csv",
        "~.csv",
    ],
)
def test_hostile_names_are_refused(centre: Centre, name: str) -> None:
    path = centre.deliver(name, as_bytes(calls_file(1)))
    with pytest.raises(BadCall, match="file name may hold"):
        land(centre.home, "standard", [path], quiet())


def test_links_folders_devices_and_absent_files_are_refused(centre: Centre) -> None:
    real = centre.deliver("calls.csv", as_bytes(calls_file(1)))
    link = centre.inbox / "calls_link.csv"
    link.symlink_to(real)
    (centre.inbox / "calls_folder.csv").mkdir()
    for path, reason in (
        (link, "symbolic link"),
        (centre.inbox / "calls_folder.csv", "not a plain file"),
        (Path("/dev/zero"), "not a plain file"),
        (centre.inbox / "calls_absent.csv", "no such file"),
    ):
        with pytest.raises(BadCall, match=reason):
            land(centre.home, "standard", [path], quiet())
    with pytest.raises(BadCall, match="no files"):
        land(centre.home, "standard", [], quiet())


def test_a_folder_name_is_no_value(centre: Centre) -> None:
    folder = centre.inbox / "interaction_id=999"
    folder.mkdir()
    path = folder / "calls.csv"
    path.write_bytes(as_bytes(calls_file(1)))
    land(centre.home, "standard", [path], quiet())
    assert centre.rows("select interaction_id from calls") == [("C001",)]


GOOD, BAD = ["60", "0", "61.0", ""], ["1.5", "x", "１", "9999999999"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.one_of(
            st.sampled_from(GOOD),
            st.sampled_from(BAD),
            st.sampled_from(["short", "long", "quote", "header", "blank"]),
        ),
        min_size=1,
        max_size=12,
    ),
    salt=st.uuids(),
)
def test_every_row_is_accepted_or_quarantined(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], salt: object
) -> None:
    broken = {"short": "a,b", "long": call_row(1) + ",,", "quote": call_row(1, intent_code='"')}
    broken |= {"header": CALLS, "blank": ""}
    lines = [CALLS, call_row(0, intent_code=str(salt)), call_row(0), call_row(0)]
    lines += [broken.get(row) if row in broken else call_row(1, talk_seconds=row) for row in rows]
    expected = sum(row in GOOD for row in rows) + 3
    delivered = expected + sum(row not in GOOD and row != "blank" for row in rows)
    centre = Centre(tmp_path_factory.mktemp("centre"))
    unsplit = sum(row in ("short", "long", "quote") for row in rows)
    if 2 * unsplit > delivered:
        with pytest.raises(ScorecardsError, match="do not fit the header"):
            centre.land("calls.csv", as_bytes(lines))
        return
    result = centre.land("calls.csv", as_bytes(lines))
    counted = centre.rows(
        "select delivered_count, accepted_count, quarantined_count, (select count(*) from calls), "
        "(select count(*) from landing.quarantine), "
        "(select sum(accepted_count) from landing.load_table) from landing.load"
    )
    refused = delivered - expected
    assert counted == [(delivered, expected, refused, expected, refused, expected)]
    assert (result.delivered, result.accepted, result.quarantined) == counted[0][:3]


STAFF_FEED = """
description: A staff list whose month stands in its name only.
files: "staff_*.csv"
tables:
  employees:
    version: whole(replace(substr(_file_name, 7, 7), '-', ''))
    columns: {agent_id: id, hire_date: "'2025-01-01'", role: role, status: "'active'"}
"""


def test_the_same_bytes_under_another_name_count_where_the_feed_reads_the_name(
    centre: Centre,
) -> None:
    """August and October say agent, September said leader: October's list is news, though its
    bytes are August's. The same file again is not."""
    feed = centre.feed(STAFF_FEED)
    for month, role in (("08", "agent"), ("09", "team_leader"), ("10", "agent")):
        centre.land(f"staff_2026-{month}.csv", f"id,role\nA1,{role}\n", feed)
    newest = "select role from employees order by _version desc"
    assert centre.rows(newest) == [("agent",), ("team_leader",), ("agent",)]
    before = centre.everything()
    again = centre.land("staff_2026-10.csv", "id,role\nA1,agent\n", feed)
    assert again.status == "already landed"
    assert centre.everything() == before
