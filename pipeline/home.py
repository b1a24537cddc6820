"""Where the warehouse lives, and the centre's own settings.

``SCORECARDS_HOME`` (default ``warehouse/`` in the checkout) holds::

    raw.duckdb         what landed; only landing writes it
    warehouse.duckdb   the models; what an analyst's `dbt build` writes
    published/         scorecards.duckdb, the one file BI tools read, and its earlier generations
    building/          the copy of the warehouse that a run works on, or that a failed one left
    runs/              one folder a run: log and result
    exports/           the demo centre's export files
    settings.yml       the centre's settings (see Settings); defaults where it is missing
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import available_timezones

import yaml

from pipeline.opening_hours import HolidayRow, OpeningRow, holiday_rows, opening_rows

PROJECT = Path(__file__).resolve().parent.parent


class ScorecardsError(Exception):
    """A fault the user can mend: the text says what is wrong, where, and what to do."""

    exit_code = 1


class BadCall(ScorecardsError):
    """The command was called wrongly (exit code 2)."""

    exit_code = 2


class RefusedByGates(ScorecardsError):
    """A gate stopped the run (exit code 65, EX_DATAERR)."""

    exit_code = 65


class LockHeld(ScorecardsError):
    """Another run holds the lock; this one was skipped (exit code 75, EX_TEMPFAIL)."""

    exit_code = 75


@dataclass(frozen=True)
class Home:
    """The folder a warehouse lives in; every path below is absolute."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The home that SCORECARDS_HOME names; relative names are relative to the checkout."""
        given = os.environ.get("SCORECARDS_HOME") or "warehouse"
        try:
            named = Path(given).expanduser()
        except RuntimeError:
            raise BadCall(f"SCORECARDS_HOME={given}: there is no such user here.") from None
        return cls((PROJECT / named).resolve())

    @property
    def raw(self) -> Path:
        return self.root / "raw.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published" / "scorecards.duckdb"

    @property
    def building(self) -> Path:
        return self.root / "building" / "warehouse.duckdb"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def lock(self) -> Path:
        return self.root / "refresh.lock"

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.yml"

    def settings(self) -> Settings:
        """The centre's settings; raises ScorecardsError naming the file and key that is wrong."""
        return Settings.read(self.settings_file)

    def settle(self, at_first: dict[str, Any] | None = None, **wanted: str) -> None:
        """Write settings.yml; BadCall where the file already says otherwise.

        What it does not say is added to it. at_first: what only a new file gets.
        """
        if self.settings_file.exists():
            self.settings()
            text = self.settings_file.read_text(encoding="utf-8")
            said = yaml.safe_load(text) or {}
            for key, value in wanted.items():
                if said.get(key, value) != value:
                    raise BadCall(
                        f"{self.settings_file} says {key}: {said[key]}. Change it there, "
                        "or choose another home with SCORECARDS_HOME."
                    )
            new = {key: value for key, value in wanted.items() if key not in said}
            if new:
                Settings.checked(self.settings_file, said | new)
                text = text.rstrip("\n") + "\n" + yaml.safe_dump(new)
                self.settings_file.write_text(text.lstrip("\n"), encoding="utf-8")
            return
        written = {**wanted, **(at_first or {})}
        Settings.checked(self.settings_file, written)
        self.root.mkdir(parents=True, exist_ok=True)
        self.settings_file.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")


@dataclass(frozen=True)
class Settings:
    """What one centre decides for itself. Stored beside the data, copied into raw by landing.

    time_zone: IANA zone of the working day. currency: ISO 4217. first_day_of_week: monday or
    sunday. language: en or zh, what `explain` speaks by default. opening_hours and holidays: what
    a ticket's clock follows, as rows (pipeline/opening_hours.py); none = open round the clock.
    """

    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    first_day_of_week: str = "monday"
    language: str = "en"
    opening_hours: tuple[OpeningRow, ...] = ()
    holidays: tuple[HolidayRow, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Settings:
        if not path.exists():
            return cls()
        try:
            given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise ScorecardsError(f"{path}: not readable as YAML: {error}") from error
        if not isinstance(given, dict):
            raise ScorecardsError(f"{path}: expected `name: value` lines.")
        return cls.checked(path, given)

    @classmethod
    def checked(cls, path: Path, given: dict[str, Any]) -> Settings:
        """Settings with these values; raises ScorecardsError naming the file and the key."""

        def refuse(key: str, why: str) -> NoReturn:
            raise ScorecardsError(f"{path}: {key}: {why}.")

        known = set(cls.__dataclass_fields__)
        values = dict(given)
        hours, days = values.pop("opening_hours", None), values.pop("holidays", None)
        for key, value in values.items():
            if key not in known:
                raise ScorecardsError(f"{path}: unknown setting {key!r}; known: {sorted(known)}.")
            if not isinstance(value, str):
                raise ScorecardsError(f"{path}: {key} must be text, not {value!r}.")
        zones = available_timezones()
        opening = () if hours is None else opening_rows(hours, zones, refuse)
        schedules = {row[0] for row in opening}
        holidays = () if days is None else holiday_rows(days, schedules, refuse)
        settings = cls(**values, opening_hours=opening, holidays=holidays)
        allowed = {
            "time_zone": zones,
            "first_day_of_week": {"monday", "sunday"},
            "language": {"en", "zh"},
        }
        for key, choices in allowed.items():
            if getattr(settings, key) not in choices:
                raise ScorecardsError(f"{path}: {key}: {getattr(settings, key)!r} is not known.")
        return settings
