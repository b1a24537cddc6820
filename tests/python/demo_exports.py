"""The demo centre's export files as tables of text: what an analyst has, without the simulation."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.demo import generate

TEXT_FILES = {
    "absences": "absences_*.csv",
    "agent_states": "agent_states_*.tsv.gz",
    "assessments": "assessments_*.csv",
    "assignments": "assignments.csv",
    "attendance": "attendance_*.csv",
    "call_legs": "call_legs_*.csv",
    "calls": "calls_*.csv",
    "customer_feedback": "customer_feedback_*.csv",
    "dialer": "dialer_*.csv",
    "skills": "skills.csv",
    "survey_reviews": "survey_reviews_*.csv",
    "surveys": "surveys_*.csv",
    "targets": "targets.csv",
    "ticket_events": "ticket_events_*.csv",
    "workplace_events": "workplace_events_*.csv",
}
SHEETS = ("qa_evaluations", "qa_items", "roster")


def raw_table(path: Path) -> str:
    """The raw table that a file of the feed `standard` fills, from its name."""
    return re.sub(r"_\d{4}-\d{2}$", "", path.name.split(".")[0])


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


class Exports:
    """The files of one run as tables of text, and `rows`, which asks them."""

    def __init__(self, folder: Path, files: list[tuple[str, Path]], zone: str) -> None:
        self.folder, self.files, self.zone = folder, files, zone
        self.names = {path.name for _, path in files}
        self.database = duckdb.connect()
        self.database.execute(f"set timezone = '{zone}'")
        for table, pattern in TEXT_FILES.items():
            if not any(folder.glob(pattern)):
                continue  # a few days of a small centre leave no low rating behind
            delimiter = "\t" if "tsv" in pattern else ","
            self.database.execute(
                f"create table {table} as select * from read_csv('{folder}/{pattern}', "
                f"all_varchar = true, delim = '{delimiter}', header = true, filename = true)"
            )
        self.database.execute(
            f"create table tickets as select * from read_json('{folder}/tickets_*.jsonl', "
            "filename = true, convert_strings_to_integers = false, "
            "columns = {" + ", ".join(f"'{name}': 'VARCHAR'" for name in self.ticket_keys()) + "})"
        )
        self.database.execute(
            "create table hris(agent_id varchar, number varchar, hired varchar, post varchar, "
            "status varchar, last_day varchar, month varchar)"
        )
        for path in sorted(folder.glob("hris_*.csv")):
            with path.open(encoding="gb18030", newline="") as file:
                for row in csv.DictReader(file):
                    self.database.execute(
                        "insert into hris values (?, ?, ?, ?, ?, ?, ?)",
                        [row["工号"], row["人事编号"], row["入职日期"], row["岗位"],
                         row["在职状态"], row["最后工作日"], path.stem[5:]],
                    )  # fmt: skip
        for name in SHEETS:
            self._load_sheets(name)
        self._load_the_rest()

    def _load_the_rest(self) -> None:
        """Whatever else has the raw contract's columns, and the online platform's conversations."""
        tables: dict[str, list[Path]] = {}
        for feed, path in self.files:
            if feed in ("standard", "demo_digital"):
                tables.setdefault(raw_table(path), []).append(path)
        loaded = {name for (name,) in self.rows("select table_name from duckdb_tables()")}
        for table, paths in tables.items():
            if table in loaded:
                continue
            if paths[0].suffix == ".xlsx":
                self._load_sheets(table)
                continue
            parts = [self._text_of(path) for path in paths]
            self.database.register("part", pa.concat_tables(parts, promote_options="default"))
            self.database.execute(f"create table {table} as select * from part")

    def _text_of(self, path: Path) -> pa.Table:
        if path.suffix == ".jsonl":
            records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            names = list(dict.fromkeys(name for record in records for name in record))
            rows = {name: [record.get(name) for record in records] for name in names}
        elif path.suffix == ".parquet":
            rows = pq.read_table(path).to_pydict()
        else:
            name = path.name.removesuffix(".gz")
            assert name.endswith((".csv", ".tsv")), path.name
            opened = gzip.open if name != path.name else open
            with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
                lines = csv.reader(file, delimiter="\t" if name.endswith(".tsv") else ",")
                header, *more = lines
            columns = zip(*more, strict=True)
            rows = {
                name: [cell or None for cell in column]
                for name, column in zip(header, columns, strict=True)
            }
        return pa.table(
            {name: pa.array(map(_text, cells), pa.string()) for name, cells in rows.items()}
        )

    def ticket_keys(self) -> list[str]:
        return [
            "ticket_id", "origin_interaction_id", "created_by_agent_id", "owner_agent_id",
            "resolved_by_agent_id", "created_at", "first_response_at", "sla_due_at", "resolved_at",
            "closed_at", "status", "reopened_count", "is_auto_created", "_version",
        ]  # fmt: skip

    def _load_sheets(self, name: str) -> None:
        header: tuple = ()
        records: list[tuple] = []
        for path in sorted(self.folder.glob(f"{name}*.xlsx")):
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


def exports(folder: Path, zone: str = "Asia/Shanghai", **how) -> Exports:
    """The demo centre generated into a folder and read again."""
    return Exports(folder, generate(folder, time_zone=zone, **how), zone)
