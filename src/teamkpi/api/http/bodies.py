"""Reads request bodies, limited in size, and in threads if they are large.

Each call declares its maximum size. A body is rejected as soon as it exceeds it; large ones are parsed in a thread. The
total size of all large bodies in memory is limited too, so that many connections cannot fill it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from teamkpi.api.errors import HttpError, ServiceUnavailable
from teamkpi.api.http.declarations import Operation
from teamkpi.api.http.requests import ClientGone, HttpRequest
from teamkpi.api.workers import Workers

T = TypeVar("T")

# Of a body that is longer than the first of these, everything after it counts against the second, which all share.
_UNCOUNTED_BYTES: Final = 64 * 1024
_MOST_BYTES_AT_ONCE: Final = 64 * 1024 * 1024


class Bodies:
    """What reads the bodies of one server process; ``most_bytes`` is the largest that any call reads."""

    def __init__(self, workers: Workers, operations: Iterable[Operation], most_bytes: int) -> None:
        self._workers = workers
        self._most_bytes = most_bytes
        self._most = {(one.method.upper(), one.path): one.most_body_bytes for one in operations if one.most_body_bytes}
        self._most_at_once = max(_MOST_BYTES_AT_ONCE, most_bytes)
        self._at_once = 0

    async def read(self, request: HttpRequest, parse: Callable[[bytes], T]) -> T:
        """Return what ``parse`` makes of the body; it runs in a thread when the body is large, and must be pure.

        Raises what it raises, and HttpError for a body that is too large, for a client that goes away, and
        when too many bodies are on their way.
        """
        held = _Held()
        try:
            content = await self._read(request, held)
            return await self._workers.read_body(len(content), lambda: parse(content))
        finally:
            self._at_once -= held.counted

    async def content(self, request: HttpRequest) -> bytes:
        """Return the bytes of the body; raises as ``read`` does."""
        held = _Held()
        try:
            return await self._read(request, held)
        finally:
            self._at_once -= held.counted

    async def _read(self, request: HttpRequest, held: _Held) -> bytes:
        most = self._limit(request)
        announced = request.header("content-length") or ""
        if announced.isdecimal() and int(announced) > most:
            raise HttpError(413)
        pieces, size = [], 0
        try:
            async for piece in request.stream():
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise HttpError(413)
                self._count(held, max(0, size - _UNCOUNTED_BYTES))
        except ClientGone:
            raise HttpError(400) from None
        return b"".join(pieces)

    def _count(self, held: _Held, counted: int) -> None:
        self._at_once += counted - held.counted
        held.counted = counted
        if self._at_once > self._most_at_once:
            raise ServiceUnavailable

    def _limit(self, request: HttpRequest) -> int:
        path = request.scope["path_template"]
        return min(self._most.get((request.method, path), self._most_bytes), self._most_bytes)


@dataclass(slots=True)
class _Held:
    """How much of one body counts."""

    counted: int = 0
