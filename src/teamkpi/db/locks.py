"""All advisory locks of this program, in one place so that no two share a number.

A transaction takes its locks in this order:

1. ``NETWORKS``, never with another lock, to create a network or change its hosts.
2. Rows of records, by entity and id (``teamkpi.ledger.apply``).
3. ``PEOPLE`` of a network, to add people: two requests must not create the same person twice.
4. ``PLACES`` of a network: shared by every ledger write, exclusive when a zone, currency or place changes.
5. Rows of members and teams, by id (``teamkpi.usage``).

``MIGRATION`` is a session lock: one process at a time migrates a database. So are ``MIRROR``, ``OUTBOX`` and ``HOOKS``
of a network: one process at a time runs its mirror, sends its messages or its events, and the lock is released however
the process ends.
The session that reads an uploaded file has the lock ``STAGED`` of that file as long as the import is running, and one
that runs a check from the console has ``CHECK`` of the network. The one that fills an empty
space with made-up records has ``FILLING`` of the network; a transaction that creates a mirror takes it first. The
session that moves a network to another database has ``MOVE`` of it; a network that it has closed is open again when the
session ends.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

MIGRATION: Final = 0x7465616D6B7069
"""A 64-bit key, which cannot collide with the others."""


class Lock(IntEnum):
    """The class of an advisory lock with two 32-bit keys; the second is a network's, or 0."""

    NETWORKS = 0x7061C5
    PEOPLE = 0x7061C4
    PLACES = 0x7061C3
    MIRROR = 0x7061C6
    OUTBOX = 0x7061C7
    STAGED = 0x7061C8
    CHECK = 0x7061C9
    HOOKS = 0x7061CA
    FILLING = 0x7061CB
    MOVE = 0x7061CC

    def of(self, network_id: int) -> dict[str, int]:
        """Return the parameters of a statement that takes this lock for a network.

        Networks whose ids differ by a multiple of 2^31 share a key, which only makes them wait for each other.
        """
        return {"lock_class": self.value, "network_key": network_id % 2**31}
