"""When the demo centre is open, and which of its schedules a ticket's clock follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

# A hotline from eight to ten every day; after-sales with a lunch break; a back office of weekdays.
_LUNCH = ["09:00-12:00", "13:00-18:00"]
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")
SETTINGS: dict[str, Any] = {
    "opening_hours": {
        "default": [dict.fromkeys((*_WEEK, "saturday", "sunday"), "08:00-22:00")],
        "after_sales": [
            dict.fromkeys((*_WEEK, "saturday"), "09:00-18:00"),
            {"valid_from": date(2026, 9, 15), **dict.fromkeys((*_WEEK, "saturday"), _LUNCH)},
        ],
        "back_office": [dict.fromkeys(_WEEK, _LUNCH)],
    },
    "holidays": [
        {
            "date": date(2026, 10, day),
            "name": "National Day",
            "schedules": ["after_sales", "back_office"],
        }
        for day in (1, 2, 3)
    ],
}


def moves(ticket: dict) -> Iterator[tuple[int, str, str]]:
    """(moment, suffix of the event's id, schedule) as the ticket goes from desk to desk."""
    follows = "default"
    for number, (moment, kind, _, _, target, _) in enumerate(ticket["events"], 1):
        if kind in ("create", "transfer") and target != follows:
            if target not in SETTINGS["opening_hours"]:
                continue
            follows = target
            yield moment, f"s{number}", follows
