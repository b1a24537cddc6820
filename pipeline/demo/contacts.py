"""A contact and its legs as the simulation knows them, and what customers call about."""

from __future__ import annotations

from pipeline.demo.people import Person

# intent: (share of the line's calls, chance that an average agent resolves it, factor on talk)
INTENTS = {
    "hotline": {
        "billing": (0.26, 0.83, 1.0),
        "delivery": (0.22, 0.80, 0.85),
        "account": (0.18, 0.86, 0.8),
        "plan_change": (0.16, 0.82, 1.15),
        "network_fault": (0.12, 0.70, 1.45),
        "other": (0.06, 0.84, 0.9),
    },
    "after_sales": {
        "repair": (0.34, 0.76, 1.1),
        "return_goods": (0.22, 0.81, 0.9),
        "installation": (0.18, 0.84, 0.85),
        "warranty": (0.14, 0.82, 0.8),
        "product_complaint": (0.08, 0.70, 1.3),
        "service_complaint": (0.04, 0.68, 1.25),
    },
}


class Call:
    """One contact. Moments are UTC seconds, None where it never happened."""

    __slots__ = (
        "abandoned",
        "answered",
        "attempt",
        "campaign",
        "contained",
        "customer",
        "disconnect_by",
        "disposition",
        "effective",
        "ended",
        "entered",
        "gives_up",
        "identity",
        "intent",
        "ivr_end",
        "legs",
        "line",
        "mode",
        "offered",
        "outcome",
        "planted",
        "queue",
        "repeats",
        "resolved",
        "ring",
        "ticket",
        "vip",
        "waiting",
        "waits_as",
    )

    def __init__(self, line: str, offered: int, customer: int, intent: str) -> None:
        self.line, self.offered, self.customer, self.intent = line, offered, customer, intent
        self.identity = ""
        self.queue: str | None = None
        self.vip = False
        self.attempt = 1
        self.legs: list[Leg] = []
        self.disposition = ""
        self.waiting = self.contained = self.ticket = False
        self.ivr_end = self.entered = self.abandoned = self.answered = self.ended = None
        self.gives_up = self.ring = 0
        self.resolved: bool | None = None
        self.campaign = self.mode = self.outcome = self.effective = self.disconnect_by = None
        self.planted = False  # the night call across midnight
        self.repeats = False  # comes back about something an agent left open
        self.waits_as = line

    @property
    def talk(self) -> int:
        return sum(leg.talk for leg in self.legs)

    @property
    def hold(self) -> int:
        return sum(leg.hold for leg in self.legs)

    @property
    def wrap(self) -> int:
        return sum(leg.wrap for leg in self.legs)

    @property
    def last_leg(self) -> Leg | None:
        return next((leg for leg in reversed(self.legs) if leg.answered is not None), None)


class Leg:
    """One agent's part of a call."""

    __slots__ = (
        "answered",
        "ended",
        "hold",
        "person",
        "queue",
        "rang",
        "rejected",
        "talk",
        "target",
        "transfer",
        "wrap",
    )

    def __init__(self, person: Person, queue: str | None, rang: int) -> None:
        self.person, self.queue, self.rang = person, queue, rang
        self.answered: int | None = None
        self.ended: int | None = None
        self.talk = self.hold = self.wrap = 0
        self.rejected = False
        self.transfer: str | None = None
        self.target: str | None = None
