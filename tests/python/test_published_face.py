"""The published face: names that BI tools, the README and reports rely on.

They change only with an entry in the CHANGELOG and here. Columns may be added behind them.
"""

from __future__ import annotations

import pytest

FACE = {
    "fct_agent_day": "agent_id work_date team_id role business_line shift_code",
    "fct_queue_interval": "queue_id business_line interval_start_at work_date",
    "fct_line_day": "business_line work_date",
    "dim_agent": "agent_id",
    "dim_team": "team_id",
    "dim_date": "calendar_date",
    "kpi": "kpi_id catalogue_ids kpi_name_en kpi_name_zh unit direction",
    "kpi_value": "subject_type subject_id period_type period_start_date kpi_id numerator "
    "denominator kpi_value status interval_low interval_high final_on_date",
    "kpi_not_measured": "catalogue_id metric_name reason_en reason_zh",
    "scheme": "scheme_id scheme_name_en scheme_name_zh",
    "scheme_item": "scheme_id item_id item_name_en item_name_zh kpi_id max_points",
    "scheme_weight": "scheme_id variant_id occasion item_id weight",
    "catalogue_scheme": "catalogue_id scheme_name_en scheme_name_zh kind homes",
    "scorecard_line": "scheme_id subject_type subject_id period_type period_start_date item_id "
    "kpi_id numerator denominator kpi_value target_value scoring_method rule_id item_score "
    "line_score max_score weight status reason evidence_count",
    "scorecard": "scheme_id subject_type subject_id period_type period_start_date total_score "
    "max_total grade tier subject_rank status reason",
    "pay_line": "agent_id month_date component_id rate_id kind quantity rate amount status reason "
    "evidence_model evidence_count assumption_ids is_simulation",
    "pay_event": "component_id event_id agent_id month_date case_id charge_amount is_charged",
    "pay_simulation": "agent_id month_date post_code plan_id gross_amount deduction_amount "
    "floor_amount net_amount status reason sign_off_status is_simulation",
    "kpi_framework": "framework_id subject_type subject_id period_type period_start_date item_id "
    "kpi_id status reason kpi_value target_value is_lost is_target_met",
    "framework_summary": "framework_id subject_type subject_id is_every_target_met",
    "goal_attainment": "goal_level subject_type subject_id kpi_id attainment is_attained",
    "weekly_miss": "scheme_id subject_type subject_id period_start_date item_id miss_rank "
    "weighted_gap root_cause_code",
    "alert": "alert_id alert_type agent_id work_date has_popup abnormal_handle_change",
    "care_trigger": "rule_id subject_type subject_id period_start_date audience",
    "entropy_weight": "scheme_id item_id status manual_weight entropy_weight weight_difference",
    "fct_contact_comparison": "interaction_id aspect comparison_status accepted_value",
    "triangulation": "agent_id month_date aspect manual_check_count agreement_rate",
    "capability_heat_map": "agent_id month_date capability_id percentile recommended_course_code",
    "publication": "generation published_at data_through_date table_name row_count checksum",
    "data_quality": "raw_table load_id delivered_count accepted_count quarantined_count "
    "reason_code reason_count",
}


@pytest.mark.parametrize("table", FACE)
def test_the_published_names_hold(published, table):
    columns = [row[0] for row in published.execute(f"describe main.{table}").fetchall()]
    assert [name for name in FACE[table].split() if name not in columns] == []


@pytest.mark.parametrize("table", FACE)
def test_every_published_column_carries_its_description(published, table):
    comments = published.execute(
        "select column_name from duckdb_columns() where table_name = ? and comment is null", [table]
    ).fetchall()
    assert comments == []


def test_only_the_face_and_what_explains_it_is_published(published):
    tables = {
        row[0] for row in published.execute("select table_name from duckdb_tables()").fetchall()
    }
    assert [name for name in tables if name.startswith(("stg_", "int_"))] == []
    assert {name for name in tables if name.startswith("scorecard")} == {
        "scorecard",
        "scorecard_line",
        "scorecard_line_step",
        "scorecard_next_step",
        "scorecard_sign_off",
        "scorecard_deduction",
        "scorecard_gate",
        "scorecard_staff_average",
        "scorecard_below_standard",
        "scorecard_top_performer",
        "scorecard_competency",
        "scorecard_tier",
        "scorecard_run",
        "scorecard_action",
        "scorecard_action_card",
        "scorecard_award",
        "scorecard_award_measure",
        "scorecard_training_person",
    }
    assert {name for name in tables if name.startswith("kpi")} >= {"kpi", "kpi_value", "kpi_term"}


def test_the_values_that_status_may_have(published):
    statuses = {
        row[0] for row in published.execute("select distinct status from kpi_value").fetchall()
    }
    assert statuses <= {
        "measured",
        "below_minimum",
        "no_activity",
        "not_applicable",
        "provisional",
    }


def test_subjects_and_periods(published):
    pairs = set(
        published.execute("select distinct subject_type, period_type from kpi_value").fetchall()
    )
    # whoever changed role did so in some periods only, and in no day
    by_role = {pair for pair in pairs if pair[0] == "agent_in_role"}
    assert ("agent_in_role", "month") in by_role
    assert ("agent_in_role", "day") not in by_role
    assert pairs - by_role == {
        (subject, period)
        for subject in ("agent", "team", "queue", "line", "centre")
        for period in ("day", "week", "month", "quarter", "year", "all_time")
    }


def test_a_card_is_the_sum_of_its_lines_to_the_last_digit(published):
    wrong = published.execute(
        "select count(*) from scorecard left join ("
        "  select scheme_id, subject_type, subject_id, period_start_date, sum(line_score) as total"
        "  from scorecard_line group by all) as lines"
        " using (scheme_id, subject_type, subject_id, period_start_date)"
        " where scorecard.status = 'scored' and total_score is distinct from total"
    ).fetchone()[0]
    assert wrong == 0
    assert published.execute("select count(*) from scorecard where status = 'scored'").fetchone()[0]


def test_voice_stress_is_of_no_person(published):
    """DQ50: vocal tension is heard of lines and the centre, never of an agent or a team."""
    told_of_people = published.execute(
        "select table_name, column_name from duckdb_columns() where column_name like '%tension%'"
        " and table_name in ("
        "  select table_name from duckdb_columns() where column_name in ('agent_id', 'team_id'))"
    ).fetchall()
    assert told_of_people == []
    subjects = published.execute(
        "select distinct subject_type from kpi_value where kpi_id in ("
        "  select kpi_id from kpi_term where part like '%tension%')"
    ).fetchall()
    assert sorted(subjects) == [("centre",), ("line",)]


def test_pay_is_a_simulation_that_nobody_signed(published):
    """AM69: every line and every sum says so, whatever the seeds switch on."""
    said = published.execute(
        "select is_simulation, sign_off_status from pay_simulation"
        " union select is_simulation, 'none' from pay_line"
    ).fetchall()
    assert said == [(True, "none")]


def test_nothing_published_is_a_consequence(published):
    """DQ45: what is published informs; dismissing, fining and warning are decisions of people."""
    decided = published.execute(
        "select table_name, column_name from duckdb_columns() where regexp_matches(column_name,"
        " '(^|_)(dismiss|dismissal|terminate|fine|penalty|sanction|warn_at|reassign)(_|$)')"
    ).fetchall()
    assert decided == []
