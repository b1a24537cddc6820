"""The delimited reader: what numpy and pyarrow do in one piece equals RFC 4180 read by hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landing_support import Centre

from pipeline.home import ScorecardsError
from pipeline.landing.delimited import _Lines, read_delimited
from pipeline.landing.reading import LINE, Delivered, number_text

FIELD = st.text(alphabet='ab,"\n咨 ', max_size=6)
WILD = st.text(alphabet='a,"\n\r咨\0', max_size=60)


def rows_of(delivered: Delivered) -> list[list[str]]:
    rows = sorted(delivered.table.to_pylist(), key=lambda row: row[LINE])
    return [[row[name] for name in delivered.header] for row in rows]


@settings(max_examples=150, deadline=None)
@given(
    records=st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=8),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_writer_quotes_rightly_comes_back_as_it_was(
    records: list[tuple[str, str, str]], quoting: int, line_end: str
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerows([("x", "y", "z"), *records])
    delivered = read_delimited("f.csv", buffer.getvalue().encode(), ",", 1, True)
    assert delivered.count >= len(records)
    if not any("\n" in field for record in records for field in record):
        assert not delivered.broken
        assert rows_of(delivered) == [list(record) for record in records]
        return
    # A field with line ends may look like rows of its own; then it is set apart, never misread.
    found = rows_of(delivered)
    assert all(tuple(row) in records or delivered.broken for row in found)
    if not delivered.broken:
        assert found == [list(record) for record in records]


GRAMMAR = re.compile(r'(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*')


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(st.text(alphabet='a,"咨', min_size=1, max_size=14), min_size=1, max_size=6))
def test_numpys_judgement_of_quotes_is_the_grammars(lines: list[str]) -> None:
    found = _Lines("\n".join(lines).encode(), ",")
    for index, line in enumerate(lines):
        is_right = GRAMMAR.fullmatch(line) is not None
        assert bool(found.are_quotes_right[index]) == is_right, line
        if is_right:
            assert found.delimiters[index] + 1 == len(next(csv.reader([line]))), line


@settings(max_examples=300, deadline=None)
@given(text=WILD)
def test_no_text_loses_a_row_or_breaks_the_reader(text: str) -> None:
    delivered = read_delimited("f.csv", b"x,y\n" + text.encode(), ",", 1, False)
    lines = text.split("\n")
    told = {row.line for row in delivered.broken} | set(delivered.table[LINE].to_pylist())
    assert delivered.count == len(told)
    for number, line in enumerate(lines, start=2):
        if line.removesuffix("\r") and number not in told:
            # not told as a row of its own: it lies inside a field that an earlier line opened
            opener = max((each for each in told if each < number), default=None)
            assert opener is not None
            assert '"' in lines[opener - 2]
    for row in rows_of(delivered):
        assert len(row) == 2


def test_a_file_of_several_blocks_keeps_its_line_numbers() -> None:
    rows = [f"{number},{'x' * 50}" for number in range(2, 400_000)]
    rows[1000] = '1002,"a,b"'
    rows[2000] = "short"
    rows[3000] = '3002,"two\nlines"'
    delivered = read_delimited("f.csv", ("n,t\n" + "\n".join(rows) + "\n").encode(), ",", 1, True)
    assert [(row.line, row.code) for row in delivered.broken] == [(2002, "short_row")]
    table = delivered.table.to_pydict()
    # behind the field of two lines every number stands one line lower
    wrong = [
        (number, line)
        for number, line in zip(table["n"], table[LINE], strict=True)
        if int(number) + (int(number) > 3002) != line
    ]
    assert wrong == []
    assert delivered.count == 399_998


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (61.0, "61"),
        (61.5, "61.5"),
        (-0.25, "-0.25"),
        (13800000000.0, "13800000000"),
        (1e15, "1.00000000000000E+15"),
        (float("nan"), "nan"),
        (float("inf"), "INF"),
    ],
)
def test_floats_become_text_while_their_digits_are_known(value: float, text: str) -> None:
    assert number_text(value) == text


def test_damaged_headers_are_refused(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    for content, reason in (
        (b'"interaction_id,direction\n1,2\n', "quote that is not closed"),
        (b"interaction_id,_line\n1,2\n", "which landing uses"),
        (b"\n1,2\n", "column names and is empty"),
        (b"a\0b,c\n1,2\n", "control characters"),
    ):
        with pytest.raises(ScorecardsError, match=reason):
            centre.land("calls.csv", content)
