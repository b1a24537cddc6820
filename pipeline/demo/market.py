"""What customers are worth and what they buy: history, orders and offers, leads, profiles, values.

Every sale of the dialler has its order. What nobody bought is an offer declined, so the rates have
their denominators. Each kind draws from its own dice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

from pipeline.demo.clock import Clock
from pipeline.demo.contacts import Call
from pipeline.demo.customers import is_existing, required_fields, tier_of
from pipeline.demo.floor import Floor
from pipeline.demo.tables import customer_id

HOUR, DAY = 3600, 86_400
HEADERS = {
    "customers": (
        "customer_id", "valid_from", "valid_to", "status", "loss_reason", "segment", "value_tier",
        "product_type", "business_line", "region", "created_at",
    ),
    "orders": (
        "order_id", "customer_id", "agent_id", "interaction_id", "ticket_id", "order_type",
        "product", "customer_event", "offer_flag", "accepted_flag", "bundle_flag",
        "new_single_product_flag", "points", "amount", "status", "created_at", "completed_at",
        "checked_flag", "error_flag", "source",
    ),
    "leads": (
        "lead_id", "customer_id", "agent_id", "interaction_id", "created_at", "valid_flag", "stage",
    ),
    "profile_changes": (
        "change_id", "customer_id", "agent_id", "interaction_id", "changed_at", "field_name",
        "is_key_field", "completed_flag",
    ),
    "customer_values": ("customer_id", "snapshot_date", "clv_amount", "model_version"),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]

PRODUCTS = {"mobile": "hotline", "fibre": "hotline", "appliance": "after_sales"}
PRICES = {
    "CP-RENEWAL": ("mobile_plan", 388, 3),
    "CP-UPGRADE": ("mobile_plan", 468, 4),
    "CP-FIBRE": ("fibre", 698, 6),
    "mobile_3g": ("mobile_3g", 198, 2),
    "parts": ("spare_part", 146, 0),
    "warranty": ("extended_warranty", 299, 3),
    "maintenance": ("maintenance_visit", 180, 1),
}
PRODUCT_TYPES = tuple(PRODUCTS)
REGIONS = ("north", "south", "east", "west")
FIELDS = (
    ("contact_time", True), ("need_tag", True), ("household_size", True), ("address_area", True),
    ("preferred_channel", False), ("hobby", False),
)  # fmt: skip
LOST_IN_A_QUARTER, RETURNING = 0.021, 0.12


def _pick(customer: int, salt: str, options: tuple) -> str:
    """A property that belongs to the customer: the same in every run and table."""
    return options[crc32(f"{salt}:{customer}".encode()) % len(options)]


class Market:
    """The customers' side of the demo centre."""

    def __init__(self, seed: int, clock: Clock, floor: Floor, tickets: list[dict]) -> None:
        self.seed, self.clock, self.floor = seed, clock, floor
        self.answered = [call for call in floor.calls if call.last_leg is not None]
        self.ticket_of = {ticket["call"].identity: ticket["id"] for ticket in tickets}
        self.orders = self._orders()

    def _dice(self, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}:{purpose}")

    # --- orders -------------------------------------------------------------------------------

    def _orders(self) -> list[tuple[int, dict]]:
        """(moment, order) in order of time: sales and offers, and what customers buy themselves."""
        dice, found = self._dice("orders"), []
        buyers: dict[int, int] = {}
        for call in self.answered:
            if call.line == "outbound":
                self._sell(dice, call, buyers, found)
            elif call.line == "after_sales":
                self._serve(dice, call, found)
            else:
                self._ask(dice, call, found)
        found.sort(key=lambda one: (one[0], one[1]["call"].identity, one[1]["type"]))
        return [one for one in found if one[0] < self.clock.end]

    @staticmethod
    def _order(call: Call, kind: str, price: str, accepted: bool, source: str, **more) -> dict:
        return {"call": call, "type": kind, "price": price, "accepted": accepted,
                "source": source, "event": None, "bundle": False, "own": True} | more  # fmt: skip

    def _sell(self, dice: random.Random, call: Call, buyers: dict[int, int], found: list) -> None:
        """A sale of the dialler, or an offer that was declined; a buyer may take more with it."""
        throw, more = dice.random(), dice.random()
        moment = call.ended + dice.randint(5, 90)
        known = is_existing(call.customer)
        if call.outcome == "sale":
            kind = "renewal" if call.campaign == "CP-RENEWAL" and known else "new"
            if known and kind == "new":
                kind = "repeat" if call.customer in buyers or throw < 0.45 else "cross_sell"
            event = "renewal" if kind == "renewal" else "new_install" if kind == "new" else None
            bundle = throw > 0.7
            found.append((moment, self._order(
                call, kind, call.campaign, True, "outbound", event=event, bundle=bundle
            )))  # fmt: skip
            buyers[call.customer] = moment
            if event and more < 0.55:
                skill = 0.30 + 0.06 * call.last_leg.person.quality
                accepted = more < 0.55 * max(0.05, skill)
                found.append((moment + 30, self._order(
                    call, "cross_sell", "mobile_3g", accepted, "outbound", event=event,
                    bundle=bundle,
                )))  # fmt: skip
            if dice.random() < 0.07:  # comes back by themselves within weeks
                later = moment + dice.randint(8, 60) * DAY
                found.append((later, self._order(
                    call, "repeat", call.campaign, True, "self_service", own=False
                )))  # fmt: skip
        elif call.effective and throw < 0.4:
            kind = "renewal" if call.campaign == "CP-RENEWAL" and known else "new"
            found.append((moment, self._order(call, kind, call.campaign, False, "outbound")))

    def _serve(self, dice: random.Random, call: Call, found: list) -> None:
        """After-sales calls: parts, warranties and maintenance, offered where they fit."""
        throw, yes = dice.random(), dice.random()
        chance = {"repair": 0.16, "warranty": 0.22, "installation": 0.12}.get(call.intent, 0.0)
        if throw >= chance:
            return
        kind = {"repair": "parts", "warranty": "warranty", "installation": "maintenance"}[
            call.intent
        ]
        if kind == "parts" and throw > 0.1:
            kind = "warranty"
        accepted = yes < (0.62 if kind == "parts" else 0.31) + 0.05 * call.last_leg.person.quality
        found.append((call.ended + dice.randint(5, 200), self._order(
            call, kind, kind, accepted, "after_sales_recommendation",
            event="new_install" if call.intent == "installation" else None,
        )))  # fmt: skip

    def _ask(self, dice: random.Random, call: Call, found: list) -> None:
        """Hotline calls: some who change their plan buy; content VIPs renew by themselves."""
        throw = dice.random()
        if call.intent == "plan_change" and throw < 0.045:
            accepted = throw < 0.02
            found.append((call.ended + 40, self._order(
                call, "cross_sell", "mobile_3g", accepted, "inbound"
            )))  # fmt: skip
        if call.vip and dice.random() < (0.11 if call.resolved else 0.035):
            later = call.ended + dice.randint(1, 25) * DAY
            found.append((later, self._order(
                call, "renewal", "CP-RENEWAL", True, "self_service", event="renewal", own=False
            )))  # fmt: skip

    def order_rows(self) -> Rows:
        """Rows of `orders`: every sale of the dialler, every offer, accepted or declined."""
        dice, iso = self._dice("order rows"), self.clock.iso
        for number, (moment, order) in enumerate(self.orders, 1):
            call, accepted = order["call"], order["accepted"]
            product, price, points = PRICES[order["price"]]
            throw, checked, wrong = dice.random(), dice.random(), dice.random()
            done = moment + dice.randint(1, 96) * HOUR
            status = "failed"  # an offer that was declined
            if accepted:
                status = "failed" if throw < 0.03 else "cancelled" if throw < 0.05 else "success"
                if done >= self.clock.end:
                    status = "open"
            is_done = accepted and status in ("success", "failed")
            person = call.last_leg.person
            is_checked = accepted and checked < 0.25
            yield self.clock.month(moment), (
                f"OR{number:06d}", customer_id(call.customer),
                person.agent_id if order["own"] else None,
                call.identity if order["own"] else None,
                self.ticket_of.get(call.identity) if order["own"] else None,
                order["type"], product, order["event"], order["own"],
                accepted if order["own"] else None, order["bundle"],
                order["bundle"] and order["type"] == "cross_sell", points if accepted else 0,
                round(price * dice.choice((0.8, 1, 1, 1, 1.2)), 2) if accepted else None,
                status, iso(moment), iso(done) if is_done else None,
                is_checked, wrong < 0.025 - 0.008 * person.quality if is_checked else None,
                order["source"],
            )  # fmt: skip

    # --- leads and profiles -------------------------------------------------------------------

    def lead_rows(self) -> Rows:
        """Rows of `leads`: what an agent noted down for later."""
        dice, number = self._dice("leads"), 0
        for call in self.answered:
            throw, good = dice.random(), dice.random()
            likely = {"appointment": 0.7, "follow_up": 0.45}.get(call.outcome, 0.0)
            if call.intent == "plan_change" and call.resolved:
                likely = 0.02
            if throw >= likely:
                continue
            number += 1
            valid = good < 0.68 + 0.08 * call.last_leg.person.quality
            moment = call.ended + 20
            if moment < self.clock.end:
                yield self.clock.month(moment), (
                    f"LD{number:06d}", customer_id(call.customer), call.last_leg.person.agent_id,
                    call.identity, self.clock.iso(moment), valid,
                    dice.choice(("contacted", "qualified", "offered")) if valid else "dropped",
                )  # fmt: skip

    def profile_rows(self) -> Rows:
        """Rows of `profile_changes`: fields an agent completed while talking.

        Outbound lists ask for as many fields as they lack (see dial_lists): most get filled in.
        """
        dice, number = self._dice("profiles"), 0
        for call in self.answered:
            throw = dice.random()
            asked = 0
            if call.effective:
                asked = required_fields(call.customer)
            elif call.intent == "account" and throw < 0.06:
                asked = 1
            care = 0.72 + 0.08 * call.last_leg.person.quality
            for field, is_key in dice.sample(FIELDS, asked):
                if dice.random() >= care:
                    continue
                number += 1
                moment = min(call.ended, self.clock.end - 1)
                yield self.clock.month(moment), (
                    f"PC{number:06d}", customer_id(call.customer), call.last_leg.person.agent_id,
                    call.identity, self.clock.iso(moment), field, is_key,
                    dice.random() < 0.93 + 0.03 * min(1.0, call.last_leg.person.quality),
                )  # fmt: skip

    # --- customers ----------------------------------------------------------------------------

    def customer_rows(self) -> Iterator[tuple]:
        """Rows of `customers`: who was a customer, who left and why, who came back or was won.

        Customers leave by chance, and more often after a matter that was left open.
        """
        dice, clock = self._dice("customers"), self.clock
        won: dict[int, date] = {}
        for moment, order in self.orders:
            if order["accepted"]:
                won.setdefault(order["call"].customer, clock.day(moment))
        disappointed: dict[int, int] = {}
        seen = set()
        for call in self.floor.calls:
            seen.add(call.customer)
            if call.line != "outbound" and call.resolved is False:
                disappointed[call.customer] = call.ended
        last_day = clock.dates[-1]
        chance = LOST_IN_A_QUARTER * clock.days / 92
        for customer in sorted(seen):
            identity = customer_id(customer)
            throw, when, back = dice.random(), dice.randrange(clock.days), dice.random()
            since = clock.first_date - timedelta(days=dice.randint(30, 2600))
            reason = dice.choice(("price", "moved", "competitor"))
            if not is_existing(customer):
                if customer not in won:
                    continue
                since, chance_here = won[customer], 0.0
            else:
                chance_here = chance * {"vip": 0.5, "high": 0.8}.get(tier_of(customer), 1.1)
            if identity is None:
                continue
            lost = clock.dates[when]
            if customer in disappointed:
                chance_here *= 2.2
                lost = clock.day(disappointed[customer]) + timedelta(days=when % 20 + 1)
                reason = dice.choice(("service", "service", "competitor"))
            product = _pick(customer, "product", PRODUCT_TYPES)
            about = (
                _pick(customer, "segment", ("family", "family", "business")), tier_of(customer),
                product, PRODUCTS[product], _pick(customer, "region", REGIONS),
                clock.iso(clock.at(since, 600)),
            )  # fmt: skip
            if throw >= chance_here or lost > last_day:
                yield identity, since, None, "active", None, *about
                continue
            yield identity, since, lost, "active", None, *about
            again = lost + timedelta(days=5 + when % 30)
            returns = back < RETURNING and again <= last_day
            yield identity, lost, again if returns else None, "lost", reason, *about
            if returns:
                yield identity, again, None, "returned", None, *about

    def value_rows(self) -> Rows:
        """Rows of `customer_values`: VIPs and half of the high tier, at each month's end.

        An estimate grows with what a customer buys and shrinks while matters stay open.
        """
        dice, clock = self._dice("values"), self.clock
        bought: dict[int, list[tuple[date, float]]] = {}
        for moment, order in self.orders:
            if order["accepted"]:
                gain = PRICES[order["price"]][1] * 1.6
                bought.setdefault(order["call"].customer, []).append((clock.day(moment), gain))
        for call in self.answered:
            if call.line != "outbound":
                drift = 4.0 if call.resolved else -70.0
                bought.setdefault(call.customer, []).append((clock.day(call.ended), drift))
        firsts = clock.months()
        ends = [firsts[0] - timedelta(days=1)]
        for first in firsts:
            following = (first + timedelta(days=32)).replace(day=1)
            ends.append(min(following - timedelta(days=1), clock.dates[-1]))
        for customer in sorted(bought):
            tier, identity = tier_of(customer), customer_id(customer)
            value = max(200.0, dice.gauss(6200 if tier == "vip" else 3100, 700))
            if identity is None or tier == "normal" or (tier == "high" and customer % 2):
                continue
            before = None
            for end in ends:
                for day, gain in bought[customer]:
                    if day <= end and (before is None or day > before):
                        value = max(50.0, value + gain)
                before = end
                month = max(f"{end:%Y-%m}", f"{clock.first_date:%Y-%m}")
                yield month, (identity, end, round(value, 2), "clv-2")
