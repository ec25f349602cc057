"""Export: what is imported elsewhere is the same ledger, and files are whole or not there."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from examples import examples
from ledgers import Ledger, deliveries, ledgers
from teamkpi import networks
from teamkpi.db import connect
from teamkpi.errors import BatchRejected, NotKnownThen, SourceError
from teamkpi.kpi import team_kpi
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.ledger import ENTITIES, Change, apply, history
from teamkpi.ledger.export import export
from teamkpi.ledger.files import Source
from teamkpi.ledger.restore import restore
from teamkpi.usage import verify
from teamkpi.wire import encode

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
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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


def held_at(conn: Connection[Any], network_id: int, at: datetime) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every entity as it was held at an instant."""
    found = {}
    for plural, entity in ENTITIES.items():
        statement = sql.SQL(
            "SELECT {columns} FROM {table} WHERE network_id = %(network)s AND held_since <= %(at)s UNION ALL "
            "SELECT {columns} FROM {history} WHERE network_id = %(network)s AND held_since <= %(at)s "
            "AND held_until > %(at)s ORDER BY 1"
        ).format(
            columns=sql.SQL(", ").join(map(sql.Identifier, entity.all_columns)),
            table=sql.Identifier(plural),
            history=sql.Identifier(history.table_of(entity)),
        )
        found[plural] = conn.execute(statement, {"network": network_id, "at": at}).fetchall()
    return found


def as_shown(conn: Connection[Any], network_id: int, team_id: int, at: datetime) -> bytes | None:
    answer = team_kpi_as_of(conn, network_id, team_id, AsOf(at, at))
    return None if answer is None else encode(answer.body)


@settings(
    max_examples=examples(4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_is_exported_with_its_history_shows_the_same_figures_of_every_earlier_instant(
    tmp_path_factory: pytest.TempPathFactory, conn: Connection[Any], data: st.DataObject
) -> None:
    ledger: Ledger = data.draw(ledgers())
    here, there = fresh_network(conn), fresh_network(conn)
    now = ledger.now
    shown: list[tuple[int, datetime]] = []
    batches = [*data.draw(deliveries(ledger)), *data.draw(deliveries(data.draw(ledgers())))]
    for batch in batches:
        now += timedelta(days=data.draw(st.sampled_from((0, 1, 20))), minutes=1)
        apply(conn, here, [Change(plural, record, 0) for plural, record in batch], now=now)
        shown.extend((team_id, now) for team_id in ledger.team_ids)
    if data.draw(st.booleans()):
        history.prune(conn, here, shown[len(shown) // 4][1])
    known_since = history.known_since(conn, here)
    folder = tmp_path_factory.mktemp("export")
    counts = export(conn, here, folder / "first", with_history=True)

    report = restore(conn, there, Source(folder / "first"), now=now + timedelta(minutes=1))
    assert report.stored == sum(counts.values())
    assert tables(conn, there) == tables(conn, here)
    assert history.known_since(conn, there) == known_since
    assert list(history.verify(conn, there)) == []
    assert list(verify(conn, there)) == []
    for at in {at for _, at in shown if at >= known_since}:
        assert held_at(conn, there, at) == held_at(conn, here, at)
    for team_id, at in shown:
        if at >= known_since:
            assert as_shown(conn, there, team_id, at) == as_shown(conn, here, team_id, at)
        else:
            with pytest.raises(NotKnownThen):
                as_shown(conn, there, team_id, at)
    export(conn, there, folder / "second", with_history=True)
    assert content(folder / "second") == content(folder / "first")
    # The records alone can go anywhere.
    assert apply(conn, here, Source(folder / "first", with_history=False), now=now).stored == 0


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
    with pytest.raises(FileExistsError, match=r"resources\.jsonl already exists"):
        export(filled, 1, tmp_path)
    assert content(tmp_path) == {"resources.jsonl": b"mine"}
    export(filled, 1, tmp_path, overwrite=True)
    assert sorted(content(tmp_path)) == NAMES
    (tmp_path / "bookings.csv").write_text("mine")
    with pytest.raises(FileExistsError, match=r"bookings\.csv already exists"):
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


# ---------------------------------------------------------------- with history

LATER = datetime(2026, 3, 3, tzinfo=UTC)
HISTORY_NAMES = sorted(["history.json", *NAMES, *(f"{plural}.history.jsonl" for plural in ENTITIES)])


@pytest.fixture
def with_history(filled: Connection[Any], tmp_path: Path) -> Path:
    """An export of two versions of a room, one deleted room and one deleted team."""
    again = ROOM | {"Name": "Room B", "UpdatedOn": "2026-02-02T00:00:00Z"}
    apply(filled, 1, [Change("resources", again, 1)], now=datetime(2026, 3, 2, tzinfo=UTC))
    export(filled, 1, tmp_path, with_history=True)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_an_export_says_when_each_version_was_held(with_history: Path) -> None:
    assert sorted(content(with_history)) == HISTORY_NAMES
    assert json.loads((with_history / "history.json").read_bytes()) == {"KnownSince": "0001-01-01T00:00:00Z"}
    [gone, room] = [json.loads(text) for text in (with_history / "resources.jsonl").read_text("utf-8").splitlines()]
    assert gone == {
        "Id": 1,
        "UpdatedOn": "2026-02-01T00:00:00Z",
        "_deleted": True,
        "_HeldSince": "2026-03-01T00:00:00Z",
    }
    assert (room["Name"], room["_HeldSince"]) == ("Room B", "2026-03-02T00:00:00Z")
    [before] = [json.loads(text) for text in (with_history / "resources.history.jsonl").read_text("utf-8").splitlines()]
    assert before == {
        **ROOM,
        "UniqueId": room["UniqueId"],
        "CreatedOn": ROOM["UpdatedOn"],
        "UpdatedBy": None,
        "_HeldSince": "2026-03-01T00:00:00Z",
        "_HeldUntil": "2026-03-02T00:00:00Z",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in with_history.iterdir()} == {0o600}


def test_an_export_without_history_leaves_none_of_an_earlier_one(filled: Connection[Any], with_history: Path) -> None:
    with pytest.raises(FileExistsError, match=r"history\.json already exists"):
        export(filled, 1, with_history)
    export(filled, 1, with_history, overwrite=True)
    assert sorted(content(with_history)) == NAMES
    assert Source(with_history).known_since is None


def test_a_history_is_imported_only_where_there_is_nothing(filled: Connection[Any], with_history: Path) -> None:
    with pytest.raises(SourceError, match="only be imported into a network without records"):
        restore(filled, 1, Source(with_history), now=LATER)
    there = fresh_network(filled)
    source = Source(with_history, with_history=False)
    assert apply(filled, there, source, now=LATER).stored == 3
    assert source.not_read == []
    assert source.skipped == [name for name in HISTORY_NAMES if name not in NAMES]
    assert history.known_since(filled, there) == history.known_since(filled, 1)
    assert held_at(filled, there, NOW)["resources"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("resources.jsonl", '"_HeldSince":"2026-03-02', '"_HeldSince":"2026-03-03', "there is a gap before the next"),
        ("resources.jsonl", '"_HeldSince":"2026-03-02', '"_HeldSince":"2026-04-02', "must not be in the future"),
        ("resources.jsonl", '"_HeldSince":"2026-03-02', '"_HeldSince":"soon', "_HeldSince must be a date and time"),
        ("resources.jsonl", ',"_HeldSince":"2026-03-01T00:00:00Z"', "", "_HeldSince is a required field of an export"),
        ("resources.history.jsonl", '"Id":2', '"Id":3', "no present version follows"),
        ("resources.history.jsonl", '"BusinessId":1', '"BusinessId":"x"', "BusinessId must be"),
        ("history.json", "KnownSince", "Since", "KnownSince must be a date and time"),
    ],
)
def test_a_history_that_is_not_whole_is_refused(  # noqa: PLR0917 - what is changed, in what way
    filled: Connection[Any], with_history: Path, name: str, old: str, new: str, problem: str
) -> None:
    edit(with_history / name, old, new)
    there = fresh_network(filled)
    with pytest.raises((SourceError, BatchRejected), match=problem):
        restore(filled, there, Source(with_history), now=LATER)
    assert held_at(filled, there, LATER) == {plural: [] for plural in ENTITIES}


def test_a_version_that_comes_twice_is_refused(filled: Connection[Any], with_history: Path) -> None:
    path = with_history / "resources.history.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(SourceError, match="stored at the same instant"):
        restore(filled, fresh_network(filled), Source(with_history), now=LATER)


def test_history_without_the_file_that_says_so_is_refused(with_history: Path) -> None:
    (with_history / "history.json").unlink()
    with pytest.raises(SourceError, match=r"but not 'history\.json': the export is incomplete"):
        Source(with_history)


def test_a_zone_that_the_server_does_not_know_is_refused(filled: Connection[Any], with_history: Path) -> None:
    place = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "US/Pacific-New"}
    held = {"UpdatedOn": "2026-02-01", "_HeldSince": "2026-03-01"}
    (with_history / "businesses.jsonl").write_text(json.dumps(place | held))
    with pytest.raises((SourceError, BatchRejected), match="zone"):
        restore(filled, fresh_network(filled), Source(with_history), now=LATER)


def test_a_pruned_history_is_as_complete_elsewhere(filled: Connection[Any], tmp_path: Path) -> None:
    history.prune(filled, 1, NOW)
    export(filled, 1, tmp_path, with_history=True)
    there = fresh_network(filled)
    restore(filled, there, Source(tmp_path), now=LATER)
    assert history.known_since(filled, there) == NOW
