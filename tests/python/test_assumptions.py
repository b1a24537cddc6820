"""An assumption is read by something: a number nothing reads promises what it does not keep."""

from __future__ import annotations

import csv
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_every_number_of_the_assumptions_is_read_by_some_sql():
    with (PROJECT / "seeds" / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["assumption_name"] for row in csv.DictReader(file, strict=True) if row["value"]
        }
    sql = "".join(
        path.read_text("utf-8")
        for folder in ("models", "macros", "tests/rules")
        for path in (PROJECT / folder).rglob("*.sql")
    )
    # pay rates and conditions name the number that stands in for one that the sources lost
    for seed in ("pay_rates", "pay_conditions"):
        with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            names -= {row["assumption_name"] for row in csv.DictReader(file, strict=True)}
    assert names
    assert {name for name in names if f"'{name}'" not in sql and f".{name}" not in sql} == set()
