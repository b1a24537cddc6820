"""What was planned and declared: forecasts, the plan of each shift, campaigns, special weeks."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.demo.clock import Clock
from pipeline.demo.demand import (
    COMING_BACK,
    CONTAINED,
    LOST_IN_IVR,
    STAFFING,
    TALK_SECONDS,
    WRAP_SECONDS,
    usual_rates,
)
from pipeline.demo.people import BREAK_MINUTES, Shift
from pipeline.demo.planted import OUTAGE_MINUTES, PLANTED

HEADERS = {
    "forecasts": (
        "queue_id", "interval_start", "forecast_calls", "forecast_aht_seconds",
        "required_agents", "version", "published_at", "_version",
    ),
    "shift_activities": ("schedule_id", "start_at", "end_at", "activity_code"),
    "campaigns": (
        "campaign_id", "name", "outbound_type", "business_line", "start_date", "end_date",
        "target_contacts", "target_conversions", "owner_team",
    ),
    "outages": ("outage_id", "system", "started_at", "ended_at", "affected_queue", "severity"),
    "scenarios": (
        "scenario_id", "scenario_type", "start_at", "end_at", "business_line", "metric_code",
        "adjust_type", "adjust_value", "approved_by",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
SLOT = 1800
# queue: (line, share of the line's contacts, opening in local half hours)
QUEUES = {
    "hotline_general": ("hotline", 11 / 12, (0, 48)),
    "hotline_vip": ("hotline", 1 / 12, (0, 48)),
    "after_sales_general": ("after_sales", 0.92, (16, 43)),
    "complaints": ("after_sales", 0.16, (16, 43)),
}
REVISED = 1.1  # the week's plan knows of the promotion, and still expects too little of it
PEAK_SEASON = (date(2026, 10, 19), date(2026, 10, 31))
MARGIN = 300  # plans are made in steps of five minutes


def slots(queue: str, clock: Clock) -> Iterator[int]:
    """UTC half hours in which a queue is open."""
    first, last = QUEUES[queue][2]
    for slot in range(clock.start // SLOT * SLOT, clock.end, SLOT):
        if first <= clock.minute(slot) // 30 < last:
            yield slot


def forecast_rows(seed: int, shifts: list[Shift], clock: Clock) -> Rows:
    """Rows of `forecasts`: the month's plan, and the week's own where the promotion changed it."""
    dice = random.Random(f"{seed}:forecasts")
    rates = {line: usual_rates(line, clock, shifts) for line in ("hotline", "after_sales")}
    kept = (1 - CONTAINED - LOST_IN_IVR) / (1 - COMING_BACK)
    promotion = PLANTED["promotion_week"]
    for queue, (line, share, _) in QUEUES.items():
        monday, of_week, today, of_day = None, 1.0, None, 1.0
        for slot in slots(queue, clock):
            day = clock.day(slot)
            if day != today:
                today, of_day = day, dice.gauss(1, 0.06)
                if monday != day - timedelta(days=day.weekday()):
                    monday, of_week = day - timedelta(days=day.weekday()), dice.gauss(1.0, 0.04)
            calls = rates[line][day.weekday(), clock.minute(slot) // 30] * kept * share
            calls *= max(0.7, of_week * of_day)
            handle = (TALK_SECONDS[line] * 1.06 + WRAP_SECONDS[line]) * dice.gauss(1, 0.02)
            before = clock.at(day.replace(day=1), 600) - 7 * 86_400
            yield clock.month(slot), _forecast(clock, queue, slot, calls, handle, "month", before)
            if line == "hotline" and promotion.holds(day):
                before = clock.at(promotion.first_date - timedelta(days=3), 960)
                yield (
                    clock.month(slot),
                    _forecast(clock, queue, slot, calls * REVISED, handle, "week", before),
                )


def _forecast(
    clock: Clock, queue: str, slot: int, calls: float, handle: float, version: str, published: int
) -> tuple:
    load = calls * handle / SLOT
    root = (STAFFING + math.sqrt(STAFFING**2 + 4 * load)) / 2  # load = agents - STAFFING * root
    return (
        queue, clock.iso(slot), round(calls, 2), round(handle, 1),
        round(root**2, 1) if load else 0.0, version, clock.iso(published),
        1 if version == "month" else 2,
    )  # fmt: skip


def activity_rows(shifts: list[Shift], clock: Clock) -> Rows:
    """Rows of `shift_activities`: what each rostered shift was planned to be."""
    for shift in shifts:
        at = shift.start
        main = "on_queue" if shift.role in ("agent", "team_leader") else "back_office"
        for due, code, seconds in sorted(_planned(shift)):
            start = max(at, due // MARGIN * MARGIN)
            end = min(start + seconds, shift.end)
            if start >= shift.end:
                break
            if start > at:
                yield _activity(clock, shift, at, start, main)
            yield _activity(clock, shift, start, end, code)
            at = end
        if at < shift.end:
            yield _activity(clock, shift, at, shift.end, main)


def _activity(clock: Clock, shift: Shift, start: int, end: int, code: str) -> tuple[str, tuple]:
    return f"{shift.day:%Y-%m}", (shift.schedule_id, clock.iso(start), clock.iso(end), code)


def _planned(shift: Shift) -> list[tuple[int, str, int]]:
    """(due, activity, seconds) as the planner has them; the floor keeps to it roughly."""
    start, place = shift.start, shift.turn * 8 // shift.turns
    lunch = (start + shift.lunch_after, "lunch", BREAK_MINUTES * 60)
    if shift.role not in ("agent", "team_leader"):
        return [lunch]
    plan = [
        lunch,
        (start + 5_400 + place * 500, "break", 600),
        (start + 21_900 + place * 500, "break", 600),
    ]
    if shift.role == "team_leader":
        return [
            *plan,
            (start, "meeting", 5_400),
            (start + 7_800, "coaching", 3_000),
            (lunch[0] + 4_200, "coaching", 4_500),
            (lunch[0] + 11_100, "meeting", 6_000),
        ]
    if shift.day.weekday() == 2 and shift.code != "night":
        plan.append((start + 300 + place * 900, "meeting", 1_200))
    if shift.day.day in (6, 20) and shift.code != "night":
        plan.append((start + 3_000 + place * 1_500, "training", 2_400))
    return plan


def campaign_rows(clock: Clock) -> Iterator[tuple]:
    """Rows of `campaigns`: the three that the dialler runs."""
    first, last = clock.first_date, clock.dates[-1]
    days = clock.days
    for campaign, name, contacts, conversions, team in (
        ("CP-RENEWAL", "老客户续约", 72, 9, "T3"),
        ("CP-UPGRADE", "套餐升级", 80, 8, "T4"),
        ("CP-FIBRE", "光纤入户", 74, 8, "T3"),
    ):
        yield (
            campaign, name, "sales", "outbound", first, last, contacts * days,
            conversions * days, team,
        )  # fmt: skip


def outage_rows(clock: Clock) -> Iterator[tuple]:
    """Rows of `outages`: the planted one, if it falls into the demo's days."""
    day = PLANTED["outage"].first_date
    start, end = (clock.at(day, minutes) for minutes in OUTAGE_MINUTES)
    if day in clock.dates:
        yield (
            f"OUT-{day:%Y%m%d}-1", "telephony", clock.iso(start), clock.iso(end), None, "P1",
        )  # fmt: skip


def scenario_rows(clock: Clock) -> Iterator[tuple]:
    """Rows of `scenarios`: what was declared; the last local day is included."""
    promotion, recall = PLANTED["promotion_week"], PLANTED["recall_week"]
    outage = PLANTED["outage"].first_date
    spans = [
        ("SCN-PROMO-HOTLINE", "promo", promotion.first_date, promotion.last_date, "hotline"),
        ("SCN-PROMO-OUTBOUND", "promo", promotion.first_date, promotion.last_date, "outbound"),
        ("SCN-RECALL", "recall", recall.first_date, recall.last_date, "after_sales"),
        ("SCN-PEAK", "peak_season", *PEAK_SEASON, "after_sales"),
    ]
    for identity, kind, first, last, line in spans:
        excuse = ("average_handle_time_seconds", "factor", 1.1) if kind == "recall" else (None,) * 3
        if first <= clock.dates[-1] and last >= clock.first_date:
            until = clock.iso(clock.at(last + timedelta(days=1), 0))
            yield (identity, kind, clock.iso(clock.at(first, 0)), until, line, *excuse, "M01")
    if outage in clock.dates:
        start, end = (clock.iso(clock.at(outage, minutes)) for minutes in OUTAGE_MINUTES)
        yield ("SCN-OUTAGE", "outage", start, end, None, None, None, None, "M01")
