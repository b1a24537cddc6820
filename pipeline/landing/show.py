"""What the terminal sees of a landing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pipeline.landing.ledger import LoadResult

FILES_SHOWN = 12


def line(console: Console, number: int, total: int, result: LoadResult) -> None:
    """One line for a file that is done."""
    counts = f"{result.accepted:,} of {result.delivered:,} rows"
    colour = "yellow" if result.quarantined and result.status == "landed" else "green"
    console.print(
        f"[{number}/{total}] [{colour}]{result.status}[/] {result.file_name}: {counts}",
        highlight=False,
    )


def table(console: Console, results: Sequence[LoadResult]) -> None:
    """Where the rows went: each file where they are few, else the sum of each raw table.

    A file with rows in quarantine is always named, with its reasons.
    """
    if len(results) <= FILES_SHOWN:
        console.print(_files("Landed", results))
        return
    rows: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for result in results:
        if result.status == "landed":
            rows.update(result.tables)
            files.update(result.tables.keys())
    if rows:
        shown = Table(title="Landed", title_justify="left", header_style="bold")
        shown.add_column("raw table")
        shown.add_column("files", justify="right")
        shown.add_column("rows", justify="right")
        for name in sorted(rows):
            shown.add_row(name, f"{files[name]:,}", f"{rows[name]:,}")
        console.print(shown)
    if known := sum(result.status != "landed" for result in results):
        console.print(f"{known} of {len(results)} files had landed before: nothing changed.")
    if faulty := [result for result in results if result.quarantined]:
        console.print(_files("Rows set aside (raw.landing.quarantine holds them)", faulty))


def _files(title: str, results: Sequence[LoadResult]) -> Table:
    """One row a file: raw table, delivered, accepted, quarantined, why."""
    shown = Table(title=title, title_justify="left", header_style="bold")
    shown.add_column("file", overflow="fold")
    shown.add_column("raw table")
    for name in ("delivered", "accepted", "quarantined"):
        shown.add_column(name, justify="right")
    shown.add_column("why", overflow="fold")
    for result in results:
        tables = "\n".join(f"{name} {count:,}" for name, count in result.tables.items())
        reasons = ", ".join(f"{code} {count:,}" for code, count in sorted(result.reasons.items()))
        why = reasons if result.status == "landed" else f"already landed; {reasons}".strip("; ")
        shown.add_row(
            result.file_name,
            tables,
            f"{result.delivered:,}",
            f"{result.accepted:,}",
            f"{result.quarantined:,}",
            why,
        )
    return shown
