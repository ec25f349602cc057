"""The secret key of an embedded database: generated automatically, stored in the data folder beside the database."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import Final

from teamkpi.errors import DatabaseUnusable

FILE_NAME: Final = "secret-key"
_KEY_BYTES: Final = 32


def key_of_folder(data_dir: Path, *, make: bool) -> str | None:
    """Return the key of a data folder, in base64; if there is none, generate one if requested, else return None.

    Only the owner can read its file. If several processes generate one concurrently, all return the same. Raises
    DatabaseUnusable for a file without a valid key.
    """
    file = data_dir / FILE_NAME
    if make and not file.exists():
        _make(file)
    try:
        key = file.read_text(encoding="ascii").strip()
        is_key = len(b64decode(key, validate=True)) == _KEY_BYTES
    except FileNotFoundError:
        return None
    except ValueError:
        is_key = False
    if not is_key:
        raise DatabaseUnusable(f"{file} does not contain a key; restore it from a backup")
    return key


def _make(file: Path) -> None:
    # Written under a temporary name, so that it is never read incompletely, then linked, which does not replace a file.
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink()
