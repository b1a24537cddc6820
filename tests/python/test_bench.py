"""The arithmetic of the bench, on a run made up by hand; a real one takes 40 s: `make bench`."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench import steps
from bench.ratios import RATIOS, Step, ratios, shares, slowest
from pipeline.home import BadCall, ScorecardsError

NODES = {
    "model.a": {"resource_type": "model", "name": "stg_calls", "fqn": ["p", "staging", "x"]},
    "model.b": {"resource_type": "model", "name": "kpi_value", "fqn": ["p", "kpis", "x"]},
    "model.c": {"resource_type": "model", "name": "kpi_sum", "fqn": ["p", "kpis", "x"]},
    "seed.d": {"resource_type": "seed", "name": "kpis", "fqn": ["p", "kpis"]},
    "test.b": {"resource_type": "test", "name": "t", "fqn": ["p", "t"], "attached_node": "model.b"},
    "test.d": {"resource_type": "test", "name": "t", "fqn": ["p", "t"], "attached_node": "seed.d"},
    "test.r": {"resource_type": "test", "name": "a_rule", "fqn": ["p", "t"], "attached_node": None},
}
# 2 + 3 + 1 + 0.5 + 1 + 0.5 + 2 = 10 seconds of nodes
SECONDS = {
    "model.a": 2.0,
    "model.b": 3.0,
    "model.c": 1.0,
    "seed.d": 0.5,
    "test.b": 1.0,
    "test.d": 0.5,
    "test.r": 2.0,
}
RESULTS = [{"unique_id": name, "execution_time": taken} for name, taken in SECONDS.items()]


def test_a_cost_is_told_in_units_of_its_yardstick():
    """Landing 6 s over reading 2 s = 3 times; publishing 5 s over building 20 s = a quarter."""
    measured = {
        "read_files": Step(2.0, 50.0),
        "land": Step(6.0, 300.0),
        "build": Step(20.0, 400.0),
        "publish": Step(5.0, 200.0),
    }
    told = {(one.cost, one.times, one.peak_mb) for one in ratios(measured)}
    assert told == {("land", 3.0, 300.0), ("publish", 0.25, 200.0)}


def test_a_yardstick_too_short_to_measure_gives_no_ratio():
    told = ratios({"read_files": Step(0.0, 50.0), "land": Step(6.0, 300.0)})
    assert [one.times for one in told] == [None]


def test_a_room_pays_for_its_models_and_for_the_tests_on_them():
    """kpis 3 + 1 models + 1 test = 5 of 10; rules have no model; the seed kpis is no such model."""
    told = {one.room: one for one in shares(RESULTS, NODES)}
    assert {room: one.share for room, one in told.items()} == {
        "kpis": 0.5,
        "rules": 0.2,
        "staging": 0.2,
        "seeds": 0.1,
    }
    assert (told["kpis"].models, told["kpis"].model_seconds) == (2, 4.0)
    assert (told["kpis"].tests, told["kpis"].test_seconds) == (1, 1.0)
    assert next(iter(told)) == "kpis"  # dearest first


def test_the_slowest_models_are_models_longest_first():
    assert slowest(RESULTS, NODES, most=2) == [("kpi_value", 3.0), ("stg_calls", 2.0)]


def test_every_ratio_compares_steps_that_are_measured():
    assert tuple(steps.STEPS) == bench.STEPS
    assert set(steps.YARDSTICKS) <= set(bench.STEPS)
    for _, step, yardstick, _ in RATIOS:
        assert {step, yardstick} <= set(bench.STEPS)


def test_a_folder_that_is_no_bench_is_not_emptied(tmp_path):
    (tmp_path / "raw.duckdb").write_text("somebody's data", encoding="utf-8")
    with pytest.raises(BadCall, match="not a bench's home"):
        bench.empty_home(tmp_path)
    assert (tmp_path / "raw.duckdb").exists()


def test_a_second_bench_starts_from_an_empty_home(tmp_path):
    home = tmp_path / "bench"
    bench.empty_home(home)
    (home / "raw.duckdb").write_text("an earlier run's", encoding="utf-8")
    bench.empty_home(home)
    assert [path.name for path in home.iterdir()] == [bench.RECORD]


def test_a_step_in_a_process_of_its_own_tells_seconds_memory_and_counts(tmp_path):
    """One day of the smallest centre, generated: something took time, memory and bytes."""
    step, counts = bench.measure("generate", tmp_path, "1", "24")
    assert step.seconds > 0
    assert step.peak_mb > 10  # a Python process takes more than that, and less than a machine
    assert counts["files"] == len(list(tmp_path.glob("exports/*"))) - 1  # generated.json


def test_a_step_that_fails_is_told_with_its_last_words(tmp_path):
    with pytest.raises(ScorecardsError, match=r"(?s)step generate failed.*agents must be 24"):
        bench.measure("generate", tmp_path, "1", "2")


def test_the_table_shows_ratios_rooms_and_models():
    record = {
        "days": 1,
        "agents": 24,
        "counts": {"read_raw": {"rows": 1234}},
        "ratios": [vars(one) for one in ratios({"land": Step(6, 300), "read_files": Step(2, 50)})],
        "rooms": [vars(one) for one in shares(RESULTS, NODES)],
        "slowest": slowest(RESULTS, NODES),
    }
    console = Console(file=io.StringIO(), width=120)
    console.print(*bench.tables(record))
    said = console.file.getvalue()
    assert "1,234 raw rows" in said
    assert "3 x" in said
    assert "kpi_value" in said
    assert "50%" in said
