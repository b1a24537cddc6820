"""More of what customers say: why a rating was bad, what clients think, what is said in public."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from pipeline.demo.clock import Clock, version_of
from pipeline.demo.people import LINES, SUPERVISORS
from pipeline.demo.planted import PLANTED

HOUR, DAY = 3600, 86_400
SCORES = (
    "csat_convenience", "empathy", "friendliness", "professionalism", "resonance",
    "brand_delivery",
)  # fmt: skip
REVIEW = (
    "review_id", "survey_id", "trigger", "submitted_by", "submitted_at", "evidence_ref",
    "reviewer_id", "decided_at", "decision", "exclusion_reason", "cause_code", "liability",
    "_version",
)  # fmt: skip
# Whose fault a bad rating was, and what it was about.
CAUSES = {
    "agent_skill": ("wrong_answer", "not_resolved"),
    "agent_subjective": ("attitude", "not_listened"),
    "product": ("product_fault", "delivery_delay"),
    "policy": ("fee", "return_rule"),
    "system": ("system_slow", "long_wait"),
    "customer": ("mistaken_key",),
}
# Each has one bad rating that its audit keeps, for what is planted about it afterwards.
REVIEWED = ("late_appeal", "exclusion_without_reason")
PLATFORMS = ("microblog", "forum", "app_store", "short_video")
MENTION_TOPICS = ("service", "product", "price", "recall", "delivery")


def scenario_of(line: str, intent: str) -> str:
    """Consultation, complaint or after-sales: what the invitation is about."""
    if intent.endswith("_complaint"):
        return "complaint"
    return "after_sales" if line == "after_sales" else "consultation"


def sub_scores(dice: random.Random, rating) -> tuple[int | None, ...]:
    """The six softer scores of a written survey: near the overall rating, the person shows."""
    if rating.csat is None or rating.channel not in ("sms", "web"):
        return (None,) * len(SCORES)
    quality = rating.call.last_leg.person.quality
    scores = []
    for place in range(len(SCORES)):
        mood = 0.75 * rating.csat + 1.05 + 0.12 * quality + dice.gauss(0, 0.5) - 0.08 * (place > 3)
        scores.append(min(5, max(1, round(mood))))
    return tuple(scores)


def topic_of(dice: random.Random, rating, waited: int) -> str | None:
    """What a rating of 3 or less is about, as coded from the comment."""
    throw = dice.random()
    if rating.csat is None or rating.csat > 3:
        return None
    if waited > 120:
        return "waiting"
    if rating.call.resolved is False and throw < 0.7:
        return "not_resolved"
    if rating.call.line == "after_sales":
        return "product_quality" if throw < 0.6 else "repair_time"
    return "attitude" if throw < 0.35 else "fee" if throw < 0.7 else "unclear_answer"


def cause_row(
    dice: random.Random, clock: Clock, number: int, rating, submitted: int, decided: int
) -> tuple[str, tuple]:
    """The analysis of a bad rating by quality control, done before its audit is decided."""
    person = rating.call.last_leg.person
    throw = dice.random()
    to_blame = 0.38 - 0.12 * person.quality
    if throw < to_blame:
        fault = "agent_skill" if rating.call.resolved is False else "agent_subjective"
    else:
        others = ("product", "product", "policy", "system", "customer")
        fault = others[int((throw - to_blame) / max(0.01, 1 - to_blame) * 5) % 5]
    moment = submitted + (decided - submitted) // 2
    month = clock.month(moment)
    return month, (
        f"CA{number:05d}", rating.identity, "cause_analysis", "Q01", clock.iso(submitted),
        f"R{rating.call.identity[1:]}", "Q02", clock.iso(moment), "keep", None,
        dice.choice(CAUSES[fault]), fault, version_of(month),
    )  # fmt: skip


def planted_reviews(clock: Clock, kept: list) -> Iterator[tuple[str, tuple]]:
    """An appeal decided late in the next month, and an exclusion for which nobody gave a reason.

    kept: (rating, decided) of the ratings whose audit kept them.
    """
    late, bare = PLANTED["late_appeal"], PLANTED["exclusion_without_reason"]
    mine = [one for one, _ in kept if is_of(clock, one, late)]
    if mine:
        rating = mine[0]
        person = rating.call.last_leg.person
        submitted = rating.responded + 2 * DAY
        decided = clock.at(late.last_date + timedelta(days=20), 1010)
        about = (
            "RVLATE", rating.identity, "appeal", person.agent_id, clock.iso(submitted),
            f"R{rating.call.identity[1:]}",
        )  # fmt: skip
        boss = SUPERVISORS[person.line(late.last_date)]
        first = clock.month(submitted)
        yield first, (*about, None, None, "pending", None, None, None, version_of(first))
        if decided < clock.end:
            month = clock.month(decided)
            yield month, (
                *about, boss, clock.iso(decided), "exclude", "system_fault", None, None,
                version_of(month),
            )  # fmt: skip
    theirs = [(one, decided) for one, decided in kept if is_of(clock, one, bare)]
    if theirs:
        rating, decided = theirs[0]
        person = rating.call.last_leg.person
        moment = decided + 30 * HOUR
        month = clock.month(moment)
        yield month, (
            "RVBARE", rating.identity, "sample", "Q01", clock.iso(decided + HOUR),
            f"R{rating.call.identity[1:]}", SUPERVISORS[person.line(bare.first_date)],
            clock.iso(moment), "exclude", None, None, None, version_of(month),
        )  # fmt: skip


def is_of(clock: Clock, rating, truth) -> bool:
    """Whether a rating was given to the person of a truth in its days."""
    person = rating.call.last_leg.person
    return person.agent_id == truth.who and truth.holds(clock.day(rating.responded))


def other_feedback(seed: int, clock: Clock, columns: tuple[str, ...]) -> Iterator[tuple]:
    """Clients' ratings of each quarter, and what is said in public; not about one call."""
    dice = random.Random(f"{seed}:voices")
    number = 0

    def row(moment: int, kind: str, **values: object) -> tuple[str, tuple]:
        nonlocal number
        number += 1
        values |= {
            "feedback_id": f"FV{number:05d}", "feedback_type": kind,
            "received_at": clock.iso(moment),
        }  # fmt: skip
        return clock.month(moment), tuple(values.get(column) for column in columns)

    recall = PLANTED["recall_week"]
    for day in clock.dates:
        hot = recall.holds(day)
        for _ in range(int(dice.expovariate(1 / (14 if hot else 5)))):
            moment = clock.at(day, dice.randint(0, 1439))
            throw = dice.random()
            bad = 0.55 if hot else 0.18
            tone = "negative" if throw < bad else "neutral" if throw < bad + 0.35 else "positive"
            topic = "recall" if hot and throw < 0.5 else dice.choice(MENTION_TOPICS)
            yield row(
                moment, "mention", channel="public", platform=dice.choice(PLATFORMS),
                sentiment=tone, topic_code=topic,
            )  # fmt: skip
        # The clients who bought the service rate it at the end of a quarter, or of the demo.
        following = day + timedelta(days=1)
        ends = following.day == 1 and following.month % 3 == 1
        if ends or day == clock.dates[-1]:
            for line in LINES:
                for client in ("client_a", "client_b"):
                    kept = round(min(100.0, dice.gauss(93, 2.5)), 1)
                    score = round(min(100.0, dice.gauss(88 if line != "after_sales" else 84, 3)), 1)
                    yield row(
                        clock.at(day, 960), "client_satisfaction", customer_id=client,
                        channel="interview", topic_code=line, score=score, max_score=100,
                        contract_completion_score=kept,
                    )  # fmt: skip
