"""A contender as a process, and how it is asked."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.load import Target, request

Figures = list[dict[str, Any]]
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Asked:
    """The database that all contenders read, and the token that administers its teams."""

    url: str
    token: str


@dataclass(frozen=True)
class Running:
    """A server that answers: its port, its process, how a team is asked for and how the answer is read."""

    port: int
    pid: int
    token: str
    path: Callable[[int], str]
    body: Callable[[int], bytes | None] = lambda _: None
    read: Callable[[Any], Figures] = lambda answer: list(answer["Kpi"])

    def target(self, teams: Iterable[int]) -> Target:
        """Return the load of these teams, asked for in turn."""
        return Target(self.port, [request(self.path(team), self.token, body=self.body(team)) for team in teams])

    def answer(self, team: int) -> bytes:
        """Ask once, and return the bytes."""
        body = self.body(team)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        response = httpx.request(
            "POST" if body else "GET", f"http://127.0.0.1:{self.port}{self.path(team)}", content=body, headers=headers
        )
        return response.raise_for_status().content

    def figures(self, team: int) -> Figures:
        """Ask once, and return the rows under the documented names."""
        return self.read(json.loads(self.answer(team), parse_float=Decimal))

    def refuses(self, team: int) -> bool:
        """Tell whether a token that is not known gets no figures."""
        stranger = Running(self.port, self.pid, "x" * len(self.token), self.path, self.body, self.read)
        try:
            return not stranger.figures(team)
        except (httpx.HTTPStatusError, KeyError, TypeError):
            return True

    def memory_mebibytes(self) -> float:
        """Return the memory that the process and its children hold for themselves."""
        return float(sum(one.memory_full_info().uss for one in _family(self.pid))) / 2**20


@contextmanager
def process(command: Sequence[str], port: int, *, env: Mapping[str, str], cwd: Path | None = None) -> Iterator[int]:
    """Run a server until it is no longer needed; yield its process id once its port is open.

    Raises RuntimeError, with the last lines it said, when it ends before.
    """
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(env), cwd=cwd
    ) as server:
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _is_open(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start; run it by hand to see why: {' '.join(command)}")
                time.sleep(0.05)
            yield server.pid
        finally:
            server.terminate()
            server.wait(timeout=30)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and its present children have taken so far."""
    return float(sum(sum(one.cpu_times()[:2]) for one in _family(pid)))


def _family(pid: int) -> list[Any]:
    process: Any = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
