"""Events that no write causes, because only time passes: they are found by looking, if a hook wants them.

Credits and passes that expire within a week are noted in the transaction that writes the event. Statements of a month
that is over are stored, as the first request for them would do, which writes the event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import TeamNotFound
from teamkpi.kpi.credits import expires_by, unit_of_time_credit
from teamkpi.outbox.hooks import Event, wanted_by_any, write_event
from teamkpi.statements.versions import statement_of
from teamkpi.wire import instant, plain_decimal

_SQL: Final = load_sql("teamkpi.hooks", "occasions.sql")
_TELL_EXPIRING: Final = _SQL.tell_expiring.format(
    unit_of_time_credit=unit_of_time_credit("s"), **expires_by("%(until)s")
)
EXPIRING_WITHIN: Final = timedelta(days=7)
_CREDITS_OF_AN_EVENT: Final = 100
_MOST_CREDITS: Final = 1000
_MOST_STATEMENTS: Final = 20


def look(
    conn: Connection,
    network_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    on_error: Callable[[Exception], object],
) -> bool:
    """Write the events that are due, and return whether there may be more. ``conn`` must not be in a transaction.

    An error of the program at one team's statement is passed to ``on_error``, and does not hold up the others.
    """
    has_credits = tell_expiring(conn, network_id, now=now)
    has_statements = close_statements(
        conn, network_id, now=now, open_checkin_limit=open_checkin_limit, on_error=on_error
    )
    return has_credits or has_statements


def tell_expiring(conn: Connection, network_id: int, *, now: datetime) -> bool:
    """Write events about credits and passes that expire soon, each once, and return whether there may be more."""
    if not wanted_by_any(conn, network_id, Event.CREDIT_EXPIRING):
        return False
    values = {"network_id": network_id, "now": now, "until": now + EXPIRING_WITHIN, "most": _MOST_CREDITS}
    with conn.transaction():
        conn.execute(_SQL.forget_expired, values)
        found = [_credit(*row) for row in conn.execute(_TELL_EXPIRING, values)]
        for start in range(0, len(found), _CREDITS_OF_AN_EVENT):
            told = {"Credits": found[start : start + _CREDITS_OF_AN_EVENT]}
            write_event(conn, network_id, Event.CREDIT_EXPIRING, told, now=now)
    return len(found) == _MOST_CREDITS


def _credit(  # noqa: PLR0917 - a row
    entity: str,
    record_id: int,
    coworker_id: int,
    unit: str,
    currency_code: str | None,
    remaining: Any,
    expire_date: datetime,
) -> dict[str, Any]:
    return {
        "Entity": entity,
        "Id": record_id,
        "CoworkerId": coworker_id,
        "Remaining": plain_decimal(remaining),
        "Unit": unit,
        "CurrencyCode": currency_code,
        "ExpireDate": instant(expire_date),
    }


def close_statements(
    conn: Connection,
    network_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    on_error: Callable[[Exception], object],
) -> bool:
    """Store the statements of the last month for teams that have none yet, and return whether there may be more."""
    if not wanted_by_any(conn, network_id, Event.STATEMENT_CLOSED):
        return False
    values = {"network_id": network_id, "now": now, "most": _MOST_STATEMENTS, "after": 0}
    stored = 0
    # Teams that failed are skipped, or they would be found again and again instead of those after them.
    while stored == 0 and (teams := conn.execute(_SQL.teams_to_close, values).fetchall()):
        for team_id, month in teams:
            try:
                found = statement_of(conn, network_id, team_id, month, now=now, open_checkin_limit=open_checkin_limit)
            except TeamNotFound:
                continue  # deleted just now
            except Exception as error:
                if conn.closed:
                    raise
                on_error(error)
            else:
                stored += found.version is not None
        values["after"] = teams[-1][0]
    return stored > 0 and len(teams) == _MOST_STATEMENTS
