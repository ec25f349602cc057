"""A move of a network in a process of its own, which waits at one place until it is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from multiprocessing.connection import Connection, wait
from threading import Event
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from forks import FORKS
from patience import PATIENCE
from teamkpi import clock, network_copies, network_files, network_moves
from teamkpi.db import connect
from teamkpi.db.cursors import Cursor
from teamkpi.errors import NetworkNotFound

_TABLES: Final = 30
_WITHIN: Final[dict[str, tuple[Any, str, int]]] = {
    "copying": (network_copies, "store", _TABLES),
    "catching up": (network_copies.NetworkCopy, "_delete_gone", _TABLES),
    "comparing": (network_copies, "digest_of_rows", _TABLES),
    "copying the rest": (network_copies.NetworkCopy, "_copy_the_row", 1),
    "removing": (network_files, "delete_rows", _TABLES),
}
"""What is done for each table, one after the other: the process waits in the middle. Or what is done once."""

PLACES: Final = (
    "noted here",
    "noted there",
    "copying",
    "copied",
    "catching up",
    "comparing",
    "compared",
    "caught up",
    "closed",
    "copying the rest",
    "arrived",
    "left",
    "served there",
    "removing",
)
"""Where a process can be made to wait, in the order in which a move comes there."""


class _Task(NamedTuple):
    """A move to another database, with the removal; ``place`` is one of them, or the number of a statement."""

    old: str
    new: str
    network: str
    place: str | int


@contextmanager
def moving_until(old: str, new: str, network: str, place: str | int) -> Iterator[bool]:
    """Run a move until it is at a place, and kill it after the block; the value says whether it has come there.

    If it has not, it is done. The place can also be the number of a statement in either database.
    """
    here, there = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_move, args=(_Task(old, new, network, place), there), daemon=True)
    process.start()
    there.close()
    try:
        assert wait([here], PATIENCE)
        try:
            here.recv()
        except EOFError:
            process.join(PATIENCE)
            assert process.exitcode == 0
            yield False
        else:
            yield True
    finally:
        process.kill()
        process.join(PATIENCE)
        here.close()


def _move(task: _Task, reached: Connection) -> None:
    def wait_here() -> None:
        reached.send(None)
        Event().wait()

    def at(step: str) -> None:
        if step == task.place:
            wait_here()

    with ExitStack() as stack:
        if isinstance(task.place, int):
            stack.enter_context(_waiting(Cursor, "execute", task.place, wait_here))
        elif task.place in _WITHIN:
            stack.enter_context(_waiting(*_WITHIN[task.place], wait_here))
        with suppress(NetworkNotFound):  # it has been removed already
            network_moves.move_network(
                task.old, task.new, task.network, reseal=lambda *_: None, now=clock.now, on_step=at
            )
            with connect(task.old) as conn:
                network_files.delete_network(conn, task.network)


@contextmanager
def _waiting(owner: Any, name: str, number: int, wait_here: Callable[[], None]) -> Iterator[None]:
    """Wait before a function is called for the time with this number."""
    called, calls = getattr(owner, name), count(1)

    def counted(*arguments: Any, **options: Any) -> Any:
        if next(calls) == number:
            wait_here()
        return called(*arguments, **options)

    with patch.object(owner, name, counted):
        yield
