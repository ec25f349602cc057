"""What expires next: random ledgers against a plain model, and each rule by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from spaces import NOW, exact, new_network, write
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.expiring import team_expiring

DAY = timedelta(days=1)
UNITS = {1: "minutes", 2: "days", 3: "weeks", 4: "months", 5: "uses", 6: "months"}
PEOPLE: list[tuple[str, dict[str, Any]]] = [
    ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}),
]
MINE = {"CoworkerId": 101, "BusinessId": 1}
HOURS = {**MINE, "ExtraServiceId": 1, "ChargePeriod": 1, "ExtraServiceName": "Ten hours", "TotalUses": 600}


def remaining(record: Any, left: str, total: str) -> Decimal:
    return Decimal(record[total] if record.get(left) is None else record[left])


def modelled(ledger: Any, coworker_id: int, now: datetime, days: int) -> list[tuple[datetime, str, int, str, Decimal]]:
    """When, what, its unit and what is left of everything of a member that expires, in the order of the answer."""
    found = []
    for plural, entity in (
        ("coworkerbookingcredits", "CoworkerBookingCredit"),
        ("coworkerextraservices", "CoworkerExtraService"),
        ("coworkertimepasses", "CoworkerTimePass"),
    ):
        for one in ledger.get(plural, ()):
            expires, begins = one.get("ExpireDate"), one.get("ValidFrom")
            if one.get("CoworkerId") != coworker_id or expires is None:
                continue
            unit, left = "passes", Decimal(1)
            if plural == "coworkerbookingcredits":
                unit, left = "money", remaining(one, "RemainingCredit", "TotalCredit")
            elif plural == "coworkerextraservices":
                unit, left = UNITS[one["ChargePeriod"]], remaining(one, "RemainingUses", "TotalUses")
            elif one.get("RemainingUses") is not None:
                unit, left = "minutes", Decimal(one["RemainingUses"])
            is_of_another_kind = (
                one.get("CaneBeUsedForBookings") is False
                or one.get("BookingId") is not None
                or one.get("ExtraServiceIsPrintingCredit")
                or one.get("Used")
            )
            is_valid = begins is None or plural == "coworkertimepasses" or oracle.instant(begins) <= now
            ends = oracle.instant(expires)
            if is_valid and not is_of_another_kind and left > 0 and now < ends <= now + days * DAY:
                found.append((ends, entity, one["Id"], unit, left))
    return sorted(found)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_random_ledgers(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    settled = oracle.settle(ledger.records)
    for team_id in [*ledger.team_ids, 999_999]:
        days = data.draw(st.sampled_from((1, 30, 366)))
        found = team_expiring(shared, network_id, team_id, now=ledger.now, days=days)
        kpi = oracle.team_kpi(settled, team_id, ledger.now)
        assert (found is None) == (kpi is None)
        if found is None or kpi is None:
            continue
        body = exact(found)
        for member in (row["CoworkerId"] for row in kpi["Kpi"]):
            mine = [one for one in body["Items"] if one["CoworkerId"] == member]
            assert [
                (oracle.instant(one["ExpireDate"]), one["Entity"], one["Id"], one["Unit"], Decimal(one["Remaining"]))
                for one in mine
            ] == modelled(settled, member, ledger.now, days)
            alone = team_expiring(shared, network_id, team_id, now=ledger.now, days=days, coworker_id=member)
            assert exact(alone)["Items"] == mine
        with localcontext(prec=60):
            sums = {
                (one["Kind"], one["Unit"], one["CurrencyCode"]): (one["Items"], Decimal(one["Remaining"]))
                for one in body["Totals"]
            }
            for key, (items, remaining) in sums.items():
                alike = [one for one in body["Items"] if (one["Kind"], one["Unit"], one["CurrencyCode"]) == key]
                weekly = [
                    one
                    for week in body["Weeks"]
                    for one in week["Totals"]
                    if (one["Kind"], one["Unit"], one["CurrencyCode"]) == key
                ]
                assert items == len(alike) == sum(one["Items"] for one in weekly)
                assert remaining == sum(Decimal(one["Remaining"]) for one in alike)
                assert remaining == sum(Decimal(one["Remaining"]) for one in weekly)


def item_of(found: Any, record_id: int = 1) -> dict[str, Any]:
    [item] = [one for one in exact(found)["Items"] if one["Id"] == record_id]
    return dict(item)


def test_a_whole_answer(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    uses = [
        (
            "coworkerextraserviceusehistories",
            {"Id": number, "CoworkerExtraServiceId": 1, "CreditUsed": used, "CreatedOn": on},
        )
        for number, (used, on) in enumerate(((100, "2026-08-01"), (120, "2026-11-01"), (60, "2026-11-18")), 1)
    ]
    credit = {**HOURS, "Id": 1, "RemainingUses": 320, "ExpireDate": "2026-11-30T15:00:00Z"}
    write(shared, network_id, [*PEOPLE, ("coworkerextraservices", credit), *uses])
    total = {"Kind": "credit", "Unit": "minutes", "CurrencyCode": None, "Items": 1, "Remaining": 320}
    assert exact(team_expiring(shared, network_id, 55, now=NOW)) == {
        "TeamId": 55,
        "At": "2026-11-21T12:00:00Z",
        "KnownAt": "2026-11-21T12:00:00Z",
        "KnownSince": None,
        "Uncertain": [],
        "Days": 30,
        "Zone": "Asia/Tokyo",
        "Items": [
            {
                "Entity": "CoworkerExtraService",
                "Id": 1,
                "CoworkerId": 101,
                "CoworkerFullName": "Jane",
                "Name": "Ten hours",
                "Kind": "credit",
                "Unit": "minutes",
                "CurrencyCode": None,
                "Remaining": 320,
                "ExpireDate": "2026-11-30T15:00:00Z",
                "LocalDate": "2026-12-01",
                "Source": "purchase",
                "LastUse": "2026-11-18T00:00:00Z",
                "UsedPerWeek": 14,  # 180 minutes in 90 days
                "RunsOutOn": "2027-04-30",
            }
        ],
        "Totals": [total],
        "Weeks": [{"WeekDate": "2026-11-30", "Totals": [total]}],
    }
    assert team_expiring(shared, network_id, 55, now=NOW, coworker_id=102) is None


def test_the_pace_of_what_nobody_recorded_is_that_of_the_balance(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    money = {**MINE, "Id": 1, "TotalCredit": 100, "ExpireDate": "2026-12-01"}
    pass_ = {**MINE, "Id": 2, "TimePassId": 1, "TotalUses": 600, "ExpireDate": "2026-12-01"}
    balances = ((NOW - 100 * DAY, 100, 600), (NOW - 95 * DAY, 90, 500), (NOW - 10 * DAY, 70, 410))
    write(shared, network_id, PEOPLE, NOW - 200 * DAY)
    for on, credit, minutes in balances:
        records = [
            ("coworkerbookingcredits", {**money, "RemainingCredit": credit}),
            ("coworkertimepasses", {**pass_, "RemainingUses": minutes}),
        ]
        write(shared, network_id, records, on)
    found = team_expiring(shared, network_id, 55, now=NOW)
    # 20 and 90 since the versions that were held 90 days ago.
    assert [item_of(found, number)["UsedPerWeek"] for number in (1, 2)] == [Decimal("1.56"), 7]
    assert item_of(found, 2)["RunsOutOn"] == (NOW + 410 * DAY).date().isoformat()
    then = NOW - 50 * DAY
    earlier = team_expiring(shared, network_id, 55, now=NOW, days=366, asked=AsOf(then, then))
    assert [item_of(earlier, 1)[name] for name in ("Remaining", "UsedPerWeek")] == [90, Decimal("0.78")]


def test_check_ins_are_uses_of_a_pass_with_minutes(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    guid = "1fa3ec53-b1f4-4a2a-8d7d-000000000000"
    pass_ = {**MINE, "Id": 1, "UniqueId": guid, "TimePassId": 1, "TotalUses": 600, "RemainingUses": 510}
    stay = {**MINE, "FromTime": "2026-11-18T09:00:00Z", "ToTime": "2026-11-18T10:30:30Z", "CoworkerTimePassGuid": guid}
    records = [
        ("coworkertimepasses", {**pass_, "ExpireDate": "2026-12-01", "IsFromTariff": True}),
        ("checkins", {**stay, "Id": 1}),
        ("checkins", {**stay, "Id": 2, "CoworkerTimePassGuid": None}),
    ]
    write(shared, network_id, [*PEOPLE, *records])
    found = item_of(team_expiring(shared, network_id, 55, now=NOW))
    assert {name: found[name] for name in ("Kind", "Unit", "Source", "LastUse", "UsedPerWeek")} == {
        "Kind": "pass",
        "Unit": "minutes",
        "Source": "plan",
        "LastUse": "2026-11-18T10:30:30Z",
        "UsedPerWeek": 7,
    }


def test_as_it_was_shown(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    credit = {**HOURS, "Id": 1, "RemainingUses": 600, "ExpireDate": "2026-12-01"}
    use = {"Id": 1, "CoworkerExtraServiceId": 1, "CreditUsed": 60, "CreatedOn": "2026-11-20"}
    write(shared, network_id, [*PEOPLE, ("coworkerextraservices", credit), ("coworkerextraserviceusehistories", use)])
    then = NOW + timedelta(hours=1)
    shown = team_expiring(shared, network_id, 55, now=then)
    later: list[tuple[str, dict[str, Any]]] = [
        ("coworkerextraservices", {**credit, "RemainingUses": 0}),
        ("coworkerextraserviceusehistories", {**use, "CreditUsed": 600}),
    ]
    write(shared, network_id, later, NOW + DAY)
    now = NOW + 2 * DAY
    assert team_expiring(shared, network_id, 55, now=now, asked=AsOf(then, then)) == shown
    assert exact(team_expiring(shared, network_id, 55, now=now))["Items"] == []
    # At that time with what is known today: the balance is of then.
    assert item_of(team_expiring(shared, network_id, 55, now=now, asked=AsOf(then)))["Remaining"] == 600
