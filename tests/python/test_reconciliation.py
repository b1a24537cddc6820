"""Every reconciliation rule holds on the demo centre, and every one of them can fail.

The rules are compiled once and asked of the demo's warehouse; then one table of each is broken, in
a temporary view, the way a faulty model would break it, and the rule must find rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.home import Home

ROOT = Path(__file__).parents[2]
FIRST_ON_PHONE = (
    "(select min(agent_id || work_date) from {0} where talk_seconds > 0 and agent_id <> 'unknown')"
)

# rule -> [(table, what a fault would make of it; {0} is the sound table)]
FAULTS: dict[str, list[tuple[str, str]]] = {
    "call_seconds_in_facts_equal_staging": [
        # a second of one agent's day is lost; two agents' seconds are swapped; a day goes missing
        (
            "fct_agent_day",
            "select * replace (talk_seconds - cast(agent_id || work_date = "
            f"{FIRST_ON_PHONE} as bigint) as talk_seconds) from {{0}}",
        ),
        (
            "fct_agent_day",
            "select * replace (case agent_id when 'A001' then 'A002' when 'A002' then 'A001' "
            "else agent_id end as agent_id) from {0}",
        ),
        ("fct_agent_day", f"select * from {{0}} where agent_id || work_date <> {FIRST_ON_PHONE}"),
    ],
    "seconds_in_facts_equal_seconds_in_staging": [
        (
            "fct_agent_day",
            "select * replace (login_seconds + cast(agent_id || work_date = "
            f"{FIRST_ON_PHONE} as bigint) as login_seconds) from {{0}}",
        ),
    ],
    "every_call_is_in_one_agent_day": [
        ("fct_agent_day", f"select * from {{0}} where agent_id || work_date <> {FIRST_ON_PHONE}"),
    ],
    "outcomes_in_facts_equal_staging": [
        ("fct_agent_day", "select * from {0} where agent_id <> 'unknown'"),
    ],
    "contacts_in_queue_and_line_facts_equal_staging": [
        ("fct_line_day", "select * from {0} where work_date <> date '2026-09-10'"),
    ],
    "interval_totals_are_contact_totals_of_each_day": [
        # the totals stay what they are, but two days are swapped; a second of waiting is lost
        (
            "fct_queue_interval",
            "select * replace (case work_date when date '2026-09-10' then date '2026-09-11' "
            "when date '2026-09-11' then date '2026-09-10' else work_date end as work_date) "
            "from {0}",
        ),
        (
            "fct_queue_interval",
            "select * replace (queue_wait_seconds - cast(interval_start_at = (select min("
            "interval_start_at) from {0} where queue_wait_seconds > 0) as bigint) "
            "as queue_wait_seconds) from {0}",
        ),
    ],
    "every_level_adds_up_to_the_centre": [
        ("kpi_value", "select * from {0} where subject_id <> 'A001'"),
        ("kpi_value", "select * from {0} where subject_type <> 'line' or subject_id <> 'hotline'"),
        ("kpi_value", "select * from {0} where subject_type <> 'queue'"),
        # in one week, of one KPI
        (
            "kpi_value",
            "select * replace (numerator + cast(kpi_id = 'calls_handled_count' and subject_type = "
            "'team' and subject_id = 'T1' and period_type = 'week' and period_start_date = "
            "date '2026-09-07' as integer) as numerator) from {0}",
        ),
    ],
    "teams_add_up_to_the_centre": [
        ("kpi_value", "select * from {0} where subject_type <> 'team' or subject_id <> 'T1'"),
    ],
    "agents_add_up_to_their_team": [
        (
            "kpi_value",
            "select * replace (numerator + cast(subject_type = 'team' and kpi_id = "
            "'calls_handled_count' and period_type = 'day' as integer) as numerator) from {0}",
        ),
    ],
    "teams_add_up_to_their_line": [
        (
            "kpi_value",
            "select * replace (denominator + cast(subject_type = 'line' and kpi_id = "
            "'average_handle_time_seconds' and period_type = 'day' as integer) as denominator) "
            "from {0}",
        ),
    ],
    "roles_of_an_agent_add_up_to_the_agent": [
        # a role's day goes missing; a contact of one role is counted in both; a role is left out
        (
            "kpi_subject_period",
            "select * replace (worked_day_count - cast(subject_type = 'agent_in_role' and "
            "period_type = 'month' as bigint) as worked_day_count) from {0}",
        ),
        (
            "kpi_value",
            "select * replace (numerator + cast(subject_type = 'agent_in_role' and kpi_id = "
            "'calls_handled_count' and period_type = 'month' as integer) as numerator) from {0}",
        ),
        ("kpi_value", "select * from {0} where subject_id not like '% team_leader'"),
    ],
    "every_staged_record_is_in_one_agent_day": [
        (
            "int_tickets_attributed_to_agents",
            "select * from {0} where ticket_id <> (select max(ticket_id) from {0})",
        ),
        ("int_qa_evaluations_scored", "from {0} union all (from {0} limit 1)"),
        (
            "int_survey_answers_attributed_to_agents",
            "select * replace (work_date + 400 as work_date) from {0}",
        ),
        (
            "int_feedback_attributed_to_agents",
            "select * from {0} where feedback_id <> (select max(feedback_id) from {0})",
        ),
    ],
    "open_hours_fit_into_the_calendar": [
        (
            "int_ticket_clock",
            "select * replace (calendar_seconds + 1 as business_seconds) from {0}",
        ),
        ("int_ticket_clock", "select * from {0} where clock <> 'resolution'"),
        (
            "fct_agent_day",
            "select * replace (ticket_first_reply_business_seconds + 1 as "
            "ticket_first_reply_business_seconds) from {0}",
        ),
    ],
}


@pytest.fixture(scope="module")
def compiled(demo_home, tmp_path_factory) -> Path:
    """The folder of the rules as plain SQL."""
    target = tmp_path_factory.mktemp("compiled")
    call = [str(Path(sys.executable).parent / "dbt"), "--quiet", "compile", "-s", *FAULTS]
    done = subprocess.run(
        call,
        cwd=ROOT,
        env=os.environ
        | {
            "SCORECARDS_HOME": str(demo_home),
            "DBT_PROFILES_DIR": str(ROOT),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return target / "compiled" / "agent_scorecards" / "tests" / "rules"


@pytest.fixture(scope="module")
def warehouse(demo_home):
    home = Home(demo_home)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach '{home.raw}' as raw (read_only)")
        connection.execute(f"attach '{home.warehouse}' as warehouse (read_only)")
        yield connection


def failures(warehouse, sql: str) -> int:
    return warehouse.execute(f"select count(*) from ({sql.strip().rstrip(';')})").fetchone()[0]


@pytest.mark.parametrize("rule", FAULTS)
def test_every_rule_can_fail(compiled, warehouse, rule):
    sql = (compiled / f"{rule}.sql").read_text(encoding="utf-8")
    assert failures(warehouse, sql) == 0, "the sound warehouse"
    for table, fault in FAULTS[rule]:
        sound = f'"warehouse"."main"."{table}"'
        assert sound in sql, table
        warehouse.execute(f"create or replace temp view broken as {fault.format(sound)}")
        assert failures(warehouse, sql.replace(sound, "broken")) > 0, fault
