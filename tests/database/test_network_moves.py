"""A network that moves to another database while it is in use: whole, in one place only, and whatever interrupts it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest.mock import ANY

import pytest
from pglast import ast, parse_sql
from pglast.parser import ParseError
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from citus import of_one_server
from conftest import fresh_database
from database.test_backup import content
from database.test_moving_to_another_server import LEDGER
from database.test_network_files import KEYS, PASSWORD, SEALED_BY, done, fill, rows, run
from moving_process import PLACES, moving_until
from network_rule import _nodes
from patience import PATIENCE, until, until_waiting
from teamkpi import clock, network_copies, network_files, network_moves, networks
from teamkpi.accounts import Seal
from teamkpi.db import connect, open_networks, table_copies
from teamkpi.db.locks import Lock
from teamkpi.db.open_networks import OpenNetworks
from teamkpi.db.statements import Statements
from teamkpi.db.table_copies import count_by_key, digest_of_rows
from teamkpi.errors import NetworkClosed, NetworkNotFound, NetworkRefused
from teamkpi.ledger import Change, apply

pytestmark = of_one_server

THERE = KEYS[1]
_WRITES = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt)


@pytest.fixture
def make_database(server_url: str, template: str) -> Iterator[Callable[[], str]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(fresh_database(server_url, template))


@pytest.fixture(scope="module")
def filled(
    server_url: str, template: str, another_server: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Databases of two servers to copy: one with two filled networks, and one with another network."""
    file = tmp_path_factory.mktemp("networks") / "other"
    with fresh_database(server_url, template) as old, fresh_database(*another_server) as new:
        done(old, "network", "create", "Second", "--host", "second.example.org")
        fill(old, "default", "first")
        fill(old, "Second", "second")
        for url in (old, new):  # no network answers for every host
            done(url, "network", "hosts", "default", "--add", "default.example.org")
        network_files.write_network(old, "default", file, now=clock.now())
        network_files.import_network(new, file, name="Other", hosts=["other.example.org"], on_stored=lambda *_: None)
        yield old, new


@pytest.fixture
def both(filled: tuple[str, str], server_url: str, another_server: tuple[str, str]) -> Iterator[tuple[str, str]]:
    of_old, of_new = (str(conninfo_to_dict(url)["dbname"]) for url in filled)
    with fresh_database(server_url, of_old) as old, fresh_database(another_server[0], of_new) as new:
        yield old, new


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(THERE)
    return file


def kill_at(old: str, new: str, place: str) -> None:
    """Begin to move the network, or go on with that, and kill the process at a place."""
    with moving_until(old, new, "Second", place) as is_there:
        assert is_there


def place(url: str, network: str) -> str | None:
    with connect(url) as conn:
        found = conn.execute("SELECT place FROM network WHERE name = %s", (network,)).fetchone()
    return found[0] if found else None


def answering(*urls: str) -> list[int | None]:
    """Which network answers for the host in each database, if one does."""
    found: list[int | None] = []
    for url in urls:
        with connect(url) as conn:
            try:
                found.append(networks.by_host(conn, "second.example.org"))
            except NetworkNotFound:
                found.append(None)
    return found


def write(url: str, network: str) -> None:
    with connect(url) as conn:
        change = Change("teams", {**LEDGER["teams"][0], "UpdatedOn": clock.now().isoformat()}, 1)
        assert apply(conn, networks.by_name(conn, network), [change], now=clock.now()).stored == 1


def without_the_move(found: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in found.items() if name != "audit_entry"}


ENTRIES = "SELECT changes, to_jsonb(e) - 'network_id' FROM audit_entry AS e WHERE network_id = %s ORDER BY e.id"


def test_a_moved_network_is_whole_and_in_one_place(both: tuple[str, str], keys: Path, tmp_path: Path) -> None:
    old, new = both
    before, others = rows(old, "Second", tmp_path), (rows(old, "default", tmp_path), rows(new, "Other", tmp_path))
    said = done(old, "network", "move", "Second", "--to", new, "--to-key-file", str(keys))
    assert "the same in both databases. It took no writes for" in said
    assert without_the_move(rows(new, "Second", tmp_path)) == without_the_move(before)
    assert (rows(old, "default", tmp_path), rows(new, "Other", tmp_path)) == others
    assert answering(old, new) == [None, 3]
    with connect(old) as here, connect(new) as conn:
        assert [kind.require_readable(conn, 3, Seal([THERE])) for kind in SEALED_BY] == [1, 1, 1, 1]
        [*entries, moved] = conn.execute(ENTRIES, (3,)).fetchall()
        assert entries == here.execute(ENTRIES, (2,)).fetchall()
        assert moved == ({"MovedFrom": [None, 2]}, ANY)
    assert "Second: no longer served here: was moved to" in done(old, "network", "list")
    of = ("--network", "Second")
    assert done(new, *of, "verify", "--history", key=THERE) == done(old, *of, "verify", "--history")
    with pytest.raises(NetworkClosed, match="it was moved"):
        write(old, "Second")
    write(new, "Second")
    # The command again only says where it is; the copy here is deleted when that is asked for.
    again = ("network", "move", "Second", "--to", new)
    assert "is served by the other server, with the id 3" in done(old, *again)
    assert "has already been moved" in run(old, *again, "--abandon").output
    assert "Deleted the network Second here" in done(old, *again, "--remove")
    assert (place(old, "Second"), answering(old, new)) == (None, [None, 3])
    assert rows(old, "default", tmp_path) == others[0]


def test_a_move_that_is_killed_goes_on_where_it_was(both: tuple[str, str], tmp_path: Path) -> None:
    """Each command goes on after the last one was killed, and is killed a bit later.

    One of the two takes writes meanwhile or, between the last steps, after the next command.
    """
    old, new = both
    before: dict[str, Any] = {}
    for where in PLACES:
        kill_at(old, new, where)
        until_open(old)
        if where == "left":
            assert answering(old, new) == [None, None]
            before = without_the_move(rows(old, "Second", tmp_path))
        elif where == "served there":
            assert answering(old, new) == [None, 3]
            assert without_the_move(rows(new, "Second", tmp_path)) == before
            write(new, "Second")
        elif where == "removing":
            assert (answering(old, new), place(old, "Second")) == ([None, 3], "moved")
        else:
            assert answering(old, new) == [2, None], where
            write(old, "Second")
            # The copy does not take writes, nor is there work for it.
            with connect(new) as conn:
                assert [one.name for one in networks.served_networks(conn)] == ["default", "Other"], where
            if where != "noted here":
                with pytest.raises(NetworkClosed):
                    write(new, "Second")
    done(old, "network", "move", "Second", "--to", new, "--remove")
    assert (answering(old, new), place(old, "Second")) == ([None, 3], None)
    write(new, "Second")


def until_open(url: str) -> None:
    """Wait until the session of the killed command has ended."""
    with connect(url) as conn:
        taken = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
        until(lambda: conn.execute(taken, (Lock.MOVE.value,)).fetchone() == (0,))


def test_a_move_can_be_abandoned(both: tuple[str, str], tmp_path: Path) -> None:
    old, new = both
    before, others = rows(old, "Second", tmp_path), rows(new, "Other", tmp_path)
    abandon = ("network", "move", "Second", "--to", new, "--abandon")
    for where in ("noted here", "compared", "arrived"):
        kill_at(old, new, where)
        until_open(old)
        done(old, *abandon)
        assert (place(old, "Second"), place(new, "Second"), answering(old, new)) == ("here", None, [2, None])
        assert rows(old, "Second", tmp_path) == before
    assert rows(new, "Other", tmp_path) == others
    assert "is not being moved" in run(old, *abandon).output


def test_what_cannot_be_moved_changes_nothing(
    both: tuple[str, str], make_database: Callable[[], str], tmp_path: Path
) -> None:
    old, new = both
    done(new, "network", "create", "Second", "--host", "x.example.org")
    taken, older = make_database(), make_database()
    done(taken, "network", "create", "Third", "--host", "second.example.org")
    before = [content(url, tmp_path)[0] for url in (old, new, taken)]
    with connect(older) as conn:
        conn.execute("DELETE FROM _yoyo_migration WHERE migration_id > '0056'")
    for other, expected in (
        (old, "both addresses are of the same database"),
        (new, "a network named 'Second' already exists"),
        (taken, "another network already answers for second.example.org"),
        (older, "the databases have different schemas"),
        ("postgresql://127.0.0.1:1/none", "the database does not respond"),
    ):
        result = run(old, "network", "move", "Second", "--to", other)
        assert (result.exit_code in {1, 2, 3}, expected in result.output) == (True, True), result.output
    assert "there is no network named 'None'" in run(old, "network", "move", "None", "--to", new).output
    assert "give --to URL or --to-file FILE" in run(old, "network", "move", "Second").output
    after = [content(url, tmp_path)[0] for url in (old, new, taken)]
    # The time of the refused attempts is noted in the row of the network.
    assert [[one for one in tables if one.name != "network"] for tables in after] == [
        [one for one in tables if one.name != "network"] for tables in before
    ]
    assert [place(old, "Second"), place(new, "Second"), place(taken, "Second")] == ["here", "here", None]


def test_a_role_that_may_not_write_there_changes_nothing(both: tuple[str, str]) -> None:
    old, new = both
    with connect(new) as conn:
        conn.execute("CREATE ROLE only_reads LOGIN PASSWORD 'x'")
        conn.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO only_reads")
    try:
        result = run(old, "network", "move", "Second", "--to", make_conninfo(new, user="only_reads", password="x"))
        assert (result.exit_code, "the role of the other database may not do this" in result.output) == (3, True)
        assert (place(old, "Second"), place(new, "Second")) == ("here", None)
    finally:
        with connect(new) as conn:
            conn.execute("DROP OWNED BY only_reads")
            conn.execute("DROP ROLE only_reads")


def test_what_changes_during_a_move_arrives(
    both: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New, changed and deleted rows, in every kind of table, and a value that passes from one row to another.

    The keys of new rows are all in the same part as those of deleted ones. Both databases count them at the same time.
    After everything was copied again, there is another round before the network is closed.
    """
    monkeypatch.setattr(table_copies, "_part_of_keys", lambda *_: sql.SQL("(0)"))
    monkeypatch.setattr(network_moves, "_FEW_ROWS", 50)
    old, new = both
    seen: list[str | int] = []
    other = Barrier(2, timeout=PATIENCE)
    one_round = network_copies.NetworkCopy.round

    def count_beside_the_other(*arguments: Any) -> Any:
        other.wait()
        return count_by_key(*arguments)

    def noted_round(copy: network_copies.NetworkCopy) -> int:
        seen.append(one_round(copy))
        return int(seen[-1])

    monkeypatch.setattr(network_copies, "count_by_key", count_beside_the_other)
    monkeypatch.setattr(network_copies.NetworkCopy, "round", noted_round)

    def change(step: str) -> None:
        seen.append(step)
        if step not in {"copied", "compared", "caught up"}:
            return
        of = ("--network", "Second")
        write(old, "Second")
        done(old, *of, "key", "create", "--name", step)
        email = f"{step.replace(' ', '-')}@example.org"
        done(old, *of, "account", "create", "--email", email, "--password-stdin", stdin=PASSWORD)
        done(old, *of, "hook", "create", step, "https://example.org/in")
        if step == "copied":
            done(old, *of, "key", "revoke", "--name", "second")
        elif step == "compared":
            done(old, *of, "hook", "delete", "copied")
        else:
            with connect(old) as conn:
                conn.execute("DELETE FROM known_address WHERE network_id = 2")
                swapped = "UPDATE account SET email = %s, email_folded = %s WHERE network_id = 2 AND email = %s"
                for before, after in (("ipek", "x"), ("second", "ipek"), ("x", "second")):
                    conn.execute(swapped, (f"{after}@example.org", f"{after}@example.org", f"{before}@example.org"))

    network_moves.move_network(old, new, "Second", reseal=lambda *_: None, now=clock.now, on_step=change)
    assert rows(new, "Second", tmp_path) == rows(old, "Second", tmp_path)
    _, everything, little, *rest = seen[seen.index("closed") :]
    assert (int(everything) > 50, little, rest[0]) == (True, 0, "closed")


def test_a_move_that_ends_while_a_writer_looks_is_seen(both: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The mover's lock goes when it has ended: by then the network is closed no more, but served elsewhere."""
    old, _ = both
    with connect(old) as mover, connect(old) as writer:
        network_id = networks.by_name(mover, "Second")
        of_it = (network_id,)
        mover.execute("UPDATE network AS n SET place = 'leaving', is_closed = TRUE WHERE n.id = %s", of_it)
        first = OpenNetworks._first

        def look(conn: OpenNetworks[Any], statement: str, values: dict[str, int]) -> Any:
            if "pg_locks" in statement:
                mover.execute("UPDATE network AS n SET place = 'moved', is_closed = FALSE WHERE n.id = %s", of_it)
            return first(conn, statement, values)

        monkeypatch.setattr(OpenNetworks, "_first", look)
        with pytest.raises(NetworkClosed, match="it was moved"), writer.transaction():
            open_networks.enter(writer, network_id)


def test_no_write_is_committed_after_the_network_was_closed(
    both: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that has begun before is waited for; one that begins later is refused, in every way to write.

    The one that has begun before is older than the snapshot with which all rows were compared. While the network is
    closed, only rows that have changed are compared.
    """
    old, new = both
    seen: list[str] = []

    def compare(*arguments: Any) -> Any:
        assert "closed" not in seen
        return digest_of_rows(*arguments)

    monkeypatch.setattr(network_copies, "digest_of_rows", compare)

    def at(step: str) -> None:
        if step == "compared":
            write(old, "Second")  # what the move itself has stored since is not in doubt
            with connect(new) as there:  # and what another session has, once it has been compared
                there.execute("UPDATE teams SET name = name WHERE network_id = 3")
        if step != "closed":
            return
        seen.append(step)
        with pytest.raises(NetworkClosed, match="is being moved"):
            write(old, "Second")
        refused = run(old, "--network", "Second", "key", "create", "--name", "late")
        assert (refused.exit_code, "is being moved to another server" in refused.output) == (1, True), refused.output
        write(old, "default")
        with connect(old) as conn:  # reads go on
            assert networks.by_host(conn, "second.example.org") == 2

    with ExitStack() as stack:
        conn = stack.enter_context(connect(old))
        begun = stack.enter_context(ExitStack())
        begun.enter_context(conn.transaction())
        conn.execute("DELETE FROM known_address WHERE network_id = %(network_id)s", {"network_id": 2})
        with conn.transaction():  # has a number of its own
            conn.execute(
                "UPDATE account SET roles = '{Team-Read}' WHERE network_id = %(network_id)s", {"network_id": 2}
            )
        moving = stack.enter_context(ThreadPoolExecutor(1)).submit(
            lambda: network_moves.move_network(old, new, "Second", reseal=lambda *_: None, now=clock.now, on_step=at)
        )
        with connect(old) as watching:
            until_waiting(watching)
        assert seen == []
        begun.close()
        moving.result(PATIENCE)
    assert seen == ["closed"]
    with connect(old) as here, connect(new) as there:
        asked = "SELECT DISTINCT roles FROM account WHERE network_id = %s"
        assert here.execute(asked, (2,)).fetchall() == there.execute(asked, (3,)).fetchall() == [(["Team-Read"],)]


def test_a_network_that_cannot_be_closed_goes_on_here(
    both: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has changed is copied before each attempt, and not after the last one."""
    old, new = both
    seen: list[str] = []
    catch_up = network_moves._catch_up

    def noted(copy: network_copies.NetworkCopy) -> None:
        catch_up(copy)
        seen.append("copied again")

    monkeypatch.setattr(network_moves, "_catch_up", noted)
    with pytest.raises(NetworkRefused, match="could not be closed"):
        network_moves.move_network(
            old, new, "Second", reseal=lambda *_: None, now=clock.now, on_step=seen.append, longest_pause=0.0
        )
    again = ["copied again", "closed"]
    assert seen[seen.index("copied again") :] == ["copied again", "caught up", "closed", *again * 4]
    write(old, "Second")
    assert answering(old, new) == [2, None]
    done(old, "network", "move", "Second", "--to", new)
    assert rows(new, "Second", tmp_path)["teams"] == rows(old, "Second", tmp_path)["teams"]


ERASED = "INSERT INTO erased_email VALUES (%s, %s, '2026-01-01')"
UNERASED = "DELETE FROM erased_email WHERE network_id = %s AND digest = %s"
RENAMED = "UPDATE teams SET name = %s WHERE network_id = %s AND id = 6"


def test_a_difference_is_noticed_before_the_switch(
    both: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else writes to the copy: also after all rows were compared, and if the numbers of rows are the same."""
    old, new = both
    with connect(old) as here, connect(new) as there:

        def refused(at: str, table: str, *sabotage: Callable[[], object]) -> None:
            def on_step(step: str) -> None:
                for one in sabotage if step == at else ():
                    one()

            with pytest.raises(NetworkRefused, match=f"table {table} differs"):
                network_moves.move_network(old, new, "Second", reseal=lambda *_: None, now=clock.now, on_step=on_step)
            write(old, "Second")
            assert answering(old, new) == [2, None]

        def in_the_copy(statement: str, *values: Any) -> Callable[[], object]:
            return lambda: there.execute(statement, values)

        def lose_teams() -> None:
            monkeypatch.setattr(network_copies, "merge_staged", lambda *_: None)

        for digest in (b"1", b"2"):
            here.execute(ERASED, (2, digest))
        refused("copied", "teams", in_the_copy(RENAMED, "x", 3))
        there.execute(RENAMED, ("Straße", 3))
        refused("closed", "teams", in_the_copy(RENAMED, "x", 3))
        there.execute(RENAMED, ("Straße", 3))
        refused("closed", "teams", lose_teams, lambda: here.execute(RENAMED, ("Strasse", 2)))
        monkeypatch.undo()
        refused("closed", "erased_email", in_the_copy(UNERASED, 3, b"1"))
        there.execute(ERASED, (3, b"1"))
        gone_here = partial(here.execute, UNERASED, (2, b"2"))
        refused("compared", "erased_email", in_the_copy(UNERASED, 3, b"1"), gone_here)
        there.execute(UNERASED, (3, b"2"))
        there.execute(ERASED, (3, b"1"))
        there.execute(ERASED, (3, b"3"))  # what the old database does not have is deleted
    done(old, "network", "move", "Second", "--to", new)
    assert without_the_move(rows(new, "Second", tmp_path)) == without_the_move(rows(old, "Second", tmp_path))


def test_every_statement_that_writes_is_known_as_one(conn: Connection[Any]) -> None:
    """PostgreSQL's own parser says which named statements write to a table of a network."""
    tables = set(network_files.with_rows_of_networks(conn)) | {"network"}
    package = Path(open_networks.__file__).parents[1]
    seen, missed = 0, []
    for file in sorted(package.rglob("*.sql")):
        if "migrations" in file.parts or file.name == "schema.sql":
            continue
        for name, statement in Statements(file.name, file.read_text(encoding="utf-8")):
            try:
                parsed = parse_sql(re.sub(r"%\((\w+)\)s", "$1", statement))
            except ParseError:
                continue  # a part of a statement, or one with the name of a table left open
            nodes = [node for one in parsed for node in _nodes(one.stmt) if isinstance(node, _WRITES)]
            if {getattr(node.relation, "relname", None) for node in nodes} & tables:
                seen += 1
                if not (open_networks._writes(statement) and "%(network_id)s" in statement):
                    missed.append(f"{file.name}: {name}")
    assert seen > 200
    # Without a network yet, or of all networks and of one server only.
    assert missed == [
        "throttle.sql: settle",
        "throttle.sql: sweep",
        "backup.sql: remove_first_network",
        "network_files.sql: store_network",
        "networks.sql: insert_network",
    ]
