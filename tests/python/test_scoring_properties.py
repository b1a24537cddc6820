"""What holds for every scheme, whatever the values: found out with random cards.

Each example draws the values of three people (teams, or the centre) of a kind that schemes judge,
and then, in a world of its own, changes one value of the first of them. All worlds run at once, as
months a year apart. A failing example is printed as the case it is; examples are the same each run.
"""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from cards import check_words, tables_of, world_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemes import EXTRA, Judged, Row, bands_of, everybody, hypothetical, kpis, number, seed

FIRST_YEAR = 2031
PEOPLE = 3
DAYS = 12
STEP = Decimal("0.000001")
EXAMPLES = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    # no shrinking: an example is a second's work, and the message names scheme, item and change
    phases=[Phase.generate],
)
STATES = [*["measured"] * 8, "provisional", "below_minimum", "no_activity", "absent"]
CARD = ("scheme_id", "subject_type", "subject_id", "period_type", "period_start_date")
KINDS = everybody()
Value = Decimal | int


def kind_name(judged: Judged) -> str:
    return f"{judged.subject_type} {judged.role} {judged.line}"


# -- what values there are


def points_of(kpi_id: str) -> list[Decimal]:
    """Numbers that some scheme treats as an edge of a KPI."""
    found = {Decimal(0), Decimal(1)}
    for item in seed("scheme_items"):
        if item["kpi_id"] == kpi_id:
            columns = ("default_target", "target_low", "target_high", "worst_value", "best_value")
            cells = [item[column] for column in columns]
            for band in bands_of(item):
                cells += [band["lower_bound"], band["upper_bound"]]
            found |= {abs(Decimal(cell)) for cell in cells if cell}
    for gate in seed("scheme_gates"):
        if gate["kpi_id"] == kpi_id:
            found.add(Decimal(gate["threshold_value"]))
    return sorted(found)


def values_of(kpi_id: str) -> st.SearchStrategy[Decimal]:
    """Values of a KPI: edges, what lies beside them, and anything between nought and far out."""
    points = points_of(kpi_id)
    most = {"rate": Decimal("1.2"), "score": Decimal(120)}.get(
        kpis()[kpi_id]["unit"], max(points) * 2 + 10
    )
    edges = sorted(
        {
            min(max(point + by, Decimal(0)), most)
            for point in points
            for by in (-STEP, Decimal(0), STEP)
        }
    )
    return st.one_of(st.sampled_from(edges), st.decimals(0, most, places=4))


@dataclass
class Drawn:
    """One example: the first world, and what is different in each of the others."""

    judged: Judged
    items: list[Row]
    base: dict[str, Any]
    scenarios: list[dict[str, Any]]
    changes: list[tuple[str, str, Any]] = field(default_factory=list)


def level_ids(judged: Judged) -> dict[str, str]:
    """The subjects whose values an item may read instead of its own."""
    return {"team": "T1", "line": judged.line, "centre": "centre"}


@st.composite
def entries(draw: Any, kpi_id: str) -> Any:
    """A value of a KPI with its status; None: the KPI is not kept for the subject."""
    status = draw(st.sampled_from(STATES))
    if status == "absent":
        return None
    if status == "no_activity":
        return {"status": status, "reason": "denominator_is_zero"}
    reason = {"measured": None, "provisional": "not_final_yet"}
    return {
        "value": draw(values_of(kpi_id)),
        "status": status,
        "reason": reason.get(status, "denominator_below_minimum"),
    }


@st.composite
def events(draw: Any, scheme_ids: set[str]) -> list[dict[str, Any]]:
    """Events that cost somebody points."""
    kinds = sorted(
        {
            (row["event_type"], row["event_code"] or None)
            for row in seed("scheme_deductions")
            if row["scheme_id"] in scheme_ids
        },
        key=str,
    )
    bounds = sorted(
        {
            Decimal(cell)
            for row in seed("scheme_deductions")
            for cell in (row["lower_bound"], row["upper_bound"])
            if cell
        }
        | {Decimal(1)}
    )
    found = []
    for _ in range(draw(st.integers(0, 4)) if kinds else 0):
        kind, code = draw(st.sampled_from(kinds))
        found.append({"type": kind, "code": code, "quantity": draw(st.sampled_from(bounds))})
    return found


@st.composite
def scenarios(draw: Any, judged: Judged, kpi_ids: list[str]) -> dict[str, Any]:
    """A special scenario on some days of the month: by its kind, or with what it adjusts itself."""
    kinds = {row["occasion"] for row in seed("scheme_weights")} - {"ordinary"}
    kinds |= {row["scenario_type"] for row in seed("scheme_adjustments")}
    first, last = sorted((draw(st.integers(1, 28)), draw(st.integers(1, 28))))
    told = {"type": draw(st.sampled_from(sorted(kinds))), "from": first, "to": last}
    told["line"] = draw(st.sampled_from([None, judged.line]))
    if draw(st.booleans()):
        adjust_type, quantity = draw(
            st.sampled_from(
                [("factor", "1.2"), ("factor", "0.9"), ("offset", "-0.3"), ("exempt", "0")]
            )
        )
        told |= {"kpi": draw(st.sampled_from(kpi_ids)), "adjust_type": adjust_type}
        told["adjust_quantity"] = Decimal(quantity)
    return told


@st.composite
def drawn(draw: Any, judged: Judged) -> Drawn:
    """People of a kind, and one change of each value of the first."""
    items = judged.items()
    own = sorted({item["kpi_id"] for item in items if item["value_level"] == "subject"})
    scheme_ids = {row["scheme_id"] for row in judged.schemes()}
    own = sorted(
        {
            *own,
            *(gate["kpi_id"] for gate in seed("scheme_gates") if gate["scheme_id"] in scheme_ids),
        }
    )
    targeted = sorted(
        {
            item["kpi_id"]
            for item in items
            if item["target_source"] in ("targets_first", "own_first")
        }
    )
    targets = {
        kpi_id: max(draw(values_of(kpi_id)), Decimal("0.5"))
        for kpi_id in targeted
        if draw(st.integers(0, 9)) > 0
    }
    is_one = judged.subject_type == "centre"
    subjects = []
    for place in range(1 if is_one else PEOPLE):
        kept = {kpi_id: draw(entries(kpi_id)) for kpi_id in own}
        subjects.append(
            judged.form
            | {
                "id": "centre" if is_one else f"S{place}",
                "worked_days": DAYS,
                "team": "T1",
                "kpis": {kpi_id: entry for kpi_id, entry in kept.items() if entry},
                "targets": targets,
                "events": draw(events(scheme_ids)) if judged.subject_type == "agent" else [],
            }
        )
    levels = []
    for level, level_id in level_ids(judged).items():
        read = sorted({item["kpi_id"] for item in items if item["value_level"] == level})
        kept = {kpi_id: draw(entries(kpi_id)) for kpi_id in read}
        kept = {kpi_id: entry for kpi_id, entry in kept.items() if entry}
        if kept and (level, level_id) != (judged.subject_type, subjects[0]["id"]):
            levels.append({"type": level, "id": level_id, "kpis": kept})
    told = draw(st.lists(scenarios(judged, own), max_size=2))
    result = Drawn(judged, items, {"subjects": subjects, "levels": levels}, told)
    for whose, kept in [("subject", subjects[0]["kpis"])] + [
        (level["type"], level["kpis"]) for level in levels
    ]:
        for kpi_id, entry in kept.items():
            if "value" in entry:
                result.changes.append((whose, kpi_id, draw(values_of(kpi_id))))
    for place in range(len(subjects[0]["events"])):
        result.changes.append(("event", str(place), None))
    return result


def case_of(example: Drawn) -> dict[str, Any]:
    """All worlds of an example as one case: a month each, a year apart."""
    case: dict[str, Any] = {"subjects": [], "levels": [], "scenarios": []}
    case["seeds"] = {"extend": copy.deepcopy(EXTRA)}
    for place in range(len(example.changes) + 1):
        world = copy.deepcopy(example.base)
        if place:
            whose, what, value = example.changes[place - 1]
            first = world["subjects"][0]
            if whose == "event":
                del first["events"][int(what)]
            elif whose == "subject":
                first["kpis"][what]["value"] = value
            else:
                level = next(one for one in world["levels"] if one["type"] == whose)
                level["kpis"][what]["value"] = value
        start = month_of(place)
        for subject in world["subjects"]:
            case["subjects"].append(subject | {"period": {"type": "month", "start": start}})
        for number_of_scenario, scenario in enumerate(example.scenarios):
            days = {side: start.replace(day=scenario[side]) for side in ("from", "to")}
            own = {"id": f"E{place}-{number_of_scenario}"}
            case["scenarios"].append(scenario | days | own)
        for level in world["levels"]:
            dated = {kpi_id: entry | {"period": start} for kpi_id, entry in level["kpis"].items()}
            case["levels"].append(level | {"kpis": dated})
    return case


def month_of(place: int) -> date:
    """The month of a world: far enough from the others that nobody looks back into one."""
    return date(FIRST_YEAR + place, 1, 1)


# -- what a change is worth


def direction_of(item: Row) -> str:
    """Whether more is better: by the item, by its KPI, or by its bands where that says neither."""
    told = item["direction"] or kpis()[item["kpi_id"]]["direction"]
    if told in ("higher", "lower"):
        return told
    if item["scoring_method"] == "linear":
        return "higher" if Decimal(item["best_value"]) > Decimal(item["worst_value"]) else "lower"
    bands = sorted(
        bands_of(item), key=lambda row: number(row["lower_bound"]) or Decimal("-Infinity")
    )
    assert bands, f"{item['scheme_id']} {item['item_id']}: nobody says what is better"
    return "higher" if Decimal(bands[-1]["points"]) > Decimal(bands[0]["points"]) else "lower"


def is_better(item: Row, old: Value, new: Value) -> int:
    """1 if the new value is better for the item, -1 if it is worse, 0 if it is as good."""
    if item["scoring_method"] == "deduct_per_event":
        return 0
    low, high = number(item["target_low"]), number(item["target_high"])
    if item["scoring_method"] in ("attainment", "all_or_nothing") and (
        low is not None or high is not None
    ):

        def outside(value: Value) -> Decimal:
            below = low - value if low is not None else Decimal(0)
            above = value - high if high is not None else Decimal(0)
            return max(below, above, Decimal(0))

        return (outside(old) > outside(new)) - (outside(old) < outside(new))
    sign = 1 if direction_of(item) == "higher" else -1
    return sign * ((new > old) - (new < old))


def gate_is_better(gate: Row, item: Row, old: Value, new: Value) -> int:
    """The same for what a gate zeroes: further from tripping is better, for a penalty worse."""
    sign = 1 if gate["comparison"] in ("below", "at_most") else -1
    sign = -sign if item["scoring_method"] == "penalty" else sign
    return sign * ((new > old) - (new < old))


def effects(example: Drawn, change: tuple[str, str, Any]) -> dict[tuple[str, str], set[int]]:
    """What a change does to each item of the first subject: signs, by scheme and item."""
    whose, what, new = change
    first = example.base["subjects"][0]
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    if whose == "event":
        for item in example.items:
            if item["scoring_method"] == "deduct_per_event":
                found[item["scheme_id"], item["item_id"]].add(1)
        return found
    levels = {level["type"]: level["kpis"] for level in example.base["levels"]}
    old = (first["kpis"] if whose == "subject" else levels[whose])[what]["value"]
    for item in example.items:
        if item["kpi_id"] == what and item["value_level"] == whose:
            found[item["scheme_id"], item["item_id"]].add(is_better(item, old, new))
    for gate in seed("scheme_gates") if whose == "subject" else ():
        if gate["kpi_id"] == what:
            for item in example.items:
                if item["scheme_id"] == gate["scheme_id"] and (
                    gate["zeroed_item_id"] == item["item_id"]
                    or (gate["zeroed_group_id"] and gate["zeroed_group_id"] == item["group_id"])
                ):
                    found[item["scheme_id"], item["item_id"]].add(
                        gate_is_better(gate, item, old, new)
                    )
    return found


# -- what must hold of any cards


def card_of(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in CARD)


def lines_by_card(world: Any) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in world.rows("scorecard_line"):
        found[card_of(row)].append(row)
    return found


def within_bounds(line: dict[str, Any]) -> bool:
    """Points and score between nought and the maximum; a penalty between minus that and nought."""
    if line["item_points"] is None:
        return line["line_score"] is None and line["max_score"] == 0
    if line["scoring_method"] == "penalty":
        most = line["item_max_points"]
        return -most <= line["line_score"] <= 0 and line["max_score"] == 0
    return (
        0 <= line["item_points"] <= line["item_max_points"]
        and 0 <= line["line_score"] <= line["max_score"]
        and line["line_score"] <= line["item_score"]
    )


def check_cards(world: Any) -> None:
    """Card = lines to the last digit, bounds, weights, and each line's story is whole."""
    by_card = lines_by_card(world)
    cards = {card_of(row): row for row in world.rows("scorecard")}
    assert set(cards) == set(by_card), "a card without lines, or lines without a card"
    steps: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for step in sorted(world.rows("scorecard_line_step"), key=lambda row: row["step_order"]):
        steps[step["card_id"], step["item_id"]].append(step)
    for key, lines in by_card.items():
        card = cards[key]
        for line in lines:
            assert within_bounds(line), line
            check_steps(line, steps[line["card_id"], line["item_id"]])
            check_digits(line)
            assert (line["status"] == "scored") == (line["line_score"] is not None), line
            assert line["status"] == "scored" or line["reason"], line
        total = sum((line["line_score"] or Decimal(0) for line in lines), Decimal(0))
        most = sum((line["max_score"] for line in lines), Decimal(0))
        assert (card["total_score"] or Decimal(0)) == total, (card, lines)
        assert (card["max_total"] or Decimal(0)) == most, (card, lines)
        assert total >= 0
        # what only takes points away makes no card
        scored = [
            line
            for line in lines
            if line["status"] == "scored" and line["scoring_method"] != "penalty"
        ]
        assert (card["status"] == "scored") == bool(scored), card
        assert card["status"] == "scored" or card["reason"], card
        if card["attained_score"] is not None:
            assert 0 <= card["attained_score"] <= 100, card
        weights = [line["weight"] for line in lines if line["weight"] is not None]
        if weights and card["reason"] not in ("role_is_unknown", "too_few_worked_days"):
            assert abs(sum(weights) - known_share(lines)) <= STEP, (card, weights)


def check_steps(line: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    """The steps of a line lead from its item's score to its own, none missing between them."""
    now = line["item_score"]
    for step in steps:
        if step["step_kind"] == "scenario":  # it comes before the item's score
            assert step["score_after"] == now, (line, steps)
            continue
        assert step["score_before"] == now, (line, steps)
        now = step["score_after"]
    assert now == line["line_score"], (line, steps)


def check_digits(line: dict[str, Any]) -> None:
    """Points and scores are the exact product, rounded half up to four places once."""
    if line["item_points"] is None:
        return
    item = next(
        one
        for one in seed("scheme_items")
        if (one["scheme_id"], one["item_id"]) == (line["scheme_id"], line["item_id"])
    )
    if line["scoring_method"] == "linear" and line["reason"] != "missing_counts_as_nought":
        worst, best = Decimal(item["worst_value"]), Decimal(item["best_value"])
        exact = line["item_max_points"] * (line["basis_value"] - worst) / (best - worst)
        exact = min(max(exact, Decimal(0)), line["item_max_points"])
        assert line["item_points"] == rounded(exact), line
    if line["weight"] is not None:
        (total,) = {
            Decimal(row["total_points"])
            for row in seed("scheme_subjects")
            if row["scheme_id"] == line["scheme_id"]
        }
        exact = line["item_points"] * line["weight"] * total / line["item_max_points"]
        assert line["item_score"] == rounded(exact), line
        assert line["max_score"] == rounded(line["weight"] * total), line


def rounded(exact: Decimal) -> Decimal:
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def known_share(lines: list[dict[str, Any]]) -> Decimal:
    """What the weights of a card sum to: all, less the blocks of which nothing is known."""
    of_block: dict[str, list[dict[str, Any]]] = defaultdict(list)
    blocks = {
        (item["scheme_id"], item["item_id"]): item["block_id"] for item in seed("scheme_items")
    }
    for line in lines:
        if line["scheme_weight"] is not None:
            of_block[blocks[line["scheme_id"], line["item_id"]]].append(line)
    known = [
        sum(line["scheme_weight"] for line in block)
        for block in of_block.values()
        if any(line["status"] == "scored" for line in block)
    ]
    every = sum(line["scheme_weight"] for block in of_block.values() for line in block)
    return Decimal(sum(known)) / every


def test_a_half_at_the_fifth_place_goes_up(engine) -> None:
    """What a double cannot hold: 50 points of a weight of 0.230769 are 11.53845, so 11.5385.

    0.03 / (0.05 + 0.03 + 0.05) = 0.230769; 4 of 8 suggestions are 50. A rating of 4.12345 on a
    scale of 1 to 5 is 78.08625 points, so 78.0863.
    """
    kpi = {"exam_score": 80, "suggestion_count": 4, "praise_count": 1}
    kpi["csat_attitude_score"] = Decimal("4.12345")
    targets = {"exam_score": 80, "suggestion_count": 8, "praise_count": 1}
    subject = {"id": "S0", "line": "after_sales", "kpis": kpi, "targets": targets}
    with world_of(engine, {"subjects": [subject]}) as world:
        lines = {(row["scheme_id"], row["item_id"]): row for row in world.rows("scorecard_line")}
    suggestion = lines["SC01", "suggestion"]
    assert (suggestion["weight"], suggestion["item_points"]) == (Decimal("0.230769"), 50)
    assert suggestion["line_score"] == Decimal("11.5385")
    assert lines["SC12", "attitude_satisfaction"]["item_points"] == Decimal("78.0863")


def judged_in_month(subject: dict[str, str], scheme_subject: Row) -> bool:
    """Whether a row of scheme_subjects judges a subject by the month, the unknown role included."""
    one = Judged(subject["type"], subject["role"], subject["line"])
    if subject["role"] == "unknown" and scheme_subject["role"] != "any":
        one = Judged(subject["type"], scheme_subject["role"], subject["line"])
    scheme = next(row for row in seed("schemes") if row["scheme_id"] == scheme_subject["scheme_id"])
    periods = (scheme.get("period_types") or scheme.get("period_type") or "").split()
    return "month" in periods and one.is_of(scheme_subject)


# -- the properties


@pytest.mark.parametrize("judged", KINDS, ids=kind_name)
def test_a_better_value_never_scores_lower_and_cards_add_up(engine, judged: Judged) -> None:
    better_never_scores_lower(engine, judged, examples=3)


def better_never_scores_lower(engine: Any, judged: Judged, examples: int) -> None:
    """Draws people of a kind, changes one value at a time, and looks at every line and card."""
    moved = {"lines": 0}

    @settings(EXAMPLES, max_examples=examples)
    @given(drawn(judged))
    def holds(example: Drawn) -> None:
        with world_of(engine, case_of(example)) as world:
            check_cards(world)
            by_card = lines_by_card(world)
            cards = {card_of(row): row for row in world.rows("scorecard")}
            first = example.base["subjects"][0]
            schemes = {row["scheme_id"] for row in judged.schemes()}
            for place, change in enumerate(example.changes, start=1):
                signs = effects(example, change)
                for scheme_id in schemes:
                    key = (scheme_id, judged.subject_type, first["id"], "month")
                    before = {line["item_id"]: line for line in by_card[*key, month_of(0)]}
                    after = {line["item_id"]: line for line in by_card[*key, month_of(place)]}
                    assert set(before) == set(after)
                    for item_id, line in before.items():
                        sign = signs.get((scheme_id, item_id), {0})
                        was, now = line["line_score"], after[item_id]["line_score"]
                        assert after[item_id]["status"] == line["status"]
                        told = f"{scheme_id} {item_id} {change}: {was} became {now}"
                        if was is None or now is None:
                            assert was is now, told
                        elif sign <= {0} and line["scoring_method"] == "penalty":
                            continue  # it takes no more than the other lines leave
                        elif sign <= {0}:
                            assert was == now, f"nothing changed for it: {told}"
                        elif sign <= {0, 1}:
                            assert now >= was, f"better: {told}"
                        elif sign <= {0, -1}:
                            assert now <= was, f"worse: {told}"
                        moved["lines"] += was != now
                    of_card = {
                        one for (of, _), told in signs.items() if of == scheme_id for one in told
                    }
                    was, now = (
                        cards[*key, month]["total_score"]
                        for month in (month_of(0), month_of(place))
                    )
                    if was is not None and of_card <= {0, 1}:
                        assert now >= was, f"{scheme_id} {change}: {was} became {now}"
                    if was is not None and of_card <= {0, -1}:
                        assert now <= was, f"{scheme_id} {change}: {was} became {now}"

    holds()
    assert moved["lines"], "no change moved a line: the test shows nothing"


@pytest.mark.parametrize("judged", KINDS, ids=kind_name)
def test_running_again_and_the_order_of_rows_change_nothing(engine, judged: Judged) -> None:
    @settings(EXAMPLES, max_examples=1)
    @given(drawn(judged), st.integers(0, 10**6))
    def holds(example: Drawn, number_of_shuffle: int) -> None:
        example.changes = example.changes[:1]
        case = case_of(example)
        check_words(case)
        tables = tables_of(engine, case)
        shuffle = random.Random(number_of_shuffle).shuffle
        found = []
        for is_shuffled in (False, True, *([False] if judged is KINDS[0] else [])):
            given_tables = {name: list(rows) for name, rows in tables.items()}
            if is_shuffled:
                given_tables |= {
                    name: list(engine.seed(name))
                    for name in engine.nodes
                    if engine.room(name) == "seeds" and name.startswith(("scheme", "grades"))
                }
                for rows in given_tables.values():
                    shuffle(rows)
            with engine.run(given_tables) as world:
                found.append({name: world.rows(name) for name in engine.scheme_models()})
        once, shuffled, *again = found
        for name in once:
            assert shuffled[name] == once[name], f"{name}: the order of rows makes a difference"
            for rows in again:
                assert rows[name] == once[name], f"{name}: a second run is different"

    holds()


ROLES = sorted({judged.role for judged in KINDS if judged.subject_type == "agent"} | {"unknown"})
LINES = sorted({judged.line for judged in KINDS} | {"unknown"})
MONTH = date(FIRST_YEAR, 1, 1)
PLACE = st.fixed_dictionaries(
    {
        "role": st.sampled_from([*ROLES, "nobody_s_role"]),
        "line": st.sampled_from(LINES),
        "days": st.sampled_from([1, 2, 3, 9, 10, 15]),
    }
)


def stretches(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One place after the other, from the first of the month on."""
    found = []
    day = MONTH
    for place in places:
        last = day + timedelta(days=place["days"] - 1)
        found.append({"from": day, "to": last, "role": place["role"], "line": place["line"]})
        day = last + timedelta(days=1)
    return found


def longest(places: list[dict[str, Any]], what: str) -> str:
    """Where most days were, what is known first; of two as long the later one."""
    held: dict[str, int] = defaultdict(int)
    last: dict[str, int] = {}
    for number_of_place, place in enumerate(places):
        held[place[what]] += place["days"]
        last[place[what]] = number_of_place
    return max(held, key=lambda one: (one != "unknown", held[one], last[one]))


@settings(EXAMPLES, max_examples=6)
@given(st.lists(st.lists(PLACE, min_size=1, max_size=2), min_size=1, max_size=12))
def test_nobody_eligible_is_missing(engine, people: list[list[dict[str, Any]]]) -> None:
    """Whoever a scheme judges has a card, scored or with the reason why not; nobody else has.

    Who held two roles in the month is judged in each, on the line and with the days of that role.
    """
    there = []
    for number_of_person, places in enumerate(people):
        roles = {place["role"] for place in places} - {"unknown"} or {"unknown"}
        for role in roles:
            own = [place for place in places if len(roles) == 1 or place["role"] == role]
            days = sum(place["days"] for place in own)
            line = longest(own, "line")
            there.append({"type": "agent", "id": f"S{number_of_person}", "role": role})
            there[-1] |= {"line": line, "days": days}
    subjects = [
        {"id": f"S{number_of_person}", "team": f"T{number_of_person}", "days": stretches(places)}
        for number_of_person, places in enumerate(people)
    ]
    case = {"period": {"type": "month", "start": MONTH}, "subjects": subjects}
    with world_of(engine, case) as world:
        cards = [row for row in world.rows("scorecard") if row["period_type"] == "month"]
        check_cards(world)
    most = max(sum(place["days"] for place in places) for places in people)
    lines = {place["line"] for places in people for place in places} - {"unknown"}
    there += [
        {"type": "team", "id": f"T{number_of_person}", "role": "any", "line": places[0]["line"]}
        for number_of_person, places in enumerate(people)
    ]
    there += [{"type": "line", "id": line, "role": "any", "line": line} for line in lines]
    there += [{"type": "centre", "id": "centre", "role": "any", "line": "", "days": most}]
    least: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for subject in there:
        for row in seed("scheme_subjects"):
            if judged_in_month(subject, row):
                is_enough = subject.get("days", 31) >= int(row["minimum_worked_days"])
                is_known = row["role"] == "any" or subject["role"] != "unknown"
                least[row["scheme_id"], subject["type"], subject["id"]].append(
                    is_enough and is_known
                )
    found = [(row["scheme_id"], row["subject_type"], row["subject_id"]) for row in cards]
    assert sorted(found) == sorted(least)
    for row in cards:
        enough = least[row["scheme_id"], row["subject_type"], row["subject_id"]]
        is_refused = row["reason"] in ("too_few_worked_days", "role_is_unknown")
        if row["subject_type"] != "team" and len(set(enough)) == 1:
            assert is_refused != enough[0], row
            assert row["status"] == "not_scored", "nothing was measured"


# -- methods that no scheme uses today


def try_items() -> dict[str, list[Row]]:
    """A scheme of points and one of weights with every method, basis and direction."""
    common = {"value_level": "subject", "basis": "value", "lookback_months": "0"}
    common |= {"is_lookback_in_quarter": "false", "missing_rule": "exclude"}
    common |= {"target_source": "none", "is_target_prorated": "false", "max_points": "100"}
    methods: dict[str, Row] = {
        "percentile": {"kpi_id": "csat_rate", "scoring_method": "percentile"},
        "percentile_lower": {
            "kpi_id": "average_handle_time_seconds",
            "scoring_method": "percentile",
            "direction": "lower",
        },
        "ratio": {
            "kpi_id": "calls_handled_count",
            "scoring_method": "band",
            "basis": "ratio_to_target",
            "target_source": "own_first",
            "is_target_prorated": "true",
        },
        "lower": {
            "kpi_id": "transfer_rate",
            "scoring_method": "attainment",
            "direction": "lower",
            "target_source": "targets_first",
        },
        "reached": {
            "kpi_id": "first_contact_resolution_rate",
            "scoring_method": "all_or_nothing",
            "target_source": "targets_first",
            "default_target": "0.8",
            "missing_rule": "zero",
        },
        "falling": {
            "kpi_id": "error_ticket_count",
            "scoring_method": "linear",
            "worst_value": "5",
            "best_value": "0",
        },
        "penalty": {
            "kpi_id": "rule_breach_count",
            "scoring_method": "penalty",
            "max_points": "30",
            "points_per_unit": "7",
        },
        "second_penalty": {
            "kpi_id": "late_early_count",
            "scoring_method": "penalty",
            "max_points": "40",
            "points_per_unit": "0.5",
        },
    }
    items, weights, bands = [], [], []
    blocks = {"percentile": "a", "percentile_lower": "a", "ratio": "b", "lower": "b"}
    for scheme_id in ("TRYP", "TRYW"):
        for order, (item_id, told) in enumerate(methods.items(), start=1):
            item = common | told | {"scheme_id": scheme_id, "item_id": item_id}
            item |= {"item_order": str(order), "group_id": "group", "kpi_id": told["kpi_id"]}
            if scheme_id == "TRYW":
                item["block_id"] = blocks.get(item_id, "")
                if told["scoring_method"] != "penalty":
                    share = "0.17" if order < 6 else "0.15"
                    row = {"scheme_id": scheme_id, "variant_id": "all", "item_id": item_id}
                    weights.append(row | {"occasion": "ordinary", "weight": share})
            items.append(item)
        for band_id, low, high, points in (
            ("full", "1", "", "100"),
            ("half", "0.5", "1", "50"),
            ("none", "", "0.5", "0"),
        ):
            band = {"scheme_id": scheme_id, "item_id": "ratio", "band_id": f"ratio-{band_id}"}
            band |= {"lower_bound": low, "upper_bound": high, "points": points}
            bands.append(band | {"is_lower_inclusive": "true", "is_upper_inclusive": "false"})
    schemes = [
        {"scheme_id": scheme_id, "scheme_name_en": "Try", "scheme_name_zh": "试", "source": "none"}
        | {"total_kind": kind, "period_types": "month", "is_headline": "false"}
        | {"is_partial": "false"}
        for scheme_id, kind in (("TRYP", "points"), ("TRYW", "weights"))
    ]
    subjects = [
        {"scheme_id": scheme_id, "variant_id": "all", "subject_type": "agent", "role": "tester"}
        | {"total_points": total, "minimum_worked_days": "10", "minimum_tenure_days": "0"}
        for scheme_id, total in (("TRYP", "600"), ("TRYW", "50"))
    ]
    return {
        "schemes": schemes,
        "scheme_subjects": subjects,
        "scheme_items": items,
        "scheme_weights": weights,
        "scheme_bands": bands,
    }


def test_every_method_keeps_the_properties_in_schemes_nobody_has(engine) -> None:
    with hypothetical(try_items()) as rows:
        assert {row["scoring_method"] for row in rows["scheme_items"]} >= {"percentile", "penalty"}
        judged = Judged("agent", "tester", "hotline")
        assert {row["scheme_id"] for row in judged.schemes()} == {"TRYP", "TRYW"}
        better_never_scores_lower(engine, judged, examples=4)
