"""A process of the embedded PostgreSQL that is out of memory: nothing acknowledged is lost, and everything goes on.

The kernel kills one that a memory control group limits, which only root may make, and not in every container. Where a
limit of the process itself is reached instead, PostgreSQL refuses the statement.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

import loopback
from cli.conftest import Start, start
from cli.test_processes import finish, read_until
from conftest import data_folder
from database.test_embedded import is_running, postmaster
from database.test_embedded_watch import processes_of, said, server, watch
from patience import until
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.embedded_watch import Watch
from teamkpi.db.server_user import server_user
from teamkpi.errors import DatabaseUnusable

__all__ = ["said", "server", "start", "watch"]

MEBIBYTE = 2**20
ROOT = Path("/sys/fs/cgroup")
# Some hundred mebibytes, in memory as a whole.
HUGE = "SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 400000)"


class Group:
    """A control group with little memory."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        is_second = (folder / "memory.max").exists()
        (folder / ("memory.max" if is_second else "memory.limit_in_bytes")).write_text(str(limit))
        for name, value in (("memory.swap.max", "0"), ("memory.swappiness", "0")):
            with suppress(OSError):
                if (folder / name).exists():
                    (folder / name).write_text(value)
        self._counts = folder / ("memory.events" if is_second else "memory.oom_control")

    def add(self, pid: int) -> None:
        (self.folder / "cgroup.procs").write_text(str(pid))

    @property
    def kills(self) -> int:
        """How many processes the kernel has killed."""
        return int(re.findall(r"^oom_kill (\d+)$", self._counts.read_text(), re.MULTILINE)[0])


def _place() -> Path:
    """Where a group can be made: below the root, or in the older version below the group of this process."""
    if (ROOT / "cgroup.controllers").exists():
        return ROOT
    own = re.search(r"^\d+:memory:/?(.*)$", Path("/proc/self/cgroup").read_text(), re.MULTILINE)
    return ROOT / "memory" / (own[1] if own else "")


@pytest.fixture
def group(request: pytest.FixtureRequest) -> Iterator[Group]:
    folder = _place() / f"teamkpi-test-{os.getpid()}"
    try:
        folder.mkdir()
        made = Group(folder, request.param)
        assert made.kills == 0
    except (OSError, AssertionError, IndexError) as error:
        with suppress(OSError):
            folder.rmdir()
        pytest.skip(f"needs to make a control group for memory (as root, outside a restricted container): {error!r}")
    try:
        yield made
    finally:
        until(lambda: (folder / "cgroup.procs").read_text() == "")
        until(lambda: _is_removed(folder))


def _is_removed(folder: Path) -> bool:
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


class Writer:
    """Writes rows all the time, over new connections when one is lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.acknowledged: list[int] = []
        self._is_enough = Event()
        self._thread = Thread(target=self._write, daemon=True)
        with connect(url) as conn:
            conn.execute("CREATE TABLE kept (number int)")
        self._thread.start()

    def _write(self) -> None:
        while not self._is_enough.is_set():
            with suppress(psycopg.Error, DatabaseUnusable), connect(self._url) as conn:
                while not self._is_enough.is_set():
                    number = len(self.acknowledged)
                    conn.execute("INSERT INTO kept VALUES (%s)", (number,))
                    self.acknowledged.append(number)

    def goes_on(self) -> None:
        before = len(self.acknowledged)
        until(lambda: len(self.acknowledged) > before + 10)

    def end(self) -> None:
        """Stop, and compare."""
        self._is_enough.set()
        self._thread.join()
        with connect(self._url) as conn:
            kept = {number for (number,) in conn.execute("SELECT number FROM kept")}
        assert kept >= set(self.acknowledged)


@pytest.mark.parametrize("group", [64 * MEBIBYTE], indirect=True)
def test_what_the_kernel_kills_for_want_of_memory_takes_nothing_with_it(
    group: Group, server: EmbeddedServer, watch: Watch, folder: Path
) -> None:
    writer = Writer(server.url)
    before = postmaster(folder)
    writer.goes_on()
    with connect(server.url) as victim:
        group.add(victim.info.backend_pid)
        with pytest.raises(psycopg.OperationalError):
            victim.execute(HUGE)
    until(lambda: group.kills >= 1)
    log = folder / "postgresql" / "server.log"
    until(lambda: "was terminated by signal 9: Killed" in log.read_text("utf-8"))
    writer.goes_on()
    writer.end()
    # PostgreSQL recovers from this by itself.
    until(lambda: watch.state.is_running and watch.state.problem is None)
    assert (postmaster(folder), watch.state.starts) == (before, 0)
    watch.stop()
    server.close()
    assert not is_running(folder)
    until(lambda: processes_of(folder) == [])


@pytest.mark.parametrize("group", [256 * 1024], indirect=True)
def test_a_server_goes_on_after_its_connections_were_killed_for_want_of_memory(group: Group, start: Start) -> None:
    with data_folder() as folder:
        process = start("serve", "--port", "0", TEAMKPI_DATABASE_URL="", TEAMKPI_DATA_DIR=str(folder))
        url = re.findall(r"http://\S+", read_until(process, "Serving at"))[-1]
        until(lambda: loopback.get(f"{url}/health/ready").status_code == 200)
        connections = [one for one in processes_of(folder) if _is_connection(one)]
        assert connections
        for one in connections:
            group.add(one)

        def is_killed() -> bool:
            loopback.get(f"{url}/health/ready")
            return group.kills > 0

        until(is_killed)
        until(lambda: loopback.get(f"{url}/health/ready").status_code == 200)
        assert loopback.get(f"{url}/health/live").status_code == 200
        process.terminate()
        code, _, stderr = finish(process)
        assert code == 0, stderr
        until(lambda: processes_of(folder) == [])


def _is_connection(pid: int) -> bool:
    with suppress(OSError):
        return re.search(rb"^postgres: \S+ teamkpi ", Path(f"/proc/{pid}/cmdline").read_bytes()) is not None
    return False


def limit_memory(pid: int, size: int) -> None:
    """Do so as the user of the process: not even root may, in a restricted container."""
    user = server_user()
    command = ["prlimit", f"--pid={pid}", f"--as={size}"]
    as_user = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    subprocess.run(command, check=True, **as_user)  # type: ignore[call-overload]


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs the program prlimit, of Linux")
def test_a_statement_that_gets_no_memory_fails_alone(server: EmbeddedServer, watch: Watch, folder: Path) -> None:
    writer = Writer(server.url)
    with connect(server.url) as conn:
        pid = conn.info.backend_pid
        used = int((Path(f"/proc/{pid}/statm").read_text().split())[0]) * os.sysconf("SC_PAGE_SIZE")
        limit_memory(pid, used + 32 * MEBIBYTE)
        with pytest.raises(psycopg.errors.OutOfMemory):
            conn.execute(HUGE)
        assert conn.execute("SELECT 1").fetchone() == (1,)
        assert conn.info.backend_pid == pid
    writer.goes_on()
    writer.end()
    assert (watch.state.is_running, watch.state.starts) == (True, 0)
    assert is_running(folder)
