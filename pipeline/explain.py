"""One card in words: what counted, by which rule, on how much evidence, and where its rows are.

Reads the published file only, so that what is explained is what readers see.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pipeline.explain_words import METHODS, WORDS
from pipeline.home import BadCall, Home, ScorecardsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console
    from rich.table import Table

# The row of a decision that held on the first day of the card's period.
_IN_FORCE = (
    "{card}.period_start_date >= {row}.valid_from_date and {card}.period_start_date"
    " < coalesce({row}.valid_to_date, date '9999-12-31')"
)
MOST_AGENTS = 12
TOLD_BY_STEPS = ("zeroed_by_gate", "limited_to_what_is_left", "adjusted_by_scenario")


@dataclass(frozen=True)
class Card:
    """Which card: one scheme, one agent, one period."""

    scheme_id: str
    agent_id: str
    period_type: str
    period_start: Any


def explain(
    home: Home,
    agent: str,
    scheme: str | None = None,
    period: str | None = None,
    language: str | None = None,
    console: Console | None = None,
) -> None:
    """Print the cards of one agent (default: the scheme shown first, the last period with data).

    scheme is one scheme, or all. The other cards of the period are named with their totals.

    period is the first day or the month of the period (2026-09 or 2026-09-01). language is en or
    zh; default the centre's. Raises BadCall where there is no such card, naming what there is.
    """
    from rich.console import Console as RichConsole

    spoken = language or home.settings().language
    if spoken not in WORDS:
        raise BadCall(f"--lang {spoken}: en or zh.")
    shown = console or RichConsole()
    with _published(home, spoken) as connection:
        for card in _cards(connection, agent, scheme, period, spoken):
            _show(connection, home, card, spoken, shown)


@contextlib.contextmanager
def _published(home: Home, language: str) -> Iterator[DuckDBPyConnection]:
    import duckdb

    if not home.published.exists():
        raise ScorecardsError(f"{home.published}: {WORDS[language]['none']}")
    try:
        connection = duckdb.connect(str(home.published), read_only=True)
    except duckdb.Error as error:
        raise ScorecardsError(f"{home.published}: {WORDS[language]['damaged']}") from error
    try:
        yield connection
    finally:
        connection.close()


def _rows(connection: DuckDBPyConnection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    answer = connection.execute(query, values)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _cards(
    connection: DuckDBPyConnection,
    agent: str,
    scheme: str | None,
    period: str | None,
    language: str,
) -> list[Card]:
    start = f"{period}-01" if period and len(period) == 7 else period
    try:
        is_day = start is None or date.fromisoformat(start).isoformat() == start
    except ValueError:
        is_day = False
    if not is_day:
        raise BadCall(f"--period {period}: give 2026-09 or 2026-09-01.")
    found = connection.execute(
        """
        select scheme_id, subject_id, period_type, period_start_date
        from scorecard
        inner join (
            select scheme_id as headline_scheme_id, bool_or(is_headline) as is_headline
            from scheme
            group by scheme_id
        ) on scheme_id = headline_scheme_id
        where
            subject_type = 'agent' and subject_id = $agent
            and ($scheme is null or scheme_id = $scheme)
            and ($start is null or period_start_date = cast($start as date))
        -- without a period: the last one with a score, else the last one; without a
        -- scheme: the one shown first, where this agent has a card of such a scheme
        qualify
            ($start is not null or dense_rank() over (
                order by
                    status = 'scored' and period_type = 'month' desc,
                    status = 'scored' desc,
                    period_start_date desc
            ) = 1)
            and ($scheme is not null or $all or dense_rank() over (
                partition by period_type, period_start_date order by is_headline desc
            ) = 1)
        order by scheme_id, period_type, period_start_date
        """,
        {
            "agent": agent,
            "scheme": None if scheme == "all" else scheme,
            "all": scheme == "all",
            "start": start,
        },
    ).fetchall()
    if found:
        return [Card(*row) for row in found]
    raise BadCall(_no_card(connection, agent, scheme, period, WORDS[language]))


def _no_card(
    connection: DuckDBPyConnection,
    agent: str,
    scheme: str | None,
    period: str | None,
    words: dict[str, str],
) -> str:
    """What there is instead: near agents where there is no such agent, else this agent's cards."""
    known = connection.execute(
        "select distinct subject_id from scorecard where subject_type = 'agent' order by subject_id"
    ).fetchall()
    agents = [name for (name,) in known]
    if agent not in agents:
        shown = ", ".join(agents[:MOST_AGENTS]) or "-"
        if len(agents) > MOST_AGENTS:
            shown += words["others"].format(count=len(agents) - MOST_AGENTS)
        close = get_close_matches(agent, agents, n=3)
        meant = words["meant"].format(agents=", ".join(close)) if close else ""
        return words["no_agent"].format(agent=agent, meant=meant, agents=shown)
    cards = connection.execute(
        # weeks are left out where there are months: they would fill the page
        "select scheme_id, string_agg(distinct strftime(period_start_date, '%Y-%m'), ', '"
        " order by strftime(period_start_date, '%Y-%m'))"
        " from (select * from scorecard qualify period_type = 'month'"
        " or count(*) filter (where period_type = 'month') over (partition by scheme_id) = 0)"
        " where subject_type = 'agent' and subject_id = ?"
        " group by scheme_id order by scheme_id",
        [agent],
    ).fetchall()
    return words["no_card"].format(
        agent=agent,
        asked=" ".join(word for word in (scheme, period) if word),
        cards="; ".join(f"{name}: {periods}" for name, periods in cards),
    )


def _show(
    connection: DuckDBPyConnection, home: Home, card: Card, language: str, console: Console
) -> None:
    from rich.markup import escape

    words = WORDS[language]
    head = _head(connection, card, language)
    lines = _lines(connection, card, language)
    deductions = _deductions(connection, card, language)
    console.print()
    console.print(_title(head, card, words), highlight=False)
    console.print(_table(lines, head, language), highlight=False)
    notes = [head["reason_text"]] if head["reason_text"] else []
    steps = _steps(connection, card, language)
    for line in lines:
        # a reason that its steps tell better is left to them
        scenario = _scenario(line, words)
        stepped = [row for row in steps if row["item_id"] == line["item_id"]]
        is_told = line["reason"] in TOLD_BY_STEPS and (scenario or stepped)
        told = [None if is_told else line["reason_text"], *scenario, _of_period(line, words)]
        told += [_step(row, words) for row in stepped]
        told += [
            _deduction(row, language) for row in deductions if row["item_id"] == line["item_id"]
        ]
        if said := "; ".join(filter(None, told)):
            notes.append(f"{line['item_name']}: {said}")
    if notes:
        console.print(f"[bold]{words['why']}[/bold]")
        for note in notes:
            console.print(f"  {escape(note)}", highlight=False)
    _show_next_steps(connection, card, lines, language, console)
    _show_flags(connection, card, language, console)
    _show_intervals(lines, language, console)
    _show_assumptions(connection, lines, language, console)
    _show_rows(connection, home, card, lines, language, console)
    told = _rows(
        connection,
        "select any_value(generation) as generation, any_value(data_through_date) as through"
        " from publication",
        [],
    )[0]
    _show_others(connection, card, words, console)
    console.print(f"[dim]{words['foot'].format(**told)}[/dim]", highlight=False)


def _show_others(
    connection: DuckDBPyConnection, card: Card, words: dict[str, str], console: Console
) -> None:
    """The other cards of the same person and period, by name and total."""
    others = _rows(
        connection,
        """
        select scheme_id, total_score, max_total from scorecard
        where
            subject_type = 'agent' and subject_id = ? and period_type = ?
            and period_start_date = ? and scheme_id != ?
        order by scheme_id
        """,
        [card.agent_id, card.period_type, card.period_start, card.scheme_id],
    )
    if others:
        told = ", ".join(
            f"{row['scheme_id']} {_plain(row['total_score'])} / {_plain(row['max_total'])}"
            if row["total_score"] is not None
            else f"{row['scheme_id']} {words['not_scored']}"
            for row in others
        )
        console.print(f"[bold]{words['others_cards']}[/bold] {told}", highlight=False)


def _steps(connection: DuckDBPyConnection, card: Card, language: str) -> list[dict[str, Any]]:
    """What happened to the lines after their rule, gates by their names."""
    return _rows(
        connection,
        f"""
        select step.*, scheme_gate.gate_name_{language} as gate_name
        from scorecard_line_step as step
        left join scheme_gate
            on step.scheme_id = scheme_gate.scheme_id
            and step.step_id = scheme_gate.gate_id
            and {_IN_FORCE.format(row="scheme_gate", card="step")}
        where
            step.scheme_id = ? and step.subject_type = 'agent' and step.subject_id = ?
            and step.period_type = ? and step.period_start_date = ?
        order by step.item_id, step.step_order
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )


def _step(row: dict[str, Any], words: dict[str, str]) -> str | None:
    if row["score_before"] == row["score_after"]:
        return None
    before, after = _plain(row["score_before"]), _plain(row["score_after"])
    if row["step_kind"] == "gate":
        return words["step_gate"].format(before=before, after=after, name=row["gate_name"])
    if row["step_kind"] == "limit":
        return words["step_limit"].format(before=before, after=after)
    return words["scenario_points"].format(points=before)


def _scenario(line: dict[str, Any], words: dict[str, str]) -> list[str]:
    """Which scenarios moved the target or left days out."""
    told = []
    ids = line["scenario_ids"]
    if ids and line["exempted_day_count"]:
        told.append(words["exempted"].format(count=line["exempted_day_count"], ids=ids))
    elif ids and line["base_target_value"] is not None:
        base, target = (
            _amount(line[name], line["unit"]) for name in ("base_target_value", "target_value")
        )
        told.append(words["scenario"].format(ids=ids, base=base, target=target))
    return told


def _of_period(line: dict[str, Any], words: dict[str, str]) -> str | None:
    """Says so where the value is of an earlier period than the card."""
    period = line["value_period_start_date"]
    if period is None or period == line["period_start_date"]:
        return None
    return words["of_period"].format(period=f"{period:%Y-%m}")


def _show_next_steps(
    connection: DuckDBPyConnection,
    card: Card,
    lines: list[dict[str, Any]],
    language: str,
    console: Console,
) -> None:
    """How far each line was from the next band, or from all its points."""
    from rich.markup import escape

    words = WORDS[language]
    found = _rows(
        connection,
        """
        select * from scorecard_next_step
        where
            scheme_id = ? and subject_type = 'agent' and subject_id = ?
            and period_type = ? and period_start_date = ?
        order by gained_score desc
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )
    by_item = {line["item_id"]: line for line in lines}
    if not found:
        return
    console.print(f"[bold]{words['next']}[/bold]")
    for row in found:
        line = by_item[row["item_id"]]
        unit = "rate" if line["basis"] == "ratio_to_target" else line["unit"]
        amount = _points_apart(row["distance"], unit, language)
        ends = [
            None if row["is_inclusive"] else words["beyond"],
            words["full"] if row["next_points"] == line["item_max_points"] else None,
            words["gated_next"] if row["is_gated"] else None,
        ]
        end = ", ".join(filter(None, ends))
        told = words["more" if row["distance"] > 0 else "less"].format(
            amount=amount, gain=_plain(row["gained_score"]), end=f"({end})" if end else ""
        )
        console.print(f"  {escape(line['item_name'])}: {escape(told.strip())}", highlight=False)


def _points_apart(distance: Decimal, unit: str | None, language: str) -> str:
    """A distance between two values: of rates in percentage points."""
    if unit in ("rate", "ratio"):
        return f"{abs(float(distance)) * 100:.1f} {WORDS[language]['rate_points']}"
    return _amount(abs(distance), unit)


def _show_flags(
    connection: DuckDBPyConnection, card: Card, language: str, console: Console
) -> None:
    """What the card suggests to people, with the run behind it."""
    from rich.markup import escape

    words = WORDS[language]
    flags = _rows(
        connection,
        f"""
        select
            flag.*,
            action.action_name_{language} as action_name,
            action.wording_{language} as wording
        from scorecard_action as flag
        left join action
            on flag.action_code = action.action_code
            and flag.condition_id = action.condition_id
            and {_IN_FORCE.format(row="action", card="flag")}
        where
            flag.scheme_id = ? and flag.subject_type = 'agent' and flag.subject_id = ?
            and flag.period_type = ? and flag.period_start_date = ?
        order by flag.action_code, flag.condition_id
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )
    if not flags:
        return
    console.print(f"[bold]{words['flags']}[/bold]")
    for row in flags:
        told = [row["wording"]]
        if row["consecutive_count"] > 1:
            since = f"{row['run_start_date']:%Y-%m}"
            told.append(words["run"].format(count=row["consecutive_count"], start=since))
        if row["due_date"]:
            told.append(words["due"].format(due=row["due_date"]))
        console.print(
            f"  {escape(row['action_name'])}: {escape(' '.join(filter(None, told)))}",
            highlight=False,
        )


def _head(connection: DuckDBPyConnection, card: Card, language: str) -> dict[str, Any]:
    return _rows(
        connection,
        f"""
        select
            scorecard.*,
            scheme.scheme_name_{language} as scheme_name,
            dim_agent_period.team_id,
            dim_agent_period.business_line,
            grade.grade_name_{language} as grade_name,
            tier.tier_name_{language} as tier_name,
            reason.reason_{language} as reason_text
        from scorecard
        inner join scheme
            on scorecard.scheme_id = scheme.scheme_id
            and {_IN_FORCE.format(row="scheme", card="scorecard")}
        left join dim_agent_period
            on scorecard.subject_id = dim_agent_period.agent_id
            and scorecard.period_type = dim_agent_period.period_type
            and scorecard.period_start_date = dim_agent_period.period_start_date
        left join grade
            on scorecard.scheme_id = grade.scheme_id
            and scorecard.grade = grade.grade
            and {_IN_FORCE.format(row="grade", card="scorecard")}
        left join tier
            on scorecard.scheme_id = tier.scheme_id
            and scorecard.tier = tier.tier
            and {_IN_FORCE.format(row="tier", card="scorecard")}
        left join reason on scorecard.reason = reason.reason
        where
            scorecard.scheme_id = ? and scorecard.subject_type = 'agent'
            and scorecard.subject_id = ? and scorecard.period_type = ?
            and scorecard.period_start_date = ?
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )[0]


def _lines(connection: DuckDBPyConnection, card: Card, language: str) -> list[dict[str, Any]]:
    return _rows(
        connection,
        f"""
        select
            scorecard_line.*,
            scheme_item.item_name_{language} as item_name,
            scheme_item.basis,
            kpi.kpi_name_{language} as kpi_name,
            kpi.unit,
            kpi.interval_method,
            sure.interval_low,
            sure.interval_high,
            coalesce(indicator.evidence_model, kpi.evidence_model) as evidence_model,
            kpi.formula_{language} as formula,
            scheme_band.lower_bound,
            scheme_band.upper_bound,
            scheme_band.is_lower_inclusive,
            scheme_band.is_upper_inclusive,
            scheme_band.points as band_points,
            reason.reason_{language} as reason_text
        from scorecard_line
        inner join scheme_item
            on scorecard_line.scheme_id = scheme_item.scheme_id
            and scorecard_line.item_id = scheme_item.item_id
            and {_IN_FORCE.format(row="scheme_item", card="scorecard_line")}
        left join kpi on scorecard_line.kpi_id = kpi.kpi_id
        left join kpi_value as sure
            on scorecard_line.kpi_id = sure.kpi_id
            and scorecard_line.value_subject_type = sure.subject_type
            and scorecard_line.value_subject_id = sure.subject_id
            and scorecard_line.period_type = sure.period_type
            and scorecard_line.value_period_start_date = sure.period_start_date
        -- an indicator's rows are those of the KPI it took its count from
        left join (
            select
                kpi_indicator.kpi_id,
                kpi_value.subject_type,
                kpi_value.subject_id,
                kpi_value.period_type,
                kpi_value.period_start_date,
                kpi_value.kpi_value as counted,
                min_by(counted_kpi.evidence_model, kpi_indicator.priority) as evidence_model
            from kpi_indicator
            inner join kpi as counted_kpi on kpi_indicator.indicator_kpi_id = counted_kpi.kpi_id
            inner join kpi_value
                on kpi_indicator.indicator_kpi_id = kpi_value.kpi_id
                and kpi_indicator.subject_type = kpi_value.subject_type
            group by all
        ) as indicator
            on scorecard_line.kpi_id = indicator.kpi_id
            and scorecard_line.value_subject_type = indicator.subject_type
            and scorecard_line.value_subject_id = indicator.subject_id
            and scorecard_line.period_type = indicator.period_type
            and scorecard_line.value_period_start_date = indicator.period_start_date
            and scorecard_line.numerator = indicator.counted
        left join scheme_band
            on scorecard_line.scheme_id = scheme_band.scheme_id
            and scorecard_line.rule_id = scheme_band.band_id
            and {_IN_FORCE.format(row="scheme_band", card="scorecard_line")}
        left join reason on scorecard_line.reason = reason.reason
        where
            scorecard_line.scheme_id = ? and scorecard_line.subject_type = 'agent'
            and scorecard_line.subject_id = ? and scorecard_line.period_type = ?
            and scorecard_line.period_start_date = ?
        order by scheme_item.item_order
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )


def _deductions(connection: DuckDBPyConnection, card: Card, language: str) -> list[dict[str, Any]]:
    """What was deducted from this card, by rule."""
    return _rows(
        connection,
        f"""
        select
            scorecard_deduction.*,
            coalesce(event_type.event_name_{language}, scheme_deduction.event_type) as event_name
        from scorecard_deduction
        inner join scheme_deduction
            on scorecard_deduction.scheme_id = scheme_deduction.scheme_id
            and scorecard_deduction.deduction_id = scheme_deduction.deduction_id
            and {_IN_FORCE.format(row="scheme_deduction", card="scorecard_deduction")}
        left join event_type on scheme_deduction.event_type = event_type.event_type
        where
            scorecard_deduction.scheme_id = ? and scorecard_deduction.subject_type = 'agent'
            and scorecard_deduction.subject_id = ? and scorecard_deduction.period_type = ?
            and scorecard_deduction.period_start_date = ?
        order by scorecard_deduction.deduction_id
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )


def _deduction(row: dict[str, Any], language: str) -> str:
    """One rule's deduction in words: how many of what, and what it cost."""
    words = WORDS[language]
    cost = (
        words["void"]
        if row["does_void_item"]
        else words["minus"].format(points=_plain(row["deducted_points"]))
    )
    return f"{row['event_count']} × {row['event_name']} ({row['deduction_id']}): {cost}"


def _title(head: dict[str, Any], card: Card, words: dict[str, str]) -> str:
    period = f"{card.period_start:%Y-%m}" if card.period_type == "month" else card.period_start
    first = [
        f"[bold]{card.agent_id}[/bold]",
        " / ".join(filter(None, (head["business_line"], head["team_id"]))),
        f"{card.scheme_id} {head['scheme_name']}",
    ]
    second = [str(period)]
    if head["status"] == "scored":
        second.append(f"[bold]{_plain(head['total_score'])} / {_plain(head['max_total'])}[/bold]")
        if head["subject_rank"]:
            rank = f"{head['subject_rank']}/{head['ranked_count']}"
            second.append(words["rank"].format(rank=rank))
        if head["grade"]:
            second.append(words["grade"].format(grade=head["grade_name"]))
        if head["tier_name"]:
            second.append(words["tier"].format(tier=head["tier_name"]))
        if not head["is_star_eligible"]:
            second.append(f"[yellow]{words['no_star']}[/yellow]")
        if head["is_provisional"]:
            second.append(f"[yellow]{words['provisional']}[/yellow]")
    else:
        second.append(f"[bold]{words['not_scored']}[/bold]")
    told = ["  ·  ".join(first), "  ·  ".join(second)]
    if head["is_partial"] and head["status"] == "scored":
        told.append(words["partial"].format(share=_plain(head["attained_score"])))
    if (head["counted_day_count"] or 0) < (head["period_day_count"] or 0):
        told.append(
            words["in_post"].format(
                counted=head["counted_day_count"], days=head["period_day_count"]
            )
        )
    return "\n".join(told)


def _table(lines: list[dict[str, Any]], head: dict[str, Any], language: str) -> Table:
    """The ledger of one card: a line an item, and the total."""
    from rich import box
    from rich.table import Table

    words = WORDS[language]
    gated = any(line["item_score"] != line["line_score"] for line in lines)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(words["item"], overflow="fold", min_width=16)
    table.add_column(words["value"], justify="right", no_wrap=True)
    table.add_column(words["target"], justify="right", no_wrap=True)
    table.add_column(words["rule"], overflow="fold", min_width=11, ratio=1)
    if gated:
        table.add_column(words["before"], justify="right")
    table.add_column(words["points"], justify="right", style="bold", no_wrap=True)
    table.add_column(words["of"], justify="right", no_wrap=True)
    table.add_column(words["cases"], justify="right", no_wrap=True)
    for line in lines:
        scored = line["status"] == "scored"
        cells = [
            line["item_name"],
            _amount(line["kpi_value"], line["unit"]),
            _target(line),
            _rule(line, words, language),
        ]
        if gated:
            cells.append(_plain(line["item_score"]) if scored else "")
        cells += [
            _plain(line["line_score"]) if scored else "–",
            _plain(line["max_score"]),
            f"{line['evidence_count']:,}" if line["evidence_count"] is not None else "",
        ]
        table.add_row(*cells, style=None if scored else "dim")
    if head["status"] == "scored":
        table.add_section()
        blank = [""] * (len(table.columns) - 4)
        total, most = _plain(head["total_score"]), _plain(head["max_total"])
        table.add_row(words["total"], *blank, total, most, "")
    return table


def _rule(line: dict[str, Any], words: dict[str, str], language: str) -> str:
    """The rule that gave the points, in words: the band with its edges, or the method."""
    method = METHODS.get(line["scoring_method"], {}).get(language, line["scoring_method"])
    if line["status"] != "scored" or line["band_points"] is None:
        return str(method)
    basis = line["basis"]
    unit = "rate" if basis == "ratio_to_target" else line["unit"]
    if basis == "difference_from_peer_mean":
        unit = _unit_shown(line["peer_mean"], unit)
    edges = [
        None if edge is None else _amount(edge, unit)
        for edge in (line["lower_bound"], line["upper_bound"])
    ]
    if edges[0] is None:
        span = f"≤ {edges[1]}" if line["is_upper_inclusive"] else f"< {edges[1]}"
    elif edges[1] is None:
        span = f"≥ {edges[0]}" if line["is_lower_inclusive"] else f"> {edges[0]}"
    else:
        span = f"{edges[0]} – {edges[1]}"
    if basis == "difference_from_peer_mean":
        mean = _amount(line["peer_mean"], unit)
        own = ("+" if line["basis_value"] > 0 else "") + _amount(line["basis_value"], unit)
        span = words[basis].format(mean=mean, own=own, span=span)
    elif basis == "ratio_to_target":
        span = words[basis].format(span=span)
    return span


def _target(line: dict[str, Any]) -> str:
    if line["target_low"] is not None and line["target_high"] is not None:
        low, high = float(line["target_low"]), float(line["target_high"])
        if line["unit"] in ("rate", "ratio"):
            return f"{low * 100:g}–{high * 100:g}%"
        return f"{low:g}–{_amount(high, line['unit'])}"
    return _amount(line["target_value"], line["unit"])


def _amount(value: float | Decimal | None, unit: str | None) -> str:
    """A KPI's value as a person writes it: 83.3 %, 1,234, 4:05 for long durations."""
    if value is None:
        return ""
    number = float(value)
    if unit in ("rate", "ratio"):
        return f"{number:.1%}"
    if _unit_shown(value, unit) == "hours":
        return f"{number / 3600:,.1f} h"
    if unit == "seconds":
        return f"{number:,.0f} s" if number == int(number) else f"{number:,.1f} s"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _unit_shown(value: float | Decimal, unit: str | None) -> str | None:
    """Seconds are shown as hours where they are many; what differs from them is shown alike."""
    return "hours" if unit == "hours" or (unit == "seconds" and abs(value) >= 100_000) else unit


def _plain(value: Decimal | float | None) -> str:
    """A score without trailing noughts, every digit that counts kept."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_intervals(lines: list[dict[str, Any]], language: str, console: Console) -> None:
    """How sure each rate is: where its true value lies, 95 times of a hundred."""
    from rich.markup import escape

    words = WORDS[language]
    sure = [line for line in lines if line["interval_low"] is not None]
    if not sure:
        return
    console.print(f"[bold]{words['intervals']}[/bold]")
    for line in sure:
        low, high = (_amount(line[f"interval_{end}"], line["unit"]) for end in ("low", "high"))
        told = f"{line['item_name']}: {low} – {high}"
        if line["interval_method"] == "wilson_on_evidence":
            told += f" ({words['guide']})"
        console.print(f"  {escape(told)}", highlight=False)


def _show_assumptions(
    connection: DuckDBPyConnection, lines: list[dict[str, Any]], language: str, console: Console
) -> None:
    from rich.markup import escape

    named = {
        word for line in lines for word in str(line.get("assumption_ids") or "").split() if word
    }
    if not named:
        return
    known = _rows(
        connection,
        f"""
        select assumption_id, reason_{language} as words from scheme_assumption
        where list_contains(?, assumption_id) order by assumption_id
        """,
        [sorted(named)],
    )
    console.print(f"[bold]{WORDS[language]['assumptions']}[/bold]")
    for row in known:
        console.print(f"  {row['assumption_id']}: {escape(row['words'])}", highlight=False)


def _show_rows(
    connection: DuckDBPyConnection,
    home: Home,
    card: Card,
    lines: list[dict[str, Any]],
    language: str,
    console: Console,
) -> None:
    """How to list the rows behind each line: queries ready to paste, one per model and subject."""
    words = WORDS[language]
    groups: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        if line["evidence_model"]:
            key = (line["evidence_model"], line["value_subject_type"], line["value_subject_id"])
            groups.setdefault(key, []).append(line["item_name"])
    if not groups:
        return
    last_day = connection.execute(
        "select max(calendar_date) from dim_period_date"
        " where period_type = ? and period_start_date = ?",
        [card.period_type, card.period_start],
    ).fetchone()
    published = {
        row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()
    }
    console.print(f"[bold]{words['rows']}[/bold]")
    if any(model not in published for model, _, _ in groups):
        # many models of the warehouse are views over raw
        path = str(home.raw).replace("'", "''")
        console.print(f"  {home.warehouse.name}: {words['attach']}", highlight=False)
        console.print(f"    attach '{path}' as raw (read_only);", highlight=False, soft_wrap=True)
    for (model, subject_type, subject_id), items in groups.items():
        file = home.published if model in published else home.warehouse
        console.print(f"  {', '.join(items)}  [dim]({file.name})[/dim]", highlight=False)
        query = (
            f"select * from {model} where work_date between date '{card.period_start}'"
            f" and date '{last_day[0] if last_day else card.period_start}'"
        )
        if subject_type == "agent":
            query += f" and agent_id = '{subject_id}'"
        console.print(f"    {query};", highlight=False, soft_wrap=True)
