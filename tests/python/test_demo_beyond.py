"""The demo's exports beyond the telephone agree with the calls, the tickets and each other."""

from __future__ import annotations

from datetime import timedelta

from pipeline.demo import PLANTED

# The dialler's sales and the agents' answered calls, in the names of the raw contract.
SALES = """
    select "呼叫流水号" as interaction_id, "坐席工号" as agent_id, "挂断时间"::timestamp as ended_at
    from dialer where "业务结果" = '成交'
"""
LAST_AGENTS = """
    select interaction_id, arg_max(agent_id, leg_seq::int) as agent_id
    from call_legs where answered_flag = 'true' group by interaction_id
"""


# --- customers and what they buy --------------------------------------------------------------


def test_every_sale_has_its_order_and_the_right_seller(week):
    wrong = week.one(
        f"""
        with sale as ({SALES}), ordered as (
            select * from orders where source = 'outbound' and accepted_flag = 'True'
                and order_type <> 'cross_sell' or source = 'outbound' and accepted_flag = 'True'
                and customer_event is null
        )
        select count(*) from sale left join ordered using (interaction_id)
        where ordered.agent_id is distinct from sale.agent_id
            or ordered.created_at::timestamptz < sale.ended_at::timestamptz
        """
    )
    assert wrong == 0
    assert week.one(f"select count(*) from ({SALES})") > 100


def test_orders_follow_their_offers(week):
    assert week.one(
        f"""
        with agent as ({LAST_AGENTS})
        select count(*) from orders left join agent using (interaction_id)
        where agent.agent_id is distinct from orders.agent_id
            or (offer_flag = 'True') <> (accepted_flag is not null)
            or (accepted_flag = 'False' and (status <> 'failed' or amount is not null))
            or (accepted_flag = 'True' and amount::double <= 0)
            or (offer_flag = 'False' and source <> 'self_service')
            or (status = 'open' and completed_at is not null)
            or completed_at < created_at
            or (error_flag is not null) <> (checked_flag = 'True')
        """
    ) == 0  # fmt: skip
    kinds = {row[0] for row in week.rows("select distinct order_type from orders")}
    assert kinds == {"new", "renewal", "repeat", "cross_sell", "parts", "warranty", "maintenance"}


def test_customers_have_one_state_at_a_time(full):
    gaps = full.one(
        """
        with state as (
            select *, lead(valid_from) over same as next_from, lag(status) over same as before
            from customers window same as (partition by customer_id order by valid_from)
        )
        select count(*) from state
        where valid_to is distinct from next_from or valid_to <= valid_from
            or (status = 'active') <> (before is null)
            or (status = 'lost') <> (loss_reason is not null)
            or (status = 'returned' and before <> 'lost')
        """
    )
    assert gaps == 0
    lost = full.one(
        "select count(*) filter (where status = 'lost') / count(distinct customer_id) "
        "from customers"
    )
    assert 0.015 < lost < 0.05  # of a quarter


def test_a_vip_of_the_switch_is_a_vip_of_the_crm(full):
    differ = full.one(
        """
        select count(*) from calls inner join customers using (customer_id)
        where (vip_flag = 'true') <> (value_tier = 'vip')
        """
    )
    assert differ == 0
    assert full.one("select count(*) from customers where value_tier = 'vip'") > 2000


def test_customers_left_open_leave_more_often(full):
    left = dict(
        full.rows(
            """
            with judged as (
                select customer_id, bool_or(resolved_flag = 'false') as was_left_open
                from calls where answered_at is not null and customer_id is not null group by all
            )
            select was_left_open, avg((lost.customer_id is not null)::int)
            from judged inner join (select distinct customer_id from customers) as known
                using (customer_id)
            left join (select distinct customer_id from customers where status = 'lost') as lost
                using (customer_id)
            group by all
            """
        )
    )
    assert left[True] > 1.4 * left[False]


def test_leads_and_profiles_come_from_calls_of_their_agents(week):
    for table, moment in (("leads", "created_at"), ("profile_changes", "changed_at")):
        wrong = week.one(
            f"""
            with agent as ({LAST_AGENTS})
            select count(*) from {table} left join agent using (interaction_id)
            where agent.agent_id is distinct from {table}.agent_id
                or {moment} >= '2026-09-04'
            """
        )
        assert wrong == 0, table
        assert week.one(f"select count(*) from {table}") > 200


def test_values_are_told_at_each_end_of_a_month(full):
    days = full.rows("select distinct snapshot_date from customer_values order by 1")
    assert [day for (day,) in days] == ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]
    unknown = full.one("select count(*) from customer_values where clv_amount::double <= 0")
    assert unknown == 0


# --- money ------------------------------------------------------------------------------------


def test_pay_counts_the_calls_that_were_handled(full):
    wrong = full.one(
        """
        with handled as (
            select agent_id, left(answered_at, 7) || '-01' as month, count(*) as calls
            from call_legs where answered_flag = 'true' group by all
        )
        select count(*) from pay_items
        left join handled using (agent_id)
        where component = 'piece_rate' and left(period_start_date, 10) = month
            and (quantity::double <> calls or abs(amount::double - calls * rate::double) > 0.01)
        """
    )
    assert wrong == 0
    low, high = full.rows(
        """
        with pay as (
            select agent_id, period_start_date,
                sum(amount::double) filter (where component = 'performance_bonus') as bonus,
                sum(amount::double) filter (
                    where component in ('base', 'performance_bonus')) as whole
            from pay_items group by all
        ) select min(bonus / whole), max(bonus / whole) from pay
        """
    )[0]
    assert 0.29 < low < high < 0.41  # 30 to 40 percent (000:L77, AM46)


def test_labour_cost_is_the_pay_with_what_comes_on_top(full):
    pay = full.one("select sum(amount::double) from pay_items")
    labour = full.one(
        "select sum(amount::double) from costs where cost_type = 'labour' and entry_type = 'actual'"
    )
    assert abs(labour / pay - 1.28) < 0.001
    twice = full.rows(
        "select period_start_date, team_id, cost_type, entry_type from costs "
        "group by all having count(*) > 1"
    )
    assert twice == []


def test_the_company_is_the_sum_of_its_lines(full):
    months = full.rows(
        """
        select period_start_date,
            sum(revenue::double) filter (where business_line = 'company')
            - sum(revenue::double) filter (where business_line <> 'company'),
            sum(profit::double) filter (where business_line = 'company')
            - sum(profit::double) filter (where business_line <> 'company')
        from results group by all order by 1
        """
    )
    assert len(months) == 7
    assert all(abs(revenue) < 0.05 and abs(profit) < 0.05 for _, revenue, profit in months)


def test_a_plan_of_a_team_is_what_its_people_are_asked_for(full):
    wrong = full.one(
        """
        with target as (
            select period_start_date as month, scope_type, metric_code,
                sum(target_value::double) as total
            from targets where metric_code in ('calls_handled_count', 'sales_count') group by all
        )
        select count(*) from target inner join target as asked
            using (month, metric_code)
        where asked.scope_type = 'agent' and target.total <> asked.total
        """
    )
    assert wrong == 0
    scopes = {row[0] for row in full.rows("select distinct scope_type from targets")}
    assert scopes == {"centre", "line", "team", "agent"}
    twice = full.rows(
        "select period_type, period_start_date, scope_type, scope_id, metric_code from targets "
        "group by all having count(*) > 1"
    )
    assert twice == []


# --- tickets, tasks and verification ----------------------------------------------------------


def test_ticket_events_say_who_did_them(week):
    wrong = week.one(
        """
        select count(*) from ticket_events
        where actor_type is null
            or (actor_type = 'system') <> (actor_id = 'system')
            or (actor_type = 'customer') <> (actor_id = 'customer')
            or (event_type = 'reply_due') <> (due_at is not null)
            or (event_type = 'field_audit')
                <> (field_name is not null and correct_flag is not null)
            or (event_type = 'prediction')
                <> (predicted_category is not null and model_version is not null)
        """
    )
    assert wrong == 0
    late, due = week.rows(
        """
        with reply as (
            select ticket_id, min(event_at::timestamptz) as replied_at
            from ticket_events where event_type = 'reply' group by all
        )
        select count(*) filter (where replied_at > due_at::timestamptz), count(*)
        from ticket_events left join reply using (ticket_id) where event_type = 'reply_due'
        """
    )[0]
    assert 0 < late < 0.12 * due


def test_scanned_fields_are_right_more_often_and_only_where_they_are_tried(full):
    right = dict(
        full.rows(
            "select entry_method, avg((correct_flag = 'True')::int) from ticket_events "
            "where event_type = 'field_audit' group by all"
        )
    )
    assert right["ocr"] > right["manual"] + 0.03
    start = full.one("select min(start_date) from pilots")
    others = full.one(
        """
        select count(*) from tickets
        where entry_method = 'ocr' and (left(created_at, 10) < ? or created_by_agent_id not in (
            select agent_id from pilots where arm = 'pilot'))
        """,
        start,
    )
    assert others < 0.02 * full.one("select count(*) from tickets where entry_method = 'ocr'")


def test_tasks_belong_to_tickets_of_after_sales(week):
    newest = "qualify row_number() over (partition by task_id order by _version desc) = 1"
    wrong = week.one(
        f"""
        with task as (select * from ticket_tasks {newest}), ticket as (
            select distinct ticket_id, business_line, created_at from tickets
        )
        select count(*) from task left join ticket using (ticket_id)
        where business_line is distinct from 'after_sales' or requested_at < ticket.created_at
            or completed_at < requested_at or first_response_at < requested_at
            or (task_type = 'field_visit') <> (task_seq is not null)
            or (task_type = 'parts_order') <> (part_no is not null)
            or (repair_success_flag is not null and task_type <> 'field_visit')
        """
    )
    assert wrong == 0
    kinds = {row[0] for row in week.rows("select distinct task_type from ticket_tasks")}
    assert kinds == {"support_request", "field_visit", "parts_order"}


def test_verification_agrees_with_the_call(week):
    wrong = week.one(
        f"""
        with agent as ({LAST_AGENTS})
        select count(*) from callbacks left join agent using (interaction_id)
        where agent.agent_id is distinct from callbacks.agent_id
            or (reached_flag = 'True') <> (verified_csat is not null)
            or verified_csat::int not between 1 and 5
        """
    )
    assert wrong == 0
    agrees = week.one(
        """
        select avg((callbacks.resolved_flag::boolean = calls.resolved_flag::boolean)::int)
        from callbacks inner join calls using (interaction_id)
        where callbacks.resolved_flag is not null
        """
    )
    assert agrees > 0.9


def test_written_surveys_ask_more_and_bad_ratings_have_a_topic(week):
    wrong = week.one(
        """
        select count(*) from surveys
        where (empathy is not null) <> (channel in ('sms', 'web') and csat_overall is not null)
            or empathy::int not between 1 and 5 or brand_delivery::int not between 1 and 5
            or (topic_code is not null) <> coalesce(csat_overall::int <= 3, false)
            or scenario is null
        """
    )
    assert wrong == 0


def test_complaints_are_answered_and_repeats_point_at_complaints(full):
    wrong = full.one(
        """
        select count(*) from customer_feedback as feedback
        left join customer_feedback as earlier
            on feedback.repeat_of_feedback_id = earlier.feedback_id
        where (feedback.repeat_of_feedback_id is not null
                and (earlier.feedback_type is distinct from 'complaint'
                    or earlier.customer_id is distinct from feedback.customer_id
                    or earlier.received_at > feedback.received_at))
            or feedback.resolved_at < feedback.replied_at
            or (feedback.feedback_type = 'complaint') <> (feedback.severity is not null)
            or (feedback.feedback_type = 'mention') <> (feedback.sentiment is not null)
            or (feedback.feedback_type = 'client_satisfaction') <> (feedback.score is not null)
            or (feedback.verified_satisfied_flag is not null and feedback.resolved_at is null)
        """
    )
    assert wrong == 0
    kinds = {row[0] for row in full.rows("select distinct feedback_type from customer_feedback")}
    assert kinds == {"complaint", "praise", "suggestion", "mention", "client_satisfaction"}


# --- the house --------------------------------------------------------------------------------


def test_overtime_is_after_the_shift_and_on_the_time_clock(full):
    wrong = full.one(
        """
        select count(*) from absences
        left join roster on roster."工号" = absences.agent_id
            and roster."下班时间"::timestamp::timestamptz = start_at::timestamptz
        left join attendance on attendance.agent_id = absences.agent_id
            and shift_date = left("日期", 10)
        where leave_type like 'overtime%' and ("工号" is null
            or clock_out_at::timestamptz < end_at::timestamptz
            or epoch(end_at::timestamptz) - epoch(start_at::timestamptz) <> hours::double * 3600)
        """
    )
    assert wrong == 0
    assert full.one("select count(*) from absences where leave_type = 'overtime_planned'") > 20
    paid = full.one("select sum(quantity::double) from pay_items where component = 'overtime'")
    assert paid == full.one("select sum(hours::double) from absences where hours is not null")


def test_workplace_events_carry_what_their_kind_needs(full):
    wrong = full.one(
        """
        select count(*) from workplace_events
        where (event_type = 'discipline' and (evidence_ref is null or due_at is null))
            or (event_type = 'error'
                and (event_code not in ('work', 'service', 'ticket') or found_by is null))
            or (event_type = 'handover') <> (responsibility is not null)
            or (event_type = 'alert' and value::double <= limit_value::double)
            or (event_type in ('alert', 'kpi_feedback', 'miss_review'))
                <> (metric_code is not null)
            or (event_type in ('goodwill', 'award')) <> (amount is not null)
            or completed_at < event_at
        """
    )
    assert wrong == 0
    kinds = {row[0] for row in full.rows("select distinct event_type from workplace_events")}
    assert kinds == {"error", "handover", "patrol", "discipline", "suggestion", "broadcast",
                     "award", "alert", "kpi_feedback", "goodwill", "miss_review"}  # fmt: skip


def test_courses_are_taught_between_their_exams(full):
    gains = full.rows(
        """
        select course_id, cohort_id, avg(score::double) filter (where phase = 'post')
            - avg(score::double) filter (where phase = 'pre'),
            max(assessed_at) filter (where phase = 'pre'),
            min(assessed_at) filter (where phase = 'post')
        from assessments where course_id is not null group by all order by 1
        """
    )
    assert len(gains) == 3
    for course, cohort, gain, last_before, first_after in gains:
        assert gain > 5
        held = full.rows(
            "select min(started_at), max(completed_at), count(*) from work_items "
            "where work_type = 'training' and course_id = ? and cohort_id = ? "
            "and completed_at is not null",
            course,
            cohort,
        )[0]
        assert last_before < held[0] < held[1] < first_after
        assert held[2] > 5


def test_work_items_come_again_when_they_are_done(full):
    wrong = full.one(
        """
        select count(*) from work_items
        where completed_at < assigned_at or completed_count::int > planned_count::int
            or (completed_at is not null and left(completed_at, 7) > left(_version, 4) || '-'
                || right(_version, 2))
            or (work_type = 'improvement_action' and (metric_code is null or result is null))
        """
    )
    assert wrong == 0
    kinds = {row[0] for row in full.rows("select distinct work_type from work_items")}
    assert kinds == {"training", "coaching", "task", "data_submission", "improvement_action",
                     "survey_plan", "process_improvement", "objective", "governance"}  # fmt: skip


# --- planted ----------------------------------------------------------------------------------


def test_planted_silent_tickets_are_resolved_by_nobody(full):
    newest = "qualify row_number() over (partition by ticket_id order by _version desc) = 1"
    silent, credited = full.rows(
        f"""
        with ticket as (select * from tickets {newest}), resolved as (
            select distinct ticket_id from ticket_events where event_type = 'resolve'
        )
        select count(*), count(resolved_by_agent_id) from ticket anti join resolved
            using (ticket_id)
        where status = 'closed'
        """
    )[0]
    assert silent > 50
    assert credited == 0
    closers = full.rows("select distinct actor_type from ticket_events where event_type = 'close'")
    assert closers == [("system",)]


def test_planted_second_solver(full):
    who = PLANTED["resolved_by_another"].who
    solvers = full.rows(
        """
        select ticket_id, arg_min(actor_id, event_at), arg_max(actor_id, event_at)
        from ticket_events where event_type = 'resolve' group by all having count(*) = 2
        """
    )
    mine = [(first, last) for _, first, last in solvers if first == who]
    assert len(mine) >= 3
    assert all(last != who for _, last in mine)
    others = [first == last for _, first, last in solvers if first != who]
    assert sum(others) > len(others) / 2


def test_planted_late_appeal_restates_the_month_before(full):
    truth = PLANTED["late_appeal"]
    appeals = full.rows(
        """
        select _version, decision, responded_at, submitted_at, decided_at from survey_reviews
        inner join surveys using (survey_id)
        where review_id = 'RVLATE' and submitted_by = ? order by _version
        """,
        truth.who,
    )
    assert [(row[0], row[1]) for row in appeals] == [("202609", "pending"), ("202610", "exclude")]
    assert str(truth.first_date) <= appeals[0][2][:10] <= str(truth.last_date)
    assert appeals[1][4][:10] > str(truth.last_date + timedelta(days=14))


def test_planted_exclusion_without_reason(full):
    bare = full.rows(
        """
        select agent_id, csat_overall, decision from survey_reviews inner join surveys
            using (survey_id)
        where decision = 'exclude' and exclusion_reason is null
        """
    )
    assert [row[0] for row in bare] == [PLANTED["exclusion_without_reason"].who]
    assert int(bare[0][1]) <= 2


def test_planted_burnout(full):
    truth = PLANTED["burnout"]
    assert full.rows(
        "select distinct agent_id, by_choice from hris where reason = 'burnout'"
    ) == [(truth.who, "是")]  # fmt: skip
    assert full.one("select count(*) from surveys where agent_id = ?", truth.who) > 100
