"""Webhooks in the back office: made, read, given another secret and revoked by owners, and their failed deliveries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office, refused
from api.doorway import NOW, Space, account, running
from api.test_webhooks import BOOKING, KEY, REFUSED, SEAL, TAKEN, signed
from spaces import AUTHOR
from teamkpi import housekeeping
from teamkpi.accounts import keys, people, webhooks
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.housekeeping import Retention
from teamkpi.ledger.deliveries import LONGEST_KEPT

WEBHOOKS, DELIVERIES = "/api/sys/webhooks", "/api/sys/webhook-deliveries"


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, secret_key=(KEY,)) as space:
        yield space


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    space.set_clock(NOW)
    return an_office(shared, space)


def ask(office: Office, method: str, path: str, *, token: str | None = None, **options: Any) -> httpx.Response:
    return office.space.ask(method, path, token=token or office.token, headers={"Host": office.host}, **options)


def done(office: Office, method: str, path: str, **body: Any) -> Any:
    options: dict[str, Any] = {} if method in {"GET", "DELETE"} else {"json": body}
    answer = ask(office, method, path, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def empty_body(method: str) -> dict[str, Any]:
    return {"json": {}} if method == "POST" else {}


def send(office: Office, made: dict[str, Any], body: Any, *, secret: str | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Host": office.host, "X-Nexudus-Hook-Signature": signed(secret or made["Secret"], content)}
    return office.space.ask("POST", made["Path"], content=content, headers=headers)


def trail(conn: Connection[Any], office: Office) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT entity_short_name, audit_type, changes FROM audit_entry"
        " WHERE network_id = %s AND entity_short_name LIKE 'WebHook%%' ORDER BY id",
        (office.network_id,),
    ).fetchall()


def test_a_webhook_is_made_shown_and_revoked(office: Office) -> None:
    made = done(office, "POST", WEBHOOKS, Name=" New bookings ", Event="BookingCreate")
    hook = {
        "Id": made["Webhook"]["Id"],
        "Name": "New bookings",
        "Event": "BookingCreate",
        "Roles": None,
        "Signature": "ascii",
        "CreatedOn": "2026-11-21T12:00:00Z",
        "RevokedOn": None,
        "PreviousSecretUntil": None,
        "Received": 0,
        "LastReceivedOn": None,
        "Events": [],
    }
    assert made["Webhook"] == hook
    assert send(office, made, [BOOKING]).json() == TAKEN
    assert send(office, made, [{**BOOKING, "FromTime": "soon"}]).json() == {**TAKEN, "Stored": 0, "Kept": 1}
    found = done(office, "GET", WEBHOOKS)
    count = {"Event": "BookingCreate", "Received": 2, "Stored": 1, "Unchanged": 0, "Stale": 0, "Ignored": 0, "Kept": 1}
    counted = [{**count, "LastReceivedOn": "2026-11-21T12:00:00Z"}]
    hook |= {"Received": 2, "LastReceivedOn": "2026-11-21T12:00:00Z", "Events": counted}
    assert (found["Webhooks"], found["FailedCount"], found["KeepDays"]) == ([hook], 1, 30)
    assert {one["Entity"] for one in found["KnownEvents"]} >= {"bookings", "checkins", "coworkers"}
    assert made["Secret"] not in json.dumps(found)
    assert made["Path"].rpartition("/")[2] not in json.dumps(found)

    assert refused(ask(office, "POST", WEBHOOKS, json={"Name": "New bookings"})) == {
        "Name": "a webhook named 'New bookings' already exists"
    }
    [revoked] = done(office, "DELETE", f"{WEBHOOKS}/{hook['Id']}")["Webhooks"]
    assert revoked == {**hook, "RevokedOn": "2026-11-21T12:00:00Z"}
    assert send(office, made, [BOOKING]).json() == REFUSED
    for method, path in (("DELETE", ""), ("POST", "/secret")):
        answer = ask(office, method, f"{WEBHOOKS}/{hook['Id']}{path}", **empty_body(method))
        assert (answer.status_code, answer.json()) == (404, "Not found")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"Name": " "}, {"Name": "a webhook's name must have 1 to 100 printable characters"}),
        ({"Name": "a", "Event": "ProposalCreated"}, {"Event": "must be one of KnownEvents"}),
        ({"Name": "a", "Roles": []}, {"Roles": "must be a list of 1 to 200 names of roles"}),
        ({"Name": "a", "Signature": "md5"}, {"Signature": "must be one of ascii, bytes"}),
        (
            {"Name": "a", "Secret": "short"},
            {"Name": "a webhook's secret must have 16 to 256 printable ASCII characters"},
        ),
        (
            {"Name": "a", "Event": "BookingCreate", "Roles": ["Booking-Edit"]},
            {
                "Name": "a webhook can have an event or roles, but not both: with an event, it can only write records "
                "of that kind"
            },
        ),
    ],
    ids=["name", "event", "roles", "signature", "secret", "both"],
)
def test_what_cannot_be_a_webhook_is_refused(office: Office, body: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refused(ask(office, "POST", WEBHOOKS, json=body)) == wrong
    assert done(office, "GET", WEBHOOKS)["Webhooks"] == []


def test_both_secrets_sign_until_the_overlap_ends(shared: Connection[Any], office: Office) -> None:
    made = done(office, "POST", WEBHOOKS, Name="any", Roles=["Booking-Create", "Booking-Edit"])
    path = f"{WEBHOOKS}/{made['Webhook']['Id']}/secret"
    second = done(office, "POST", path, OverlapHours=2)
    assert second["Webhook"]["PreviousSecretUntil"] == "2026-11-21T14:00:00Z"

    def accepted(*secrets: str) -> list[bool]:
        record = {**BOOKING, "TypeName": "Booking"}
        return [send(office, made, record, secret=one).status_code == 200 for one in secrets]

    old, new = made["Secret"], second["Secret"]
    assert accepted(old, new, "a third secret, of nobody") == [True, True, False]
    later = NOW + timedelta(hours=2)
    office.space.set_clock(later)
    assert accepted(old, new) == [False, True]
    office.token = office.space.sign_in(OPERATOR, host=office.host)["access_token"]
    assert done(office, "GET", WEBHOOKS)["Webhooks"][0]["PreviousSecretUntil"] is None
    # At the end nobody needs the previous one any more.
    assert webhooks.reseal(shared, office.network_id, SEAL) == 0
    assert webhooks.require_readable(shared, office.network_id, SEAL) == 1
    housekeeping.sweep(shared, office.network_id, Retention(), now=later)
    left = "SELECT previous_secret, previous_until FROM webhook WHERE network_id = %s"
    assert shared.execute(left, (office.network_id,)).fetchall() == [(None, None)]

    third = done(office, "POST", path, OverlapHours=1)["Secret"]
    fourth = done(office, "POST", path, OverlapHours=0, Secret="chosen by the other system")["Secret"]
    assert (fourth, accepted(new, third, fourth)) == ("chosen by the other system", [False, False, True])
    assert refused(ask(office, "POST", path, json={"OverlapHours": 721})) == {
        "OverlapHours": "must be a whole number from 0 to 720"
    }
    entries = [(kind, changes) for entity, kind, changes in trail(shared, office) if entity == "WebHook"]
    assert [kind for kind, _ in entries] == [1, 2, 2, 2]
    assert all(one not in json.dumps([changes for _, changes in entries]) for one in (old, new, third, fourth))


def test_a_failed_delivery_is_read_replayed_and_discarded(shared: Connection[Any], office: Office) -> None:
    made = done(office, "POST", WEBHOOKS, Name="bookings", Roles=["Booking-Edit"])
    record = {**BOOKING, "TypeName": "Booking"}
    sent = json.dumps(record).encode()
    for _ in range(2):
        assert send(office, made, sent).json()["Kept"] == 1
    assert send(office, made, b"x" * (LONGEST_KEPT + 1)).json()["Kept"] == 1
    listed = done(office, "GET", WEBHOOKS)
    long, failed = sorted(listed["Failed"], key=lambda one: one["HasBody"])
    assert failed == {
        "Id": failed["Id"],
        "Webhook": "bookings",
        "Event": None,
        "Reason": "the webhook lacks the role Booking-Create",
        "Bytes": len(sent),
        "HasBody": True,
        "ReceivedOn": "2026-11-21T12:00:00Z",
        "LastReceivedOn": "2026-11-21T12:00:00Z",
        "Times": 2,
    }
    one, other = (f"{DELIVERIES}/{each['Id']}" for each in (failed, long))
    # The second arrival used up a number; deliveries to other networks did not.
    assert (failed["Id"], long["Id"]) == (1, 3)
    assert done(office, "GET", one) == {"Body": sent.decode()}
    assert done(office, "GET", other) == {"Body": None}
    assert "too long to keep" in refused(ask(office, "POST", f"{other}/replay", json={}))["deliveryId"]
    assert done(office, "POST", f"{one}/replay") == {"Stored": 1, "Unchanged": 0, "Stale": 0, "Ignored": 0}
    assert office.get("bookings", 7) is not None
    by = "SELECT action_by FROM audit_entry WHERE network_id = %s AND entity_short_name = 'Booking'"
    assert shared.execute(by, (office.network_id,)).fetchall() == [(OPERATOR,)]
    assert done(office, "DELETE", other)["Failed"] == []
    assert trail(shared, office)[-1] == ("WebHookDelivery", 3, {})
    for method, path in (("GET", ""), ("POST", "/replay"), ("DELETE", "")):
        answer = ask(office, method, one + path, **empty_body(method))
        assert (answer.status_code, answer.json()) == (404, "Not found")


def test_only_owners_with_an_account_reach_webhooks(shared: Connection[Any], office: Office) -> None:
    key = keys.create(shared, [office.network_id], "sync", author=AUTHOR, now=NOW)
    tokens = [key]
    for name, roles in ROLE_SETS.items():
        if roles is not None:
            email = f"{name.lower()}@example.com"
            account(shared, email, network_id=office.network_id, operator=True)
            people.set_roles(shared, office.network_id, email, list(roles))
            tokens.append(office.space.sign_in(email, host=office.host)["access_token"])
    calls = [
        ("GET", WEBHOOKS),
        ("POST", WEBHOOKS),
        ("POST", f"{WEBHOOKS}/1/secret"),
        ("DELETE", f"{WEBHOOKS}/1"),
        ("GET", f"{DELIVERIES}/1"),
        ("POST", f"{DELIVERIES}/1/replay"),
        ("DELETE", f"{DELIVERIES}/1"),
    ]
    for token in tokens:
        for method, path in calls:
            answer = ask(office, method, path, token=token, **empty_body(method))
            assert (answer.status_code, answer.json()["code"]) == (401, "missing_role"), (method, path)
