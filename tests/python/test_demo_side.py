"""The generator's second process: it gives its result, says that it failed, and is never left."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.demo.side import beside
from pipeline.home import ScorecardsError


def test_the_result_of_another_process_comes_back() -> None:
    with beside(lambda: [os.getpid(), "排班"]) as result:
        number, word = result()
    assert number != os.getpid()
    assert word == "排班"


def test_a_failure_there_is_a_failure_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ScorecardsError, match="second process"), beside(lambda: 1 // 0) as result:
        result()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_who_leaves_early_leaves_nobody_at_work(tmp_path: Path) -> None:
    def work() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    def interrupted() -> None:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), beside(work):
        interrupted()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
