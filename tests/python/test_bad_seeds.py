"""Bad seeds are refused before anything is built: each with its file, its line and the reason.

Every case changes a row or two in a copy of the CSV files. The rules are compiled once and run in
memory, as `scorecards build` runs them.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from rich.console import Console
from tiny_centre import land_calls, make_warehouse

from pipeline import build as building
from pipeline import seeds
from pipeline.home import PROJECT, Home, RefusedByGates
from pipeline.refresh import REAL_STAGES, refresh

QUIET = Console(quiet=True)


@pytest.fixture(scope="session")
def rules(manifest, tmp_path_factory) -> seeds.Rules:
    """The rules over seeds as dbt compiles them; no database is opened for that."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("rules")
    os.environ.setdefault("DBT_PROFILES_DIR", str(PROJECT))
    here = Path.cwd()
    os.chdir(PROJECT)
    try:
        options = ["--quiet", "--log-level", "none", "compile", *seeds.COMPILE]
        done = dbtRunner(manifest=manifest).invoke([*options, "--target-path", str(folder)])
    finally:
        os.chdir(here)
    assert done.success, done.exception
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return seeds.Rules.of(told, seeds.digest())


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the CSV files."""
    folder = tmp_path / "project"
    (folder / "seeds").mkdir(parents=True)
    for path in (PROJECT / "seeds").glob("*.csv"):
        shutil.copyfile(path, folder / "seeds" / path.name)
    return folder


Cells = Mapping[str, str]


class Csv:
    """One CSV file of the copy, as rows."""

    def __init__(self, project: Path, name: str) -> None:
        self.path = project / "seeds" / f"{name}.csv"
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            self.rows = list(reader)
            self.header = list(reader.fieldnames or [])

    def place(self, where: Cells) -> int:
        places = [
            place
            for place, row in enumerate(self.rows)
            if all(row[column] == cell for column, cell in where.items())
        ]
        assert places, (self.path.name, where)
        return places[0]

    def line(self, where: Cells) -> int:
        """The line a row begins on: the header is the first."""
        place = self.place(where)
        before = "".join("".join(row.values()) for row in self.rows[:place])
        return place + 2 + before.count("\n")

    def write(self) -> None:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self.header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        self.path.write_text(text.getvalue(), encoding="utf-8")


@dataclass(frozen=True)
class Edit:
    """What is done to one file: the row `where` gets these cells, is copied with them, or goes."""

    seed: str
    where: Cells
    cells: Cells = field(default_factory=dict)
    kind: str = "change"

    def apply(self, project: Path) -> None:
        file = Csv(project, self.seed)
        place = file.place(self.where)
        if self.kind == "drop":
            del file.rows[place]
        elif self.kind == "add":
            file.rows.append(file.rows[place] | self.cells)
        else:
            file.rows[place] |= self.cells
        file.write()


def change(seed: str, where: Cells, **cells: str) -> Edit:
    return Edit(seed, where, cells)


def add(seed: str, where: Cells, **cells: str) -> Edit:
    return Edit(seed, where, cells, "add")


def drop(seed: str, where: Cells) -> Edit:
    return Edit(seed, where, kind="drop")


@dataclass(frozen=True)
class Bad:
    """Edits, the row that is refused for them, the words of the reason, and the rule."""

    name: str
    edits: list[Edit]
    seed: str
    where: Cells
    reason: str
    rule: str = ""
    is_warning: bool = False


def item(scheme: str, name: str) -> Cells:
    return {"scheme_id": scheme, "item_id": name}


CALLS = item("SC01", "calls_handled")
BAND = {"scheme_id": "SC04", "band_id": "business_indicator-2"}
GATE = {"scheme_id": "SC04"}
GLIDE = {"scheme_id": "SC11", "item_id": "resolution"}
SC01 = {"scheme_id": "SC01"}
SC13 = {"scheme_id": "SC13", "variant_id": "enquiry"}
RANGE = {"scheme_id": "SC11", "part_id": "satisfaction"}

OVERLAP = "decisions_do_not_overlap_in_time"
BANDS = "bands_leave_no_gap_and_no_overlap"
SUMS = "scheme_weights_sum_to_their_total"
NEEDS = "every_item_has_what_its_method_needs"
SLOWLY = "weights_change_little_by_little"
ANNOUNCED = "changes_are_announced_and_explained"
PARTS = "parts_of_a_scheme_exist"
VARIANTS = "variants_of_a_scheme_do_not_overlap"
CITED = "assumptions_cited_are_written_down"

SECOND = {"valid_from_date": "2027-01-01"}

BAD = [
    # ---- overlapping dates
    Bad(
        "a second wording before the first ends",
        [add("schemes", SC01, **SECOND, announced_date="2026-12-01")],
        "schemes",
        SC01,
        "overlaps the row that begins on 2027-01-01",
        OVERLAP,
    ),
    Bad(
        "a weight held twice",
        [add("scheme_weights", CALLS, **SECOND)],
        "scheme_weights",
        CALLS,
        "overlaps the row that begins on 2027-01-01",
        OVERLAP,
    ),
    Bad(
        "a row that ends before it begins",
        [change("scheme_gates", GATE, valid_to_date="1899-12-31")],
        "scheme_gates",
        GATE,
        "it ends on 1899-12-31 and begins on 1900-01-01",
        OVERLAP,
    ),
    # ---- bands
    Bad(
        "a gap between bands",
        [change("scheme_bands", BAND, upper_bound="0.99")],
        "scheme_bands",
        BAND,
        "gap: it ends at 0.990000",
        BANDS,
    ),
    Bad(
        "bands that overlap",
        [change("scheme_bands", BAND, upper_bound="1.01")],
        "scheme_bands",
        BAND,
        "overlap: it ends at 1.010000",
        BANDS,
    ),
    Bad(
        "an edge in both bands",
        [change("scheme_bands", BAND, is_upper_inclusive="true")],
        "scheme_bands",
        BAND,
        "overlap at the edge: it ends at 1.000000, included",
        BANDS,
    ),
    Bad(
        "the band above taken away",
        [drop("scheme_bands", {"band_id": "business_indicator-1"})],
        "scheme_bands",
        BAND,
        "nothing takes in what lies above 1.000000",
        BANDS,
    ),
    Bad(
        "a band that ends before the others",
        [change("scheme_bands", {"band_id": "business_indicator-1"}, valid_to_date="2026-09-01")],
        "scheme_bands",
        BAND,
        "nothing takes in what lies above 1.000000",
        BANDS,
    ),
    Bad(
        "a grade taken away",
        [drop("grades", {"scheme_id": "SC01", "grade": "excellent"})],
        "grades",
        {"scheme_id": "SC01", "grade": "good"},
        "nothing takes in what lies above 90",
        BANDS,
    ),
    # ---- names that nothing has
    Bad(
        "an item with an unknown KPI",
        [change("scheme_items", CALLS, kpi_id="calls_juggled_count")],
        "scheme_items",
        CALLS,
        "kpi_id is 'calls_juggled_count', which seeds/kpis.csv does not have",
    ),
    Bad(
        "a gate with an unknown KPI",
        [change("scheme_gates", GATE, kpi_id="csat")],
        "scheme_gates",
        GATE,
        "kpi_id is 'csat', which seeds/kpis.csv does not have",
    ),
    Bad(
        "an adjustment with an unknown KPI",
        [change("scheme_adjustments", {"scheme_id": "SC24"}, kpi_id="csat")],
        "scheme_adjustments",
        {"scheme_id": "SC24"},
        "kpi_id is 'csat', which seeds/kpis.csv does not have",
    ),
    Bad(
        "an item of a scheme that is not there",
        [add("scheme_items", CALLS, scheme_id="SC99")],
        "scheme_items",
        {"scheme_id": "SC99"},
        "scheme_id is 'SC99', which seeds/schemes.csv does not have",
    ),
    Bad(
        "a gate without its group",
        [change("scheme_gates", {"scheme_id": "SC18"}, zeroed_group_id="effort")],
        "scheme_gates",
        {"scheme_id": "SC18"},
        "its scheme has no group effort on those days",
        PARTS,
    ),
    Bad(
        "a gate without its item",
        [change("scheme_gates", GATE, zeroed_item_id="wrap")],
        "scheme_gates",
        GATE,
        "its scheme has no item wrap on those days",
        PARTS,
    ),
    Bad(
        "a gate whose item has gone",
        [
            change("scheme_items", item("SC04", "wrap_and_busy"), valid_to_date="1900-01-02"),
            change("scheme_gates", GATE, valid_from_date="2026-01-01"),
        ],
        "scheme_gates",
        GATE,
        "its scheme has no item wrap_and_busy on those days",
        PARTS,
    ),
    Bad(
        "a gate that does nothing",
        [change("scheme_gates", GATE, zeroed_item_id="", is_against_star="false")],
        "scheme_gates",
        GATE,
        "sets no group and no item to nought and is not against the star",
        PARTS,
    ),
    Bad(
        "a band of no item",
        [add("scheme_bands", BAND, item_id="charm", lower_bound="", upper_bound="")],
        "scheme_bands",
        {"item_id": "charm"},
        "its scheme has no item charm",
        PARTS,
    ),
    Bad(
        "a deduction of no item",
        [add("scheme_deductions", {"scheme_id": "SC04"}, item_id="charm")],
        "scheme_deductions",
        {"item_id": "charm"},
        "its scheme has no item charm",
        PARTS,
    ),
    Bad(
        "a weight of no item",
        [change("scheme_weights", CALLS, item_id="calls_handeld")],
        "scheme_weights",
        item("SC01", "calls_handeld"),
        "its scheme has no item calls_handeld",
        PARTS,
    ),
    Bad(
        "a weight of a variant that nobody is in",
        [change("scheme_weights", CALLS, variant_id="night")],
        "scheme_weights",
        CALLS,
        "its scheme has no variant night",
        PARTS,
    ),
    Bad(
        "a scheme that judges nobody",
        [add("schemes", SC01, scheme_id="SC99")],
        "schemes",
        {"scheme_id": "SC99"},
        "scheme_subjects says of nobody that it judges them",
        PARTS,
    ),
    Bad(
        "an occasion that no scenario is of",
        [change("scheme_weights", CALLS, occasion="payday")],
        "scheme_weights",
        CALLS,
        "occasion is 'payday', which is not known",
    ),
    Bad(
        "an assumption that is written down nowhere",
        [change("scheme_items", CALLS, assumption_ids="AM58 AM999")],
        "scheme_items",
        CALLS,
        "it cites AM999, which is written down nowhere",
        CITED,
    ),
    Bad(
        "a kind of line that no line is of",
        [change("scheme_subjects", {"scheme_id": "SC12"}, line_kind="metaverse")],
        "scheme_subjects",
        {"scheme_id": "SC12"},
        "no line of seeds/business_lines.csv is of the kind metaverse",
        "line_kinds_of_schemes_have_a_line",
        is_warning=True,
    ),
    # ---- who is in which variant
    Bad(
        "two variants for one kind of line",
        [change("scheme_subjects", SC13, line_kind="complaints")],
        "scheme_subjects",
        SC13,
        "the same agent would be in the variant complaints too",
        VARIANTS,
    ),
    Bad(
        "two variants for one line of two kinds",
        [change("scheme_subjects", SC13, line_kind="after_sales")],
        "scheme_subjects",
        SC13,
        "the same agent would be in the variant complaints too",
        VARIANTS,
    ),
    # ---- weights and points
    Bad(
        "weights that do not sum",
        [change("scheme_weights", CALLS, weight="0.45")],
        "scheme_weights",
        CALLS,
        "the weights of SC01 all ordinary sum to 0.9500 on 1900-01-01, and printed_weight_total",
        SUMS,
    ),
    Bad(
        "a printed total that the weights do not have",
        [change("schemes", {"scheme_id": "SC03"}, printed_weight_total="0.98")],
        "scheme_weights",
        {"scheme_id": "SC03"},
        "sum to 0.9900 on 1900-01-01, and printed_weight_total is 0.9800",
        SUMS,
    ),
    Bad(
        "a scheme of weights without a printed total",
        [change("schemes", SC01, printed_weight_total="")],
        "schemes",
        SC01,
        "a scheme of weights without a printed_weight_total",
        SUMS,
    ),
    Bad(
        "points that do not sum",
        [change("scheme_items", item("SC04", "exam"), max_points="12")],
        "scheme_subjects",
        {"scheme_id": "SC04"},
        "sum to 102.0000 on 1900-01-01, and total_points is 100.0000",
        SUMS,
    ),
    Bad(
        "a printed total other than one",
        [],
        "schemes",
        {"scheme_id": "SC03"},
        "printed_weight_total is 0.9900",
        "printed_weights_sum_to_one",
        is_warning=True,
    ),
    Bad(
        "a weight that jumps",
        [
            change("scheme_weights", CALLS, valid_to_date="2027-01-01"),
            add("scheme_weights", CALLS, **SECOND, weight="0.60", valid_to_date=""),
        ],
        "scheme_weights",
        {**CALLS, **SECOND},
        "the weight moves from 0.5000 (1900-01-01) to 0.6000, faster than 0.02",
        SLOWLY,
    ),
    Bad(
        "a glide that starts elsewhere",
        [change("scheme_weight_glides", GLIDE, from_weight="0.19")],
        "scheme_weight_glides",
        GLIDE,
        "from_weight is 0.1900, and the ordinary weight on that day is 0.2000",
        SLOWLY,
    ),
    Bad(
        "a glide that leaves the others nothing",
        [change("scheme_weight_glides", GLIDE, to_weight="1")],
        "scheme_weight_glides",
        GLIDE,
        "the sum would not stay: the others would have to share 0.0000",
        SLOWLY,
    ),
    Bad(
        "a glide in too long steps",
        [change("scheme_weight_glides", GLIDE, monthly_step="0.05")],
        "scheme_weight_glides",
        GLIDE,
        "a monthly_step of 0.0500 is not above 0 and at most 0.02",
        SLOWLY,
    ),
    Bad(
        "a group out of its range",
        [change("scheme_group_ranges", RANGE, highest_weight="0.41")],
        "scheme_group_ranges",
        RANGE,
        "the group has 0.450000 of all ordinary",
        "groups_of_a_scheme_keep_to_their_ranges",
    ),
    # ---- methods
    Bad(
        "a band scored in a straight line",
        [change("scheme_items", item("SC04", "typing"), scoring_method="linear")],
        "scheme_items",
        item("SC04", "typing"),
        "scheme_bands has bands of it, and its method reads none: linear",
        NEEDS,
    ),
    Bad(
        "a straight line with one end",
        [change("scheme_items", item("SC04", "exam"), best_value="")],
        "scheme_items",
        item("SC04", "exam"),
        "worst_value and best_value are not two values",
        NEEDS,
    ),
    Bad(
        "an item without a weight",
        [drop("scheme_weights", CALLS)],
        "scheme_items",
        CALLS,
        "an item of a scheme of weights, and scheme_weights has none of it",
        NEEDS,
    ),
    # ---- fairness and openness
    Bad(
        "volume judged alone",
        [
            add("schemes", SC01, scheme_id="SC99"),
            add("scheme_subjects", SC01, scheme_id="SC99"),
            add("scheme_items", CALLS, scheme_id="SC99"),
            add("scheme_weights", CALLS, scheme_id="SC99", weight="1"),
        ],
        "scheme_items",
        {"scheme_id": "SC99"},
        "no item of its scheme judges how well",
        "volume_is_never_judged_alone",
    ),
    Bad(
        "a change that nobody announced",
        [
            change("schemes", SC01, valid_to_date="2027-01-01"),
            add("schemes", SC01, **SECOND, valid_to_date=""),
        ],
        "schemes",
        {**SC01, **SECOND},
        "a changed wording without announced_date",
        ANNOUNCED,
    ),
    Bad(
        "an item that changes alone",
        [
            change("scheme_items", CALLS, valid_to_date="2027-01-01"),
            add("scheme_items", CALLS, **SECOND, valid_to_date=""),
        ],
        "scheme_items",
        {**CALLS, **SECOND},
        "the item changes, and its scheme has no wording from that day on",
        ANNOUNCED,
    ),
    # ---- the other seeds
    Bad(
        "a number that is a choice too",
        [change("assumptions", {"assumption_id": "AM09-2"}, choice="csat_rate")],
        "assumptions",
        {"assumption_id": "AM09-2"},
        "it gives both a value and a choice",
        "choices_name_kpis_and_schemes_keep_to_them",
    ),
    Bad(
        "an assumption that begins too late",
        [change("assumptions", {"assumption_id": "AM09-2"}, valid_from_date="2026-01-01")],
        "assumptions",
        {"assumption_id": "AM09-2"},
        "it has 0 values on 1900-01-01",
        "assumptions_leave_no_gap_and_no_overlap",
    ),
    Bad(
        "a sum of nothing",
        [drop("kpi_terms", {"kpi_id": "inbound_call_volume"})],
        "kpis",
        {"kpi_id": "inbound_call_volume"},
        "calculated as sum, and it has 0 numerator",
        "kpi_terms_fit_their_calculation",
    ),
    Bad(
        "queues without limits before a day",
        [change("queues", {"queue_id": "*"}, valid_from_date="2026-01-01")],
        "queues",
        {"queue_id": "*"},
        "the queue has 0 rows on 1900-01-01",
        "queues_leave_no_gap_and_no_overlap",
    ),
    Bad(
        "measures that do not weigh one",
        [change("award_measures", {"award_id": "best_service"}, weight="0.4")],
        "awards",
        {"award_id": "best_service"},
        "sum to 0.9000, not to 1",
        "award_measures_of_an_award_weigh_one",
    ),
    Bad(
        "a rate of no component",
        [add("pay_rates", {"component_id": "piece_general"}, component_id="piece_gold")],
        "pay_rates",
        {"component_id": "piece_gold"},
        "pay_components has no piece_gold in that plan",
        "pay_seeds_fit_together",
    ),
    # ---- the tests in the YAML
    Bad(
        "a row twice",
        [add("scheme_gates", GATE)],
        "scheme_gates",
        GATE,
        "rows with the same scheme_id, gate_id, valid_from_date",
    ),
    Bad(
        "a key with a hole",
        [change("scheme_gates", GATE, gate_id="")],
        "scheme_gates",
        GATE,
        "no gate_id",
    ),
    Bad(
        "a threshold left out",
        [change("scheme_gates", GATE, threshold_value="")],
        "scheme_gates",
        GATE,
        "threshold_value is empty",
    ),
    Bad(
        "a method that does not exist",
        [change("scheme_items", CALLS, scoring_method="magic")],
        "scheme_items",
        CALLS,
        "scoring_method is 'magic', which is not known",
    ),
    # ---- cells of another type
    Bad(
        "a word in a decimal",
        [change("scheme_weights", CALLS, weight="half")],
        "scheme_weights",
        CALLS,
        "weight is 'half': not a number",
    ),
    Bad(
        "a share written in per cent",
        [change("scheme_weights", CALLS, weight="50%")],
        "scheme_weights",
        CALLS,
        "weight is '50%': not a number",
    ),
    Bad(
        "more decimals than are kept",
        [change("scheme_weights", CALLS, weight="0.33333")],
        "scheme_weights",
        CALLS,
        "weight is '0.33333': more than 4 decimals",
    ),
    Bad(
        "a number too large",
        [change("scheme_weights", CALLS, weight="50")],
        "scheme_weights",
        CALLS,
        "weight is '50': too large for decimal(5,4)",
    ),
    Bad(
        "half an order",
        [change("scheme_items", CALLS, item_order="1.5")],
        "scheme_items",
        CALLS,
        "item_order is '1.5': not a whole number",
    ),
    Bad(
        "a date as Excel writes it",
        [change("schemes", SC01, valid_from_date="2026/9/1")],
        "schemes",
        SC01,
        "valid_from_date is '2026/9/1': not a date",
    ),
    Bad(
        "a day that does not exist",
        [change("schemes", SC01, valid_from_date="2026-02-30")],
        "schemes",
        SC01,
        "valid_from_date is '2026-02-30': not a date",
    ),
    Bad(
        "neither true nor false",
        [change("schemes", SC01, is_headline="yes")],
        "schemes",
        SC01,
        "is_headline is 'yes': neither true nor false",
    ),
    Bad(
        "a blank that nobody sees",
        [change("scheme_items", CALLS, kpi_id="calls_handled_count ")],
        "scheme_items",
        CALLS,
        "kpi_id is 'calls_handled_count ': it begins or ends with a blank",
    ),
]


def test_the_seeds_of_the_project_keep_every_rule(rules, project) -> None:
    assert [fault for fault in seeds.check(rules, project) if not fault.is_warning] == []


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_row_is_named_with_its_line_and_the_reason(rules, project, bad: Bad) -> None:
    for edit in bad.edits:
        edit.apply(project)
    line = Csv(project, bad.seed).line(bad.where)
    faults = seeds.check(rules, project)
    found = [
        fault
        for fault in faults
        if fault.file == f"seeds/{bad.seed}.csv"
        and line in fault.lines
        and bad.reason in fault.reason
        and (not bad.rule or fault.rule == bad.rule)
    ]
    assert found, "\n".join(seeds.said(faults))
    assert found[0].is_warning == bad.is_warning
    assert found[0].what_to_do
    # said: the file and its first line, the reason, what to do
    paragraph = next(seeds.said(found))
    assert paragraph.startswith(f"seeds/{bad.seed}.csv:{found[0].lines[0]}")
    assert paragraph.endswith(found[0].what_to_do)


def written(project: Path, name: str, content: bytes) -> list[tuple[str, tuple[int, ...], str]]:
    (project / "seeds" / f"{name}.csv").write_bytes(content)
    return [(one.file, one.lines, one.reason) for one in seeds.check(RULES[0], project)]


RULES: list[seeds.Rules] = []


@pytest.fixture
def awards(rules, project) -> bytes:
    """A small file whose third line is broken in turn."""
    RULES[:] = [rules]
    return (project / "seeds" / "award_measures.csv").read_bytes()


FILE = "seeds/award_measures.csv"


def test_a_field_too_few_or_too_many_is_told_with_its_line(project, awards) -> None:
    lines = awards.split(b"\n")
    few = [*lines[:2], lines[2].rsplit(b",", 1)[0], *lines[3:]]
    told = written(project, "award_measures", b"\n".join(few))
    assert told == [(FILE, (3,), "7 fields where the header has 8")]
    many = [*lines[:2], lines[2] + b",x", *lines[3:]]
    told = written(project, "award_measures", b"\n".join(many))
    assert told == [(FILE, (3,), "9 fields where the header has 8")]
    told = written(project, "award_measures", b"\n".join([*lines[:2], b"", *lines[2:]]))
    assert told == [(FILE, (3,), "an empty line")]


def test_a_missing_or_unknown_column_is_told(project, awards) -> None:
    told = written(project, "award_measures", awards.replace(b"weight", b"wieght", 1))
    assert told == [
        (FILE, (1,), "an unknown column wieght"),
        (FILE, (1,), "no column weight"),
    ]


def test_a_file_that_is_not_utf8_is_told_with_its_line(project, awards) -> None:
    lines = awards.split(b"\n")
    lines[3] = lines[3].replace(b"001:", "最佳".encode("gb18030") + b" 001:", 1)
    ((file, line, reason),) = written(project, "award_measures", b"\n".join(lines))
    assert (file, line) == (FILE, (4,))
    assert reason.startswith("not UTF-8: the bytes")


def test_a_quote_that_does_not_end_is_told(project, awards) -> None:
    lines = awards.rstrip(b"\n").split(b"\n")
    lines[-1] = lines[-1].replace(b",0", b',"0', 1)
    ((file, line, reason),) = written(project, "award_measures", b"\n".join(lines))
    assert (file, line) == (FILE, (len(lines),))
    assert reason.startswith("not CSV:")


def test_a_file_that_excel_saved_as_utf8_is_taken(project, awards) -> None:
    crlf = awards.replace(b"\n", b"\r\n")
    told = written(project, "award_measures", b"\xef\xbb\xbf" + crlf)
    assert [one for one in told if one[0] == FILE] == []


def test_a_file_that_no_yaml_describes_is_told(rules, project) -> None:
    stray = seeds.Seed("stray", "seeds/stray.csv", "stray", {}, [])
    before = seeds.digest(project), seeds.contents(project)
    (project / "seeds" / "stray.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert seeds.digest(project) != before[0], "a new file makes dbt read anew"
    assert seeds.contents(project) != before[1]
    told = seeds.check(replace(rules, seeds=[*rules.seeds, stray]), project)
    assert [one.reason for one in told] == ["no YAML of seeds/ says what its columns are"]


def test_a_file_that_is_missing_is_told(rules, project) -> None:
    (project / "seeds" / "awards.csv").unlink()
    told = [(one.file, one.reason) for one in seeds.check(rules, project)]
    assert told == [("seeds/awards.csv", "the file cannot be read: No such file or directory")]


def test_lines_are_counted_past_a_text_of_two_lines(rules, project) -> None:
    change("scheme_items", CALLS, source="001:L958\n001:L959").apply(project)
    change("scheme_items", item("SC01", "talk_time"), kpi_id="talk").apply(project)
    (fault,) = [fault for fault in seeds.check(rules, project) if not fault.is_warning]
    assert fault.lines == (Csv(project, "scheme_items").line(item("SC01", "talk_time")),) == (4,)


def test_many_faults_of_one_reason_are_one_paragraph() -> None:
    fault = seeds.Fault("seeds/a.csv", (2, 3, 4, 9), "", "weight is empty", "Fill it in.")
    told = ["seeds/a.csv:2 (lines 2-4, 9)  weight is empty. Fill it in."]
    assert list(seeds.said([fault])) == told
    assert list(seeds.said([fault] * 42))[-1] == "... and 2 more."


def test_the_rows_that_contributing_prints_keep_every_rule(rules, project) -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    printed = re.findall(r"^(seeds/\w+\.csv) +(QUALITY,.*)$", text, flags=re.MULTILINE)
    printed += [
        ("seeds/kpi_terms.csv" if row.count(",") == 3 else "seeds/kpis.csv", row)
        for row in re.findall(r"^ *(hold_share_of_handle_time,.*)$", text, flags=re.MULTILINE)
    ]
    assert {file for file, _ in printed} > {"seeds/kpis.csv", "seeds/scheme_weights.csv"}
    for file, row in printed:
        with (project / file).open("a", encoding="utf-8") as opened:
            opened.write(row + "\n")
    wrong = [fault for fault in seeds.check(rules, project) if not fault.is_warning]
    assert wrong == [], "\n".join(seeds.said(wrong))


# ---------------------------------------------------------------------------- the rules themselves


def test_every_rule_over_seeds_says_the_row_and_what_to_do_and_can_fail(rules) -> None:
    written_down = {path.stem for path in (PROJECT / "tests" / "rules" / "seeds").glob("*.sql")}
    ours = {rule.name: rule for rule in rules.rules if not rule.kind}
    assert set(ours) == written_down
    assert {name for name, rule in ours.items() if not rule.what_to_do} == set()
    assert written_down - {bad.rule for bad in BAD} == set()


def test_every_dated_seed_is_asked_whether_it_overlaps(rules) -> None:
    asked = next(rule.sql for rule in rules.rules if rule.name == OVERLAP)
    dated = {seed.name for seed in rules.seeds if "valid_to_date" in seed.types}
    assert {name for name in dated if f"'{name}' as seed" not in asked} == set()


def test_every_seed_that_cites_assumptions_is_asked_for_them(rules) -> None:
    asked = next(rule.sql for rule in rules.rules if rule.name == CITED)
    citing = {seed.name for seed in rules.seeds if "assumption_ids" in seed.types}
    assert {name for name in citing if f"'{name}' as seed" not in asked} == set()


def test_every_seed_has_a_grain_and_a_type_for_each_column(rules) -> None:
    for seed in rules.seeds:
        header = Csv(PROJECT, seed.name).header
        assert seed.grain, seed.name
        assert list(seed.types) == header or sorted(seed.types) == sorted(header), seed.name


def test_what_the_build_leaves_out_is_what_was_checked_before_it(rules, manifest) -> None:
    """Every data test runs once: over seeds before the build, all others in it."""
    from dbt.cli.main import dbtRunner

    os.environ.setdefault("DBT_PROFILES_DIR", str(PROJECT))
    here = Path.cwd()
    os.chdir(PROJECT)
    try:
        words = ["--quiet", "ls", "--resource-type", "test", "--output", "name"]
        words += ["--exclude", *seeds.ONLY_SEEDS]
        left = dbtRunner(manifest=manifest).invoke(words)
    finally:
        os.chdir(here)
    tests = {node.name for node in manifest.nodes.values() if node.resource_type == "test"}
    checked = {rule.name for rule in rules.rules}
    assert len(checked) > 200
    assert set(left.result) == tests - checked


# ---------------------------------------------------------------------------- the build


@pytest.fixture
def checkout(project) -> Path:
    """The copy with everything that makes the rules what they are."""
    for pattern in seeds.SOURCES:
        for path in PROJECT.glob(pattern):
            copy = project / path.relative_to(PROJECT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return project


def test_the_build_refuses_and_touches_nothing(rules, checkout, tmp_path) -> None:
    home = Home(tmp_path / "home")
    land_calls(home, "L1", [100, 200, 300])
    make_warehouse(home, 1)
    rules.write(seeds.rules_of(home.warehouse))
    before = {
        path: path.read_bytes() for path in (home.warehouse, building.stamp_of(home.warehouse))
    }
    change("scheme_weights", CALLS, weight="0.45").apply(checkout)
    console = Console(record=True, width=400, file=io.StringIO())
    with pytest.raises(RefusedByGates, match=r"1 fault in the seeds of .*; nothing was built"):
        building.build(home, console, project=checkout, folder=tmp_path / "run")
    told = console.export_text()
    assert "seeds/scheme_weights.csv:2 (lines 2-11)  the weights of SC01 all ordinary" in told
    assert "Mend the weights or points" in told
    assert not (tmp_path / "run" / "dbt").exists(), "dbt was not started"
    assert {path: path.read_bytes() for path in before} == before
    assert RefusedByGates.exit_code == 65


def test_a_refresh_refuses_before_anything_lands(rules, project, tmp_path, monkeypatch) -> None:
    home = Home(tmp_path / "home")
    home.building.parent.mkdir(parents=True)
    rules.write(seeds.rules_of(home.building))
    check = seeds.check
    monkeypatch.setattr(seeds, "check", lambda known: check(known, project))
    stages = replace(REAL_STAGES, land=broken, read_ahead=lambda *_: nullcontext())
    with pytest.raises(ZeroDivisionError):  # sound seeds: the files would land
        refresh(home, "standard", [Path("x.csv")], QUIET, stages=stages)
    change("scheme_weights", CALLS, weight="0.45").apply(project)
    with pytest.raises(RefusedByGates, match="1 fault in the seeds"):
        refresh(home, "standard", [Path("x.csv")], QUIET, stages=stages)


def broken(*_: object) -> None:
    raise ZeroDivisionError


def test_a_changed_rule_is_compiled_anew(rules, checkout, tmp_path) -> None:
    assert seeds.digest(checkout) == rules.digest == seeds.digest()
    rule = checkout / "tests" / "rules" / "seeds" / f"{BANDS}.sql"
    rule.write_text(rule.read_text("utf-8") + "\n-- changed\n", encoding="utf-8")
    assert seeds.digest(checkout) != rules.digest
    change("scheme_weights", CALLS, weight="0.45").apply(checkout)
    rules.write(tmp_path / "kept.json")
    assert seeds.Rules.read(tmp_path / "kept.json") == rules
    (tmp_path / "kept.json").write_text("{", encoding="utf-8")
    assert seeds.Rules.read(tmp_path / "kept.json") is None
