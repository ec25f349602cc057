"""Writes an event when the figures of a team have changed, at most once a minute for each team.

The teams to look at are found as for alerts: writers record which members and teams they change, and every team has an
instant at which its figures change by themselves. So the cost depends on what changed. A write that concerns a member
may not change the figures, so they are compared, by a digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.kpi import FIGURES, TeamAnswer, team_kpi
from teamkpi.outbox.hooks import Event, wanted_by_any, write_event
from teamkpi.wire import encode

SQL: Final = load_sql("teamkpi.hooks", "figures.sql")
BY_TIME_EVERY: Final = timedelta(minutes=5)
"""How often to look at figures that change because time passes, such as those of an open check-in."""
_AFTER_FAILURE: Final = timedelta(minutes=5)
_AT_ONCE: Final = 50
_COUNTED: Final = tuple(one.attribute for one in FIGURES if one.records is not None)


def look_at_due(
    conn: Connection,
    network_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    on_error: Callable[[Exception], object],
) -> int:
    """Look at the teams of a network that are due, at most 50, and return how many there were.

    The worker that checks alerts makes teams due whose records changed. ``conn`` must not be in a transaction. An error
    of the program is passed to ``on_error``; its team is tried again later, and does not hold up the others.
    """
    values = {"network_id": network_id, "now": now, "most": _AT_ONCE}
    if not wanted_by_any(conn, network_id, Event.FIGURES_CHANGED):
        conn.execute(SQL.end_unwanted, values)
        return 0
    conn.execute(SQL.begin, values)
    due = conn.execute(SQL.due_teams, values).fetchall()
    for (team_id,) in due:
        try:
            look(conn, network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
        except Exception as error:
            if conn.closed:
                raise
            on_error(error)
            conn.execute(SQL.postpone_look, {**values, "team_id": team_id, "next_look_on": now + _AFTER_FAILURE})
    return len(due)


@contextmanager
def beginning(conn: Connection, network_id: int, *, now: datetime) -> Iterator[None]:
    """Change hooks in the transaction of ``conn``; if the event was not wanted before, begin to look for changes."""
    was_wanted = wanted_by_any(conn, network_id, Event.FIGURES_CHANGED)
    yield
    if not was_wanted and wanted_by_any(conn, network_id, Event.FIGURES_CHANGED):
        values = {"network_id": network_id, "now": now}
        conn.execute(SQL.end, values)  # of hooks that have been stopped since
        conn.execute(SQL.begin, values)


def look(conn: Connection, network_id: int, team_id: int, *, now: datetime, open_checkin_limit: timedelta) -> bool:
    """Compare the figures of a team with those of the last look, and return whether they differ.

    The event is written in the transaction that stores the new digest. The first look writes no event, unless the team
    has changed since the hook was created. A write that was under way at that time is found by a second look.
    """
    asked = {"network_id": network_id, "team_id": team_id}
    with conn.transaction():
        seen = conn.execute(SQL.lock_team, asked).fetchone()
        if seen is None:
            return False
        answer = team_kpi(conn, network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
        if answer is None:
            conn.execute(SQL.forget_team, asked)
            return False
        [before], digest = seen, _digest(answer)
        is_told = before is not None and before != digest
        if is_told:
            write_event(conn, network_id, Event.FIGURES_CHANGED, {"TeamId": team_id}, now=now)
        noted = {
            **asked,
            "digest": digest,
            "revision": answer.revision,
            "next_look_on": now + BY_TIME_EVERY if before is None else max(answer.horizon, now + BY_TIME_EVERY),
            "told_on": now if is_told else None,
        }
        conn.execute(SQL.note_look, noted)
    return is_told


def mark_outdated(conn: Connection, network_id: int, *, now: datetime) -> int:
    """Make the teams due whose figures changed without a recorded change, and return how many there are.

    It checks every team of the network that is looked at, so it should only run once in a while.
    """
    return conn.execute(SQL.mark_outdated, {"network_id": network_id, "now": now}).rowcount


def _digest(answer: TeamAnswer) -> bytes:
    """Return a digest that differs if the members or their figures do; it does not include names."""
    members = sorted(answer.body.kpi, key=lambda one: one.coworker_id)
    return sha256(encode([[one.coworker_id, *(getattr(one, name) for name in _COUNTED)] for one in members])).digest()
