"""Landing: export files into raw.duckdb, strictly. What each step does stands in pipeline/landing.

    bytes -> sha256 ledger -> decode -> header by name -> every column as text -> the feed's
    expressions -> the contract's types -> accepted rows + quarantined rows = delivered rows

A broken row is set apart with file, line, text and reason; a broken file is refused whole. One
delivery is one transaction; the same bytes through the same feed change nothing, and through a
feed that was corrected they replace what they gave before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
from rich.console import Console
from rich.markup import escape

from pipeline import contract
from pipeline.home import BadCall, Home, ScorecardsError
from pipeline.landing import delimited, ledger, reading, show, workbook
from pipeline.landing import delivery as deliveries
from pipeline.landing import feed as feeds
from pipeline.landing.evaluate import Evaluated, evaluate
from pipeline.landing.expressions import Workshop
from pipeline.landing.ledger import LoadResult

__all__ = ["LoadResult", "land"]


def land(home: Home, feed: str, files: Sequence[Path], console: Console) -> list[LoadResult]:
    """Land files through a feed (a name of feeds/, or a path), each in its own transaction.

    Every file is tried; those that are refused are told together at the end (ScorecardsError)
    while the others stay landed. Raises FeedError for a wrong feed before any file is opened.
    """
    if not files:
        raise BadCall("no files given. Name the export files: land --feed NAME FILE ...")
    wanted = feeds.find(home, feed)
    contract.create_raw(home)
    results: list[LoadResult] = []
    refused: list[ScorecardsError] = []
    zone = wanted.text.time_zone or home.settings().time_zone
    with contract.connect_raw(home) as connection, Workshop() as workshop:
        for number, path in enumerate(map(Path, files), start=1):
            try:
                with console.status(f"[{number}/{len(files)}] landing {escape(path.name)} ..."):
                    result = _land_one(connection, workshop, wanted, zone, path)
            except ScorecardsError as error:
                refused.append(error)
                console.print(f"[{number}/{len(files)}] [red]refused[/] {escape(path.name)}")
                continue
            show.line(console, number, len(files), result)
            results.append(result)
    if results:
        show.table(console, results)
    if warning := contract.zone_warning(home):
        console.print(f"[bold red]{escape(warning)}[/]", highlight=False, soft_wrap=True)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        told = list(dict.fromkeys(str(error) for error in refused))
        raise ScorecardsError(f"{len(refused)} files were refused:\n" + "\n".join(told))
    return results


def _land_one(
    connection: duckdb.DuckDBPyConnection,
    workshop: Workshop,
    feed: feeds.Feed,
    zone: str,
    path: Path,
) -> LoadResult:
    feed.require_name(path.name)
    delivery = deliveries.take(path)
    load_id = ledger.load_id_of(delivery, feed.digest(zone, delivery.name))
    if (earlier := ledger.already_landed(connection, delivery, load_id)) is not None:
        return earlier
    file_format = feed.format_of(delivery.suffixes, delivery.name)
    deliveries.require_format(delivery, file_format)
    delivered, encoding = _read(feed, delivery, file_format)
    _refuse_hopeless(feed, delivery.name, delivered)
    evaluated = evaluate(feed, delivered, delivery.name, zone, workshop)
    _refuse_fruitless(delivery.name, delivered, evaluated)
    return ledger.write(
        connection,
        delivery,
        load_id,
        feed.name,
        file_format,
        encoding,
        delivered.count,
        evaluated,
        feed.reads_name(),
        zone if evaluated.has_local_times and not feed.text.time_zone else None,
    )


def _read(
    feed: feeds.Feed, delivery: deliveries.Delivery, file_format: str
) -> tuple[reading.Delivered, str | None]:
    """The file's rows as text, and the encoding they were in (None for binary formats)."""
    text = feed.text
    if file_format == "parquet":
        return reading.read_parquet(delivery.name, delivery.content), None
    if file_format == "xlsx":
        return (
            workbook.read_xlsx(delivery.name, delivery.content, text.sheet, text.header_line),
            None,
        )
    content, encoding = deliveries.to_utf8(delivery, text.encoding)
    if file_format == "jsonl":
        return reading.read_json_lines(delivery.name, content), encoding
    delimiter = text.delimiter or ("\t" if file_format == "tsv" else ",")
    delivered = delimited.read_delimited(
        delivery.name, content, delimiter, text.header_line, not text.last_line_may_be_open
    )
    return delivered, encoding


def _refuse_hopeless(feed: feeds.Feed, name: str, delivered: reading.Delivered) -> None:
    """Refuse a file without rows, or one most of whose rows do not fit its own header."""
    if not delivered.count and not feed.text.may_be_empty:
        raise deliveries.refuse(
            name,
            "it has a header and no rows, as a file does that was cut short. If nothing happened, "
            "set `may_be_empty: true` in the feed.",
        )
    if 2 * len(delivered.broken) > delivered.count:
        code, count = Counter(row.code for row in delivered.broken).most_common(1)[0]
        first = next(row for row in delivered.broken if row.code == code)
        raise deliveries.refuse(
            name,
            f"{len(delivered.broken):,} of {delivered.count:,} rows do not fit the header; "
            f"{count:,} are {code}, first on line {first.line}: {first.reason}. Look at the "
            "delimiter and at which line holds the header.",
        )


def _refuse_fruitless(name: str, delivered: reading.Delivered, evaluated: Evaluated) -> None:
    """Refuse a file none of whose rows is accepted: then the feed, not the row, is wrong."""
    counted = Counter(each.code for each in evaluated.refused)
    if evaluated.accepted_count or not delivered.count or set(counted) == {"filtered"}:
        return
    first = evaluated.refused[0]
    place = f" ({first.raw_table}.{first.column_name})" if first.column_name else ""
    codes = ", ".join(f"{code} {count:,}" for code, count in counted.most_common(3))
    raise deliveries.refuse(
        name,
        f"none of its {delivered.count:,} rows is acceptable: {codes}. Line {first.line}{place}: "
        f"{first.reason}. Most likely the feed reads this file wrongly.",
    )
