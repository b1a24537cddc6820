"""Around the dialler: its lists, the bot that screens some contacts first, how far a sale got."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.demo.clock import Clock
from pipeline.demo.contacts import Call
from pipeline.demo.customers import is_existing, required_fields, tier_of
from pipeline.demo.floor import Floor
from pipeline.demo.tables import customer_id, outbound_calls

BOT_HEADER = (
    "bot_session_id", "channel", "business_line", "campaign_id", "customer_id", "started_at",
    "ended_at", "contained_flag", "handoff_flag", "handoff_reason", "handoff_necessary_flag",
    "prescreen_result",
)  # fmt: skip
HEADERS = {
    "bot_sessions": BOT_HEADER,
    "dial_lists": (
        "list_contact_id", "list_id", "campaign_id", "customer_id", "phone_valid_flag", "source",
        "loaded_at", "is_existing_customer", "value_tier", "required_profile_fields",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
# The bot screens part of one campaign's list from October on; who does not pass is never dialled.
SCREENED_CAMPAIGN, SCREENED_FROM, SCREENED_SHARE = "CP-FIBRE", date(2026, 10, 1), 0.5
NOT_PASSED = ("refused",) * 9 + ("no_answer",) * 8 + ("invalid",) * 3
NOT_PASSED_EACH = 1.3  # contacts that do not pass for each that does
SCREEN_SECONDS = {"passed": (28, 75), "refused": (8, 32), "no_answer": (24, 31), "invalid": (2, 5)}
SOURCES = ("crm",) * 6 + ("web_form",) * 2 + ("partner",) * 2


@dataclass(frozen=True)
class Screening:
    """One contact that the bot called: passed on to a dial, or not."""

    identity: str
    started: int
    ended: int
    customer: int
    campaign: str
    result: str


@dataclass(frozen=True)
class Outbound:
    """Dials by number with what the lists and the bot know; each kind draws from its own dice."""

    seed: int
    clock: Clock
    dials: list[Call]
    screened: dict[str, Screening]  # of the dials, by contact
    set_aside: list[Screening]  # those that did not pass, in order
    nodes: dict[str, str]  # furthest step of an answered dial

    @classmethod
    def of(cls, seed: int, floor: Floor, clock: Clock) -> Outbound:
        dials = list(outbound_calls(floor))
        screened, set_aside = _screen(seed, dials, floor.customers, clock)
        return cls(seed, clock, dials, screened, set_aside, _nodes(seed, dials))

    def bot_rows(self) -> Rows:
        """Rows of `bot_sessions` for the dialling bot, in order of start."""
        clock = self.clock
        sessions = [*self.screened.values(), *self.set_aside]
        for session in sorted(sessions, key=lambda one: (one.started, one.identity)):
            passed = session.result == "passed"
            yield clock.month(session.started), (
                session.identity, "outbound", "outbound", session.campaign,
                customer_id(session.customer), clock.iso(session.started), clock.iso(session.ended),
                _flag(session.result == "refused"), _flag(passed),
                "interested" if passed else None, None, session.result,
            )  # fmt: skip

    def list_rows(self) -> Rows:
        """Rows of `dial_lists`: every contact that was dialled or screened, loaded two days before.

        The source's check finds most dead numbers; partners deliver more of them than others.
        """
        dice, clock = random.Random(f"{self.seed}:dial_lists"), self.clock
        contacts = [
            (list_contact_id(number), call.offered, call.customer, call.campaign, call.disposition)
            for number, call in enumerate(self.dials, 1)
        ]
        contacts += [
            (f"LB{one.identity[3:]}", one.started, one.customer, one.campaign, one.result)
            for one in self.set_aside
        ]
        for identity, moment, customer, campaign, result in contacts:
            dead, throw = result == "invalid", dice.random()
            source = "partner" if dead and dice.random() < 0.5 else dice.choice(SOURCES)
            loaded = clock.at(clock.day(moment), -1740 - 60 * dice.randint(0, 3))
            day = clock.day(moment)
            tier, existing = tier_of(customer), is_existing(customer)
            yield clock.month(moment), (
                identity, f"{campaign}-{day:%Y%m}-{source}", campaign, customer_id(customer),
                throw >= (0.62 if dead else 0.004), source, clock.iso(loaded), existing, tier,
                required_fields(customer),
            )  # fmt: skip


def list_contact_id(number: int) -> str:
    """The dialler gives every dial a list contact of its own."""
    return f"LC{number:06d}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _screen(
    seed: int, dials: list[Call], customers: int, clock: Clock
) -> tuple[dict[str, Screening], list[Screening]]:
    dice = random.Random(f"{seed}:prescreen")
    first = clock.at(SCREENED_FROM, 0)
    screened: dict[str, Screening] = {}
    set_aside: list[Screening] = []
    for call in dials:
        if call.campaign != SCREENED_CAMPAIGN or call.offered < first:
            continue
        if dice.random() >= SCREENED_SHARE:
            continue
        others = int(NOT_PASSED_EACH + dice.random())
        for result in ("passed", *(dice.choice(NOT_PASSED) for _ in range(others))):
            passed = result == "passed"
            # the bot calls the day before, from nine to half past eight
            started = clock.at(clock.day(call.offered), dice.randint(-900, -210))
            started += dice.randint(0, 59)
            ended = started + dice.randint(*SCREEN_SECONDS[result])
            who = call.customer if passed else int(dice.random() * customers) + 1
            number = len(screened) + len(set_aside) + 1
            found = Screening(f"BP-{number:06d}", started, ended, who, call.campaign, result)
            if passed:
                screened[call.identity] = found
            else:
                set_aside.append(found)
    return screened, set_aside


def _nodes(seed: int, dials: list[Call]) -> dict[str, str]:
    """How far each answered dial got: contact, need, offer, intent, order."""
    dice = random.Random(f"{seed}:conversion")
    nodes = {}
    for call in dials:
        if call.answered is None:
            continue
        throw = dice.random()
        if call.outcome == "sale":
            node = "order"
        elif call.outcome == "appointment":
            node = "intent"
        elif not call.effective:
            node = "contact"
        elif call.outcome == "follow_up":
            node = "offer" if throw < 0.6 else "need"
        else:
            node = "offer" if throw < 0.45 else "need" if throw < 0.85 else "contact"
        nodes[call.identity] = node
    return nodes
