"""May this delivery come in? Great Expectations over the rows of loads that are new.

The suites stand in ``expectations/suites``, one per raw table; what each expectation holds, why,
how severe it is and what to do about it is written there. This module shows them the new rows,
finds out which load is at fault, writes the verdict into raw's ledger and tells the user.

No value of a row leaves the database: results, verdicts and the terminal carry counts only.
"""

from __future__ import annotations

import contextlib
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import duckdb
import yaml
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.home import PROJECT, Home, RefusedByGates, ScorecardsError

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

FILES_SHOWN = 3

CHECK_RESULT = """
    create table if not exists landing.check_result (
        checked_at timestamp,
        load_id varchar,
        raw_table varchar,
        expectation varchar,
        severity varchar,
        success boolean,
        unexpected_count bigint
    )
"""

# What each load put into each raw table, beside what the same feed usually puts there.
DELIVERY = """
    create view delivery as
    select
        load.load_id,
        load_table.raw_table,
        load.feed_name,
        load_table.accepted_count,
        load.delivered_count,
        load.quarantined_count,
        median(load_table.accepted_count) over (
            partition by load.feed_name, load_table.raw_table
        ) as usual_count,
        count(*) over (partition by load.feed_name, load_table.raw_table) as delivery_count
    from raw.landing.load
    inner join raw.landing.load_table on load.load_id = load_table.load_id
    inner join known_load on load.load_id = known_load.load_id
    where load_table.accepted_count > 0
"""

KNOWN_LOAD = """
    create table known_load as
    select load_id
    from raw.landing.load
    where check_status <> 'refused' or load_id in (select load_id from new_load)
"""


@dataclass(frozen=True)
class Finding:
    """One expectation that one load does not meet. ``rows`` counts the rows at fault."""

    load_id: str
    file_name: str
    raw_table: str
    expectation: str
    severity: str
    rows: int
    statement: str
    why: str
    what_to_do: str
    rule: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """What a check found. ``tables`` are the raw tables that had new rows, with their count."""

    passed: bool = True
    failures: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    load_count: int = 0


@lru_cache
def contract_tables() -> dict[str, dict[str, list[str]]]:
    """The contract's raw tables in order, each with the known codes of its coded columns."""
    path = PROJECT / "models" / "staging" / "_sources.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables = next(one for one in declared["sources"] if one["name"] == "raw")["tables"]
    return {
        table["name"]: {
            column["name"]: column["config"]["meta"]["values"]
            for column in table["columns"]
            if "values" in column["config"]["meta"]
        }
        for table in tables
    }


def known_codes() -> dict[str, list[str]]:
    """What the suites' ``$PARAMETER: <table>_<column>`` stand for: the contract's known codes."""
    return {
        f"{table}_{column}": values
        for table, columns in contract_tables().items()
        for column, values in columns.items()
    }


def check(home: Home, console: Console, everything: bool = False) -> CheckResult:
    """Check the loads that are pending, or all of them, and mark each passed or refused.

    Raises RefusedByGates after printing what is wrong where a critical expectation fails: the
    loads at fault are refused and staging leaves them out; the other loads pass. Warnings are
    recorded in ``raw.landing.check_result`` and shown; they stop nothing.
    """
    if not home.raw.exists():
        console.print("Nothing has landed yet: nothing to check.")
        return CheckResult()
    with duckdb.connect(str(home.raw), read_only=True) as raw:
        loads, tables = _what_to_check(raw, everything)
    if not loads:
        console.print("Nothing new to check: every load has its verdict.")
        return CheckResult()

    counted = f"{_many(len(loads), 'load')}, {_many(sum(tables.values()), 'row')}"
    with console.status(f"Checking {counted} in {_many(len(tables), 'raw table')} ..."):
        verdicts = _run(home, sorted(loads), list(tables))
    _record(home, loads, verdicts)

    findings = [_finding(one, loads[one.load_id]) for one in verdicts if not one.success]
    failures = [one for one in findings if one.severity == "critical"]
    remarks = [one for one in findings if one.severity != "critical"]
    refused = {one.load_id for one in failures}
    if remarks:
        console.print(_table("Warnings (recorded; they stop nothing)", "yellow", remarks))
    if failures:
        console.print(_table("Refused", "red", failures))
        passed = _many(len(loads) - len(refused), "load")
        raise RefusedByGates(
            f"{_many(len(refused), 'load')} refused by the checks, {passed} passed. Refused rows "
            "stay out of the warehouse. Mend the export and deliver it again, or, if the "
            "expectation is wrong for this centre, change it in expectations/suites and run "
            "`scorecards check --everything`."
        )
    noted = f", {_many(len(remarks), 'warning')}" if remarks else ""
    console.print(f"Checked {counted}: passed{noted}.")
    return CheckResult(True, failures, remarks, tables, len(loads))


@dataclass(frozen=True)
class _Verdict:
    """Whether one load meets one expectation of one raw table. ``suite`` holds its words."""

    load_id: str
    raw_table: str
    name: str
    severity: str
    success: bool
    rows: int
    description: str
    meta: dict[str, Any]


def _what_to_check(
    raw: duckdb.DuckDBPyConnection, everything: bool
) -> tuple[dict[str, str], dict[str, int]]:
    """The loads to check with their file names, and their row counts by raw table."""
    chosen = "true" if everything else "check_status = 'pending'"
    loads = raw.execute(f"select load_id, file_name from landing.load where {chosen}").fetchall()
    counts = raw.execute(
        f"""
        select raw_table, cast(sum(accepted_count) as bigint)
        from landing.load_table
        where load_id in (select load_id from landing.load where {chosen})
            and accepted_count > 0
        group by raw_table
        order by raw_table
        """
    ).fetchall()
    return dict(loads), dict(counts)


def _run(home: Home, loads: list[str], tables: list[str]) -> list[_Verdict]:
    """Run the checkpoint over the new rows of these loads: a verdict per load and expectation."""
    if not tables:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pipeline import check_gx

        context = check_gx.open_context()
        checkpoint = context.checkpoints.get(check_gx.CHECKPOINT)
        with _new_rows(home, loads) as database:
            check_gx.ChecksDialect.database = database
            try:
                outcome = checkpoint.run(expectation_parameters=known_codes())
                verdicts = []
                for suite in outcome.run_results.values():
                    verdicts += _judge(context, database, suite.suite_name, suite.results)
            finally:
                context.data_sources.get(check_gx.DATA_SOURCE).get_engine().dispose()
                check_gx.ChecksDialect.database = None
    return verdicts


@contextlib.contextmanager
def _new_rows(home: Home, loads: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that sees raw read-only, and nothing else of this machine.

    ``<table>`` holds the rows to check, ``known_<table>`` those and all that passed before;
    ``delivery`` says how much each load brought, beside what its feed usually brings.
    """
    database = duckdb.connect(config={"temp_directory": str(home.root / "spill")})
    try:
        database.execute(
            f"attach '{str(home.raw).replace(chr(39), chr(39) * 2)}' as raw (read_only)"
        )
        database.execute("create table new_load as select unnest($1) as load_id", [loads])
        database.execute(KNOWN_LOAD)
        database.execute(DELIVERY)
        for table in contract_tables():
            _show(database, table, "select load_id from new_load")
            _show(database, f"known_{table}", "select load_id from known_load", table)
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
        yield database
    finally:
        database.close()


def _show(
    database: duckdb.DuckDBPyConnection, view: str, loads: str, table: str | None = None
) -> None:
    database.execute(
        f"create or replace view {view} as "
        f"select * from raw.main.{table or view} where _load_id in ({loads})"
    )


def _judge(
    context: Any, database: duckdb.DuckDBPyConnection, table: str, results: list[Any]
) -> list[_Verdict]:
    """Share the results of one suite out to the loads that brought the rows."""
    loads = [
        one for (one,) in database.execute(f"select distinct _load_id from {table}").fetchall()
    ]
    failing = [one for one in results if not one.success]
    at_fault = _at_fault(context, database, table, loads, failing)
    return [
        _Verdict(
            load_id=load,
            raw_table=table,
            name=(config := one.expectation_config).meta["name"],
            severity=config.severity,
            success=load not in at_fault[config.id] if not one.success else True,
            rows=at_fault[config.id].get(load, 0) if not one.success else 0,
            description=config.description or config.meta["name"],
            meta=config.meta,
        )
        for one in results
        for load in sorted(loads)
    ]


def _at_fault(
    context: Any,
    database: duckdb.DuckDBPyConnection,
    table: str,
    loads: list[str],
    failing: list[Any],
) -> dict[str, dict[str, int]]:
    """By id of a failing expectation: the loads at fault, each with its count of rows.

    Our own queries answer by load. The others are asked again, load by load.
    """
    from pipeline import check_gx

    found: dict[str, dict[str, int]] = {}
    ask_again = []
    for one in failing:
        config = one.expectation_config
        if _raised(one):
            raise ScorecardsError(
                f"expectations/suites/{table}.yml: {config.meta['name']} could not be evaluated; "
                "the newest result in expectations/uncommitted/results says why. "
                "No load was marked."
            )
        if config.type == "unexpected_rows_expectation":
            query = config.kwargs["unexpected_rows_query"].format(batch=table)
            found[config.id] = dict(database.execute(query).fetchall())
        else:
            found[config.id] = {}
            ask_again.append(config)
    if ask_again:
        suite = context.suites.get(table)
        expectations = {one.id: one for one in suite.expectations}
        asset = context.data_sources.get(check_gx.DATA_SOURCE).get_asset(table)
        for load in loads:
            _show(database, table, "'" + load.replace("'", "''") + "'")
            batch = asset.get_batch_definition(check_gx.BATCH).get_batch()
            for config in ask_again:
                again = batch.validate(
                    expectations[config.id],
                    result_format=check_gx.RESULT_FORMAT,
                    expectation_parameters=known_codes(),
                )
                if not again.success:
                    found[config.id][load] = int(again.result.get("unexpected_count") or 0)
        _show(database, table, "select load_id from new_load")
    return found


def _raised(result: ExpectationValidationResult) -> bool:
    info = result.exception_info or {}
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(one.get("raised_exception") for one in info.values())


def _record(home: Home, loads: dict[str, str], verdicts: list[_Verdict]) -> None:
    """Write every verdict and mark the loads, in one short transaction."""
    reasons: dict[str, list[str]] = {}
    for one in verdicts:
        if not one.success and one.severity == "critical":
            rows = _many(one.rows, "row")
            reasons.setdefault(one.load_id, []).append(f"{one.raw_table}.{one.name} ({rows})")
    marks = [
        (load, "refused" if load in reasons else "passed", "; ".join(reasons.get(load, [])) or None)
        for load in loads
    ]
    try:
        raw = duckdb.connect(str(home.raw))
    except duckdb.IOException as error:
        raise ScorecardsError(
            f"{home.raw} is in use by another program, so the verdict of the checks cannot be "
            "written. Close it (a notebook, a BI tool, the duckdb shell) and check again."
        ) from error
    with raw:
        raw.begin()
        raw.execute(CHECK_RESULT)
        if verdicts:
            raw.execute(
                """
                insert into landing.check_result
                select $1, unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7)
                """,
                [
                    datetime.now(UTC).replace(tzinfo=None),
                    *_columns(
                        [
                            (o.load_id, o.raw_table, o.name, o.severity, o.success, o.rows)
                            for o in verdicts
                        ]
                    ),
                ],
            )
        raw.execute(
            """
            with verdict as (
                select
                    unnest($1) as load_id,
                    unnest($2) as check_status,
                    unnest(cast($3 as varchar[])) as check_reason
            )

            update landing.load
            set check_status = verdict.check_status, check_reason = verdict.check_reason
            from verdict
            where load.load_id = verdict.load_id
            """,
            _columns(marks),
        )
        raw.commit()


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _finding(verdict: _Verdict, file_name: str) -> Finding:
    return Finding(
        load_id=verdict.load_id,
        file_name=file_name,
        raw_table=verdict.raw_table,
        expectation=verdict.name,
        severity=verdict.severity,
        rows=verdict.rows,
        statement=verdict.description,
        why=verdict.meta["why"],
        what_to_do=verdict.meta["what_to_do"],
        rule=verdict.meta.get("catalogue_id"),
    )


def _table(title: str, colour: str, findings: list[Finding]) -> Table:
    """One row per expectation that does not hold, with the files it concerns."""
    table = Table(title=title, title_style=f"bold {colour}", box=box.SIMPLE_HEAD, show_lines=True)
    table.add_column("Where", ratio=3, overflow="fold")
    table.add_column("Rows", justify="right")
    table.add_column("What should hold, and does not", ratio=4)
    table.add_column("Why it matters, and what to do", ratio=6)
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.raw_table, one.expectation].append(one)
    for (raw_table, name), group in groups.items():
        files = [f"{one.file_name} ({one.load_id})" for one in group[:FILES_SHOWN]]
        if len(group) > FILES_SHOWN:
            files.append(f"and {len(group) - FILES_SHOWN} more")
        first = group[0]
        rule = f" ({first.rule})" if first.rule else ""
        table.add_row(
            "\n".join([f"[bold]{raw_table}[/bold]", *map(escape, files)]),
            f"{sum(one.rows for one in group):,}",
            f"{first.statement}\n[dim]{name}{rule}[/dim]",
            f"{first.why}\n[bold]{first.what_to_do}[/bold]",
        )
    return table


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
