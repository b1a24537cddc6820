"""The same calls as CSV, TSV, XLSX, JSON lines, Parquet and gzip; and what each format can hide."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
from landing_support import CALLS, Centre, as_bytes, calls_file

from pipeline.home import ScorecardsError
from pipeline.landing import delivery

COLUMNS = CALLS.split(",")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def workbook(*rows: list, change=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pa_parquet.write_table(table, buffer)
    return buffer.getvalue()


def test_every_format_gives_the_same_calls(centre: Centre) -> None:
    lines = calls_file(3)
    rows = [line.split(",") for line in lines[1:]]
    ids = [row[0] for row in rows]
    when = datetime(2026, 8, 1, 10)
    table = pa.table(
        {
            "interaction_id": ids,
            "direction": pa.array(["inbound"] * 3).dictionary_encode(),
            "disposition": ["agent_answered"] * 3,
            "offered_at": pa.array([when] * 3, pa.timestamp("us")),
            "talk_seconds": pa.array([60.0] * 3),
            "intent_code": ["咨询"] * 3,
        }
    )
    sheet = [[*row[:3], when, 60, "咨询"] for row in rows]
    objects = [
        json.dumps(dict(zip(COLUMNS, row, strict=True)) | {"talk_seconds": 60}) for row in rows
    ]
    files = {
        "calls_1.csv": as_bytes(lines),
        "calls_2.csv.gz": gzip.compress(as_bytes(lines)),
        "calls_3.tsv": as_bytes(lines).replace(b",", b"\t"),
        "calls_4.xlsx": workbook(COLUMNS, *sheet),
        "calls_5.jsonl": as_bytes(objects),
        "calls_6.ndjson.gz": gzip.compress(as_bytes(objects)),
        "calls_7.parquet": parquet(table),
        "calls_8.csv.gz": gzip.compress(as_bytes(lines[:2])) + gzip.compress(as_bytes(lines[2:])),
    }
    for name, content in files.items():
        assert centre.land(name, content).accepted == 3, name
    for name in files:
        found = centre.rows(
            f"select {CALLS} from calls where _file = ? order by interaction_id", name
        )
        assert found == [
            (each, "inbound", "agent_answered", datetime(2026, 8, 1, 2), 60, "咨询") for each in ids
        ], name


# -- gzip


def test_a_damaged_gzip_is_refused(centre: Centre) -> None:
    good = gzip.compress(as_bytes(calls_file()))
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    for content, reason in (
        (good[:-9], "was cut"),
        (bytes(flipped), "not readable as gzip"),
        (good[:-8] + bytes(8), "not readable as gzip"),  # checksum
        (as_bytes(calls_file()), "not readable as gzip"),
        (gzip.compress(b""), "nothing is inside"),
    ):
        with pytest.raises(ScorecardsError, match=reason):
            centre.land("calls.csv.gz", content)
    assert centre.rows("select count(*) from landing.load") == [(0,)]


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MAX_INFLATED_BYTES", 1 << 20)
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(bytes(4 << 20)) + packer.flush()
    with pytest.raises(ScorecardsError, match="unpacks to more than 1 MB"):
        centre.land("calls.csv.gz", bomb)
    monkeypatch.setattr(delivery, "MAX_BYTES", 10)
    with pytest.raises(ScorecardsError, match="larger than"):
        centre.land("calls.csv", as_bytes(calls_file()))


# -- JSON lines


def test_json_lines_keep_numbers_as_written_and_refuse_what_is_not_flat(centre: Centre) -> None:
    good = '{"evaluation_id": "E%s", "item_code": "greeting", "score": %s, "max_score": 100}'
    lines = [
        good % (1, "90.5555"),
        good % (2, "90.55555"),
        good % (3, "1e1"),
        good % (4, "NaN"),
        good % (5, "[90]"),
        good % (6, '90, "score": 91'),
        (good % (7, "90"))[:-1],
        '["E8"]',
        '{"evaluation_id": "E9", "item_code": "\\ud800", "score": 1, "max_score": 1}',
        '{"evaluation_id": "E\\u000010", "item_code": "a", "score": 1, "max_score": 1}',
        "",
        '{"item_code": "greeting", "max_score": 100, "score": "80", "evaluation_id": "E12"}',
    ]
    result = centre.land(
        "qa_items.jsonl", as_bytes([*lines, *(good % (n, n) for n in range(20, 30))])
    )
    accepted = centre.rows("select evaluation_id, score from qa_items where _line < 13 order by 1")
    assert accepted == [("E1", Decimal("90.5555")), ("E12", Decimal(80))]
    quarantined = centre.rows("select line, reason_code from landing.quarantine order by line")
    assert quarantined == [
        (2, "would_round"),
        (3, "digits_lost"),
        (4, "not_flat_json"),
        (5, "not_flat_json"),
        (6, "not_flat_json"),
        (7, "not_json"),
        (8, "not_flat_json"),
        (9, "not_flat_json"),
        (10, "control_character"),
    ]
    assert result.accepted + result.quarantined == result.delivered == 21


def test_a_json_array_is_not_json_lines(centre: Centre) -> None:
    with pytest.raises(ScorecardsError, match="JSON array"):
        centre.land("calls.jsonl", b'[{"interaction_id": "1"}]\n')
    with pytest.raises(ScorecardsError, match="no column 'agent'"):
        centre.land("calls.jsonl", b'{"interaction_id": "1", "agent": "x"}\n')


# -- workbooks

ROW = ["C1", "inbound", "agent_answered", datetime(2026, 8, 1, 10), 60, "咨询"]


def test_cells_become_exact_text(centre: Centre) -> None:
    phone, long = 13800000000, 123456789012345678
    rows = [
        COLUMNS,
        [phone, *ROW[1:]],
        [long, *ROW[1:]],  # a spreadsheet keeps 15 digits
        ["C3", "inbound", "agent_answered", datetime(2026, 8, 1), 60.5, "x"],
        ["C4", "inbound", "agent_answered", datetime(2026, 8, 1, 9, 59, 59), 61, True],
        [None] * 6,
        ["C6", "inbound", "agent_answered", datetime(2026, 8, 1), 61, None],
        ["C7", "inbound", "agent_answered", None, 61, None, "beside the table"],
    ]
    result = centre.land("calls.xlsx", workbook(*rows))
    found = centre.rows(
        "select interaction_id, offered_at, intent_code, _line from calls order by 4"
    )
    assert found == [
        ("13800000000", datetime(2026, 8, 1, 2), "咨询", 2),
        ("C4", datetime(2026, 8, 1, 1, 59, 59), "true", 5),
        ("C6", datetime(2026, 7, 31, 16), None, 7),  # midnight in Shanghai
    ]
    assert result.reasons == {"digits_lost": 1, "would_round": 1, "long_row": 1}
    assert result.delivered == 6


def test_days_and_lengths_of_time_from_cells(centre: Centre) -> None:
    feed = centre.feed("""
description: workbook
files: "*.xlsx"
tables:
  shifts:
    columns:
      schedule_id: _line || ''
      agent_id: agent
      shift_date: day
      shift_code: "'D'"
      planned_start: local_clock(local_date(day, '%Y-%m-%d %H:%M:%S'), start, start)
      planned_end: local_clock(local_date(day, '%Y-%m-%d %H:%M:%S'), start, start)
      break_minutes: whole(pause)
""")
    row = ["A1", date(2026, 8, 1), timedelta(hours=9, minutes=30), 60]
    centre.land("plan.xlsx", workbook(["agent", "day", "start", "pause"], row), feed)
    found = centre.rows("select shift_date, planned_start, break_minutes from shifts")
    assert found == [(date(2026, 8, 1), datetime(2026, 8, 1, 1, 30), 60)]


def second_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Other").append(["a"])


def hidden_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Other").sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda book: book.active.merge_cells("A3:B3"), "merged cells"),
        (lambda book: book.active.__setitem__("E2", "=1/0"), "formula without a value in E2"),
        (second_sheet, "2 visible sheets"),
    ],
)
def test_a_workbook_that_hides_something_is_refused(
    centre: Centre, change: object, reason: str
) -> None:
    with pytest.raises(ScorecardsError, match=reason):
        centre.land("calls.xlsx", workbook(COLUMNS, ROW, change=change))


def test_an_error_in_a_cell_refuses_the_workbook(centre: Centre) -> None:
    content = io.BytesIO(workbook(COLUMNS, ROW))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry.endswith("sheet1.xml"):
                data = data.replace(b'<c r="E2" t="n"><v>60</v>', b'<c r="E2" t="e"><v>#N/A</v>')
                assert b'"e"' in data
            new.writestr(entry, data)
    with pytest.raises(ScorecardsError, match="Excel error in E2"):
        centre.land("calls.xlsx", changed.getvalue())


def test_a_hidden_sheet_is_not_read_and_a_named_one_is(centre: Centre) -> None:
    assert centre.land("calls.xlsx", workbook(COLUMNS, ROW, change=hidden_sheet)).accepted == 1
    feed = centre.feed("""
description: named sheet
files: "*.xlsx"
sheet: Other
tables:
  calls:
    columns: {interaction_id: a, direction: "'inbound'", disposition: "'blocked'"}
""")

    def change(book: openpyxl.Workbook) -> None:
        second_sheet(book)
        book["Other"].append(["S1"])

    centre.land("two.xlsx", workbook(COLUMNS, ROW, change=change), feed)
    assert centre.rows("select interaction_id from calls order by 1") == [("C1",), ("S1",)]


def test_what_is_no_workbook_is_refused(centre: Centre) -> None:
    whole = workbook(COLUMNS, ROW)
    for content, reason in (
        (whole[: len(whole) // 2], "not readable as XLSX"),
        (b"a,b\n1,2\n", "does not begin like one"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "old Excel"),
    ):
        with pytest.raises(ScorecardsError, match=reason):
            centre.land("calls.xlsx", content)


# -- Parquet


def test_parquet_values_are_taken_exactly(centre: Centre) -> None:
    zoned = pa.array(
        [datetime(2026, 8, 1, 10, tzinfo=UTC)] * 3, pa.timestamp("ms", tz="Asia/Tokyo")
    )
    table = pa.table(
        {
            "evaluation_id": pa.array([1, 2, 3], pa.int64()),
            "item_code": ["a"] * 3,
            "score": pa.array([90.5555, 90.55555, float("nan")]),
            "max_score": pa.array([Decimal("100.00")] * 3),
        }
    )
    result = centre.land("qa_items.parquet", parquet(table))
    assert centre.rows("select evaluation_id, cast(score as varchar), max_score from qa_items") == [
        ("1", "90.5555", Decimal(100))
    ]
    assert result.reasons == {"would_round": 1, "not_a_number": 1}

    columns = {name: ["x", "y", "z"] for name in ("leave_id", "agent_id", "leave_type")}
    times = {"start_at": zoned, "end_at": zoned, "written_flag": [True, False, None]}
    centre.land("absences.parquet", parquet(pa.table(columns | times)))
    assert centre.rows(
        "select leave_id, start_at, written_flag, _line from absences order by 1"
    ) == [
        ("x", datetime(2026, 8, 1, 10), True, 1),
        ("y", datetime(2026, 8, 1, 10), False, 2),
        ("z", datetime(2026, 8, 1, 10), None, 3),
    ]


def test_parquet_that_cannot_be_text_is_refused(centre: Centre) -> None:
    nested = pa.table({"evaluation_id": [[1]], "item_code": ["a"], "score": [1], "max_score": [1]})
    with pytest.raises(ScorecardsError, match="not a plain value"):
        centre.land("qa_items.parquet", parquet(nested))
    whole = parquet(pa.table({"evaluation_id": ["1"]}))
    with pytest.raises(ScorecardsError, match="not readable as Parquet"):
        centre.land("qa_items.parquet", whole[:-20])
    with pytest.raises(ScorecardsError, match="a Parquet file"):
        centre.land("qa_items.csv", whole)
