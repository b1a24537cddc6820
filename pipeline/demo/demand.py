"""When customers call for the first time: a Poisson stream whose rate follows from the roster."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from pipeline.demo.clock import Clock
from pipeline.demo.people import OTHER_LINE, SHIFT_MINUTES, SHIFT_STARTS, Shift
from pipeline.demo.planted import PLANTED

TALK_SECONDS = {"hotline": 268, "after_sales": 450, "outbound": 345}
WRAP_SECONDS = {"hotline": 12, "after_sales": 17, "outbound": 14}
# The planner staffs by the square-root rule: load = servers - STAFFING * sqrt(servers), where the
# other line's people count for the part of them that may help out.
STAFFING, HELPING_SHARE, AVAILABLE_SHARE = 0.90, 0.35, 0.90
WEEKDAY = (1.03, 1.01, 1.0, 1.0, 1.0, 0.99, 0.97)  # beyond what the roster already follows
# Shares of calls: settled by self-service, lost in it, coming back by themselves.
CONTAINED, LOST_IN_IVR, COMING_BACK = 0.11, 0.022, 0.185
PROMOTION, RECALL = 1.35, 2.0
MIDNIGHT = "midnight"  # stands for the line of the one planted call across midnight
Arrival = tuple[int, str]


def arrivals(numbers: np.random.Generator, clock: Clock, shifts: list[Shift]) -> list[Arrival]:
    """(moment, line) of every first call, in time order: Poisson by half hour, weekday and line.

    The planner has staffed for the load, so the usual rate of a half hour follows from the
    people who are usually there; promotion and recall come on top, unplanned.
    """
    opens = min(shift.start for shift in shifts if shift.code != "night")
    found: list[Arrival] = []
    for line in ("hotline", "after_sales"):
        rates = usual_rates(line, clock, shifts)
        for day in clock.dates:
            noise = float(numbers.lognormal(0.0, 0.05)) * WEEKDAY[day.weekday()]
            if PLANTED["promotion_week"].holds(day) and line == "hotline":
                noise *= PROMOTION
            if PLANTED["recall_week"].holds(day) and line == "after_sales":
                noise *= RECALL
            first, last = clock.at(day, 0), clock.at(day + timedelta(days=1), 0)
            for slot in range(first, last, 1800):
                rate = rates[day.weekday(), clock.minute(slot) // 30] * noise
                if slot < opens or rate <= 0:
                    continue
                width = min(1800, last - slot)
                for second in numbers.integers(0, width, int(numbers.poisson(rate))):
                    found.append((slot + int(second), line))
    midnight = clock.at(PLANTED["call_across_midnight"].first_date, 1438)
    if clock.start <= midnight < clock.end:
        found.append((midnight, MIDNIGHT))
    found.sort()
    return found


def usual_staff(line: str, clock: Clock, shifts: list[Shift]) -> np.ndarray:
    """Agents on shift and not at lunch by weekday and local half hour, on average."""
    staff = np.zeros((7, 48))
    weekdays = np.bincount([day.weekday() for day in clock.dates], minlength=7)
    for shift in shifts:
        if shift.role == "agent" and shift.person.line(shift.day) == line:
            start = SHIFT_STARTS[line][shift.code] // 15
            lunch = start + shift.lunch_after // 900
            for quarter in range(start, start + SHIFT_MINUTES // 15):
                if not lunch <= quarter < lunch + 4:
                    weekday = (shift.day.weekday() + quarter // 96) % 7
                    staff[weekday, quarter % 96 // 2] += 0.5
    return staff / np.maximum(weekdays, 1)[:, np.newaxis]


def usual_rates(line: str, clock: Clock, shifts: list[Shift]) -> np.ndarray:
    """Calls by weekday and half hour that keep the usual staff at the planned load."""
    staff = usual_staff(line, clock, shifts)
    smooth = (np.roll(staff, 1, axis=1) + 2 * staff + np.roll(staff, -1, axis=1)) / 4
    servers = np.minimum(smooth, staff) * AVAILABLE_SHARE
    helpers = usual_staff(OTHER_LINE[line], clock, shifts) * AVAILABLE_SHARE * HELPING_SHARE
    load = 1 - STAFFING / np.sqrt(np.maximum(servers + helpers, 1))
    if line == "hotline":
        load[:, :14] = 0.34  # few people call at night
        load[:, 14] = 0.4
        load[:, 45:] = 0.36
    handle = TALK_SECONDS[line] * 1.04 + WRAP_SECONDS[line] + 4
    rate = servers * load * 1800 / handle
    if line == "after_sales":
        rate[:, :16] = 0
        rate[:, 42:] = 0
    # Repeat calls and redials come by themselves; self-service keeps some from the queue.
    return rate * (1 - COMING_BACK) / (1 - CONTAINED - LOST_IN_IVR)
