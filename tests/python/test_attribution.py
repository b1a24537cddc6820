"""Who answers for shared work and which day a night belongs to, from files to facts.

One centre in New York: two contacts that several agents shared, a night over each change of the
clock, and a call at half past one, twice. Expectations are worked out beside them.
"""

from __future__ import annotations

import duckdb
import pytest
from landing_support import quiet
from test_golden_vectors import dbt

from pipeline.build import _refresh_settings
from pipeline.home import Home
from pipeline.land import land

CALL = "interaction_id,direction,business_line,queue_id,customer_id,intent_code,offered_at"
CALL += ",queue_enter_at,answered_at,ended_at,disposition,resolved_flag"
LEG = "leg_id,interaction_id,leg_seq,agent_id,ring_start_at,answered_at,ended_at,talk_seconds"
LEG += ",acw_seconds,answered_flag,transferred_out_flag,transfer_planned_flag"
DAY = "2026-09-02T"  # a Wednesday: UTC is New York + 4
FILES = {
    "calls.csv": [
        CALL,
        # a passes on without a plan, b finishes; then b gets it back from c
        f"C1,inbound,hotline,Q1,K1,X,{DAY}14:00:00Z,{DAY}14:00:05Z,{DAY}14:00:20Z,"
        f"{DAY}14:20:00Z,agent_answered,true",
        # a passes on with a plan; d never picks up
        f"C2,inbound,hotline,Q1,K2,Y,{DAY}15:00:00Z,{DAY}15:00:05Z,{DAY}15:00:20Z,"
        f"{DAY}15:20:00Z,agent_answered,true",
        # half past one in the night clocks go back: the first and, an hour later, the second
        "C3,inbound,hotline,Q1,,,2026-11-01T05:30:00Z,2026-11-01T05:30:00Z,2026-11-01T05:30:05Z,"
        "2026-11-01T05:31:00Z,agent_answered,",
        "C4,inbound,hotline,Q1,,,2026-11-01T06:30:00Z,2026-11-01T06:30:00Z,2026-11-01T06:30:05Z,"
        "2026-11-01T06:31:00Z,agent_answered,",
    ],
    "call_legs.csv": [
        LEG,
        f"L1,C1,1,a,{DAY}14:00:10Z,{DAY}14:00:20Z,{DAY}14:01:20Z,60,10,true,true,false",
        f"L2,C1,2,b,{DAY}14:01:20Z,{DAY}14:01:30Z,{DAY}14:03:30Z,120,20,true,true,true",
        f"L3,C1,3,c,{DAY}14:03:30Z,{DAY}14:03:40Z,{DAY}14:04:10Z,30,5,true,true,false",
        f"L4,C1,4,b,{DAY}14:04:10Z,{DAY}14:04:20Z,{DAY}14:05:00Z,40,15,true,false,",
        f"L5,C2,1,a,{DAY}15:00:10Z,{DAY}15:00:20Z,{DAY}15:01:20Z,60,10,true,true,true",
        f"L6,C2,2,d,{DAY}15:01:20Z,,{DAY}15:02:00Z,,,false,false,",
        "L7,C3,1,n,2026-11-01T05:30:00Z,2026-11-01T05:30:05Z,2026-11-01T05:31:00Z,55,,true,,",
        "L8,C4,1,n,2026-11-01T06:30:00Z,2026-11-01T06:30:05Z,2026-11-01T06:31:00Z,55,,true,,",
    ],
    "surveys.csv": [
        "survey_id,interaction_id,sent_at,responded_at,csat_overall",
        f"S1,C1,{DAY}14:06:00Z,{DAY}14:07:00Z,2",
    ],
    "shifts.csv": [
        "schedule_id,agent_id,shift_date,shift_code,planned_start,planned_end",
        # 22:00 to 06:00 on the wall, seven hours in spring and nine in autumn
        "W1,n,2026-03-07,night,2026-03-08T03:00:00Z,2026-03-08T10:00:00Z",
        "W2,n,2026-10-31,night,2026-11-01T02:00:00Z,2026-11-01T11:00:00Z",
    ],
    "agent_states.csv": [
        "event_id,agent_id,state,start_at,end_at",
        "Z1,n,ready,2026-03-08T03:00:00Z,2026-03-08T10:00:00Z",
        # two and a half hours longer: the trail of two hours ends at eight
        "Z2,n,ready,2026-11-01T02:00:00Z,2026-11-01T13:30:00Z",
        # without a shift: midnight to midnight on the days of 23 and 25 hours
        "Z3,m,ready,2026-03-08T05:00:00Z,2026-03-09T04:00:00Z",
        "Z4,m,ready,2026-11-01T04:00:00Z,2026-11-02T05:00:00Z",
    ],
}
MODELS = ["+fct_agent_day", "+fct_line_day", "+fct_queue_interval"]


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("attribution"))
    home.settings_file.write_text("time_zone: America/New_York\n", encoding="utf-8")
    for name, lines in FILES.items():
        path = home.root / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        land(home, "standard", [path], quiet())
    _refresh_settings(home)
    words = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    dbt("build", "-s", *MODELS, *words, home=home.root, warehouse=home.warehouse)
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        yield connection


def day(facts, agent: str, parts: str, on: str = "2026-09-02") -> tuple:
    return facts.execute(
        f"select {parts} from fct_agent_day where agent_id = ? and work_date = cast(? as date)",
        [agent, on],
    ).fetchone()


def test_a_transfer_is_charged_to_who_passed_on_and_not_to_who_took_over(facts):
    parts = "handled_count, transferred_out_count, unplanned_transferred_out_count"
    assert day(facts, "a", parts) == (2, 2, 1)  # C1 without a plan, C2 with one
    assert day(facts, "b", parts) == (2, 1, 0)  # consulted c by plan
    assert day(facts, "c", parts) == (1, 1, 1)
    # who never picked up handled nothing, and the contact rang there
    assert day(facts, "d", parts + ", rung_leg_count, answered_leg_count") == (0, 0, 0, 1, 0)


def test_everybody_has_the_seconds_of_their_own_legs(facts):
    parts = "talk_seconds, after_call_work_seconds, handle_seconds"
    assert day(facts, "a", parts) == (60 + 60, 10 + 10, 140)
    assert day(facts, "b", parts) == (120 + 40, 20 + 15, 195)
    assert day(facts, "c", parts) == (30, 5, 35)


def test_one_contact_is_one_for_the_line_whoever_shared_it(facts):
    offered = facts.execute(
        "select sum(offered_count), sum(answered_count) from fct_queue_interval"
        " where work_date = date '2026-09-02'"
    ).fetchone()
    assert offered == (2, 2)
    assert facts.execute(
        "select inbound_contact_count, inbound_agent_answered_count from fct_line_day"
        " where work_date = date '2026-09-02'"
    ).fetchone() == (2, 2)
    # five legs were handled: agents' contacts are no contacts of customers
    assert facts.execute(
        "select sum(handled_count) from fct_agent_day where work_date = date '2026-09-02'"
    ).fetchone() == (5,)


def test_the_first_answers_for_the_matter_and_the_last_for_the_rating(facts):
    assert day(facts, "a", "issue_count, rating_count") == (2, 0)
    assert day(facts, "b", "issue_count, rating_count, rating_points") == (0, 1, 2)
    assert day(facts, "c", "issue_count, rating_count") == (0, 0)


def test_a_night_over_a_change_of_the_clock_has_its_real_length(facts):
    parts = "rostered_seconds, login_seconds, in_shift_worked_seconds"
    spring = 7 * 3600
    assert day(facts, "n", parts, "2026-03-07") == (spring, spring, spring)
    # nine hours planned and worked, two more in the trail; the half hour after it is the next day's
    autumn = 9 * 3600
    assert day(facts, "n", parts, "2026-10-31") == (autumn, 11 * 3600, autumn)
    assert day(facts, "n", parts, "2026-11-01") == (0, 1800, 0)


def test_both_half_past_ones_belong_to_the_night_that_began_before(facts):
    assert day(facts, "n", "handled_count", "2026-10-31") == (2,)
    # the queue's day is the calendar's, and has both hours from one to two
    starts = facts.execute(
        "select interval_start_at, offered_count from fct_queue_interval"
        " where work_date = date '2026-11-01' order by 1"
    ).fetchall()
    assert [(f"{start:%H:%M}", count) for start, count in starts] == [("05:30", 1), ("06:30", 1)]


def test_days_of_twenty_three_and_twenty_five_hours(facts):
    assert day(facts, "m", "login_seconds", "2026-03-08") == (23 * 3600,)
    assert day(facts, "m", "login_seconds", "2026-11-01") == (25 * 3600,)
