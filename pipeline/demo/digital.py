"""Chats and emails of the online platform, answered in the quiet stretches of two teams.

An agent who is spared to follow up cases does it in writing: the stretch stays what the switch
says it is, and every chat and email lies inside one. A bot greets most who chat.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.demo.clock import Clock
from pipeline.demo.contacts import INTENTS
from pipeline.demo.customers import tier_of
from pipeline.demo.floor import Floor
from pipeline.demo.people import Person
from pipeline.demo.tables import customer_id

HEADER = (
    "conversation_id", "kind", "desk", "customer", "customer_level", "topic", "bot_id",
    "bot_started", "bot_ended", "bot_result", "handover_reason", "handover_needed", "queued",
    "given_up", "picked_up", "first_reply", "closed", "agent", "writing_seconds",
    "wrap_up_seconds", "messages", "solved",
)  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
# team: (line, kind): who writes what beside the calls
DESKS = {"T2": ("hotline", "chat"), "T5": ("after_sales", "email")}
OPENS, CLOSES = 480, 1290  # local minutes of the chat desk
TAKEN, LONG_ENOUGH = 0.75, 240
GIVEN_UP_EACH, BOT_ALONE_EACH, GREETED = 0.07, 1.1, 0.8
REASONS = ("customer_asked", "not_understood", "complex_matter", "complex_matter", "complaint")


@dataclass
class Conversation:
    """One conversation with a bot, an agent, or both. Moments are UTC seconds."""

    kind: str
    line: str
    customer: int
    intent: str
    queued: int | None = None
    given_up: int | None = None
    picked_up: int | None = None
    first_reply: int | None = None
    closed: int | None = None
    person: Person | None = None
    writing: int = 0
    wrap: int = 0
    messages: int = 0
    solved: bool | None = None
    bot: tuple | None = None  # (start, end, result, reason, needed)

    @property
    def began(self) -> int:
        return self.bot[0] if self.bot else self.queued


class Desk:
    """All conversations of the demo, in order of their beginning."""

    def __init__(self, seed: int, floor: Floor, clock: Clock) -> None:
        self.dice, self.clock = random.Random(f"{seed}:digital"), clock
        self.customers = floor.customers
        self.found: list[Conversation] = []
        stretches = [
            (start, person.agent_id, end, person, shift.day)
            for person, _, reason, start, end, _, _, shift in floor.states
            if reason == "follow_up" and shift.role == "agent" and end - start >= LONG_ENOUGH
        ]
        for start, _, end, person, day in sorted(stretches, key=lambda one: one[:2]):
            line, kind = DESKS.get(person.team(day), (None, None))
            if line is None or self.dice.random() >= TAKEN:
                continue
            if kind == "email":
                self._write_emails(person, start, end)
            elif OPENS + 10 <= clock.minute(start) < CLOSES:
                self._chat(person, start, end)
        self._without_agents()
        self.found.sort(key=lambda one: (one.began, one.customer))

    def _new(self, kind: str, line: str) -> Conversation:
        intents = INTENTS[line]
        intent = self.dice.choices(list(intents), [row[0] for row in intents.values()])[0]
        return Conversation(kind, line, int(self.dice.random() * self.customers) + 1, intent)

    def _solve(self, one: Conversation, person: Person) -> None:
        chance = INTENTS[one.line][one.intent][1] + 0.05 * person.quality
        one.person, one.solved = person, self.dice.random() < min(0.97, chance)

    def _chat(self, person: Person, start: int, end: int) -> None:
        """Chats of one stretch; now and then the next begins before the last has ended."""
        dice, at = self.dice, start + self.dice.randint(3, 20)
        while at + 120 < end:
            one = self._new("chat", "hotline")
            factor = INTENTS["hotline"][one.intent][2]
            wanted = int(dice.lognormvariate(-0.08, 0.4) * 270 * factor)
            one.wrap = dice.randint(3, 15)
            one.writing = min(max(60, wanted), end - at - one.wrap)
            wait = int(dice.expovariate(1 / 13)) + 1
            one.queued, one.picked_up = at - wait, at
            one.first_reply = at + dice.randint(2, 14)
            one.closed = at + one.writing
            one.messages = 2 + one.writing // dice.randint(18, 36)
            self._solve(one, person)
            self._greet(one)
            self.found.append(one)
            overlap = dice.random() < 0.2
            at = one.closed + one.wrap + dice.randint(5, 60)
            if overlap:
                at = one.first_reply + dice.randint(30, 90)

    def _write_emails(self, person: Person, start: int, end: int) -> None:
        dice, at = self.dice, start + self.dice.randint(3, 20)
        while at + 90 < end:
            one = self._new("email", "after_sales")
            one.writing = min(max(75, int(dice.lognormvariate(-0.1, 0.45) * 210)), end - at)
            one.picked_up = at
            one.queued = at - int(3600 * min(46.0, dice.lognormvariate(1.6, 0.7)))
            one.first_reply = one.closed = at + one.writing
            one.messages = dice.choice((2, 2, 2, 3, 4))
            self._solve(one, person)
            at = one.closed + dice.randint(5, 40)
            if one.queued >= self.clock.start:
                self.found.append(one)

    def _greet(self, one: Conversation) -> None:
        """The bot's part before the queue; a reviewer looks at two hand-overs in five."""
        dice = self.dice
        if dice.random() < GREETED:
            seconds, reason = dice.randint(20, 110), dice.choice(REASONS)
            needed = None
            if dice.random() < 0.4:
                needed = dice.random() < (0.55 if reason == "customer_asked" else 0.88)
            one.bot = (one.queued - seconds, one.queued, "handed_over", reason, needed)

    def _without_agents(self) -> None:
        """Who gave up in the chat queue, and whom the bot served alone or lost."""
        dice, clock = self.dice, self.clock
        chats = [one for one in self.found if one.kind == "chat"]
        for served in chats:
            if dice.random() < GIVEN_UP_EACH:
                one = self._new("chat", "hotline")
                one.queued = served.queued + dice.randint(-1200, 1200)
                one.given_up = one.closed = one.queued + 8 + int(dice.expovariate(1 / 75))
                self._greet(one)
                self.found.append(one)
            for _ in range(int(BOT_ALONE_EACH + dice.random())):
                one = self._new("chat", "hotline")
                began = clock.at(clock.day(served.queued), dice.randint(0, 1410))
                began += dice.randint(0, 59)
                result = "settled" if dice.random() < 0.8 else "left"
                one.bot = (began, began + dice.randint(15, 150), result, None, None)
                self.found.append(one)

    def rows(self) -> Rows:
        """Rows of the platform's export, by the month in which a conversation began."""
        clock, bots = self.clock, 0

        def utc(moment: int | None) -> str | None:
            return None if moment is None else clock.utc(moment)

        for number, one in enumerate(self.found, 1):
            bots += one.bot is not None
            began, ended, result, reason, needed = one.bot or (None,) * 5
            yield clock.month(one.began), (
                f"W{number:06d}", one.kind, one.line, customer_id(one.customer),
                tier_of(one.customer), one.intent, f"BC-{bots:06d}" if one.bot else None,
                utc(began), utc(ended), result, reason, needed, utc(one.queued),
                utc(one.given_up), utc(one.picked_up), utc(one.first_reply), utc(one.closed),
                one.person.agent_id if one.person else None,
                one.writing if one.person else None, one.wrap if one.person else None,
                one.messages or None, one.solved,
            )  # fmt: skip
