"""New records, made here: under ids that nobody else gets."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Final

from psycopg import Connection

from teamkpi.ledger.apply import Batch, Change, in_transaction
from teamkpi.ledger.audit import Author
from teamkpi.ledger.entities import Entity
from teamkpi.ledger.report import Report
from teamkpi.ledger.revise import next_ids

_IDS_AT_ONCE: Final = 64


class LocalIds:
    """Ids for new records, taken from the database by the block; those of a process that ends are never used."""

    def __init__(self) -> None:
        self._free: defaultdict[tuple[int, str], deque[int]] = defaultdict(deque)
        self._lock = Lock()

    def take(self, conn: Connection[Any], network_id: int, plural: str, count: int = 1) -> list[int]:
        """Return ids for new records of an entity; ``conn`` must not be in a transaction."""
        with self._lock:
            free = self._free[network_id, plural]
            if len(free) < count:
                free.extend(next_ids(conn, network_id, plural, _IDS_AT_ONCE + count - len(free)))
            return [free.popleft() for _ in range(count)]


def create(
    conn: Connection[Any],
    network_id: int,
    entity: Entity,
    records: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    author: Author | None = None,
) -> list[tuple[Any, ...]]:
    """Store new records, each with an ``Id``, in one transaction, and return their rows in the order of their ids.

    They are local writes, made at ``now``. Raises IdTaken when one of the ids is, or was, that of another record, and
    BatchRejected when a record is invalid; nothing is stored then. ``conn`` must not be in a transaction.
    """
    changes = [Change(entity.plural, record, position) for position, record in enumerate(records, 1)]
    rows: list[tuple[Any, ...]] = []

    def work() -> Report:
        batch = Batch(conn, network_id, now, author=author, all_new=True)
        report = batch.run(iter(changes))
        rows[:] = map(tuple, batch.made)
        return report

    in_transaction(conn, work)
    return rows
