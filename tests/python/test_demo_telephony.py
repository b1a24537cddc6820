"""The telephony side of the demo centre: every table agrees with the calls it comes from.

Everything is read from the export files alone; the two half hours in which the ACD's own report
says otherwise, and the voice that fades, are planted.
"""

from __future__ import annotations

import json
from datetime import timedelta

from pipeline.demo import PLANTED
from pipeline.demo.customers import is_existing, tier_of
from pipeline.demo.planted import ACD_LOST, ACD_SHORT

SPECIAL = ("promotion_week", "recall_week")


# --- the menu -------------------------------------------------------------------------------


def test_every_call_that_reached_the_menu_has_its_session(full):
    wrong = full.one(
        """
        select count(*)
        from (select * from calls where ivr_start_at is not null) as walked
        full join ivr_sessions using (interaction_id)
        where walked.offered_at is distinct from started_at
            or walked.ivr_end_at is distinct from ivr_sessions.ended_at
            or walked.business_line is distinct from ivr_sessions.business_line
            or terminal_node_flag is distinct from ivr_terminal_flag
            or (terminal_node_flag = 'true') <> node_path like '%>terminal'
            or (exit_reason = 'agent') <> (queue_enter_at is not null)
            or (self_service_success = 'true' and terminal_node_flag = 'false')
        """
    )
    assert wrong == 0
    reasons = dict(full.rows("select exit_reason, count(*) from ivr_sessions group by all"))
    assert set(reasons) == {"completed", "agent", "hang_up", "timeout", "error"}
    settled = full.one(
        "select avg((self_service_success = 'true')::int) from ivr_sessions "
        "where terminal_node_flag = 'true'"
    )
    assert 0.85 <= settled <= 0.97


def test_the_survey_is_played_where_an_invitation_went_out(full):
    assert full.one(
        """
        select count(*) from (select * from ivr_sessions where survey_node_played = 'true') as one
        full join (select * from surveys where channel = 'ivr') as asked using (interaction_id)
        where ivr_session_id is null or survey_id is null
        """
    ) == 0  # fmt: skip


# --- the ACD's own report -------------------------------------------------------------------


def _differences(full) -> list[tuple]:
    """Half hours in which report and calls disagree: (queue, start, what, calls, report)."""
    return full.rows(
        """
        with contact as (
            select *, greatest(coalesce(queue_seconds::int, 0), 0) as wait from calls
            where queue_enter_at is not null
        ), counted as (
            select queue_id,
                time_bucket(interval 30 minute, queue_enter_at::timestamptz) as start_at,
                count(*) as offered,
                count(answered_at) as answered,
                count(*) filter (where answered_at is not null and wait <= 20) as within_20,
                count(*) filter (where answered_at is not null and wait <= 30) as within_30,
                count(abandoned_at) as abandoned,
                count(*) filter (where abandoned_at is not null and wait < 5) as short,
                sum(wait) as waited, max(wait) as longest
            from contact group by all
        ), reported as (
            select queue_id, interval_start::timestamptz as start_at, offered::int as offered,
                answered::int as answered, answered_within_20s::int as within_20,
                answered_within_30s::int as within_30, abandoned::int as abandoned,
                short_abandoned::int as short, total_wait_seconds::int as waited,
                max_wait_seconds::int as longest
            from queue_intervals
        ), long as (
            unpivot counted on columns(* exclude (queue_id, start_at)) into name what value seen
        ), told as (
            unpivot reported on columns(* exclude (queue_id, start_at)) into name what value said
        )
        select queue_id, strftime(start_at, '%Y-%m-%d %H:%M'), what, coalesce(seen, 0), said
        from told full join long using (queue_id, start_at, what)
        where coalesce(seen, 0) is distinct from said order by all
        """
    )


def test_the_interval_report_is_the_sum_of_the_calls_but_for_what_is_planted(full):
    lost, short = PLANTED["acd_lost_calls"], PLANTED["acd_short_abandons"]
    hours = {
        (lost.who, f"{lost.first_date} {ACD_LOST.minute // 60:02d}:{ACD_LOST.minute % 60:02d}"),
        (short.who, f"{short.first_date} {ACD_SHORT.minute // 60:02d}:{ACD_SHORT.minute % 60:02d}"),
    }
    found = _differences(full)
    assert {row[:2] for row in found} == hours
    by_what = {(row[0], row[2]): row[3:] for row in found}
    seen, said = by_what[lost.who, "offered"]
    assert seen - said == ACD_LOST.amount
    assert {row[2] for row in found if row[0] == short.who} == {"short"}
    seen, said = by_what[short.who, "short"]
    assert said > seen


def test_what_was_blocked_stands_in_the_report_too(full):
    blocked = full.one("select count(*) from calls where disposition = 'blocked'")
    assert full.one("select sum(blocked::int) from queue_intervals") == blocked > 50
    days = full.rows(
        "select distinct left(interval_start, 10) from queue_intervals where blocked::int > 0"
    )
    assert days == [(str(PLANTED["outage"].first_date),)]


def test_an_open_queue_has_every_half_hour_and_somebody_logged_in_to_it(full):
    gaps = full.one(
        """
        select count(*) from (
            select interval_start::timestamptz - lag(interval_start::timestamptz) over (
                partition by queue_id, left(interval_start, 10) order by interval_start
            ) as step from queue_intervals
        ) where step <> interval 30 minute
        """
    )
    assert gaps == 0
    staffed = full.rows(
        """
        select max(staffed_agents::int), avg((staffed_agents::int = 0)::int)
        from queue_intervals where answered::int > 0
        """
    )[0]
    assert 8 <= staffed[0] <= 18
    assert staffed[1] < 0.02


# --- what was planned -----------------------------------------------------------------------


def test_forecasts_are_off_by_a_tenth_and_by_more_in_special_weeks(full):
    days = full.rows(
        """
        with forecast as (
            select * from forecasts qualify row_number() over (
                partition by queue_id, interval_start order by _version::int desc
            ) = 1
        )
        select queue_id, left(interval_start, 10)::date as day, sum(offered::int) as seen,
            sum(forecast_calls::double) as expected
        from forecast inner join queue_intervals using (queue_id, interval_start)
        where queue_id in ('hotline_general', 'after_sales_general') group by all
        """
    )
    assert len(days) == 184

    def off(some: list[tuple]) -> float:
        return sum(abs(seen - said) for _, _, seen, said in some) / sum(row[2] for row in some)

    special = {
        "hotline_general": PLANTED["promotion_week"],
        "after_sales_general": PLANTED["recall_week"],
    }
    for queue, truth in special.items():
        of_queue = [row for row in days if row[0] == queue]
        usual = off([row for row in of_queue if not truth.holds(row[1])])
        then = off([row for row in of_queue if truth.holds(row[1])])
        assert 0.04 <= usual <= 0.15
        assert then > 1.2 * usual
    twice = full.rows(
        "select min(left(interval_start, 10)), max(left(interval_start, 10)) from forecasts "
        "where _version = '2'"
    )[0]
    promotion = PLANTED["promotion_week"]
    assert twice == (str(promotion.first_date), str(promotion.last_date))
    late = full.one("select count(*) from forecasts where published_at >= interval_start")
    assert late == 0


def test_planned_activities_fill_every_shift_without_a_gap(full):
    wrong = full.one(
        """
        with planned as (
            select 'SH-' || "工号" || '-' || replace(left("日期", 10), '-', '') as schedule_id,
                "上班时间"::timestamp as s, "下班时间"::timestamp as e, "休息分钟"::int as pause
            from roster
        ), activity as (
            select schedule_id, left(min(start_at), 19)::timestamp as s,
                left(max(end_at), 19)::timestamp as e,
                sum(epoch(end_at::timestamptz) - epoch(start_at::timestamptz)) as seconds,
                sum(epoch(end_at::timestamptz) - epoch(start_at::timestamptz))
                    filter (where activity_code = 'lunch') / 60 as lunch
            from shift_activities group by schedule_id
        )
        select count(*) from planned full join activity using (schedule_id)
        where planned.s is distinct from activity.s or planned.e is distinct from activity.e
            or seconds <> epoch(planned.e) - epoch(planned.s) or lunch is distinct from pause
        """
    )
    assert wrong == 0
    overlaps = full.one(
        """
        select count(*) from (
            select start_at, lag(end_at) over (partition by schedule_id order by start_at) as before
            from shift_activities
        ) where start_at::timestamptz <> before::timestamptz
        """
    )
    assert overlaps == 0


def test_what_is_planned_is_roughly_what_is_done(full):
    """Nine in ten seconds of lunch lie within the planned lunch or a quarter of an hour of it."""
    kept = full.one(
        """
        with plan as (
            select split_part(schedule_id, '-', 2) as agent_id, start_at::timestamptz as s
            from shift_activities where activity_code = 'lunch'
        )
        select avg((abs(epoch(s) - epoch(start_at::timestamptz)) <= 900)::int)
        from agent_states inner join plan using (agent_id)
        where reason_code = 'lunch' and left(agent_states.agent_id, 1) = 'A'
            and abs(epoch(s) - epoch(start_at::timestamptz)) < 30000
        """
    )
    assert kept > 0.9


def test_declared_weeks_are_those_that_were_planted(full):
    spans = {
        kind: (first[:19], last[:19])
        for kind, first, last in full.rows(
            "select scenario_type, min(start_at), max(end_at) from scenarios group by 1"
        )
    }
    for truth_id, kind in zip(SPECIAL, ("promo", "recall"), strict=True):
        truth = PLANTED[truth_id]
        until = truth.last_date + timedelta(days=1)
        assert spans[kind] == (f"{truth.first_date}T00:00:00", f"{until}T00:00:00")
    assert "peak_season" in spans
    day = PLANTED["outage"].first_date
    assert spans["outage"] == (f"{day}T14:00:00", f"{day}T15:30:00")
    assert full.rows("select started_at, ended_at from outages") == [
        (f"{day}T14:00:00+08:00", f"{day}T15:30:00+08:00")
    ]


# --- outbound -------------------------------------------------------------------------------


def test_every_dial_has_its_contact_on_a_list_of_its_campaign(full):
    wrong = full.one(
        """
        select count(*) from dialer left join dial_lists on "名单编号" = list_contact_id
        where campaign_id is distinct from "活动" or customer_id is distinct from "客户编号"
            or loaded_at::timestamptz >= "拨打时间"::timestamp::timestamptz
            or value_tier is distinct from case "客户等级"
                when 'VIP' then 'vip' when '高价值' then 'high' when '普通' then 'normal' end
        """
    )
    assert wrong == 0
    assert full.one("select count(*) from dialer anti join campaigns on 活动 = campaign_id") == 0
    found = dict(
        full.rows(
            """
            select "呼叫结果" = '空号', avg((phone_valid_flag = 'false')::int)
            from dialer inner join dial_lists on "名单编号" = list_contact_id group by 1
            """
        )
    )
    assert found[True] > 0.5 > 0.02 > found[False] > 0


def test_tiers_are_those_of_the_customers(full):
    known = full.rows(
        "select distinct customer_id, value_tier, is_existing_customer from dial_lists "
        "where customer_id is not null"
    )
    assert len(known) > 10_000
    for customer, tier, existing in known:
        number = int(customer[1:])
        assert (tier, existing == "true") == (tier_of(number), is_existing(number))
    wrong = full.one(
        """
        select count(*) from calls inner join (
            select distinct customer_id, value_tier from dial_lists where customer_id is not null
        ) as listed using (customer_id)
        where (vip_flag = 'true') <> (value_tier = 'vip')
            and disposition <> 'blocked' and offered_at is not null
        """
    )
    assert wrong == 0


def test_the_screening_bot_passes_on_what_is_then_dialled(full):
    wrong = full.one(
        """
        select count(*)
        from (select * from dialer where "机器人初筛" = '是') as dialled
        full join (select * from bot_sessions where prescreen_result = 'passed') as passed
            on "机器人会话" = bot_session_id
        where bot_session_id is null or "机器人会话" is null
            or campaign_id <> "活动" or customer_id is distinct from "客户编号"
            or ended_at::timestamptz > "拨打时间"::timestamp::timestamptz
            or handoff_flag <> 'true'
        """
    )
    assert wrong == 0
    not_dialled = full.rows(
        "select prescreen_result, count(*) from bot_sessions "
        "where handoff_flag = 'false' group by 1"
    )
    assert {name for name, _ in not_dialled} == {"refused", "no_answer", "invalid"}
    passed = full.one("select avg((prescreen_result = 'passed')::int) from bot_sessions")
    assert 0.35 <= passed <= 0.5
    # who did not pass stands on a list and was never dialled
    assert full.one(
        """
        select count(*) from dial_lists anti join dialer on "名单编号" = list_contact_id
        """
    ) == sum(count for _, count in not_dialled)  # fmt: skip


def test_a_sale_went_all_the_way_and_only_conversations_went_anywhere(full):
    nodes = full.rows(
        """
        select "业务结果", "有效通话", "转化节点", count(*) from dialer
        where "转化节点" is not null group by all
        """
    )
    assert {node for outcome, _, node, _ in nodes if outcome == "成交"} == {"下单"}
    assert {outcome for outcome, _, node, _ in nodes if node == "下单"} == {"成交"}
    assert {node for _, effective, node, _ in nodes if effective == "否"} == {"接触"}
    assert full.one(
        "select count(*) from dialer where (\"转化节点\" is null) <> (\"呼叫结果\" <> '接通')"
    ) == 0  # fmt: skip


# --- the online platform --------------------------------------------------------------------


def test_chats_and_emails_lie_in_the_stretches_that_the_switch_calls_follow_up(full):
    outside = full.one(
        """
        select count(*) from digital where agent is not null and not exists (
            select 1 from agent_states
            where agent_states.agent_id = digital.agent and reason_code = 'follow_up'
                and start_at::timestamptz <= picked_up::timestamptz
                and end_at::timestamptz
                    >= closed::timestamptz + to_seconds(wrap_up_seconds::int)
        )
        """
    )
    assert outside == 0
    disorder = full.one(
        """
        select count(*) from digital
        where bot_ended < bot_started or queued < bot_ended or picked_up <= queued
            or first_reply < picked_up or closed < first_reply or given_up <= queued
            or (given_up is not null and agent is not null)
            or (queued is null and bot_id is null)
            or (bot_result = 'handed_over') <> (bot_id is not null and queued is not null)
        """
    )
    assert disorder == 0
    kinds = dict(full.rows("select kind, count(agent) from digital group by 1"))
    assert kinds["chat"] > 500
    assert kinds["email"] > 1000
    reply = full.one(
        """
        select avg((epoch(first_reply::timestamptz) - epoch(queued::timestamptz) <= 30)::int)
        from digital where kind = 'chat' and agent is not null
        """
    )
    assert 0.7 <= reply <= 0.9
    teams = full.rows(
        """
        select distinct kind, team_id from digital inner join assignments on agent = agent_id
            and closed::timestamptz >= valid_from::date
            and closed::timestamptz < coalesce(valid_to::date, '2027-01-01'::date)
        where agent is not null order by all
        """
    )
    assert teams == [("chat", "T2"), ("email", "T5")]


# --- speech analytics -----------------------------------------------------------------------


def test_speech_is_heard_in_a_sample_of_answered_calls_by_who_took_them(full):
    wrong = full.one(
        """
        with contact as (
            select interaction_id, agent_id, talk_seconds from calls
            where disposition = 'agent_answered'
            union all
            select "呼叫流水号", "坐席工号", "通话秒数" from dialer where "呼叫结果" = '接通'
        )
        select count(*) from speech_analytics left join contact using (interaction_id)
        where contact.agent_id is distinct from speech_analytics.agent_id
            or talk_seconds::int < 30 or polite_phrase_hits::int > polite_required_hits::int
            or customer_sentiment_start::double not between -1 and 1
            or customer_sentiment_end::double not between -1 and 1
            or vocal_tension_index::double not between 0 and 100
            or vocal_vitality_index::double not between 0 and 100
            or pause_ratio::double not between 0 and 1
        """
    )
    assert wrong == 0
    answered = full.one("select count(*) from calls where answered_at is not null")
    assert full.one("select count(*) from speech_analytics") / answered > 0.1
    features = [row[0] for row in full.rows("select features from speech_analytics limit 50")]
    assert all(json.loads(text)["pitch_range_semitones"] for text in features)


def test_who_is_bad_in_quality_is_less_polite_and_moods_follow_the_ratings(full):
    polite = full.rows(
        """
        select agent_id, sum(polite_phrase_hits::int) / sum(polite_required_hits::int)
        from speech_analytics where left(agent_id, 1) = 'A' group by 1 order by 2
        """
    )
    assert polite[0][0] == PLANTED["speed_hides_quality"].who
    moods = dict(
        full.rows(
            """
            select csat_overall::int >= 4, avg(customer_sentiment_end::double)
            from speech_analytics inner join surveys using (interaction_id)
            where csat_overall::int <> 3 group by 1
            """
        )
    )
    assert moods[True] > 0.3 > -0.2 > moods[False]


def test_planted_fading_voice(full):
    """Four weeks to the last day against the four before: one agent slows by a tenth and fades."""
    found = full.rows(
        """
        with span as (select date '2026-10-31' as last),
        handled as (
            select agent_id, left(ring_start_at, 10)::date > last - 28 as now,
                avg(talk_seconds::int + hold_seconds::int + acw_seconds::int) as seconds
            from call_legs, span where answered_flag = 'true'
                and left(ring_start_at, 10)::date > last - 56 group by all
        ), heard as (
            select speech_analytics.agent_id, left(ring_start_at, 10)::date > last - 28 as now,
                avg(vocal_vitality_index::double) as vitality
            from speech_analytics
            inner join call_legs using (interaction_id, agent_id), span
            where left(ring_start_at, 10)::date > last - 56 group by all
        ), both_spans as (
            select agent_id,
                max(seconds) filter (where now) / max(seconds) filter (where not now) as slower,
                max(vitality) filter (where now) / max(vitality) filter (where not now) as weaker
            from handled inner join heard using (agent_id, now) group by agent_id
        )
        select agent_id from both_spans where slower >= 1.1 and weaker <= 0.9
        """
    )
    assert found == [(PLANTED["fading_voice"].who,)]
