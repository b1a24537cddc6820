"""Opening hours and holidays of settings.yml: read strictly, laid out as rows for SQL.

    opening_hours:
      default:                        # the schedule every ticket starts with
        - monday: [09:00-12:00, 13:00-18:00]
          ...                         # a weekday left out is closed
        - valid_from: 2026-10-01      # from this day on; the version before ends there
          monday: [00:00-24:00]
      level_2:
        - time_zone: America/New_York # the centre's own where it is left out
          monday: [09:00-18:00]
    holidays:
      - {date: 2026-10-01, name: National Day}                  # closed, every schedule
      - {date: 2026-10-10, open: [09:00-18:00], schedules: [default]}

Times are those of the clock on the wall. Nothing is guessed: what does not fit is refused with the
key it stands under and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NoReturn

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVER = date(1900, 1, 1)
DEFAULT = "default"
_STRETCH = re.compile(r"^(\d{2}):(\d{2})(?::(\d{2}))?-(\d{2}):(\d{2})(?::(\d{2}))?$")

Refuse = Callable[[str, str], NoReturn]
# schedule_id, time_zone, valid_from_date, valid_to_date, weekday_number, opens_at, closes_at
OpeningRow = tuple[str, str | None, date, date | None, int, int | None, int | None]
# schedule_id (None = every one), holiday_date, holiday_name, opens_at, closes_at
HolidayRow = tuple[str | None, date, str | None, int | None, int | None]


def opening_rows(given: Any, zones: set[str], refuse: Refuse) -> tuple[OpeningRow, ...]:
    """One row a schedule, version, weekday and stretch; a closed weekday has one without times."""
    if not isinstance(given, dict):
        refuse("opening_hours", "must be schedules by name; write at least `default:`")
    if DEFAULT not in given:
        refuse("opening_hours", "has no schedule `default`; tickets start with that one")
    rows: list[OpeningRow] = []
    for schedule_id, versions in given.items():
        key = f"opening_hours.{schedule_id}"
        if not isinstance(schedule_id, str) or not schedule_id.strip():
            refuse(key, "the name of a schedule must be text; put it in quotes")
        versions = [versions] if isinstance(versions, dict) else versions
        if not isinstance(versions, list) or not versions:
            refuse(key, "must list its versions, each with its weekdays")
        rows += _schedule(schedule_id, versions, key, zones, refuse)
    return tuple(rows)


def holiday_rows(given: Any, schedules: set[str], refuse: Refuse) -> tuple[HolidayRow, ...]:
    """One row a schedule, day and stretch of other hours; a closed day has one without times."""
    if not isinstance(given, list):
        refuse("holidays", "must be a list of `- {date: 2026-10-01, name: ...}`")
    rows: list[HolidayRow] = []
    seen: set[tuple[str | None, date]] = set()
    for number, one in enumerate(given, start=1):
        key = f"holidays, entry {number}"
        if not isinstance(one, dict) or "date" not in one:
            refuse(key, "needs a `date`; write `- {date: 2026-10-01, name: ...}`")
        for word in set(one) - {"date", "name", "schedules", "open"}:
            refuse(f"{key}, {word}", "is not known; known: date, name, schedules, open")
        day = _date(one["date"], f"{key}, date", refuse)
        named = one.get("schedules")
        if named is not None and (not isinstance(named, list) or not named):
            refuse(f"{key}, schedules", "must list schedules; leave it out for every one")
        for schedule_id in named if named is not None else [None]:
            if schedule_id is not None and schedule_id not in schedules:
                refuse(
                    f"{key}, schedules",
                    f"{schedule_id!r} has no opening_hours; known: {sorted(schedules)}",
                )
            if (schedule_id, day) in seen:
                refuse(f"{key}, date", f"{day} is there already; leave one of the two out")
            seen.add((schedule_id, day))
            for opens, closes in _stretches(one.get("open"), f"{key}, open", refuse):
                rows.append((schedule_id, day, one.get("name"), opens, closes))
    return tuple(rows)


def _schedule(
    schedule_id: str, versions: list[Any], key: str, zones: set[str], refuse: Refuse
) -> Iterator[OpeningRow]:
    dated: list[tuple[date, date | None, dict[str, Any], str]] = []
    shown = {version.get("time_zone") for version in versions if isinstance(version, dict)}
    if len(shown) > 1:
        refuse(f"{key}, time_zone", "must be the same in every version; a move is a new schedule")
    for number, version in enumerate(versions, start=1):
        place = f"{key}, version {number}" if len(versions) > 1 else key
        if not isinstance(version, dict):
            refuse(place, "must be weekdays with their hours, e.g. `monday: [09:00-18:00]`")
        for word in set(version) - {*WEEKDAYS, "valid_from", "valid_to", "time_zone"}:
            known = "valid_from, valid_to, time_zone and the weekdays"
            refuse(f"{place}, {word}", f"is not known; known: {known}")
        if version.get("time_zone") not in zones | {None}:
            refuse(f"{place}, time_zone", f"{version['time_zone']!r} is no IANA time zone")
        begins = _date(version.get("valid_from", EVER), f"{place}, valid_from", refuse)
        ends = version.get("valid_to")
        ends = None if ends is None else _date(ends, f"{place}, valid_to", refuse)
        if ends is not None and ends <= begins:
            refuse(f"{place}, valid_to", f"{ends} is not after valid_from {begins}")
        dated.append((begins, ends, version, place))
    dated.sort(key=lambda one: one[0])
    for before, after in pairwise(dated):
        if before[0] == after[0]:
            refuse(f"{after[3]}, valid_from", f"two versions begin on {after[0]}")
        if before[1] is not None and before[1] > after[0]:
            refuse(f"{before[3]}, valid_to", f"{before[1]} is after the next begins, {after[0]}")
    following = [*(one[0] for one in dated[1:]), None]
    for (begins, ends, version, place), next_begins in zip(dated, following, strict=True):
        until = next_begins if ends is None else ends
        for number, weekday in enumerate(WEEKDAYS, start=1):
            hours = version.get(weekday)
            for opens, closes in _stretches(hours, f"{place}, {weekday}", refuse):
                zone = version.get("time_zone")
                yield (schedule_id, zone, begins, until, number, opens, closes)


def _stretches(given: Any, key: str, refuse: Refuse) -> list[tuple[int | None, int | None]]:
    """The stretches of one day in seconds of the wall clock; one without times where closed."""
    written = [given] if isinstance(given, str) else given
    if written is None or written == []:
        return [(None, None)]
    if not isinstance(written, list):
        refuse(key, f"must be hours such as [09:00-12:00, 13:00-18:00], not {given!r}")
    found: list[tuple[int, int]] = []
    for one in written:
        match = _STRETCH.match(one) if isinstance(one, str) else None
        if match is None:
            refuse(key, f"{one!r} is no stretch; write hours and minutes, e.g. 09:00-18:00")
        numbers = [int(each or 0) for each in match.groups()]
        ends = [_seconds(numbers[:3]), _seconds(numbers[3:])]
        if None in ends:
            refuse(key, f"{one!r} names a time that no clock shows; the day ends at 24:00")
        opens, closes = ends
        assert opens is not None
        assert closes is not None
        if opens >= closes:
            refuse(
                key,
                f"{one!r} ends before it begins; hours past midnight go to the next day, "
                "e.g. 22:00-24:00 here and 00:00-06:00 there",
            )
        found.append((opens, closes))
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            refuse(key, "two stretches overlap; write them as one")
    return list(found)


def _seconds(clock: list[int]) -> int | None:
    hours, minutes, seconds = clock
    total = 3600 * hours + 60 * minutes + seconds
    return total if minutes < 60 and seconds < 60 and total <= 86400 else None


def _date(given: Any, key: str, refuse: Refuse) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        refuse(key, f"{given!r} is no day; write it as 2026-10-01")
