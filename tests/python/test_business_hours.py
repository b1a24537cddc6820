"""A ticket's clock in open hours, through landing, settings.yml and the real models.

Every expectation is worked out beside it, in seconds. The first vector is Zendesk's ticket 941606
(definitions.md): created Tue 29 Sep 2020 17:01:38 UTC, moved Wed 19:01:25, replied to Wed 19:01:46.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest
from landing_support import quiet
from test_golden_vectors import dbt

from pipeline.build import _refresh_settings
from pipeline.home import Home
from pipeline.land import land

SETTINGS = """
time_zone: Asia/Shanghai
opening_hours:
  default:                       # Level 1 Chicago of the vector: every day 07:00 to 21:00
    time_zone: America/Chicago
    monday: [07:00-21:00]
    tuesday: [07:00-21:00]
    wednesday: [07:00-21:00]
    thursday: [07:00-21:00]
    friday: [07:00-21:00]
    saturday: [07:00-21:00]
    sunday: [07:00-21:00]
  san_francisco:                 # Level 2 San Francisco: weekdays 08:00 to 17:30
    time_zone: America/Los_Angeles
    monday: [08:00-17:30]
    tuesday: [08:00-17:30]
    wednesday: [08:00-17:30]
    thursday: [08:00-17:30]
    friday: [08:00-17:30]
  office:                        # two stretches a day; from 1 November shorter
    - monday: [09:00-12:00, 13:00-18:00]
      tuesday: [09:00-12:00, 13:00-18:00]
      wednesday: [09:00-12:00, 13:00-18:00]
      thursday: [09:00-12:00, 13:00-18:00]
      friday: [09:00-12:00, 13:00-18:00]
    - valid_from: 2026-11-01
      monday: [10:00-16:00]
  late:
    monday: [22:00-24:00]
    tuesday: [00:00-06:00]
  new_york_always:
    time_zone: America/New_York
    saturday: [00:00-24:00]
    sunday: [00:00-24:00]
  new_york_early:
    time_zone: America/New_York
    sunday: [01:30-03:30]
  new_york_skipped:
    time_zone: America/New_York
    sunday: [02:30-04:00]
holidays:
  - {date: 2026-10-01, name: National Day}
  - {date: 2026-10-02, name: half a day, schedules: [office], open: [09:00-10:00]}
  - {date: 2026-10-10, name: a Saturday at work, schedules: [office], open: [09:00-13:00]}
"""

SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"


def at(text: str, zone: str = "UTC") -> str:
    """A wall clock as the UTC text that lands."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ticket -> (zone of its times, schedule it is created under, created, resolved, open seconds)
CASES = {
    # Wed 17:00-18:00 3,600; Thu 1 Oct is closed; Fri 2 Oct opens 09:00-10:00 only: 09:00-09:30
    "holiday_inside": (SHANGHAI, "office", "2026-09-30 17:00", "2026-10-02 09:30", 5400),
    # a Saturday on which the office works 09:00-13:00: 09:00-12:30
    "worked_saturday": (SHANGHAI, "office", "2026-10-10 08:00", "2026-10-10 12:30", 12600),
    # Saturday evening to Monday 09:30: 1,800
    "created_outside": (SHANGHAI, "office", "2026-09-26 20:00", "2026-09-28 09:30", 1800),
    # Monday 17:30 to 18:00, resolved at eight in the evening
    "resolved_outside": (SHANGHAI, "office", "2026-09-28 17:30", "2026-09-28 20:00", 1800),
    # 11:30-12:00 and 13:00-13:10:01
    "over_lunch": (SHANGHAI, "office", "2026-09-28 11:30", "2026-09-28 13:10:01", 2401),
    # in the lunch break from end to end
    "within_lunch": (SHANGHAI, "office", "2026-09-28 12:05", "2026-09-28 12:55", 0),
    # nine in the morning on the dot to six: a whole day of 3 h + 5 h
    "on_the_edges": (SHANGHAI, "office", "2026-09-28 09:00", "2026-09-28 18:00", 28800),
    # Fri 17:00-18:00, and from 1 November Monday opens at 10:00: 10:00-11:00
    "new_hours": (SHANGHAI, "office", "2026-10-30 17:00", "2026-11-02 11:00", 7200),
    # Mon 22:00-24:00 and Tue 00:00-06:00 touch: 8 h
    "over_midnight": (SHANGHAI, "late", "2026-09-28 21:00", "2026-09-29 07:00", 28800),
    # up to the last second of the day: 1:59:59
    "until_midnight": (SHANGHAI, "late", "2026-09-28 21:00", "2026-09-28 23:59:59", 7199),
    # noon to noon over the night clocks go forward: 23 h
    "spring": (NEW_YORK, "new_york_always", "2026-03-07 12:00", "2026-03-08 12:00", 82800),
    # noon to noon over the night clocks go back: 25 h
    "autumn": (NEW_YORK, "new_york_always", "2026-10-31 12:00", "2026-11-01 12:00", 90000),
    # 01:30 to 03:30 without the hour 02:00 to 03:00
    "spring_early": (NEW_YORK, "new_york_early", "2026-03-07 12:00", "2026-03-08 12:00", 3600),
    # 01:30 (the first) to 03:30, with the hour from one to two twice: 3 h
    "autumn_early": (NEW_YORK, "new_york_early", "2026-10-31 12:00", "2026-11-01 12:00", 10800),
    # 02:30 is skipped: open from the change, which is 03:00, to 04:00
    "spring_skipped": (NEW_YORK, "new_york_skipped", "2026-03-07 12:00", "2026-03-08 12:00", 3600),
    # 02:30 to 04:00 comes once, after the change
    "autumn_skipped": (NEW_YORK, "new_york_skipped", "2026-10-31 12:00", "2026-11-01 12:00", 5400),
    # settings.yml does not know the schedule: it says nothing, so open round the clock, 26 h
    "nobody_knows": (SHANGHAI, "nowhere", "2026-09-28 12:00", "2026-09-29 14:00", 93600),
    # but the holiday is everybody's: 12 h of the 30th and 1 h of the 2nd
    "nobody_knows_holiday": (SHANGHAI, "nowhere", "2026-09-30 12:00", "2026-10-02 01:00", 46800),
    # resolved before it was created: nought
    "backwards": (SHANGHAI, "office", "2026-09-28 11:00", "2026-09-28 10:00", 0),
}

TICKETS = [
    # ticket, created, first reply, resolved
    ("941606", "2020-09-29T17:01:38Z", "2020-09-30T19:01:46Z", "2020-10-01T15:03:44Z"),
    # office Fri 17:00-18:00 = 3,600; moved on Saturday; San Francisco Mon 08:00-08:20 = 1,200
    ("moved_outside", "2026-09-25T09:00:00Z", "", "2026-09-28T15:20:00Z"),
    # office 10:00-11:00; San Francisco (closed at that hour) to 14:00; office again 14:00-15:00
    ("moved_and_back", at("2026-09-28 10:00", SHANGHAI), "", at("2026-09-28 15:00", SHANGHAI)),
    ("still_open", "2026-09-28T03:00:00Z", "", ""),
]
MOVES = [
    ("941606", "2020-09-30T19:01:25Z", "san_francisco"),
    ("moved_outside", "2026-09-25T09:00:00Z", "office"),
    ("moved_outside", "2026-09-26T12:00:00Z", "san_francisco"),
    ("moved_and_back", at("2026-09-28 10:00", SHANGHAI), "office"),
    ("moved_and_back", at("2026-09-28 11:00", SHANGHAI), "san_francisco"),
    ("moved_and_back", at("2026-09-28 14:00", SHANGHAI), "office"),
]


@pytest.fixture(scope="module")
def clocks(tmp_path_factory) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(ticket, clock) -> calendar, business and last schedule's business seconds."""
    home = Home(tmp_path_factory.mktemp("hours"))
    home.settings_file.write_text(SETTINGS, encoding="utf-8")
    tickets, moves = list(TICKETS), list(MOVES)
    for ticket_id, (zone, schedule_id, created, resolved, _) in CASES.items():
        tickets.append((ticket_id, at(created, zone), "", at(resolved, zone)))
        moves.append((ticket_id, at(created, zone), schedule_id))
    rows = [",".join(one) for one in tickets]
    events = [f"E{n},{t},{moment},schedule,{to}" for n, (t, moment, to) in enumerate(moves)]
    for name, header, lines in (
        ("tickets.csv", "ticket_id,created_at,first_response_at,resolved_at", rows),
        ("ticket_events.csv", "event_id,ticket_id,event_at,event_type,schedule_id", events),
    ):
        path = home.root / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        land(home, "standard", [path], quiet())
    _refresh_settings(home)
    models = ["+int_ticket_clock"]
    dbt("run", "-s", *models, home=home.root, warehouse=home.warehouse)
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        found = connection.execute(
            "select ticket_id, clock, calendar_seconds, business_seconds, "
            "last_schedule_business_seconds from int_ticket_clock"
        ).fetchall()
    return {(ticket, clock): tuple(seconds) for ticket, clock, *seconds in found}


def test_golden_vector_two_schedules_to_the_second(clocks):
    _, business, last = clocks["941606", "first_reply"]
    # Chicago (UTC-5) Tue 12:01:38 to 21:00 = 32,302; Wed 07:00 to 14:01:25 = 25,285;
    # then San Francisco (UTC-7), Wed 12:01:25 to 12:01:46 = 21.
    assert business == 32_302 + 25_285 + 21
    assert round(business / 60, 2) == 960.13
    # San Francisco alone: Tue 10:01:38 to 17:30 = 26,902; Wed 08:00 to 12:01:46 = 14,506.
    assert last == 26_902 + 14_506
    assert round(last / 60, 2) == 690.13


@pytest.mark.parametrize("ticket_id", CASES)
def test_open_seconds_are_exact(clocks, ticket_id):
    assert clocks[ticket_id, "resolution"][1] == CASES[ticket_id][4]
    assert clocks[ticket_id, "resolution"][2] == CASES[ticket_id][4]


def test_a_move_outside_hours_costs_nothing(clocks):
    calendar, business, last = clocks["moved_outside", "resolution"]
    assert calendar == 3 * 86400 + 6 * 3600 + 20 * 60
    assert business == 3600 + 1200
    # the last schedule alone: Fri 02:00 in San Francisco, so 08:00-17:30 = 34,200, and 1,200
    assert last == 34_200 + 1_200


def test_a_ticket_may_come_back_to_a_schedule(clocks):
    assert clocks["moved_and_back", "resolution"][1] == 3600 + 0 + 3600
    # office alone: 10:00-12:00 and 13:00-15:00
    assert clocks["moved_and_back", "resolution"][2] == 4 * 3600


def test_a_clock_that_runs_has_no_length_yet(clocks):
    assert ("still_open", "resolution") not in clocks
    assert ("still_open", "first_reply") not in clocks
