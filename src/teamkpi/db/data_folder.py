"""The folder of an embedded database, and whose it is.

A folder that is there already keeps its owner and its permissions. A command that another user than the owner of the
data runs is refused before anything is changed.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teamkpi.db.server_user import SYSTEM_USER, ServerUser, uid_of_server
from teamkpi.errors import DatabaseUnusable, FolderOfAnother

MARK: Final = "in-use"
"""The file that tells a data folder from any other; every process that uses the server holds a lock on it."""
DATABASE: Final = "postgresql"
"""The folder in it that PostgreSQL owns."""
_BESIDE_DATA: Final = {"lost+found"}


def require_own(data_dir: Path) -> None:
    """See that the data is this process's to use; changes nothing.

    Raises FolderOfAnother when it belongs to somebody else, and DatabaseUnusable when it belongs to root, as whom
    PostgreSQL does not run.
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
    # Without data in it, somebody else's folder may still be meant for this user, as in a container: then it can be
    # written. Root can write everywhere.
    elif here == 0 and (owner := _owner(data_dir)) is not None and owner not in {here, server}:
        raise FolderOfAnother(data_dir, _name_of(owner))


def prepare_data_folder(data_dir: Path, user: ServerUser | None) -> None:
    """Make the data folder if it is not there, and see that this process may use it.

    ``user`` is whom the server runs as, when it is not the user of this process. Raises DatabaseUnusable when the
    folder holds something else, FolderOfAnother when this process may not write in it.
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
    """Make a folder that the server alone may enter. Raises FileExistsError when something of that name is there."""
    folder.mkdir(mode=0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)


def _owner(folder: Path) -> int | None:
    """Return who owns a folder, or the one around it when it cannot be looked at; None when it is not there."""
    try:
        return folder.stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        return _owner(folder.parent)


def _name_of(uid: int) -> str:
    """Return the name of a user as `sudo -u` takes it."""
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
    """Yield what is in the folder and not of a database; a demo of former versions stood in it."""
    for one in data_dir.iterdir():
        if one.name not in _BESIDE_DATA and not (one / MARK).exists():
            yield one
