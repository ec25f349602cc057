"""The watch over the embedded server: it comes back after any end, and nothing of it is left running."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from database.test_embedded import is_running, postmaster
from patience import until
from teamkpi.db import connect, embedded_watch
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.embedded_watch import Watch
from teamkpi.errors import DatabaseUnusable


def processes_of(folder: Path) -> list[int]:
    """The processes that work in a data folder: PostgreSQL's do, each of them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == folder / "postgresql":
                found.append(int(process.name))
    return found


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    with closing(EmbeddedServer(folder)) as server:
        yield server


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the watch reports; it looks all the time."""
    monkeypatch.setattr(embedded_watch, "_SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(embedded_watch, "_LONGEST_PAUSE", 0.01)
    return []


@pytest.fixture
def watch(server: EmbeddedServer, said: list[str]) -> Iterator[Watch]:
    with closing(_Stopped(Watch(server, said.append))) as stopped:
        yield stopped.watch


class _Stopped:
    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def close(self) -> None:
        self.watch.stop()


def test_a_killed_server_is_started_again_and_nothing_acknowledged_is_lost(
    server: EmbeddedServer, watch: Watch, folder: Path, said: list[str]
) -> None:
    with connect(server.url) as conn:
        conn.execute("CREATE TABLE kept (number int)")
    acknowledged: list[int] = []
    is_enough = Event()

    def write() -> None:
        while not is_enough.is_set():
            with suppress(psycopg.Error, DatabaseUnusable), connect(server.url) as conn:
                while not is_enough.is_set():
                    number = len(acknowledged)
                    conn.execute("INSERT INTO kept VALUES (%s)", (number,))
                    acknowledged.append(number)

    writer = Thread(target=write)
    writer.start()
    for starts in (1, 2):
        before = len(acknowledged)
        until(lambda before=before: len(acknowledged) > before + 10)  # type: ignore[misc]
        os.kill(postmaster(folder), signal.SIGKILL)
        until(lambda starts=starts: watch.state.starts == starts)  # type: ignore[misc]
    is_enough.set()
    writer.join()
    with connect(server.url) as conn:
        kept = {number for (number,) in conn.execute("SELECT number FROM kept")}
    assert kept >= set(acknowledged)
    assert said == 2 * [
        "the embedded PostgreSQL has ended unexpectedly; restarting it",
        "the embedded PostgreSQL is running again",
    ]
    watch.stop()
    server.close()
    assert not is_running(folder)
    until(lambda: processes_of(folder) == [])


def test_a_server_that_cannot_be_started_is_a_problem_until_it_can(
    server: EmbeddedServer, watch: Watch, folder: Path, said: list[str]
) -> None:
    control = folder / "postgresql" / "global" / "pg_control"
    control.rename(control.with_name("away"))
    os.kill(postmaster(folder), signal.SIGKILL)
    until(lambda: watch.state.problem == "the embedded PostgreSQL cannot be started")
    assert said[1].startswith("the embedded PostgreSQL cannot be started, retrying: the embedded PostgreSQL")
    control.with_name("away").rename(control)
    until(lambda: watch.state.problem is None)
    connect(server.url).close()


def test_a_failed_start_leaves_nothing_running(folder: Path) -> None:
    EmbeddedServer(folder).close()
    (folder / "postgresql" / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseUnusable, match="it ended while it was starting"):
        EmbeddedServer(folder)
    assert processes_of(folder) == []


def test_an_interrupted_start_leaves_nothing_running(
    server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.close()
    seen = []

    def interrupted(_server: EmbeddedServer) -> int:
        seen.extend(processes_of(folder))
        if seen:  # it runs, and is not ready yet as far as anybody knows
            raise KeyboardInterrupt
        return 2

    monkeypatch.setattr(EmbeddedServer, "_readiness", interrupted)
    with pytest.raises(KeyboardInterrupt):
        EmbeddedServer(folder)
    assert processes_of(folder) == []


def test_a_signal_during_the_launch_is_handled_when_the_number_is_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmbeddedServer(folder).close()
    launch = EmbeddedServer._execute

    def signalled(server: EmbeddedServer, command: list[str], data: Path | None = None) -> object:
        if command[0] == "/bin/sh":
            os.kill(os.getpid(), signal.SIGINT)
        return launch(server, command, data)

    monkeypatch.setattr(EmbeddedServer, "_execute", signalled)
    with pytest.raises(KeyboardInterrupt):
        EmbeddedServer(folder)
    assert processes_of(folder) == []


def test_a_server_that_does_not_take_signals_yet_is_ended_when_it_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmbeddedServer(folder).close()
    log = folder / "postgresql" / "server.log"
    times_ready = log.read_text().count("ready to accept connections")
    launch = EmbeddedServer._execute

    def signalled(server: EmbeddedServer, command: list[str], data: Path | None = None) -> object:
        if command[0] == "/bin/sh":
            command = [*command[:5], "/bin/sh", "-c", 'sleep 1; exec "$@"', "sh", *command[5:]]
            os.kill(os.getpid(), signal.SIGINT)
        return launch(server, command, data)

    monkeypatch.setattr(EmbeddedServer, "_execute", signalled)
    with pytest.raises(KeyboardInterrupt):
        EmbeddedServer(folder)
    assert processes_of(folder) == []
    assert log.read_text().count("ready to accept connections") == times_ready


def test_its_log_does_not_grow_without_end(server: EmbeddedServer, watch: Watch, folder: Path) -> None:
    log = folder / "postgresql" / "server.log"
    before = log.read_text()
    with log.open("a") as opened:
        opened.write("x" * 11 * 2**20)
    assert watch.state.is_running
    until(lambda: log.read_text() == "")
    assert log.with_name("server.log.1").read_text().startswith(before + "xxx")
    with connect(server.url) as conn:
        conn.execute("DO $$BEGIN RAISE WARNING 'after it'; END$$")
    assert "after it" in log.read_text()
    server.rotate_log()
    assert "after it" in log.read_text()
