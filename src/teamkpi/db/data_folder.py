"""The data folder of an embedded database, and its owner.

An existing folder keeps its owner and its permissions. A command run by a user other than the owner of the data fails
before anything is changed.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teamkpi.db.server_user import SYSTEM_USER, ServerUser, uid_of_server
from teamkpi.errors import DatabaseMissing, DatabaseUnusable, FolderOfAnother

MARK: Final = "in-use"
"""The file that marks a data folder; every process that uses the server holds a lock on it."""
DATABASE: Final = "postgresql"
"""The subfolder that belongs to PostgreSQL."""
UPGRADE: Final = "upgrade"
"""The subfolder in which an upgrade builds the new database."""
IS_COMPLETE: Final = "complete"
"""The file in it that says that the new database only has to be moved to its place."""
_BESIDE_DATA: Final = {"lost+found"}


def require_own(data_dir: Path) -> None:
    """Check that this process may use the data; changes nothing.

    Raises FolderOfAnother if it belongs to another user, and DatabaseUnusable if it belongs to root, because PostgreSQL
    does not run as root.
    """
    here = os.geteuid()
    server = here or uid_of_server()
    if (owner := _owner(data_dir / DATABASE)) is not None:
        if owner == 0 == here:
            raise DatabaseUnusable(
                f"{data_dir / DATABASE} belongs to root, but PostgreSQL does not run as root: change its owner with "
                f"`chown -R {SYSTEM_USER} {data_dir / DATABASE}`"
            )
        if owner != server:
            raise FolderOfAnother(data_dir, _name_of(owner))
    # An empty folder of another user may still be intended for this one, as in a container; then it is writable. Root
    # can write everywhere.
    elif here == 0 and (owner := _owner(data_dir)) is not None and owner not in {here, server}:
        raise FolderOfAnother(data_dir, _name_of(owner))


def demo_folder(data_dir: Path) -> Path:
    """Return the folder of the demo's embedded database, next to the data folder."""
    data_dir = data_dir.absolute()
    return data_dir.with_name(f"{data_dir.name}-demo")


def has_database(data_dir: Path) -> bool:
    """Return whether a folder has an embedded database that this process may see."""
    try:
        return (data_dir / DATABASE / "PG_VERSION").exists()
    except OSError:
        return False


def require_existing(data_dir: Path) -> None:
    """Raise DatabaseMissing if there is no database in a folder; changes nothing."""
    require_not_half_upgraded(data_dir)
    if not (data_dir / DATABASE).exists():
        raise DatabaseMissing(f"there is no database in {data_dir}")


def major_of(data_dir: Path) -> int | None:
    """Return the major version of PostgreSQL that made the database in a folder; None if there is none."""
    file = data_dir / DATABASE / "PG_VERSION"
    try:
        return int(file.read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DatabaseUnusable(f"{file} does not say which version of PostgreSQL made the database") from error


def require_major(data_dir: Path, major: int) -> None:
    """Raise DatabaseUnusable if the database in a folder was made by another major version than this."""
    found = major_of(data_dir)
    if found is None or found == major:
        return
    if found < major:
        raise DatabaseUnusable(
            f"the database in {data_dir} was made by PostgreSQL {found}, and this teamkpi has PostgreSQL {major}: run "
            "`teamkpi upgrade-database`, which keeps the old one; nothing was changed"
        )
    raise DatabaseUnusable(
        f"the database in {data_dir} was made by PostgreSQL {found}, which is newer than the PostgreSQL {major} of "
        f"this teamkpi: install a teamkpi with PostgreSQL {found}; nothing was changed"
    )


def is_half_upgraded(data_dir: Path) -> bool:
    """Return whether an upgrade ended between moving the old database away and moving the new one to its place."""
    return not (data_dir / DATABASE).exists() and (data_dir / UPGRADE / IS_COMPLETE).exists()


def require_not_half_upgraded(data_dir: Path) -> None:
    """Raise DatabaseUnusable if the database has to be moved to its place first: there must not be an empty one."""
    if is_half_upgraded(data_dir):
        raise DatabaseUnusable(
            f"an upgrade of the database in {data_dir} was interrupted: run `teamkpi upgrade-database` to complete it"
        )


def prepare_data_folder(data_dir: Path, user: ServerUser | None) -> None:
    """Create the data folder if necessary, and check that this process may use it.

    ``user`` is the server's user, if it is not that of this process. Raises DatabaseUnusable if the folder contains
    other files, and FolderOfAnother if this process may not write to it.
    """
    try:
        _make(data_dir, user)
        if not (data_dir / MARK).exists() and next(_strangers(data_dir), None):
            raise DatabaseUnusable(f"{data_dir} contains other files; choose an empty or new data folder")
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise FolderOfAnother(data_dir, _name_of(data_dir.stat().st_uid))
    except OSError as error:
        raise DatabaseUnusable(f"the data folder {data_dir} cannot be used: {error.strerror}") from error


def make_private(folder: Path, user: ServerUser | None) -> None:
    """Create a folder that only the server may enter. Raises FileExistsError if the name already exists."""
    folder.mkdir(mode=0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)


def _owner(folder: Path) -> int | None:
    """Return the owner of a folder, or of its parent if it is not accessible; None if it does not exist."""
    try:
        return folder.stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        return _owner(folder.parent)


def _name_of(uid: int) -> str:
    """Return the name of a user in the form that `sudo -u` accepts."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def _make(data_dir: Path, user: ServerUser | None) -> None:
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    try:
        make_private(data_dir, user)
    except FileExistsError:
        if not data_dir.is_dir():
            raise


def _strangers(data_dir: Path) -> Iterator[Path]:
    """Yield the entries of the folder that do not belong to a database or to the demo of an earlier version."""
    for one in data_dir.iterdir():
        if one.name not in _BESIDE_DATA and not (one / MARK).exists():
            yield one
