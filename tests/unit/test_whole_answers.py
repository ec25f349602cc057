"""An answer that is sent at once is, byte for byte, the one that two messages would have sent; or it is not sent."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from teamkpi.api.http.requests import ANSWER_EXTENSION
from teamkpi.api.log import Logger
from teamkpi.api.serving.connections import Connections
from teamkpi.api.serving.throttle import REASON_EXTENSION
from teamkpi.settings import Settings

Header = tuple[bytes, bytes]
LENGTH: Header = (b"content-length", b"2")
REQUEST = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__({"sockname": ("127.0.0.1", 1), "peername": ("127.0.0.1", 2)})
        self.sent: list[bytes] = []
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def writelines(self, list_of_data: Any) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def resume_reading(self) -> None:
        pass

    def pause_reading(self) -> None:
        pass


def sent(
    request: bytes,
    answers: Sequence[tuple[int, Sequence[Header], bytes]],
    *,
    at_once: bool,
    before: str = "",
) -> tuple[bytes, bool, list[bool]]:
    """What is sent for requests, whether the connection is closed then, and which answers were sent at once."""
    were_at_once: list[bool] = []
    upcoming = iter(answers)

    async def app(scope: Any, _: Any, send: Any) -> None:
        status, headers, body = next(upcoming)
        if before == "begun":
            await send({"type": "http.response.start", "status": status, "headers": headers})
        if before == "reason":
            scope["extensions"][REASON_EXTENSION](b"Wait")
        is_sent = at_once and scope["extensions"][ANSWER_EXTENSION](status, headers, body)
        were_at_once.append(is_sent)
        if not is_sent:
            if before != "begun":
                await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def run() -> Transport:
        config = uvicorn.Config(app, ws="none", lifespan="off", log_config=None, access_log=False)
        config.load()
        settings = Settings.from_environment({}, host="127.0.0.1", port=1)
        connections = Connections(settings, Logger(io.BytesIO()), 10)
        protocol = connections(
            config=config, server_state=ServerState(), app_state={}, _loop=asyncio.get_running_loop()
        )
        transport = Transport()
        protocol.connection_made(transport)
        if before == "paused":
            protocol.pause_writing()
        protocol.data_received(request)
        for _ in range(20):
            await asyncio.sleep(0)
        if before == "paused":
            assert not transport.sent
            protocol.resume_writing()
            for _ in range(20):
                await asyncio.sleep(0)
        protocol.connection_lost(None)
        return transport

    transport = asyncio.run(run())
    return b"".join(transport.sent), transport.is_closed, were_at_once


def closing(request: bytes) -> bytes:
    return request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


@pytest.mark.parametrize(
    ("request_bytes", "answers"),
    [
        (REQUEST, [(200, [(b"etag", b'"x"'), LENGTH], b"ok")]),
        (REQUEST, [(200, [LENGTH, (b"vary", b"Origin, caf\xe9\t")], b"ok")]),
        (REQUEST, [(404, [(b"content-length", b"100000")], b"x" * 100_000)]),
        (REQUEST, [(304, [(b"etag", b'"x"')], b"")]),
        (REQUEST, [(204, [], b"")]),
        (REQUEST, [(200, [(b"content-length", b"0")], b"")]),
        (REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0"), [(200, [LENGTH], b"ok")]),
        (closing(REQUEST), [(200, [LENGTH], b"ok")]),
        (REQUEST * 3, [(200, [LENGTH], body) for body in (b"on", b"tw", b"th")]),
        (REQUEST + closing(REQUEST), [(200, [LENGTH], body) for body in (b"on", b"tw")]),
    ],
)
def test_it_is_the_same(request_bytes: bytes, answers: list[tuple[int, list[Header], bytes]]) -> None:
    by_messages, whole = (sent(request_bytes, answers, at_once=at_once) for at_once in (False, True))
    assert whole[:2] == by_messages[:2]
    assert whole[2] == [True] * len(answers)


@pytest.mark.parametrize(
    ("request_bytes", "answer", "before"),
    [
        (REQUEST.replace(b"GET", b"HEAD"), (200, [LENGTH], b"ok"), ""),
        (REQUEST, (200, [], b"ok"), ""),
        (REQUEST, (200, [], b""), ""),
        (REQUEST, (200, [(b"x-of-its-own", b"1"), LENGTH], b"ok"), ""),
        (REQUEST, (200, [(b"connection", b"close"), LENGTH], b"ok"), ""),
        (REQUEST, (200, [(b"transfer-encoding", b"chunked")], b"ok"), ""),
        (REQUEST, (200, [LENGTH], b"ok"), "begun"),
        (REQUEST, (409, [LENGTH], b"ok"), "reason"),
        (REQUEST, (200, [LENGTH], b"ok"), "paused"),
    ],
)
def test_an_unusual_answer_is_sent_by_messages(
    request_bytes: bytes, answer: tuple[int, list[Header], bytes], before: str
) -> None:
    by_messages, tried = (sent(request_bytes, [answer], at_once=at_once, before=before) for at_once in (False, True))
    assert tried == by_messages
    assert tried[2] == [False]


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n", b"\x00", b"\x1b", b"\x7f", b"\n\r"])
@pytest.mark.parametrize("name", [b"etag", b"x-request-id"])
def test_no_value_ends_its_line(name: bytes, end: bytes) -> None:
    answer = (200, [(name, b"a" + end + b"set-cookie: a=b"), LENGTH], b"ok")
    received, _, were_at_once = sent(REQUEST, [answer], at_once=True)
    assert were_at_once == [False]
    assert b"set-cookie" not in received


def test_no_length_is_wrong() -> None:
    for headers in ([(b"content-length", b"3")], [LENGTH, LENGTH], [(b"content-length", b"+2")]):
        assert sent(REQUEST, [(200, headers, b"ok")], at_once=True)[2] == [False]
