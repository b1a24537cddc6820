"""Payslips worked out by hand from the catalogue's text (SC10, SC20), against the real seeds.

What pay rests on (KPIs, events, cards, people) is written by hand; dbt seeds and runs the pay
models on it. Every expectation is worked out beside it.
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
MONTH = date(2026, 9, 1)
INPUTS = {
    "kpi_value": "kpis",
    "kpi_event": "kpis",
    "kpi_subject_period": "kpis",
    "dim_agent_period": "facts",
    "scorecard": "scorecards",
    "scorecard_award": "scorecards",
    "scorecard_action": "scorecards",
}
PAY_SEEDS = ["pay_plans", "pay_posts", "pay_components", "pay_rates", "pay_conditions"]
RULES = [
    "net_pay_is_the_sum_of_its_lines",
    "nothing_is_simulated_where_a_post_is_off",
    "pay_lines_are_quantity_times_rate_with_the_sign_of_their_kind",
    "one_case_is_charged_once",
    "assumptions_of_a_pay_line_are_written_down",
    "pay_seeds_fit_together",
]
# Every measurement that some component of SC10 needs, of somebody with nothing to show.
NOTHING = {
    "calls_handled_count": 0,
    "marketing_piece_count": 0,
    "marketing_points": 0,
    "seniority_years": 2.5,
    "star_rating": 4,
    "attendance_rate": 1,
    "overtime_hours": 0,
    "cross_sell_penetration_rate": 0.30,
    "agent_caused_dissatisfied_rating_count": 0,
    "late_early_count": 0,
    "handover_failure_main_count": 0,
    "handover_failure_secondary_count": 0,
    "average_after_call_work_seconds": 10,
    "work_hour_utilization_rate": 0.80,
    "late_leave_application_count": 0,
    "justified_service_complaint_count": 0,
    "repeat_complaint_count": 0,
    "general_complaint_count": 0,
    "work_error_count": 0,
    "service_error_count": 0,
    "error_ticket_count": 0,
    "survey_participation_rate": 0.50,
    "busy_over_limit_shift_count": 0,
    "average_handle_time_without_hold_seconds": 120,
    "unauthorised_busy_or_signoff_count": 0,
    "hygiene_inspection_score": 90,
    "rule_breach_count": 0,
}


class Payroll:
    """Writes what pay rests on."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        for table, room in INPUTS.items():
            text = (ROOT / "models" / room / f"{table}.yml").read_text(encoding="utf-8")
            columns = yaml.safe_load(text)["models"][0]["columns"]
            listed = ", ".join(f"{column['name']} {column['data_type']}" for column in columns)
            connection.execute(f"create table {table} ({listed})")

    def add(self, table: str, **row: object) -> None:
        self.connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
            list(row.values()),
        )

    def person(self, agent_id: str, post: str, days: int = 30) -> None:
        month = {"period_type": "month", "period_start_date": MONTH}
        self.add(
            "dim_agent_period",
            agent_id=agent_id,
            post_code=post,
            counted_day_count=days,
            period_day_count=30,
            **month,
        )
        self.add(
            "kpi_subject_period",
            subject_type="agent",
            subject_id=agent_id,
            period_end_date=date(2026, 9, 30),
            is_known_period=True,
            **month,
        )

    def kpi(self, agent_id: str, kpi_id: str, value: float | None, **other: object) -> None:
        row = {
            "period_type": "month",
            "period_start_date": MONTH,
            "numerator": value,
            "status": "measured" if value is not None else "not_applicable",
            "reason": None if value is not None else "raw_table_is_empty",
            "evidence_count": 1,
        } | other
        self.add(
            "kpi_value",
            subject_type="agent",
            subject_id=agent_id,
            kpi_id=kpi_id,
            kpi_value=value,
            **row,
        )

    def measured(self, agent_id: str, **values: float | None) -> None:
        for kpi_id, value in (NOTHING | values).items():
            self.kpi(agent_id, kpi_id, value)

    def event(self, agent_id: str, kind: str, case: str, day: int, size: float = 1) -> None:
        self.add(
            "kpi_event",
            event_id=f"{kind}:{agent_id}:{case}",
            case_id=case,
            agent_id=agent_id,
            work_date=date(2026, 9, day),
            event_type=kind,
            event_code="untidy_desk" if kind == "patrol_finding" else None,
            quantity=size,
        )


def write(pay: Payroll) -> None:
    """BUSY has a bit of everything, EDGE sits on every limit, STAR sells, OFF is off."""
    pay.person("BUSY", "KA")
    pay.measured(
        "BUSY",
        overtime_hours=3.5,
        cross_sell_penetration_rate=0.2499,
        agent_caused_dissatisfied_rating_count=10,
        survey_participation_rate=0.3499,
        average_after_call_work_seconds=15.2,
        work_hour_utilization_rate=0.6999,
        busy_over_limit_shift_count=2,
        average_handle_time_without_hold_seconds=130.5,
        hygiene_inspection_score=59,
    )
    pay.kpi("BUSY", "quota_completion_rate", 1000 / 850, numerator=1000, denominator=850)
    for day, seconds in ((1, 15), (2, 15.5), (3, 16)):
        pay.kpi(
            "BUSY",
            "average_after_call_work_seconds",
            seconds,
            period_type="day",
            period_start_date=date(2026, 9, day),
        )
    for case, day, seconds in (("shift:1", 1, 299), ("shift:2", 2, 300), ("shift:3", 3, 659)):
        pay.event("BUSY", "late_for_meeting", case, day, seconds)
    pay.event("BUSY", "early_leave_or_sign_off", "shift:3", 3, 420)
    for case, day in (("event:1", 4), ("event:2", 4)):
        pay.event("BUSY", "conduct_handover_failure_main", case, day)
    pay.event("BUSY", "conduct_handover_failure_secondary", "event:3", 5)
    pay.event("BUSY", "late_leave_application", "leave:1", 6)
    for kind in ("general", "justified", "repeat"):
        pay.event("BUSY", f"complaint_{kind}", "feedback:1", 7)
    pay.event("BUSY", "complaint_general", "feedback:2", 7)
    pay.event("BUSY", "complaint_repeat", "feedback:3", 8)
    for kind, count in (("work", 2), ("service", 1), ("ticket", 1)):
        for number in range(count):
            pay.event("BUSY", f"conduct_{kind}_error", f"event:{kind}{number}", 9)
    pay.event("BUSY", "patrol_finding", "event:desk", 10)

    pay.person("EDGE", "GEN")
    pay.measured(
        "EDGE",
        calls_handled_count=1234,
        cross_sell_penetration_rate=0.25,
        agent_caused_dissatisfied_rating_count=10,
        survey_participation_rate=0.35,
        average_after_call_work_seconds=15,
        work_hour_utilization_rate=0.70,
        average_handle_time_without_hold_seconds=130,
        hygiene_inspection_score=60,
    )
    for day in (1, 2, 3):
        pay.event("EDGE", "late_for_meeting", f"shift:{day}", day, 60)

    # joined on the 16th; nobody ever delivered orders, and customer feedback neither
    pay.person("NEW", "BB", 15)
    gaps = ["cross_sell_penetration_rate", "general_complaint_count", "marketing_piece_count"]
    pay.measured("NEW", agent_caused_dissatisfied_rating_count=9, survey_participation_rate=0.1)
    pay.connection.executemany(
        "update kpi_value set kpi_value = null, status = 'not_applicable',"
        " reason = 'raw_table_is_empty' where subject_id = 'NEW' and kpi_id = ?",
        [[kpi_id] for kpi_id in gaps],
    )
    pay.kpi("NEW", "quota_completion_rate", 0.5, numerator=200, denominator=400)

    for agent_id, leads in (("STAR", 12), ("SELLER", 11)):
        pay.person(agent_id, "OB")
        pay.kpi(agent_id, "base_pay", 3600)
        pay.kpi(agent_id, "leads_generated_count", leads)
    star = {
        "subject_type": "agent",
        "subject_id": "STAR",
        "period_type": "month",
        "period_start_date": MONTH,
        "is_provisional": False,
    }
    pay.add(
        "scorecard",
        scheme_id="SC18",
        status="scored",
        attained_score=Decimal("83.25"),
        scored_item_count=10,
        **star,
    )
    pay.add("scorecard_award", award_id="lead_star", is_winner=True, **star)
    pay.add(
        "scorecard_action",
        scheme_id="SC14",
        action_code="bonus",
        bonus_percentage_points=Decimal("12.5"),
        **star,
    )
    pay.person("OFF", "TL")
    pay.person("NOBODY", "unknown")


def dbt(home: Path, *arguments: str) -> None:
    environment = os.environ | {
        "SCORECARDS_HOME": str(home),
        "SCORECARDS_WAREHOUSE": str(home / "warehouse.duckdb"),
        "DBT_PROFILES_DIR": str(ROOT),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_LOG_PATH": str(home / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    call = [str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pay")
    create_raw(Home(home))
    with duckdb.connect(str(home / "raw.duckdb")) as raw:
        raw.execute("insert into landing.load (load_id, check_status) values ('hand', 'passed')")
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        write(Payroll(connection))
    seeds = ["assumptions", "scheme_assumptions", "kpis", "reasons", *PAY_SEEDS]
    dbt(home, "seed", "--select", *seeds)
    dbt(home, "run", "--select", "pay_subject+")
    dbt(home, "compile", "--select", *RULES)
    return home


@pytest.fixture(scope="module")
def paid(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def amounts(paid: duckdb.DuckDBPyConnection, agent_id: str) -> dict[tuple[str, str], tuple]:
    rows = paid.execute(
        "select component_id, rate_id, quantity, rate, amount, status from pay_line"
        " where agent_id = ?",
        [agent_id],
    ).fetchall()
    return {row[:2]: row[2:] for row in rows}


def simulation(paid: duckdb.DuckDBPyConnection, agent_id: str) -> tuple:
    return paid.execute(
        "select gross_amount, deduction_amount, floor_amount, net_amount, status, reason"
        " from pay_simulation where agent_id = ?",
        [agent_id],
    ).fetchone()


# quantity, rate, amount, status, as 001:L667-683 has them
PAYSLIP = {
    # quota 850, handled 1,000: 0.2 yuan within it; beyond it the general rate, assumed to be 0.2
    ("piece_specialist", "within_quota"): ("850", "0.2", "170.00", "simulated"),
    ("piece_specialist", "above_quota"): ("150", "0.2", "30.00", "simulated"),
    ("post_pay", "month"): ("1", "100", "100.00", "simulated"),
    ("overtime", "hour"): ("3.5", "6", "21.00", "simulated"),
    # 24.99 % of 25 %
    ("penetration", "month"): ("1", "30", "-30.00", "simulated"),
    # 299 s are 4 whole minutes at 1; 300 s are 5 and 659 s are 10 whole minutes at 2
    ("late", "under_5_minutes"): ("4", "1", "-4.00", "simulated"),
    ("late", "from_5_minutes"): ("15", "2", "-30.00", "simulated"),
    # 420 s are 7 minutes
    ("early_leave", "under_5_minutes"): ("0", "1", "0.00", "nothing_due"),
    ("early_leave", "from_5_minutes"): ("7", "2", "-14.00", "simulated"),
    # two on one day are one day
    ("handover_main", "day"): ("1", "100", "-100.00", "simulated"),
    ("handover_secondary", "day"): ("1", "20", "-20.00", "simulated"),
    # days of 15, 15.5 and 16 s: two are over 15; so is the mean of the month, 15.2
    ("after_call_work_day", "day"): ("2", "5", "-10.00", "simulated"),
    ("after_call_work_month", "month"): ("1", "50", "-50.00", "simulated"),
    ("utilisation", "month"): ("1", "100", "-100.00", "simulated"),
    ("late_leave_application", "each"): ("1", "50", "-50.00", "simulated"),
    # complaint 1 is all three: once, 100. Complaint 2 is general, 50. Complaint 3 a repeat, 100.
    ("complaint_justified", "each"): ("1", "100", "-100.00", "simulated"),
    ("complaint_repeat", "each"): ("1", "100", "-100.00", "simulated"),
    ("complaint_general", "each"): ("1", "50", "-50.00", "simulated"),
    ("work_error", "each"): ("2", "5", "-10.00", "simulated"),
    ("service_error", "each"): ("1", "10", "-10.00", "simulated"),
    ("error_ticket", "each"): ("1", "5", "-5.00", "simulated"),
    # named and not paid: the sources lost the rates
    ("marketing_pieces", "each"): ("0", None, "0.00", "nothing_due"),
    ("marketing_points", "each"): ("0", None, "0.00", "nothing_due"),
    ("seniority", "each"): ("1", None, "0.00", "rate_missing"),
    ("star", "each"): ("1", None, "0.00", "rate_missing"),
    ("dissatisfied", "each"): ("10", None, "0.00", "rate_missing"),
    ("management_bonus", "each"): (None, None, "0.00", "not_measured"),
    # late three times and gone early once: four times, the full-attendance bonus is lost
    ("full_attendance", "each"): ("0", None, "0.00", "nothing_due"),
    # limits without a price, for people to look at
    ("follow_along", "flag"): ("1", "0", "0.00", "flagged"),
    ("busy_limit", "flag"): ("2", "0", "0.00", "flagged"),
    ("handle_time_limit", "flag"): ("1", "0", "0.00", "flagged"),
    ("unapproved_busy", "flag"): ("0", "0", "0.00", "nothing_due"),
    ("hygiene", "flag"): ("1", "0", "0.00", "flagged"),
    ("untidy_desk", "flag"): ("1", "0", "0.00", "flagged"),
    # 321 earned - 683 deducted = -362: raised to nought
    ("floor", "floor"): ("1", "362", "362.00", "simulated"),
}


def test_a_whole_payslip_from_the_text_of_the_catalogue(paid):
    def number(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    expected = {
        key: (number(quantity), number(rate), number(amount), status)
        for key, (quantity, rate, amount, status) in PAYSLIP.items()
    }
    assert amounts(paid, "BUSY") == expected


def test_deductions_never_take_more_than_was_earned(paid):
    # 170 + 30 + 100 + 21 = 321; 30+4+30+14+100+20+10+50+100+50+100+100+50+10+10+5 = 683
    assert simulation(paid, "BUSY") == (
        Decimal("321.00"),
        Decimal("-683.00"),
        Decimal("362.00"),
        Decimal("0.00"),
        "incomplete",
        "pay_is_incomplete",
    )


def test_what_is_exactly_on_a_limit_costs_nothing(paid):
    lines = amounts(paid, "EDGE")
    for component in (
        "penetration",
        "after_call_work_month",
        "utilisation",
    ):
        assert lines[component, "month"][2:] == (Decimal("0.00"), "nothing_due"), component
    for component in ("follow_along", "handle_time_limit", "hygiene"):
        assert lines[component, "flag"][3] == "nothing_due", component
    # three times late keeps the full-attendance bonus, whose amount is lost
    assert lines["full_attendance", "each"] == (Decimal("1"), None, Decimal("0.00"), "rate_missing")
    # 1,234 calls x 0.2 = 246.80; three times one minute at 1 yuan
    assert lines["piece_general", "each"][:3] == (
        Decimal("1234"),
        Decimal("0.2"),
        Decimal("246.80"),
    )
    assert simulation(paid, "EDGE")[:4] == (
        Decimal("246.80"),
        Decimal("-3.00"),
        Decimal("0.00"),
        Decimal("243.80"),
    )


def test_a_month_begun_halfway_pays_half_the_post_and_a_gap_is_told(paid):
    lines = amounts(paid, "NEW")
    # 15 of 30 days of 50 yuan; 200 calls of 400: nothing above the quota
    assert lines["post_pay", "month"][:3] == (Decimal("0.5"), Decimal("50"), Decimal("25.00"))
    assert lines["piece_specialist", "within_quota"][2] == Decimal("40.00")
    assert lines["piece_specialist", "above_quota"][2:] == (Decimal("0.00"), "nothing_due")
    for component, rate in (("penetration", "month"), ("complaint_general", "each")):
        assert lines[component, rate][0] is None
        assert lines[component, rate][3] == "not_measured"
    reason = paid.execute(
        "select reason from pay_line where agent_id = 'NEW' and component_id = 'penetration'"
    ).fetchone()
    assert reason == ("raw_table_is_empty",)
    # nine ratings of the ten it takes, though far too few customers rated
    assert lines["follow_along", "flag"][3] == "nothing_due"


def test_the_bonus_is_a_share_of_pay_and_bonus_by_the_score(paid):
    # 35 % of base and bonus: 3,600 x 0.35 / 0.65 = 1,938.46; x 83.25 / 100 = 1,613.77
    lines = amounts(paid, "STAR")
    assert lines["performance_bonus", "share"] == (
        Decimal("0.8325"),
        Decimal("1938.46"),
        Decimal("1613.77"),
        "simulated",
    )
    # the best finder of leads has a prize that nobody has priced
    assert lines["special_prize", "prize"] == (Decimal("1"), None, Decimal("0.00"), "rate_missing")
    # 12.5 % of that bonus, as the tier of satisfied customers suggests: 201.72
    assert lines["excellence_bonus", "share"] == (
        Decimal("0.125"),
        Decimal("1613.77"),
        Decimal("201.72"),
        "simulated",
    )
    # 3,600 + 1,613.77 + 201.72
    assert simulation(paid, "STAR")[3] == Decimal("5415.49")
    # no card, no bonus, and the payslip says so; second place is no prize
    other = amounts(paid, "SELLER")
    assert other["performance_bonus", "share"][2:] == (Decimal("0.00"), "not_measured")
    assert other["special_prize", "prize"][3] == "nothing_due"
    assert simulation(paid, "SELLER")[3] == Decimal("3600.00")


def test_off_is_the_default_and_comes_to_no_amount(paid):
    assert simulation(paid, "OFF") == (None, None, None, None, "off", "post_is_off")
    assert simulation(paid, "NOBODY") == (None, None, None, None, "no_plan", "no_pay_plan")
    assert {line[3] for line in amounts(paid, "OFF").values()} == {"off"}
    assert amounts(paid, "NOBODY") == {}


def test_every_line_says_what_it_is_and_that_it_is_a_simulation(paid):
    faults = paid.execute(
        "select agent_id, component_id from pay_line where not is_simulation"
        " or coalesce(component_name_en, '') = '' or coalesce(component_name_zh, '') = ''"
        " or coalesce(source, '') = '' or coalesce(rate_source, '') = ''"
        " or (status in ('rate_missing', 'not_measured', 'off') and reason is null)"
    ).fetchall()
    assert faults == []
    cited = dict(
        paid.execute(
            "select component_id || ' ' || rate_id, assumption_ids from pay_line"
            " where agent_id in ('BUSY', 'STAR')"
        ).fetchall()
    )
    assert cited["piece_specialist within_quota"] == ""
    assert cited["piece_specialist above_quota"] == "REC-SC10-GENERAL"
    assert cited["after_call_work_day day"] == "AM11 AM11-1"
    assert cited["error_ticket each"] == "REC-SC10-TICKET"
    assert cited["seniority each"] == "SC10-MISSING"
    assert cited["performance_bonus share"] == "AM46 AM46-1"


# rule -> (table, what a fault makes of it)
FAULTS = [
    ("net_pay_is_the_sum_of_its_lines", "pay_line", "select * from {0} where kind <> 'floor'"),
    (
        "net_pay_is_the_sum_of_its_lines",
        "pay_simulation",
        "select * replace (cast(net_amount + 0.01 as decimal(18, 2)) as net_amount) from {0}",
    ),
    (
        "nothing_is_simulated_where_a_post_is_off",
        "pay_line",
        "select * replace (coalesce(amount, 0) as amount) from {0}",
    ),
    (
        "nothing_is_simulated_where_a_post_is_off",
        "pay_simulation",
        "select * from {0} where agent_id <> 'NOBODY'",
    ),
    (
        "pay_lines_are_quantity_times_rate_with_the_sign_of_their_kind",
        "pay_line",
        "select * replace (-amount as amount) from {0}",
    ),
    (
        "pay_lines_are_quantity_times_rate_with_the_sign_of_their_kind",
        "pay_line",
        "select * replace (case when component_id = 'busy_limit' then 1 else amount end as amount)"
        " from {0}",
    ),
    (
        "one_case_is_charged_once",
        "pay_event",
        "select * replace (true as is_charged) from {0}",
    ),
    (
        "one_case_is_charged_once",
        "pay_event",
        "select * replace (is_charged and component_id <> 'work_error' as is_charged) from {0}",
    ),
    (
        "assumptions_of_a_pay_line_are_written_down",
        "pay_line",
        "select * replace (assumption_ids || ' NO-SUCH' as assumption_ids) from {0}",
    ),
    (
        "pay_seeds_fit_together",
        "pay_rate",
        "select * replace (case when rate_id = 'from_5_minutes' then 6 else lower_bound end"
        " as lower_bound) from {0}",
    ),
    ("pay_seeds_fit_together", "pay_rate", "select * from {0} where component_id <> 'utilisation'"),
]


@pytest.mark.parametrize(("rule", "table", "fault"), FAULTS)
def test_every_rule_on_pay_can_fail(home, paid, rule, table, fault):
    sql = next((home / "target" / "compiled").rglob(f"{rule}.sql")).read_text(encoding="utf-8")
    sound = f'"warehouse"."main"."{table}"'
    assert sound in sql
    count = f"select count(*) from ({sql})"
    assert paid.execute(count).fetchone() == (0,), "the sound payslips"
    paid.execute(f"create or replace temp view broken as {fault.format(sound)}")
    assert paid.execute(count.replace(sound, "broken")).fetchone()[0] > 0
