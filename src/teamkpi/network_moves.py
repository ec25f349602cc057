"""Moves a network to the database of another server while it is in use.

The network is copied as of one snapshot, and compared. Then what has changed since is copied and compared, until little
is left. Then it is closed in the old database for a moment: it takes no writes, and what has changed is copied and
compared for the last time. First the old database notes that it does not serve the network any more, then the new one
that it does.

Every step is noted in the row of the network, in both databases, so a move that was interrupted can be continued or
abandoned. While the network is closed, the session that moves it holds a lock: if it ends, the network is open again.
See docs/decisions/0079-moving-a-network-in-use.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from time import monotonic
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection

from teamkpi import network_files, networks
from teamkpi.db import connect, load_sql
from teamkpi.db.connections import is_cluster
from teamkpi.db.locks import Lock
from teamkpi.db.migrate import applied_migrations
from teamkpi.db.open_networks import moving
from teamkpi.db.table_copies import TEXT_FORM, columns_without, content_of
from teamkpi.errors import DatabaseNotReady, DatabaseUnusable, NetworkRefused
from teamkpi.network_copies import NetworkCopy, network_table, value_of

_SQL: Final = load_sql("teamkpi", "network_moves.sql")
_ROUNDS: Final = 5
_FEW_ROWS: Final = 500
"""After a round with fewer rows than this, the rest is copied while the network is closed."""
_PAUSES: Final = 5
_DRAIN_LIMIT: Final = "2s"
_WORKER_LIMIT: Final = "20s"

STEPS: Final = {
    "noted here": "Noted here that the network is leaving",
    "noted there": "Noted in the other database that the network is arriving",
    "copied": "Copied",
    "compared": "Compared all rows",
    "caught up": "Copied and compared what has changed since",
    "closed": "Closed: the network takes no writes",
    "arrived": "Copied and compared the rest",
    "left": "No longer served here",
    "served there": "Served by the other server",
}
"""The steps of a move, in their order, with the words for them."""

OnStep = Callable[[str], object]
Reseal = Callable[[Connection[Any], int, int], object]
"""Encrypts the secrets for the new database: called with its connection, the id in the old one, and the new id."""


class Moved(NamedTuple):
    """What a move has done; ``rows`` and ``pause`` are None if it only had to finish an earlier one."""

    network_id: int
    rows: int | None
    pause: float | None
    """Seconds during which the network took no writes."""


class _Here(NamedTuple):
    """The network in the old database."""

    id: int
    name: str
    place: str
    move_id: UUID | None
    other_place: str | None


class _TooSlow(Exception):
    """The network must be opened again, because the pause takes, or would take, too long."""


def move_network(
    url: str,
    other_url: str,
    name: str,
    *,
    reseal: Reseal,
    now: Callable[[], datetime],
    on_step: OnStep = bool,
    longest_pause: float = 30.0,
) -> Moved:
    """Move a network to another database, or continue a move that was interrupted.

    Afterwards the old database still has its copy, which it does not serve. Raises NetworkNotFound; NetworkRefused,
    which says what to do, if the network cannot move there, or could not be closed; and DatabaseNotReady if the
    databases do not have the same schema.
    """
    with _both(url, other_url, name) as (move, here):
        move.now, move.reseal, move.on_step, move.longest_pause = now, reseal, on_step, longest_pause
        if here.place == "moved":
            return move.finish(here)
        _require_here(here, move.other_place)
        return move.run(here)


def abandon_move(url: str, other_url: str, name: str, *, now: datetime) -> None:
    """Delete the copy that a move has made in the other database, and note that the network stays.

    Raises NetworkNotFound, and NetworkRefused if the network is not being moved there, or has been moved.
    """
    with _both(url, other_url, name) as (move, here):
        if here.place == "moved":
            raise NetworkRefused(
                f"the network {name!r} has already been moved to {here.other_place}; move it back from there"
            )
        if here.place != "leaving":
            raise NetworkRefused(f"the network {name!r} is not being moved")
        _require_here(here, move.other_place)
        if found := _copy_of(move.new, here.move_id):
            with move.new.transaction():
                networks.lock(move.new)
                network_files.delete_network_of(move.new, found[0])
        move.old.execute(_SQL.stay, {"network_id": here.id, "now": now})


def _require_here(here: _Here, other_place: str) -> None:
    if here.place in {"arriving", "arrived"}:
        raise NetworkRefused(f"the network {here.name!r} is being moved to this database: run the command there")
    if here.place == "leaving" and here.other_place != other_place:
        raise NetworkRefused(
            f"the network {here.name!r} is being moved to {here.other_place}: continue that move, or abandon it"
        )


@contextmanager
def _both(url: str, other_url: str, name: str) -> Iterator[tuple[_Move, _Here]]:
    """Yield the move between two databases, which no other process runs, and the network."""
    with (
        connect(url) as old,
        connect(url, **TEXT_FORM) as reading,
        connect(other_url, **TEXT_FORM) as new,
    ):
        if is_cluster(old) or is_cluster(new):
            raise NetworkRefused(
                "a network cannot move to or from a cluster while it is in use: write it to a file with `teamkpi "
                "network export`, and import it with `teamkpi network import`"
            )
        for conn in (reading, new):
            network_files.keep_migrations_out(conn)
        if applied_migrations(old) != applied_migrations(new):
            raise DatabaseNotReady("the databases have different schemas: use the same version of teamkpi for both")
        _require_two(old, new)
        network_id = networks.by_name(old, name)
        if not value_of(old, _SQL.take, Lock.MOVE.of(network_id)):
            raise NetworkRefused(f"another command is moving the network {name!r}")
        place, move_id, other_place, found_name = old.execute(_SQL.state, {"network_id": network_id}).fetchone() or (
            "here", None, None, name
        )  # fmt: skip
        with moving(old, network_id):
            yield _Move(old, reading, new), _Here(network_id, found_name, place, move_id, other_place)


def _require_two(old: Connection[Any], new: Connection[Any]) -> None:
    number = {"number": secrets.randbits(62)}
    old.execute(_SQL.hold_number, number)
    is_other = value_of(new, _SQL.hold_number, number)
    for conn in (old, new)[: 1 + is_other]:
        conn.execute(_SQL.free_number, number)
    if not is_other:
        raise NetworkRefused("both addresses are of the same database")


def _copy_of(new: Connection[Any], move_id: UUID | None) -> tuple[int, str, int | None] | None:
    """Return the id and the place of the copy, and up to which transaction it was made; None if there is none."""
    row = new.execute(_SQL.arriving, {"move_id": move_id}).fetchone()
    return row and (row[0], row[1], None if row[2] is None else int(row[2]))


def _catch_up(copy: NetworkCopy) -> None:
    """Copy what has changed until a round finds little, at most ``_ROUNDS`` times."""
    for _ in range(_ROUNDS):
        if copy.round() < _FEW_ROWS:
            return


class _Move:
    """The work of a move, on three sessions: of the old database, for its snapshots, and of the new one."""

    reseal: Reseal
    now: Callable[[], datetime]
    on_step: OnStep
    longest_pause: float

    def __init__(self, old: Connection[Any], reading: Connection[Any], new: Connection[Any]) -> None:
        self.old, self.reading, self.new = old, reading, new
        self.other_place = f"{new.info.host}:{new.info.port}/{new.info.dbname}"
        self.place = f"{old.info.host}:{old.info.port}/{old.info.dbname}"
        self._ends_by = float("inf")

    def run(self, here: _Here) -> Moved:
        """Do all steps that are not done yet."""
        if here.place == "here":
            here = here._replace(move_id=uuid4())
            values = {"network_id": here.id, "move_id": here.move_id, "other_place": self.other_place}
            self.old.execute(_SQL.leave, {**values, "now": self.now()})
            self.on_step("noted here")
        else:  # a command that was interrupted while the network was closed has left it so for the next one
            self.old.execute(_SQL.reopen, {"network_id": here.id})
        found = _copy_of(self.new, here.move_id)
        if found is None:
            found = (self._begin(here), "arriving", None)
            self.on_step("noted there")
        network_id, place, position = found
        copy = NetworkCopy(
            self.reading, self.new, old_id=here.id, network_id=network_id, require_time=self._require_time
        )
        with moving(self.new, network_id):
            if place == "arrived":  # and the old database has been open since
                self.new.execute(_SQL.arrive_again, {"network_id": network_id, "now": self.now()})
            if position is None:
                copy.whole()
                self.on_step("copied")
            copy.compare()
            self.on_step("compared")
            rows, pause = self._switch(here, copy)
            self.on_step("left")
            self._serve(here, network_id)
            self.on_step("served there")
        return Moved(network_id, rows, pause)

    def finish(self, here: _Here) -> Moved:
        """Let the new database serve a network that the old one does not serve any more."""
        found = _copy_of(self.new, here.move_id)
        if found is None or here.other_place != self.other_place:
            raise NetworkRefused(f"the network {here.name!r} has been moved to {here.other_place}")
        if found[1] == "arrived":
            with moving(self.new, found[0]):
                self._serve(here, found[0])
            self.on_step("served there")
        return Moved(found[0], None, None)

    def _begin(self, here: _Here) -> int:
        """Note in the new database that the network arrives, with its name and hosts; if that is refused, it stays."""
        try:
            return self._note_arrival(here)
        except psycopg.errors.InsufficientPrivilege as error:
            self.old.execute(_SQL.stay, {"network_id": here.id, "now": self.now()})
            raise DatabaseUnusable(
                f"the role of the other database may not do this: {error.diag.message_primary}"
            ) from None
        except NetworkRefused:
            self.old.execute(_SQL.stay, {"network_id": here.id, "now": self.now()})
            raise

    def _note_arrival(self, here: _Here) -> int:
        network, _ = networks.own_network(self.old, here.id)
        table = network_table(self.reading)
        with self.new.transaction():
            networks.lock(self.new)
            network_files.delete_first_network(self.new)
            name = networks.free_name(self.new, here.name)
            network_id = network_files.next_id(self.new)
            only = network_files.only_of(table.name, here.id)
            content = map(bytes, content_of(self.reading, table, only=only))
            network_files.stage_network(self.new, columns_without(table, only), content, network_id)
            values = {"move_id": here.move_id, "other_place": self.place, "origin_id": here.id}
            network_files.store_network(
                self.new, name, here.id, lambda: self.new.execute(_SQL.note_arrival, {**values, "now": self.now()})
            )
            with moving(self.new, network_id):
                networks.set_hosts(self.new, network_id, network.hosts)
        return network_id

    def _switch(self, here: _Here, copy: NetworkCopy) -> tuple[int, float]:
        """Copy what has changed until little is left, close the network, copy the rest, and leave the old database."""
        for attempt in range(_PAUSES):
            _catch_up(copy)
            if not attempt:
                self.on_step("caught up")
            with suppress(_TooSlow):
                return self._pause(here, copy)
        raise NetworkRefused(
            f"the network {here.name!r} could not be closed: something kept writing to it, or the pause would have "
            f"been longer than {self.longest_pause:g} seconds. It is still served here, and the copy is kept. Run the "
            "command again later to continue or abandon the move"
        )

    def _pause(self, here: _Here, copy: NetworkCopy) -> tuple[int, float]:
        network = {"network_id": here.id}
        with ExitStack() as stack:
            self._wait_for_workers(here.id)
            began = monotonic()
            self._ends_by = began + self.longest_pause
            stack.callback(self._reopen, here.id)
            self.old.execute(_SQL.close, network)
            self._drain(network)
            self.on_step("closed")
            try:
                rows = copy.last(self.now)
            except psycopg.errors.IntegrityError:  # it must be copied again, which takes long
                raise _TooSlow from None
            self.on_step("arrived")
            values = {**network, "move_id": here.move_id, "now": self.now()}
            if self.old.execute(_SQL.leave_for_good, values).rowcount != 1:
                raise NetworkRefused(f"the network {here.name!r} was changed by another command; run this one again")
            stack.pop_all()
        return rows, monotonic() - began

    def _require_time(self) -> None:
        """Raise if the pause takes too long."""
        if monotonic() > self._ends_by:
            raise _TooSlow

    def _drain(self, network: dict[str, int]) -> None:
        self.old.execute(_SQL.lock_wait, {"limit": _DRAIN_LIMIT})
        try:
            self.old.execute(_SQL.drain, network)
        except psycopg.errors.LockNotAvailable:
            raise _TooSlow from None
        finally:
            self.old.execute(_SQL.lock_wait, {"limit": "0"})

    def _reopen(self, network_id: int) -> None:
        self._ends_by = float("inf")
        if not self.old.closed:
            self.old.execute(_SQL.reopen, {"network_id": network_id})

    def _wait_for_workers(self, network_id: int) -> None:
        """Let what is being sent be noted as sent; a worker that takes long may send something again there."""
        self.old.execute(_SQL.lock_wait, {"limit": _WORKER_LIMIT})
        for lock in (Lock.OUTBOX, Lock.HOOKS):
            with suppress(psycopg.errors.LockNotAvailable):
                self.old.execute(_SQL.wait_for_workers, lock.of(network_id))
        self.old.execute(_SQL.lock_wait, {"limit": "0"})

    def _serve(self, here: _Here, network_id: int) -> None:
        with self.new.transaction():
            self.reseal(self.new, here.id, network_id)
            self.new.execute(_SQL.serve, {"network_id": network_id, "now": self.now()})
