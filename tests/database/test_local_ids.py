"""Ids of records that are made here: small enough for every program, and never those of another record."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from psycopg import Connection

from spaces import AUTHOR, NOW, new_network, write
from teamkpi import networks
from teamkpi.accounts import Seal, webhooks
from teamkpi.errors import BadRequest, MirrorError, NetworkRefused, WebhookError
from teamkpi.ledger import ENTITIES, next_ids
from teamkpi.ledger.local_ids import FIRST_LOCAL_ID, FIRST_SMALL_ID
from teamkpi.mirror import sources

SEAL = Seal([b64encode(bytes(range(32))).decode()])
ROOM = {"BusinessId": 1, "Name": "Room"}


def rooms(conn: Connection[Any], network_id: int, ids: range) -> None:
    write(conn, network_id, [("resources", {**ROOM, "Id": one}) for one in ids])


def fit(conn: Connection[Any], network_id: int, *, fit_32_bits: bool) -> None:
    networks.fit_ids(conn, f"network {network_id}", fit_32_bits=fit_32_bits)


def test_they_have_fifteen_digits_and_lie_beyond_every_source(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    for plural in ENTITIES:
        ids = next_ids(shared, network_id, plural, 3)
        assert ids == [FIRST_LOCAL_ID, FIRST_LOCAL_ID + 1, FIRST_LOCAL_ID + 2]
        assert all(
            len(str(one)) == 15 and float(f"{one:.15g}") == one == json.loads(json.dumps(float(one))) for one in ids
        )
    assert next_ids(shared, network_id, "resources", 0) == []


def test_a_network_that_counted_from_2_to_the_52_goes_on_with_fifteen_digits(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    shared.execute(
        "INSERT INTO local_id (network_id, entity, first_id, last_id) VALUES (%s, 'resources', 2^52, 2^52 + 7)",
        (network_id,),
    )
    rooms(shared, network_id, range(2**52, 2**52 + 8))
    assert next_ids(shared, network_id, "resources", 2) == [FIRST_LOCAL_ID, FIRST_LOCAL_ID + 1]


@pytest.mark.parametrize("first", [FIRST_LOCAL_ID, FIRST_SMALL_ID])
def test_ids_of_records_that_are_or_were_there_are_passed_over(shared: Connection[Any], first: int) -> None:
    """A ledger that was exported from another database has ids that were made there."""
    network_id = new_network(shared)
    fit(shared, network_id, fit_32_bits=first == FIRST_SMALL_ID)
    rooms(shared, network_id, range(first + 1, first + 200))
    write(shared, network_id, [("resources", {"Id": first + 200, "_deleted": True})])
    assert next_ids(shared, network_id, "resources") == [first]
    [second, third] = next_ids(shared, network_id, "resources", 2)
    assert first + 200 < second < third < first + 2000


def test_ids_of_32_bits_come_from_the_end_of_their_range_and_run_out(shared: Connection[Any]) -> None:
    network_id, other = new_network(shared), new_network(shared)
    fit(shared, network_id, fit_32_bits=True)
    assert next_ids(shared, network_id, "coworkers", 2) == [FIRST_SMALL_ID, FIRST_SMALL_ID + 1]
    assert next_ids(shared, other, "coworkers") == [FIRST_LOCAL_ID]
    shared.execute("UPDATE local_id SET last_id = %s WHERE network_id = %s", (2**31 - 2, network_id))
    assert next_ids(shared, network_id, "coworkers") == [2**31 - 1]
    with pytest.raises(BadRequest, match=r"^Id: .*32-bit ids for new coworkers are used up"):
        next_ids(shared, network_id, "coworkers")
    assert next_ids(shared, network_id, "teams") == [FIRST_SMALL_ID]
    fit(shared, network_id, fit_32_bits=False)
    assert next_ids(shared, network_id, "coworkers") == [FIRST_LOCAL_ID]


def test_a_network_with_a_source_has_none_of_32_bits(shared: Connection[Any]) -> None:
    network_id = new_network(shared)

    def hook() -> None:
        webhooks.create(shared, network_id, "hook", seal=SEAL, author=AUTHOR, now=NOW)

    hook()
    with pytest.raises(NetworkRefused, match="receives records from another system by webhook"):
        fit(shared, network_id, fit_32_bits=True)
    webhooks.revoke(shared, network_id, "hook", author=AUTHOR, now=NOW)
    fit(shared, network_id, fit_32_bits=True)
    with pytest.raises(WebhookError, match="which could clash with those of another system"):
        hook()
    fit(shared, network_id, fit_32_bits=False)
    hook()
    webhooks.revoke(shared, network_id, "hook", author=AUTHOR, now=NOW)

    def mirror() -> None:
        limits = {"allows_http": False, "businesses": (), "share": 80, "every_seconds": 300, "most_deleted": 2}
        account, address = sources.Credentials("a@example.com", "secret"), "https://spaces.example"
        sources.add(shared, network_id, "nexudus", address, account, seal=SEAL, now=NOW, **limits)  # type: ignore[arg-type]

    mirror()
    with pytest.raises(NetworkRefused, match="receives records from another system through its mirror"):
        fit(shared, network_id, fit_32_bits=True)
    sources.remove(shared, network_id)
    fit(shared, network_id, fit_32_bits=True)
    with pytest.raises(MirrorError, match="which could clash with those of the source"):
        mirror()
