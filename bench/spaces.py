"""Databases to measure on, filled by the same import as a user's."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, sql

from bench.generate_ledger import NEWEST, Ledger
from teamkpi.accounts import people, tokens
from teamkpi.db import connect, migrate
from teamkpi.ledger import apply
from teamkpi.ledger.files import Source

NOW = NEWEST.replace(hour=12, tzinfo=UTC)
_PASSWORD = "a password for measurements"  # noqa: S105
_numbers = count(1)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Make a migrated database, yield its URL, drop it."""
    name = sql.Identifier(f"bench_{next(_numbers)}")
    with psycopg.connect(server_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(name))
    url = server_url.replace("/teamkpi?", f"/{name.as_string().strip(chr(34))}?")
    migrate(url)
    try:
        yield url
    finally:
        with psycopg.connect(server_url, autocommit=True) as conn:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def fill(url: str, files: dict[str, Iterable[str]]) -> None:
    """Import lines of entities, and leave the tables as autovacuum would in time."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as folder, connect(url) as conn:
        for plural, lines in files.items():
            with (Path(folder) / f"{plural}.jsonl").open("w", encoding="utf-8") as file:
                file.writelines(lines)
        started = time.perf_counter()
        report = apply(conn, 1, Source(Path(folder)), now=NOW)
        seconds = time.perf_counter() - started
        print(f"  imported {report.stored:,} records in {seconds:.0f} s", flush=True)
        conn.execute("VACUUM ANALYZE")


def space(ledger: Ledger, teams: int, stretches: int) -> dict[str, Iterable[str]]:
    """Return a space's lines: its people and teams, and so many bookings and check-ins, half of each."""
    return {
        "businesses": ledger.businesses(3),
        "resources": ledger.resources(60),
        "coworkers": ledger.people(ledger.coworkers),
        "teams": ledger.teams(teams),
        "bookings": ledger.bookings(stretches // 2),
        "checkins": ledger.checkins(stretches - stretches // 2),
    }


def items(ledger: Ledger, count: int) -> dict[str, Iterable[str]]:
    """Return what members have bought and been granted: so many of each kind."""
    return {
        "coworkerproducts": ledger.products(count),
        "eventattendees": ledger.attendees(count),
        "coworkertimepasses": ledger.passes(count),
        "coworkerextraservices": ledger.credits(count),
        "coworkerbookingcredits": ledger.booking_credits(count),
    }


def sign_in(url: str, coworker_id: int, *, operator: bool = False) -> str:
    """Give a generated member an account, and return an access token of it."""
    now = datetime.now(UTC)
    email = f"member{coworker_id}@example.org"
    form = {"grant_type": "password", "username": email, "password": _PASSWORD}
    with connect(url) as conn:
        people.create(conn, 1, email, _PASSWORD, operator=operator, now=now)
        return tokens.grant(
            conn, 1, form, None, now=now, access_seconds=86_400, refresh_days=1, reuse_seconds=10
        ).access_token


def explain(conn: Connection[Any], statement: str, parameters: dict[str, Any]) -> str:
    """Return what PostgreSQL did for a statement, as EXPLAIN writes it."""
    rows = conn.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement, parameters)
    return "\n".join(row[0] for row in rows)
