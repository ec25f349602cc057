"""The system user of the embedded server, and its access to its files.

PostgreSQL refuses to run as root. Started by root, it runs as its own system user, who cannot enter folders such as
root's home. No permissions are changed for that: on Linux the server inherits the open data folder, and programs that
the user cannot access are copied.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from teamkpi.errors import DatabaseUnusable

SYSTEM_USER: Final = "teamkpi-postgres"
MAJOR: Final = 18
"""The major version of the embedded PostgreSQL."""
BIN: Final = f"pginstall{MAJOR}/bin"
"""The folder of its programs in the wheel."""
_COPIES: Final = Path("/var/cache/teamkpi")
_ACCOUNTS: Final = Path("/etc")
"""The folder with the list of users. It is locked while the user is created, because ``useradd`` replaces its files."""
_OPEN_FILES: Final = Path("/proc/self/fd")


class OldPrograms(NamedTuple):
    """The programs of an earlier major version of PostgreSQL: the version, and the folder that they are in."""

    major: int
    folder: Path


class ServerUser(NamedTuple):
    """The system user that the server runs as: its name, its user id and its group id."""

    name: str
    uid: int
    gid: int

    def passes(self, folder: Path) -> bool:
        """Return whether the user may enter all parent folders of this one."""
        return all(self._may_pass(above.stat()) for above in folder.resolve().parents)

    def _may_pass(self, found: os.stat_result) -> bool:
        bit = stat.S_IXUSR if found.st_uid == self.uid else stat.S_IXOTH
        return bool(found.st_mode & bit)


def uid_of_server() -> int | None:
    """Return the id of the system user for a server started by root; None if it does not exist yet."""
    try:
        return _known().uid
    except KeyError:
        return None


def server_user() -> ServerUser | None:
    """Return the system user for the server, created if necessary; None for the user of this process."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return _known()
    try:
        return _created()
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise DatabaseUnusable(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} cannot be created; start teamkpi as "
            "another user, or set TEAMKPI_DATABASE_URL"
        ) from error


def require_named() -> None:
    """Raise DatabaseUnusable if this process's user is unknown to the system, because initdb refuses it."""
    number = os.geteuid()
    try:
        pwd.getpwuid(number)
    except KeyError:
        raise DatabaseUnusable(
            f"PostgreSQL cannot create a database as user {number}, which this system does not know; start teamkpi as "
            "a user that is in /etc/passwd, or set TEAMKPI_DATABASE_URL"
        ) from None


def _created() -> ServerUser:
    """Create the system user, unless another process just has.

    If ``useradd`` runs twice at the same time for one name, the second run gives the user a different id.
    """
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    folder = os.open(_ACCOUNTS, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with suppress(KeyError):
            return _known()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed arguments
        return _known()
    finally:
        os.close(folder)


def _known() -> ServerUser:
    entry = pwd.getpwnam(SYSTEM_USER)
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


@contextmanager
def reached(folder: Path, user: ServerUser | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield a path by which the server can access its folder, and the file descriptors that its programs must inherit.

    Raises DatabaseUnusable if the user may not enter a parent folder and this is not Linux.
    """
    if user is None or user.passes(folder):
        yield str(folder), ()
    elif not _OPEN_FILES.is_dir():
        raise DatabaseUnusable(
            f"PostgreSQL does not run as root, and its user {user.name} cannot access the folders above {folder}; "
            "choose another data folder, such as /var/lib/teamkpi"
        )
    else:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # The kernel resolves this to the open folder itself, regardless of the permissions of its parents.
            yield str(_OPEN_FILES / str(opened)), (opened,)
        finally:
            os.close(opened)


def programs(wheel: Path, user: ServerUser | None) -> Path:
    """Return the folder of the server's programs: the wheel's, or a copy if the user may not enter that."""
    own = wheel / BIN
    if user is None or user.passes(own):
        return own
    # One copy per path and time of installation; an upgrade makes another.
    name = sha256(f"{wheel} {own.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    copy = _COPIES / f"postgresql-{name}"
    if not copy.is_dir():
        try:
            _copy(wheel, copy)
        except OSError as error:
            raise DatabaseUnusable(
                f"PostgreSQL does not run as root, its user {user.name} cannot access the folders above {wheel}, and "
                f"its programs cannot be copied to {copy}: {error.strerror}; install teamkpi elsewhere, such as in /opt"
            ) from error
    return copy / own.relative_to(wheel.parent)


def _copy(wheel: Path, copy: Path) -> None:
    """Copy the files of the wheel that the server needs; its libraries are found by their relative path."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{copy.name}.", dir=copy.parent))
    try:
        libraries = wheel.with_name(f"{wheel.name}.libs")
        for source in (wheel / BIN).parent / "bin", (wheel / BIN).parent / "lib", (wheel / BIN).parent / "share":
            shutil.copytree(source, fresh / source.relative_to(wheel.parent), symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(copy)
    except OSError:
        if not copy.is_dir():  # otherwise another process was faster
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
