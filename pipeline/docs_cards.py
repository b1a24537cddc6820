"""The page of a card: who is judged by what, how points are given, what may follow.

Each function is one section of the page, empty where the seeds have no row for it.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.docs_book import Book, Row, cell, table
from pipeline.docs_scheme_words import EVENT_UNITS


def _numbered(rows: list[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: int(row[column]))


def items_of(book: Book, scheme: str) -> list[Row]:
    """The items of a card in their order."""
    return _numbered(book.rows("scheme_items", scheme_id=scheme), "item_order")


def _item_name(book: Book, scheme: str, item: str) -> str:
    return book.said(book.rows("scheme_items", scheme_id=scheme, item_id=item)[0], "item_name")


def _part_name(book: Book, scheme: str, kind: str, part: str) -> str:
    """What a group is called; a block has the name of its group, else a word of its own."""
    for row in items_of(book, scheme):
        if row["group_id"] == part:
            return book.said(row, "group_name")
    assert kind == "block", f"{scheme} has no group {part}"
    return book.code(part)


def who(book: Book, scheme: Row) -> list[str]:
    """Who is judged, how often, and by which kind of total."""
    words, rows = book.words, book.rows("scheme_subjects", scheme_id=scheme["scheme_id"])
    periods = words["or"].join(book.period(one) for one in scheme["period_types"].split())
    has_blocks = any(row["block_id"] for row in items_of(book, scheme["scheme_id"]))
    about = words[f"card_of_{scheme['total_kind']}"].format(
        periods=periods, blocks=words["in_blocks"] if has_blocks else ""
    )
    said = [about]
    said += [words["headline"]] if scheme["is_headline"] == "true" else []
    said += [words["partial"]] if scheme["is_partial"] == "true" else []
    gap = " " if book.language == "en" else ""
    shown = []
    for row in rows:
        role = row["subject_type"] if row["role"] in ("any", "") else row["role"]
        line = book.code(row["line_kind"]) if row["line_kind"] else words["any_line"]
        shown.append(
            [
                cell(book.code(row["variant_id"]), book.dated(row)),
                book.code(role),
                line if row["subject_type"] == "agent" else words["none"],
                book.plain(row["total_points"]),
                words["days"].format(count=row["minimum_worked_days"]),
                words["days"].format(count=row["minimum_tenure_days"]),
                cell(row["assumption_ids"]),
            ]
        )
    return [f"## {words['who']}", "", gap.join(said), "", *table(words["who_head"], shown)]


def _range(book: Book, row: Row) -> str:
    kpi = row["kpi_id"]
    if row["target_low"] and row["target_high"]:
        return book.words["between"].format(
            low=book.of_kpi(row["target_low"], kpi), high=book.of_kpi(row["target_high"], kpi)
        )
    sign, bound = ("≥", "target_low") if row["target_low"] else ("≤", "target_high")
    return f"{sign} {book.of_kpi(row[bound], kpi)}"


def _direction(book: Book, row: Row) -> str:
    return row["direction"] or book.kpis[row["kpi_id"]]["direction"]


def _method(book: Book, row: Row) -> str:
    """How an item turns its value into points, in words."""
    words, kpi, method = book.words, row["kpi_id"], row["scoring_method"]
    has_range = bool(row["target_low"] or row["target_high"])
    if method == "band":
        return words["see_bands"]
    if method == "deduct_per_event":
        return words["see_deductions"]
    if method == "linear":
        return words["linear"].format(
            worst=book.of_kpi(row["worst_value"], kpi), best=book.of_kpi(row["best_value"], kpi)
        )
    if method == "penalty":
        return words["penalty"].format(
            points=book.plain(row["points_per_unit"]), maximum=book.plain(row["max_points"])
        )
    if method == "attainment" and has_range:
        low, high = (
            book.of_kpi(str(Decimal(row[end]) + sign * Decimal(row["decay_width"])), kpi)
            for end, sign in (("target_low", -1), ("target_high", 1))
        )
        return words["attain_range"].format(range=_range(book, row), low=low, high=high)
    if method == "attainment":
        return words[f"attain_{_direction(book, row)}"]
    return words["met" if method == "all_or_nothing" else "percentile"]


def _target(book: Book, row: Row) -> str:
    """The target of an item and where it comes from, in words."""
    words, kpi, source = book.words, row["kpi_id"], row["target_source"]
    if source == "none":
        return words["none"]
    target = ""
    if row["target_low"] or row["target_high"]:
        target = _range(book, row)
    elif row["default_target"]:
        sign = ""
        if row["scoring_method"] == "all_or_nothing":
            sign = "≥ " if _direction(book, row) == "higher" else "≤ "
        target = sign + book.of_kpi(row["default_target"], kpi)
    prorated = words["prorated"] if row["is_target_prorated"] == "true" else ""
    if source == "scheme_only":
        return cell(words["own_target"].format(target=target), prorated)
    landed = words["landed" if source == "targets_first" else "landed_own"]
    otherwise = words["else_target"].format(target=target) if target else words["else_none"]
    return cell(landed + words["semicolon"] + otherwise, prorated)


def _measured_by(book: Book, row: Row) -> str:
    words = book.words
    months = row["lookback_months"]
    looks_back = ""
    if row["is_lookback_in_quarter"] == "true":
        looks_back = words["lookback_quarter"]
    elif months != "0":
        looks_back = words["lookback"].format(count=int(months) + 1)
    level = row["value_level"]
    return cell(
        book.kpi(row["kpi_id"]),
        "" if level == "subject" else words["of_level"].format(level=book.code(level)),
        looks_back,
        words["direction"].format(direction=book.code(row["direction"]))
        if row["direction"] and row["direction"] != book.kpis[row["kpi_id"]]["direction"]
        else "",
        words["zero"] if row["missing_rule"] == "zero" else "",
    )


def _level(book: Book, row: Row) -> str:
    """Whose value an item reads, where it is not the subject's own."""
    if row["value_level"] == "subject":
        return ""
    return f" ({book.words['of_level'].format(level=book.code(row['value_level']))})"


def vectors_of(book: Book, scheme: str) -> dict[tuple[str, str, str], dict[str, Row]]:
    """The vectors of weights of a card, by variant, occasion and first day."""
    found: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in book.rows("scheme_weights", scheme_id=scheme):
        key = (row["variant_id"], row["occasion"], row["valid_from_date"])
        found.setdefault(key, {})[row["item_id"]] = row
    variants = list(dict.fromkeys(key[0] for key in found))
    return dict(sorted(found.items(), key=lambda one: variants.index(one[0][0])))


def _whose(book: Book, row: Row) -> str:
    """For whom alone an item is: a kind of subject, or the variants that give it a weight."""
    only = [row["only_subject_type"], row["only_variant_id"]]
    vectors = vectors_of(book, row["scheme_id"])
    having = {key[0] for key, vector in vectors.items() if row["item_id"] in vector}
    if vectors and len(having) < len({key[0] for key in vectors}):
        only += [key[0] for key in vectors if key[0] in having]
    who = book.listed(map(book.code, dict.fromkeys(filter(None, only))))
    return book.words["only"].format(who=who) if who else ""


def items(book: Book, scheme: Row) -> list[str]:
    """Every item by its group; its weight too where there is one vector only."""
    words = book.words
    rows, vectors = items_of(book, scheme["scheme_id"]), vectors_of(book, scheme["scheme_id"])
    has_points = scheme["total_kind"] == "points"
    alone = next(iter(vectors.values())) if len(vectors) == 1 else {}
    shown, group = [], ""
    for row in rows:
        if has_points or row["scoring_method"] == "penalty":
            sign = "−" if row["scoring_method"] == "penalty" else ""
            worth = [sign + book.plain(row["max_points"])]
        else:
            worth = [book.amount(alone[row["item_id"]]["weight"], "rate")] if alone else []
        name = book.said(row, "group_name")
        shown.append(
            [
                "" if name == group else f"**{name}**",
                cell(book.said(row, "item_name"), _whose(book, row), book.dated(row)),
                _measured_by(book, row),
                *worth[: int(has_points or bool(alone))],
                _method(book, row),
                _target(book, row),
                book.cited(row),
            ]
        )
        group = name
    subjects = book.rows("scheme_subjects", scheme_id=scheme["scheme_id"])
    if alone:
        weighed = book.amount(str(sum(Decimal(row["weight"]) for row in alone.values())), "rate")
        shown.append([f"**{words['sum']}**", "", "", weighed, "", "", ""])
    elif has_points and len({row["total_points"] for row in subjects}) == 1:
        most = sum(Decimal(row["max_points"]) for row in rows)
        shown.append([f"**{words['sum']}**", "", "", book.plain(most), "", "", ""])
    head = ""
    if has_points or alone:
        head = f" {words['points' if has_points else 'weight_or_points']} |"
    lines = [f"## {words['items']}", ""]
    lines += [] if head else [words["weights_below"], ""]
    lines += table(words["items_head"].format(worth=head), shown)
    total = sum((Decimal(row["weight"]) for row in alone.values()), Decimal(0))
    if alone and total != 1:
        shown_sum = book.amount(str(total), "rate")
        lines += [words["printed_sum"].format(printed=shown_sum), ""]
    return lines


def parts(book: Book, rows: list[Row]) -> list[str]:
    """Items of several cards that one rule asks for, with their weight on each card."""
    words, shown = book.words, []
    for row in rows:
        if row["scoring_method"] == "penalty":
            worth = [f"−{book.plain(row['max_points'])}"]
        else:
            worth = [
                book.listed([book.code(variant), book.code(occasion)])
                + words["colon"]
                + book.amount(vector[row["item_id"]]["weight"], "rate")
                for (variant, occasion, _day), vector in vectors_of(book, row["scheme_id"]).items()
                if row["item_id"] in vector
            ]
        shown.append(
            [
                book.page(row["scheme_id"]),
                book.said(row, "item_name"),
                _measured_by(book, row),
                cell(*worth),
                _method(book, row),
                book.cited(row),
            ]
        )
    return [f"## {words['items']}", "", *table(words["parts_head"], shown)] if shown else []


def weights(book: Book, scheme: Row) -> list[str]:
    """The matrix of weights: a row for each item, a column for each variant and occasion."""
    words, vectors = book.words, vectors_of(book, scheme["scheme_id"])
    if len(vectors) < 2:
        return []
    rows = items_of(book, scheme["scheme_id"])
    names = []
    for variant, occasion, day in vectors:
        parts = [book.code(variant) if len({key[0] for key in vectors}) > 1 else ""]
        parts.append(book.code(occasion) if len({key[1] for key in vectors}) > 1 else "")
        same = [key for key in vectors if key[:2] == (variant, occasion)]
        parts.append(words["from_day"].format(day=day) if len(same) > 1 else "")
        names.append(cell(*parts))
    shown = [
        [
            book.said(row, "item_name") + _level(book, row),
            *(
                book.amount(vector[row["item_id"]]["weight"], "rate")
                if row["item_id"] in vector
                else ""
                for vector in vectors.values()
            ),
        ]
        for row in rows
        if any(row["item_id"] in vector for vector in vectors.values())
    ]
    sums = [
        book.amount(str(sum(Decimal(row["weight"]) for row in vector.values())), "rate")
        for vector in vectors.values()
    ]
    resting = [
        cell(*sorted({word for row in vector.values() for word in row["assumption_ids"].split()}))
        for vector in vectors.values()
    ]
    shown.append([f"**{words['sum']}**", *sums])
    if any(resting):
        shown.append([words["resting"], *resting])
    head = "| " + " | ".join([words["item"], *names]) + " |"
    return [f"## {words['weights']}", "", words["weights_about"], "", *table(head, shown)]


def glides(book: Book, rows: list[Row]) -> list[str]:
    """Weights that move, month by month."""
    words, shown = book.words, []
    for row in rows:
        start, end = Decimal(row["from_weight"]), Decimal(row["to_weight"])
        step = Decimal(row["monthly_step"])
        year, month = (int(part) for part in row["valid_from_date"].split("-")[:2])
        way, weight, passed = [], start, 0
        while True:
            place = month - 1 + passed
            when = f"{year + place // 12}-{place % 12 + 1:02}"
            way.append(f"{when}: {book.amount(str(weight), 'rate')}")
            if weight == end:
                break
            passed += 1
            weight = min(end, start + step * passed) if end > start else max(end, weight - step)
        shown.append(
            [
                book.page(row["scheme_id"]),
                _item_name(book, row["scheme_id"], row["item_id"]),
                book.amount(row["from_weight"], "rate"),
                book.amount(row["to_weight"], "rate"),
                words["step"].format(step=book.plain(Decimal(row["monthly_step"]) * 100)),
                cell(*way),
                cell(row["assumption_ids"]),
            ]
        )
    if not shown:
        return []
    return [
        *(f"## {words['glides']}", "", words["others_scaled"], ""),
        *table(words["glides_head"], shown),
    ]


def ranges(book: Book, scheme: str) -> list[str]:
    """The ranges that the weights of groups and blocks keep to."""
    words, shown = book.words, []
    for row in book.rows("scheme_group_ranges", scheme_id=scheme):
        variant = "" if row["variant_id"] == "any" else book.code(row["variant_id"])
        shown.append(
            [
                cell(_part_name(book, scheme, row["part_kind"], row["part_id"]), variant),
                book.amount(row["lowest_weight"], "rate"),
                book.amount(row["highest_weight"], "rate"),
                book.cited(row),
            ]
        )
    return [f"## {words['ranges']}", "", *table(words["ranges_head"], shown)] if shown else []


def bands(book: Book, scheme: str) -> list[str]:
    """The ladder of each item that has bands."""
    words, shown = book.words, []
    for row in items_of(book, scheme):
        ladder = book.rows("scheme_bands", scheme_id=scheme, item_id=row["item_id"])
        if not ladder:
            continue
        basis = row["basis"]
        unit = "rate" if basis == "ratio_to_target" else book.kpis[row["kpi_id"]]["unit"]
        kind = {"value": "value", "ratio_to_target": "ratio"}.get(basis, "difference")
        steps = [
            f"{book.bounds(band, unit)} → **{book.plain(band['points'])}**"
            + (f" ({band['assumption_ids']})" if band["assumption_ids"] else "")
            for band in ladder
        ]
        shown.append([book.said(row, "item_name"), words[f"basis_{kind}"], cell(*steps)])
    if not shown:
        return []
    head = words["bands_head"].format(points=words["points"])
    return [f"## {words['bands']}", "", words["bands_about"], "", *table(head, shown)]


def deductions(book: Book, scheme: str) -> list[str]:
    """What each event takes from its item."""
    words, shown, last = book.words, [], ""
    for item in items_of(book, scheme):
        for row in book.rows("scheme_deductions", scheme_id=scheme, item_id=item["item_id"]):
            unit = EVENT_UNITS.get(row["event_type"], "")
            many = words["in_all" if row["counts"] == "period_total" else "each"]
            if row["lower_bound"] or row["upper_bound"]:
                size = book.bounds(row, unit)
                if unit not in ("", "seconds"):
                    size += f" {book.code(unit)}" if book.language == "en" else book.code(unit)
                many = book.listed([many, size])
            maximum = book.plain(item["max_points"])
            if row["does_void_item"] == "true":
                takes = words["whole_item"]
            elif Decimal(row["points_per_event"]):
                takes = words["takes_points"].format(
                    points=book.plain(row["points_per_event"]), maximum=maximum
                )
            else:
                takes = words["takes_per_unit"].format(
                    points=book.plain(row["points_per_unit"]),
                    maximum=maximum,
                    unit=book.code("day" if unit == "days" else unit),
                )
            name = book.said(item, "item_name")
            shown.append(
                [
                    "" if name == last else name,
                    book.event(row),
                    many,
                    takes,
                    cell(row["assumption_ids"]),
                ]
            )
            last = name
    if not shown:
        return []
    return [
        *(f"## {words['deductions']}", "", words["deductions_about"], ""),
        *table(words["deductions_head"], shown),
    ]


def adjustments(book: Book, rows: list[Row]) -> list[str]:
    """What scenarios do to targets."""
    words, shown = book.words, []
    for row in rows:
        kpi = row["kpi_id"]
        if row["adjust_type"] == "factor":
            moved = words["factor"].format(value=book.plain(row["adjust_value"]))
        elif row["adjust_type"] == "exempt":
            moved = words["exempt"]
        else:
            moved = book.of_kpi(row["adjust_value"], kpi)
        card = row["scheme_id"]
        shown.append(
            [
                book.code(row["scenario_type"]),
                words["every_card"] if card == "any" else book.page(card),
                book.kpi(kpi),
                moved,
                book.cited(row),
            ]
        )
    if not shown:
        return []
    return [
        *(f"## {words['adjustments']}", "", words["adjustments_about"], ""),
        *table(words["adjustments_head"], shown),
    ]


def gates(book: Book, rows: list[Row]) -> list[str]:
    """If this, then that group or item is nought."""
    words, shown = book.words, []
    for row in rows:
        scheme, kpi = row["scheme_id"], row["kpi_id"]
        condition = words["gate_if"].format(
            kpi=book.kpi(kpi),
            comparison=book.code(row["comparison"]),
            value=book.of_kpi(row["threshold_value"], kpi),
        )
        then = []
        if row["zeroed_group_id"]:
            name = _part_name(book, scheme, "group", row["zeroed_group_id"])
            then.append(words["gate_group"].format(name=name))
        if row["zeroed_item_id"]:
            item = book.rows("scheme_items", scheme_id=scheme, item_id=row["zeroed_item_id"])[0]
            kind = "gate_penalty" if item["scoring_method"] == "penalty" else "gate_item"
            then.append(words[kind].format(name=book.said(item, "item_name")))
        if row["is_against_star"] == "true":
            then.append(words["gate_star"])
        period, cases = row["only_period_type"], row["minimum_denominator"]
        shown.append(
            [
                book.page(scheme),
                cell(
                    condition,
                    words["gate_cases"].format(count=book.plain(cases)) if cases else "",
                    words["gate_no_value"] if row["does_trip_without_value"] == "true" else "",
                    words["gate_period"].format(period=book.period(period)) if period else "",
                ),
                cell(*then),
                cell(row["assumption_ids"]),
            ]
        )
    return [f"## {words['gates']}", "", *table(words["gates_head"], shown)] if shown else []


def grades(book: Book, scheme: str) -> list[str]:
    """The grades of a card."""
    words, rows = book.words, book.rows("grades", scheme_id=scheme)
    shown = [
        [
            cell(book.said(row, "grade_name"), book.dated(row)),
            book.bounds(row, "score"),
            book.cited(row),
        ]
        for row in rows
    ]
    if not shown:
        return []
    return [
        *(f"## {words['grades']}", "", words["grades_about"], ""),
        *table(words["grades_head"], shown),
    ]


def tiers(book: Book, scheme: str) -> list[str]:
    """The tiers that the people of a line are cut into."""
    words, rows = book.words, _numbered(book.rows("tiers", scheme_id=scheme), "tier_order")
    if not rows:
        return []
    found = book.rows("tier_sets", scheme_id=scheme)[0]
    about = words["tiers_about"].format(
        count=found["minimum_group_count"], days=found["minimum_worked_days"]
    )
    shown = [
        [book.said(row, "tier_name"), book.bounds(row, "rate"), book.cited(row)] for row in rows
    ]
    return [f"## {words['tiers']}", "", about, "", *table(words["tiers_head"], shown)]


def conditions_of(book: Book, scheme: str) -> dict[str, Row]:
    """The conditions that a card can meet, by their id."""
    graded = {row["grade"] for row in book.rows("grades", scheme_id=scheme)}
    return {
        row["condition_id"]: row
        for row in book.rows("action_conditions")
        if row["scheme_id"] == scheme
        or (
            row["scheme_id"] == "any"
            and row["condition_type"] == "grade"
            and row["condition_value"] in graded
        )
    }


def actions(book: Book, scheme: str) -> list[str]:
    """What may follow a card: for people to decide."""
    words, conditions = book.words, conditions_of(book, scheme)
    shown = []
    for row in book.rows("actions"):
        if row["condition_id"] not in conditions:
            continue
        least, most = row["minimum_run_count"], row["maximum_run_count"]
        run = words["at_once"]
        if most == "1":
            run = words["first_of_run"]
        elif least != "1":
            run = words["in_a_row"].format(count=least)
        due = row["due_month_count"]
        shown.append(
            [
                cell(book.said(conditions[row["condition_id"]], "condition_name"), run),
                cell(book.said(row, "action_name"), words["due"].format(count=due) if due else ""),
                book.code(row["review_queue"]),
                book.said(row, "wording"),
                book.cited(row),
            ]
        )
    if not shown:
        return []
    return [
        *(f"## {words['actions']}", "", words["actions_about"], ""),
        *table(words["actions_head"], shown),
    ]


def rows_of(book: Book, scheme: str) -> list[Row]:
    """Every row of the seeds that a card rests on, for its assumptions."""
    kpis = {row["kpi_id"] for row in items_of(book, scheme)}
    conditions = conditions_of(book, scheme)
    found = [
        row
        for seed in (
            *("scheme_subjects", "scheme_items", "scheme_weights", "scheme_weight_glides"),
            *("scheme_group_ranges", "scheme_bands", "scheme_deductions", "scheme_gates"),
            *("grades", "tier_sets", "tiers"),
        )
        for row in book.rows(seed, scheme_id=scheme)
    ]
    found += [row for row in book.rows("actions") if row["condition_id"] in conditions]
    return [*found, *conditions.values(), *adjustments_of(book, scheme, kpis)]


def adjustments_of(book: Book, scheme: str, kpis: set[str]) -> list[Row]:
    """What scenarios do to the targets of a card."""
    rows = {row["item_id"]: row for row in items_of(book, scheme)}
    aimed = {row["kpi_id"] for row in rows.values() if row["target_source"] != "none"}
    return [
        row
        for row in book.rows("scheme_adjustments")
        if row["scheme_id"] in (scheme, "any") and row["kpi_id"] in kpis & aimed
    ]


def card(book: Book, scheme: Row) -> list[str]:
    """All sections of a card."""
    name = scheme["scheme_id"]
    kpis = {row["kpi_id"] for row in items_of(book, name)}
    return [
        *who(book, scheme),
        *items(book, scheme),
        *weights(book, scheme),
        *glides(book, book.rows("scheme_weight_glides", scheme_id=name)),
        *ranges(book, name),
        *bands(book, name),
        *deductions(book, name),
        *adjustments(book, adjustments_of(book, name, kpis)),
        *gates(book, book.rows("scheme_gates", scheme_id=name)),
        *grades(book, name),
        *tiers(book, name),
        *actions(book, name),
    ]
