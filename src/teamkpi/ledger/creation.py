"""Creates records here, under newly allocated ids."""

from __future__ import annotations

import contextlib
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.ledger import audit_trail
from teamkpi.ledger.apply import Batch, Change, in_transaction
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.kept_elsewhere import require_kept_here
from teamkpi.ledger.local_ids import next_ids
from teamkpi.ledger.report import Report
from teamkpi.ledger.rows import ID, Row

_IDS_AT_ONCE: Final = 64


class LocalIds:
    """Allocates ids for new records from the database in blocks; the rest of a block is lost when the process ends."""

    def __init__(self) -> None:
        self._free: defaultdict[tuple[int, str], deque[int]] = defaultdict(deque)
        self._lock = Lock()

    def take(self, conn: Connection, network_id: int, plural: str, count: int = 1) -> list[int]:
        """Return ids for new records of an entity; ``conn`` must not be in a transaction."""
        with self._lock:
            free = self._free[network_id, plural]
            if len(free) < count:
                free.extend(next_ids(conn, network_id, plural, _IDS_AT_ONCE + count - len(free)))
            return [free.popleft() for _ in range(count)]


class Creation(NamedTuple):
    """New records of one entity by one author, each with an ``Id``; stored together or not at all."""

    entity: Entity
    records: Sequence[Mapping[str, Any]]
    author: Author | None = None


Rows: TypeAlias = list[tuple[Any, ...]]
"""Rows of new records, in the order in which the records were given."""


def create(conn: Connection, network_id: int, creations: Sequence[Creation], *, now: datetime) -> Rows:
    """Store new records in one transaction, and return the rows of all of them.

    They are local writes, made at ``now``. Raises IdTaken if one of the ids is or was in use, BadRequest for a kind of
    record that is mirrored from elsewhere, and BatchRejected if a record is invalid; then nothing is stored. ``conn``
    must not be in a transaction.
    """
    changes = [Change(one.entity.plural, record, 1) for one in creations for record in one.records]
    made: dict[tuple[str, int], Row] = {}

    def work() -> Report:
        if plurals := {one.entity.plural for one in creations if one.author is not None}:
            require_kept_here(conn, network_id, plurals)
        batch = Batch(conn, network_id, now, all_new=True)
        report = batch.run(iter(changes))
        made.update(((entity.plural, row[ID]), row) for entity, row in batch.made)
        stored = [
            audit_trail.Stored(author, entity, [(None, made[entity.plural, int(record["Id"])]) for record in records])
            for entity, records, author in creations
            if author is not None
        ]
        audit_trail.note(conn, network_id, stored, now=now)
        return report

    in_transaction(conn, work, prepare=made.clear)
    return [tuple(made[plural, int(record["Id"])][: len(ENTITIES[plural].columns)]) for plural, record, _ in changes]


def create_each(
    conn: Connection, network_id: int, creations: Sequence[Creation], *, now: datetime
) -> list[Rows | Exception]:
    """Store several creations, and return for each its rows, or the error that prevented it.

    They share one transaction; if it fails, each is retried in its own, so that an error affects only the creation that
    caused it. If the connection is lost, all of them fail, although the last one may have been stored.
    """
    if len(creations) > 1:
        with contextlib.suppress(Exception):
            rows = iter(create(conn, network_id, creations, now=now))
            return [list(islice(rows, len(one.records))) for one in creations]
    results: list[Rows | Exception] = []
    for one in creations:
        try:
            results.append(create(conn, network_id, [one], now=now))
        except Exception as error:  # noqa: BLE001 - it is raised where it belongs
            results.append(error)
    return results
