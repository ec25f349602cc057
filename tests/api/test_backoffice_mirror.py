"""The mirror in the back office: its status, and what an operator does about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office
from api.doorway import Space, running
from teamkpi.accounts import Seal
from teamkpi.ledger import ENTITIES
from teamkpi.mirror import sources

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEAL = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
PATH = "/api/sys/mirror"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    return an_office(shared, space)


def asked(office: Office, *, status: int = 200, **body: Any) -> Any:
    method = "POST" if body else "GET"
    answer = office.space.ask(
        method,
        PATH + ("/actions" if body else ""),
        token=office.token,
        headers={"Host": office.host},
        **({"json": body} if body else {}),
    )
    assert answer.status_code == status, answer.text
    assert "secret" not in answer.text
    return answer.json()


def add(conn: Connection[Any], office: Office) -> None:
    account, address = sources.Credentials("a@example.com", "secret"), "https://spaces.example"
    sources.add(conn, office.network_id, "nexudus", address, account, allows_http=False, businesses=(), share=80,
                every_seconds=300, most_deleted=2, seal=SEAL, now=NOW)  # fmt: skip


def test_a_network_without_a_mirror_says_so(office: Office) -> None:
    assert asked(office) == {"Mirrors": []}
    assert asked(office, status=400, Do="retry")["Message"] == "Do: needs a mirror, and this network has none"


def test_the_status_has_every_kind_and_what_is_wrong(shared: Connection[Any], office: Office) -> None:
    add(shared, office)
    key = (office.network_id,)
    shared.execute(
        """
        INSERT INTO mirror_entity (network_id, entity, loaded_on, followed_to, swept_on, there_count, here_count)
        VALUES (%s, 'bookings', '2026-11-20T03:00Z', '2026-11-20T08:00Z', '2026-11-20T03:00Z', 12, 11)
        """,
        key,
    )
    shared.execute(
        """
        INSERT INTO mirror_refused (network_id, entity, record_id, version, reason, program, first_on, last_on)
        VALUES (%s, 'bookings', 5, '2026-11-20T07:00Z', 'ToTime is a required field', '1', %s, %s)
        """,
        (*key, NOW, NOW),
    )
    shared.execute(
        "UPDATE mirror SET problem_code = 'firewall', problem = 'it refuses', problem_since = %s WHERE network_id = %s",
        (NOW, *key),
    )
    [found] = asked(office)["Mirrors"]
    kinds = {one["Entity"]: one for one in found["Kinds"]}
    assert list(kinds) == list(ENTITIES)
    bookings = kinds["bookings"]
    assert bookings.pop("AgeSeconds") > 0
    assert bookings == {
        "Entity": "bookings",
        "There": 12,
        "Here": 11,
        "NewestVersion": None,
        "FollowedTo": "2026-11-20T08:00:00Z",
        "SweptOn": "2026-11-20T03:00:00Z",
        "IsLoading": False,
        "Refused": 1,
        "Missing": 0,
        "Note": "1 refused",
    }
    assert (found["ProblemCode"], found["Problem"], found["ProblemSince"]) == (
        "firewall",
        "it refuses",
        "2026-11-20T09:00:00Z",
    )
    assert found["Advice"].startswith("Ask the service to allow this machine's address")
    assert [(one["Id"], one["Reason"]) for one in found["Refused"]] == [(5, "ToTime is a required field")]
    headers = {"Host": office.host, "Accept-Language": "es-MX"}
    answer = office.space.ask("GET", PATH, token=office.token, headers=headers)
    assert answer.headers["content-language"] == "es"
    [refused] = answer.json()["Mirrors"][0]["Refused"]
    assert refused["Reason"] == "ToTime es un campo obligatorio"


def test_each_action_does_what_it_says_and_is_in_the_audit_trail(shared: Connection[Any], office: Office) -> None:
    add(shared, office)
    key = (office.network_id,)
    shared.execute("UPDATE mirror SET last_started_on = %s WHERE network_id = %s", (NOW, *key))
    shared.execute(
        """
        WITH kinds AS (
            INSERT INTO mirror_entity (network_id, entity) VALUES (%s, 'bookings'), (%s, 'teams')
            RETURNING network_id, entity
        )
        INSERT INTO mirror_missing (network_id, entity, record_id, found_on, is_waiting, is_confirmed)
        SELECT one.network_id, one.entity, 1, %s, TRUE, FALSE FROM kinds AS one
        """,
        (*key, *key, NOW),
    )

    def confirmed() -> list[str]:
        found = shared.execute(
            "SELECT entity FROM mirror_missing WHERE network_id = %s AND is_confirmed ORDER BY entity", key
        )
        return [row[0] for row in found]

    assert asked(office, Do="pause")["Mirrors"][0]["IsPaused"] is True
    refused = asked(office, status=400, Do="retry")
    assert refused["Message"] == "Do: must be resume first, because the mirror is paused"
    assert asked(office, Do="resume")["Mirrors"][0]["IsPaused"] is False
    assert asked(office, Do="confirm", Entity="bookings")["Mirrors"][0]["MissingCount"] == 2
    assert confirmed() == ["bookings"]
    asked(office, Do="confirm")
    assert confirmed() == ["bookings", "teams"]
    assert asked(office, Do="retry")["Mirrors"][0]["LastStartedOn"] is None
    trail = shared.execute(
        """
        SELECT e.action_by, e.changes -> 'Do' ->> 1, e.changes -> 'Entity' ->> 1
        FROM audit_entry AS e WHERE e.network_id = %s AND e.entity_short_name = 'Mirror' ORDER BY e.id
        """,
        key,
    ).fetchall()
    assert trail == [
        (OPERATOR, "pause", None),
        (OPERATOR, "resume", None),
        (OPERATOR, "confirm", "bookings"),
        (OPERATOR, "confirm", None),
        (OPERATOR, "retry", None),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"Do": "delete"}, "Do"),
        ({"Do": 3}, "Do"),
        ({"Entity": "teams"}, "Do"),
        ({"Do": "pause", "Entity": "teams"}, "Entity"),
        ({"Do": "confirm", "Entity": "rooms"}, "Entity"),
        ({"Do": "confirm", "Entity": 3}, "Entity"),
    ],
)
def test_what_is_wrong_is_named(office: Office, body: dict[str, Any], field: str) -> None:
    assert [one["PropertyName"] for one in asked(office, status=400, **body)["Errors"]] == [field]


def test_only_operators_who_are_not_limited_by_roles(shared: Connection[Any], office: Office) -> None:
    add(shared, office)
    shared.execute(
        "UPDATE account SET roles = ARRAY['Booking-List'] WHERE network_id = %s AND is_operator", (office.network_id,)
    )
    for body in ({}, {"Do": "pause"}):
        assert asked(office, status=401, **body)["code"] == "missing_role"
    assert sources.get(shared, office.network_id).is_paused is False
