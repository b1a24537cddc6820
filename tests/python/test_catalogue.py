"""Every metric of the catalogue is a KPI, or a model that says so, or is listed with the reason."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipeline.docs import read_yaml

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT.parent / "shared" / "spec" / "metrics.csv"
# how many metrics each part of the catalogue has: A01 to A22, B01 to B44 ... 231 in all
METRICS = {"A": 22, "B": 44, "C": 20, "D": 39, "E": 31, "F": 20, "G": 5, "H": 50}
METRIC_ID = re.compile(r"[A-H]\d\d")


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def metric_ids(words: str) -> set[str]:
    """The catalogue ids among words; rulings (AM..) and data rules (DQ..) are no metrics."""
    return {word for word in words.split() if METRIC_ID.fullmatch(word)}


def the_catalogue() -> set[str]:
    return {f"{part}{n:02}" for part, count in METRICS.items() for n in range(1, count + 1)}


def ids_of_kpis() -> set[str]:
    return set().union(*(metric_ids(row["catalogue_ids"]) for row in seed("kpis")))


def ids_of_models() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "models").rglob("*.yml"):
        for model in read_yaml(path).get("models") or []:
            meta = (model.get("config") or {}).get("meta") or {}
            found |= metric_ids(str(meta.get("catalogue_ids") or ""))
    return found


def ids_not_measured() -> set[str]:
    return {row["catalogue_id"] for row in seed("kpis_not_measured")}


def test_there_are_231_metrics() -> None:
    assert sum(METRICS.values()) == len(the_catalogue()) == 231


def test_the_list_of_metrics_is_that_of_the_catalogue() -> None:
    if not CATALOGUE.exists():
        pytest.skip("the catalogue of ../shared/spec is not beside this checkout")
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        told = [row["id"] for row in csv.DictReader(file)]
    assert len(told) == len(set(told))
    assert set(told) == the_catalogue()


def test_no_metric_of_the_catalogue_is_missing() -> None:
    told = ids_of_kpis() | ids_of_models() | ids_not_measured()
    assert sorted(the_catalogue() - told) == []


def test_no_id_is_one_the_catalogue_does_not_have() -> None:
    told = ids_of_kpis() | ids_of_models() | ids_not_measured()
    assert sorted(told - the_catalogue()) == []


def test_no_metric_is_told_twice() -> None:
    """A metric may be several KPIs, its variants; it is not both measured and not measured."""
    kpis, models, left_out = ids_of_kpis(), ids_of_models(), ids_not_measured()
    assert sorted(kpis & models) == []
    assert sorted((kpis | models) & left_out) == []


def test_what_is_not_measured_is_what_was_agreed_and_says_why() -> None:
    """Features stay raw, predictions come later, benchmarks are context, stress has no formula."""
    assert ids_not_measured() == {"B41", "D31", "E24", "E25", "F20"}
    for row in seed("kpis_not_measured"):
        assert len(row["reason_en"]) > 40, row["catalogue_id"]
        assert len(row["reason_zh"]) > 10, row["catalogue_id"]


def test_every_rate_has_a_minimum_with_its_reason_and_an_interval() -> None:
    for row in seed("kpis"):
        if row["unit"] == "rate":
            assert float(row["minimum_denominator"]) >= 1, row["kpi_id"]
            assert row["minimum_reason"], row["kpi_id"]
            assert row["interval_method"] in ("wilson", "wilson_on_evidence"), row["kpi_id"]


def test_only_shares_have_an_interval() -> None:
    """Wilson's interval is about a share of cases; time or points need cases to be counted."""
    evidence = {row["kpi_id"] for row in seed("kpi_terms") if row["side"] == "evidence"}
    evidence |= {
        row["kpi_id"] for row in seed("kpi_indicators") if row["indicator_kpi_id"] in evidence
    }
    for row in seed("kpis"):
        if row["unit"] != "rate":
            assert row["interval_method"] == "none", row["kpi_id"]
        if row["interval_method"] == "wilson_on_evidence":
            assert row["kpi_id"] in evidence, f"{row['kpi_id']} counts no cases"


def test_what_compares_kpis_is_kept_no_finer_than_what_it_compares() -> None:
    order = {row["period_type"]: int(row["period_order"]) for row in seed("period_types")}
    finest = {row["kpi_id"]: order[row["finest_period"]] for row in seed("kpis")}
    finer = [
        (row["kpi_id"], row["indicator_kpi_id"])
        for row in seed("kpi_indicators")
        if finest[row["kpi_id"]] < finest[row["indicator_kpi_id"]]
    ]
    assert finer == []
