"""Every advisory lock that this program takes, so that no two share a number.

A transaction that takes several of them takes them in the order of ``Lock``, and a lock of a record before any of them:

1. ``NETWORKS`` is taken alone, by whoever creates a network or changes its hosts.
2. Rows of records, by entity and id (``teamkpi.ledger.apply``).
3. ``PEOPLE`` of a network, by whoever adds people: two requests must not create the same person twice.
4. ``PLACES`` of a network: shared by every ledger write, exclusive when a zone, currency or place changes.
5. Rows of members and teams, by id (``teamkpi.usage``).

``MIGRATION`` is a lock of a session, not of a transaction: one process at a time migrates a database. So is ``MIRROR``
of a network: one process at a time runs its mirror, until it ends, however it ends.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

MIGRATION: Final = 0x7465616D6B7069
"""A key of 64 bits, in a space of its own."""


class Lock(IntEnum):
    """The class of an advisory lock with two keys of 32 bits; the second stands for a network, or is 0."""

    NETWORKS = 0x7061C5
    PEOPLE = 0x7061C4
    PLACES = 0x7061C3
    MIRROR = 0x7061C6

    def of(self, network_id: int) -> dict[str, int]:
        """Return the parameters of a statement that takes this lock of a network.

        Two networks whose ids differ by a multiple of 2^31 share a key, and then only wait for each other.
        """
        return {"lock_class": self.value, "network_key": network_id % 2**31}
