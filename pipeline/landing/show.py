"""What the terminal sees of a landing."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from pipeline.landing.ledger import LoadResult


def line(console: Console, number: int, total: int, result: LoadResult) -> None:
    """One line for a file that is done."""
    counts = f"{result.accepted:,} of {result.delivered:,} rows"
    colour = "yellow" if result.quarantined and result.status == "landed" else "green"
    console.print(
        f"[{number}/{total}] [{colour}]{result.status}[/] {result.file_name}: {counts}",
        highlight=False,
    )


def table(console: Console, results: Iterable[LoadResult]) -> None:
    """Where the rows went: file, raw table, delivered, accepted, quarantined, why."""
    shown = Table(title="Landed", title_justify="left", header_style="bold")
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
    console.print(shown)
