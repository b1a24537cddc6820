"""May this delivery come in? Great Expectations over the rows of loads that are new.

The suites stand in ``expectations/suites``, one per raw table; what each expectation holds, why,
how severe it is and what to do about it is written there. This module shows them the new rows,
finds out which load is at fault, writes the verdict into raw's ledger and tells the user.

No value of a row leaves the database: results, verdicts and the terminal carry counts only.
"""

from __future__ import annotations

import contextlib
import csv
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.contract import connect_raw, create_raw, tables
from pipeline.home import PROJECT, Home, RefusedByGates, ScorecardsError

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

FILES_SHOWN = 3

# The rows at fault, by type of expectation, and what is bound in it. Nothing is at fault for
# being empty. A type that is not here needs its line before a suite can use it.
AT_FAULT = {
    "expect_column_values_to_be_in_set": "{column} is not null and {column} not in $value_set",
    "expect_column_values_to_be_between": "{column} < $min_value or {column} > $max_value",
    "expect_column_pair_values_a_to_be_greater_than_b": "{column_A} < {column_B}",
}
BOUND = {
    "expect_column_values_to_be_in_set": ["value_set"],
    "expect_column_values_to_be_between": ["min_value", "max_value"],
    "expect_column_pair_values_a_to_be_greater_than_b": [],
}

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


def known_codes() -> dict[str, list[str]]:
    """What the suites' ``$PARAMETER: <table>_<column>`` stand for: the contract's known codes.

    The KPIs that a target may name are the rows of the seed.
    """
    codes = {
        f"{table.name}_{column.name}": list(column.values)
        for table in tables().values()
        for column in table.columns
        if column.values
    }
    with (PROJECT / "seeds" / "kpis.csv").open(encoding="utf-8", newline="") as file:
        codes["targets_metric_code"] = [row["kpi_id"] for row in csv.DictReader(file, strict=True)]
    return codes


def check(home: Home, console: Console, everything: bool = False) -> CheckResult:
    """Check the loads that are pending, or all of them, and mark each passed or refused.

    Raises RefusedByGates after printing what is wrong where a critical expectation fails: the
    loads at fault are refused and staging leaves them out; the other loads pass. Warnings are
    recorded in ``raw.landing.check_result`` and shown; they stop nothing.
    """
    if not home.raw.exists():
        console.print("Nothing has landed yet: nothing to check.")
        return CheckResult()
    with connect_raw(home, read_only=True) as raw:
        loads, rows = _what_to_check(raw, everything)
    if not loads:
        console.print("Nothing new to check: every load has its verdict.")
        return CheckResult()

    counted = f"{_many(len(loads), 'load')}, {_many(sum(rows.values()), 'row')}"
    with console.status(f"Checking {counted} in {_many(len(rows), 'raw table')} ..."):
        verdicts = _run(home, sorted(loads)) if rows else []
    _record(home, loads, verdicts)

    findings = [_finding(one, loads[one.load_id]) for one in verdicts if not one.success]
    failures = [one for one in findings if one.severity == "critical"]
    remarks = [one for one in findings if one.severity != "critical"]
    refused = {one.load_id for one in failures}
    if remarks:
        console.print(
            _table("Warnings (recorded; they stop nothing)", "yellow", remarks, with_loads=False)
        )
    if failures:
        console.print(_table("Refused", "red", failures, with_loads=True))
        passed = _many(len(loads) - len(refused), "load")
        raise RefusedByGates(
            f"{_many(len(refused), 'load')} refused by the checks, {passed} passed. Refused rows "
            "stay out of the warehouse. Mend the export and deliver it again, or, if the "
            "expectation is wrong for this centre, change it in expectations/suites and run "
            "`scorecards check --all`."
        )
    noted = f", {_many(len(remarks), 'warning')}" if remarks else ""
    console.print(f"Checked {counted}: passed{noted}.")
    return CheckResult(True, failures, remarks, rows, len(loads))


@dataclass(frozen=True)
class _Verdict:
    """Whether one load meets one expectation of one raw table, in the suite's words."""

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


def _run(home: Home, loads: list[str]) -> list[_Verdict]:
    """Run the checkpoint over the new rows of these loads: a verdict per load and expectation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pipeline import check_gx

        check_gx.forget_old_results()
        context = check_gx.open_context()
        checkpoint = context.checkpoints.get(check_gx.CHECKPOINT)
        with _new_rows(home, loads) as database:
            check_gx.ChecksDialect.database = database
            try:
                outcome = checkpoint.run(expectation_parameters=known_codes())
                verdicts = []
                for suite in outcome.run_results.values():
                    verdicts += _judge(database, suite.suite_name, suite.results)
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
        for loads_in, prefix in (("new_load", ""), ("known_load", "known_")):
            mixed = _mixed(database, loads_in)
            for table in tables():
                only = f" where _load_id in (select load_id from {loads_in})"
                database.execute(
                    f"create view {prefix}{table} as select * from raw.main.{table}"
                    + (only if table in mixed else "")
                )
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
        yield database
    finally:
        database.close()


def _mixed(database: duckdb.DuckDBPyConnection, loads_in: str) -> set[str]:
    """The raw tables that hold rows of other loads too. The others need no look at each row's load,
    which every query of a suite would pay for."""
    found = database.execute(
        "select distinct raw_table from raw.landing.load_table "
        f"where accepted_count > 0 and load_id not in (select load_id from {loads_in})"
    )
    return {table for (table,) in found.fetchall()}


def _judge(
    database: duckdb.DuckDBPyConnection, table: str, results: list[ExpectationValidationResult]
) -> list[_Verdict]:
    """Share the results of one suite out to the loads that brought the rows."""
    brought = database.execute(f"select distinct _load_id from {table} order by _load_id")
    loads = [load for (load,) in brought.fetchall()]
    verdicts = []
    for one in results:
        config = one.expectation_config
        at_fault = {} if one.success else _at_fault(database, table, one)
        verdicts += [
            _Verdict(
                load_id=load,
                raw_table=table,
                name=config.meta["name"],
                severity=config.severity,
                success=load not in at_fault,
                rows=at_fault.get(load, 0),
                description=config.description or config.meta["name"],
                meta=config.meta,
            )
            for load in loads
        ]
    return verdicts


def _at_fault(
    database: duckdb.DuckDBPyConnection, table: str, result: ExpectationValidationResult
) -> dict[str, int]:
    """The loads that do not meet a failing expectation, each with its count of rows at fault.

    Great Expectations judges all new rows at once; asking it again for each load would take a
    tenth of a second a load. Our own queries answer by load, the others are counted by load here.
    """
    config = result.expectation_config
    kwargs = config.kwargs
    if _raised(result):
        raise ScorecardsError(
            f"expectations/suites/{table}.yml: {config.meta['name']} could not be evaluated; the "
            "newest result in expectations/uncommitted/results says why. No load was marked."
        )
    if config.type == "unexpected_rows_expectation":
        return dict(
            database.execute(kwargs["unexpected_rows_query"].format(batch=table)).fetchall()
        )
    counted = dict(
        database.execute(
            f"select _load_id, count(*) from {table} "
            f"where {AT_FAULT[config.type].format(**kwargs)} group by _load_id",
            {name: kwargs.get(name) for name in BOUND[config.type]},
        ).fetchall()
    )
    if sum(counted.values()) != result.result["unexpected_count"]:
        raise ScorecardsError(
            f"expectations/suites/{table}.yml: {config.meta['name']}: its rows could not be shared "
            "out to their loads. No load was marked. Please report this."
        )
    return counted


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
    create_raw(home)  # an older raw.duckdb has no check_result yet
    with connect_raw(home) as raw:
        raw.begin()
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


def _table(title: str, colour: str, findings: list[Finding], with_loads: bool) -> Table:
    """One row per expectation that does not hold, with the files it concerns.

    with_loads adds each load's id, which a refused delivery is asked about by.
    """
    table = Table(title=title, title_style=f"bold {colour}", box=box.SIMPLE_HEAD, show_lines=True)
    table.add_column("Where", ratio=3, overflow="fold")
    table.add_column("Rows", justify="right")
    table.add_column("What should hold, and does not", ratio=4, overflow="fold")
    table.add_column("Why it matters, and what to do", ratio=6, overflow="fold")
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.raw_table, one.expectation].append(one)
    for (raw_table, name), group in groups.items():
        group.sort(key=lambda one: (one.file_name, one.load_id))
        shown = FILES_SHOWN if with_loads else 1
        files = [
            f"{one.file_name} ({one.load_id})" if with_loads else one.file_name
            for one in group[:shown]
        ]
        if len(group) > shown:
            files.append(f"and {len(group) - shown} more")
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
