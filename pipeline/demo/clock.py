"""The centre's clock: everything inside the demo is whole UTC seconds; files say local time.

A shift starts when the clock on the wall says so, so a night shift over a change of summer time is
an hour shorter or longer. No instant is ever made from a wall time that does not exist.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from pipeline.home import BadCall

BLOCK = 900  # every zone's offset, and every change of it since 1980, is a multiple of 15 minutes
_MINUTE_SECOND = [f":{minute:02d}:{second:02d}" for minute in range(60) for second in range(60)]


def version_of(month: str) -> int:
    """Order of the monthly exports of one record: 202608 for 2026-08, however late it lands."""
    return int(month.replace("-", ""))


class Clock:
    """The days of the demo in one time zone.

    start and end are UTC seconds: local midnight before the first day and after the last one.
    """

    def __init__(self, time_zone: str, first_date: date, days: int) -> None:
        if time_zone not in available_timezones():
            raise BadCall(f"time zone {time_zone!r} is not known; give an IANA name.")
        self.zone = ZoneInfo(time_zone)
        self.first_date = first_date
        self.days = days
        self.dates = [first_date + timedelta(days=day) for day in range(days)]
        self.start = self.at(first_date, 0)
        self.end = self.at(first_date + timedelta(days=days), 0)
        self._blocks: dict[int, tuple[str, int, str, date]] = {}

    def at(self, day: date, minutes: int) -> int:
        """UTC seconds of a wall time: `minutes` after 00:00 of a local day (may pass midnight)."""
        more_days, minutes = divmod(minutes, 1440)
        wall = datetime.combine(
            day + timedelta(days=more_days), time(minutes // 60, minutes % 60), self.zone
        )
        return int(wall.timestamp())

    def _block(self, moment: int) -> tuple[str, int, str, date]:
        number = moment // BLOCK
        block = self._blocks.get(number)
        if block is None:
            wall = datetime.fromtimestamp(number * BLOCK, UTC).astimezone(self.zone)
            text = wall.isoformat()
            block = (text[:13], wall.minute * 60, text[19:], wall.date())
            self._blocks[number] = block
        return block

    def iso(self, moment: int | None) -> str | None:
        """2026-08-01T09:00:03+08:00: local time with its offset; None stays None."""
        if moment is None:
            return None
        prefix, base, offset, _ = self._block(moment)
        return prefix + _MINUTE_SECOND[base + moment % BLOCK] + offset

    def utc(self, moment: int) -> str:
        """2026-08-01T01:00:03Z: the moment as systems write it that know no zones."""
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def wall(self, moment: int | None) -> str | None:
        """2026/08/01 09:00:03: local time the way older systems write it, without an offset."""
        if moment is None:
            return None
        prefix, base, _, day = self._block(moment)
        return f"{day:%Y/%m/%d} {prefix[11:13]}{_MINUTE_SECOND[base + moment % BLOCK]}"

    def day(self, moment: int) -> date:
        """Local calendar day of a moment."""
        return self._block(moment)[3]

    def minute(self, moment: int) -> int:
        """Minutes since local midnight, as the wall clock shows them."""
        prefix, base, _, _ = self._block(moment)
        return int(prefix[11:13]) * 60 + (base + moment % BLOCK) // 60

    def month(self, moment: int) -> str:
        """2026-08: the month a record is exported with."""
        return self._block(moment)[0][:7]

    def months(self) -> list[date]:
        """First days of the calendar months the demo touches."""
        return sorted({day.replace(day=1) for day in self.dates})
