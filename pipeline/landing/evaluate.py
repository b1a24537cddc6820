"""One file's rows through a feed: rows of raw tables, typed, and rows set apart with the reason.

A row that fails in one of the tables it fills is set apart whole: accepted in all or in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from pipeline import contract
from pipeline.contract import Column, RawTable
from pipeline.landing import expressions, identifiers, typing
from pipeline.landing.delivery import refuse
from pipeline.landing.feed import PSEUDO_COLUMNS, Fault, Feed, TableFeed
from pipeline.landing.reading import LINE, Delivered

_BLANKS = " \t\u3000\u00a0"
_MAX_TEXT = 2000
_MAX_DIAGNOSES = 500


@dataclass(frozen=True)
class Refusal:
    """A row set apart. raw_table and column_name are None where the row as a whole is wrong."""

    line: int
    raw_table: str | None
    column_name: str | None
    code: str
    reason: str
    text: str


@dataclass
class Evaluated:
    """accepted: raw table -> typed rows with ``_line`` and ``_version``; accepted_count: rows of
    the file (a row that fills two tables counts once)."""

    accepted: dict[str, pa.Table]
    accepted_count: int
    refused: list[Refusal]


@dataclass(frozen=True)
class _Term:
    """One expression of a table, bound to the file. column is None for filter, when and version."""

    name: str
    sql: str
    data_type: str
    reads: tuple[str, ...]
    path: tuple[str, ...]
    column: Column | None = None

    @property
    def is_plain(self) -> bool:
        return len(self.reads) == 1 and re.fullmatch(r'"[^"]*"|\w+', self.sql) is not None


@dataclass
class _Plan:
    table: RawTable
    when: _Term | None
    version: _Term | None
    columns: list[_Term] = field(default_factory=list)

    @property
    def terms(self) -> list[_Term]:
        extra = [term for term in (self.when, self.version) if term is not None]
        return extra + self.columns


def evaluate(feed: Feed, delivered: Delivered, file_name: str, zone: str) -> Evaluated:
    """Run a feed over a file. Raises FeedError (with line) or ScorecardsError for a wrong file."""
    secret = identifiers.key()
    tables = _tables_of(feed, delivered, file_name)
    with expressions.connect(zone, feed.text.ambiguous_local_time, secret) as connection:
        run = _Run(feed, delivered, file_name, zone, connection)
        run.register(tables)
        filter_term, plans = run.bind(tables)
        if secret is None:
            run.refuse_clear_identifiers(plans)
        return run.execute(filter_term, plans)


def _tables_of(feed: Feed, delivered: Delivered, file_name: str) -> dict[str, TableFeed]:
    """The feed's tables; for the contract layout, the one table that the file name says."""
    if feed.text.layout != "contract":
        return feed.text.tables
    known = contract.tables()
    found = [
        name for name in known if re.match(rf"{name}(?![a-z_]*[a-z])", file_name, re.IGNORECASE)
    ]
    found = found or [
        name for name in known if re.match(rf"{name}[\W\d_]", file_name, re.IGNORECASE)
    ]
    if not found:
        raise refuse(
            file_name,
            "the name does not begin with a raw table, as calls_2026-08.csv does. Raw tables: "
            f"{', '.join(known)}.",
        )
    table = known[max(found, key=len)]
    columns = {column.name for column in table.columns} | {"_version"}
    given = {name.lower(): name for name in delivered.header}
    if unknown := [name for key, name in given.items() if key not in columns]:
        raise refuse(
            file_name,
            f"raw table {table.name} has no column {', '.join(map(repr, unknown))}. Rename it, "
            "leave it out, or write a feed for this export (feeds/_template.yml).",
        )
    missing = [each.name for each in table.columns if each.required and each.name not in given]
    if missing:
        raise refuse(
            file_name, f"raw table {table.name} requires {', '.join(missing)}; the header has none."
        )
    version = _quoted(given.pop("_version")) if "_version" in given else None
    columns_text = {name: _quoted(written) for name, written in given.items()}
    return {table.name: TableFeed(version=version, columns=columns_text)}


class _Run:
    """One file, one feed, one database in memory."""

    def __init__(
        self,
        feed: Feed,
        delivered: Delivered,
        file_name: str,
        zone: str,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self.feed, self.delivered, self.file_name = feed, delivered, file_name
        self.zone, self.connection = zone, connection
        self.header = {name.lower(): name for name in delivered.header}
        self.identifier_columns: set[str] = set()
        self.refused: list[Refusal] = []

    # -- binding

    def register(self, tables: dict[str, TableFeed]) -> None:
        """The file as the view ``given_row``: blanks trimmed, empty and null values null."""
        self.connection.register("delivered_row", self.delivered.table)
        nulls = ", ".join(_text(each) for each in ["", *self.feed.text.null_values])
        columns = [
            f"case when trim({_quoted(name)}, {_text(_BLANKS)}) in ({nulls}) then null "
            f"else trim({_quoted(name)}, {_text(_BLANKS)}) end as {_quoted(name)}"
            for name in self.delivered.header
        ]
        absent = [
            f"cast(null as varchar) as {_quoted(name)}"
            for name in self.feed.text.optional_columns
            if name.lower() not in self.header
        ]
        file_name = f"cast({_text(self.file_name)} as varchar) as _file_name"
        self.connection.execute(
            f"create temp view given_row as select {', '.join([*columns, *absent])}, {LINE}, "
            f"{file_name} from delivered_row"
        )

    def bind(self, tables: dict[str, TableFeed]) -> tuple[_Term | None, list[_Plan]]:
        faults: list[Fault] = []
        filter_term = self._term("filter", self.feed.text.filter, ("filter",), faults)
        plans = []
        for name, table in tables.items():
            raw, path = contract.tables()[name], ("tables", name)
            plan = _Plan(
                raw,
                self._term("when", table.when, (*path, "when"), faults),
                self._term("_version", table.version, (*path, "version"), faults),
            )
            for column in raw.columns:
                if (text := table.columns.get(column.name)) is None:
                    continue
                where = (*path, "columns", column.name)
                term = self._term(column.name, text, where, faults, column)
                if term is not None:
                    plan.columns.append(term)
            plans.append(plan)
        if faults:
            raise self.feed.error(*faults)
        return filter_term, plans

    def _term(
        self,
        name: str,
        text: str | None,
        path: tuple[str, ...],
        faults: list[Fault],
        column: Column | None = None,
    ) -> _Term | None:
        if text is None or text.strip().lower() == "null":
            return None
        reads = expressions.check(text)
        known = self.header.keys() | {each.lower() for each in self.feed.text.optional_columns}
        known = known | PSEUDO_COLUMNS.keys()
        if unknown := [each for each in reads if each.lower() not in known]:
            has = ", ".join(self.delivered.header)
            faults.append(
                Fault(path, f"{self.file_name} has no column {unknown[0]!r}; it has: {has}")
            )
            return None
        try:
            described = self.connection.execute(f"describe select ({text}\n) as v from given_row")
            data_type = described.fetchall()[0][1]
        except duckdb.Error as error:
            faults.append(Fault(path, f"not valid: {str(error).splitlines()[0]}"))
            return None
        term = _Term(name, text, data_type, reads, path, column)
        if problem := self._wrong_type(term):
            faults.append(Fault(path, problem))
            return None
        if (column is not None and column.hashed) or expressions.uses(text, "hmac"):
            self.identifier_columns |= {self.header.get(each.lower(), each) for each in reads}
        return term

    def _wrong_type(self, term: _Term) -> str | None:
        if term.column is None:
            wanted = {"filter": {"BOOLEAN"}, "when": {"BOOLEAN"}}.get(term.name)
            if wanted and term.data_type not in wanted:
                return f"gives {term.data_type.lower()}, a condition (true or false) is expected"
            if term.name == "_version":
                try:
                    self._typed_version(term)
                except typing.WrongType as error:
                    return str(error)
            return None
        try:
            typing.typed(term.column, "v", term.data_type, expressions.gives_utc(term.sql))
        except typing.WrongType as error:
            return str(error)
        return None

    # -- identifiers

    def refuse_clear_identifiers(self, plans: list[_Plan]) -> None:
        """Without a key no identifier can be hashed, so none may come in."""
        for plan in plans:
            for term in plan.terms:
                hashed = term.column is not None and term.column.hashed
                if not hashed and not expressions.uses(term.sql, "hmac"):
                    continue
                sources = [each for each in term.reads if each.lower() not in PSEUDO_COLUMNS]
                present = " or ".join(f"{_quoted(each)} is not null" for each in sources) or "true"
                found = self.connection.execute(
                    f"select 1 from given_row where {present} limit 1"
                ).fetchone()
                if found:
                    raise refuse(
                        self.file_name,
                        f"it delivers an identifier ({plan.table.name}.{term.name} from "
                        f"{', '.join(sources)}) and the environment has no "
                        f"{identifiers.KEY_VARIABLE} to hash it with. Set it to a secret that is "
                        "kept outside the warehouse.",
                    )

    # -- running

    def execute(self, filter_term: _Term | None, plans: list[_Plan]) -> Evaluated:
        for row in self.delivered.broken:
            text = identifiers.mask_digits(row.text)[:_MAX_TEXT]
            self.refused.append(Refusal(row.line, None, None, row.code, row.reason, text))
        self._set_apart_repeated_headers()
        self._apply_filter(filter_term)
        for number, plan in enumerate(plans):
            self._type_rows(number, plan)
        self._set_apart_bad_rows(plans)
        self._set_apart_idle_rows(plans)
        return self._accepted(plans)

    def _refuse_lines(self, told: Iterable[tuple[int, str | None, str | None, str, str]]) -> None:
        """Set split rows apart: their text is written anew with identifiers masked."""
        told = list(told)
        if not told:
            return
        lines = pa.table({"line": pa.array([each[0] for each in told], type=pa.int64())})
        self.connection.register("told_line", lines)
        found = self.connection.execute(
            f"select * from delivered_row where {LINE} in (select line from told_line)"
        ).to_arrow_table()
        texts = {row[LINE]: self._row_text(row) for row in found.to_pylist()}
        for line, table, column, code, reason in told:
            self.refused.append(Refusal(line, table, column, code, reason, texts[line]))

    def _row_text(self, row: dict[str, str | None]) -> str:
        values = []
        for name in self.delivered.header:
            value = row[name] or ""
            if name in self.identifier_columns and value:
                value = identifiers.MASK
            elif self.identifier_columns:
                value = identifiers.mask_digits(value)
            if self.delivered.delimiter in value or '"' in value or "\n" in value:
                value = '"' + value.replace('"', '""') + '"'
            values.append(value)
        return self.delivered.delimiter.join(values)[:_MAX_TEXT]

    def _drop(self, condition: str) -> list[int]:
        """Lines that meet a condition; they leave the rows that are still in the race."""
        found = self.connection.execute(f"select {LINE} from given_row where {condition}")
        return [line for (line,) in found.fetchall()]

    def _set_apart_repeated_headers(self) -> None:
        same = " and ".join(
            f"trim({_quoted(name)}, {_text(_BLANKS)}) = {_text(name)}"
            for name in self.delivered.header
        )
        found = self.connection.execute(f"select {LINE} from delivered_row where {same}").fetchall()
        self.connection.execute("create temp table gone(line bigint)")
        lines = [line for (line,) in found]
        self._gone(lines)
        self._refuse_lines(
            (line, None, None, "repeated_header", "the header again, not a row") for line in lines
        )

    def _gone(self, lines: list[int]) -> None:
        if lines:
            values = pa.table({"line": pa.array(lines, type=pa.int64())})
            self.connection.register("gone_line", values)
            self.connection.execute("insert into gone select line from gone_line")
            self.connection.unregister("gone_line")

    def _apply_filter(self, term: _Term | None) -> None:
        if term is None:
            return
        self.connection.execute(
            f"create temp table filtered as select {LINE}, {_tried(term)} as tried from given_row "
            f"where {LINE} not in (select line from gone)"
        )
        failed = self._column("select _line from filtered where tried is null")
        out = self._column(
            "select _line from filtered where tried is not null and not coalesce(tried.v, false)"
        )
        self._gone(failed + out)
        self._refuse_lines(self._diagnose_failures(term, None, failed))
        self._refuse_lines(
            (line, None, None, "filtered", f"outside the feed's filter: {term.sql}")
            for line in out
        )

    def _column(self, query: str) -> list[int]:
        return [value for (value,) in self.connection.execute(query).fetchall()]

    def _type_rows(self, number: int, plan: _Plan) -> None:
        """Table typed_<number>: the row's typed values and the place of the first that is wrong."""
        given, values, typed, wrong = [], [], [], []
        for place, term in enumerate(plan.terms, start=1):
            name = f"g{place}"
            if term.is_plain:
                given.append(f"{_quoted(self._written(term.reads[0]))} as {name}")
                values.append(name)
                failed = "false"
            else:
                given.append(f"{_tried(term)} as t{place}")
                value = f"t{place}.v"
                if term.data_type == "VARCHAR":
                    value = f"nullif(trim({value}, {_text(_BLANKS)}), '')"
                values.append(f"{value} as {name}, t{place} is null as f{place}")
                failed = f"f{place}"
            sql, bad = self._judged(term, name)
            typed.append(f"{sql} as v{place}")
            wrong.append((place, failed, bad, term))
        cases = []
        carried = []
        for place, failed, bad, _ in wrong:
            condition = bad.replace("$value", f"v{place}").replace("$given", f"g{place}")
            cases.append(f"when {failed} or {condition} then {place}")
        for place, failed, _, term in wrong:
            carried.append(f"g{place}")
            if failed != "false":
                carried.append(failed)
            carried += [
                f"{_quoted(self._written(each))} as s{place}_{i}"
                for i, each in enumerate(self._guarded(term))
            ]
        sources = [part for part in carried if " as s" in part]
        passed = [part.split(" as ")[-1] for part in carried]
        source_names = [part.split(" as ")[-1] for part in sources]
        fills = "true"
        if plan.when is not None:
            fills = "coalesce(v1, false)"
        case = f"case {' '.join(cases)} else 0 end" if cases else "0"
        if plan.when is not None:
            # a row that does not fill the table is judged by its condition alone
            case = f"case when f1 then 1 when not {fills} then 0 else {case} end"
        self.connection.execute(
            f"""
            create temp table typed_{number} as
            with given as (
                select {LINE}, {", ".join(given + sources)} from given_row
                where {LINE} not in (select line from gone)
            ),
            untried as (select {LINE}, {", ".join(values + source_names)} from given),
            typed as (select {LINE}, {", ".join(typed)}, {", ".join(passed)} from untried)
            select
                {LINE},
                {", ".join(f"v{place}" for place, *_ in wrong)},
                {fills} as fills,
                cast({case} as integer) as wrong
            from typed
            """
        )

    def _written(self, name: str) -> str:
        return self.header.get(name.lower(), name)

    def _guarded(self, term: _Term) -> list[str]:
        """File columns whose text is judged for lost digits where the value no longer shows them:
        those an expression hashes itself."""
        if not expressions.uses(term.sql, "hmac"):
            return []
        return [each for each in term.reads if each.lower() not in PSEUDO_COLUMNS]

    def _judged(self, term: _Term, given: str) -> tuple[str, str]:
        """(SQL of the typed value, SQL that is true where it is wrong)."""
        if term.name == "_version" and term.column is None:
            return self._typed_version(term, given), "($given is not null and $value is null)"
        if term.column is None:
            return given, "false"
        sql = typing.typed(term.column, given, term.data_type, expressions.gives_utc(term.sql))
        place = given.removeprefix("g")
        names = [f"s{place}_{i}" for i in range(len(self._guarded(term)))]
        if term.column.is_identifier and term.data_type == "VARCHAR":
            names.append(given)
        conditions = [f"coalesce({typing.lost_digits(name)}, false)" for name in names]
        if term.column.hashed:
            sql = f"_hmac({sql})"
        if sql != given:
            conditions.append("($given is not null and $value is null)")
        if term.column.required:
            conditions.append("$value is null")
        return sql, " or ".join(conditions) or "false"

    def _typed_version(self, term: _Term, given: str = "v") -> str:
        """A version is a whole number, or a moment (kept as microseconds since 1970)."""
        if term.data_type == "TIMESTAMP" and expressions.gives_utc(term.sql):
            return f"epoch_us({given})"
        version = Column("_version", "bigint")
        return typing.typed(version, given, term.data_type, is_utc=False)

    # -- reasons

    def _set_apart_bad_rows(self, plans: list[_Plan]) -> None:
        told: dict[int, tuple[int, str | None, str | None, str, str]] = {}
        for number, plan in enumerate(plans):
            rows = self.connection.execute(
                f"select wrong, list({LINE} order by {LINE}) from typed_{number} "
                "where wrong > 0 group by wrong order by wrong"
            ).fetchall()
            for place, lines in rows:
                for each in self._diagnose(plan.terms[place - 1], plan.table.name, lines):
                    told.setdefault(each[0], each)
        self._gone(list(told))
        self._refuse_lines(told.values())

    def _diagnose(
        self, term: _Term, table: str | None, lines: list[int]
    ) -> list[tuple[int, str | None, str | None, str, str]]:
        self.connection.register("wrong_line", pa.table({"line": pa.array(lines, pa.int64())}))
        value = f"({term.sql}\n)" if term.is_plain else f"{_tried(term)}.v"
        guarded = self._guarded(term)
        sources = "".join(f", {_quoted(self._written(each))}" for each in guarded)
        tried = "true" if term.is_plain else f"{_tried(term)} is not null"
        rows = self.connection.execute(
            f"select {LINE}, {tried}, cast({value} as varchar){sources} from given_row "
            f"where {LINE} in (select line from wrong_line)"
        ).fetchall()
        told = []
        failed = []
        for line, ran, text, *texts in rows:
            if not ran:
                failed.append(line)
                continue
            code, reason = self._why(term, text, texts)
            told.append((line, table, term.name, code, self._discreet(term, code, reason)))
        return told + self._diagnose_failures(term, table, failed)

    def _why(self, term: _Term, text: str | None, sources: list[str | None]) -> tuple[str, str]:
        column = term.column or Column(term.name, "bigint")
        for source in [*sources, text if column.is_identifier else None]:
            if source is not None and (why := typing.why_lost(source)):
                return why
        if text is None:
            return "missing_value", f"{column.name} is required and empty"
        return typing.why_not(column, text, self.zone)

    def _diagnose_failures(
        self, term: _Term, table: str | None, lines: list[int]
    ) -> list[tuple[int, str | None, str | None, str, str]]:
        """Why an expression failed, from DuckDB, once for each different input."""
        told, known = [], {}
        inputs = ", ".join(_quoted(self._written(each)) for each in term.reads) or "1"
        for line in sorted(lines):
            row = self.connection.execute(
                f"select {inputs} from given_row where {LINE} = ?", [line]
            ).fetchone()
            if row not in known:
                known[row] = (
                    self._failure(term, line)
                    if len(known) < _MAX_DIAGNOSES
                    else ("expression_failed", "the expression fails on this row")
                )
            code, reason = known[row]
            told.append((line, table, term.name, code, self._discreet(term, code, reason)))
        return told

    def _failure(self, term: _Term, line: int) -> tuple[str, str]:
        try:
            self.connection.execute(
                f"select ({term.sql}\n) from given_row where {LINE} = ?", [line]
            ).fetchall()
        except duckdb.Error as error:
            message = str(error).splitlines()[0]
            if own := re.search(r"\[(\w+)\] (.*)", message):
                return own.group(1), own.group(2)
            return "expression_failed", message.split(": ", 1)[-1]
        return "expression_failed", "the expression fails on this row"

    def _discreet(self, term: _Term, code: str, reason: str) -> str:
        """A reason without the values of identifiers."""
        reads = {self._written(each) for each in term.reads}
        if reads & self.identifier_columns and code != "missing_value":
            return f"the identifier in {', '.join(sorted(reads))} is not acceptable ({code})"
        return identifiers.mask_digits(reason) if self.identifier_columns else reason

    def _set_apart_idle_rows(self, plans: list[_Plan]) -> None:
        """Rows that no table's condition takes: nothing is dropped in silence."""
        if any(plan.when is None for plan in plans):
            return
        filled = " union ".join(
            f"select {LINE} from typed_{number} where fills" for number in range(len(plans))
        )
        lines = self._drop(
            f"{LINE} not in (select line from gone) and {LINE} not in ({filled})"
        )
        self._gone(lines)
        self._refuse_lines(
            (line, None, None, "fills_no_table", "no table's `when` takes this row")
            for line in lines
        )

    def _accepted(self, plans: list[_Plan]) -> Evaluated:
        accepted = {}
        for number, plan in enumerate(plans):
            names = [
                f"v{place} as {_quoted(term.name)}"
                for place, term in enumerate(plan.terms, start=1)
                if term is not plan.when
            ]
            accepted[plan.table.name] = self.connection.execute(
                f"select {LINE}, {', '.join(names)} from typed_{number} "
                f"where fills and {LINE} not in (select line from gone) order by {LINE}"
            ).to_arrow_table()
        count = self.connection.execute(
            f"select count(*) from delivered_row where {LINE} not in (select line from gone)"
        ).fetchone()
        assert count is not None
        return Evaluated(accepted, count[0], sorted(self.refused, key=lambda each: each.line))


def _tried(term: _Term) -> str:
    return f"try(struct_pack(v := ({term.sql}\n)))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
