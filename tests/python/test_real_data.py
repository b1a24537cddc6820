"""Three exports nobody here wrote, landed, built and published: their known numbers come out.

The numbers are those of ../shared/data/README.md, which were counted on the files themselves.
They are read from the published file, through the KPIs, as a BI tool would.
"""

from __future__ import annotations

import duckdb
import pytest
from conftest import run_scorecards

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def real(real_data, tmp_path_factory):
    """The published file of a warehouse that holds the three real exports."""
    home = tmp_path_factory.mktemp("real-home")
    # the month is the bank's own: its days begin at midnight in Israel
    (home / "settings.yml").write_text("time_zone: Asia/Jerusalem\n", encoding="utf-8")
    exports = [
        ("technion_bank", real_data / "technion_bank" / "january.txt"),
        ("uci_incident", real_data / "uci_incident" / "incident_event_log.csv"),
        ("bank_marketing", real_data / "bank_marketing" / "bank.csv"),
    ]
    for feed, file in exports:
        run_scorecards(home, "land", "--feed", feed, str(file))
    run_scorecards(home, "refresh")
    connection = duckdb.connect(str(home / "published" / "scorecards.duckdb"), read_only=True)
    yield connection
    connection.close()


def centre(connection, kpi_id: str, period_type: str, start: str):
    """(numerator, denominator, value, status) of one KPI of the centre."""
    return connection.execute(
        "select numerator, denominator, kpi_value, status from kpi_value"
        " where subject_type = 'centre' and kpi_id = ? and period_type = ?"
        " and period_start_date = cast(? as date)",
        [kpi_id, period_type, start],
    ).fetchone()


JANUARY = ("month", "1999-01-01")


def test_every_delivered_row_is_accounted_for(real):
    rows = real.execute(
        "select file_name, any_value(delivered_count), any_value(accepted_count),"
        " any_value(quarantined_count) from data_quality group by file_name order by file_name"
    ).fetchall()
    assert rows == [
        ("bank.csv", 4521, 4521, 0),
        ("incident_event_log.csv", 5998, 5998, 0),
        ("january.txt", 31599, 31599, 0),
    ]


def test_january_answered_and_lost(real):
    # 27,060 AGENT; 4,299 HANG of which 1,198 before the queue, so 3,101 in it.
    numerator, denominator, value, status = centre(real, "abandonment_rate", *JANUARY)
    assert (numerator, denominator, status) == (3101, 27060 + 3101, "measured")
    assert round(value, 4) == 0.1028
    numerator, denominator, value, _ = centre(real, "abandonment_rate_of_all_inbound", *JANUARY)
    assert (numerator, denominator) == (4299, 27060 + 4299)
    assert round(value, 4) == 0.1371


def test_january_speed(real):
    _, answered, value, _ = centre(real, "average_speed_of_answer_seconds", *JANUARY)
    assert answered == 27060
    assert round(value, 2) == 35.03
    assert round(centre(real, "service_level_20s", *JANUARY)[2], 4) == 0.5438


def test_january_talk_time_up_to_one_hour(real):
    # 4 of the 27,060 services are longer than an hour; those of no length count.
    _, calls, value, _ = centre(real, "average_talk_time_up_to_one_hour_seconds", *JANUARY)
    assert calls == 27056
    assert round(value, 2) == 182.81


def test_january_agents_are_all_there_and_the_nameless_are_unknown(real):
    handled = dict(
        real.execute(
            "select agent_id = 'unknown', cast(sum(handled_count) as bigint) from fct_agent_day"
            " where work_date between date '1998-12-31' and date '1999-02-01' group by all"
        ).fetchall()
    )
    assert handled == {True: 490, False: 27060 - 490}


ALL_TIME = ("all_time", "1900-01-01")


def test_incidents_within_their_agreement(real):
    # 495 of the 890 incidents with a verdict, 29 unresolved among them.
    met, judged, value, status = centre(real, "timely_resolution_rate", *ALL_TIME)
    assert (met, judged, status) == (495, 890, "measured")
    assert round(value, 4) == 0.5562


def test_incidents_reopened(real):
    assert centre(real, "reopened_ticket_count", *ALL_TIME)[2:] == (10, "measured")


def test_mean_and_median_hours_to_resolve(real):
    _, resolved, value, status = centre(real, "issue_handling_time_hours", *ALL_TIME)
    assert (resolved, status) == (861, "measured")
    assert round(value, 2) == 315.87
    # the median over all time is no sum of the years' medians
    _, resolved, value, status = centre(real, "issue_handling_time_median_hours", *ALL_TIME)
    assert (resolved, status) == (861, "measured")
    assert round(value, 2) == 54.47


def test_without_opening_hours_open_hours_are_the_calendars(real):
    for kpi_id in ("issue_handling_time_business_hours", "issue_handling_time_hours"):
        assert round(centre(real, kpi_id, *ALL_TIME)[2], 2) == 315.87


def test_bank_conversion_per_client(real):
    # The export has a day and a month but no year: its contacts lie on the unknown date, and in all
    # time. January's 31,599 calls are inbound and no dial.
    for period in (("year", "1900-01-01"), ALL_TIME):
        numerator, denominator, value, status = centre(real, "conversion_rate", *period)
        assert (numerator, denominator, status) == (521, 4521, "measured")
        assert round(value, 4) == 0.1152


def test_all_time_is_every_period_together(real):
    counted = real.execute(
        "select sum(numerator) filter (where period_type = 'all_time') ="
        " sum(numerator) filter (where period_type = 'year'), sum(numerator) > 0 from kpi_value"
        " where subject_type = 'centre' and kpi_id = 'inbound_call_volume'"
    ).fetchone()
    assert counted == (True, True)


def test_what_these_exports_cannot_tell_says_so(real):
    statuses = real.execute(
        "select distinct status from kpi_value where kpi_id in ('csat_rate', 'qa_score')"
    ).fetchall()
    assert statuses == [("not_applicable",)]
