"""Backups hold everything of one moment, and an empty database of any supported version takes it back."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from click.testing import CliRunner
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from citus import of_one_server
from conftest import fresh_database, older_database, url_of
from database.test_moving_to_another_server import LEDGER, SERVERS, server_of
from teamkpi import clock
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.db.backup import backed_up_tables, restore_backup, verify_backup, write_backup
from teamkpi.db.backup_file import reading, writing
from teamkpi.db.migrate import known_migrations
from teamkpi.db.objects import differences, expected_objects
from teamkpi.errors import BackupError, DatabaseNotReady
from teamkpi.ledger import Change, apply

pytestmark = of_one_server

KEY = {"TEAMKPI_SECRET_KEY": "c2VjcmV0IGtleSBvZiAzMiBieXRlcyBmb3IgdGVzdHM="}
# True on one server only: counts of the last minute, and walks through lists as its transactions saw them;
# files to import and results of checks can be had again.
OF_ONE_SERVER = {"throttle_count", "listing_walk", "staged_import", "staged_part", "check_run"}


def run(url: str, *arguments: str, stdin: str | None = None) -> str:
    result = CliRunner().invoke(program, arguments, input=stdin, env={"TEAMKPI_DATABASE_URL": url, **KEY})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def filled(server_url: str, template: str) -> Iterator[str]:
    """Only read: networks, a history, accounts, a key, a webhook, an audit trail and a statement."""
    with fresh_database(server_url, template) as url:
        fill(url)
        yield url


def fill(database_url: str) -> None:
    with connect(database_url) as conn:
        for name in ("first", "second"):
            for plural, records in LEDGER.items():
                changed = [
                    {**one, "UpdatedBy": f"{name}\t\\N\n", "UpdatedOn": f"2026-01-0{len(name)}T00:00Z"}
                    for one in records
                ]
                apply(conn, 1, [Change(plural, one, 1) for one in changed], now=clock.now())
    run(database_url, "network", "create", "Another", "--host", "another.example.org")
    password = "correct horse battery staple"
    for email in ("ipek@example.org", "office@example.org"):
        run(database_url, "account", "create", "--operator", "--email", email, "--password-stdin", stdin=password)
    run(database_url, "key", "create", "--name", "Reports", "--role", "Team-Read")
    run(database_url, "webhook", "create", "Bookings", "--action", "BookingCreate")
    run(database_url, "statement", "5", "2025-12")


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """Make a database that no migration has seen, yield its URL, drop it."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE restored")
        try:
            yield url_of(server_url, "restored")
        finally:
            admin.execute("DROP DATABASE restored WITH (FORCE)")


@pytest.fixture
def empty(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url


@pytest.fixture(scope="module")
def backup(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "backup"
    write_backup(filled, file, now=clock.now())
    return file


def content(url: str, folder: Path) -> Any:
    """Everything in a database, as a backup has it."""
    manifest = write_backup(url, folder / "content", now=clock.now())
    return [table for table in manifest.tables if table.name != "verified_backup"], manifest.sequences


def test_every_table_and_column_is_backed_up_unless_it_is_of_one_server(conn: Connection[Any], tmp_path: Path) -> None:
    tables = {name.name for name in expected_objects() if name.kind == "table"}
    assert set(backed_up_tables(conn)) == tables - OF_ONE_SERVER
    manifest = write_backup(_url(conn), tmp_path / "backup", now=clock.now())
    columns = {f"{table.name}.{column}" for table in manifest.tables for column in table.columns}
    left_out = {
        name.name
        for name in expected_objects()
        if name.kind == "column" and name.name.partition(".")[0] not in OF_ONE_SERVER and name.name not in columns
    }
    # The transaction that stored a record is one of this server, and so is the one that a move has come to.
    assert {name.partition(".")[2] for name in left_out} == {"stored_by", "copied_to"}
    # By its key a table is read in the same order everywhere.
    with_key = {name.name.partition(".")[0] for name in expected_objects() if name.name.endswith("_pkey")}
    assert tables - with_key == set()


def _url(conn: Connection[Any]) -> str:
    return f"postgresql://postgres@/{conn.info.dbname}?host={conn.info.host}"


def test_what_is_restored_is_what_was_backed_up_and_goes_on(
    filled: str, backup: Path, empty: str, tmp_path: Path
) -> None:
    restore_backup(empty, backup)
    assert content(empty, tmp_path) == content(filled, tmp_path)
    with connect(empty) as conn:
        assert list(differences(conn)) == []
    for command in (
        ("verify",),
        ("verify", "--history"),
        ("kpi", "5", "--at", "2026-01-06T12:00Z"),
        ("account", "list"),
    ):
        assert run(empty, *command) == run(filled, *command)
    # New rows get numbers that were not given before.
    run(empty, "network", "create", "Third", "--host", "third.example.org")
    run(
        empty,
        "account",
        "create",
        "--email",
        "new@example.org",
        "--password-stdin",
        stdin="correct horse battery staple",
    )
    with connect(empty) as conn:
        assert conn.execute("SELECT id FROM account WHERE email = 'new@example.org'").fetchone() == (3,)
        assert conn.execute("SELECT id FROM network WHERE name = 'Third'").fetchone() == (3,)
        # Facts of the former server are not brought along: a record counts as stored by the restore.
        assert conn.execute("SELECT count(DISTINCT stored_by) FROM coworkers").fetchone() == (1,)


@pytest.mark.skipif(not SERVERS, reason="no other PostgreSQL is installed (apt-get install postgresql)")
@pytest.mark.parametrize("binaries", SERVERS, ids=lambda folder: folder.parent.name)
@pytest.mark.long
def test_another_version_takes_a_backup_and_gives_one(
    filled: str, backup: Path, empty: str, tmp_path: Path, binaries: Path
) -> None:
    with tempfile.TemporaryDirectory(prefix="teamkpi-test-") as above:
        Path(above).chmod(0o755)  # for the server's own user
        with server_of(binaries, Path(above)) as theirs:
            with psycopg.connect(theirs, autocommit=True) as conn:
                conn.execute("ALTER DATABASE postgres SET datestyle = 'German'")
                conn.execute("ALTER DATABASE postgres SET bytea_output = 'escape'")
            restore_backup(theirs, backup)
            assert content(theirs, tmp_path) == content(filled, tmp_path)
            write_backup(theirs, tmp_path / "back", now=clock.now())
    restore_backup(empty, tmp_path / "back")
    assert content(empty, tmp_path) == content(filled, tmp_path)


def test_a_backup_is_of_one_moment_though_others_write(
    server_url: str, filled: str, empty: str, tmp_path: Path
) -> None:
    before = content(filled, tmp_path)
    written: list[str] = []
    with fresh_database(server_url, str(conninfo_to_dict(filled)["dbname"])) as url:

        def write_meanwhile(table: str) -> None:
            with connect(url) as conn:
                booking = {**LEDGER["bookings"][0], "Id": 100 + len(written)}
                apply(conn, 1, [Change("bookings", booking, 1)], now=clock.now())
                conn.execute("DELETE FROM audit_entry WHERE network_id = 1")
            written.append(table)

        # The snapshot begins with the first statement, which lists the tables.
        write_backup(url, tmp_path / "backup", now=clock.now(), on_table=write_meanwhile)
        assert content(url, tmp_path) != before
    assert len(written) > 50
    restore_backup(empty, tmp_path / "backup")
    assert content(empty, tmp_path) == before


def test_a_backup_of_an_older_schema_is_brought_to_the_newest(server_url: str, empty: str, tmp_path: Path) -> None:
    with older_database(server_url, "0022_charges_of_bookings") as url, connect(url) as conn:
        conn.execute(
            "INSERT INTO resources (network_id, id, updated_on, is_deleted, business_id, name)"
            " VALUES (1, 3, '2026-01-01', FALSE, 1, 'Room')"
        )
        assert write_backup(url, tmp_path / "backup", now=clock.now()).migrations[-1] == "0022_charges_of_bookings"
    restore_backup(empty, tmp_path / "backup")
    with connect(empty) as conn:
        assert conn.execute("SELECT id, name FROM resources WHERE network_id = 1").fetchall() == [(3, "Room")]
        assert list(differences(conn)) == []
    with fresh_database(server_url, "template_migrated") as newest, pytest.raises(BackupError, match="another version"):
        restore_backup(newest, tmp_path / "backup")


def test_a_backup_of_a_newer_program_is_refused(backup: Path, empty: str, tmp_path: Path) -> None:
    with reading(backup) as read, writing(tmp_path / "newer", clock.now()) as writer:
        tables = [writer.add(one.name, one.columns, read.content(one)) for one in read.manifest.tables]
        names = [*read.manifest.migrations, "9999_of_the_future"]
        writer.finish(msgspec.structs.replace(read.manifest, tables=tables, migrations=names))
    with pytest.raises(
        DatabaseNotReady, match=r"does not have \(9999_of_the_future\): install the version that made it"
    ):
        restore_backup(empty, tmp_path / "newer")
    assert is_untouched(empty)
    with writing(tmp_path / "newer", clock.now()) as writer, reading(backup) as read:
        writer.finish(msgspec.structs.replace(read.manifest, format=3))
    with pytest.raises(BackupError, match="has format 3"):
        restore_backup(empty, tmp_path / "newer")


def is_untouched(url: str) -> bool:
    with connect(url) as conn:
        return conn.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone() == (
            0,
        )


def test_a_damaged_or_incomplete_file_is_refused_before_anything_is_changed(
    backup: Path, empty: str, tmp_path: Path
) -> None:
    whole = backup.read_bytes()
    file = tmp_path / "damaged"
    places = [whole.index(b"PK\x03\x04", 1) - 1, len(whole) // 3, len(whole) // 2, len(whole) - 400]
    damaged = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in places]
    for text in (*damaged, whole[:-1], whole[: len(whole) // 2], b"", b"no backup"):
        file.write_bytes(text)
        with pytest.raises(BackupError, match=r"is damaged|is not a backup"):
            restore_backup(empty, file)
        assert is_untouched(empty)


@pytest.mark.parametrize(
    "what", ["INSERT INTO network (name) VALUES ('mine')", "INSERT INTO untrusted_proxy VALUES ('::1', now(), now())"]
)
def test_a_database_that_holds_anything_is_refused_and_stays_as_it_is(
    backup: Path, database_url: str, tmp_path: Path, what: str
) -> None:
    with connect(database_url) as conn:
        conn.execute(what)
    before = content(database_url, tmp_path)
    with pytest.raises(BackupError, match="is not empty"):
        restore_backup(database_url, backup)
    assert content(database_url, tmp_path) == before


def test_a_migrated_database_without_records_is_empty(
    filled: str, backup: Path, database_url: str, tmp_path: Path
) -> None:
    restore_backup(database_url, backup)
    assert content(database_url, tmp_path) == content(filled, tmp_path)


def test_the_file_is_its_owner_s_alone_and_replaced_only_by_a_complete_one(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    before = os.umask(0)
    try:
        write_backup(filled, file, now=clock.now())
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = file.read_bytes()

    def fail(table: str) -> None:
        if table == "teams":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(filled, file, now=clock.now(), on_table=fail)
    assert [one.name for one in tmp_path.iterdir()] == ["backup"]
    assert file.read_bytes() == first
    with pytest.raises(BackupError, match="cannot be written: No such file"):
        write_backup(filled, tmp_path / "none" / "backup", now=clock.now())


def test_a_database_that_was_never_used_is_not_backed_up(empty: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotReady, match="nothing to back up"):
        write_backup(empty, tmp_path / "backup", now=clock.now())
    assert list(tmp_path.iterdir()) == []


def test_verifying_finds_a_row_that_is_restored_otherwise(backup: Path, server_url: str, template: str) -> None:
    with fresh_database(server_url, template) as url:
        with connect(url) as conn:
            conn.execute(
                "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.name := 'x'; RETURN NEW; END$$"
            )
            conn.execute("CREATE TRIGGER other BEFORE INSERT ON resources FOR EACH ROW EXECUTE FUNCTION other()")
        with pytest.raises(BackupError, match="table resources does not restore to what it was"):
            verify_backup(url, backup)


def test_the_commands_verify_keep_some_and_say_so(filled: str, empty: str, tmp_path: Path) -> None:
    for day in ("20260101", "20260102"):
        (tmp_path / f"teamkpi-{day}T000000Z.teamkpi-backup").touch()
    (tmp_path / "mine").touch()
    said = run(filled, "backup", "--verify", "--keep", "2", str(tmp_path)).splitlines()
    assert [line.partition(":")[2].strip() for line in said if "deleted" in line] == ["deleted"]
    assert "Verified: restored into a temporary server, every row is the same." in said
    kept = sorted(one.name for one in tmp_path.iterdir())
    assert kept[:2] == ["mine", "teamkpi-20260102T000000Z.teamkpi-backup"]
    assert (
        "ok       backup        the last verified one was made on "
        in CliRunner().invoke(program, ["doctor"], env={"TEAMKPI_DATABASE_URL": filled, **KEY}).output
    )
    said = run(empty, "restore", str(tmp_path / kept[2])).splitlines()
    assert [line for line in said if not line.startswith("Restored: ")] == []


def test_restoring_says_when_the_key_does_not_open_the_secrets(backup: Path, empty: str) -> None:
    result = CliRunner().invoke(program, ["restore", str(backup)], env={"TEAMKPI_DATABASE_URL": empty})
    assert (result.exit_code, result.stderr.startswith("teamkpi: webhook: ")) == (0, True)


def test_an_old_verified_backup_is_a_problem(conn: Connection[Any], database_url: str) -> None:
    for days, is_problem in ((7, False), (9, True)):
        conn.execute(
            sql.SQL(
                "INSERT INTO verified_backup VALUES (TRUE, now() - {age}::interval, now(), 1)"
                " ON CONFLICT (is_newest) DO UPDATE SET made_on = excluded.made_on"
            ).format(age=f"{days} days")
        )
        said = CliRunner().invoke(program, ["doctor"], env={"TEAMKPI_DATABASE_URL": database_url}).output
        assert ("PROBLEM  backup" in said) is is_problem


def test_all_migrations_are_in_the_manifest(backup: Path) -> None:
    with reading(backup) as read:
        assert read.manifest.migrations == known_migrations()
