"""`dbt build` in a process of its own, with its progress shown and its failures as one table.

dbt's JSON log is read line by line. Values from data are masked before anything is written or
shown: an engine message can carry the cell it failed on.

A complete build that passed leaves a stamp beside the warehouse (`warehouse.built.json`): which
tables are published, and the identity of the warehouse and of raw at that moment. `publish` takes
only a warehouse whose stamp still fits, so nothing half-built or untested reaches a reader.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import runs, seeds
from pipeline.home import PROJECT, Home, RefusedByGates, ScorecardsError

if TYPE_CHECKING:
    from rich.console import Console

ROOMS = ("staging", "intermediate", "facts", "kpis", "scorecards", "insights")
PUBLISHED_ROOMS = ("facts", "scorecards", "insights")
ALWAYS_PUBLISHED = ("kpi_value",)

_IN_QUOTES = re.compile(r"'[^'\n]*'")
_IN_DOUBLE_QUOTES = re.compile(r'"[^"\n]*"')
_ABOUT_A_VALUE = re.compile(r"(Conversion|Invalid Input|Out of Range|Constraint) Error")
_LONG_NUMBER = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class BuildResult:
    """What a build did: nodes that succeeded, data tests that passed, seconds, and its folder."""

    nodes: int
    tests: int
    seconds: float
    folder: Path


def build(
    home: Home,
    console: Console,
    select: str | None = None,
    exclude: str | None = None,
    warehouse: Path | None = None,
    full_refresh: bool = False,
    folder: Path | None = None,
    project: Path = PROJECT,
) -> BuildResult:
    """Build the models and run their data tests into `warehouse` (default: the working one).

    Seeds are checked first, all of them; a bad one is refused before the warehouse is touched.
    Unit tests are left to `dbt test`: they hold the code, not the data. Raises RefusedByGates where
    a seed or a data test failed and ScorecardsError where a model did not build, after printing
    what and why.
    """
    warehouse = warehouse or home.warehouse
    folder = folder or home.runs / f"build-{os.getpid()}"
    if not home.raw.exists():
        raise ScorecardsError(
            f"Nothing has landed yet in {home.root}: run `make demo`, or "
            "`scorecards land --feed NAME FILE`."
        )
    _refresh_settings(home)
    _warn_of_zones(home, console)
    started = time.monotonic()
    checked = seeds.contents(project)
    check_seeds(home, console, warehouse, folder, project)
    stamp_of(warehouse).unlink(missing_ok=True)
    dbt = _Dbt(folder / "dbt", project)
    words = ["--exclude-resource-type", "unit_test"]
    # a part of the models is tested by what can be built: tests that also need others wait
    words += ["--select", *select.split()] if select else []
    words += ["--exclude", *(exclude or "").split(), seeds.ONLY_SEEDS[0]]  # they were tested above
    words += ["--indirect-selection", "buildable" if select else "cautious"]
    words += ["--full-refresh"] if full_refresh else []
    _recall(warehouse, dbt.folder)
    code = dbt.run("build", words, home, warehouse, console)
    _remember(warehouse, dbt.folder)
    seconds = time.monotonic() - started
    if code:
        raise dbt.failure(console, warehouse)
    if seeds.contents(project) != checked:
        raise ScorecardsError("Seeds changed while they were being built: build again.")
    if not (select or exclude):
        stamp(home, warehouse, published_tables(dbt.manifest()))
    passed = [one for one in dbt.results() if one["status"] in ("success", "pass")]
    tests = sum(one["unique_id"].startswith("test.") for one in passed)
    nodes = len(passed) - tests
    console.print(f"  {nodes} models and seeds built, {tests} tests passed in {seconds:.1f} s")
    return BuildResult(nodes, tests, seconds, folder)


# ---------------------------------------------------------------------------- seeds


def check_seeds(
    home: Home,
    console: Console,
    warehouse: Path,
    folder: Path,
    project: Path = PROJECT,
) -> None:
    """Refuse seeds that break a rule, with file, line and reason; show what is only a warning."""
    if not any(project.glob("seeds/*.csv")):
        return
    digest = seeds.digest(project)
    rules = seeds.Rules.read(seeds.rules_of(warehouse))
    if rules is None or rules.digest != digest:
        rules = _compiled_rules(home, console, warehouse, folder / "seeds", project, digest)
    faults = seeds.check(rules, project)
    _refuse_faults(faults, console, project)
    _say_faults(faults, console)
    console.print(f"  {len(rules.seeds)} seeds keep {len(rules.rules)} rules")


def refuse_bad_seeds(console: Console, warehouse: Path) -> None:
    """The same before files land, where the rules are known already; silent if all is well."""
    rules = seeds.Rules.read(seeds.rules_of(warehouse))
    if rules and rules.digest == seeds.digest():
        _refuse_faults(seeds.check(rules), console, PROJECT)


def _refuse_faults(faults: list[seeds.Fault], console: Console, project: Path) -> None:
    wrong = [fault for fault in faults if not fault.is_warning]
    if wrong:
        _say_faults(wrong, console)
        raise RefusedByGates(
            f"{_some(len(wrong), 'fault')} in the seeds of {project / 'seeds'}; nothing was built."
        )


def _say_faults(faults: list[seeds.Fault], console: Console) -> None:
    for line in seeds.said(faults):
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)


def _compiled_rules(
    home: Home, console: Console, warehouse: Path, folder: Path, project: Path, digest: str
) -> seeds.Rules:
    """Let dbt compile the rules: it opens no database for that."""
    dbt = _Dbt(folder, project)
    _recall(warehouse, folder)
    code = dbt.run("compile", seeds.COMPILE, home, warehouse, console)
    if code:
        raise dbt.failure(console, warehouse)
    _remember(warehouse, folder)
    return _remember_rules(warehouse, folder, digest)


# ---------------------------------------------------------------------------- what dbt has read


PARSED = "partial_parse.msgpack"


def parsed_of(warehouse: Path) -> Path:
    """The file beside a warehouse that holds dbt's reading of the project, for its next run.

    dbt itself compares it with the files, the profile and its own version, and reads anew what has
    changed; a profile with another warehouse in it is another profile.
    """
    return warehouse.with_suffix(".parsed")


def _recall(warehouse: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        shutil.copyfile(parsed_of(warehouse), folder / PARSED)


def _remember(warehouse: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):
        draft = parsed_of(warehouse).with_suffix(".parsing")
        shutil.copyfile(folder / PARSED, draft)
        os.replace(draft, parsed_of(warehouse))


def _remember_rules(warehouse: Path, folder: Path, digest: str) -> seeds.Rules:
    """Keep beside a warehouse the rules over seeds that dbt has compiled into a folder."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rules = seeds.Rules.of(manifest, digest)
    rules.write(seeds.rules_of(warehouse))
    return rules


class ReadingAhead:
    """dbt reads the project and compiles the rules over seeds while files land.

    The first build of a home saves these seconds. It only ever saves time: where it fails, `build`
    reads the project itself and says what is wrong.
    """

    def __init__(self, home: Home, warehouse: Path, folder: Path, project: Path = PROJECT) -> None:
        self.home, self.warehouse, self.folder = home, warehouse, folder
        self.dbt = _Dbt(folder, project)
        self.process: subprocess.Popen[str] | None = None
        self.digest = ""

    def __enter__(self) -> ReadingAhead:
        if not parsed_of(self.warehouse).exists():
            self.warehouse.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                self.digest = seeds.digest(self.dbt.project)
                self.process = self.dbt.start(
                    "compile", seeds.COMPILE, self.home, self.warehouse, subprocess.DEVNULL
                )
        return self

    def finish(self) -> None:
        """Wait for it; call this before the build, which takes what was read."""
        if self.process and self.process.wait() == 0:
            _remember(self.warehouse, self.folder)
            with contextlib.suppress(OSError, ValueError):
                _remember_rules(self.warehouse, self.folder, self.digest)
        self.process = None

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()


def _refresh_settings(home: Home) -> None:
    """Copy settings.yml into raw where it changed, so that SQL reads the same as Python."""
    import duckdb

    from pipeline.contract import connect_raw, create_raw, setting_rows

    said = setting_rows(home.settings())
    told = {}
    try:
        with connect_raw(home, read_only=True) as connection:
            for table in said:
                rows = connection.execute(f"from landing.{table}").fetchall()
                told[table] = [list(row) for row in rows]
    except duckdb.CatalogException:
        told = {}
    if told != said:
        create_raw(home)


def _warn_of_zones(home: Home, console: Console) -> None:
    from rich.markup import escape

    from pipeline.contract import zone_warning

    if warning := zone_warning(home):
        console.print(f"[bold red]{escape(warning)}[/]", highlight=False, soft_wrap=True)


# ---------------------------------------------------------------------------- the stamp


def stamp_of(warehouse: Path) -> Path:
    """The file beside a warehouse that says a complete build of it passed."""
    return warehouse.with_suffix(".built.json")


def identity(path: Path) -> list[int]:
    """Size and time of change (ns): what tells one state of a database file from another."""
    told = path.stat()
    return [told.st_size, told.st_mtime_ns]


def stamp(home: Home, warehouse: Path, tables: list[str]) -> None:
    """Say beside the warehouse that its complete build passed, and which tables to publish."""
    settle(warehouse)
    told = {
        "built_at": runs.now(),
        "warehouse": identity(warehouse),
        "raw": identity(home.raw),
        "tables": tables,
    }
    stamp_of(warehouse).write_text(json.dumps(told, indent=1), encoding="utf-8")


def settle(warehouse: Path) -> None:
    """Checkpoint a database file, so that it stands alone without a .wal."""
    import duckdb

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("checkpoint")
    wal = warehouse.with_name(warehouse.name + ".wal")
    if wal.exists():
        raise ScorecardsError(f"{wal} is still there after a checkpoint; is the disk full?")


def published_tables(manifest: dict[str, Any]) -> list[str]:
    """Names of the tables that go into the published file, by room.

    The rooms facts, scorecards and insights and every seed, but for those that say
    `config.meta.published: false`; of the room kpis only kpi_value and what says `published: true`.
    """
    names = []
    for node in manifest["nodes"].values():
        meta = node["config"].get("meta", {})
        if node["resource_type"] == "seed":
            published = meta.get("published", True)
        elif node["resource_type"] == "model":
            room = node["fqn"][1]
            whole = room in PUBLISHED_ROOMS or node["name"] in ALWAYS_PUBLISHED
            published = meta.get("published", whole) and room in (*PUBLISHED_ROOMS, "kpis")
        else:
            continue
        if published:
            names.append(node["alias"])
    return sorted(names)


# ---------------------------------------------------------------------------- dbt


def masked(text: str) -> str:
    """An engine's message without values from data: what stands in quotes, and long numbers.

    Double quotes hold names of columns and tables, but for errors that are about a value. An error
    of dbt's own, before any SQL ran, has seen no data and stays as it is.
    """
    if re.search(r"(Compilation|Parsing) Error", text) and not _ABOUT_A_VALUE.search(text):
        return text
    text = _IN_QUOTES.sub("'…'", text)
    if _ABOUT_A_VALUE.search(text):
        text = _IN_DOUBLE_QUOTES.sub('"…"', text)
    return _LONG_NUMBER.sub("…", text)


def _masked_within(told: Any) -> Any:
    """The same structure, every text in it masked but for names of nodes and files."""
    if isinstance(told, dict):
        keep = ("node_info", "ts", "invocation_id", "name", "extra")
        return {key: one if key in keep else _masked_within(one) for key, one in told.items()}
    if isinstance(told, list):
        return [_masked_within(one) for one in told]
    return masked(told) if isinstance(told, str) else told


def _room(node: dict[str, Any]) -> str:
    kind = node.get("resource_type", "")
    if kind == "seed":
        return "seeds"
    if kind == "test":
        return "tests"
    folder = Path(node.get("node_path") or "").parts
    return folder[0] if folder and folder[0] in ROOMS else kind


@dataclass
class _Dbt:
    """One dbt process: its folder, and what its log has told so far."""

    folder: Path
    project: Path
    errors: list[str] = field(default_factory=list)

    def run(
        self, verb: str, words: Sequence[str], home: Home, warehouse: Path, console: Console
    ) -> int:
        """Run it to its end; returns dbt's exit code (0 done, 1 something failed, 2 broke off)."""
        process = self.start(verb, words, home, warehouse, subprocess.PIPE)
        try:
            with (self.folder / "dbt.jsonl").open("w", encoding="utf-8") as log:
                self._follow(process, log, console)
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            self._mask_results()

    def start(
        self, verb: str, words: Sequence[str], home: Home, warehouse: Path, told: int
    ) -> subprocess.Popen[str]:
        """Start it; its log goes to `told` (a constant of subprocess)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()"]
        command += ["--log-format", "json"]
        command += ["--log-level", "info", "--log-level-file", "none", "--no-version-check"]
        command += [verb, "--project-dir", str(self.project), "--profiles-dir", str(self.project)]
        command += ["--target-path", str(self.folder), "--log-path", str(self.folder), *words]
        return subprocess.Popen(  # noqa: S603 - the words come from our own command line
            command,
            cwd=self.project,
            env=_environment(home, warehouse),
            stdout=told,
            stderr=subprocess.STDOUT,
            pass_fds=runs.inherited(),
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def _follow(self, process: subprocess.Popen[str], log: Any, console: Console) -> None:
        progress = _Progress(console)
        with progress.bar:
            for line in process.stdout or ():
                try:
                    event = json.loads(line)
                except ValueError:
                    log.write(masked(line))
                    self.errors.append(masked(line).rstrip())
                    continue
                if event["info"]["level"] in ("error", "warn"):
                    event = _masked_within(event)
                log.write(json.dumps(event, ensure_ascii=False) + "\n")
                if event["info"]["level"] == "error" and event["info"]["msg"].strip():
                    self.errors.append(event["info"]["msg"].strip())
                progress.tell(event)

    def results(self) -> list[dict[str, Any]]:
        """What dbt says of each node it ran; empty where it broke off before."""
        return self._json("run_results.json").get("results", [])

    def manifest(self) -> dict[str, Any]:
        return self._json("manifest.json")

    def _json(self, name: str) -> dict[str, Any]:
        try:
            return json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def _mask_results(self) -> None:
        told = self._json("run_results.json")
        for one in told.get("results", []):
            if one.get("message") and one["status"] not in ("success", "pass"):
                one["message"] = masked(one["message"])
        if told:
            (self.folder / "run_results.json").write_text(json.dumps(told), encoding="utf-8")

    def failure(self, console: Console, warehouse: Path) -> ScorecardsError:
        """Print what failed and what to do; return the error that ends the command."""
        bad = [one for one in self.results() if one["status"] in ("error", "fail", "runtime error")]
        log = self.folder / "dbt.jsonl"
        if not bad:
            told = " ".join(" ".join(dict.fromkeys(self.errors[-6:])).split())
            told = told.removeprefix("Encountered an error: ") or "it gave no reason"
            return ScorecardsError(f"dbt broke off: {told} (log: {log})")
        nodes = self.manifest().get("nodes", {})
        failed = [one for one in bad if one["status"] == "fail"]
        console.print(_failure_table(bad, nodes))
        skipped = sum(one["status"] == "skipped" for one in self.results())
        if skipped:
            console.print(f"{skipped} models and tests below them were skipped.")
        if failed:
            console.print(f"The rows behind a failed test stand in {warehouse}.", highlight=False)
        if len(failed) < len(bad):
            return ScorecardsError(f"{len(bad) - len(failed)} of dbt's steps broke; log: {log}")
        return RefusedByGates(f"{_some(len(failed), 'test')} failed; log: {log}")


def _some(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _failure_table(bad: list[dict[str, Any]], nodes: dict[str, Any]) -> Any:
    from rich.table import Table

    table = Table(title="What failed", title_justify="left", show_lines=True)
    table.add_column("what", overflow="fold")
    table.add_column("of")
    table.add_column("rows", justify="right")
    table.add_column("what to do", overflow="fold")
    for one in bad:
        node = nodes.get(one["unique_id"], {})
        name = node.get("name", one["unique_id"])
        of = ", ".join(
            nodes.get(parent, {}).get("name", parent.rsplit(".", 1)[-1])
            for parent in node.get("depends_on", {}).get("nodes", [])
        )
        if one["status"] == "fail":
            claim = " ".join((node.get("description") or "").split())
            rows = (one.get("relation_name") or "").replace('"', "")
            todo = claim + (" " if claim else "")
            todo += f"List them: from {rows};" if rows else f"See {node.get('original_file_path')}"
            table.add_row(name, of, f"{one.get('failures') or '?'}", todo)
        else:
            message = " ".join((one.get("message") or "").split())
            todo = f"{message} Mend {node.get('original_file_path', name)}"
            table.add_row(name, node.get("resource_type", ""), "-", todo)
    return table


def _environment(home: Home, warehouse: Path) -> dict[str, str]:
    """dbt's environment: where things are, and no key that hashes identifiers."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if "HMAC" not in name and not name.startswith("DBT_")
    }
    (home.root / "spill").mkdir(parents=True, exist_ok=True)
    return inherited | {
        "SCORECARDS_HOME": str(home.root),
        "SCORECARDS_WAREHOUSE": str(warehouse),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "PYTHONUNBUFFERED": "1",
    }


class _Progress:
    """dbt's progress: a bar where there is a terminal, a line per quarter where there is none."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        self.console = console
        self.bar = Progress(
            TextColumn("  {task.fields[room]:<12}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            Elapsed(),
            TextColumn("[dim]{task.fields[node]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task("build", total=None, room="dbt starts", node="")
        self.done = 0
        self.quarter = 0

    def tell(self, event: dict[str, Any]) -> None:
        """Take one event of dbt's log."""
        data, name = event.get("data", {}), event["info"]["name"]
        node = data.get("node_info") or {}
        total = data.get("total") or data.get("num_models")
        if name == "LogStartLine":
            self.bar.update(
                self.task, total=total, room=_room(node), node=node.get("node_name", "")
            )
        elif name in ("LogModelResult", "LogTestResult", "LogSeedResult") or (
            name == "LogNodeResult"
        ):
            self.done += 1
            self.bar.update(self.task, completed=self.done, total=total)
            if total and not self.console.is_terminal and self.done * 4 // total > self.quarter:
                self.quarter = self.done * 4 // total
                self.console.print(f"  {self.done} of {total} steps ({_room(node)})")
