"""Undoing an import: afterwards every record and every figure is as before, and what others changed stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples
from spaces import new_network
from teamkpi.errors import ImportNotUndone
from teamkpi.ledger import ENTITIES, Author, Change, Report, apply, history
from teamkpi.ledger.apply import CHUNK
from teamkpi.ledger.imports import ImportNote, imports
from teamkpi.ledger.rows import to_record
from teamkpi.ledger.undo import undo
from teamkpi.ledger.undo_preview import preview_undo
from teamkpi.usage import verify

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = timedelta(hours=1)
AUTHOR = Author("manager@example.org", channel="cli")
NOTE = ImportNote(AUTHOR, "bookings.csv")


def bring(conn: Connection[Any], network_id: int, changes: list[Change], hours: int, **options: Any) -> Report:
    return apply(conn, network_id, changes, now=NOW + hours * LATER, as_import=NOTE, **options)


def booking(number: int, **more: Any) -> Change:
    record = {"Id": number, "ResourceId": 3, "CoworkerId": 7, "FromTime": "2026-11-02T09:00Z"}
    return Change("bookings", record | {"ToTime": "2026-11-02T10:00Z"} | more, number)


def held(conn: Connection[Any], network_id: int) -> dict[tuple[str, int], dict[str, Any]]:
    """Return every record that is there, without its version."""
    found = {}
    for plural, entity in ENTITIES.items():
        columns = ", ".join(entity.all_columns)
        rows = conn.execute(f"SELECT {columns} FROM {plural} WHERE network_id = %s AND NOT is_deleted", (network_id,))  # noqa: S608
        for row in rows.fetchall():
            record = to_record(entity, row)
            left_out = {"UpdatedOn", *(one.name for one in entity.marks)}
            found[plural, record["Id"]] = {name: value for name, value in record.items() if name not in left_out}
    return found


def test_new_records_go_and_others_are_as_they_were(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    team = {"Id": 5, "BusinessId": 1, "Name": "Team", "TeamMembers": [7, 8], "TeamAdministrators": [7]}
    gone = Change("bookings", {"Id": 3, "_deleted": True}, 3)
    first = bring(shared, network_id, [booking(1), booking(2, Notes="mine"), booking(3), Change("teams", team, 1)], 0)
    assert first.import_id == 1
    bring(shared, network_id, [gone], 1)
    before = held(shared, network_id)

    changes = [booking(1), booking(2, Notes="theirs"), booking(3), booking(4), booking(2, Notes="again")]
    changes.append(Change("teams", team | {"Name": "Other", "TeamMembers": [9]}, 1))
    third = bring(shared, network_id, changes, 2)
    assert third.import_id == 3
    assert held(shared, network_id) != before

    done = undo(shared, network_id, 3, now=NOW + 3 * LATER, author=AUTHOR)
    assert (done.left_count, done.report.entities["bookings"].deleted) == (0, 2)
    assert held(shared, network_id) == before
    assert list(verify(shared, network_id)) == []
    assert list(history.verify(shared, network_id)) == []
    assert [
        (one.id, one.new, one.changed, one.deleted, one.undone_on, one.source) for one in imports(shared, network_id)
    ] == [
        (3, 2, 3, 0, NOW + 3 * LATER, "bookings.csv"),
        (2, 0, 0, 1, None, "bookings.csv"),
        (1, 4, 0, 0, None, "bookings.csv"),
    ]
    with pytest.raises(ImportNotUndone, match="was already undone"):
        undo(shared, network_id, 3, now=NOW + 4 * LATER, author=AUTHOR)
    with pytest.raises(ImportNotUndone, match="there is no import 9"):
        undo(shared, network_id, 9, now=NOW + 4 * LATER, author=AUTHOR)
    undo(shared, network_id, 2, now=NOW + 5 * LATER, author=AUTHOR)
    assert ("bookings", 3) in held(shared, network_id)


def test_what_others_changed_since_is_refused_or_left(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    bring(shared, network_id, [booking(1), booking(2)], 0)
    apply(shared, network_id, [booking(2, Notes="by hand")], now=NOW + LATER)
    with pytest.raises(ImportNotUndone, match="1 of its records were changed since") as refused:
        undo(shared, network_id, 1, now=NOW + 2 * LATER, author=AUTHOR)
    assert [(one.entity, one.id, one.changed_on) for one in refused.value.left] == [("bookings", 2, NOW + LATER)]
    assert len(held(shared, network_id)) == 2
    done = undo(shared, network_id, 1, now=NOW + 2 * LATER, author=AUTHOR, leave_changed=True)
    assert done.left_count == 1
    assert held(shared, network_id).keys() == {("bookings", 2)}


def test_what_an_undo_would_do_is_known_before(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    people = ((7, "Jane"), (8, "Joe"))
    jane, joe = ({"Id": number, "FullName": name, "Email": f"{name}@x.test"} for number, name in people)
    team = {"Id": 5, "BusinessId": 1, "Name": "Team", "TeamMembers": [8], "TeamAdministrators": []}
    there = [Change("coworkers", joe, 1), Change("teams", team, 2), booking(1, CoworkerId=8)]
    apply(shared, network_id, there, now=NOW)
    # New: Jane, a resource and two bookings of hers. Changed: a booking of Joe's, and Joe.
    room = {"Id": 3, "BusinessId": 1, "Name": "Room", "ResourceTypeName": "Room"}
    brought = [Change("coworkers", jane, 1), Change("resources", room, 2), booking(2), booking(3)]
    brought += [booking(1, CoworkerId=8, Notes="x"), Change("coworkers", joe | {"FullName": "Joseph"}, 3)]
    bring(shared, network_id, brought, 1)

    def preview() -> tuple[Any, ...]:
        found = preview_undo(shared, network_id, 1, now=NOW + 9 * LATER)
        referring = [(one.entity.plural, one.total, [tuple(some) for some in one.first]) for one in found.referring]
        return (*found[:5], referring)

    # The bookings that the import brought itself are deleted or restored, so they refer to nothing that is gone.
    assert preview() == (4, 2, 0, 2, ["Jane", "Joseph"], [])
    # By hand: seven bookings of Joe's in the new room, a check-in of Jane's, and Jane in the team.
    mine = [booking(number, CoworkerId=8) for number in range(11, 18)]
    visit = {"Id": 1, "BusinessId": 1, "CoworkerId": 7, "FromTime": "2026-11-02T09:00Z"}
    mine += [Change("checkins", visit, 1), Change("teams", team | {"TeamMembers": [7, 8]}, 2)]
    apply(shared, network_id, mine, now=NOW + 2 * LATER)
    expected = [
        ("teams", 1, [(5, "Team")]),
        ("bookings", 7, [(number, "Joseph") for number in range(11, 16)]),
        ("checkins", 1, [(1, "Jane")]),
    ]
    assert sorted(preview()[5]) == sorted(expected)
    # One that is deleted refers to nothing, and one that was changed since stays.
    apply(shared, network_id, [Change("checkins", {"Id": 1, "_deleted": True}, 1)], now=NOW + 3 * LATER)
    apply(shared, network_id, [Change("coworkers", jane | {"FullName": "Janet"}, 1)], now=NOW + 3 * LATER)
    deleted, restored, changed, people, names, referring = preview()
    assert (deleted, restored, changed, people, names) == (3, 2, 1, 2, ["Janet", "Joseph"])
    assert [one[:2] for one in referring] == [("bookings", 7)]
    done = undo(shared, network_id, 1, now=NOW + 9 * LATER, author=AUTHOR, leave_changed=True)
    counts = done.report.entities.values()
    assert (sum(one.deleted for one in counts), sum(one.new + one.changed for one in counts)) == (deleted, restored)
    assert done.left_count == changed
    for wrong, message in ((1, "was already undone"), (9, "there is no import 9")):
        with pytest.raises(ImportNotUndone, match=message):
            preview_undo(shared, network_id, wrong, now=NOW + 9 * LATER)


def test_an_import_before_the_known_history_cannot_be_undone(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    bring(shared, network_id, [booking(1)], 0)
    bring(shared, network_id, [booking(1, Notes="x")], 1)
    history.prune(shared, network_id, NOW + 2 * LATER)
    with pytest.raises(ImportNotUndone, match="the history before it was deleted"):
        undo(shared, network_id, 2, now=NOW + 3 * LATER, author=AUTHOR)


def test_an_import_of_many_chunks_that_stored_nothing_new_is_none(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    many = [booking(number) for number in range(1, CHUNK + 10)]
    assert bring(shared, network_id, many, 0).import_id == 1
    assert bring(shared, network_id, many, 1).import_id is None
    assert bring(shared, network_id, [booking(1, Notes="x")], 2, is_dry_run=True).import_id is None
    undo(shared, network_id, 1, now=NOW + 3 * LATER, author=AUTHOR)
    assert held(shared, network_id) == {}
    assert list(verify(shared, network_id)) == []


RECORDS = st.lists(
    st.builds(
        lambda number, note, day, is_gone: (
            Change("bookings", {"Id": number, "_deleted": True}, number)
            if is_gone
            else booking(number, Notes=note, FromTime=f"2026-11-{day:02}T09:00Z", ToTime=f"2026-11-{day:02}T11:00Z")
        ),
        st.integers(1, 6),
        st.sampled_from(["a", "b"]),
        st.integers(1, 28),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=examples(40), deadline=None)
@given(first=RECORDS, second=RECORDS)
def test_undone_is_as_if_it_had_never_been(shared: Connection[Any], first: list[Change], second: list[Change]) -> None:
    network_id = new_network(shared)
    bring(shared, network_id, first, 0)
    before = held(shared, network_id)
    done = bring(shared, network_id, second, 1)
    if done.import_id is not None:
        undo(shared, network_id, done.import_id, now=NOW + 2 * LATER, author=AUTHOR)
    assert held(shared, network_id) == before
    assert list(verify(shared, network_id)) == []
    assert list(history.verify(shared, network_id)) == []
