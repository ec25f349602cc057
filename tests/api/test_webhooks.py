"""Webhooks over HTTP: who may send, what is taken, what is kept, and that nothing brings the server down."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import NOW, Space, problem, running
from examples import examples
from spaces import AUTHOR, ledger_tables, new_network
from teamkpi import networks
from teamkpi.accounts import Seal, webhooks
from teamkpi.accounts.roles import SEEN_IN_TEAMS
from teamkpi.ledger import ENTITIES, deliveries
from teamkpi.ledger.events import ACTIONS, action_of

KEY = b64encode(bytes(range(32))).decode()
SEAL = Seal([KEY])
BOOKING = {
    "Id": 7,
    "ResourceId": 11,
    "CoworkerId": 101,
    "FromTime": "2026-11-03T10:00:00Z",
    "ToTime": "2026-11-03T11:00:00Z",
    "UpdatedOn": "2026-11-02T08:00:00.1234567Z",
}
REFUSED = problem(
    "webhook_refused",
    401,
    "Webhook refused",
    "There is no webhook at this address, or the delivery's signature is missing or wrong.",
)
TAKEN = {"Stored": 1, "Unchanged": 0, "Stale": 0, "Ignored": 0, "Kept": 0}
UNCHANGED, STALE, IGNORED, KEPT = (
    {**TAKEN, "Stored": 0, name: 1} for name in ("Unchanged", "Stale", "Ignored", "Kept")
)


class Hook:
    """A webhook of a network of its own, and what sends to it."""

    def __init__(self, space: Space, conn: Connection[Any], *, action: str | None = None, **more: Any) -> None:
        self.space, self.conn = space, conn
        self.network_id = new_network(conn)
        self.host = f"hook{self.network_id}.test"
        conn.execute("INSERT INTO network_host (host, network_id) VALUES (%s, %s)", (self.host, self.network_id))
        number = None if action is None else action_of(action).number
        self.signs_ascii = number is not None
        self.key, self.secret = webhooks.create(
            conn, self.network_id, "hook", action=number, seal=SEAL, author=AUTHOR, now=NOW, **more
        )

    def post(self, body: bytes, *, query: str = "", **headers: str) -> httpx.Response:
        sent = {"Host": self.host, "X_Nexudus_Hook_Signature": signed(self.secret, self.content(body)), **headers}
        present = {name.replace("_", "-"): value.encode("latin-1") for name, value in sent.items() if value}
        return self.space.ask("POST", f"/webhooks/nexudus/{self.key}{query}", content=body, headers=present)

    def content(self, body: bytes) -> bytes:
        """What is signed of a body, unless the webhook was made for another form."""
        return webhooks.as_ascii(body) if self.signs_ascii else body

    def send(self, record: Any, *, query: str = "") -> Any:
        """Send a record as Nexudus does, and return what became of it."""
        answer = self.post(json.dumps([record]).encode(), query=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, plural: str) -> list[tuple[Any, ...]]:
        return ledger_tables(self.conn, self.network_id)[plural]

    def reasons(self) -> list[str]:
        return [one.reason for one in deliveries.kept(self.conn, self.network_id)]

    def counts(self) -> dict[str, tuple[int, ...]]:
        return {one.event: tuple(one[2:8]) for one in deliveries.event_counts(self.conn, self.network_id)}


def signed(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, sha256).hexdigest().upper()


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url, secret_key=(KEY,)) as space:
        yield space


@pytest.fixture
def hook(space: Space, shared: Connection[Any]) -> Hook:
    return Hook(space, shared)


def everything(conn: Connection[Any], network_id: int) -> Any:
    tables = ("webhook_count", "webhook_delivery")
    return ledger_tables(conn, network_id), [
        conn.execute(f"SELECT * FROM {table} WHERE network_id = %s", (network_id,)).fetchall()  # noqa: S608
        for table in tables
    ]


# ---------------------------------------------------------------- who may send


def test_a_signed_record_is_stored(hook: Hook) -> None:
    answer = hook.post(json.dumps([BOOKING]).encode(), Content_Type="application/json")
    assert (answer.status_code, answer.json()) == (200, TAKEN)
    assert answer.headers["Content-Type"] == "application/json"
    assert [row[0] for row in hook.rows("bookings")] == [7]
    assert hook.counts() == {"Booking": (1, 1, 0, 0, 0, 0)}


def test_who_cannot_sign_is_told_one_thing_and_stores_nothing(
    space: Space, shared: Connection[Any], hook: Hook
) -> None:
    body = json.dumps([BOOKING]).encode()
    right = signed(hook.secret, body)
    revoked, elsewhere = Hook(space, shared), Hook(space, shared)
    webhooks.revoke(shared, revoked.network_id, "hook", author=AUTHOR, now=NOW)
    wrong = ["", " ", "0" * 64, right[:-1], right + "0", right.lower(), right[::-1], "é" * 64, f"sha256={right}"]
    wrong += [signed(hook.secret, body + b" "), signed(elsewhere.secret, body), signed(hook.secret, b"")]
    answers = [hook.post(body, X_Nexudus_Hook_Signature=one) for one in wrong]
    answers.append(revoked.post(body))
    for key in ("x", hook.key[:-1], hook.key + "A", hook.key.swapcase(), elsewhere.key, "%00", "a" * 2000):
        headers = {"Host": hook.host, "X-Nexudus-Hook-Signature": right}
        answers.append(space.ask("POST", f"/webhooks/nexudus/{key}", content=body, headers=headers))
        headers["X-Nexudus-Hook-Signature"] = signed(elsewhere.secret, body)  # right, were it not another's host
        answers.append(space.ask("POST", f"/webhooks/nexudus/{key}", content=body, headers=headers))
    varying = {"x-request-id"}
    seen = {
        (one.status_code, one.text, *((n, v) for n, v in one.headers.multi_items() if n not in varying))
        for one in answers
    }
    assert len(seen) == 1
    assert (answers[0].status_code, answers[0].json()) == (401, REFUSED)
    for one in (hook, revoked, elsewhere):
        found, (counts, kept) = everything(shared, one.network_id)
        assert (counts, kept) == ([], [])
        assert not any(found.values())


def test_a_header_that_comes_twice(hook: Hook) -> None:
    body = json.dumps([BOOKING]).encode()
    right = signed(hook.secret, body)
    answer = hook.space.ask(
        "POST",
        f"/webhooks/nexudus/{hook.key}",
        content=body,
        headers={"Host": hook.host},
        raw_headers=[("X-Nexudus-Hook-Signature", right), ("x-nexudus-hook-signature", right)],
    )
    expected = problem("bad_request", 400, "Bad request", "X-Nexudus-Hook-Signature: must be given only once")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert hook.rows("bookings") == []


NAMES = {
    # What people are called, and how .NET spells it in ASCII: a question mark for each unit of UTF-16.
    "Zoë O'Neil": "Zo? O'Neil",
    "月曜日": "???",
    "Ann 🎉": "Ann ??",
    "👩‍👧": "?????",  # two of two units each, joined by one of one
    "e\u0301": "e?",
    "\ufffd\ufeff\u2028\x7f": "???\x7f",
    "\U0001d518\U0001d52b": "????",
    "plain": "plain",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_over_ascii_and_over_bytes(hook: Hook, name: str) -> None:
    body = json.dumps([{**BOOKING, "Notes": name}], ensure_ascii=False).encode()
    as_ascii = json.dumps([{**BOOKING, "Notes": "@"}]).replace("@", NAMES[name]).encode()
    assert webhooks.as_ascii(body) == as_ascii
    # One form each: the other one opens a webhook that was made for it, or before there was a choice.
    bound, older = Hook(hook.space, hook.conn, action="BookingCreate"), Hook(hook.space, hook.conn)
    chosen = Hook(hook.space, hook.conn, signature=webhooks.Signed.ASCII)
    hook.conn.execute("UPDATE webhook SET signature = NULL WHERE network_id = %s", (older.network_id,))
    for one, takes in ((hook, {"bytes"}), (chosen, {"ascii"}), (bound, {"ascii"}), (older, {"ascii", "bytes"})):
        for form, content in (("ascii", as_ascii), ("bytes", body)):
            status = one.post(body, X_Nexudus_Hook_Signature=signed(one.secret, content)).status_code
            assert status == (200 if form in takes or body.isascii() else 401)
    one_mark = name.encode("ascii", "replace").decode()
    if one_mark != NAMES[name]:  # beyond U+FFFF one mark is too few
        shorter = as_ascii.replace(NAMES[name].encode(), one_mark.encode())
        assert chosen.post(body, X_Nexudus_Hook_Signature=signed(chosen.secret, shorter)).status_code == 401


@given(st.text(st.characters(codec="utf-8")))
def test_the_ascii_form_is_that_of_utf_16_units(text: str) -> None:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    assert webhooks.as_ascii(text.encode()) == bytes(code if code < 128 else ord("?") for code in codes)


def test_without_the_key_of_its_secret_a_webhook_waits(shared_url: str, hook: Hook) -> None:
    other_key = b64encode(b"x" * 32).decode()
    for keys in ((), (other_key,)):
        with running(shared_url, secret_key=keys) as space:
            hook.space = space
            answer = hook.post(json.dumps([BOOKING]).encode())
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
            unknown = space.ask("POST", "/webhooks/nexudus/x", headers={"Host": hook.host})
            assert (unknown.status_code, unknown.json()) == (401, REFUSED)
            assert hook.key not in space.log_text()
    with running(shared_url, secret_key=(other_key, KEY)) as space:  # both: the secret opens
        hook.space = space
        assert hook.send(BOOKING) == TAKEN


def test_nothing_that_opens_a_door_or_names_a_person_is_logged(space: Space, hook: Hook) -> None:
    before = len(space.log_lines())
    hook.send({**BOOKING, "Notes": "Zelda"}, query="?action=BookingCreate&x=Zelda")
    hook.send({"TypeName": "Coworker", "Email": "zelda@example.org", "FullName": "Zelda"})
    hook.post(b"Zelda", X_Nexudus_Hook_Signature="Zelda")
    lines = space.log_lines()[before:]
    assert [(line["route"], line["status"], line["network_id"]) for line in lines] == [
        ("/webhooks/nexudus/{key}", status, hook.network_id) for status in (200, 200, 401)
    ]
    text = json.dumps(lines)
    assert [word for word in (hook.key, hook.secret, "elda", "action") if word in text] == []


# ---------------------------------------------------------------- events

COWORKER = {"Id": 101, "FullName": "Jane", "Email": "jane@example.org", "UpdatedOn": "2026-11-01T00:00:00Z"}
TEAM = {"BusinessId": 1, "Name": "T", "TeamMembers": [101], "TeamAdministrators": [101]}
OF_EVENTS: dict[str, dict[str, Any]] = {
    "coworkers": COWORKER,
    "teams": TEAM,
    "bookings": BOOKING,
    "checkins": {"BusinessId": 1, "FromTime": "2026-11-03T10:00:00Z", "ToTime": None, "Source": 1},
    "coworkerproducts": {"CoworkerId": 101, "BusinessId": 1, "ProductId": 3},
    "eventattendees": {**COWORKER, "BusinessId": 1, "CalendarEventId": 5, "EventProductId": 6},
    "coworkercontracts": {"CoworkerId": 101, "IssuedById": 1, "TariffId": 9},
    "coworkerinvoices": {"CoworkerId": 101, "BusinessId": 1, "InvoiceNumber": "1", "TotalAmount": 12.5},
    "businesses": {"Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
}


@pytest.mark.parametrize("action", [one for one in ACTIONS.values() if one.entity], ids=lambda one: one.name)
def test_every_event_of_the_ledger(space: Space, shared: Connection[Any], action: Any) -> None:
    """By the webhook, and by a name and a number in the address; the latter deletes nothing."""
    bound, free = Hook(space, shared, action=action.name), Hook(space, shared)
    record = {**OF_EVENTS[action.entity], "UpdatedOn": "2026-11-01T00:00:00Z"}
    for number, query in enumerate(("", f"?action={action.number}"), 1):
        assert bound.send({**record, "Id": number}, query=query) == TAKEN
    deletes = action.name.endswith(("Delete", "Deleted"))
    assert [(row[0], row[5]) for row in bound.rows(action.entity)] == [(1, deletes), (2, deletes)]
    for number, name in enumerate((action.name.upper(), action.number, f"+{action.name}+"), 1):
        assert free.send({**record, "Id": number}, query=f"?action={name}") == (KEPT if deletes else TAKEN)
    assert [row[0] for row in free.rows(action.entity)] == ([] if deletes else [1, 2, 3])
    assert list(free.counts()) == list(bound.counts()) == [action.name]


OTHERS = {
    "by its type": {**BOOKING, "TypeName": "Booking"},
    "by a type that the ledger does not keep": {
        **TEAM,
        "Id": 9,
        "TypeName": "Visitor",
        "UpdatedOn": "2026-11-01T00:00:00Z",
    },
    "by its type alone": {"Id": 9, "TypeName": "Coworker", "UpdatedOn": "2026-11-01T00:00:00Z"},
    "by its fields": BOOKING,
    "cancelled": {**BOOKING, "TypeName": "CancelledBooking", "OriginalBookingId": 9},
    "cancelled, by its fields": {**BOOKING, "OriginalBookingId": 9},
}


@pytest.mark.parametrize("action", ["TeamCreated", "TeamUpdated", "TeamDeleted"])
@pytest.mark.parametrize("what", OTHERS)
def test_a_bound_webhook_writes_records_of_its_kind_alone(
    space: Space, shared: Connection[Any], action: str, what: str
) -> None:
    hook = Hook(space, shared, action=action)
    assert hook.send({"Id": 9, "UpdatedOn": "2026-10-01T00:00:00Z", **TEAM}) == TAKEN
    before = ledger_tables(shared, hook.network_id)
    assert hook.send(OTHERS[what]) == KEPT
    assert ledger_tables(shared, hook.network_id) == before
    assert hook.reasons()[0].endswith(f", but this webhook, for {action}, accepts teams")


@pytest.mark.parametrize("action", [one for one in ACTIONS.values() if one.entity], ids=lambda one: one.name)
def test_a_bound_webhook_deletes_exactly_when_its_event_does(
    space: Space, shared: Connection[Any], action: Any
) -> None:
    hook = Hook(space, shared, action=action.name)
    record = {"Id": 7, "UpdatedOn": "2026-11-01T00:00:00Z", **OF_EVENTS[action.entity]}
    gone = [{**record, "_deleted": said} for said in (True, "true", 1)]
    if action.entity == "bookings":
        gone += [{**record, "OriginalBookingId": 7}]
    for number, one in enumerate(gone):
        assert hook.send(one) == (KEPT if not action.deletes else UNCHANGED if number else TAKEN)
    assert [row[5] for row in hook.rows(action.entity)] == ([True] if action.deletes else [])
    assert hook.send({**record, "_deleted": False}) == (UNCHANGED if action.deletes else TAKEN)


@pytest.mark.parametrize("plural", OF_EVENTS)
def test_an_unbound_webhook_may_do_what_its_roles_say(space: Space, shared: Connection[Any], plural: str) -> None:
    name = ENTITIES[plural].name
    other = "Team" if name != "Team" else "Booking"
    record = {**OF_EVENTS[plural], "TypeName": name, "Id": 7, "UpdatedOn": "2026-11-01T00:00:00Z"}
    end = {"TypeName": name, "Id": 7, "UpdatedOn": "2026-11-02T00:00:00Z", "_deleted": True}
    every = {
        f"{one.name}-{right}" for one in ENTITIES.values() for right in ("List", "Read", "Create", "Edit", "Delete")
    }
    # A team comes with its people, who see each other there.
    needed = [f"{name}-Create", f"{name}-Edit", *(SEEN_IN_TEAMS if name == "Team" else ())]
    writing, deleting = set(needed), {f"{name}-Delete"}
    for roles, may_write, may_delete in (
        ((), True, True),
        (("Full",), True, True),
        (writing, True, False),
        (deleting, False, True),
        ({f"{name}-Create"}, False, False),
        ({f"{name}-Edit"}, False, False),
        ({f"{other}-Create", f"{other}-Edit", f"{other}-Delete"}, False, False),
        (every - writing, False, True),
        (every - deleting, True, False),
    ):
        hook = Hook(space, shared, roles=sorted(roles))
        assert hook.send(record) == (TAKEN if may_write else KEPT), roles
        # Neither what the address says, nor the absence of the type's name, gives more.
        bare = {**dict.fromkeys(ENTITIES[plural].known_by), **record, "Id": 8, "TypeName": None}
        assert hook.send(bare, query=f"?action={action_name(other)}") == (TAKEN if may_write else KEPT), roles
        assert hook.send(end) == (TAKEN if may_delete else KEPT), roles
        assert {(row[0], row[5]) for row in hook.rows(plural)} == {
            *({(8, False)} if may_write else set()),
            *({(7, True)} if may_delete else {(7, False)} if may_write else set()),
        }
        missing = {reason.removeprefix("the webhook lacks the role ") for reason in hook.reasons()}
        lacking = " and ".join(one for one in needed if one not in roles)
        assert missing == {*([] if may_write else [lacking]), *([] if may_delete else [f"{name}-Delete"])}


def action_name(entity: str) -> str:
    return {"Team": "TeamUpdated", "Booking": "BookingUpdate"}[entity]


@pytest.mark.parametrize("plural", OF_EVENTS)
@pytest.mark.parametrize("type_name", [True, False])
def test_a_record_says_what_it_is(hook: Hook, plural: str, type_name: bool) -> None:
    record = {**OF_EVENTS[plural], "Id": 9, "UpdatedOn": "2026-11-01T00:00:00Z"}
    if type_name:
        record["TypeName"] = f"Nexudus.Coworking.{ENTITIES[plural].name.lower()}"
    else:
        record = {**dict.fromkeys(ENTITIES[plural].known_by), **record}
    assert hook.send(record) == TAKEN
    assert [row[0] for row in hook.rows(plural)] == [9]


def test_what_the_ledger_does_not_keep_is_acknowledged_and_counted(hook: Hook) -> None:
    for query in ("?action=BlogPostCreate", "?action=37", "?action=FailedCheckin", "?action=None"):
        assert hook.send(BOOKING, query=query) == IGNORED
    for query in ("?action=NoSuchEvent", "?action=0", "?action=91", "?action=99999999999999999999", "?action=%00"):
        assert hook.send(BOOKING, query=query) == IGNORED
    for record in (
        {},
        {"TypeName": "BlogPost", **BOOKING},
        {"Id": 1, "Name": "?"},
        {"TypeName": 7},
        {"TypeName": None},
    ):
        assert hook.send(record) == IGNORED
    # The address is not signed: a record that says what it is is that, whatever stands there.
    assert hook.rows("bookings") == []
    assert hook.send({"TypeName": "Booking", **BOOKING}, query="?action=BlogPostCreate") == TAKEN
    assert hook.send({"TypeName": "BlogPost", **BOOKING}, query="?action=BookingUpdate") == IGNORED
    assert len(hook.rows("bookings")) == 1
    assert hook.counts() == {
        "BookingUpdate": (1, 0, 0, 0, 1, 0),
        "BlogPostCreate": (2, 1, 0, 0, 1, 0),
        **dict.fromkeys(("CoworkerCheckinFailed", "FailedCheckin", "None"), (1, 0, 0, 0, 1, 0)),
        "unknown": (10, 0, 0, 0, 10, 0),
    }


def test_an_event_is_named_once_and_as_the_webhook_has_it(space: Space, shared: Connection[Any]) -> None:
    hook = Hook(space, shared, action="BookingCreate")
    body = json.dumps([BOOKING]).encode()
    for query, detail in (
        ("?action=BookingDelete", "action: must be absent or BookingCreate, the event that the webhook is bound to"),
        ("?action=6&action=6", "action: must be given only once"),
    ):
        answer = hook.post(body, query=query)
        assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))
        unsigned = hook.post(body, query=query, X_Nexudus_Hook_Signature="")
        assert (unsigned.status_code, unsigned.json()) == (401, REFUSED)
    assert hook.rows("bookings") == []


def test_what_a_record_says_counts_more_than_the_address(hook: Hook) -> None:
    assert hook.send({**COWORKER, "TypeName": "Coworker"}, query="?action=CoworkerCheckin") == TAKEN
    assert (len(hook.rows("coworkers")), hook.rows("checkins")) == (1, [])
    assert hook.send({**BOOKING, "TypeName": "Booking"}) == TAKEN
    before = ledger_tables(hook.conn, hook.network_id)
    assert hook.send({**BOOKING, "Id": 101, "TypeName": "Booking"}, query="?action=CoworkerDelete") == KEPT
    assert hook.send({**BOOKING, "Id": 101}, query="?action=CoworkerDelete") == KEPT
    assert ledger_tables(hook.conn, hook.network_id) == before
    assert set(hook.reasons()) == {
        "action CoworkerDelete is only in the address, which is not signed, so nothing was deleted"
    }


@pytest.mark.parametrize("type_name", [{}, {"TypeName": "Booking"}])
def test_the_address_makes_no_deletion_of_a_change(hook: Hook, type_name: dict[str, str]) -> None:
    assert hook.send(BOOKING) == TAKEN
    before = ledger_tables(hook.conn, hook.network_id)
    later = {**BOOKING, **type_name, "UpdatedOn": "2026-11-03T09:00:00Z"}
    for query in ("?action=BookingDelete", "?action=8", "?action=CoworkerDelete"):
        assert hook.send(later, query=query) == KEPT
    assert ledger_tables(hook.conn, hook.network_id) == before
    # Who signs can say it in the body.
    assert hook.send({**later, "_deleted": True}, query="?action=BookingDelete") == TAKEN
    assert [(row[0], row[5]) for row in hook.rows("bookings")] == [(7, True)]


@pytest.mark.parametrize("query", ["?action=BookingDelete", "?action=BookingUpdate", ""])
@pytest.mark.parametrize("type_name", [{"TypeName": "CancelledBooking"}, {}])
def test_a_cancelled_booking_deletes_the_booking_that_it_was(hook: Hook, query: str, type_name: dict[str, str]) -> None:
    other = {**BOOKING, "Id": 8}
    assert hook.send(BOOKING) == hook.send(other) == TAKEN
    cancelled = {**BOOKING, "Id": 8, "OriginalBookingId": 7, "UpdatedOn": "2026-11-03T09:00:00Z", **type_name}
    assert hook.send(cancelled, query=query) == TAKEN
    assert [(row[0], row[5]) for row in hook.rows("bookings")] == [(7, True), (8, False)]


# ---------------------------------------------------------------- versions


def test_deletions_that_are_late_or_come_again(hook: Hook) -> None:
    """At one instant the deletion wins; an old one, sent again, does not remove what was made anew."""
    deleted = {"_deleted": True}
    assert hook.send(BOOKING | deleted) == TAKEN  # before it was heard of
    assert hook.send(BOOKING) == STALE
    assert hook.send(BOOKING | deleted) == UNCHANGED
    anew = {**BOOKING, "UpdatedOn": "2026-11-02T08:00:00.123457Z"}
    assert hook.send(anew) == TAKEN
    assert hook.send(BOOKING | deleted) == STALE
    assert [(row[0], row[5]) for row in hook.rows("bookings")] == [(7, False)]
    assert hook.send(anew | deleted) == TAKEN
    assert hook.send(anew) == STALE
    assert [(row[0], row[5]) for row in hook.rows("bookings")] == [(7, True)]


def test_a_record_without_a_version_beats_nothing(hook: Hook) -> None:
    assert hook.send({**BOOKING, "Notes": "held"}) == TAKEN
    before = hook.rows("bookings")
    for version in ({"UpdatedOn": None}, {}):
        bare = {name: value for name, value in BOOKING.items() if name != "UpdatedOn"} | version
        for said, query in (({}, ""), ({"_deleted": True}, ""), ({}, "?action=7")):
            assert hook.send({**bare, **said, "CreatedOn": "2030-01-01T00:00:00Z"}, query=query) == KEPT
    assert hook.rows("bookings") == before
    assert set(hook.reasons()) == {("UpdatedOn is missing, so the record has no version")}


def test_parts_of_teams_do_not_empty_them(hook: Hook) -> None:
    whole = {"Id": 55, "UpdatedOn": "2026-11-01T00:00:00Z", **TEAM}
    assert hook.send(whole, query="?action=TeamUpdated") == TAKEN
    entity = ENTITIES["teams"]

    def people() -> list[Any]:
        [row] = hook.rows("teams")
        return [row[entity.place[one.column]] for one in entity.lists]

    unstated: list[dict[str, Any]] = [{"TeamMembers": None}, {"TeamAdministrators": ""}, {"TeamMembers": " "}]
    for day, lists in enumerate(unstated, 2):
        later = {**whole, "UpdatedOn": f"2026-11-{day:02}T00:00:00Z", "TeamAdministrators": None, **lists}
        assert hook.send(later, query="?action=TeamUpdated") == TAKEN
        assert people() == [[101], [101]]
    empty = {**whole, "UpdatedOn": "2026-11-06T00:00:00Z", "TeamMembers": [], "TeamAdministrators": []}
    assert hook.send(empty, query="?action=TeamUpdated") == TAKEN
    assert people() == [[], []]
    gone = {"Id": 55, "UpdatedOn": "2026-11-07T00:00:00Z", "TeamMembers": None, "_deleted": True}
    assert hook.send(gone, query="?action=TeamDeleted") == TAKEN
    assert [row[5] for row in hook.rows("teams")] == [True]


# ---------------------------------------------------------------- what cannot be taken


def test_what_cannot_be_taken_is_kept_once_and_acknowledged(hook: Hook) -> None:
    wrong = {"Id": 7, "TypeName": "Booking", "ToTime": "never", "UpdatedOn": "2026-11-02T08:00:00Z", "Notes": "Zoë"}
    body = json.dumps([wrong], ensure_ascii=False).encode()
    for _ in range(3):
        assert hook.post(body).json() == KEPT
    [kept] = deliveries.kept(hook.conn, hook.network_id)
    reason = (
        "Booking: ResourceId is a required field; FromTime is a required field; ToTime must be a date and time like"
    )
    assert (kept.times, kept.webhook, kept.action) == (3, "hook", None)
    assert kept.reason == f"{reason} 2026-11-21T12:00:00Z"
    held = deliveries.kept_body(hook.conn, hook.network_id, kept.id)
    assert held == json.dumps(wrong, ensure_ascii=False).encode()
    assert hook.counts() == {"unreadable": (3, 0, 0, 0, 0, 3)}


def test_the_good_records_of_a_delivery_are_taken(hook: Hook) -> None:
    records = [BOOKING, {**BOOKING, "Id": "x"}, {**BOOKING, "Id": 9}, 5, BOOKING, {"Name": "?"}]
    answer = hook.post(json.dumps(records).encode()).json()
    assert answer == {"Stored": 2, "Unchanged": 1, "Stale": 0, "Ignored": 1, "Kept": 2}
    assert [row[0] for row in hook.rows("bookings")] == [7, 9]
    assert sorted(hook.reasons()) == [
        "Booking: Id must be a whole number",
        "a record must be a JSON object",
    ]
    assert hook.post(json.dumps(BOOKING).encode()).json() == UNCHANGED  # bare


def test_what_the_database_alone_refuses_is_kept_and_the_rest_is_taken(hook: Hook) -> None:
    hook.conn.execute("ALTER TABLE bookings ADD CONSTRAINT sabotage CHECK (notes IS DISTINCT FROM 'sabotage')")
    body = [{**BOOKING, "Id": 1}, {**BOOKING, "Id": 2, "Notes": "sabotage"}, {**BOOKING, "Id": 3}]
    answer = hook.post(json.dumps(body).encode())
    assert (answer.status_code, answer.json()) == (200, {**TAKEN, "Stored": 2, "Kept": 1})
    assert [row[0] for row in hook.rows("bookings")] == [1, 3]
    assert hook.reasons() == ["Booking: refused by the database"]


def test_how_many_records_a_delivery_may_have(hook: Hook) -> None:
    many = [{**BOOKING, "Id": number} for number in range(1, 102)]
    assert hook.post(json.dumps(many).encode()).json() == KEPT
    assert hook.rows("bookings") == []
    assert hook.reasons() == ["body contains 101 records, more than 100"]
    assert hook.post(json.dumps(many[:100]).encode()).json()["Stored"] == 100


def test_what_is_kept_is_bounded(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    long = b"[" + b" " * deliveries.LONGEST_KEPT
    assert hook.post(long).json() == KEPT
    [kept] = deliveries.kept(hook.conn, hook.network_id)
    assert (kept.body_bytes, deliveries.kept_body(hook.conn, hook.network_id, kept.id)) == (len(long), None)

    other = Hook(hook.space, hook.conn)  # its bound is its own
    monkeypatch.setattr(deliveries, "MOST_KEPT", 3)
    for number in range(5):
        hook.space.forward(timedelta(seconds=1))
        assert hook.post(b"[%d" % number).json() == other.post(b"{").json() == KEPT
    bodies = [
        deliveries.kept_body(hook.conn, hook.network_id, one.id) for one in deliveries.kept(hook.conn, hook.network_id)
    ]
    assert bodies == [b"[4", b"[3", b"[2"]
    assert [one.times for one in deliveries.kept(other.conn, other.network_id)] == [5]
    hook.space.set_clock(NOW)


def test_a_kept_delivery_is_taken_again_or_deleted(hook: Hook) -> None:
    conn, network_id = hook.conn, hook.network_id
    bare = {name: value for name, value in BOOKING.items() if name != "UpdatedOn"}
    assert hook.send(bare) == KEPT
    assert hook.send({**BOOKING, "ToTime": "never"}) == KEPT
    hook.space.forward(timedelta(hours=1))
    assert hook.send(bare) == KEPT
    hook.space.set_clock(NOW)
    wrong, versionless = sorted(deliveries.kept(conn, network_id), key=lambda one: one.reason)
    for as_is in (False, True):
        with pytest.raises(
            Exception, match=f"^delivery {wrong.id} cannot be processed: Booking: ToTime must be a date"
        ):
            deliveries.replay(conn, network_id, wrong.id, as_is=as_is, now=NOW, author=None)
    with pytest.raises(Exception, match="UpdatedOn is missing"):
        deliveries.replay(conn, network_id, versionless.id, as_is=False, now=NOW, author=None)
    assert deliveries.replay(conn, network_id, versionless.id, as_is=True, now=NOW, author=None).stored == 1
    [row] = hook.rows("bookings")
    assert row[3] == NOW, "it is of the time when it first came"
    for gone in (versionless.id, 10**12):
        with pytest.raises(Exception, match=f"^there is no delivery {gone}$"):
            deliveries.replay(conn, network_id, gone, as_is=True, now=NOW, author=None)
    with pytest.raises(Exception, match="there is no delivery"):
        deliveries.discard(conn, network_id + 1, wrong.id)
    deliveries.discard(conn, network_id, wrong.id)
    assert deliveries.kept(conn, network_id) == []


def test_who_sent_what_stands_in_the_audit_trail(hook: Hook) -> None:
    """A row for each version that is held, and none for what changes nothing."""
    for record in (BOOKING, BOOKING, {**BOOKING, "UpdatedOn": "2026-11-01T00:00:00Z"}, {**BOOKING, "ToTime": "never"}):
        hook.send(record)
    hook.send({**BOOKING, "_deleted": True})
    columns = "entity_short_name, audit_type, action_by, door, account_id, key_id"
    statement = f"SELECT {columns} FROM audit_entry WHERE network_id = %s ORDER BY id"  # noqa: S608
    assert hook.conn.execute(statement, (hook.network_id,)).fetchall() == [
        ("WebHook", 1, "tester", "cli", None, None),
        ("Booking", 1, "hook", "webhook", None, None),
        ("Booking", 3, "hook", "webhook", None, None),
    ]


# ---------------------------------------------------------------- bodies of every kind

DEEP = 100_000
STRANGE = {
    "empty": b"",
    "blank": b" \n",
    "no record": b"[]",
    "null": b"null",
    "a number": b"[1e999999999]",
    "text": b'"Booking"',
    "cut off": b'[{"Id": 7',
    "two values": b"[] []",
    "not UTF-8": b'[{"Id": 7, "Notes": "\xff\xfe"}]',
    "half a pair": rb'[{"Id": 7, "Notes": "\ud83c"}]',
    "NUL": rb'[{"Id": 7, "TypeName": "Booking", "Notes": "\u0000"}]',
    "a bare NUL": b"\0",
    "deep arrays": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'[{"a":' * DEEP,
    "deep inside": b'[{"Id": 7, "TypeName": "Booking", "Notes": ' + b"[" * DEEP + b"]" * DEEP + b"}]",
    "byte order mark": b"\xef\xbb\xbf[]",
    "UTF-16": '[{"Id": 7}]'.encode("utf-16"),
    "huge numbers": b'[{"TypeName": "Booking", "UpdatedOn": 1e400, "Id": ' + b"9" * 5000 + b"}]",
    "a number beyond measure": b'[{"TypeName": "Booking", "Id": 1e99999999999999999999}]',
    "NaN": b'[{"TypeName": "Booking", "Id": NaN}]',
    "a deletion of nothing": b'[{"TypeName": "Booking", "UpdatedOn": "2026-11-01T00:00:00Z", "_deleted": true}]',
    "keys twice": b'[{"Id": 7, "Id": 8, "TypeName": "Booking", "TypeName": "Team"}]',
    "a form": b"a=b&c=d",
    "too many values": b'[{"Id": 7, "TypeName": "Booking", "UpdatedOn": "2026-11-01T00:00:00Z", "ResourceId": 3, '
    b'"CoworkerId": 1, '
    b'"FromTime": "2026-11-01T00:00:00Z", "ToTime": "2026-11-01T01:00:00Z", "x": [' + b"[]," * 20_000 + b"[]]}]",
}


@pytest.mark.parametrize("what", STRANGE)
@pytest.mark.parametrize("media_type", ["application/json", "text/html", "multipart/form-data", "nonsense", ""])
def test_strange_bodies_are_kept(hook: Hook, what: str, media_type: str) -> None:
    answer = hook.post(STRANGE[what], Content_Type=media_type)
    assert (answer.status_code, answer.json()) == (200, KEPT)
    unsigned = hook.post(STRANGE[what], Content_Type=media_type, X_Nexudus_Hook_Signature="0" * 64)
    assert (unsigned.status_code, unsigned.json()) == (401, REFUSED)
    assert not any(ledger_tables(hook.conn, hook.network_id).values())


def test_too_large_a_body(hook: Hook) -> None:
    answer = hook.post(b" " * (2**20 + 1))
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from(["Booking", "Team", "2026-11-01T00:00:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59-01:00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "Id",
        "UpdatedOn",
        "TypeName",
        "_deleted",
        "OriginalBookingId",
        *sorted({f for one in OF_EVENTS.values() for f in one}),
    ]
)
RECORDS = st.dictionaries(FIELDS, VALUES, max_size=12)
BODIES = st.one_of(
    st.binary(max_size=200),
    RECORDS.map(lambda record: json.dumps(record).encode()),
    st.lists(RECORDS | VALUES, max_size=3).map(lambda records: json.dumps(records, ensure_ascii=False).encode()),
)
NAMED = st.sampled_from(["", *(f"?action={number}" for number in ACTIONS), "?action=%ff", "?action=x", "?x=%zz&action"])


@settings(max_examples=examples(300), deadline=None)
@given(body=BODIES, query=NAMED, is_signed=st.booleans())
def test_no_body_brings_the_server_down(
    space: Space, shared: Connection[Any], body: bytes, query: str, is_signed: bool
) -> None:
    hook = _fuzzed(space, shared)
    answer = hook.post(body, query=query, **({} if is_signed else {"X_Nexudus_Hook_Signature": "0" * 64}))
    assert answer.status_code == (200 if is_signed else 401), answer.text
    if is_signed:
        count = sum(answer.json().values())
        assert count >= 1


def _fuzzed(space: Space, conn: Connection[Any], made: list[Hook] = []) -> Hook:  # noqa: B006 - one for all examples
    if not made or made[0].space is not space:
        made[:] = [Hook(space, conn)]
    return made[0]


def test_while_the_database_is_away() -> None:
    with running("postgresql://127.0.0.1:1/nowhere", secret_key=(KEY,)) as space:
        answer = space.ask("POST", "/webhooks/nexudus/x", content=b"[]")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"]


def test_an_unknown_host_has_no_webhooks(space: Space, shared: Connection[Any]) -> None:
    # The module's database names no host for everybody once its first network names its own.
    networks.change_hosts(shared, "default", add=["default.test"])
    hook = Hook(space, shared)
    webhook_less = [name for (name,) in shared.execute(
        "SELECT name FROM network AS n WHERE NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = n.id)"
    )]  # fmt: skip
    assert webhook_less == []
    hook.host = "nowhere.test"
    answer = hook.post(json.dumps([BOOKING]).encode())
    assert (answer.status_code, answer.json()["code"]) == (404, "network_not_found")
