"""The events that hooks are sent: each is written with what caused it, once, and not if that is rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from spaces import AUTHOR, Version, new_network, write
from teamkpi.accounts import Seal
from teamkpi.db import connect
from teamkpi.hooks import occasions, registry
from teamkpi.statements.versions import statement_of

LIMIT = timedelta(hours=24)
DAY = timedelta(days=1)
SEAL = Seal(["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="])
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
PLACE = ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"})
JANE = ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"})
GONE = ("coworkers", {"Id": 102, "FullName": "Leo", "Email": "leo@example.org", "Archived": True})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "CreatedOn": "2026-01-01"})
FUTURE_TEAM = ("teams", {"Id": 56, "BusinessId": 1, "Name": "New", "TeamMembers": [], "CreatedOn": "2026-11-02"})


class Space:
    """A network with a hook, and what its hook is to be sent."""

    def __init__(self, conn: Connection[Any], *events: str) -> None:
        self.conn = conn
        self.network_id = new_network(conn)
        self.errors: list[Exception] = []
        if events:
            self.make_hook(*events)

    def make_hook(self, *events: str) -> None:
        registry.create(
            self.conn,
            self.network_id,
            "portal",
            "https://portal.example.com/in",
            events=events,
            allowed=(),
            seal=SEAL,
            author=AUTHOR,
            now=NOW,
        )

    def write(self, *records: Version, now: datetime = NOW - 30 * DAY) -> None:
        write(self.conn, self.network_id, records, now)

    def look(self, now: datetime = NOW) -> bool:
        return occasions.look(
            self.conn, self.network_id, now=now, open_checkin_limit=LIMIT, on_error=self.errors.append
        )

    def statement(self, now: datetime = NOW, month: date = OCTOBER) -> Any:
        return statement_of(self.conn, self.network_id, 55, month, now=now, open_checkin_limit=LIMIT)

    def events(self) -> list[tuple[str, Any]]:
        rows = self.conn.execute(
            "SELECT body FROM hook_message WHERE network_id = %s ORDER BY written_on, id", (self.network_id,)
        )
        found = [json.loads(row[0]) for row in rows]
        return [(one["type"], one["data"]) for one in found if one["type"] != "import.finished"]


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


# ---------------------------------------------------------------- statements


def closed(version: int, team_id: int = 55, month: str = "2026-10") -> tuple[str, Any]:
    return "statement.closed", {"TeamId": team_id, "Month": month, "Version": version}


def test_each_stored_version_of_a_statement_is_an_event(shared: Connection[Any]) -> None:
    space = Space(shared, "statement.closed")
    space.write(PLACE, JANE, TEAM)
    item = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "ProductId": 1, "SaleDate": "2026-10-05", "Price": 7}
    space.write(("coworkerproducts", item))
    assert space.statement(datetime(2026, 10, 31, 12, tzinfo=UTC)).version is None
    assert space.events() == []
    assert (space.statement().version, space.statement().version) == (1, 1)
    assert space.events() == [closed(1)]
    space.write(("coworkerproducts", {**item, "Price": 8}), now=NOW - DAY)
    assert space.statement(NOW + DAY).version == 2
    assert space.events() == [closed(1), closed(2)]


def test_statements_of_a_month_that_is_over_everywhere_are_closed_if_a_hook_wants_to_know(
    shared: Connection[Any],
) -> None:
    west = ("businesses", {"Id": 2, "Name": "W", "CurrencyCode": "USD", "SimpleTimeZoneNameIana": "Pacific/Honolulu"})
    space, silent = Space(shared, "statement.closed"), Space(shared, "import.finished")
    for one in (space, silent):
        one.write(PLACE, west, JANE, TEAM, FUTURE_TEAM)
    # The first of November in London, and still October in Honolulu.
    assert space.look(datetime(2026, 11, 1, 9, 59, tzinfo=UTC)) is False
    assert space.events() == [closed(1, month="2026-09")]
    space.look(datetime(2026, 11, 1, 10, 0, tzinfo=UTC))
    space.look(datetime(2026, 11, 1, 11, 0, tzinfo=UTC))
    assert space.events() == [closed(1, month="2026-09"), closed(1)]
    silent.look()
    assert silent.events() == []
    assert shared.execute(
        "SELECT count(*) FROM team_statement WHERE network_id = %s", (silent.network_id,)
    ).fetchone() == (0,)
    assert space.errors + silent.errors == []


def test_many_statements_are_closed_in_several_looks(shared: Connection[Any]) -> None:
    space = Space(shared, "statement.closed")
    count = 25
    space.write(PLACE, JANE, *(("teams", {**TEAM[1], "Id": number}) for number in range(1, count + 1)))
    assert [space.look(), space.look(), space.look()] == [True, False, False]
    assert sorted(data["TeamId"] for _, data in space.events()) == list(range(1, count + 1))


# ---------------------------------------------------------------- what expires


def test_what_expires_within_a_week_is_told_once(shared: Connection[Any]) -> None:
    space, silent = Space(shared, "credit.expiring"), Space(shared, "import.finished")
    soon, later = "2026-11-25T00:00:00Z", "2026-12-05T00:00:00Z"
    item = {"CoworkerId": 101, "BusinessId": 1, "ExpireDate": soon}
    credit = {**item, "TotalCredit": 100}
    service = {**item, "ExtraServiceId": 1, "ChargePeriod": 1, "TotalUses": 90}
    a_pass = {**item, "TimePassId": 1}
    records: list[Version] = [
        ("coworkerbookingcredits", {**credit, "Id": 1}),
        ("coworkerbookingcredits", {**credit, "Id": 2, "ExpireDate": later}),
        ("coworkerbookingcredits", {**credit, "Id": 3, "RemainingCredit": 0}),
        ("coworkerbookingcredits", {**credit, "Id": 4, "ExpireDate": "2026-11-20T00:00:00Z"}),
        ("coworkerbookingcredits", {**credit, "Id": 5, "CoworkerId": 102}),
        ("coworkerbookingcredits", {**credit, "Id": 6, "CaneBeUsedForBookings": False}),
        ("coworkerextraservices", {**service, "Id": 1, "RemainingUses": 30}),
        ("coworkerextraservices", {**service, "Id": 2, "BookingId": 1}),
        ("coworkerextraservices", {**service, "Id": 3, "ValidFrom": "2026-11-24T00:00:00Z"}),
        ("coworkertimepasses", {**a_pass, "Id": 1}),
        ("coworkertimepasses", {**a_pass, "Id": 2, "Used": True}),
        ("coworkertimepasses", {**a_pass, "Id": 3, "RemainingUses": 45, "TotalUses": 60}),
    ]
    for one in (space, silent):
        one.write(PLACE, JANE, GONE, TEAM, *records)
        one.look()
        one.look()
    assert silent.events() == []

    def told(entity: str, id_: int, remaining: int, unit: str, *, currency: str | None = None, on: str = soon) -> Any:
        return {
            "Entity": entity,
            "Id": id_,
            "CoworkerId": 101,
            "Remaining": remaining,
            "Unit": unit,
            "CurrencyCode": currency,
            "ExpireDate": on,
        }

    first = [
        told("CoworkerBookingCredit", 1, 100, "money", currency="GBP"),
        told("CoworkerExtraService", 1, 30, "minutes"),
        told("CoworkerTimePass", 1, 1, "passes"),
        told("CoworkerTimePass", 3, 45, "minutes"),
    ]
    assert space.events() == [("credit.expiring", {"Credits": first})]
    # What is granted later, becomes valid later, or expires on another day, is told when it is.
    moved = "2026-11-27T00:00:00Z"
    space.write(
        ("coworkertimepasses", {**a_pass, "Id": 1, "ExpireDate": moved}),
        ("coworkertimepasses", {**a_pass, "Id": 9}),
        now=NOW,
    )
    space.look(datetime(2026, 11, 24, 0, tzinfo=UTC))
    space.look(datetime(2026, 11, 28, 0, tzinfo=UTC))
    assert space.events()[1:] == [
        (
            "credit.expiring",
            {
                "Credits": [
                    told("CoworkerExtraService", 3, 90, "minutes"),
                    told("CoworkerTimePass", 9, 1, "passes"),
                    told("CoworkerTimePass", 1, 1, "passes", on=moved),
                ]
            },
        ),
        ("credit.expiring", {"Credits": [told("CoworkerBookingCredit", 2, 100, "money", currency="GBP", on=later)]}),
    ]
    space.look(datetime(2027, 1, 1, tzinfo=UTC))
    assert shared.execute("SELECT count(*) FROM expiry_told").fetchone() == (0,)


def test_many_credits_are_told_in_events_of_a_hundred(shared: Connection[Any]) -> None:
    space = Space(shared, "credit.expiring")
    credit = {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 1, "ExpireDate": "2026-11-25T00:00:00Z"}
    records: list[Version] = [("coworkerbookingcredits", {**credit, "Id": number}) for number in range(1, 1102)]
    space.write(PLACE, JANE, *records)
    assert [space.look(), space.look(), space.look()] == [True, False, False]
    found = [[one["Id"] for one in data["Credits"]] for _, data in space.events()]
    assert sorted(len(one) for one in found) == [1] + [100] * 11
    assert sorted(id_ for one in found for id_ in one) == list(range(1, 1102))
