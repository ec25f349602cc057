"""Ids of records created here: fifteen digits, or 32 bits if a network is set up so.

They cannot collide with the ids of a source, which count up from small numbers and are near 2,000,000,000 today, and
every program can represent them exactly: JSON and spreadsheets keep fifteen digits. A network whose clients store ids
in 32 bits gets ids from the top of that range; it must not have a source, whose ids would get there one day.
"""

from __future__ import annotations

from typing import Final

from psycopg import Connection, sql

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest

_SQL = load_sql("teamkpi.ledger", "local_ids.sql")
FIRST_LOCAL_ID: Final = 900_000_000_000_000
FIRST_SMALL_ID: Final = 2_100_000_000
_LAST: Final = {FIRST_LOCAL_ID: 999_999_999_999_999, FIRST_SMALL_ID: 2**31 - 1}


def next_ids(conn: Connection, network_id: int, plural: str, count: int = 1) -> list[int]:
    """Allocate ids for new records; they are unique, and no existing or deleted record has them.

    Raises BadRequest when a network's 32-bit ids are used up.
    """
    free: list[int] = []
    at_once = count
    while len(free) < count:
        block = _block(conn, network_id, plural, at_once)
        # Records created on another installation and imported here may have some of them.
        held = _held(conn, network_id, plural, block)
        free.extend(one for one in block if one not in held)
        at_once *= 2
    return free[:count]


def _block(conn: Connection, network_id: int, plural: str, count: int) -> range:
    values = {
        "network_id": network_id,
        "entity": plural,
        "first": FIRST_LOCAL_ID,
        "first_small": FIRST_SMALL_ID,
        "count": count,
    }
    first, last = conn.execute(_SQL.next_ids, values).fetchone() or (FIRST_LOCAL_ID, FIRST_LOCAL_ID)
    if last > _LAST[first]:
        raise BadRequest(
            "Id",
            f"cannot be created: all 32-bit ids for new {plural} are used up; `teamkpi network local-ids` allows "
            "longer ones",
        )
    return range(last - count + 1, last + 1)


def _held(conn: Connection, network_id: int, plural: str, ids: range) -> set[int]:
    """Return which ids are in use, also by deleted records."""
    statement = sql.SQL("SELECT id FROM {} WHERE network_id = %s AND id BETWEEN %s AND %s").format(
        sql.Identifier(plural)
    )
    return {row[0] for row in conn.execute(statement, (network_id, ids[0], ids[-1]))}
