"""Which network a request belongs to, remembered by its host.

A statement that identifies callers is about one network, so the network has to be known before it is sent. It is looked
up once for each host; from then on, each statement says whether its network still answers for the host of each request.
If not, the host is looked up again, so a change takes effect with the next request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final, Protocol, TypeVar

from lru import LRU
from psycopg import AsyncConnection

from teamkpi.api.errors import ServiceUnavailable
from teamkpi.networks import networks_of

_MOST_KEPT: Final = 1024
_TRIES: Final = 5


class OfHost(Protocol):
    """A question about a request to a host."""

    @property
    def host(self) -> str:
        """The host, as networks name it."""
        ...


Asked = TypeVar("Asked", bound=OfHost)


class KnownHosts:
    """The networks of the hosts that one server process has received requests for."""

    def __init__(self) -> None:
        self._networks: LRU[str, int] = LRU(_MOST_KEPT)

    async def ask(
        self,
        conn: AsyncConnection,
        statement: str,
        batch: Iterable[Asked],
        parameters: Callable[[Sequence[Asked]], Mapping[str, Any]],
    ) -> dict[Asked, tuple[int | None, tuple[Any, ...]]]:
        """Return the network of each request (None if no network answers for its host) and the statement's row for it.

        The statement returns one row for each request, which ends with whether the network answers for the host.
        """
        found: dict[Asked, tuple[int | None, tuple[Any, ...]]] = {}
        waiting = list(batch)
        for _ in range(_TRIES):
            groups = await self._by_network(conn, waiting)
            found |= dict.fromkeys(groups.pop(None, ()), (None, ()))
            waiting = []
            async with conn.pipeline() if len(groups) > 1 else nullcontext():
                cursors = [
                    await conn.execute(statement, {**parameters(some), "network_id": network_id}, prepare=True)
                    for network_id, some in groups.items()
                ]
            for (network_id, some), cursor in zip(groups.items(), cursors, strict=True):
                for one, (*values, answers) in zip(some, await cursor.fetchall(), strict=True):
                    if answers:
                        found[one] = network_id, tuple(values)
                    else:
                        self._networks.pop(one.host, None)
                        waiting.append(one)
            if not waiting:
                return found
        raise ServiceUnavailable  # its network changes faster than it can be asked for

    async def _by_network(self, conn: AsyncConnection, batch: Sequence[Asked]) -> dict[int | None, list[Asked]]:
        known: dict[str, int | None] = {one.host: self._networks.get(one.host) for one in batch}
        unknown = [host for host, network_id in known.items() if network_id is None]
        if unknown:
            looked_up = await networks_of(conn, unknown)
            known |= looked_up
            self._networks.update({host: one for host, one in looked_up.items() if one is not None})
        groups: dict[int | None, list[Asked]] = {}
        for one in batch:
            groups.setdefault(known[one.host], []).append(one)
        return groups
