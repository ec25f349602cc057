"""Fields that the real service never answers null for: what is absent is the default, and so is an older row's null."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from api.backoffice import REQUIRED, Office, an_office, as_listed
from api.doorway import Space, running
from spaces import NOW, asked, new_network, write
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.export import export

DEFAULTS = [
    (plural, one.name, one.column, one.default)
    for plural, entity in ENTITIES.items()
    for one in entity.fields
    if one.held_as_null
]


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def as_older_rows(conn: Connection[Any], network_id: int) -> None:
    """Let every row hold what it held before its fields had defaults."""
    for plural, _, column, _ in DEFAULTS:
        statement = sql.SQL("UPDATE {} SET {} = NULL WHERE network_id = %s")
        conn.execute(statement.format(sql.Identifier(plural), sql.Identifier(column)), (network_id,))


def test_which_they_are() -> None:
    assert {(plural, name): default for plural, name, _, default in DEFAULTS} == {
        ("coworkers", "CoworkerType"): 1,
        ("bookings", "BookingNumber"): 0,
        ("checkins", "Source"): 0,
        ("coworkerproducts", "Quantity"): 1,
        ("coworkerbookingcredits", "CaneBeUsedForBookings"): True,
        ("coworkerbookingcredits", "CaneBeUsedForEvents"): True,
        ("coworkercontracts", "Quantity"): 1,
        ("coworkercontracts", "BillingDay"): 1,
        ("coworkerinvoices", "TotalAmount"): 0,
        ("coworkerinvoices", "TaxAmount"): 0,
        ("coworkerinvoices", "PaidAmount"): 0,
        ("charges", "Quantity"): 1,
        ("charges", "TotalAmount"): 0,
    }


@pytest.mark.parametrize("is_older", [False, True])
def test_a_minimal_record_has_them_wherever_it_is_read(office: Office, shared: Connection[Any], is_older: bool) -> None:
    made = {plural: office.create(plural, **REQUIRED[plural]) for plural in {plural for plural, *_ in DEFAULTS}}
    if is_older:
        as_older_rows(shared, office.network_id)
    for plural, name, _, default in DEFAULTS:
        entity, record_id = ENTITIES[plural], made[plural]["Id"]
        assert made[plural][name] == default
        held = office.get(plural, record_id)
        assert held is not None
        assert held[name] == default
        written = str(default).lower()
        found = office.all(plural, **{f"{entity.name}_{name}": written, f"{entity.name}_Id": record_id})
        assert [one[name] for one in found] == [default]
        assert office.all(plural, **{f"{entity.name}_{name}": "null"}) == []
    for plural, record in made.items():
        office.replace(plural, **record)
        held = office.get(plural, record["Id"])
        assert held is not None
        assert as_listed(held) == record  # nothing was changed, so there is no other version
        office.delete(plural, record["Id"])


def test_a_list_by_such_a_field_has_older_rows_in_their_place(office: Office, shared: Connection[Any]) -> None:
    product = REQUIRED["coworkerproducts"]
    ids = [office.create("coworkerproducts", **product, Quantity=number)["Id"] for number in (2, 1, 0)]
    shared.execute(
        "UPDATE coworkerproducts SET quantity = NULL WHERE network_id = %s AND id = %s", (office.network_id, ids[1])
    )
    for direction in (1, -1):
        listed = office.all("coworkerproducts", orderBy="Quantity", dir=max(-direction, 0))
        assert [one["Id"] for one in listed] == ids[::-direction]
        assert [one["Quantity"] for one in listed] == [0, 1, 2][::direction]


def test_older_rows_are_the_same_version_exported_and_imported(shared: Connection[Any], tmp_path: Path) -> None:
    old, new = new_network(shared), new_network(shared)
    instant = "2026-11-01T09:00:00Z"
    team = {**REQUIRED["teams"], "Id": 55, "TeamMembers": [101], "UpdatedOn": instant}
    records = [
        ("teams", team),
        *((plural, {**record, "Id": 101, "UpdatedOn": instant}) for plural, record in REQUIRED.items()),
    ]
    for network_id in (old, new):
        write(shared, network_id, records)
    before = asked(shared, old, 55)
    as_older_rows(shared, old)
    assert asked(shared, old, 55) == before
    for name, network_id in (("old", old), ("new", new)):
        export(shared, network_id, tmp_path / name)
    for plural in ENTITIES:
        texts = [(tmp_path / name / f"{plural}.jsonl").read_text() for name in ("old", "new")]
        unmarked = [[{**json.loads(line), "UniqueId": None} for line in text.splitlines()] for text in texts]
        assert unmarked[0] == unmarked[1], plural
    report = write(shared, old, records, now=NOW)
    assert sum(one.unchanged for one in report.entities.values()) == len(records)
