"""What the landing tests share: a home of their own, a way to land text, a way to look at raw."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.contract import connect_raw
from pipeline.home import Home
from pipeline.land import LoadResult, land

CALLS = "interaction_id,direction,disposition,offered_at,talk_seconds,intent_code"


def quiet() -> Console:
    return Console(file=io.StringIO(), width=200)


def call_row(number: int, **changed: str) -> str:
    """One good row of CALLS; the Chinese word makes the encodings differ."""
    row = {
        "interaction_id": f"C{number:03}",
        "direction": "inbound",
        "disposition": "agent_answered",
        "offered_at": "2026-08-01 10:00:00",
        "talk_seconds": "60",
        "intent_code": "咨询",
    }
    return ",".join((row | changed).values())


def calls_file(count: int = 20) -> list[str]:
    """Header and good rows; row number N stands on line N + 1."""
    return [CALLS, *(call_row(number) for number in range(1, count + 1))]


def as_bytes(lines: list[str], encoding: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)


class Centre:
    """A home in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root / "home")
        self.inbox = root / "inbox"
        self.inbox.mkdir(parents=True)

    def deliver(self, name: str, content: bytes | str) -> Path:
        path = self.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def land(self, name: str, content: bytes | str, feed: str | Path = "standard") -> LoadResult:
        return land(self.home, str(feed), [self.deliver(name, content)], quiet())[0]

    def feed(self, text: str, name: str = "export") -> Path:
        path = self.inbox / f"{name}.yml"
        path.write_text(text, encoding="utf-8")
        return path

    def settings(self, text: str) -> None:
        self.home.root.mkdir(exist_ok=True)
        self.home.settings_file.write_text(text, encoding="utf-8")

    def rows(self, query: str, *bound: Any) -> list[tuple]:
        with connect_raw(self.home, read_only=True) as connection:
            return connection.execute(query, list(bound)).fetchall()

    def everything(self) -> list[list[tuple]]:
        """Every row of every table of raw.duckdb, to show that nothing changed."""
        with connect_raw(self.home, read_only=True) as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() order by 1, 2"
            ).fetchall()
            return [
                sorted(connection.execute(f'from {schema}."{name}"').fetchall(), key=repr)
                for schema, name in tables
            ]
