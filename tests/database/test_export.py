"""Export: what is imported elsewhere is the same ledger, and files are whole or not there."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from ledgers import Ledger, deliveries, ledgers
from teamkpi import networks
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.ledger import ENTITIES, Change, apply
from teamkpi.ledger.export import export
from teamkpi.ledger.files import Source

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = sorted(f"{plural}.jsonl" for plural in ENTITIES)
_numbers = count(1)


def fresh_network(conn: Connection[Any]) -> int:
    number = next(_numbers)
    return networks.create(conn, f"network {number}", [f"host{number}.example.org"])


def table(conn: Connection[Any], network_id: int, name: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    statement = sql.SQL("SELECT {} FROM {} WHERE network_id = %s ORDER BY 1, 2, 3").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(name)
    )
    return conn.execute(statement, (network_id,)).fetchall()


def tables(conn: Connection[Any], network_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is held of a network; revisions count writes, so they may differ."""
    found = {plural: table(conn, network_id, plural, entity.all_columns) for plural, entity in ENTITIES.items()}
    sums = ("booked_us", "checked_us")
    found["usage_month"] = table(conn, network_id, "usage_month", ("coworker_id", "month", "is_placed", *sums))
    states = table(conn, network_id, "member_state", ("coworker_id", *sums))
    found["member_state"] = [row for row in states if any(row[1:])]
    return found


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_what_is_exported_is_the_same_ledger_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, conn: Connection[Any], data: st.DataObject
) -> None:
    ledger: Ledger = data.draw(ledgers())
    here, there = fresh_network(conn), fresh_network(conn)
    for batch in data.draw(deliveries(ledger)):
        apply(conn, here, [Change(plural, record, 0) for plural, record in batch], now=ledger.now)
    folder = tmp_path_factory.mktemp("export")
    counts = export(conn, here, folder / "first")
    held = tables(conn, here)
    assert counts == {plural: len(held[plural]) for plural in ENTITIES}
    assert sorted(content(folder / "first")) == NAMES

    report = apply(conn, there, Source(folder / "first"), now=ledger.now)
    assert report.stored == sum(counts.values())
    assert tables(conn, there) == held
    for team_id in ledger.team_ids:
        answers = [team_kpi(conn, network_id, team_id, now=ledger.now) for network_id in (here, there)]
        bodies = [answer and (answer.body, answer.horizon, answer.zone, answer.month) for answer in answers]
        assert bodies[0] == bodies[1]
    export(conn, there, folder / "second")
    assert content(folder / "second") == content(folder / "first")
    again = apply(conn, here, Source(folder / "first"), now=ledger.now)
    assert (again.unchanged, again.stored) == (sum(counts.values()), 0)


ROOM = {"Id": 2, "BusinessId": 1, "Name": 'Room "A"\nö', "UpdatedOn": "2026-01-01T00:00:00.000001Z"}


@pytest.fixture
def filled(conn: Connection[Any]) -> Connection[Any]:
    gone = {"Id": 1, "UpdatedOn": "2026-02-01T00:00:00Z", "_deleted": True}
    changes = [Change("resources", ROOM, 1), Change("resources", gone, 2), Change("teams", gone, 3)]
    apply(conn, 1, changes, now=NOW)
    return conn


def test_records_are_in_order_and_deletions_are_among_them(filled: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    export(filled, 1, folder)
    rooms = [json.loads(text) for text in (folder / "resources.jsonl").read_text("utf-8").splitlines()]
    assert rooms[0] == {"Id": 1, "UpdatedOn": "2026-02-01T00:00:00Z", "_deleted": True}
    assert rooms[1] == ROOM | {"CreatedOn": ROOM["UpdatedOn"], "UpdatedBy": None, "UniqueId": rooms[1]["UniqueId"]}
    assert (folder / "bookings.jsonl").read_bytes() == b""
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_another_network_is_not_in_it(filled: Connection[Any], tmp_path: Path) -> None:
    counts = export(filled, fresh_network(filled), tmp_path)
    assert set(counts.values()) == {0}


def test_files_that_are_there_stay_unless_told_otherwise(filled: Connection[Any], tmp_path: Path) -> None:
    (tmp_path / "resources.jsonl").write_text("mine")
    with pytest.raises(FileExistsError, match=r"resources\.jsonl is there already"):
        export(filled, 1, tmp_path)
    assert content(tmp_path) == {"resources.jsonl": b"mine"}
    export(filled, 1, tmp_path, overwrite=True)
    assert sorted(content(tmp_path)) == NAMES
    (tmp_path / "bookings.csv").write_text("mine")
    with pytest.raises(FileExistsError, match=r"bookings\.csv is there already"):
        export(filled, 1, tmp_path, overwrite=True)


def test_an_export_that_breaks_off_leaves_the_files_of_before(filled: Connection[Any], tmp_path: Path) -> None:
    export(filled, 1, tmp_path)
    before = content(tmp_path)
    apply(filled, 1, [Change("resources", ROOM | {"UpdatedOn": "2026-02-02T00:00:00Z"}, 1)], now=NOW)

    def disk_is_full(plural: str, _number: int) -> None:
        if plural == "resources":
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        export(filled, 1, tmp_path, overwrite=True, on_written=disk_is_full)
    assert content(tmp_path) == before
    assert filled.info.transaction_status == 0
    assert (filled.isolation_level, filled.read_only) == (None, None)


def test_all_files_are_of_one_moment(filled: Connection[Any], database_url: str, tmp_path: Path) -> None:
    """A team and a booking are written while the export is between the two: it has neither."""
    written = []

    def write_beside(plural: str, _number: int) -> None:
        if plural == "teams":
            with connect(database_url) as other:
                stretch = {"FromTime": "2026-01-01T00:00:00Z", "ToTime": "2026-01-01T01:00:00Z"}
                changes = [
                    Change("teams", {"Id": 9, "BusinessId": 1, "Name": "New"}, 1),
                    Change("bookings", {"Id": 9, "ResourceId": 2, **stretch}, 2),
                ]
                written.append(apply(other, 1, changes, now=NOW).stored)

    counts = export(filled, 1, tmp_path, on_written=write_beside)
    assert written == [2]
    assert (counts["teams"], counts["bookings"]) == (1, 0)
    assert export(filled, 1, tmp_path, overwrite=True)["bookings"] == 1
