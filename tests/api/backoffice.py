"""A client of the back office that is written as public clients are: it reads what they read, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
from psycopg import Connection

from api.doorway import Space, account
from spaces import new_network
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.documented import LEFT_OUT_OF_LISTS

OPERATOR = "op@example.com"
INSTANT = "2026-11-21T12:00:00Z"
REQUIRED: dict[str, dict[str, Any]] = {
    "businesses": {"Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
    "coworkers": {"FullName": "Jane Smith", "Email": "jane@example.com"},
    "teams": {"BusinessId": 1, "Name": "Tech"},
    "resources": {"BusinessId": 1, "Name": "Room"},
    "bookings": {"ResourceId": 3, "FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:30:00Z"},
    "checkins": {"BusinessId": 1, "FromTime": "2026-11-02T09:00:00Z"},
    "coworkerproducts": {"CoworkerId": 101, "BusinessId": 1, "ProductId": 5},
    "coworkerextraservices": {
        "CoworkerId": 101,
        "BusinessId": 1,
        "ExtraServiceId": 5,
        "TotalUses": 900,
        "ChargePeriod": 1,
    },
    "coworkertimepasses": {"CoworkerId": 101, "BusinessId": 1, "TimePassId": 5},
    "coworkerbookingcredits": {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 12.5},
    "eventattendees": {
        "BusinessId": 1,
        "CalendarEventId": 2,
        "EventProductId": 5,
        "FullName": "Jane Smith",
        "Email": "jane@example.com",
    },
    "coworkercontracts": {"CoworkerId": 101, "IssuedById": 1, "TariffId": 5},
    "coworkerinvoices": {"CoworkerId": 101, "BusinessId": 1},
    "charges": {"CoworkerId": 101, "BusinessId": 1},
    "coworkerbookingcreditusehistories": {"CoworkerBookingCreditId": 7, "CreditUsed": 2.5},
    "coworkerextraserviceusehistories": {"CoworkerExtraServiceId": 7, "CreditUsed": 60},
}


class Office:
    """Calls of one operator, by an entity's plural."""

    def __init__(self, space: Space, token: str, *, host: str = "teamkpi.test", network_id: int = 1) -> None:
        self.space = space
        self.token = token
        self.host = host
        self.network_id = network_id
        self._headers = {"Host": host}

    def ask(self, method: str, plural: str, path: str = "", **options: Any) -> httpx.Response:
        headers = {**self._headers, **options.pop("headers", {})}
        whole = path_of(ENTITIES[plural]) + path
        return self.space.ask(method, whole, token=self.token, headers=headers, **options)

    def create(self, plural: str, **record: Any) -> dict[str, Any]:
        """Make a record and return it as it is answered."""
        value: dict[str, Any] = successful(self.ask("POST", plural, json=record))["Value"]
        return value

    def replace(self, plural: str, **record: Any) -> None:
        assert successful(self.ask("PUT", plural, json=record))["Value"] == {"Id": int(record["Id"])}

    def get(self, plural: str, record_id: int) -> dict[str, Any] | None:
        answer = self.ask("GET", plural, f"/{record_id}")
        if answer.status_code == 404:
            assert answer.json() == "Not found"
            return None
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def delete(self, plural: str, record_id: int) -> bool:
        answer = self.ask("DELETE", plural, f"/{record_id}")
        if answer.status_code == 404:
            return False
        successful(answer)
        return True

    def page(self, plural: str, **query: Any) -> dict[str, Any]:
        answer = self.ask("GET", plural, params=query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def pages(self, plural: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield the pages of a list, as long as each says that there is another one."""
        number, more = 0, True
        while more:
            number += 1
            page = self.page(plural, page=number, **query)
            assert page["HasNextPage"] == (number < page["TotalPages"])
            yield page
            more = page["HasNextPage"]

    def all(self, plural: str, **query: Any) -> list[dict[str, Any]]:
        return [record for page in self.pages(plural, **query) for record in page["Records"]]


def as_listed(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as a list has it, and the answer to a create."""
    return {name: None if name in LEFT_OUT_OF_LISTS else value for name, value in record.items()}


def successful(answer: httpx.Response) -> dict[str, Any]:
    """Return the envelope of a change that was made."""
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert body["WasSuccessful"] is True, body
    assert body["Errors"] is None
    assert body["Status"] == 200
    return body


def refused(answer: httpx.Response) -> dict[str, str]:
    """Return what is wrong with a change that was refused, by field."""
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["WasSuccessful"] is False
    assert body["Value"] is None
    return {one["PropertyName"]: one["Message"] for one in body["Errors"]}


def an_office(conn: Connection[Any], space: Space) -> Office:
    network_id = new_network(conn)
    host = f"office{network_id}.example"
    conn.execute("INSERT INTO network_host (host, network_id) VALUES (%s, %s)", (host, network_id))
    account(conn, OPERATOR, network_id=network_id, operator=True)
    return Office(space, space.sign_in(OPERATOR, host=host)["access_token"], host=host, network_id=network_id)
