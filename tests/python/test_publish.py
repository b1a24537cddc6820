"""The published file: what is in it, what keeps a file from being published, and kills."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from tiny_centre import land_calls, make_warehouse

from pipeline import publish as publishing
from pipeline.home import PROJECT, Home, RefusedByGates, ScorecardsError
from pipeline.publish import publish, read_current, rollback

QUIET = Console(quiet=True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100, 200, 300], quarantined=2)
    return home


def give(home: Home, number: int) -> publishing.Publication:
    return publish(home, make_warehouse(home, number), QUIET)


def read(home: Home, query: str) -> list[tuple]:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        return connection.execute(query).fetchall()


# ---------------------------------------------------------------------------- what is in it


def test_the_file_holds_the_published_face_and_nothing_else(home: Home) -> None:
    told = give(home, 1)
    assert (told.generation, told.changed, str(told.data_through_date)) == (1, True, "2026-08-31")
    tables = {name for (name,) in read(home, "select table_name from duckdb_tables()")}
    promised = (
        "fct_agent_day fct_queue_interval fct_line_day dim_agent dim_team dim_date kpi kpi_value "
        "scheme scheme_item scorecard_line scorecard publication data_quality"
    )
    assert tables == {*promised.split(), "dim_centre"}
    assert not list(home.published.parent.glob("*.wal"))


def test_the_words_travel_with_the_tables(home: Home) -> None:
    give(home, 1)
    assert read(home, "select comment from duckdb_tables() where table_name = 'dim_agent'") == [
        ("One row an agent.",)
    ]
    assert read(home, "select comment from duckdb_columns() where table_name = 'dim_agent'") == [
        ("The agent.",)
    ]
    for table in ("publication", "data_quality"):
        silent = read(
            home,
            f"select column_name from duckdb_columns() where table_name = '{table}' "
            "and comment is null",
        )
        assert silent == []


def test_the_file_is_written_for_old_drivers(home: Home) -> None:
    give(home, 1)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.published}' as it (read_only)")
        (tags,) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'it'"
        ).fetchone()
    assert tags["storage_version"].startswith("v1.0.0")


def test_the_publication_counts_every_table(home: Home) -> None:
    give(home, 7)
    rows = read(home, "select table_name, row_count, generation from publication")
    assert len(rows) == 14  # twelve of the face, dim_centre and data_quality
    for table, count, generation in rows:
        assert read(home, f"select count(*) from {table}") == [(count,)]
        assert generation == 1


def test_data_quality_says_what_became_of_each_load(home: Home) -> None:
    land_calls(home, "L2", [50])
    give(home, 1)
    rows = read(
        home,
        "select load_id, raw_table, delivered_count, accepted_count, quarantined_count, "
        "table_accepted_count, reason_code, reason_count, check_status from data_quality "
        "order by load_id",
    )
    # L1 delivered 3 accepted + 2 quarantined = 5 rows; L2 one row, none quarantined.
    assert rows == [
        ("L1", "calls", 5, 3, 2, 3, "missing_value", 2, "passed"),
        ("L2", "calls", 1, 1, 0, 1, None, 0, "passed"),
    ]


# ---------------------------------------------------------------------------- checksums


def sums(query: str) -> tuple[int, str]:
    with duckdb.connect() as connection:
        connection.execute(f"create table it as {query}")
        return publishing.checksum(connection, "it")


def test_a_checksum_does_not_know_the_order_of_rows() -> None:
    rows = "select * from (values (1, 'a'), (2, 'b'), (3, null)) as t(n, s)"
    assert sums(f"{rows} order by n") == sums(f"{rows} order by n desc")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1 as n", "select 2 as n"),
        ("select 1 as n", "select 1 as m"),
        ("select 1 as n", "select cast(1 as bigint) as n"),
        ("select null as s, 'x' as t", "select '' as s, 'x' as t"),
        ("select 'ab' as s, 'c' as t", "select 'a' as s, 'bc' as t"),
        ("select 'x' as s, 'y' as t", "select 'y' as s, 'x' as t"),
        ("select 1 as n from range(2)", "select 2 as n from range(2)"),  # pairs must not cancel
        ("select 0.1::double as n", "select 0.10000000001::double as n"),  # eleven digits
        ("select 1 as n where false", "select 1 as n"),
    ],
)
def test_a_checksum_tells_two_tables_apart(one: str, other: str) -> None:
    assert sums(one) != sums(other)


def test_the_last_bits_of_a_sum_are_no_news() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in doubles
    assert sums("select 0.1::double + 0.2::double as n") == sums("select 0.3::double as n")
    assert sums("select -0.0::double as n") == sums("select 0.0::double as n")


# ---------------------------------------------------------------------------- generations


def test_the_same_data_make_no_new_generation(home: Home) -> None:
    give(home, 1)
    before = home.published.stat()
    told = give(home, 1)
    after = home.published.stat()
    assert (told.generation, told.changed) == (1, False)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_load_that_was_all_quarantined_is_news(home: Home) -> None:
    give(home, 1)
    land_calls(home, "L2", [], quarantined=1)
    assert give(home, 1).generation == 2


def test_three_earlier_generations_are_kept(home: Home) -> None:
    for number in range(1, 7):
        give(home, number)
    assert publishing.kept_generations(home) == [3, 4, 5, 6]
    kept = publishing.read_publication(home.published.parent / "generations/4/scorecards.duckdb")
    assert kept is not None
    assert kept.generation == 4


def test_rollback_brings_the_generation_before_back(home: Home) -> None:
    for number in (10, 20, 30):
        give(home, number)
    assert rollback(home, QUIET).generation == 2
    assert read(home, "select number from fct_agent_day") == [(20,)]
    assert rollback(home, QUIET).generation == 1
    assert read(home, "select number from fct_agent_day") == [(10,)]
    with pytest.raises(ScorecardsError, match="no generation before 1"):
        rollback(home, QUIET)
    assert give(home, 40).generation == 4  # 3 was given out once and is never given out again


def test_a_damaged_file_is_replaced_although_the_data_are_the_same(home: Home) -> None:
    give(home, 1)
    home.published.chmod(0o644)
    whole = home.published.read_bytes()
    home.published.write_bytes(whole[: len(whole) // 2])
    assert read_current(home) is None
    assert give(home, 1).changed
    assert read(home, "select number from fct_agent_day") == [(1,)]


def test_rollback_leaves_a_damaged_file_for_a_whole_one(home: Home) -> None:
    give(home, 10)
    give(home, 20)
    home.published.chmod(0o644)
    home.published.write_bytes(b"not a database")
    assert rollback(home, QUIET).generation == 2  # its own kept copy
    assert read(home, "select number from fct_agent_day") == [(20,)]
    home.published.chmod(0o644)
    home.published.write_bytes(b"not a database")
    (home.published.parent / "generations/2/scorecards.duckdb").write_bytes(b"nor this")
    assert rollback(home, QUIET).generation == 1
    assert read(home, "select number from fct_agent_day") == [(10,)]


# ---------------------------------------------------------------------------- gates


def change_raw(home: Home, statement: str) -> None:
    with duckdb.connect(str(home.raw)) as connection:
        connection.execute(statement)


DEFECTS = {
    "a row was lost between file and ledger": (
        "update landing.load set delivered_count = delivered_count + 1",
        "do not add up",
    ),
    "a load went past the checks": (
        "update landing.load set check_status = 'pending'",
        "have not been checked",
    ),
    "a row vanished from raw": ("delete from main.calls where _line = 2", "raw holds 2"),
    "a row came twice into raw": (
        "insert into main.calls select * from main.calls where _line = 2",
        "raw holds 4",
    ),
    "a row of no load is in raw": (
        "insert into main.tickets values ('T', 'L9', 'f', 1, null, null)",
        "L9 in tickets",
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_does_not_reconcile_is_not_published(home: Home, defect: str) -> None:
    give(home, 1)
    before = home.published.read_bytes()
    statement, said = DEFECTS[defect]
    change_raw(home, statement)
    with pytest.raises(RefusedByGates, match=said):
        give(home, 2)
    assert home.published.read_bytes() == before


def test_only_a_complete_build_is_published(home: Home) -> None:
    warehouse = make_warehouse(home, 1)
    stamp = warehouse.with_suffix(".built.json")
    kept = stamp.read_text()
    stamp.unlink()
    with pytest.raises(RefusedByGates, match="no complete build"):
        publish(home, warehouse, QUIET)
    stamp.write_text(kept)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update fct_agent_day set number = 99")
    with pytest.raises(RefusedByGates, match="changed after the build"):
        publish(home, warehouse, QUIET)
    warehouse = make_warehouse(home, 1)
    land_calls(home, "L2", [50])
    with pytest.raises(RefusedByGates, match=r"raw\.duckdb changed after the build"):
        publish(home, warehouse, QUIET)
    assert not home.published.exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("alter table scorecard rename column total_score to total", "scorecard.total_score"),
        ("alter table kpi_value drop column status", "kpi_value.status"),
    ],
)
def test_a_broken_promise_is_not_published(home: Home, statement: str, said: str) -> None:
    from pipeline.build import stamp

    warehouse = make_warehouse(home, 1)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(statement)
    stamp(home, warehouse, sorted(publishing.FACE))
    with pytest.raises(RefusedByGates, match=said):
        publish(home, warehouse, QUIET)


def test_a_missing_table_of_the_face_is_not_published(home: Home) -> None:
    from pipeline.build import stamp

    warehouse = make_warehouse(home, 1)
    stamp(home, warehouse, sorted(set(publishing.FACE) - {"scorecard"}))
    with pytest.raises(RefusedByGates, match="needs scorecard, which no model"):
        publish(home, warehouse, QUIET)
    assert not home.published.exists()


def test_a_file_that_reads_back_otherwise_is_not_published(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(home, 1)
    before = home.published.read_bytes()
    write = publishing._write

    def write_badly(connection, draft, *rest) -> None:
        write(connection, draft, *rest)
        with duckdb.connect(str(draft)) as other:
            other.execute("update kpi_value set number = number + 1")

    monkeypatch.setattr(publishing, "_write", write_badly)
    with pytest.raises(RefusedByGates, match="differs from what was written, in kpi_value"):
        give(home, 2)
    assert home.published.read_bytes() == before
    assert list(home.published.parent.glob(".scorecards.*")) == []


# ---------------------------------------------------------------------------- readers and kills


def read_for_ever(path: str, stop, told) -> None:
    """Open, read two tables in one query and the generation, close; count what went wrong."""
    reads, failures, mixed, backward, last = 0, 0, 0, 0, 0
    while not stop.is_set():
        try:
            with duckdb.connect(path, read_only=True) as connection:
                one, other, generation = connection.execute(
                    "select a.number, k.number, (select max(generation) from publication) "
                    "from fct_agent_day as a cross join kpi_value as k"
                ).fetchone()
        except duckdb.Error:
            failures += 1
            continue
        reads += 1
        mixed += one != other
        backward += generation < last
        last = generation
    told.put((reads, failures, mixed, backward))


PUBLISHER = """
import sys
sys.path[:0] = [{project!r}, {tests!r}]
from pathlib import Path
from rich.console import Console
from tiny_centre import make_warehouse
from pipeline.home import Home
from pipeline.publish import publish
home = Home(Path({home!r}))
print("go", flush=True)
for number in range({first}, {first} + {times}):
    publish(home, make_warehouse(home, number), Console(quiet=True))
"""


def start_publisher(home: Home, first: int, times: int) -> subprocess.Popen:
    code = PUBLISHER.format(
        project=str(PROJECT),
        tests=str(Path(__file__).parent),
        home=str(home.root),
        first=first,
        times=times,
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    return process


def test_readers_never_fail_while_publishers_are_killed(home: Home) -> None:
    """Bars R1 and R3 in short: 8 publishers killed at random moments, 2 readers in a loop."""
    seed = int(os.environ.get("SCORECARDS_SEED", random.randrange(10**6)))
    print(f"SCORECARDS_SEED={seed}")
    dice = random.Random(seed)
    give(home, 1)
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    readers = [
        context.Process(target=read_for_ever, args=(str(home.published), stop, told))
        for _ in range(2)
    ]
    for reader in readers:
        reader.start()
    try:
        for kill in range(8):
            publisher = start_publisher(home, 100 * (kill + 1), 50)
            time.sleep(dice.uniform(0.05, 1.2))
            publisher.send_signal(signal.SIGKILL)
            publisher.wait()
            assert read_current(home) is not None, f"not readable after kill {kill}"
            (one,), (other,) = (
                read(home, "select number from fct_agent_day"),
                read(home, "select number from kpi_value"),
            )
            assert one == other
    finally:
        stop.set()
    counted = [told.get(timeout=20) for _ in readers]
    for reader in readers:
        reader.join()
    reads, failures, mixed, backward = (sum(column) for column in zip(*counted, strict=True))
    print(f"{reads} reads, {failures} failed, {mixed} mixed, {backward} backward")
    assert reads > 50
    assert (failures, mixed, backward) == (0, 0, 0)
    before = publishing.newest_generation(home)
    assert give(home, 5).generation == before + 1
    assert list(home.published.parent.glob(".scorecards.*")) == []
    assert publishing.kept_generations(home)[-1] == before + 1
