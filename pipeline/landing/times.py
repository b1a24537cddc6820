"""Local time to UTC, exactly: the offsets of a zone from the tz database, by the vector.

A local time that a clock skipped has no UTC moment and one that it showed twice has two; both are
told apart from good ones here, never shifted in silence.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

GAP, AMBIGUOUS = "gap", "ambiguous"
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FAR = np.iinfo(np.int64).max // 4


@cache
def _changes(zone_name: str) -> tuple[np.ndarray, np.ndarray]:
    """UTC moments from which an offset holds, and the offsets, both in microseconds."""
    zone = ZoneInfo(zone_name)

    def offset(moment: datetime) -> int:
        shifted = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()
        return (shifted or timedelta()) // _MICROSECOND

    moments, offsets = [-_FAR], [offset(datetime(_FIRST_YEAR, 1, 2))]
    day, step = datetime(_FIRST_YEAR, 1, 2), timedelta(days=7)
    while day.year < _LAST_YEAR:
        after = day + step
        if offset(after) != offsets[-1]:
            low, high = day, after
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=1) // 2)
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            moments.append((high - _EPOCH) // _MICROSECOND)
            offsets.append(offset(high))
            day = high
        else:
            day = after
    return np.array(moments, dtype=np.int64), np.array(offsets, dtype=np.int64)


def to_utc(
    local: np.ndarray, zone_name: str, ambiguous: str = "refuse"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """UTC of local wall-clock times (both int64 microseconds since 1970).

    Returns (utc, is_gap, is_ambiguous). ``ambiguous``: which of the two moments a repeated hour
    means, ``first`` or ``second``; with ``refuse`` is_ambiguous marks them and utc is the first.
    """
    moments, offsets = _changes(zone_name)
    until = np.append(moments[1:], _FAR)
    near = np.searchsorted(moments, local, side="right") - 1
    matches = np.zeros(len(local), dtype=np.int64)
    first = np.full(len(local), _FAR, dtype=np.int64)
    second = np.full(len(local), -_FAR, dtype=np.int64)
    # A change of offset is never within a day of the next but one, so the neighbours are enough.
    for step in (-1, 0, 1):
        index = near + step
        inside = (index >= 0) & (index < len(moments))
        index = np.clip(index, 0, len(moments) - 1)
        candidate = local - offsets[index]
        holds = inside & (candidate >= moments[index]) & (candidate < until[index])
        matches += holds
        first = np.where(holds, np.minimum(first, candidate), first)
        second = np.where(holds, np.maximum(second, candidate), second)
    utc = second if ambiguous == "second" else first
    return utc, matches == 0, (matches > 1) & (ambiguous == "refuse")
