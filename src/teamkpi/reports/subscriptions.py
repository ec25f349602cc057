"""Who gets reports about a team, and the messages that are written when a period is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi import outbox
from teamkpi.alerts.readers import readers_of
from teamkpi.db import load_sql
from teamkpi.kpi.languages import Language
from teamkpi.outbox import (
    MONTH_ASKED_FOR,
    REPORT_OF_MONTH,
    REPORT_OF_WEEK,
    STATEMENT_ASKED_FOR,
    WEEK_ASKED_FOR,
    Reported,
)

SQL: Final = load_sql("teamkpi.reports", "reports.sql")
Period: TypeAlias = Literal["week", "month"]
PERIODS: Final[tuple[Period, ...]] = ("week", "month")
KINDS: Final = {"week": REPORT_OF_WEEK, "month": REPORT_OF_MONTH}
_AT_ONCE: Final = 100
_ASKED_AGAIN: Final = timedelta(minutes=1)


class Wishes(NamedTuple):
    """Which reports somebody gets about a team."""

    weekly: bool
    monthly: bool
    with_names: bool
    """Whether they say which member used what."""


def wishes_of(conn: Connection, network_id: int, team_id: int, account_id: int) -> Wishes:
    """Return which reports an account gets about a team."""
    asked = {"network_id": network_id, "team_id": team_id, "account_id": account_id}
    found: dict[str, bool] = dict(conn.execute(SQL.wishes, asked).fetchall())
    return Wishes("week" in found, "month" in found, any(found.values()))


def set_wishes(
    conn: Connection,
    network_id: int,
    team_id: int,
    account_id: int,
    wishes: Wishes,
    *,
    language: Language,
    now: datetime,
) -> None:
    """Set which reports an account gets about a team, in a language. The first one covers the current period."""
    values = {"network_id": network_id, "team_id": team_id, "account_id": account_id, "now": now}
    values |= {"with_names": wishes.with_names, "language": language}
    with conn.transaction():
        for period, is_wanted in (("week", wishes.weekly), ("month", wishes.monthly)):
            statement = SQL.subscribe if is_wanted else SQL.unsubscribe
            conn.execute(statement, {**values, "period": period})


def unsubscribe(conn: Connection, network_id: int, team_id: int, account_id: int) -> None:
    """Send an account no more reports about a team."""
    values = {"network_id": network_id, "team_id": team_id, "account_id": account_id, "period": None}
    conn.execute(SQL.unsubscribe, values)


def write_due(conn: Connection, network_id: int, *, now: datetime) -> int:
    """Write the messages about periods that are over, and return how many readers were due, at most 100.

    An account that does not administer the team at that time gets none. After a long pause, only the last period is
    reported.
    """
    values = {"network_id": network_id, "now": now, "most": _AT_ONCE}
    with conn.transaction():
        due = conn.execute(SQL.take_due, values).fetchall()
        for team_id, account_id, period, language, first_day, is_there in due:
            if not is_there:
                unsubscribe(conn, network_id, team_id, account_id)
                continue
            for reader in readers_of(conn, network_id, team_id):
                if reader.account_id == account_id and not reader.mail_came_back:
                    outbox.write(
                        conn,
                        network_id,
                        KINDS[period],
                        reader.email,
                        account_id=account_id,
                        language=language,
                        report=Reported(team_id, first_day),
                        now=now,
                    )
    return len(due)


def ask_now(
    conn: Connection,
    network_id: int,
    team_id: int,
    account_id: int,
    period: Period,
    *,
    with_statement: bool = False,
    language: Language,
    now: datetime,
) -> date | None:
    """Send an account a report of the last week or month that is over; return its first day.

    ``with_statement``: with the statement of the month. A report that was asked for in the last minute is not written
    again. None if the network does not send mail, or the account does not administer the team.
    """
    kind = WEEK_ASKED_FOR if period == "week" else STATEMENT_ASKED_FOR if with_statement else MONTH_ASKED_FOR
    values = {"network_id": network_id, "team_id": team_id, "account_id": account_id, "period": period, "now": now}
    with conn.transaction():
        row = conn.execute(SQL.last_period, values).fetchone()
        email = next((one.email for one in readers_of(conn, network_id, team_id) if one.account_id == account_id), None)
        if row is None or email is None or outbox.find_sender(conn, network_id) is None:
            return None
        [first_day] = row
        asked = {**values, "kind": kind.name, "first_day": first_day, "since": now - _ASKED_AGAIN}
        if conn.execute(SQL.was_asked_for, asked).fetchone() is None:
            report = Reported(team_id, first_day)
            outbox.write(
                conn, network_id, kind, email, account_id=account_id, language=language, report=report, now=now
            )
    return first_day if isinstance(first_day, date) else None
