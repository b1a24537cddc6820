"""Band edges of every scheme: exactly on, just under, just over, as the catalogue words them.

Which edges there are is read from the seed scheme_bands; what each must give stands here, in the
words of the catalogue: 以上 and 以内 take the number in, 超过 and 小于 do not, and where two bands
touch the better one has the edge (AM36). Neither the macro of the SQL nor the flags of the seed
have a say in what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from cards import world_of
from schemes import Row, bands_of, kpis, number, seed, somebody

MONTH = date(2030, 1, 1)
STEP = Decimal("0.000001")  # what a rule looks at has six places
TARGET = 1000
PEERS = 3  # the least of a group that is compared with itself (REC-PEERS)


@dataclass(frozen=True)
class Table:
    """A table of the catalogue: from the best row to the last; `otherwise` below all of them.

    以上: so much or more. 以内: so much or less.
    """

    word: str
    rows: tuple[tuple[str, str], ...]
    otherwise: str

    def points(self, value: Decimal) -> Decimal:
        """What a value earns: the first row it satisfies."""
        for edge, points in self.rows:
            if value >= Decimal(edge) if self.word == "以上" else value <= Decimal(edge):
                return Decimal(points)
        return Decimal(self.otherwise)


TYPING = Table("以上", (("80", "5"), ("70", "4"), ("60", "3"), ("50", "2")), "0")
CATALOGUE = {
    # 100%完成得25分; 95%以上23分; 90%以上20分; 85%以上18分; 80%以上15分; 小于80%不得分
    # (001:L1021, L792-795)
    ("SC04", "business_indicator"): Table(
        "以上", (("1", "25"), ("0.95", "23"), ("0.9", "20"), ("0.85", "18"), ("0.8", "15")), "0"
    ),
    # 80字以上5分; 79-70 4分; 69-60 3分; 59-50 2分; 小于50不得分 (001:L949, L910-913)
    ("SC04", "typing"): TYPING,
    # 低于等于月平均3分; 高于5次以内2分; 6-10次1分; 10次以上不得分 (001:L920-923)
    ("SC04", "sign_in_out"): Table("以内", (("0", "3"), ("5", "2"), ("10", "1")), "0"),
    # 低于等于3分; 高于5秒以内2.5分; 5秒以上2分; 10秒以上1分; 15秒以上不得分 (001:L901-905)
    ("SC04", "talk_time"): Table("以内", (("0", "3"), ("5", "2.5"), ("10", "2"), ("15", "1")), "0"),
    # 小于等于23000秒3分; 27600秒以下2分; 32200秒以下1分; 以上0分 (001:L908-909, AM10)
    ("SC04", "wrap_and_busy"): Table("以内", (("23000", "3"), ("27600", "2"), ("32200", "1")), "0"),
    # 高于等于均时长1分; 低于21600秒以内0.8分; 43200 0.5分; 64800 0.3分; 以外不得分 (001:L927-931)
    ("SC04", "work_duration"): Table(
        "以上", (("0", "1"), ("-21600", "0.8"), ("-43200", "0.5"), ("-64800", "0.3")), "0"
    ),
    # as SC04 (001:L837, L779-782)
    ("SC05", "typing"): TYPING,
    # 100% 10分; 95%以上8分; then the copied 20/18/15 read as 6/4/2 (001:L767-771, AM12)
    ("SC05", "indicator_completion"): Table(
        "以上", (("1", "10"), ("0.95", "8"), ("0.9", "6"), ("0.85", "4"), ("0.8", "2")), "0"
    ),
}
BANDED = [item for item in seed("scheme_items") if bands_of(item)]


def name(item: Row) -> str:
    return f"{item['scheme_id']} {item['item_id']}"


def edges(item: Row) -> list[Decimal]:
    """Each bound of the seed, the values beside it, one in the middle of each band, one far out."""
    bounds = sorted(
        {
            bound
            for row in bands_of(item)
            for bound in (number(row["lower_bound"]), number(row["upper_bound"]))
            if bound is not None
        }
    )
    beside = [bound + step for bound in bounds for step in (-STEP, Decimal(0), STEP)]
    middle = [(low + high) / 2 for low, high in pairwise(bounds)]
    far = max(abs(bounds[0]), abs(bounds[-1]), Decimal(1)) * 3
    return [*beside, *middle, bounds[-1] + far, bounds[0] - far]


def case_of(item: Row, values: list[Decimal]) -> dict:
    """One subject for each value the rule is to look at, each with peers of its own."""
    judged = somebody(item)
    kpi_id = item["kpi_id"]
    level = {"team": "T1", "line": judged.line, "centre": "centre"}.get(item["value_level"])
    subjects: list[dict] = []
    levels: list[dict] = []
    for place, value in enumerate(values):
        # a month of its own, for the team, the line and the centre have one value a month
        start = date(MONTH.year + place, 1, 1)
        own = judged.form | {"id": f"S{place}", "team": "T1", "shift": f"H{place}"}
        own |= {"period": {"type": "month", "start": start}, "worked_days": 25}
        if item["basis"] == "ratio_to_target":
            kpis_and_targets = {"kpis": {kpi_id: value * TARGET}, "targets": {kpi_id: TARGET}}
        elif item["basis"] == "difference_from_peer_mean":
            # the others make up for it, so that the mean of the group stays where it is
            mean = Decimal(100_000)
            kpis_and_targets = {"kpis": {kpi_id: mean + value}}
            for peer in range(1, PEERS):
                kpi = {kpi_id: mean - value / (PEERS - 1)}
                subjects.append(own | {"id": f"S{place}-{peer}", "kpis": kpi})
        else:
            kpis_and_targets = {"kpis": {kpi_id: value}}
        if level:
            told = kpis_and_targets["kpis"][kpi_id]
            dated = {kpi_id: {"value": told, "period": start}}
            levels.append({"type": item["value_level"], "id": level, "kpis": dated})
            subjects.append(own)
        else:
            subjects.append(own | kpis_and_targets)
    return {"subjects": subjects, "levels": levels}


@pytest.mark.parametrize("item", BANDED, ids=name)
def test_every_edge_gives_what_the_catalogue_says(engine, item: Row) -> None:
    table = CATALOGUE.get((item["scheme_id"], item["item_id"]))
    assert table, f"write down what the catalogue says of {name(item)}"
    values = edges(item)
    with world_of(engine, case_of(item, values)) as world:
        found = {
            row["subject_id"]: row
            for row in world.rows("scorecard_line")
            if (row["scheme_id"], row["item_id"], row["period_type"])
            == (item["scheme_id"], item["item_id"], "month")
        }
    band_points = {row["band_id"]: Decimal(row["points"]) for row in bands_of(item)}
    wrong = []
    for place, value in enumerate(values):
        row = found[f"S{place}"]
        points = table.points(value)
        if (row["status"], row["basis_value"], row["item_points"]) != (
            "scored",
            value,
            points,
        ) or band_points.get(row["rule_id"]) != points:
            got = (row["status"], row["basis_value"], row["item_points"], row["rule_id"])
            wrong.append(f"{value}: {points} points expected, got {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("item", BANDED, ids=name)
def test_every_row_of_the_catalogues_table_is_an_edge_of_the_seed(item: Row) -> None:
    table = CATALOGUE[item["scheme_id"], item["item_id"]]
    told = {Decimal(edge) for edge, _ in table.rows}
    seeded = {
        number(row[side]) for row in bands_of(item) for side in ("lower_bound", "upper_bound")
    }
    assert seeded - {None} == told
    paid = {Decimal(points) for _, points in table.rows} | {Decimal(table.otherwise)}
    assert {Decimal(row["points"]) for row in bands_of(item)} == paid


def test_the_best_band_gives_the_most_the_item_has() -> None:
    for item in BANDED:
        best = max(Decimal(row["points"]) for row in bands_of(item))
        assert best == Decimal(item["max_points"]), name(item)


# -- grades: the bands of whole cards

GRADED = sorted({row["scheme_id"] for row in seed("grades")})


@pytest.mark.parametrize("scheme_id", GRADED)
def test_grades_change_at_ninety_eighty_and_sixty(engine, scheme_id: str) -> None:
    """SC09 (REC): 优秀 from 90, 良好 from 80, 合格 from 60; the better grade has the edge."""
    words = Table("以上", (("90", "4"), ("80", "3"), ("60", "2")), "1")
    named = {"4": "excellent", "3": "good", "2": "qualified", "1": "unqualified"}
    judged_by = next(row for row in seed("scheme_subjects") if row["scheme_id"] == scheme_id)
    item = next(row for row in seed("scheme_items") if row["scheme_id"] == scheme_id)
    kpi_id = next(key for key, row in kpis().items() if row["unit"] == "score")
    alone = item | {"kpi_id": kpi_id, "max_points": "100", "scoring_method": "linear"}
    alone |= {"basis": "value", "worst_value": "0", "best_value": "100", "value_level": "subject"}
    alone |= {"target_source": "none", "only_subject_type": "", "only_variant_id": ""}
    alone = {key: cell for key, cell in alone.items() if key in item}
    step = Decimal("0.0001")
    values = [edge + by for edge in (90, 80, 60) for by in (-step, 0, step)] + [0, 100]
    somebody_judged = somebody(item)
    subjects = [
        somebody_judged.form
        | {"id": f"S{place}", "worked_days": 25, "kpis": {kpi_id: Decimal(value)}}
        for place, value in enumerate(values)
    ]
    replace = {"scheme_items": [alone], "scheme_gates": [], "scheme_subjects": [judged_by]}
    if "weight" in alone:
        alone["weight"] = "1" if alone["weight"] else ""
    for weights in ("scheme_weights", "scheme_weight_glides"):
        if weights in engine.nodes:
            rows = [row for row in seed(weights) if row["item_id"] == item["item_id"]]
            replace[weights] = [
                row | {"weight": "1"} for row in rows if row["scheme_id"] == scheme_id
            ]
    case = {
        "period": {"type": "month", "start": MONTH},
        "subjects": subjects,
        "seeds": {"replace": replace},
    }
    with world_of(engine, case) as world:
        cards = {
            row["subject_id"]: row
            for row in world.rows("scorecard")
            if row["scheme_id"] == scheme_id and row["period_start_date"] == MONTH
        }
    for place, value in enumerate(values):
        card = cards[f"S{place}"]
        assert card["attained_score"] == value
        assert card["grade"] == named[str(words.points(Decimal(value)))], (scheme_id, value)
