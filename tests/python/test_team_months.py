"""A team that people joined and left in mid-month: its month worked out from landed rows alone.

No model is asked. Who was in a team on which day comes from the assignments, the working day from
the shifts and the clock (DECISIONS 1 and 14), and the sums from raw calls, legs, states and
tickets. They are compared with kpi_value for every team and month, to the second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipeline.demo import PLANTED
from pipeline.home import Home

LEAD, TRAIL = timedelta(minutes=30), timedelta(hours=2)
UTC_ZONE = ZoneInfo("UTC")
KPIS = {
    "calls_handled_count": ("handled", None),
    "average_handle_time_seconds": ("timed handle seconds", "timed"),
    "transfer_rate": ("transferred", "handled"),
    "work_duration_seconds": ("login seconds", None),
    "timely_resolution_rate": ("tickets in time", "tickets judged"),
    "issue_handling_time_hours": ("resolution seconds", "tickets resolved"),
}


class Raw:
    """The newest version of what landed, and which day and team a moment of an agent belongs to."""

    def __init__(self, home: Home) -> None:
        self.zone = ZoneInfo(home.settings().time_zone)
        self.connection = duckdb.connect(str(home.raw), read_only=True)
        self.shifts: dict[str, list[tuple]] = defaultdict(list)
        for agent, day, start, end in self.newest(
            "shifts", "schedule_id", "agent_id, shift_date, planned_start, planned_end"
        ):
            self.shifts[agent].append((start, end, day))
        self.teams: dict[str, list[tuple]] = defaultdict(list)
        for agent, team, begins, ends in self.newest(
            "assignments", "agent_id, valid_from", "agent_id, team_id, valid_from, valid_to"
        ):
            self.teams[agent].append((begins, ends or date.max, team))
        for rows in (*self.shifts.values(), *self.teams.values()):
            rows.sort()

    def newest(self, table: str, key: str, columns: str) -> list[tuple]:
        return self.connection.execute(
            f"select {columns} from (select * from {table} qualify row_number() over (partition "
            f"by {key} order by _version desc nulls last, _loaded_at desc, _line desc, _file desc)"
            " = 1)"
        ).fetchall()

    def local_day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC_ZONE).astimezone(self.zone).date()

    def work_date(self, agent: str, moment: datetime) -> date:
        """The day of the shift that is on; else of the one nearest to begin or just over."""
        near = [
            (start <= moment < end, start, day)
            for start, end, day in self.shifts[agent]
            if start - LEAD <= moment < end + TRAIL
        ]
        return max(near)[2] if near else self.local_day(moment)

    def cuts(self, agent: str, first: datetime, last: datetime) -> list[datetime]:
        """Every moment between two at which the working day may change."""
        found = {first, last}
        for start, end, _ in self.shifts[agent]:
            found |= {start - LEAD, start, end, end + TRAIL}
        day = self.local_day(first) + timedelta(days=1)
        while day <= self.local_day(last):
            midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
            found.add(midnight.astimezone(UTC_ZONE).replace(tzinfo=None))
            day += timedelta(days=1)
        return sorted(cut for cut in found if first <= cut <= last)

    def team(self, agent: str, day: date) -> str:
        """Of the assignments that hold, the one that began last."""
        holds = [team for begins, ends, team in self.teams[agent] if begins <= day < ends]
        return holds[-1] if holds else "unknown"


def legs(raw: Raw):
    """(agent, booked at, is voice, talk, hold, wrap-up, unplanned transfer) of handled legs."""
    yield from raw.connection.execute(
        """
        with call as (
            select * from calls qualify row_number() over (partition by interaction_id order by
                _version desc nulls last, _loaded_at desc, _line desc, _file desc) = 1
        ), leg as (
            select * from call_legs qualify row_number() over (partition by leg_id order by
                _version desc nulls last, _loaded_at desc, _line desc, _file desc) = 1
        )
        select leg.agent_id, coalesce(leg.answered_at, leg.ring_start_at),
            coalesce(call.channel, 'voice') = 'voice',
            coalesce(leg.talk_seconds, date_diff('second', leg.answered_at, leg.ended_at)
                - coalesce(leg.hold_seconds, 0), 0),
            coalesce(leg.hold_seconds, 0), coalesce(leg.acw_seconds, 0),
            coalesce(leg.transferred_out_flag, false)
                and not coalesce(leg.transfer_planned_flag, false)
        from leg left join call using (interaction_id)
        where coalesce(leg.answered_flag, leg.answered_at is not null)
            and not coalesce(call.is_test_call, false)
            and coalesce(call.disposition, '') <> 'phantom'
            and coalesce(call.direction, leg.direction, 'inbound') <> 'internal'
            and (coalesce(call.direction, leg.direction, 'inbound') = 'inbound'
                or coalesce(call.disposition, 'agent_answered') = 'agent_answered')
        union all
        select call.agent_id, coalesce(call.answered_at, call.offered_at), call.channel = 'voice',
            case when call.prescreened_by_bot
                then least(call.talk_seconds, date_diff('second', call.answered_at, call.ended_at)
                    - coalesce(call.hold_seconds, 0))
                else coalesce(call.talk_seconds, date_diff('second', call.answered_at,
                    call.ended_at) - coalesce(call.hold_seconds, 0)) end,
            coalesce(call.hold_seconds, 0), coalesce(call.acw_seconds, 0), false
        from call anti join leg using (interaction_id)
        where call.disposition = 'agent_answered' and call.agent_id is not null
            and not coalesce(call.is_test_call, false) and call.direction <> 'internal'
        """
    ).fetchall()


def stretches(raw: Raw):
    """(agent, from, to) of every state but logged out; a later one ends the one before."""
    by_agent = defaultdict(list)
    for agent, start, end, state in raw.newest(
        "agent_states", "event_id", "agent_id, start_at, end_at, state"
    ):
        if end > start and state != "logged_out":
            by_agent[agent].append((start, end))
    for agent, rows in by_agent.items():
        rows.sort()
        starts = [start for start, _ in rows]
        for start, end in rows:
            later = bisect_right(starts, start)
            until = min(end, starts[later]) if later < len(starts) else end
            yield agent, start, until


@pytest.fixture(scope="module")
def months(demo_home) -> tuple[dict, dict]:
    """(team, month, what) -> sum; by the team of each day, and by the team at the month's end."""
    raw = Raw(Home(demo_home))
    by_day: Counter = Counter()
    at_end: Counter = Counter()
    day_of: dict[tuple, date] = {}

    def add(agent: str, day: date, **what: int) -> None:
        month = day.replace(day=1)
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        for name, amount in what.items():
            name = name.replace("_", " ")
            by_day[raw.team(agent, day), month, name] += amount
            at_end[raw.team(agent, last), month, name] += amount

    for agent, moment, is_voice, talk, hold, wrap, transferred in legs(raw):
        day = raw.work_date(agent, moment)
        add(agent, day, handled=1, transferred=int(transferred))
        if is_voice and 0 < talk < 4 * 3600:
            add(agent, day, timed=1, timed_handle_seconds=talk + hold + wrap)
    for agent, start, end in stretches(raw):
        cuts = raw.cuts(agent, start, end) if end - start > timedelta(0) else []
        for begins, ends in pairwise(cuts):
            key = agent, begins
            day = day_of.setdefault(key, raw.work_date(agent, begins))
            add(agent, day, login_seconds=int((ends - begins).total_seconds()))
    through = raw.connection.execute("select max(end_at) from agent_states").fetchone()[0]
    for agent, created, resolved, closed, due, met in raw.newest(
        "tickets",
        "ticket_id",
        "coalesce(resolved_by_agent_id, owner_agent_id, created_by_agent_id, 'unknown'), "
        "created_at, resolved_at, closed_at, sla_due_at, sla_met_flag",
    ):
        day = raw.work_date(agent, resolved or closed or created)
        kept = met if due is None else None
        if due is not None and resolved is not None:
            kept = resolved <= due
        elif due is not None and due < through:
            kept = False
        if resolved is not None:
            seconds = int((resolved - created).total_seconds())
            add(agent, day, tickets_resolved=1, resolution_seconds=seconds)
        if kept is not None:
            add(agent, day, tickets_judged=1, tickets_in_time=int(kept))
    raw.connection.close()
    return by_day, at_end


def told(published, kpi_id: str) -> dict[tuple[str, date], tuple[float, float | None]]:
    return {
        (team, month): (numerator, denominator)
        for team, month, numerator, denominator in published.execute(
            "select subject_id, period_start_date, numerator, denominator from kpi_value "
            "where subject_type = 'team' and period_type = 'month' and kpi_id = ? "
            "and period_start_date > date '1900-01-01'",
            [kpi_id],
        ).fetchall()
    }


@pytest.mark.parametrize("kpi_id", KPIS)
def test_every_team_and_month_is_what_the_landed_rows_say(published, months, kpi_id):
    by_day, _ = months
    above, below = KPIS[kpi_id]
    found = told(published, kpi_id)
    assert len(found) >= 18  # six teams of agents, three months
    assert any(numerator for numerator, _ in found.values())
    for (team, month), (numerator, denominator) in found.items():
        if kpi_id.endswith("_hours"):
            numerator = round(numerator * 3600, 3)
        assert numerator == by_day[team, month, above], (team, month)
        if below:
            assert denominator == by_day[team, month, below], (team, month)


@pytest.mark.parametrize("move", ["team_change", "line_change"])
def test_the_team_of_the_months_end_would_give_another_month(published, months, move):
    """So the comparison above can fail: the people of the last day are not the month's people."""
    _, at_end = months
    truth = PLANTED[move]
    month = truth.first_date.replace(day=1)
    numerator, _ = told(published, "calls_handled_count")[truth.to, month]
    assert at_end[truth.to, month, "handled"] > numerator
