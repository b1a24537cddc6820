"""The harness itself: what `Engine` takes as given, fills in and computes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from cards import check_words, period_end, period_start, tables_of, world_of

MONTH = date(2026, 9, 1)
AGENT = {"id": "A1", "kpis": {"typing_speed_cpm": 79}}


def lines(world, scheme_id: str = "SC04") -> dict[str, dict]:
    rows = world.rows("scorecard_line")
    return {row["item_id"]: row for row in rows if row["scheme_id"] == scheme_id}


def test_every_model_of_a_card_is_compiled_and_runs(engine) -> None:
    models = engine.scheme_models()
    assert {"scorecard_subject", "scorecard_line", "scorecard"} <= set(models)
    with world_of(engine, {"subjects": [AGENT]}) as world:
        for name in models:
            world.rows(name)
            assert name in world.built


def test_parents_come_before_their_children(engine) -> None:
    models = engine.scheme_models()
    for place, name in enumerate(models):
        ours = [one for one in engine.parents(name) if engine.room(one) == "scorecards"]
        assert set(ours) <= set(models[:place])


def test_seeds_are_typed_and_empty_cells_are_null(engine) -> None:
    with engine.run({}) as world:
        rows = [row for row in world.rows("scheme_bands") if row["band_id"] == "talk_time-2"]
    assert [row["points"] for row in rows] == [Decimal("2.5")]
    assert [row["valid_to_date"] for row in rows] == [None]
    assert [row["is_upper_inclusive"] for row in rows] == [True]


def test_columns_left_out_are_nought_where_a_test_says_never_null(engine) -> None:
    row = {"agent_id": "A1", "work_date": MONTH}
    with engine.run({"fct_agent_day": [row]}) as world:
        (found,) = world.rows("fct_agent_day")
    assert (found["handled_count"], found["is_absent"], found["team_id"]) == (0, False, None)


def test_a_world_leaves_nothing_behind(engine) -> None:
    with world_of(engine, {"subjects": [AGENT]}) as world:
        assert lines(world)["typing"]["line_score"] == 4
    with world_of(engine, {}) as world:
        assert world.rows("scorecard_line") == []
    assert engine.connection.execute(
        "select count(*) from duckdb_schemas() where schema_name like 'world_%'"
    ).fetchone() == (0,)


def test_seeds_can_be_replaced_extended_and_changed(engine) -> None:
    """79 characters: 4 points (79-70); 9 by a row changed, 1 by a band of its own, none by none."""
    where = {"scheme_id": "SC04", "item_id": "typing"}
    change = [{"seed": "scheme_bands", "where": where | {"points": 4}, "set": {"points": 1}}]
    band = where | {
        "band_id": "all",
        "is_lower_inclusive": False,
        "is_upper_inclusive": False,
        "points": 3,
        "valid_from_date": "1900-01-01",
    }
    for seeds, points in (
        ({}, 4),
        ({"change": change}, 1),
        ({"replace": {"scheme_bands": [band]}}, 3),
        ({"replace": {"scheme_bands": []}}, None),
        ({"replace": {"scheme_bands": []}, "extend": {"scheme_bands": [band]}}, 3),
    ):
        with world_of(engine, {"subjects": [AGENT], "seeds": seeds}) as world:
            assert lines(world)["typing"]["item_points"] == points
    with pytest.raises(AssertionError, match="no row of scheme_bands is like"):
        engine.run({}, change={"scheme_bands": [({"band_id": "nobody's"}, {"points": 1})]})


def test_what_nobody_has_is_refused(engine) -> None:
    with pytest.raises(AssertionError, match="no such model"):
        engine.run({"kpi_valeu": []})
    with (
        engine.run({"kpi_value": [{"kpi": "typing"}]}) as world,
        pytest.raises(AssertionError, match="has no column"),
    ):
        world.rows("kpi_value")
    with pytest.raises(AssertionError, match="no KPI"):
        tables_of(engine, {"subjects": [{"id": "A1", "kpis": {"typing": 79}}]})
    with pytest.raises(AssertionError, match=r"a subject has no \['kpi'\]"):
        check_words({"subjects": [{"id": "A1", "kpi": {}}]})


def test_the_order_of_rows_given_is_none_of_the_engines_business(engine) -> None:
    case = {"subjects": [AGENT | {"id": f"A{number}"} for number in range(5)]}
    with world_of(engine, case) as world:
        once = world.rows("scorecard_line")
    backwards = {name: rows[::-1] for name, rows in tables_of(engine, case).items()}
    with engine.run(backwards) as world:
        assert world.rows("scorecard_line") == once


def test_the_value_and_status_of_a_kpi_are_those_of_kpi_value(engine) -> None:
    """Ten ratings are the least for csat_rate (DQ02): 10 are measured, 9 too few, 0 are none."""
    told = {
        "csat_rate": [
            {"numerator": 9, "denominator": 10},
            {"numerator": 9, "denominator": 9, "period": date(2026, 8, 1)},
            {"numerator": 0, "denominator": 0, "period": date(2026, 7, 1)},
        ],
        "calls_handled_count": {"by_day": {MONTH: 4, date(2026, 9, 2): 5}},
    }
    with world_of(engine, {"subjects": [{"id": "A1", "kpis": told}]}) as world:
        columns = ("kpi_id", "period_type", "period_start_date", "kpi_value", "status")
        found = [tuple(row[column] for column in columns) for row in world.rows("kpi_value")]
    assert sorted(found) == sorted(
        [
            ("csat_rate", "month", MONTH, 0.9, "measured"),
            ("csat_rate", "month", date(2026, 8, 1), 1.0, "below_minimum"),
            ("csat_rate", "month", date(2026, 7, 1), None, "no_activity"),
            ("calls_handled_count", "day", MONTH, 4.0, "measured"),
            ("calls_handled_count", "day", date(2026, 9, 2), 5.0, "measured"),
            ("calls_handled_count", "month", MONTH, 9.0, "measured"),
        ]
    )


def test_days_make_a_person_s_place_and_days_worked(engine) -> None:
    """Twelve days on the hotline, six after sales of which two absent: hotline, 16 worked."""
    days = [
        {"from": MONTH, "to": date(2026, 9, 12), "line": "hotline"},
        {"from": date(2026, 9, 13), "to": date(2026, 9, 16), "line": "after_sales"},
        {
            "from": date(2026, 9, 17),
            "to": date(2026, 9, 18),
            "line": "after_sales",
            "is_absent": True,
        },
    ]
    with world_of(engine, {"subjects": [{"id": "A1", "days": days}]}) as world:
        (row,) = (
            one
            for one in world.rows("kpi_subject_period")
            if (one["subject_type"], one["period_type"]) == ("agent", "month")
        )
    assert (row["business_line"], row["worked_day_count"]) == ("hotline", 16)
    assert row["period_end_date"] == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("day", date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2026, 2, 23), date(2026, 3, 1)),
        ("month", date(2026, 2, 1), date(2026, 2, 28)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_start_and_end(kind: str, start: date, end: date) -> None:
    assert period_start(kind, date(2026, 2, 28)) == start
    assert period_end(kind, start) == end
