"""Every ruling names the test that holds it, and that test exists."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def rulings() -> list[tuple[str, str]]:
    text = (PROJECT / "DECISIONS.md").read_text("utf-8")
    parts = re.split(r"^## (\d+\. .+)$", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def known_tests(manifest) -> set[str]:
    known = {u.name for u in manifest.unit_tests.values()}
    known |= {n.name for n in manifest.nodes.values() if n.resource_type == "test"}
    for path in (PROJECT / "tests" / "python").glob("test_*.py"):
        known |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), flags=re.MULTILINE))
    return known


def test_every_ruling_names_a_test_that_exists(manifest):
    known = known_tests(manifest)
    assert rulings()
    for title, body in rulings():
        named = re.search(r"\*\*Test\.\*\* (.+?)(?:\n\n|\Z)", body, flags=re.MULTILINE | re.DOTALL)
        assert named, f"{title}: no **Test** line"
        tests = re.findall(r"`([a-zA-Z_]\w*)`", named.group(1))
        assert tests, f"{title}: its **Test** line names no test"
        assert [t for t in tests if t not in known] == [], title


def test_every_ruling_says_what_else_was_possible_and_works_an_example():
    for title, body in rulings():
        for part in ("Ruling", "Alternatives", "Example", "Model", "Test"):
            assert f"**{part}.**" in body, f"{title} lacks {part}"


def test_rulings_are_numbered_without_gaps():
    numbers = [int(title.split(".")[0]) for title, _body in rulings()]
    assert numbers == list(range(1, len(numbers) + 1))
