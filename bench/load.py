"""Load on a server: as many requests as it takes (closed loop), and requests at a rate of their own (open loop).

wrk makes the closed loop where it is installed; otherwise a client in Python does, and the results say so. The open
loop is ours: each request has its moment, however long the answers before it take, and latency counts from that moment.
"""

from __future__ import annotations

import asyncio
import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from queue import SimpleQueue
from random import Random
from typing import NamedTuple, cast

import uvloop

from bench.samples import quantile

_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
_LATENCY_LIMIT = 30.0
_MOST_SECONDS = 300.0


@dataclass(frozen=True)
class Target:
    """A server's address, and the requests that it is asked in turn."""

    port: int
    requests: Sequence[bytes]


def request(path: str, token: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """Return one HTTP request; with a body, a POST of JSON."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", "Accept: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def generator() -> str:
    """Return what makes the closed loop here."""
    if not shutil.which("wrk"):
        return "a client in Python, which takes more of the machine than wrk would: install wrk for a fair limit"
    found = re.search(r"wrk (\S+)", subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout)
    return f"wrk {found[1] if found else ''}".strip()


def requests_per_second(target: Target, connections: int, seconds: float) -> float:
    """Return how many requests a second are answered with 200 when every connection always waits for one."""
    closed_loop = _wrk if shutil.which("wrk") else _own_client
    return closed_loop(target, connections, seconds)


def _wrk(target: Target, connections: int, seconds: float) -> float:
    lines = ["local requests = {"]
    lines += [f"  {_lua_string(one)}," for one in target.requests]
    lines += ["}", "local next = 0", "request = function()", "  next = next % #requests + 1"]
    lines += ["  return requests[next]", "end"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("\n".join(lines))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "-s", script.name]
        command.append(f"http://127.0.0.1:{target.port}/")
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output, output
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found, output
    return float(found[1])


def _lua_string(text: bytes) -> str:
    return '"' + "".join(f"\\{byte:03d}" for byte in text) + '"'


def _own_client(target: Target, connections: int, seconds: float) -> float:
    upcoming = cycle(target.requests)

    class Client(asyncio.Protocol):
        answered = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)
            self.received = b""
            self.transport.write(next(upcoming))

        def data_received(self, data: bytes) -> None:
            self.received += data
            if _is_whole(self.received):
                Client.answered += 1
                self.received = b""
                self.transport.write(next(upcoming))

    async def load() -> float:
        loop = asyncio.get_running_loop()
        opened = [await loop.create_connection(Client, "127.0.0.1", target.port) for _ in range(connections)]
        before, started = Client.answered, time.perf_counter()
        await asyncio.sleep(seconds)
        rate = (Client.answered - before) / (time.perf_counter() - started)
        for transport, _ in opened:
            transport.abort()
        return rate

    return uvloop.run(load())


def _is_whole(received: bytes) -> bool:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return False
    assert head.startswith(b"HTTP/1.1 200"), head
    length = _LENGTH.search(head)
    return len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")


def once_each(target: Target, connections: int) -> tuple[float, list[float]]:  # noqa: C901 - a protocol within
    """Send every request of a target once; return the seconds for all, and those of each."""
    waiting = iter(target.requests)
    taken: list[float] = []

    class Client(asyncio.Protocol):
        def __init__(self, done: asyncio.Future[None]) -> None:
            self.done = done

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by its classes
            self.send()

        def send(self) -> None:
            self.received = b""
            self.started = time.perf_counter()
            following = next(waiting, None)
            if following is None:
                self.done.set_result(None)
            else:
                self.transport.write(following)

        def data_received(self, data: bytes) -> None:
            self.received += data
            try:
                is_whole = _is_whole(self.received)
            except AssertionError as error:
                if not self.done.done():
                    self.done.set_exception(error)
                return
            if is_whole:
                taken.append(time.perf_counter() - self.started)
                self.send()

        def connection_lost(self, exc: Exception | None) -> None:
            if not self.done.done():
                self.done.set_exception(
                    exc or AssertionError(f"the server closed the connection after {self.received!r}")
                )

    async def send_all() -> float:
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        futures: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
        for future in futures:
            await loop.create_connection(lambda future=future: Client(future), "127.0.0.1", target.port)  # type: ignore[misc]
        await asyncio.wait_for(asyncio.gather(*futures), _MOST_SECONDS)
        return time.perf_counter() - started

    return uvloop.run(send_all()), taken


class Observed(NamedTuple):
    """An answer: to which request of the target, when that was sent and when it was whole, by the machine's clock."""

    place: int
    sent: float
    received: float
    body: bytes


class OpenLoop:
    """Requests at a rate, at random moments that were drawn before the first of them.

    One thread sends, one receives, on connections that are open already. A request that finds no free connection
    waits for one, and its latency counts from its moment all the same.
    """

    def __init__(
        self, target: Target, *, rate: float, seconds: float, connections: int, observe: bool = False, seed: int = 1
    ) -> None:
        dice = Random(seed)
        self.observed: list[Observed] = []
        """Every answer, when ``observe`` asks for it."""
        self._observe = observe
        self._moments: list[float] = []
        at = 0.0
        while (at := at + dice.expovariate(rate)) < seconds:
            self._moments.append(at)
        self._moments = self._moments or [0.0]
        self._requests = cycle(target.requests)
        self._free: SimpleQueue[socket.socket] = SimpleQueue()
        self._asked: dict[socket.socket, tuple[int, float, float]] = {}
        self._sockets = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(connections)]
        self._latencies: list[float] = []
        self._lateness: list[float] = []
        self._failure: BaseException | None = None

    def run(self) -> dict[str, float]:
        """Send all, await all, and return quantiles in milliseconds, with those of how late the sender itself was."""
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._free.put(one)
        receiver = threading.Thread(target=self._receive)
        receiver.start()
        started = time.perf_counter()
        for place, moment in enumerate(self._moments):
            due = started + moment
            while (ahead := due - time.perf_counter()) > 0:
                time.sleep(ahead)
            self._lateness.append(time.perf_counter() - due)
            if self._failure is not None:
                break
            connection = self._free.get(timeout=_LATENCY_LIMIT)
            self._asked[connection] = (place, due, time.monotonic())
            connection.sendall(next(self._requests))
        receiver.join()
        for one in self._sockets:
            one.close()
        if self._failure is not None:
            raise self._failure
        assert len(self._latencies) == len(self._moments)
        return {
            "p50_ms": quantile(self._latencies, 0.5) * 1000,
            "p99_ms": quantile(self._latencies, 0.99) * 1000,
            "max_ms": max(self._latencies) * 1000,
            "sender_late_p99_ms": quantile(self._lateness, 0.99) * 1000,
            "requests": len(self._latencies),
        }

    def _receive(self) -> None:
        received: dict[socket.socket, bytes] = {}
        try:
            with selectors.DefaultSelector() as selector:
                for one in self._sockets:
                    selector.register(one, selectors.EVENT_READ)
                while len(self._latencies) < len(self._moments):
                    ready = selector.select(timeout=_LATENCY_LIMIT)
                    assert ready, "no answer"
                    for key, _ in ready:
                        connection = key.fileobj
                        assert isinstance(connection, socket.socket)
                        data = connection.recv(1 << 18)
                        assert data, "the server closed the connection"
                        whole = received.get(connection, b"") + data
                        if _is_whole(whole):
                            place, due, sent = self._asked.pop(connection)
                            self._latencies.append(time.perf_counter() - due)
                            if self._observe:
                                body = whole.partition(b"\r\n\r\n")[2]
                                self.observed.append(Observed(place, sent, time.monotonic(), body))
                            whole = b""
                            self._free.put(connection)
                        received[connection] = whole
        except BaseException as error:  # noqa: BLE001 - told to the sender
            self._failure = error
