"""What every page of a scoring system is written with: the seeds, the words, amounts and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline import docs
from pipeline.docs_scheme_words import CODES, EVENT_CODES, WORDS

Row = dict[str, str]
ALWAYS = "1900-01-01"
PERCENT = ("rate", "ratio", "per_year")


@cache
def _seed(root: Path, name: str) -> tuple[Row, ...]:
    return tuple(docs.seed(root, name))


def table(head: str, rows: Iterable[Iterable[str]]) -> list[str]:
    """A table of Markdown: its head, the rule below it, its rows, and an empty line."""
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


class Book:
    """The seeds of a project, told in one language."""

    def __init__(self, root: Path, language: str) -> None:
        """Read the seeds below `root` and tell them in `language`: en or zh."""
        self.root, self.language = root, language
        self.words = WORDS[language]
        self.kpis = {row["kpi_id"]: row for row in self.rows("kpis")}
        self.events = {row["event_type"]: row for row in self.rows("event_types")}
        self.periods = {row["period_type"]: row for row in self.rows("period_types")}

    def rows(self, seed: str, **wanted: str) -> list[Row]:
        """The rows of a seed whose columns are as wanted."""
        return [
            row
            for row in _seed(self.root, seed)
            if all(row[column] == value for column, value in wanted.items())
        ]

    def said(self, row: Row, column: str) -> str:
        """A column that has a half in each language."""
        return row[f"{column}_{self.language}"]

    def code(self, code: str) -> str:
        """What a code of the seeds is called; one of the centre's own is its own name."""
        if code in CODES:
            return CODES[code][self.language == "zh"]
        return code.replace("_", " ")

    def period(self, period: str) -> str:
        """What a length of period is called."""
        return self.said(self.periods[period], "period_name")

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after the other, the empty ones left out."""
        return self.words["comma"].join(part for part in parts if part)

    def amount(self, text: str, unit: str) -> str:
        """A number of the seeds with its unit: rates in per cent, time in seconds."""
        if not text:
            return self.words["none"]
        blank = " " if self.language == "en" else ""
        number = Decimal(text)
        if unit == "net_rate":
            return self.plain(number * 100)
        if unit in PERCENT:
            return f"{self.plain(number * 100)}{blank}%"
        if unit == "seconds":
            return f"{self.plain(number)}{blank}{self.code('seconds')}"
        return self.plain(number)

    @staticmethod
    def plain(number: Decimal | str) -> str:
        """A number without empty decimals."""
        shown = f"{Decimal(number):,f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        return shown.replace("-", "−")

    def of_kpi(self, text: str, kpi: str) -> str:
        """A number in the unit of its KPI."""
        return self.amount(text, self.kpis[kpi]["unit"])

    def kpi(self, kpi: str) -> str:
        """The name of a KPI, linked to where its formula stands."""
        row = self.kpis[kpi]
        page = docs.PAGES[self.language].name
        category = row["category"] if self.language == "en" else docs.CHINESE[row["category"]]
        anchor = category.replace(" ", "-")
        return f"[{self.said(row, 'kpi_name')}](../{page}#{anchor})"

    def page(self, catalogue_id: str) -> str:
        """The link to another page."""
        ending = ".md" if self.language == "en" else ".zh-CN.md"
        return f"[{catalogue_id}]({catalogue_id}{ending})"

    def home(self, path: str) -> str:
        """The link to a file of the project."""
        return f"[`{path}`](../../{path})"

    def bounds(self, row: Row, unit: str) -> str:
        """From where to where: ≥ and ≤ with their edge, > and < without it."""
        shown = []
        if row["lower_bound"]:
            sign = "≥" if row["is_lower_inclusive"] == "true" else ">"
            shown.append(f"{sign} {self.amount(row['lower_bound'], unit)}")
        if row["upper_bound"]:
            sign = "≤" if row["is_upper_inclusive"] == "true" else "<"
            shown.append(f"{sign} {self.amount(row['upper_bound'], unit)}")
        return self.words["to"].join(shown) or self.words["everything"]

    def dated(self, row: Row) -> str:
        """The days a row holds, where that is not always."""
        shown = []
        if row["valid_from_date"] != ALWAYS:
            shown.append(self.words["from_day"].format(day=row["valid_from_date"]))
        if row["valid_to_date"]:
            shown.append(self.words["until_day"].format(day=row["valid_to_date"]))
        return self.listed(shown)

    def event(self, row: Row) -> str:
        """What an event is called, with its code where it has one."""
        name = self.said(self.events[row["event_type"]], "event_name")
        if not row["event_code"]:
            return name
        code = row["event_code"]
        code = EVENT_CODES.get(code, (code.replace("_", " "),) * 2)[self.language == "zh"]
        return f"{name} ({code})"

    def cited(self, row: Row) -> str:
        """The assumptions a row rests on, and its source."""
        return cell(row.get("assumption_ids", ""), self.source(row.get("source", "")))

    def source(self, text: str) -> str:
        """Lines of the sources; what is said beside them in English is for the English page."""
        if self.language == "en":
            return text
        parts = [re.sub(r" ?\([a-z][^)]*\)", "", part) for part in re.split(r"(?<=[;,]) ", text)]
        kept = [part for part in parts if not re.search(r"[a-z]{3,}", part)]
        return " ".join(kept).rstrip(";, ")

    def assumption(self, assumption_id: str) -> str:
        """The words of an assumption: of the schemes, else the number or choice of the facts."""
        for seed in ("scheme_assumptions", "assumptions"):
            for row in self.rows(seed, assumption_id=assumption_id):
                return self.said(row, "reason")
        raise KeyError(f"{assumption_id} is in neither seed of assumptions")

    def assumptions(self, rows: Iterable[Row], more: str = "") -> list[str]:
        """The section that tells every assumption of some rows once."""
        cited = {word for row in rows for word in row.get("assumption_ids", "").split()}
        cited |= set(more.split())
        if not cited:
            return []
        words = self.words
        return [
            *(f"## {words['assumptions']}", "", words["left_open"], ""),
            *table(
                words["assumptions_head"],
                ([one, cell(self.assumption(one))] for one in sorted(cited)),
            ),
        ]


def cell(*parts: str) -> str:
    """What stands in one cell of a table, a line for each part."""
    return "<br>".join(part for part in parts if part).replace("|", "\\|").replace("\n", " ")
