"""Ids of records that are made here: of fifteen digits, or of 32 bits where a network asks for it.

They never meet the ids of a source, which are counted up from small numbers and lie near 2,000,000,000 today, and every
program holds them exactly: JSON and spreadsheets keep fifteen digits. A network whose clients hold ids in 32 bits gets
them from the end of that range; it must have no source, whose ids would come there some day.
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
    """Take ids for new records that are made here; nobody else gets them, and no record has or had them.

    Raises BadRequest when a network's ids of 32 bits are used up.
    """
    free: list[int] = []
    at_once = count
    while len(free) < count:
        block = _block(conn, network_id, plural, at_once)
        # Records that were made elsewhere, and moved here with an import, may have some of them.
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
    """Return which ids are those of records, also of records that were deleted."""
    statement = sql.SQL("SELECT id FROM {} WHERE network_id = %s AND id BETWEEN %s AND %s").format(
        sql.Identifier(plural)
    )
    return {row[0] for row in conn.execute(statement, (network_id, ids[0], ids[-1]))}
