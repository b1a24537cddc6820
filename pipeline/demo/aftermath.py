"""What a call leaves behind: tickets, ratings and their reviews, complaints and praise, QA."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from pipeline.demo import casework, hours, voices
from pipeline.demo.clock import Clock, version_of
from pipeline.demo.contacts import Call
from pipeline.demo.floor import Floor
from pipeline.demo.people import LEADERS, QA_STAFF, SUPERVISORS, Person
from pipeline.demo.planted import PLANTED
from pipeline.demo.tables import customer_id

HOUR, DAY = 3600, 86_400
QA_ITEMS = {
    "voice": 5,
    "attitude": 5,
    "wording": 5,
    "script": 5,
    "etiquette": 5,
    "answer_accuracy": 10,
    "problem_solving": 10,
    "system_operation": 5,
    "empathy": 5,
    "warmth": 5,
}
QA_PASS = 0.8  # share of an item's points that passes it
# What quality control notes down beside the scored form; it does not enter the total.
QA_NOTES = ("language", "emotion_stability", "stress", "info_accuracy", "polite")
SLA_HOURS = {"P1": 24, "P2": 48, "P3": 72}
HEADERS = {
    "tickets": (
        "ticket_id", "origin_interaction_id", "customer_id", "created_by_agent_id",
        "owner_agent_id", "resolved_by_agent_id", "business_line", "category", "subcategory",
        "intent_code", "complexity", "priority", "created_at", "first_response_at", "sla_due_at",
        "resolved_at", "closed_at", "status", "resolution_code", "first_contact_resolved_flag",
        "reopened_count", "is_auto_created", "routed_by", "entry_method", "required_field_count",
        "filled_field_count", "asset_id", "_version",
    ),
    "ticket_events": (
        "event_id", "ticket_id", "event_at", "actor_id", "event_type", "from_dept", "to_dept",
        "status", "actor_type", "due_at", "field_name", "correct_flag", "entry_method",
        "predicted_category", "model_version", "schedule_id",
    ),
    "surveys": (
        "survey_id", "interaction_id", "agent_id", "customer_id", "channel", "sent_at",
        "eligible_flag", "sampling_method", "responded_at", "csat_overall", "csat_resolution",
        "csat_attitude", "csat_speed", "nps", "ces", "resolved_yes_no", *voices.SCORES,
        "scenario", "topic_code",
    ),
    "survey_reviews": voices.REVIEW,
    "qa_evaluations": (
        "evaluation_id", "interaction_id", "agent_id", "evaluator_id", "evaluated_at",
        "form_version", "sampling_method", "total_score", "fatal_error_flag", "missed_issue_count",
    ),
    "qa_items": (
        "evaluation_id", "item_code", "score", "max_score", "pass_flag", "violation_flag",
        "violation_type",
    ),
    "customer_feedback": (
        "feedback_id", "feedback_type", "customer_id", "interaction_id", "agent_id",
        "received_at", "channel", "complaint_type", "verified_flag", "verification_level",
        "cause_code", "repeat_of_feedback_id", "reply_due_at", "replied_at", "resolved_at",
        "leader_id", "severity", "verified_satisfied_flag", "topic_code", "sentiment", "platform",
        "score", "max_score", "contract_completion_score",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
AGAIN_AFTER = 6 * 24 * 3600  # a customer whose complaint was badly handled complains again


def _complained_again(row: tuple, received: str) -> tuple:
    """The same customer about the same call: general, justified and a repeat in one (AM82)."""
    header = HEADERS["customer_feedback"]
    told = dict(zip(header, row, strict=True))
    again = dict.fromkeys(("reply_due_at", "replied_at", "resolved_at", "verified_satisfied_flag"))
    again |= {
        "feedback_id": f"{told['feedback_id']}R",
        "received_at": received,
        "complaint_type": "general",
        "verified_flag": "true",
        "verification_level": "centre",
        "repeat_of_feedback_id": told["feedback_id"],
    }
    return tuple((told | again)[column] for column in header)


def month_ends(clock: Clock) -> list[tuple[str, int]]:
    """(month, UTC seconds of the export at its end) for each month; the last ends with the demo."""
    ends = []
    for first in clock.months():
        following = (first + timedelta(days=32)).replace(day=1)
        ends.append((f"{first:%Y-%m}", min(clock.at(following, 0), clock.end)))
    return ends


class Rating:
    """One survey invitation, and the answer if there was one."""

    __slots__ = (
        "answers", "call", "channel", "csat", "identity", "is_kept", "responded", "sent"
    )  # fmt: skip

    def __init__(self, identity: str, call: Call, channel: str, sent: int) -> None:
        self.identity, self.call, self.channel, self.sent = identity, call, channel, sent
        self.responded: int | None = None
        self.csat: int | None = None
        self.is_kept = False  # its audit keeps it
        self.answers: dict[str, object] = {}


class Aftermath:
    """Everything that follows from the calls; each kind draws from its own dice."""

    def __init__(self, seed: int, clock: Clock, people: list[Person], floor: Floor) -> None:
        self.seed, self.clock, self.people, self.floor = seed, clock, people, floor
        self.answered = [call for call in floor.calls if call.last_leg is not None]
        self.ends = month_ends(clock)
        self.scripts_kept: dict[str, bool] = {}  # filled by quality_rows
        self.ratings = self._rate()
        self.tickets = self._open_tickets()
        casework.twist(seed, clock, self.tickets, people)

    def _dice(self, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}:{purpose}")

    # --- ratings ------------------------------------------------------------------------------

    def _rate(self) -> list[Rating]:
        dice, clock = self._dice("surveys"), self.clock
        weak, unfair = PLANTED["weak_survey_sample"].who, PLANTED["unfair_ratings"]
        recall = PLANTED["recall_week"]
        bad = {truth.who: truth for truth in map(PLANTED.get, voices.REVIEWED)}
        malicious = 0
        ratings = []
        for call in self.answered:
            person = call.last_leg.person
            throw, answer = dice.random(), dice.random()
            line = call.line
            is_weak = person.agent_id == weak
            if line == "hotline" and throw < (0.008 if is_weak else 0.55):
                channel, sent, rate = "ivr", call.ended + 2, 0.41
            elif line == "after_sales" and throw < (0.01 if is_weak else 0.6):
                channel, sent, rate = "sms", call.ended + 60, 0.24
            elif line == "outbound" and call.effective and throw < 0.06:
                channel, sent, rate = "phone", call.ended + 1, 0.5
            elif throw > (0.9995 if is_weak else 0.993) and line != "outbound":
                channel, sent, rate = "web", call.ended + 900, 0.3
            else:
                continue
            # the dialler's log has no number for a rating, so its feed makes one from the call's
            if sent >= clock.end:
                continue
            identity = f"SV-{call.identity}" if line == "outbound" else f"SV{len(ratings):06d}"
            rating = Rating(identity, call, channel, sent)
            ratings.append(rating)
            day = clock.day(call.offered)
            planted = (
                person.agent_id == unfair.who
                and day >= unfair.first_date
                and malicious < 2
                and call.resolved
                and channel == "ivr"
            )
            if answer >= rate and not planted:
                continue
            lag = dice.randint(4, 20) if channel in ("ivr", "phone") else dice.randint(90, 40_000)
            if sent + lag >= clock.end:
                continue  # not answered yet when the demo ends
            rating.responded = sent + lag
            waited = max(0, (call.answered or 0) - (call.entered or call.answered or 0) - 20)
            mood = 4.88 + 0.2 * person.quality - 0.0055 * min(waited, 260) + dice.gauss(0, 0.62)
            mood += {"after_sales": 0.12, "outbound": -0.25}.get(line, 0.0)
            if call.resolved is False and line != "outbound":
                mood -= 1.25
            if recall.holds(day) and line == "after_sales":
                mood -= 0.25
            rating.csat = min(5, max(1, round(mood)))
            if person.agent_id == unfair.who:
                if planted:
                    malicious += 1
                    rating.csat = 1
                else:
                    rating.csat = 5 if rating.csat > 3 and answer < rate * 0.93 else 4
            elif person.agent_id in bad and voices.is_of(clock, rating, bad[person.agent_id]):
                del bad[person.agent_id]
                rating.csat, rating.is_kept = min(2, rating.csat), True
            self._other_answers(dice, rating, mood)
        return ratings

    def _other_answers(self, dice: random.Random, rating: Rating, mood: float) -> None:
        believes = bool(rating.call.resolved) == (dice.random() < 0.95)
        if rating.channel in ("sms", "web"):
            for name in ("resolution", "attitude", "speed"):
                rating.answers[name] = min(5, max(1, round(mood + dice.gauss(0, 0.4))))
            rating.answers["nps"] = min(10, max(0, round(2.05 * mood - 0.6 + dice.gauss(0, 1.1))))
            rating.answers["ces"] = min(7, max(1, round(8.2 - 1.3 * mood + dice.gauss(0, 0.8))))
            rating.answers["resolved"] = believes
        elif rating.channel == "ivr" and dice.random() < 0.55:
            rating.answers["resolved"] = believes

    def survey_rows(self) -> Rows:
        """Rows of `surveys` for the inbound lines, by month of sending."""
        iso, dice = self.clock.iso, self._dice("sub-scores")
        for rating in self.ratings:
            call, answers = rating.call, rating.answers
            if call.line == "outbound":
                continue
            resolved = answers.get("resolved")
            waited = (call.answered or 0) - (call.entered or call.answered or 0)
            yield self.clock.month(rating.sent), (
                rating.identity, call.identity, call.last_leg.person.agent_id,
                customer_id(call.customer), rating.channel, iso(rating.sent), "true", "random",
                iso(rating.responded), rating.csat, answers.get("resolution"),
                answers.get("attitude"), answers.get("speed"), answers.get("nps"),
                answers.get("ces"), None if resolved is None else str(resolved).lower(),
                *voices.sub_scores(dice, rating), voices.scenario_of(call.line, call.intent),
                voices.topic_of(dice, rating, waited),
            )  # fmt: skip

    def review_rows(self) -> Rows:
        """Rows of `survey_reviews` as each month's export knew them: pending first, then decided.

        Every rating of 1 or 2 is reviewed; some agents appeal; the two malicious ratings were.
        Quality control looks for the cause of each before its audit is decided.
        """
        dice, iso, causes = self._dice("reviews"), self.clock.iso, self._dice("causes")
        unfair = PLANTED["unfair_ratings"].who
        number = analysed = 0
        kept = []
        for rating in self.ratings:
            if rating.csat is None or rating.csat > 2:
                continue
            person = rating.call.last_leg.person
            day = self.clock.day(rating.sent)
            team = person.team(day)
            reviewer = SUPERVISORS[person.line(day)]
            leader = LEADERS[team] if person.role_on(day) == "agent" else reviewer
            malicious = person.agent_id == unfair
            kinds = ["low_score"]
            if (malicious or dice.random() < 0.15) and not rating.is_kept:
                kinds = ["appeal"] if malicious else ["low_score", "appeal"]
            for kind in kinds:
                number += 1
                submitted = rating.responded + dice.randint(1, 30) * HOUR
                decided = submitted + dice.randint(6, 110) * HOUR
                throw = dice.random()
                excluded = malicious or throw < (0.25 if kind == "appeal" else 0.06)
                excluded = excluded and not rating.is_kept
                reason = dice.choice(("wrong_agent", "system_fault", "product_issue"))
                if kind == "low_score" and decided < self.clock.end:
                    analysed += 1
                    yield voices.cause_row(causes, self.clock, analysed, rating, submitted, decided)
                    if not excluded and len(kinds) == 1:
                        kept.append((rating, decided))
                for month, end in self.ends:
                    is_decided = decided < end
                    changes = (self.clock.month(submitted), self.clock.month(decided))
                    if submitted >= end or month not in changes:
                        continue
                    yield month, (
                        f"RV{number:05d}", rating.identity, kind,
                        person.agent_id if kind == "appeal" else leader,
                        iso(submitted), f"R{rating.call.identity[1:]}",
                        reviewer if is_decided else None,
                        iso(decided) if is_decided else None,
                        ("exclude" if excluded else "keep") if is_decided else "pending",
                        ("malicious" if malicious else reason)
                        if excluded and is_decided
                        else None,
                        None, None, version_of(month),
                    )  # fmt: skip
        yield from voices.planted_reviews(self.clock, kept)

    # --- tickets ------------------------------------------------------------------------------

    def _open_tickets(self) -> list[dict]:
        """Unresolved calls open tickets by themselves; some service requests are opened by hand."""
        dice = self._dice("tickets")
        helpers = defaultdict(list)
        for person in self.people:
            if person.role == "agent":
                helpers[person.line(self.clock.first_date)].append(person)
        recall = PLANTED["recall_week"]
        tickets = []
        for call in self.answered:
            by_hand = call.line == "after_sales" and call.resolved and dice.random() < 0.05
            if call.line == "outbound" or not (call.ticket or by_hand):
                continue
            person = call.last_leg.person
            day = self.clock.day(call.ended)
            owner = person
            if dice.random() < 0.35:
                others = [one for one in helpers[call.line] if one.employed(day)]
                owner = dice.choice(others)
            priority = "P1" if call.vip else dice.choice(("P2", "P2", "P3"))
            created = call.ended + dice.randint(1, 8)
            hours = dice.lognormvariate(2.75, 0.75) * (1.6 if recall.holds(day) else 1.0)
            hours *= 1 - 0.06 * owner.quality
            if dice.random() < 0.012:
                hours += 24 * 21  # waits for a part
            assigned = created + dice.randint(20, 1500)
            replied = assigned + int(hours * 3600 * dice.uniform(0.1, 0.6))
            resolved = max(replied + 60, created + int(hours * 3600))
            identity = f"TK{len(tickets) + 1:06d}"
            due = created + SLA_HOURS[priority] * HOUR
            events = [
                (created, "create", person.agent_id, None, call.line, "new"),
                (assigned, "assign", "system", None, call.line, "assigned"),
            ]
            if owner is not person or dice.random() < 0.1:
                to = "back_office" if dice.random() < 0.4 else call.line
                events.append(
                    (assigned + 400, "transfer", person.agent_id, call.line, to, "assigned")
                )
            events.append((replied + 401, "reply", owner.agent_id, None, None, "in_progress"))
            resolved += 500
            events.append((resolved, "resolve", owner.agent_id, None, None, "resolved"))
            closed = resolved + dice.randint(20, 60) * HOUR
            if dice.random() < 0.06 - 0.015 * owner.quality:
                events.append((resolved + 5 * HOUR, "reopen", "customer", None, None, "reopened"))
                again = resolved + dice.randint(9, 40) * HOUR
                events.append((again, "resolve", owner.agent_id, None, None, "resolved"))
                closed = again + dice.randint(20, 60) * HOUR
            events.append((closed, "close", "system", None, None, "closed"))
            tickets.append(
                {
                    "id": identity,
                    "call": call,
                    "by": person,
                    "owner": owner,
                    "priority": priority,
                    "due": due,
                    "auto": not by_hand,
                    "fields": dice.choice((8, 10, 12)),
                    "missing": dice.choice((0, 0, 0, 0, 1, 2)),
                    "events": sorted(events),
                }
            )
        return tickets

    def ticket_rows(self) -> Rows:
        """Rows of `tickets` as each month's export knew them; what moved comes again."""
        iso = self.clock.iso
        for ticket in self.tickets:
            call, owner = ticket["call"], ticket["owner"].agent_id
            start = ticket["events"][0][0]
            for month, end in self.ends:
                known = [event for event in ticket["events"] if event[0] < end]
                if not known or month not in {self.clock.month(event[0]) for event in known}:
                    continue
                moments = {kind: moment for moment, kind, *_ in known}
                status = known[-1][5]
                done = status in ("resolved", "closed") and "resolve" in moments
                solver = [event[2] for event in known if event[1] == "resolve"][-1:]
                complaint = call.intent.endswith("_complaint")
                yield month, (
                    ticket["id"], call.identity, customer_id(call.customer),
                    ticket["by"].agent_id,
                    owner if len(known) > 1 else ticket["by"].agent_id,
                    solver[0] if done else None,
                    call.line, "complaint" if complaint else "service", call.intent, call.intent,
                    "complex" if complaint or call.intent == "network_fault" else "simple",
                    ticket["priority"], iso(start), iso(moments.get("reply")),
                    iso(ticket["due"]),
                    iso(moments["resolve"]) if done else None,
                    iso(moments.get("close")), status,
                    "solved" if done else "auto_closed" if status == "closed" else None,
                    "false" if ticket["auto"] else "true",
                    sum(event[1] == "reopen" for event in known),
                    "true" if ticket["auto"] else "false",
                    ticket["routed"], ticket["entry"],
                    ticket["fields"], ticket["fields"] - ticket["missing"],
                    casework.asset_of(call), version_of(month),
                )  # fmt: skip

    def ticket_event_rows(self) -> Rows:
        """Rows of `ticket_events`, until the demo ends."""
        last = self.ends[-1][1]
        columns = HEADERS["ticket_events"]
        for ticket in self.tickets:
            for number, (moment, kind, actor, source, target, status) in enumerate(
                ticket["events"], 1
            ):
                if moment < last:
                    yield self.clock.month(moment), (
                        f"{ticket['id']}-{number}", ticket["id"], self.clock.iso(moment), actor,
                        kind, source, target, status,
                        actor if actor in ("system", "customer") else "agent",
                        *(None,) * 7,
                    )  # fmt: skip
            for moment, suffix, schedule_id in hours.moves(ticket):
                if moment < last:
                    yield self.clock.month(moment), (
                        f"{ticket['id']}-{suffix}", ticket["id"], self.clock.iso(moment), "system",
                        "schedule", None, None, None, "system", *(None,) * 6, schedule_id,
                    )  # fmt: skip
        for moment, ticket, suffix, values in casework.further_events(
            self.seed, self.clock, self.tickets
        ):
            if moment < last:
                values |= {
                    "event_id": f"{ticket['id']}-{suffix}",
                    "ticket_id": ticket["id"],
                    "event_at": self.clock.iso(moment),
                }
                row = tuple(values.get(column) for column in columns)
                yield self.clock.month(moment), row

    # --- complaints and praise ----------------------------------------------------------------

    def feedback_rows(self) -> Rows:
        """Rows of `customer_feedback`, each about a call."""
        dice, iso, more = self._dice("feedback"), self.clock.iso, self._dice("feedback extras")
        rated = {rating.call.identity: rating.csat for rating in self.ratings}
        first_of: dict[int, str] = {}
        number = 0
        for call in self.answered:
            if call.line == "outbound" and not call.effective:
                continue
            person, csat = call.last_leg.person, rated.get(call.identity)
            throw, level, doubt = dice.random(), dice.random(), dice.random()
            cross = 0.001 + (0.006 if call.resolved is False else 0) - 0.001 * person.quality
            if csat is not None and csat <= 2:
                cross += 0.06
            glad = (0.0035 + 0.0015 * person.quality) if call.resolved else 0.0
            if throw < cross:
                kind = "complaint"
            elif throw > 1 - max(0.0, glad):
                kind = "praise"
            elif 0.5 < throw < 0.5006:
                kind = "suggestion"
            else:
                continue
            received = call.ended + dice.randint(1, 90) * 1800
            if received >= self.ends[-1][1]:
                continue
            number += 1
            identity = f"FB{number:05d}"
            complaint = kind == "complaint"
            earlier = first_of.get(call.customer) if complaint else None
            if complaint:
                first_of.setdefault(call.customer, identity)
            replied = received + dice.randint(2, 70) * HOUR
            known = replied < self.ends[-1][1]
            service = call.intent.startswith("service") or level < 0.45
            verified = doubt < 0.5 - 0.1 * person.quality if complaint else True
            kind_of = "service_quality" if service else "product"
            general, content, severe = more.random(), more.random(), more.random()
            if not service and general < 0.45:
                kind_of = "general" if general < 0.35 else "other"
            resolved = replied + more.randint(1, 60) * HOUR
            settled = complaint and resolved < self.ends[-1][1]
            day = self.clock.day(received)
            is_agent = person.role_on(day) == "agent"
            leader = LEADERS[person.team(day)] if is_agent else person.agent_id
            topic = more.choice(("attitude", "waiting", "fee", "product_quality", "repair_time"))
            row = (
                identity, kind, customer_id(call.customer), call.identity, person.agent_id,
                iso(received), dice.choice(("phone", "web", "app")),
                kind_of if complaint else None,
                ("true" if verified else "false") if known or not complaint else None,
                ("centre" if level < 0.2 else "team") if complaint and verified else None,
                dice.choice(("attitude", "delay", "wrong_answer")) if complaint else None,
                earlier,
                iso(received + 48 * HOUR) if kind != "praise" else None,
                iso(replied) if kind != "praise" and known else None,
                iso(resolved) if settled else None,
                leader if complaint else None,
                ("high" if severe < 0.1 else "medium" if severe < 0.45 else "low")
                if complaint else None,
                content < 0.8 + 0.05 * person.quality if settled else None,
                topic if kind != "praise" else None, *(None,) * 5,
            )  # fmt: skip
            yield self.clock.month(received), row
            again = received + AGAIN_AFTER
            if complaint and verified and number % 12 == 0 and again < self.ends[-1][1]:
                yield self.clock.month(again), _complained_again(row, iso(again))
        yield from voices.other_feedback(self.seed, self.clock, HEADERS["customer_feedback"])

    # --- quality ------------------------------------------------------------------------------

    def quality_rows(self) -> tuple[Rows, Rows]:
        """(rows of `qa_evaluations`, rows of `qa_items`): six random calls a person and month.

        QA staff evaluate agents, and supervisors their leaders, whose scripts nobody judges twice.
        """
        evaluations, items = self._evaluated("agent", "QA", "quality")
        of_leaders, their_items = self._evaluated("team_leader", "QL", "quality of leaders")
        return iter([*evaluations, *of_leaders]), iter([*items, *their_items])

    def _evaluated(self, role: str, prefix: str, dice_name: str) -> tuple[list, list]:
        dice, clock, notes = self._dice(dice_name), self.clock, self._dice(f"{dice_name} notes")
        calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
        for call in self.answered:
            person = call.last_leg.person
            if person.role_on(clock.day(call.ended)) == role and call.talk >= 30:
                calls[clock.month(call.ended), person.agent_id].append(call)
        evaluations, items = [], []
        ends = dict(self.ends)
        for (month, agent_id), some in sorted(calls.items()):
            for call in sorted(dice.sample(some, min(6, len(some))), key=lambda one: one.ended):
                person = call.last_leg.person
                moment = call.ended + dice.randint(2, 60) * HOUR + dice.randint(0, 3599)
                moment = min(moment, ends.get(month, clock.end) - dice.randint(600, 7200))
                moment = max(moment, call.ended + 300)
                if moment >= clock.end:
                    continue
                identity = f"{prefix}{len(evaluations) + 1:05d}"
                fatal = dice.random() < 0.004 + (0.02 if person.quality < -2 else 0)
                points = 0.0
                for item, best in QA_ITEMS.items():
                    share = 0.905 + 0.045 * person.quality + dice.gauss(0, 0.07)
                    if item in ("answer_accuracy", "problem_solving"):
                        share += 0.03 if call.resolved else -0.08
                    score = min(best, max(0, round(share * best * 2) / 2))
                    points += score
                    rule = "forbidden_word" if item == "wording" and score <= 3 else None
                    if fatal and item == "system_operation":
                        rule = "privacy"  # what makes an error fatal here
                    items.append(
                        (month, (identity, item, score, best, score >= best * QA_PASS,
                                 rule is not None, rule))
                    )  # fmt: skip
                    if item == "script" and role == "agent":
                        self.scripts_kept[call.identity] = score >= best * QA_PASS
                for item in QA_NOTES:
                    score = min(5, max(0, round(notes.gauss(4.45 + 0.2 * person.quality, 0.45))))
                    items.append((month, (identity, item, score, 5, score >= 4, False, None)))
                total = 0.0 if fatal else round(100 * points / sum(QA_ITEMS.values()), 2)
                evaluator = dice.choice(QA_STAFF) if role == "agent" else SUPERVISORS[call.line]
                evaluations.append(
                    (month, (identity, call.identity, agent_id, evaluator,
                             clock.iso(moment), "2026-1", "random", total, fatal,
                             int(dice.random() < 0.03)))
                )  # fmt: skip
        return evaluations, items
