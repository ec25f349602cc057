"""Erased people: later versions of records must not bring their names and addresses back.

Every writer of the ledger checks here, whatever channel the records came through. Most records cannot contain a name or
an address; these are not checked.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

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
    """A person was erased while records were being stored; a retry takes that into account."""


def email_of(coworker_id: int | None) -> str:
    """Return the placeholder for the address of an erased person; it is undeliverable."""
    return "erased@erased.invalid" if coworker_id is None else f"erased-{coworker_id}@erased.invalid"


def may_name_somebody(entity: Entity, row: Row) -> bool:
    """Return whether a row may contain the name or address of an erased person; the author of a local write exists."""
    if row[IS_DELETED] and not row[UPDATED_BY]:
        return False
    if entity.plural in _OF_PEOPLE:
        return True
    author = row[UPDATED_BY]
    return author is not None and row[UPDATED_ON] is not None and "@" in author


class Erasures(NamedTuple):
    """The erasures of a network at the time they were loaded."""

    key: bytes
    coworker_ids: frozenset[int]
    digests: frozenset[bytes]

    @classmethod
    def read(cls, conn: Connection, network_id: int) -> Erasures:
        """Load them from the database."""
        key, coworker_ids, digests = conn.execute(_SQL.erased, {"network_id": network_id}).fetchone() or (b"", [], [])
        return cls(bytes(key), frozenset(coworker_ids), frozenset(map(bytes, digests)))

    def digest(self, email: str) -> bytes:
        """Return the digest of an address."""
        return hmac.digest(self.key, folded(email).encode(), "sha256")

    def has(self, email: str | None) -> bool:
        """Return whether an address was erased."""
        return bool(email and self.digests) and self.digest(email or "") in self.digests

    def forget(self, entity: Entity, row: Row) -> None:
        """Remove the personal data of erased people from a row."""
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

    def require_same(self, conn: Connection, network_id: int) -> None:
        """Raise ErasedMeanwhile if someone was erased since these were loaded.

        An erasure waits for the writers that have passed this check.
        """
        wait_for_places(conn, network_id)
        if Erasures.read(conn, network_id) != self:
            raise ErasedMeanwhile("a person was erased while records were being stored; try again")


def note(
    conn: Connection, network_id: int, coworker_ids: Iterable[int], emails: Iterable[str], *, now: datetime
) -> None:
    """Record an erasure; afterwards, no running writer is unaware of it.

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
