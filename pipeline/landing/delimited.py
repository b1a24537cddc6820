"""CSV and TSV after RFC 4180, strictly: numpy judges lines, pyarrow reads those that are right."""

from __future__ import annotations

import csv
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pipeline.landing.delivery import refuse
from pipeline.landing.reading import (
    LINE,
    BrokenRow,
    Delivered,
    arrow_of_records,
    check_header,
    concat,
    lines_of,
    unclean_row,
    wrong_width,
)

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34

_MAX_RECORD_LINES = 500

_CONTROL = np.zeros(256, dtype=bool)

_CONTROL[[*range(9), 11, 12, *range(14, 32), 127]] = True

csv.field_size_limit(1 << 26)


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
            broken.append(unclean_row(index, text, bool(lines.has_control[index])))
        elif lines.quotes[index] == 0 or quoted[index]:
            broken.append(wrong_width(index, text, int(lines.delimiters[index]) + 1, len(header)))
        elif (joined := grammar.join(lines, index)) is not None:
            fields, consumed = joined
            plain[index:consumed] = quoted[index:consumed] = False
            records.append((index, fields))
        else:
            broken.append(BrokenRow(index + 1, "stray_quote", _STRAY_QUOTE, text))
    parts = [(arrow_of_records(header, [fields for _, fields in records]), lines_of(records))]
    for chosen, has_quotes in ((plain, False), (quoted & fits, True)):
        whole = np.flatnonzero(chosen)
        parts.append((_arrow_of_lines(lines, whole, header, delimiter, has_quotes), whole + 1))
    table = concat(header, *parts)
    delivered = Delivered(header, table, broken, delimiter)
    if needs_line_end and not lines.is_finished:
        is_joined = bool(records) and consumed == lines.count
        _set_apart_last_line(delivered, records[-1][0] + 1 if is_joined else lines.count)
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
        before, behind = (
            bytes_[np.maximum(quotes - 1, 0)],
            bytes_[np.minimum(quotes + 1, len(bytes_) - 1)],
        )
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
                # csv.reader wants whole lines; \v cannot occur (control characters are set apart)
                fields = next(csv.reader(["\v".join(parts)], delimiter=self.delimiter))
                whole = [part.count(self.delimiter) >= self.width - 1 for part in parts]
                looks_like_rows = self.width > 1 and (all(whole) or any(whole[1:-1]))
                if len(fields) != self.width or looks_like_rows:
                    return None
                return [value.replace("\v", "\n") for value in fields], last + 1
        return None


def _header(name: str, lines: _Lines, index: int, delimiter: str) -> list[str]:
    text = lines.text(index)
    if lines.has_control[index]:
        raise refuse(name, f"line {index + 1}, the header, holds control characters.")
    if lines.has_return[index]:
        raise refuse(
            name,
            f"line {index + 1}, the header, holds a carriage return: half a line end. Export the "
            "file with line ends LF or CRLF.",
        )
    if not _Grammar(delimiter, 1).is_record(text):
        raise refuse(name, f"line {index + 1}, the header, has a quote that is not closed.")
    return check_header(name, next(csv.reader([text], delimiter=delimiter), []), index + 1)


def _arrow_of_lines(
    lines: _Lines, whole: np.ndarray, header: list[str], delimiter: str, has_quotes: bool
) -> pa.Table:
    """Lines that are whole records of the right width, through pyarrow's reader."""
    if not len(whole):
        return arrow_of_records(header, [])
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
