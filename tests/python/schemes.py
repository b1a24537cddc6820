"""What the seeds say of schemes, read as a person reads them: for tests that hold for every scheme.

Nothing here calls the project's SQL or its macros. A seed or a column that is not there yet counts
as empty, so the same tests run on any state of the engine.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# long after every change of a scheme: what holds on this day holds
DAY = date(2030, 1, 1)
DEFAULT_LINE = "hotline"
Row = dict[str, str]


# rows of a scheme that nobody has, by seed: see `hypothetical`
EXTRA: dict[str, list[Row]] = {}


def seed(name: str) -> tuple[Row, ...]:
    """The rows of a seed that hold on DAY, with those of a hypothetical scheme."""
    return (*in_file(name), *EXTRA.get(name, ()))


@contextmanager
def hypothetical(rows: dict[str, list[Row]]) -> Iterator[dict[str, list[Row]]]:
    """Adds rows to seeds for a while; gives them back with every column of their seed."""
    whole = {
        name: [
            dict.fromkeys(header(name), "") | {"valid_from_date": "1900-01-01"} | row
            for row in told
        ]
        for name, told in rows.items()
    }
    EXTRA.update(whole)
    try:
        yield whole
    finally:
        EXTRA.clear()


@cache
def header(name: str) -> tuple[str, ...]:
    """The columns of a seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file)))


@cache
def in_file(name: str) -> tuple[Row, ...]:
    """The rows of a seed that hold on DAY, or that are not dated; none without a file."""
    path = SEEDS / f"{name}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return tuple(
        row
        for row in rows
        if row.get("valid_from_date", "") <= DAY.isoformat()
        and (not row.get("valid_to_date") or DAY.isoformat() < row["valid_to_date"])
    )


@cache
def kpis() -> dict[str, Row]:
    """The KPIs by id."""
    return {row["kpi_id"]: row for row in seed("kpis")}


def number(cell: str | None) -> Decimal | None:
    """A number of a seed; None where the cell is empty."""
    return Decimal(cell) if cell else None


@dataclass(frozen=True)
class Judged:
    """A kind of subject that some scheme judges: a line of an org chart, not a person."""

    subject_type: str
    role: str
    line: str

    @property
    def form(self) -> dict[str, str]:
        """As a worked example writes a subject."""
        return {"type": self.subject_type, "role": self.role, "line": self.line}

    def is_of(self, scheme_subject: Row) -> bool:
        """Whether a row of scheme_subjects speaks of it."""
        return (
            scheme_subject["subject_type"] == self.subject_type
            and scheme_subject["role"] in ("any", self.role)
            and (
                not scheme_subject.get("line_kind")
                or scheme_subject["line_kind"] in kinds_of(self.line)
            )
        )

    def schemes(self) -> list[Row]:
        """The rows of scheme_subjects that speak of it."""
        return [row for row in seed("scheme_subjects") if self.is_of(row)]

    def items(self) -> list[Row]:
        """The items of all schemes that it may be scored on."""
        found = []
        for judged_by in self.schemes():
            found += [
                item
                for item in seed("scheme_items")
                if item["scheme_id"] == judged_by["scheme_id"]
                and item["only_subject_type"] in ("", self.subject_type)
                and is_of_variant(item, judged_by.get("variant_id"))
            ]
        return found


def kinds_of(line: str) -> set[str]:
    """The kinds of a business line."""
    return {row["line_kind"] for row in seed("business_lines") if row["business_line"] == line}


def is_of_variant(item: Row, variant_id: str | None) -> bool:
    """Whether a card of a variant has an item: said by the item, or by its having a weight."""
    if item.get("only_variant_id") and item["only_variant_id"] != variant_id:
        return False
    weights = [row for row in seed("scheme_weights") if row["scheme_id"] == item["scheme_id"]]
    return (
        not weights
        or item["scoring_method"] == "penalty"
        or any(
            (row["item_id"], row["variant_id"]) == (item["item_id"], variant_id) for row in weights
        )
    )


def everybody() -> tuple[Judged, ...]:
    """Each kind of subject that some scheme judges, once."""
    lines = {row["line_kind"]: row["business_line"] for row in seed("business_lines")}
    found = {}
    for row in seed("scheme_subjects"):
        kind = row["subject_type"]
        role = "agent" if row["role"] == "any" else row["role"]
        of_line = {Judged(kind, role, lines[row["line_kind"]])} if row.get("line_kind") else set()
        for one in of_line or {Judged(kind, role, DEFAULT_LINE)}:
            found[one] = None
    return tuple(found)


def somebody(item: Row) -> Judged:
    """A kind of subject whose card has the item."""
    return next(one for one in everybody() if item in one.items())


def bands_of(item: Row) -> list[Row]:
    """The bands of an item."""
    return [
        row
        for row in seed("scheme_bands")
        if (row["scheme_id"], row["item_id"]) == (item["scheme_id"], item["item_id"])
    ]
