"""Changes that start from what is held: nobody's is lost, and a refused one changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import Connection

from patience import PATIENCE
from spaces import NOW, Version, ledger_tables, new_network, write
from teamkpi.db import connect
from teamkpi.errors import BatchRejected
from teamkpi.ledger import Change, Revision, next_ids, revise
from teamkpi.ledger.local_ids import FIRST_LOCAL_ID
from teamkpi.ledger.revise import Record

TEAM: Version = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [], "UpdatedOn": "2027-01-01"})


def team(conn: Connection[Any], network_id: int) -> Any:
    return conn.execute(
        "SELECT name, team_members, updated_on > created_on FROM teams WHERE network_id = %s", (network_id,)
    ).fetchone()


def adding(member: int) -> Revision:
    def add(record: Record | None) -> Record:
        assert record is not None
        return {**record, "TeamMembers": [*record["TeamMembers"], member]}

    return Revision("teams", 55, add)


def test_concurrent_changes_of_one_record_are_all_kept(shared: Connection[Any], shared_url: str) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [TEAM])

    def work(first: int) -> None:
        with connect(shared_url) as conn:
            for member in range(first, first + 20):
                revise(conn, network_id, [adding(member)], now=NOW)

    with ThreadPoolExecutor(4) as threads:
        for result in [threads.submit(work, first) for first in (100, 200, 300, 400)]:
            result.result(PATIENCE)
    members = [member for first in (100, 200, 300, 400) for member in range(first, first + 20)]
    assert team(shared, network_id) == ("T", members, True)


def test_revisions_follow_each_other_and_new_records_come_with_them(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [TEAM])
    person = Change("coworkers", {"Id": 7, "FullName": "New", "Email": "new@example.org"}, 1)
    report = revise(shared, network_id, [adding(7), adding(8)], now=NOW, new=lambda: [person])
    assert report.stored == 2
    assert team(shared, network_id) == ("T", [7, 8], True)


def test_what_is_missing_or_deleted_is_none(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [TEAM, ("teams", {"Id": 55, "UpdatedOn": "2027-02-01", "_deleted": True})])
    seen: list[Record | None] = []

    def look(record: Record | None) -> None:
        seen.append(record)

    assert revise(shared, network_id, [Revision("teams", 55, look), Revision("teams", 56, look)], now=NOW).stored == 0
    assert seen == [None, None]


def test_a_refused_change_changes_nothing(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [TEAM])
    before = ledger_tables(shared, network_id)

    def spoil(record: Record | None) -> Record:
        return {**(record or {}), "Name": ""}

    with pytest.raises(BatchRejected, match="Name"):
        revise(shared, network_id, [adding(1), Revision("teams", 55, spoil)], now=NOW)

    def refuse(_: Record | None) -> Record:
        raise LookupError

    with pytest.raises(LookupError):
        revise(shared, network_id, [adding(1), Revision("resources", 1, refuse)], now=NOW)
    assert ledger_tables(shared, network_id) == before


def test_ids_made_here_are_never_given_twice(shared: Connection[Any], shared_url: str) -> None:
    network_id, other = new_network(shared), new_network(shared)

    def take(_: int) -> list[int]:
        with connect(shared_url) as conn:
            return [number for _ in range(20) for number in next_ids(conn, network_id, "coworkers", 3)]

    with ThreadPoolExecutor(4) as threads:
        taken = [number for some in threads.map(take, range(4)) for number in some]
    assert sorted(taken) == list(range(FIRST_LOCAL_ID, FIRST_LOCAL_ID + 240))
    assert next_ids(shared, network_id, "teams") == [FIRST_LOCAL_ID]
    assert next_ids(shared, other, "coworkers") == [FIRST_LOCAL_ID]
