"""A disk that is full, and has space again: nothing acknowledged is lost, and the server comes back by itself.

The disk is a small tmpfs that the test mounts, which only root may do, and not in every container.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from conftest import data_folder
from database.test_embedded import is_running, postmaster
from database.test_embedded_watch import processes_of
from patience import until
from teamkpi.db import connect, embedded_watch
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.embedded_watch import Watch
from teamkpi.errors import DatabaseUnusable

MEBIBYTE = 2**20
SIZE = 160 * MEBIBYTE


@pytest.fixture
def disk() -> Iterator[Path]:
    """The folder of a small disk."""
    with data_folder() as folder:
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "teamkpi-test", str(folder)]
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("needs to mount a small disk (as root, outside a restricted container)")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Write a file that leaves so many bytes of the disk, or fewer if the server writes meanwhile."""
    ballast = disk / "ballast"
    try:
        with ballast.open("ab", buffering=0) as file:
            while (free := os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - left) > 0:
                file.write(bytes(min(free, MEBIBYTE)))
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            raise
    return ballast


def test_a_full_disk_loses_nothing_and_is_got_over(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_watch, "_SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(embedded_watch, "_LONGEST_PAUSE", 0.01)
    folder = disk / "data"
    acknowledged: list[int] = []
    said: list[str] = []
    with closing(EmbeddedServer(folder)) as server:
        with connect(server.url) as conn:
            conn.execute("CREATE TABLE kept (number int PRIMARY KEY, body bytea)")
        watch = Watch(server, said.append)

        def write(conn: psycopg.Connection[Any], size: int) -> None:
            number = len(acknowledged)
            conn.execute(
                "INSERT INTO kept VALUES (%s, %s) ON CONFLICT (number) DO UPDATE SET body = excluded.body",
                (number, os.urandom(size)),
            )
            acknowledged.append(number)

        try:
            ballast = fill(disk, 20 * MEBIBYTE)
            with suppress(psycopg.Error, DatabaseUnusable), connect(server.url) as conn:
                while len(acknowledged) < 100:
                    write(conn, MEBIBYTE // 2)
            assert 0 < len(acknowledged) < 100
            fill(disk, 0)
            os.kill(postmaster(folder), 9)  # if it has not ended by itself
            until(lambda: said)
            ballast.unlink()

            def writes_again() -> bool:
                with suppress(psycopg.Error, DatabaseUnusable), connect(server.url) as conn:
                    write(conn, 10)
                    return True
                return False

            until(writes_again)
            until(lambda: watch.state.is_running and watch.state.problem is None)
            with connect(server.url) as conn:
                kept = {number for (number,) in conn.execute("SELECT number FROM kept WHERE body IS NOT NULL")}
            assert kept >= set(acknowledged)
        finally:
            watch.stop()
    assert not is_running(folder)
    until(lambda: processes_of(folder) == [])
