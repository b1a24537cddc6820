"""The faults that read_csv accepts in silence (reliability.md section 4), in three encodings.

Every case says by hand which rows must come in and why the others may not; a fault is either a
quarantined row with its line and reason or a refused file, never a silent value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from landing_support import CALLS, Centre, as_bytes, call_row, calls_file, quiet

from pipeline.home import ScorecardsError
from pipeline.land import land

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030"]


@dataclass
class Fault:
    """lines: the file. quarantined: line -> reason code; every other row must be accepted."""

    name: str
    lines: list[str]
    quarantined: dict[int, str] = field(default_factory=dict)
    ends_open: bool = False


def with_line(number: int, *text: str) -> list[str]:
    """A good file in which line `number` (the header is line 1) is replaced by other lines."""
    lines = calls_file()
    lines[number - 1 : number] = text
    return lines


def with_value(**changed: str) -> list[str]:
    return with_line(6, call_row(5, **changed))


QUARANTINED = [
    Fault("a short row", with_line(6, "C005,inbound,agent_answered"), {6: "short_row"}),
    Fault("a long row", with_line(6, call_row(5) + ",extra"), {6: "long_row"}),
    Fault(
        "cut inside the last field", with_line(21, call_row(20)[:-1]), {21: "unfinished_line"}, True
    ),
    Fault(
        "cut inside a quoted field",
        with_line(21, 'C020,inbound,agent_answered,2026-08-01 10:00:00,60,"咨'),
        {21: "stray_quote"},
        True,
    ),
    Fault("a quote that never closes", with_value(intent_code='"咨询'), {6: "stray_quote"}),
    Fault("a quote inside a plain field", with_value(intent_code='咨"询'), {6: "stray_quote"}),
    Fault("text behind a closing quote", with_value(intent_code='"咨"询'), {6: "stray_quote"}),
    Fault(
        "two lost quotes that would swallow the rows between them",
        [
            *calls_file()[:5],
            call_row(5, intent_code='"咨询'),
            call_row(6),
            call_row(7, intent_code='咨询"'),
        ],
        {6: "stray_quote", 8: "stray_quote"},
    ),
    Fault("61.5 for a whole number", with_value(talk_seconds="61.5"), {6: "would_round"}),
    Fault("NaN for a number", with_value(talk_seconds="NaN"), {6: "not_a_number"}),
    Fault("Infinity for a number", with_value(talk_seconds="Infinity"), {6: "not_a_number"}),
    Fault("6E1 for a number", with_value(talk_seconds="6E1"), {6: "digits_lost"}),
    Fault("1,061 for a number", with_value(talk_seconds='"1,061"'), {6: "bad_number"}),
    Fault("an enormous whole number", with_value(talk_seconds="9" * 25), {6: "out_of_range"}),
    Fault(
        "full-width digits in a number", with_value(talk_seconds="６０"), {6: "full_width_digits"}
    ),
    Fault(
        "full-width digits in a key", with_value(interaction_id="C００５"), {6: "full_width_digits"}
    ),
    Fault(
        "a key shortened by a spreadsheet",
        with_value(interaction_id="1.38E+10"),
        {6: "digits_lost"},
    ),
    Fault("a NUL byte", with_value(interaction_id="C0\0005"), {6: "control_character"}),
    Fault("half a line end", with_value(intent_code="咨\r询"), {6: "stray_line_end"}),
    Fault("24:00:00", with_value(offered_at="2026-08-01 24:00:00"), {6: "bad_time"}),
    Fault("a leap second", with_value(offered_at="2026-08-01 23:59:60"), {6: "bad_time"}),
    Fault("which is the day?", with_value(offered_at="03/04/2026 10:00:00"), {6: "bad_time"}),
    Fault("a year of two digits", with_value(offered_at="26-08-01 10:00:00"), {6: "bad_time"}),
    Fault("a day that never was", with_value(offered_at="2026-02-30 10:00:00"), {6: "bad_time"}),
    Fault("a date without its time", with_value(offered_at="2026-08-01"), {6: "bad_time"}),
    Fault(
        "an offset of 25 hours", with_value(offered_at="2026-08-01 10:00:00+25:00"), {6: "bad_time"}
    ),
    Fault("an empty required value", with_value(disposition=""), {6: "missing_value"}),
    Fault("an empty key", with_value(interaction_id="  "), {6: "missing_value"}),
    Fault("the header again", with_line(6, CALLS), {6: "repeated_header"}),
    Fault("a footer", [*calls_file(), "Total: 20 rows"], {22: "short_row"}),
    Fault("a footer as wide as a row", [*calls_file(), "合计,,,,1200,"], {22: "missing_value"}),
    Fault(
        "rows that grow wider in mid file",
        [*calls_file(15), *(call_row(number) + ",x" for number in range(16, 21))],
        dict.fromkeys(range(17, 22), "long_row"),
    ),
]


@pytest.mark.parametrize("fault", QUARANTINED, ids=lambda fault: fault.name)
def test_a_broken_row_is_set_apart_and_the_rest_comes_in(tmp_path: Path, fault: Fault) -> None:
    centre = Centre(tmp_path)
    files = []
    for encoding in ENCODINGS:
        content = as_bytes(fault.lines, encoding)
        content = content[:-1] if fault.ends_open else content
        files.append(centre.deliver(f"calls_{encoding}.csv", content))
    results = land(centre.home, "standard", files, quiet())

    row_lines = set(range(2, len(fault.lines) + 1))
    for file, result in zip(files, results, strict=True):
        found = centre.rows(
            "select line, reason_code from landing.quarantine where file_name = ?", file.name
        )
        assert dict(found) == fault.quarantined
        accepted = centre.rows("select _line, intent_code from calls where _file = ?", file.name)
        assert {line for line, _ in accepted} == row_lines - fault.quarantined.keys()
        assert {word for _, word in accepted} == {"咨询"}
        assert result.accepted + result.quarantined == result.delivered == len(row_lines)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_looks_odd_and_is_right_comes_in(tmp_path: Path, encoding: str) -> None:
    centre = Centre(tmp_path)
    lines = [
        CALLS,
        call_row(1, offered_at="2026-08-01T10:00:00+08:00"),  # 02:00 UTC
        call_row(2, offered_at="2026-08-01 10:00:00Z"),  # 10:00 UTC
        call_row(3, offered_at="2026-08-01 10:00:00-0330"),  # 13:30 UTC
        call_row(4, offered_at="2026-08-01 10:00"),  # the centre's zone, UTC+8: 02:00 UTC
        call_row(5, talk_seconds="61.0"),  # loses nothing
        call_row(6, intent_code='"他说""好"", 然后\n挂机"'),  # a doubled quote, a comma, a line end
        call_row(7, intent_code="=cmd"),
        "",
        call_row(8, intent_code=" 咨询 "),
    ]
    result = centre.land("calls_2026-08.csv", as_bytes(lines, encoding).replace(b"\n", b"\r\n"))

    assert (result.delivered, result.accepted) == (8, 8)
    rows = centre.rows("select offered_at, talk_seconds, intent_code, _line from calls order by 4")
    assert [row[0] for row in rows[:4]] == [
        datetime(2026, 8, 1, 2),
        datetime(2026, 8, 1, 10),
        datetime(2026, 8, 1, 13, 30),
        datetime(2026, 8, 1, 2),
    ]
    assert rows[4][1] == 61
    assert rows[5][2:] == ('他说"好", 然后\n挂机', 7)
    assert rows[6][2:] == ("=cmd", 9)  # row 6 took two lines
    assert rows[7][2:] == ("咨询", 11)  # behind a blank line, which is no row


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_are_found_by_name_in_any_order(tmp_path: Path, encoding: str) -> None:
    centre = Centre(tmp_path)
    lines = [",".join(reversed(line.split(","))) for line in calls_file(3)]
    centre.land("calls.csv", as_bytes(lines, encoding))
    rows = centre.rows("select interaction_id, intent_code, talk_seconds from calls order by 1")
    assert rows == [(f"C00{number}", "咨询", 60) for number in (1, 2, 3)]


REFUSED = {
    "an empty file": (b"", "0 bytes"),
    "a header and no rows": (as_bytes([CALLS]), "no rows"),
    "a repeated column": (as_bytes([CALLS + ",direction", call_row(1) + ",inbound"]), "twice"),
    "a repeated column in capitals": (
        as_bytes([CALLS + ",DIRECTION", call_row(1) + ",x"]),
        "twice",
    ),
    "a column without a name": (as_bytes([CALLS + ",", call_row(1) + ","]), "no name"),
    "an unknown column": (as_bytes([CALLS + ",agent", call_row(1) + ",A1"]), "no column 'agent'"),
    "a renamed column": (
        as_bytes([line.replace("talk_seconds", "talk_secs") for line in calls_file()]),
        "no column 'talk_secs'",
    ),
    "a missing required column": (
        as_bytes(
            [
                line.replace("disposition,", "", 1).replace("agent_answered,", "")
                for line in calls_file()
            ]
        ),
        "requires disposition",
    ),
    "wrong width throughout": (
        as_bytes([CALLS, *(call_row(number) + ",x" for number in range(9))]),
        "9 of 9 rows do not fit",
    ),
    "another delimiter": (as_bytes([line.replace(",", ";") for line in calls_file()]), "no column"),
    "neither UTF-8 nor GB18030": (as_bytes(calls_file()) + b"\xff\xff", "not valid utf-8"),
    "half UTF-8, half GB18030": (
        as_bytes(calls_file()) + call_row(99, intent_code="咨询中").encode("gb18030") + b"\xe4\n",
        "not valid",
    ),
    "UTF-16 without a mark": (as_bytes(calls_file(), "utf-16-le"), "not valid|control characters"),
    "a workbook named csv": (b"PK\x03\x04" + bytes(50), "XLSX or ZIP"),
    "gzip without its name": (b"\x1f\x8b" + bytes(50), "gzip"),
    "nothing that fits the table": (
        as_bytes([CALLS, *(call_row(number, talk_seconds="1.5") for number in range(9))]),
        "none of its 9 rows",
    ),
}


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    centre = Centre(tmp_path_factory.mktemp("landed"))
    centre.land("calls_before.csv", as_bytes(calls_file(2)))
    return centre


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_file_is_refused_whole_and_changes_nothing(landed: Centre, case: str) -> None:
    content, reason = REFUSED[case]
    centre = landed
    before = centre.everything()
    with pytest.raises(ScorecardsError, match=reason) as told:
        centre.land("calls.csv", content)
    assert "calls.csv" in str(told.value)
    assert "Nothing of this file was landed" in str(told.value)
    assert centre.everything() == before


def test_scores_are_never_rounded(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    header = "evaluation_id,item_code,score,max_score\n"
    # decimal(12,4): four digits behind the point, zeros beyond them lose nothing
    values = ["90.5555", "90.55550", ".5", "-0.25", "90.55555", "nan", "1e2", "123456789"]
    rows = "".join(f"E{i},greeting,{value},100\n" for i, value in enumerate(values, start=1))
    centre.land("qa_items.csv", header + rows)
    accepted = centre.rows("select evaluation_id, cast(score as varchar) from qa_items order by 1")
    assert accepted == [("E1", "90.5555"), ("E2", "90.5555"), ("E3", "0.5000"), ("E4", "-0.2500")]
    refused = centre.rows("select line, reason_code from landing.quarantine order by line")
    # 123456789 needs nine digits before the point, decimal(12,4) has eight
    assert refused == [
        (6, "would_round"),
        (7, "not_a_number"),
        (8, "digits_lost"),
        (9, "out_of_range"),
    ]


def test_booleans_and_dates_are_read_from_a_closed_list(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    header = "leave_id,agent_id,leave_type,start_at,end_at,written_flag\n"
    times = "2026-08-01 00:00,2026-08-02 00:00"
    values = ["true", "No", "Y", "0", "", "maybe", "2"]
    rows = "".join(f"L{i},A1,sick,{times},{value}\n" for i, value in enumerate(values, start=1))
    centre.land("absences.csv", header + rows)
    accepted = centre.rows("select leave_id, written_flag from absences order by 1")
    assert accepted == [("L1", True), ("L2", False), ("L3", True), ("L4", False), ("L5", None)]

    header = "agent_id,valid_from,team_id\n"
    values = ["2026-08-01", "2026-08-01 00:00:00", "2026-8-1", "01.08.2026", "0026-08-01"]
    rows = "".join(f"A{i},{value},T1\n" for i, value in enumerate(values, start=1))
    result = centre.land("assignments.csv", header + rows)
    assert centre.rows("select agent_id from assignments order by 1") == [("A1",), ("A2",)]
    assert result.reasons == {"bad_date": 3}


@pytest.mark.parametrize(
    ("choice", "accepted", "reasons"),
    [
        # New York 2026: 02:30 on 8 March was skipped; 01:30 on 1 November was 05:30 and 06:30 UTC.
        ("refuse", [("N", 14, 0)], {"skipped_local_time": 1, "ambiguous_local_time": 1}),
        ("first", [("N", 14, 0), ("T", 5, 30)], {"skipped_local_time": 1}),
        ("second", [("N", 14, 0), ("T", 6, 30)], {"skipped_local_time": 1}),
    ],
)
@pytest.mark.parametrize(
    "expression", ["stamp", "moment(stamp)", "local_time(stamp, '%Y-%m-%d %H:%M:%S')"]
)
def test_daylight_saving_is_told_not_guessed(
    tmp_path: Path, choice: str, accepted: list, reasons: dict, expression: str
) -> None:
    centre = Centre(tmp_path)
    feed = centre.feed(f"""
description: New York
files: "*.csv"
time_zone: America/New_York
ambiguous_local_time: {choice}
tables:
  calls:
    columns:
      interaction_id: id
      direction: "'inbound'"
      disposition: "'agent_answered'"
      offered_at: {expression}
""")
    text = "id,stamp\nN,2026-08-01 10:00:00\nG,2026-03-08 02:30:00\nT,2026-11-01 01:30:00\n"
    result = centre.land("x.csv", text, feed)
    found = centre.rows(
        "select interaction_id, hour(offered_at), minute(offered_at) from calls order by 1"
    )
    assert found == accepted
    assert result.reasons == reasons
