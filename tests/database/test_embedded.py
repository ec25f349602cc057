"""The embedded server: private, durable, shared, and stopped by the last who holds it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from patience import PATIENCE, until
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.errors import DatabaseUnusable

HOLDER = """
import sys
from pathlib import Path
from teamkpi.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print("holding", flush=True)
sys.stdin.read()
server.close()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    return process


def postmaster(folder: Path) -> int:
    return int((folder / "postgresql" / "postmaster.pid").read_text().split("\n", 1)[0])


def answers(url: str) -> bool:
    try:
        connect(url).close()
    except DatabaseUnusable:
        return False
    return True


def is_running(folder: Path) -> bool:
    return (folder / "postgresql" / "postmaster.pid").exists()


def test_it_is_private_and_durable(folder: Path) -> None:
    server = EmbeddedServer(folder)
    try:
        with connect(server.url) as conn:
            shown = {
                name: conn.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]
                for name in ("fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "data_checksums")
            }
            sockets = conn.execute("SHOW unix_socket_directories").fetchone()
        assert shown == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "listen_addresses": "",
            "data_checksums": "on",
        }
        assert sockets is not None
        for private in (folder, folder / "postgresql", Path(sockets[0])):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
    finally:
        server.close()
    assert not is_running(folder)


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    for expected in (0, 1, 2):
        server = EmbeddedServer(folder)
        with connect(server.url) as conn:
            conn.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            assert conn.execute("SELECT count(*) FROM kept").fetchone() == (expected,)
            conn.execute("INSERT INTO kept VALUES (1)")
        server.close()


def test_the_last_process_stops_it(folder: Path) -> None:
    first, second = holder(folder), holder(folder)
    pid = postmaster(folder)
    first.communicate(timeout=PATIENCE)
    assert postmaster(folder) == pid
    second.communicate(timeout=PATIENCE)
    assert not is_running(folder)


def test_a_killed_process_holds_nothing(folder: Path) -> None:
    killed, other = holder(folder), holder(folder)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=PATIENCE)
    other.communicate(timeout=PATIENCE)
    assert not is_running(folder)


def test_a_server_left_behind_is_taken_over(folder: Path) -> None:
    killed = holder(folder)
    pid = postmaster(folder)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=PATIENCE)
    assert postmaster(folder) == pid
    server = EmbeddedServer(folder)
    assert postmaster(folder) == pid
    server.close()
    assert not is_running(folder)


def test_it_recovers_from_its_own_kill(folder: Path) -> None:
    server = EmbeddedServer(folder)
    with connect(server.url) as conn:
        conn.execute("CREATE TABLE kept AS SELECT 1 AS number")
    os.kill(postmaster(folder), signal.SIGKILL)
    until(lambda: not answers(server.url))  # its children notice and end
    server.close()
    again = EmbeddedServer(folder)
    try:
        with connect(again.url) as conn:
            assert conn.execute("SELECT number FROM kept").fetchone() == (1,)
    finally:
        again.close()


def test_processes_that_start_together_share_one_server(folder: Path) -> None:
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in starting:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
    with psycopg.connect(f"postgresql://postgres@/teamkpi?host={folder / 'postgresql'}") as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    for process in starting:
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    assert not is_running(folder)


def test_a_long_path_gets_a_private_socket_elsewhere(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60) / "data"
    server = EmbeddedServer(deep)
    try:
        with connect(server.url) as conn:
            found = conn.execute("SHOW unix_socket_directories").fetchone()
        assert found is not None
        sockets = Path(found[0])
        assert deep not in sockets.parents
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    finally:
        server.close()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(DatabaseUnusable, match="holds other files"):
        EmbeddedServer(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
