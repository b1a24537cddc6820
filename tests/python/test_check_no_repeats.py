"""No expectation repeats a dbt test (style.md, rung 4): one claim has one home.

dbt's tests on the raw sources and on staging are held against the suites, column by column. A
column that staging renames is compared under the name it has in raw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from pipeline.home import PROJECT

# What dbt's tests and Great Expectations call the same claim.
SAME_CLAIM = {
    "not_null": "not_null",
    "never_null": "not_null",
    "expect_column_values_to_not_be_null": "not_null",
    "unique": "unique",
    "unique_grain": "unique",
    "expect_column_values_to_be_unique": "unique",
    "expect_compound_columns_to_be_unique": "unique",
    "accepted_values": "codes",
    "expect_column_values_to_be_in_set": "codes",
    "in_range": "range",
    "expect_column_values_to_be_between": "range",
    "relationships": "relationship",
}
# An unexpected-rows query that looks rows up in another table claims a relationship.
LOOKED_UP = re.compile(r"on new_row\.(\w+) = known_row\.\w+")

Claim = tuple[str, str, str]


def claims_of_expectations(suite: dict[str, Any]) -> Iterator[Claim]:
    """(table, column, claim) of each expectation that a dbt test could make as well."""
    for expectation in suite["expectations"]:
        kwargs = expectation["kwargs"]
        for column in LOOKED_UP.findall(kwargs.get("unexpected_rows_query", "")):
            yield suite["name"], column, "relationship"
        claim = SAME_CLAIM.get(expectation["type"])
        for column in kwargs.get("column_list", [kwargs.get("column")]):
            if claim and column:
                yield suite["name"], column, claim


def claims_of_tests(table: dict[str, Any], name: str, raw_names: dict[str, str]) -> Iterator[Claim]:
    """(table, column, claim) of each dbt test of one source table or staging model."""
    for column in table.get("columns", []):
        for test in column.get("data_tests", column.get("tests", [])):
            claim = SAME_CLAIM.get(_kind(test))
            if claim:
                yield name, raw_names.get(column["name"], column["name"]), claim
    for test in table.get("data_tests", table.get("tests", [])):
        claim = SAME_CLAIM.get(_kind(test))
        given = next(iter(test.values())) if isinstance(test, dict) else {}
        for column in (given.get("arguments") or given).get("columns", []):
            if claim:
                yield name, raw_names.get(column, column), claim


def _kind(test: str | dict[str, Any]) -> str:
    name = test if isinstance(test, str) else next(iter(test))
    return name.rsplit(".", 1)[-1]


RENAMED = re.compile(r"(?m)^\s*(?:cast\()?(\w+)(?: as [\w(), ]+\))? as (\w+),?\s*$")


def renamed(sql: str) -> dict[str, str]:
    """Raw name by staging name, of the columns that a staging model renames (and may cast)."""
    return {new: old for old, new in RENAMED.findall(sql)}


def all_dbt_claims() -> set[Claim]:
    claims: set[Claim] = set()
    for path in sorted((PROJECT / "models" / "staging").glob("**/*.yml")):
        declared = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for source in declared.get("sources", []):
            for table in source["tables"]:
                claims |= set(claims_of_tests(table, table["name"], {}))
        for model in declared.get("models", []):
            sql = path.with_name(f"{model['name']}.sql")
            names = renamed(sql.read_text(encoding="utf-8")) if sql.exists() else {}
            claims |= set(claims_of_tests(model, model["name"].removeprefix("stg_"), names))
    return claims


def all_expectation_claims() -> set[Claim]:
    suites = sorted((PROJECT / "expectations" / "suites").glob("*.yml"))
    return {
        claim
        for path in suites
        for claim in claims_of_expectations(yaml.safe_load(path.read_text(encoding="utf-8")))
    }


def test_no_expectation_repeats_a_dbt_test() -> None:
    """If this fails, drop one: codes and scales of deliveries belong to the expectations."""
    assert all_expectation_claims() & all_dbt_claims() == set()


def test_no_expectation_repeats_what_landing_requires() -> None:
    """Landing quarantines rows without a key or a required column, and it types every column."""
    path = PROJECT / "expectations" / "suites"
    types = {
        expectation["type"]
        for suite in path.glob("*.yml")
        for expectation in yaml.safe_load(suite.read_text(encoding="utf-8"))["expectations"]
    }
    assert not types & {
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_be_unique",
        "expect_column_to_exist",
        "expect_table_columns_to_match_set",
        "expect_column_values_to_be_of_type",
    }


def test_a_repeat_would_be_seen() -> None:
    suite = {
        "name": "calls",
        "expectations": [
            {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "direction"}},
            {"type": "expect_column_values_to_be_between", "kwargs": {"column": "acw_seconds"}},
            {
                "type": "unexpected_rows_expectation",
                "kwargs": {
                    "unexpected_rows_query": "left join x as known_row\n"
                    "    on new_row.queue_id = known_row.queue_id"
                },
            },
        ],
    }
    model = {
        "columns": [
            {"name": "direction", "data_tests": [{"accepted_values": {"arguments": {}}}]},
            {"name": "after_call_work_seconds", "data_tests": [{"in_range": {}}, "not_null"]},
            {"name": "queue_id", "data_tests": [{"dbt.relationships": {}}]},
        ]
    }
    names = renamed(
        "select\n    cast(acw_seconds as bigint) as after_call_work_seconds,\n    direction\n"
    )
    repeated = set(claims_of_expectations(suite)) & set(claims_of_tests(model, "calls", names))
    assert repeated == {
        ("calls", "direction", "codes"),
        ("calls", "acw_seconds", "range"),
        ("calls", "queue_id", "relationship"),
    }
    grain = {"data_tests": [{"unique_grain": {"arguments": {"columns": ["interaction_id"]}}}]}
    assert set(claims_of_tests(grain, "calls", {})) == {("calls", "interaction_id", "unique")}
