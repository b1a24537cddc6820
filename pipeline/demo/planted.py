"""The truths planted in the demo centre. Tests find each one again from the files alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Truth:
    """One planted truth: what it is, whom it concerns, and when (first and last local day)."""

    truth_id: str
    what: str
    who: str = ""
    first_date: date = date.min
    last_date: date = date.max
    to: str = ""

    def holds(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date


PLANTED: dict[str, Truth] = {
    truth.truth_id: truth
    for truth in (
        Truth(
            "speed_hides_quality",
            "Shortest handle time of the hotline; lowest resolution, quality and satisfaction.",
            who="A005",
        ),
        Truth(
            "unfair_ratings",
            "Two malicious ratings of 1, excluded on appeal; the other ratings are excellent.",
            who="A014",
            first_date=date(2026, 9, 10),
            last_date=date(2026, 9, 10),
        ),
        Truth(
            "weak_survey_sample",
            "Forgets to pass callers on to the keypad survey: under 10 ratings a month.",
            who="A011",
        ),
        Truth(
            "promotion_week",
            "A promotion: hotline and outbound volume up.",
            who="hotline, outbound",
            first_date=date(2026, 9, 21),
            last_date=date(2026, 9, 27),
        ),
        Truth(
            "recall_week",
            "A product recall: after-sales volume doubles, waits rise, satisfaction falls.",
            who="after_sales",
            first_date=date(2026, 10, 12),
            last_date=date(2026, 10, 18),
        ),
        Truth(
            "outage",
            "14:00-15:30: calls are blocked, agents sit in not_ready with the reason outage.",
            who="centre",
            first_date=date(2026, 8, 19),
            last_date=date(2026, 8, 19),
        ),
        Truth(
            "team_change",
            "Moves between two hotline teams in mid-month.",
            who="A008",
            first_date=date(2026, 9, 16),
            to="T2",
        ),
        Truth(
            "line_change",
            "Moves from after-sales to the hotline in mid-month.",
            who="A037",
            first_date=date(2026, 10, 11),
            to="T1",
        ),
        Truth("joiner", "Joins outbound sales.", who="A025", first_date=date(2026, 8, 17)),
        Truth("leaver_1", "Leaves the hotline.", who="A018", last_date=date(2026, 9, 12)),
        Truth("leaver_2", "Leaves after-sales.", who="A047", last_date=date(2026, 10, 15)),
        Truth(
            "call_across_midnight",
            "A night-shift call answered before midnight and ended after it.",
            who="hotline",
            first_date=date(2026, 8, 12),
            last_date=date(2026, 8, 12),
        ),
        Truth(
            "over_the_limit",
            "After-call work and busy time of one shift pass 30 minutes.",
            who="A036",
            first_date=date(2026, 9, 8),
            last_date=date(2026, 9, 8),
        ),
        Truth(
            "long_leave",
            "Five days of sick leave in one month.",
            who="A029",
            first_date=date(2026, 9, 7),
            last_date=date(2026, 9, 13),
        ),
        Truth(
            "promotion_to_leader",
            "An outbound agent leads from the middle of the month on, in the same team.",
            who="A030",
            first_date=date(2026, 9, 16),
            to="team_leader",
        ),
        Truth(
            "long_absence",
            "Three weeks of sick leave over a month's end, told as one leave.",
            who="A045",
            first_date=date(2026, 9, 21),
            last_date=date(2026, 10, 11),
        ),
        Truth(
            "fading_voice",
            "Handle time rises while the vitality of her voice falls, until the demo's last day.",
            who="A012",
            first_date=date(2026, 9, 28),
        ),
        Truth(
            "acd_lost_calls",
            "Back from the outage, the ACD's own report knows nothing of the first calls.",
            who="hotline_general",
            first_date=date(2026, 8, 19),
            last_date=date(2026, 8, 19),
        ),
        Truth(
            "acd_short_abandons",
            "In one half hour the ACD calls an abandon short up to 60 seconds, not 5.",
            who="after_sales_general",
            first_date=date(2026, 10, 14),
            last_date=date(2026, 10, 14),
        ),
        Truth(
            "silent_tickets",
            "Customers who never answered: the system closed their tickets, nobody resolved them.",
            who="system",
        ),
        Truth(
            "resolved_by_another",
            "What was reopened after this agent had resolved it was resolved by others.",
            who="A041",
        ),
        Truth(
            "late_appeal",
            "A rating of September appealed in time, excluded in the next month's export only.",
            who="A003",
            first_date=date(2026, 9, 20),
            last_date=date(2026, 9, 30),
        ),
        Truth(
            "two_raters",
            "Only two peers rated this person in the month: too few for a peer review.",
            who="A020",
            first_date=date(2026, 9, 1),
            last_date=date(2026, 9, 30),
        ),
        Truth(
            "burnout",
            "Leaves by choice because of burnout; the past of the leaver stays.",
            who="A018",
            last_date=date(2026, 9, 12),
        ),
        Truth(
            "exclusion_without_reason",
            "A rating excluded by somebody who gave no reason: the exclusion must not count.",
            who="A012",
            first_date=date(2026, 9, 15),
            last_date=date(2026, 9, 30),
        ),
    )
}


@dataclass(frozen=True)
class Difference:
    """One half hour (its first local minute) in which the ACD counts otherwise, and by how much."""

    minute: int
    amount: int


ACD_LOST = Difference(minute=15 * 60 + 30, amount=6)  # calls
ACD_SHORT = Difference(minute=10 * 60, amount=60)  # seconds
OUTAGE_MINUTES = (14 * 60, 15 * 60 + 30)
