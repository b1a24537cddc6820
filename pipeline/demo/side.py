"""A part of the work done by a second process, which sees everything that was simulated."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.home import ScorecardsError


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Begin work (whose result is plain enough for JSON) in a copy of this process.

    Gives the function that waits for its result. A copy shares what is in memory and needs nothing
    sent to it; it must use no thread, so no pyarrow. Whoever leaves the block early ends the copy.
    """
    if not hasattr(os, "fork"):
        yield work
        return
    outlet, inlet = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _work_and_leave(work, inlet)
    os.close(inlet)
    is_over = False

    def result() -> Any:
        nonlocal is_over
        with open(outlet, "rb", closefd=False) as file:
            said = file.read()
        _, status = os.waitpid(child, 0)
        is_over = True
        if status or not said:
            raise ScorecardsError("the second process of the generator failed; see what it said.")
        return json.loads(said)

    try:
        yield result
    finally:
        os.close(outlet)
        if not is_over:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _work_and_leave(work: Callable[[], Any], inlet: int) -> None:
    """What the copy does. It leaves at once, so nothing that its parent opened is closed twice."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        said = json.dumps(work()).encode()
        with open(inlet, "wb") as file:
            file.write(said)
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
