"""The raw contract: what tables exist, and the file they live in.

``models/staging/_sources.yml`` declares every raw table (source ``raw``) and the ledger that
landing keeps (source ``landing``). This module is its only reader and the only writer of their DDL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipeline.home import PROJECT, Home, ScorecardsError, Settings

SOURCES = PROJECT / "models" / "staging" / "_sources.yml"


@dataclass(frozen=True)
class Column:
    """One column of a raw table. data_type: DuckDB's word in lower case, e.g. ``decimal(12,4)``."""

    name: str
    data_type: str
    description: str = ""
    zh: str = ""
    key: bool = False
    required: bool = False
    hashed: bool = False
    values: tuple[str, ...] = ()

    @property
    def is_identifier(self) -> bool:
        """Whether the text names something, so that lost digits would name something else."""
        named = self.name.endswith(("_id", "_hash", "_by", "_ref")) or self.name == "dnis"
        return self.data_type == "varchar" and (self.key or self.hashed or named)


@dataclass(frozen=True)
class RawTable:
    """One table of the contract, in the order of the file."""

    name: str
    description: str
    zh: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


# What landing adds to every raw table; nobody else names these.
LANDING_COLUMNS = (
    Column("_load_id", "varchar", "Load that brought the row (landing.load)."),
    Column("_file", "varchar", "Name of the file the row came in."),
    Column("_line", "bigint", "Line of the file the row began on, the header being line 1."),
    Column("_loaded_at", "timestamp", "UTC moment the load was written."),
    Column("_version", "bigint", "Order of the versions of one record, as the feed knows it."),
)


@cache
def _sources() -> dict[str, dict[str, RawTable]]:
    try:
        document = yaml.load(SOURCES.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise ScorecardsError(f"{SOURCES}: the raw contract is not readable: {error}") from error
    return {
        source["name"]: {table["name"]: _table(table) for table in source["tables"]}
        for source in document["sources"]
    }


def _loader() -> type:
    """libyaml's safe loader where it is built in: a tenth of the time."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _table(declared: dict) -> RawTable:
    columns = []
    for column in declared["columns"]:
        meta = column.get("config", {}).get("meta", {})
        columns.append(
            Column(
                name=column["name"],
                data_type=column["data_type"],
                description=column.get("description", ""),
                zh=meta.get("zh", ""),
                key=bool(meta.get("key")),
                required=bool(meta.get("required")) or bool(meta.get("key")),
                hashed=bool(meta.get("hashed")),
                values=tuple(str(value) for value in meta.get("values", ())),
            )
        )
    meta = declared.get("config", {}).get("meta", {})
    return RawTable(
        declared["name"], declared.get("description", ""), meta.get("zh", ""), tuple(columns)
    )


def tables() -> dict[str, RawTable]:
    """The raw tables by name, in the order of the contract."""
    return _sources()["raw"]


def ledger_tables() -> dict[str, RawTable]:
    """The tables of schema ``landing`` by name."""
    return _sources()["landing"]


def create_raw(home: Home) -> None:
    """Create raw.duckdb with every table of the contract, or bring an older one up to it.

    A column that the contract gained is added (null in old rows). A column or table that it lost,
    or whose type it changed, is refused: what landed would be lost or changed in silence.
    Also writes the centre's settings (landing.centre_setting), so a build sees today's.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    settings = home.settings()
    with connect_raw(home) as connection:
        connection.execute("begin")
        connection.execute("create schema if not exists landing")
        found = _found(connection)
        for (schema, name), columns in _wanted().items():
            before = found.pop((schema, name), {})
            _create_or_widen(connection, f'{schema}."{name}"', columns, before, home.raw)
        for schema, name in found:
            _refuse(home.raw, f"{schema}.{name}", "is no longer in the contract")
        for table, rows in setting_rows(settings).items():
            connection.execute(f"delete from landing.{table}")
            if rows:
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"insert into landing.{table} values ({marks})", rows)
        connection.execute("commit")


def zone_warning(home: Home) -> str | None:
    """What to tell who changed the centre's time zone after local times landed; None if nobody did.

    Moments that landed stay as they were read (DECISIONS 85): only the files know the wall clock.
    """
    zone = home.settings().time_zone
    try:
        with connect_raw(home, read_only=True) as connection:
            stale = connection.execute(
                "select centre_time_zone, count(*), min(file_name), min(feed_name) "
                "from landing.load where centre_time_zone <> ? and check_status <> 'refused' "
                "group by centre_time_zone order by centre_time_zone",
                [zone],
            ).fetchall()
    except duckdb.Error:  # a raw.duckdb of before the ledger knew zones
        return None
    if not stale:
        return None
    told = "; ".join(
        f"{count} files as {before} (land --feed {feed} {name} ...)"
        for before, count, name, feed in stale
    )
    return (
        f"WARNING: {home.settings_file} says time_zone: {zone}, but local times without an offset "
        f"landed in another zone: {told}. Their moments stay as they were read and their days are "
        f"now {zone}'s. Land those files again, which replaces them, or put the zone back."
    )


def setting_rows(settings: Settings) -> dict[str, list[list[Any]]]:
    """The settings as rows of their tables in schema ``landing``, in the contract's columns."""
    centre = (
        settings.time_zone,
        settings.currency,
        settings.first_day_of_week,
        settings.language,
    )
    return {
        "centre_setting": [list(centre)],
        "opening_hours": [list(row) for row in settings.opening_hours],
        "holiday": [list(row) for row in settings.holidays],
    }


@contextmanager
def connect_raw(home: Home, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """raw.duckdb, open for writing (or reading), unable to reach any other file or the network."""
    try:
        connection = duckdb.connect(
            str(home.raw),
            read_only=read_only,
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "enable_external_access": "false",
            },
        )
    except duckdb.Error as error:
        advice = (
            "It is damaged: put a copy back, or move it away and land the exports again."
            if "not a valid DuckDB" in str(error)
            else "Close whatever else has it open (a shell, a notebook, another run) and try again."
        )
        raise ScorecardsError(
            f"{home.raw} cannot be opened: {str(error).splitlines()[0]}\n{advice}"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def _wanted() -> dict[tuple[str, str], dict[str, str]]:
    """(schema, table) -> column -> type, as the contract says."""
    declared = {("main", name): table.columns + LANDING_COLUMNS for name, table in tables().items()}
    declared |= {("landing", name): table.columns for name, table in ledger_tables().items()}
    return {
        place: {column.name: _type(column.data_type) for column in columns}
        for place, columns in declared.items()
    }


def _found(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """(schema, table) -> column -> type, as the file has it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, data_type in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal"
    ).fetchall():
        found.setdefault((schema, table), {})[column] = _type(data_type)
    return found


def _create_or_widen(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    wanted: dict[str, str],
    found: dict[str, str],
    path: Path,
) -> None:
    if not found:
        written = ", ".join(f'"{name}" {data_type}' for name, data_type in wanted.items())
        connection.execute(f"create table {table} ({written})")
        return
    for name, data_type in found.items():
        if name not in wanted:
            _refuse(path, f"{table}.{name}", "is no longer in the contract")
        if wanted[name] != data_type:
            _refuse(
                path,
                f"{table}.{name}",
                f"holds {data_type.lower()}, the contract now says {wanted[name].lower()}",
            )
    for name, data_type in wanted.items():
        if name not in found:
            connection.execute(f'alter table {table} add column "{name}" {data_type}')


def _refuse(path: Path, what: str, why: str) -> None:
    raise ScorecardsError(
        f"{path}: {what} {why} ({SOURCES.relative_to(PROJECT)}). Landing never drops or converts "
        "what landed: put the declaration back, or move this file away and land the exports again."
    )


def _type(data_type: str) -> str:
    return data_type.upper().replace(" ", "")
