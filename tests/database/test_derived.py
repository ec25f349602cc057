"""What records show of other records: every declared field, for a page at once, whatever is there and is not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from spaces import NOW, new_network, write
from teamkpi.db import load_sql
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.derived import derive, derive_now, nothing_known
from teamkpi.ledger.documented import DERIVED, LEFT_OUT_OF_LISTS, NOT_KEPT, OF_EVERY_RECORD
from teamkpi.ledger.entities import COMMON

STATEMENTS = dict(load_sql("teamkpi.ledger", "derived.sql"))
DAY = timedelta(days=1)
LONDON = {"Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
TOKYO = {"Name": "Tokyo", "CurrencyCode": "JPY", "SimpleTimeZoneNameIana": "Asia/Tokyo"}
UNIQUE = "0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57"


def test_every_field_is_declared_once() -> None:
    for plural, entity in ENTITIES.items():
        names = [
            *(one.name for one in (*COMMON, *entity.fields, *DERIVED[plural])),
            *(one.name for one in (*NOT_KEPT[plural], *OF_EVERY_RECORD)),
        ]
        assert len(names) == len(set(names)), plural
    derived = {one.name for several in DERIVED.values() for one in several}
    assert derived >= LEFT_OUT_OF_LISTS


def test_statements_answer_with_what_is_declared(shared: Connection[Any]) -> None:
    declared: dict[str, list[str]] = {}
    for plural, fields in DERIVED.items():
        left_out = [one.column for one in fields if one.name in LEFT_OUT_OF_LISTS]
        declared |= {plural: [one.column for one in fields][: len(fields) - len(left_out)]}
        declared |= {f"{plural}_whole": left_out}
    assert STATEMENTS.keys() == {name for name, columns in declared.items() if columns}
    for name, statement in STATEMENTS.items():
        cursor = shared.execute(statement, {"network_id": 1, "ids": "{}", "now": NOW})
        assert [one.name for one in cursor.description or ()] == ["id", *declared[name]]


class Space:
    """A network with records, and what is derived of them."""

    def __init__(self, conn: Connection[Any]) -> None:
        self.conn = conn
        self.network_id = new_network(conn)

    def write(self, plural: str, record_id: int, **fields: Any) -> None:
        write(self.conn, self.network_id, [(plural, {"Id": record_id, **fields})])

    def derived(self, plural: str, record_id: int, *, whole: bool = True) -> dict[str, Any]:
        values = derive_now(self.conn, self.network_id, ENTITIES[plural], [record_id], whole=whole, now=NOW)
        names = [one.name for one in DERIVED[plural]]
        return dict(zip(names, values[record_id], strict=True))


@pytest.fixture
def space(shared: Connection[Any]) -> Space:
    """A location in Tokyo, a room in it, a company's team of two, and what they have."""
    space = Space(shared)
    space.write("businesses", 1, **TOKYO)
    space.write("resources", 3, BusinessId=1, Name="Room")
    space.write("coworkers", 101, FullName="Jane", Email="jane@example.com", CoworkerType=2, CompanyName="Ltd")
    space.write("coworkers", 102, FullName="Leo", Email="leo@example.com")
    space.write("teams", 55, BusinessId=1, Name="One", TeamMembers=[102, 101, 999], PayingMemberId=101)
    space.write("teams", 54, BusinessId=2, Name="Two", TeamMembers=[101], DefaultTariffId=7, DefaultTariffName="Desk")
    return space


def test_bookings(space: Space) -> None:
    times = {"FromTime": "2026-11-18T20:00:00.5Z", "ToTime": "2026-11-18T21:00:00Z"}
    space.write("bookings", 1, ResourceId=3, CoworkerId=101, **times)
    charge = {"CoworkerId": 102, "BusinessId": 1, "ExtraServiceId": 5, "ChargePeriod": 1, "BookingId": 1}
    space.write("coworkerextraservices", 8, **charge, TotalUses=60, Price="12.50")
    space.write("coworkerextraservices", 7, **charge, TotalUses=30)
    whole = {
        "ResourceName": "Room",
        "CoworkerFullName": "Jane",
        "CoworkerCompanyName": "Ltd",
        "CoworkerCoworkerType": "Company",
        "FromTimeLocal": datetime(2026, 11, 19, 5, 0, 0, 500_000),
        "ToTimeLocal": datetime(2026, 11, 19, 6),
        "CoworkerTeamNames": "Two, One",
        "CoworkerExtraServiceIds": "7,8",
        "CoworkerExtraServicePrice": None,
        "CoworkerExtraServiceCurrencyCode": "JPY",
        "CoworkerExtraServiceChargePeriod": 1,
        "CoworkerExtraServiceTotalUses": 30,
    }
    assert space.derived("bookings", 1) == whole
    assert space.derived("bookings", 1, whole=False) == {
        name: None if name in LEFT_OUT_OF_LISTS else value for name, value in whole.items()
    }


def test_coworkers(space: Space) -> None:
    nothing: dict[str, Any] = {
        "TeamId": None,
        "TeamName": None,
        "TeamNames": "",
        "TeamIds": "",
        "Teams": [],
        "TariffId": None,
        "TariffName": None,
        "StartDate": None,
        "RenewalDate": None,
        "CancellationDate": None,
        "BillingDay": 1,
        "HasDueInvoices": False,
        "Businesses": [],
    }
    space.write("coworkers", 103, FullName="Kim", Email="kim@example.com")
    assert space.derived("coworkers", 103) == nothing
    contract = {"CoworkerId": 101, "IssuedById": 3}
    space.write("coworkercontracts", 1, **contract, TariffId=5, StartDate="2026-01-01", Active=False)
    space.write("coworkercontracts", 2, **contract, TariffId=6, StartDate="2026-02-01", Cancelled=True)
    space.write("coworkercontracts", 3, **contract, TariffId=8, StartDate="2026-04-01", BillingDay=9)
    main = {"TariffId": 7, "TariffName": "Desk", "StartDate": "2026-03-01", "BillingDay": 15}
    ends = NOW + DAY
    space.write("coworkercontracts", 4, **contract, **main, Cancelled=True, CancellationDate=ends.isoformat())
    invoice = {"CoworkerId": 101, "BusinessId": 1, "TotalAmount": 5}
    for number, state in enumerate(({"Paid": True}, {"Draft": True}, {"Void": True}, {"CreditNote": True}), 1):
        space.write("coworkerinvoices", number, **invoice, DueDate="2026-11-01", **state)
    space.write("coworkerinvoices", 9, **invoice, DueDate=(NOW + DAY).isoformat())
    whole = {
        "TeamId": 54,
        "TeamName": "Two",
        "TeamNames": "Two, One",
        "TeamIds": "54,55",
        "Teams": [54, 55],
        **main,
        "StartDate": NOW.replace(2026, 3, 1, 0),
        "RenewalDate": None,
        "CancellationDate": ends,
        "HasDueInvoices": False,
        "Businesses": [1, 2, 3],
    }
    assert space.derived("coworkers", 101) == whole
    assert space.derived("coworkers", 101, whole=False) == whole | {"Teams": None, "Businesses": None}
    space.write("coworkerinvoices", 10, **invoice, DueDate=NOW.isoformat())
    assert space.derived("coworkers", 101) == whole | {"HasDueInvoices": True}


def test_teams(space: Space) -> None:
    one = {
        "BusinessName": "Tokyo",
        "PayingMemberFullName": "Jane",
        "PayingMemberCompanyName": "Ltd",
        "PayingMemberCoworkerType": 2,
        "DefaultMemberTariffId": None,
        "DefaultMemberTariffName": None,
        "CoworkerIds": "101,102,999",
        "CoworkerFullNames": "Jane, Leo",
        "ActiveContracts": 0,
    }
    assert space.derived("teams", 55) == one
    for number, state in enumerate(({}, {}, {"Active": False}, {"Cancelled": True}), 1):
        space.write("coworkercontracts", number, CoworkerId=101 + number % 2, IssuedById=1, TariffId=7, **state)
    space.write("coworkercontracts", 9, CoworkerId=103, IssuedById=1, TariffId=7)
    assert space.derived("teams", 55) == one | {"ActiveContracts": 2}
    assert space.derived("teams", 54) == {
        **dict.fromkeys(one),
        "DefaultMemberTariffId": 7,
        "DefaultMemberTariffName": "Desk",
        "CoworkerIds": "101",
        "CoworkerFullNames": "Jane",
        "ActiveContracts": 1,
    }


def test_purchases(space: Space) -> None:
    item = {"CoworkerId": 101, "BusinessId": 1}
    space.write("coworkerinvoices", 4, **item, InvoiceNumber="INV-4")
    product = {**item, "ProductId": 5, "ProductPrice": "2.50", "CoworkerInvoiceId": 4}
    space.write("coworkerproducts", 1, **product, Quantity=3)
    expected = {
        "BusinessName": "Tokyo",
        "ProductCurrencyCode": "JPY",
        "CoworkerFullName": "Jane",
        "CoworkerCompanyName": "Ltd",
        "CoworkerEmail": "jane@example.com",
        "CoworkerCoworkerType": "Company",
        "CoworkerInvoiceNumber": "INV-4",
        "UnitPrice": 2.5,
        "TotalPrice": 7.5,
    }
    assert space.derived("coworkerproducts", 1) == expected
    space.write("coworkerproducts", 2, **product, Price=0)
    assert space.derived("coworkerproducts", 2) == expected | {"UnitPrice": 0, "TotalPrice": 0}
    space.write("coworkerproducts", 3, CoworkerId=4, BusinessId=4, ProductId=5)
    assert space.derived("coworkerproducts", 3) == dict.fromkeys(expected)
    space.write("bookings", 9, ResourceId=3, FromTime=NOW.isoformat(), ToTime=NOW.isoformat(), UniqueId=UNIQUE)
    uses = {"ExtraServiceId": 5, "TotalUses": 1, "ChargePeriod": 5, "BookingId": 9}
    space.write("coworkerextraservices", 1, **item, **uses)
    derived = space.derived("coworkerextraservices", 1)
    assert (derived["ExtraServiceCurrencyCode"], str(derived["BookingUniqueId"])) == ("JPY", UNIQUE)


def test_uses_of_credit(space: Space) -> None:
    times = {"FromTime": NOW.isoformat(), "ToTime": (NOW + DAY).isoformat()}
    space.write("bookings", 9, ResourceId=3, **times)
    guest = {"FullName": "Kim", "Email": "kim@example.com", "CalendarEventName": "Talk", "EventProductName": "Ticket"}
    space.write("eventattendees", 8, BusinessId=1, CalendarEventId=1, EventProductId=1, **guest)
    booked = {"BookingFromTime": NOW, "BookingToTime": NOW + DAY, "BookingResourceName": "Room"}
    attended = {
        "EventAttendeeCalendarEventName": "Talk",
        "EventAttendeeEventProductName": "Ticket",
        "EventAttendeeFullName": "Kim",
        "EventAttendeeEmail": "kim@example.com",
    }
    space.write("coworkerbookingcreditusehistories", 1, CoworkerBookingCreditId=1, CreditUsed="2.5", BookingId=9)
    space.write("coworkerbookingcreditusehistories", 2, CoworkerBookingCreditId=1, CreditUsed=1, EventAttendeeId=8)
    space.write("coworkerextraserviceusehistories", 1, CoworkerExtraServiceId=1, CreditUsed=60, BookingId=9)
    assert space.derived("coworkerbookingcreditusehistories", 1) == {**booked, **dict.fromkeys(attended)}
    assert space.derived("coworkerbookingcreditusehistories", 2) == {**dict.fromkeys(booked), **attended}
    assert space.derived("coworkerextraserviceusehistories", 1) == booked


def test_of_several_contracts_one_is_the_main_one(space: Space) -> None:
    contract = {"CoworkerId": 101, "IssuedById": 1, "TariffId": 7}
    space.write("coworkercontracts", 1, **contract, StartDate="2026-02-01")
    space.write("coworkercontracts", 2, **contract, StartDate="2026-01-01")
    space.write("coworkercontracts", 3, **contract, Cancelled=True)
    space.write("coworkercontracts", 4, **{**contract, "CoworkerId": 102})
    assert [space.derived("coworkercontracts", number)["MainContract"] for number in (1, 2, 3, 4)] == [
        False,
        True,
        False,
        True,
    ]
    assert space.derived("coworkers", 101)["StartDate"] == NOW.replace(2026, 1, 1, 0)


def test_what_is_not_there_is_null(space: Space) -> None:
    """Neither what is unknown, nor what was deleted, nor what is another network's."""
    other = Space(space.conn)
    other.write("businesses", 9, **LONDON)
    space.write("businesses", 1, UpdatedOn="2999-01-01", _deleted=True)
    space.write("coworkers", 101, UpdatedOn="2999-01-01", _deleted=True)
    records: dict[str, dict[str, Any]] = {
        "resources": {"BusinessId": 9, "Name": "Room"},
        "bookings": {"ResourceId": 4, "CoworkerId": 101, "FromTime": NOW.isoformat(), "ToTime": NOW.isoformat()},
        "checkins": {"BusinessId": 1, "FromTime": NOW.isoformat(), "CoworkerId": 101},
        "coworkerproducts": {"CoworkerId": 101, "BusinessId": 9, "ProductId": 1},
        "coworkerextraservices": {
            "CoworkerId": 101,
            "BusinessId": 9,
            "ExtraServiceId": 1,
            "TotalUses": 1,
            "ChargePeriod": 1,
        },
        "coworkertimepasses": {"CoworkerId": 101, "BusinessId": 9, "TimePassId": 1},
        "coworkerbookingcredits": {"CoworkerId": 101, "BusinessId": 9, "TotalCredit": 1},
        "eventattendees": {
            "BusinessId": 9,
            "CalendarEventId": 1,
            "EventProductId": 1,
            "FullName": "J",
            "Email": "j@example.com",
        },
        "coworkerinvoices": {"CoworkerId": 101, "BusinessId": 9},
        "charges": {"CoworkerId": 101, "BusinessId": 9},
        "coworkerbookingcreditusehistories": {"CoworkerBookingCreditId": 1, "BookingId": 4, "CreditUsed": 1},
        "coworkerextraserviceusehistories": {"CoworkerExtraServiceId": 1, "BookingId": 4, "CreditUsed": 1},
    }
    for plural, record in records.items():
        space.write(plural, 77, **record)
        entity = ENTITIES[plural]
        values = derive_now(space.conn, space.network_id, entity, [77, 78], whole=False, now=NOW)
        assert values == {77: nothing_known(entity)}, plural


def test_a_page_is_one_statement_and_each_has_its_own(space: Space, shared_url: str) -> None:
    for number in range(1, 6):
        space.write("resources", 10 + number, BusinessId=1 + number % 2, Name=f"R{number}")

    async def ask() -> Any:
        async with await psycopg.AsyncConnection.connect(shared_url, autocommit=True) as conn:
            return await derive(conn, space.network_id, ENTITIES["resources"], [13, 11, 12, 99], whole=False, now=NOW)

    assert asyncio.run(ask()) == {11: (None,), 12: ("Tokyo",), 13: (None,)}
