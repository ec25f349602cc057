"""What database tests do with a space: write records, ask for figures, look at the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from psycopg import Connection, sql

from teamkpi.kpi import team_kpi
from teamkpi.ledger import ENTITIES, Change, Report, apply
from teamkpi.ledger.audit_trail import Author
from teamkpi.wire import encode

Version = tuple[str, dict[str, Any]]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AUTHOR = Author("tester", "cli")
_numbers = count(1000)


def new_network(conn: Connection[Any]) -> int:
    """Make a network that no other test or example writes to."""
    number = next(_numbers)
    conn.execute("INSERT INTO network (id, name) VALUES (%s, %s)", (number, f"network {number}"))
    return number


def changes(records: Iterable[Version]) -> list[Change]:
    return [Change(plural, record, position) for position, (plural, record) in enumerate(records, 1)]


def write(conn: Connection[Any], network_id: int, records: Iterable[Version], now: datetime = NOW) -> Report:
    return apply(conn, network_id, changes(records), now=now)


def asked(conn: Connection[Any], network_id: int, team_id: int, now: datetime = NOW) -> Any:
    """The body as a client reads it, money exact; None for no such team."""
    answer = team_kpi(conn, network_id, team_id, now=now)
    return None if answer is None else exact(answer.body)


def exact(body: Any) -> Any:
    return json.loads(encode(body), parse_float=Decimal)


def ledger_tables(conn: Connection[Any], network_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every ledger table of the network, and of the sums, without the revisions."""
    tables = {plural: ("network_id", *entity.all_columns) for plural, entity in ENTITIES.items()}
    sums = ("coworker_id", "month", "is_placed", "booked_us", "checked_us", "bookings_started")
    tables["usage_month"] = ("network_id", *sums)
    found = {}
    for table, columns in tables.items():
        statement = sql.SQL("SELECT {} FROM {} WHERE network_id = %s ORDER BY 2, 3, 4").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
        )
        found[table] = [row[1:] for row in conn.execute(statement, (network_id,))]
    return found
