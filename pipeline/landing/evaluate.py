"""One file's rows through a feed: rows of raw tables, typed, and rows set apart with the reason.

A row that fails in one of the tables it fills is set apart whole: accepted in all or in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from pipeline.contract import Column
from pipeline.landing import expressions, identifiers, typing
from pipeline.landing.binding import (
    Binder,
    Bound,
    Plan,
    Term,
    literal,
    quoted,
    refuse_clear_identifiers,
    tables_of,
)
from pipeline.landing.delivery import refuse
from pipeline.landing.feed import Feed
from pipeline.landing.reading import BLANKS, LINE, Delivered, may_have_blank_ends

_BLANKS = literal(BLANKS)
# Printable ASCII that neither begins nor ends with a blank: trim() with a set of characters costs
# ten times this look, and nearly every value is of this kind.
_TRIM = literal("[!-~]([ -~]*[!-~])?")
_MAX_TEXT = 2000
_MAX_DIAGNOSES = 500
_STILL_HERE = f"{LINE} not in (select line from gone)"


@dataclass(frozen=True)
class Refusal:
    """A row set apart. raw_table and column_name are None where the row as a whole is wrong."""

    line: int
    raw_table: str | None
    column_name: str | None
    code: str
    reason: str
    text: str


@dataclass(frozen=True)
class Evaluated:
    """accepted: raw table -> typed rows with ``_line`` (and ``_version``). accepted_count: rows of
    the file; a row that fills two tables counts once. has_local_times: whether a time was read as
    the wall clock of the zone."""

    accepted: dict[str, pa.Table]
    accepted_count: int
    refused: list[Refusal]
    has_local_times: bool = False


@dataclass(frozen=True)
class _Told:
    """A line and what is wrong with it, before its text is looked up."""

    line: int
    code: str
    reason: str
    raw_table: str | None = None
    column_name: str | None = None


def evaluate(
    feed: Feed, delivered: Delivered, file_name: str, zone: str, workshop: expressions.Workshop
) -> Evaluated:
    """Run a feed over a file. Raises FeedError (with line) or ScorecardsError for a wrong file."""
    secret = identifiers.key()
    tables = tables_of(feed, delivered.header, file_name)
    local_times: list[bool] = []
    with workshop.connect(
        zone, feed.text.ambiguous_local_time, secret, lambda: local_times.append(True)
    ) as connection:
        blank_ended = _register(connection, feed, delivered, file_name)
        binder = Binder(connection, feed, delivered.header, file_name, workshop.types)
        bound = binder.bind(tables)
        if secret is None:
            refuse_clear_identifiers(connection, bound, file_name)
        try:
            found = _Run(connection, delivered, bound, zone, blank_ended).execute()
            return replace(found, has_local_times=bool(local_times))
        except duckdb.Error as error:
            message = identifiers.mask_all_digits(str(error).splitlines()[0])
            raise refuse(file_name, f"{feed.source} fails on it as a whole: {message}.") from None


def _register(
    connection: duckdb.DuckDBPyConnection, feed: Feed, delivered: Delivered, file_name: str
) -> set[str]:
    """The file as ``delivered_row``, and as ``given_row``: blanks trimmed, empty values null.

    Gives the columns in which a value may have blanks around it; only these are trimmed.
    """
    connection.register("delivered_row", delivered.table)
    blank_ended = {name for name in delivered.header if may_have_blank_ends(delivered.table[name])}
    nulls = ", ".join(literal(each) for each in ["", *feed.text.null_values])
    names = [quoted(name) for name in delivered.header]
    columns = [f"case when {name} not in ({nulls}) then {name} end as {name}" for name in names]
    trimmed = [
        f"{_trimmed(sql)} as {sql}" if name in blank_ended else sql
        for name, sql in zip(delivered.header, names, strict=True)
    ]
    header = {name.lower() for name in delivered.header}
    absent = [name for name in feed.text.optional_columns if name.lower() not in header]
    columns += [f"cast(null as varchar) as {quoted(name)}" for name in absent]
    connection.execute(
        f"create temp view given_row as select {', '.join(columns)}, {LINE}, "
        f"cast({literal(file_name)} as varchar) as _file_name "
        f"from (select {', '.join(trimmed)}, {LINE} from delivered_row)"
    )
    connection.execute("create temp table gone (line bigint)")
    return blank_ended


def _trimmed(value: str) -> str:
    """SQL of a text without the blanks around it."""
    return (
        f"case when regexp_full_match({value}, {_TRIM}) then {value}"
        f" else trim({value}, {_BLANKS}) end"
    )


class _Run:
    """One bound feed over one file; ``gone`` holds the lines that are set apart."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        delivered: Delivered,
        bound: Bound,
        zone: str,
        blank_ended: set[str],
    ) -> None:
        self.connection, self.delivered, self.bound, self.zone = connection, delivered, bound, zone
        self.blank_ended = blank_ended
        self.refused: list[Refusal] = []

    def execute(self) -> Evaluated:
        self._set_apart_unsplit_rows()
        self._set_apart_repeated_headers()
        if self.bound.filter is not None:
            self._set_apart_outside(self.bound.filter)
        for number, plan in enumerate(self.bound.plans):
            self._type_rows(number, plan)
        self._set_apart_wrong_rows()
        self._set_apart_idle_rows()
        accepted = {
            plan.table.name: self._accepted(number, plan)
            for number, plan in enumerate(self.bound.plans)
        }
        (count,) = self._lines(f"select count(*) from delivered_row where {_STILL_HERE}")
        return Evaluated(accepted, count, sorted(self.refused, key=lambda each: each.line))

    # -- what is set apart, in this order

    def _set_apart_unsplit_rows(self) -> None:
        holds_identifiers = bool(self.bound.identifier_columns)
        mask = identifiers.mask_all_digits if holds_identifiers else identifiers.mask_digits
        for row in self.delivered.broken:
            text = mask(row.text)[:_MAX_TEXT]
            self.refused.append(Refusal(row.line, None, None, row.code, row.reason, text))

    def _set_apart_repeated_headers(self) -> None:
        bare = {
            name: f"trim({quoted(name)}, {_BLANKS})" if name in self.blank_ended else quoted(name)
            for name in self.delivered.header
        }
        same = " and ".join(f"lower({sql}) = {literal(name.lower())}" for name, sql in bare.items())
        lines = self._lines(f"select {LINE} from delivered_row where {same}")
        reason = "the header again, not a row"
        self._set_apart(_Told(line, "repeated_header", reason) for line in lines)

    def _set_apart_outside(self, condition: Term) -> None:
        self.connection.execute(
            f"create temp table filtered as select {LINE}, {condition.tried} as tried "
            f"from given_row where {_STILL_HERE}"
        )
        failed = self._lines(f"select {LINE} from filtered where tried is null")
        outside = self._lines(
            f"select {LINE} from filtered where tried is not null and tried.v is not true"
        )
        reason = f"outside the feed's filter: {condition.sql}"
        self._set_apart(self._why_failed(condition, None, failed))
        self._set_apart(_Told(line, "filtered", reason) for line in outside)

    def _set_apart_wrong_rows(self) -> None:
        """Rows that a table could not take; the first table and column that is wrong is told."""
        told: dict[int, _Told] = {}
        for number, plan in enumerate(self.bound.plans):
            rows = self.connection.execute(
                f"select wrong, list({LINE} order by {LINE}) from typed_{number} "
                "where wrong > 0 group by wrong order by wrong"
            ).fetchall()
            for place, lines in rows:
                for each in self._diagnose(plan.terms[place - 1], plan.table.name, lines):
                    told.setdefault(each.line, each)
        self._set_apart(told.values())

    def _set_apart_idle_rows(self) -> None:
        """Rows that no table's condition takes: nothing is dropped in silence."""
        if any(plan.when is None for plan in self.bound.plans):
            return
        filled = " union ".join(
            f"select {LINE} from typed_{number} where fills"
            for number in range(len(self.bound.plans))
        )
        lines = self._lines(
            f"select {LINE} from delivered_row where {_STILL_HERE} and {LINE} not in ({filled})"
        )
        reason = "no table's `when` takes this row"
        self._set_apart(_Told(line, "fills_no_table", reason) for line in lines)

    def _set_apart(self, told: Iterable[_Told]) -> None:
        """Take rows out of the race; their text is written anew with identifiers masked."""
        told = list(told)
        if not told:
            return
        self._choose([each.line for each in told])
        self.connection.execute("insert into gone select line from chosen_line")
        found = self.connection.execute(
            f"select * from delivered_row where {LINE} in (select line from chosen_line)"
        ).to_arrow_table()
        texts = {row[LINE]: self._row_text(row) for row in found.to_pylist()}
        for each in told:
            self.refused.append(
                Refusal(
                    each.line,
                    each.raw_table,
                    each.column_name,
                    each.code,
                    each.reason,
                    texts[each.line],
                )
            )

    def _row_text(self, row: dict[str, str | None]) -> str:
        values = []
        for name in self.delivered.header:
            value = row[name] or ""
            if name in self.bound.identifier_columns and value:
                value = identifiers.MASK
            elif self.bound.identifier_columns:
                value = identifiers.mask_digits(value)
            if self.delivered.delimiter in value or '"' in value or "\n" in value:
                value = '"' + value.replace('"', '""') + '"'
            values.append(value)
        return self.delivered.delimiter.join(values)[:_MAX_TEXT]

    # -- typing

    def _type_rows(self, number: int, plan: Plan) -> None:
        """Table typed_<number>: v1, v2 ... typed as the contract says, whether the row fills the
        table, and the place of the first expression that is wrong (0: none).

        Each expression is tried once (t), its value named (g), then typed (v).
        """
        tried, given, typed, values, wrong = [LINE], [LINE], [LINE], [LINE], []
        for place, term in enumerate(plan.terms, start=1):
            g, t, v = f"g{place}", f"t{place}", f"v{place}"
            if term.is_plain:
                tried.append(f"{term.sql} as {g}")
                given.append(g)
            else:
                tried.append(f"{term.tried} as {t}")
                value = f"{t}.v"
                if term.data_type == "VARCHAR":
                    value = f"nullif({_trimmed(value)}, '')"
                given += [f"{value} as {g}", t]
                typed.append(t)
            sources = {quoted(name): f"s{place}_{i}" for i, name in enumerate(_hidden(term))}
            tried += [f"{name} as {alias}" for name, alias in sources.items()]
            given += sources.values()
            typed += [f"{term.typed(g)} as {v}", g, *sources.values()]
            values.append(v)
            condition = " or ".join(_wrong(term, g, t, v, list(sources.values())))
            wrong.append(f"when {condition or 'false'} then {place}")
        fills = "v1 is true" if plan.when else "true"
        # a row that does not fill the table is judged by its condition alone
        idle = "when t1 is not null and v1 is not true then 0" if plan.when else ""
        self.connection.execute(
            f"create temp table typed_{number} as "
            f"with tried as (select {', '.join(tried)} from given_row where {_STILL_HERE}), "
            f"given as (select {', '.join(given)} from tried), "
            f"typed as (select {', '.join(typed)} from given) "
            f"select {', '.join(values)}, {fills} as fills, "
            f"cast(case {idle} {' '.join(wrong)} else 0 end as integer) as wrong from typed"
        )

    def _accepted(self, number: int, plan: Plan) -> pa.Table:
        names = [
            f"v{place} as {quoted(term.name)}"
            for place, term in enumerate(plan.terms, start=1)
            if term is not plan.when
        ]
        return self.connection.execute(
            f"select {LINE}, {', '.join(names)} from typed_{number} "
            f"where fills and {_STILL_HERE} order by {LINE}"
        ).to_arrow_table()

    # -- reasons

    def _diagnose(self, term: Term, table: str, lines: list[int]) -> list[_Told]:
        """Why one expression is wrong on some lines."""
        self._choose(lines)
        sources = "".join(f", {quoted(each)}" for each in _hidden(term))
        rows = self.connection.execute(
            f"select {LINE}, tried is not null, cast(tried.v as varchar){sources} from ("
            f"select *, {term.tried} as tried from given_row "
            f"where {LINE} in (select line from chosen_line))"
        ).fetchall()
        told, failed = [], []
        for line, ran, text, *texts in rows:
            if ran:
                code, reason = self._why(term, text, texts)
                reason = self._discreet(term, code, reason)
                told.append(_Told(line, code, reason, table, term.name))
            else:
                failed.append(line)
        return told + self._why_failed(term, table, failed)

    def _why(self, term: Term, text: str | None, sources: list[str | None]) -> tuple[str, str]:
        column = term.column or Column(term.name, "bigint")
        for source in [*sources, text if column.is_identifier else None]:
            if source is not None and (why := typing.why_lost(source)):
                return why
        if text is None:
            return "missing_value", f"{column.name} is required and empty"
        return typing.why_not(column, text, self.zone)

    def _why_failed(self, term: Term, table: str | None, lines: list[int]) -> list[_Told]:
        """Why an expression failed, from DuckDB, asked once for each different input."""
        if not lines:
            return []
        self._choose(lines)
        self.connection.execute(
            "create or replace temp table failing_row as select * from given_row "
            f"where {LINE} in (select line from chosen_line)"
        )
        inputs = "".join(f", {quoted(each)}" for each in term.reads)
        rows = self.connection.execute(f"select {LINE}{inputs} from failing_row order by {LINE}")
        known: dict[tuple, tuple[str, str]] = {}
        told = []
        for line, *values in rows.fetchall():
            key = tuple(values)
            if key not in known:
                general = ("expression_failed", "the expression fails on this row")
                known[key] = self._failure(term, line) if len(known) < _MAX_DIAGNOSES else general
            code, reason = known[key]
            told.append(_Told(line, code, self._discreet(term, code, reason), table, term.name))
        return told

    def _failure(self, term: Term, line: int) -> tuple[str, str]:
        try:
            self.connection.execute(
                f"select ({term.sql}\n) from failing_row where {LINE} = ?", [line]
            ).fetchall()
        except duckdb.Error as error:
            message = str(error).splitlines()[0]
            if own := re.search(r"\[(\w+)\] (.*)", message):
                return own.group(1), own.group(2)
            return "expression_failed", message.split(": ", 1)[-1]
        return "expression_failed", "the expression fails on this row"

    def _discreet(self, term: Term, code: str, reason: str) -> str:
        """A reason without the values of identifiers."""
        if self.bound.identifier_columns.intersection(term.reads) and code != "missing_value":
            return f"the identifier in {', '.join(term.reads)} is not acceptable ({code})"
        return identifiers.mask_digits(reason) if self.bound.identifier_columns else reason

    # -- small things

    def _lines(self, query: str) -> list[int]:
        return [value for (value,) in self.connection.execute(query).fetchall()]

    def _choose(self, lines: list[int]) -> None:
        """Make lines known to SQL as ``chosen_line``."""
        chosen = pa.table({"line": pa.array(lines, type=pa.int64())})
        self.connection.register("chosen_line", chosen)


def _hidden(term: Term) -> list[str]:
    """File columns to judge for lost digits because the value no longer shows them."""
    return list(term.reads) if expressions.uses(term.sql, "hmac") else []


def _wrong(term: Term, given: str, tried: str, value: str, sources: list[str]) -> list[str]:
    """SQL conditions, each true where an expression's value may not come in."""
    column = term.column
    conditions = [] if term.is_plain else [f"{tried} is null"]
    names_something = column is not None and column.is_identifier and term.data_type == "VARCHAR"
    judged = [*sources, given] if names_something else sources
    conditions += [f"coalesce({typing.lost_digits(each)}, false)" for each in judged]
    if term.typed(given) != given:
        conditions.append(f"({given} is not null and {value} is null)")
    if column is not None and column.required:
        conditions.append(f"{value} is null")
    return conditions
