"""Who was erased: versions of records that come later must not bring their names and addresses back.

Every writer of the ledger asks here, whatever the records came through. Nothing is asked for records that cannot name
anybody, which most are.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.folding import folded
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.rows import ID, IS_DELETED, UPDATED_BY, UPDATED_ON, Row
from teamkpi.usage.refresh import lock_places, wait_for_places

NAME: Final = "Erased person"
AUTHOR: Final = "erased"

_SQL: Final = load_sql("teamkpi.ledger", "erasures.sql")
_OF_PEOPLE: Final = {
    plural: (ENTITIES[plural].place["full_name"], ENTITIES[plural].place["email"])
    for plural in ("coworkers", "eventattendees")
}
_COMPANY: Final = ENTITIES["coworkers"].place["company_name"]
_COWORKER_OF_ATTENDEE: Final = ENTITIES["eventattendees"].place["coworker_id"]


class ErasedMeanwhile(psycopg.errors.SerializationFailure):
    """Somebody was erased while records were being stored; storing them again takes that into account."""


def email_of(coworker_id: int | None) -> str:
    """Return what stands for the address of an erased person; it cannot be delivered to."""
    return "erased@erased.invalid" if coworker_id is None else f"erased-{coworker_id}@erased.invalid"


def may_name_somebody(entity: Entity, row: Row) -> bool:
    """Tell whether a row may hold a name or an address; who wrote a local write is known to exist."""
    if row[IS_DELETED] and not row[UPDATED_BY]:
        return False
    if entity.plural in _OF_PEOPLE:
        return True
    author = row[UPDATED_BY]
    return author is not None and row[UPDATED_ON] is not None and "@" in author


class Erasures(NamedTuple):
    """The erasures of a network, as they were when they were read."""

    key: bytes
    coworker_ids: frozenset[int]
    digests: frozenset[bytes]

    @classmethod
    def read(cls, conn: Connection[Any], network_id: int) -> Erasures:
        """Read them from the database."""
        key, coworker_ids, digests = conn.execute(_SQL.erased, {"network_id": network_id}).fetchone() or (b"", [], [])
        return cls(bytes(key), frozenset(coworker_ids), frozenset(map(bytes, digests)))

    def digest(self, email: str) -> bytes:
        """Return what is kept of an address."""
        return hmac.digest(self.key, folded(email).encode(), "sha256")

    def has(self, email: str | None) -> bool:
        """Tell whether an address was erased."""
        return bool(email and self.digests) and self.digest(email or "") in self.digests

    def forget(self, entity: Entity, row: Row) -> None:
        """Take what names an erased person out of a row."""
        if self.has(row[UPDATED_BY]):
            row[UPDATED_BY] = AUTHOR
        if row[IS_DELETED] or entity.plural not in _OF_PEOPLE:
            return
        name, email = _OF_PEOPLE[entity.plural]
        if entity.plural == "coworkers":
            if row[ID] in self.coworker_ids:
                row[name], row[email], row[_COMPANY] = NAME, email_of(row[ID]), None
        elif row[_COWORKER_OF_ATTENDEE] in self.coworker_ids or self.has(row[email]):
            row[name], row[email] = NAME, email_of(row[_COWORKER_OF_ATTENDEE])

    def require_same(self, conn: Connection[Any], network_id: int) -> None:
        """Raise ErasedMeanwhile when somebody was erased since these were read.

        Whoever erases somebody waits for the writers that have come so far.
        """
        wait_for_places(conn, network_id)
        if Erasures.read(conn, network_id) != self:
            raise ErasedMeanwhile("somebody was erased while records were being stored; try again")


def note(
    conn: Connection[Any], network_id: int, coworker_ids: Iterable[int], emails: Iterable[str], *, now: datetime
) -> None:
    """Note that somebody is erased; afterwards no writer is left that does not know.

    ``conn`` must not be in a transaction.
    """
    with conn.transaction():
        lock_places(conn, network_id)
        known = Erasures.read(conn, network_id)
        values = {
            "network_id": network_id,
            "now": now,
            "coworker_ids": list(coworker_ids),
            "digests": [known.digest(email) for email in emails],
        }
        conn.execute(_SQL.erase_coworkers, values)
        conn.execute(_SQL.erase_emails, values)
