"""A small file for one audience: `scorecards export --agent A005`, or `--team T1`.

A view over the whole file would hide nothing, so each file is written afresh and holds only the
rows of its audience, taken from the published file: what is exported is what readers see. An
agent's file holds her own days, events, KPIs, cards and pay simulation; a team's file the team and
its agents, each only for the periods they were in it, and no pay. The words and rules that explain
them go along whole.

Tables that are not named here never leave the house.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.home import BadCall, Home, ScorecardsError
from pipeline.publish import STORAGE_VERSION, _name, _text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# How a stranger's connection is opened: it can read this file, and nothing else of the machine.
READER_CONFIG = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}
FORMATS = ("duckdb", "csv")
SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
# What a spreadsheet would run: these at the start of a cell, also after blanks.
FORMULA = r"^\s*[=+\-@\t\r\n]|^[\t\r\n]"

_OF_AGENT = "agent_id = $who"
_OF_SUBJECT = (
    "subject_type in ('agent', 'agent_in_role')"
    " and (subject_id = $who or starts_with(subject_id, $who || ' '))"
)
_CARDS = (
    "scorecard",
    "scorecard_line",
    "scorecard_line_step",
    "scorecard_next_step",
    "scorecard_deduction",
    "scorecard_gate",
    "scorecard_tier",
    "scorecard_action",
)
AGENT_TABLES = {
    **dict.fromkeys(
        (
            *("dim_agent", "dim_agent_period", "fct_agent_day", "fct_agent_event"),
            *("pay_simulation", "pay_line", "pay_event", "capability_heat_map"),
        ),
        _OF_AGENT,
    ),
    **dict.fromkeys(("kpi_value", "weekly_miss", *_CARDS), _OF_SUBJECT),
    "scorecard_sign_off": "appraisee_id = $who",
}
# agents of a team, each for the periods in which most of their days were in it
_IN_TEAM = (
    "exists (select 1 from published.dim_agent_period as mine where mine.team_id = $who"
    " and mine.agent_id = {agent} and mine.period_type = source.period_type"
    " and mine.period_start_date = source.period_start_date)"
)
_OF_TEAM_SUBJECT = (
    "(subject_type = 'team' and subject_id = $who) or (subject_type = 'agent' and "
    + _IN_TEAM.format(agent="source.subject_id")
    + ")"
)
TEAM_TABLES = {
    **dict.fromkeys(
        ("dim_team", "fct_team_day", "fct_agent_day", "dim_agent_period"), "team_id = $who"
    ),
    "dim_agent": (
        "agent_id in (select agent_id from published.dim_agent_period where team_id = $who)"
    ),
    "fct_agent_event": (
        "exists (select 1 from published.fct_agent_day as mine where mine.team_id = $who"
        " and mine.agent_id = source.agent_id and mine.work_date = source.work_date)"
    ),
    **dict.fromkeys(("kpi_value", *_CARDS), _OF_TEAM_SUBJECT),
    "scorecard_sign_off": _IN_TEAM.format(agent="source.appraisee_id"),
}
# Words and rules: of nobody, and the same for everybody.
WORDS = (
    *("kpi", "kpi_term", "reason", "event_type", "period_type", "dim_period_date"),
    *("scheme", "scheme_subject", "scheme_item", "scheme_weight", "scheme_weight_glide"),
    *("scheme_band", "scheme_gate", "scheme_deduction", "scheme_adjustment", "grade", "tier"),
    *("action", "scheme_assumption", "assumption", "business_line", "catalogue_scheme"),
)


@dataclass(frozen=True)
class Audience:
    """For whom a file is: kind is agent or team, who its id."""

    kind: str
    who: str

    @property
    def tables(self) -> dict[str, str]:
        return AGENT_TABLES if self.kind == "agent" else TEAM_TABLES


def export(home: Home, audience: Audience, to: Path | None = None, form: str = "duckdb") -> Path:
    """Write the audience's file, or its folder of CSVs, and return where it stands.

    to is a folder (default: SCORECARDS_HOME/audiences). Raises BadCall for an unknown or unsafe id,
    ScorecardsError where nothing is published.
    """
    import duckdb

    if form not in FORMATS:
        raise BadCall(f"--format {form}: {' or '.join(FORMATS)}.")
    if not SAFE_NAME.fullmatch(audience.who):
        raise BadCall(
            f"--{audience.kind} {audience.who}: an id must be letters, digits, _ . and -,"
            " since it makes the file's name."
        )
    if not home.published.exists():
        raise ScorecardsError(f"{home.published}: nothing published yet. Run `scorecards refresh`.")
    folder = (to or home.root / "audiences").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{audience.kind}-{audience.who}"
    draft = folder / f".{audience.kind}-{audience.who}.{os.getpid()}"
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {_text(home.published)} as published (read_only)")
            _known(connection, audience)
            if form == "csv":
                draft.mkdir()
                _write_csv(connection, audience, draft)
                if target.exists():
                    shutil.rmtree(target)
            else:
                _write_file(connection, audience, draft)
                target = target.with_suffix(".duckdb")
        os.replace(draft, target)
    except duckdb.Error as error:
        raise ScorecardsError(f"{home.published} could not be exported: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
    return target


def _known(connection: DuckDBPyConnection, audience: Audience) -> None:
    table, column = {"agent": ("dim_agent", "agent_id"), "team": ("dim_team", "team_id")}[
        audience.kind
    ]
    known = connection.execute(
        f"select 1 from published.{table} where {column} = ? and {column} != 'unknown'",
        [audience.who],
    ).fetchone()
    if not known:
        raise BadCall(f"--{audience.kind} {audience.who}: nobody of that id is published.")


def _selects(connection: DuckDBPyConnection, audience: Audience) -> dict[str, str]:
    """The query of each table that leaves the house, by its name."""
    there = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published'"
        ).fetchall()
    }
    rows = {
        name: f"select source.* from published.{_name(name)} as source where {condition}".replace(
            "$who", _text(audience.who)
        )
        for name, condition in audience.tables.items()
        if name in there
    }
    rows |= {name: f"select * from published.{_name(name)}" for name in WORDS if name in there}
    made = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    rows["audience"] = (
        f"select {_text(audience.kind)} as audience_type, {_text(audience.who)} as audience_id,"
        f" timestamp {_text(made)} as made_at, max(generation) as generation,"
        " max(data_through_date) as data_through_date from published.publication"
    )
    return rows


def _write_file(connection: DuckDBPyConnection, audience: Audience, draft: Path) -> None:
    """One DuckDB file, made fresh: nothing deleted is left in its bytes."""
    connection.execute(
        f"attach {_text(draft)} as to_file"
        f" (storage_version {_text(STORAGE_VERSION)}, block_size 16384)"
    )
    for name, query in _selects(connection, audience).items():
        connection.execute(f"create table to_file.main.{_name(name)} as {query}")
    connection.execute("checkpoint to_file")
    connection.execute("detach to_file")


def _write_csv(connection: DuckDBPyConnection, audience: Audience, folder: Path) -> None:
    """A CSV per table; a text that a spreadsheet would run begins with an apostrophe.

    Numbers are left as they are: a negative number is a number.
    """
    for name, query in _selects(connection, audience).items():
        columns = connection.execute(f"describe {query}").fetchall()
        cells = ", ".join(
            f"case when regexp_matches({_name(column)}, {_text(FORMULA)}) then '''' || "
            f"{_name(column)} else {_name(column)} end as {_name(column)}"
            if kind == "VARCHAR"
            else _name(column)
            for column, kind, *_ in columns
        )
        connection.execute(
            f"copy (select {cells} from ({query})) to {_text(folder / f'{name}.csv')}"
            " (format csv, header, force_quote *)"
        )
