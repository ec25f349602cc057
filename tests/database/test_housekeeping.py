"""What is kept and for how long: old rows are deleted with an entry that says so, and no figure changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
from database.test_as_of import as_of, shown
from database.test_history import BOOKING, held, versions
from database.test_webhook_deliveries import new_hook, version
from examples import examples
from spaces import AUTHOR, NOW, new_network, write
from teamkpi import accounts, housekeeping
from teamkpi.db import connect
from teamkpi.errors import GrantRefused
from teamkpi.housekeeping import Retention, horizon, sweep
from teamkpi.ledger import audit_trail, deliveries, history, readers
from teamkpi.ledger.audit_trail import AuditType
from teamkpi.ledger.values import NEVER
from teamkpi.usage import verify

DAY = timedelta(days=1)
MIDNIGHT = NOW.replace(hour=0)
SHORT = Retention(1, 1, 1, 1, 1)


def trail(conn: Connection[Any], network_id: int) -> list[tuple[Any, ...]]:
    """The entries of the audit trail: who, about what, and what has changed."""
    query = "SELECT action_by, door, entity_short_name, changes FROM audit_entry WHERE network_id = %s ORDER BY id"
    return conn.execute(query, (network_id,)).fetchall()


def entry(**changes: Any) -> tuple[Any, ...]:
    return ("teamkpi", "housekeeping", "Retention", changes)


def note(conn: Connection[Any], network_id: int, now: datetime, record_id: int = 1) -> None:
    changes: audit_trail.Changes = {"Name": ("a", "b")}
    audit_trail.note_change(
        conn, network_id, AUTHOR, "Account", record_id, audit_type=AuditType.UPDATE, changes=changes, now=now
    )


@settings(max_examples=examples(12), deadline=None)
@given(data=st.data())
def test_no_figure_changes_and_nothing_that_is_young_enough_goes(shared: Connection[Any], data: st.DataObject) -> None:
    network_id = new_network(shared)
    ledger = data.draw(ledgers.ledgers())
    now = ledger.now
    instants = []
    for batch in data.draw(ledgers.deliveries(ledger)):
        now += data.draw(st.sampled_from((timedelta(hours=5), DAY, 3 * DAY)))
        write(shared, network_id, batch, now)
        note(shared, network_id, now)
        instants.append(now + timedelta(milliseconds=1))
    retention = data.draw(st.sampled_from((SHORT, SHORT._replace(keep_history_days=4), Retention(keep_audit_days=2))))
    begins = horizon(now, retention.keep_history_days) if retention.keep_history_days else NEVER
    known = sorted(at for at in {begins, *instants, now + DAY} if at >= begins and at != NEVER)
    some = known[:3] + known[-2:]

    def states() -> list[Any]:
        return [
            (
                held(shared, network_id, at),
                [as_of(shared, network_id, team_id, at, at) for team_id in ledger.team_ids],
                [shown(shared, network_id, team_id, at) for team_id in ledger.team_ids],
            )
            for at in some
        ]

    before = states()
    entries = [instant for instant in instants if instant >= horizon(now, retention.keep_audit_days)]
    while sweep(shared, network_id, retention, now=now):
        pass
    assert states() == before
    assert history.known_since(shared, network_id) == begins
    assert [*history.verify(shared, network_id), *verify(shared, network_id)] == []
    assert [one for one in trail(shared, network_id) if one[0] != "teamkpi"] == [
        ("tester", "cli", "Account", {"Name": ["a", "b"]}) for _ in entries
    ]


def test_what_is_too_old_goes_with_an_entry_and_the_rest_stays(shared: Connection[Any]) -> None:
    hook = new_hook(shared)
    network_id, other = hook.network_id, new_network(shared)
    shared.execute("DELETE FROM audit_entry WHERE network_id = %s", (network_id,))  # that of the webhook
    for day, text in ((-3, "first"), (-2, "second"), (0, "third")):
        for one in (network_id, other):
            write(shared, one, [("bookings", {**BOOKING, "Notes": text})], NOW + day * DAY)
            note(shared, one, MIDNIGHT + day * DAY)
            readers.store(shared, one, [readers.Entry(uuid4(), MIDNIGHT + day * DAY, "teamKpi", team_id=5)])
        deliveries.receive(
            shared, hook, deliveries.read(version(10 + day, Id=None)), now=MIDNIGHT + day * DAY, author=None
        )
    assert not sweep(shared, network_id, Retention(), now=NOW)
    assert (len(trail(shared, network_id)), len(deliveries.kept(shared, network_id))) == (3, 3)

    assert not sweep(shared, network_id, Retention(1, 2, 2, 2, 2), now=NOW)
    before = [None, "2026-11-19T00:00:00Z"]
    expected = entry(
        Versions=[1, None],
        VersionsBefore=[None, "2026-11-20T00:00:00Z"],
        Entries=[1, None],
        EntriesBefore=before,
        Readers=[1, None],
        ReadersBefore=before,
        Deliveries=[1, None],
        DeliveriesBefore=before,
    )
    assert history.known_since(shared, network_id) == MIDNIGHT - DAY
    assert [text for text, _, _ in versions(shared, network_id)] == ["second", "third"]
    assert [one[0] for one in trail(shared, network_id)] == ["tester", "tester", "teamkpi"]
    assert trail(shared, network_id)[-1] == expected
    assert len(deliveries.kept(shared, network_id)) == 2
    kept = [len(readers.listed(shared, one, readers.Wanted(), most=9)) for one in (network_id, other)]
    assert kept == [2, 3]
    # Again on the same day: there is nothing to say.
    assert not sweep(shared, network_id, Retention(1, 2, 2, 2, 2), now=NOW + timedelta(hours=11))
    assert len(trail(shared, network_id)) == 3
    assert (len(versions(shared, other)), len(trail(shared, other)), history.known_since(shared, other)) == (
        3,
        3,
        NEVER,
    )


def test_a_step_has_a_limit_and_each_step_an_entry(shared: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 3)
    network_id = new_network(shared)
    for hour in range(8):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": str(hour)})], NOW + timedelta(hours=hour))
        note(shared, network_id, NOW, hour)
    later = NOW + 9 * DAY
    assert sweep(shared, network_id, SHORT, now=later)
    assert sweep(shared, network_id, SHORT, now=later, goes_on=True)
    assert not sweep(shared, network_id, SHORT, now=later, goes_on=True)
    before = [None, "2026-11-29T00:00:00Z"]
    counts = [
        {"Versions": [count, None], "VersionsBefore": before, "Entries": [entries, None], "EntriesBefore": before}
        for count, entries in ((3, 3), (3, 3), (1, 2))
    ]
    assert trail(shared, network_id) == [entry(**one) for one in counts]
    assert [text for text, _, _ in versions(shared, network_id)] == ["7"]


def test_rows_that_another_transaction_changes_are_left_for_the_next_step(
    shared: Connection[Any], shared_url: str
) -> None:
    network_id = new_network(shared)
    for hour in range(3):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": str(hour)})], NOW + timedelta(hours=hour))
        note(shared, network_id, NOW, hour)
    with connect(shared_url) as busy, busy.transaction():
        busy.execute("UPDATE audit_entry SET action_by = 'gone' WHERE network_id = %s AND entity_id = 1", (network_id,))
        busy.execute("UPDATE bookings_history SET notes = NULL WHERE network_id = %s AND notes = '0'", (network_id,))
        sweep(shared, network_id, SHORT, now=NOW + 9 * DAY)
        assert len(versions(shared, network_id)) == len(trail(shared, network_id)) == 2
    assert [one[0] for one in trail(shared, network_id)] == ["gone", "teamkpi"]
    sweep(shared, network_id, SHORT, now=NOW + 10 * DAY)
    assert [text for text, _, _ in versions(shared, network_id)] == ["2"]
    assert [one[0] for one in trail(shared, network_id)] == ["teamkpi", "teamkpi"]


def test_old_sign_ins_are_forgotten_and_used_tokens_are_no_longer_recognised(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    accounts.create(shared, network_id, "ann@example.org", "correct horse battery", operator=True, now=NOW)

    def grant(now: datetime, address: str = "192.0.2.1", **form: str) -> accounts.TokenPair:
        return accounts.grant(
            shared,
            network_id,
            form,
            None,
            now=now,
            access_seconds=60,
            refresh_days=15,
            reuse_seconds=10,
            address=address,
        )

    password = {"grant_type": "password", "username": "ann@example.org", "password": "correct horse battery"}
    grant(NOW, "192.0.2.2", **password)
    first = grant(NOW, **password)
    second = grant(NOW, grant_type="refresh_token", refresh_token=first.refresh_token)
    sign_ins = """
        SELECT
            count(last_sign_in_on),
            (SELECT count(*) FROM known_address WHERE network_id = %(id)s),
            (SELECT count(earlier_on) FROM sign_in WHERE network_id = %(id)s)
        FROM account WHERE network_id = %(id)s
    """
    assert shared.execute(sign_ins, {"id": network_id}).fetchone() == (1, 2, 1)
    later = NOW + 3 * DAY
    assert not sweep(shared, network_id, SHORT, now=later)
    assert shared.execute(sign_ins, {"id": network_id}).fetchone() == (0, 0, 0)
    before = [None, "2026-11-23T00:00:00Z"]
    changes = {
        "Versions": [0, None],
        "VersionsBefore": before,
        "SignIns": [4, None],
        "SignInsBefore": before,
        "SpentTokens": [1, None],
        "SpentTokensBefore": before,
    }
    assert trail(shared, network_id) == [entry(**changes)]
    with pytest.raises(GrantRefused):
        grant(later, grant_type="refresh_token", refresh_token=first.refresh_token)
    third = grant(later, grant_type="refresh_token", refresh_token=second.refresh_token)
    # One that was used a moment ago is recognised: both ends of the sign-in are cut off.
    with pytest.raises(GrantRefused):
        grant(later + timedelta(minutes=1), grant_type="refresh_token", refresh_token=second.refresh_token)
    with pytest.raises(GrantRefused):
        grant(later, grant_type="refresh_token", refresh_token=third.refresh_token)
