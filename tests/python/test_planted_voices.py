"""What was planted among ratings, reviews and voices comes out of the published file."""

from __future__ import annotations

from pipeline.demo import PLANTED


def answers(published, planted) -> list[tuple]:
    """Reviewed answers of the planted person's contacts since the planted first day."""
    return published.execute(
        "select validity_status, exclusion_reason_code, refused_exclusion_count, appeal_count,"
        " is_valid_for_scoring, strftime(decided_at, '%Y-%m') from fct_survey_answer"
        " where agent_id = ? and work_date >= ? and review_count > 0",
        [planted.who, planted.first_date],
    ).fetchall()


def test_an_appeal_decided_late_restates_the_month_and_stays_visible(published):
    planted = PLANTED["late_appeal"]
    assert ("excluded", "system_fault", 0, 1, False, "2026-10") in answers(published, planted)


def test_an_exclusion_without_a_reason_is_not_applied_and_is_counted(published):
    planted = PLANTED["exclusion_without_reason"]
    refused = [row for row in answers(published, planted) if row[2] > 0]
    assert [row[0] for row in refused] == ["pending"]
    assert refused[0][4] is True
    count = published.execute(
        "select sum(kpi_value) from kpi_value where kpi_id = 'refused_exclusion_count'"
        " and subject_type = 'centre' and period_type = 'month'"
    ).fetchone()[0]
    assert count == 1


def test_voices_under_stress_are_told_of_lines_and_of_nobody(published):
    told = published.execute(
        "select distinct subject_type from kpi_value where kpi_id = 'vocal_tension_index'"
    ).fetchall()
    assert {row[0] for row in told} == {"line", "centre"}
    columns = [row[0] for row in published.execute("describe fct_agent_day").fetchall()]
    assert not [name for name in columns if "tension" in name]
