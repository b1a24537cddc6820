"""From fact rows to KPIs and cards through the real models and the real seeds.

Facts are written by hand into a warehouse of their own; dbt builds the rooms kpis and scorecards on
them once. Every expectation is worked out beside it. Sources of the vectors: definitions.md
(service level, adherence, IQS) and the tables of SC01, SC04 and SC23 in the catalogue.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from pipeline.contract import create_raw
from pipeline.home import Home

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "models" / "facts"
MONTH = date(2026, 9, 1)
TYPING = (80, 79, 70, 69, 60, 59, 50, 49)
COMPLETION = (100, 99, 95, 94, 90, 89, 85, 84, 80, 79)
WRAP = (23000, 23001, 27600, 27601, 32200, 32201)
PEERS = {"P1": 20, "P2": 26, "P3": 31, "P4": 34, "P5": 14}


def dbt(*arguments: str, home: Path, warehouse: Path) -> None:
    """Run dbt in a process of its own, so that it leaves no handle on the warehouse behind."""
    environment = os.environ | {
        "SCORECARDS_HOME": str(home),
        "SCORECARDS_WAREHOUSE": str(warehouse),
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_LOG_PATH": str(home / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    call = [str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def contract(name: str) -> dict[str, str]:
    """Column names and types of a fact, from its contract."""
    model = yaml.safe_load((FACTS / f"{name}.yml").read_text(encoding="utf-8"))["models"][0]
    return {column["name"]: column["data_type"] for column in model["columns"]}


class Facts:
    """Writes rows into the tables of the facts room; a part that is not named is nought."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.columns = {}
        for path in sorted(FACTS.glob("*.yml")):
            if path.stem.startswith("_"):
                continue
            name = path.stem
            self.columns[name] = contract(name)
            listed = ", ".join(f"{column} {kind}" for column, kind in self.columns[name].items())
            connection.execute(f"create table {name} ({listed})")

    def add(self, table: str, **values: object) -> None:
        zeros = (
            {
                column: 0
                for column, kind in self.columns[table].items()
                if kind == "bigint" or kind.startswith("decimal")
            }
            if table in ("fct_agent_day", "fct_queue_interval", "fct_line_day")
            else {}
        )
        row = zeros | values
        marks = ", ".join("?" for _ in row)
        self.connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())
        )

    def agent(
        self,
        agent_id: str,
        *,
        team: str = "T1",
        shift: str = "day",
        role: str = "agent",
        worked: int = 20,
        hired: date = date(2025, 1, 1),
        month: date = MONTH,
        **parts: object,
    ) -> None:
        """One agent and one month, its parts on the first day and nothing on the others."""
        known = self.connection.execute(
            "select count(*) from dim_agent where agent_id = ?", [agent_id]
        ).fetchone()
        if known == (0,):
            self.add("dim_agent", agent_id=agent_id, role=role, hire_date=hired)
        where = {"team_id": team, "role": role, "business_line": "L1", "shift_code": shift}
        self.add("fct_agent_day", agent_id=agent_id, work_date=month, **where, **parts)
        self.add(
            "dim_agent_period",
            agent_id=agent_id,
            period_type="month",
            period_start_date=month,
            worked_day_count=worked,
            **where,
        )


def vectors(facts: Facts) -> None:
    """Everything the tests below look at, in one warehouse."""
    calendar = facts.connection
    calendar.execute("""
        insert into dim_date (
            calendar_date, week_start_date, month_date, quarter_start_date, year_start_date,
            is_known
        )
        select
            day, date_trunc('week', day), date_trunc('month', day), date_trunc('quarter', day),
            date_trunc('year', day), true
        from (select cast(unnest(range(timestamp '2026-01-01', timestamp '2027-01-01',
            interval 1 day)) as date) as day)
    """)
    calendar.execute("""
        insert into dim_period_date (
            calendar_date, period_type, period_start_date, period_end_date
        )
        select calendar_date, 'day', calendar_date, calendar_date from dim_date
        union all
        select calendar_date, 'month', month_date, last_day(month_date) from dim_date
    """)
    facts.add(
        "dim_centre",
        time_zone="Asia/Shanghai",
        currency="CNY",
        language="en",
        data_through_date=date(2026, 12, 31),
    )
    for name in ("calls", "surveys", "agent_states", "shifts", "attendance", "tickets", "targets"):
        facts.add("dim_raw_table", raw_table=name, row_count=1)
    for name in ("assessments", "qa_items", "qa_evaluations", "workplace_events", "skills"):
        facts.add("dim_raw_table", raw_table=name, row_count=1)
    facts.add("dim_raw_table", raw_table="customer_feedback", row_count=0)
    for team in ("T1", "T2"):
        facts.add("dim_team", team_id=team, business_line="L1")

    # definitions.md: 200 answered within 20 s, 100 later, 50 abandoned soon, 50 abandoned late
    facts.add(
        "fct_queue_interval",
        queue_id="Q1",
        business_line="L9",
        work_date=date(2026, 3, 1),
        offered_count=400,
        answered_count=300,
        answered_within_20_seconds_count=200,
        abandoned_count=100,
        short_abandoned_count=50,
        abandoned_within_20_seconds_count=50,
    )
    # definitions.md: 480 minutes scheduled, 30 not tracked, 45 out of adherence
    facts.agent(
        "D2",
        month=date(2026, 2, 1),
        rostered_seconds=480 * 60,
        planned_break_seconds=30 * 60,
        tracked_rostered_seconds=480 * 60,
        tracked_seconds=450 * 60,
        scheduled_work_seconds=450 * 60,
        out_of_adherence_seconds=45 * 60,
    )
    # the same shift, and another of 480 minutes that the agent stayed away from
    facts.agent(
        "ABSENT",
        month=date(2026, 2, 1),
        rostered_seconds=2 * 480 * 60,
        planned_break_seconds=2 * 30 * 60,
        tracked_rostered_seconds=480 * 60,
        tracked_seconds=450 * 60,
        scheduled_work_seconds=2 * 450 * 60,
        out_of_adherence_seconds=45 * 60,
        absence_day_count=1,
    )
    # definitions.md: 60 minutes scheduled, 10 late, 10 extra after the shift
    facts.agent(
        "G2",
        month=date(2026, 2, 1),
        rostered_seconds=3600,
        tracked_rostered_seconds=3600,
        tracked_seconds=3600,
        scheduled_work_seconds=3600,
        in_shift_worked_seconds=3000,
        out_of_shift_worked_seconds=600,
        out_of_adherence_seconds=600,
    )
    # definitions.md: five reviews of 100, 9.91, 63.96, 90.99 and 0
    facts.agent(
        "Q1",
        month=date(2026, 2, 1),
        qa_evaluation_count=5,
        qa_total_points=Decimal("264.86"),
        rating_count=9,
        satisfied_rating_count=9,
        recommendation_count=30,
        promoter_count=20,
        detractor_count=5,
    )
    facts.agent("Q2", month=date(2026, 2, 1), rating_count=18, satisfied_rating_count=15)

    # an agent who changes team on the fifteenth
    for day, team, count in ((14, "T1", 10), (15, "T2", 4)):
        facts.add(
            "fct_agent_day",
            agent_id="MOVER",
            work_date=date(2026, 4, day),
            team_id=team,
            role="agent",
            business_line="L1",
            shift_code="day",
            handled_count=count,
        )
    for number, hours in enumerate((1, 2, 3, 100)):
        facts.add(
            "fct_ticket",
            ticket_id=f"K{number}",
            agent_id="MOVER",
            team_id="T1",
            business_line="L1",
            work_date=date(2026, 4, 14),
            resolved_date=date(2026, 4, 14),
            resolution_seconds=hours * 3600,
            reopened_count=0,
            is_resolved=True,
        )

    # bands of SC04, one agent per edge; each has a shift of its own, so the centre is the peer
    for number in TYPING:
        facts.agent(f"TYPING{number}", typing_test_count=1, typing_test_points=number)
    for number in COMPLETION:
        facts.agent(f"DONE{number}", handled_count=number)
        facts.add(
            "dim_target",
            period_type="month",
            period_start_date=MONTH,
            scope_type="agent",
            scope_id=f"DONE{number}",
            kpi_id="calls_handled_count",
            target_value=100,
        )
    for number in WRAP:
        facts.agent(f"WRAP{number}", wrap_and_busy_seconds=number)
    facts.agent(
        "GATED", wrap_and_busy_seconds=1900, wrap_and_busy_over_limit_shift_count=1, worked=20
    )

    # peers of one shift: mean of 20, 26, 31, 34 and 14 is 125 / 5 = 25
    for agent_id, count in PEERS.items():
        facts.agent(agent_id, month=date(2026, 5, 1), shift="peers", sign_in_count=count)
    for agent_id, count in (("S1", 10), ("S2", 30)):
        facts.agent(agent_id, month=date(2026, 5, 1), shift="small", sign_in_count=count)
    # a typing test in May counts until October, not in November
    facts.agent(
        "LOOK", month=date(2026, 5, 1), shift="small", typing_test_count=1, typing_test_points=75
    )
    facts.agent("LOOK", month=date(2026, 10, 1))
    facts.agent("LOOK", month=date(2026, 11, 1))
    facts.agent("TESTED", month=date(2026, 11, 1), typing_test_count=1, typing_test_points=90)
    facts.agent("UNTESTED", month=date(2026, 12, 1))

    # one whole card of SC04, SC01 and SC23
    whole = date(2026, 7, 1)
    for agent_id in ("WHOLE", "SAME", "OTHER"):
        facts.agent(
            agent_id,
            month=whole,
            shift="whole",
            handled_count=930,
            timed_count=930,
            timed_talk_seconds=930 * 330,
            service_standard_points=27,
            service_standard_max_points=30,
            handling_ability_points=24,
            handling_ability_max_points=30,
            qa_evaluation_count=2,
            typing_test_count=1,
            typing_test_points=72,
            exam_count=2,
            exam_points=65 + 85,
            exam_max_points=200,
            last_exam_count=1,
            last_exam_points=85,
            last_exam_max_points=100,
            sign_in_count=22,
            sign_out_count=22,
            wrap_and_busy_seconds=25000,
            login_seconds=500000,
            on_duty_seconds=400000,
            talk_state_seconds=240000,
            ready_seconds=100000,
            rating_count=20,
            satisfied_rating_count=18,
            ivr_rating_count=20,
            ivr_satisfied_rating_count=17,
            issue_count=100,
            first_contact_resolved_issue_count=79,
            hygiene_inspection_count=1,
            hygiene_points=9,
            hygiene_max_points=10,
            accepted_suggestion_count=1,
            late_count=1,
        )
        facts.add(
            "dim_target",
            period_type="month",
            period_start_date=whole,
            scope_type="agent",
            scope_id=agent_id,
            kpi_id="calls_handled_count",
            target_value=1000,
        )
        for event, kind, quantity in (("late", "late", 601), ("leave", "leave", 2)):
            facts.add(
                "fct_agent_event",
                event_id=f"{agent_id}-{event}",
                agent_id=agent_id,
                work_date=date(2026, 7, 9),
                event_type=kind,
                quantity=quantity,
            )
    for kpi_id, target in {
        "centre_connect_rate": 0.90,
        "service_standard_compliance_rate": 0.95,
        "exam_score": 90,
        "ivr_csat_rate": 0.85,
        "hygiene_inspection_score": 90,
    }.items():
        facts.add(
            "dim_target",
            period_type="month",
            period_start_date=whole,
            scope_type="centre",
            scope_id="centre",
            kpi_id=kpi_id,
            target_value=target,
        )
    # a total is held against the target of the person, never against the plan of all
    facts.add(
        "dim_target",
        period_type="month",
        period_start_date=whole,
        scope_type="agent",
        scope_id="WHOLE",
        kpi_id="suggestion_count",
        target_value=1,
    )
    facts.add(
        "fct_line_day",
        business_line="L1",
        work_date=whole,
        inbound_contact_count=100,
        ivr_terminal_contact_count=11,
        inbound_agent_answered_count=70,
    )
    facts.agent("FEW", month=whole, shift="whole", worked=9, handled_count=1)
    facts.agent("NEW", month=whole, shift="whole", hired=date(2026, 7, 9), worked=12)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse after dbt built KPIs and cards on the facts above, with all their tests."""
    home = tmp_path_factory.mktemp("engine")
    warehouse = home / "warehouse.duckdb"
    create_raw(Home(home))
    with duckdb.connect(home / "raw.duckdb") as raw:
        raw.execute("insert into landing.load (load_id, check_status) values ('hand', 'passed')")
    with duckdb.connect(warehouse) as connection:
        vectors(Facts(connection))
    dbt("seed", home=home, warehouse=warehouse)
    rooms = ["--select", "path:models/kpis", "path:models/scorecards"]
    dbt("run", *rooms, home=home, warehouse=warehouse)
    with duckdb.connect(warehouse, read_only=True) as connection:
        yield connection


def kpi(
    engine: duckdb.DuckDBPyConnection, subject_id: str, kpi_id: str, month: date
) -> tuple[float | None, str]:
    row = engine.execute(
        "select kpi_value, status from kpi_value where subject_id = ? and kpi_id = ?"
        " and period_type = 'month' and period_start_date = ?",
        [subject_id, kpi_id, month],
    ).fetchone()
    assert row is not None, f"{subject_id} has no {kpi_id}"
    return row


def line(
    engine: duckdb.DuckDBPyConnection, scheme: str, subject_id: str, item: str, month: date = MONTH
) -> dict[str, object]:
    found = engine.execute(
        "select * from scorecard_line where scheme_id = ? and subject_id = ? and item_id = ?"
        " and period_start_date = ?",
        [scheme, subject_id, item, month],
    )
    names = [column[0] for column in found.description]
    row = found.fetchone()
    assert row is not None, f"{subject_id} has no line {item} in {scheme}"
    return dict(zip(names, row, strict=True))


def card(
    engine: duckdb.DuckDBPyConnection, scheme: str, subject_id: str, month: date
) -> dict[str, object]:
    found = engine.execute(
        "select * from scorecard where scheme_id = ? and subject_id = ? and period_start_date = ?",
        [scheme, subject_id, month],
    )
    names = [column[0] for column in found.description]
    row = found.fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))


@pytest.mark.parametrize(
    ("kpi_id", "expected"),
    [
        ("service_level_20s", 200 / 400),
        ("service_level_20s_without_short_abandons", 200 / (400 - 50)),
        ("service_level_20s_removed", (200 + 50) / 400),
        ("service_level_20s_answered", 200 / 300),
        ("abandonment_rate", 100 / 400),
        ("answer_rate", 300 / 400),
    ],
)
def test_one_sheet_of_400_calls_gives_each_service_level(
    engine: duckdb.DuckDBPyConnection, kpi_id: str, expected: float
) -> None:
    for subject in ("Q1", "L9"):
        value = engine.execute(
            "select kpi_value, status from kpi_value where subject_type in ('queue', 'line')"
            " and subject_id = ? and kpi_id = ? and period_type = 'month'",
            [subject, kpi_id],
        ).fetchone()
        assert value == (pytest.approx(expected), "measured")


@pytest.mark.parametrize(
    ("agent", "kpi_id", "expected"),
    [
        # 480 scheduled, 45 out: (480 - 45) / 480; of the tracked 450: 405 / 450 = 90.00 %
        ("D2", "schedule_adherence_rate", 435 / 480),
        ("D2", "schedule_adherence_rate_tracked", 405 / 450),
        # staying away is no adherence: still 435 / 480, and not (960 - 45) / 960 = 95.3 %
        ("ABSENT", "schedule_adherence_rate", 435 / 480),
        ("ABSENT", "schedule_adherence_rate_out_of_shift", 435 / 480),
        # 60 scheduled, 10 out, 10 worked after: 50 / 60 = 83.3 %; 50 / 70 = 71.4 %; 60 / 60
        ("G2", "schedule_adherence_rate", 50 / 60),
        ("G2", "schedule_adherence_rate_out_of_shift", 50 / 70),
        ("G2", "schedule_conformance_rate", 60 / 60),
        # (100 + 9.91 + 63.96 + 90.99 + 0) / 5 = 264.86 / 5 = 52.972, printed as 52.97
        ("Q1", "qa_score", 52.972),
        # 20 promoters, 5 detractors, 5 in between: (20 - 5) / 30
        ("Q1", "net_promoter_score", 0.5),
        ("Q2", "csat_rate", 15 / 18),
    ],
)
def test_golden_vectors_of_the_field(
    engine: duckdb.DuckDBPyConnection, agent: str, kpi_id: str, expected: float
) -> None:
    found = kpi(engine, agent, kpi_id, date(2026, 2, 1))
    assert found == (pytest.approx(expected), "measured")


def test_nine_ratings_are_shown_and_not_judged(engine: duckdb.DuckDBPyConnection) -> None:
    assert kpi(engine, "Q1", "csat_rate", date(2026, 2, 1)) == (1.0, "below_minimum")


def test_a_change_of_team_splits_the_month_by_day(engine: duckdb.DuckDBPyConnection) -> None:
    month = date(2026, 4, 1)
    assert kpi(engine, "MOVER", "calls_handled_count", month)[0] == 14
    assert kpi(engine, "T1", "calls_handled_count", month)[0] == 10
    assert kpi(engine, "T2", "calls_handled_count", month)[0] == 4
    assert kpi(engine, "centre", "calls_handled_count", month)[0] == 14


def test_the_median_of_four_tickets_is_between_the_middle_two(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    # 1, 2, 3 and 100 hours: (2 + 3) / 2; the mean would be 26.5
    found = kpi(engine, "MOVER", "issue_handling_time_median_hours", date(2026, 4, 1))
    assert found == (pytest.approx(2.5), "measured")


def test_what_was_never_delivered_is_not_applicable(engine: duckdb.DuckDBPyConnection) -> None:
    assert kpi(engine, "MOVER", "praise_count", date(2026, 4, 1)) == (None, "not_applicable")


@pytest.mark.parametrize(
    ("speed", "points"), list(zip(TYPING, (5, 4, 4, 3, 3, 2, 2, 0), strict=True))
)
def test_typing_bands_of_sc04(engine: duckdb.DuckDBPyConnection, speed: int, points: int) -> None:
    assert line(engine, "SC04", f"TYPING{speed}", "typing")["line_score"] == points


@pytest.mark.parametrize(
    ("percent", "points"),
    list(zip(COMPLETION, (25, 23, 23, 20, 20, 18, 18, 15, 15, 0), strict=True)),
)
def test_business_indicator_bands_of_sc04(
    engine: duckdb.DuckDBPyConnection, percent: int, points: int
) -> None:
    found = line(engine, "SC04", f"DONE{percent}", "business_indicator")
    assert found["line_score"] == points
    assert found["kpi_value"] == pytest.approx(percent / 100)


@pytest.mark.parametrize(("seconds", "points"), list(zip(WRAP, (3, 2, 2, 1, 1, 0), strict=True)))
def test_wrap_and_busy_bands_of_sc04(
    engine: duckdb.DuckDBPyConnection, seconds: int, points: int
) -> None:
    assert line(engine, "SC04", f"WRAP{seconds}", "wrap_and_busy")["line_score"] == points


def test_one_shift_over_the_limit_zeroes_the_item_and_the_star(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    found = line(engine, "SC04", "GATED", "wrap_and_busy")
    assert (found["item_score"], found["line_score"]) == (3, 0)
    assert found["reason"] == "zeroed_by_gate"
    assert "AM39" in str(found["assumption_ids"]).split()
    assert card(engine, "SC04", "GATED", MONTH)["is_star_eligible"] is False
    assert card(engine, "SC04", "WRAP32201", MONTH)["is_star_eligible"] is True


@pytest.mark.parametrize(
    ("agent", "points"),
    # mean 25: 20 and 14 are below it, 26 is 1 over, 31 is 6 over, 34 is 9 over
    [("P1", 3), ("P5", 3), ("P2", 2), ("P3", 1), ("P4", 1)],
)
def test_sign_ins_are_compared_with_the_mean_of_the_shift(
    engine: duckdb.DuckDBPyConnection, agent: str, points: int
) -> None:
    found = line(engine, "SC04", agent, "sign_in_out", date(2026, 5, 1))
    assert (found["peer_mean"], found["peer_count"]) == (25, 5)
    assert found["line_score"] == points


def test_two_in_a_shift_are_compared_with_the_centre(engine: duckdb.DuckDBPyConnection) -> None:
    # three in the shift "small" are enough: (10 + 30 + 0) / 3 = 13.33
    found = line(engine, "SC04", "S2", "sign_in_out", date(2026, 5, 1))
    assert found["peer_mean"] == pytest.approx(40 / 3)
    # LOOK is alone in October: the centre, which is LOOK again
    alone = line(engine, "SC04", "LOOK", "sign_in_out", date(2026, 10, 1))
    assert (alone["peer_count"], alone["line_score"]) == (1, 3)
    assert "REC-PEERS" in str(alone["assumption_ids"]).split()


def test_a_typing_test_counts_for_six_months(engine: duckdb.DuckDBPyConnection) -> None:
    in_october = line(engine, "SC04", "LOOK", "typing", date(2026, 10, 1))
    assert (in_october["line_score"], in_october["value_period_start_date"]) == (
        4,
        date(2026, 5, 1),
    )
    in_november = line(engine, "SC04", "LOOK", "typing", date(2026, 11, 1))
    # no valid test within six months: nought out of 5, and marked (catalogue, SC04 edge)
    assert (in_november["kpi_value"], in_november["status"]) == (None, "scored")
    assert (in_november["line_score"], in_november["max_score"]) == (0, 5)
    assert in_november["reason"] == "missing_counts_as_nought"
    assert "REC-SC04-TYPING" in str(in_november["assumption_ids"]).split()
    # TESTED has no card in December: nobody has a value, so the test was not held
    in_december = line(engine, "SC04", "UNTESTED", "typing", date(2026, 12, 1))
    assert (in_december["status"], in_december["line_score"]) == ("no_activity", None)
    assert in_december["max_score"] == 0


def test_a_whole_card_of_sc04(engine: duckdb.DuckDBPyConnection) -> None:
    """All three agents of the shift are alike, so each stands at the mean of the peers."""
    expected = {
        "business_indicator": "20",  # 930 / 1000 = 0.93, from 0.90 on
        "service_standard": "13.5",  # 15 x 27 / 30
        "handling_capability": "12",  # 15 x 24 / 30
        "typing": "4",  # 72, from 70 on
        "exam": "8.5",  # 10 x 85 / 100: the month's last; both would be 10 x 150 / 200 = 7.5
        "sign_in_out": "3",  # at the mean
        "talk_time": "3",  # at the mean
        "wrap_and_busy": "2",  # 25,000 s, up to 27,600
        "work_duration": "0.8",  # see below
        "attendance": "6",  # 10 - 2 (601 s late) - 2 (days of leave)
        "discipline": "10",  # no breach
    }
    # NEW is in the shift and logged in for 0 s: mean 3 x 500,000 / 4 = 375,000, so all are above
    expected["work_duration"] = "1"
    # NEW signed in 0 times: mean 3 x 44 / 4 = 33, so 44 is 11 over: nought
    expected["sign_in_out"] = "0"
    month = date(2026, 7, 1)
    found = {item: line(engine, "SC04", "WHOLE", item, month)["line_score"] for item in expected}
    assert found == {item: Decimal(points) for item, points in expected.items()}
    assert line(engine, "SC01", "WHOLE", "hygiene", month)["evidence_count"] == 1
    assert line(engine, "SC04", "WHOLE", "exam", month)["evidence_count"] == 1
    total = card(engine, "SC04", "WHOLE", month)
    # 20 + 13.5 + 12 + 4 + 8.5 + 0 + 3 + 2 + 1 + 6 + 10 = 80
    assert total["total_score"] == Decimal("80")
    assert (total["grade"], total["subject_rank"], total["ranked_count"]) == ("good", 1, 3)
    assert card(engine, "SC04", "OTHER", month)["subject_rank"] == 1


def test_a_whole_card_of_sc01_without_praise(engine: duckdb.DuckDBPyConnection) -> None:
    """Feedback was never delivered: the 0.05 of praise are spread over the other 0.95."""
    month = date(2026, 7, 1)
    weights = {
        "calls_handled": ("0.526314", "93"),  # 930 / 1000
        "talk_time": ("0.105263", "75"),  # 330 s: 30 s outside 180 to 300, 1 - 30 / 120
        "centre_connect": ("0.052632", "90"),  # (11 + 70) / 100 = 0.81 against 0.90
        "service_standard": ("0.105263", "94.7368"),  # 0.90 against 0.95
        "exam": ("0.052632", "94.4444"),  # 85 against 90
        "ivr_csat": ("0.052632", "100"),  # 17 / 20 = 0.85 against 0.85
        "rules": ("0.052632", "100"),  # no breach
        "hygiene": ("0.021053", "100"),  # 90 against 90
        "suggestion": ("0.031579", "100"),  # 1 against 1
    }
    # 0.50 / 0.95 = 0.526316; rounded weights sum to 1.000002, which the heaviest gives back
    assert sum(Decimal(weight) for weight, _ in weights.values()) == 1
    for item, (weight, points) in weights.items():
        found = line(engine, "SC01", "WHOLE", item, month)
        assert (found["weight"], found["item_points"]) == (Decimal(weight), Decimal(points)), item
        # weight x points, rounded to four places: 0.526314 x 93 = 48.9472
        score = (Decimal(weight) * Decimal(points)).quantize(Decimal("0.0001"))
        assert abs(found["line_score"] - score) <= Decimal("0.0001"), item
    praise = line(engine, "SC01", "WHOLE", "praise", month)
    assert (praise["status"], praise["line_score"], praise["weight"]) == ("not_applicable", None, 0)
    total = card(engine, "SC01", "WHOLE", month)
    # 48.9472 + 7.8947 + 4.7369 + 9.9723 + 4.9708 + 5.2632 + 5.2632 + 2.1053 + 3.1579 = 92.3115
    assert total["total_score"] == Decimal("92.3115")
    assert (total["max_total"], total["reason"]) == (100, "some_items_not_scored")


def test_a_whole_card_of_sc23(engine: duckdb.DuckDBPyConnection) -> None:
    """79 / 100 misses 0.80, 18 / 20 meets 0.90, 340,000 / 400,000 is 0.85: the end of the range."""
    month = date(2026, 7, 1)
    met = {
        item: line(engine, "SC23", "WHOLE", item, month)["line_score"]
        for item in ("first_contact_resolution", "csat", "utilization")
    }
    assert met == {"first_contact_resolution": 0, "csat": 1, "utilization": 1}
    assert card(engine, "SC23", "WHOLE", month)["total_score"] == 2


def test_nobody_of_the_scheme_is_missing(engine: duckdb.DuckDBPyConnection) -> None:
    month = date(2026, 7, 1)
    few = card(engine, "SC04", "FEW", month)
    assert (few["status"], few["reason"]) == ("not_scored", "too_few_worked_days")
    assert (few["total_score"], few["subject_rank"]) == (None, None)
    # hired on 9 July: 22 days by the end of the month
    new = card(engine, "SC04", "NEW", month)
    assert (new["status"], new["reason"], new["subject_rank"]) == (
        "scored",
        "tenure_too_short",
        None,
    )
    assert new["total_score"] is not None
