"""The sections of pages that are no card: registers, pay plans, awards, and rows of other seeds."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from pipeline.docs_book import Book, Row, cell, table


def framework(book: Book, name: str, title: str = "") -> list[str]:
    """A list of KPIs that weighs nothing, below its own name or another title."""
    words, found = book.words, book.rows("frameworks", framework_id=name)[0]
    items = sorted(
        book.rows("framework_items", framework_id=name), key=lambda row: int(row["item_order"])
    )
    names = {row["item_id"]: book.said(row, "item_name") for row in items}
    shown, dimension = [], ""
    for row in items:
        parts = [one for one in items if one["composite_item_id"] == row["item_id"]]
        measured = words["composite"] if parts else words["no_kpi"]
        if row["is_lost"] == "true":
            measured = words["no_kpi" if row["item_id"] in NO_RULE else "lost"]
        elif row["kpi_id"]:
            measured = book.kpi(row["kpi_id"])
        if row["composite_item_id"]:
            whole = row["composite_item_id"]
            total = sum(
                Decimal(one["composite_coefficient"])
                for one in items
                if one["composite_item_id"] == whole
            )
            part = words["part_of"].format(
                name=names[whole],
                share=book.plain(row["composite_coefficient"]),
                total=book.plain(total),
                scale=book.of_kpi(row["scale_maximum"], row["kpi_id"]),
            )
            measured = cell(measured, part)
        is_new = book.said(row, "dimension_name") != dimension
        dimension = book.said(row, "dimension_name")
        shown.append(
            [
                f"**{dimension}**" if is_new else "",
                book.said(row, "item_name"),
                measured,
                _framework_target(book, row),
                book.cited(row),
            ]
        )
    about = words["framework_about"].format(
        subjects=book.listed(map(book.code, found["subject_types"].split())),
        periods=book.listed(map(book.period, found["period_types"].split())),
    )
    note = re.sub(r"[a-z]+(_[a-z]+)+", r"`\g<0>`", book.said(found, "note"))
    return [
        *(f"## {title or book.said(found, 'framework_name')}", "", about, ""),
        *([note, ""] if note else []),
        *([] if title else [words["source"].format(source=f"`{found['source']}`"), ""]),
        *table(words["framework_head"], shown),
    ]


NO_RULE = ("adaptive_weights",)


def _framework_target(book: Book, row: Row) -> str:
    kpi = row["kpi_id"]
    if row["target_value"]:
        sign = "≤" if book.kpis[kpi]["direction"] == "lower" else "≥"
        return f"{sign} {book.of_kpi(row['target_value'], kpi)}"
    if row["target_low"] and row["target_high"]:
        return book.words["between"].format(
            low=book.of_kpi(row["target_low"], kpi), high=book.of_kpi(row["target_high"], kpi)
        )
    if row["target_low"] or row["target_high"]:
        sign = "≥" if row["target_low"] else "≤"
        return f"{sign} {book.of_kpi(row['target_low'] or row['target_high'], kpi)}"
    return book.words["none"]


# ---------------------------------------------------------------------------- pay


def plan(book: Book, name: str) -> list[str]:
    """The posts of a pay plan, and its components with their rates and conditions."""
    words = book.words
    posts = [
        [
            f"{book.said(row, 'post_name')} `{row['post_code']}`",
            words["yes" if row["is_on"] == "true" else "no"],
            book.source(row["source"]),
        ]
        for row in book.rows("pay_posts", plan_id=name)
    ]
    components = sorted(
        book.rows("pay_components", plan_id=name), key=lambda row: int(row["component_order"])
    )
    shown = [
        [
            cell(
                f"**{book.said(row, 'component_name')}**",
                words["prorated_pay"] if row["is_prorated"] == "true" else "",
                words["once_a_case"] if row["case_group"] else "",
                words["pay_people"].format(words=book.said(row, "consequence"))
                if book.said(row, "consequence")
                else "",
            ),
            book.code(row["kind"]),
            _quantity(book, row),
            _rates(book, row),
            _conditions(book, row),
            book.cited(row),
        ]
        for row in components
    ]
    return [
        *(f"## {words['posts']}", "", *table(words["posts_head"], posts)),
        *(f"## {words['components']}", "", words["components_about"], ""),
        *table(words["components_head"], shown),
    ]


def _quantity(book: Book, row: Row) -> str:
    if row["award_id"]:
        return book.said(book.rows("awards", award_id=row["award_id"])[0], "award_name")
    if row["action_code"]:
        return book.said(book.rows("actions", action_code=row["action_code"])[0], "action_name")
    if row["event_type"]:
        return cell(book.event(row), f"({book.code(row['unit'])})")
    measured = book.kpi(row["kpi_id"]) if row["kpi_id"] else ""
    return cell(measured, f"({book.code(row['unit'])})")


def rate_of(book: Book, row: Row) -> str:
    """A rate in words: a number, one that stands in for it, or none."""
    if row["assumption_name"]:
        found = book.rows("assumptions", assumption_name=row["assumption_name"])[0]
        return f"{book.plain(found['value'])} ({found['assumption_id']})"
    return book.plain(row["rate"]) if row["rate"] else book.words["rate_missing"]


def placeholders(book: Book, name: str) -> list[Row]:
    """The assumptions that stand in for numbers a pay plan's source lost."""
    return [
        {"assumption_ids": found["assumption_id"]}
        for seed in ("pay_rates", "pay_conditions")
        for row in book.rows(seed, plan_id=name)
        for found in book.rows("assumptions", assumption_name=row["assumption_name"])
    ]


def _rates(book: Book, component: Row) -> str:
    """The rates of a component, those that are alike told once with their posts."""
    words = book.words
    if component["kind"] == "flag":
        return words["rate_flag"]
    unit = "rate" if component["method"] == "per_unit_by_quota" else ""
    told: dict[str, list[str]] = {}
    for row in book.rows(
        "pay_rates", plan_id=component["plan_id"], component_id=component["component_id"]
    ):
        span = ""
        if row["lower_bound"] or row["upper_bound"]:
            span = book.bounds(row, unit)
            if not unit:
                span += f" {book.code(component['unit'])}"
            span += ": "
        card = words["rate_of_card"].format(scheme=row["scheme_id"]) if row["scheme_id"] else ""
        text = span + book.listed([rate_of(book, row), card])
        told.setdefault(text, []).append(row["post_code"])
    return cell(
        *(
            text
            + (
                f" ({words['rate_posts'].format(posts=book.listed(posts))})"
                if posts != ["any"]
                else ""
            )
            for text, posts in told.items()
        )
    )


def _conditions(book: Book, component: Row) -> str:
    words, shown = book.words, []
    for row in book.rows(
        "pay_conditions", plan_id=component["plan_id"], component_id=component["component_id"]
    ):
        if row["kpi_id"]:
            measured = book.kpi(row["kpi_id"])
        else:
            measured = words["or_condition"].join(
                book.said(book.events[one], "event_name") for one in row["event_types"].split()
            )
        value, open_id = row["threshold_value"], ""
        if row["assumption_name"]:
            found = book.rows("assumptions", assumption_name=row["assumption_name"])[0]
            value, open_id = found["value"], f" ({found['assumption_id']})"
        gap = " " if book.language == "en" else ""
        limit = (
            book.of_kpi(value, row["kpi_id"])
            if row["kpi_id"]
            else f"{book.plain(value)}{gap}{book.code('events')}"
        )
        shown.append(f"{measured}{gap}{book.code(row['comparison'])}{gap}{limit}{open_id}")
    return words["and_condition"].join(shown) or words["none"]


# ---------------------------------------------------------------------------- awards


def awards(book: Book, names: list[str]) -> list[str]:
    """Awards: who may win, by what, from how much on."""
    words, shown = book.words, []
    for name in names:
        row = book.rows("awards", award_id=name)[0]
        measures = [
            book.kpi(one["kpi_id"])
            if Decimal(one["weight"]) == 1
            else words["measure"].format(
                share=book.amount(one["weight"], "rate"), kpi=book.kpi(one["kpi_id"])
            )
            for one in book.rows("award_measures", award_id=name)
        ]
        if row["winner_rule"] == "tier":
            tier = book.rows("tiers", scheme_id=row["tier_scheme_id"], tier=row["tier"])[0]
            winner = words["win_tier"].format(
                tier=book.said(tier, "tier_name"), scheme=book.page(row["tier_scheme_id"])
            )
        elif row["winner_rule"] == "threshold":
            kpi = book.rows("award_measures", award_id=name)[0]["kpi_id"]
            winner = words["win_threshold"].format(
                value=book.of_kpi(row["minimum_award_score"], kpi)
            )
        else:
            winner = words["win_top"]
        least = ""
        if row["minimum_volume_count"]:
            least = words["contacts"].format(
                count=row["minimum_volume_count"], kpi=book.kpi(row["volume_kpi_id"])
            )
        group = "in_line" if row["group_type"] == "business_line" else "in_centre"
        shown.append(
            [
                f"**{book.said(row, 'award_name')}**",
                book.code(row["subject_type"]),
                cell(*measures) or words["none"],
                cell(
                    winner,
                    words[group] if row["winner_rule"] != "threshold" else "",
                    words["beside_objectives"] if row["is_beside_objectives"] == "true" else "",
                ),
                least or words["none"],
                book.cited(row),
            ]
        )
    return [f"## {words['awards']}", "", *table(words["awards_head"], shown)] if shown else []


# ---------------------------------------------------------------------------- other seeds


def _section(book: Book, name: str, rows: list[list[str]]) -> list[str]:
    return [f"## {book.words[name]}", "", *table(book.words[f"{name}_head"], rows)]


def _goals(book: Book) -> list[str]:
    rows = sorted(book.rows("goal_levels"), key=lambda row: int(row["goal_level_order"]))
    return _section(
        book,
        "goals",
        [
            [
                book.said(row, "goal_level_name"),
                book.code(row["subject_type"]),
                cell(book.said(row, "goal_name"), book.kpi(row["kpi_id"])),
                book.listed(map(book.period, row["period_types"].split())),
                book.cited(row),
            ]
            for row in rows
        ],
    )


def _care(book: Book) -> list[str]:
    words, shown = book.words, []
    for row in book.rows("care_rules"):
        kpi, basis = row["kpi_id"], row["basis"]
        unit = book.kpis[kpi]["unit"] if basis == "value" else "rate"
        speaks = words[f"care_{basis}"].format(
            kpi=book.kpi(kpi),
            value=book.amount(row["threshold_value"], unit),
            count=row["baseline_period_count"],
        )
        shown.append(
            [
                book.said(row, "rule_name"),
                cell(book.code(row["subject_type"]), book.period(row["period_type"])),
                speaks,
                book.said(row, "advice"),
                book.code(row["audience"]),
                book.cited(row),
            ]
        )
    return _section(book, "care", shown)


def _capabilities(book: Book) -> list[str]:
    return _section(
        book,
        "capabilities",
        [
            [
                book.said(row, "capability_name"),
                book.kpi(row["kpi_id"]),
                book.said(row, "course_name"),
                book.cited(row),
            ]
            for row in book.rows("capabilities")
        ],
    )


def _training(book: Book) -> list[str]:
    words = book.words
    return _section(
        book,
        "training",
        [
            [
                book.kpi(row["kpi_id"]),
                words["months"].format(count=row["window_month_count"]),
                row["minimum_agent_count"],
                book.cited(row),
            ]
            for row in book.rows("training_kpis")
        ],
    )


def _reasons(book: Book) -> list[str]:
    words = book.words
    return _section(
        book,
        "reasons",
        [
            [book.said(row, "name"), words["yes" if row["is_malicious"] == "true" else "no"]]
            for row in book.rows("exclusion_reasons")
        ],
    )


def _causes(book: Book) -> list[str]:
    return _section(
        book,
        "causes",
        [
            [book.said(row, "cause_name"), book.source(row["source"])]
            for row in book.rows("root_causes")
        ],
    )


SEEDS: dict[str, Callable[[Book], list[str]]] = {
    "goal_levels": _goals,
    "care_rules": _care,
    "capabilities": _capabilities,
    "training_kpis": _training,
    "exclusion_reasons": _reasons,
    "root_causes": _causes,
}
