"""The READMEs stay true: the card is a real one, the feed lands, the commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from conftest import run_scorecards

PROJECT = Path(__file__).resolve().parents[2]
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}


def text(language: str) -> str:
    return (PROJECT / READMES[language]).read_text("utf-8")


def part(language: str, name: str) -> str:
    """What stands between <!-- name --> and <!-- /name -->."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text(language), flags=re.DOTALL)
    assert found, f"{READMES[language]} has no part {name}"
    return found.group(1)


def block(words: str, kind: str = "") -> str:
    found = re.search(rf"```{kind}\n(.*?)```", words, flags=re.DOTALL)
    assert found
    return found.group(1)


@pytest.mark.parametrize("language", READMES)
def test_the_card_is_what_the_demo_centre_shows(language, demo_home):
    shown = [line for line in block(part(language, "card")).splitlines() if line]
    command = shown[0].removeprefix("$ scorecards ").split()
    if language == "en":
        command += ["--lang", "en"]
    said = run_scorecards(demo_home, *command, COLUMNS="90").stdout
    printed = [line.rstrip() for line in said.splitlines() if line.strip()]
    assert printed[: len(shown) - 1] == shown[1:]


@pytest.mark.parametrize("language", READMES)
def test_a_readme_is_short_and_both_tell_the_same(language):
    assert len(text(language).splitlines()) < 150
    for other in READMES:
        assert text(language).count("\n## ") == text(other).count("\n## ")
    assert block(part("en", "feed"), "yaml") == block(part("zh", "feed"), "yaml")
    assert "docs/flow.svg" in text(language)
    assert (PROJECT / "docs" / "flow.svg").exists()


def test_the_feed_of_the_readme_lands(tmp_path):
    feed = tmp_path / "acd.yml"
    feed.write_text(block(part("en", "feed"), "yaml"), encoding="utf-8")
    file = tmp_path / "acd_2026-08.csv"
    file.write_bytes(
        "Call ID,方向,Start,Answer,Wait,Talk,工号,主叫号码,评分\n"
        "C1,呼入,2026/08/03 09:00:00,2026/08/03 09:00:07,0:00:07,0:03:12,8001,99900012345,5\n"
        "C2,呼入,2026/08/03 09:01:00,--,0:00:41,--,--,99900012346,--\n"
        "C3,呼入,2026/08/03 25:01:00,--,0:00:41,--,--,99900012347,--\n".encode("gb18030")
    )
    home = tmp_path / "home"
    run_scorecards(home, "land", "--feed", str(feed), str(file), SCORECARDS_HMAC_KEY="a test key")
    raw = duckdb.connect(str(home / "raw.duckdb"), read_only=True)
    # 09:00:00 in Shanghai is 01:00:00 UTC; 3 min 12 s is 192 s; 25:01 is no time of day
    calls = raw.execute(
        "select interaction_id, cast(offered_at as varchar), queue_seconds, talk_seconds,"
        " disposition, length(ani_hash) from calls order by interaction_id"
    ).fetchall()
    assert calls == [
        ("C1", "2026-08-03 01:00:00", 7, 192, "agent_answered", 64),
        ("C2", "2026-08-03 01:01:00", 41, None, "abandoned_queue", 64),
    ]
    assert raw.execute("select survey_id, csat_overall from surveys").fetchall() == [("C1", 5)]
    assert raw.execute("select line, column_name from landing.quarantine").fetchall() == [
        (4, "offered_at")
    ]
    raw.close()


@pytest.mark.parametrize("language", READMES)
def test_every_command_it_names_exists(language):
    from typer.main import get_command

    from pipeline.cli import app

    known = set(get_command(app).commands)
    named = set(re.findall(r"`(?:\$ )?scorecards ([a-z]+)", text(language)))
    assert {"refresh", "status", "explain", "rollback"} <= named
    assert named <= known


@pytest.mark.parametrize("language", READMES)
def test_the_kpi_it_shows_is_the_one_that_is_added(language):
    added = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    for line in block(part(language, "kpi")).splitlines():
        row = line.removeprefix("seeds/kpis.csv").removeprefix("seeds/kpi_terms.csv").strip()
        assert row.removesuffix("...") in added


@pytest.mark.parametrize("language", READMES)
def test_every_table_it_names_is_published(language, published):
    tables = {
        row[0] for row in published.execute("select table_name from duckdb_tables()").fetchall()
    }
    rows = re.findall(r"^\| (`[a-z_`、, ]+`) \|", text(language), flags=re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    assert {"scorecard", "kpi_value", "publication"} <= named
    assert named <= tables
