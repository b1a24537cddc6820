"""Money of the house: pay, costs against their budget, results of the lines. No real prices."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.demo.clock import Clock
from pipeline.demo.floor import Floor
from pipeline.demo.house import star_of
from pipeline.demo.market import PRICES, Market
from pipeline.demo.office import spans
from pipeline.demo.people import LEADERS, LINES, TEAMS, Person, Shift

HEADERS = {
    "pay_items": (
        "agent_id", "period_start_date", "component", "quantity", "quota", "rate", "amount",
    ),
    "costs": (
        "entry_id", "entry_type", "period_start_date", "cost_center", "cost_type", "amount",
        "team_id", "business_line",
    ),
    "results": ("period_start_date", "business_line", "revenue", "profit"),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]

BASE_PAY = {
    "agent": 3600,
    "team_leader": 5200,
    "supervisor": 6800,
    "manager": 9500,
    "support": 4600,
}
# What a contact beyond nothing pays, and the quota of a whole month; sales pay by the piece.
PIECE = {"hotline": (1.1, 850), "after_sales": (1.5, 620), "outbound": (1.6, 450)}
STAR_PAY = {1: 0, 2: 100, 3: 200, 4: 350, 5: 500}
SOCIAL_SHARE = 0.28  # what the house pays on top of wages
# Share of the labour cost of a team that its systems, lines and rooms cost.
OTHER_COSTS = {"system": 0.14, "telecom": 0.11, "other": 0.06}
REVENUE = {"hotline": 1_900_000, "after_sales": 1_250_000, "outbound": 820_000}
MARGIN = {"hotline": 0.11, "after_sales": 0.09, "outbound": 0.16}
RESULT_MONTHS = 4  # months before the demo that finance delivers: a quarter to compare with


class Ledger:
    """Pay by person and month, from which labour cost follows."""

    def __init__(
        self, seed: int, clock: Clock, people: list[Person], shifts: list[Shift], floor: Floor
    ) -> None:
        self.seed, self.clock, self.people = seed, clock, people
        self.shifts = shifts
        self.handled: Counter = Counter()
        for call in floor.calls:
            for leg in call.legs:
                if leg.answered is not None:
                    self.handled[clock.month(leg.answered), leg.person.agent_id] += 1
        self.pay = list(self._pay())

    def _pay(self) -> Iterator[tuple]:
        """(month, person, last day, component, quantity, quota, rate, amount)."""
        dice = random.Random(f"{self.seed}:pay")
        away: Counter = Counter()
        stayed: Counter = Counter()
        for shift in self.shifts:
            key = f"{shift.day:%Y-%m}", shift.person.agent_id
            stayed[key] += shift.overtime // 3600
            away[key] += shift.leave in ("sick", "personal")
        for first, last in spans(self.clock):
            month = f"{first:%Y-%m}"
            for person in self.people:
                if person.hire_date > last or (person.last_day and person.last_day < first):
                    continue
                key = month, person.agent_id
                line = person.line(min(last, person.last_day or last))
                days = (last - max(first, person.hire_date)).days + 1
                if person.last_day and person.last_day < last:
                    days = (person.last_day - max(first, person.hire_date)).days + 1
                share = days / ((last - first).days + 1)
                role = person.role_on(last)
                base = round(BASE_PAY[role] * share, 2)
                rows = [("base", None, None, None, base)]
                if role == "agent" and line in PIECE:
                    rate, quota = PIECE[line]
                    quota = max(1, round(quota * share))
                    done = self.handled[key]
                    rows.append(("piece_rate", done, quota, rate, round(rate * done, 2)))
                merit = min(1.0, max(0.0, 0.5 + 0.22 * person.quality + dice.gauss(0, 0.12)))
                part = 0.30 + 0.10 * merit  # 30 to 40 percent of base and bonus (AM46)
                years = max(0, (first - person.hire_date).days // 365)
                rows.append(("performance_bonus", None, None, None,
                             round(base * part / (1 - part), 2)))  # fmt: skip
                if years:
                    rows.append(("seniority_allowance", min(years, 10), None, 50.0,
                                 50.0 * min(years, 10)))  # fmt: skip
                if STAR_PAY[star_of(person)]:
                    rows.append(("star_allowance", star_of(person), None, None,
                                 STAR_PAY[star_of(person)]))  # fmt: skip
                if stayed[key]:
                    rows.append(("overtime", stayed[key], None, 30.0, 30.0 * stayed[key]))
                if away[key]:
                    rows.append(("deduction", away[key], None, -60.0, -60.0 * away[key]))
                for component, quantity, quota, rate, amount in rows:
                    yield month, first, person, component, quantity, quota, rate, amount

    def pay_rows(self) -> Rows:
        """Rows of `pay_items`, by month."""
        for month, first, person, component, quantity, quota, rate, amount in self.pay:
            yield month, (
                person.agent_id, first.replace(day=1), component, quantity, quota, rate, amount,
            )  # fmt: skip

    def cost_rows(self) -> Rows:
        """Rows of `costs`: labour is the pay of the team with its social cost; the rest follows.

        The recall month costs more than its budget in after-sales.
        """
        dice = random.Random(f"{self.seed}:costs")
        wages: dict[tuple[str, str], float] = defaultdict(float)
        for month, first, person, *_, amount in self.pay:
            wages[month, person.team(max(first, person.posts[0][0]))] += amount
        number = 0
        for first, _ in spans(self.clock):
            month = f"{first:%Y-%m}"
            for team in sorted({*LEADERS, *TEAMS}):
                labour = wages[month, team] * (1 + SOCIAL_SHARE)
                spent = {"labour": labour} | {
                    kind: labour * share * dice.uniform(0.9, 1.12)
                    for kind, share in OTHER_COSTS.items()
                }
                line = TEAMS[team][0]
                for kind, amount in spent.items():
                    planned = amount * dice.uniform(0.95, 1.08)
                    for entry_type, sum_ in (("actual", amount), ("budget", planned)):
                        number += 1
                        yield month, (
                            f"CO{number:05d}", entry_type, first.replace(day=1), f"CC-{team}",
                            kind, round(sum_, 2), team, line if line in LINES else None,
                        )  # fmt: skip

    def result_rows(self, market: Market) -> Iterator[tuple]:
        """Rows of `results`: the lines and the company, with the months of the year before."""
        dice = random.Random(f"{self.seed}:results")
        sold: dict[date, float] = defaultdict(float)
        for moment, order in market.orders:
            if order["accepted"]:
                day = self.clock.day(moment).replace(day=1)
                sold[day] += PRICES[order["price"]][1]
        first = self.clock.months()[0]
        months = [first]
        for _ in range(RESULT_MONTHS):
            months.append((months[-1] - timedelta(days=1)).replace(day=1))
        months = sorted({*months, *self.clock.months()})
        for place, month in enumerate(months):
            whole, gain = 0.0, 0.0
            for line in LINES:
                growth = (1 + 0.004 * place) * dice.uniform(0.97, 1.03)
                revenue = REVENUE[line] * growth + (sold[month] if line == "outbound" else 0.0)
                # since the house scores its people, margins grow a little
                margin = MARGIN[line] + (0.008 if month >= first else 0.0) + dice.gauss(0, 0.004)
                whole, gain = whole + revenue, gain + revenue * margin
                yield month, line, round(revenue, 2), round(revenue * margin, 2)
            yield month, "company", round(whole, 2), round(gain, 2)
