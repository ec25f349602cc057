"""The figures: every vector, and random ledgers against the plain oracle."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
import published
from examples import examples
from spaces import NOW, asked, exact, new_network, write
from teamkpi.kpi import FIGURES, team_kpi
from teamkpi.wire import encode

JANE = ("coworkers", {"Id": 101, "FullName": "Jane Smith", "Email": "jane@example.org", "UpdatedOn": "2026-01-01"})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101], "UpdatedOn": "2026-01-01"})


@pytest.mark.parametrize("name", published.VECTORS)
def test_vector(shared: Connection[Any], name: str) -> None:
    vector = published.vector(name)
    network_id = new_network(shared)
    write(shared, network_id, [(plural, one) for plural, some in vector["ledger"].items() for one in some])
    answer = team_kpi(shared, network_id, vector["team"], now=datetime.fromisoformat(vector["now"]))
    assert answer is not None
    body = json.loads(encode(answer.body))
    assert body == vector["expect"]
    assert all(list(row) == [figure.wire for figure in FIGURES] for row in body["Kpi"])


@settings(max_examples=examples(400), deadline=None)
@given(data=st.data())
def test_random_ledgers_give_the_answers_of_the_oracle(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    moments = [ledger.now, ledger.now + data.draw(st.sampled_from(_STEPS))]
    for now in moments:
        for team_id in [*ledger.team_ids, 999_999]:
            expected = oracle.team_kpi(ledger.by_entity(), team_id, now)
            assert asked(shared, network_id, team_id, now) == (None if expected is None else exact(expected))


_STEPS = tuple(
    timedelta(**step)
    for step in (
        {"microseconds": 1},
        {"microseconds": -1},
        {"seconds": 59},
        {"minutes": 7},
        {"hours": 13},
        {"days": 1},
        {"days": -3},
        {"days": 31},
    )
)


@settings(max_examples=examples(200), deadline=None)
@given(data=st.data())
def test_an_answer_holds_until_its_horizon(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    for team_id in ledger.team_ids:
        first = team_kpi(shared, network_id, team_id, now=ledger.now)
        if first is None:
            continue
        assert first.horizon > ledger.now
        ahead = (first.horizon - ledger.now) // timedelta(microseconds=1)
        for later in {ahead - 1, data.draw(st.integers(0, ahead - 1))}:
            now = ledger.now + timedelta(microseconds=later)
            expected = oracle.team_kpi(ledger.by_entity(), team_id, now)
            assert exact(first.body) == exact(expected)
            again = team_kpi(shared, network_id, team_id, now=now)
            assert again is not None
            assert again.horizon == first.horizon or again.horizon > now


@pytest.mark.parametrize(
    ("zone", "month", "first_instant"),
    [
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),  # midnight comes twice: the first one counts
        ("America/Asuncion", "2017-10-01", "2017-10-01T04:00:00Z"),  # midnight is jumped over
        ("Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z"),  # the day before the last of December never was
        ("Asia/Kathmandu", "2026-11-01", "2026-10-31T18:15:00Z"),
        ("Australia/Lord_Howe", "2026-11-01", "2026-10-31T13:00:00Z"),
        ("UTC", "2026-11-01", "2026-11-01T00:00:00Z"),
    ],
)
def test_a_month_begins_at_its_first_local_midnight(
    shared: Connection[Any], zone: str, month: str, first_instant: str
) -> None:
    found = shared.execute("SELECT month_start(%s, %s)", (month, zone)).fetchone()
    first = datetime.fromisoformat(first_instant)
    assert found == (first,)
    network_id = new_network(shared)
    location = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": zone}
    stretch = {"Id": 1, "CoworkerId": 101, "UpdatedOn": "2026-01-01"}
    stretch["FromTime"] = (first - timedelta(minutes=90)).isoformat()
    stretch["ToTime"] = (first + timedelta(minutes=150)).isoformat()
    known, unknown = {"BusinessId": 1, "ResourceId": 11}, {"BusinessId": 9, "ResourceId": 99}
    room = {"Id": 11, "BusinessId": 1, "Name": "R"}
    for where in (known, unknown):
        records = [("bookings", {**stretch, **where}), ("checkins", {**stretch, **where})]
        write(shared, network_id, [JANE, TEAM, ("businesses", location), ("resources", room), *records])
        # Two days into the month, so that the day's own oddities are over.
        row = asked(shared, network_id, 55, first + timedelta(days=2))["Kpi"][0]
        assert (row["BookedTimeTotal"], row["BookedTimeThisMonth"]) == (240, 150)
        assert (row["CheckedTimeTotal"], row["CheckedTimeThisMonth"]) == (240, 150)
        stretch["UpdatedOn"] = "2026-01-02"


@pytest.mark.parametrize(("zone", "offset"), [("CET", 2), ("MET", 2), ("EET", 3), ("WET", 1)])
def test_zones_that_look_like_abbreviations_have_their_summer_time(
    shared: Connection[Any], zone: str, offset: int
) -> None:
    network_id = new_network(shared)
    location = {"Id": 1, "Name": "L", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": zone}
    july = datetime(2026, 7, 1, tzinfo=UTC) - timedelta(hours=offset)
    stay: dict[str, Any] = {"Id": 1, "BusinessId": 1, "CoworkerId": 101}
    stay["FromTime"], stay["ToTime"] = (july - timedelta(hours=1)).isoformat(), (july + timedelta(hours=2)).isoformat()
    write(shared, network_id, [JANE, TEAM, ("businesses", location), ("checkins", stay)])
    row = asked(shared, network_id, 55, july + timedelta(days=2))["Kpi"][0]
    assert (row["CheckedTimeTotal"], row["CheckedTimeThisMonth"]) == (180, 120)


def test_the_open_checkin_limit_is_a_setting(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    opened = {"Id": 1, "BusinessId": 1, "CoworkerId": 101, "FromTime": "2026-11-10T12:00Z", "UpdatedOn": "2026-11-10"}
    write(shared, network_id, [JANE, TEAM, ("checkins", opened)])
    for hours, minutes in ((24, 1440), (1, 60), (1000, 11 * 1440)):
        answer = team_kpi(shared, network_id, 55, now=NOW, open_checkin_limit=timedelta(hours=hours))
        assert answer is not None
        assert answer.body.kpi[0].checked_time_total == minutes


def test_money_beyond_binary_floating_point_is_exact(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    grants = [
        ("coworkerbookingcredits", {"Id": number, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": amount})
        for number, amount in enumerate(("999999999999999999.999999", "0.000001", "0.1", "0.2"), 1)
    ]
    write(shared, network_id, [JANE, TEAM, *grants])
    answer = team_kpi(shared, network_id, 55, now=datetime.now(UTC))
    assert answer is not None
    assert b'"RemainingBookingCredit":1000000000000000000.3,' in encode(answer.body)
