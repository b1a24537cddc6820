"""The pages of every KPI, rule of data quality and scoring system are what the seeds say."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

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
from pipeline.docs_scheme_words import CODES, EVENT_CODES

told = functools.cache(pages)  # the project's own pages, written once


@pytest.mark.parametrize("path", [str(path) for path in told()])
def test_the_committed_page_is_what_the_seeds_say(path: str) -> None:
    """After a change of a seed: `scorecards docs`."""
    expected = {str(place): text for place, text in told().items()}[path]
    assert (PROJECT / path).read_text("utf-8") == expected


def test_every_kpi_stands_on_both_pages_with_its_formula() -> None:
    english, chinese = (told()[PAGES[language]] for language in ("en", "zh"))
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


def copy_of_seeds(tmp_path: Path) -> Path:
    for name in ("seeds", "models", "expectations"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / "seeds").unlink()
    (tmp_path / "seeds").mkdir()
    for file in (PROJECT / "seeds").glob("*.csv"):
        (tmp_path / "seeds" / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_a_new_row_of_a_seed_changes_the_page(tmp_path) -> None:
    kpis = copy_of_seeds(tmp_path) / "seeds" / "kpis.csv"
    rows = list(csv.reader(kpis.read_text("utf-8").splitlines()))
    new = dict(zip(rows[0], rows[1], strict=True)) | {"kpi_id": "brand_new", "formula_en": "a / b"}
    with kpis.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(new.values())
    assert "`brand_new`<br>" not in str(told())
    english = pages(tmp_path)[PAGES["en"]]
    assert "`brand_new` | a / b |" in english


def test_a_metric_with_a_table_of_its_own_says_what_it_is_in_both_languages() -> None:
    for model in models(PROJECT):
        meta = (model.get("config") or {}).get("meta") or {}
        if meta.get("catalogue_ids"):
            assert meta.get("formula_en"), model["name"]
            assert meta.get("formula_zh"), model["name"]


# ---------------------------------------------------------------------------- scoring systems

SCHEMES = {
    (row["catalogue_id"], language): Path("docs") / "schemes" / f"{row['catalogue_id']}{ending}"
    for row in seed(PROJECT, "catalogue_schemes")
    for language, ending in (("en", ".md"), ("zh", ".zh-CN.md"))
}


def scheme_page(scheme: str, language: str = "en") -> str:
    return told()[SCHEMES[scheme, language]]


def test_no_page_is_left_of_a_scoring_system_that_is_gone() -> None:
    there = {path.relative_to(PROJECT) for path in (PROJECT / "docs" / "schemes").glob("*.md")}
    assert there == {path for path in told() if path.parent.name == "schemes"}
    assert len(there) == 2 * (40 + 1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_card_shows_every_item_with_what_was_assumed_and_its_source(language: str) -> None:
    for row in seed(PROJECT, "scheme_items"):
        page = scheme_page(row["scheme_id"], language)
        assert row[f"item_name_{language}"] in page, row["item_id"]
        assert row["source"].split(",")[0] in page, row["item_id"]
        for one in row["assumption_ids"].split():
            assert f"| {one} | " in page, f"{row['scheme_id']} {row['item_id']}: {one}"


def test_a_page_tells_weights_bands_gates_and_the_month_by_month_of_a_glide() -> None:
    """From the catalogue: 001:L959, L1021, L908-909, 000:L55, 002:§六(三)3, 003:L32."""
    assert re.search(r"Contacts handled \| \[.*?\| 50 % \| ", scheme_page("SC01"))
    assert "≥ 95 %, < 100 % → **23**" in scheme_page("SC04")
    assert "> 23,000 s, ≤ 27,600 s → **2**" in scheme_page("SC04")
    assert "each, > 600 s, ≤ 1,800 s | 2 of 10 |" in scheme_page("SC04")
    assert "in all of the period, ≥ 5 days | the whole item |" in scheme_page("SC04")
    assert "sum to 99 %" in scheme_page("SC03")
    assert "< 80 %<br>from 10 cases on | group “Efficiency” gives nothing |" in scheme_page("SC19")
    moved = "2026-08: 20 %<br>2026-09: 22 %<br>2026-10: 24 %<br>2026-11: 25 %"
    assert moved in scheme_page("SC17")
    assert "| Contacts handled | 40 % | 60 % |" in scheme_page("SC25")
    assert "| 接听量 | 40% | 60% |" in scheme_page("SC25", "zh")
    # 180 to 300 s with a decay of 120 s: nothing is left at 60 and at 420
    assert "180 s to 300 s; outside down to nought in a straight line, at 60 s and 420 s" in (
        scheme_page("SC01")
    )


def test_what_is_lost_or_simulated_says_so() -> None:
    assert "marked partial" in scheme_page("SC06")
    assert scheme_page("SC08").count("lost in the source") == 4
    assert "not set in the source: named, not paid" in scheme_page("SC10")
    assert "0.2 (REC-SC10-GENERAL)" in scheme_page("SC10")


@pytest.mark.parametrize("path", [path for path in told() if path.parent.name == "schemes"])
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", told()[path]):
        file, _, anchor = target.partition("#")
        found = (PROJECT / path.parent / file).resolve()
        assert found.exists(), target
        if anchor:
            heads = re.findall(r"(?m)^## (.+)$", found.read_text("utf-8"))
            assert anchor in [head.lower().replace(" ", "-") for head in heads], target


@pytest.mark.parametrize("path", [path for (_, lang), path in SCHEMES.items() if lang == "zh"])
def test_a_chinese_page_is_chinese(path: Path) -> None:
    """Ids, files and lines of the sources stay; no English word is left beside them."""
    text = re.sub(r"`[^`]*`|\([^)\s]*\.(?:md|csv|sql|yml)[^)]*\)", "", told()[path])
    text = text.replace("[English]", "").replace("<br>", " ")
    left = {word for word in re.findall(r"[A-Za-z_]+", text) if re.search(r"[a-z]{2}", word)}
    assert left == set()


def test_a_changed_weight_changes_the_page_of_its_card(tmp_path) -> None:
    weights = copy_of_seeds(tmp_path) / "seeds" / "scheme_weights.csv"
    text = weights.read_text("utf-8")
    row = "SC24,all,ordinary,volume,0.40"
    assert row in text
    weights.write_text(text.replace(row, "SC24,all,ordinary,volume,0.41"), encoding="utf-8")
    changed = pages(tmp_path)
    assert "| Contacts handled | 41 % | 60 % |" in changed[SCHEMES["SC24", "en"]]
    assert "| Contacts handled | 41 % | 60 % |" in changed[SCHEMES["SC25", "en"]]
    # the copy has no cards worked by hand to link to
    rest = changed[SCHEMES["SC01", "en"]].split("## Where it lives")[0]
    assert scheme_page("SC01").startswith(rest)


def test_a_card_of_the_centres_own_gets_its_page_too(tmp_path) -> None:
    """The scheme that CONTRIBUTING prints."""
    seeds = copy_of_seeds(tmp_path) / "seeds"
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    printed = re.findall(r"(?m)^seeds/(\w+\.csv) +(QUALITY,.*)$", text)
    for file, row in printed:
        with (seeds / file).open("a", encoding="utf-8") as out:
            out.write(row + "\n")
    written = pages(tmp_path)
    page = written[Path("docs/schemes/QUALITY.md")]
    assert "| 60 % | all × value ÷ target, at most all | 90 %, the scheme's own |" in page
    assert "| 40 % | in a straight line: nothing at 60, all at 100 | – |" in page
    assert "[QUALITY](QUALITY.zh-CN.md)" in written[Path("docs/schemes/README.zh-CN.md")]


def test_every_code_the_pages_name_has_its_words() -> None:
    """Of the project's own seeds; a code of a centre's own is shown as it is."""
    columns = {
        "scheme_subjects": ["variant_id", "subject_type", "role", "line_kind"],
        "scheme_weights": ["variant_id", "occasion"],
        "scheme_items": ["only_subject_type", "only_variant_id", "direction"],
        "scheme_adjustments": ["scenario_type"],
        "scheme_gates": ["comparison"],
        "actions": ["review_queue"],
        "awards": ["subject_type"],
        "care_rules": ["subject_type", "audience"],
        "goal_levels": ["subject_type"],
        "pay_components": ["kind", "unit"],
        "pay_conditions": ["comparison"],
        "catalogue_schemes": ["kind"],
    }
    for name, wanted in columns.items():
        for row in seed(PROJECT, name):
            assert [row[one] for one in wanted if row[one] and row[one] not in CODES] == [], name
    events = seed(PROJECT, "scheme_deductions") + seed(PROJECT, "pay_components")
    assert {row["event_code"] for row in events if row["event_code"]} <= set(EVENT_CODES)
