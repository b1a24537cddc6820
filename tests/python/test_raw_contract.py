"""The raw contract folds every raw table of the catalogue, each into one table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT.parent / "shared" / "spec" / "catalogue.md"
SOURCES = yaml.safe_load((PROJECT / "models" / "staging" / "_sources.yml").read_text("utf-8"))
RAW = next(source for source in SOURCES["sources"] if source["name"] == "raw")["tables"]
ALL = [f"R{number:02}" for number in range(1, 82)]


def folded(words: str) -> list[str]:
    """R21-R23, R73 -> R21 R22 R23 R73."""
    found = []
    for word in words.split(", "):
        first, _, last = word.partition("-")
        number = range(int(first[1:]), int((last or first)[1:]) + 1)
        found += [f"R{one:02}" for one in number]
    return found


def test_every_raw_table_of_the_catalogue_is_folded_once():
    where = [one for table in RAW for one in folded(table["config"]["meta"]["folds"])]
    assert sorted(where) == ALL


def test_the_list_of_raw_tables_is_the_catalogues():
    if not CATALOGUE.exists():
        pytest.skip("the catalogue is not beside this checkout")
    named = re.findall(r"\*\*(R\d\d) raw_", CATALOGUE.read_text("utf-8"))
    assert sorted(named) == ALL


def test_every_table_and_column_has_its_chinese_name():
    without = [
        f"{table['name']}.{column['name']}"
        for table in RAW
        for column in table["columns"]
        if not column["config"]["meta"].get("zh")
    ]
    assert without == []
    assert [table["name"] for table in RAW if not table["config"]["meta"].get("zh")] == []
