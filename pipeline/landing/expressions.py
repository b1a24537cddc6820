"""What a feed may compute: one scalar DuckDB expression over one row, and a few helper functions.

Two parsers agree before an expression runs: sqlglot (what kind of thing is it?) and DuckDB (does it
bind to this file's columns, and to which type?). It runs in a database of its own, in memory, that
can reach no file, no network and no warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, lru_cache

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from pipeline.landing import identifiers, times

HELPERS = {
    "moment": "moment(text): ISO time; with an offset exact, without one in the feed's time zone",
    "local_time": "local_time(text, format, ...): wall-clock time in the feed's time zone",
    "utc_time": "utc_time(text): ISO time with Z or an offset; without one it is an error",
    "local_clock": "local_clock(day, clock, after): H:MM:SS on a local day, or on the next one "
    "where the clock reads more than half a day before `after`",
    "local_date": "local_date(text, format, ...): a calendar day",
    "whole": "whole(text): a whole number, nothing rounded",
    "number": "number(text): a decimal number, at most 6 digits behind the point",
    "clock_seconds": "clock_seconds(text): seconds of H:MM:SS or MM:SS",
    "hmac": "hmac(text): HMAC-SHA256 with the centre's key",
}
_TIME_HELPERS = {"moment", "local_time", "local_clock", "utc_time"}
_HALF_A_DAY = 12 * 3600
_ALLOWED_CASTS = {exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.DATE}
_WALL = r"\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?"
# clocks on earth are between UTC-12:00 and UTC+14:00
_EAST = r"\+((0\d|1[0-3])(:?[0-5]\d)?|14(:?00)?)"
_WEST = r"-((0\d|1[01])(:?[0-5]\d)?|12(:?00)?)"
_ISO = _WALL + rf"( ?(Z|{_EAST}|{_WEST}))?"
_USUAL = r"\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_USUAL += r"(Z|\+((0\d|1[0-3]):[0-5]\d|14:00)|-((0\d|1[01]):[0-5]\d|12:00))"
_DAY = r"(19|[2-9]\d)\d{2}-\d{2}-\d{2}([ T]00:00(:00(\.0+)?)?)?"
_LOCAL_OFFSET = r"[ T][\d:.]+ ?(Z|[+-]\d{2}(:?\d{2})?)$"


class NotAllowed(Exception):
    """An expression that a feed may not hold; the text says why."""


@lru_cache(maxsize=4096)
def check(text: str) -> tuple[str, ...]:
    """The file columns an expression reads. Raises NotAllowed with the reason.

    Refused: anything but one scalar expression (statements, subqueries, aggregates, windows, *),
    functions that are not the same tomorrow (now, random), functions that reach outside, and casts
    that round or guess (whole(), number(), local_time() do it strictly).
    """
    if is_name(text):
        return (text.strip(),)
    try:
        statements = sqlglot.parse(f"select {text}\n", dialect="duckdb")
        tokens = sqlglot.tokenize(text, read="duckdb")
    except SqlglotError as error:
        raise NotAllowed(f"not an SQL expression: {_parser_words(error)}{_hint(text)}") from None
    tree = statements[0] if len(statements) == 1 else None
    if not isinstance(tree, exp.Select) or [key for key, value in tree.args.items() if value] != [
        "expressions"
    ]:
        raise NotAllowed(
            f"exactly one expression is expected, no statement and no FROM{_hint(text)}"
        )
    if len(tree.expressions) != 1:
        raise NotAllowed("exactly one expression is expected; text with a comma needs quotes")
    root = tree.expressions[0]
    if isinstance(root, exp.Alias):
        raise NotAllowed(f"two words where one expression is expected{_hint(text)}")
    _refuse_nodes(root)
    _refuse_functions(tokens)
    columns = {
        _last_part(column) for column in root.find_all(exp.Column) if not _is_lambda_name(column)
    }
    return tuple(sorted(columns))


def quoting(text: str) -> str:
    """How a column name that is no plain word is written."""
    bare = text.strip().strip("\"'“”")
    return (
        "a column name with blanks or signs stands in double quotes, and the whole in single "
        f"ones: '\"{bare}\"'"
    )


def _hint(text: str) -> str:
    is_like_a_name = re.fullmatch(r"[\w .#%/&()（）“”-]+", text.strip())
    return f"; {quoting(text)}" if is_like_a_name and text.split()[:1] != ["case"] else ""


def _parser_words(error: SqlglotError) -> str:
    """What sqlglot complains of, without its colours, classes and columns."""
    told = getattr(error, "errors", None)
    first = told[0]["description"] if told else str(error).splitlines()[0]
    return re.sub(r"<class '[\w.]*\.(\w+)'>|\x1b\[[0-9;]*m", r"\1", first).rstrip(".")


def is_name(text: str) -> bool:
    """Whether the expression is nothing but a column's name, which may then be an SQL word."""
    word = text.strip()
    return word.isidentifier() and word.lower() not in _NO_NAMES


def _last_part(column: exp.Column) -> str:
    if column.table:
        raise NotAllowed(
            f"{column.sql(dialect='duckdb')}: a column name with a dot stands in double quotes"
        )
    return column.name


def _is_lambda_name(column: exp.Column) -> bool:
    scope = column.find_ancestor(exp.Lambda)
    return scope is not None and column.name in {each.name for each in scope.expressions}


def _refuse_nodes(root: exp.Expression) -> None:
    kinds = {
        exp.Query: "a subquery",
        exp.AggFunc: "an aggregate (one row at a time is seen)",
        exp.Window: "a window function (one row at a time is seen)",
        exp.Star: "*",
        exp.Columns: "columns()",
        exp.Alias: "an alias",
        exp.Placeholder: "a placeholder",
        exp.Parameter: "a parameter",
    }
    for node in root.walk():
        for kind, words in kinds.items():
            if isinstance(node, kind):
                raise NotAllowed(f"{words} is not allowed")
        _refuse_text_as_number(node)
        if isinstance(node, exp.Anonymous) and node.name.lower() in ("local_time", "local_date"):
            _refuse_formats([each.name for each in node.expressions[1:] if each.is_string])
        if isinstance(node, exp.Cast) and node.to.this not in _ALLOWED_CASTS:
            raise NotAllowed(
                f"a cast to {node.to.sql(dialect='duckdb').lower()} may round or guess: use "
                "whole(text), number(text), local_time(text, format) or utc_time(text)"
            )


def _refuse_text_as_number(node: exp.Expression) -> None:
    """DuckDB compares text with a number as a number, and rounds it: '1.4' = 1 is true."""
    if isinstance(node, exp.Case):
        sides = [node.this, *(each.this for each in node.args["ifs"])] if node.this else []
    elif isinstance(node, exp.Between):
        sides = [node.this, node.args["low"], node.args["high"]]
    elif isinstance(node, exp.In):
        sides = [node.this, *node.expressions]
    elif isinstance(node, _COMPARISONS):
        sides = [node.this, node.expression]
    else:
        return
    sides = [side.unnest() for side in sides]
    texts = [side.sql(dialect="duckdb") for side in sides if _is_text(side)]
    if texts and any(map(_is_number, sides)):
        raise NotAllowed(
            f"columns of a file are text: compare whole({texts[0]}) or number({texts[0]}) with "
            f"the number, for {texts[0]} would be rounded"
        )


_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Nullif)
_COMPARISONS += (exp.NullSafeEQ, exp.NullSafeNEQ)
_TEXTS = (exp.Substring, exp.Trim, exp.Lower, exp.Upper, exp.DPipe, exp.Concat, exp.Replace)
_TEXTS += (exp.SplitPart, exp.RegexpExtract, exp.RegexpReplace, exp.Left, exp.Right)
_NUMBERS = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.Length)


def _is_text(node: exp.Expression) -> bool:
    if isinstance(node, exp.Column):
        return node.name.lower() != "_line" and not _is_lambda_name(node)
    return isinstance(node, _TEXTS)


def _is_number(node: exp.Expression) -> bool:
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in ("whole", "number", "clock_seconds")
    is_line = isinstance(node, exp.Column) and node.name.lower() == "_line"
    return is_line or isinstance(node, _NUMBERS) or node.is_number


def _refuse_formats(formats: list[str]) -> None:
    """Formats of local_time and local_date that would guess a day, or drop an offset."""
    seen: dict[str, str] = {}
    for written in formats:
        found = set(re.findall(r"%-?([a-zA-Z])", written))
        if found & {"z", "Z"}:
            raise NotAllowed(
                f"{written!r} reads an offset: write utc_time(text) or moment(text), which take "
                "ISO times with +08:00"
            )
        is_day = found & {"j"} or (found & {"m", "b", "B"} and "d" in found)
        if not (found & {"c", "x"} or {"G", "V"} <= found or (found & {"Y", "y"} and is_day)):
            raise NotAllowed(f"{written!r} holds no year, month and day, and none is guessed")
        other = seen.setdefault(re.sub(r"%-?[dm]", "%", written), written)
        if other != written:
            raise NotAllowed(
                f"{other!r} and {written!r}: 03/04 fits both. One feed reads one of them"
            )


@cache
def _functions() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """DuckDB's functions: name -> (kinds, stabilities)."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select function_name, list(distinct function_type), list(distinct stability) "
            "from duckdb_functions() group by function_name"
        ).fetchall()
    return {
        name: (frozenset(kinds), frozenset(each for each in stabilities if each))
        for name, kinds, stabilities in rows
    }


_OUTSIDE = re.compile(
    r"(read_|parquet_|sniff_|duckdb_|pragma_|pg_|get_?var|getenv|glob|current_|_)"
)
_CLOCKS = {
    TokenType.CURRENT_DATE,
    TokenType.CURRENT_TIME,
    TokenType.CURRENT_TIMESTAMP,
    TokenType.CURRENT_DATETIME,
}
_CLOCK_WORDS = {"current_user", "current_role", "current_catalog", "current_schema"}
_CLOCK_WORDS |= {"session_user", "localtime", "localtimestamp", "user"}
_NO_NAMES = {"true", "false", "null", "current_date", "current_time", "current_timestamp"}
_NO_FUNCTIONS = {"in", "and", "or", "not", "when", "then", "else", "between", "like", "case", "is"}
_NO_FUNCTIONS |= {
    "cast",
    "try_cast",
    "interval",
    "varchar",
    "decimal",
    "exists",
    "ilike",
    "similar",
}
_SPECIAL = {"coalesce", "nullif", "if", "ifnull", "extract", "position", "trim", "substring", "try"}
_NOT_TOMORROW = {"hash", "version"}  # another release of the engine gives another value
_TIMES_WITHOUT_ZONE = {"strptime", "try_strptime", "make_timestamp", "epoch_ms", "to_timestamp"}


def _refuse_functions(tokens: list) -> None:
    for index, token in enumerate(tokens):
        if token.token_type == TokenType.HASH:
            raise NotAllowed("a column is called by its name, not by its place (#)")
        if token.token_type in _CLOCKS or token.text.lower() in _CLOCK_WORDS:
            raise NotAllowed(f"{token.text} is not the same tomorrow")
        called = index + 1 < len(tokens) and tokens[index + 1].token_type == TokenType.L_PAREN
        name = token.text.lower()
        if not called or not re.fullmatch(r"\w+", name) or token.token_type == TokenType.STRING:
            continue
        if name in HELPERS or name in _NO_FUNCTIONS or name in _SPECIAL or name.isdigit():
            continue
        if name in _TIMES_WITHOUT_ZONE:
            raise NotAllowed(
                f"{name}() gives a time of no zone: use local_time(text, format), "
                "utc_time(text) or local_date(text, format)"
            )
        kinds, stabilities = _functions().get(name, (frozenset(), frozenset()))
        if not kinds:
            close = get_close_matches(name, HELPERS, n=1)
            meant = f" (did you mean {close[0]}?)" if close else ""
            also = "" if name.isascii() else f"; {quoting(''.join(each.text for each in tokens))}"
            raise NotAllowed(f"no function {name}(){meant}; helpers: {', '.join(HELPERS)}{also}")
        if name in _NOT_TOMORROW:
            raise NotAllowed(f"{name}() is not the same tomorrow")
        if not kinds & {"scalar", "macro"} or "aggregate" in kinds or _OUTSIDE.match(name):
            raise NotAllowed(f"{name}() is not a function over one row")
        if stabilities - {"CONSISTENT"}:
            raise NotAllowed(f"{name}() is not the same tomorrow")


def uses(text: str, *helpers: str) -> bool:
    """Whether the expression calls one of the helpers."""
    return any(re.search(rf"\b{helper}\s*\(", text, re.IGNORECASE) for helper in helpers)


def uses_name(text: str) -> bool:
    """Whether the expression reads the name of the file."""
    return re.search(r"\b_file_name\b", text, re.IGNORECASE) is not None


def gives_utc(text: str) -> bool:
    """Whether a time made by the expression went through a helper that knows the zone."""
    return uses(text, *_TIME_HELPERS)


class Workshop:
    """Where the files of one call are evaluated: each in a session of its own, whose tables leave
    with it, on one database for a zone. types: expression -> the type it gives."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}
        self._databases: dict[tuple, duckdb.DuckDBPyConnection] = {}
        self._on_local_time: Callable[[], None] = lambda: None

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        for database in self._databases.values():
            database.close()

    @contextmanager
    def connect(
        self, zone: str, ambiguous: str, secret: bytes | None, on_local_time: Callable[[], None]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """An empty session; on_local_time is called when a time was read as a wall clock."""
        wanted = (zone, ambiguous, secret)
        if wanted not in self._databases:
            self._databases[wanted] = _database(*wanted, lambda: self._on_local_time())
        self._on_local_time = on_local_time
        session = self._databases[wanted].cursor()
        try:
            yield session
        finally:
            session.close()


def _database(
    zone: str,
    ambiguous: str,
    secret: bytes | None,
    on_local_time: Callable[[], None],
) -> duckdb.DuckDBPyConnection:
    """An empty database in memory with the helper functions; it reaches nothing outside itself."""
    connection = duckdb.connect(config={"threads": 2})
    _create_functions(connection, zone, ambiguous, secret, on_local_time)
    for statement in (
        "set temp_directory = ''",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set preserve_insertion_order = false",
        # it would take a part that two expressions share out of the try() around each
        "set disabled_optimizers = 'common_subexpressions'",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _create_functions(
    connection: duckdb.DuckDBPyConnection,
    zone: str,
    ambiguous: str,
    secret: bytes | None,
    on_local_time: Callable[[], None],
) -> None:
    def create(name: str, function: Callable, parameters: list[str], returned: str) -> None:
        connection.create_function(
            name, function, parameters, returned, type="arrow", null_handling="special"
        )

    def local_or_null(local: pa.Array) -> pa.Array:
        utc, is_bad, _ = _shift(local)
        return _masked(utc, is_bad)

    def local_or_raise(text: pa.Array, local: pa.Array) -> pa.Array:
        _require_parsed(text, local, "a time in the format given")
        utc, is_bad, is_gap = _shift(local)
        if (wrong := np.flatnonzero(is_bad & np.asarray(local.is_valid()))).size:
            shown = local[int(wrong[0])].as_py()
            if not 1900 <= shown.year <= 9999:
                raise ValueError(f"[bad_time] the year {shown.year} is not believable")
            why = "was skipped by" if is_gap[wrong[0]] else "happened twice in"
            code = "skipped_local_time" if is_gap[wrong[0]] else "ambiguous_local_time"
            raise ValueError(f"[{code}] the local time {shown} {why} {zone} (daylight saving)")
        return _masked(utc, is_bad)

    def _shift(local: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if local.null_count < len(local):
            on_local_time()
        micros = np.asarray(pc.fill_null(pc.cast(local, pa.int64()), 0))
        utc, is_gap, is_twice = times.to_utc(micros, zone, ambiguous)
        is_odd = (micros < _YEAR_1900) | (micros >= _YEAR_10000)
        return utc, is_gap | is_twice | is_odd | np.asarray(local.is_null()), is_gap

    digests_of: dict[str | None, str | None] = {None: None}

    def hashed(text: pa.Array) -> pa.Array:
        if secret is None:
            if text.null_count < len(text):
                raise ValueError("[no_key] no key")
            return text
        values = text.to_pylist()
        for value in set(values) - digests_of.keys():
            digests_of[value] = identifiers.digest(value, secret)
        return pa.array([digests_of[value] for value in values], type=pa.string())

    def parsed(what: str) -> Callable[[pa.Array, pa.Array], pa.Array]:
        def require(text: pa.Array, value: pa.Array) -> pa.Array:
            _require_parsed(text, value, what)
            return value

        return require

    create("_local", local_or_raise, ["VARCHAR", "TIMESTAMP"], "TIMESTAMP")
    create("_local_or_null", local_or_null, ["TIMESTAMP"], "TIMESTAMP")
    create("_hmac", hashed, ["VARCHAR"], "VARCHAR")
    for name, what, returned in (
        ("_utc", "an ISO time with Z or an offset", "TIMESTAMP"),
        ("_date", "a date in the format given", "TIMESTAMP"),
        ("_whole", "a whole number", "BIGINT"),
        ("_number", "a number with at most 6 digits behind the point", "DECIMAL(18,6)"),
        ("_clock", "a length of time as H:MM:SS or MM:SS", "BIGINT"),
    ):
        create(name, parsed(what), ["VARCHAR", returned], returned)
    for macro in _macros():
        connection.execute(f"create macro {macro}")


_YEAR_1900 = np.datetime64("1900-01-01", "us").astype(np.int64)
_YEAR_10000 = np.datetime64("10000-01-01", "us").astype(np.int64)


def _require_parsed(text: pa.Array, parsed: pa.Array, what: str) -> None:
    lost = pc.and_(text.is_valid(), parsed.is_null())
    if pc.any(lost).as_py():
        first = text.filter(lost)[0].as_py()
        raise ValueError(f"[bad_value] {first!r} is not {what}")


def _masked(micros: np.ndarray, is_null: np.ndarray) -> pa.Array:
    return pa.array(micros, type=pa.int64(), mask=is_null).cast(pa.timestamp("us"))


def _macros() -> list[str]:
    """The strict readers of text, as SQL. Every one gives null for what it does not accept."""
    whole = r"[+-]?\d+(\.0+)?"
    return [
        f"_is_iso(t) as regexp_full_match(t, '{_ISO}')",
        f"_has_offset(t) as regexp_matches(t, '{_LOCAL_OFFSET}')",
        # ISO text without its offset, as a timestamp that has no zone
        f"_wall(t) as case when _is_iso(t) then try_cast(regexp_replace(t, '{_LOCAL_OFFSET_CUT}', "
        r"'\1') as timestamp) end",
        "_offset_seconds(t) as case when right(t, 1) = 'Z' then 0 else "
        "(case when regexp_extract(t, '([+-])\\d{2}(:?\\d{2})?$', 1) = '-' then -1 else 1 end) * ("
        "3600 * try_cast(regexp_extract(t, '[+-](\\d{2})(:?\\d{2})?$', 1) as bigint) + "
        "60 * coalesce(try_cast(nullif(regexp_extract(t, '[+-]\\d{2}:?(\\d{2})$', 1), '') "
        "as bigint), 0)) end",
        # nearly every moment is written in one way, read without taking it apart by patterns
        f"_is_usual(t) as regexp_full_match(t, '{_USUAL}')",
        "_usual_utc(t) as try_cast(left(t, 19) as timestamp) - to_seconds("
        "case when right(t, 1) = 'Z' then 0 else 3600 * cast(substr(t, 20, 3) as bigint) "
        "+ 60 * cast(substr(t, 20, 1) || right(t, 2) as bigint) end)",
        "_iso_utc(t) as case when _is_usual(t) then _usual_utc(t) "
        "when _is_iso(t) and _has_offset(t) "
        "then _wall(t) - to_seconds(_offset_seconds(t)) end",
        f"_moment_or_null(t) as case when regexp_full_match(t, '{_WALL}') "
        "then _local_or_null(try_cast(t as timestamp)) else _iso_utc(t) end",
        "utc_time(t) as _utc(t, _iso_utc(t))",
        "moment(t) as case when _has_offset(t) then _utc(t, _iso_utc(t)) "
        "else _local(t, _wall(t)) end",
        "local_time(t) as _local(t, case when not _has_offset(t) then _wall(t) end), "
        "(t, f) as _local(t, try_strptime(t, f)), "
        "(t, f, g) as _local(t, try_strptime(t, [f, g])), "
        "(t, f, g, h) as _local(t, try_strptime(t, [f, g, h]))",
        f"_as_date(t) as case when regexp_full_match(t, '{_DAY}') "
        "then try_cast(left(t, 10) as date) end",
        "_day(d) as case when year(d) between 1900 and 9999 then date_trunc('day', d) end",
        "local_date(t) as cast(_date(t, cast(_as_date(t) as timestamp)) as date), "
        "(t, f) as cast(_date(t, _day(try_strptime(t, f))) as date), "
        "(t, f, g) as cast(_date(t, _day(try_strptime(t, [f, g]))) as date)",
        f"_as_bigint(t) as case when regexp_full_match(t, '{whole}') then "
        r"try_cast(regexp_replace(t, '\.0+$', '') as bigint) end",
        "whole(t) as _whole(t, _as_bigint(t))",
        r"_as_decimal6(t) as case when regexp_full_match(t, '[+-]?\d+(\.\d{1,6}0*)?') "
        "then try_cast(t as decimal(18,6)) end",
        "number(t) as _number(t, _as_decimal6(t))",
        r"_clock_or_null(t) as case when regexp_full_match(t, '(\d+:)?[0-5]?\d:[0-5]\d') then "
        "list_reduce(list_transform(string_split(t, ':'), lambda x: try_cast(x as bigint)), "
        "lambda a, b: a * 60 + b) end",
        "clock_seconds(t) as _clock(t, _clock_or_null(t))",
        "local_clock(day, clock, after) as _local(clock, cast(day as timestamp) "
        "+ to_seconds(case when _clock_or_null(clock) < 86400 then _clock_or_null(clock) end) "
        f"+ case when _clock_or_null(after) - _clock_or_null(clock) > {_HALF_A_DAY} "
        "then interval 1 day else interval 0 day end)",
        "hmac(t) as _hmac(t)",
        "_as_boolean(t) as case when lower(t) in ('true', 't', 'yes', 'y', '1') then true "
        "when lower(t) in ('false', 'f', 'no', 'n', '0') then false end",
    ]


_LOCAL_OFFSET_CUT = r"([ T][\d:.]+) ?(Z|[+-]\d{2}(:?\d{2})?)$"
