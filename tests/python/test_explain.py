"""`scorecards explain`: a card in words, in both languages, with nothing that does not add up."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import run_scorecards
from rich.console import Console

from pipeline.explain import explain
from pipeline.home import BadCall, Home, ScorecardsError

SCHEMES = ("SC01", "SC04", "SC23")


def told(home: Path, *words: str | None) -> str:
    """What explain prints on a wide terminal: agent, scheme, period, language."""
    file = io.StringIO()
    explain(Home(home), *words, console=Console(file=file, width=250, no_color=True))
    return file.getvalue()


def points_of(shown: str, total_word: str) -> tuple[list[Decimal], Decimal]:
    """The printed points of each item, and the printed total."""
    lines = shown.splitlines()
    rule = next(number for number, line in enumerate(lines) if "───" in line)
    names = re.split(r"\s{2,}", lines[rule - 1].strip())
    place = names.index("points") if "points" in names else names.index("得分")
    from_the_end = place - len(names)
    items: list[Decimal] = []
    for line in lines[rule + 1 :]:
        cells = re.split(r"\s{2,}", line.strip())
        if cells[0] == total_word:
            return items, Decimal(cells[1])
        if len(cells) >= 4 and cells[from_the_end] != "–":
            items.append(Decimal(cells[from_the_end]))
    raise AssertionError(shown)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("language", "total_word"), [("en", "total"), ("zh", "合计")])
def test_the_total_is_the_sum_of_the_printed_lines(
    demo_home: Path, published, scheme: str, language: str, total_word: str
) -> None:
    agents = published.execute(
        "select subject_id, strftime(period_start_date, '%Y-%m') from scorecard "
        "where scheme_id = ? and subject_type = 'agent' and status = 'scored' "
        "order by total_score, subject_id limit 3",
        [scheme],
    ).fetchall()
    assert agents
    for agent, period in agents:
        items, total = points_of(told(demo_home, agent, scheme, period, language), total_word)
        assert sum(items) == total


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Contacts handled", "deductions", "A card informs people", "The rows behind"]),
        ("zh", ["个人话务量", "逐次扣分", "不自动作出任何决定", "各项背后的明细"]),
    ],
)
def test_a_card_speaks_one_language(demo_home: Path, language: str, words: list[str]) -> None:
    shown = told(demo_home, "A001", "SC01", "2026-10", language)
    assert "2026-10" in shown
    assert "Asia" not in shown
    for word in words:
        assert word in shown
    has_chinese = bool(re.search("[\u4e00-\u9fff]", shown))
    assert has_chinese == (language == "zh")


def test_without_a_period_the_last_card_of_the_scheme_shown_first_is_told(demo_home: Path) -> None:
    shown = told(demo_home, "A001")
    assert shown.count("  ·  SC04 ") == 1, "the headline scheme of agents (AM77)"
    assert shown.count("2026-10  ·") == 1
    assert re.search(r"Other cards of the period: SC01 [\d.]+ / 100, .*SC24", shown)


def test_all_shows_every_card_of_the_period(demo_home: Path) -> None:
    shown = told(demo_home, "A001", "all")
    for scheme in SCHEMES:
        assert shown.count(f"  ·  {scheme} ") == 1


def test_a_leader_is_told_the_leaders_card(demo_home: Path) -> None:
    assert told(demo_home, "L01").count("  ·  SC05 ") == 1


def test_how_far_the_next_band_was_is_told_in_its_unit(demo_home: Path, published) -> None:
    agent, distance, gain = published.execute(
        "select subject_id, distance, gained_score from scorecard_next_step"
        " where scheme_id = 'SC04' and item_id = 'wrap_and_busy' and distance < 0"
        " and period_start_date = date '2026-09-01' order by subject_id limit 1"
    ).fetchone()
    shown = told(demo_home, agent, "SC04", "2026-09", "en")
    amount, points = f"{-distance:,.0f} s less", f"+{gain.normalize():f}"
    assert f"Wrap-up and busy time: {amount}: {points}" in shown
    assert "再减少" in told(demo_home, agent, "SC04", "2026-09", "zh")


def test_a_scenario_and_a_flag_are_told(demo_home: Path, published) -> None:
    agent = published.execute(
        "select subject_id from scorecard_line where scheme_id = 'SC35'"
        " and scenario_ids is not null and status = 'scored' order by subject_id limit 1"
    ).fetchone()[0]
    shown = told(demo_home, agent, "SC35", "2026-10", "en")
    assert re.search(r"SCN-RECALL moved the target from .* to .*", shown)
    agent, period = published.execute(
        "select subject_id, strftime(period_start_date, '%Y-%m') from scorecard_action"
        " where action_code = 'reassign_review' order by all limit 1"
    ).fetchone()
    shown = told(demo_home, agent, "SC14", period, "en")
    assert "nothing happens by itself" in shown
    assert re.search(r"\(3 in a row, since 2026-08\)", shown)


def test_a_card_that_is_not_scored_says_why_and_shows_no_total(demo_home: Path, published) -> None:
    agent, scheme, period = published.execute(
        "select subject_id, scheme_id, strftime(period_start_date, '%Y-%m') from scorecard "
        "where subject_type = 'agent' and reason = 'too_few_worked_days' "
        "and period_type = 'month' order by all limit 1"
    ).fetchone()
    english = told(demo_home, agent, scheme, period, "en")
    assert "not scored" in english
    assert "Why" in english
    assert not re.search(r"^ *total", english, re.MULTILINE)
    chinese = told(demo_home, agent, scheme, period, "zh")
    assert "不计分" in chinese
    assert "原因" in chinese
    assert "合计" not in chinese


def test_a_gate_shows_the_points_before_it_and_names_it(demo_home: Path, published) -> None:
    agent, scheme, period, gate = published.execute(
        "select subject_id, scorecard_line.scheme_id, strftime(period_start_date, '%Y-%m'), "
        "gate_name_en from scorecard_line inner join scheme_gate "
        "on scorecard_line.scheme_id = scheme_gate.scheme_id and gate_ids = gate_id "
        "where subject_type = 'agent' and period_type = 'month' and item_score > line_score "
        "order by all limit 1"
    ).fetchone()
    shown = told(demo_home, agent, scheme, period, "en")
    assert "before gates" in shown
    assert gate in shown
    assert "门槛前" in told(demo_home, agent, scheme, period, "zh")


@pytest.mark.parametrize(
    ("voids", "english", "chinese"),
    [(True, "the whole item is nought", "该项不得分"), (False, r"[\d.]+ off", r"扣[\d.]+分")],
)
def test_deductions_are_counted_and_costed(
    demo_home: Path, published, voids: bool, english: str, chinese: str
) -> None:
    agent, scheme, period, count, rule = published.execute(
        "select subject_id, scheme_id, strftime(period_start_date, '%Y-%m'), event_count, "
        "deduction_id from scorecard_deduction where does_void_item = ? order by all limit 1",
        [voids],
    ).fetchone()
    for language, words in (("en", english), ("zh", chinese)):
        shown = told(demo_home, agent, scheme, period, language)
        assert re.search(rf"{count} × .*\({re.escape(rule)}\): {words}", shown)


def test_a_difference_is_shown_in_the_unit_of_what_it_differs_from(demo_home: Path) -> None:
    """SC04 compares the hours worked with the shift's mean: hours minus hours are hours."""
    shown = told(demo_home, "A001", "SC04", "2026-10", "en")
    line = next(line for line in shown.splitlines() if "Work duration" in line)
    assert re.search(r"[+-][\d.,]+ h from peers' [\d.,]+ h: .*\d h", line), line


def test_the_queries_behind_the_lines_run_as_printed(demo_home: Path) -> None:
    """Each is pasted into `duckdb -readonly` with the file it names."""
    shown = told(demo_home, "A001", "SC01", "2026-10", "en")
    opening = re.findall(r"^    (attach .*);$", shown, re.MULTILINE)
    blocks = re.findall(r"\((\w+\.duckdb)\)\n    (select .*);", shown)
    assert {name for name, _ in blocks} == {"warehouse.duckdb", "scorecards.duckdb"}
    for name, query in blocks:
        file = demo_home / "published" / name if name == "scorecards.duckdb" else demo_home / name
        with duckdb.connect(str(file), read_only=True) as connection:
            for statement in opening if name == "warehouse.duckdb" else []:
                connection.execute(statement)
            connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("A01",), "A01 has no card.*Did you mean A0"),
        (("nobody",), "nobody has no card.*Agents with cards: A001, .*and [0-9]+ more"),
        (("A001", "SC99"), "A001 has no card of SC99.*SC01: 2026-08, 2026-09, 2026-10"),
        (("A001", "SC01", "2020-01"), "A001 has no card of SC01 2020-01.*SC01: 2026-08"),
        (("A001", None, "2026-13"), "2026-13: give"),
        (("A001", None, "2026-02-30"), "2026-02-30: give"),
        (("A001", None, "202609"), "202609: give"),
        (("A001", None, None, "fr"), "en or zh"),
    ],
)
def test_a_wrong_call_is_told_what_there_is(demo_home: Path, words: tuple, answer: str) -> None:
    with pytest.raises(BadCall, match=answer) as error:
        told(demo_home, *words)
    assert error.value.exit_code == 2
    assert len(str(error.value)) < 400


def test_a_damaged_file_is_no_fault_of_the_program(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(ScorecardsError, match="nothing published yet"):
        explain(home, "A001", console=Console(file=io.StringIO()))
    home.published.parent.mkdir()
    home.published.write_bytes(b"not a database" * 500)
    with pytest.raises(ScorecardsError, match="scorecards rollback"):
        explain(home, "A001", console=Console(file=io.StringIO()))


def test_an_indicator_made_of_sales_lists_the_sales(demo_home, published):
    """The rows behind a line are those it counts: 28 sales of 55, not every call of the seller."""
    agent, start, sales = published.execute(
        "select subject_id, strftime(period_start_date, '%Y-%m'), cast(numerator as bigint)"
        " from scorecard_line where scheme_id = 'SC04' and item_id = 'business_indicator'"
        " and status = 'scored' and numerator > 0 and subject_id in"
        " (select agent_id from dim_agent where business_line = 'outbound')"
        " order by line_score, subject_id limit 1"
    ).fetchone()
    said = run_scorecards(demo_home, "explain", agent, "--scheme", "SC04", "--period", start).stdout
    rows = said[said.index("duckdb -readonly") :]
    query = next(line for line in rows.splitlines() if "select * from int_sales " in line)
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as warehouse:
        warehouse.execute(f"attach '{demo_home / 'raw.duckdb'}' as raw (read_only)")
        assert len(warehouse.execute(query.strip().rstrip(";")).fetchall()) == sales
