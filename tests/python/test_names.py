"""A column's name is a contract: the suffix tells the type and the unit."""

from __future__ import annotations

import re

import duckdb
import pytest

# suffix or prefix -> the types it may have. The first rule that matches holds.
RULES: list[tuple[str, set[str]]] = [
    (r"^(is|has|was)_", {"BOOLEAN"}),
    (r"_(id|name|code|reason|status|type)$", {"VARCHAR"}),
    (r"_at(_local)?$", {"TIMESTAMP"}),
    (r"_date$", {"DATE"}),
    (r"_seconds$", {"BIGINT"}),
    (r"_count$", {"BIGINT"}),
    (r"_rank$", {"BIGINT"}),
    (r"_rate$", {"DOUBLE"}),
    (r"_share$", {"DOUBLE"}),
    (r"_points$", {"DECIMAL"}),
    (r"_(weight)$|^weight$", {"DECIMAL"}),
    (r"_score$", {"DOUBLE", "DECIMAL"}),
    (r"^(numerator|denominator|kpi_value)$", {"DOUBLE"}),
]
FORBIDDEN = [
    (r"^(n|num|cnt)_|^total_.*_(count|seconds)$", "say <thing>_count"),
    (r"_(sec|secs|min|mins|minutes|hours|pct|percent)$", "seconds and rates only"),
    (r"_flag$", "say is_, has_ or was_"),
    (r"(^|_)(aht|acw|asa|fcr|csat|nps|qa_cnt)_(seconds|count|rate)$", "spell it out"),
]
# Where a rate or a count is named by its KPI, the name is data, not a column.
PROMISED_ROOMS = ("facts", "kpis", "scorecards", "insights")


@pytest.fixture(scope="module")
def columns(manifest, demo_home):
    """(room, model, column, built type) of every column of every model."""
    room = {n.alias: n.fqn[1] for n in manifest.nodes.values() if n.resource_type == "model"}
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = 'main' and database_name = 'warehouse'"
    ).fetchall()
    connection.close()
    return [(room[t], t, c, k.split("(")[0]) for t, c, k in rows if t in room]


def test_the_suffix_tells_the_type(columns):
    wrong = []
    for _room, model, column, kind in columns:
        for pattern, kinds in RULES:
            if re.search(pattern, column):
                if kind not in kinds:
                    wrong.append(f"{model}.{column} is {kind}, not {'/'.join(sorted(kinds))}")
                break
    assert wrong == []


def test_no_private_abbreviation(columns):
    wrong = [
        f"{model}.{column}: {advice}"
        for _room, model, column, _kind in columns
        for pattern, advice in FORBIDDEN
        if re.search(pattern, column)
    ]
    assert wrong == []


def test_model_names_say_their_room(manifest):
    forms = {
        "staging": r"^stg_",
        "intermediate": r"^int_",
        "facts": r"^(fct|dim)_",
        "kpis": r"^kpi_",
        "scorecards": r"^(scorecard|pay)(_|$)",
        "insights": r"^(?!stg_|int_|fct_|dim_|scorecard|pay_)",
    }
    wrong = [
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model" and not re.search(forms[node.fqn[1]], node.name)
    ]
    assert wrong == []


def test_booleans_are_never_null_in_facts(columns, demo_home):
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    nulls = []
    for room, model, column, kind in columns:
        if room == "facts" and kind == "BOOLEAN":
            count = connection.execute(
                f"select count(*) from {model} where {column} is null"
            ).fetchone()[0]
            if count:
                nulls.append(f"{model}.{column}: {count}")
    connection.close()
    assert nulls == []
