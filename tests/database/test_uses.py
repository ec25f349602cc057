"""Uses of credits and passes: they add up to what is gone, and say no more than the caller may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from spaces import NOW, new_network, write
from teamkpi.kpi.uses import Stretch, Use, team_uses

DAY = timedelta(days=1)
EVER = Stretch(datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC))
MINE = {"CoworkerId": 101, "BusinessId": 1}
GUID = "1fa3ec53-b1f4-4a2a-8d7d-000000000000"
PEOPLE: list[tuple[str, dict[str, Any]]] = [
    ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
    ("resources", {"Id": 3, "BusinessId": 1, "Name": "Room"}),
    *(
        ("coworkers", {"Id": number, "FullName": name, "Email": f"{name}@example.org"})
        for number, name in ((101, "Jane"), (102, "Leo"), (103, "Stranger"))
    ),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}),
]
MONEY = {**MINE, "Id": 1, "TotalCredit": 100, "Description": "Money"}


def booking(number: int, coworker_id: int) -> tuple[str, dict[str, Any]]:
    times = {"FromTime": "2026-11-18T09:00:00Z", "ToTime": "2026-11-18T10:30:00Z"}
    return "bookings", {"Id": number, "ResourceId": 3, "CoworkerId": coworker_id, **times}


def use(number: int, used: float, on: str, **more: Any) -> tuple[str, dict[str, Any]]:
    record = {"Id": number, "CoworkerBookingCreditId": 1, "CreditUsed": used, "CreatedOn": on, **more}
    return "coworkerbookingcreditusehistories", record


def told(one: Use) -> tuple[Any, ...]:
    return one.is_unexplained, one.at, one.amount, one.remaining_after


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_all_entries_add_up_to_what_is_gone(shared: Connection[Any], data: st.DataObject) -> None:
    """Over any history of versions, of every credit and pass; and each entry continues the one before."""
    network_id = new_network(shared)
    first, second = data.draw(ledgers.ledgers()), data.draw(ledgers.ledgers())
    now = max(first.now, second.now)
    versions = []
    for batch in [*data.draw(ledgers.deliveries(first)), *data.draw(ledgers.deliveries(second))]:
        now += timedelta(hours=data.draw(st.sampled_from((1, 50))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
    settled = oracle.settle(versions)
    for team_id in first.team_ids:
        found = team_uses(shared, network_id, team_id, EVER, now=now)
        assert (found is None) == (oracle.team_kpi(settled, team_id, now) is None)
        if found is None:
            continue
        assert found.total == len(found.page)
        assert [one.at for one in found.page] == sorted((one.at for one in found.page), reverse=True)
        by_holding = defaultdict(list)
        for one in found.page:
            by_holding[one.entity, one.id].append(one)
        with localcontext(prec=60):
            for uses in by_holding.values():
                for newer, older in pairwise(uses):
                    assert newer.remaining_after == older.remaining_after - newer.amount
            for credit in settled.get("coworkerbookingcredits", ()):
                uses = by_holding["CoworkerBookingCredit", credit["Id"]]
                left = credit.get("RemainingCredit")
                if left is not None and credit["CoworkerId"] in {one.coworker_id for one in found.page}:
                    gone = Decimal(credit["TotalCredit"]) - Decimal(left)
                    assert sum((one.amount for one in uses), Decimal(0)) == gone
                    assert not uses or uses[0].remaining_after == Decimal(left)


def test_a_whole_use(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    records = [booking(9, 101), ("coworkerbookingcredits", {**MONEY, "RemainingCredit": 62.5})]
    write(shared, network_id, [*PEOPLE, *records, use(1, 37.5, "2026-11-18T10:30:00Z", BookingId=9, Description="D")])
    found = team_uses(shared, network_id, 55, Stretch(None, NOW), now=NOW)
    assert found is not None
    assert (found.zone, found.since, found.until, found.members, found.total) == (
        "Asia/Tokyo",
        NOW - 90 * DAY,
        NOW,
        2,
        1,
    )
    assert found.page == [
        Use(
            entity="CoworkerBookingCredit",
            id=1,
            coworker_id=101,
            coworker_full_name="Jane",
            name="Money",
            kind="credit",
            unit="money",
            currency_code="GBP",
            is_unexplained=False,
            at=datetime(2026, 11, 18, 10, 30, tzinfo=UTC),
            amount=Decimal("37.5"),
            remaining_after=Decimal("62.5"),
            used_by_id=101,
            used_by_full_name="Jane",
            for_entity="Booking",
            for_id=9,
            title="Room",
            from_time=datetime(2026, 11, 18, 9, tzinfo=UTC),
            to_time=datetime(2026, 11, 18, 10, 30, tzinfo=UTC),
            description="D",
        )
    ]


def test_what_no_use_explains_is_dated_by_when_it_was_seen(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [*PEOPLE, ("coworkerbookingcredits", MONEY)], NOW)
    write(shared, network_id, [("coworkerbookingcredits", {**MONEY, "RemainingCredit": 70})], NOW + DAY)
    explained = [("coworkerbookingcredits", {**MONEY, "RemainingCredit": 50}), use(1, 20, "2026-11-23T11:00:00Z")]
    write(shared, network_id, explained, NOW + 2 * DAY)
    # Given back: nobody wrote that down either.
    write(shared, network_id, [("coworkerbookingcredits", {**MONEY, "RemainingCredit": 60})], NOW + 3 * DAY)
    found = team_uses(shared, network_id, 55, Stretch(None, NOW + 4 * DAY), now=NOW + 4 * DAY)
    assert found
    assert list(map(told, found.page)) == [
        (True, NOW + 3 * DAY, -10, 60),
        (False, datetime(2026, 11, 23, 11, tzinfo=UTC), 20, 50),
        (True, NOW + DAY, 30, 70),
    ]


def test_a_stretch_of_days_is_one_of_the_location(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    # The first and the last moment of the 18th in Tokyo, and the moments beside it.
    on = ("2026-11-17T14:59:59Z", "2026-11-17T15:00:00Z", "2026-11-18T14:59:59Z", "2026-11-18T15:00:00Z")
    uses = [use(number, 10, moment) for number, moment in enumerate(on, 1)]
    write(shared, network_id, [*PEOPLE, ("coworkerbookingcredits", {**MONEY, "RemainingCredit": 60}), *uses])
    day = datetime(2026, 11, 18, tzinfo=UTC).date()
    found = team_uses(shared, network_id, 55, Stretch(day, day), now=NOW)
    assert found
    assert [(one.at.isoformat(), one.remaining_after) for one in found.page] == [
        ("2026-11-18T14:59:59+00:00", Decimal(70)),
        ("2026-11-17T15:00:00+00:00", Decimal(80)),
    ]


def test_uses_of_passes_are_their_check_ins(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    stay = {**MINE, "CoworkerTimePassGuid": GUID, "FromTime": "2026-11-18T09:00:00Z", "ToTime": "2026-11-18T10:30:30Z"}
    minutes = {**MINE, "Id": 1, "UniqueId": GUID, "TimePassId": 1, "TotalUses": 600, "RemainingUses": 510}
    day_pass = {**MINE, "Id": 2, "UniqueId": GUID[:-1] + "1", "TimePassId": 1, "Used": True}
    again = {**stay, "CoworkerTimePassGuid": day_pass["UniqueId"]}
    dated = {**day_pass, "Id": 3, "UniqueId": None, "UsedDate": "2026-11-16T09:00:00Z"}
    records = [
        ("coworkertimepasses", minutes),
        ("coworkertimepasses", day_pass),
        ("coworkertimepasses", dated),
        ("checkins", {**stay, "Id": 1}),
        ("checkins", {**again, "Id": 2}),
        ("checkins", {**again, "Id": 3, "FromTime": "2026-11-18T13:00:00Z", "ToTime": None}),
    ]
    write(shared, network_id, [*PEOPLE, *records])
    found = team_uses(shared, network_id, 55, Stretch(None, NOW + DAY), now=NOW)
    assert found
    assert [(one.id, one.unit, one.for_id, one.title, *told(one)) for one in found.page] == [
        (1, "minutes", 1, "Hub", False, datetime(2026, 11, 18, 10, 30, 30, tzinfo=UTC), 90, 510),
        (2, "passes", 2, "Hub", False, datetime(2026, 11, 18, 9, tzinfo=UTC), 1, 0),
        (3, "passes", None, None, False, datetime(2026, 11, 16, 9, tzinfo=UTC), 1, 0),
    ]


def test_what_others_did_with_a_credit_is_for_administrators_of_their_team(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    uses = [use(number, 10, "2026-11-18T10:30:00Z", BookingId=number, Description="D") for number in (102, 103)]
    credit = ("coworkerbookingcredits", {**MONEY, "RemainingCredit": 80})
    write(shared, network_id, [*PEOPLE, credit, booking(102, 102), booking(103, 103), *uses])

    def seen(**asked: Any) -> list[tuple[Any, ...]]:
        found = team_uses(shared, network_id, 55, Stretch(None, NOW), now=NOW, **asked)
        assert found
        return [
            (one.amount, one.used_by_id, one.used_by_full_name, one.for_id, one.title, one.from_time, one.description)
            for one in found.page
        ]

    nothing = (10, None, None, None, None, None, None)
    of_leo = (10, 102, "Leo", 102, "Room", datetime(2026, 11, 18, 9, tzinfo=UTC), "D")
    assert sorted(seen(), key=str) == sorted([nothing, of_leo], key=str)
    assert sorted(seen(coworker_id=101), key=str) == sorted([nothing, of_leo], key=str)
    assert seen(coworker_id=101, is_administrator=False) == [nothing, nothing]
    assert seen(coworker_id=102) == []
