"""The demo centre: same seed same bytes, tables that agree, and planted truths found in the files.

Everything is read from the export files alone, as an analyst would: nothing asks the simulation.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlglot
import yaml
from demo_exports import Exports, exports_in, table_of
from sqlglot import exp

from pipeline.demo import PLANTED, generate
from pipeline.demo.aftermath import QA_NOTES
from pipeline.home import PROJECT, BadCall


@pytest.fixture(scope="module")
def new_york(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """Days around 1 November 2026, when New York's clocks go back at 02:00."""
    return exports_in(
        tmp_path_factory, "America/New_York", first_date=date(2026, 10, 29), days=5, agents=24
    )


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


# --- how the files are made -----------------------------------------------------------------


def test_same_seed_gives_the_same_bytes_in_another_process_zone_and_hash_seed(tmp_path):
    """Gzip and XLSX carry clocks, sets carry hash order: another process at another time tells."""
    here, there, other = tmp_path / "here", tmp_path / "there", tmp_path / "other"
    generate(here, days=3)
    program = (
        "import sys; from pathlib import Path; from pipeline.demo import generate;"
        "generate(Path(sys.argv[1]), days=3)"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "America/Lima"}
    subprocess.run(
        [sys.executable, "-c", program, str(there)], check=True, cwd=PROJECT, env=environment
    )
    assert _digests(here) == _digests(there)
    generate(other, days=3, seed=5)
    same = {name for name, digest in _digests(other).items() if _digests(here).get(name) == digest}
    # Only what no dice decide may agree.
    assert not same & {"calls_2026-08.csv", "agent_states_2026-08.tsv.gz", "surveys_2026-08.csv"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": 0}, "days must be"),
        ({"agents": 5}, "agents must be"),
        ({"time_zone": "Asia/Shanghi"}, "Shanghi"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path, wrong, said):
    with pytest.raises(BadCall, match=said):
        generate(tmp_path / "never", **wrong)


def _contract() -> dict[str, dict[str, dict]]:
    """raw table -> column -> {data_type, **meta}, from the raw contract itself."""
    text = (PROJECT / "models" / "staging" / "_sources.yml").read_text(encoding="utf-8")
    source = yaml.safe_load(text)["sources"][0]
    return {
        table["name"]: {
            column["name"]: {"data_type": column["data_type"]}
            | column.get("config", {}).get("meta", {})
            for column in table["columns"]
        }
        for table in source["tables"]
    }


def test_standard_files_keep_the_raw_contract(week):
    contract = _contract()
    seen = set()
    for feed, path in week.files:
        if feed != "standard":
            continue
        table = table_of(path)
        seen.add(table)
        columns = [
            name
            for (name,) in week.rows(
                "select column_name from duckdb_columns() where table_name = ?", table
            )
            if name not in ("filename", "_version")
        ]
        assert set(columns) <= set(contract[table]), path.name
        for name in columns:
            meta = contract[table][name]
            if meta.get("key") or meta.get("required"):
                empty = week.one(f'select count(*) from {table} where "{name}" is null')
                assert empty == 0, (table, name)
            if meta.get("values"):
                codes = {
                    code
                    for (code,) in week.rows(
                        f'select distinct "{name}" from {table} where "{name}" is not null'
                    )
                }
                assert codes <= set(meta["values"]), (table, name)
            wanted = {"timestamp": "timestamptz"}.get(meta["data_type"], meta["data_type"])
            broken = week.one(
                f'select count(*) from {table} where "{name}" is not null '
                f'and try_cast("{name}" as {wanted}) is null'
            )
            assert broken == 0, (table, name)
        keys = [name for name in columns if contract[table][name].get("key")]
        version = week.rows(
            "select column_name from duckdb_columns() "
            "where table_name = ? and column_name = '_version'",
            table,
        )
        listed = ", ".join(f'"{name}"' for name in keys + [name for (name,) in version])
        twice = week.rows(f"select {listed} from {table} group by {listed} having count(*) > 1")
        assert twice == [], table
    assert seen <= set(contract)


def test_every_raw_table_is_exported(full):
    """employees and shifts come through feeds of their own, with the dialler's calls."""
    written = {table_of(path) for feed, path in full.files if feed == "standard"}
    assert written == set(_contract()) - {"employees", "shifts"}


def test_times_carry_the_offset_of_the_zone_and_numbers_are_nobodys(week):
    moments = [row[0] for row in week.rows("select offered_at from calls")]
    assert all(moment.endswith("+08:00") for moment in moments)
    # Country code 999 is assigned to no country.
    wrong = week.one("select count(*) from calls where not regexp_matches(ani_hash, '^[+]99900')")
    assert wrong == 0
    wrong = week.one(
        "select count(*) from dialer where not regexp_matches(\"被叫号码\", '^[+]99900')"
    )
    assert wrong == 0


@pytest.mark.parametrize(
    ("feed", "pattern"),
    [
        ("demo_dialer", "dialer_"),
        ("demo_digital", "digital_"),
        ("demo_hris", "hris_"),
        ("demo_roster", "roster_"),
    ],
)
def test_a_demo_feed_reads_only_columns_the_file_has(week, feed, pattern):
    text = yaml.safe_load((PROJECT / "feeds" / f"{feed}.yml").read_text(encoding="utf-8"))
    path = next(path for name, path in week.files if name == feed)
    assert path.name.startswith(pattern)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        header = {cell.value for cell in next(book[text["sheet"]].iter_rows())}
    elif path.suffix == ".jsonl":
        lines = path.read_text(encoding="utf-8").splitlines()
        header = {name for line in lines for name in json.loads(line)}
    else:
        with path.open(encoding=text.get("encoding", "utf-8-sig"), newline="") as file:
            header = set(next(csv.reader(file)))
    contract = _contract()
    for table, filled in text["tables"].items():
        assert set(filled["columns"]) <= set(contract[table])
        needed = {
            n for n, meta in contract[table].items() if meta.get("key") or meta.get("required")
        }
        assert needed <= set(filled["columns"])
        for expression in [*filled["columns"].values(), filled.get("when", "true")]:
            tree = sqlglot.parse_one(f"select {expression}", dialect="duckdb")
            read = {column.name for column in tree.find_all(exp.Column)}
            assert read <= header | {"_file_name"}, (table, expression)


# --- the tables agree -----------------------------------------------------------------------


def test_states_of_a_login_touch_and_never_overlap(week):
    gaps = week.one(
        """
        with stretch as (
            select
                agent_id, login_session_id,
                epoch(start_at::timestamptz) as s, epoch(end_at::timestamptz) as e,
                duration_seconds::int as seconds,
                lag(epoch(end_at::timestamptz)) over (
                    partition by agent_id order by start_at::timestamptz
                ) as before,
                lag(login_session_id) over (
                    partition by agent_id order by start_at::timestamptz
                ) as session_before
            from agent_states
        )
        select count(*) from stretch
        where e <= s or e - s <> seconds or s < before
            or (session_before = login_session_id and s <> before)
        """
    )
    assert gaps == 0
    # So the states of a session add up to its span, to the second.
    unequal = week.one(
        """
        select count(*) from (
            select login_session_id from agent_states group by login_session_id
            having sum(duration_seconds::int)
                <> max(epoch(end_at::timestamptz)) - min(epoch(start_at::timestamptz))
        )
        """
    )
    assert unequal == 0
    assert week.one("select count(*) from agent_states") > 30_000


def test_talking_hold_and_wrap_up_are_the_calls_that_were_handled(week):
    differences = week.rows(
        """
        with state as (
            select agent_id, interaction_id,
                coalesce(sum(duration_seconds::int) filter (where state = 'talking'), 0) as talk,
                coalesce(sum(duration_seconds::int) filter (where state = 'hold'), 0) as hold,
                coalesce(sum(duration_seconds::int) filter (where state = 'acw'), 0) as wrap
            from agent_states where state in ('talking', 'hold', 'acw') group by all
        ), leg as (
            select agent_id, interaction_id, sum(talk_seconds::int) as talk,
                sum(hold_seconds::int) as hold, sum(acw_seconds::int) as wrap
            from call_legs where answered_flag = 'true' group by all
        )
        select * from state full join leg using (agent_id, interaction_id)
        where state.talk is distinct from leg.talk or state.hold is distinct from leg.hold
            or state.wrap is distinct from leg.wrap
        """
    )
    assert differences == []
    # Every ring of an inbound leg is a ringing state of the same length.
    unequal = week.one(
        """
        with rung as (
            select agent_id, interaction_id, sum(epoch(
                coalesce(answered_at, ended_at)::timestamptz) - epoch(ring_start_at::timestamptz)
            ) as seconds from call_legs where direction = 'inbound' group by all
        ), ringing as (
            select agent_id, interaction_id, sum(duration_seconds::int) as seconds
            from agent_states where state = 'ringing' group by all
        )
        select count(*) from rung left join ringing using (agent_id, interaction_id)
        where rung.seconds is distinct from ringing.seconds
        """
    )
    assert unequal == 0


def test_calls_are_the_sum_of_their_legs_and_their_times_are_in_order(week):
    wrong = week.one(
        """
        with leg as (
            select interaction_id, sum(talk_seconds::int) as talk, sum(hold_seconds::int) as hold,
                sum(acw_seconds::int) as wrap, min(answered_at) as answered_at,
                arg_max(agent_id, leg_seq::int) filter (where answered_flag = 'true') as agent_id
            from call_legs group by interaction_id
        )
        select count(*) from calls left join leg using (interaction_id)
        where (disposition = 'agent_answered') <> (calls.answered_at is not null)
            or (calls.answered_at is not null and (
                calls.agent_id <> leg.agent_id or calls.talk_seconds::int <> leg.talk
                or calls.hold_seconds::int <> leg.hold or calls.acw_seconds::int <> leg.wrap
                or calls.answered_at <> leg.answered_at))
        """
    )
    assert wrong == 0
    disorder = week.one(
        """
        select count(*) from calls where ended_at < offered_at or ivr_end_at < ivr_start_at
            or queue_enter_at <> ivr_end_at or answered_at <= queue_enter_at
            or abandoned_at < offered_at or ended_at <= answered_at or queue_seconds::int < 0
            or (answered_at is not null and abandoned_at is not null)
            or (disposition = 'blocked' and ivr_start_at is not null)
        """
    )
    assert disorder == 0  # ISO text of one offset sorts as time does
    dialled = week.one(
        """
        select count(*) from call_legs full join (
            select * from dialer where "呼叫结果" = '接通'
        ) as reached on call_legs.interaction_id = reached."呼叫流水号"
        where (direction = 'outbound' or direction is null)
            and (call_legs.talk_seconds is distinct from reached."通话秒数"
                or call_legs.agent_id is distinct from reached."坐席工号")
        """
    )
    assert dialled == 0
    kinds = dict(week.rows("select disposition, count(*) from calls group by all"))
    assert {"agent_answered", "ivr_contained", "abandoned_ivr", "abandoned_queue",
            "abandoned_ring"} <= set(kinds)  # fmt: skip
    assert week.one("select count(*) from call_legs where rejected_flag = 'true'") > 10
    assert week.one("select count(*) from call_legs where leg_seq::int > 1") > 50
    assert week.one("select count(*) from call_legs where transferred_out_flag = 'true'") > 50


def test_people_punch_in_before_they_log_in_and_the_absent_have_no_states(week):
    week.database.execute(
        """
        create or replace temp view worked as
        select agent_id, shift_date, min(start_at::timestamptz) as login,
            max(end_at::timestamptz) as logout
        from agent_states group by all
        """
    )
    wrong = week.one(
        """
        select count(*) from worked left join attendance using (agent_id, shift_date)
        where clock_in_at is null or clock_in_at::timestamptz > login
            or login > clock_in_at::timestamptz + interval 20 minute
            or clock_out_at::timestamptz < logout
        """
    )
    assert wrong == 0
    # A rostered shift was either worked or covered by a leave; never both.
    both = week.one(
        """
        select count(*) from roster
        left join attendance on attendance.agent_id = "工号" and shift_date = left("日期", 10)
        left join absences on absences.agent_id = "工号"
            and ("上班时间"::timestamp)::timestamptz >= absences.start_at::timestamptz
            and ("下班时间"::timestamp)::timestamptz <= absences.end_at::timestamptz
        where (clock_in_at is null) <> (leave_id is not null)
        """
    )
    assert both == 0
    assert week.one("select count(*) from absences") >= 3
    night = week.one(
        "select count(*) from agent_states where shift_code = 'night' "
        "and left(start_at, 10) > shift_date"
    )
    assert night > 50


def test_tickets_come_from_calls_and_come_again_when_they_moved(week):
    assert week.one(
        """
        select count(*) from tickets
        left join calls on origin_interaction_id = interaction_id
        where disposition is distinct from 'agent_answered' or created_at < ended_at
            or created_by_agent_id <> agent_id
            or (is_auto_created = 'true') <> (resolved_flag = 'false')
        """
    ) == 0  # fmt: skip
    newest = "qualify row_number() over (partition by ticket_id order by _version desc) = 1"
    wrong = week.one(
        f"""
        with ticket as (select * from tickets {newest}), event as (
            select ticket_id, min(event_at) filter (where event_type = 'create') as created_at,
                max(event_at) filter (where event_type = 'resolve') as resolved_at,
                arg_max(status, event_id) as status,
                count(*) filter (where event_type = 'reopen') as reopened_count
            from ticket_events group by ticket_id
        )
        select count(*) from ticket full join event using (ticket_id)
        where ticket.created_at is distinct from event.created_at
            or (ticket.status in ('resolved', 'closed')
                and ticket.resolved_at is distinct from event.resolved_at)
            or ticket.status is distinct from event.status
            or ticket.reopened_count::int <> event.reopened_count
            or ticket.sla_due_at <= ticket.created_at
        """
    )
    assert wrong == 0
    reborn = week.one(
        """
        select count(*) from tickets as first inner join tickets as second
            on first.ticket_id = second.ticket_id and first._version < second._version
        where first.status not in ('resolved', 'closed') and second.resolved_at is not null
        """
    )
    assert reborn > 20


def test_customers_with_an_open_matter_call_again_sooner(week):
    again = dict(
        week.rows(
            """
            with contact as (
                select resolved_flag, offered_at::timestamptz as called_at,
                    lead(offered_at::timestamptz) over (
                        partition by customer_id, intent_code order by offered_at
                    ) as next_at
                from calls where answered_at is not null and customer_id is not null
            )
            select resolved_flag,
                avg(coalesce(next_at < called_at + interval 4 day, false)::int)
            from contact
            where called_at < '2026-08-31' group by all
            """
        )
    )
    # Most unresolved customers come back; of the others about one in fifty, and some by chance.
    assert again["false"] > 0.4
    assert again["true"] < 0.12


def test_ratings_belong_to_answered_calls_and_low_ones_are_reviewed(week):
    wrong = week.one(
        """
        select count(*) from surveys left join calls using (interaction_id)
        where disposition is distinct from 'agent_answered' or surveys.agent_id <> calls.agent_id
            or sent_at < ended_at or (responded_at is null) <> (csat_overall is null)
            or responded_at <= sent_at or csat_overall::int not between 1 and 5
            or nps::int not between 0 and 10 or ces::int not between 1 and 7
            or (surveys.channel = 'ivr' and business_line <> 'hotline')
            or (surveys.channel = 'sms' and business_line <> 'after_sales')
        """
    )
    assert wrong == 0
    channels = {row[0] for row in week.rows("select distinct channel from surveys")}
    assert channels == {"ivr", "sms", "web"}
    wrong = week.one(
        """
        with rating as (
            select survey_id, agent_id, csat_overall::int as csat, responded_at::timestamptz as at_
            from surveys union all
            select 'SV-' || "呼叫流水号", "坐席工号",
                case "满意度评价" when '不满意' then 2 when '非常不满意' then 1 end,
                "评价时间"::timestamp::timestamptz
            from dialer
        )
        select count(*) from survey_reviews left join rating using (survey_id)
        where csat is null or csat > 2 or reviewer_id = agent_id
            or submitted_at::timestamptz < at_ or decided_at <= submitted_at
            or (decision = 'pending') <> (decided_at is null)
            or (decision = 'exclude') <> (exclusion_reason is not null)
            or (trigger = 'cause_analysis') <> (cause_code is not null and liability is not null)
            or (trigger = 'cause_analysis' and decision <> 'keep')
        """
    )
    assert wrong == 0
    rated = week.one('select count(*) from dialer where "满意度评价" is not null')
    assert rated == week.one('select count(*) from dialer where "评价时间" is not null') > 0
    assert week.one(
        'select count(*) from dialer where "评价发起时间" is not null and "呼叫结果" <> \'接通\''
    ) == 0  # fmt: skip


def test_quality_is_scored_item_by_item(week):
    """What the evaluator only notes stands beside the ten items that make the score."""
    wrong = week.one(
        f"""
        with item as (
            select evaluation_id, count(*) as items,
                round(100 * sum(score::decimal(9, 2)) / sum(max_score::decimal(9, 2)), 2) as total,
                bool_or(score::double > max_score::double or score::double < 0) as outside
            from qa_items where item_code not in {tuple(QA_NOTES)} group by evaluation_id
        )
        select count(*) from qa_evaluations full join item using (evaluation_id)
        left join call_legs using (interaction_id)
        where item.items is distinct from 10 or outside
            or (fatal_error_flag = 'False' and abs(item.total - total_score::double) > 0.01)
            or (fatal_error_flag = 'True' and total_score::double <> 0)
        """
    )
    assert wrong == 0
    missing = week.one(
        """
        select count(*) from qa_evaluations anti join call_legs
            on qa_evaluations.interaction_id = call_legs.interaction_id
            and qa_evaluations.agent_id = call_legs.agent_id and answered_flag = 'true'
        """
    )
    assert missing == 0
    maximum = dict(week.rows("select distinct item_code, max_score::double from qa_items"))
    assert {maximum[item] for item in ("voice", "attitude", "wording")} == {5.0}


def test_peers_rate_each_other_and_themselves(week):
    raters = week.rows(
        """
        select subject_id, left(assessed_at, 7) as month,
            count(*) filter (where rater_id <> subject_id) as others,
            count(*) filter (where rater_id = subject_id) as self
        from assessments where assessment_type = 'peer_review' group by all
        """
    )
    assert len(raters) > 80
    assert all(own == 1 for _, _, _, own in raters)
    few = [(who, month, others) for who, month, others, _ in raters if others < 3]
    assert few == [(PLANTED["two_raters"].who, "2026-09", 2)]


# --- the queue ------------------------------------------------------------------------------


def test_waits_rise_with_load(full):
    """Half hours of usual weeks, by how many calls came per agent present: a queue, not noise."""
    thirds = full.rows(
        """
        with offered as (
            select time_bucket(interval 30 minute, queue_enter_at::timestamptz) as slot,
                count(*) as calls,
                avg(epoch(coalesce(answered_at, abandoned_at)::timestamptz)
                    - epoch(queue_enter_at::timestamptz)) as wait,
                avg((answered_at is null)::int) as abandoned
            from calls where queue_enter_at is not null group by slot
        ), present as (
            select time_bucket(interval 30 minute, start_at::timestamptz) as slot,
                sum(duration_seconds::int) / 1800 as agents
            from agent_states where state in ('ready', 'ringing', 'talking', 'hold', 'acw')
                and agent_id not in (select agent_id from assignments
                    where business_line = 'outbound' or agent_id like 'L%')
            group by slot
        ), ranked as (
            select wait, abandoned, ntile(3) over (order by calls / agents) as third
            from offered inner join present using (slot)
            where hour(slot) between 9 and 20 and agents > 2
        )
        select third, avg(wait), avg(abandoned) from ranked group by third order by third
        """
    )
    waits = [row[1] for row in thirds]
    assert waits[0] < waits[1] < waits[2]
    assert waits[2] > 1.8 * waits[0]
    assert thirds[2][2] > 1.5 * thirds[0][2]


def test_vip_callers_and_complaints_wait_less(full):
    """Leaving out the recall week, when most complaints come in the worst hours."""
    waits = dict(
        full.rows(
            """
            select queue_id, avg(epoch(answered_at::timestamptz)
                - epoch(queue_enter_at::timestamptz))
            from calls where answered_at is not null
                and left(offered_at, 10) not between '2026-10-12' and '2026-10-18'
            group by queue_id
            """
        )
    )
    assert waits["hotline_vip"] < 0.85 * waits["hotline_general"]
    assert waits["complaints"] < 0.95 * waits["after_sales_general"]


def test_levels_are_those_of_a_real_centre(full):
    line = {
        row[0]: row[1:]
        for row in full.rows(
            """
            select business_line,
                avg((epoch(answered_at::timestamptz) - epoch(queue_enter_at::timestamptz) <= 20
                    and answered_at is not null)::int),
                avg((answered_at is null)::int),
                avg(talk_seconds::int + hold_seconds::int + acw_seconds::int)
            from calls where queue_enter_at is not null group by all
            """
        )
    }
    service_level, abandoned, handle = line["hotline"]
    assert 0.80 <= service_level <= 0.88
    assert 0.03 <= abandoned <= 0.06
    assert 240 <= handle <= 300
    reached = full.one("select avg((\"呼叫结果\" = '接通')::int) from dialer")
    assert 0.35 <= reached <= 0.45
    satisfied = full.one("select avg((csat_overall::int >= 4)::int) from surveys "
                         "where csat_overall is not null")  # fmt: skip
    assert 0.85 <= satisfied <= 0.92
    # AM03: no repeat of the same customer and intent in 7 days, and nothing left to a ticket
    resolved_first = full.one(
        """
        with contact as (
            select interaction_id, offered_at::timestamptz as called_at,
                lag(offered_at::timestamptz) over same as before,
                lead(offered_at::timestamptz) over same as next_at
            from calls where answered_at is not null and customer_id is not null
            window same as (partition by customer_id, intent_code order by offered_at)
        ), opened as (
            select distinct origin_interaction_id from tickets where is_auto_created = 'true'
        )
        select avg(((next_at is null or next_at > called_at + interval 7 day)
            and origin_interaction_id is null)::int)
        from contact left join opened on interaction_id = origin_interaction_id
        where (before is null or before < called_at - interval 7 day)
            and called_at < '2026-10-24'
        """
    )
    assert 0.75 <= resolved_first <= 0.82
    contacts = full.one("select count(*) from calls") + full.one("select count(*) from dialer")
    assert 140_000 <= contacts <= 165_000
    presence = full.one("select count(*) from attendance") / full.one("select count(*) from roster")
    assert 0.94 <= presence <= 0.99
    assert full.one("select count(distinct agent_id) from hris where post = '座席'") == 48
    assert full.one("select count(distinct team_id) from assignments where team_id <> 'T0'") == 6


# --- planted truths, found from the files ---------------------------------------------------


def _hotline(full: Exports) -> str:
    """SQL list of the agents who were on the hotline from the first day to the last."""
    rows = full.rows(
        """
        select agent_id from assignments where agent_id like 'A%' group by agent_id
        having bool_and(business_line = 'hotline') and bool_or(valid_to is null)
        """
    )
    return "(" + ", ".join(f"'{row[0]}'" for row in rows) + ")"


def _ranked(full: Exports, query: str) -> list[tuple[str, float]]:
    """(agent, value), the lowest first."""
    return full.rows(f"select * from ({query}) order by 2, 1")


def test_planted_speed_hides_quality(full):
    agents, who = _hotline(full), PLANTED["speed_hides_quality"].who
    handle = _ranked(
        full,
        f"""select agent_id, avg(talk_seconds::int + hold_seconds::int + acw_seconds::int)
        from call_legs where answered_flag = 'true' and agent_id in {agents} group by 1""",
    )
    assert handle[0][0] == who
    assert handle[0][1] < 0.9 * handle[1][1]
    again = _ranked(
        full,
        f"""with contact as (
            select agent_id, offered_at::timestamptz as called_at,
                lead(offered_at::timestamptz) over (
                    partition by customer_id, intent_code order by offered_at
                ) as next_at
            from calls where answered_at is not null and customer_id is not null
        ) select agent_id, avg((next_at is null or next_at > called_at + interval 7 day)::int)
        from contact where agent_id in {agents} group by 1""",
    )
    assert again[0][0] == who
    assert again[0][1] < again[1][1] - 0.04
    quality = _ranked(
        full,
        f"""select agent_id, avg(total_score::double) from qa_evaluations
        where agent_id in {agents} group by 1""",
    )
    assert quality[0][0] == who
    assert quality[0][1] < quality[1][1] - 3
    satisfied = _ranked(
        full,
        f"""select agent_id, avg((csat_overall::int >= 4)::int) from surveys
        where csat_overall is not null and agent_id in {agents}
        group by 1 having count(*) >= 100""",
    )
    assert satisfied[0][0] == who
    assert satisfied[0][1] < satisfied[1][1] - 0.1


def test_planted_unfair_ratings(full):
    who = PLANTED["unfair_ratings"].who
    excluded = full.rows(
        """
        select agent_id, survey_id, csat_overall, sent_at from survey_reviews
        inner join surveys using (survey_id)
        where decision = 'exclude' and exclusion_reason = 'malicious' and trigger = 'appeal'
        group by all
        """
    )
    assert [(row[0], row[2]) for row in excluded] == [(who, "1"), (who, "1")]
    assert all(row[3][:10] >= "2026-09-10" and row[3][:7] == "2026-09" for row in excluded)
    ids = tuple(row[1] for row in excluded)
    others = full.rows(
        f"""select agent_id, avg(csat_overall::int), min(csat_overall::int) from surveys
        where csat_overall is not null and survey_id not in {ids} group by 1
        having count(*) >= 100 order by 2 desc"""
    )
    assert others[0][0] == who
    assert others[0][1] >= 4.7
    assert others[0][2] >= 4


def test_planted_weak_survey_sample(full):
    agents, who = _hotline(full), PLANTED["weak_survey_sample"].who
    months = full.rows(
        f"""select agent_id, left(ring_start_at, 7) as month, count(*) as handled,
            (select count(csat_overall) from surveys where surveys.agent_id = call_legs.agent_id
                and left(sent_at, 7) = left(ring_start_at, 7)) as ratings
        from call_legs where answered_flag = 'true' and agent_id in {agents} group by all"""
    )
    weak = {(row[0], row[1]) for row in months if row[2] >= 300 and row[3] < 10}
    assert weak == {(who, "2026-08"), (who, "2026-09"), (who, "2026-10")}


def _weeks(full: Exports, query: str) -> tuple[dict[str, float], float]:
    """(Monday -> value, the median of whole weeks)."""
    weeks = {str(row[0]): float(row[1]) for row in full.rows(query)}
    whole = sorted(
        value for monday, value in weeks.items() if "2026-08-03" <= monday < "2026-10-26"
    )
    return weeks, whole[len(whole) // 2]


def test_planted_promotion_week(full):
    monday = str(PLANTED["promotion_week"].first_date)
    calls = "select date_trunc('week', left(offered_at, 10)::date)::date, count(*) from calls"
    weeks, usual = _weeks(full, f"{calls} where business_line = 'hotline' group by 1")
    assert weeks[monday] == max(weeks.values())
    assert weeks[monday] > 1.2 * usual
    weeks, usual = _weeks(
        full,
        "select date_trunc('week', \"拨打时间\"::timestamp)::date, count(*) from dialer group by 1",
    )
    assert weeks[monday] == max(weeks.values())
    assert weeks[monday] > 1.2 * usual


def test_planted_recall_week(full):
    monday = str(PLANTED["recall_week"].first_date)
    where = "where business_line = 'after_sales' group by 1"
    week_of = "date_trunc('week', left(offered_at, 10)::date)::date"
    weeks, usual = _weeks(full, f"select {week_of}, count(*) from calls {where}")
    assert weeks[monday] > 1.7 * usual
    weeks, usual = _weeks(
        full,
        f"""select {week_of}, avg(epoch(answered_at::timestamptz)
            - epoch(queue_enter_at::timestamptz)) from calls {where}""",
    )
    assert weeks[monday] == max(weeks.values())
    assert weeks[monday] > 2 * usual
    weeks, usual = _weeks(
        full,
        f"""select {week_of}, avg((csat_overall::int >= 4)::int)
        from surveys inner join calls using (interaction_id)
        where csat_overall is not null and business_line = 'after_sales' group by 1""",
    )
    assert weeks[monday] == min(weeks.values())
    assert weeks[monday] < usual - 0.03


def test_planted_outage(full):
    day = str(PLANTED["outage"].first_date)
    first, last = f"{day}T14:00:00+08:00", f"{day}T15:30:00+08:00"
    during = dict(
        full.rows(
            "select disposition, count(*) from calls where offered_at >= ? and offered_at < ? "
            "group by all",
            first,
            last,
        )
    )
    assert set(during) == {"blocked"}
    assert during["blocked"] > 50
    elsewhere = full.one(
        "select count(*) from calls where disposition = 'blocked' "
        "and not (offered_at >= ? and offered_at < ?)",
        first,
        last,
    )
    assert elsewhere == 0
    agents, days, earliest, latest = full.rows(
        "select count(distinct agent_id), count(distinct left(start_at, 10)), min(start_at), "
        "max(end_at) from agent_states where reason_code = 'outage'"
    )[0]
    assert agents > 15
    assert (days, earliest >= first, latest <= f"{day}T15:31:00+08:00") == (1, True, True)


def test_planted_moves(full):
    for truth_id in ("team_change", "line_change"):
        truth = PLANTED[truth_id]
        posts = full.rows(
            "select valid_from, valid_to, team_id, business_line from assignments "
            "where agent_id = ? order by valid_from",
            truth.who,
        )
        assert len(posts) == 2
        assert posts[0][1] == posts[1][0] == str(truth.first_date)
        assert posts[1][2] == truth.to != posts[0][2]
        assert (posts[0][3] != posts[1][3]) == (truth_id == "line_change")
    mover = PLANTED["line_change"]
    shares = full.rows(
        """
        select shift_date >= ?, avg((queue_id like 'hotline%')::int)
        from call_legs inner join agent_states using (agent_id, interaction_id)
        where agent_id = ? and state = 'talking' group by 1 order by 1
        """,
        str(mover.first_date),
        mover.who,
    )
    assert shares[0][1] < 0.5 < shares[1][1]  # overflow goes both ways, the own line prevails


def test_planted_joiner_and_leavers(full):
    joiner = PLANTED["joiner"]
    first = full.one("select min(shift_date) from agent_states where agent_id = ?", joiner.who)
    assert str(joiner.first_date) <= first <= "2026-08-24"
    hired = full.one("select distinct hired from hris where agent_id = ?", joiner.who)
    assert hired == f"{joiner.first_date:%Y/%m/%d}"
    for truth_id in ("leaver_1", "leaver_2"):
        leaver = PLANTED[truth_id]
        last = full.one("select max(shift_date) from agent_states where agent_id = ?", leaver.who)
        assert last <= str(leaver.last_date)
        listed = full.rows(
            "select month, status, last_day from hris where agent_id = ? order by month", leaver.who
        )
        month = f"{leaver.last_date:%Y-%m}"
        assert [status for when, status, _ in listed if when < month] == ["在职"] * (
            leaver.last_date.month - 8
        )
        assert {row[1:] for row in listed if row[0] >= month} == {
            ("离职", f"{leaver.last_date:%Y/%m/%d}")
        }


def test_planted_call_across_midnight(full):
    day = PLANTED["call_across_midnight"].first_date
    night = full.rows(
        """
        select distinct call_legs.interaction_id, shift_code, shift_date, answered_at, ended_at
        from call_legs inner join agent_states using (agent_id, interaction_id)
        where left(answered_at, 10) = ? and left(ended_at, 10) = ? and talk_seconds::int >= 420
        """,
        str(day),
        str(date(day.year, day.month, day.day + 1)),
    )
    assert len(night) == 1
    assert night[0][1:3] == ("night", str(day))
    months = full.one("select count(*) from calls where interaction_id = ?", night[0][0])
    assert months == 1


def test_planted_wrap_and_busy(full):
    """SC04: 30 minutes a shift at most (AM39); bands of 23,000, 27,600 and 32,200 s a month."""
    shifts = full.rows(
        """
        select agent_id, shift_date, sum(duration_seconds::int) as seconds from agent_states
        where (state = 'acw' or reason_code = 'busy') and agent_id like 'A%' group by all
        """
    )
    truth = PLANTED["over_the_limit"]
    over = [(who, day) for who, day, seconds in shifts if seconds > 1800]
    assert over == [(truth.who, str(truth.first_date))]
    months: dict[tuple[str, str], int] = {}
    for who, day, seconds in shifts:
        months[who, day[:7]] = months.get((who, day[:7]), 0) + seconds
    edges = (23_000, 27_600, 32_200)
    bands = {sum(seconds > edge for edge in edges) for seconds in months.values()}
    assert bands == {0, 1, 2, 3}
    typical = sorted(months.values())[len(months) // 2]
    assert 20_000 <= typical <= 30_000


def test_planted_long_leave(full):
    truth = PLANTED["long_leave"]
    days = full.one(
        "select sum(days::int) from absences where agent_id = ? and start_at like '2026-09%'",
        truth.who,
    )
    assert days >= 5


def test_planted_promotion(full):
    truth = PLANTED["promotion_to_leader"]
    posts = full.rows(
        "select valid_from, valid_to, team_id, role, post_code from assignments "
        "where agent_id = ? order by valid_from",
        truth.who,
    )
    assert [post[2:4] for post in posts] == [("T4", "agent"), ("T4", truth.to)]
    assert None not in (posts[0][4], posts[1][4])
    assert posts[0][4] != posts[1][4], "a leader's post is another one"
    assert posts[0][1] == posts[1][0] == str(truth.first_date)
    first = full.one("select min(event_at)::date from workplace_events where event_type = 'patrol' "
                     "and leader_id = ?", truth.who)  # fmt: skip
    assert 0 <= (first - truth.first_date).days <= 3
    told = full.rows('select distinct post from hris where "agent_id" = ?', truth.who)
    assert {row[0] for row in told} == {"座席", "班长"}


def test_planted_long_absence(full):
    truth = PLANTED["long_absence"]
    leaves = full.rows(
        "select left(start_at, 10), end_at, days::int from absences where agent_id = ? "
        "and start_at like ?",
        truth.who,
        f"{truth.first_date}%",
    )
    midnight = f"{truth.last_date + timedelta(days=1)}T00:00:00+08:00"
    assert [(start, end) for start, end, _ in leaves] == [(str(truth.first_date), midnight)]
    assert leaves[0][2] >= 14
    assert (
        full.one(
            "select count(*) from agent_states where agent_id = ? and shift_date between ? and ?",
            truth.who,
            str(truth.first_date),
            str(truth.last_date),
        )
        == 0
    )


# --- another zone ---------------------------------------------------------------------------


def test_every_time_is_possible_where_clocks_go_back(new_york):
    zone = ZoneInfo("America/New_York")
    offsets = set()
    for table, column in (("calls", "offered_at"), ("agent_states", "start_at")):
        for (text,) in new_york.rows(f"select {column} from {table}"):
            moment = datetime.fromisoformat(text)
            assert moment.astimezone(zone).isoformat() == text
            offsets.add(text[-6:])
    assert offsets == {"-04:00", "-05:00"}
    # 31 October's night shift runs 22:45-07:15 on the wall: 8.5 hours, and one more this night.
    hours = new_york.rows(
        """
        select shift_date, sum(duration_seconds::int) / 3600.0 from agent_states
        where shift_code = 'night' group by agent_id, shift_date
        """
    )
    changed = [span for day, span in hours if day == "2026-10-31"]
    usual = [span for day, span in hours if day != "2026-10-31"]
    assert changed
    assert all(9.3 < span < 9.8 for span in changed)
    assert usual
    assert all(8.0 < span < 8.8 for span in usual)
    gaps = new_york.one(
        """
        select count(*) from (select epoch(start_at::timestamptz) as s,
            lag(epoch(end_at::timestamptz)) over (
                partition by login_session_id order by start_at::timestamptz) as before
        from agent_states) where s <> before
        """
    )
    assert gaps == 0
