"""A page for each scoring system of the catalogue, and the list of them all, in both languages.

What stands on a page follows the homes that `seeds/catalogue_schemes.csv` names for it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline import docs_cards, docs_registers
from pipeline.docs_book import Book, Row, cell, table

FOLDER = Path("docs") / "schemes"
ENDINGS = {"en": ".md", "zh": ".zh-CN.md"}
KINDS = ("card", "rule", "pay", "table", "register")
# the seeds that a card is made of; published under names of their own
CARD_SEEDS = (
    *("schemes", "scheme_subjects", "scheme_items", "scheme_weights", "scheme_weight_glides"),
    *("scheme_group_ranges", "scheme_bands", "scheme_deductions", "scheme_gates", "grades"),
    *("tier_sets", "tiers"),
)
CARD_TABLES = ("scorecard", "scorecard_line", "scorecard_line_step")
PAY_SEEDS = ("pay_plans", "pay_posts", "pay_components", "pay_rates", "pay_conditions")


def _homes(row: Row) -> list[tuple[str, str]]:
    return [tuple(home.split(":", 1)) for home in row["homes"].split()]  # type: ignore[misc]


def _named(row: Row, kind: str) -> list[str]:
    return [name for what, name in _homes(row) if what == kind]


def _parted(row: Row, kind: str) -> list[tuple[str, str]]:
    """Homes that are a part of a card: its id, and the part's."""
    return [tuple(name.split(".", 1)) for name in _named(row, kind)]  # type: ignore[misc]


def schemes_of(row: Row) -> list[str]:
    """The cards that a scoring system is, or lives in."""
    parts = [
        card for kind in ("gate", "glide", "item", "weights") for card, _ in _parted(row, kind)
    ]
    return list(dict.fromkeys([*_named(row, "scheme"), *parts]))


def systems(book: Book) -> list[Row]:
    """The scoring systems of the catalogue, and behind them the cards of the centre's own."""
    rows = book.rows("catalogue_schemes")
    told = {card for row in rows for card in _named(row, "scheme")}
    own = {row["scheme_id"]: row for row in book.rows("schemes") if row["scheme_id"] not in told}
    return rows + [
        dict.fromkeys(rows[0], "")
        | {name: scheme[name] for name in ("scheme_name_en", "scheme_name_zh", "source")}
        | {"catalogue_id": card, "kind": "card", "homes": f"scheme:{card}"}
        for card, scheme in own.items()
    ]


def _rules_inside(book: Book, catalogue_id: str) -> list[Row]:
    """The scoring systems that live in the rows of this card."""
    return [
        row
        for row in book.rows("catalogue_schemes")
        if row["catalogue_id"] != catalogue_id and catalogue_id in schemes_of(row)
    ]


def _parts(book: Book, row: Row) -> tuple[list[str], list[Row]]:
    """The sections of what lives inside cards, and the rows they tell."""
    words = book.words
    gates = [
        found
        for card, gate in _parted(row, "gate")
        for found in book.rows("scheme_gates", scheme_id=card, gate_id=gate)
    ]
    glides = [
        found
        for card, item in _parted(row, "glide")
        for found in book.rows("scheme_weight_glides", scheme_id=card, item_id=item)
    ]
    adjustments = [
        found
        for name in _named(row, "adjustment")
        for found in book.rows("scheme_adjustments", adjustment_id=name)
    ]
    items = [
        found
        for card, item in _parted(row, "item")
        for found in book.rows("scheme_items", scheme_id=card, item_id=item)
    ]
    lines: list[str] = []
    inside = [card for card in schemes_of(row) if card != row["catalogue_id"]]
    if inside:
        cards = {one["scheme_id"]: one for one in book.rows("schemes")}
        lines += [f"## {words['inside_of']}", ""]
        lines += [
            *(f"- {book.page(card)} {book.said(cards[card], 'scheme_name')}" for card in inside),
            "",
        ]
    for card, _occasion in _parted(row, "weights"):
        lines += docs_cards.weights(book, book.rows("schemes", scheme_id=card)[0])
    lines += docs_cards.parts(book, items)
    lines += docs_cards.glides(book, glides)
    lines += docs_cards.adjustments(book, adjustments)
    lines += docs_cards.gates(book, gates)
    return lines, [*gates, *glides, *adjustments, *items]


def _kpis(book: Book, names: list[str]) -> list[str]:
    words = book.words
    shown = [
        [
            book.kpi(name),
            cell(book.said(book.kpis[name], "formula")),
            cell(book.kpis[name]["catalogue_ids"], book.source(book.kpis[name]["source"])),
        ]
        for name in names
    ]
    return [f"## {words['kpis']}", "", *table(words["kpis_head"], shown)] if shown else []


def _where(book: Book, row: Row) -> list[str]:
    """Tables, rows and tests that carry it."""
    words, own = book.words, _named(row, "scheme")
    tables, seeds, worked = [], [], []
    if own:
        tables += CARD_TABLES
        seeds += [
            seed for seed in CARD_SEEDS if any(book.rows(seed, scheme_id=card) for card in own)
        ]
        worked += [
            path.relative_to(book.root).as_posix()
            for card in own
            for path in (book.root / "tests" / "python" / "cards").glob(f"{card}.yml")
        ]
    if _named(row, "framework"):
        seeds += ["frameworks", "framework_items"]
    if _named(row, "plan"):
        seeds += PAY_SEEDS
    if _named(row, "award"):
        seeds += ["awards", "award_measures"]
    for kind, seed in (
        *(("gate", "scheme_gates"), ("glide", "scheme_weight_glides")),
        *(("adjustment", "scheme_adjustments"), ("item", "scheme_items")),
        ("weights", "scheme_weights"),
    ):
        seeds += [seed] if _named(row, kind) else []
    tables += _named(row, "model")
    seeds += _named(row, "seed")
    rules = [
        path.relative_to(book.root).as_posix()
        for name in _named(row, "rule")
        for path in (book.root / "tests" / "rules").rglob(f"{name}.sql")
    ]
    lines = [f"## {words['homes']}", ""]
    if tables:
        lines.append(
            f"- {words['home_tables']}{words['colon']}" + ", ".join(f"`{one}`" for one in tables)
        )
    for name, paths in (
        ("home_seeds", [f"seeds/{seed}.csv" for seed in dict.fromkeys(seeds)]),
        ("home_rules", rules),
        ("home_cards", worked),
    ):
        if paths:
            lines.append(
                f"- {words[name]}{words['colon']}" + ", ".join(book.home(path) for path in paths)
            )
    return [*lines, ""]


def _page(book: Book, row: Row) -> str:
    words, name = book.words, row["catalogue_id"]
    lines = [
        *(f"# {name} · {book.said(row, 'scheme_name')}", ""),
        *(words["other"].format(id=name), ""),
    ]
    if book.said(row, "summary"):
        lines += [book.said(row, "summary"), ""]
    if book.said(row, "remark"):
        lines += [words["remark"].format(remark=book.said(row, "remark")), ""]
    lines += [words["source"].format(source=f"`{row['source']}`"), ""]
    told: list[Row] = []
    for card in _named(row, "scheme"):
        for scheme in book.rows("schemes", scheme_id=card):
            lines += docs_cards.card(book, scheme)
        told += docs_cards.rows_of(book, card)
    inside = _rules_inside(book, name)
    if inside:
        lines += [f"## {words['inside']}", ""]
        lines += [
            *(
                f"- {book.page(one['catalogue_id'])} {book.said(one, 'scheme_name')}"
                for one in inside
            ),
            "",
        ]
    parts, rows = _parts(book, row)
    lines += parts
    told += rows
    frameworks = _named(row, "framework")
    title = words["list"] if len(frameworks) == 1 and not _named(row, "scheme") else ""
    for framework in frameworks:
        lines += docs_registers.framework(book, framework, title)
        told += book.rows("framework_items", framework_id=framework)
    for plan in _named(row, "plan"):
        lines += docs_registers.plan(book, plan)
        for seed in ("pay_components", "pay_rates"):
            told += book.rows(seed, plan_id=plan)
        told += docs_registers.placeholders(book, plan)
    awards = _named(row, "award")
    lines += docs_registers.awards(book, awards)
    told += [found for name in awards for found in book.rows("awards", award_id=name)]
    for seed in _named(row, "seed"):
        if seed in docs_registers.SEEDS:
            lines += docs_registers.SEEDS[seed](book)
            told += book.rows(seed)
    lines += _kpis(book, _named(row, "kpi"))
    lines += book.assumptions(told, row["assumption_ids"])
    lines += _where(book, row)
    return "\n".join(lines).rstrip("\n") + "\n"


def _index(book: Book) -> str:
    words, rows = book.words, systems(book)
    counts = Counter(row["kind"] for row in rows)
    kinds = words["comma"].join(
        f"{counts[kind]} {book.code(kind)}{'s' * (book.language == 'en' and kind != 'pay')}"
        for kind in KINDS
        if counts[kind]
    )
    shown = [
        [
            book.page(row["catalogue_id"]),
            f"**{book.said(row, 'scheme_name')}**",
            book.code(row["kind"]),
            book.said(row, "summary"),
            book.said(row, "remark"),
        ]
        for row in rows
    ]
    about = words["index_about"].format(count=len(rows), kinds=kinds)
    lines = [f"# {words['index_title']}", "", words["index_other"], "", about, ""]
    return "\n".join([*lines, *table(words["index_head"], shown)]).rstrip("\n") + "\n"


def pages(root: Path) -> dict[Path, str]:
    """Each page, by its place below the project."""
    found: dict[Path, str] = {}
    for language, ending in ENDINGS.items():
        book = Book(root, language)
        found[FOLDER / f"README{ending}"] = _index(book)
        for row in systems(book):
            found[FOLDER / f"{row['catalogue_id']}{ending}"] = _page(book, row)
    return found
