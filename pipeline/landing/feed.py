"""A feed: what one kind of export means, written in YAML. Every fault is told with its line."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline import contract
from pipeline.home import PROJECT, BadCall, Home, ScorecardsError
from pipeline.landing import expressions

FEEDS = PROJECT / "feeds"
PSEUDO_COLUMNS = {"_line": "BIGINT", "_file_name": "VARCHAR"}
FORMATS = {
    "csv": "csv",
    "tsv": "tsv",
    "xlsx": "xlsx",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
}


class FeedError(ScorecardsError):
    """A wrong feed: file, line and reason. Nothing was landed."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableFeed(_Strict):
    """How one raw table is filled: SQL text over the file's columns."""

    when: str | None = None
    version: str | None = None
    columns: dict[str, str] = Field(min_length=1)


class FeedText(_Strict):
    """The keys a feed may have. See feeds/_template.yml for what they mean."""

    description: str
    files: list[str] = Field(min_length=1)
    layout: Literal["contract"] | None = None
    format: Literal["csv", "tsv", "xlsx", "jsonl", "parquet"] | None = None
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    header_line: int = Field(default=1, ge=1, le=1000)
    time_zone: str | None = None
    ambiguous_local_time: Literal["refuse", "first", "second"] = "refuse"
    null_values: list[str] = Field(default_factory=list)
    optional_columns: list[str] = Field(default_factory=list)
    last_line_may_be_open: bool = False
    may_be_empty: bool = False
    filter: str | None = None
    tables: dict[str, TableFeed] = Field(default_factory=dict)

    @field_validator("files", "null_values", "optional_columns", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            close = [name for name in sorted(available_timezones()) if name.endswith(f"/{value}")]
            meant = f" (did you mean {close[0]}?)" if close else ""
            raise ValueError(f"{value!r} is not a time zone such as Asia/Shanghai{meant}")
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        try:
            if value is not None and not codecs.lookup(value)._is_text_encoding:
                raise LookupError
        except LookupError:
            raise ValueError(f"{value!r} is not an encoding such as gb18030 or utf-16") from None
        return value

    @field_validator("delimiter")
    @classmethod
    def _plain_delimiter(cls, value: str | None) -> str | None:
        if value is not None and (value in '"\r\n' or not value.isascii()):
            raise ValueError(f"{value!r} cannot separate fields")
        return value


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a feed. path: the keys that lead to it."""

    path: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Feed:
    """A feed whose shape and expressions are right. source: the file as people know it."""

    name: str
    source: str
    text: FeedText
    lines: dict[tuple[str, ...], int] = field(repr=False)

    def error(self, *faults: Fault) -> FeedError:
        """All faults in one error, each with file and line, in the order of the file."""
        told = sorted((self._line(fault.path), fault) for fault in faults)  # type: ignore[type-var]
        return FeedError("\n".join(self._sentence(line, fault) for line, fault in told))

    def _sentence(self, line: int, fault: Fault) -> str:
        where = ".".join(fault.path)
        return f"{self.source}:{line}: {where}{': ' if where else ''}{fault.reason.rstrip('.')}."

    def _line(self, path: tuple[str, ...]) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def reads_name(self) -> bool:
        """Whether a row depends on the name of its file: then a new name is another delivery."""
        return any(expressions.uses_name(text) for _, text in self.expressions())

    def digest(self, zone: str, file_name: str) -> str:
        """What the feed makes of a file, in 8 hex digits: another digest may give other rows."""
        said = self.text.model_dump(exclude={"description", "files"}) | {"time_zone": zone}
        if self.reads_name():
            said |= {"file_name": file_name}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]

    def expressions(self) -> list[tuple[tuple[str, ...], str]]:
        """(path, SQL text) of every expression of the feed."""
        found = [(("filter",), self.text.filter)]
        for name, table in self.text.tables.items():
            found.append((("tables", name, "when"), table.when))
            found.append((("tables", name, "version"), table.version))
            for column, text in table.columns.items():
                found.append((("tables", name, "columns", column), text))
        return [(path, text) for path, text in found if text is not None]

    def format_of(self, suffix: str, file_name: str) -> str:
        """The format of a file: the feed's word, else its ending."""
        if self.text.format:
            return self.text.format
        if suffix not in FORMATS:
            raise self.error(
                Fault(
                    ("format",),
                    f"{file_name} does not end in {', '.join(FORMATS)} (or .gz after it), so the "
                    "feed must say `format:`",
                )
            )
        return FORMATS[suffix]

    def require_name(self, file_name: str) -> None:
        """Refuse a file that the feed's patterns do not name."""
        if not any(fnmatchcase(file_name.lower(), each.lower()) for each in self.text.files):
            raise ScorecardsError(
                f"{file_name}: the feed {self.name} takes files named "
                f"{' or '.join(self.text.files)}. Use another feed, or widen `files:` in "
                f"{self.source}. Nothing of this file was landed."
            )


def find(home: Home, wanted: str) -> Feed:
    """The feed of a name (feeds/ of the home first, then of the checkout) or of a path."""
    if re.fullmatch(r"[A-Za-z0-9][\w-]*", wanted):
        for folder in (home.root / "feeds", FEEDS):
            if (path := folder / f"{wanted}.yml").is_file():
                return read(path)
    path = Path(wanted)
    if path.name.startswith("_"):
        raise BadCall(f"{wanted}: a template. Copy it under a name of its own and fill it in.")
    if path.suffix in (".yml", ".yaml") and path.is_file():
        return read(path)
    known = sorted(
        {
            each.stem
            for folder in (FEEDS, home.root / "feeds")
            for each in folder.glob("*.yml")
            if not each.name.startswith("_")
        }
    )
    raise BadCall(
        f"no feed {wanted!r}. Known: {', '.join(known)}; or give the path of a .yml file "
        "(feeds/_template.yml is one to start from)."
    )


def read(path: Path) -> Feed:
    """Read and check a feed without any data. Raises FeedError naming file, line and reason."""
    source = str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
    try:
        written = path.read_text(encoding="utf-8")
        node = yaml.compose(written, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"{source}: not readable as UTF-8 text: {error}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        advice = _yaml_advice(written.splitlines()[line - 1 : line], str(error.problem))
        raise FeedError(f"{source}:{line}: not YAML: {error.problem}. {advice}") from error
    except yaml.YAMLError as error:
        raise FeedError(f"{source}: not YAML: {str(error).splitlines()[0]}.") from error
    except RecursionError:
        raise FeedError(f"{source}:1: nested too deeply to be a feed.") from None
    lines: dict[tuple[str, ...], int] = {}
    if not isinstance(node, yaml.MappingNode):
        raise FeedError(f"{source}:1: a feed is `key: value` lines; see feeds/_template.yml.")
    try:
        data = _plain(node, (), lines, source)
    except RecursionError:
        raise FeedError(f"{source}:1: nested too deeply: an alias that holds itself.") from None
    unchecked = Feed(path.stem, source, FeedText.model_construct(), lines)
    try:
        text = FeedText.model_validate(data)
    except ValidationError as error:
        raise unchecked.error(*map(_fault, error.errors())) from None
    feed = Feed(path.stem, source, text, lines)
    if faults := list(_faults(feed)):
        raise feed.error(*faults)
    return feed


def _yaml_advice(line: list[str], problem: str) -> str:
    """What to do about a line that is not YAML; line: the line, if it is known."""
    text = "".join(line)
    if "\\t" in problem or text.startswith("\t"):
        return "Indent with blanks, not with tabs."
    if "block mapping start" not in problem and re.search(r"[:-]\s+[\"']", text):
        return (
            "An expression that begins with a quote stands in quotes as a whole, or on the next "
            "line after `>-`."
        )
    if re.search(r":\s+[`@%*&!|>\[{]", text) or text.count(": ") > 1:
        return "An expression with such signs stands in quotes."
    return "Look at the indentation: what belongs together begins in the same column."


def _plain(node: yaml.Node, path: tuple[str, ...], lines: dict, source: str) -> Any:
    """YAML as dicts, lists and text (numbers and booleans stay as written), lines noted."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        plain: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise FeedError(f"{source}:{line}: a key must be a word.")
            if name in plain:
                raise FeedError(f"{source}:{line}: {'.'.join((*path, name))}: stands twice.")
            lines[(*path, name)] = line
            plain[name] = _plain(value, (*path, name), lines, source)
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*path, str(i)), lines, source) for i, each in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return node.value


def _fault(error: Any) -> Fault:
    path = tuple(str(part) for part in error["loc"])
    kind, value = error["type"], error.get("input")
    if kind == "extra_forbidden":
        known = TableFeed.model_fields if len(path) == 3 else FeedText.model_fields
        return Fault(path, f"unknown key; known: {', '.join(known)}{_meant(path[-1], known)}")
    if kind == "missing":
        return Fault(path, "is missing")
    if value is None:
        return Fault(
            path,
            "is empty: what belongs to it is indented under it. Else leave the line out, or write "
            "null in quotes for no value",
        )
    said, known = _EXPECTED.get(kind), error.get("ctx", {})
    if said is not None:
        return Fault(path, f"expected here: {said.format(**known)}")
    return Fault(path, error["msg"].removeprefix("Value error, "))


# kind of fault in pydantic's words -> what people are told is expected
_EXPECTED = {
    "dict_type": "`name: value` lines",
    "model_type": "`name: value` lines",
    "string_type": "text (an SQL expression, in quotes where it holds signs)",
    "list_type": "a list, [a, b]",
    "int_parsing": "a whole number",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "bool_parsing": "true or false",
    "literal_error": "one of {expected}",
    "string_too_long": 'one character (a tab is written "\\t", in double quotes)',
    "string_too_short": "one character",
    "too_short": "at least one",
}


def _meant(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _faults(feed: Feed) -> Any:
    """What is wrong with a feed that has the right shape."""
    text = feed.text
    if text.layout == "contract":
        if text.tables or text.filter:
            yield Fault(("layout",), "`layout: contract` takes the table and columns as they are")
        return
    if not text.tables:
        yield Fault((), "names no raw table: `tables:` is missing")
    known_tables = contract.tables()
    for name, table in text.tables.items():
        path = ("tables", name)
        if name not in known_tables:
            yield Fault(path, f"no such raw table{_meant(name, known_tables)}")
            continue
        known = {column.name for column in known_tables[name].columns}
        for column in table.columns:
            if column not in known:
                where = (*path, "columns", column)
                yield Fault(where, f"raw table {name} has no such column{_meant(column, known)}")
        for column in known_tables[name].columns:
            text_of = table.columns.get(column.name, "null")
            if column.required and text_of.strip().lower() == "null":
                yield Fault((*path, "columns"), f"{column.name} is required and has no expression")
    for path, expression in feed.expressions():
        try:
            expressions.check(expression)
        except expressions.NotAllowed as error:
            yield Fault(path, f"{error}")
