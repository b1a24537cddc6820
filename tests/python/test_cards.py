"""Every worked example of cards/: the engine gives the lines that were worked out by hand."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from cards import Case, mistakes, read_cases, world_of

ANYTHING_ELSE = Decimal("-987654")
CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_card_worked_out_by_hand_comes_out(engine, case: Case) -> None:
    with world_of(engine, case.given) as world:
        assert mistakes(case.given, world) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_figure_of_an_example_is_compared(engine, case: Case) -> None:
    """Any one figure of the file told differently is found out: no comparison is idle."""
    with world_of(engine, case.given) as world:
        for number, expected in enumerate(case.given["expect"]):
            told = [("card", None, column) for column in expected.get("card") or {}] + [
                ("lines", item_id, column)
                for item_id, columns in (expected.get("lines") or {}).items()
                for column in columns
            ]
            for part, item_id, column in told:
                wrong = copy.deepcopy(case.given)
                row = wrong["expect"][number][part]
                row = row if item_id is None else row[item_id]
                row[column] = ANYTHING_ELSE
                assert mistakes(wrong, world), f"{part} {item_id} {column} is not compared"
