"""Keys and ids that only look right: each would be a person or a record of its own in the facts.

Found by attacking landing with faults that its authors had not listed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from landing_support import Centre, as_bytes, call_row, calls_file

NOBODY_SEES_IT = {
    "a zero width space inside": "C0\u200b05",
    "a mark of direction inside": "C0\u202e05",
    "a soft hyphen inside": "C0\u00ad05",
    "a control character of C1": "C0\u009c05",
    "a line end inside": '"C0\n05"',
    "a tab inside": "C0\t05",
}
SPREADSHEET = {
    "an apostrophe that means text": ("'C005", "spreadsheet_mark"),
    "a formula that means text": ('"=""C005"""', "spreadsheet_mark"),
    "a date that was an id": ("2026-08-01 00:00:00", "date_for_a_name"),
    "NULL": ("NULL", "names_nothing"),
    "#N/A": ("#N/A", "names_nothing"),
    "nan of a data frame": ("nan", "names_nothing"),
    r"\N of a database": (r"\N", "names_nothing"),
}


def land_key(tmp_path: Path, key: str) -> tuple[Centre, list[tuple]]:
    """Land six calls of which the fifth, on line 6, has this key; give what was set apart."""
    centre = Centre(tmp_path)
    lines = calls_file(6)
    lines[5] = call_row(5, interaction_id=key)
    result = centre.land("calls.csv", as_bytes(lines))
    assert result.accepted + result.quarantined == result.delivered == 6
    return centre, centre.rows("select line, column_name, reason_code from landing.quarantine")


@pytest.mark.parametrize("name", NOBODY_SEES_IT)
def test_a_key_with_what_nobody_sees_is_set_apart(tmp_path: Path, name: str) -> None:
    _, found = land_key(tmp_path, NOBODY_SEES_IT[name])
    assert found == [(6, "interaction_id", "invisible_character")]


@pytest.mark.parametrize("name", SPREADSHEET)
def test_a_key_that_a_program_made_is_set_apart(tmp_path: Path, name: str) -> None:
    key, code = SPREADSHEET[name]
    _, found = land_key(tmp_path, key)
    assert found == [(6, "interaction_id", code)]


@pytest.mark.parametrize(
    "key", ["C005\u200b", "\ufeffC005", "C005\u202f", '"C005\n"', "\u2003C005"]
)
def test_blanks_of_every_width_around_a_key_are_no_part_of_it(tmp_path: Path, key: str) -> None:
    centre, found = land_key(tmp_path, key)
    assert found == []
    keys = centre.rows("select interaction_id from calls order by _line")
    assert keys == [(f"C{number:03}",) for number in range(1, 7)]


def test_a_feed_may_say_which_words_mean_nothing(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    feed = centre.feed("""
description: A database that writes NULL.
files: "*.csv"
null_values: "NULL"
tables:
  calls:
    columns: {interaction_id: id, direction: "'inbound'", disposition: "'agent_answered'",
              agent_id: agent}
""")
    result = centre.land("x.csv", "id,agent\nC1,NULL\nC2,A2\n", feed)
    assert (result.accepted, result.quarantined) == (2, 0)
    assert centre.rows("select agent_id from calls order by _line") == [(None,), ("A2",)]


def test_the_header_again_is_known_in_any_case(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    header = "interaction_id,direction,disposition,intent_code"
    rows = [f"C{number},inbound,agent_answered,x" for number in (1, 2)]
    result = centre.land("calls.csv", as_bytes([header, rows[0], header.upper(), rows[1]]))
    assert result.reasons == {"repeated_header": 1}
