"""Seeds are checked before anything is built: each cell against its type, then against the rules.

The rules are dbt's own: every data test that reads nothing but seeds (the YAML of `seeds/`, and
`tests/rules/seeds/`). dbt compiles them; they run here, in memory, on the CSV files themselves, so
that a fault names its file, its line and its row, and a warehouse is not touched by a bad seed.
`dbt build` runs the very same tests on the tables. What was compiled is kept beside the warehouse
and compiled anew only where a rule, a macro or a seed's YAML has changed.

A rule of `tests/rules/seeds/` returns one row a fault: `seed` (its name), `row_key` (its grain,
as the macro `row_key` writes it) and `reason`; its `config(meta={'what_to_do': ...})` says how to
mend it.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.home import PROJECT

if TYPE_CHECKING:
    import duckdb

# dbt's words for "every data test that reads nothing but seeds": `cautious` takes a test only where
# all it reads is selected.
ONLY_SEEDS = ("resource_type:seed,resource_type:test", "--indirect-selection", "cautious")
COMPILE = ("--no-introspect", "--no-populate-cache", "--select", *ONLY_SEEDS)

# What makes the compiled rules what they are.
SOURCES = ("macros/**/*.sql", "tests/**/*.sql", "seeds/*.yml", "dbt_project.yml", "profiles.yml")

FORM = 1  # of the file that keeps them


@dataclass(frozen=True)
class Seed:
    """One CSV file: its table, its columns with their types, and what tells its rows apart."""

    name: str
    path: str
    table: str
    types: dict[str, str]
    grain: list[str]


@dataclass(frozen=True)
class Rule:
    """One data test over seeds, as dbt compiled it. `on` is the seed that a generic one is of."""

    name: str
    kind: str
    sql: str
    severity: str
    on: str
    arguments: dict[str, Any]
    what_to_do: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with some rows of one seed, and what to do."""

    file: str
    lines: tuple[int, ...]
    key: str
    reason: str
    what_to_do: str
    rule: str = ""
    is_warning: bool = False


@dataclass
class Rules:
    """The seeds of a project and the rules they keep; where the rules look for the tables."""

    digest: str
    database: str
    schema: str
    seeds: list[Seed]
    rules: list[Rule]

    @classmethod
    def of(cls, manifest: dict[str, Any], digest: str) -> Rules:
        """From a manifest in which dbt has compiled the rules."""
        nodes = manifest["nodes"]
        ours = [node for node in nodes.values() if node["resource_type"] == "seed"]
        tests = [
            node
            for node in nodes.values()
            if node["resource_type"] == "test"
            and (reads := node["depends_on"]["nodes"])
            and all(one.startswith("seed.") for one in reads)
            and node.get("compiled_code")
        ]
        rules = [cls._rule(node, nodes) for node in tests]
        grains: dict[str, list[str]] = {}
        for rule in rules:
            if rule.kind == "unique_grain":
                grains.setdefault(rule.on, list(rule.arguments["columns"]))
        seeds = [
            Seed(
                node["name"],
                node["original_file_path"],
                node["alias"],
                dict(node["config"]["column_types"]),
                grains.get(node["name"], []),
            )
            for node in ours
        ]
        return cls(digest, ours[0]["database"], ours[0]["schema"], seeds, rules)

    @staticmethod
    def _rule(node: dict[str, Any], nodes: dict[str, Any]) -> Rule:
        told = node.get("test_metadata") or {}
        arguments = {k: v for k, v in (told.get("kwargs") or {}).items() if k != "model"}
        attached = nodes.get(node.get("attached_node") or "", {})
        return Rule(
            name=node["name"],
            kind=told.get("name", ""),
            sql=node["compiled_code"].strip().rstrip(";"),
            severity=node["config"]["severity"].lower(),
            on=attached.get("name", ""),
            arguments=arguments,
            what_to_do=(node["config"].get("meta") or {}).get("what_to_do", ""),
        )

    @classmethod
    def read(cls, path: Path) -> Rules | None:
        """From the file that `write` left; None where there is none that can be read."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            seeds = [Seed(**one) for one in told.pop("seeds")]
            rules = [Rule(**one) for one in told.pop("rules")]
            return cls(**told, seeds=seeds, rules=rules)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        os.replace(draft, path)


def rules_of(warehouse: Path) -> Path:
    """The file beside a warehouse that keeps the compiled rules for its next run."""
    return warehouse.with_suffix(".rules.json")


def digest(project: Path = PROJECT) -> str:
    """What tells one state of the rules from another: their sources, and dbt's version."""
    told = hashlib.sha256(f"{FORM} {version('dbt-core')} {version('dbt-duckdb')}".encode())
    told.update(" ".join(path.name for path in _files(project)).encode())
    for pattern in SOURCES:
        for path in sorted(project.glob(pattern)):
            told.update(f"{path.relative_to(project)}\0".encode())
            told.update(path.read_bytes() + b"\0")
    return told.hexdigest()


def contents(project: Path = PROJECT) -> str:
    """What tells one state of the CSV files from another."""
    told = hashlib.sha256()
    for path in _files(project):
        told.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return told.hexdigest()


def _files(project: Path) -> list[Path]:
    return sorted(project.glob("seeds/*.csv"))


def check(rules: Rules, project: Path = PROJECT) -> list[Fault]:
    """Every fault of the seeds of a project: first of files and cells; where those are sound, of
    the rules."""
    files = [File(seed, project) for seed in rules.seeds]
    faults = [fault for file in files for fault in file.faults]
    return _sorted(faults) if faults else _judged(rules, files)


def _sorted(faults: Sequence[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda one: (one.is_warning, one.file, one.lines, one.reason))


# ---------------------------------------------------------------------------- the file


SAVE_AS = "Save the file as CSV in UTF-8 (in Excel: CSV UTF-8, comma delimited)."
WHOLE = {"integer": 2**31, "bigint": 2**63}
MEND_ROW = "Fill in the row as the header says; put double quotes around text that holds a comma."


@dataclass
class File:
    """One seed's CSV file: its rows with the lines they begin on, and what is wrong with them."""

    seed: Seed
    project: Path
    starts: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = self._text()
        if text is not None:
            self._read(text)

    @property
    def path(self) -> Path:
        return self.project / self.seed.path

    def _fault(self, line: int, reason: str, what_to_do: str, key: str = "") -> None:
        self.faults.append(Fault(self.seed.path, (line,), key, reason, what_to_do))

    def _text(self) -> str | None:
        try:
            content = self.path.read_bytes()
        except OSError as error:
            self._fault(1, f"the file cannot be read: {error.strerror}", "Put it back.")
            return None
        content = content.removeprefix(codecs.BOM_UTF8)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            found = content[error.start : error.start + 2].hex(" ")
            self._fault(line, f"not UTF-8: the bytes {found}", SAVE_AS)
            return None

    def _read(self, text: str) -> None:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            header = next(reader, [])
            if not self._knows(header):
                return
            line = reader.line_num + 1
            for row in reader:
                self.starts.append(line)
                if len(row) != len(header):
                    said = f"{len(row)} fields where the header has {len(header)}"
                    self._fault(line, said if row else "an empty line", MEND_ROW, " ".join(row[:3]))
                else:
                    self._types(line, dict(zip(header, row, strict=True)))
                line = reader.line_num + 1
        except csv.Error as error:
            self._fault(line, f"not CSV: {error}", MEND_ROW)

    def _knows(self, header: list[str]) -> bool:
        """Whether the header names the columns of the YAML, each once."""
        wanted = list(self.seed.types)
        if not wanted:
            self._fault(1, "no YAML of seeds/ says what its columns are", "Give it column_types.")
            return False
        todo = f"The header must be: {','.join(wanted)}"
        said = {
            "no column": [one for one in wanted if one not in header],
            "an unknown column": [one for one in header if one not in wanted],
            "twice the column": sorted({one for one in header if header.count(one) > 1}),
        }
        for words, columns in said.items():
            for column in columns:
                self._fault(1, f"{words} {column or '(without a name)'}", todo)
        return not any(said.values())

    def _types(self, line: int, row: dict[str, str]) -> None:
        key = " ".join(row[one] for one in self.seed.grain if row.get(one))
        for column, cell in row.items():
            if cell and (wrong := _wrong(cell, self.seed.types[column].lower())):
                reason, todo = wrong
                self._fault(line, f"{column} is {cell!r}: {reason}", todo, key)


def _wrong(cell: str, kind: str) -> tuple[str, str] | None:
    """Why a cell that is not empty is not of a type, and what to do; None where it is."""
    if cell != cell.strip():
        return "it begins or ends with a blank", "Take the blank away."
    if kind == "date":
        try:
            sound = len(cell) == len("2026-09-01") and date.fromisoformat(cell)
        except ValueError:
            sound = False
        return None if sound else ("not a date", "Write year-month-day, as in 2026-09-01.")
    if kind == "boolean":
        if cell.lower() in ("true", "false"):
            return None
        return "neither true nor false", "Write true or false."
    if kind == "varchar":
        return None
    return _wrong_number(cell, kind)


def _wrong_number(cell: str, kind: str) -> tuple[str, str] | None:
    try:
        number = Decimal(cell)
    except InvalidOperation:
        number = Decimal("nan")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", cell) or number.is_nan():
        return "not a number", "Write digits only, with a point for decimals: no words, no % sign."
    if kind in WHOLE:
        if number != number.to_integral_value() or "." in cell:
            return "not a whole number", "Write a whole number."
        if abs(number) >= WHOLE[kind]:
            return f"too large for {kind}", "Write a smaller number."
    elif found := re.fullmatch(r"decimal\((\d+), *(\d+)\)", kind):
        size, places = int(found[1]), int(found[2])
        if number != round(number, places):
            return f"more than {places} decimals", f"Round it to {places} decimals."
        if abs(number) >= 10 ** (size - places):
            return f"too large for {kind}", "Write a smaller number."
    return None


# ---------------------------------------------------------------------------- the rules


def _judged(rules: Rules, files: list[File]) -> list[Fault]:
    """Run every rule on the files, loaded into memory the way dbt loads them."""
    import duckdb

    by_name = {file.seed.name: file for file in files}
    with duckdb.connect(config={"threads": "1"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach ':memory:' as {_quoted(rules.database)}")
        connection.execute(f"use {_quoted(rules.database)}")
        connection.execute(f"create schema if not exists {_quoted(rules.schema)}")
        connection.execute(f"use {_quoted(rules.database)}.{_quoted(rules.schema)}")
        faults = [fault for file in files if (fault := _load(connection, file))]
        if faults:
            return faults
        for rule in rules.rules:
            try:
                faults += _merged(_broken(connection, rule, by_name))
            except duckdb.Error as error:
                reason = f"the rule {rule.name} broke off: {_first_line(error)}"
                faults.append(Fault("seeds", (), "", reason, "Mend the rule.", rule.name))
    return _sorted(faults)


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split("\n")[0].split())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _load(connection: duckdb.DuckDBPyConnection, file: File) -> Fault | None:
    """Load one file with dbt-duckdb's own command; rowid then counts its rows from nought."""
    import duckdb

    with file.path.open(encoding="utf-8-sig", newline="") as opened:
        header = next(csv.reader(opened, strict=True))
    columns = ", ".join(f"{_quoted(one)} {file.seed.types[one]}" for one in header)
    table = _quoted(file.seed.table)
    try:
        connection.execute(f"create table {table} ({columns})")
        path = str(file.path).replace("'", "''")
        connection.execute(f"copy {table} from '{path}' (format csv, header true, delimiter ',')")
    except duckdb.Error as error:
        said = _first_line(error)
        found = re.search(r"Line:? (\d+)", said)
        line = int(found[1]) if found else 1
        return Fault(file.seed.path, (line,), "", f"DuckDB cannot read it: {said}", MEND_ROW)
    (count,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
    if count != len(file.starts):
        said = f"DuckDB reads {count} rows where the file has {len(file.starts)}"
        return Fault(file.seed.path, (1,), "", said, MEND_ROW)
    return None


def _broken(
    connection: duckdb.DuckDBPyConnection, rule: Rule, files: dict[str, File]
) -> Iterator[Fault]:
    told = connection.execute(rule.sql)
    columns = [one[0] for one in told.description or []]
    rows = told.fetchall()
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        if {"seed", "row_key", "reason"} <= set(row) and row["seed"] in files:
            file, key = files[row["seed"]], str(row["row_key"] or "")
            places = _places(connection, file, f"{_key(file.seed)} = ?", [key])
            yield _fault(rule, file, places, key, str(row["reason"]), rule.what_to_do)
        elif rule.on in files:
            yield _generic(connection, rule, files[rule.on], list(values))
        else:  # a rule that does not say which row: its own columns are all there is
            said = ", ".join(f"{name} {value}" for name, value in row.items())
            reason = f"{rule.name.replace('_', ' ')}: {said}"
            yield Fault("seeds", (), "", reason, rule.what_to_do, rule.name, _warns(rule))


def _key(seed: Seed) -> str:
    """The key of a row as the macro row_key writes it."""
    return f"concat_ws(' ', {', '.join(f'cast({one} as varchar)' for one in seed.grain)})"


def _places(
    connection: duckdb.DuckDBPyConnection, file: File, condition: str, values: list[Any]
) -> list[int]:
    found = connection.execute(
        f"select rowid from {_quoted(file.seed.table)} where {condition} order by rowid",
        values,
    )
    return [place for (place,) in found.fetchall()]


def _fault(
    rule: Rule, file: File, places: Sequence[int], key: str, reason: str, what_to_do: str
) -> Fault:
    lines = tuple(file.starts[place] for place in places)
    return Fault(file.seed.path, lines, key, reason, what_to_do, rule.name, _warns(rule))


def _warns(rule: Rule) -> bool:
    return rule.severity == "warn"


def _generic(
    connection: duckdb.DuckDBPyConnection, rule: Rule, file: File, values: list[Any]
) -> Fault:
    """The fault behind a row that a generic test returned, in words."""
    if rule.kind == "unique_grain":
        columns = list(rule.arguments["columns"])
        same = " and ".join(f"{one} is not distinct from ?" for one in columns)
        found = values[: len(columns)]
        places = _places(connection, file, same, found)
        names = ", ".join(columns)
        empty = [name for name, value in zip(columns, found, strict=True) if value is None]
        reason = f"no {', '.join(empty)}" if empty else f"rows with the same {names}"
        todo = "Fill it in." if empty else "Keep one of them, or give the other its own key."
        return _fault(rule, file, places, _words(found), reason, todo)
    column = str(rule.arguments.get("column_name", ""))
    if rule.kind == "never_null":
        column = str(values[0])
    if rule.kind in ("not_null", "never_null"):
        places = _places(connection, file, f"{column} is null", [])
        return _fault(rule, file, places, "", f"{column} is empty", "Fill it in.")
    if rule.kind in ("accepted_values", "relationships", "in_range") and column:
        value = values[0]
        places = _places(connection, file, f"{column} is not distinct from ?", [value])
        reason, todo = _unfit(rule, column, value)
        return _fault(rule, file, places, "", reason, todo)
    reason = f"{rule.name.replace('_', ' ')}: {_words(values)}"
    return Fault(file.seed.path, (), "", reason, rule.what_to_do, rule.name, _warns(rule))


def _unfit(rule: Rule, column: str, value: Any) -> tuple[str, str]:
    if rule.kind == "accepted_values":
        known = ", ".join(str(one) for one in rule.arguments["values"])
        return f"{column} is {str(value)!r}, which is not known", f"Write one of: {known}."
    if rule.kind == "relationships":
        found = re.search(r"ref\(['\"](\w+)['\"]\)", str(rule.arguments["to"]))
        other = f"seeds/{found[1]}.csv" if found else str(rule.arguments["to"])
        there = rule.arguments["field"]
        return (
            f"{column} is {str(value)!r}, which {other} does not have",
            f"Write a {there} of {other}, or add the row there first.",
        )
    low, high = rule.arguments.get("min_value", "…"), rule.arguments.get("max_value", "…")
    return f"{column} is {value}", f"Write a value from {low} to {high}."


def _words(values: Sequence[Any]) -> str:
    return " ".join(str(one) for one in values if one is not None)


def _merged(faults: Iterator[Fault]) -> list[Fault]:
    """One fault for the rows of one file that share a reason."""
    merged: dict[tuple[str, str, str], Fault] = {}
    for one in faults:
        known = merged.setdefault((one.file, one.reason, one.what_to_do), one)
        if known is not one:
            lines = tuple(sorted({*known.lines, *one.lines}))
            key = known.key if known.key == one.key else ""
            merged[one.file, one.reason, one.what_to_do] = Fault(
                one.file, lines, key, one.reason, one.what_to_do, one.rule, one.is_warning
            )
    return list(merged.values())


# ---------------------------------------------------------------------------- what is shown


MOST = 40


def said(faults: Sequence[Fault]) -> Iterator[str]:
    """A fault a paragraph: file and line first, as editors and log readers know it."""
    for fault in faults[:MOST]:
        where = f"{fault.file}:{fault.lines[0]}" if fault.lines else fault.file
        if len(fault.lines) > 1:
            where += f" (lines {_ranges(fault.lines)})"
        what = f"{fault.key}: {fault.reason}" if fault.key else fault.reason
        mild = "warning: " if fault.is_warning else ""
        yield f"{where}  {mild}{what.rstrip('.')}. {fault.what_to_do}".rstrip()
    if len(faults) > MOST:
        yield f"... and {len(faults) - MOST} more."


def _ranges(lines: Sequence[int]) -> str:
    """2, 3, 4, 9 as `2-4, 9`."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line == parts[-1][-1] + 1:
            parts[-1][1:] = [line]
        else:
            parts.append([line])
    return ", ".join("-".join(str(one) for one in part) for part in parts)
