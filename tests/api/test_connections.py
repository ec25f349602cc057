"""Connections on a real socket: slow clients, silent ones, too many of them, and requests with two meanings.

Nothing here says how fast the server must be: only what it does in the end.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import account, store
from api.served import JANE, Served, serving
from teamkpi.api.http.problems import PROBLEMS

WAIT = 60
GET = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
LIVE = b'{"status":"live"}'
POST = b"POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LEDGER: dict[str, list[dict[str, Any]]] = {
    "coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamAdministrators": [101], "TeamMembers": [101]}],
}


@pytest.fixture(scope="module")
def served(shared_url: str, shared: Connection[Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the limits that everybody has."""
    store(shared, LEDGER)
    account(shared, JANE)
    with serving(shared_url, tmp_path_factory.mktemp("served"), trusted_proxies=["127.0.0.1"]) as server:
        yield server


@pytest.fixture(scope="module")
def impatient(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that waits for nobody longer than a second."""
    limits = dict.fromkeys(("head_seconds", "body_seconds", "answer_seconds", "idle_seconds"), 1)
    with serving(shared_url, tmp_path_factory.mktemp("impatient"), **limits) as server:
        yield server


@contextlib.contextmanager
def linked(server: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as link:
        yield link


def everything(link: socket.socket) -> bytes:
    """What comes until the server closes the connection; a reset is a close as well."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while data := link.recv(65_536):
            received += data
    return received


def exchanged(server: Served, sent: bytes) -> bytes:
    """What the server sends until it closes the connection. Tried again if it has closed it before it was asked."""
    for _ in range(20):
        with linked(server) as link, contextlib.suppress(BrokenPipeError):
            link.sendall(sent)
            if received := everything(link):
                return received
    return b""


def statuses(received: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", received)]


def problem_in(answer: bytes) -> tuple[int, str]:
    """The status and the code of the only answer, which must be a problem that ends the connection."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert statuses(answer) == [PROBLEMS[json.loads(body)["code"]].status], answer
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    return statuses(answer)[0], json.loads(body)["code"]


def trickle(link: socket.socket, piece: Callable[[int], bytes]) -> bytes:
    """Send a little again and again until the server has had enough; return what it says."""
    with contextlib.suppress(ConnectionError):
        for number in range(600):
            link.sendall(piece(number))
            link.settimeout(0.1)
            with contextlib.suppress(TimeoutError):
                return everything_from(link)
            link.settimeout(WAIT)
        raise AssertionError("the server has waited all the time")
    return b""


def everything_from(link: socket.socket) -> bytes:
    first = link.recv(65_536)
    link.settimeout(WAIT)
    return first + everything(link) if first else b""


def send_without_end(link: socket.socket, data: bytes) -> None:
    while True:
        link.sendall(data)


# ---------------------------------------------------------------- slow clients


def test_a_connection_on_which_nothing_is_asked_is_closed(impatient: Served) -> None:
    with linked(impatient) as link:
        assert everything(link) == b""


@pytest.mark.parametrize("begun", [b"G", GET[:-2], b"\r\n", GET[:30]])
def test_a_head_that_stops_coming(impatient: Served, begun: bytes) -> None:
    assert problem_in(exchanged(impatient, begun)) == (408, "request_timeout")


@pytest.mark.parametrize(
    ("begun", "piece"),
    [(b"", lambda _: b"\r\n"), (GET[:-2], lambda number: b"X-%d: y\r\n" % number), (b"GET /", lambda _: b"a")],
    ids=["empty lines", "headers", "path"],
)
def test_a_head_that_comes_very_slowly(impatient: Served, begun: bytes, piece: Callable[[int], bytes]) -> None:
    with linked(impatient) as link:
        link.sendall(begun)
        answer = trickle(link, piece)
        assert not answer or problem_in(answer) == (408, "request_timeout")


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"Content-Length: 4000\r\n\r\n", lambda _: b"a"),
        (b"Transfer-Encoding: chunked\r\n\r\n", lambda _: b"1\r\na\r\n"),
    ],
    ids=["length announced", "chunked"],
)
def test_a_body_that_does_not_come(impatient: Served, begun: bytes, piece: Callable[[int], bytes]) -> None:
    assert problem_in(exchanged(impatient, POST + begun + piece(0))) == (408, "request_timeout")
    with linked(impatient) as link:
        link.sendall(POST + begun)
        answer = trickle(link, piece)
        assert not answer or problem_in(answer) == (408, "request_timeout")


def test_a_body_that_does_not_come_after_its_answer_is_no_second_answer(impatient: Served) -> None:
    request = b"PUT /api/public/teams/55/profile HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
    assert statuses(exchanged(impatient, request)) == [401]


def test_a_connection_is_closed_some_time_after_its_answer(impatient: Served) -> None:
    received = exchanged(impatient, GET)
    assert (statuses(received), received.endswith(LIVE)) == ([200], True)


def test_empty_lines_keep_no_connection_open(impatient: Served) -> None:
    with linked(impatient) as link:
        link.sendall(GET)
        assert statuses(link.recv(65_536)) == [200]
        answer = trickle(link, lambda _: b"\r\n")
        assert not answer or problem_in(answer) == (408, "request_timeout")


def test_who_does_not_read_an_answer_is_cut_off(impatient: Served) -> None:
    """However it is asked for: one after the other, or all at once."""
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nX-Padding: " + b"a" * 30_000 + b"\r\n\r\n"
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.settimeout(WAIT)
        link.connect(("127.0.0.1", impatient.port))
        # Nothing is read; when the server reads no further either, sending waits until it has cut the connection off.
        with pytest.raises(ConnectionError):
            send_without_end(link, request)


def test_who_is_fast_enough_is_served_all_the_time(impatient: Served) -> None:
    assert '"level":"error"' not in impatient.log.read_text()
    for _ in range(100):  # on a machine that is busy a client may be slower than a second
        with contextlib.suppress(OSError, AssertionError):
            received = exchanged(impatient, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert statuses(received) == [200]
            return
    raise AssertionError


# ---------------------------------------------------------------- too many of them


MOST = 12


@pytest.fixture
def small(shared_url: str, tmp_path: Path) -> Iterator[Served]:
    """A server with few connections, which waits as long as it can."""
    limits = dict.fromkeys(("head_seconds", "body_seconds"), 3600)
    with serving(shared_url, tmp_path, most_connections=MOST, **limits) as server:
        yield server


def lines_of(server: Served, message: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [line for line in lines if message in line.get("message", "")]


FULL = f"all {MOST} connections are in use (TEAMKPI_MOST_CONNECTIONS)"


def test_silent_connections_keep_nobody_out_and_the_log_says_that_there_are_many(small: Served) -> None:
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(linked(small)) for _ in range(5 * MOST)]
        for link in silent[::2]:
            with contextlib.suppress(ConnectionError):
                link.sendall(b"GET / HT")
        assert small.ask("GET", "/health/live")[0] == 200
        for link in silent[:MOST]:
            assert everything(link) == b""
    [first, *_] = lines_of(small, FULL)
    assert first["level"] == "warning"
    assert first["closed_waiting"] + first["turned_away"] >= 1


def test_idle_connections_make_way_and_busy_ones_do_not(small: Served) -> None:
    with contextlib.ExitStack() as stack:
        busy = [stack.enter_context(linked(small)) for _ in range(MOST - 1)]
        for link in busy:
            link.sendall(POST + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n")
            assert link.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        idle = stack.enter_context(linked(small))
        idle.sendall(GET)
        assert statuses(idle.recv(65_536)) == [200]
        last = stack.enter_context(linked(small))
        assert everything(idle) == b""
        last.sendall(POST + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n")
        assert last.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert problem_in(everything(stack.enter_context(linked(small)))) == (503, "unavailable")
        for link in [*busy, last]:
            link.sendall(b"a")
            assert statuses(link.recv(65_536)) == [400]
        assert small.ask("GET", "/health/live")[0] == 200
    assert lines_of(small, FULL)


def test_a_machine_that_allows_few_open_files_is_said_so(shared_url: str, tmp_path: Path) -> None:
    with serving(shared_url, tmp_path, most_connections=1_000_000) as server:
        assert server.ask("GET", "/health/live")[0] == 200
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        said = lines_of(server, "TEAMKPI_MOST_CONNECTIONS")
    assert bool(said) == (0 <= most < 1_000_000 + 264)


# ---------------------------------------------------------------- several requests at once


@pytest.mark.parametrize("requests", [1, 2, 15])
def test_requests_that_do_not_wait_for_answers_are_answered_in_order(served: Served, requests: int) -> None:
    paths = [b"/health/live", b"/nope", b"/openapi.json"]
    sent = [GET.replace(b"/health/live", paths[number % 3]) for number in range(requests)]
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    received = exchanged(served, b"".join([*sent, last]))
    assert statuses(received) == [*([200, 404, 200] * requests)[:requests], 200]
    assert received.endswith(LIVE)


def test_too_many_of_them_end_the_connection_after_the_answers_to_some(served: Served) -> None:
    received = exchanged(served, GET * 1000)
    answered = statuses(received)
    assert answered[-1] == 400
    assert set(answered[:-1]) == {200}
    assert 2 <= len(answered) < 200


def test_what_is_no_request_is_refused_after_the_answers_before_it(served: Served) -> None:
    received = exchanged(served, GET + GET.replace(b"live", b"nope") + b"nonsense\r\n\r\n" + GET)
    assert statuses(received) == [200, 404, 400]


# ---------------------------------------------------------------- requests with two meanings


LIVE_LINE = b"GET /health/live HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
END = b"Connection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
NO_CHUNKS = b"0\r\n\r\n"
AMBIGUOUS = {
    "no Host": LIVE_LINE + END,
    "two Hosts": LIVE_LINE + HOST + HOST + END,
    "two Hosts of which one is empty": LIVE_LINE + b"Host:\r\n" + HOST + END,
    "old version with two Hosts": b"GET /health/live HTTP/1.0\r\n" + HOST + HOST + b"\r\n",
    "an address of another host": b"GET http://other/health/live HTTP/1.1\r\n" + HOST + END,
    "an address of another port": b"GET http://localhost:1/health/live HTTP/1.1\r\n" + HOST + END,
    "an address with a user": b"GET http://localhost@other/health/live HTTP/1.1\r\n" + HOST + END,
    "an address of another scheme": b"GET ftp://localhost/health/live HTTP/1.1\r\n" + HOST + END,
    "a fragment": b"GET /health/live#/nope HTTP/1.1\r\n" + HOST + END,
    "no version": b"GET /health/live\r\n\r\n",
    "version 2": b"GET /health/live HTTP/2.0\r\n" + HOST + END,
    "lines end with LF": LIVE_LINE.replace(b"\r", b"") + (HOST + END).replace(b"\r", b""),
    "a header ends with LF": LIVE_LINE + HOST + b"A: b\nC: d\r\n" + END,
    "a header ends with CR": LIVE_LINE + HOST + b"A: b\rC: d\r\n" + END,
    "a header goes on in the next line": LIVE_LINE + HOST + b"A: b\r\n c\r\n" + END,
    "a blank before the first header": LIVE_LINE + b" " + HOST + END,
    "a blank before the colon": LIVE_LINE + b"Host : localhost\r\n" + END,
    "no colon": LIVE_LINE + HOST + b"A\r\n" + END,
    "NUL": LIVE_LINE + HOST + b"A: \0\r\n" + END,
    "length and chunks": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n" + NO_CHUNKS,
    "chunks and length": POST + CHUNKED + b"Content-Length: 5\r\n\r\n" + NO_CHUNKS,
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "one length twice": POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
    "a list of lengths": POST + b"Content-Length: 1, 1\r\n\r\na",
    "a length with a sign": POST + b"Content-Length: +1\r\n\r\na",
    "a length below nought": POST + b"Content-Length: -1\r\n\r\na",
    "a hexadecimal length": POST + b"Content-Length: 0x1\r\n\r\na",
    "no length": POST + b"Content-Length:\r\n\r\na",
    "a length beyond all bounds": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\na",
    "chunked twice": POST + CHUNKED + CHUNKED + b"\r\n" + NO_CHUNKS,
    "chunked in a list": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + NO_CHUNKS,
    "chunked, not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + NO_CHUNKS,
    "another encoding": POST + b"Transfer-Encoding: identity\r\n\r\n" + NO_CHUNKS,
    "nearly chunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + NO_CHUNKS,
    "chunked in the old version": POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n" + NO_CHUNKS,
    "a chunk's size ends with LF": POST + CHUNKED + b"\r\n1\na\r\n" + NO_CHUNKS,
    "a chunk without an end": POST + CHUNKED + b"\r\n1\r\na" + NO_CHUNKS,
    "a chunk's size beyond all bounds": POST + CHUNKED + b"\r\n" + b"F" * 20 + b"\r\na\r\n" + NO_CHUNKS,
    "a chunk's size with 0x": POST + CHUNKED + b"\r\n0x1\r\na\r\n" + NO_CHUNKS,
    "another protocol, and a body": POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\na",
    "a tunnel": b"CONNECT localhost:1 HTTP/1.1\r\n" + HOST + END,
}


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_a_request_that_can_be_understood_in_two_ways_is_refused(served: Served, what: str) -> None:
    """And what comes after it on the connection is not looked at."""
    assert problem_in(exchanged(served, AMBIGUOUS[what] + GET)) == (400, "bad_request")


@pytest.mark.parametrize(
    "request_bytes",
    [
        LIVE_LINE + HOST + END,
        b"GET http://localhost/health/live HTTP/1.1\r\n" + HOST + END,
        b"GET HTTP://LOCALHOST/health/live HTTP/1.1\r\n" + HOST + END,
        b"GET /health/live HTTP/1.0\r\n\r\n",
        b"\r\n" + LIVE_LINE + HOST + END,
        LIVE_LINE + HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    ],
)
def test_unusual_requests_with_one_meaning_are_answered(served: Served, request_bytes: bytes) -> None:
    received = exchanged(served, request_bytes)
    assert (statuses(received), received.endswith(LIVE)) == ([200], True)


def test_headers_after_a_body_change_nothing(served: Served, shared: Connection[Any]) -> None:
    """A client's own would come after those of the proxy, and say where a change was made from."""
    token = served.sign_in()
    request = (
        b"PUT /api/public/teams/55/profile HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"X-Forwarded-For: 203.0.113.9\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n"
        b'10\r\n{"Name":"Other"}\r\n0\r\nX-Forwarded-For: 198.51.100.1\r\nHost: other\r\n\r\n'
    ) % (token.encode(), CHUNKED)
    assert statuses(exchanged(served, request)) == [200]
    [address] = shared.execute("SELECT address FROM audit_entry").fetchone() or [None]
    assert str(address) == "203.0.113.9"


def test_the_server_has_survived_all_of_it(served: Served, impatient: Served) -> None:
    for server in (served, impatient):
        for line in server.log.read_text().splitlines():
            assert json.loads(line)["level"] != "error", line
