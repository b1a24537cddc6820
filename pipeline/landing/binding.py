"""A feed bound to one file: which table, which expressions, of which type in DuckDB.

What does not fit is told before a row is read: as FeedError with the feed's line, or, for files in
the contract's own layout, as a refusal of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import duckdb

from pipeline import contract
from pipeline.contract import Column, RawTable
from pipeline.landing import expressions, identifiers, typing
from pipeline.landing.delivery import refuse
from pipeline.landing.feed import PSEUDO_COLUMNS, Fault, Feed, TableFeed
from pipeline.landing.reading import listed

_VERSION = Column("_version", "bigint")


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Term:
    """One expression. reads: columns of the file, as its header writes them, without _line and
    _file_name. column: the raw column it fills, None for filter, when and version."""

    name: str
    sql: str
    data_type: str
    reads: tuple[str, ...]
    column: Column | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but a column of the file: then it cannot fail."""
        return len(self.reads) == 1 and self.sql == quoted(self.reads[0])

    @property
    def tried(self) -> str:
        """SQL of a struct with the value v, null where the expression fails on the row."""
        return f"try(struct_pack(v := ({self.sql}\n)))"

    @property
    def is_hashing(self) -> bool:
        """Whether an identifier goes in and only its hash may come out."""
        is_hashed = self.column is not None and self.column.hashed
        return is_hashed or expressions.uses(self.sql, "hmac")

    def typed(self, given: str) -> str:
        """SQL of the value in the type wanted, null where it would change. Raises WrongType."""
        is_utc = expressions.gives_utc(self.sql)
        if self.name == "when" or self.name == "filter":
            if self.data_type != "BOOLEAN":
                raise typing.WrongType(
                    f"gives {self.data_type.lower()}, a condition (true or false) is expected"
                )
            return given
        if self.column is None:
            # a version is a whole number, or a moment (as microseconds since 1970)
            if self.data_type == "TIMESTAMP" and is_utc:
                return f"epoch_us({given})"
            return typing.typed(_VERSION, given, self.data_type, is_utc=False)
        sql = typing.typed(self.column, given, self.data_type, is_utc)
        return f"_hmac({sql})" if self.column.hashed else sql


@dataclass
class Plan:
    """How one raw table is filled."""

    table: RawTable
    when: Term | None
    version: Term | None
    columns: list[Term] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        """Every expression, ``when`` first."""
        return [term for term in (self.when, self.version, *self.columns) if term is not None]


@dataclass
class Bound:
    """A feed as it runs over one file. identifier_columns: file columns that hold identifiers."""

    filter: Term | None
    plans: list[Plan]
    identifier_columns: set[str]


def tables_of(feed: Feed, header: list[str], file_name: str) -> dict[str, TableFeed]:
    """The feed's tables; for the contract's layout, the one table that the file name says."""
    if feed.text.layout != "contract":
        return feed.text.tables
    known = contract.tables()
    found = [name for name in known if re.match(rf"{name}(?![a-z])", file_name, re.IGNORECASE)]
    if not found:
        raise refuse(
            file_name,
            "the name does not begin with a raw table, as calls_2026-08.csv does. Raw tables: "
            f"{', '.join(known)}.",
        )
    table = known[max(found, key=len)]
    columns = {column.name for column in table.columns} | {"_version"}
    given = {name.lower(): name for name in header}
    if unknown := [name for key, name in given.items() if key not in columns]:
        raise refuse(
            file_name,
            f"raw table {table.name} has no column {listed(map(repr, unknown), 3)}. Rename it, "
            "leave it out, or write a feed for this export (feeds/_template.yml).",
        )
    missing = [each.name for each in table.columns if each.required and each.name not in given]
    if missing:
        raise refuse(
            file_name, f"raw table {table.name} requires {', '.join(missing)}; the header has none."
        )
    version = quoted(given.pop("_version")) if "_version" in given else None
    written = {name: quoted(as_given) for name, as_given in given.items()}
    return {table.name: TableFeed(version=version, columns=written)}


class Binder:
    """Binds expressions against the view ``given_row`` of a connection.

    types: what DuckDB said before of the type of an expression.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        feed: Feed,
        header: list[str],
        file_name: str,
        types: dict[str, str],
    ) -> None:
        self.connection, self.feed, self.file_name = connection, feed, file_name
        self.types = types
        self.header = header
        self.columns = {name.lower(): name for name in [*feed.text.optional_columns, *header]}
        self.faults: list[Fault] = []

    def bind(self, tables: dict[str, TableFeed]) -> Bound:
        """Every expression of the feed; all faults in one FeedError."""
        filter_term = self._term("filter", self.feed.text.filter, ("filter",))
        plans = []
        for name, table in tables.items():
            path = ("tables", name)
            plan = Plan(
                contract.tables()[name],
                self._term("when", table.when, (*path, "when")),
                self._term("_version", table.version, (*path, "version")),
            )
            for column in plan.table.columns:
                where = (*path, "columns", column.name)
                term = self._term(column.name, table.columns.get(column.name), where, column)
                if term is not None:
                    plan.columns.append(term)
            plans.append(plan)
        if self.faults:
            raise self.feed.error(*self.faults)
        every = [term for plan in plans for term in plan.terms]
        identifier_columns = {name for term in every if term.is_hashing for name in term.reads}
        return Bound(filter_term, plans, identifier_columns)

    def _term(
        self,
        name: str,
        text: str | None,
        path: tuple[str, ...],
        column: Column | None = None,
    ) -> Term | None:
        """The bound expression; None if there is none or it is wrong (then a fault is noted)."""
        if text is None or text.strip().lower() == "null":
            return None
        try:
            names = [each for each in expressions.check(text) if each.lower() not in PSEUDO_COLUMNS]
            if unknown := [each for each in names if each.lower() not in self.columns]:
                is_whole_name = text.strip().lower() in self.columns
                hint = f"; {expressions.quoting(text)}" if is_whole_name else ""
                raise expressions.NotAllowed(
                    f"{self.file_name} has no column {unknown[0]!r}; it has: "
                    f"{listed(self.header, 40)}{hint}"
                )
            reads = tuple(self.columns[each.lower()] for each in names)
            sql = quoted(reads[0]) if reads and expressions.is_name(text) else text
            term = Term(name, sql, self._type(sql, reads), reads, column)
            term.typed("v")
        except (expressions.NotAllowed, typing.WrongType) as error:
            self.faults.append(Fault(path, str(error)))
        except duckdb.Error as error:
            self.faults.append(Fault(path, f"not valid: {_engine_words(error)}"))
        else:
            return term
        return None

    def _type(self, sql: str, reads: tuple[str, ...]) -> str:
        """The type an expression gives. Every column of a file is text, so it hangs on its words
        alone, and DuckDB is asked once for all files of a call."""
        if reads and sql == quoted(reads[0]):
            return "VARCHAR"
        if sql not in self.types:
            asked = self.connection.execute(f"describe select ({sql}\n) as v from given_row")
            self.types[sql] = asked.fetchall()[0][1]
        return self.types[sql]


def _engine_words(error: duckdb.Error) -> str:
    """What DuckDB complains of, without advice that does not fit a feed."""
    first = re.sub(r"^[\w ]+ Error: ", "", str(error).splitlines()[0])
    first = re.sub(r" You might need to add explicit type casts\.?", "", first)
    first = re.sub(r" ?- an explicit cast is required\.?", "", first).rstrip(". ")
    if "VARCHAR" in first:
        first += (
            ". The columns of a file are text: read them with whole(), number(), clock_seconds(), "
            "local_time() or local_date() before computing with them"
        )
    return first


def refuse_clear_identifiers(
    connection: duckdb.DuckDBPyConnection, bound: Bound, file_name: str
) -> None:
    """Without a key no identifier can be hashed, so none may come in."""
    for plan in bound.plans:
        for term in plan.terms:
            if not term.is_hashing:
                continue
            present = " or ".join(f"{quoted(each)} is not null" for each in term.reads) or "true"
            query = f"select 1 from given_row where {present} limit 1"
            if connection.execute(query).fetchone():
                raise refuse(
                    file_name,
                    f"it delivers an identifier ({plan.table.name}.{term.name} from "
                    f"{', '.join(term.reads)}) and the environment has no "
                    f"{identifiers.KEY_VARIABLE} to hash it with. Set it to a secret that is kept "
                    "outside the warehouse.",
                )
