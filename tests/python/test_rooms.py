"""Arrows point right: what each room may read. No list of exceptions."""

from __future__ import annotations

import pytest

# room -> what it may read. "dims" are the dim_ models of facts.
MAY_READ = {
    "staging": {"source"},
    "intermediate": {"staging", "intermediate", "seed"},
    "facts": {"staging", "intermediate", "facts", "dims", "seed"},
    "kpis": {"facts", "dims", "kpis", "seed"},
    "scorecards": {"dims", "kpis", "scorecards", "seed"},
    "insights": {"facts", "dims", "kpis", "scorecards", "seed"},
}
CONTRACT = {"facts", "kpis", "scorecards", "insights"}


def room_of(node) -> str:
    """The room of a node: its folder below models, `dims` for dim_ models, or its kind."""
    if node.resource_type != "model":
        return str(node.resource_type)
    room = node.fqn[1]
    return "dims" if room == "facts" and node.name.startswith("dim_") else room


def models(manifest):
    return [node for node in manifest.nodes.values() if node.resource_type == "model"]


def test_every_model_stands_in_a_known_room(manifest):
    strangers = [node.name for node in models(manifest) if node.fqn[1] not in MAY_READ]
    assert strangers == []


def test_each_room_reads_only_what_stands_left_of_it(manifest):
    breaches = []
    for node in models(manifest):
        room = node.fqn[1]
        for parent_id in node.depends_on.nodes:
            parent = manifest.nodes.get(parent_id) or manifest.sources[parent_id]
            if room_of(parent) not in MAY_READ[room]:
                breaches.append(f"{room}.{node.name} reads {room_of(parent)}.{parent.name}")
    assert breaches == []


def test_a_staging_model_reads_one_raw_table_and_no_two_read_the_same(manifest):
    read_by: dict[str, list[str]] = {}
    for node in models(manifest):
        if node.fqn[1] != "staging":
            continue
        raw = [p for p in node.depends_on.nodes if ".raw." in p]
        assert len(raw) <= 1, node.name
        for parent in raw:
            read_by.setdefault(parent, []).append(node.name)
    assert {k: v for k, v in read_by.items() if len(v) > 1} == {}
    raw_tables = {s.unique_id for s in manifest.sources.values() if s.source_name == "raw"}
    assert raw_tables - set(read_by) == set()


@pytest.mark.parametrize("room", sorted(CONTRACT))
def test_promised_rooms_enforce_their_contracts(manifest, room):
    loose = [
        node.name
        for node in models(manifest)
        if node.fqn[1] == room and not node.config.contract.enforced
    ]
    assert loose == []


def test_no_clock_and_no_vars_in_sql(manifest):
    forbidden = ("current_date", "current_timestamp", "now()", "today()", "var(")
    found = [
        f"{node.name}: {word}"
        for node in models(manifest)
        for word in forbidden
        if word in node.raw_code.lower()
    ]
    assert found == []


def test_no_scheme_and_no_kpi_is_named_in_sql(manifest):
    """The engines are driven by rows: no model may know a KPI or a scheme by name."""
    import csv
    from pathlib import Path

    seeds = Path(__file__).resolve().parents[2] / "seeds"
    names = set()
    for file, column in (("kpis.csv", "kpi_id"), ("schemes.csv", "scheme_id")):
        with (seeds / file).open(encoding="utf-8", newline="") as lines:
            names |= {row[column] for row in csv.DictReader(lines)}
    engines = [n for n in models(manifest) if n.fqn[1] in ("kpis", "scorecards", "insights")]
    assert engines
    found = [
        f"{node.name}: {name}" for node in engines for name in names if f"'{name}'" in node.raw_code
    ]
    assert found == []
