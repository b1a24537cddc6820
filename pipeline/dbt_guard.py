"""What dbt looks at before it opens the warehouse: has anything landed, is the file free?

A dbt-duckdb plugin, named in profiles.yml. It turns two engine errors that any analyst's
`dbt build` can meet into one sentence each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from pipeline.runs import writer_of


def nothing_landed(raw: Path) -> str | None:
    """The sentence for a home where nothing has landed yet; None where something has."""
    where = raw.parent
    sentence = (
        f"Nothing has landed yet in {where}: run `make demo`, or "
        "`scorecards land --feed NAME FILE`."
    )
    if not raw.exists():
        return sentence
    try:
        with duckdb.connect(str(raw), read_only=True) as connection:
            (loads,) = connection.execute("select count(*) from landing.load").fetchone() or (0,)
    except duckdb.CatalogException:
        return sentence
    except duckdb.IOException:
        if writer_of(raw):
            return f"Files are landing in {where} right now: try again when that has ended."
        raise
    return None if loads else sentence


class Plugin(BasePlugin):
    """Refuses to open the warehouse where the models could only fail in a less clear way."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Called by dbt-duckdb once per process, before the database file is opened."""
        for attached in creds.attach or []:
            if attached.alias == "raw" and (sentence := nothing_landed(Path(attached.path))):
                raise DbtRuntimeError(sentence)
        warehouse = Path(creds.path)
        if holder := writer_of(warehouse, readers_too=True):
            raise DbtRuntimeError(
                f"{warehouse} is open in another program (process {holder}): close it there, or "
                "let that program read the published file instead."
            )
