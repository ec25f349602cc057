"""A network as a file: everything of it, and nothing of any other, arrives in another database and goes on there."""

from __future__ import annotations

import io
import stat
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from psycopg import Connection

from citus import of_one_server
from conftest import fresh_database, older_database
from database.test_backup import content
from database.test_moving_to_another_server import LEDGER
from teamkpi import clock, looks, network_files, networks
from teamkpi.accounts import Seal, second_factor, webhooks
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.backup import write_backup
from teamkpi.db.backup_file import OF_NETWORK, reading
from teamkpi.db.table_copies import _prefixed, count_rows, store
from teamkpi.errors import BackupError, DatabaseNotReady
from teamkpi.hooks import registry
from teamkpi.ledger import Change, apply
from teamkpi.looks import Look
from teamkpi.mirror import sources

KEYS = [b64encode(bytes([number]) * 32).decode() for number in range(2)]
HERE, THERE = KEYS[0], f"{KEYS[1]},{KEYS[0]}"
PASSWORD = "correct horse battery staple"
SEALED_BY = (second_factor, webhooks, registry, sources)
# What says where a network is, or is encrypted for that place.
OF_THE_PLACE = {"network", "network_host", "second_factor", "webhook", "hook", "mirror", "audit_entry"}


def run(url: str, *arguments: str, key: str = HERE, stdin: str | None = None) -> Result:
    environment = {"TEAMKPI_DATABASE_URL": url, "TEAMKPI_SECRET_KEY": key}
    return CliRunner().invoke(program, arguments, input=stdin, env=environment)


def done(url: str, *arguments: str, key: str = HERE, stdin: str | None = None) -> str:
    result = run(url, *arguments, key=key, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def fill(url: str, network: str, stamp: str) -> None:
    """Fill a network with everything that a network can have; ``stamp`` is in all of its texts."""
    with connect(url) as conn:
        network_id = networks.by_name(conn, network)
        for version in ("1", "2"):
            changes = [
                Change(plural, {**one, "UpdatedBy": f"{stamp}\t\\N\n", "UpdatedOn": f"2026-01-0{version}T00:00Z"}, 1)
                for plural, records in LEDGER.items()
                for one in records
            ]
            apply(conn, network_id, changes, now=clock.now())
    of = ("--network", network)
    for email in ("ipek@example.org", f"{stamp}@example.org"):
        done(url, *of, "account", "create", "--operator", "--email", email, "--password-stdin", stdin=PASSWORD)
    done(url, *of, "key", "create", "--name", stamp, "--role", "Team-Read")
    done(url, *of, "webhook", "create", stamp, "--action", "BookingCreate")
    done(url, *of, "hook", "create", stamp, "https://example.org/in")
    done(url, *of, "statement", "5", "2025-12")
    with connect(url) as conn:
        sources.add(
            conn,
            network_id,
            "nexudus",
            "https://spaces.example.org",
            sources.Credentials(f"{stamp}@example.org", "a password"),
            allows_http=False,
            businesses=[],
            share=50,
            every_seconds=60,
            most_deleted=10,
            seal=Seal([HERE]),
            now=clock.now(),
        )
        logo = looks.checked_logo(b"\x89PNG\r\n\x1a\n" + stamp.encode())
        looks.store(conn, network_id, Look(stamp, "#7a1f5c", None, logo.file), logo)
        [(account_id,)] = conn.execute(
            "SELECT id FROM account WHERE network_id = %s AND email = 'ipek@example.org'", (network_id,)
        ).fetchall()
        sealed = Seal([HERE]).close("JBSWY3DPEHPK3PXP", second_factor._owner(network_id, account_id))
        conn.execute(
            "INSERT INTO second_factor (network_id, account_id, sealed_secret, last_step, created_on)"
            " VALUES (%s, %s, %s, 1, now())",
            (network_id, account_id, sealed),
        )


@pytest.fixture(scope="module")
def source(server_url: str, template: str) -> Iterator[str]:
    """Only read: a database with two filled networks."""
    with fresh_database(server_url, template) as url:
        done(url, "network", "create", "Second", "--host", "second.example.org")
        fill(url, "default", "first")
        fill(url, "Second", "second")
        yield url


@pytest.fixture(scope="module")
def file(source: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("networks") / "second.teamkpi-network"
    said = done(source, "network", "export", "Second", str(file))
    assert said.startswith(f"{file}: ")
    return file


@pytest.fixture
def make_database(server_url: str, template: str) -> Iterator[Callable[[], str]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(fresh_database(server_url, template))


def rows(url: str, network: str, folder: Path) -> dict[str, Any]:
    """Everything of a network that is the same wherever it is, as a file has it."""
    manifest = network_files.write_network(url, network, folder / "rows", now=clock.now())
    return {one.name: (one.columns, one.rows, one.sha256) for one in manifest.tables if one.name not in OF_THE_PLACE}


def test_the_file_has_one_network_and_is_private(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = io.BytesIO()
    with reading(file, OF_NETWORK) as reader:
        for table in reader.manifest.tables:
            found.writelines(reader.content(table))
    assert b"second" in found.getvalue()
    assert b"first" not in found.getvalue()
    filled = {table.name for table in reader.manifest.tables if table.rows}
    assert filled >= {"bookings", "bookings_history", "usage_month", "team_statement", "space_look", *OF_THE_PLACE}


def test_an_imported_network_is_whole_and_goes_on(
    source: str, file: Path, make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_database()
    done(url, "network", "create", "Other", "--host", "other.example.org")
    fill(url, "Other", "other")
    before = rows(url, "Other", tmp_path)
    said = done(url, "network", "import", str(file), key=THERE)
    assert "The network Second has the id 3 here, and answers for second.example.org." in said
    assert rows(url, "Second", tmp_path) == rows(source, "Second", tmp_path)
    assert rows(url, "Other", tmp_path) == before
    of = ("--network", "Second")
    for command in (
        ("verify",),
        ("verify", "--history"),
        ("kpi", "5", "--at", "2026-01-06T12:00Z"),
        ("account", "list"),
        ("key", "list"),
        ("webhook", "list"),
        ("hook", "list"),
    ):
        assert done(url, *of, *command, key=THERE) == done(source, *of, *command), command
    with connect(url) as conn:
        seal = Seal([KEYS[1]])  # encrypted for this place with the key of this place
        assert [kind.require_readable(conn, 3, seal) for kind in SEALED_BY] == [1, 1, 1, 1]
        imported = conn.execute(
            "SELECT changes, door FROM audit_entry WHERE network_id = 3 AND entity_short_name = 'Network'"
        ).fetchall()
    assert imported == [({"ImportedFrom": [None, file.name]}, "cli")]
    with connect(url) as conn:
        # A record that comes again without a UniqueId keeps the one that was derived for it.
        derived = "SELECT array_agg(unique_id ORDER BY id) FROM teams WHERE network_id = 3"
        before_it = conn.execute(derived).fetchall()
        newer = [Change("teams", {**one, "UpdatedOn": "2026-01-03T00:00Z"}, 1) for one in LEDGER["teams"]]
        assert apply(conn, 3, newer, now=clock.now()).stored == len(newer)
        assert conn.execute(derived).fetchall() == before_it
    # New rows get numbers that were not given before.
    new = ("account", "create", "--email", "new@example.org", "--password-stdin")
    done(url, *of, *new, key=THERE, stdin=PASSWORD)
    with connect(url) as conn:
        assert conn.execute("SELECT max(id) FROM account WHERE network_id = 3").fetchone() == (3,)
    done(url, "network", "create", "Fourth", "--host", "fourth.example.org")
    with connect(url) as conn:
        assert networks.by_name(conn, "Fourth") == 4


def test_the_empty_network_of_a_new_database_makes_way(
    source: str, make_database: Callable[[], str], tmp_path: Path
) -> None:
    """The one network of a server moves to a new one and is again the only one there, without host names."""
    url, file = make_database(), tmp_path / "default"
    done(source, "network", "export", "default", str(file))
    done(url, "network", "import", str(file), key=THERE)
    with connect(url) as conn:
        assert [(one.id, one.name, one.hosts) for one in networks.all_networks(conn)] == [(2, "default", ())]
    assert rows(url, "default", tmp_path) == rows(source, "default", tmp_path)


@of_one_server
def test_what_cannot_be_imported_changes_nothing(
    source: str, file: Path, make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_database()
    done(url, "network", "create", "Other", "--host", "second.example.org")
    backup, damaged = tmp_path / "backup", tmp_path / "damaged"
    write_backup(source, backup, now=clock.now())
    whole = file.read_bytes()
    damaged.write_bytes(whole[: len(whole) // 2] + b"\0\0\0\0" + whole[len(whole) // 2 + 4 :])
    before = content(url, tmp_path)
    for arguments, key, expected in (
        ((str(file),), THERE, "another network already answers for second.example.org"),
        ((str(file), "--name", "Other", "--host", "a.example.org"), THERE, "a network named 'Other' already exists"),
        ((str(file), "--name", " "), THERE, "a network's name must have 1 to 200 printable characters"),
        ((str(file), "--host", "a b"), THERE, "'a b' is not a host name"),
        ((str(file), "--host", "a.example.org"), KEYS[1], "no key in TEAMKPI_SECRET_KEY decrypts a stored secret"),
        ((str(backup),), THERE, f"{backup} contains a whole database: use `teamkpi restore`"),
        ((str(damaged),), THERE, f"{damaged} is damaged"),
    ):
        result = run(url, "network", "import", *arguments, key=key)
        assert (result.exit_code in {1, 2}, expected in result.output) == (True, True), result.output
    tables, sequences = content(url, tmp_path)
    # Only the number that a refused import took is not given again.
    assert (tables, {**sequences, "network_id_seq": 0}) == (before[0], {**before[1], "network_id_seq": 0})
    result = run(url, "restore", str(file))
    assert f"{file} contains one network: use `teamkpi network import`" in result.output


def test_only_the_version_that_wrote_a_file_reads_it(server_url: str, file: Path) -> None:
    with (
        older_database(server_url, "0040_webhook_overlap") as url,
        pytest.raises(DatabaseNotReady) as told,
    ):
        network_files.import_network(url, file, on_stored=lambda *_: None)
    assert "was written by teamkpi" in str(told.value)


@of_one_server
def test_a_row_that_is_not_stored_as_it_was_is_noticed(
    file: Path, make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(conn: Connection[Any], table: str, columns: list[str], rows: Any, **also: Any) -> None:
        store(conn, table, columns, [] if table == "bookings" else rows, **also)

    url = make_database()
    before = content(url, tmp_path)
    monkeypatch.setattr(network_files, "store", lose)
    with pytest.raises(BackupError, match="table bookings is not stored as it is in the file"):
        network_files.import_network(url, file, on_stored=lambda *_: None)
    assert content(url, tmp_path)[0] == before[0]


def test_a_deleted_network_leaves_nothing_and_touches_no_other(
    file: Path, make_database: Callable[[], str], tmp_path: Path
) -> None:
    url = make_database()
    done(url, "network", "create", "Other", "--host", "other.example.org")
    fill(url, "Other", "other")
    done(url, "network", "import", str(file), key=THERE)
    before = rows(url, "Other", tmp_path)
    asked = run(url, "network", "delete", "Second", stdin="n\n")
    assert (asked.exit_code, "Delete the network Second with" in asked.output) == (130, True)
    assert "Deleted the network Second with" in done(url, "network", "delete", "Second", "--yes")
    assert rows(url, "Other", tmp_path) == before
    with connect(url) as conn:
        tables = network_files.with_rows_of_networks(conn)
        assert len(tables) > 70
        assert [one for one in tables if count_rows(conn, one, 3)] == []
        sequences = "SELECT count(*) FROM pg_sequences WHERE sequencename LIKE '%\\_id\\_3'"
        assert conn.execute(sequences).fetchone() == (0,)
    # The same file can be imported again, under an id that was never used.
    assert "has the id 4 here" in done(url, "network", "import", str(file), key=THERE)
    assert run(url, "network", "delete", "Third", "--yes").exit_code == 1


def test_rows_keep_their_place_whatever_the_blocks_are() -> None:
    """The id before each row is the same however the content is cut into blocks."""
    text = b"1\ta\\nb\n2\t\n\n3\t\\N\n"
    expected = b"7\t1\ta\\nb\n7\t2\t\n7\t\n7\t3\t\\N\n"
    for size in range(1, len(text) + 1):
        blocks = [text[start : start + size] for start in range(0, len(text), size)]
        assert b"".join(_prefixed([b"", *blocks], b"7\t")) == expected, size


def test_every_table_of_a_network_is_in_the_file_unless_it_is_of_one_server(conn: Connection[Any]) -> None:
    copied = {one.name for one in network_files.copied_tables(conn)}
    every = set(network_files.with_rows_of_networks(conn)) | {"network"}
    assert every - copied == {"throttle_count", "listing_walk", "staged_import", "staged_part", "check_run"}
