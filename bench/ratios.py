"""From a recorded run to what it says: ratios, rooms, the slowest models. Pure, so it is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A cost and what it is held against: (name in the table, step, yardstick, why this yardstick).
RATIOS = (
    ("land", "land", "read_files", "reading the same files as text, unchecked"),
    ("check", "check", "land", "landing them"),
    ("build", "build", "read_raw", "reading every raw column once"),
    ("build", "build", "handled_only", "handled legs per agent-day alone, in plain SQL"),
    ("publish", "publish", "build", "building"),
)
SLOWEST = 10


@dataclass(frozen=True)
class Step:
    """What one step took: wall-clock seconds, and the peak of resident memory in MB."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Ratio:
    """One cost in units of another; None where the yardstick took no measurable time."""

    cost: str
    yardstick: str
    times: float | None
    seconds: float
    yardstick_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Share:
    """What a room of the build took: seconds of its models and of the tests on them.

    Seconds are summed over dbt's threads, so together they exceed the clock; share is of that sum.
    """

    room: str
    models: int
    model_seconds: float
    tests: int
    test_seconds: float
    share: float


def ratios(steps: Mapping[str, Step]) -> list[Ratio]:
    """Every ratio whose two steps were measured, in the order of a run."""
    return [
        Ratio(
            cost,
            against,
            _times(steps[step].seconds, steps[yardstick].seconds),
            steps[step].seconds,
            steps[yardstick].seconds,
            steps[step].peak_mb,
        )
        for cost, step, yardstick, against in RATIOS
        if step in steps and yardstick in steps
    ]


def _times(seconds: float, yardstick: float) -> float | None:
    return seconds / yardstick if yardstick > 0 else None


def shares(results: Sequence[dict[str, Any]], nodes: Mapping[str, dict[str, Any]]) -> list[Share]:
    """The rooms of a build, dearest first.

    results and nodes come from dbt's run_results.json and manifest.json. A test belongs to the room
    of the model it is attached to; one attached to none (tests/rules) to the room `rules`.
    """
    spent: dict[str, list[float]] = {}
    for one in results:
        node = nodes[one["unique_id"]]
        is_test = node["resource_type"] == "test"
        owner = nodes.get(node.get("attached_node") or "") if is_test else node
        row = spent.setdefault(_room(owner), [0, 0.0, 0, 0.0])
        row[2 if is_test else 0] += 1
        row[3 if is_test else 1] += one["execution_time"]
    whole = sum(row[1] + row[3] for row in spent.values())
    told = [
        Share(room, int(row[0]), row[1], int(row[2]), row[3], (row[1] + row[3]) / (whole or 1))
        for room, row in spent.items()
    ]
    return sorted(told, key=lambda share: (-share.share, share.room))


def _room(node: dict[str, Any] | None) -> str:
    if node is None:
        return "rules"
    return "seeds" if node["resource_type"] == "seed" else node["fqn"][1]


def slowest(
    results: Sequence[dict[str, Any]], nodes: Mapping[str, dict[str, Any]], most: int = SLOWEST
) -> list[tuple[str, float]]:
    """The models that took longest, with their seconds, longest first; ties by name."""
    models = [
        (nodes[one["unique_id"]]["name"], one["execution_time"])
        for one in results
        if nodes[one["unique_id"]]["resource_type"] == "model"
    ]
    return sorted(models, key=lambda model: (-model[1], model[0]))[:most]
