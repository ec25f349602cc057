"""What is asked of a database of one's own, and what is said of one that lacks it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from conftest import url_of
from patience import until
from pooler import pooler
from teamkpi.cli import program
from teamkpi.db import connect, distributing, migrate, pending_migrations, require_sessions, requirements
from teamkpi.db.connections import TAKES_NO_WRITES
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.server_user import server_user
from teamkpi.errors import DatabaseNotReady, DatabaseUnusable

MAIL = {"TEAMKPI_SMTP_URL": "smtp://127.0.0.1:1"}
SHARED = "does not give each connection its own session"


@contextmanager
def database(server_url: str, definition: str) -> Iterator[str]:
    """Make an empty database as defined, yield its URL, and drop it."""
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE other TEMPLATE template0 " + definition))
        try:
            yield url_of(server_url, "other")
        finally:
            conn.execute("DROP DATABASE other WITH (FORCE)")


def unmet(url: str) -> dict[str, str]:
    return {one.subject: one.text for one in requirements(url) if not one.is_met}


def tables(url: str) -> int:
    with connect(url) as conn:
        row = conn.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone()
    return row[0] if row else 0


def test_a_database_as_it_should_be_lacks_nothing(database_url: str) -> None:
    assert [one.subject for one in requirements(database_url)] == ["sessions", "server", "encoding", "role"]
    assert unmet(database_url) == {}


def test_another_encoding_is_refused_before_anything_is_made(server_url: str) -> None:
    with database(server_url, "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'") as url:
        text = "the encoding is LATIN1, which cannot store all names: create a database with ENCODING 'UTF8'"
        assert unmet(url) == {"encoding": text}
        with pytest.raises(DatabaseUnusable) as refused:
            migrate(url)
        assert str(refused.value) == text
        assert tables(url) == 0


def test_a_role_that_may_not_create_is_refused_before_anything_is_made(server_url: str) -> None:
    with database(server_url, "") as url, psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE reader LOGIN")
        try:
            theirs = url.replace("postgres@", "reader@")
            text = "the role reader may not create tables: GRANT CREATE ON SCHEMA public to it"
            assert unmet(theirs) == {"role": text}
            with pytest.raises(DatabaseUnusable) as refused:
                migrate(theirs)
            assert str(refused.value) == text
            assert tables(url) == 0
        finally:
            admin.execute("DROP ROLE reader")


def test_everything_that_is_missing_is_said_at_once(server_url: str) -> None:
    with (
        database(server_url, "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'") as url,
        pooler(url, by_transaction=True) as through,
    ):
        lacking = unmet(through)
        assert list(lacking) == ["sessions", "encoding"]
        with pytest.raises(DatabaseUnusable) as refused:
            migrate(through)
        assert str(refused.value) == "; ".join(lacking.values())


def test_what_another_program_has_migrated_is_refused(database_url: str) -> None:
    with connect(database_url) as conn:
        conn.execute(
            "INSERT INTO _yoyo_migration (migration_hash, migration_id) VALUES ('a', '9998_later'), ('b', '9999_last')"
        )
    for refuse in (pending_migrations, migrate):
        with pytest.raises(
            DatabaseNotReady, match=r"migrations that this version .* \(9998_later, 9999_last\)"
        ) as refused:
            refuse(database_url)
        assert "install a version that has them" in str(refused.value)


# ---------------------------------------------------------------- poolers


def settings(url: str) -> dict[str, str]:
    with connect(url, statement_timeout="7s") as conn:
        names = ("TimeZone", "jit", "client_encoding", "default_transaction_isolation", "statement_timeout")
        return {name: conn.execute(f"SHOW {name}").fetchone()[0] for name in names}  # type: ignore[index]


AS_ASKED = {
    "TimeZone": "UTC",
    "jit": "off",
    "client_encoding": "UTF8",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "7s",
}


@pytest.mark.parametrize("refuses_options", [False, True])
def test_through_a_pooler_by_session_everything_is_as_without(database_url: str, refuses_options: bool) -> None:
    with pooler(database_url, by_transaction=False, refuses_options=refuses_options) as through:
        require_sessions(through)
        assert settings(through) == AS_ASKED == settings(database_url)


def test_a_pooler_by_transaction_is_found_out_and_left_as_it_was(database_url: str) -> None:
    with pooler(database_url, by_transaction=True) as through:
        with pytest.raises(DatabaseUnusable, match=SHARED):
            require_sessions(through)
        # Others may share its sessions: none of our settings stay behind.
        with psycopg.connect(through, autocommit=True) as other:
            assert other.execute("SHOW jit").fetchone() == ("on",)


@contextmanager
def pgbouncer(server: EmbeddedServer, folder: Path, mode: str, more: str = "") -> Iterator[str]:
    user = server_user()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = folder / f"{mode}.ini"
    file.write_text(
        f"[databases]\n* = host={conninfo_to_dict(server.url)['host']} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = {mode}\ndefault_pool_size = 5\n{more}"
    )
    file.chmod(0o644)
    command = ["pgbouncer", *(["-u", user.name] if user else []), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/") as process:
        url = f"postgresql://postgres@127.0.0.1:{port}/teamkpi"

        def answers() -> bool:
            assert process.poll() is None, process.communicate()
            with suppress(psycopg.OperationalError):
                psycopg.connect(url).close()
                return True
            return False

        until(answers)
        try:
            yield url
        finally:
            process.terminate()


@pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="pgbouncer is not installed (apt-get install pgbouncer)")
def test_pgbouncer_works_by_session_and_is_refused_by_transaction() -> None:
    with tempfile.TemporaryDirectory(prefix="teamkpi-test-") as above:
        Path(above).chmod(0o755)  # for its own user, which root gives way to
        server = EmbeddedServer(Path(above) / "data")
        try:
            with pgbouncer(server, Path(above), "session") as through:
                assert unmet(through) == {}
                migrate(through)
                assert settings(through) == AS_ASKED
                # The sessions that it keeps do not count as those of servers and commands, on a cluster.
                with connect(through) as conn:
                    kept = "SELECT count(*) FROM pg_stat_activity WHERE query = 'DISCARD ALL'"
                    until(lambda: conn.execute(kept).fetchone() != (0,))
                    until(lambda: conn.execute(distributing._SQL.others).fetchone() == (0,))
            for mode in ("transaction", "statement"):
                with pgbouncer(server, Path(above), mode) as through:
                    assert SHARED in unmet(through)["sessions"]
                    # None of them starts; a fresh check, so nothing depends on what `doctor` has found.
                    for command in (["serve", "--port", "0"], ["worker"], ["account", "list"], ["backup", "out"]):
                        refused = CliRunner().invoke(program, command, env={**MAIL, "TEAMKPI_DATABASE_URL": through})
                        assert (refused.exit_code, refused.stdout) == (3, "")
                        assert SHARED in refused.stderr
            with pgbouncer(server, Path(above), "transaction", "server_round_robin = 1\n") as through:
                # Others have used it, so it has two sessions, which it gives in turn.
                with psycopg.connect(through) as one, psycopg.connect(through) as other:
                    seen = [conn.execute("SELECT pg_backend_pid()").fetchone() for conn in (one, other)]
                assert len({*seen}) == 2
                assert SHARED in unmet(through)["sessions"]
        finally:
            server.close()


# ---------------------------------------------------------------- standbys, and the server's log


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    """A server of the test's own, whose database is migrated."""
    started = EmbeddedServer(folder)
    migrate(started.url)
    try:
        yield started
    finally:
        started.close()


def test_nothing_works_on_a_standby_and_everything_says_why(server: EmbeddedServer) -> None:
    server._run("pg_ctl", "-m", "fast", "-w", "stop")
    mark = server._data / "standby.signal"
    mark.touch()
    owner = server._data.stat()
    os.chown(mark, owner.st_uid, owner.st_gid)
    server._start()
    for command in (["serve"], ["migrate"], ["kpi", "55"], ["account", "list"], ["doctor"]):
        result = CliRunner().invoke(program, command, env={"TEAMKPI_DATABASE_URL": server.url})
        assert (result.exit_code, TAKES_NO_WRITES in result.output) == (3, True), result.output


def test_the_log_of_a_server_holds_no_errors_of_our_own_making(folder: Path, server: EmbeddedServer) -> None:
    log = folder / "postgresql" / "server.log"
    # Recovering is the slowest start there is, so whoever connects too early does so here.
    with connect(server.url) as conn:
        conn.execute("CREATE TABLE written AS SELECT generate_series(1, 400000)")
    os.kill(int((server._data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until(lambda: not server.is_alive())
    server.start_again()
    for command in (["kpi", "55"], ["migrate"], ["doctor"], ["account", "list"], ["verify"]):
        CliRunner().invoke(program, ["--data-dir", str(folder), *command])
    again = EmbeddedServer(folder)
    again.close()
    written = log.read_text()
    assert "database system is ready to accept connections" in written
    assert [line for line in written.splitlines() if re.search(r"\b(?:WARNING|ERROR|FATAL|PANIC):", line)] == []
