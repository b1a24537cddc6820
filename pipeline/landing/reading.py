"""One reader a format; all give the same thing: columns of text, line numbers, rows not readable.

No reader guesses a type, fills a short row, skips a bad one or drops a column. A row that cannot be
split into the header's columns is set apart with its line and text; the caller quarantines it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from pipeline.landing.delivery import Delivery, refuse

LINE = "_line"
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_MAX_RECORD_LINES = 500
_CONTROL = np.zeros(256, dtype=bool)
_CONTROL[[*range(9), 11, 12, *range(14, 32), 127]] = True
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


def read_delimited(
    name: str, content: bytes, delimiter: str, header_line: int, needs_line_end: bool
) -> Delivered:
    """CSV and TSV, after RFC 4180: quotes only around whole fields, a quote inside doubled.

    Lines of the right width, whose quotes stand where they may, go to pyarrow in one piece; what is
    left is put together (a field may hold line ends) or set apart with its reason. content: UTF-8
    without a byte order mark.
    """
    lines = _Lines(content, delimiter)
    if header_line > lines.count:
        raise refuse(name, f"the header should be on line {header_line}; the file is shorter.")
    header = _header(name, lines, header_line - 1, delimiter)
    grammar = _Grammar(delimiter, len(header))
    body = np.arange(lines.count) >= header_line
    body &= lines.ends > lines.starts  # blank lines are no rows
    fits = lines.delimiters == len(header) - 1
    clean = body & ~lines.has_control & ~lines.has_return
    plain = clean & (lines.quotes == 0) & fits
    quoted = clean & (lines.quotes > 0) & lines.are_quotes_right
    broken: list[BrokenRow] = []
    records: list[tuple[int, list[str]]] = []
    consumed = 0
    for index in np.flatnonzero(body & ~plain & ~(quoted & fits)).tolist():
        if index < consumed:
            continue
        text = lines.text(index)
        if not clean[index]:
            broken.append(_unclean(index, text, bool(lines.has_control[index])))
        elif lines.quotes[index] == 0 or quoted[index]:
            broken.append(_wrong_width(index, text, int(lines.delimiters[index]) + 1, len(header)))
        elif (joined := grammar.join(lines, index)) is not None:
            fields, consumed = joined
            plain[index:consumed] = quoted[index:consumed] = False
            records.append((index, fields))
        else:
            broken.append(BrokenRow(index + 1, "stray_quote", _STRAY_QUOTE, text))
    parts = [(_arrow_of_records(header, [fields for _, fields in records]), _lines_of(records))]
    for chosen, has_quotes in ((plain, False), (quoted & fits, True)):
        whole = np.flatnonzero(chosen)
        parts.append((_arrow_of_lines(lines, whole, header, delimiter, has_quotes), whole + 1))
    table = _concat(header, *parts)
    delivered = Delivered(header, table, broken, delimiter)
    if needs_line_end and not lines.is_finished:
        _set_apart_last_line(delivered, lines.count)
    return delivered


_STRAY_QUOTE = (
    'a quote (") that neither opens nor closes a field: a field in quotes begins and ends with one '
    'and doubles those inside it ("")'
)


class _Lines:
    """The physical lines of a text, counted with numpy: no Python per line until it is needed."""

    def __init__(self, content: bytes, delimiter: str) -> None:
        self.content = content
        bytes_ = np.frombuffer(content, dtype=np.uint8)
        newlines = np.flatnonzero(bytes_ == _NEWLINE)
        self.starts = np.concatenate(([0], newlines + 1))
        ends = np.concatenate((newlines, [len(bytes_)]))
        self.is_finished = bool(self.starts[-1] == len(bytes_))
        if self.is_finished:
            self.starts, ends = self.starts[:-1], ends[:-1]
        self.nexts = np.minimum(ends + 1, len(bytes_))
        has_return_end = (ends > self.starts) & (bytes_[np.maximum(ends - 1, 0)] == _RETURN)
        self.ends = ends - has_return_end
        self.count = len(self.starts)
        self.quotes = self._per_line(bytes_ == _QUOTE)
        self.delimiters, self.are_quotes_right = self._judge_quotes(bytes_, ord(delimiter))
        self.has_return = self._per_line(bytes_ == _RETURN) > 0
        self.has_control = self._per_line(_CONTROL[bytes_]) > 0

    def _per_line(self, is_wanted: np.ndarray) -> np.ndarray:
        return self._count(np.flatnonzero(is_wanted))

    def _count(self, places: np.ndarray) -> np.ndarray:
        if not len(places):
            return np.zeros(self.count, dtype=np.int64)
        return np.searchsorted(places, self.ends) - np.searchsorted(places, self.starts)

    def _judge_quotes(self, bytes_: np.ndarray, delimiter: int) -> tuple[np.ndarray, np.ndarray]:
        """Delimiters outside quotes a line, and whether every quote of it stands where it may.

        Counted from 0 in its line, an even quote opens a field or is the second of a doubled one,
        so a line start, a delimiter or a quote is before it; an odd one closes or is the first of
        a doubled one, so a line end, a delimiter or a quote is behind it. This is RFC 4180 for
        fields that hold no line end.
        """
        commas, quotes = np.flatnonzero(bytes_ == delimiter), np.flatnonzero(bytes_ == _QUOTE)
        if not len(quotes):
            return self._count(commas), np.ones(self.count, dtype=bool)
        first_quote = np.searchsorted(quotes, self.starts)
        line = np.searchsorted(self.starts, quotes, side="right") - 1
        is_odd = (np.arange(len(quotes)) - first_quote[line]) % 2 == 1
        before, behind = bytes_[np.maximum(quotes - 1, 0)], bytes_[
            np.minimum(quotes + 1, len(bytes_) - 1)
        ]
        may_open = (quotes == self.starts[line]) | (before == delimiter) | (before == _QUOTE)
        may_close = (quotes + 1 == self.ends[line]) | (behind == delimiter) | (behind == _QUOTE)
        wrong = quotes[~np.where(is_odd, may_close, may_open)]
        comma_line = np.searchsorted(self.starts, commas, side="right") - 1
        is_inside = (np.searchsorted(quotes, commas) - first_quote[comma_line]) % 2 == 1
        are_right = (self.quotes % 2 == 0) & (self._count(wrong) == 0)
        return self._count(commas[~is_inside]), are_right

    def text(self, index: int) -> str:
        return self.content[self.starts[index] : self.ends[index]].decode("utf-8")


class _Grammar:
    """What a record looks like for one delimiter and width."""

    def __init__(self, delimiter: str, width: int) -> None:
        plain, closed = f'[^"{re.escape(delimiter)}\r\n]*', '"(?:[^"]|"")*"'
        self.delimiter, self.width = delimiter, width
        separator = re.escape(delimiter)
        one = f"(?:{closed}|{plain})"
        self._record = re.compile(f"{one}(?:{separator}{one})*")
        self._open = re.compile(f'(?:{one}{separator})*"(?:[^"]|"")*')

    def is_record(self, text: str) -> bool:
        """Whether every quote of the text opens, closes or is doubled inside a field."""
        return self._record.fullmatch(text) is not None

    def join(self, lines: _Lines, index: int) -> tuple[list[str], int] | None:
        """The record that begins in a line and ends in a later one, and the line after it.

        None if there is none, or if the lines between look like rows of their own: then a quote
        was lost, and a record made of them would swallow rows in silence.
        """
        if not self._open.fullmatch(lines.text(index)):
            return None
        parts = [lines.text(index)]
        for last in range(index + 1, min(index + _MAX_RECORD_LINES, lines.count)):
            parts.append(lines.text(last))
            if lines.has_control[last]:
                return None
            if lines.quotes[last] and self.is_record("\n".join(parts)):
                fields = next(csv.reader([self._one_string(parts)], delimiter=self.delimiter))
                whole = [int(lines.delimiters[line]) >= self.width - 1 for line in _upto(index, last)]
                looks_like_rows = self.width > 1 and (all(whole) or any(whole[1:-1]))
                if len(fields) != self.width or looks_like_rows:
                    return None
                return [value.replace("\v", "\n") for value in fields], last + 1
        return None

    @staticmethod
    def _one_string(parts: list[str]) -> str:
        # csv.reader wants whole lines; \v cannot occur (control characters are set apart).
        return "\v".join(parts)


def _upto(first: int, last: int) -> Iterable[int]:
    return range(first, last + 1)


def _header(name: str, lines: _Lines, index: int, delimiter: str) -> list[str]:
    text = lines.text(index)
    if lines.has_control[index]:
        raise refuse(name, f"line {index + 1}, the header, holds control characters.")
    if not _Grammar(delimiter, 1).is_record(text):
        raise refuse(name, f"line {index + 1}, the header, has a quote that is not closed.")
    return check_header(name, next(csv.reader([text], delimiter=delimiter), []), index + 1)


def check_header(name: str, given: list[str], line: int = 1) -> list[str]:
    """The header's names without blanks around them; refuses empty and repeated ones."""
    header = [text.strip(" \t\u3000\u00a0\ufeff") for text in given]
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


def _unclean(index: int, text: str, is_control: bool) -> BrokenRow:
    if is_control:
        return BrokenRow(
            index + 1, "control_character", "a control character (NUL or the like) in the row", text
        )
    return BrokenRow(
        index + 1, "stray_line_end", "a carriage return inside the row: half a line end", text
    )


def _wrong_width(index: int, text: str, found: int, expected: int) -> BrokenRow:
    code = "short_row" if found < expected else "long_row"
    return BrokenRow(index + 1, code, f"{found} fields, the header has {expected}", text)


def _arrow_of_lines(
    lines: _Lines, whole: np.ndarray, header: list[str], delimiter: str, has_quotes: bool
) -> pa.Table:
    """Lines that are whole records of the right width, through pyarrow's reader."""
    if not len(whole):
        return _arrow_of_records(header, [])
    breaks = np.flatnonzero(np.diff(whole) != 1)
    firsts = whole[np.concatenate(([0], breaks + 1))]
    lasts = whole[np.concatenate((breaks, [len(whole) - 1]))]
    view = memoryview(lines.content)
    runs = [
        view[lines.starts[first] : lines.nexts[last]]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
    content = b"".join(runs) if len(runs) > 1 else runs[0]
    names = [str(position) for position in range(len(header))]
    longest = int((lines.nexts - lines.starts).max())
    table = pa_csv.read_csv(
        pa.BufferReader(pa.py_buffer(content)),
        read_options=pa_csv.ReadOptions(
            column_names=names, block_size=max(8 << 20, 2 * longest), use_threads=True
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if has_quotes else False,
            double_quote=has_quotes,
            escape_char=False,
            newlines_in_values=False,
            ignore_empty_lines=False,
        ),
        convert_options=pa_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
        ),
    )
    return table.rename_columns(header)


def _arrow_of_records(header: list[str], records: list[list[str | None]]) -> pa.Table:
    columns = list(zip(*records, strict=True)) if records else [()] * len(header)
    return pa.table(
        [pa.array(values, type=pa.string()) for values in columns],
        names=header,
    )


def _lines_of(records: list[tuple[int, list[str]]]) -> np.ndarray:
    return np.array([index + 1 for index, _ in records], dtype=np.int64)


def _concat(header: list[str], *parts: tuple[pa.Table, np.ndarray]) -> pa.Table:
    numbered = [
        table.append_column(LINE, pa.array(lines, type=pa.int64())) for table, lines in parts
    ]
    return pa.concat_tables(numbered)


def _set_apart_last_line(delivered: Delivered, last: int) -> None:
    """A last line without a line end may have been cut inside its last field: not accepted."""
    is_last = pc.equal(delivered.table[LINE], last)
    if not pc.any(is_last).as_py():
        return
    row = delivered.table.filter(is_last).to_pylist()[0]
    delivered.table = delivered.table.filter(pc.invert(is_last))
    delivered.broken.append(
        BrokenRow(
            last,
            "unfinished_line",
            "the file ends inside this line (no line end), so its last field may be cut; if the "
            "system always writes so, set `last_line_may_be_open: true` in the feed",
            delivered.delimiter.join(row[column] or "" for column in delivered.header),
        )
    )


def read_json_lines(name: str, content: bytes) -> Delivered:
    """One flat object a line. Numbers stay as written; nested values and repeated keys are broken."""
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
    table = _arrow_of_records(given, [[row.get(key) for key in given] for _, row in rows])
    numbers = np.array([line for line, _ in rows], dtype=np.int64)
    delivered = Delivered(given, _concat(given, (table, numbers)), broken)
    return _without_control_characters(delivered)


class _Number(str):
    """A JSON number, kept as it was written."""

    __slots__ = ()


def _flat_object(pairs: list[tuple[str, object]]) -> dict[str, str | None]:
    row: dict[str, str | None] = {}
    for key, value in pairs:
        if key in row:
            raise ValueError(f"the key {key!r} stands twice")
        if isinstance(value, bool):
            row[key] = "true" if value else "false"
        elif value is None or isinstance(value, str):
            row[key] = str(value) if value is not None else None
        else:
            raise ValueError(f"the value of {key!r} is not a plain one")
    return row


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON number")


def _without_control_characters(delivered: Delivered) -> Delivered:
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
            delivered.broken.append(_unclean(row[LINE] - 1, text, is_control=True))
        delivered.table = delivered.table.filter(pc.invert(bad))
    return delivered


def read_parquet(name: str, content: bytes) -> Delivered:
    """Parquet: every value as its exact text (times with a zone in UTC with Z). Line = row number."""
    try:
        table = pa_parquet.read_table(pa.BufferReader(content), use_threads=True)
        header = check_header(name, table.column_names)
        columns = [_exact_text(name, header[i], table.column(i)) for i in range(len(header))]
    except pa.ArrowException as error:
        raise refuse(name, f"not readable as Parquet: {str(error).splitlines()[0]}.") from error
    numbers = np.arange(1, table.num_rows + 1)
    texts = pa.table(columns, names=header)
    return _without_control_characters(Delivered(header, _concat(header, (texts, numbers))))


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


def read_xlsx(name: str, content: bytes, sheet: str | None, header_line: int) -> Delivered:
    """One sheet of a workbook, formulas by their value. Line = the sheet's row number.

    Cells with an Excel error, formulas without a stored value and merged cells refuse the file:
    a reader sees them as empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _check_workbook(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        if sheet is not None and sheet not in book.sheet_names:
            raise refuse(name, f"no sheet {sheet!r}; it has {', '.join(book.sheet_names)}.")
        if sheet is None and len(visible) != 1:
            raise refuse(
                name, f"{len(visible)} visible sheets ({', '.join(visible)}): name one (`sheet:`)."
            )
        chosen = sheet or visible[0]
        page = book.get_sheet_by_name(chosen)
        if page.merged_cell_ranges:
            raise refuse(name, f"sheet {chosen!r} has merged cells. Unmerge them and save it.")
        rows = page.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise refuse(name, f"not readable as XLSX: {error}.") from error
    _refuse_unseen_cells(name, content, chosen)
    if len(rows) < header_line:
        raise refuse(name, f"sheet {chosen!r} has no line {header_line} for the header.")
    titles = [_cell(value) or "" for value in rows[header_line - 1]]
    while titles and not titles[-1].strip():
        titles.pop()
    header = check_header(name, titles, header_line)
    records: list[tuple[int, list[str | None]]] = []
    broken: list[BrokenRow] = []
    for index, row in enumerate(rows[header_line:], start=header_line):
        values = [_cell(value) for value in row]
        if not any(values):
            continue
        if any(values[len(header) :]):
            text = "\t".join(value or "" for value in values)
            broken.append(_wrong_width(index, text, len(values), len(header)))
            continue
        values = values[: len(header)]
        records.append((index, values + [None] * (len(header) - len(values))))
    table = _concat(
        header,
        (_arrow_of_records(header, [fields for _, fields in records]), _lines_of(records)),
    )
    return _without_control_characters(Delivered(header, table, broken, "\t"))


def _cell(value: object) -> str | None:
    """A cell as text. Dates always carry their time: Excel does not tell a date from midnight."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return str(_without_noise(value))
    if isinstance(value, date):
        return f"{value} 00:00:00"
    if isinstance(value, time):
        return str(_without_noise(datetime.combine(date(2000, 1, 1), value)).time())
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _without_noise(moment: datetime) -> datetime:
    """Excel keeps days as floats: half a millisecond beside a full second is that second."""
    nearest = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest if abs(nearest - moment) <= timedelta(microseconds=500) else moment


_MAX_SHEET_BYTES = 1 << 30


def _check_workbook(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MAX_SHEET_BYTES:
                raise refuse(name, f"unpacks to more than {_MAX_SHEET_BYTES >> 20} MB.")
            broken = archive.testzip()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise refuse(name, f"not readable as XLSX ({error}). Save it again.") from error
    if broken:
        raise refuse(name, f"damaged inside ({broken}). Deliver it again.")


def _refuse_unseen_cells(name: str, content: bytes, sheet: str) -> None:
    """Refuse a sheet whose XML holds error cells or formulas that were never calculated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(_sheet_path(archive, sheet))
    for cell in re.finditer(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", xml, re.DOTALL):
        attributes, inside = cell.group(1), cell.group(2) or b""
        place = re.search(rb'\br="([A-Z]+\d+)"', attributes)
        where = place.group(1).decode() if place else "a cell"
        if b't="e"' in attributes:
            raise refuse(name, f"sheet {sheet!r} has an Excel error in {where}. Mend it there.")
        if b"<f" in inside and not re.search(rb"<v>[^<]", inside) and b't="str"' not in attributes:
            raise refuse(
                name,
                f"sheet {sheet!r} has a formula without a value in {where}. Open the file in a "
                "spreadsheet program and save it.",
            )


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet lies (workbook.xml names it, its .rels file says where)."""
    from xml.etree import ElementTree  # noqa: S405 - no entity of ours; expat caps expansion

    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            key = next(value for name, value in element.attrib.items() if name.endswith("}id"))
            target = targets[key]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)
