"""Creates the records of all waiting requests of a network in one transaction.

A commit, and the update of a member's sums, cost about the same for one record and for many. While a transaction is
running, new requests wait for the next one, and get their responses when it commits. Networks do not wait for each
other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from teamkpi.api.callers.batching import Batches
from teamkpi.api.callers.operators import Operator
from teamkpi.api.callers.services import Services
from teamkpi.api.database import NOT_ASKED
from teamkpi.api.turns import step_aside
from teamkpi.errors import BadRequest, IdTaken
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.creation import Creation, LocalIds, Rows, create_each
from teamkpi.ledger.derived import ById, Values, derive_now, nothing_known
from teamkpi.ledger.rows import ID


class Wanted(NamedTuple):
    """A record to create, a number of ``times``; with a given id, only once."""

    who: Operator
    entity: Entity
    record: Mapping[str, Any]
    own_id: int | None
    times: int


class Made(NamedTuple):
    """When records were created, with their rows; or the error.

    ``derived`` are the values of the derived fields of the first.
    """

    now: datetime
    rows: Rows
    error: Exception | None = None
    derived: Values = ()


class Creations:
    """Creates the records of one server process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._local_ids = LocalIds()
        self._by_network: dict[int, Batches[Wanted, Made]] = {}

    async def make(self, wanted: Wanted) -> Made:
        """Create records; raises IdTaken, BatchRejected, or the error of an unreachable database."""
        network_id = wanted.who.network_id
        if network_id not in self._by_network:
            self._by_network[network_id] = Batches(partial(self._make_all, network_id), NOT_ASKED, name="creation")
        step_aside()  # so that several records of one caller are made together
        made = await self._by_network[network_id].ask(wanted)
        if made.error is not None:
            raise made.error
        return made

    async def _make_all(self, network_id: int, wanted: Sequence[Wanted]) -> list[Made]:
        made: list[Made] = []
        try:
            await self._services.database.write(lambda conn: made.extend(self._make(conn, network_id, wanted)))
        except Exception:
            # Records that were made are made, even if the connection broke before it was given back.
            if not made:
                raise
        return made

    def _make(self, conn: Connection, network_id: int, wanted: Sequence[Wanted]) -> list[Made]:
        """Create the records and return the result of each request; raises only if nothing was created."""
        now = self._services.now()
        results = create_each(conn, network_id, [self._creation(conn, one) for one in wanted], now=now)
        made = [
            self._with_other_ids(conn, one, now)
            if isinstance(result, IdTaken) and one.own_id is None
            else _made(now, result)
            for one, result in zip(wanted, results, strict=True)
        ]
        return _with_derived(conn, network_id, list(zip(wanted, made, strict=True)))

    def _creation(self, conn: Connection, wanted: Wanted) -> Creation:
        who, entity, record, own_id, times = wanted
        ids = [own_id] if own_id else self._local_ids.take(conn, who.network_id, entity.plural, times)
        return Creation(entity, [{**record, "Id": one} for one in ids], who.author)

    def _with_other_ids(self, conn: Connection, wanted: Wanted, now: datetime) -> Made:
        """Create records under other ids, because a record imported from elsewhere already has the next one."""
        result: Rows | Exception = IdTaken()
        while isinstance(result, IdTaken):
            try:
                creation = self._creation(conn, wanted)
            except (psycopg.Error, BadRequest) as error:
                return Made(now, [], error)
            [result] = create_each(conn, wanted.who.network_id, [creation], now=now)
        return _made(now, result)


def _with_derived(conn: Connection, network_id: int, made: Sequence[tuple[Wanted, Made]]) -> list[Made]:
    """Return the results with the derived values of the first record of each.

    The records are already stored, so if the derived values cannot be computed, the response goes without them.
    """
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for wanted, one in made:
        if one.rows:
            ids[wanted.entity.plural].append(one.rows[0][ID])
    derived: dict[str, ById] = {}
    for plural, several in ids.items():
        with suppress(psycopg.Error):
            derived[plural] = derive_now(conn, network_id, ENTITIES[plural], several, now=made[0][1].now)
    return [
        one._replace(derived=derived.get(wanted.entity.plural, {}).get(one.rows[0][ID]) or nothing_known(wanted.entity))
        if one.rows
        else one
        for wanted, one in made
    ]


def _made(now: datetime, result: Rows | Exception) -> Made:
    return Made(now, [], result) if isinstance(result, Exception) else Made(now, result)
