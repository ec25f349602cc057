"""The proxies of the documentation in front of real servers, as the real nginx and Caddy read its blocks.

Only ports, paths and certificates are replaced in them. Clients have another address than the proxy.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from signal import SIGHUP
from typing import Any, Final, NamedTuple

import httpx
import pytest
from psycopg import Connection

from api.doorway import PASSWORD, account, store
from api.served import JANE, KPI, Served, serving
from citus import of_one_server
from conftest import fresh_database
from database.test_network_files import HERE, done
from patience import PATIENCE, until
from teamkpi import networks
from teamkpi.api.database import _WRITE_TIMEOUT
from teamkpi.api.http.query import _MOST_BYTES
from teamkpi.db import connect
from teamkpi.intake.staged import PART_BYTES
from teamkpi.settings import Settings

pytestmark = [
    of_one_server,
    pytest.mark.skipif(sys.platform != "linux", reason="needs more than one address of this machine, as Linux has"),
]

DOCS = Path(__file__).resolve().parents[2] / "docs"
SEVERAL, OPERATING, FIRST_DAY = "several-servers.md", "operating.md", "tutorial/first-day-on-debian.md"
FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
HERE_ONLY, CLIENT, FORGED = "127.0.0.1", "127.0.0.7", "203.0.113.7"
NORTH, SOUTH, ONE = "north.example.com", "south.example.com", "kpi.example.com"
SESSION, MINE, FILES = "/dashboard/session", "/api/public/teams/my?isTeamAdmin=0", "/api/sys/importfiles"
WITH_SECRETS = ("/api/public/calendars/hush/expiring.ics", "/api/alerts/mail/hush", "/webhooks/nexudus/hush")
# What each connection or each answer has of its own, or the proxy adds.
OWN = {"date", "server", "connection", "x-request-id", "strict-transport-security", "alt-svc"}


def found(program: str) -> str | None:
    """Return where a program is; Debian has nginx where only root looks."""
    return shutil.which(program, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")


NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
KINDS: Final = [
    pytest.param(kind, marks=pytest.mark.skipif(not all(map(found, needed)), reason=f"needs {' and '.join(needed)}"))
    for kind, needed in {"nginx": ("nginx", "openssl"), "caddy": ("caddy",)}.items()
]


def block(page: str, *, having: str) -> str:
    [text] = [one for one in FENCE.findall((DOCS / page).read_text(encoding="utf-8")) if having in one]
    return str(text)


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for there, instead in pairs:
        assert there in text, f"the documentation does not have {there!r} any more"
        text = text.replace(there, instead)
    return text


class Proxy:
    """A running proxy, asked over TLS."""

    def __init__(self, folder: Path, reload: Callable[[str], object]) -> None:
        self.port, self.plain_port = _free_ports()
        self.authority = folder / "fullchain.pem"
        self.requests = folder / "requests.log"
        self.folder = folder
        self.reload = reload

    def ask(self, method: str, host: str, path: str, *, name: str | None = None, **more: Any) -> httpx.Response:
        """Send a request from the address of the client; the ``name`` in the handshake is the host, unless given."""
        trusted = ssl.create_default_context(cafile=self.authority)
        more["extensions"] = {"sni_hostname": name or host}
        return _sent(trusted, method, f"https://{HERE_ONLY}:{self.port}{path}", host, **more)


def _sent(trusted: ssl.SSLContext, method: str, url: str, host: str, **more: Any) -> httpx.Response:
    """Send a request from the address of the client, on a connection of its own."""
    headers = {"Host": host, "Accept-Encoding": "identity", **more.pop("headers", {})}
    transport = httpx.HTTPTransport(verify=trusted, local_address=CLIENT, trust_env=False)
    with httpx.Client(transport=transport, timeout=PATIENCE, trust_env=False) as client:
        return client.request(method, url, headers=headers, **more)


def _free_ports() -> tuple[int, int]:
    with socket.create_server((HERE_ONLY, 0)) as one, socket.create_server((HERE_ONLY, 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def running(process: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> Iterator[None]:
    try:
        until(lambda: process.poll() is not None or is_ready())
        assert process.poll() is None, "the proxy has ended"
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HERE_ONLY, port)) == 0


@contextmanager
def nginx(folder: Path, site: Callable[[Proxy], str]) -> Iterator[Proxy]:
    command = [str(found("nginx")), "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")]
    names = ",".join(f"DNS:{host}" for host in (NORTH, SOUTH, ONE))
    made = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(
        [*made, *files, "-subj", "/CN=teamkpi", "-addext", f"subjectAltName={names}"], capture_output=True, check=True
    )
    temporary = "".join(
        f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )

    def configure(text: str) -> None:
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; {user} events {{}}\n"
            f"http {{ {temporary} access_log {folder}/others.log;\n{text}\n}}"
        )

    def reload(text: str) -> None:
        configure(text)
        process.send_signal(SIGHUP)

    proxy = Proxy(folder, reload)
    configure(site(proxy))
    process = subprocess.Popen(command)
    with running(process, lambda: _accepts(proxy.port)):
        yield proxy


@contextmanager
def caddy(folder: Path, site: Callable[[Proxy], str]) -> Iterator[Proxy]:
    name, file, admin = "caddy", folder / "Caddyfile", f"unix/{folder}/admin"
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}

    def configure(text: str) -> None:
        file.write_text(
            f"{{\nadmin {admin}\nhttp_port {proxy.plain_port}\nhttps_port {proxy.port}\ndefault_bind {HERE_ONLY}\n"
            f"local_certs\nskip_install_trust\nservers {{\nprotocols h1 h2\n}}\n}}\n{text}"
        )

    def reload(text: str) -> None:
        configure(text)
        subprocess.run([name, "reload", "--config", file, "--address", admin], capture_output=True, check=True)

    proxy = Proxy(folder, reload)
    proxy.authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    text = site(proxy)
    configure(text)
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen([name, "run", "--config", str(file)], stderr=errors, env=environment)
    hosts = re.findall(r"^([\w.]+) {", text, re.MULTILINE)
    with running(process, lambda: proxy.authority.exists() and all(_has_certificate(proxy, one) for one in hosts)):
        yield proxy


def _has_certificate(proxy: Proxy, host: str) -> bool:
    try:
        return bool(proxy.ask("GET", host, "/health/live").status_code)
    except httpx.ConnectError:
        return False


START: Final = {"nginx": nginx, "caddy": caddy}


class Space:
    """Two servers, each with a network that has a host; the first also has one that answers for any other host."""

    def __init__(self, urls: tuple[str, str], servers: tuple[Served, Served], keys: dict[str, str]) -> None:
        self.urls = urls
        self.servers = servers
        self.of_north = 0
        self._keys = keys
        self._tokens = {host: self._signed_in(number, host) for host, number in ((ONE, 0), (NORTH, 0), (SOUTH, 1))}

    def of_operator(self, host: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._keys[host]}"}

    def of_jane(self, host: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[host]}"}

    def of_two(self, kind: str, proxy: Proxy) -> str:
        """Return what the documentation has for several servers, with the ports of these."""
        north, south = (f"{HERE_ONLY}:{self.servers[one].port}" for one in (self.of_north, 1))
        pairs = [("10.0.0.11:8000", north), ("10.0.0.12:8000", south)]
        if kind == "caddy":
            return replaced(block(SEVERAL, having="reverse_proxy"), *pairs)
        pairs += [("listen 443", f"listen {HERE_ONLY}:{proxy.port}"), ("/etc/letsencrypt/live/kpi", str(proxy.folder))]
        return replaced(block(SEVERAL, having="proxy_pass"), *pairs)

    def of_one(self, kind: str, proxy: Proxy) -> str:
        """Return what it has for one server, with what it has for the log of requests."""
        server = ("127.0.0.1:8000", f"{HERE_ONLY}:{self.servers[0].port}")
        if kind == "caddy":
            log = f"log {{\noutput file {proxy.requests}\n}}\n" + block(OPERATING, having="skip_log")
            last = "reverse_proxy"
            return replaced(block(FIRST_DAY, having=last), server, (last, log + last))
        log = replaced(block(OPERATING, having="if=$is_logged"), ("/var/log/nginx/access.log", str(proxy.requests)))
        return block(OPERATING, having="map $uri $is_logged") + replaced(
            block(OPERATING, having="proxy_pass"),
            server,
            ("listen 443", f"listen {HERE_ONLY}:{proxy.port}"),
            ("listen 80", f"listen {HERE_ONLY}:{proxy.plain_port}"),
            (f"/etc/letsencrypt/live/{ONE}", str(proxy.folder)),
            ("large_client", log + "large_client"),
        )

    def direct(self, number: int, method: str, host: str, path: str, **more: Any) -> httpx.Response:
        """Ask a server without a proxy."""
        return _sent(NO_TLS, method, f"http://{HERE_ONLY}:{self.servers[number].port}{path}", host, **more)

    def _signed_in(self, number: int, host: str) -> str:
        form = {"grant_type": "password", "username": JANE, "password": PASSWORD}
        return str(self.direct(number, "POST", host, "/api/token", data=form).json()["access_token"])

    def lines(self) -> list[dict[str, Any]]:
        """Return the complete lines of both logs."""
        logs = (server.log.read_text() for server in self.servers)
        return [json.loads(line) for log in logs for line in log[: log.rfind("\n") + 1].splitlines()]

    def line_of(self, request_id: str, event: str = "request") -> dict[str, Any]:
        """Wait for what a log says of a request."""
        [line] = until(
            lambda: [one for one in self.lines() if (one.get("request_id"), one["event"]) == (request_id, event)]
        )
        return line


@pytest.fixture(scope="module")
def space(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    settings = {"trusted_proxies": [HERE_ONLY], "throttle": False, "secret_key": [HERE]}
    with ExitStack() as stack:
        urls = [stack.enter_context(fresh_database(server_url, template)) for _ in range(2)]
        with connect(urls[0]) as conn:
            fill(conn, 1, ONE)
            fill(conn, networks.create(conn, "North Hubs", [NORTH]), NORTH)
        with connect(urls[1]) as conn:
            networks.change_hosts(conn, "default", add=[SOUTH])
            fill(conn, 1, SOUTH)
        one, other = (stack.enter_context(serving(url, tmp_path_factory.mktemp("log"), **settings)) for url in urls)
        of_networks = {NORTH: (urls[0], "North Hubs"), ONE: (urls[0], "default"), SOUTH: (urls[1], "default")}
        keys = {
            host: done(url, "--network", name, "key", "create", "--name", "clients").split()[0]
            for host, (url, name) in of_networks.items()
        }
        yield Space((urls[0], urls[1]), (one, other), keys)


def fill(conn: Connection[Any], network_id: int, name: str) -> None:
    jane = {"Id": 101, "FullName": name, "Email": JANE}
    team = {"Id": 55, "BusinessId": 1, "Name": name, "TeamAdministrators": [101], "TeamMembers": [101]}
    store(conn, {"coworkers": [jane], "teams": [team]}, network_id=network_id)
    account(conn, JANE, network_id=network_id)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a path that is short enough for a socket."""
    return tmp_path_factory.mktemp("proxy")


class Seen(NamedTuple):
    """What a client gets, but for what is of each answer alone."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def seen(answer: httpx.Response) -> Seen:
    headers = [(name.lower(), value) for name, value in answer.headers.multi_items() if name.lower() not in OWN]
    return Seen(answer.status_code, sorted(headers), answer.content)


@pytest.mark.parametrize("kind", KINDS)
def test_each_host_gets_the_answers_of_its_network_and_others_get_none(space: Space, folder: Path, kind: str) -> None:
    with START[kind](folder, partial(space.of_two, kind)) as proxy:
        for host, number in ((NORTH, space.of_north), (SOUTH, 1)):
            headers = space.of_jane(host)
            for path in (KPI, "/openapi.json"):
                assert seen(proxy.ask("GET", host, path, headers=headers)) == seen(
                    space.direct(number, "GET", host, path, headers=headers)
                )
            assert host in proxy.ask("GET", host, KPI, headers=headers).text
        headers = {"X-Request-Id": f"{kind}-unlisted"}
        for host in (ONE, HERE_ONLY):
            assert proxy.ask("GET", host, "/health/live", name=NORTH, headers=headers).status_code == 421
        with pytest.raises(httpx.ConnectError):
            proxy.ask("GET", NORTH, "/health/live", name="other.example.com", headers=headers)
        proxy.ask("GET", NORTH, "/health/live", headers={"X-Request-Id": f"{kind}-listed"})
        assert space.line_of(f"{kind}-listed")["status"] == 200
        assert headers["X-Request-Id"] not in {one.get("request_id") for one in space.lines()}


def holds_what_is_documented(space: Space, proxy: Proxy, host: str, number: int) -> None:
    """Look at what is documented of any proxy: client, protocol, and sizes of requests."""
    forged = {"X-Forwarded-For": FORGED, "X-Forwarded-Proto": "http", "x-requested-with": "XMLHttpRequest"}
    form = {"username": JANE, "password": PASSWORD}
    signed_in = proxy.ask("POST", host, SESSION, data=form, headers={**forged, "Origin": f"https://{host}"})
    assert signed_in.status_code == 200
    assert "; secure" in signed_in.headers["Set-Cookie"].lower()
    assert space.line_of(signed_in.headers["X-Request-Id"], "security")["address"] == CLIENT
    failed = proxy.ask("POST", host, SESSION, data={**form, "password": "wrong"}, headers=forged)
    assert space.line_of(failed.headers["X-Request-Id"], "security")["address"] == CLIENT

    assert Settings().max_body_bytes == 2**20
    for path, content in (("/webhooks/nexudus/x", b" " * 2**20), (f"{MINE}&x=".ljust(_MOST_BYTES, "x"), b"")):
        method = "POST" if content else "GET"
        assert seen(proxy.ask(method, host, path, content=content)) == seen(
            space.direct(number, method, host, path, content=content)
        )
    assert proxy.ask("POST", host, "/webhooks/nexudus/x", content=b" " * (2**20 + 1)).status_code == 413

    headers = space.of_operator(host)
    upload = proxy.ask("POST", host, FILES, json={"Name": "a.csv", "Size": 2 * PART_BYTES + 1}, headers=headers)
    for part, size in enumerate((PART_BYTES, PART_BYTES, 1), 1):
        path = f"{FILES}/{upload.json()['Id']}/parts/{part}"
        of_a_file = {**headers, "Content-Type": "application/octet-stream"}
        assert proxy.ask("PUT", host, path, content=b"x" * size, headers=of_a_file).status_code == 204


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_of_several_servers_forwards_as_documented(space: Space, folder: Path, kind: str) -> None:
    with START[kind](folder, partial(space.of_two, kind)) as proxy:
        holds_what_is_documented(space, proxy, SOUTH, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_of_one_server_forwards_as_documented(space: Space, folder: Path, kind: str) -> None:
    with START[kind](folder, partial(space.of_one, kind)) as proxy:
        holds_what_is_documented(space, proxy, ONE, 0)
        for path in (*WITH_SECRETS, "/health/live"):
            proxy.ask("GET", ONE, path)
        until(lambda: "/health/live" in proxy.requests.read_text())
        assert "hush" not in proxy.requests.read_text()
        plain = _sent(NO_TLS, "GET", f"http://{HERE_ONLY}:{proxy.plain_port}{KPI}", ONE)
        assert (plain.status_code // 100, plain.headers["Location"]) == (3, f"https://{ONE}{KPI}")
        if kind == "nginx":
            assert proxy.ask("GET", ONE, "/health/live").headers["Strict-Transport-Security"] == "max-age=31536000"
            assert proxy.ask("GET", NORTH, "/health/live", name=ONE).status_code == 421
            with pytest.raises(httpx.ConnectError):
                proxy.ask("GET", ONE, "/health/live", name=NORTH)
        elif kind == "caddy":
            assert proxy.ask("GET", NORTH, "/health/live", name=ONE).content == b""


@pytest.mark.parametrize("page", [SEVERAL, OPERATING])
def test_nginx_waits_longer_than_a_write_may_take(page: str) -> None:
    [seconds] = re.findall(r"proxy_read_timeout (\d+)s;", block(page, having="proxy_pass"))
    assert int(seconds) > int(_WRITE_TIMEOUT.removesuffix("s"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_moved_network_is_asked_where_the_changed_list_says(
    space: Space, folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The move is to the server where the network is not, so that each proxy sees one."""
    old, new = space.of_north, 1 - space.of_north
    monkeypatch.chdir(folder)
    (folder / "to").write_text(space.urls[new])
    (folder / "key").write_text(HERE)
    move, delete = (shlex.split(block(SEVERAL, having=f"network {verb}"))[1:] for verb in ("move", "delete"))
    with START[kind](folder, partial(space.of_two, kind)) as proxy:
        headers = space.of_jane(NORTH)
        before = proxy.ask("GET", NORTH, KPI, headers=headers)
        assert before.status_code == 200
        done(space.urls[old], *move)
        moved = proxy.ask("GET", NORTH, KPI, headers=headers)
        assert (moved.status_code, int(moved.headers["Retry-After"]) > 0) == (503, True)
        assert "it was moved" in moved.json()["detail"]
        space.of_north = new
        proxy.reload(space.of_two(kind, proxy))
        until(lambda: proxy.ask("GET", NORTH, KPI, headers=headers).status_code == 200)
        assert space.direct(old, "GET", NORTH, KPI, headers=headers).status_code == 503
        done(space.urls[old], *delete, stdin="y\n")
        assert proxy.ask("GET", NORTH, KPI, headers=headers).content == before.content


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_refuses_what_is_for_a_network_that_is_moved_as_a_file(space: Space, folder: Path, kind: str) -> None:
    line, before = {
        "nginx": (f"if ($host = {NORTH}) {{ return 503; }}", "location /"),
        "caddy": ("respond 503", "reverse_proxy"),
    }[kind]
    assert f"`{line}`" in (DOCS / SEVERAL).read_text(encoding="utf-8")
    with START[kind](folder, lambda proxy: space.of_two(kind, proxy).replace(before, f"{line}\n{before}", 1)) as proxy:
        assert [proxy.ask("GET", host, "/health/live").status_code for host in (NORTH, SOUTH)] == [503, 200]
        proxy.reload(space.of_two(kind, proxy))
        until(lambda: proxy.ask("GET", NORTH, "/health/live").status_code == 200)
