"""Checks teams whose figures may have changed, and stores who reached a threshold, with the messages about it.

Which teams these are is known without asking each: if their network has rules, writers record which members and teams
they change, and every team has an instant at which its figures change by themselves. So the cost depends on what
changed, and not on how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection

from teamkpi import outbox
from teamkpi.alerts.crossings import TEAM, Crossings, Over, crossings
from teamkpi.alerts.readers import readers_of
from teamkpi.alerts.rules import Rule, crossed_of, notified_by, rules_of
from teamkpi.alerts.values import SQL, Values, values_of
from teamkpi.alerts.watchable import WATCHABLE
from teamkpi.outbox import ALERT_FIRED, ALERT_RESOLVED, hooks
from teamkpi.wire import plain_decimal

_A_MINUTE: Final = timedelta(minutes=1)
_AT_ONCE: Final = 50
_MOST_CHANGES: Final = 5000
_AFTER_FAILURE: Final = timedelta(minutes=5)


class Event(NamedTuple):
    """Somebody reached a threshold, or moved back from it."""

    rule: Rule
    coworker_id: int
    is_over: bool


def take_changes(conn: Connection, network_id: int, *, now: datetime) -> int:
    """Make the teams due whose records changed, and return how many recorded changes were processed.

    A short transaction of its own: while it lasts, writers of the same members wait.
    """
    values = {"network_id": network_id, "now": now, "most": _MOST_CHANGES}
    if conn.execute(SQL.has_changes, values).fetchone() != (True,):
        return 0
    with conn.transaction():
        count, team_ids = conn.execute(SQL.take_changes, values).fetchone() or (0, [])
        if team_ids:
            changed: dict[str, object] = {"network_id": network_id, "now": now, "team_ids": team_ids}
            around = {"a_minute_ago": now - _A_MINUTE, "in_a_minute": now + _A_MINUTE}
            conn.execute(SQL.tell_hooks, changed | around)
            conn.execute(SQL.tell_hooks_of_new_teams, changed)
            conn.execute(SQL.mark_changed, changed)
    return int(count)


def mark_outdated(conn: Connection, network_id: int, *, now: datetime) -> int:
    """Make the teams due whose figures changed without a recorded change, and return how many there are.

    Asks about every team with rules, so it is for once in a while.
    """
    return conn.execute(SQL.mark_outdated, {"network_id": network_id, "now": now}).rowcount


def delete_events(conn: Connection, network_id: int, *, before: datetime) -> None:
    """Delete the events that happened before an instant."""
    conn.execute(SQL.delete_events, {"network_id": network_id, "before": before})


def look_at_due(
    conn: Connection,
    network_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    on_error: Callable[[Exception], object],
) -> int:
    """Check the teams of a network that are due, at most 50, and return how many there were.

    ``conn`` must not be in a transaction. An error of the program is passed to ``on_error``; its team is tried again
    later, and does not hold up the others.
    """
    take_changes(conn, network_id, now=now)
    due_now = _due(conn, network_id, now)
    for team_id in due_now:
        try:
            look(conn, network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
        except Exception as error:
            if conn.closed:
                raise
            on_error(error)
            later = {"network_id": network_id, "team_id": team_id, "next_look_on": now + _AFTER_FAILURE}
            conn.execute(SQL.postpone_look, later)
    return len(due_now)


def due(conn: Connection, network_id: int, *, now: datetime) -> Iterator[int]:
    """Yield the teams that are due, after processing all changes; each has to be checked before the next."""
    while take_changes(conn, network_id, now=now):
        pass
    while some := _due(conn, network_id, now):
        yield from some


def _due(conn: Connection, network_id: int, now: datetime) -> list[int]:
    values = {"network_id": network_id, "now": now, "most": _AT_ONCE}
    return [team_id for (team_id,) in conn.execute(SQL.due_teams, values)]


def look(
    conn: Connection, network_id: int, team_id: int, *, now: datetime, open_checkin_limit: timedelta
) -> list[Event]:
    """Check a team, and store in one transaction who has reached a threshold and the messages; return the events.

    Everything that fires in one check makes one message for each reader, and everything that is resolved another.
    """
    asked = {"network_id": network_id, "team_id": team_id}
    with conn.transaction():
        locked = conn.execute(SQL.lock_team, asked).fetchone()
        if locked is None:
            return []
        rules = rules_of(conn, network_id, team_id)
        figures = {one.wanted.figure for one in rules}
        found = values_of(conn, network_id, team_id, figures, now=now, open_checkin_limit=open_checkin_limit)
        if found is None:  # it was deleted; if it is restored, that is a change
            conn.execute(SQL.delete_over_of_team, asked)
            conn.execute(SQL.forget_team, asked)
            return []
        look_id = uuid4()
        events = _compare(conn, network_id, team_id, rules, found, locked[0], look_id, now=now)
        _write_messages(conn, network_id, team_id, events, look_id, now=now)
        _tell_hooks(conn, network_id, team_id, events, found, now=now)
        about = [(one.wanted.figure, one.wanted.line) for one in rules]
        ends_of_muting = [one.muted_until for one in rules if one.muted_until is not None and one.is_muted(now)]
        noted = {
            **asked,
            "revision": found.revision,
            "member_ids": list(found.names),
            "next_look_on": min([found.next_change(about, now), *ends_of_muting]),
        }
        conn.execute(SQL.note_look, noted)
    return events


def _compare(  # noqa: PLR0917 - a team, its rules and its values, now and before
    conn: Connection,
    network_id: int,
    team_id: int,
    rules: Sequence[Rule],
    found: Values,
    seen_before: Sequence[int] | None,
    look_id: UUID,
    *,
    now: datetime,
) -> list[Event]:
    """Compare the values with every rule, and store who has reached its threshold and what is to be reported."""
    over: dict[int, dict[int, Over]] = {one.id: {} for one in rules}
    for one in crossed_of(conn, network_id, team_id):
        over[one.rule_id][one.coworker_id] = Over(one.month, one.is_notified)
    events: list[Event] = []
    for rule in rules:
        is_muted = rule.is_muted(now)
        values = found.of(rule.wanted.figure, is_of_team=rule.wanted.is_of_team)
        changed = crossings(
            rule.wanted.line,
            values,
            over[rule.id],
            seen_before=() if seen_before is None else {TEAM, *seen_before},
            month=found.month,
            is_new=rule.is_new,
            is_muted=is_muted,
        )
        asked = {"network_id": network_id, "rule_id": rule.id, "team_id": team_id, "now": now, "month": found.month}
        _store_over(conn, asked, changed)
        if rule.is_new and not is_muted:
            conn.execute(SQL.not_new, asked)
        for coworker_ids, is_over in ((changed.fired, True), (changed.resolved, False)):
            for id_ in coworker_ids:
                event = {
                    **asked,
                    **rule.wanted._asdict(),
                    "look_id": look_id,
                    "coworker_id": id_,
                    "is_over": is_over,
                    "value": values[id_],
                    "currency_code": found.currency_code,
                }
                conn.execute(SQL.insert_event, event)
                events.append(Event(rule, id_, is_over))
    return events


def _store_over(conn: Connection, asked: Mapping[str, object], changed: Crossings) -> None:
    """Store who has reached a rule's threshold since the last look, and delete who is no longer over it."""
    for coworker_ids, is_notified in ((changed.fired, True), (changed.silent, False)):
        for id_ in coworker_ids:
            conn.execute(SQL.insert_over, {**asked, "coworker_id": id_, "is_notified": is_notified})
    if gone := changed.resolved + changed.forgotten:
        conn.execute(SQL.delete_over, {**asked, "coworker_ids": gone})


def _write_messages(
    conn: Connection, network_id: int, team_id: int, events: Sequence[Event], look_id: UUID, *, now: datetime
) -> None:
    if not events:
        return
    readers = readers_of(conn, network_id, team_id)
    for kind, is_over in ((ALERT_FIRED, True), (ALERT_RESOLVED, False)):
        recipients = {
            reader.account_id: reader
            for event in events
            if event.is_over is is_over
            for reader in notified_by(event.rule.wanted.recipient_ids, readers)
        }
        for reader in recipients.values():
            outbox.write(
                conn,
                network_id,
                kind,
                reader.email,
                account_id=reader.account_id,
                language=reader.language,
                look_id=look_id,
                now=now,
            )


def _tell_hooks(
    conn: Connection, network_id: int, team_id: int, events: Sequence[Event], found: Values, *, now: datetime
) -> None:
    for name, is_over in ((hooks.Event.ALERT_FIRED, True), (hooks.Event.ALERT_RESOLVED, False)):
        told = [_told(one, found) for one in events if one.is_over is is_over]
        if told:
            hooks.write_event(conn, network_id, name, {"TeamId": team_id, "Alerts": told}, now=now)


def _told(event: Event, found: Values) -> dict[str, object]:
    wanted = event.rule.wanted
    value = found.of(wanted.figure, is_of_team=wanted.is_of_team).get(event.coworker_id)
    return {
        "RuleId": event.rule.id,
        "Figure": wanted.figure,
        "CoworkerId": None if event.coworker_id == TEAM else event.coworker_id,
        "Comparison": str(wanted.comparison),
        "Threshold": plain_decimal(wanted.threshold),
        "Value": None if value is None else plain_decimal(value),
        "CurrencyCode": found.currency_code if WATCHABLE[wanted.figure].unit == "money" else None,
    }
