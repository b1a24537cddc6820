"""The floor: callers wait in queues for agents who are logged in, ready and skilled.

A discrete-event simulation on simpy. Agents are processes; waiting callers are timers, because only
those who wait need one. simpy runs the full demo (110,000 inbound calls, 50,000 dials) in a few
seconds, so nothing faster and less well kept is needed. Every moment is a whole second: states of
an agent touch, never overlap, and are made of the calls the agent handled.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import OrderedDict
from collections.abc import Generator, Iterator

import numpy as np
import simpy

from pipeline.demo.clock import Clock
from pipeline.demo.contacts import INTENTS, Call, Leg
from pipeline.demo.customers import tier_of
from pipeline.demo.demand import (
    CONTAINED,
    LOST_IN_IVR,
    MIDNIGHT,
    PROMOTION,
    TALK_SECONDS,
    WRAP_SECONDS,
    Arrival,
    arrivals,
)
from pipeline.demo.people import LINES, OTHER_LINE, Person, Shift
from pipeline.demo.planted import OUTAGE_MINUTES, PLANTED

PATIENCE_SECONDS = {"hotline": 430, "after_sales": 480}
SIDE_WORK = ("follow_up", "follow_up", "training", "quality_review", "coaching")
SPARE_IDLE, SPARED_BY_DAY, SPARED_AT_NIGHT = 4, 3_600, 9_000
CUSTOMERS_PER_AGENT = 875
FADING_PACE = 1.12
CAMPAIGNS = (
    ("CP-RENEWAL", "preview", 0.43),
    ("CP-UPGRADE", "predictive", 0.38),
    ("CP-FIBRE", "preview", 0.40),
)
NOT_REACHED = ("no_answer",) * 62 + ("busy",) * 14 + ("rejected",) * 12 + ("invalid",) * 9
NOT_REACHED += ("voicemail",) * 3


class Seat:
    """One person on one shift: where they are in their states."""

    __slots__ = ("at", "line", "person", "session", "sessions", "shift", "spared", "used", "wake")

    def __init__(self, shift: Shift) -> None:
        self.shift, self.person = shift, shift.person
        self.line = shift.person.line(shift.day)
        self.at = shift.login or 0
        self.sessions = 1
        self.session = ""
        self.used = 0  # seconds of wrap-up and busy so far
        self.spared = 0  # seconds of training and follow-up in idle times so far
        self.wake: simpy.Event | None = None


class Floor:
    """The centre at work. `run` fills calls (in order of offer) and states."""

    def __init__(self, seed: int, clock: Clock, shifts: list[Shift]) -> None:
        self.clock, self.shifts = clock, shifts
        self.dice = random.Random(f"{seed}:floor")
        self.numbers = np.random.default_rng([seed, 1])
        self.calls: list[Call] = []
        # (person, state, reason, start, end, call, session, shift)
        self.states: list[tuple] = []
        self.idle: dict[str, OrderedDict[str, Seat]] = {line: OrderedDict() for line in LINES}
        self.leaders: OrderedDict[str, Seat] = OrderedDict()
        self.waiting: dict[str, list] = {line: [] for line in LINES}
        self.order = itertools.count()
        agents = {shift.person.agent_id for shift in shifts if shift.role == "agent"}
        self.customers = CUSTOMERS_PER_AGENT * len(agents)
        self.env = simpy.Environment(initial_time=clock.start - 86_400)
        outage = PLANTED["outage"].first_date
        self.outage = tuple(clock.at(outage, minutes) for minutes in OUTAGE_MINUTES)

    def run(self) -> None:
        first_calls = arrivals(self.numbers, self.clock, self.shifts)
        self.env.process(self._arrive(self._callers(first_calls)))
        for shift in self.shifts:
            if shift.login is None or shift.role not in ("agent", "team_leader"):
                continue
            seat = Seat(shift)
            work = self._dial_all_shift if seat.line == "outbound" else self._serve_all_shift
            self.env.process(work(seat))
        self.env.run()
        self.calls.sort(key=lambda call: (call.offered, call.customer, call.line))
        for number, call in enumerate(self.calls, 1):
            call.identity = f"C{number:07d}"

    # --- demand -----------------------------------------------------------------------------

    def _callers(self, first_calls: list[Arrival]) -> Iterator[tuple[int, Call]]:
        """(moment, call) in time order: who calls, and what about."""
        dice = self.dice
        choices = {
            line: (list(intents), list(itertools.accumulate(row[0] for row in intents.values())))
            for line, intents in INTENTS.items()
        }
        recall = PLANTED["recall_week"]
        for moment, line in first_calls:
            planted = line == MIDNIGHT
            line = "hotline" if planted else line
            names, weights = choices[line]
            intent = dice.choices(names, cum_weights=weights)[0]
            day = self.clock.day(moment)
            if line == "after_sales" and recall.holds(day) and dice.random() < 0.45:
                intent = dice.choice(("return_goods", "product_complaint"))
            call = Call(line, moment, self._customer(), intent)
            call.planted = planted
            yield moment, call

    def _customer(self) -> int:
        return int(self.dice.random() ** 1.15 * self.customers) + 1

    def _arrive(self, arrivals: Iterator[tuple[int, Call]]) -> Generator:
        env = self.env
        for moment, call in arrivals:
            if moment > env.now:
                yield env.timeout(moment - env.now)
            self._offer(call)

    def _later(self, delay: int, action, *arguments) -> None:
        """Do something after a delay, without a process of its own."""
        timer = self.env.timeout(max(0, delay))
        timer.callbacks.append(lambda _: action(*arguments))

    # --- callers ----------------------------------------------------------------------------

    def _offer(self, call: Call) -> None:
        """A call reaches the centre: outage, self-service, or on to the queue."""
        dice, now = self.dice, self.env.now
        self.calls.append(call)
        call.vip = tier_of(call.customer) == "vip"
        if self.outage[0] <= now < self.outage[1]:
            call.disposition, call.ended = "blocked", now
            if call.attempt < 2 and dice.random() < 0.3:
                self._try_again(call, self.outage[1] - now + dice.randint(600, 14_400))
            return
        seconds = dice.randint(14, 46)
        throw = 1.0 if call.planted else dice.random()
        if throw < CONTAINED and call.attempt == 1 and not call.repeats:
            call.contained, call.disposition = True, "ivr_contained"
            call.ivr_end = call.ended = now + seconds + dice.randint(20, 90)
        elif throw < CONTAINED + LOST_IN_IVR:
            call.disposition = "abandoned_ivr"
            call.ivr_end = call.abandoned = call.ended = now + dice.randint(3, 35)
        else:
            call.ivr_end = now + seconds
            if call.line == "hotline":
                call.queue = "hotline_vip" if call.vip else "hotline_general"
            else:
                complaint = call.intent.endswith("_complaint")
                call.queue = "complaints" if complaint else "after_sales_general"
            patience = dice.expovariate(1 / PATIENCE_SECONDS[call.line])
            if dice.random() < 0.02:
                patience = dice.uniform(1, 5)
            call.gives_up = call.ivr_end + 2 + int(patience) + (900 if call.planted else 0)
            self._later(seconds, self._queue, call)

    def _queue(self, call: Call) -> None:
        call.entered = self.env.now
        seat = self._free_seat(call.waits_as)
        if seat is not None:
            self._give(seat, call)
        else:
            self._wait(call, 0 if call.queue in ("hotline_vip", "complaints") else 1)
            self._later(call.gives_up - self.env.now, self._give_up, call)

    def _wait(self, call: Call, rank: int) -> None:
        call.waiting = True
        place = (rank, self.env.now, next(self.order), call)
        heapq.heappush(self.waiting[call.waits_as], place)

    def _give_up(self, call: Call) -> None:
        if not call.waiting:
            return
        call.waiting = False
        call.ended = self.env.now
        if call.answered is None:
            call.disposition, call.abandoned = "abandoned_queue", self.env.now
            self._redial(call)

    def _redial(self, call: Call) -> None:
        if call.attempt < 3 and self.dice.random() < 0.4:
            self._try_again(call, self.dice.randint(60, 2400))

    def _try_again(self, call: Call, delay: int) -> None:
        again = Call(call.line, self.env.now + delay, call.customer, call.intent)
        again.attempt, again.repeats = call.attempt + 1, call.repeats
        self._schedule(again)

    def _schedule(self, call: Call) -> None:
        """A caller who comes back: in the daytime, and only while the demo lasts."""
        minute = self.clock.minute(call.offered)
        if not 480 <= minute < 1230:
            night = (510 - minute) % 1440 * 60
            call.offered += night + self.dice.randint(0, 14_000)
        if call.offered < self.clock.end:
            self._later(call.offered - self.env.now, self._offer, call)

    def _call_back(self, call: Call) -> None:
        """What the agent left open brings many customers back within a week."""
        dice = self.dice
        chance = (0.66 if call.ticket else 0.93) if not call.resolved else 0.02
        if dice.random() < chance:
            hours = min(150.0, 1.0 + dice.lognormvariate(2.9, 0.9))
            offered = (call.ended or self.env.now) + int(hours * 3600)
            again = Call(call.line, offered, call.customer, call.intent)
            again.repeats = True
            self._schedule(again)

    # --- matching ---------------------------------------------------------------------------

    def _free_seat(self, line: str) -> Seat | None:
        """Whoever is idle longest: own line, else the other line's surplus, else a leader."""
        if self.idle[line]:
            return next(iter(self.idle[line].values()))
        other = self.idle[OTHER_LINE[line]]
        if len(other) > 1:
            skill = line + "_service"
            for seat in other.values():
                if seat.person.skills.get(skill, 0) >= 2:
                    return seat
        for seat in self.leaders.values():
            if seat.line == line:
                return seat
        return None

    def _give(self, seat: Seat, call: Call | None) -> None:
        """Wake an idle agent with a call, or with None because the agenda calls."""
        pool = self.leaders if seat.shift.role == "team_leader" else self.idle[seat.line]
        pool.pop(seat.person.agent_id, None)
        wake, seat.wake = seat.wake, None
        wake.succeed(call)

    def _next_waiting(self, seat: Seat) -> Call | None:
        lines = [seat.line]
        other = OTHER_LINE[seat.line]
        helps = seat.person.skills.get(other + "_service", 0) >= 2
        if helps and seat.shift.role == "agent" and self.idle[seat.line]:
            lines.append(other)  # somebody stays free for the own line
        for line in lines:
            queue = self.waiting[line]
            while queue:
                call = heapq.heappop(queue)[3]
                if call.waiting:
                    call.waiting = False
                    return call
        return None

    # --- agents -----------------------------------------------------------------------------

    def _log(self, seat: Seat, state: str, until: int, reason: str = "", call=None) -> None:
        if until > seat.at:
            self.states.append(
                (seat.person, state, reason, seat.at, until, call, seat.session, seat.shift)
            )
            seat.at = until

    def _sign_in(self, seat: Seat) -> None:
        seat.session = f"{seat.shift.schedule_id}-{seat.sessions}"
        seat.sessions += 1
        seat.at = self.env.now

    def _agenda(self, seat: Seat) -> list[tuple[int, str, int]]:
        """(due, reason, seconds) of one shift: breaks, meetings, busy stretches, the outage."""
        dice, shift, person = self.dice, seat.shift, seat.person
        place = shift.turn * 8 // shift.turns
        lunch = shift.start + shift.lunch_after + dice.randint(0, 120)
        agenda = [
            (lunch, "lunch", max(3300, int(dice.gauss(3610, 70)))),
            (shift.start + 5_400 + place * 500, "break", max(420, int(dice.gauss(610, 50)))),
            (shift.start + 21_900 + place * 500, "break", max(420, int(dice.gauss(615, 60)))),
        ]
        for part in (0.22, 0.45, 0.72, 0.94):
            due = shift.start + int(part * (shift.end - shift.start)) + dice.randint(-500, 500)
            agenda.append((due, "busy", int(part * 1000)))
        if dice.random() < 0.2:
            agenda.append((shift.start + dice.randint(8, 24) * 1000, "coaching", 900))
        if shift.day.weekday() == 2 and shift.code != "night":
            agenda.append((shift.start + 300 + place * 900, "meeting", 1200))
        if shift.day.day in (6, 20) and shift.code != "night":
            agenda.append((shift.start + 3000 + place * 1500, "training", 2400))
        if dice.random() < person.relogin_rate:
            agenda.append((shift.start + dice.randint(4000, 26_000), "relogin", 0))
        if shift.start < self.outage[1] and shift.end > self.outage[0]:
            agenda.append((max(self.outage[0], seat.at), "outage", 0))
        if shift.role == "team_leader":
            # Leaders lead: they take calls for a short while on a busy day, and walk the floor.
            agenda = [item for item in agenda if item[1] in ("lunch", "break", "outage")]
            agenda += [(shift.start, "meeting", 5400), (shift.start + 7_800, "coaching", 3000)]
            agenda += [(lunch + 4000, "coaching", 4500), (lunch + 11_000, "meeting", 6000)]
        return sorted(agenda)

    def _interrupt(self, seat: Seat, reason: str, seconds: int) -> Generator:
        env, shift = self.env, seat.shift
        if reason == "relogin":
            gap = self.dice.randint(40, 140)
            yield env.timeout(gap)
            self._sign_in(seat)
            return
        if reason == "busy":
            seconds = seconds * shift.busy_target // 1000 - seat.used
            if seconds < 20:
                return
            seat.used += seconds
        elif reason == "outage":
            seconds = self.outage[1] + self.dice.randint(0, 40) - env.now
        seconds = min(seconds, max(0, (shift.logout or 0) - env.now))
        if seconds > 0:
            yield env.timeout(seconds)
            self._log(seat, "not_ready", env.now, reason)

    def _serve_all_shift(self, seat: Seat) -> Generator:
        """An inbound agent or leader from login to logout."""
        env, dice, shift, person = self.env, self.dice, seat.shift, seat.person
        yield env.timeout(shift.login - env.now)
        self._sign_in(seat)
        agenda = self._agenda(seat)
        pool = self.leaders if shift.role == "team_leader" else self.idle[seat.line]
        while env.now < shift.logout:
            if agenda and agenda[0][0] <= env.now:
                _, reason, seconds = agenda.pop(0)
                yield from self._interrupt(seat, reason, seconds)
                continue
            call = self._next_waiting(seat)
            if call is None and self._can_be_spared(seat):
                seconds = dice.randint(420, 840)
                if agenda:
                    seconds = min(seconds, agenda[0][0] - env.now)
                seat.spared += seconds
                yield from self._interrupt(seat, dice.choice(SIDE_WORK), seconds)
                continue
            if call is None:
                seat.wake = wake = env.event()
                pool[person.agent_id] = seat
                due = min(agenda[0][0], shift.logout) if agenda else shift.logout
                self._later(due - env.now, self._wake_if_idle, seat, wake)
                call = yield wake
                self._log(seat, "ready", env.now)
                if call is None:
                    continue
            yield from self._handle(seat, call)
        shift.logout = max(shift.logout, env.now)
        shift.clock_out = max(shift.clock_out, shift.logout + 20)

    def _can_be_spared(self, seat: Seat) -> bool:
        """Intraday planning: where several sit idle, one more goes to train or follow up cases."""
        is_night = seat.shift.code == "night"
        idle = len(self.idle[seat.line])
        return (
            seat.shift.role == "agent"
            and idle >= (1 if is_night else SPARE_IDLE)
            and seat.spared < (SPARED_AT_NIGHT if is_night else SPARED_BY_DAY)
        )

    def _wake_if_idle(self, seat: Seat, wake: simpy.Event) -> None:
        if seat.wake is wake:
            self._give(seat, None)

    def _handle(self, seat: Seat, call: Call) -> Generator:
        """Ring, talk, hold, wrap up; or a phone that nobody picks up."""
        env, dice, person = self.env, self.dice, seat.person
        leg = Leg(person, call.queue if call.waits_as == call.line else call.waits_as, env.now)
        call.legs.append(leg)
        ring = dice.randint(2, 5) if dice.random() < 0.9 else dice.randint(6, 9)
        missed = dice.random() < 0.008
        ring = 20 if missed else ring
        if call.answered is None and call.gives_up < env.now + ring:
            yield env.timeout(max(1, call.gives_up - env.now))
            self._log(seat, "ringing", env.now, call=call)
            leg.ended = call.ended = call.abandoned = env.now
            call.ring = env.now - leg.rang
            call.disposition = "abandoned_ring"
            self._redial(call)
            return
        if missed:
            yield env.timeout(ring)
            self._log(seat, "ringing", env.now, call=call)
            leg.rejected, leg.ended = True, env.now
            other = self._free_seat(call.waits_as)
            if other is not None and other is not seat:
                self._give(other, call)
            else:
                self._wait(call, 0)
                self._later(call.gives_up - env.now, self._give_up, call)
            busy = dice.randint(20, 45)
            yield env.timeout(busy)
            seat.used += busy
            self._log(seat, "not_ready", env.now, "busy")
            return
        resolves, talk_factor = self._matter(call)
        quick = 0.86 if call.legs[:-1] else 1.0
        mean = TALK_SECONDS[call.line] * talk_factor * person.speed * quick
        fading = PLANTED["fading_voice"]
        if person.agent_id == fading.who and seat.shift.day >= fading.first_date:
            mean *= FADING_PACE
        talk = max(15, int(dice.lognormvariate(-0.125, 0.5) * mean))
        hold = int(dice.expovariate(1 / 48)) + 8 if dice.random() < 0.14 else 0
        wrap = max(2, int(dice.expovariate(1 / (WRAP_SECONDS[call.line] * person.wrap_factor)))) + 1
        wrap = min(wrap, 150)
        leg.answered = env.now + ring
        if call.answered is None:
            call.answered, call.ring = leg.answered, ring
        if call.planted:
            talk = max(talk, 420)
        before_hold = talk // 2 if hold else talk
        yield env.timeout(ring + talk + hold)
        self._log(seat, "ringing", leg.answered, call=call)
        self._log(seat, "talking", leg.answered + before_hold, call=call)
        self._log(seat, "hold", leg.answered + before_hold + hold, call=call)
        self._log(seat, "talking", env.now, call=call)
        leg.talk, leg.hold, leg.wrap, leg.ended = talk, hold, wrap, env.now
        call.ended, call.disposition = env.now, "agent_answered"
        call.disconnect_by = "customer" if dice.random() < 0.8 else "agent"
        moves_on = dice.random() < (0.035 if call.line == "hotline" else 0.02)
        if moves_on and len(call.legs) < 3:
            self._transfer(call, leg)
        else:
            chance = resolves - 0.005 + 0.055 * person.quality
            call.resolved = dice.random() < min(0.97, chance)
            call.ticket = not call.resolved and dice.random() < (
                0.48 if call.line == "hotline" else 0.62
            )
            self._call_back(call)
        yield env.timeout(wrap)
        self._log(seat, "acw", env.now, call=call)
        seat.used += wrap

    def _matter(self, call: Call) -> tuple[float, float]:
        """(chance that an average agent resolves it, factor on talk) of what the call is about."""
        return INTENTS[call.line][call.intent][1:]

    def _transfer(self, call: Call, leg: Leg) -> None:
        """The caller waits again, for the other line or a colleague; most have the patience."""
        dice = self.dice
        leg.transfer = "blind" if dice.random() < 0.6 else "consult"
        call.resolved = False
        if call.line == "hotline" and 510 <= self.clock.minute(self.env.now) < 1200:
            call.waits_as = OTHER_LINE[call.line] if dice.random() < 0.6 else call.line
        leg.target = "after_sales_general" if call.waits_as == "after_sales" else "hotline_general"
        call.gives_up = self.env.now + 60 + int(dice.expovariate(1 / 240))
        seat = self._free_seat(call.waits_as)
        if seat is not None:
            self._give(seat, call)
        else:
            self._wait(call, 0)
            self._later(call.gives_up - self.env.now, self._give_up, call)

    # --- outbound ---------------------------------------------------------------------------

    def _dial_all_shift(self, seat: Seat) -> Generator:
        """An outbound agent: preview dials ring at the agent, predictive ones only once reached."""
        env, dice, shift, person = self.env, self.dice, seat.shift, seat.person
        yield env.timeout(shift.login - env.now)
        self._sign_in(seat)
        agenda = self._agenda(seat)
        pace = 1 / PROMOTION / 1.25 if PLANTED["promotion_week"].holds(shift.day) else 1.0
        campaign, mode, reach = CAMPAIGNS[(shift.day.toordinal() // 7 + person.group) % 3]
        while env.now < shift.logout:
            if agenda and agenda[0][0] <= env.now:
                _, reason, seconds = agenda.pop(0)
                yield from self._interrupt(seat, reason, seconds)
                continue
            pause = int(dice.expovariate(1 / (310 * pace))) + 12
            misses = 0
            if mode == "predictive":
                while dice.random() > reach:
                    misses += 1
                pause = pause * (misses + 1) * 3 // 4
            horizon = min(agenda[0][0], shift.logout) if agenda else shift.logout
            if env.now + pause >= horizon:
                yield env.timeout(max(1, horizon - env.now))
                self._log(seat, "ready", env.now)
                continue
            started = env.now
            for _ in range(misses):
                dialled = started + dice.randint(0, max(1, pause - 40))
                self._record_dial(dialled, campaign, mode, None, dice.choice(NOT_REACHED))
            yield env.timeout(pause)
            if mode == "preview":  # reads up on the customer before dialling
                ready = pause * 2 // 3
                self._log(seat, "ready", started + ready)
                self._log(seat, "not_ready", env.now, "outbound_preparation")
            self._log(seat, "ready", env.now)
            reached = mode == "predictive" or dice.random() < reach
            yield from self._dial(seat, campaign, mode, reached)
        shift.logout = max(shift.logout, env.now)
        shift.clock_out = max(shift.clock_out, shift.logout + 20)

    def _record_dial(
        self, dialled: int, campaign: str, mode: str, person: Person | None, result: str
    ) -> Call:
        call = Call("outbound", dialled, self._customer(), "sales_offer")
        call.campaign, call.mode, call.disposition = campaign, mode, result
        ring = {"no_answer": 30, "voicemail": 25, "invalid": 3, "busy": 4}.get(result, 12)
        call.ring = ring + self.dice.randint(-2, 3)
        call.ended = dialled + call.ring
        if person is not None:
            call.legs.append(Leg(person, None, dialled))
        self.calls.append(call)
        return call

    def _dial(self, seat: Seat, campaign: str, mode: str, reached: bool) -> Generator:
        env, dice, person = self.env, self.dice, seat.person
        if not reached:
            result = dice.choice(NOT_REACHED)
            call = self._record_dial(env.now, campaign, mode, person, result)
            yield env.timeout(call.ring)
            self._log(seat, "ringing", env.now, call=call)
            return
        dialled = env.now - dice.randint(6, 18) if mode == "predictive" else env.now
        call = self._record_dial(dialled, campaign, mode, person, "agent_answered")
        leg = call.legs[0]
        leg.rang = env.now
        ring = dice.randint(1, 2) if mode == "predictive" else dice.randint(6, 22)
        call.ring = env.now + ring - dialled
        leg.answered = call.answered = env.now + ring
        call.effective = dice.random() < 0.62
        mean = TALK_SECONDS["outbound"] * person.speed * (1.45 if call.effective else 0.22)
        talk = max(8, int(dice.lognormvariate(-0.125, 0.5) * mean))
        wrap = max(2, int(dice.expovariate(1 / (WRAP_SECONDS["outbound"] * person.wrap_factor))))
        wrap = min(wrap + 1, 150)
        yield env.timeout(ring + talk)
        self._log(seat, "ringing", leg.answered, call=call)
        self._log(seat, "talking", env.now, call=call)
        leg.talk, leg.wrap, leg.ended, call.ended = talk, wrap, env.now, env.now
        call.disconnect_by = "customer" if dice.random() < 0.7 else "agent"
        sells = min(0.6, 0.19 * person.sale_factor + 0.02 * person.quality)
        throw = dice.random()
        if not call.effective:
            call.outcome = "wrong_party" if throw < 0.15 else "refused"
        elif throw < sells:
            call.outcome = "sale"
        else:
            call.outcome = "appointment" if throw < sells + 0.12 else "follow_up"
            if throw > 0.6:
                call.outcome = "refused"
        call.resolved = call.outcome in ("sale", "appointment") if call.effective else None
        yield env.timeout(wrap)
        self._log(seat, "acw", env.now, call=call)
        seat.used += wrap
