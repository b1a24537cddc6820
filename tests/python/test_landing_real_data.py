"""The three real exports of ../shared/data, as raw rows; the README beside them has the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from landing_support import Centre, quiet

from pipeline.home import PROJECT
from pipeline.land import land

DATA = PROJECT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent"),
]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    centre = Centre(tmp_path_factory.mktemp("real"))
    for feed, path in (
        ("technion_bank", "technion_bank/january.txt"),
        ("uci_incident", "uci_incident/incident_event_log.csv"),
        ("bank_marketing", "bank_marketing/bank.csv"),
    ):
        land(centre.home, feed, [DATA / path], quiet())
    return centre


def test_every_line_of_january_is_a_call(centre: Centre) -> None:
    (counts,) = centre.rows(
        "select count(*), count(distinct interaction_id), "
        "count(*) filter (disposition = 'agent_answered'), "
        "count(*) filter (disposition like 'abandoned%'), "
        "count(*) filter (disposition = 'abandoned_ivr'), "
        "count(*) filter (disposition = 'phantom') from calls where _file = 'january.txt'"
    )
    # call_id alone repeats 16,854 times; line, number and day together never do
    assert counts == (31_599, 31_599, 27_060, 4_299, 1_198, 240)
    assert centre.rows("select count(*) from landing.quarantine") == [(0,)]


def test_januarys_waits_and_services(centre: Centre) -> None:
    (found,) = centre.rows(
        "select round(avg(queue_seconds), 2), "
        "round(avg(talk_seconds) filter (talk_seconds <= 3600), 2), "
        "count(*) filter (agent_id is null) from calls where disposition = 'agent_answered'"
        " and direction = 'inbound'"
    )
    assert found == (35.03, 182.81, 490)
    (abandoned,) = centre.rows(
        "select round(100 * count(*) filter (disposition like 'abandoned%') / count(*), 2), "
        "round(100 * count(*) filter (disposition = 'abandoned_queue') "
        "/ count(*) filter (disposition <> 'abandoned_ivr'), 2) "
        "from calls where _file = 'january.txt' and disposition <> 'phantom'"
    )
    assert abandoned == (13.71, 10.28)


def test_service_across_midnight_ends_the_next_day(centre: Centre) -> None:
    # 23:59:57 on 7 January in Jerusalem (UTC+2), service 0:00:14 to 0:02:21 on the 8th: 127 s
    found = centre.rows(
        "select cast(offered_at as varchar), cast(answered_at as varchar), "
        "cast(ended_at as varchar), talk_seconds from calls "
        "where interaction_id = 'AA0214-12544-990107'"
    )
    assert found == [("1999-01-07 21:59:57", "1999-01-07 22:00:14", "1999-01-07 22:02:21", 127)]
    wrong = centre.rows(
        "select count(*) from calls where epoch(ended_at) - epoch(answered_at) <> talk_seconds"
    )
    assert wrong == [(0,)]


def test_a_shifted_line_is_quarantined_and_the_rest_lands(centre: Centre, tmp_path: Path) -> None:
    lines = (DATA / "technion_bank" / "january.txt").read_bytes().split(b"\r\n")[:50]
    fields = lines[10].split(b"\t")
    lines[10] = b"\t".join([*fields[:2], b"", *fields[2:-1]])  # one column to the right
    lines[20] = b"\t".join([fields[0], *fields[2:], b""])  # one to the left
    other = Centre(tmp_path)
    result = other.land("february.txt", b"\r\n".join(lines) + b"\r\n", "technion_bank")
    assert (result.delivered, result.accepted) == (49, 47)
    assert sorted(other.rows("select line from landing.quarantine")) == [(11,), (21,)]


def test_tickets_come_in_versions_and_events(centre: Centre) -> None:
    assert centre.rows("select count(*), count(distinct ticket_id) from tickets") == [(5_998, 890)]
    assert centre.rows("select count(*), count(distinct event_id) from ticket_events") == [
        (5_998, 5_998)
    ]
    (newest,) = centre.rows(
        "select count(*), round(100 * count(*) filter (sla_met_flag) / count(*), 2), "
        "count(*) filter (reopened_count > 0), count(resolved_at), "
        "round(avg(epoch(resolved_at) - epoch(created_at)) / 3600, 2), "
        "round(median(epoch(resolved_at) - epoch(created_at)) / 3600, 2) from ("
        "select * from tickets qualify row_number() over (partition by ticket_id "
        "order by _version desc nulls last, _loaded_at desc, _line desc, _file) = 1)"
    )
    assert newest == (890, 55.62, 10, 861, 315.87, 54.47)


def test_clients_of_the_bank_are_outbound_calls_without_a_time(centre: Centre) -> None:
    (found,) = centre.rows(
        "select count(*), count(distinct interaction_id), count(offered_at), count(agent_id), "
        "count(*) filter (outcome_code = 'sale') from calls where direction = 'outbound'"
    )
    assert found == (4_521, 4_521, 0, 0, 521)
