"""The exports beyond the telephone: customers, money, tasks and the house, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.demo import casework, ledger, market, worklist
from pipeline.demo.aftermath import Aftermath
from pipeline.demo.clock import Clock
from pipeline.demo.floor import Floor
from pipeline.demo.people import Person, Shift

HEADERS = casework.HEADERS | market.HEADERS | ledger.HEADERS | worklist.HEADERS
WHOLE = ""
Export = tuple[str, str, Iterable[Sequence]]


def exports(
    seed: int,
    clock: Clock,
    people: list[Person],
    shifts: list[Shift],
    floor: Floor,
    after: Aftermath,
) -> Iterator[Export]:
    """(table, ending, rows): one file where the ending is WHOLE, else (month, row) by month."""
    yield "ticket_tasks", "jsonl", casework.task_rows(seed, clock, after.tickets, after.ends)
    yield "callbacks", "csv", casework.callback_rows(seed, clock, after.answered, after.tickets)
    sold = market.Market(seed, clock, floor, after.tickets)
    yield "customers", WHOLE, sold.customer_rows()
    yield "orders", "csv", sold.order_rows()
    yield "leads", "jsonl", sold.lead_rows()
    yield "profile_changes", "csv.gz", sold.profile_rows()
    yield "customer_values", "tsv.gz", sold.value_rows()
    money = ledger.Ledger(seed, clock, people, shifts, floor)
    yield "pay_items", "xlsx", money.pay_rows()
    yield "costs", "csv", money.cost_rows()
    yield "results", WHOLE, money.result_rows(sold)
    yield "work_items", "xlsx", worklist.work_rows(seed, clock, people, after.ends)
    yield "pilots", WHOLE, worklist.pilot_rows(clock, people)
