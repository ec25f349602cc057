"""Uploaded files to import: kept for a day, for the account or key that sent them; their results are kept longer.

A file comes in parts, so that no request has to be large. It is read by a session that holds a lock of the file: if the
process ends, however it ends, the lock is gone, and the run counts as broken off. An import notes its outcome in the
transaction that stores its records.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, Final, Literal, NamedTuple

import psycopg
from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.db.held_locks import read_with_locks
from teamkpi.db.locks import Lock
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.intake.outcome import Outcome, as_plain
from teamkpi.ledger.audit_trail import Author
from teamkpi.wire import encode

Run = Literal["check", "import"]

_SQL: Final = load_sql("teamkpi.intake", "staged.sql")
PART_BYTES: Final = 512 * 1024
"""Bytes of each part of a file but the last, which may have fewer."""
MOST_BYTES: Final = 64 * 2**20
"""Bytes of the largest file."""
MOST_FILES: Final = 20
"""Files of one account or key at a time."""
MOST_FILES_OF_ALL: Final = 50
MOST_BYTES_OF_ALL: Final = 512 * 2**20
KEPT_FOR: Final = timedelta(days=1)
REPORTS_KEPT_FOR: Final = timedelta(days=90)
ENDINGS: Final = (".csv", ".xlsx", ".jsonl", ".zip")
LONGEST_NAME: Final = 200


class Staged(NamedTuple):
    """A file, and its last run."""

    id: int
    name: str
    size: int
    created_on: datetime
    received: int
    """The number of bytes received; 0 once the content was deleted."""
    run: Run | None
    bytes_read: int
    started_on: datetime | None
    ended_on: datetime | None
    report: str | None
    """JSON, as ``as_plain`` makes it; None in a list, without a run, during one, or if the file could not be read."""
    preview: str | None
    """JSON; None as for ``report``."""
    is_stored: bool
    """The last run was an import that stored its records."""
    problem: str | None
    """Why the file could not be read."""
    has_rejected: bool
    options: str | None
    is_made_up: bool
    """It has the made-up space, and was not uploaded."""
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one account or API key in a network."""

    network_id: int
    owner: Author

    def _values(self, **more: Any) -> dict[str, Any]:
        owner = {"account_id": self.owner.account_id, "key_id": self.owner.key_id}
        return {"network_id": self.network_id, "lock_class": Lock.STAGED.value, **owner, **more}

    def add(self, conn: Connection, name: str, size: int, *, now: datetime, is_made_up: bool = False) -> int:
        """Add a file without content and return its number; deletes expired files first. Raises BadRequest."""
        _require_name(name)
        if not 1 <= size <= MOST_BYTES:
            raise BadRequest("Size", f"must be from 1 to {MOST_BYTES:,} bytes; pack a larger file as a .zip")
        since = {"files_since": now - KEPT_FOR, "reports_since": now - REPORTS_KEPT_FOR}
        values = self._values(name=name, size=size, now=now, is_made_up=is_made_up, **since)
        with conn.transaction():
            conn.execute(_SQL.lock_network, values)
            conn.execute(_SQL.forget, values)
            conn.execute(_SQL.forget_contents, values)
            own, all_files, in_all = conn.execute(_SQL.kept, values).fetchone() or (0, 0, 0)
            if own >= MOST_FILES:
                raise BadRequest("Name", f"cannot be added: you have {MOST_FILES} files already; delete one")
            if all_files >= MOST_FILES_OF_ALL or in_all + size > MOST_BYTES_OF_ALL:
                raise BadRequest("Size", "cannot be stored: others have uploaded too much today; try again tomorrow")
            [number] = conn.execute(_SQL.add, values).fetchone() or (0,)
        return int(number)

    def all(self, conn: Connection) -> list[Staged]:
        """Return the files without their reports, latest first."""
        return self._staged(conn, None)

    def one(self, conn: Connection, number: int) -> Staged:
        """Return a file; raises RecordNotFound when there is no such file, or it is somebody else's."""
        for found in self._staged(conn, number):
            return found
        raise RecordNotFound

    def _staged(self, conn: Connection, number: int | None) -> list[Staged]:
        asked = self._values(id=number)
        rows, held = read_with_locks(
            conn,
            Lock.STAGED,
            lambda: conn.execute(_SQL.staged, asked).fetchall(),
            lambda row, held: row[7] is not None and row[8] is None and self._key(row[0]) not in held,
        )
        return [Staged._make([*row, self._key(row[0]) in held]) for row in rows]

    def _key(self, number: int) -> int:
        """Return the second key of the lock of a file."""
        return (number << 16 ^ self.network_id) & 2**31 - 1

    def put(self, conn: Connection, number: int, part: int, content: bytes, *, now: datetime) -> None:
        """Store a part, from 1; again if it was sent before. Raises RecordNotFound and BadRequest."""
        found = self.one(conn, number)
        start = (part - 1) * PART_BYTES
        expected = max(0, min(PART_BYTES, found.size - start))
        if not expected:
            raise BadRequest("part", "is beyond the end of the file")
        if len(content) != expected:
            raise BadRequest("body", f"must have {expected:,} bytes, as this part of the file")
        if found.is_under_way:
            raise BadRequest("part", "cannot be replaced while the file is being read")
        _require_kept(found, now)
        conn.execute(_SQL.put_part, self._values(id=number, part=part, content=content))

    def delete(self, conn: Connection, number: int) -> None:
        """Delete a file and its report; raises RecordNotFound, and BadRequest while it is being read."""
        if self.one(conn, number).is_under_way:
            raise BadRequest("id", "the file is being read; try again when that has ended")
        conn.execute(_SQL.delete, self._values(id=number))

    def rejected(self, conn: Connection, number: int) -> bytes:
        """Return the rejected rows of the last run, as an Excel file; raises RecordNotFound."""
        self.one(conn, number)
        row = conn.execute(_SQL.rejected, self._values(id=number)).fetchone()
        if row is None or row[0] is None:
            raise RecordNotFound
        return bytes(row[0])

    def begin(self, conn: Connection, number: int, run: Run, options: dict[str, Any], *, now: datetime) -> StagedRun:
        """Begin a run on a connection of its own, which holds the file until it is closed.

        Raises RecordNotFound, and BadRequest if parts of the file are missing or it is being read.
        """
        found = self.one(conn, number)
        _require_kept(found, now)
        if found.received != found.size:
            raise BadRequest(
                "id", f"the file is incomplete: only {found.received:,} of {found.size:,} bytes were uploaded"
            )
        values = self._values(id=number)
        [is_taken] = conn.execute(_SQL.take, {**values, "file_key": self._key(number)}).fetchone() or (False,)
        if not is_taken:
            raise BadRequest("id", "the file is being read; try again when that has ended")
        conn.execute(_SQL.begin, {**values, "run": run, "options": encode(options).decode(), "now": now})
        return StagedRun(conn, found, values)


class StagedRun:
    """A run over a file: provides the content, and stores the progress and the result."""

    def __init__(self, conn: Connection, file: Staged, values: dict[str, Any]) -> None:
        self._conn = conn
        self._values = values
        self.file = file

    def write_to(self, folder: Path, name: str) -> Path:
        """Write the file into a folder and return its path."""
        path = folder / name
        with path.open("wb") as file:
            for content in self._parts():
                file.write(content)
        return path

    def _parts(self) -> Iterator[bytes]:
        with self._conn.transaction(), self._conn.cursor(name="parts") as cursor:
            cursor.itersize = 4
            cursor.execute(_SQL.parts, self._values)
            for (content,) in cursor:
                yield bytes(content)

    def note(self, bytes_read: int) -> None:
        """Store the number of bytes read."""
        self._conn.execute(_SQL.progress, {**self._values, "bytes_read": bytes_read})

    def note_options(self, options: dict[str, Any]) -> None:
        """Store the options that the file is read with, if they are not those of the request."""
        self._conn.execute(_SQL.note_options, {**self._values, "options": encode(options).decode()})

    def remembered(self, headings: str) -> str | None:
        """Return the options, as JSON, with which this owner imported a file with the same headings."""
        row = self._conn.execute(_SQL.remembered, {**self._values, "headings": headings}).fetchone()
        return row[0] if row else None

    def end(
        self,
        *,
        now: datetime,
        outcome: Outcome | None = None,
        preview: Any = None,
        rejected: bytes | None = None,
        problem: str | None = None,
        headings: str | None = None,
        conn: Connection | None = None,
    ) -> None:
        """Store the result of the run; on ``conn`` to do so in the transaction that stores the records."""
        values = {
            "now": now,
            "report": None if outcome is None else encode(as_plain(outcome)).decode(),
            "preview": None if preview is None else encode(preview).decode(),
            "rejected": rejected,
            "problem": problem,
            "headings": headings,
        }
        (conn or self._conn).execute(_SQL.end, {**self._values, **values})

    def close(self) -> None:
        """Release the file."""
        with suppress(psycopg.Error):
            self._conn.close()


def _require_name(name: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or PurePath(name).name != name or not name.isprintable() or "\\" in name:
        raise BadRequest("Name", f"must be the name of a file, without a folder, of at most {LONGEST_NAME} characters")
    if PurePath(name).suffix.lower() not in ENDINGS or not PurePath(name).stem.strip("."):
        raise BadRequest("Name", f"must end in {', '.join(ENDINGS)}")


def _require_kept(found: Staged, now: datetime) -> None:
    if now - found.created_on >= KEPT_FOR:
        raise BadRequest("id", "the content of the file was deleted after a day; upload it again")
