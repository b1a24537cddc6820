"""From a warehouse that passed to the one file that readers open, by one rename.

The file is written fresh (nothing deleted can linger in its bytes), in a storage version that old
BI drivers open, closed without a .wal, read back row by row against the checksums of its source,
synced, and only then renamed over `published/scorecards.duckdb`. A reader sees the old generation
or the new one, never a mixture, at whatever moment this process dies.

`published/generations/<n>/scorecards.duckdb` holds a copy of the current generation and the three
before it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.build import identity, stamp_of
from pipeline.home import Home, RefusedByGates, ScorecardsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console

STORAGE_VERSION = "v1.0.0"
KEEP_EARLIER = 3

# The published face: names that BI tools rely on (architecture.md). A table may carry more columns.
FACE: dict[str, tuple[str, ...]] = {
    "fct_agent_day": (
        *("agent_id", "work_date", "team_id", "role", "business_line", "shift_code"),
    ),
    "fct_queue_interval": (),
    "fct_line_day": (),
    "dim_agent": ("agent_id",),
    "dim_team": ("team_id",),
    "dim_date": ("calendar_date",),
    "kpi": ("kpi_id",),
    "kpi_value": (
        *("subject_type", "subject_id", "period_type", "period_start_date", "kpi_id"),
        *("numerator", "denominator", "kpi_value", "status"),
    ),
    "scheme": ("scheme_id",),
    "scheme_item": ("scheme_id",),
    "scorecard_line": (
        *("scheme_id", "subject_type", "subject_id", "period_type", "period_start_date"),
        *("item_id", "kpi_id", "numerator", "denominator", "kpi_value", "target_value"),
        *("scoring_method", "rule_id", "item_score", "line_score", "max_score", "weight"),
        *("status", "reason", "evidence_count"),
    ),
    "scorecard": (
        *("scheme_id", "subject_type", "subject_id", "period_type", "period_start_date"),
        *("total_score", "max_total", "grade", "tier", "subject_rank", "status", "reason"),
    ),
}

_PUBLICATION = """
    create table to_file.main.publication (
        generation bigint, published_at timestamp, data_through_date date,
        table_name varchar, row_count bigint, checksum varchar
    )
"""

_DATA_QUALITY = """
    create or replace temp table data_quality as
    with
    by_reason as (
        select load_id, coalesce(raw_table, '') as raw_table, reason_code, count(*) as reason_count
        from raw.landing.quarantine
        group by load_id, coalesce(raw_table, ''), reason_code
    ),
    load_tables as (
        select load_id, raw_table from raw.landing.load_table
        union
        select load_id, raw_table from by_reason
    )
    select
        coalesce(load_tables.raw_table, '') as raw_table,
        load.load_id, load.file_name, load.feed_name, load.loaded_at,
        load.delivered_count, load.accepted_count, load.quarantined_count,
        load_table.accepted_count as table_accepted_count,
        by_reason.reason_code,
        cast(coalesce(by_reason.reason_count, 0) as bigint) as reason_count,
        load.check_status
    from raw.landing.load
    left join load_tables on load.load_id = load_tables.load_id
    left join raw.landing.load_table
        on load.load_id = load_table.load_id and load_tables.raw_table = load_table.raw_table
    left join by_reason
        on load.load_id = by_reason.load_id and load_tables.raw_table = by_reason.raw_table
"""

_COMMENTS = {
    "publication": (
        "What this file is: one row per published table. generation counts up with every "
        "publication; checksum is over all rows, whatever their order.",
        {
            "generation": "Number of this publication; a rollback brings a lower one back.",
            "published_at": "UTC moment at which this file was written.",
            "data_through_date": "Last day of the centre's calendar with data.",
            "table_name": "The table.",
            "row_count": "Its rows.",
            "checksum": "MD5 over names and types of its columns and the sums of its rows' MD5.",
        },
    ),
    "data_quality": (
        "What was delivered and what became of it: one row per load, raw table and reason. The "
        "three counts of the file repeat on each of its rows: take them once per load, never sum "
        "them. No text of any row is here.",
        {
            "raw_table": "Raw table filled or meant; empty where a row could not be read at all.",
            "load_id": "One delivered file.",
            "file_name": "Its name, without its folder.",
            "feed_name": "Feed it was read by.",
            "loaded_at": "UTC moment of landing.",
            "delivered_count": "Data rows in the file = accepted_count + quarantined_count.",
            "accepted_count": "Rows of the file that landed.",
            "quarantined_count": "Rows of the file set aside.",
            "table_accepted_count": "Rows that the file put into this raw table.",
            "reason_code": "Kind of fault; empty where nothing of this table was set aside.",
            "reason_count": "Rows set aside for this reason.",
            "check_status": "passed or refused by the checks; refused loads are left out.",
        },
    ),
}


@dataclass(frozen=True)
class Publication:
    """What readers now see. changed is False where the data equal the generation before."""

    generation: int
    published_at: datetime
    data_through_date: date | None
    path: Path
    changed: bool


def publish(home: Home, warehouse: Path, console: Console) -> Publication:
    """Publish `warehouse`; where it may not, raises RefusedByGates and readers keep theirs."""
    import duckdb

    tables = _gate_built(home, warehouse)
    _clean(home)
    current = read_current(home)
    draft = home.published.with_name(f".scorecards.{newest_generation(home) + 1}.duckdb")
    try:
        with duckdb.connect(config=_limits(home)) as connection:
            connection.execute(f"attach {_text(warehouse)} as warehouse (read_only)")
            connection.execute(f"attach {_text(home.raw)} as raw (read_only)")
            connection.execute("use warehouse.main")
            _gate_reconciled(connection)
            _gate_face(connection, tables)
            connection.execute(_DATA_QUALITY)
            sources = {name: f"warehouse.main.{_name(name)}" for name in tables}
            sources["data_quality"] = "temp.main.data_quality"
            sums = {name: checksum(connection, where) for name, where in sources.items()}
            if current and _same(home, current, sums, console):
                return Publication(
                    current.generation,
                    current.published_at,
                    current.data_through_date,
                    home.published,
                    changed=False,
                )
            made = Publication(
                newest_generation(home) + 1,
                datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                _data_through(connection, tables),
                home.published,
                changed=True,
            )
            _write(connection, draft, sources, sums, made)
    except duckdb.Error as error:
        raise ScorecardsError(
            f"Publishing broke off, readers see what they saw: {error}"
        ) from error
    _gate_read_back(draft, sums)
    _swap(home, draft)
    _keep(home, made.generation)
    return made


def rollback(home: Home, console: Console) -> Publication:
    """Make the generation before the current one current again; the next publish counts on.

    Where the current file is damaged, its own kept copy comes back; a kept file that does not read
    back whole is passed over.
    """
    _clean(home)
    current = read_current(home)
    at = current.generation if current else newest_generation(home) + 1
    for number in reversed([one for one in kept_generations(home) if one < at]):
        draft = home.published.with_name(f".scorecards.back.{number}.duckdb")
        shutil.copyfile(_generation(home, number), draft)
        told = read_publication(draft)
        if told is None or _differences(draft, told.checksums):
            draft.unlink()
            console.print(f"  [yellow]generation {number} is damaged: passed over[/]")
            continue
        _swap(home, draft)
        return Publication(
            told.generation, told.published_at, told.data_through_date, home.published, changed=True
        )
    raise ScorecardsError(f"There is no generation before {at} in {home.published.parent}.")


# ---------------------------------------------------------------------------- reading back


@dataclass(frozen=True)
class Published:
    """What a published file says of itself."""

    generation: int
    published_at: datetime
    data_through_date: date | None
    checksums: dict[str, tuple[int, str]]


def read_current(home: Home) -> Published | None:
    """The current generation; None where there is none, or where its file is damaged."""
    return read_publication(home.published)


def read_publication(path: Path) -> Published | None:
    """What this published file says of itself; None where it is missing or cannot be read."""
    import duckdb

    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute(
                "select generation, published_at, data_through_date, table_name, row_count, "
                "checksum from publication"
            ).fetchall()
    except duckdb.Error:
        return None
    if not rows:
        return None
    return Published(*rows[0][:3], checksums={row[3]: (row[4], row[5]) for row in rows})


def checksum(connection: DuckDBPyConnection, relation: str) -> tuple[int, str]:
    """Row count and checksum of a relation, independent of the order of its rows.

    Each row is written as text (columns in order, chr(31) between them, chr(1) for null) and
    hashed by MD5; the upper and the lower half of the hashes are summed (a sum, not an xor: two
    equal rows must not cancel out). The checksum is the MD5 of the columns' names and types, the
    row count and both sums. Doubles count to twelve significant digits: a sum over several threads
    differs from run to run in its last bits, and that is not news.
    """
    columns = connection.execute(f"describe select * from {relation}").fetchall()
    cells = [f"coalesce({_as_text(column[0], column[1])}, chr(1))" for column in columns]
    shape = ",".join(f"{column[0]} {column[1]}" for column in columns)
    query = f"""
        with hashed as (select concat_ws(chr(31), {", ".join(cells)}) as line from {relation})
        select
            count(*),
            md5(concat_ws(
                '|', ?, count(*),
                coalesce(sum(cast(md5_number_lower(line) as hugeint)), 0),
                coalesce(sum(cast(md5_number_upper(line) as hugeint)), 0)
            ))
        from hashed
    """
    return connection.execute(query, [shape]).fetchone()


def _as_text(column: str, data_type: str) -> str:
    if data_type in ("DOUBLE", "FLOAT"):
        return f"format('{{:.11e}}', cast({_name(column)} as double) + 0)"  # + 0: no minus zero
    return f"cast({_name(column)} as varchar)"


def _differences(path: Path, sums: dict[str, tuple[int, str]]) -> list[str]:
    """Read every row of a file from disk; the tables that are not as their checksums say."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = {
                name: checksum(connection, f"main.{_name(name)}")
                for (name,) in connection.execute(
                    "select table_name from duckdb_tables() where table_name <> 'publication'"
                ).fetchall()
            }
    except duckdb.Error:
        return sorted(sums)
    return sorted(name for name in {*found, *sums} if found.get(name) != sums.get(name))


def _gate_read_back(draft: Path, sums: dict[str, tuple[int, str]]) -> None:
    if wrong := _differences(draft, sums):
        draft.unlink(missing_ok=True)
        raise RefusedByGates(
            f"The file read back differs from what was written, in {', '.join(wrong)}: nothing was "
            "published. Check the disk, then run `scorecards refresh` again."
        )


# ---------------------------------------------------------------------------- gates


def _gate_built(home: Home, warehouse: Path) -> list[str]:
    """Only a warehouse whose complete build passed, unchanged since; returns what to publish."""
    if not warehouse.exists():
        raise ScorecardsError(f"{warehouse} is missing: run `scorecards build` first.")
    try:
        told: dict[str, Any] = json.loads(stamp_of(warehouse).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RefusedByGates(
            f"{warehouse} has no complete build that passed (or was changed by a partial one): run "
            "`scorecards build` first."
        ) from None
    for name, path in (("warehouse", warehouse), ("raw", home.raw)):
        if told[name] != identity(path):
            raise RefusedByGates(
                f"{path} changed after the build of {told['built_at']}: run `scorecards build` "
                "again, so that what is published is what was tested."
            )
    return told["tables"]


def _gate_reconciled(connection: DuckDBPyConnection) -> None:
    """Every delivered row is in raw or in quarantine, and no load went past the checks."""
    wrong = connection.execute(
        "select load_id, file_name, delivered_count, accepted_count, quarantined_count "
        "from raw.landing.load where delivered_count is distinct from "
        "accepted_count + quarantined_count"
    ).fetchall()
    if wrong:
        load_id, file_name, delivered, accepted, quarantined = wrong[0]
        raise RefusedByGates(
            f"{len(wrong)} loads do not add up, first {load_id} ({file_name}): delivered "
            f"{delivered}, accepted {accepted}, quarantined {quarantined}."
        )
    pending = connection.execute(
        "select count(*), min(file_name) from raw.landing.load where check_status = 'pending'"
    ).fetchone()
    if pending[0]:
        raise RefusedByGates(
            f"{pending[0]} loads have not been checked, first {pending[1]}: run "
            "`scorecards check`, then `scorecards build`."
        )
    tables = [
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'raw' "
            "and schema_name = 'main'"
        ).fetchall()
    ]
    counted = " union all ".join(
        f"select _load_id as load_id, {_text(name)} as raw_table, count(*) as row_count "
        f"from raw.main.{_name(name)} group by _load_id"
        for name in tables
    )
    counted = counted or "select null as load_id, null as raw_table, 0 as row_count where false"
    wrong = connection.execute(f"""
        with
        found as ({counted}),
        told as (
            select load_id, raw_table, accepted_count from raw.landing.load_table
            where accepted_count > 0
        )
        select
            coalesce(told.raw_table, found.raw_table),
            coalesce(told.load_id, found.load_id),
            coalesce(told.accepted_count, 0),
            coalesce(found.row_count, 0)
        from told
        full join found on told.load_id = found.load_id and told.raw_table = found.raw_table
        where told.accepted_count is distinct from found.row_count
    """).fetchall()
    if wrong:
        raw_table, load_id, expected, found = wrong[0]
        raise RefusedByGates(
            f"{len(wrong)} loads differ between raw and the ledger, first {load_id} in "
            f"{raw_table}: the ledger says {expected} rows, raw holds {found}."
        )


def _gate_face(connection: DuckDBPyConnection, tables: list[str]) -> None:
    """Every name that readers rely on is there."""
    for table, columns in FACE.items():
        if table not in tables:
            raise RefusedByGates(f"The published face needs {table}, which no model or seed makes.")
        there = {row[0] for row in connection.execute(f"describe main.{_name(table)}").fetchall()}
        if missing := [column for column in columns if column not in there]:
            raise RefusedByGates(f"The published face needs {table}.{', '.join(missing)}.")


def _same(
    home: Home, current: Published, sums: dict[str, tuple[int, str]], console: Console
) -> bool:
    """Whether the current file holds exactly this, and can still be read to the last row."""
    if current.checksums != sums:
        return False
    if _differences(home.published, sums):
        console.print("  the published file is damaged: it is written anew")
        return False
    return True


# ---------------------------------------------------------------------------- writing


def _write(
    connection: DuckDBPyConnection,
    draft: Path,
    sources: dict[str, str],
    sums: dict[str, tuple[int, str]],
    made: Publication,
) -> None:
    draft.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"attach {_text(draft)} as to_file (storage_version {_text(STORAGE_VERSION)})"
    )
    for name, where in sources.items():
        connection.execute(f"create table to_file.main.{_name(name)} as select * from {where}")
    connection.execute(_PUBLICATION)
    head = [made.generation, made.published_at, made.data_through_date]
    connection.executemany(
        "insert into to_file.main.publication values (?, ?, ?, ?, ?, ?)",
        [[*head, name, *sums[name]] for name in sorted(sums)],
    )
    _comment(connection)
    connection.execute("checkpoint to_file")
    connection.execute("detach to_file")


def _comment(connection: DuckDBPyConnection) -> None:
    """Copy the words that persist_docs put on tables and columns, and add our own."""
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where schema_name = 'main' "
        "and database_name = current_database() and comment is not null"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'main' "
        "and database_name = current_database() and comment is not null"
    ).fetchall()
    for table, (said, words) in _COMMENTS.items():
        tables.append((table, said))
        columns += [(table, column, word) for column, word in words.items()]
    written = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'to_file'"
        ).fetchall()
    }
    for table, said in tables:
        if table in written:
            connection.execute(f"comment on table to_file.main.{_name(table)} is {_text(said)}")
    for table, column, said in columns:
        if table in written:
            where = f"to_file.main.{_name(table)}.{_name(column)}"
            connection.execute(f"comment on column {where} is {_text(said)}")


def _swap(home: Home, draft: Path) -> None:
    """Make the finished file the published one; a crash leaves the one or the other."""
    wal = draft.with_name(draft.name + ".wal")
    if wal.exists():
        raise ScorecardsError(f"{wal} is still there: nothing was published. Is the disk full?")
    _sync(draft)
    draft.chmod(0o444)  # a BI tool that opens it for writing must fail, not lock the others out
    os.replace(draft, home.published)
    _sync(home.published.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _data_through(connection: DuckDBPyConnection, tables: list[str]) -> date | None:
    if "dim_centre" not in tables:
        return None
    found = connection.execute("select max(data_through_date) from main.dim_centre").fetchone()
    return found[0] if found else None


# ---------------------------------------------------------------------------- generations


def _generation(home: Home, number: int) -> Path:
    return home.published.parent / "generations" / str(number) / "scorecards.duckdb"


def kept_generations(home: Home) -> list[int]:
    """Numbers of the generations on disk, the current one included, lowest first."""
    folder = home.published.parent / "generations"
    return sorted(
        int(one.parent.name)
        for one in folder.glob("*/scorecards.duckdb")
        if one.parent.name.isdigit()
    )


def newest_generation(home: Home) -> int:
    """The highest generation ever given out, rolled back ones included; 0 before the first."""
    current = read_current(home)
    return max([0, current.generation if current else 0, *kept_generations(home)])


def _keep(home: Home, number: int) -> None:
    """Copy the current file into generations/ and let go of the oldest.

    A copy, not a link: what damages the published file must not reach the kept one.
    """
    kept = _generation(home, number)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(".copying")
        draft.unlink(missing_ok=True)
        shutil.copyfile(home.published, draft)
        _sync(draft)
        os.replace(draft, kept)
        _sync(kept.parent)
    for old in kept_generations(home)[: -(KEEP_EARLIER + 1)]:
        shutil.rmtree(_generation(home, old).parent)


def _clean(home: Home) -> None:
    """Remove what a publisher that was killed left behind, and finish its bookkeeping."""
    for debris in home.published.parent.glob(".scorecards.*"):
        debris.unlink(missing_ok=True)
    if current := read_current(home):
        with contextlib.suppress(OSError):
            _keep(home, current.generation)


def _limits(home: Home) -> dict[str, str]:
    spill = home.root / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    return {
        "temp_directory": str(spill),
        "memory_limit": os.environ.get("SCORECARDS_MEMORY", "4GB"),
        "max_temp_directory_size": os.environ.get("SCORECARDS_SPILL", "50GB"),
    }


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
