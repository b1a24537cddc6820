"""The weights of the schemes of 000, 002, 003 and 004 against the texts they were written from."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def vector(scheme_id: str, variant_id: str, occasion: str = "ordinary") -> dict[str, Decimal]:
    """Weights in per cent, by item."""
    return {
        row["item_id"]: 100 * Decimal(row["weight"])
        for row in seed("scheme_weights")
        if (row["scheme_id"], row["variant_id"], row["occasion"])
        == (scheme_id, variant_id, occasion)
    }


def by_group(scheme_id: str, variant_id: str, occasion: str = "ordinary") -> dict[str, Decimal]:
    """Weights in per cent, by group."""
    groups = {
        row["item_id"]: row["group_id"]
        for row in seed("scheme_items")
        if row["scheme_id"] == scheme_id
    }
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item_id, weight in vector(scheme_id, variant_id, occasion).items():
        sums[groups[item_id]] += weight
    return dict(sums)


# catalogue SC12, SC13: satisfaction (solution, attitude, speed), resolution, talk, script, empathy
PRINTED = {
    ("SC12", "all"): ("15", "15", "10", "25", "15", "10", "10"),
    ("SC13", "complaints"): ("20", "12", "8", "30", "15", "7.5", "7.5"),
    ("SC13", "enquiry"): ("10", "10", "20", "22.5", "13.5", "15", "9"),
}


@pytest.mark.parametrize(("of", "printed"), PRINTED.items())
def test_a_line_has_the_weights_the_source_resolves_to(of, printed) -> None:
    items = (
        "resolution_satisfaction attitude_satisfaction speed_satisfaction"
        " resolution talk_time script empathy"
    )
    expected = dict(zip(items.split(), map(Decimal, printed), strict=True))
    assert vector(*of) == expected


def test_outbound_sales_and_service_lean_on_what_they_are_about() -> None:
    sales, service = vector("SC18", "sales"), vector("SC18", "service")
    assert sales["anchor_conversion"] + sales["anchor_leads"] == 45
    assert service["anchor_resolution"] + service["anchor_csat"] == 50
    assert by_group("SC18", "sales") == {
        "sales_anchor": 45, "efficiency": 20, "quality": 20, "cost": 10, "business": 5,
    }  # fmt: skip
    assert by_group("SC18", "service") == {
        "service_anchor": 50, "efficiency": 25, "quality": 10, "cost": 10, "business": 5,
    }  # fmt: skip


@pytest.mark.parametrize("variant", ["sales", "service"])
def test_a_season_moves_five_points_between_quality_and_efficiency_only(variant) -> None:
    ordinary = by_group("SC18", variant)
    for occasion, points in (("peak_season", 5), ("low_season", -5)):
        season = by_group("SC18", variant, occasion)
        moved = {group: season[group] - ordinary[group] for group in ordinary}
        assert {group: by for group, by in moved.items() if by} == {
            "efficiency": points, "quality": -points,
        }  # fmt: skip


def test_a_promotion_week_keeps_seven_to_three() -> None:
    calm, promo = vector("SC24", "all"), vector("SC24", "all", "promo")
    soft = {"warmth": 15, "resonance": Decimal("3.75"), "brand": Decimal("3.75")}
    soft["supervisor_review"] = Decimal("7.5")
    hard = {"first_contact_resolution": 10, "csat": 10, "handle_time": 5, "utilization": 5}
    assert calm == {"volume": 40} | hard | soft
    assert {item: weight for item, weight in promo.items() if item in soft} == soft
    assert promo["volume"] == 60
    for item, weight in hard.items():  # a third, to the four places a weight has
        assert abs(promo[item] - Decimal(weight) / 3) < Decimal("0.01")


def test_after_sales_roles_have_their_three_dimensions_and_ten_for_compliance() -> None:
    frontline = {"satisfaction": 50, "timeliness": 30, "cost": 10, "compliance": 10}
    assert by_group("SC30", "frontline") == frontline
    assert by_group("SC30", "technical") == {
        "satisfaction": 27, "timeliness": 36, "cost": 27, "compliance": 10,
    }  # fmt: skip
    for variant in ("leader", "manager"):
        assert by_group("SC30", variant) == {
            "satisfaction": 36, "timeliness": 18, "cost": 36, "compliance": 10,
        }  # fmt: skip
    core = {group: weight * Decimal("0.85") for group, weight in frontline.items()}
    assert by_group("SC35", "frontline") == core | {"peer": 15}
