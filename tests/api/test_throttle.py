"""Who asks too often has to wait: how often is too often, who is counted, what the answers say, and what it costs."""

from __future__ import annotations

import asyncio
import itertools
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql
from psycopg_pool import AsyncConnectionPool

from api.doorway import NOW, PASSWORD, Space, account, problem, running, store
from examples import examples
from patience import PATIENCE
from spaces import AUTHOR
from teamkpi import networks
from teamkpi.accounts import keys
from teamkpi.api.serving import shared_counts
from teamkpi.api.serving.shared_counts import MOST_SUBJECTS, Rule, SharedCounts

KPI = "/api/public/teams/55/kpi"
JANE, LEO = "jane@example.org", "leo@example.org"
NO_LIMITS: dict[str, Any] = {
    "throttle_requests_per_token": 0,
    "throttle_writes_per_token": 0,
    "throttle_requests_per_address": 0,
    "throttle_writes_per_address": 0,
}
LIMIT = 60  # which makes a second of one request, and a quantum of three
QUANTUM = 3
_addresses = itertools.count(1)


def limited(run: Callable[..., Space], **limits: int) -> Space:
    return run(**{**NO_LIMITS, **{f"throttle_{name}": limit for name, limit in limits.items()}})


def fresh_address() -> dict[str, str]:
    """The header of a client that nobody has heard of."""
    number = next(_addresses)
    return {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}


@pytest.fixture
def signed_in(conn: Connection[Any]) -> None:
    people = [{"Id": 1, "FullName": "Jane", "Email": JANE}, {"Id": 2, "FullName": "Leo", "Email": LEO}]
    store(conn, {"coworkers": people, "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamAdministrators": [1]}]})
    account(conn, JANE)
    account(conn, LEO)


@pytest.fixture(scope="module")
def three(shared_url: str) -> Iterator[list[Space]]:
    """Three server processes, as good as, on one database; each address may ask sixty times a minute.

    They wait for the database however long it takes; by themselves they would go on without it after a moment.
    """
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name in ("_LONGEST_WAIT", "_LONGEST_SETTLEMENT"):
            patch.setattr(shared_counts, name, PATIENCE)
        limits = NO_LIMITS | {"throttle_requests_per_address": LIMIT}
        yield [stack.enter_context(running(shared_url, trusted_proxies=("127.0.0.1",), **limits)) for _ in range(3)]


def forward(spaces: list[Space], microseconds: int) -> None:
    """Let time pass for all processes alike."""
    for space in spaces:
        space.forward(timedelta(microseconds=microseconds))


def statuses(space: Space, count: int, method: str = "GET", path: str = "/nope", **options: Any) -> list[int]:
    return [space.ask(method, path, **options).status_code for _ in range(count)]


# The answers


def test_the_answer_to_who_has_to_wait(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_address=5)
    assert statuses(space, 5) == [404] * 5
    answer = space.get(KPI)
    assert answer.status_code == 429
    assert answer.json() == problem("too_many_requests", 429, "Too many requests", "Wait 12 seconds, then try again.")
    headers = {name: answer.headers[name] for name in ("Content-Type", "Content-Length", "Retry-After")}
    length = str(len(answer.content))
    assert headers == {"Content-Type": "application/problem+json", "Content-Length": length, "Retry-After": "12"}


def test_the_answer_as_nexudus_gives_it(run: Callable[..., Space]) -> None:
    space = run(**NO_LIMITS | {"throttle_requests_per_address": 5}, throttle_status=409)
    statuses(space, 5)
    answer = space.get(KPI)
    assert (answer.status_code, answer.content) == (409, b"")
    assert dict(answer.headers) == {
        "retry-after": "12",
        "content-length": "0",
        "cache-control": "no-cache",
        "pragma": "no-cache",
        "expires": "-1",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-request-id": answer.headers["X-Request-Id"],
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }


def test_a_page_of_another_origin_may_read_how_long_to_wait(run: Callable[..., Space]) -> None:
    space = run(**NO_LIMITS | {"throttle_requests_per_address": 1}, cors_origins=("*",))
    answers = [space.get("/nope", headers={"Origin": "https://portal.example"}) for _ in range(2)]
    assert answers[1].status_code == 429
    assert answers[1].headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answers[1].headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("limit", [1, 7, 60, 100])
def test_who_waits_as_long_as_told_is_let_in(run: Callable[..., Space], limit: int) -> None:
    space = limited(run, requests_per_address=limit)
    assert statuses(space, limit + 1) == [404] * limit + [429]
    for _ in range(3):
        seconds = int(space.get("/nope").headers["Retry-After"])
        assert seconds == -(-60 // limit)
        if seconds > 1:
            space.forward(timedelta(seconds=seconds - 1))
            assert space.get("/nope").headers["Retry-After"] == "1"
        space.forward(timedelta(seconds=min(1, seconds)))
        assert space.get("/nope").status_code == 404
        # What came back besides is spent, so that the next has to wait for a whole one.
        while space.get("/nope").status_code == 404:
            pass
        space.forward(timedelta(minutes=1))
        assert statuses(space, limit + 1) == [404] * limit + [429]


def test_a_refusal_is_a_line_in_the_log(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_address=1)
    statuses(space, 2, path=KPI)
    line = space.log_lines()[-1]
    assert {name: line[name] for name in ("method", "route", "status", "network_id", "account_id")} == {
        "method": "GET",
        "route": None,
        "status": 429,
        "network_id": 1,
        "account_id": None,
    }


# What is counted


def test_off_is_off(run: Callable[..., Space]) -> None:
    space = run(throttle=False, throttle_requests_per_address=1, throttle_writes_per_address=1)
    assert statuses(space, 20) == [404] * 20
    assert statuses(space, 20, "POST") == [404] * 20


def test_writes_have_a_limit_of_their_own(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_address=10, writes_per_address=4)
    assert statuses(space, 5, "POST") == [404] * 4 + [429]
    assert statuses(space, 2, "PUT") + statuses(space, 2, "DELETE") == [429] * 4
    # A write is a request too; one that was refused is none.
    assert statuses(space, 7) == [404] * 6 + [429]


def test_head_counts_as_get_and_options_not_at_all(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_address=4)
    assert statuses(space, 20, "OPTIONS", KPI) == [204] * 20
    assert statuses(space, 3, "HEAD") == [404] * 3
    assert statuses(space, 2) == [404, 429]
    head = space.ask("HEAD", KPI)
    assert (head.status_code, head.content, head.headers["Retry-After"]) == (429, b"", "15")
    assert statuses(space, 20, "OPTIONS", KPI) == [204] * 20


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/docs", "/docs/docs.js", "/openapi.json"])
def test_what_is_always_answered(run: Callable[..., Space], path: str) -> None:
    space = limited(run, requests_per_address=1)
    assert statuses(space, 5, path=path) == [200] * 5
    assert statuses(space, 2) == [404, 429]
    assert statuses(space, 5, path=path) == [200] * 5
    assert space.ask("POST", path).status_code == 429


@pytest.mark.usefixtures("signed_in")
def test_every_token_is_counted_by_itself(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_token=3, writes_per_token=1)
    first, second = (space.sign_in(JANE, client_id=name)["access_token"] for name in ("a", "b"))
    other = space.sign_in(LEO)["access_token"]
    assert statuses(space, 4, path=KPI, token=first) == [200] * 3 + [429]
    assert statuses(space, 4, path=KPI, token=second) == [200] * 3 + [429]
    assert statuses(space, 4, path=KPI, token=other) == [404] * 3 + [429]
    assert statuses(space, 5, path="/nope") == [404] * 5
    # However the header is written.
    for written in (f"bearer {first}", f"BEARER  {first} "):
        assert space.get(KPI, headers={"Authorization": written}).status_code == 429
    space.forward(timedelta(minutes=1))
    assert statuses(space, 2, "PUT", "/api/public/teams/55/profile", token=first, json={}) == [200, 429]


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def test_a_key_and_a_password_are_counted_however_they_are_shown(
    conn: Connection[Any], run: Callable[..., Space]
) -> None:
    account(conn, JANE, operator=True)
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    space = limited(run, requests_per_token=3)
    path = "/api/spaces/bookings"
    of_a_key = [{"Authorization": f"Bearer {key}"}, basic("any", key), basic(key, ""), basic("other", key)]
    of_an_account = [basic(JANE, PASSWORD), basic(JANE.upper(), PASSWORD), basic(f" {JANE}", PASSWORD)]
    assert [space.get(path, headers=one).status_code for one in of_a_key[:3]] == [200] * 3
    assert {space.get(path, headers=one).status_code for one in of_a_key[:3]} == {429}
    # One that has not been shown so yet is counted once it has been answered.
    assert [space.get(path, headers=of_a_key[3]).status_code for _ in range(2)] == [200, 429]
    assert [space.get(path, headers=one).status_code for one in of_an_account] == [200] * 3
    assert {space.get(path, headers=one).status_code for one in of_an_account} == {429}


@pytest.mark.usefixtures("signed_in")
def test_tokens_that_do_not_hold_count_for_their_address_alone(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_token=2, requests_per_address=30)
    assert statuses(space, 10, path=KPI, token="invalid") == [401] * 10
    assert [space.get(KPI, token=f"invalid-{number}").status_code for number in range(20)] == [401] * 20
    assert space.get(KPI, token="invalid-again").status_code == 429
    space.forward(timedelta(minutes=1))
    token = space.sign_in(JANE)["access_token"]
    assert statuses(space, 3, path=KPI, token=token) == [200, 200, 429]


def test_addresses_are_counted_apart(run: Callable[..., Space]) -> None:
    space = run(**NO_LIMITS | {"throttle_requests_per_address": 2}, trusted_proxies=("127.0.0.1",))
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"):
        assert statuses(space, 3, headers={"X-Forwarded-For": address}) == [404, 404, 429]
    # One customer has a whole /64.
    assert statuses(space, 1, headers={"X-Forwarded-For": "2001:db8::ffff"}) == [429]
    # What stands left of who asked the proxy may be made up.
    assert statuses(space, 1, headers={"X-Forwarded-For": "192.0.2.9, 192.0.2.1"}) == [429]


def test_a_client_makes_up_no_address(run: Callable[..., Space]) -> None:
    space = limited(run, requests_per_address=2)
    assert statuses(space, 2) == [404, 404]
    assert statuses(space, 1, headers={"X-Forwarded-For": "192.0.2.1"}) == [429]


def test_networks_are_counted_apart(conn: Connection[Any], run: Callable[..., Space]) -> None:
    networks.create(conn, "North", ["north.example"])
    networks.create(conn, "South", ["south.example", "also.south.example"])
    space = limited(run, requests_per_address=2)
    for host in ("north.example", "south.example", "any.example"):
        assert statuses(space, 3, headers={"Host": host}) == [404, 404, 429]
    # Names of one network, and ways to write them, are one.
    for host in ("also.south.example", "South.Example.", "north.example:8000", "another.example"):
        assert statuses(space, 1, headers={"Host": host}) == [429]


def test_hosts_of_no_network_share_a_count(conn: Connection[Any], run: Callable[..., Space]) -> None:
    conn.execute("DELETE FROM network")
    networks.create(conn, "North", ["north.example"])
    space = limited(run, requests_per_address=2)
    assert [space.get(KPI, headers={"Host": f"{number}.example"}).status_code for number in range(3)] == [404, 404, 429]
    assert statuses(space, 3, path=KPI, headers={"Host": "north.example"}) == [401, 401, 429]


# How often, exactly

_STEPS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 4_000_000)), min_size=1, max_size=8)


@settings(deadline=None, max_examples=examples(15))
@given(steps=_STEPS)
def test_one_process_counts_exactly(three: list[Space], steps: list[tuple[int, int]]) -> None:
    """Beside a bucket that holds a minute's requests, and fills steadily."""
    headers, level = fresh_address(), Fraction(LIMIT)
    for requests, microseconds in steps:
        forward(three, microseconds)
        level = min(Fraction(LIMIT), level + Fraction(microseconds * LIMIT, 60_000_000))
        for _ in range(requests):
            let_in = level >= 1
            level -= let_in
            assert three[0].get("/nope", headers=headers).status_code == (404 if let_in else 429)


@settings(deadline=None, max_examples=examples(15))
@given(order=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 40)), min_size=1, max_size=8))
def test_several_processes_overshoot_by_a_quantum_each(three: list[Space], order: list[tuple[int, int]]) -> None:
    headers, asked, let_in = fresh_address(), 0, 0
    for number, requests in order:
        asked += requests
        let_in += statuses(three[number], requests, headers=headers).count(404)
    assert min(asked, LIMIT) <= let_in <= LIMIT + (len({number for number, _ in order}) - 1) * QUANTUM


@settings(deadline=None, max_examples=examples(15))
@given(
    order=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 40), st.integers(0, 5_000_000)), min_size=3, max_size=8)
)
def test_what_is_overshot_is_made_up_for(three: list[Space], order: list[tuple[int, int, int]]) -> None:
    headers, microseconds, let_in = fresh_address(), 0, 0
    for number, requests, step in order:
        forward(three, step)
        microseconds += step
        let_in += statuses(three[number], requests, headers=headers).count(404)
    assert let_in <= LIMIT + Fraction(microseconds * LIMIT, 60_000_000) + 2 * QUANTUM


def test_processes_at_the_same_time(three: list[Space]) -> None:
    headers = fresh_address()

    async def burst(spaces: list[Space]) -> list[httpx.Response]:
        asks = [space._client.get("/nope", headers=headers) for space in spaces for _ in range(100)]
        return await asyncio.gather(*asks)

    with ThreadPoolExecutor(3) as pool:
        answers = [answer for found in pool.map(lambda one: one._loop.call(burst, [one]), three) for answer in found]
    let_in = [answer.status_code for answer in answers].count(404)
    assert LIMIT <= let_in <= LIMIT + 2 * QUANTUM


def test_a_clock_that_is_set_back_a_little_takes_nothing_from_the_allowance(three: list[Space]) -> None:
    headers = fresh_address()
    forward(three, 59_000_000)
    assert statuses(three[0], LIMIT // 2, headers=headers) == [404] * (LIMIT // 2)
    forward(three, -59_000_000)
    assert statuses(three[0], LIMIT // 2, headers=headers) == [404] * (LIMIT // 2)
    assert three[0].get("/nope", headers=headers).status_code == 429
    forward(three, 120_000_000)


def test_a_clock_that_is_set_back_keeps_nobody_out(three: list[Space]) -> None:
    headers = fresh_address()
    for space in three:
        statuses(space, LIMIT, headers=headers)
    assert [space.get("/nope", headers=headers).status_code for space in three] == [429] * 3
    forward(three, -10 * 86_400 * 1_000_000)
    for space in three:
        # Whatever is known of before, here and in what they share, is settled again and again.
        assert statuses(space, LIMIT // 4, headers=headers) == [404] * (LIMIT // 4)
    assert 429 in statuses(three[0], LIMIT, headers=headers)
    forward(three, 20 * 86_400 * 1_000_000)
    # The others may settle only now what they let in before: less than a quantum each.
    at_least = LIMIT - 2 * (QUANTUM - 1)
    assert statuses(three[0], LIMIT, headers=headers)[:at_least] == [404] * at_least


@pytest.mark.usefixtures("signed_in")
def test_a_token_is_counted_over_all_processes(run: Callable[..., Space]) -> None:
    spaces = [limited(run, requests_per_token=20) for _ in range(2)]  # a quantum of one
    token = spaces[0].sign_in(JANE)["access_token"]
    found = [space.get(KPI, token=token).status_code for _ in range(30) for space in spaces]
    assert 20 <= found.count(200) <= 21
    assert set(found[22:]) == {429}


def test_a_process_that_stops_leaves_its_counts(database_url: str) -> None:
    limits = NO_LIMITS | {"throttle_requests_per_address": 1000}
    with running(database_url, **limits) as space:
        assert statuses(space, 20) == [404] * 20  # less than half a quantum
    with psycopg.connect(database_url) as conn:
        counted = conn.execute("SELECT network_id, full_us - %s FROM throttle_count", (NOW.timestamp() * 1_000_000,))
        assert counted.fetchall() == [(1, 20 * 60_000)]


# What it costs


def settlements(database_url: str, server_url: str, ask: Callable[[], Any]) -> int:
    """Count what is asked of the table of counts, by the database server's own log."""
    with psycopg.connect(server_url, autocommit=True) as server:
        folder = server.info.host  # where the server keeps its data, its socket is, too
        name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
        server.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(sql.Identifier(str(name))))
    log = Path(folder) / "server.log"
    before = log.stat().st_size
    ask()
    return log.read_bytes()[before:].count(b"INSERT INTO throttle_count")


def test_neither_requests_nor_refusals_cost_a_statement_each(database_url: str, server_url: str) -> None:
    def ask() -> None:
        with running(database_url) as space:
            assert statuses(space, 300) == [404] * 300
        with running(database_url, **NO_LIMITS | {"throttle_requests_per_address": 1}) as space:
            assert statuses(space, 301) == [404] + [429] * 300

    # One every two seconds, and at the start and the end of each process.
    assert 1 <= settlements(database_url, server_url, ask) < 25


def test_counts_that_mean_nothing_are_deleted(database_url: str, conn: Connection[Any]) -> None:
    limits = NO_LIMITS | {"throttle_requests_per_address": 60}

    def count() -> int:
        [found] = conn.execute("SELECT count(*) FROM throttle_count").fetchone() or (0,)
        return int(found)

    with running(database_url, trusted_proxies=("127.0.0.1",), **limits) as space:
        for _ in range(10):
            space.get("/nope", headers=fresh_address())
    assert count() == 10
    with running(database_url, now=NOW + timedelta(seconds=61), **limits) as space:
        space.get("/nope")
    assert count() == 11  # the clocks of other machines may be behind
    with running(database_url, now=NOW + timedelta(seconds=63), **limits) as space:
        space.get("/nope")
    assert count() == 1


def test_memory_is_bounded_however_many_ask(server_url: str) -> None:
    async def ask() -> SharedCounts:
        counts = SharedCounts(AsyncConnectionPool(server_url, open=False), lambda: NOW)
        rule = Rule("address", 60)
        for number in range(MOST_SUBJECTS + 5000):
            assert await counts.admit([counts.of(1, rule, str(number).encode())]) == 0
        return counts

    counts = asyncio.run(ask())
    assert len(counts._counts) == MOST_SUBJECTS
    assert set(counts._counts.keys()) >= counts._due.keys()


def test_without_the_database_each_process_counts_for_itself() -> None:
    limits = NO_LIMITS | {"throttle_requests_per_address": 5}
    with running("postgresql://127.0.0.1:1/none", **limits) as space:
        assert statuses(space, 5) == [404] * 5
        assert space.get(KPI).status_code == 429
        space.forward(timedelta(minutes=1))
        assert space.get(KPI).status_code == 503
