"""Lists of the back office: filters, ranges, order, and the numbers of pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import REQUIRED, Office, an_office, refused
from api.doorway import Space, running, store


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    """An operator of a network of the test's own."""
    return an_office(shared, space)


def at(office: Office, plural: str, **query: Any) -> list[int]:
    return [record["Id"] for record in office.all(plural, **query)]


@pytest.fixture(scope="module")
def listed(shared: Connection[Any], space: Space) -> Office:
    """A network with records to look for."""
    office = an_office(shared, space)
    bookings = [
        {
            "Id": number,
            "ResourceId": 1 + number % 3,
            "CoworkerId": 101 + number % 2 if number != 5 else None,
            "FromTime": f"2026-11-{number:02}T09:00:00Z",
            "ToTime": f"2026-11-{number:02}T10:00:00Z",
            "Tentative": number == 4,
            "BookingNumber": 10 * number,
            "UpdatedOn": f"2026-11-{21 - number:02}T09:00:00Z",
            "UniqueId": f"0f3d9b5c-6c0e-5b44-9c1f-0000000000{number:02}",
        }
        for number in range(1, 8)
    ]
    store(
        shared,
        {
            "bookings": [*bookings, {"Id": 9, "UpdatedOn": "2026-11-01T00:00:00Z", "_deleted": True}],
            "coworkers": [
                {"Id": 101, "FullName": "Jane Smith", "Email": "Jane@Example.com", "CoworkerType": 1},
                {"Id": 102, "FullName": "ÅSA", "Email": "asa@example.com", "CoworkerType": 2, "Archived": True},
                {"Id": 103, "FullName": "Nobody", "Email": "nobody@example.com", "UserLastAccess": "2026-11-01"},
            ],
            "businesses": [
                {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
                {"Id": 2, "Name": "Hive", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"},
            ],
            "resources": [
                {"Id": 1, "BusinessId": 1, "Name": "Room"},
                {"Id": 2, "BusinessId": 2, "Name": "Desk"},
                {"Id": 3, "BusinessId": 1, "Name": "Gone", "UpdatedOn": "2026-11-01T00:00:00Z", "_deleted": True},
            ],
            "teams": [
                {"Id": 55, "BusinessId": 1, "Name": "One", "TeamMembers": [101, 102], "PayingMemberId": 101},
                {"Id": 56, "BusinessId": 1, "Name": "Two", "TeamMembers": [102], "DiscountTariffs": "12.5"},
            ],
            "coworkercontracts": [
                {
                    "Id": 1,
                    "CoworkerId": 101,
                    "IssuedById": 1,
                    "TariffId": 7,
                    "TariffName": "Desk",
                    "StartDate": "2026-02-01",
                },
                {"Id": 2, "CoworkerId": 101, "IssuedById": 1, "TariffId": 8, "StartDate": "2026-03-01"},
                {
                    "Id": 3,
                    "CoworkerId": 101,
                    "IssuedById": 1,
                    "TariffId": 9,
                    "StartDate": "2026-01-01",
                    "Active": False,
                },
                {
                    "Id": 4,
                    "CoworkerId": 102,
                    "IssuedById": 2,
                    "TariffId": 7,
                    "Cancelled": True,
                    "CancellationDate": "2026-11-22T00:00:00Z",
                },
                {"Id": 5, "CoworkerId": 103, "IssuedById": 2, "TariffId": 7, "Cancelled": True},
            ],
            "checkins": [
                {"Id": number, "BusinessId": 1, "FromTime": f"2026-11-{number:02}T09:00:00Z", "Source": number % 3}
                for number in range(1, 5)
            ],
            "eventattendees": [{"Id": 1, **REQUIRED["eventattendees"], "EventProductPrice": 5}],
        },
        network_id=office.network_id,
    )
    return office


FILTERS: list[tuple[str, dict[str, Any], list[int]]] = [
    ("bookings", {}, [1, 2, 3, 4, 5, 6, 7]),
    ("bookings", {"Booking_Resource": 1}, [3, 6]),
    ("bookings", {"booking_resource": "1"}, [3, 6]),
    ("bookings", {"Booking_ResourceId": " 1 "}, [3, 6]),
    ("bookings", {"Booking_Resource": "[1,2]"}, [1, 3, 4, 6, 7]),
    ("bookings", {"Booking_Resource": 1, "Booking_Coworker": 102}, [3]),
    ("bookings", {"BOOKING_TENTATIVE": "True"}, [4]),
    ("bookings", {"Booking_Tentative": "1"}, [4]),
    ("bookings", {"Booking_Tentative": "false", "Booking_Resource": 2}, [1, 7]),
    ("bookings", {"Id": 4}, [4]),
    ("bookings", {"Booking_Id": "4"}, [4]),
    ("bookings", {"Booking_Id": "[4,1,9]"}, [1, 4]),
    ("bookings", {"Booking_Id": "9"}, []),
    ("bookings", {"UniqueId": "0F3D9B5C-6C0E-5B44-9C1F-000000000003"}, [3]),
    ("bookings", {"Booking_UniqueId": "0f3d9b5c6c0e5b449c1f000000000003"}, [3]),
    ("bookings", {"from_Booking_FromTime": "2026-11-06T09:00"}, [6, 7]),
    ("bookings", {"from_Booking_FromTime": "2026-11-06T10:00:00+01:00"}, [6, 7]),
    ("bookings", {"from_Booking_FromTime": "2026-11-06T09:00:00.0000001Z"}, [6, 7]),
    ("bookings", {"From_booking_fromtime": "2026-11-06T09:00:01Z"}, [7]),
    ("bookings", {"to_Booking_ToTime": "2026-11-02T10:00:00Z"}, [1, 2]),
    ("bookings", {"from_Booking_FromTime": "2026-11-02", "to_Booking_FromTime": "2026-11-04"}, [2, 3]),
    ("bookings", {"from_Booking_UpdatedOn": "2026-11-18T09:00:00Z"}, [1, 2, 3]),
    ("bookings", {"from_Booking_BookingNumber": 60, "to_Booking_BookingNumber": "60"}, [6]),
    ("bookings", {"from_Booking_Id": 6}, [6, 7]),
    ("bookings", {"from_Booking_UpdatedOn": "", "Booking_Resource": " "}, [1, 2, 3, 4, 5, 6, 7]),
    ("bookings", {"PageNumber": 2, "PageSize": 1, "Nope": "x", "_": 1, "_shape": "x"}, [1, 2, 3, 4, 5, 6, 7]),
    ("bookings", {"Booking_Resource_Name": "room"}, [3, 6]),
    ("bookings", {"booking_resourcename": "ROOM"}, [3, 6]),
    ("bookings", {"Booking_Resource_Name": "Nowhere"}, []),
    ("bookings", {"Booking_Resource_Name": "Gone"}, []),
    ("bookings", {"Booking_Resource_Business": 2}, [1, 4, 7]),
    ("bookings", {"Booking_Resource_BusinessId": "[1,2]"}, [1, 3, 4, 6, 7]),
    ("bookings", {"Booking_Resource_Business": "null"}, [2, 5]),
    ("bookings", {"Booking_Resource_Business": "NotNull"}, [1, 3, 4, 6, 7]),
    ("bookings", {"Booking_Resource_Business_Name": "hive"}, [1, 4, 7]),
    ("bookings", {"from_Booking_Resource_BusinessId": 2}, [1, 4, 7]),
    ("bookings", {"Booking_Coworker_FullName": "Jane Smith"}, [2, 4, 6]),
    ("bookings", {"Booking_Coworker_FullName": "åsa", "Booking_Resource": 2}, [1, 7]),
    ("bookings", {"Booking_Coworker_Email": "JANE@example.com"}, [2, 4, 6]),
    ("bookings", {"Booking_Coworker_Archived": "true"}, [1, 3, 7]),
    ("bookings", {"Booking_Coworker_CoworkerType": "Company"}, [1, 3, 7]),
    ("bookings", {"Booking_Coworker_Team": 56}, [1, 3, 7]),
    ("bookings", {"Booking_Coworker_Tariff": 7, "Booking_Resource": 3}, [2]),
    ("bookings", {"Booking_Coworker": "null"}, [5]),
    ("bookings", {"Booking_Coworker": " NOTNULL "}, [1, 2, 3, 4, 6, 7]),
    ("bookings", {"Booking_BookingNumber": "null"}, []),
    ("bookings", {"Booking_Notes": "null"}, []),
    ("bookings", {"Booking_Coworker[]": ["101", "102"]}, [1, 2, 3, 4, 6, 7]),
    ("bookings", {"booking_coworker[]": "101"}, [2, 4, 6]),
    ("bookings", {"Booking_Coworker[]": [*map(str, range(1, 102)), "null", "[101,7]"]}, [2, 4, 5, 6]),
    ("bookings", {"Booking_Coworker[0]": "101", "Booking_Coworker[1]": "null"}, [2, 4, 5, 6]),
    ("bookings", {"Booking_Coworker_FullName[]": ["åsa", "jane smith"], "Booking_Resource": 1}, [3, 6]),
    ("bookings", {"Booking_Resource": ["1", "1"]}, [3, 6]),
    ("teams", {"Team_PayingMember_FullName": "jane SMITH"}, [55]),
    ("teams", {"Team_PayingMember": "null"}, [56]),
    ("teams", {"Team_Business_Name": "Hub"}, [55, 56]),
    ("coworkers", {"Coworker_Tariff": "7"}, [101, 102]),
    ("coworkers", {"Coworker_Tariff": "8"}, []),
    ("coworkers", {"Coworker_Tariff": "notnull"}, [101, 102]),
    ("coworkers", {"Coworker_TariffId": "null"}, [103]),
    ("coworkers", {"Coworker_Tariff_Name": "desk"}, [101]),
    ("coworkers", {"to_Coworker_StartDate": "2026-02-01"}, [101]),
    ("coworkers", {"Coworker_Team": "55"}, [101, 102]),
    ("coworkers", {"Coworker_Teams": "[56,57]"}, [102]),
    ("coworkers", {"Coworker_Team": "null"}, [103]),
    ("coworkers", {"Coworker_TeamName": "two"}, [102]),
    ("coworkers", {"Coworker_UserLastAccess": "notnull"}, [103]),
    ("coworkercontracts", {"CoworkerContract_IssuedBy_Name": "hive"}, [4, 5]),
    ("coworkercontracts", {"CoworkerContract_CancellationDate": "null"}, [1, 2, 3, 5]),
    ("bookings", {"Booking_UpdatedOn": "2026-11-19T09:00:00Z"}, [2]),
    ("coworkers", {"Coworker_Email": "jane@example.COM"}, [101]),
    ("coworkers", {"Coworker_FullName": "jane smith"}, [101]),
    ("coworkers", {"Coworker_FullName": "åsa"}, [102]),
    ("coworkers", {"Coworker_FullName": "Jane"}, []),
    ("coworkers", {"Coworker_CoworkerType": "Company"}, [102]),
    ("coworkers", {"Coworker_CoworkerType": 1}, [101, 103]),
    ("coworkers", {"Coworker_Archived": "yes"}, [102]),
    ("teams", {"Team_TeamMembers": 101}, [55]),
    ("teams", {"Team_TeamMembers": "102"}, [55, 56]),
    ("teams", {"from_Team_DiscountTariffs": "12.50", "to_Team_DiscountTariffs": "12.5"}, [56]),
    ("checkins", {}, [4, 3, 2, 1]),
    ("checkins", {"dir": "asc"}, [1, 2, 3, 4]),
    ("checkins", {"orderBy": "FromTime"}, [1, 2, 3, 4]),
    ("checkins", {"orderBy": "Id", "dir": "desc"}, [4, 3, 2, 1]),
    ("checkins", {"Checkin_Source": "DoorAccess"}, [2]),
    ("checkins", {"Checkin_Source": "None"}, [3]),
    ("eventattendees", {"from_EventAttendee_EventProductPrice": 5}, [1]),
    ("eventattendees", {"to_EventAttendee_EventProduct_Price": 4.99}, []),
    ("eventattendees", {"EventAttendee_CalendarEvent": 2}, [1]),
]


@pytest.mark.parametrize(("plural", "query", "found"), FILTERS)
def test_filters(listed: Office, plural: str, query: dict[str, Any], found: list[int]) -> None:
    assert at(listed, plural, **query) == found
    assert at(listed, plural, size=2, **query) == found


@pytest.mark.parametrize(
    ("value", "is_descending"),
    [
        *((value, False) for value in ("0", "asc", "ascending", "ASC", "Ascending")),
        *((value, True) for value in ("1", "-1", "desc", "descending", "DESC", "Descending")),
    ],
)
@pytest.mark.parametrize("name", ["orderBy", "orderby", "OrderBy"])
def test_directions(listed: Office, name: str, value: str, is_descending: bool) -> None:
    order = [1, 2, 3, 4, 5, 6, 7][:: -1 if is_descending else 1]
    assert at(listed, "bookings", dir=value, **{name: "FromTime"}, size=3) == order
    page = listed.page("bookings", dir=value, **{name: "Booking_UpdatedOn"})
    assert (page["CurrentOrderField"], page["CurrentSortDirection"]) == ("UpdatedOn", int(is_descending))
    assert [record["Id"] for record in page["Records"]] == order[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"Booking_Resource": "x"},
        {"Booking_Resource": "[1,x]"},
        {"Booking_Tentative": "perhaps"},
        {"from_Booking_FromTime": "yesterday"},
        {"to_Booking_BookingNumber": "1.5"},
        {"Booking_UniqueId": "x"},
        {"Booking_Notes": "\0"},
        {"Id": "-1"},
        {"id": "[-1]"},
        {"page": "0"},
        {"page": "x"},
        {"page": "9007199254740992"},
        {"size": "0"},
        {"size": "-5"},
        {"orderBy": "Nope"},
        {"dir": "2"},
        {"Booking_Id": "[" * 5000},
        {"Booking_Nope": "x"},
        {"booking_nope": "x"},
        {"BOOKING_NOPE": "x"},
        {"BookingNope": "x"},
        {"from_Booking_Nope": "2027-01-01"},
        {"To_Booking_Nope": "1"},
        {"from_Booking_Tentative": "true"},
        {"from_Nope": "x"},
        {"Booking_CustomFields_Nr": "4"},
        {"Booking_Resource_Nope": "x"},
        {"Booking_Resource_ResourceType": "1"},  # a documented one, of what is not kept here
        {"Booking_InternalNotes": "x"},
        {"Checkin_Coworker": "101"},
        {"page_size": "100"},
        {"Booking_Coworker": ["101", "102"]},
        {"from_Booking_FromTime": ["2026-11-01", "2026-11-02"]},
        {"page": ["1", "2"]},
        {"orderBy": "ResourceName"},
        {"ORDERBY": "Nope"},
        {"Dir": "sideways"},
        {"Booking_Notes[]": ["x", "\0"]},
    ],
)
def test_what_cannot_be_read_is_named(listed: Office, query: dict[str, str | list[str]]) -> None:
    answer = listed.ask("GET", "bookings", params=query)
    [name] = query
    assert list(refused(answer)) == [name.removesuffix("[]")]


def test_several_ids_stand_alone(listed: Office) -> None:
    def ids(query: str) -> list[int]:
        answer = listed.ask("GET", "bookings", query)
        assert answer.status_code == 200, answer.text
        return [record["Id"] for record in answer.json()]

    assert ids("?id=[1,2,3]") == ids("?ID=[3,2,1]&size=1&Nope=1") == ids("?id[]=1&id[]=3&id[]=2") == [1, 2, 3]
    for more in ("Booking_Tentative=true", "UniqueId=0f3d9b5c-6c0e-5b44-9c1f-000000000001"):
        answer = listed.ask("GET", "bookings", f"?id=[1,2]&{more}")
        assert list(refused(answer)) == ["id"]
    assert list(refused(listed.ask("GET", "bookings", "?id=[1,2]&Booking_Nope=1"))) == ["Booking_Nope"]


def test_counts_follow_what_records_belong_to(office: Office) -> None:
    """A count is kept while nothing is stored that could change it: of the list's own records, or of their parents."""

    def total(**query: Any) -> int:
        number: int = office.page("bookings", **query)["TotalItems"]
        return number

    room = office.create("resources", BusinessId=1, Name="Room")
    office.create("bookings", **{**REQUIRED["bookings"], "ResourceId": room["Id"]})
    assert (total(Booking_Resource_Name="Room"), total(Booking_Resource_Name="Hall")) == (1, 0)
    office.replace("resources", **{**room, "Name": "Hall"})
    assert (total(Booking_Resource_Name="Room"), total(Booking_Resource_Name="Hall")) == (0, 1)
    by_update = {"Booking_Resource_Name": "Hall", "orderBy": "UpdatedOn", "size": 1}
    assert total(**by_update) == 1
    office.delete("resources", room["Id"])
    assert (total(Booking_Resource_Name="Hall"), total(**by_update)) == (0, 0)
    assert total(Booking_Resource_Business="null") == 1


def test_a_contract_that_ends_by_the_clock_is_counted_no_more(office: Office) -> None:
    person = office.create("coworkers", **REQUIRED["coworkers"])
    office.create(
        "coworkercontracts",
        **{**REQUIRED["coworkercontracts"], "CoworkerId": person["Id"]},
        Cancelled=True,
        CancellationDate="2026-11-21T12:30:00Z",
    )

    def found() -> tuple[list[int], int]:
        page = office.page("coworkers", Coworker_Tariff="notnull")
        return [one["Id"] for one in page["Records"]], page["TotalItems"]

    now = office.space.now
    try:
        assert found() == ([person["Id"]], 1)
        office.space.forward(timedelta(hours=1))
        assert found() == ([], 0)
    finally:
        office.space.set_clock(now)


def test_the_numbers_of_pages(listed: Office) -> None:
    def of(**query: Any) -> dict[str, Any]:
        page = listed.page("bookings", **query)
        page["Records"] = [record["Id"] for record in page["Records"]]
        return page

    envelope = {
        "Records": [4, 5, 6],
        "CurrentPageSize": 3,
        "CurrentPage": 2,
        "CurrentOrderField": "Id",
        "CurrentSortDirection": 0,
        "FirstItem": 4,
        "HasNextPage": True,
        "HasPreviousPage": True,
        "LastItem": 6,
        "PageNumber": 2,
        "PageSize": 3,
        "TotalItems": 7,
        "TotalPages": 3,
    }
    assert of(size="3", page="2") == envelope
    last = {"Records": [7], "CurrentPage": 3, "PageNumber": 3, "FirstItem": 7, "LastItem": 7, "HasNextPage": False}
    assert of(size=3, page=3) == envelope | last
    past = {"Records": [], "CurrentPage": 9, "PageNumber": 9, "FirstItem": 0, "LastItem": 0, "HasNextPage": False}
    assert of(size=3, page=9) == envelope | past
    assert of(size=3, page=2**53 - 1)["TotalItems"] == 7
    empty = {"TotalItems": 0, "TotalPages": 0, "CurrentPage": 1, "PageNumber": 1, "HasPreviousPage": False}
    assert of(size=3, Booking_Resource=99) == envelope | past | empty
    for size in (1000, 1001, 5000):
        page = of(size=size)
        assert (page["PageSize"], page["CurrentPageSize"], page["TotalPages"]) == (1000, 1000, 1)
    assert of()["PageSize"] == 25
    by_update = [of(orderBy="UpdatedOn", size=2, page=page) for page in (1, 2, 3, 4, 5)]
    assert [page["Records"] for page in by_update] == [[7, 6], [5, 4], [3, 2], [1], []]
    assert [page["TotalItems"] for page in by_update] == [7] * 5
    assert [page["HasNextPage"] for page in by_update] == [True, True, True, False, False]


def test_counts_follow_every_change(office: Office) -> None:
    def total(**query: Any) -> int:
        number: int = office.page("resources", **query)["TotalItems"]
        return number

    made = []
    for number in range(1, 4):
        made.append(office.create("resources", **REQUIRED["resources"]))
        assert (total(), total(Resource_Name="ROOM"), total(orderBy="UpdatedOn", size=1)) == (number,) * 3
    office.replace("resources", **{**made[0], "Name": "Hall"})
    assert (total(), total(Resource_Name="ROOM")) == (3, 2)
    office.delete("resources", made[1]["Id"])
    assert (total(), total(Resource_Name="ROOM")) == (2, 1)
