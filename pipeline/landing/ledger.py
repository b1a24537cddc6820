"""What landing writes: a delivery's rows, its quarantine and its ledger row, in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from pipeline.home import ScorecardsError
from pipeline.landing.delivery import Delivery
from pipeline.landing.evaluate import Evaluated


@dataclass(frozen=True)
class LoadResult:
    """What became of one file. status: ``landed`` or ``already landed``. accepted counts rows of
    the file; tables counts the rows each raw table got. reasons: quarantine code -> rows."""

    load_id: str
    file_name: str
    status: str
    delivered: int
    accepted: int
    quarantined: int
    reasons: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)


def load_id_of(delivery: Delivery, feed_digest: str) -> str:
    """The same bytes read in the same way have the same id, in every warehouse."""
    return f"{delivery.sha256[:16]}-{feed_digest}"


def already_landed(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, load_id: str
) -> LoadResult | None:
    """The earlier load of the same bytes through the same feed, if any.

    One that the checks refused is pending again. Bytes that came through a feed that was written
    differently are not already landed: ``write`` replaces what it gave.
    """
    row = connection.execute(
        "select load_id, delivered_count, accepted_count, quarantined_count, check_status "
        "from landing.load where load_id = ?",
        [load_id],
    ).fetchone()
    if row is None:
        return None
    load_id, delivered, accepted, quarantined, status = row
    if status == "refused":
        connection.execute(
            "update landing.load set check_status = 'pending', check_reason = null "
            "where load_id = ?",
            [load_id],
        )
    reasons = connection.execute(
        "select reason_code, count(*) from landing.quarantine where load_id = ? group by 1",
        [load_id],
    ).fetchall()
    tables = connection.execute(
        "select raw_table, accepted_count from landing.load_table where load_id = ?", [load_id]
    ).fetchall()
    return LoadResult(
        load_id,
        delivery.name,
        "already landed",
        delivered,
        accepted,
        quarantined,
        dict(reasons),
        dict(tables),
    )


def write(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    load_id: str,
    feed_name: str,
    file_format: str,
    encoding: str | None,
    delivered_count: int,
    evaluated: Evaluated,
    depends_on_name: bool = False,
    centre_time_zone: str | None = None,
) -> LoadResult:
    """Write one delivery whole or not at all; accepted + quarantined = delivered is asserted.

    What the same bytes gave through an earlier writing of the feed leaves in the same transaction;
    where rows depend on the file's name, only what came under this name. centre_time_zone: the
    centre's zone, where local times were read in it because the feed names none.
    """
    loaded_at = datetime.now(UTC).replace(tzinfo=None)
    connection.execute("begin")
    try:
        _forget(connection, delivery.sha256, delivery.name if depends_on_name else None)
        tables = {
            name: _insert(connection, name, rows, load_id, delivery.name, loaded_at)
            for name, rows in evaluated.accepted.items()
        }
        _insert_quarantine(connection, load_id, delivery.name, evaluated)
        connection.executemany(
            "insert into landing.load_table (load_id, raw_table, accepted_count) values (?, ?, ?)",
            [[load_id, name, count] for name, count in tables.items()],
        )
        connection.execute(
            "insert into landing.load (load_id, feed_name, file_name, sha256, byte_count, "
            "file_format, encoding, loaded_at, delivered_count, accepted_count, "
            "quarantined_count, check_status, centre_time_zone) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?)",
            [
                load_id,
                feed_name,
                delivery.name,
                delivery.sha256,
                delivery.byte_count,
                file_format,
                encoding,
                loaded_at,
                delivered_count,
                evaluated.accepted_count,
                len(evaluated.refused),
                centre_time_zone,
            ],
        )
        _require_every_row(connection, load_id, delivery.name)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return LoadResult(
        load_id,
        delivery.name,
        "landed",
        delivered_count,
        evaluated.accepted_count,
        len(evaluated.refused),
        dict(Counter(each.code for each in evaluated.refused)),
        tables,
    )


def _forget(connection: duckdb.DuckDBPyConnection, sha256: str, file_name: str | None) -> None:
    """Take out every row that an earlier load of the same bytes brought (under this name)."""
    earlier = connection.execute(
        "select load_id from landing.load where sha256 = $1 and ($2 is null or file_name = $2)",
        [sha256, file_name],
    )
    for (load_id,) in earlier.fetchall():
        filled = connection.execute(
            "select raw_table from landing.load_table where load_id = ?", [load_id]
        ).fetchall()
        for (table,) in filled:
            connection.execute(f'delete from main."{table}" where _load_id = ?', [load_id])
        for table in ("quarantine", "load_table", "load"):
            connection.execute(f"delete from landing.{table} where load_id = ?", [load_id])


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pa.Table,
    load_id: str,
    file_name: str,
    loaded_at: datetime,
) -> int:
    connection.register("accepted_row", rows)
    connection.execute(
        f'insert into main."{table}" by name '
        "select *, cast(? as varchar) as _load_id, cast(? as varchar) as _file, "
        "cast(? as timestamp) as _loaded_at from accepted_row",
        [load_id, file_name, loaded_at],
    )
    connection.unregister("accepted_row")
    return rows.num_rows


def _insert_quarantine(
    connection: duckdb.DuckDBPyConnection, load_id: str, file_name: str, evaluated: Evaluated
) -> None:
    refused = evaluated.refused
    text = pa.string()
    rows = pa.table(
        {
            "line": pa.array([each.line for each in refused], pa.int64()),
            "raw_table": pa.array([each.raw_table for each in refused], text),
            "column_name": pa.array([each.column_name for each in refused], text),
            "reason_code": pa.array([each.code for each in refused], text),
            "reason": pa.array([each.reason for each in refused], text),
            "row_text": pa.array([each.text for each in refused], text),
        }
    )
    connection.register("refused_row", rows)
    connection.execute(
        "insert into landing.quarantine by name "
        "select cast(? as varchar) as load_id, cast(? as varchar) as file_name, * from refused_row",
        [load_id, file_name],
    )
    connection.unregister("refused_row")


def _require_every_row(connection: duckdb.DuckDBPyConnection, load_id: str, file_name: str) -> None:
    row = connection.execute(
        "select delivered_count, accepted_count, quarantined_count, "
        "(select count(*) from landing.quarantine where load_id = $1) "
        "from landing.load where load_id = $1",
        [load_id],
    ).fetchone()
    assert row is not None
    delivered, accepted, quarantined, kept = row
    if delivered != accepted + quarantined or quarantined != kept:
        raise ScorecardsError(
            f"{file_name}: {delivered} rows came, {accepted} were accepted and {kept} quarantined: "
            "a row got lost. This is a fault of landing, please report it. Nothing was landed."
        )
