"""The demo centre's export files as tables of text, for the tests that read them as an analyst."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest

from pipeline.demo import generate

READERS = {
    "csv": "read_csv([{files}], all_varchar = true, delim = ',', header = true",
    "tsv": "read_csv([{files}], all_varchar = true, delim = '\t', header = true",
    "jsonl": "read_json([{files}], columns = {{{columns}}}",
    "parquet": "read_parquet([{files}]",
}


class Exports:
    """The files of one run as tables of text, and `rows`, which asks them.

    A table is named after its file without the month: calls, hris, dialer ...
    """

    def __init__(self, folder: Path, files: list[tuple[str, Path]], zone: str) -> None:
        self.folder, self.files, self.zone = folder, files, zone
        self.names = {path.name for _, path in files}
        self.database = duckdb.connect()
        self.database.execute(f"set timezone = '{zone}'")
        tables: dict[str, list[Path]] = {}
        for _, path in files:
            tables.setdefault(table_of(path), []).append(path)
        for table, paths in tables.items():
            if table == "hris":
                self._load_hris(paths)
            elif paths[0].suffix == ".xlsx":
                self._load_sheets(table, paths)
            else:
                self._load(table, paths)

    def _load(self, table: str, paths: list[Path]) -> None:
        kind = re.sub(r"[.]gz$", "", paths[0].name).rsplit(".", 1)[1]
        keys: dict[str, None] = {}
        if kind == "jsonl":  # all text: an inferred type would change how a value is written
            for path in paths:
                for line in path.read_text(encoding="utf-8").splitlines():
                    keys |= dict.fromkeys(json.loads(line))
        reader = READERS[kind].format(
            files=", ".join(f"'{path}'" for path in paths),
            columns=", ".join(f"'{key}': 'VARCHAR'" for key in keys),
        )
        self.database.execute(
            f"create table {table} as select columns(*)::varchar from {reader}, filename = true)"
        )

    def _load_hris(self, paths: list[Path]) -> None:
        self.database.execute(
            "create table hris(agent_id varchar, number varchar, hired varchar, post varchar, "
            "status varchar, last_day varchar, month varchar, by_choice varchar, reason varchar)"
        )
        for path in sorted(paths):
            with path.open(encoding="gb18030", newline="") as file:
                for row in csv.DictReader(file):
                    self.database.execute(
                        "insert into hris values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        [row["工号"], row["人事编号"], row["入职日期"], row["岗位"],
                         row["在职状态"], row["最后工作日"], path.stem[5:], row["主动离职"],
                         row["离职原因"]],
                    )  # fmt: skip

    def _load_sheets(self, name: str, paths: list[Path]) -> None:
        header: tuple = ()
        records: list[tuple] = []
        for path in sorted(paths):
            book = openpyxl.load_workbook(path, read_only=True)
            header, *more = book.worksheets[0].iter_rows(values_only=True)
            # a row may end where its last cell does
            records += [row + (None,) * (len(header) - len(row)) for row in more]
        text = [[None if cell is None else str(cell) for cell in row] for row in records]
        columns = [pa.array(column, pa.string()) for column in zip(*text, strict=True)]
        self.database.register("sheet", pa.table(columns, names=list(header)))
        self.database.execute(f"create table {name} as select * from sheet")

    def rows(self, query: str, *values: object) -> list[tuple]:
        return self.database.execute(query, list(values)).fetchall()

    def one(self, query: str, *values: object) -> object:
        return self.rows(query, *values)[0][0]


def table_of(path: Path) -> str:
    """calls of calls_2026-08.csv.gz: the raw table of a standard file, the system of another."""
    return re.sub(r"_\d{4}-\d{2}$", "", path.name.split(".")[0])


def exports_in(
    tmp_path_factory: pytest.TempPathFactory, zone: str = "Asia/Shanghai", **how
) -> Exports:
    folder = tmp_path_factory.mktemp("exports")
    return Exports(folder, generate(folder, time_zone=zone, **how), zone)
