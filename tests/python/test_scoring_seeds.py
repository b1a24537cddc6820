"""The seeds of KPIs and schemes against the catalogue they were written from."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIRED = [
    "A01",
    "A04",
    "A05",
    "A08",
    "A09",
    "A13",
    "A16",
    "A17",
    "A18",
    "B01",
    "B03",
    "B04",
    "B07",
    "B08",
    "B10",
    "B11",
    "B13",
    "B14",
    "B20",
    "B21",
    "B28",
    "B29",
    "B32",
    "B34",
    "C01",
    "C02",
    "C03",
    "C04",
    "D01",
    "D06",
    "E01",
    "E02",
    "E03",
    "E08",
    "E09",
    "E11",
    "H04",
    "H05",
    "H15",
    "H23",
]
# tables SC01 and SC04 of the catalogue, in their order
SC01 = ("0.50", "0.10", "0.05", "0.10", "0.05", "0.05", "0.05", "0.02", "0.03", "0.05")
SC04 = (25, 15, 15, 5, 10, 3, 3, 3, 1, 10, 10)


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def items(scheme_id: str) -> list[dict[str, str]]:
    rows = [row for row in seed("scheme_items") if row["scheme_id"] == scheme_id]
    return sorted(rows, key=lambda row: int(row["item_order"]))


@pytest.mark.parametrize("catalogue_id", REQUIRED)
def test_the_catalogue_row_has_a_kpi(catalogue_id: str) -> None:
    assert any(catalogue_id in row["catalogue_ids"].split() for row in seed("kpis"))


def test_every_kpi_is_named_and_explained_in_both_languages() -> None:
    for row in seed("kpis"):
        for column in ("kpi_name_en", "kpi_name_zh", "formula_en", "formula_zh", "source"):
            assert row[column].strip(), f"{row['kpi_id']} has no {column}"


def test_every_minimum_gives_its_reason() -> None:
    for row in seed("kpis"):
        assert bool(row["minimum_denominator"]) == bool(row["minimum_reason"]), row["kpi_id"]


def test_every_evidence_model_can_list_rows_by_agent_and_day() -> None:
    for row in seed("kpis"):
        found = list((ROOT / "models").glob(f"*/{row['evidence_model']}.yml"))
        assert found, f"{row['kpi_id']}: no model {row['evidence_model']}"
        columns = found[0].read_text(encoding="utf-8")
        assert "name: work_date" in columns, row["evidence_model"]


def test_sc01_has_the_weights_of_the_source() -> None:
    weights = {
        row["item_id"]: Decimal(row["weight"])
        for row in seed("scheme_weights")
        if row["scheme_id"] == "SC01"
    }
    assert [weights[row["item_id"]] for row in items("SC01")] == [Decimal(w) for w in SC01]


def test_sc04_has_the_points_of_the_source() -> None:
    assert [Decimal(row["max_points"]) for row in items("SC04")] == list(SC04)
    assert sum(SC04) == 100


def test_sc23_judges_agents_and_teams_by_three_and_the_centre_by_five() -> None:
    rows = items("SC23")
    assert len(rows) == 5
    assert [row["item_id"] for row in rows if not row["only_subject_type"]] == [
        "first_contact_resolution",
        "csat",
        "utilization",
    ]
    assert {row["only_subject_type"] for row in rows} == {"", "centre"}


def test_no_model_names_a_scheme_or_a_kpi() -> None:
    """Rows only: whoever adds a KPI or a scheme touches no SQL."""
    names = {row["kpi_id"] for row in seed("kpis")} | {row["scheme_id"] for row in seed("schemes")}
    for room in ("kpis", "scorecards", "insights"):
        for path in (ROOT / "models" / room).rglob("*.sql"):
            code = path.read_text(encoding="utf-8")
            assert not {name for name in names if f"'{name}'" in code}, path.name
