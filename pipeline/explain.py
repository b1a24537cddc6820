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

from pipeline.home import BadCall, Home, ScorecardsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console
    from rich.table import Table

WORDS = {
    "en": {
        "item": "item",
        "value": "value",
        "target": "target",
        "rule": "rule",
        "before": "before gates",
        "points": "points",
        "of": "of",
        "cases": "cases",
        "status": "status",
        "total": "total",
        "rank": "rank {rank}",
        "not_scored": "not scored",
        "provisional": "provisional",
        "no_star": "no star this month",
        "grade": "grade {grade}",
        "why": "Why",
        "intervals": "Where the true rate lies, 95 times of a hundred",
        "guide": "a guide: a share of time or points, judged by its cases",
        "assumptions": "What the sources left open, and what was assumed",
        "rows": "The rows behind the lines (duckdb -readonly FILE)",
        "foot": "Generation {generation}, data through {through}. A card informs people; it "
        "decides nothing.",
        "no_agent": "{agent} has no card.{meant} Agents with cards: {agents}.",
        "meant": " Did you mean {agents}?",
        "more": " and {count} more",
        "no_card": "{agent} has no card of {asked}. What there is: {cards}.",
        "attach": "for the queries below, first:",
        "damaged": "cannot be read. Run `scorecards rollback`, or `scorecards refresh`.",
        "ratio_to_target": "{span} of target",
        "difference_from_peer_mean": "{own} from peers' {mean}: {span}",
        "void": "the whole item is nought",
        "minus": "{points} off",
        "none": "nothing published yet: run `make demo`, or `scorecards refresh` with your files.",
    },
    "zh": {
        "item": "考核项",
        "value": "实际值",
        "target": "目标",
        "rule": "规则",
        "before": "门槛前",
        "points": "得分",
        "of": "满分",
        "cases": "样本数",
        "status": "状态",
        "total": "合计",
        "rank": "第{rank}名",
        "not_scored": "不计分",
        "provisional": "暂定",
        "no_star": "不参加星级考评",
        "grade": "等级 {grade}",
        "why": "原因",
        "intervals": "真实比率的95%置信区间",
        "guide": "仅供参考:按时间或分值计的占比，以案例数估计",
        "assumptions": "原文未定、按假设处理的内容",
        "rows": "各项背后的明细 (duckdb -readonly 文件)",
        "foot": "第{generation}版，数据截至{through}。评分卡供人参考，不自动作出任何决定。",
        "no_agent": "{agent}没有评分卡。{meant}有评分卡的座席: {agents}。",
        "meant": "是否指{agents}？",
        "more": "等，另有{count}人",
        "no_card": "{agent}没有{asked}的评分卡。现有: {cards}。",
        "attach": "运行下列查询前，先执行:",
        "damaged": "无法读取。请运行 `scorecards rollback` 或 `scorecards refresh`。",
        "ratio_to_target": "目标的 {span}",
        "difference_from_peer_mean": "较同班次均值{mean}差{own}: {span}",
        "void": "该项不得分",
        "minus": "扣{points}分",
        "none": "尚未发布任何数据: 请运行 `make demo`，或用自己的文件运行 `scorecards refresh`。",
    },
}
# The row of a decision that held on the first day of the card's period.
_IN_FORCE = (
    "{card}.period_start_date >= {row}.valid_from_date and {card}.period_start_date"
    " < coalesce({row}.valid_to_date, date '9999-12-31')"
)
EVENTS = {
    "late": {"en": "late", "zh": "迟到"},
    "early_leave": {"en": "left early", "zh": "早退"},
    "leave": {"en": "leave", "zh": "请假"},
    "rule_breach": {"en": "breach of the rules", "zh": "违反规章制度"},
}
METHODS = {
    "attainment": {"en": "attainment", "zh": "达成率"},
    "band": {"en": "band", "zh": "分档"},
    "deduct_per_event": {"en": "deductions", "zh": "逐次扣分"},
    "all_or_nothing": {"en": "met or missed", "zh": "达标与否"},
    "linear": {"en": "linear", "zh": "线性"},
    "percentile": {"en": "percentile", "zh": "百分位"},
}


MOST_AGENTS = 12


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
    """Print the cards of one agent (default: every scheme, the last period with data).

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
        where
            subject_type = 'agent' and subject_id = $agent
            and ($scheme is null or scheme_id = $scheme)
            and ($start is null or period_start_date = cast($start as date))
        -- without a period: the last one in which this agent was scored, else the last one
        qualify
            $start is not null
            or dense_rank() over (order by status = 'scored' desc, period_start_date desc) = 1
        order by scheme_id
        """,
        {"agent": agent, "scheme": scheme, "start": start},
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
            shown += words["more"].format(count=len(agents) - MOST_AGENTS)
        close = get_close_matches(agent, agents, n=3)
        meant = words["meant"].format(agents=", ".join(close)) if close else ""
        return words["no_agent"].format(agent=agent, meant=meant, agents=shown)
    cards = connection.execute(
        "select scheme_id, string_agg(strftime(period_start_date, '%Y-%m'), ', '"
        " order by period_start_date)"
        " from scorecard where subject_type = 'agent' and subject_id = ?"
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
    deductions = _deductions(connection, card)
    console.print()
    console.print(_title(head, card, words), highlight=False)
    console.print(_table(lines, head, language), highlight=False)
    notes = [head["reason_text"]] if head["reason_text"] else []
    for line in lines:
        told = [line["reason_text"], line["gate_text"]]
        told += [
            _deduction(row, language) for row in deductions if row["item_id"] == line["item_id"]
        ]
        if said := "; ".join(filter(None, told)):
            notes.append(f"{line['item_name']}: {said}")
    if notes:
        console.print(f"[bold]{words['why']}[/bold]")
        for note in notes:
            console.print(f"  {escape(note)}", highlight=False)
    _show_intervals(lines, language, console)
    _show_assumptions(connection, lines, language, console)
    _show_rows(connection, home, card, lines, language, console)
    told = _rows(
        connection,
        "select any_value(generation) as generation, any_value(data_through_date) as through"
        " from publication",
        [],
    )[0]
    console.print(f"[dim]{words['foot'].format(**told)}[/dim]", highlight=False)


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
            scheme_item.target_low,
            scheme_item.target_high,
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
            reason.reason_{language} as reason_text,
            scheme_gate.gate_name_{language} as gate_text
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
        left join scheme_gate
            on scorecard_line.scheme_id = scheme_gate.scheme_id
            and scorecard_line.gate_id = scheme_gate.gate_id
            and {_IN_FORCE.format(row="scheme_gate", card="scorecard_line")}
        where
            scorecard_line.scheme_id = ? and scorecard_line.subject_type = 'agent'
            and scorecard_line.subject_id = ? and scorecard_line.period_type = ?
            and scorecard_line.period_start_date = ?
        order by scheme_item.item_order
        """,
        [card.scheme_id, card.agent_id, card.period_type, card.period_start],
    )


def _deductions(connection: DuckDBPyConnection, card: Card) -> list[dict[str, Any]]:
    """What was deducted from this card, by rule."""
    return _rows(
        connection,
        f"""
        select scorecard_deduction.*, scheme_deduction.event_type, scheme_deduction.event_code
        from scorecard_deduction
        inner join scheme_deduction
            on scorecard_deduction.scheme_id = scheme_deduction.scheme_id
            and scorecard_deduction.deduction_id = scheme_deduction.deduction_id
            and {_IN_FORCE.format(row="scheme_deduction", card="scorecard_deduction")}
        where
            scorecard_deduction.scheme_id = ? and scorecard_deduction.subject_type = 'agent'
            and scorecard_deduction.subject_id = ? and scorecard_deduction.period_start_date = ?
        order by scorecard_deduction.deduction_id
        """,
        [card.scheme_id, card.agent_id, card.period_start],
    )


def _deduction(row: dict[str, Any], language: str) -> str:
    """One rule's deduction in words: how many of what, and what it cost."""
    words = WORDS[language]
    event = EVENTS.get(row["event_type"], {}).get(language, row["event_type"])
    cost = (
        words["void"]
        if row["does_void_item"]
        else words["minus"].format(points=_plain(row["deducted_points"]))
    )
    return f"{row['event_count']} × {event} ({row['deduction_id']}): {cost}"


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
        if not head["is_star_eligible"]:
            second.append(f"[yellow]{words['no_star']}[/yellow]")
        if head["is_provisional"]:
            second.append(f"[yellow]{words['provisional']}[/yellow]")
    else:
        second.append(f"[bold]{words['not_scored']}[/bold]")
    return "  ·  ".join(first) + "\n" + "  ·  ".join(second)


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
