"""What every reader gives: columns of text, line numbers, and the rows that could not be read.

No reader guesses a type, fills a short row, skips a bad one or drops a column. A row that cannot be
split into the header's columns is set apart with its line and text; the caller quarantines it.
``delimited`` reads CSV and TSV, ``workbook`` XLSX; JSON lines and Parquet are read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet

from pipeline.landing.delivery import refuse

LINE = "_line"

# What is no part of a value at its ends: blanks of every width, line ends, a byte order mark.
BLANKS = " \t\n\r\u00a0\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200C)))

_CONTROL_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be split into columns. line counts from 1, the header included."""

    line: int
    code: str
    reason: str
    text: str


@dataclass
class Delivered:
    """What a file held. table: one text column a header name, then ``_line`` (int64)."""

    header: list[str]
    table: pa.Table
    broken: list[BrokenRow] = field(default_factory=list)
    delimiter: str = ","

    @property
    def count(self) -> int:
        """Rows delivered: those that could be split and those that could not."""
        return self.table.num_rows + len(self.broken)


def check_header(name: str, given: list[str], line: int = 1) -> list[str]:
    """The header's names without blanks around them; refuses empty and repeated ones."""
    header = [text.strip(BLANKS) for text in given]
    if not any(header):
        raise refuse(name, f"line {line} should hold the column names and is empty.")
    seen: dict[str, str] = {}
    for position, column in enumerate(header, start=1):
        if not column:
            raise refuse(name, f"column {position} of the header (line {line}) has no name.")
        if column.lower() in seen:
            raise refuse(
                name,
                f"the header (line {line}) names {column!r} twice (upper and lower case count as "
                "one). Rename or remove one of them.",
            )
        if column.lower() in (LINE, "_file_name"):
            raise refuse(name, f"the header (line {line}) names {column!r}, which landing uses.")
        seen[column.lower()] = column
    return header


_MAY_BE_BLANK = np.ones(256, dtype=bool)  # as first or last byte of a value in UTF-8
_MAY_BE_BLANK[0x21:0x7F] = False


def may_have_blank_ends(texts: pa.ChunkedArray) -> bool:
    """Whether a value may begin or end with a blank: true for other than printable ASCII there."""
    for chunk in texts.chunks:
        _, offsets, content = chunk.buffers()
        if not len(chunk) or content is None:
            continue
        places = np.frombuffer(offsets, dtype=np.int32)[
            chunk.offset : chunk.offset + len(chunk) + 1
        ]
        firsts, lasts = places[:-1], places[1:]
        is_filled = lasts > firsts
        bytes_ = np.frombuffer(content, dtype=np.uint8)
        ends = (bytes_[firsts[is_filled]], bytes_[lasts[is_filled] - 1])
        if any(_MAY_BE_BLANK[each].any() for each in ends):
            return True
    return False


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in one sentence: the first ones, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def unclean_row(index: int, text: str, is_control: bool) -> BrokenRow:
    if is_control:
        return BrokenRow(
            index + 1, "control_character", "a control character (NUL or the like) in the row", text
        )
    return BrokenRow(
        index + 1, "stray_line_end", "a carriage return inside the row: half a line end", text
    )


def wrong_width(index: int, text: str, found: int, expected: int) -> BrokenRow:
    code = "short_row" if found < expected else "long_row"
    return BrokenRow(index + 1, code, f"{found} fields, the header has {expected}", text)


def arrow_of_records(header: list[str], records: list[list[str | None]]) -> pa.Table:
    columns = list(zip(*records, strict=True)) if records else [()] * len(header)
    return pa.table(
        [pa.array(values, type=pa.string()) for values in columns],
        names=header,
    )


def lines_of(records: list[tuple[int, list[str]]]) -> np.ndarray:
    return np.array([index + 1 for index, _ in records], dtype=np.int64)


def concat(header: list[str], *parts: tuple[pa.Table, np.ndarray]) -> pa.Table:
    numbered = [
        table.append_column(LINE, pa.array(lines, type=pa.int64())) for table, lines in parts
    ]
    return pa.concat_tables(numbered)


def read_json_lines(name: str, content: bytes) -> Delivered:
    """One flat object a line. Numbers stay as written; nested values, repeated keys are broken."""
    if content.lstrip()[:1] == b"[":
        raise refuse(name, "one JSON array, not JSON lines (one object a line).")
    header: dict[str, None] = {}
    rows: list[tuple[int, dict[str, str | None]]] = []
    broken: list[BrokenRow] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=_flat_object,
        parse_float=_Number,
        parse_int=_Number,
        parse_constant=_no_constant,
    )
    for line, raw in enumerate(content.split(b"\n"), start=1):
        text = raw.decode("utf-8").strip()
        if not text:
            continue
        try:
            row = decoder.decode(text)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError) as error:
            code = "not_json" if isinstance(error, json.JSONDecodeError) else "not_flat_json"
            broken.append(BrokenRow(line, code, f"not one flat JSON object: {error}", text))
            continue
        header.update(dict.fromkeys(row))
        rows.append((line, row))
    if not rows:
        raise refuse(name, "no line of it is a flat JSON object.")
    given = list(header)
    if check_header(name, given) != given:
        raise refuse(name, "a key has blanks around it.")
    table = arrow_of_records(given, [[row.get(key) for key in given] for _, row in rows])
    numbers = np.array([line for line, _ in rows], dtype=np.int64)
    delivered = Delivered(given, concat(given, (table, numbers)), broken)
    return without_control_characters(delivered)


class _Number(str):
    """A JSON number, kept as it was written."""

    __slots__ = ()


def _flat_object(pairs: list[tuple[str, object]]) -> dict[str, str | None]:
    row: dict[str, str | None] = {}
    for key, value in pairs:
        if key in row:
            raise ValueError(f"the key {key!r} stands twice")
        key.encode()  # half a surrogate pair is no text: UnicodeEncodeError is a ValueError
        if isinstance(value, bool):
            row[key] = "true" if value else "false"
        elif value is None:
            row[key] = None
        elif isinstance(value, str):
            value.encode()
            row[key] = str(value)
        else:
            raise ValueError(f"the value of {key!r} is not a plain one")
    return row


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON number")


def without_control_characters(delivered: Delivered) -> Delivered:
    """Set rows apart that hold NUL and the like (formats in which such text can hide)."""
    bad = None
    for column in delivered.header:
        found = pc.fill_null(
            pc.match_substring_regex(delivered.table[column], _CONTROL_TEXT), False
        )
        bad = found if bad is None else pc.or_(bad, found)
    if bad is not None and pc.any(bad).as_py():
        for row in delivered.table.filter(bad).to_pylist():
            text = "\t".join(row[column] or "" for column in delivered.header)
            delivered.broken.append(unclean_row(row[LINE] - 1, text, is_control=True))
        delivered.table = delivered.table.filter(pc.invert(bad))
    return delivered


def read_parquet(name: str, content: bytes) -> Delivered:
    """Parquet: every value as its exact text (times of a zone in UTC with Z). Line = row number."""
    try:
        table = pa_parquet.read_table(pa.BufferReader(content), use_threads=True)
        header = check_header(name, table.column_names)
        columns = [_exact_text(name, header[i], table.column(i)) for i in range(len(header))]
    except pa.ArrowException as error:
        raise refuse(name, f"not readable as Parquet: {str(error).splitlines()[0]}.") from error
    numbers = np.arange(1, table.num_rows + 1)
    texts = pa.table(columns, names=header)
    return without_control_characters(Delivered(header, concat(header, (texts, numbers))))


def _exact_text(name: str, column: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    data_type = values.type
    if pa.types.is_dictionary(data_type):
        values = values.cast(data_type.value_type)
        data_type = values.type
    if pa.types.is_string(data_type) or pa.types.is_large_string(data_type):
        return values.cast(pa.string())
    if pa.types.is_timestamp(data_type):
        try:
            micros = values.cast(pa.timestamp("us", tz=data_type.tz))
        except pa.ArrowInvalid as error:
            raise refuse(name, f"column {column!r} is finer than a microsecond.") from error
        if data_type.tz:
            return pc.strftime(micros.cast(pa.timestamp("us", tz="UTC")), "%Y-%m-%d %H:%M:%SZ")
        return pc.strftime(micros, "%Y-%m-%d %H:%M:%S")
    if pa.types.is_floating(data_type):
        wide = values.cast(pa.float64()) if data_type == pa.float32() else values
        texts = [None if value is None else number_text(value) for value in wide.to_pylist()]
        return pa.chunked_array([pa.array(texts, type=pa.string())])
    if (
        pa.types.is_integer(data_type)
        or pa.types.is_boolean(data_type)
        or pa.types.is_date32(data_type)
        or pa.types.is_decimal(data_type)
        or pa.types.is_time(data_type)
        or pa.types.is_null(data_type)
    ):
        return values.cast(pa.string())
    raise refuse(name, f"column {column!r} holds {data_type}, which is not a plain value.")


def number_text(value: float) -> str:
    """A float as text: whole numbers without a point while all their digits are known.

    From 10^15 on a spreadsheet has dropped digits; such a number keeps its exponent, which every
    column refuses.
    """
    if value == int(value) if abs(value) < 1e15 else False:
        return str(int(value))
    return f"{value:.14E}" if abs(value) >= 1e15 else repr(value)
