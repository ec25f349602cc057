"""Calls that only read write nothing: they get no connection for it, but for those that say why."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from api.test_isolation import ALL, two_networks
from conftest import fresh_database
from teamkpi.api.database import Database, only_reading
from teamkpi.api.reading import WRITES
from teamkpi.api.registry import OPERATIONS
from teamkpi.db import connect

_WRITING = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \w+ (AS \w+ )?SET)\b")


def test_every_read_writes_nothing_or_is_listed(
    server_url: str, template: str, statements: list[tuple[str, Any]]
) -> None:
    reads = {operation.id for operation in OPERATIONS if operation.method == "get"}
    asked_for: set[str] = set()
    wrote: set[str] = set()
    with (
        fresh_database(server_url, template) as url,
        connect(url) as conn,
        two_networks(url, is_filled=True) as (_, network),
    ):
        for asked in ALL:
            if asked.method != "GET":
                continue
            conn.execute("DELETE FROM team_statement")  # each of these calls is the first that needs one
            statements.clear()
            answer = network.ask(asked)
            assert answer.status_code < 500, asked
            asked_for.add(asked.operation)
            if any(_WRITING.search(re.sub(r"\s+", " ", re.sub(r"--.*", "", text))) for text, _ in statements):
                wrote.add(asked.operation)
    assert (asked_for, wrote) == (reads, set(WRITES))


def test_a_read_gets_no_connection_for_writes(database_url: str) -> None:
    def write(conn: Connection[Any]) -> None:
        conn.execute("UPDATE network SET name = name")

    async def ask() -> None:
        database = Database(database_url, 1)
        await database.open()
        try:
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                await database.read_in_thread(write)
            with only_reading():
                with pytest.raises(RuntimeError):
                    await database.write(write)
                with pytest.raises(RuntimeError):
                    await asyncio.create_task(database.write(write))
                await database.note(write)
            await database.write(write)
        finally:
            await database.close()

    asyncio.run(ask())
