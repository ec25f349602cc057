"""A network moves from one running server to another while clients read and write: nothing acknowledged is lost."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import Any, NamedTuple

import pytest

from api.backoffice import REQUIRED
from api.served import Served, serving
from conftest import fresh_database
from database.test_network_files import HERE, done, fill, run
from patience import PATIENCE, until
from teamkpi import clock, network_moves
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.db import connect
from teamkpi.ledger.entities import ENTITIES

HOST = "second.example.org"
_PATH = path_of(ENTITIES["businesses"])
_WRITERS, _READERS = 3, 2
_LEAST_AT_EACH_STEP = 3


class _Seen(NamedTuple):
    """What clients were answered: the ids of records that were created, by server, and the statuses."""

    created: tuple[list[int], list[int]]
    statuses: tuple[list[int], list[int]]
    moved: list[str]


class _Clients:
    """Clients of a network that ask the two servers in turn, as through a proxy that is being switched."""

    def __init__(self, servers: tuple[Served, Served], key: str) -> None:
        self._servers = servers
        self._headers = {"Host": HOST, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._stopping, self._lock = Event(), Lock()
        self.seen = _Seen(([], []), ([], []), [])
        self.together: list[bool] = []

    def write(self, number: int) -> None:
        at, turn = 0, 0
        while not self._stopping.is_set():
            turn += 1
            record = {**REQUIRED["businesses"], "Name": f"{number}-{turn}"}
            status, body = self._ask(at, "POST", json.dumps(record))
            if status == 200:
                with self._lock:
                    self.seen.created[at].append(body["Value"]["Id"])
            else:
                at = 1 - at

    def read(self, _: int) -> None:
        while not self._stopping.is_set():
            # The old server is asked last: it must not answer any more once the new one has.
            new, _ = self._ask(1, "GET")
            old, body = self._ask(0, "GET")
            self.together.append(new == old == 200)
            if old == 503:
                with self._lock:
                    self.seen.moved.append(body["detail"])

    def _ask(self, at: int, method: str, content: str | None = None) -> tuple[int, Any]:
        status, _, body = self._servers[at].ask(method, _PATH, content, self._headers)
        with self._lock:
            self.seen.statuses[at].append(status)
        return status, body

    def stop(self) -> None:
        self._stopping.set()

    def has_written(self, at: int, more_than: int) -> bool:
        return len(self.seen.created[at]) >= more_than


@contextmanager
def asking(clients: _Clients) -> Iterator[None]:
    with ThreadPoolExecutor(_WRITERS + _READERS) as threads:
        running = [threads.submit(clients.write, number) for number in range(_WRITERS)]
        running += [threads.submit(clients.read, number) for number in range(_READERS)]
        try:
            yield
        finally:
            clients.stop()
        for one in running:
            one.result(PATIENCE)


def test_nothing_is_lost_and_no_two_servers_answer(
    server_url: str, template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    settings = {"throttle": False, "secret_key": [HERE], "log_level": "error"}
    with fresh_database(server_url, template) as old, fresh_database(server_url, template) as new:
        done(old, "network", "create", "Second", "--host", HOST)
        for url in (old, new):
            done(url, "network", "hosts", "default", "--add", "default.example.org")
        fill(old, "Second", "second")
        key = run(old, "--network", "Second", "key", "create", "--name", "clients").stdout.split()[0]
        with (
            serving(old, tmp_path / "old", **settings) as one,
            serving(new, tmp_path / "new", **settings) as other,
        ):
            clients = _Clients((one, other), key)

            def at(_: str) -> None:
                before = len(clients.seen.statuses[0]) + len(clients.seen.statuses[1])
                until(lambda: len(clients.seen.statuses[0]) + len(clients.seen.statuses[1]) >= before + 10)

            with asking(clients):
                until(lambda: clients.has_written(0, _LEAST_AT_EACH_STEP))
                moved = network_moves.move_network(
                    old, new, "Second", reseal=lambda *_: None, now=clock.now, on_step=at
                )
                until(lambda: clients.has_written(1, _LEAST_AT_EACH_STEP))
        seen = clients.seen
        with connect(new) as conn:
            asked = "SELECT id FROM businesses WHERE network_id = %s"
            there = {row[0] for row in conn.execute(asked, (moved.network_id,))}
        assert there >= {*seen.created[0], *seen.created[1]}
        with connect(old) as conn:
            here = {row[0] for row in conn.execute(asked, (2,))}
        assert not here & set(seen.created[1])
        assert not any(clients.together)
        assert set(seen.statuses[0]) == {200, 503}
        assert "the network is not served by this database, because it was moved" in seen.moved
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(seen.created[0])} and {len(seen.created[1])} writes; no writes for {moved.pause:.1f} seconds\n"
        )
