"""What `scorecards status` prints: what readers see, the last runs, what landed and what not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline import runs
from pipeline.home import Home, ScorecardsError

if TYPE_CHECKING:
    from rich.console import Console

COLOURS = {
    "published": "green",
    "unchanged": "green",
    "done": "green",
    "skipped": "yellow",
    "refused": "red",
    "failed": "red",
    "running": "cyan",
}


def status(home: Home, console: Console, last: int = 10) -> None:
    """Print the state of the warehouse. Reads only; never takes the lock."""
    console.print(f"[bold]Home[/] {home.root}", highlight=False, soft_wrap=True)
    if holder := runs.holder(home):
        console.print(f"[cyan]Now: {holder}[/]")
    _published(home, console)
    _runs(home, console, last)
    _landed(home, console)


def _published(home: Home, console: Console) -> None:
    from pipeline.publish import kept_generations, newest_generation, read_current

    current = read_current(home)
    if current is None:
        where = "is damaged: run `scorecards rollback`" if home.published.exists() else "not yet"
        console.print(f"[bold]Published[/] {where}")
        return
    age = datetime.now(UTC).replace(tzinfo=None) - current.published_at
    rows = sum(count for count, _ in current.checksums.values())
    console.print(
        f"[bold]Published[/] generation {current.generation}, {_ago(age.total_seconds())}, data "
        f"through {current.data_through_date}; {len(current.checksums)} tables, {rows:,} rows",
        highlight=False,
    )
    console.print(f"  {home.published}", highlight=False, soft_wrap=True)
    if current.data_through_date:
        days = (datetime.now(UTC).date() - current.data_through_date).days
        console.print(f"  the data are {days} days old", highlight=False)
    newest = newest_generation(home)
    if newest > current.generation:
        console.print(
            f"  [yellow]rolled back: generation {newest} is newer and is not shown to readers[/]"
        )
    earlier = [str(one) for one in kept_generations(home) if one < current.generation]
    if earlier:
        console.print(f"  to go back to: generation {', '.join(earlier)}", highlight=False)


def _runs(home: Home, console: Console, last: int) -> None:
    from rich import box
    from rich.table import Table

    history = runs.history(home, last)
    if not history:
        console.print("[bold]Runs[/] none yet: run `make demo`, or `scorecards refresh`")
        return
    table = Table(title="Last runs", title_justify="left", box=box.SIMPLE, pad_edge=False)
    for name in ("started (UTC)", "command", "state"):
        table.add_column(name, no_wrap=True)
    table.add_column("seconds", justify="right")
    table.add_column("gen.", justify="right")
    table.add_column("reason", overflow="fold", min_width=20)
    for told in history:
        colour = COLOURS.get(told["state"], "white")
        table.add_row(
            told["started_at"].replace("T", " ")[:16],
            told["command"],
            f"[{colour}]{told['state']}[/]",
            f"{sum(told['seconds'].values()):.1f}" if told["seconds"] else "",
            str(told["generation"] or ""),
            _plain(told["reason"]),
        )
    console.print(table)


def _landed(home: Home, console: Console) -> None:
    import duckdb
    from rich.table import Table

    from pipeline.contract import connect_raw, zone_warning

    if not home.raw.exists():
        console.print("[bold]Landed[/] nothing yet")
        return
    if runs.writer_of(home.raw):
        console.print("[bold]Landed[/] files are landing right now")
        return
    try:
        with connect_raw(home, read_only=True) as connection:
            told = _ledger(connection)
    except duckdb.CatalogException:  # a landing was killed before its first table
        console.print("[bold]Landed[/] nothing yet")
        return
    except ScorecardsError as error:
        console.print(f"[bold]Landed[/] {_plain(str(error))}", highlight=False, soft_wrap=True)
        return
    if warning := zone_warning(home):
        console.print(f"[bold red]{_plain(warning)}[/]", highlight=False, soft_wrap=True)
    loads = told["loads"]
    console.print(
        f"[bold]Landed[/] {loads[0]} files: {loads[1]:,} rows delivered, {loads[2]:,} accepted, "
        f"{loads[3]:,} in quarantine" + (f"; {loads[4]} files not yet checked" * bool(loads[4])),
        highlight=False,
    )
    if told["reasons"]:
        table = Table(title="In quarantine", title_justify="left")
        for name in ("raw table", "reason", "rows"):
            table.add_column(name, justify="right" if name == "rows" else "left")
        for raw_table, reason, rows in told["reasons"]:
            table.add_row(raw_table or "(unreadable)", reason, f"{rows:,}")
        console.print(table)
    if told["refused"]:
        table = Table(title="Refused by the checks", title_justify="left")
        table.add_column("file")
        table.add_column("reason", overflow="fold")
        for file_name, reason in told["refused"]:
            table.add_row(_plain(file_name), _plain(reason or ""))
        console.print(table)
    if told["empty"]:
        console.print(
            f"[bold]Empty[/] raw tables, so what they feed is not measured: "
            f"{', '.join(told['empty'])}",
            highlight=False,
        )


def _ledger(connection: Any) -> dict[str, Any]:
    loads = connection.execute(
        "select count(*), coalesce(sum(delivered_count), 0), coalesce(sum(accepted_count), 0), "
        "coalesce(sum(quarantined_count), 0), count(*) filter (where check_status = 'pending') "
        "from landing.load"
    ).fetchone()
    reasons = connection.execute(
        "select raw_table, reason_code, count(*) as row_count from landing.quarantine "
        "group by raw_table, reason_code order by row_count desc, raw_table, reason_code limit 20"
    ).fetchall()
    refused = connection.execute(
        "select file_name, check_reason from landing.load where check_status = 'refused' "
        "order by loaded_at desc limit 10"
    ).fetchall()
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'main' "
        "and database_name = current_database() order by table_name"
    ).fetchall()
    empty = [
        name
        for (name,) in tables
        if not connection.execute(f'select 1 from main."{name}" limit 1').fetchall()
    ]
    return {"loads": loads, "reasons": reasons, "refused": refused, "empty": empty}


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, int(seconds))} s ago"
    if seconds < 2 * 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
