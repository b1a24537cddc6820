"""Writes export files whose bytes depend on nothing but their rows: no clock, no host, no name."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FIXED = dt.datetime(2020, 1, 1)
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def text_of(value: object) -> str:
    """A cell as exports write it: true/false, ISO dates, nothing for None."""
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return str(value)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """CSV or TSV, gzipped where the name ends in .gz (with no time in the gzip header)."""
    with io.BytesIO() if path.suffix == ".gz" else path.open("wb") as raw:
        binary = (
            gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0)
            if path.suffix == ".gz"
            else raw
        )
        text = io.TextIOWrapper(binary, encoding=encoding, newline="", write_through=False)
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
        text.flush()
        text.detach()
        if binary is not raw:
            binary.close()
            path.write_bytes(raw.getvalue())
    return path


def write_json_lines(path: Path, header: Sequence[str], rows: Iterable[Sequence]) -> Path:
    """One JSON object a line; empty values are left out, dates are ISO text."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            record = {
                name: value if isinstance(value, (bool, int, float, str)) else str(value)
                for name, value in zip(header, row, strict=True)
                if value is not None
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def write_parquet(path: Path, header: Sequence[str], rows: Iterable[Sequence]) -> Path:
    """Numbers and flags in types of their own, times as ISO text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=list(header)), path, compression="zstd")
    return path


def write_xlsx(path: Path, sheet: str, header: Sequence[str], rows: Iterable[Sequence]) -> Path:
    """One sheet. openpyxl stamps the present moment twice, so both stamps are taken out again."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    book.properties.creator = "export"
    book.properties.created = _FIXED
    stamped = io.BytesIO()
    book.save(stamped)
    with (
        zipfile.ZipFile(stamped) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2020-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return path
