"""The real server in a process of its own: stopping, outages, and requests that mean harm."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from api.doorway import account, store
from api.served import JANE, KPI, Served, serving
from conftest import data_folder
from patience import PATIENCE, until, until_waiting
from teamkpi.api.server import run
from teamkpi.db import connect, migrate
from teamkpi.db.connections import TAKES_NO_WRITES
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.errors import DatabaseUnusable, SettingsError
from teamkpi.settings import Settings

LEDGER: dict[str, list[dict[str, Any]]] = {
    "coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamAdministrators": [101]}],
}


@pytest.fixture(scope="module")
def served(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that survives what the module's tests do to it."""
    with serving(shared_url, tmp_path_factory.mktemp("served")) as server:
        yield server


def problem_of(answer: bytes) -> tuple[int, str]:
    """The status of a raw answer and its problem's code; the body must be a problem."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), answer[:300]
    found = json.loads(body)
    status = int(head.split()[1])
    assert found["status"] == status
    return status, found["code"]


def test_a_request_under_way_is_finished(conn: Connection[Any], database_url: str, tmp_path: Path) -> None:
    store(conn, LEDGER)
    account(conn, JANE)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        metrics_port = probe.getsockname()[1]
    with (
        serving(database_url, tmp_path, metrics_port=metrics_port) as served,
        ThreadPoolExecutor() as threads,
        connect(database_url) as other,
    ):
        # The second socket has metrics, without a token, and nothing else; the first one has everything else.
        assert [status_of(port, "/metrics") for port in (metrics_port, served.port)] == [200, 404]
        assert [status_of(metrics_port, path) for path in (KPI, "/health/live", "/dashboard/")] == [404, 404, 404]
        assert status_of(served.port, "/health/live") == 200
        token = served.sign_in()
        with other.transaction():
            other.execute("LOCK TABLE access_token IN ACCESS EXCLUSIVE MODE")
            under_way = threads.submit(served.kpi, token)
            until_waiting(conn)
            served.process.send_signal(signal.SIGTERM)
            until(lambda: is_refused(served.port) and is_refused(metrics_port))
            assert not under_way.done()
        assert under_way.result(PATIENCE) == 200
        assert served.process.wait(PATIENCE) == 0
        assert served.process.stdout is not None
        assert served.process.stdout.read() == "stopped\n"


def test_a_request_that_takes_too_long_is_cut_off(conn: Connection[Any], database_url: str, tmp_path: Path) -> None:
    with (
        serving(database_url, tmp_path, shutdown_seconds=1) as served,
        ThreadPoolExecutor() as threads,
        connect(database_url) as other,
        other.transaction(),
    ):
        other.execute("LOCK TABLE access_token IN ACCESS EXCLUSIVE MODE")
        under_way = threads.submit(served.kpi, "a-token")
        until_waiting(conn)
        assert served.stop() == 0
        assert under_way.result(PATIENCE) == 503
        # Not because the wait for the lock has an end of its own, which it has after some seconds more.
        assert "timeout graceful shutdown exceeded" in served.log.read_text()


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def is_refused(port: int) -> bool:
    """Nobody listens on the port any more."""
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.fixture
def own_database() -> Iterator[EmbeddedServer]:
    """A database server that the test may stop; in a folder that the server's own user can enter."""
    with data_folder() as folder:
        database = EmbeddedServer(folder)
        try:
            yield database
        finally:
            database.close()


def test_the_database_goes_away_and_comes_back(own_database: EmbeddedServer, tmp_path: Path) -> None:
    migrate(own_database.url)
    with connect(own_database.url) as conn:
        store(conn, LEDGER)
        account(conn, JANE)
    with serving(own_database.url, tmp_path) as served:
        token = served.sign_in()
        with ThreadPoolExecutor(8) as threads:  # so that there are several connections to lose
            assert set(threads.map(lambda _: served.kpi(token), range(40))) == {200}
        stop_database(own_database)
        authorization = {"Authorization": f"Bearer {token}"}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for method, path, body, headers in (
            ("GET", KPI, None, authorization),
            ("GET", "/api/public/teams/my?isTeamAdmin=1", None, authorization),
            ("POST", "/api/token", f"grant_type=password&username={JANE}&password=x", form),
            ("GET", "/health/ready", None, {}),
        ):
            status, answered, found = served.ask(method, path, body, headers)
            assert (status, found["code"], answered["retry-after"]) == (503, "unavailable", "2")
        assert served.ask("GET", "/health/live")[0] == 200
        own_database._start()
        assert served.kpi(token) == 200
        assert served.ask("GET", "/health/ready")[0] == 200
        # Restarted so fast that nobody has noticed: the connections are broken all the same.
        with ThreadPoolExecutor(8) as threads:
            assert set(threads.map(lambda _: served.kpi(token), range(40))) == {200}
            stop_database(own_database)
            own_database._start()
            assert set(threads.map(lambda _: served.kpi(token), range(40))) == {200}
        assert served.sign_in()
        # A failover that went wrong: what was the primary is a standby now, whose answers may be of the past.
        stop_database(own_database)
        make_standby(own_database)
        own_database._start()
        status, _, found = served.ask("GET", "/health/ready")
        assert (status, found["code"], found["detail"]) == (503, "unavailable", TAKES_NO_WRITES)
        assert served.kpi(token) == 503
        assert served.ask("GET", "/health/live")[0] == 200
        stop_database(own_database)
        (own_database._data / "standby.signal").unlink()
        own_database._start()
        until(lambda: served.ask("GET", "/health/ready")[0] == 200)
        assert served.kpi(token) == 200
        assert served.stop() == 0
        for line in served.log.read_text().splitlines():
            assert "Traceback" not in json.loads(line).get("message", "")


def make_standby(database: EmbeddedServer) -> None:
    mark = database._data / "standby.signal"
    mark.touch()
    owner = database._data.stat()
    os.chown(mark, owner.st_uid, owner.st_gid)


def stop_database(database: EmbeddedServer) -> None:
    database._run("pg_ctl", "-m", "immediate", "-w", "stop")


PIECE = b"a" * 65_536
PIECES = 1600  # 100 MiB


@pytest.mark.parametrize("announced", [True, False], ids=["length announced", "chunked"])
def test_a_body_of_a_hundred_megabytes(served: Served, announced: bool) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if announced:
        headers["Content-Length"] = str(PIECES * len(PIECE))
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    try:
        # All of it is sent before the answer is read, as simple clients do.
        connection.request("POST", "/api/token", (PIECE for _ in range(PIECES)), headers, encode_chunked=not announced)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "body_too_large")
    finally:
        connection.close()
    assert resident_mebibytes(served.process.pid) < 200
    assert served.ask("GET", "/health/live")[0] == 200


def resident_mebibytes(pid: int) -> float:
    output = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True, text=True)
    return int(output.stdout) / 1024


@pytest.mark.parametrize(
    ("request_bytes", "expected"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Bomb: " + b"a" * 1_000_000 + b"\r\n\r\n", (431, "headers_too_large")),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Bomb: a\r\n" * 100_000 + b"\r\n", (431, "headers_too_large")),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Bomb: " + b"a" * 66_000 + b"\r\n\r\n", (431, "headers_too_large")),
        (b"GET /?_shape=" + b"Kpi.CoworkerId," * 700_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (b"GET /" + b"a" * 66_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (b"GET / HTTP/9.9\r\n\r\n", (400, "bad_request")),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n" * 5, (400, "bad_request")),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", (400, "bad_request")),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", (400, "bad_request")),
        (b"GET / HTTP/1.1\r\nHost: bad host\r\nConnection: close\r\n\r\n", (400, "bad_request")),
        (b"GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n", (400, "bad_request")),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\nHost: x\r\nConnection: close\r\n\r\n", (400, "bad_request")),
        (b"GET /health/live HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", (400, "bad_request")),
        (b"GET //health/live HTTP/1.0\r\n\r\n", (404, "not_found")),
        (
            b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Large: " + b"a" * 60_000 + b"\r\n\r\n",
            (404, "not_found"),
        ),
    ],
)
def test_requests_that_are_none(served: Served, request_bytes: bytes, expected: tuple[int, str]) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as link:
        link.sendall(request_bytes)
        answer = b""
        while data := link.recv(65536):
            answer += data
    assert problem_of(answer) == expected
    assert served.ask("GET", "/health/live")[0] == 200
    assert all(json.loads(line) for line in served.log.read_text().splitlines())


def test_one_connection_serves_many_requests(served: Served) -> None:
    """Large heads are told from many small ones."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    try:
        for _ in range(10):
            connection.request("GET", "/health/live", headers={"X-Padding": "a" * 20_000})
            assert connection.getresponse().read() == b'{"status":"live"}'
            connection.request("POST", "/api/token", b"a" * 16_000, {"Content-Type": "text/plain"})
            assert json.loads(connection.getresponse().read())["error"] == "unsupported_grant_type"
    finally:
        connection.close()


def test_who_waits_before_sending_a_body_is_told_to_go_on(served: Served) -> None:
    """And the answer, whose head goes out with its body, comes after that; then the next one's."""
    head = b"POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n"
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as link:
        link.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert link.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(b"a" + b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: link.recv(65_536), b""))
    assert re.findall(rb"HTTP/1\.1 (.*?)\r\n", received) == [b"400 Bad Request", b"200 OK"]
    assert received.endswith(b'\r\n\r\n{"status":"live"}')


def test_who_has_to_wait_is_told_so_as_nexudus_does(database_url: str, tmp_path: Path) -> None:
    """Also of several requests that are sent at once; the next answer has its own reason phrase again."""
    with serving(database_url, tmp_path, throttle_requests_per_address=1, throttle_status=409) as server:
        request = b"%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
        paths = [
            (b"GET /nope", b""),
            (b"GET /nope", b""),
            (b"HEAD /nope", b""),
            (b"GET /docs/x", b"Connection: close\r\n"),
        ]
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
            connection.sendall(b"".join(request % one for one in paths))
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
    lines = re.findall(rb"HTTP/1\.1 (.*?)\r\n", received)
    wait = b"409 You must wait before accessing this url again."
    assert lines == [b"404 Not Found", wait, wait, b"404 Not Found"]
    refusal = received[received.index(wait) + len(wait) :].partition(b"\r\n\r\n")[0].decode().lower()
    found = dict(line.split(": ") for line in refusal.splitlines() if line)
    assert int(found["retry-after"]) > 50
    assert {name: found[name] for name in ("content-length", "cache-control", "pragma", "expires")} == {
        "content-length": "0",
        "cache-control": "no-cache",
        "pragma": "no-cache",
        "expires": "-1",
    }


def test_head_has_the_headers_of_get_and_no_body(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    try:
        lengths = []
        for method in ("GET", "HEAD", "HEAD", "GET"):  # one connection: a stray byte would spoil the next answer
            connection.request(method, "/openapi.json")
            answer = connection.getresponse()
            assert answer.status == 200
            lengths.append(answer.headers["Content-Length"])
            assert len(answer.read()) == (int(lengths[0]) if method == "GET" else 0)
        assert len(set(lengths)) == 1
    finally:
        connection.close()
    assert '"level":"error"' not in served.log.read_text()


def test_an_address_that_cannot_be_listened_on(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = "choose another with --port or TEAMKPI_PORT"
        with pytest.raises(SettingsError, match=rf"^cannot listen on port {port} of 127\.0\.0\.1: .*in use; {other}$"):
            run(Settings(port=port), database_url)
        with pytest.raises(
            SettingsError,
            match=rf"^cannot listen on port {port} of .*choose .* --metrics-port or TEAMKPI_METRICS_PORT$",
        ):
            run(Settings(port=0, metrics_port=port), database_url)
    with pytest.raises(SettingsError, match="TEAMKPI_HOST"):
        run(Settings(host="no.such.host.invalid"), database_url)
    with pytest.raises(SettingsError, match="TEAMKPI_"):
        run(Settings(port=99_999), database_url)


def test_a_database_that_cannot_be_used(server_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        run(Settings(port=0), f"postgresql://nobody@/nothing?host={tmp_path}")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("CREATE DATABASE not_migrated")
        try:
            with pytest.raises(DatabaseUnusable, match="teamkpi migrate"):
                run(Settings(port=0), server_url.replace("/teamkpi?", "/not_migrated?"))
        finally:
            server.execute("DROP DATABASE not_migrated WITH (FORCE)")
