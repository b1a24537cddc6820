"""Feeds: what they can say, and that a wrong one is refused with its file, line and reason."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from landing_support import Centre, quiet

from pipeline.home import BadCall, ScorecardsError
from pipeline.land import land
from pipeline.landing import feed as feeds
from pipeline.landing.expressions import NotAllowed, check
from pipeline.landing.feed import FeedError

AT_2 = datetime(2026, 8, 1, 2)

# Line numbers below count from the first line of this text, `description`.
GOOD = """\
description: Calls with ratings
files: ["cdr_*.csv"]
time_zone: Asia/Shanghai
null_values: ["-"]
filter: kind <> 'TEST'
tables:
  calls:
    columns:
      interaction_id: '"Call ID"'
      direction: case "方向" when '呼入' then 'inbound' when '呼出' then 'outbound' end
      disposition: case when talk is null then 'abandoned_queue' else 'agent_answered' end
      offered_at: local_time("Start", '%d/%m/%Y %H:%M:%S')
      talk_seconds: clock_seconds(talk)
  surveys:
    when: rating is not null
    version: changed
    columns:
      survey_id: '"Call ID"'
      interaction_id: '"Call ID"'
      sent_at: local_time("Start", '%d/%m/%Y %H:%M:%S')
      csat_overall: rating
"""
FILE = """\
Call ID,方向,Start,talk,rating,changed,kind
1,呼入,01/08/2026 10:00:00,0:01:05,5,2,REAL
2,呼出,02/08/2026 10:00:00,-,,1,REAL
3,呼入,03/08/2026 10:00:00,2:05,9.5,1,REAL
4,呼入,04/08/2026 10:00:00,0:00:01,,1,TEST
5,内部,05/08/2026 10:00:00,0:00:01,,1,REAL
6,呼入,2026-08-05 10:00:00,0:00:01,,1,REAL
7,呼入,05/08/2026 10:00:00,99,,1,REAL
8,呼入,06/08/2026 10:00:00,1:00,4,1,
"""


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def test_one_file_fills_two_tables_and_a_row_lands_in_all_of_them_or_none(centre: Centre) -> None:
    result = centre.land("cdr_1.csv", FILE, centre.feed(GOOD))
    assert result.tables == {"calls": 2, "surveys": 1}
    calls = centre.rows(
        "select interaction_id, direction, disposition, offered_at, talk_seconds from calls "
        "order by 1"
    )
    assert calls == [
        # 10:00 in Shanghai is 02:00 UTC; 0:01:05 is 65 seconds
        ("1", "inbound", "agent_answered", datetime(2026, 8, 1, 2), 65),
        ("2", "outbound", "abandoned_queue", datetime(2026, 8, 2, 2), None),
    ]
    assert centre.rows("select survey_id, csat_overall, _version from surveys") == [("1", 5, 2)]
    quarantined = centre.rows(
        "select line, raw_table, column_name, reason_code from landing.quarantine order by line"
    )
    assert quarantined == [
        (4, "surveys", "csat_overall", "would_round"),  # its call does not come in either
        (5, None, None, "filtered"),
        (6, "calls", "direction", "missing_value"),
        (7, "calls", "offered_at", "bad_value"),
        (8, "calls", "talk_seconds", "bad_value"),
        (9, None, None, "filtered"),  # no kind at all is outside too
    ]
    assert (result.delivered, result.accepted, result.quarantined) == (8, 2, 6)


def test_rows_that_no_table_takes_are_counted(centre: Centre) -> None:
    text = GOOD.replace("  calls:\n", "  calls:\n    when: talk is not null\n")
    result = centre.land("cdr_1.csv", FILE, centre.feed(text))
    assert result.reasons["fills_no_table"] == 1  # call 2 was neither answered nor rated
    assert result.accepted + result.quarantined == result.delivered == 8


WRONG_SHAPE = [
    # what is changed, into what, the line that must be told, the reason
    ("time_zone: Asia/Shanghai", "time_zone: Asia/Shangai", 3, "not a time zone"),
    ("time_zone:", "timezone:", 3, "unknown key.*did you mean time_zone"),
    ("files:", "file:", 1, "files: is missing"),
    ("    when:", "    wenn:", 15, "unknown key.*did you mean when"),
    ("  calls:", "  call:", 7, "no such raw table.*did you mean calls"),
    ("      talk_seconds:", "      talk_secs:", 13, "no such column.*did you mean talk_seconds"),
    ("      direction:", "      channel:", 8, "direction is required"),
    ("      csat_overall: rating", "      survey_id: rating", 21, "stands twice"),
    ("filter: kind <> 'TEST'", "filter: kind <>", 5, "not an SQL expression"),
    ("rating is not null", "(select true)", 15, "subquery"),
    ("      csat_overall: rating", "      csat_overall: max(rating)", 21, "aggregate"),
    ("      csat_overall: rating", "      csat_overall: rating::int", 21, "may round or guess"),
    ("      csat_overall: rating", "      csat_overall: read_text('x')", 21, "not a function"),
    ("      csat_overall: rating", "      csat_overall: frobnicate(rating)", 21, "no function"),
    (
        "      csat_overall: rating",
        "      csat_overall: rating; drop table calls",
        21,
        "exactly one",
    ),
    ("      csat_overall: rating", "      csat_overall: rating from calls", 21, "exactly one"),
    ("      csat_overall: rating", "      csat_overall: '1', '2'", 21, "not YAML|exactly one"),
    ("      csat_overall: rating", "      csat_overall:", 21, "is empty"),
    ("changed", "current_date", 16, "no column|not the same tomorrow"),
    ("changed", "now()", 16, "not the same tomorrow"),
    ('files: ["cdr_*.csv"]', 'files: ["cdr_*.csv"', 3, "not YAML"),
    ("time_zone: Asia/Shanghai", "encoding: klingon", 3, "not an encoding"),
    ("time_zone: Asia/Shanghai", "delimiter: ';;'", 3, "one character"),
    ("time_zone: Asia/Shanghai", "format: xls", 3, "csv"),
    ("time_zone: Asia/Shanghai", "ambiguous_local_time: third", 3, "refuse"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), WRONG_SHAPE)
def test_a_wrong_feed_is_told_by_line_before_any_data_is_read(
    centre: Centre, old: str, new: str, line: int, reason: str
) -> None:
    assert old in GOOD
    path = centre.feed(GOOD.replace(old, new, 1))
    with pytest.raises(FeedError, match=f"(?s)export.yml:{line}: .*({reason})"):
        land(centre.home, str(path), [centre.inbox / "does_not_exist.csv"], quiet())
    assert not centre.home.raw.exists()


WRONG_FOR_THE_FILE = [
    ("clock_seconds(talk)", "clock_seconds(talks)", 13, "cdr_1.csv has no column 'talks'; it has"),
    (
        "      csat_overall: rating",
        "      csat_overall: rating + 1",
        21,
        "not valid: No function matches",
    ),
    ("      csat_overall: rating", "      csat_overall: rating = '1'", 21, "gives boolean"),
    (
        "      sent_at: local_time(\"Start\", '%d/%m/%Y %H:%M:%S')",
        "      sent_at: date '2026-08-01'",
        20,
        "gives date, the contract wants timestamp",
    ),
    ("filter: kind <> 'TEST'", "filter: kind", 5, "a condition"),
    ("rating is not null", "rating", 15, "a condition"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), WRONG_FOR_THE_FILE)
def test_a_feed_that_does_not_fit_the_file_is_told_by_line(
    centre: Centre, old: str, new: str, line: int, reason: str
) -> None:
    path = centre.feed(GOOD.replace(old, new, 1))
    with pytest.raises(FeedError, match=f"export.yml:{line}: .*{reason}"):
        centre.land("cdr_1.csv", FILE, path)
    assert centre.rows("select count(*) from landing.load") == [(0,)]


def test_all_faults_are_told_at_once(centre: Centre) -> None:
    text = GOOD.replace("talk_seconds", "talk_secs").replace("csat_overall", "csat")
    with pytest.raises(FeedError) as told:
        feeds.read(centre.feed(text))
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in str(told.value).splitlines()] == [
        "13",
        "21",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a; drop table b",
        "(select 1)",
        "a in (select b)",
        "count(*)",
        "sum(a) over ()",
        "*",
        "columns('a')",
        "a as b",
        "a, b",
        "a from b",
        "$1",
        "cast(a as integer)",
        "try_cast(a as double)",
        "a::timestamp",
        "strptime(a, '%Y')",
        "read_csv('x')",
        "read_text('/etc/hostname')",
        "glob('*')",
        "getenv('HOME')",
        "random()",
        "now()",
        "nextval('s')",
        "unnest([1])",
        "pragma_version()",
        "current_setting('x')",
        "a || current_user",
        "#1",
        "sleep_ms(9)",
        "",
    ],
)
def test_what_an_expression_may_not_be(text: str) -> None:
    with pytest.raises(NotAllowed):
        check(text)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a", ("a",)),
        ("at", ("at",)),  # an SQL word, but nothing else than a column can be meant
        ('"座席 工号"', ("座席 工号",)),
        ("座席", ("座席",)),
        ("case when a = 'x; y' then b else null end", ("a", "b")),
        ("coalesce(a, b) || '-' || _line", ("_line", "a", "b")),
        ("regexp_extract(a, '(\\d+)', 1)", ("a",)),
        ("list_transform(string_split(a, ';'), x -> trim(x))[1]", ("a",)),
        ("a[1:3]", ("a",)),
        ("date '2026-01-01'", ()),
        ("60 * number(minutes)", ("minutes",)),
        ("a in ('x', 'y') and b not like '%z'", ("a", "b")),
    ],
)
def test_what_an_expression_may_be(text: str, reads: tuple[str, ...]) -> None:
    assert check(text) == reads


def helper_feed(centre: Centre, column: str, expression: str, extra: str = "") -> Path:
    return centre.feed(f"""
description: one expression
files: "*"
time_zone: Asia/Shanghai
{extra}
tables:
  calls:
    columns:
      interaction_id: _file_name || '-' || _line
      direction: "'inbound'"
      disposition: "'agent_answered'"
      {column}: {json.dumps(expression)}
""")


@pytest.mark.parametrize(
    ("column", "expression", "value", "expected"),
    [
        ("offered_at", "utc_time(v)", "2026-08-01T10:00:00+05:30", datetime(2026, 8, 1, 4, 30)),
        ("offered_at", "utc_time(v)", "2026-08-01 10:00:00", "bad_value"),
        ("offered_at", "moment(v)", "2026-08-01 10:00:00", datetime(2026, 8, 1, 2)),
        ("offered_at", "local_time(v)", "2026-08-01 10:00:00+08:00", "bad_value"),
        ("offered_at", "local_time(v, '%Y年%m月%d日 %H:%M')", "2026年08月01日 10:00", AT_2),
        ("offered_at", "local_time(v, '%d.%m.%y', '%Y/%m/%d %H:%M')", "2026/08/01 10:00", AT_2),
        ("offered_at", "local_time(v, '%Y-%m-%d %H:%M')", "26-08-01 10:00", "bad_time"),
        ("offered_at", "local_time(v, '%Y-%m-%d %H:%M')", "2026-08-01 24:00", "bad_value"),
        # the clock reads 23:50 hours before the call came in at 23:55: it is the next day's 00:05
        ("offered_at", "local_clock(local_date('20260801', '%Y%m%d'), v, '23:55:00')", "0:05:00",
         datetime(2026, 8, 1, 16, 5)),
        ("offered_at", "local_clock(date '2026-08-01', v, '10:00:00')", "9:59:00",
         datetime(2026, 8, 1, 1, 59)),
        ("offered_at", "local_clock(date '2026-08-01', v, '10:00:00')", "24:00:00", "bad_value"),
        ("talk_seconds", "clock_seconds(v)", "1:02:03", 3723),
        ("talk_seconds", "clock_seconds(v)", "02:03", 123),
        ("talk_seconds", "clock_seconds(v)", "1:75", "bad_value"),
        ("talk_seconds", "60 * whole(v)", "2", 120),
        ("talk_seconds", "60 * whole(v)", "2.5", "bad_value"),
        ("talk_seconds", "60 * number(v)", "2.5", 150),
        ("talk_seconds", "60 * number(v)", "2.51", "would_round"),  # 150.6
        ("resolved_flag", "v = 'Y'", "Y", True),
        ("queue_id", "'q-' || v", "1.38E+10", "digits_lost"),
        ("queue_id", "whole(v)", "007", "7"),
    ],
)  # fmt: skip
def test_helpers_do_what_they_say(
    centre: Centre, column: str, expression: str, value: str, expected: object
) -> None:
    feed = helper_feed(centre, column, expression, 'null_values: "?"')
    centre.land("x.csv", f"v,n\n{value},1\n?,2\n", feed)
    found = dict(centre.rows(f"select _line, {column} from calls"))
    if isinstance(expected, str) and "_" in expected:
        assert centre.rows("select line, reason_code from landing.quarantine") == [(2, expected)]
        assert 2 not in found
    else:
        assert found[2] == expected
    assert found[3] in (None, False)


def test_feeds_are_found_by_name_in_the_home_first_then_in_the_checkout(centre: Centre) -> None:
    assert feeds.find(centre.home, "standard").source == "feeds/standard.yml"
    own = centre.home.root / "feeds"
    own.mkdir(parents=True)
    (own / "standard.yml").write_text(GOOD, encoding="utf-8")
    assert feeds.find(centre.home, "standard").text.description == "Calls with ratings"
    with pytest.raises(BadCall, match=r"no feed 'nonsense'\. Known: bank_marketing, .*standard"):
        feeds.find(centre.home, "nonsense")


def test_the_template_is_a_good_feed_that_nobody_loads_by_accident(centre: Centre) -> None:
    template = feeds.FEEDS / "_template.yml"
    assert set(feeds.read(template).text.tables) == {"calls", "surveys"}
    for wanted in ("_template", str(template)):
        with pytest.raises(BadCall):
            feeds.find(centre.home, wanted)


@pytest.mark.parametrize("path", sorted(feeds.FEEDS.glob("*.yml")), ids=lambda path: path.name)
def test_every_feed_of_the_checkout_is_right(path: Path) -> None:
    assert feeds.read(path).text.description


def test_a_feed_takes_only_the_files_it_names(centre: Centre) -> None:
    with pytest.raises(ScorecardsError, match=r"takes files named cdr_\*\.csv"):
        centre.land("calls.csv", FILE, centre.feed(GOOD))


def test_columns_that_may_be_absent_are_null(centre: Centre) -> None:
    feed = helper_feed(centre, "queue_id", "Queue", "optional_columns: Queue")
    assert centre.land("x.csv", "v\n1\n", feed).accepted == 1
    with pytest.raises(FeedError, match="has no column 'Queue'"):
        centre.land("y.csv", "v\n2\n", helper_feed(centre, "queue_id", "Queue"))


def test_options_for_odd_files(centre: Centre) -> None:
    feed = helper_feed(centre, "queue_id", "v", "header_line: 3\nlast_line_may_be_open: true")
    result = centre.land("x.csv", "Report of August\n\nv\nQ1\nQ2", feed)
    assert centre.rows("select queue_id, _line from calls order by 2") == [("Q1", 4), ("Q2", 5)]
    assert result.quarantined == 0
    feed = helper_feed(centre, "queue_id", "v", "may_be_empty: true")
    assert centre.land("y.csv", "v\n", feed).delivered == 0
    feed = helper_feed(centre, "queue_id", "v", "encoding: latin-1")
    centre.land("z.csv", "v\nCafé\n".encode("latin-1"), feed)
    assert centre.rows("select queue_id from calls where _file = 'z.csv'") == [("Café",)]
