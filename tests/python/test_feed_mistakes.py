"""What people who write their first feed get wrong, and what they are told: file, line, what to do.

Each message is asked for the words that help, not for the words of a library.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from landing_support import Centre

from pipeline.landing import feed as feeds
from pipeline.landing.feed import FeedError

HEAD = "description: x\nfiles: '*'\n"
GOOD = """description: x
files: '*'
tables:
  calls:
    columns:
      interaction_id: id
      direction: "'inbound'"
      disposition: d
"""


def with_id(expression: str) -> str:
    """The good feed with another expression on line 6."""
    return GOOD.replace(": id\n", f": {expression}\n")


# mistake: (feed, line, words of the answer)
MISTAKES = {
    "tabs": (GOOD.replace("      interaction_id", "\tinteraction_id"), 6, "blanks, not with tabs"),
    "one blank too few": (GOOD.replace("      direction", "     direction"), 7, "indentation"),
    "columns beside its table": (
        GOOD.replace("    columns:", "  columns:"),
        4,
        "tables.calls: is empty.*indented under it",
    ),
    "columns as a list": (
        HEAD + "tables:\n  calls:\n    columns:\n      - interaction_id\n",
        5,
        "expected here: `name: value` lines",
    ),
    "tables as a word": (HEAD + "tables: calls\n", 3, "expected here: `name: value` lines"),
    "two tables in one word": (HEAD + "tables: calls, surveys\n", 3, "`name: value` lines"),
    "no table": (HEAD, 1, "names no raw table"),
    "a key twice": (GOOD + "      direction: d\n", 9, "stands twice"),
    "a required column left out": (
        GOOD.replace("      disposition: d\n", ""),
        5,
        "disposition is required",
    ),
    "a raw column misspelt": (
        GOOD.replace("disposition", "dispositon"),
        8,
        r"did you mean disposition\?",
    ),
    "a function misspelt": (with_id("locla_time(id)"), 6, r"did you mean local_time\?"),
    "a name with a blank": (with_id("Call ID"), 6, "stands in double quotes.*'\"Call ID\"'"),
    "a name in double quotes only": (with_id('"Call ID"'), 6, "stands in double quotes"),
    "a Chinese name with a blank": (with_id("呼叫 流水号"), 6, "'\"呼叫 流水号\"'"),
    "a name that begins with a digit": (with_id("3月"), 6, "'\"3月\"'"),
    "a name with brackets": (with_id("时长(秒)"), 6, "'\"时长\\(秒\\)\"'"),
    "a name with a percent sign": (with_id("满意率%"), 6, "'\"满意率%\"'"),
    "a name with a hash": (with_id("Call#"), 6, "'\"Call#\"'"),
    "quotes of a word processor": (with_id("“Call ID”"), 6, "stands in double quotes"),
    "a name in square brackets": (with_id("[Call ID]"), 6, "expected here: text"),
    "half in double quotes": (with_id('"Call ID" || x'), 6, "begins with a quote"),
    "a backtick": (with_id("`id`"), 6, "stands in quotes"),
    "an SQL Server word": (with_id("isnull(a, '')"), 6, r"no function isnull\(\)"),
    "a case without its end": (with_id("case when a then b"), 6, "not an SQL expression.*END"),
    "a formula of Excel": (with_id("= x"), 6, "not an SQL expression"),
    "a file read": (
        with_id("read_text('/etc/passwd')"),
        6,
        r"read_text\(\) is not a function over",
    ),
    "a variable of the machine": (with_id("getenv('HOME')"), 6, "no function getenv"),
    "a setting of the engine": (with_id("current_setting('threads')"), 6, "not a function over"),
    "a subquery": (with_id("(select 1)"), 6, "a subquery"),
    "a hash that changes with the engine": (with_id("hash(id)"), 6, "not the same tomorrow"),
    "the engine's version": (with_id("version()"), 6, "not the same tomorrow"),
    "text compared with a number": (with_id("case when a = 1 then b end"), 6, r"whole\(a\)"),
    "text among numbers": (with_id("case when a in (1, 2) then b end"), 6, r"whole\(a\)"),
    "a case over numbers": (with_id("case a when 1 then b end"), 6, r"whole\(a\)"),
    "nullif with a number": (with_id("nullif(a, 0)"), 6, r"whole\(a\)"),
    "text compared with a helper": (with_id("case when a = whole(c) then b end"), 6, r"whole\(a\)"),
    "a time without a day": (
        GOOD + "      offered_at: local_time(t, '%H:%M')\n",
        9,
        "no year, month and day",
    ),
    "a date without a year": (
        GOOD + "      offered_at: local_date(t, '%d/%m')\n",
        9,
        "no year, month and day",
    ),
    "an offset in a local time": (
        GOOD + "      offered_at: local_time(t, '%Y-%m-%d %H:%M:%S%z')\n",
        9,
        "utc_time",
    ),
    "day first or month first": (
        GOOD + "      offered_at: local_time(t, '%d/%m/%Y', '%m/%d/%Y')\n",
        9,
        "03/04 fits both",
    ),
    "a number that is a word": (GOOD + "header_line: first\n", 9, "expected here: a whole number"),
    "line nought": (GOOD + "header_line: 0\n", 9, "expected here: 1 or more"),
    "an unknown format": (GOOD + "format: excel\n", 9, "one of 'csv', 'tsv', 'xlsx'"),
    "neither true nor false": (GOOD + "may_be_empty: maybe\n", 9, "expected here: true or false"),
    "a tab as a word": (GOOD + "delimiter: \\t\n", 9, 'one character.*"\\\\t"'),
    "a zone without its continent": (GOOD + "time_zone: Shanghai\n", 9, "mean Asia/Shanghai"),
    "an unknown key": (GOOD + "filters: a\n", 9, r"did you mean filter\?"),
    "an alias of itself": (HEAD + "tables: &a\n  calls: *a\n", 1, "nested too deeply"),
    "brackets without end": ("a: " + "[" * 2000, 1, "nested too deeply"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_with_its_line_and_what_to_do(tmp_path: Path, name: str) -> None:
    text, line, words = MISTAKES[name]
    with pytest.raises(FeedError, match=f"(?s)export.yml:{line}: .*{words}") as told:
        feeds.read(Centre(tmp_path).feed(text))
    for puzzle in ("<class", "dictionary", "Line 1, Col", "Binder Error", "..", ": :", "alias is"):
        assert puzzle not in str(told.value).removeprefix(str(tmp_path))


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("talk * 60", "columns of a file are text: .*whole"),
        ("case when talk > 5 then 1 end", "columns of a file are text"),
        ("talk_/_sec", "has no column '.*stands in double quotes"),
    ],
)
def test_an_expression_that_does_not_fit_is_explained(
    tmp_path: Path, expression: str, words: str
) -> None:
    centre = Centre(tmp_path)
    feed = centre.feed(GOOD + f"      talk_seconds: {expression}\n")
    with pytest.raises(
        FeedError, match=f"export.yml:9: tables.calls.columns.talk_seconds.*{words}"
    ):
        centre.land("x.csv", "id,d,talk,talk_/_sec\nC1,agent_answered,5,5\n", feed)


@pytest.mark.parametrize(
    "expression",
    [
        "case when talk = '1' then 1 else 0 end",
        "case when whole(talk) = 1 then 1 else 0 end",
        "case when length(talk) = 1 then 1 else 0 end",
        "nullif(whole(talk), 0)",
        "case when _line = 2 then 1 end",
    ],
)
def test_good_comparisons_stay_allowed(tmp_path: Path, expression: str) -> None:
    centre = Centre(tmp_path)
    feed = centre.feed(GOOD + f"      talk_seconds: {expression}\n")
    centre.land("x.csv", "id,d,talk\nC1,agent_answered,1\n", feed)
    assert centre.rows("select talk_seconds from calls") == [(1,)]
