"""The schemes of source 001 as rows, against the tables of the catalogue they were written from."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# SC02, SC03 and SC07 in the order of their tables; SC03's data hand-in is one row of 10 per cent
SC02 = ("30", "10", "5", "17", "5", "8", "3", "2", "4", "5", "3", "3", "5")
SC03 = ("10", "10", "13", "13", "4", "5", "5", "6", "10", "5", "4", "3", "3", "3", "5")
SC07 = ("20", "15", "15", "15", "10", "5", "5", "5", "5", "5")
# SC05: quality and volume are two halves of five; the floor is 5 + 10 + 10 + 5
SC05 = (5, 5, 5, 5, 5, 10, 5, 5, 10, 10, 5, 10, 10, 10)
SC06 = (15, 15, 5, 5, 10)


def seed(name: str, scheme_id: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, strict=True) if row["scheme_id"] == scheme_id]


def items(scheme_id: str) -> list[dict[str, str]]:
    return sorted(seed("scheme_items", scheme_id), key=lambda row: int(row["item_order"]))


@pytest.mark.parametrize(
    ("scheme_id", "printed", "total"),
    [("SC02", SC02, 100), ("SC03", SC03, 99), ("SC07", SC07, 100)],
)
def test_weights_are_those_of_the_source(scheme_id: str, printed: tuple, total: int) -> None:
    weights = {row["item_id"]: Decimal(row["weight"]) for row in seed("scheme_weights", scheme_id)}
    assert [100 * weights[row["item_id"]] for row in items(scheme_id)] == list(
        map(Decimal, printed)
    )
    assert sum(map(Decimal, printed)) == total
    assert Decimal(seed("schemes", scheme_id)[0]["printed_weight_total"]) == Decimal(total) / 100


@pytest.mark.parametrize(
    ("scheme_id", "printed", "total"), [("SC05", SC05, 100), ("SC06", SC06, 50)]
)
def test_points_are_those_of_the_source(scheme_id: str, printed: tuple, total: int) -> None:
    assert [Decimal(row["max_points"]) for row in items(scheme_id)] == list(printed)
    assert sum(printed) == total == Decimal(seed("scheme_subjects", scheme_id)[0]["total_points"])


def test_what_is_lost_is_marked_partial() -> None:
    partial = {
        scheme_id: seed("schemes", scheme_id)[0]["is_partial"]
        for scheme_id in ("SC02", "SC03", "SC05", "SC06", "SC07", "SC09")
    }
    assert partial == {
        "SC02": "false", "SC03": "false", "SC05": "false",
        "SC06": "true", "SC07": "true", "SC09": "true",
    }  # fmt: skip


def test_one_scheme_of_each_role_is_shown_first() -> None:
    """AM77: SC04, SC05 and SC03; a manager has SC07 only."""
    shown = {
        scheme_id: seed("schemes", scheme_id)[0]["is_headline"]
        for scheme_id in ("SC01", "SC02", "SC03", "SC04", "SC05", "SC06", "SC07")
    }
    assert {one for one, is_shown in shown.items() if is_shown == "true"} == {
        "SC03", "SC04", "SC05", "SC07",
    }  # fmt: skip


def test_every_target_of_sc09_is_assumed() -> None:
    """The register of missing numbers: 85 %, 0.5 %, 5 %, 5 %, 100,000 yuan."""
    rows = items("SC09")
    assert [Decimal(row["default_target"]) for row in rows] == [
        Decimal("0.85"), Decimal("0.005"), Decimal("0.05"), Decimal("0.05"), Decimal(100_000),
    ]  # fmt: skip
    assert all("REC-SC09-TARGETS" in row["assumption_ids"].split() for row in rows)


def test_each_scheme_has_the_four_grades() -> None:
    for scheme_id in ("SC01", "SC02", "SC03", "SC04", "SC05", "SC06", "SC07", "SC09"):
        assert [row["grade"] for row in seed("grades", scheme_id)] == [
            "excellent", "good", "qualified", "unqualified",
        ], scheme_id  # fmt: skip
