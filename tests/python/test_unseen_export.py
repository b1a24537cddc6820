"""An export nobody here has seen lands by writing only a feed, and comes out as KPIs.

The export is made up for this test: Chinese headers, GB18030, semicolons, local times with
slashes, a rating in the call log, `-` for nothing. Twelve calls, counted by hand below.
"""

from __future__ import annotations

import textwrap

import duckdb
import pytest
from conftest import run_scorecards

FEED = """
description: 某外包商的话务清单，一行一通来电，尾列是按键评分
files: "话务清单*.txt"
format: csv
delimiter: ";"
time_zone: Asia/Shanghai
null_values: ["-"]
tables:
  calls:
    columns:
      interaction_id: '"流水号"'
      direction: "'inbound'"
      queue_id: '"技能组"'
      agent_id: '"工号"'
      customer_id: '"客户"'
      offered_at: local_time("来电时间", '%Y/%m/%d %H:%M:%S')
      queue_enter_at: local_time("来电时间", '%Y/%m/%d %H:%M:%S')
      answered_at: local_time("接听时间", '%Y/%m/%d %H:%M:%S')
      ended_at: local_time("结束时间", '%Y/%m/%d %H:%M:%S')
      queue_seconds: '"等待秒"'
      talk_seconds: '"通话秒"'
      disposition: case when "接听时间" is null then 'abandoned_queue' else 'agent_answered' end
  surveys:
    when: '"评分" is not null'
    columns:
      survey_id: "'S-' || \\"流水号\\""
      interaction_id: '"流水号"'
      agent_id: '"工号"'
      channel: "'ivr'"
      sampling_method: "'all'"
      sent_at: local_time("结束时间", '%Y/%m/%d %H:%M:%S')
      responded_at: local_time("结束时间", '%Y/%m/%d %H:%M:%S')
      csat_overall: '"评分"'
"""

# Ten answered calls and two given up; waits of the answered 5, 15, 20, 21 and six times 10:
# 9 of 12 within 20 seconds (5, 15, 20 and the six), the mean wait (5+15+20+21+60)/10 = 12.1.
# Ratings 5 5 4 2 and six times 5: nine of ten satisfied.
WAITS = [5, 15, 20, 21, 10, 10, 10, 10, 10, 10]
RATINGS = [5, 5, 4, 2, 5, 5, 5, 5, 5, 5]


def export() -> str:
    lines = ["流水号;技能组;工号;客户;来电时间;接听时间;结束时间;等待秒;通话秒;评分"]
    for n, (wait, rating) in enumerate(zip(WAITS, RATINGS, strict=True)):
        lines.append(
            f"L{n:03};售后;8001;C{n};2026/03/02 10:{n:02}:00;2026/03/02 10:{n:02}:{wait:02};"
            f"2026/03/02 10:{n + 5:02}:00;{wait};240;{rating}"
        )
    for n in (10, 11):
        lines.append(f"L{n:03};售后;-;C{n};2026/03/02 10:{n}:00;-;2026/03/02 10:{n}:50;50;-;-")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def unseen(tmp_path_factory):
    """The published file of a warehouse that knows nothing but this export."""
    folder = tmp_path_factory.mktemp("unseen")
    feed = folder / "some_supplier.yml"
    feed.write_text(textwrap.dedent(FEED), encoding="utf-8")
    file = folder / "话务清单_20260302.txt"
    file.write_bytes(export().encode("gb18030"))
    home = folder / "home"
    run_scorecards(home, "refresh", "--feed", str(feed), str(file))
    connection = duckdb.connect(str(home / "published" / "scorecards.duckdb"), read_only=True)
    yield connection
    connection.close()


def value(connection, kpi_id, subject_type="centre", subject_id=None):
    return connection.execute(
        "select numerator, denominator, round(kpi_value, 6) from kpi_value where kpi_id = ?"
        " and subject_type = ? and subject_id = coalesce(?, subject_id) and period_type = 'day'"
        " and period_start_date = date '2026-03-02'",
        [kpi_id, subject_type, subject_id],
    ).fetchone()


def test_every_line_landed_in_its_tables(unseen):
    delivered, accepted, quarantined = unseen.execute(
        "select any_value(delivered_count), any_value(accepted_count),"
        " any_value(quarantined_count) from data_quality"
        " where file_name = '话务清单_20260302.txt'"
    ).fetchone()
    assert (delivered, accepted, quarantined) == (12, 12, 0)


def test_service_level_and_speed_of_answer(unseen):
    assert value(unseen, "service_level_20s") == (9, 12, 0.75)
    assert value(unseen, "average_speed_of_answer_seconds") == (121, 10, 12.1)
    assert value(unseen, "abandonment_rate", "queue", "售后") == (2, 12, round(2 / 12, 6))


def test_the_ratings_of_the_same_file_reach_the_agent(unseen):
    assert value(unseen, "csat_rate", "agent", "8001") == (9, 10, 0.9)
    assert value(unseen, "average_talk_time_seconds", "agent", "8001") == (2400, 10, 240)
