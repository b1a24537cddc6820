"""Faults of whole files that landing's authors had not listed: found by attacking it."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from landing_support import CALLS, Centre, as_bytes, call_row, calls_file

from pipeline.home import ScorecardsError

GB18030_FEED = """
description: A system that says GB18030.
files: "*.csv"
encoding: gb18030
tables:
  calls:
    columns: {interaction_id: interaction_id, direction: direction, disposition: disposition,
              intent_code: intent_code}
"""


def test_one_utf8_row_in_a_gb18030_file_is_not_read_as_other_words(tmp_path: Path) -> None:
    """投诉 in UTF-8 is E68A95 E8AF89; as GB18030 those six bytes read 鎶曡瘔, with no error."""
    content = (
        as_bytes(calls_file(6), "gb18030") + (call_row(99, intent_code="投诉") + "\n").encode()
    )
    with pytest.raises(ScorecardsError, match=r"line 8 is UTF-8.*gb18030"):
        Centre(tmp_path).land("calls.csv", content)


def test_a_declared_encoding_is_not_believed_against_the_bytes(tmp_path: Path) -> None:
    """咨询 in UTF-8 is E592A8 E8AFA2: three pairs that GB18030 knows as other characters."""
    centre = Centre(tmp_path)
    with pytest.raises(ScorecardsError, match=r"line 2 is UTF-8"):
        centre.land("calls.csv", as_bytes(calls_file(3)), centre.feed(GB18030_FEED))
    good = as_bytes(calls_file(3), "gb18030")
    centre.land("calls.csv", good, centre.feed(GB18030_FEED))
    assert centre.rows("select distinct intent_code from calls") == [("咨询",)]


def test_gb18030_that_happens_to_be_utf8_in_a_short_word_comes_in(tmp_path: Path) -> None:
    """联通 in GB18030 is C1AA CDA8; 通 alone, CDA8, is also a letter in UTF-8: not a mixture."""
    centre = Centre(tmp_path)
    lines = [CALLS, call_row(1), call_row(2, intent_code="通")]
    centre.land("calls.csv", as_bytes(lines, "gb18030"))
    assert centre.rows("select intent_code from calls order by _line") == [("咨询",), ("通",)]


def test_line_ends_of_an_old_mac_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScorecardsError, match="carriage return") as told:
        Centre(tmp_path).land("calls.csv", "\r".join(calls_file(3)) + "\r")
    assert "quote" not in str(told.value)


def test_a_file_that_is_still_being_written_is_refused(tmp_path: Path, monkeypatch) -> None:
    centre = Centre(tmp_path)
    path = centre.deliver("calls.csv", as_bytes(calls_file(3)))
    real, calls = os.fstat, []

    def growing(descriptor: int) -> object:
        told = real(descriptor)
        calls.append(descriptor)
        size = told.st_size - 40 if len(calls) == 1 else told.st_size
        return SimpleNamespace(st_mode=told.st_mode, st_size=size, st_mtime_ns=told.st_mtime_ns)

    from pipeline.landing import delivery

    monkeypatch.setattr(delivery.os, "fstat", growing)
    with pytest.raises(ScorecardsError, match="changed while it was read"):
        delivery.take(path)


def test_a_hundred_unknown_columns_are_told_in_one_line(tmp_path: Path) -> None:
    wide = ",".join(f"c{number}" for number in range(100))
    with pytest.raises(ScorecardsError, match=r"c0.*and 97 more") as told:
        Centre(tmp_path).land("calls.csv", f"{wide}\n{wide}\n")
    assert len(str(told.value)) < 400


@pytest.mark.parametrize("offset", ["+14:59", "-13:00", "-14:00"])
def test_an_offset_that_no_clock_has_is_set_apart(tmp_path: Path, offset: str) -> None:
    """Clocks on earth are between UTC-12:00 and UTC+14:00."""
    centre = Centre(tmp_path)
    lines = [CALLS, call_row(1), call_row(2, offered_at=f"2026-08-01 10:00:00{offset}")]
    assert centre.land("calls.csv", as_bytes(lines)).reasons == {"bad_time": 1}
    lines[2] = call_row(3, offered_at="2026-08-01 10:00:00+14:00")  # 20:00 UTC the day before
    centre.land("calls.csv", as_bytes(lines))
    found = centre.rows("select offered_at from calls where interaction_id = 'C003'")
    assert found == [(datetime(2026, 7, 31, 20),)]


# ---------------------------------------------------------------------------- workbooks


def workbook(second_key: object, number_format: str = "General") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(CALLS.split(","))
    for key in ("C001", second_key):
        sheet.append([key, "inbound", "agent_answered", datetime(2026, 8, 1, 10), 60, "咨询"])
    sheet["A3"].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_noughts_that_only_the_format_shows_are_refused(tmp_path: Path) -> None:
    """The cell holds 123 and shows 00123: the id that people know is not in the file."""
    with pytest.raises(ScorecardsError, match="A3 shows leading noughts"):
        Centre(tmp_path).land("calls.xlsx", workbook(123, "00000"))
    centre = Centre(tmp_path / "plain")
    assert centre.land("calls.xlsx", workbook(123, "0")).accepted == 2


def test_an_error_cell_is_seen_whatever_prefix_the_writer_uses(tmp_path: Path) -> None:
    """Some libraries write <x:c t="e">, which readers give as an empty cell."""
    old = zipfile.ZipFile(io.BytesIO(workbook("#N/A")))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content)
                content = content.replace(b"xmlns=", b"xmlns:x=")
            new.writestr(name, content)
    with pytest.raises(ScorecardsError, match="Excel error in A3"):
        Centre(tmp_path).land("calls.xlsx", file.getvalue())
