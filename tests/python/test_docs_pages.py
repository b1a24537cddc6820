"""The pages that list every KPI and every rule of data quality are what the seeds say."""

from __future__ import annotations

import csv

import pytest

from pipeline.docs import (
    CATEGORIES,
    CHINESE,
    PAGES,
    PROJECT,
    models,
    pages,
    seed,
    subjects_of_kpis,
)


@pytest.mark.parametrize("path", [str(path) for path in pages()])
def test_the_committed_page_is_what_the_seeds_say(path: str) -> None:
    """After a change of a seed: `scorecards docs`."""
    expected = {str(place): text for place, text in pages().items()}[path]
    assert (PROJECT / path).read_text("utf-8") == expected


def test_every_kpi_stands_on_both_pages_with_its_formula() -> None:
    english, chinese = (pages()[PAGES[language]] for language in ("en", "zh"))
    for row in seed(PROJECT, "kpis"):
        assert f"`{row['kpi_id']}`" in english
        assert f"`{row['kpi_id']}`" in chinese
        assert row["formula_en"].replace("|", "\\|") in english
        assert row["formula_zh"].replace("|", "\\|") in chinese


def test_every_code_of_the_seed_has_its_chinese_word() -> None:
    for row in seed(PROJECT, "kpis"):
        assert row["category"] in CATEGORIES, row["category"]
        for column in ("category", "unit", "direction"):
            assert row[column] in CHINESE, f"{row['kpi_id']}: {row[column]}"


def test_the_page_and_the_warehouse_agree_for_whom_a_kpi_is_measured(published) -> None:
    told = subjects_of_kpis(PROJECT, models(PROJECT))
    built: dict[str, set[str]] = {}
    for kpi, subject in published.execute(
        "select distinct kpi_id, subject_type from kpi_value where subject_type <> 'agent_in_role'"
    ).fetchall():
        built.setdefault(kpi, set()).add(subject)
    assert {kpi: set(subjects) for kpi, subjects in told.items()} == built


def test_a_new_row_of_a_seed_changes_the_page(tmp_path) -> None:
    for name in ("seeds", "models", "expectations"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / "seeds").unlink()
    (tmp_path / "seeds").mkdir()
    for file in (PROJECT / "seeds").glob("*.csv"):
        (tmp_path / "seeds" / file.name).write_bytes(file.read_bytes())
    kpis = tmp_path / "seeds" / "kpis.csv"
    rows = list(csv.reader(kpis.read_text("utf-8").splitlines()))
    new = dict(zip(rows[0], rows[1], strict=True)) | {"kpi_id": "brand_new", "formula_en": "a / b"}
    with kpis.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(new.values())
    assert "`brand_new`<br>" not in str(pages(PROJECT))
    english = pages(tmp_path)[PAGES["en"]]
    assert "`brand_new` | a / b |" in english


def test_a_metric_with_a_table_of_its_own_says_what_it_is_in_both_languages() -> None:
    for model in models(PROJECT):
        meta = (model.get("config") or {}).get("meta") or {}
        if meta.get("catalogue_ids"):
            assert meta.get("formula_en"), model["name"]
            assert meta.get("formula_zh"), model["name"]
