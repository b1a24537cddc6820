"""The scoring models on a few rows, in memory: what dbt compiled, without a warehouse.

`Engine` compiles the rooms facts, kpis and scorecards once a session (no warehouse, no landed
file). `Engine.run(tables, ...)` is one `World`: the tables given, the seeds from their CSV files,
and every model between them and what is asked for, built on demand in the order of the manifest,
with the columns and types of its contract:

    world = engine.run({"kpi_value": [{"subject_type": "agent", ...}], "dim_agent": [...]})
    world.rows("scorecard_line")

Which models there are, nobody says here: a model that joins the room scorecards, or a column that
a contract gains, is there by itself. What a model is made of:

- given in `tables`: those rows. Columns left out are nought or false where a test of the model
  says they are never null, else null.
- a seed: its CSV file, typed as its column_types say. `replace` takes other rows instead,
  `extend` adds rows, `change` edits some: {"scheme_gates": [({"scheme_id": "SC04"}, {...})]}.
- of the rooms kpis and scorecards: computed. Of the room facts: computed if all it reads is given
  or a seed (dim_agent_period from fct_agent_day), else empty.
- staging, intermediate: empty.

`tables_of` (in cards.py) writes those tables from the short form of a worked example.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("facts", "kpis", "scorecards")
GUARDS = ("never_null", "never_negative", "not_null")
PROFILE = """
agent_scorecards:
  target: memory
  outputs:
    memory: {type: duckdb, path: ":memory:", schema: main, threads: 1}
"""

Row = Mapping[str, Any]
Tables = Mapping[str, Iterable[Row]]
Changes = Mapping[str, Iterable[tuple[Row, Row]]]


def compiled(manifest: Any = None) -> Any:
    """The manifest with the compiled SQL of the rooms; parses the project unless handed one."""
    from dbt.cli.main import dbtRunner

    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profiles.yml").write_text(PROFILE, encoding="utf-8")
        options = ["--profiles-dir", folder, "--target-path", folder, "--log-path", folder]
        rooms = [f"path:models/{room}" for room in ROOMS]
        os.chdir(PROJECT)
        try:
            # dbt prints what it compiled even when told to be quiet
            with contextlib.redirect_stdout(io.StringIO()):
                if manifest is None:
                    manifest = dbtRunner().invoke(["--quiet", "parse", *options]).result
                done = dbtRunner(manifest=manifest).invoke(
                    ["--quiet", "compile", "--no-populate-cache", *options, "--select", *rooms]
                )
        finally:
            os.chdir(here)
    assert done.success, done.exception
    for result in done.result.results:
        manifest.nodes[result.node.unique_id].compiled_code = result.node.compiled_code
    return manifest


def text(value: Any) -> str | None:
    """A value as DuckDB reads it back from text, in any type."""
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_like(row: Row, pattern: Row) -> bool:
    """Whether a row of a seed has all values of a pattern."""
    return all(text(row.get(column)) == text(value) for column, value in pattern.items())


class Engine:
    """The compiled models and the seeds, from which each `World` is built."""

    def __init__(self, manifest: Any = None) -> None:
        self.manifest = compiled(manifest)
        ours = [
            node
            for node in self.manifest.nodes.values()
            if node.resource_type in ("model", "seed") and node.package_name == "agent_scorecards"
        ]
        self.nodes = {node.name: node for node in ours}
        self.columns = {name: self._columns(node) for name, node in self.nodes.items()}
        self.never_null = self._never_null()
        self.connection = duckdb.connect(config={"threads": "1"})
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute("create schema seeds")
        self._stored: set[str] = set()
        self._rows: dict[str, list[dict[str, str | None]]] = {}
        self._numbers = itertools.count(1)

    @staticmethod
    def _columns(node: Any) -> dict[str, str]:
        if node.resource_type == "seed":
            return dict(node.config.column_types)
        return {name: column.data_type for name, column in node.columns.items()}

    def _never_null(self) -> dict[str, set[str]]:
        """Columns that a test keeps from being null, by model."""
        guarded: dict[str, set[str]] = {}
        for node in self.manifest.nodes.values():
            kind = getattr(node, "test_metadata", None)
            if kind and kind.name in GUARDS and node.attached_node:
                model = self.manifest.nodes[node.attached_node].name
                columns = kind.kwargs.get("columns") or [kind.kwargs.get("column_name")]
                guarded.setdefault(model, set()).update(columns)
        return guarded

    def parents(self, name: str) -> list[str]:
        """What a model or seed reads, without sources."""
        depends = getattr(self.nodes[name].depends_on, "nodes", [])
        return [self.manifest.nodes[one].name for one in depends if one in self.manifest.nodes]

    def room(self, name: str) -> str:
        """The room of a model; `seeds` for a seed."""
        node = self.nodes[name]
        return (
            "seeds" if node.resource_type == "seed" else node.path.replace("\\", "/").split("/")[0]
        )

    def seed(self, name: str) -> list[dict[str, str | None]]:
        """The rows of a seed's CSV file, as text; empty cells are null."""
        if name not in self._rows:
            path = PROJECT / self.nodes[name].original_file_path
            with path.open(encoding="utf-8", newline="") as file:
                lines = csv.DictReader(file, strict=True)
                self._rows[name] = [{key: text(cell) for key, cell in row.items()} for row in lines]
        return self._rows[name]

    def scheme_models(self) -> list[str]:
        """The models of cards, in order: what scorecard rests on, and what is told of its lines."""
        found: list[str] = []

        def visit(name: str) -> None:
            if name in found or self.room(name) != "scorecards":
                return
            for parent in self.parents(name):
                visit(parent)
            found.append(name)

        visit("scorecard")
        steps = set(found) - {"scorecard"}
        for name in self.nodes:
            ours = {one for one in self.parents(name) if self.room(one) == "scorecards"}
            if self.room(name) == "scorecards" and ours and ours <= steps:
                visit(name)
        return found

    def run(
        self,
        tables: Tables,
        *,
        replace: Tables | None = None,
        extend: Tables | None = None,
        change: Changes | None = None,
    ) -> World:
        """A world of the given tables and seeds; nothing is computed before it is asked for."""
        given = {name: list(rows) for name, rows in tables.items()}
        for name in {*(replace or {}), *(extend or {}), *(change or {})}:
            rows = list((replace or {}).get(name, self.seed(name)))
            rows += list((extend or {}).get(name, []))
            for pattern, new in (change or {}).get(name, []):
                touched = [row for row in rows if is_like(row, pattern)]
                assert touched, f"no row of {name} is like {pattern}"
                rows = [{**row, **new} if row in touched else row for row in rows]
            given[name] = rows
        unknown = sorted(set(given) - set(self.nodes))
        assert not unknown, f"no such model or seed: {unknown}"
        return World(self, given, f"world_{next(self._numbers)}")


class World:
    """One run: tables of its own before the seeds, both dropped when it is closed."""

    def __init__(self, engine: Engine, given: dict[str, list[Row]], schema: str) -> None:
        self.engine = engine
        self.given = given
        self.schema = schema
        self.built: set[str] = set()
        self._read: dict[str, list[dict[str, Any]]] = {}
        self.execute(f"create schema {schema}")

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self.execute("set search_path = 'main'")
        self.execute(f"drop schema if exists {self.schema} cascade")
        self.built.clear()
        self._read.clear()

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run SQL on the engine's connection."""
        return self.engine.connection.execute(sql)

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of any SQL over what is built; models are named as dbt names them."""
        self.execute(f"set search_path = '{self.schema},seeds'")
        found = self.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a model, which is built if need be, in the order of its columns."""
        if name not in self._read:
            self.build(name)
            self._read[name] = self.query(f'select * from "{self._alias(name)}" order by all')
        return self._read[name]

    def build(self, name: str) -> None:
        """Make the table of a model or seed, and those it reads before it."""
        if name in self.built:
            return
        self.built.add(name)
        if name in self.given:
            self._store(self.schema, name, self.given[name])
        elif self.engine.room(name) == "seeds":
            if name not in self.engine._stored:
                self._store("seeds", name, self.engine.seed(name))
                self.engine._stored.add(name)
        elif self._is_computed(name):
            self._compute(name)
        else:
            self._store(self.schema, name, [])

    def _alias(self, name: str) -> str:
        return self.engine.nodes[name].alias

    def _is_computed(self, name: str) -> bool:
        room = self.engine.room(name)
        if room in ("kpis", "scorecards"):
            return True
        return room == "facts" and all(
            parent in self.given or self.engine.room(parent) == "seeds" or self._is_computed(parent)
            for parent in self.engine.parents(name)
        )

    def _create(self, schema: str, name: str, fill: bool) -> None:
        columns = self.engine.columns[name]
        untyped = [column for column, kind in columns.items() if not kind]
        assert columns, f"{name} declares no columns"
        assert not untyped, f"{name} does not say of what type {untyped} are"
        guarded = self.engine.never_null.get(name, set()) if fill else set()
        listed = []
        for column, kind in columns.items():
            default = {"boolean": "false", "bigint": "0", "integer": "0", "double": "0"}.get(
                kind, "0" if kind.startswith("decimal") else None
            )
            default = default if column in guarded else None
            listed.append(f'"{column}" {kind}' + (f" default {default}" if default else ""))
        self.execute(f'create table {schema}."{self._alias(name)}" ({", ".join(listed)})')

    def _store(self, schema: str, name: str, rows: list[Row]) -> None:
        """A table of rows given as Python values; each distinct set of columns is one insert."""
        self._create(schema, name, fill=True)
        declared = self.engine.columns[name]
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(row), []).append(row)
        for names, alike in groups.items():
            unknown = set(names) - set(declared)
            assert not unknown, f"{name} has no column {sorted(unknown)}"
            cells = {
                column: pa.array([text(row[column]) for row in alike], pa.string())
                for column in names
            }
            self.engine.connection.register("given_rows", pa.table(cells))
            listed = ", ".join(f'"{column}"' for column in names)
            casts = ", ".join(f'cast("{column}" as {declared[column]})' for column in names)
            table = f'{schema}."{self._alias(name)}"'
            self.execute(f"insert into {table} ({listed}) select {casts} from given_rows")
            self.engine.connection.unregister("given_rows")

    def _compute(self, name: str) -> None:
        """A table as dbt makes it under a contract: its columns and types, from its SQL."""
        node = self.engine.nodes[name]
        sql = node.compiled_code
        assert sql, f"{name} was not compiled"
        for parent in self.engine.parents(name):
            self.build(parent)
            sql = sql.replace(self.engine.nodes[parent].relation_name, f'"{self._alias(parent)}"')
        self._create(self.schema, name, fill=False)
        self.execute(f"set search_path = '{self.schema},seeds'")
        listed = ", ".join(f'"{column}"' for column in self.engine.columns[name])
        self.execute(
            f'insert into {self.schema}."{self._alias(name)}" ({listed}) '
            f"select {listed} from ({sql}) as computed"
        )
