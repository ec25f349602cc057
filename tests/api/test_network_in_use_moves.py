"""A network moves from one running server to another while clients read and write, and the move is killed all the time.

Nothing that was acknowledged is lost, no two servers answer, and figures are the same.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from typing import Any, NamedTuple

from api.served import Served, serving
from citus import of_one_server
from conftest import fresh_database
from database.test_network_files import HERE, done, fill, run
from database.test_network_moves import until_open
from moving_process import PLACES, moving_until
from patience import FAULTS, PATIENCE, until
from receiver import receiver_on_loopback
from spaces import AUTHOR
from teamkpi import clock, networks
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.db import connect
from teamkpi.hooks import registry
from teamkpi.hooks.addresses import networks_of
from teamkpi.kpi import TeamAnswer, team_kpi
from teamkpi.ledger.entities import ENTITIES

pytestmark = of_one_server

HOST = "second.example.org"
LOOPBACK = "127.0.0.1"
TEAM = 5
_BOOKINGS = path_of(ENTITIES["bookings"])
_KPI = f"/api/public/teams/{TEAM}/kpi"
_BOOKING = {"ResourceId": 3, "CoworkerId": 7, "FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:30:00Z"}
_WRITERS, _READERS = 2, 1
_AT_EACH_PLACE = 4
KILLED_AT = PLACES if FAULTS else ("copying", "copying the rest", "left")
"""All places take long: set TEAMKPI_FAULTS=1. Without clients, ``tests/database`` kills a move at each step."""


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
            record = {**_BOOKING, "Notes": f"{number}-{turn}"}
            status, body = self._ask(at, "POST", _BOOKINGS, json.dumps(record))
            if status == 200:
                with self._lock:
                    self.seen.created[at].append(body["Value"]["Id"])
            else:
                at = 1 - at

    def read(self, _: int) -> None:
        while not self._stopping.is_set():
            # The old server is asked last: it must not answer any more once the new one has.
            new, _ = self._ask(1, "GET", _KPI)
            old, body = self._ask(0, "GET", _KPI)
            self.together.append(new == old == 200)
            if old == 503:
                with self._lock:
                    self.seen.moved.append(body["detail"])

    def _ask(self, at: int, method: str, path: str, content: str | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._servers[at].port, timeout=PATIENCE)
        try:
            connection.request(method, path, content, self._headers)
            answer = connection.getresponse()
            body = json.loads(answer.read())
        finally:
            connection.close()
        with self._lock:
            self.seen.statuses[at].append(answer.status)
        return answer.status, body

    def stop(self) -> None:
        self._stopping.set()

    def until_asked_again(self) -> None:
        """Wait until both servers have answered some more requests."""
        before = [len(statuses) for statuses in self.seen.statuses]
        until(lambda: all(len(self.seen.statuses[at]) >= before[at] + _AT_EACH_PLACE for at in (0, 1)))

    def until_written_again(self, at: int) -> None:
        """Wait until a server has stored another record."""
        before = len(self.seen.created[at])
        until(lambda: len(self.seen.created[at]) > before)


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


class _Held(NamedTuple):
    """What a database has of the network: its bookings, and the figures of the team."""

    bookings: set[int]
    figures: TeamAnswer | None


def held(url: str, now: datetime) -> _Held:
    with connect(url) as conn:
        network_id = networks.by_name(conn, "Second")
        ids = conn.execute("SELECT id FROM bookings WHERE network_id = %s", (network_id,))
        return _Held({row[0] for row in ids}, team_kpi(conn, network_id, TEAM, now=now))


def test_nothing_is_lost_and_no_two_servers_answer(
    server_url: str, template: str, another_server: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    settings = {"throttle": False, "secret_key": [HERE], "log_level": "error", "hook_networks": [LOOPBACK]}
    with (
        fresh_database(server_url, template) as old,
        fresh_database(*another_server) as new,
        receiver_on_loopback() as receiver,
    ):
        done(old, "network", "create", "Second", "--host", HOST)
        for url in (old, new):
            done(url, "network", "hosts", "default", "--add", "default.example.org")
        fill(old, "Second", "second")
        with connect(old) as conn:
            # Not to an address that nothing answers at: the move waits for what is being sent.
            registry.change(
                conn,
                networks.by_name(conn, "Second"),
                "second",
                url=receiver.url,
                allowed=networks_of([LOOPBACK]),
                author=AUTHOR,
                now=clock.now(),
            )
        key = run(old, "--network", "Second", "key", "create", "--name", "clients").stdout.split()[0]
        with (
            serving(old, tmp_path / "old", **settings) as one,
            serving(new, tmp_path / "new", **settings) as other,
        ):
            clients = _Clients((one, other), key)
            with asking(clients):
                for place in KILLED_AT:
                    with moving_until(old, new, "Second", place) as is_there:
                        assert is_there, place
                        clients.until_asked_again()
                        if place == "left":
                            now = clock.now()
                            here = held(old, now)
                            assert here == held(new, now)
                    until_open(old)
                    if place != "left":
                        clients.until_written_again(int(place in {"served there", "removing"}))
                with moving_until(old, new, "Second", "none") as is_there:
                    assert not is_there
                clients.until_written_again(1)
        seen = clients.seen
        assert {*seen.created[0], *seen.created[1]} <= held(new, now).bookings
        assert {*seen.created[0]} <= here.bookings
        assert not here.bookings & {*seen.created[1]}
        assert not any(clients.together)
        assert "the network is not served by this database, because it was moved" in seen.moved
        assert done(new, "--network", "Second", "verify", "--history")
        assert receiver.requests
