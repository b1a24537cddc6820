"""Answers on the demo centre: frameworks, alerts, care, entropy, triangulation, goals, misses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def rows(published, query: str, *values) -> list[tuple]:
    return published.execute(query, list(values)).fetchall()


def test_every_framework_of_the_catalogue_has_its_items() -> None:
    told = {row["catalogue_id"] for row in seed("frameworks")}
    assert told == {"SC08", "SC11", "SC15", "SC22", "SC26", "SC29", "SC40"}
    with_items = {row["framework_id"] for row in seed("framework_items")}
    assert with_items == {row["framework_id"] for row in seed("frameworks")}


def test_what_is_lost_has_no_kpi_and_what_is_not_has_one() -> None:
    items = seed("framework_items")
    composites = {(row["framework_id"], row["composite_item_id"]) for row in items}
    for row in items:
        if row["is_lost"] == "true":
            assert (row["kpi_id"], int(row["lost_count"]) > 0) == ("", True), row
        else:
            assert row["lost_count"] == "0", row
            assert row["kpi_id"] or (row["framework_id"], row["item_id"]) in composites, row


def test_the_register_is_told_by_month_quarter_and_year_and_says_what_it_lost(published) -> None:
    told = rows(
        published,
        "select period_type, count(*) filter (where is_lost), count(kpi_value) from kpi_framework"
        " where framework_id = 'SC08' and subject_type = 'centre' and period_start_date in"
        " ('2026-09-01', '2026-07-01', '2026-01-01') group by period_type order by period_type",
    )
    assert told == [("month", 4, 4), ("quarter", 4, 4), ("year", 4, 4)]


def test_a_quarter_of_the_register_is_its_calls_and_not_a_mean_of_months(published) -> None:
    months, quarter = (
        published.execute(
            "select sum(numerator), sum(denominator) from kpi_framework where framework_id = 'SC08'"
            " and subject_type = 'centre' and item_id = 'transfer_rate' and period_type = ?"
            " and period_start_date between '2026-07-01' and '2026-09-30'",
            [period],
        ).fetchone()
        for period in ("month", "quarter")
    )
    assert months == quarter
    assert quarter[1] > 0


def test_tickets_in_time_never_take_resolution_away(published) -> None:
    wrong = rows(
        published,
        "select subject_id, max(kpi_value) filter (where item_id = 'fcr_ticket_linked_rate')"
        " - max(kpi_value) filter (where item_id = 'first_contact_resolution_rate')"
        " - max(kpi_value) filter (where item_id = 'fcr_ticket_linked_gain_rate') as off"
        " from kpi_framework where framework_id = 'SC26'"
        " group by subject_type, subject_id, period_type, period_start_date"
        " having abs(off) > 1e-9 or max(kpi_value) filter"
        " (where item_id = 'fcr_ticket_linked_gain_rate') < 0",
    )
    assert wrong == []


def test_exempt_calls_leave_the_mean_talk(published) -> None:
    """Seconds and calls of exempt long calls are gone from both sides, and only theirs."""
    wrong = rows(
        published,
        "select plain.subject_id from kpi_value as plain"
        " inner join kpi_value as cleared using (subject_type, subject_id, period_type,"
        " period_start_date)"
        " inner join kpi_value as exempt using (subject_type, subject_id, period_type,"
        " period_start_date)"
        " where plain.kpi_id = 'average_talk_time_seconds' and exempt.kpi_id ="
        " 'long_call_exempt_count' and cleared.kpi_id ="
        " 'average_talk_time_without_exempt_calls_seconds' and period_type = 'month'"
        " and (plain.denominator - cleared.denominator > exempt.numerator"
        " or plain.numerator - cleared.numerator"
        " < 900 * (plain.denominator - cleared.denominator))",
    )
    assert wrong == []
    gone = rows(
        published,
        "select sum(timed_long_call_exempt_count), sum(timed_long_call_exempt_talk_seconds)"
        " from fct_agent_day",
    )[0]
    assert gone[0] > 0
    assert gone[1] > 900 * gone[0]


def test_balance_is_the_same_in_the_framework_and_on_the_card(published) -> None:
    pairs = rows(
        published,
        "select is_every_target_met, total_score = 2 from framework_summary"
        " inner join scorecard using (subject_type, subject_id, period_type, period_start_date)"
        " where framework_id = 'SC15' and scheme_id = 'SC15' and max_total = 2"
        " and is_every_target_met is not null",
    )
    assert pairs
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_alerts_are_the_runs_the_kpi_counts(published) -> None:
    alerts, counted = (
        published.execute(query).fetchone()[0]
        for query in (
            "select count(*) from alert where alert_type = 'handle_time_streak'",
            "select sum(handle_limit_streak_count) from fct_agent_day",
        )
    )
    assert alerts == counted > 0


def test_runs_without_a_popup_get_shorter_too(published) -> None:
    """Regression to the mean: why alert_effect tells pop-ups and their absence apart."""
    told = dict(
        rows(
            published,
            "select has_popup, sum(after_abnormal_handle_seconds) / sum(after_contact_count)"
            " / (sum(before_abnormal_handle_seconds) / sum(before_contact_count)) - 1"
            " from alert_effect where alert_type = 'handle_time_streak' group by has_popup",
        )
    )
    assert set(told) == {True, False}
    assert told[False] < -0.5


def test_care_is_for_management_and_stress_is_of_no_person(published) -> None:
    """A012 is the planted agent with both signs; only the recall's line is tense."""
    told = set(rows(published, "select rule_id, subject_type, subject_id from care_trigger"))
    assert ("signs_of_leaving", "agent", "A012") in told
    assert ("line_under_stress", "line", "after_sales") in told
    assert rows(published, "select distinct audience from care_trigger") == [("management",)]
    tense = {row["kpi_id"] for row in seed("kpi_terms") if "tension" in row["part"]}
    assert {
        row["subject_type"] for row in seed("care_rules") if row["kpi_id"] in tense
    } <= {"line", "centre"}  # fmt: skip


def test_no_scheme_reads_a_kpi_of_care() -> None:
    watched = {row["kpi_id"] for row in seed("care_rules")}
    assert watched & {row["kpi_id"] for row in seed("scheme_items")} == set()


def test_entropy_weights_sum_to_the_manual_ones(published) -> None:
    wrong = rows(
        published,
        "select scheme_id, sum(manual_weight), sum(entropy_weight) from entropy_weight"
        " group by scheme_id, subject_type, period_type, period_start_date"
        " having abs(sum(manual_weight) - sum(entropy_weight)) > 0.0001"
        " and sum(manual_weight) > 0.9999",
    )
    assert wrong == []
    few = rows(
        published,
        "select distinct status from entropy_weight where subject_count < 10",
    )
    assert few == [("too_few_subjects",)]


def test_every_checked_contact_is_compared_and_disagreements_are_listed(published) -> None:
    compared, listed, told = (
        published.execute(query).fetchone()[0]
        for query in (
            "select count(distinct interaction_id) from fct_contact_comparison",
            "select count(distinct interaction_id) from fct_contact_comparison"
            " where comparison_status = 'manual_check'",
            "select sum(manual_check_count) from triangulation where aspect = 'whole_contact'",
        )
    )
    assert compared > listed == told > 0


def test_every_level_has_its_goals(published) -> None:
    levels = rows(
        published,
        "select distinct goal_level_order, goal_level, subject_type from goal_attainment"
        " order by goal_level_order",
    )
    assert levels == [(1, "enterprise", "centre"), (2, "team", "team"), (3, "person", "agent")]
    judged = rows(
        published,
        "select count(*) from goal_attainment where is_attained is not null and ("
        " target_value is null or status not in ('measured', 'provisional'))",
    )
    assert judged == [(0,)]


def test_the_causes_that_reviews_landed_stand_beside_the_misses(published) -> None:
    """On the Monday after the recall leaders said why after-sales customers were not satisfied."""
    causes = rows(
        published,
        "select distinct root_cause_code from weekly_miss where subject_type = 'team'"
        " and subject_id in ('T5', 'T6') and period_start_date = '2026-10-12'"
        " and kpi_id = 'csat_rate' and root_cause_code is not null",
    )
    assert causes == [("resource_shortage",)]
    ranks = rows(
        published, "select min(miss_rank), max(miss_rank), min(weighted_gap) from weekly_miss"
    )
    assert ranks[0][:2] == (1, 3)
    assert ranks[0][2] > 0


def test_nobody_is_sent_to_a_course_where_all_do_alike(published) -> None:
    sent = rows(
        published,
        "select capability_id from capability_heat_map where percentile is not null"
        " group by capability_id, month_date, business_line"
        " having count(distinct kpi_value) = 1 and count(recommended_course_code) > 0",
    )
    assert sent == []
    assert rows(
        published, "select count(recommended_course_code) > 0 from capability_heat_map"
    ) == [(True,)]


@pytest.mark.parametrize(
    "step", ["kpi_framework_item", "scorecard_entropy", "scorecard_weekly_gap"]
)
def test_steps_are_not_published(published, step) -> None:
    tables = {row[0] for row in rows(published, "select table_name from duckdb_tables()")}
    assert step not in tables
    assert "kpi_framework" in tables
