"""Figures as they were: the same statement, over what was held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from examples import examples
from spaces import NOW, exact, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi import team_kpi
from teamkpi.kpi.as_of import UNCERTAIN, AsOf, team_kpi_as_of
from teamkpi.ledger import history
from teamkpi.wire import encode

HOUR = timedelta(hours=1)
JANE = ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]})
PLACE = ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"})


def shown(conn: Connection[Any], network_id: int, team_id: int, now: datetime) -> bytes | None:
    """The body of the present answer."""
    answer = team_kpi(conn, network_id, team_id, now=now)
    return None if answer is None else encode(answer.body)


def as_of(conn: Connection[Any], network_id: int, team_id: int, at: datetime, known_at: datetime) -> bytes | None:
    answer = team_kpi_as_of(conn, network_id, team_id, AsOf(at, known_at))
    return None if answer is None else encode(answer.body)


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_what_was_shown_can_be_shown_again(shared: Connection[Any], data: st.DataObject) -> None:
    """At every instant between two writes; also by a plain model that keeps every version; and after pruning."""
    network_id = new_network(shared)
    first = data.draw(ledgers.ledgers())
    batches = data.draw(ledgers.deliveries(first))
    if data.draw(st.booleans()):
        batches = [*batches, *data.draw(ledgers.deliveries(data.draw(ledgers.ledgers())))]
    now = first.now
    versions: list[ledgers.Version] = []
    states = []
    for batch in batches:
        now += data.draw(st.sampled_from((HOUR, timedelta(minutes=1), timedelta(days=9))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
        now += timedelta(milliseconds=1)
        for team_id in [*first.team_ids, 999_999]:
            body = shown(shared, network_id, team_id, now)
            try:
                model = oracle.team_kpi(oracle.settle(versions), team_id, now)
            except ValueError:  # of two ledgers, two versions may be of the same instant
                reject()
            states.append((team_id, now, body, None if model is None else exact(model)))
    for team_id, at, body, model in states:
        again = team_kpi_as_of(shared, network_id, team_id, AsOf(at, at))
        assert (None if again is None else encode(again.body)) == body
        assert (None if again is None else exact(again.body)) == model
    before = data.draw(st.sampled_from(states))[1]
    history.prune(shared, network_id, before)
    for team_id, at, body, _ in states:
        if at < before:
            with pytest.raises(NotKnownThen):
                as_of(shared, network_id, team_id, at, at)
        else:
            assert as_of(shared, network_id, team_id, at, at) == body


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_of_what_is_held_now_the_figures_of_now_are_the_present_ones(
    shared: Connection[Any], data: st.DataObject
) -> None:
    network_id = new_network(shared)
    ledger = data.draw(ledgers.ledgers())
    for batch in data.draw(ledgers.deliveries(ledger)):
        write(shared, network_id, batch, ledger.now)
    now = ledger.now + HOUR
    for team_id in ledger.team_ids:
        assert as_of(shared, network_id, team_id, now, now) == shown(shared, network_id, team_id, now)
        later = now + timedelta(days=data.draw(st.integers(0, 40)))
        assert as_of(shared, network_id, team_id, later, now) == shown(shared, network_id, team_id, later)


def figures(body: bytes | None) -> dict[str, Any]:
    assert body is not None
    [row] = exact_of(body)["Kpi"]
    return {name: value for name, value in row.items() if value and not name.startswith("Coworker")}


def exact_of(body: bytes) -> Any:
    import json  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    return json.loads(body, parse_float=Decimal)


def test_with_present_knowledge_the_balances_are_those_of_the_instant(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    credit = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100}
    uses = {"Id": 2, "CoworkerId": 101, "BusinessId": 1, "ExtraServiceId": 1, "TotalUses": 9, "ChargePeriod": 5}
    day_pass = {"Id": 3, "CoworkerId": 101, "BusinessId": 1, "TimePassId": 1, "Free": True}
    late = {"Id": 4, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 7}
    write(
        shared,
        network_id,
        [
            *(PLACE, JANE, TEAM),
            ("coworkerbookingcredits", credit),
            ("coworkerextraservices", {**uses, "Free": True}),
            ("coworkertimepasses", day_pass),
        ],
        NOW,
    )
    write(
        shared,
        network_id,
        [
            ("coworkerbookingcredits", {**credit, "RemainingCredit": 0}),
            ("coworkerextraservices", {**uses, "Free": True, "RemainingUses": 4}),
            ("coworkertimepasses", {**day_pass, "Used": True}),
            ("coworkers", {**JANE[1], "FullName": "Jane Smith"}),
        ],
        NOW + 2 * HOUR,
    )
    write(shared, network_id, [("coworkerbookingcredits", late)], NOW + 3 * HOUR)
    then, now = NOW + HOUR, NOW + 4 * HOUR
    before = {"RemainingBookingCredit": 100, "RemainingTimeCreditUses": 9, "RemainingTimePassesCount": 1}
    after = {"RemainingBookingCredit": 7, "RemainingTimeCreditUses": 4}
    assert figures(as_of(shared, network_id, 55, then, then)) == before
    # What came later counts with its first balance: nothing else is known of it.
    mixed = as_of(shared, network_id, 55, then, now)
    assert figures(mixed) == {**before, "RemainingBookingCredit": 107}
    assert exact_of(mixed or b"")["Kpi"][0]["CoworkerFullName"] == "Jane Smith"
    assert figures(as_of(shared, network_id, 55, now, now)) == after
    assert figures(as_of(shared, network_id, 55, now, then)) == before


def test_who_joined_and_left_a_team_and_moved_it_shows_as_it_was(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    stay = {"Id": 1, "BusinessId": 1, "CoworkerId": 101, "FromTime": "2026-10-31T23:30Z", "ToTime": "2026-11-01T01:30Z"}
    write(shared, network_id, [PLACE, JANE, TEAM, ("checkins", stay)], NOW)
    tokyo = {**PLACE[1], "SimpleTimeZoneNameIana": "Asia/Tokyo"}
    write(shared, network_id, [("businesses", tokyo)], NOW + 2 * HOUR)
    write(shared, network_id, [("teams", {**TEAM[1], "TeamMembers": [102]})], NOW + 4 * HOUR)
    write(shared, network_id, [("teams", {"Id": 55, "_deleted": True})], NOW + 6 * HOUR)
    london, in_tokyo, left, gone = (NOW + hours * HOUR for hours in (1, 3, 5, 7))
    assert figures(as_of(shared, network_id, 55, london, london))["CheckedTimeThisMonth"] == 90
    assert figures(as_of(shared, network_id, 55, in_tokyo, in_tokyo))["CheckedTimeThisMonth"] == 120
    assert as_of(shared, network_id, 55, left, left) == b'{"Kpi":[]}'
    assert as_of(shared, network_id, 55, gone, gone) is None
    assert as_of(shared, network_id, 55, london, NOW - HOUR) is None


def test_the_uncertain_figures_are_the_balances() -> None:
    assert UNCERTAIN == (
        "RemainingBookingCredit",
        "RemainingTimeCreditMinutes",
        "RemainingTimeCreditDays",
        "RemainingTimeCreditWeeks",
        "RemainingTimeCreditMonths",
        "RemainingTimeCreditUses",
        "RemainingTimePassesMinutes",
        "RemainingTimePassesCount",
    )
