"""Lists of the back office: filters, ranges, order, and the numbers of pages."""

from __future__ import annotations

from collections.abc import Iterator
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
            ],
            "teams": [
                {"Id": 55, "BusinessId": 1, "Name": "One", "TeamMembers": [101, 102]},
                {"Id": 56, "BusinessId": 1, "Name": "Two", "TeamMembers": [102], "DiscountTariffs": "12.5"},
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
    (
        "bookings",
        {"Booking_CustomFields_Nr": 4, "Nope": 1, "Booking_Nope": "x", "from_Nope": "x"},
        [1, 2, 3, 4, 5, 6, 7],
    ),
    ("bookings", {"PageNumber": 2, "PageSize": 1}, [1, 2, 3, 4, 5, 6, 7]),
    ("bookings", {"Booking_UpdatedOn": "2026-11-19T09:00:00Z"}, [2]),
    ("coworkers", {"Coworker_Email": "jane@example.COM"}, [101]),
    ("coworkers", {"Coworker_FullName": "jane smith"}, [101]),
    ("coworkers", {"Coworker_FullName": "åsa"}, [102]),
    ("coworkers", {"Coworker_FullName": "Jane"}, []),
    ("coworkers", {"Coworker_CoworkerType": "Company"}, [102]),
    ("coworkers", {"Coworker_CoworkerType": 1}, [101]),
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
    ],
)
def test_what_cannot_be_read_is_named(listed: Office, query: dict[str, str]) -> None:
    answer = listed.ask("GET", "bookings", params=query)
    assert list(refused(answer)) == list(query)


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
