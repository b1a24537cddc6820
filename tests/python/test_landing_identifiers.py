"""Direct identifiers: hashed at the door, masked in the quarantine, nowhere in the clear."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest
from landing_support import Centre

from pipeline.home import ScorecardsError
from pipeline.landing.identifiers import mask_digits

SECRET = "a secret of this test"  # noqa: S105
PHONES = [f"1380013{number:04}" for number in range(8001, 8009)]
HEADER = "interaction_id,direction,disposition,ani_hash,talk_seconds\n"


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARDS_HMAC_KEY", SECRET)


def digest(phone: str) -> str:
    return hmac.new(SECRET.encode(), phone.encode(), hashlib.sha256).hexdigest()


def bytes_of_home(centre: Centre) -> bytes:
    return b"".join(path.read_bytes() for path in centre.home.root.rglob("*") if path.is_file())


@pytest.mark.usefixtures("key")
def test_identifiers_are_hashed_and_never_stored_clear(centre: Centre) -> None:
    rows = [
        f"1,inbound,agent_answered,{PHONES[0]},60",
        f"2,inbound,agent_answered,{PHONES[0]},60",
        "3,inbound,agent_answered,,60",
        f"4,inbound,agent_answered,{PHONES[1]},61.5",  # a bad value beside the identifier
        f"5,inbound,{PHONES[2]},agent_answered,x",  # shifted by one column
        f"6,inbound,agent_answered,{PHONES[3]}",  # too short
        f'7,inbound,agent_answered,"{PHONES[4]},60',  # cannot be split
        "8,inbound,agent_answered,1.38E+10,60",  # damaged itself
        f"9,inbound,,{PHONES[5]},60",
        *(f"{number},inbound,agent_answered,,60" for number in range(10, 20)),
    ]
    centre.land("calls.csv", HEADER + "\n".join(rows) + "\n")
    found = centre.rows("select interaction_id, ani_hash from calls where _line < 11 order by 1")
    assert found == [("1", digest(PHONES[0])), ("2", digest(PHONES[0])), ("3", None)]
    told = centre.rows("select line, reason_code, row_text from landing.quarantine order by line")
    assert told == [
        (5, "would_round", "4,inbound,agent_answered,***,61.5"),
        (6, "bad_number", "5,inbound,***,***,x"),
        (7, "short_row", "#,inbound,agent_answered,###########"),
        (8, "stray_quote", '#,inbound,agent_answered,"###########,##'),
        (9, "digits_lost", "8,inbound,agent_answered,***,60"),
        (10, "missing_value", "9,inbound,,***,60"),
    ]
    stored = bytes_of_home(centre)
    for phone in [*PHONES[:6], "1.38E+10"]:
        assert phone.encode() not in stored


def test_an_identifier_without_a_key_refuses_the_file(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCORECARDS_HMAC_KEY", raising=False)
    with pytest.raises(
        ScorecardsError, match=r"calls\.ani_hash from ani_hash.*SCORECARDS_HMAC_KEY"
    ):
        centre.land("calls.csv", HEADER + f"1,inbound,agent_answered,{PHONES[0]},60\n")
    assert centre.rows("select count(*) from landing.load") == [(0,)]
    assert PHONES[0].encode() not in bytes_of_home(centre)
    # nothing delivered, nothing to hash
    assert centre.land("calls.csv", HEADER + "1,inbound,agent_answered,,60\n").accepted == 1


@pytest.mark.usefixtures("key")
def test_a_feed_may_hash_what_the_contract_does_not(centre: Centre) -> None:
    feed = centre.feed("""
description: phone as customer
files: "*"
tables:
  calls:
    columns:
      interaction_id: id
      direction: "'inbound'"
      disposition: "'agent_answered'"
      customer_id: hmac(phone)
      talk_seconds: talk
""")
    text = f"id,phone,talk\n1,{PHONES[0]},60\n2,1.38E+10,60\n3,{PHONES[1]},x\n"
    centre.land("x.csv", text, feed)
    assert centre.rows("select customer_id from calls") == [(digest(PHONES[0]),)]
    told = centre.rows("select line, reason_code, row_text from landing.quarantine order by line")
    assert told == [(3, "digits_lost", "2,***,60"), (4, "bad_number", "3,***,x")]
    assert PHONES[1].encode() not in bytes_of_home(centre)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800138000", "***"),
        ("138-0013-8000", "***"),
        ("+86 138 0013 8000", "+***"),
        ("123456", "123456"),
        ("2026-08-01 10:00:00", "2026-08-01 10:00:00"),
        ("2026-08-01,x", "2026-08-01,x"),
        ("2026-08-0113800138000", "***"),
    ],
)
def test_runs_of_digits_are_masked_and_dates_are_not(text: str, shown: str) -> None:
    assert mask_digits(text) == shown
