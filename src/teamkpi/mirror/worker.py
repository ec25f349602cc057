"""Runs the mirrors of a database in a thread of the server process, one after the other, when they are due.

Several processes may serve one database. The one that gets a mirror's lease runs it; the others see when it last ran.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, ClassVar, Final, NamedTuple

import httpx
from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import Seal
from teamkpi.db.background import BackgroundWorker, TaskTimes
from teamkpi.errors import SettingsError, UpstreamFailed
from teamkpi.mirror import sources
from teamkpi.mirror.pace import Pace
from teamkpi.mirror.running import Runner
from teamkpi.mirror.sources import KINDS, Source
from teamkpi.mirror.upstream import Upstream

LOOKED_EVERY: Final = 10.0
"""Seconds between checks for mirrors that are due."""

Tell = Callable[[int, str, str], object]
"""Called with a failure of a network's mirror: the network's id, the code, and the text."""


class StoppedError(Exception):
    """The worker has been asked to stop."""


class _Client(NamedTuple):
    """The client of a mirror's account, and since when there has been one."""

    account: tuple[str, str, int]
    upstream: Upstream
    since: datetime


class Worker(BackgroundWorker):
    """Runs the mirrors of a database until ``stop()``.

    ``tell`` is called with failures of a mirror. ``transport`` replaces the network in tests. When the worker is
    stopped, a page that is being stored is either stored completely or not at all.
    """

    tasks: ClassVar = ("mirror",)

    def __init__(
        self,
        connect: Callable[[], Connection[Any]],
        seal: Seal,
        *,
        now: Callable[[], datetime],
        tell: Tell,
        on_error: Callable[[Exception], object],
        transport: httpx.BaseTransport | None = None,
        looked_every: float = LOOKED_EVERY,
        times: TaskTimes | None = None,
    ) -> None:
        super().__init__(connect, name="mirror", looked_every=looked_every, on_error=on_error, times=times)
        self._seal = seal
        self._now = now
        self._tell = tell
        self._transport = transport
        self._clients: dict[int, _Client] = {}

    def _work(self) -> None:
        super()._work()
        for client in self._clients.values():
            client.upstream.close()

    def _do_round(self, conn: Connection[Any]) -> int:
        for network in networks.served_networks(conn):
            with self._part_of("mirror", conn):
                source = sources.find(conn, network.id)
                if source is not None and self._is_due(source):
                    self._run(conn, network.id)
        return 0  # a mirror that has just run is not due

    def _is_due(self, source: Source) -> bool:
        if source.is_paused or self._stopping.is_set():
            return False
        last = source.last_started_on
        return last is None or self._now() - last >= timedelta(seconds=source.every_seconds)

    def _run(self, conn: Connection[Any], network_id: int) -> None:
        if not sources.take_lease(conn, network_id):
            return
        try:
            source = sources.find(conn, network_id)  # another process may have run it just now
            if source is not None and self._is_due(source):
                self._run_source(conn, source)
        except StoppedError:
            return
        except UpstreamFailed as error:
            self._tell(network_id, error.code, str(error))
        except SettingsError as error:
            self._tell(network_id, "no_key", str(error))
        finally:
            if not conn.closed:
                sources.give_back_lease(conn, network_id)

    def _run_source(self, conn: Connection[Any], source: Source) -> None:
        client = self._clients.get(source.network_id)
        if client is None or client.account != source.account:
            if client is not None:
                client.upstream.close()
            client = _Client(source.account, self._upstream(source), self._now())
            self._clients[source.network_id] = client
        Runner(conn, source, client.upstream, now=self._now).run(tested_since=client.since)

    def _upstream(self, source: Source) -> Upstream:
        return Upstream(
            source.base_url,
            source.credentials(self._seal),
            pace=Pace(KINDS[source.kind].rates, source.share, monotonic()),
            wait=self._wait,
            now=self._now,
            transport=self._transport,
        )

    def _wait(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise StoppedError
