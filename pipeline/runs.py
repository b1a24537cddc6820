"""One run at a time, and a record of each: the lock, the run folder, the states a run ends in.

The lock is flock(2) on one file of the home. It belongs to the open file, not to the process, so a
dbt that inherits the descriptor keeps the lock after its parent was killed; and it vanishes with
the last process that has it, so the file of a dead run blocks nobody.

Every run ends in one state: ``done`` (a single step), ``published``, ``unchanged``, ``refused``,
``skipped`` or ``failed``; one still under way is ``running``. Its folder is ``runs/<run_id>/``
(run.json, logs, what dbt wrote) and its last word is a line of ``runs/runs.jsonl``.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import struct
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.home import Home, LockHeld, RefusedByGates, ScorecardsError

KEEP_RUNS = 20
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

_held: dict[Path, int] = {}


def now() -> str:
    """The moment, UTC, as runs record it."""
    return datetime.now(UTC).strftime(TIME_FORMAT)


# ---------------------------------------------------------------------------- the lock


@contextmanager
def lock(home: Home, command: str, run_id: str = "") -> Iterator[None]:
    """Hold the home's lock; raises LockHeld, saying who has it, where another run does.

    Nested use in one process holds it once: `demo` runs `refresh` under its own lock.
    """
    path = home.lock
    if path in _held:
        yield
        return
    home.root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeld(f"Skipped: {_holder(descriptor)}.") from None
        said = {"pid": os.getpid(), "command": command, "since": now(), "run_id": run_id}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(said).encode(), 0)
        _held[path] = descriptor
        try:
            yield
        finally:
            del _held[path]
            os.ftruncate(descriptor, 0)
    finally:
        # Closing, not LOCK_UN: unlocking would also take the lock from a child that inherited it.
        os.close(descriptor)


def inherited() -> tuple[int, ...]:
    """Descriptors of the locks held here, for the subprocess that must keep them."""
    return tuple(_held.values())


def holder(home: Home) -> str | None:
    """Who holds the lock now, in words; None when nobody does."""
    if home.lock in _held or not home.lock.exists():
        return None
    descriptor = os.open(home.lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor)
    finally:
        os.close(descriptor)
    return None


def _holder(descriptor: int) -> str:
    for _ in range(5):  # the holder may be between taking the lock and writing its name
        try:
            said = json.loads(os.pread(descriptor, 4096, 0))
            break
        except ValueError:
            time.sleep(0.02)
    else:
        return "another run holds the lock"
    words = f"`scorecards {said['command']}` (process {said['pid']}) holds the lock"
    words += f" since {said['since']}"
    if not Path(f"/proc/{said['pid']}").exists() and Path("/proc/self").exists():
        words += "; it was killed, and the dbt it started is still ending"
    return words


def writer_of(path: Path, readers_too: bool = False) -> int | None:
    """Process id that has this DuckDB file open for writing (or at all); None when nobody has.

    DuckDB takes a POSIX record lock on the whole file: shared to read, exclusive to write. Asking
    (F_GETLK) takes nothing; but never ask about a file that this process has open itself, for
    closing the descriptor would drop its own lock.
    """
    if sys.platform != "linux" or not path.exists():
        return None
    kind = fcntl.F_WRLCK if readers_too else fcntl.F_RDLCK
    descriptor = os.open(path, os.O_RDONLY)
    try:
        # struct flock on 64-bit Linux: type, whence, start, length, pid
        asked = struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0)
        answer = struct.unpack("hhqqi4x", fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return None if answer[0] == fcntl.F_UNLCK else answer[4]


# ---------------------------------------------------------------------------- the record


@dataclass
class Run:
    """One run. seconds: wall time per stage; generation, data_through: of its publication."""

    run_id: str
    command: str
    started_at: str
    folder: Path
    state: str = "running"
    reason: str = ""
    ended_at: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    generation: int | None = None
    data_through: str | None = None

    def write(self) -> None:
        """Write run.json as a whole, by a rename."""
        told = asdict(self) | {"folder": self.folder.name}
        draft = self.folder / ".run.json"
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
        draft.replace(self.folder / "run.json")

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage, and record it also when it fails."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - started, 2)
            self.write()


@contextmanager
def run(home: Home, command: str) -> Iterator[Run]:
    """Take the lock, open a run folder, record how the run ends. Errors go on to the caller."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S-%f}"
    this = Run(run_id, command, now(), home.runs / run_id)
    try:
        with lock(home, command, run_id):
            heal(home)
            this.folder.mkdir(parents=True)
            this.write()
            try:
                yield this
                if this.state == "running":
                    this.state = "done"
            except BaseException as error:
                this.state, this.reason = state_of(error)
                (this.folder / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
                raise
            finally:
                _end(home, this)
                prune(home)
    except LockHeld as error:
        if this.state == "running":
            this.state, this.reason = state_of(error)
            _end(home, this)
        raise


def state_of(error: BaseException) -> tuple[str, str]:
    """The state a run ends in by this error, and the reason in one line without a trace."""
    if isinstance(error, LockHeld):
        return "skipped", str(error)
    if isinstance(error, RefusedByGates):
        return "refused", _first_line(error)
    if isinstance(error, ScorecardsError):
        return "failed", _first_line(error)
    if isinstance(error, KeyboardInterrupt):
        return "failed", "interrupted"
    if isinstance(error, OSError) and error.strerror:
        return "failed", f"{error.strerror}: {error.filename or ''}"
    return "failed", f"{type(error).__name__}: a fault of the program, see error.txt"


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]


def _end(home: Home, this: Run) -> None:
    this.ended_at = now()
    home.runs.mkdir(parents=True, exist_ok=True)
    if this.folder.exists():
        this.write()
    told = asdict(this) | {"folder": this.folder.name}
    with (home.runs / "runs.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(told, ensure_ascii=False) + "\n")


def heal(home: Home) -> None:
    """Give every run that was killed its last word. Call it under the lock."""
    for record in home.runs.glob("*/run.json"):
        told = _read(record)
        if told is None or told.get("state") != "running":
            continue
        dead = Run(**(told | {"folder": record.parent}))
        dead.state, dead.reason = "failed", "ended without a word: killed, or the machine went down"
        _end(home, dead)


def prune(home: Home) -> None:
    """Keep the last run folders."""
    folders = sorted(folder for folder in home.runs.glob("*/") if folder.is_dir())
    for old in folders[:-KEEP_RUNS]:
        shutil.rmtree(old, ignore_errors=True)


def history(home: Home, last: int = 10) -> list[dict[str, Any]]:
    """The last runs, newest first, one still under way included."""
    journal = home.runs / "runs.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    ended = [told for line in lines[-last:] if (told := _parse(line))]
    known = {told["run_id"] for told in ended}
    open_runs = [
        told
        for record in home.runs.glob("*/run.json")
        if (told := _read(record)) and told["state"] == "running" and told["run_id"] not in known
    ]
    if open_runs and not holder(home) and home.lock not in _held:
        for told in open_runs:
            told |= {"state": "failed", "reason": "ended without a word: killed"}
    return sorted(ended + open_runs, key=lambda told: told["run_id"], reverse=True)[:last]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except OSError:
        return None


def _parse(text: str) -> dict[str, Any] | None:
    try:
        return json.loads(text)
    except ValueError:  # the last line of a journal that a power cut has torn
        return None
