"""Every model is a pair, every word is written down, and the words reach the warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.docs import read_yaml

PROJECT = Path(__file__).resolve().parents[2]
MODELS = PROJECT / "models"


def test_every_sql_has_its_yaml_and_every_yaml_its_sql():
    sql = {p.with_suffix("") for p in MODELS.rglob("*.sql")}
    yml = {p.with_suffix("") for p in MODELS.rglob("*.yml") if not p.name.startswith("_")}
    assert sorted(str(p.relative_to(MODELS)) for p in sql ^ yml) == []
    assert sql


def test_a_pair_speaks_of_its_own_model():
    for path in MODELS.rglob("*.yml"):
        if path.name.startswith("_"):
            continue
        names = [m["name"] for m in read_yaml(path)["models"]]
        assert names == [path.stem], path


def test_every_model_opens_with_what_it_is_and_its_grain():
    for path in MODELS.rglob("*.sql"):
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        head = [line for line in lines[:8] if line.startswith("--")]
        assert head, f"{path.name} does not say what it is"
        assert any("grain" in line.lower() for line in head), f"{path.name} does not say its grain"


def test_every_model_and_column_is_described(manifest):
    bare = []
    for node in manifest.nodes.values():
        if node.resource_type not in ("model", "seed"):
            continue
        if len(node.description.split()) < 5:
            bare.append(node.name)
        bare += [f"{node.name}.{c.name}" for c in node.columns.values() if not c.description]
    assert bare == []


def test_every_raw_column_has_its_meaning_in_both_languages(manifest):
    bare = [
        f"{source.name}.{column.name}"
        for source in manifest.sources.values()
        if source.source_name == "raw"
        for column in source.columns.values()
        if not column.description or not column.config.meta.get("zh")
    ]
    assert bare == []


def test_every_macro_is_described(manifest):
    ours = [m for m in manifest.macros.values() if m.package_name == "agent_scorecards"]
    # default__ and spark__ are the engines' own ways to say a macro that is described
    bare = [
        m.name
        for m in ours
        if not m.description and not m.name.startswith(("test_", "default__", "spark__"))
    ]
    assert bare == []


def test_columns_stand_in_the_warehouse_as_the_yaml_says(manifest, demo_home):
    """Built columns = described columns, in the same order, with their words as comments."""
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    built: dict[str, list[str]] = {}
    silent = []
    for table, column, comment in connection.execute(
        "select table_name, column_name, comment from duckdb_columns()"
        " where schema_name = 'main' and not internal and database_name = 'warehouse'"
        " order by table_name, column_index"
    ).fetchall():
        built.setdefault(table, []).append(column)
        if not comment:
            silent.append(f"{table}.{column}")
    connection.close()
    wrong = {
        node.name: (list(node.columns), built.get(node.alias))
        for node in manifest.nodes.values()
        if node.resource_type == "model" and list(node.columns) != built.get(node.alias)
    }
    assert wrong == {}
    assert silent == []
