"""Every scoring system of the catalogue has a home, every home exists, and has one owner."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT.parent / "shared" / "spec" / "catalogue.md"
SCHEME_IDS = [f"SC{number:02}" for number in range(1, 41)]


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def names(seed_name: str, *columns: str) -> set[str]:
    return {".".join(row[column] for column in columns) for row in seed(seed_name)}


ROWS = {row["catalogue_id"]: row for row in seed("catalogue_schemes")}
HOMES = {
    "scheme": names("schemes", "scheme_id"),
    "framework": names("frameworks", "framework_id"),
    "plan": names("pay_plans", "plan_id"),
    "award": names("awards", "award_id"),
    "gate": names("scheme_gates", "scheme_id", "gate_id"),
    "glide": names("scheme_weight_glides", "scheme_id", "item_id"),
    "item": names("scheme_items", "scheme_id", "item_id"),
    "weights": names("scheme_weights", "scheme_id", "occasion"),
    "adjustment": names("scheme_adjustments", "adjustment_id"),
    "kpi": names("kpis", "kpi_id"),
    "model": {path.stem for path in (ROOT / "models").rglob("*.sql")},
    "rule": {path.stem for path in (ROOT / "tests" / "rules").rglob("*.sql")},
    "seed": {path.stem for path in (ROOT / "seeds").glob("*.csv")},
}


def named(kind: str) -> list[str]:
    """Every home of a kind, as often as it is named."""
    homes = [home.split(":", 1) for row in ROWS.values() for home in row["homes"].split()]
    return [name for what, name in homes if what == kind]


def test_every_scoring_system_is_listed_once_and_in_order() -> None:
    assert [row["catalogue_id"] for row in seed("catalogue_schemes")] == SCHEME_IDS


@pytest.mark.parametrize("catalogue_id", SCHEME_IDS)
def test_a_scoring_system_has_a_home_and_its_homes_exist(catalogue_id: str) -> None:
    homes = [home.split(":", 1) for home in ROWS[catalogue_id]["homes"].split()]
    assert homes
    assert [f"{kind}:{name}" for kind, name in homes if name not in HOMES[kind]] == []
    assert len(homes) == len({tuple(home) for home in homes})


@pytest.mark.parametrize("kind", ["scheme", "framework", "plan"])
def test_every_card_register_and_plan_belongs_to_one_scoring_system(kind: str) -> None:
    """Of the catalogue's: a card of the centre's own has a page and no row here."""
    assert sorted(named(kind)) == sorted(one for one in HOMES[kind] if re.match(r"SC\d\d", one))


@pytest.mark.parametrize("kind", ["award", "gate", "glide", "adjustment"])
def test_every_award_and_every_rule_inside_a_card_is_named(kind: str) -> None:
    told = set(named(kind))
    # a gate is its card's own where the card prints it: the overlong shift of SC04
    own = {"SC04.wrap_and_busy-over-limit"} if kind == "gate" else set()
    assert told | own == HOMES[kind]


def test_a_card_has_the_id_of_the_catalogue() -> None:
    for row in ROWS.values():
        for home in row["homes"].split():
            kind, name = home.split(":", 1)
            if kind in ("scheme", "framework", "plan"):
                assert name.split("-")[0] == row["catalogue_id"], home


def test_every_one_is_told_in_both_languages() -> None:
    for row in ROWS.values():
        for column in ("scheme_name", "summary"):
            assert row[f"{column}_en"], row["catalogue_id"]
            assert re.search(r"[一-鿿]", row[f"{column}_zh"]), row["catalogue_id"]
        assert bool(row["remark_en"]) == bool(row["remark_zh"]), row["catalogue_id"]
        assert row["source"], row["catalogue_id"]


def test_what_is_partial_says_so() -> None:
    """A card whose source is half lost (AM64) says what is lost where it is listed."""
    for row in seed("schemes"):
        if row["is_partial"] == "true":
            remark = ROWS[row["scheme_id"]]["remark_en"]
            assert re.search(r"\blost\b|neither", remark), row["scheme_id"]


# ---------------------------------------------------------------------------- the catalogue


def the_catalogue() -> str:
    if not CATALOGUE.exists():
        pytest.skip("the catalogue of ../shared/spec is not beside this checkout")
    return CATALOGUE.read_text("utf-8")


def section(scheme_id: str) -> str:
    found = re.search(rf"(?ms)^### {scheme_id} .*?(?=^### |^## )", the_catalogue())
    assert found, scheme_id
    return found.group(0)


def printed(scheme_id: str) -> list[Decimal]:
    """The percentages that fill a cell, in the order of the rows; a block's stand beside words."""
    weights = []
    for line in section(scheme_id).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or "Sum" in line:
            continue
        found = [re.fullmatch(r'"?(\d+(?:\.\d+)?)%"?(?: L.*)?', cell) for cell in cells]
        weights += [Decimal(one.group(1)) for one in found if one]
    return weights


def weights_of(scheme_id: str, variant: str = "all") -> dict[str, Decimal]:
    """The ordinary weights of a card in per cent, in the order of its items."""
    order = {
        row["item_id"]: int(row["item_order"])
        for row in seed("scheme_items")
        if row["scheme_id"] == scheme_id
    }
    rows = [
        row
        for row in seed("scheme_weights")
        if row["scheme_id"] == scheme_id
        and row["variant_id"] == variant
        and row["occasion"] == "ordinary"
    ]
    rows.sort(key=lambda row: order[row["item_id"]])
    return {row["item_id"]: 100 * Decimal(row["weight"]) for row in rows}


def test_the_list_is_that_of_the_catalogue() -> None:
    assert re.findall(r"(?m)^### (SC\d\d) ", the_catalogue()) == SCHEME_IDS


@pytest.mark.parametrize(("scheme_id", "count", "total"), [("SC01", 10, 100), ("SC02", 13, 100)])
def test_weights_are_those_of_the_catalogue(scheme_id: str, count: int, total: int) -> None:
    told = printed(scheme_id)
    assert (len(told), sum(told)) == (count, total)
    assert list(weights_of(scheme_id).values()) == told


def test_sc03_prints_99_and_the_hand_in_of_data_is_two_halves() -> None:
    told = printed("SC03")
    assert (len(told), sum(told)) == (14, 99)
    weights = weights_of("SC03")
    halves = weights.pop("data_timeliness"), weights.pop("data_accuracy")
    assert halves == (5, 5)
    # the sixth row of the catalogue is the hand-in of data
    assert list(weights.values()) == told[:5] + told[6:]
    assert told[5] == sum(halves)


def test_sc12_has_the_weights_of_the_example() -> None:
    told = printed("SC12")
    assert told == [15, 15, 10, 25, 15, 10, 10]
    assert list(weights_of("SC12").values()) == told


def test_sc13_has_the_resolved_vectors_of_its_lines() -> None:
    """The last column of the catalogue: an item's name and its weight, block by block."""
    items = {
        "E04": "resolution_satisfaction",
        "E05": "attitude_satisfaction",
        "E06": "speed_satisfaction",
        "问题解决率": "resolution",
        "通话时长": "talk_time",
        "话术": "script",
        "同理心": "empathy",
    }
    text = section("SC13")
    for line, variant in (("投诉处理线", "complaints"), ("咨询热线", "enquiry")):
        (row,) = [one for one in text.splitlines() if one.startswith(f"| {line}")]
        told = re.findall(r"(E0\d|[一-鿿]+) (\d+(?:\.\d+)?)", row.strip("|").split("|")[-1])
        vector = {items[name]: Decimal(weight) for name, weight in told if name in items}
        assert len(vector) == 7
        assert sum(vector.values()) == 100
        assert weights_of("SC13", variant) == vector


def test_sc30_has_the_columns_of_the_catalogue_less_a_tenth_for_compliance() -> None:
    """AM18: frontline 50/30/10 and 10, the others nine tenths of their column and 10 (SC31)."""
    groups = {
        row["item_id"]: row["group_id"]
        for row in seed("scheme_items")
        if row["scheme_id"] == "SC30"
    }
    text = section("SC30")
    columns = {}
    for role, variants in (
        ("一线客服", ["frontline"]),
        ("技术支持", ["technical"]),
        ("客服管理人员", ["leader", "manager"]),
    ):
        (row,) = [one for one in text.splitlines() if one.startswith(f"| {role}")]
        lowest = [Decimal(one) for one in re.findall(r'"(\d+)%', row)]
        assert len(lowest) == 3
        share = Decimal(1) if role == "一线客服" else Decimal("0.9")
        for variant in variants:
            columns[variant] = [share * one for one in lowest] + [Decimal(10)]
    assert columns["frontline"] == [50, 30, 10, 10]
    for variant, told in columns.items():
        sums = dict.fromkeys(("satisfaction", "timeliness", "cost", "compliance"), Decimal(0))
        for item, weight in weights_of("SC30", variant).items():
            sums[groups[item]] += weight
        assert list(sums.values()) == told, variant
