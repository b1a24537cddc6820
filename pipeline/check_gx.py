"""Great Expectations on DuckDB: the dialect, the store of suites, and the file context.

Importing this module imports great_expectations (seconds): do it inside a function only.

``python -m pipeline.check_gx`` writes again what follows from the contract and the suites: the
table assets of ``great_expectations.yml``, the validation definitions and the checkpoint.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read once, while the package is imported

import duckdb
import duckdb_engine
import great_expectations as gx
import sqlalchemy
from great_expectations.data_context.store import ExpectationsStore
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.engine.default import DefaultExecutionContext

from pipeline.contract import tables
from pipeline.home import PROJECT

CONTEXT = PROJECT / "expectations"
CHECKPOINT = "what_is_new"
DATA_SOURCE = "raw"
BATCH = "what_is_new"
CONNECTION_STRING = "duckdb+checks:///:memory:"
# Counts, and never a value: see reliability.md 6.4 for the result formats that leak.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}

COLUMN_TYPES = {
    "VARCHAR": sqlalchemy.types.String,
    "BIGINT": sqlalchemy.types.BigInteger,
    "INTEGER": sqlalchemy.types.Integer,
    "BOOLEAN": sqlalchemy.types.Boolean,
    "DATE": sqlalchemy.types.Date,
    "TIMESTAMP": sqlalchemy.types.DateTime,
    "DECIMAL": sqlalchemy.types.Numeric,
}


class BufferedExecution(DefaultExecutionContext):
    """Fetches a result at once, because Great Expectations closes the connection before it does."""

    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description is not None:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor.description, initial_buffer=self.cursor.fetchall()
            )


class ChecksDialect(duckdb_engine.Dialect):
    """``duckdb+checks://``: cursors of the one connection that the check has prepared."""

    execution_ctx_cls = BufferedExecution
    supports_statement_cache = False
    database: duckdb.DuckDBPyConnection | None = None

    def connect(self, *_: Any, **__: Any) -> duckdb_engine.ConnectionWrapper:
        if ChecksDialect.database is None:
            raise RuntimeError("ChecksDialect.database is set by pipeline.check before it runs.")
        return duckdb_engine.ConnectionWrapper(ChecksDialect.database.cursor())

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        """The columns of a view. Reflection by PostgreSQL's catalogue takes 20 times as long."""
        described = connection.exec_driver_sql(f'describe "{table_name}"').fetchall()
        return [
            {
                "name": name,
                "type": COLUMN_TYPES.get(data_type.split("(")[0], sqlalchemy.types.NullType)(),
                "nullable": True,
                "default": None,
            }
            for name, data_type, *_ in described
        ]

    def get_pk_constraint(self, *_: Any, **__: Any) -> dict[str, Any]:
        """A view has no key; PostgreSQL's catalogue would be asked for one."""
        return {"constrained_columns": [], "name": None}


sqlalchemy.dialects.registry.register("duckdb.checks", __name__, "ChecksDialect")


def identity(*parts: str) -> str:
    """The id of a thing of the context: the same wherever and whenever it is worked out."""
    return str(uuid5(NAMESPACE_URL, "agent-scorecards/expectations/" + "/".join(parts)))


class YamlExpectationsStore(ExpectationsStore):
    """Suites as YAML that people write; ids follow from the names, so that nobody writes those."""

    def deserialize(self, value: Any) -> Any:
        suite = deepcopy(_parsed(value)) if isinstance(value, str) else value
        suite.setdefault("id", identity("suite", suite["name"]))
        for expectation in suite["expectations"]:
            name = expectation["meta"]["name"]
            expectation.setdefault("id", identity("suite", suite["name"], name))
        return super().deserialize(suite)

    def serialize(self, value: Any) -> str:
        suite = json.loads(super().serialize(value))
        return yaml.safe_dump(suite, sort_keys=False, allow_unicode=True, width=100)


@lru_cache
def _parsed(text: str) -> dict[str, Any]:
    """Great Expectations reads each suite several times a run; parsing it once is enough."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def open_context() -> gx.data_context.FileDataContext:
    """The file context in ``expectations/``. Quiet: no telemetry, no progress bars."""
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"great_expectations|duckdb_engine|marshmallow")
    return gx.get_context(mode="file", context_root_dir=str(CONTEXT))


def forget_old_results(kept: int = 20) -> None:
    """Remove the stored results of all but the newest runs; raw.landing keeps every verdict."""
    for runs in (CONTEXT / "uncommitted" / "results").glob("*/__none__"):
        for run in sorted(runs.iterdir())[:-kept]:
            shutil.rmtree(run, ignore_errors=True)


def write_context(raw_tables: list[str], folder: Path = CONTEXT) -> None:
    """Write what follows from the list of raw tables; the suites stay as they are."""
    settings = {
        "config_version": 4.0,
        "data_context_id": identity("context"),
        "analytics_enabled": False,
        "progress_bars": {"globally": False, "metric_calculations": False},
        "config_variables_file_path": None,
        "plugins_directory": None,
        "data_docs_sites": {},
        "expectations_store_name": "suites",
        "checkpoint_store_name": "checkpoints",
        "validation_results_store_name": "results",
        "stores": {
            "suites": _store(
                "YamlExpectationsStore", "suites/", ".yml", module_name="pipeline.check_gx"
            ),
            "checkpoints": _store("CheckpointStore", "checkpoints/"),
            "validation_definition_store": _store(
                "ValidationDefinitionStore", "validation_definitions/"
            ),
            "results": _store("ValidationResultsStore", "uncommitted/results/"),
        },
        "fluent_datasources": {
            DATA_SOURCE: {
                "type": "sql",
                "id": identity("source"),
                "connection_string": CONNECTION_STRING,
                "assets": {
                    table: {
                        "type": "table",
                        "id": identity("asset", table),
                        "table_name": table,
                        "batch_metadata": {},
                        "batch_definitions": {
                            BATCH: {"id": identity("batch", table), "partitioner": None}
                        },
                    }
                    for table in raw_tables
                },
            }
        },
    }
    head = "# Written by `python -m pipeline.check_gx` from the contract. Suites are in suites/.\n"
    text = head + yaml.safe_dump(settings, sort_keys=False, width=100)
    (folder / "great_expectations.yml").write_text(text, encoding="utf-8")
    for table in raw_tables:
        definition = {
            "name": table,
            "id": identity("validation", table),
            "data": {
                "datasource": {"name": DATA_SOURCE, "id": identity("source")},
                "asset": {"name": table, "id": identity("asset", table)},
                "batch_definition": {"name": BATCH, "id": identity("batch", table)},
            },
            "suite": {"name": table, "id": identity("suite", table)},
        }
        _write_json(folder / "validation_definitions" / f"{table}.json", definition)
    checkpoint = {
        "name": CHECKPOINT,
        "id": identity("checkpoint"),
        "validation_definitions": [
            {"name": table, "id": identity("validation", table)} for table in raw_tables
        ],
        "actions": [],
        "result_format": RESULT_FORMAT,
    }
    _write_json(folder / "checkpoints" / f"{CHECKPOINT}.json", checkpoint)


def _store(
    class_name: str, base_directory: str, suffix: str = ".json", **more: str
) -> dict[str, Any]:
    backend = {
        "class_name": "TupleFilesystemStoreBackend",
        "base_directory": base_directory,
        "filepath_suffix": suffix,
        "suppress_store_backend_id": True,
    }
    return {"class_name": class_name, **more, "store_backend": backend}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_context(list(tables()))
