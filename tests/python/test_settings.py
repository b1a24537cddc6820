"""settings.yml: what it says reaches SQL, and what is wrong in it is named with what to do."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from landing_support import CALLS, Centre, as_bytes, call_row, calls_file
from rich.console import Console

from pipeline.build import _warn_of_zones
from pipeline.contract import zone_warning
from pipeline.home import ScorecardsError, Settings
from pipeline.land import land

HOURS = (
    "opening_hours:\n  default:\n    monday: [09:00-12:00, 13:00-18:00]\n    sunday: 00:00-24:00\n"
)


@pytest.fixture
def centre(tmp_path) -> Centre:
    return Centre(tmp_path)


def test_opening_hours_and_holidays_land_as_rows(centre):
    centre.settings(
        HOURS + "holidays:\n  - {date: 2026-10-01, name: National Day}\n"
        "  - {date: 2026-10-10, schedules: [default], open: [09:00-13:00]}\n"
    )
    centre.land("calls.csv", as_bytes(calls_file(3)))
    found = centre.rows(
        "select weekday_number, opens_at_seconds, closes_at_seconds from landing.opening_hours "
        "where schedule_id = 'default' and valid_to_date is null order by 1, 2"
    )
    assert found[:2] == [(1, 32400, 43200), (1, 46800, 64800)]
    assert found[2:7] == [(day, None, None) for day in range(2, 7)]
    assert found[7:] == [(7, 0, 86400)]
    assert centre.rows("from landing.holiday order by holiday_date") == [
        (None, date(2026, 10, 1), "National Day", None, None),
        ("default", date(2026, 10, 10), None, 32400, 46800),
    ]


def test_without_opening_hours_there_are_no_rows(centre):
    centre.settings(HOURS)
    centre.land("calls.csv", as_bytes(calls_file(3)))
    centre.settings("time_zone: Europe/Berlin\n")
    centre.land("calls.csv", as_bytes(calls_file(3)))
    assert centre.rows("select count(*) from landing.opening_hours") == [(0,)]


def test_a_version_ends_where_the_next_begins(tmp_path):
    path = tmp_path / "settings.yml"
    path.write_text(
        "opening_hours:\n  default:\n    - monday: [09:00-18:00]\n"
        "    - {valid_from: 2026-10-01, valid_to: 2027-01-01, monday: [10:00-16:00]}\n"
    )
    spans = sorted({row[2:4] for row in Settings.read(path).opening_hours})
    assert spans == [
        (date(1900, 1, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("opening_hours: [9-5]", "opening_hours: must be schedules by name"),
        ("opening_hours: {office: {monday: 09:00-18:00}}", "no schedule `default`"),
        ("opening_hours: {default: []}", "opening_hours.default: must list its versions"),
        (
            "opening_hours: {default: {mon: 09:00-18:00}}",
            "opening_hours.default, mon: is not known",
        ),
        ("opening_hours: {default: {monday: [9-18]}}", "monday: '9-18' is no stretch"),
        # YAML reads 9:00 as a number of minutes
        ("opening_hours: {default: {monday: [9:00]}}", "monday: 540 is no stretch"),
        ("opening_hours: {default: {monday: 09:00-24:01}}", "the day ends at 24:00"),
        ("opening_hours: {default: {monday: 09:60-11:00}}", "no clock shows"),
        ("opening_hours: {default: {monday: 22:00-06:00}}", "hours past midnight go to the next"),
        ("opening_hours: {default: {monday: [09:00-12:00, 11:00-18:00]}}", "overlap"),
        ("opening_hours: {default: {time_zone: Mars/One}}", "'Mars/One' is no IANA time zone"),
        ("opening_hours: {default: {valid_from: soon}}", "valid_from: 'soon' is no day"),
        (
            "opening_hours: {default: [{}, {valid_from: 2026-01-01}, {valid_from: 2026-01-01}]}",
            "two versions begin on 2026-01-01",
        ),
        (
            "opening_hours: {default: [{valid_to: 2026-02-01}, {valid_from: 2026-01-01}]}",
            "valid_to: 2026-02-01 is after the next begins",
        ),
        (
            "opening_hours: {default: [{time_zone: Asia/Tokyo}, {valid_from: 2026-01-01}]}",
            "time_zone: must be the same in every version",
        ),
        ("holidays: {2026-10-01: off}", "holidays: must be a list"),
        ("holidays: [2026-10-01]", "holidays, entry 1: needs a `date`"),
        ("holidays: [{date: 2026-10-01, what: x}]", "what: is not known"),
        ("holidays: [{date: 2026-10-01, schedules: [x]}]", "'x' has no opening_hours"),
        (
            "holidays: [{date: 2026-10-01}, {date: 2026-10-01}]",
            "entry 2, date: 2026-10-01 is there",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, named):
    path = tmp_path / "settings.yml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ScorecardsError) as error:
        Settings.read(path)
    assert str(path) in str(error.value)
    assert named in str(error.value)


LOCAL = [line.replace("10:00:00", "10:00:00+08:00") for line in calls_file(3)]


def test_a_change_of_zone_is_told_until_the_files_land_again(centre):
    centre.settings("time_zone: Asia/Shanghai\n")
    centre.land("calls.csv", as_bytes(calls_file(3)))
    assert centre.rows("select centre_time_zone from landing.load") == [("Asia/Shanghai",)]
    assert zone_warning(centre.home) is None
    centre.settings("time_zone: America/Chicago\n")
    warning = zone_warning(centre.home)
    assert "time_zone: America/Chicago" in warning
    assert "1 files as Asia/Shanghai (land --feed standard calls.csv" in warning
    before = centre.rows("select offered_at from calls limit 1")
    # 10:00 in Chicago in August is 15:00 UTC; it was 02:00 as Shanghai's
    centre.land("calls.csv", as_bytes(calls_file(3)))
    assert [before, centre.rows("select offered_at from calls limit 1")] == [
        [(datetime(2026, 8, 1, 2),)],
        [(datetime(2026, 8, 1, 15),)],
    ]
    assert centre.rows("select count(*) from calls") == [(3,)]
    assert zone_warning(centre.home) is None


def test_landing_and_building_tell_a_change_of_zone(centre):
    centre.land("calls.csv", as_bytes(calls_file(3)))
    centre.settings("time_zone: America/Chicago\n")
    text = "\n".join([CALLS, call_row(9, offered_at="2026-08-01 10:00:00Z")])
    path = centre.deliver("calls_2.csv", text + "\n")
    heard = io.StringIO()
    land(centre.home, "standard", [path], Console(file=heard, width=400))
    assert "WARNING" in heard.getvalue()
    assert "America/Chicago" in heard.getvalue()
    heard = io.StringIO()
    _warn_of_zones(centre.home, Console(file=heard, width=400))
    assert "WARNING" in heard.getvalue()


def test_times_with_an_offset_need_no_zone(centre):
    centre.land("calls.csv", as_bytes(LOCAL))
    assert centre.rows("select centre_time_zone from landing.load") == [(None,)]
    centre.settings("time_zone: America/Chicago\n")
    assert zone_warning(centre.home) is None
