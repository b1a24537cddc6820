"""Every rule of data quality has a home, every home exists, and every expectation has its rule."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT.parent / "shared" / "spec" / "catalogue.md"
RULE_IDS = [f"DQ{number:02}" for number in range(1, 53)]

with (PROJECT / "seeds" / "data_quality_rules.csv").open(encoding="utf-8", newline="") as file:
    RULES = {row["rule_id"]: row for row in csv.DictReader(file, strict=True)}


def rules_with_expectations() -> set[str]:
    """The rules that some expectation of some suite says it holds."""
    return {
        expectation["meta"]["catalogue_id"]
        for path in (PROJECT / "expectations" / "suites").glob("*.yml")
        for expectation in yaml.safe_load(path.read_text("utf-8"))["expectations"]
    }


def kpi_ids() -> set[str]:
    with (PROJECT / "seeds" / "kpis.csv").open(encoding="utf-8", newline="") as file:
        return {row["kpi_id"] for row in csv.DictReader(file, strict=True)}


def tests_of_pytest() -> set[str]:
    """Test modules, and the test functions in them."""
    names: set[str] = set()
    for path in (PROJECT / "tests" / "python").glob("test_*.py"):
        names.add(path.stem)
        names |= set(re.findall(r"(?m)^def (test_\w+)", path.read_text("utf-8")))
    return names


HOMES = {
    "kpi": kpi_ids(),
    "model": {path.stem for path in (PROJECT / "models").rglob("*.sql")},
    "rule": {path.stem for path in (PROJECT / "tests" / "rules").rglob("*.sql")},
    "pytest": tests_of_pytest(),
    "seed": {path.stem for path in (PROJECT / "seeds").glob("*.csv")},
}


def test_all_rules_are_listed_once_and_in_order():
    assert list(RULES) == RULE_IDS


def test_the_list_is_the_catalogues():
    if not CATALOGUE.exists():
        pytest.skip("the catalogue is not beside this checkout")
    rows = re.findall(r"(?m)^\| (DQ\d\d) \|", CATALOGUE.read_text("utf-8"))
    assert rows == RULE_IDS


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_a_rule_has_a_home_and_its_homes_exist(rule_id: str):
    homes = RULES[rule_id]["homes"].split()
    assert homes or rule_id in rules_with_expectations()
    missing = [home for home in homes if home.split(":")[1] not in HOMES[home.split(":")[0]]]
    assert missing == []


def test_every_expectation_holds_a_rule_of_the_list():
    assert rules_with_expectations() <= set(RULE_IDS)
