"""What follows a card in the demo centre: tiers, flags, awards, training effects, worked anew."""

from __future__ import annotations

from fractions import Fraction

import pytest

MONTH = "date '2026-09-01'"


def values(published, kpi_id: str, month: str = MONTH) -> dict[str, tuple[float, float, str]]:
    """Numerator, denominator and status of a KPI of each agent in a month."""
    rows = published.execute(
        "select subject_id, numerator, denominator, status from kpi_value"
        " where subject_type = 'agent' and period_type = 'month' and subject_id != 'unknown'"
        f" and kpi_id = ? and period_start_date = {month}",
        [kpi_id],
    ).fetchall()
    return {who: (top, bottom, status) for who, top, bottom, status in rows}


def agents(published, month: str = MONTH) -> set[str]:
    rows = published.execute(
        "select distinct agent_id from fct_agent_day"
        f" where role = 'agent' and date_trunc('month', work_date) = {month}"
    ).fetchall()
    return {row[0] for row in rows}


def winners(published, award_id: str, month: str = MONTH) -> set[str]:
    rows = published.execute(
        "select subject_id from scorecard_award"
        f" where award_id = ? and period_start_date = {month} and is_winner",
        [award_id],
    ).fetchall()
    return {row[0] for row in rows}


def test_best_service_is_half_rating_and_half_qa_with_a_hundred_contacts(published):
    rating, quality = values(published, "csat_average_score"), values(published, "qa_score")
    handled = values(published, "calls_handled_count")
    score = {
        who: (Fraction(100, 4) * (Fraction(top) / Fraction(bottom) - 1)) / 2
        + Fraction(quality[who][0]) / Fraction(quality[who][1]) / 2
        for who, (top, bottom, status) in rating.items()
        if who in agents(published)
        and status == "measured"
        and quality[who][2] == "measured"
        and handled[who][0] >= 100
    }
    best = max(score.values())
    assert len(score) > 20
    expected = {who for who, reached in score.items() if best - reached < Fraction(1, 10**6)}
    assert winners(published, "best_service") == expected


def test_the_lead_star_found_the_most_leads(published):
    leads, handled = (
        values(published, "leads_generated_count"),
        values(published, "calls_handled_count"),
    )
    reached = {
        who: top
        for who, (top, _bottom, _status) in leads.items()
        if who in agents(published) and handled[who][0] >= 100
    }
    best = max(reached.values())
    assert best >= 1
    assert winners(published, "lead_star") == {w for w, n in reached.items() if n == best}


def test_predictions_from_85_of_100_on_are_on_the_list_beside_the_objectives(published):
    accuracy = values(published, "ticket_prediction_accuracy_rate")
    expected = {
        who
        for who, (top, bottom, status) in accuracy.items()
        if who in agents(published)
        and status == "measured"
        and Fraction(top) / Fraction(bottom) >= Fraction(85, 100)
    }
    assert expected
    assert winners(published, "prediction_reward") == expected
    # one objective a month, of three key results (demo/worklist.py)
    beside = published.execute(
        "select distinct objective_planned_count from scorecard_award"
        f" where award_id = 'prediction_reward' and period_start_date = {MONTH}"
    ).fetchall()
    assert beside == [(3,)]


def test_nothing_here_decides(published):
    for table in ("scorecard_action", "scorecard_award"):
        assert published.execute(
            f"select count(*) from {table} where not is_flag_only"
        ).fetchone() == (0,)
    wordings = published.execute("select wording_en, wording_zh from action").fetchall()
    assert wordings
    assert [en for en, _zh in wordings if "People decide" not in en] == []
    assert [zh for _en, zh in wordings if "由人工决定" not in zh] == []


@pytest.mark.parametrize("kpi_id", ["csat_rate", "complaint_rate", "average_talk_time_seconds"])
def test_a_course_is_compared_with_the_others_of_its_line(published, kpi_id):
    """C-102, outbound, on 9 September: August against October, added up case by case."""
    trained = {
        row[0]
        for row in published.execute(
            "select agent_id from dim_course_participant where course_id = 'C-102'"
        ).fetchall()
    }
    sides = [values(published, kpi_id, f"date '2026-{month}-01'") for month in ("08", "10")]
    in_line = [
        {
            row[0]
            for row in published.execute(
                "select agent_id from dim_agent_period where period_type = 'month'"
                " and business_line = 'outbound' and role = 'agent'"
                f" and period_start_date = date '2026-{month}-01'"
            ).fetchall()
        }
        for month in ("08", "10")
    ]
    both = {
        who
        for who in in_line[0] & in_line[1]
        if all(side[who][1] and side[who][1] > 0 for side in sides)
    }

    def change(group: set[str]) -> float:
        before, after = (
            sum(side[who][0] for who in group) / sum(side[who][1] for who in group)
            for side in sides
        )
        return after - before

    assert len(both & trained) >= 5
    assert len(both - trained) >= 5
    found = published.execute(
        "select trained_agent_count, control_agent_count, difference_in_differences, status"
        " from training_effect where course_id = 'C-102' and kpi_id = ?",
        [kpi_id],
    ).fetchall()
    assert found == [
        (
            len(both & trained),
            len(both - trained),
            pytest.approx(change(both & trained) - change(both - trained), abs=1e-9),
            "measured",
        )
    ]


def test_a_course_whose_later_months_are_not_over_is_no_verdict(published):
    """C-103 is of October, the last month of the demo centre; C-101 of August, its first."""
    statuses = published.execute(
        "select course_id, status from training_effect where kpi_id = 'csat_rate'"
        " order by course_id"
    ).fetchall()
    assert statuses == [
        ("C-101", "below_minimum"),
        ("C-102", "measured"),
        ("C-103", "provisional"),
    ]


def compared_by_line(published, month: str) -> dict[str, dict[str, Fraction]]:
    """Mean rating of whom tiers compare: agents of a line with enough ratings, days and tenure."""
    rating = values(published, "csat_average_score", month)
    people = published.execute(
        "select dim_agent_period.agent_id, dim_agent_period.business_line"
        " from dim_agent_period inner join dim_agent using (agent_id)"
        " where period_type = 'month' and dim_agent_period.role = 'agent'"
        " and worked_day_count >= 10"
        f" and period_start_date = {month}"
        f" and (hire_date is null or hire_date + 30 <= last_day({month}))"
    ).fetchall()
    lines: dict[str, dict[str, Fraction]] = {}
    for who, line in people:
        top, bottom, status = rating[who]
        if status in ("measured", "provisional"):
            lines.setdefault(line, {})[who] = Fraction(top) / Fraction(bottom)
    return lines


def tier_of(score: Fraction, group: list[Fraction]) -> str | None:
    """The top 20, middle 60 and low 20 of a hundred, by the share of the others who did better."""
    if len(group) < 5:
        return None
    share = Fraction(sum(other > score for other in group), len(group) - 1)
    return "high" if share <= Fraction(1, 5) else "middle" if share <= Fraction(4, 5) else "low"


@pytest.mark.parametrize("month", ["2026-08-01", "2026-09-01", "2026-10-01"])
def test_tiers_are_the_top_20_middle_60_and_low_20_of_each_line(published, month):
    lines = compared_by_line(published, f"date '{month}'")
    expected = {
        who: tier_of(score, list(group.values()))
        for group in lines.values()
        for who, score in group.items()
    }
    found = dict(
        published.execute(
            "select subject_id, tier from scorecard where scheme_id = 'SC14'"
            f" and period_start_date = date '{month}'"
        ).fetchall()
    )
    assert len(expected) > 30
    assert {who: found[who] for who in expected} == expected
    assert {tier for who, tier in found.items() if who not in expected} <= {None}


def test_september_has_the_shares_that_its_people_make(published):
    """Of n people place k has the share k / (n - 1): up to 0.2 high, over 0.8 low, else middle.

    16 people: 0 to 3 of 15 are 4, 13 to 15 are 3. 7 people: 0 and 1 of 6 are 2, 5 and 6 of 6 are 2.
    """
    found = published.execute(
        "select group_id, count(*) filter (where tier = 'high'),"
        " count(*) filter (where tier = 'middle'), count(*) filter (where tier = 'low')"
        f" from scorecard_tier where period_start_date = {MONTH} and tier is not null"
        " group by group_id order by group_id"
    ).fetchall()
    assert found == [("after_sales", 4, 9, 3), ("hotline", 4, 9, 3), ("outbound", 2, 3, 2)]


def test_a_review_needs_three_months_low_and_below_the_target(published):
    """The demo centre's lines ask for nine of ten satisfied (AM43)."""
    expected = None
    for month in ("2026-08-01", "2026-09-01", "2026-10-01"):
        satisfied = values(published, "csat_rate", f"date '{month}'")
        low = {
            who
            for group in compared_by_line(published, f"date '{month}'").values()
            for who, score in group.items()
            if tier_of(score, list(group.values())) == "low"
            and satisfied[who][2] == "measured"
            and Fraction(satisfied[who][0]) / Fraction(satisfied[who][1]) < Fraction(9, 10)
        }
        expected = low if expected is None else expected & low
    found = published.execute(
        "select subject_id, consecutive_count, run_start_date::varchar, run_end_date::varchar,"
        " review_queue from scorecard_action where action_code = 'reassign_review'"
    ).fetchall()
    assert expected
    assert {row[0] for row in found} == expected
    assert {row[1:] for row in found} == {(3, "2026-08-01", "2026-10-01", "hr_post_review")}


def test_the_bonus_runs_from_fifteen_to_ten_within_a_tier(published):
    """Four in the tier of the hotline: 15, 13.3333, 11.6667, 10 per cent."""
    rows = published.execute(
        "select bonus_percentage_points::varchar from scorecard_action"
        " inner join scorecard_tier using (card_id)"
        f" where action_code = 'bonus' and scorecard_action.period_start_date = {MONTH}"
        " and group_id = 'hotline' order by tier_rank"
    ).fetchall()
    assert [row[0] for row in rows] == ["15.0000", "13.3333", "11.6667", "10.0000"]
