"""Lists with ``most``: the first records only, as the complete list has them, and what is said about the others."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import Office, an_office, refused
from api.doorway import Space, running, store
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.short_listing import LARGEST_LIMIT

RECORDS = 40
SAID = ("IsCut", "OrderFields")
SORTED = ("Id", "UpdatedOn", "FromTime", "ToTime", "ResourceId", "CoworkerId", "Online", "BookingNumber", "Notes")


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def office(shared: Connection[Any], space: Space) -> Office:
    """An operator of a network with bookings, many of them at the same times, and one that was deleted."""
    office = an_office(shared, space)
    random = Random(1)
    bookings = [
        {
            "Id": number,
            "ResourceId": random.randint(1, 3),
            "CoworkerId": random.choice((None, 101, 102)),
            "FromTime": f"2026-11-{random.randint(1, 9):02}T09:00:00Z",
            "ToTime": f"2026-11-{random.randint(10, 19):02}T09:00:00Z",
            "Online": random.random() < 0.3,
            "BookingNumber": random.choice((None, 1, 2)),
            "Notes": random.choice((None, "Window", "window", "Door")),
            "UpdatedOn": f"2026-11-{random.randint(1, 9):02}T12:00:00Z",
        }
        for number in random.sample(range(1, 500), RECORDS)
    ]
    gone = {"Id": 600, "UpdatedOn": "2026-11-01T00:00:00Z", "_deleted": True}
    people = [
        {"Id": number, "FullName": f"P {number}", "Email": f"P{number}@x.test", "Archived": number % 2 == 0}
        for number in range(101, 108)
    ]
    store(shared, {"bookings": [*bookings, gone], "coworkers": people}, network_id=office.network_id)
    return office


def a_query(random: Random) -> dict[str, Any]:
    """Return some filters as a screen sends them, and some that only other clients do."""
    day = random.randint(1, 12)
    several: list[dict[str, Any]] = [
        {"Booking_Resource": random.randint(1, 4)},
        {"Booking_Resource": "[1,2]"},
        {"Booking_Coworker": random.choice((101, 102, "null", "notnull"))},
        {"Booking_Coworker_Archived": random.choice(("true", "false"))},
        {"from_Booking_FromTime": f"2026-11-{day:02}"},
        {"to_Booking_FromTime": f"2026-11-{day:02}T23:00:00Z"},
        {"Booking_UpdatedOn": f"2026-11-{day:02}T12:00:00Z"},
        {"from_Booking_UpdatedOn": f"2026-11-{day:02}"},
        {"to_Booking_ToTime": f"2026-11-{day + 8:02}"},
        {"Booking_Online": random.choice(("true", "false"))},
        {"Booking_Notes": "WINDOW"},
        {"from_Booking_BookingNumber": random.randint(0, 2)},
        {"from_Booking_Id": random.randint(1, 500)},
    ]
    chosen = random.sample(several, random.choice((0, 1, 1, 2, 3)))
    order = {"orderBy": random.choice(SORTED), "dir": random.choice(("asc", "desc"))}
    return {name: value for one in chosen for name, value in one.items()} | order


@pytest.mark.parametrize("seed", range(60))
def test_the_first_records_are_those_of_the_complete_list(office: Office, seed: int) -> None:
    random = Random(seed)
    query, most, size = a_query(random), random.choice((1, 5, 20, RECORDS - 1, RECORDS)), random.choice((3, 50))
    found = office.page("bookings", **query, most=most, size=size)
    way = "desc" if found["CurrentSortDirection"] else "asc"
    complete = office.all("bookings", **{**query, "orderBy": found["CurrentOrderField"], "dir": way}, size=50)
    if not found["IsCut"]:
        assert (found["CurrentOrderField"], way) == (query["orderBy"], query["dir"])
        assert found["TotalItems"] == len(complete)
        assert set(SORTED) <= set(found["OrderFields"])
    else:
        assert found["CurrentOrderField"] in found["OrderFields"]
        if query["orderBy"] in found["OrderFields"]:
            assert (found["CurrentOrderField"], way) == (query["orderBy"], query["dir"])
        assert found["TotalItems"] <= min(most, len(complete))
        assert most < RECORDS
    numbers = range(1, found["TotalPages"] + 2)
    pages = [office.page("bookings", **query, most=most, size=size, page=page) for page in numbers]
    assert {page["TotalItems"] for page in pages} == {found["TotalItems"]}
    assert [record for page in pages for record in page["Records"]] == complete[: found["TotalItems"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ("FromTime", True, ["FromTime", "Id", "UpdatedOn"])),
        ({"orderBy": "Notes", "dir": "asc"}, ("FromTime", True, ["FromTime", "Id", "UpdatedOn"])),
        ({"orderBy": "Id", "dir": "asc"}, ("Id", False, ["FromTime", "Id", "UpdatedOn"])),
        ({"Booking_Resource": 1, "orderBy": "UpdatedOn"}, ("FromTime", True, ["FromTime"])),
        ({"Booking_Coworker": 101, "orderBy": "Online"}, ("ToTime", True, ["ToTime"])),
        ({"from_Booking_UpdatedOn": "2026-11-01", "orderBy": "FromTime"}, ("UpdatedOn", True, ["UpdatedOn"])),
        ({"Booking_Online": "false", "orderBy": "UpdatedOn", "dir": "asc"}, ("UpdatedOn", False, None)),
    ],
)
def test_a_long_list_has_an_order_that_an_index_gives(
    office: Office, query: dict[str, Any], expected: tuple[str, bool, list[str] | None]
) -> None:
    found = office.page("bookings", **({"orderBy": "FromTime", "dir": "desc"} | query), most=2)
    order, is_descending, orders = expected
    assert found["IsCut"]
    assert (found["CurrentOrderField"], found["CurrentSortDirection"]) == (order, int(is_descending))
    assert found["OrderFields"] == (orders or ["FromTime", "Id", "UpdatedOn"])


def test_a_filter_that_an_index_decides_makes_a_long_list_complete(office: Office) -> None:
    person = {"Coworker_Email": "p103@X.test", "orderBy": "FullName"}
    found = office.page("coworkers", **person, most=2)
    assert not found["IsCut"]
    assert [one["Id"] for one in found["Records"]] == [103]
    # Of two such filters, the one that few records meet.
    both = {"from_Booking_UpdatedOn": "2026-11-01", "from_Booking_Id": 490, "Booking_Online": "false"}
    assert not office.page("bookings", **both, most=20)["IsCut"]


@pytest.mark.parametrize("plural", ENTITIES)
def test_without_it_lists_say_nothing_new(office: Office, plural: str) -> None:
    plain, short = office.page(plural), office.page(plural, most=LARGEST_LIMIT + 1)
    assert not set(SAID) & set(plain)
    assert {name: value for name, value in short.items() if name not in SAID} == plain
    assert short["IsCut"] is False


def test_it_is_a_number(office: Office) -> None:
    for wrong in ("0", "-1", "many"):
        assert refused(office.ask("GET", "bookings", params={"most": wrong})) == {
            "most": "must be a whole number, 1 or greater"
        }
