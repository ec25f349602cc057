"""Checks that are kept say what a check that is made anew says, whatever was committed between, and by whom."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import AsyncCursor, Connection

from citus import cluster
from examples import examples
from patience import until
from spaces import NOW, write
from teamkpi import accounts, networks
from teamkpi.accounts import tokens
from teamkpi.api.callers import checks as module
from teamkpi.api.callers import known_hosts
from teamkpi.api.callers.checks import Check, Checks, digest
from teamkpi.api.database import Database
from teamkpi.db import ReadConnection, connect, migrate
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.errors import DatabaseUnusable, NetworkClosed

ANN, BOB = "ann@example.org", "bob@example.org"
PASSWORD = "correct horse battery"
HOST, OTHER_HOST = "space.example", "other.example"
TOKEN_SECONDS = 3600
_numbers = count(1)
TEAM_MEMBERS = {1: [1, 2], 2: [2], 3: [1, 2, 3]}


@dataclass
class Space:
    """A network of two people with a token each, of three teams, and a clock."""

    conn: Connection[Any]
    network_id: int
    tokens: list[str]
    now: datetime = NOW

    def put(self, plural: str, **record: Any) -> None:
        write(self.conn, self.network_id, [(plural, record)])

    def put_team(self, number: int) -> None:
        members = TEAM_MEMBERS[number]
        self.put(
            "teams",
            Id=number,
            Name=f"T {next(_numbers)}",
            BusinessId=1,
            TeamMembers=members,
            TeamAdministrators=members[:1],
        )

    def questions(self) -> list[tuple[str, str | None, int | None]]:
        shown = [*self.tokens, "nobody's", None]
        here = [(HOST, token, team) for token in shown for team in (*TEAM_MEMBERS, 4, None)]
        return [*here, (OTHER_HOST, self.tokens[0], 1), *here[:3]]


def make_space(conn: Connection[Any]) -> Space:
    network_id = networks.create(conn, "space", [HOST])
    networks.create(conn, "other", [OTHER_HOST])
    shown = []
    people = [
        ("coworkers", {"Id": number, "FullName": "P", "Email": email, "Active": True})
        for number, email in enumerate((ANN, BOB, "carl@example.org"), 1)
    ]
    write(conn, network_id, people)
    for email in (ANN, BOB):
        accounts.create(conn, network_id, email, PASSWORD, now=NOW)
        form = {"grant_type": "password", "username": email, "password": PASSWORD}
        pair = tokens.grant(
            conn, network_id, form, None, now=NOW, access_seconds=TOKEN_SECONDS, refresh_days=1, reuse_seconds=10
        )
        shown.append(pair.access_token)
    space = Space(conn, network_id, shown)
    for number in TEAM_MEMBERS:
        space.put_team(number)
    return space


@pytest.fixture(scope="module")
def space(shared: Connection[Any]) -> Space:
    return make_space(shared)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, pool_size=3)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def asked(checks: Checks, space: Space) -> list[Check]:
    return list(
        await asyncio.gather(
            *(checks.check(host, digest(token), team_id) for host, token, team_id in space.questions())
        )
    )


async def anew(database: Database, space: Space) -> list[Check]:
    return await asked(Checks(database, lambda: space.now), space)


STEPS: tuple[str, ...] = ("nothing", "booking", "team", "no team", "suspend", "resume")
STEPS += ("swap hosts", "forget host", "hosts back", "move away", "stay")
STEPS += ("move on", "move back", "begin", "commit", "undo")


def other_network(space: Space) -> int:
    return networks.by_name(space.conn, "other")


def do(step: str, space: Space, other: Connection[Any]) -> None:
    """One thing that may change what checks say; ``other`` has a transaction of its own open, or none."""
    with suppress(NetworkClosed):  # what is written to a network that has been moved away
        _do(step, space, other)


def _do(step: str, space: Space, other: Connection[Any]) -> None:
    is_open = other.info.transaction_status != psycopg.pq.TransactionStatus.IDLE
    match step:
        case "booking":
            times = {"FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:30:00Z"}
            space.put("bookings", Id=next(_numbers), CoworkerId=2, ResourceId=1, **times)
        case "team":
            space.put_team(1)
        case "no team":
            space.put("teams", Id=1, _deleted=True)
        case "suspend":
            accounts.suspend(space.conn, space.network_id, ANN)
        case "resume":
            with suppress(Exception):
                accounts.resume(space.conn, space.network_id, ANN)
        case "swap hosts":
            change = "UPDATE network_host SET network_id = %s - network_id"
            space.conn.execute(change, (space.network_id + other_network(space),))
        case "forget host":
            space.conn.execute("UPDATE network_host SET host = 'elsewhere.example' WHERE host = %s", (OTHER_HOST,))
        case "hosts back":
            space.conn.execute("DELETE FROM network_host")
            named = [(HOST, space.network_id), (OTHER_HOST, other_network(space))]
            with space.conn.cursor() as cursor:
                cursor.executemany("INSERT INTO network_host (host, network_id) VALUES (%s, %s)", named)
        case "move away" | "stay":
            place = "moved" if step == "move away" else "here"
            space.conn.execute("UPDATE network SET place = %s WHERE id = %s", (place, space.network_id))
        case "move on":
            space.now += timedelta(seconds=TOKEN_SECONDS * 0.7)
        case "move back":
            space.now -= timedelta(seconds=TOKEN_SECONDS * 0.7)
        case "begin" if not is_open:
            other.execute("BEGIN")
            raised = "UPDATE team_state SET revision = revision + 1 WHERE network_id = %s AND team_id = 3"
            assert other.execute(raised, (space.network_id,)).rowcount == 1
        case "commit" if is_open:
            other.execute("COMMIT")
        case "undo" if is_open:
            other.execute("ROLLBACK")


def as_it_was(space: Space) -> None:
    for step in ("hosts back", "stay", "resume"):
        do(step, space, space.conn)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.lists(st.sampled_from(STEPS), max_size=2), max_size=12))
def test_kept_checks_are_what_new_ones_are(space: Space, shared_url: str, rounds: list[list[str]]) -> None:
    space.now = NOW
    as_it_was(space)

    async def go_on(other: Connection[Any]) -> None:
        async with opened(shared_url) as database:
            checks = Checks(database, lambda: space.now)
            for steps in rounds:
                for step in steps:
                    do(step, space, other)
                assert await asked(checks, space) == await anew(database, space), steps

    with connect(shared_url) as other:
        asyncio.run(go_on(other))


def test_a_host_that_changes_networks_is_asked_for_there_at_once(space: Space, shared_url: str) -> None:
    """Also while others write all the time, when nothing that was found is kept."""
    space.now = NOW
    as_it_was(space)

    async def go_on() -> None:
        async with opened(shared_url) as database:
            checks = Checks(database, lambda: space.now)
            there = other_network(space)
            question = HOST, digest(space.tokens[0]), 1
            for steps, network_id, is_known in (
                ("", space.network_id, True),
                ("swap hosts", there, False),
                ("hosts back", space.network_id, True),
                ("move away", None, False),
                ("stay", space.network_id, True),
                ("forget host", space.network_id, True),
                ("swap hosts", there, False),
                ("hosts back", space.network_id, True),
            ):
                do(steps, space, space.conn)
                found = await checks.check(*question)
                assert (found.network_id, found.account_id is not None) == (network_id, is_known), steps

    asyncio.run(go_on())


def test_more_hosts_than_are_kept_are_all_found(space: Space, shared_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    space.now = NOW
    as_it_was(space)
    hosts = [f"{number}.space.example" for number in range(9)]
    monkeypatch.setattr(known_hosts, "_MOST_KEPT", 3)

    async def go_on() -> None:
        async with opened(shared_url) as database:
            checks = Checks(database, lambda: space.now)
            for _ in range(3):
                found = await asyncio.gather(*(checks.check(host, digest(space.tokens[0]), 1) for host in hosts))
                assert [one.network_id for one in found] == [space.network_id, other_network(space)] * 4 + [1]

    networks.replace_hosts(space.conn, space.network_id, [HOST, *hosts[0:8:2]])
    networks.replace_hosts(space.conn, other_network(space), [OTHER_HOST, *hosts[1:8:2]])
    try:
        asyncio.run(go_on())
    finally:
        do("hosts back", space, space.conn)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each statement that is sent to check, of how many questions."""
    found: list[int] = []
    execute = AsyncCursor.execute

    async def counted(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        if query in {module._CHECK, module._SQL.present}:
            found.append(len(params["hosts"]) if params else 0)
        return await execute(self, query, params, **options)

    monkeypatch.setattr(AsyncCursor, "execute", counted)
    return found


@pytest.mark.skipif(cluster() is not None, reason="nothing is kept in a cluster")
def test_what_is_kept_is_not_asked_again(space: Space, shared_url: str, sent: list[int]) -> None:
    space.now = NOW
    as_it_was(space)
    different = len(set(space.questions()))
    of_nobody = 2 * 5  # nothing is kept for who shows no token that holds, nor for the wrong network
    unknown = of_nobody + 1

    async def go_on() -> None:
        async with opened(shared_url) as database:
            checks = Checks(database, lambda: space.now)
            for _ in range(8):  # until every connection has answered, and two in a row have seen the same
                await asked(checks, space)
            sent.clear()
            await asked(checks, space)
            assert sum(sent) == unknown
            sent.clear()
            await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [0]
            space.put_team(2)
            sent.clear()
            await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [0, 1], "a look, and what was kept is asked again"
            sent.clear()
            await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [1], "while somebody commits, all is asked at once"
            await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [1, 0]
            await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [1, 0, 0]

    asyncio.run(go_on())
    assert different > unknown


def test_nothing_is_kept_in_a_cluster(
    space: Space, shared_url: str, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers commit, and the snapshots of the coordinator stay the same."""
    space.now = NOW
    as_it_was(space)
    monkeypatch.setattr(ReadConnection, "is_cluster", property(lambda *_: True, lambda *_: None))

    async def go_on() -> None:
        async with opened(shared_url) as database:
            checks = Checks(database, lambda: space.now)
            for _ in range(8):
                await checks.check(HOST, digest(space.tokens[0]), 1)
            assert sent == [1] * 8

    asyncio.run(go_on())


def test_what_another_backend_sees_is_not_compared(space: Space, shared_url: str) -> None:
    async def go_on() -> None:
        async with opened(shared_url) as database, database.reads.connection() as conn:
            kept = module._KeptChecks()
            question = module._Asked(HOST, b"digest", 1)
            check = (await anew(database, space))[0]
            space.now = NOW
            assert check.account_id
            assert not kept.note(conn, "backend 1", "5:5:", {question: check}, NOW)
            assert kept.note(conn, "backend 1", "5:5:", {}, NOW)
            assert kept.holding([question], NOW) == {question: check}
            assert kept.holding([question], NOW - timedelta(microseconds=1)) == {}
            assert kept.holding([question], check.expires_on or NOW) == {}
            assert not kept.note(conn, "backend 2", "5:5:", {}, NOW), "restarted, behind something that hides it"
            assert kept.holding([question], NOW) == {}
            assert kept.note(conn, "backend 2", "5:5:", {question: check}, NOW)
            assert not kept.note(conn, "backend 2", None, {question: check}, NOW), "a standby"
            assert not kept.note(conn, "backend 2", None, {}, NOW)
            assert kept.holding([question], NOW) == {}

    space.now = NOW
    as_it_was(space)
    asyncio.run(go_on())


def test_a_crash_of_the_database_makes_it_forget(folder: Path) -> None:
    server = EmbeddedServer(folder)
    try:
        migrate(server.url)
        with connect(server.url) as conn:
            space = make_space(conn)

        async def go_on() -> None:
            async with opened(server.url) as database:
                checks = Checks(database, lambda: space.now)
                for _ in range(8):
                    before = await asked(checks, space)
                # A write that is never committed: its transaction's id may be given out again after the crash.
                with suppress(psycopg.Error), connect(server.url) as lost:
                    lost.execute("BEGIN")
                    lost.execute("UPDATE team_state SET revision = revision + 1")
                    await asked(checks, space)
                    os.kill(lost.info.backend_pid, signal.SIGKILL)
                space.conn = await asyncio.to_thread(reconnected, server.url)
                space.put_team(1)
                after = await asked(checks, space)
                assert after == await anew(database, space)
                assert after != before
                space.conn.close()

        asyncio.run(go_on())
    finally:
        server.close()


def reconnected(url: str) -> Connection[Any]:
    def connection() -> Connection[Any] | None:
        with suppress(DatabaseUnusable):
            return connect(url)
        return None

    return cast("Connection[Any]", until(connection))
