"""A value means the same by whichever way a record comes: import of both forms, back office, webhook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, REQUIRED, Office
from api.doorway import NOW, Space, account, running
from api.test_webhooks import KEY, Hook
from teamkpi.errors import BatchRejected
from teamkpi.ledger import ENTITIES, apply
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.files import Source

BOM = "\ufeff"
Door = Callable[["Doors", str, dict[str, Any], str], None]


class Refused(Exception):
    """What is said of a record that is not taken."""


class Doors:
    """One network and every way into it."""

    def __init__(self, space: Space, conn: Connection[Any], folder: Path) -> None:
        self.conn, self.folder, self.numbers = conn, folder, count(1)
        self.hook = Hook(space, conn)
        account(conn, OPERATOR, network_id=self.hook.network_id, operator=True)
        token = space.sign_in(OPERATOR, host=self.hook.host)["access_token"]
        self.office = Office(space, token, host=self.hook.host, network_id=self.hook.network_id)

    def imported(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, "utf-8", newline="")
        try:
            apply(self.conn, self.hook.network_id, Source(self.folder / name), now=NOW)
        except BatchRejected as error:
            raise Refused("; ".join(f"{one.field} {one.reason}" for one in error.report.rejected)) from None

    def posted(self, plural: str, content: str, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        answer = self.office.ask("POST", plural, content=content.encode(), headers=headers)
        if answer.status_code != 200:
            errors = answer.json()["Errors"]
            raise Refused("; ".join(f"{one['PropertyName']} {one['Message']}" for one in errors))

    def delivered(self, content: str) -> None:
        answer = self.hook.post(content.encode())
        assert answer.status_code == 200
        if answer.json()["Kept"]:
            raise Refused(self.hook.reasons()[0].partition(": ")[2])

    def row(self, plural: str, record_id: int) -> dict[str, Any]:
        """The fields of its own of a record that is held."""
        entity = ENTITIES[plural]
        [found] = [row for row in self.hook.rows(plural) if row[0] == record_id]
        return dict(zip(entity.columns[len(COMMON) + 1 :], found[len(COMMON) + 1 : len(entity.columns)], strict=True))


def by_jsonl(doors: Doors, plural: str, record: dict[str, Any], before: str) -> None:
    doors.imported(f"{plural}.jsonl", before + json.dumps(record) + "\n")


def by_csv(doors: Doors, plural: str, record: dict[str, Any], before: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(record))
    writer.writeheader()
    writer.writerow(record)
    doors.imported(f"{plural}.csv", before + text.getvalue())


def by_json(doors: Doors, plural: str, record: dict[str, Any], before: str) -> None:
    doors.posted(plural, before + json.dumps(record), "application/json")


def by_form(doors: Doors, plural: str, record: dict[str, Any], before: str) -> None:
    doors.posted(plural, before + urlencode(record), "application/x-www-form-urlencoded")


def by_webhook(doors: Doors, plural: str, record: dict[str, Any], before: str) -> None:
    of_type = {"TypeName": ENTITIES[plural].name, "UpdatedOn": "2026-11-20T10:00:00Z"}
    doors.delivered(before + json.dumps([{**record, **of_type}]))


DOORS: tuple[Door, ...] = (by_jsonl, by_csv, by_json, by_form, by_webhook)


@pytest.fixture(scope="module")
def doors(shared_url: str, shared: Connection[Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with running(shared_url, secret_key=(KEY,)) as space:
        yield Doors(space, shared, tmp_path_factory.mktemp("doors"))


def outcomes(doors: Doors, plural: str, record: dict[str, Any], before: str = "") -> list[Any]:
    """What becomes of a record by each way, under an id of its own where it does not bring one."""
    found: list[Any] = []
    for record_id, door in zip(doors.numbers, DOORS, strict=False):
        try:
            door(doors, plural, {"Id": record_id, **record}, before)
        except Refused as refused:
            found.append(str(refused))
        else:
            found.append(doors.row(plural, record_id))
    return found


def empty_where_no_text_is(plural: str) -> dict[str, Any]:
    return {one.name: "" for one in ENTITIES[plural].fields if not one.kind.is_text} | REQUIRED[plural]


@pytest.mark.parametrize("plural", ENTITIES)
def test_empty_text_is_no_value(doors: Doors, plural: str) -> None:
    plain = outcomes(doors, plural, REQUIRED[plural])
    assert outcomes(doors, plural, empty_where_no_text_is(plural)) == plain == plain[:1] * len(DOORS)


def test_a_byte_order_mark_is_skipped(doors: Doors) -> None:
    plain = outcomes(doors, "checkins", REQUIRED["checkins"])
    assert outcomes(doors, "checkins", REQUIRED["checkins"], BOM) == plain == plain[:1] * len(DOORS)


@pytest.mark.parametrize(
    ("plural", "changes", "column", "value"),
    [
        ("coworkerproducts", {"Price": 0.1 + 0.2}, "price", Decimal("0.3")),
        ("coworkerproducts", {"Quantity": "2.0"}, "quantity", 2),
        ("coworkerproducts", {"Invoiced": "Yes"}, "invoiced", True),
        ("coworkers", {"Email": "zoë.o'connor@bücher.example "}, "email", "zoë.o'connor@bücher.example"),
    ],
)
def test_what_is_read(doors: Doors, plural: str, changes: dict[str, Any], column: str, value: Any) -> None:
    rows = outcomes(doors, plural, REQUIRED[plural] | changes)
    assert [row[column] for row in rows] == [value] * len(DOORS)


@pytest.mark.parametrize(
    ("plural", "changes", "reason"),
    [
        (
            "checkins",
            {"CoworkerId": "1.23457E+11"},
            "CoworkerId must be written with all its digits; in exponent form some may have been lost",
        ),
        (
            "charges",
            {"Quantity": "1e3"},
            "Quantity must be written with all its digits; in exponent form some may have been lost",
        ),
        (
            "charges",
            {"TotalAmount": "0.1234567"},
            "TotalAmount must have at most 6 digits after the point; only an amount of 15 or more digits is rounded",
        ),
        ("coworkers", {"Email": "no-at"}, "Email must be one e-mail address, like jane@example.com"),
        (
            "eventattendees",
            {"Email": "x@a.example, y@a.example"},
            "Email must be one e-mail address, like jane@example.com",
        ),
    ],
)
def test_what_is_refused(doors: Doors, plural: str, changes: dict[str, Any], reason: str) -> None:
    assert outcomes(doors, plural, REQUIRED[plural] | changes) == [reason] * len(DOORS)


def test_an_update_without_its_instant_is_not_taken_for_one_of_now(doors: Doors) -> None:
    """Empty text is no instant: as a local write the delivery would win against every newer version."""
    record = {"Id": 7000, "TypeName": "Checkin", "UpdatedOn": " ", **REQUIRED["checkins"]}
    with pytest.raises(Refused):
        doors.delivered(json.dumps([record]))
    assert doors.hook.reasons()[0].startswith("UpdatedOn is missing")
