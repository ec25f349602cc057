"""Deliveries of webhooks, in any order and as often as they come, end in the ledger that an import makes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from database.test_convergence import differences, shaped_tables
from examples import examples
from spaces import AUTHOR, NOW, Version, asked, exact, ledger_tables, new_network, write
from teamkpi.accounts import Seal, webhooks
from teamkpi.db import connect
from teamkpi.errors import WebhookError
from teamkpi.ledger import ENTITIES, deliveries
from teamkpi.ledger.deliveries import Outcome, Source
from teamkpi.ledger.events import ACTIONS, Action, action_of

SEAL = Seal(["A" * 43 + "="])
OF_ENTITY = {
    plural: [action for action in ACTIONS.values() if action.entity == plural and not action.deletes]
    for plural in ENTITIES
}
DELETING = {action.entity: action for action in ACTIONS.values() if action.deletes}


def new_hook(conn: Connection[Any]) -> Source:
    network_id = new_network(conn)
    webhooks.create(conn, network_id, "hook", seal=SEAL, author=AUTHOR, now=NOW)
    [hook] = webhooks.all_webhooks(conn, network_id)
    return Source(network_id, hook.id)


def delivered(data: st.DataObject, version: Version) -> tuple[Action | None, str]:
    """Draw how another system sends a version: the event that it names, or none, and the record as JSON."""
    plural, record = version
    named = {**record, "TypeName": data.draw(st.sampled_from([ENTITIES[plural].name, ENTITIES[plural].name.upper()]))}
    if record.get("_deleted"):
        deleting = DELETING.get(plural)
        if deleting is None or data.draw(st.booleans()):
            return None, ledgers.to_json(named)
        bare = {"Id": record["Id"], "UpdatedOn": record["UpdatedOn"]}
        return deleting, ledgers.to_json(data.draw(st.sampled_from([bare, {**named, "_deleted": False}])))
    known = {**dict.fromkeys(ENTITIES[plural].known_by), **record}
    ways: list[tuple[Action | None, dict[str, Any]]] = [(None, named), (None, known)]
    ways += [(action, shown) for action in OF_ENTITY[plural] for shown in (record, named)]
    action, shown = data.draw(st.sampled_from(ways))
    return action, ledgers.to_json(shown)


@settings(max_examples=examples(120), deadline=None)
@given(data=st.data())
def test_deliveries_in_any_order_are_an_import(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    versions = [version for batch in data.draw(ledgers.deliveries(ledger)) for version in batch]
    imported = new_network(shared)
    write(shared, imported, versions)

    hook = new_hook(shared)
    total = Outcome()
    for version in data.draw(st.permutations(versions)):
        action, text = delivered(data, version)
        body = data.draw(st.sampled_from([f"[{text}]", text, f" [ {text}, {text} ]\n"]))
        # Only a webhook's own event deletes; others may stand in the address as well.
        is_named = action is not None and not action.deletes and data.draw(st.booleans())
        source = hook._replace(named=action) if is_named else hook._replace(bound=action)
        total.add(deliveries.receive(shared, source, deliveries.read(body.encode()), now=NOW, author=None))
    assert shaped_tables(ledger_tables(shared, hook.network_id)) == shaped_tables(ledger_tables(shared, imported))
    assert differences(shared, hook.network_id) == []
    assert total.kept == total.ignored == 0
    counted = deliveries.event_counts(shared, hook.network_id)
    assert sum(one.received for one in counted) == total.received
    assert all(one.received == sum(one[3:8]) for one in counted)
    for team_id in ledger.team_ids:
        body_of_oracle = oracle.team_kpi(oracle.settle(versions), team_id, ledger.now)
        expected = None if body_of_oracle is None else exact(body_of_oracle)
        assert asked(shared, hook.network_id, team_id, ledger.now) == expected


BOOKING = {"Id": 7, "ResourceId": 11, "CoworkerId": 101, "FromTime": "2026-11-03T10:00:00Z"}


def version(minute: int, **fields: Any) -> bytes:
    times = {"ToTime": f"2026-11-03T11:{minute:02}:00Z", "UpdatedOn": f"2026-11-02T08:{minute:02}:00Z"}
    return json.dumps([{**BOOKING, **times, **fields}]).encode()


def test_deliveries_at_the_same_time(shared: Connection[Any], shared_url: str) -> None:
    hook = new_hook(shared)
    bodies = [version(minute) for minute in range(30)] + [version(minute, ToTime="?") for minute in range(10)]

    def send(offset: int) -> Outcome:
        total = Outcome()
        with connect(shared_url) as conn:
            for at in range(len(bodies)):
                body = bodies[(7 * at + offset) % len(bodies)]
                action = action_of("BookingUpdate") if offset % 2 else None
                total.add(
                    deliveries.receive(conn, hook._replace(named=action), deliveries.read(body), now=NOW, author=None)
                )
        return total

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, range(4)))
    [row] = ledger_tables(shared, hook.network_id)["bookings"]
    assert row[ENTITIES["bookings"].place["to_time"]].minute == 29
    assert differences(shared, hook.network_id) == []
    sums = {name: sum(getattr(one, name) for one in outcomes) for name in ("received", "kept", "ignored")}
    assert sums == {"received": 160, "kept": 40, "ignored": 0}
    counts = deliveries.event_counts(shared, hook.network_id)
    assert {name: sum(getattr(one, name) for one in counts) for name in sums} == sums
    kept = deliveries.kept(shared, hook.network_id)
    assert (len(kept), {one.times for one in kept}) == (20, {2})


def test_a_delivery_that_was_not_acknowledged_can_come_again(conn: Connection[Any]) -> None:
    hook = new_hook(conn)
    conn.execute("ALTER TABLE webhook_count RENAME TO away")
    with pytest.raises(psycopg.errors.UndefinedTable):
        deliveries.receive(conn, hook, deliveries.read(version(1)), now=NOW, author=None)
    with pytest.raises(psycopg.errors.UndefinedTable):
        deliveries.receive(conn, hook, deliveries.read(version(1, Id=None)), now=NOW, author=None)
    conn.execute("ALTER TABLE away RENAME TO webhook_count")
    assert deliveries.kept(conn, hook.network_id) == []
    assert deliveries.receive(conn, hook, deliveries.read(version(1)), now=NOW, author=None) == Outcome(unchanged=1)
    assert deliveries.receive(conn, hook, deliveries.read(version(1, Id=None)), now=NOW, author=None) == Outcome(kept=1)
    assert len(ledger_tables(conn, hook.network_id)["bookings"]) == 1


def test_an_operator_may_take_what_the_webhook_may_not(conn: Connection[Any]) -> None:
    """What only the address says, once an operator has looked; and what the webhook lacks the roles for."""
    hook = new_hook(conn)
    assert deliveries.receive(conn, hook, deliveries.read(version(1)), now=NOW, author=None) == Outcome(stored=1)
    deletion = hook._replace(named=action_of("BookingDelete"))
    limited = hook._replace(missing=lambda *_: "Booking-Edit")
    for source, minute in ((deletion, 2), (limited, 3)):
        assert deliveries.receive(conn, source, deliveries.read(version(minute)), now=NOW, author=None) == Outcome(
            kept=1
        )
    kept = {one.reason: one.id for one in deliveries.kept(conn, hook.network_id)}
    unsigned = "action BookingDelete is only in the address, which is not signed, so nothing was deleted"
    assert set(kept) == {unsigned, "the webhook lacks the role Booking-Edit"}

    def replay(reason: str, *, as_is: bool) -> Outcome:
        return deliveries.replay(conn, hook.network_id, kept[reason], as_is=as_is, now=NOW, author=None)

    def bookings() -> list[tuple[int, bool]]:
        return [(row[0], row[5]) for row in ledger_tables(conn, hook.network_id)["bookings"]]

    with pytest.raises(WebhookError, match="action BookingDelete is only in the address"):
        replay(unsigned, as_is=False)
    assert bookings() == [(7, False)]
    assert replay(unsigned, as_is=True) == Outcome(stored=1)
    assert bookings() == [(7, True)]
    assert replay("the webhook lacks the role Booking-Edit", as_is=False) == Outcome(stored=1)
    assert bookings() == [(7, False)]


def test_every_event_has_a_name_and_a_number_of_its_own() -> None:
    assert list(ACTIONS) == list(range(1, 91))
    assert len({action.name.lower() for action in ACTIONS.values()}) == 90
    # Some that the published list gives with their numbers.
    published = {2: "CoworkerUpdate", 8: "BookingDelete", 24: "CoworkerInvoiceAwaitingPayment", 35: "CoworkerCheckout"}
    published |= {
        29: "CalendarEventAttendeeUpdate",
        49: "CheckinDeleted",
        63: "FailedCheckin",
        77: "CoworkerContractDelete",
    }
    published |= {
        59: "TeamDeleted",
        70: "CoworkerProductDelete",
        84: "BusinessUpdate",
        90: "CoworkerPaymentMethodUpdate",
    }
    assert {number: ACTIONS[number].name for number in published} == published
