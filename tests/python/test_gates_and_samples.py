"""Gates of every scheme at their threshold, and what too small a sample may do: nothing."""

from __future__ import annotations

import operator
from datetime import date
from decimal import Decimal

import pytest
from cards import world_of
from schemes import Judged, Row, everybody, kpis, number, seed

MONTH = date(2030, 1, 1)
STEP = Decimal("0.000001")
TRIPS = {
    "above": operator.gt,
    "at_least": operator.ge,
    "below": operator.lt,
    "at_most": operator.le,
}
# the floor of 000:L55 on a scheme that has none: there is always a gate that needs a sample
FLOOR = dict.fromkeys(seed("scheme_gates")[0], "") | {
    "scheme_id": "SC04",
    "gate_id": "csat-floor",
    "gate_name_en": "Satisfaction under 80 per cent",
    "gate_name_zh": "客户满意度低于80%",
    "kpi_id": "csat_rate",
    "comparison": "below",
    "threshold_value": "0.80",
    "zeroed_group_id": "service",
    "is_against_star": "false",
    "does_trip_without_value": "false",
    "assumption_ids": "AM47",
    "valid_from_date": "1900-01-01",
}
FLOOR = {column: cell for column, cell in FLOOR.items() if column in seed("scheme_gates")[0]}
GATES = (*seed("scheme_gates"), FLOOR)


def name(gate: Row) -> str:
    return f"{gate['scheme_id']} {gate['gate_id']}"


def somebody_of(scheme_id: str, hit: list[Row]) -> Judged:
    """A kind of subject of the scheme, with an item that the gate hits where one has it."""
    judged = [
        one for one in everybody() if any(row["scheme_id"] == scheme_id for row in one.schemes())
    ]
    return next((one for one in judged if any(item in one.items() for item in hit)), judged[0])


def hit_items(gate: Row) -> list[Row]:
    """The items that a gate sets to nought."""
    return [
        item
        for item in seed("scheme_items")
        if item["scheme_id"] == gate["scheme_id"]
        and (
            (gate["zeroed_item_id"] and item["item_id"] == gate["zeroed_item_id"])
            or (gate["zeroed_group_id"] and item["group_id"] == gate["zeroed_group_id"])
        )
    ]


def best_value(item: Row) -> Decimal:
    """A value that earns something of an item, whatever its method."""
    bands = [
        row
        for row in seed("scheme_bands")
        if (row["scheme_id"], row["item_id"]) == (item["scheme_id"], item["item_id"])
    ]
    if bands:
        best = max(bands, key=lambda row: Decimal(row["points"]))
        bounds = [number(best["lower_bound"]), number(best["upper_bound"])]
        return next(
            bound + sign * STEP
            for bound, sign in zip(bounds, (1, -1), strict=True)
            if bound is not None
        )
    for column in ("best_value", "target_low", "target_high", "default_target"):
        if item.get(column):
            return Decimal(item[column])
    return Decimal(1)


def case_of(gate: Row, entries: list[object]) -> dict:
    """A subject for each entry of the gate's KPI, with full marks in what the gate hits."""
    hit = hit_items(gate)
    judged = somebody_of(gate["scheme_id"], hit)
    subjects = []
    for place, entry in enumerate(entries):
        values: dict[str, object] = {item["kpi_id"]: best_value(item) for item in hit}
        targets = {kpi_id: value for kpi_id, value in values.items() if value}
        own = judged.form | {"id": f"S{place}", "team": f"T{place}", "worked_days": 25}
        own |= {"kpis": values | {gate["kpi_id"]: entry}, "targets": targets}
        subjects.append(own)
    seeds = {"extend": {"scheme_gates": [gate]}} if gate is FLOOR else {}
    return {"period": {"type": "month", "start": MONTH}, "subjects": subjects, "seeds": seeds}


def run(engine, gate: Row, entries: list[object]) -> tuple[list[bool], list[dict]]:
    """Whether the gate tripped for each entry, and all lines of the scheme."""
    with world_of(engine, case_of(gate, entries)) as world:
        tripped = {
            row["subject_id"]: row["is_tripped"]
            for row in world.rows("scorecard_gate")
            if (row["scheme_id"], row["gate_id"]) == (gate["scheme_id"], gate["gate_id"])
            and row["period_start_date"] == MONTH
        }
        lines = [
            row
            for row in world.rows("scorecard_line")
            if row["scheme_id"] == gate["scheme_id"] and row["period_type"] == "month"
        ]
    return [tripped[f"S{place}"] for place in range(len(entries))], lines


def sample(gate: Row) -> int:
    """The least sample a gate speaks on: its own, or that of its KPI."""
    own = number(gate.get("minimum_denominator")) or 0
    return int(max(own, number(kpis()[gate["kpi_id"]]["minimum_denominator"]) or 0))


@pytest.mark.parametrize("gate", GATES, ids=name)
def test_a_gate_trips_on_one_side_of_its_threshold_only(engine, gate: Row) -> None:
    threshold = Decimal(gate["threshold_value"])
    values = [threshold - STEP, threshold, threshold + STEP]
    size = {"denominator": max(sample(gate), 1)} if sample(gate) else {}
    tripped, lines = run(engine, gate, [{"value": value} | size for value in values])
    expected = [TRIPS[gate["comparison"]](value, threshold) for value in values]
    assert tripped == expected
    hit = {item["item_id"] for item in hit_items(gate)}
    seen = 0
    for line in lines:
        is_zeroed = expected[int(line["subject_id"][1:])] and line["item_id"] in hit
        if line["status"] != "scored":
            continue
        if is_zeroed:
            seen += 1
            assert (line["line_score"], line["reason"]) == (0, "zeroed_by_gate"), line
            assert gate["assumption_ids"] in line["assumption_ids"]
        else:
            assert line["line_score"] == line["item_score"], line
            assert line["reason"] != "zeroed_by_gate"
    assert seen or not hit, "the gate hit nothing: the test shows nothing"


@pytest.mark.parametrize("gate", [gate for gate in GATES if sample(gate)], ids=name)
def test_a_gate_is_silent_on_too_small_a_sample(engine, gate: Row) -> None:
    """One case fewer than the least, and none: the worst value says nothing."""
    threshold = Decimal(gate["threshold_value"])
    by = -1 if gate["comparison"] in ("below", "at_most") else 1
    bad = threshold + by * threshold / 2
    enough = {"value": bad, "denominator": sample(gate)}
    few = {"value": bad, "denominator": sample(gate) - 1}
    nothing = {"status": "no_activity", "reason": "denominator_is_zero"}
    tripped, _ = run(engine, gate, [enough, few, nothing])
    without = gate.get("does_trip_without_value") == "true"
    assert tripped == [True, without, without]


def test_the_floor_of_satisfaction_is_eighty_per_cent_on_ten_ratings(engine) -> None:
    """000:L55: CSAT<80%则效率分归零. 8 of 10 pass, 79 of 100 do not, 7 of 9 are too few to say."""
    entries = [(8, 10), (79, 100), (7, 9), (0, 0)]
    told = [{"numerator": satisfied, "denominator": rated} for satisfied, rated in entries]
    tripped, _ = run(engine, FLOOR, told)
    assert tripped == [False, True, False, False]


def test_nobody_is_scored_on_too_few_cases(engine) -> None:
    """Every item of every scheme whose KPI has a minimum: one case short is not scored."""
    short = {
        kpi_id: int(row["minimum_denominator"])
        for kpi_id, row in kpis().items()
        if row["minimum_denominator"] and Decimal(row["minimum_denominator"]) > 1
    }
    subjects = []
    for place, judged in enumerate(everybody()):
        wanted = {item["kpi_id"] for item in judged.items()} & set(short)
        for suffix, missing in (("few", 1), ("enough", 0)):
            kpi = {one: {"value": 1, "denominator": short[one] - missing} for one in wanted}
            own = judged.form | {"id": f"S{place}-{suffix}", "team": f"T{place}", "worked_days": 25}
            subjects.append(own | {"kpis": kpi, "targets": dict.fromkeys(wanted, 1)})
    case = {"period": {"type": "month", "start": MONTH}, "subjects": subjects}
    with world_of(engine, case) as world:
        lines = [
            line
            for line in world.rows("scorecard_line")
            if line["kpi_id"] in short
            and line["period_type"] == "month"
            and line["value_subject_id"] == line["subject_id"]
        ]
    few = [line for line in lines if line["subject_id"].endswith("few")]
    enough = [line for line in lines if line["subject_id"].endswith("enough")]
    assert few
    for line in few:
        told = (line["status"], line["line_score"], line["max_score"], line["reason"])
        assert told == ("below_minimum", None, 0, "denominator_below_minimum"), line
    assert {line["status"] for line in enough} == {"scored"}
