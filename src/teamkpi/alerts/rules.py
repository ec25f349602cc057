"""Rules: what each watches, its recipients, and who has reached its threshold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, cast

from psycopg import Connection
from psycopg.rows import class_row

from teamkpi.alerts.crossings import Line
from teamkpi.alerts.readers import Reader, readers_of
from teamkpi.alerts.values import SQL, values_of
from teamkpi.alerts.watchable import WATCHABLE, Comparison
from teamkpi.db import without_purpose
from teamkpi.errors import AlertRefused, BadRequest, TeamNotFound
from teamkpi.ledger.audit_trail import AuditType, Author, Changes, note_change
from teamkpi.wire import plain_decimal

MOST_RULES: Final = 50
"""Limit of rules per team."""
ALERT_RULE: Final = "AlertRule"
"""The name of rules in the audit trail."""
_RULES, _OVER = (one.format(of_team="") for one in (SQL.rules, SQL.over))
_RULES_OF_TEAM: Final = SQL.rules.format(of_team=without_purpose(SQL.rules_of_team))
_OVER_OF_TEAM: Final = SQL.over.format(of_team=without_purpose(SQL.over_of_team))


class Wanted(NamedTuple):
    """What a rule is to be."""

    figure: str
    is_of_team: bool
    comparison: Comparison
    threshold: Decimal
    recipient_ids: Sequence[int] | None
    """Coworkers who administer the team; None for all of them."""
    muted_until: date | None
    """The first day on which it sends mail again, at the team's location."""

    @property
    def line(self) -> Line:
        """The threshold, and how values are compared with it."""
        return Line(self.comparison, self.threshold)

    @property
    def is_about(self) -> tuple[Any, ...]:
        """What decides when it sends mail."""
        return (self.figure, self.is_of_team, self.comparison, self.threshold)


class Rule(NamedTuple):
    """A rule as it is stored."""

    id: int
    team_id: int
    wanted: Wanted
    muted_until: datetime | None
    """The instant at which it sends mail again."""
    is_new: bool
    created_on: datetime

    def is_muted(self, now: datetime) -> bool:
        """Return whether it sends no mail now."""
        return self.muted_until is not None and now < self.muted_until


class Crossed(NamedTuple):
    """Somebody who has reached the threshold of a rule."""

    rule_id: int
    coworker_id: int
    """``TEAM`` for the team as a whole."""
    since: datetime
    month: date
    is_notified: bool
    full_name: str


class Administrator(NamedTuple):
    """An administrator of a team."""

    id: int
    full_name: str


class Would(NamedTuple):
    """What a rule would find now."""

    crossed: Mapping[int, Decimal]
    """Who has reached its threshold, with the value; the id is ``TEAM`` for the team as a whole."""
    currency_code: str | None
    readers: list[Reader]
    """The people who would get mail."""


def rules_of(conn: Connection, network_id: int, team_id: int | None) -> list[Rule]:
    """Return the rules of a team, or all of a network, by team and id."""
    statement = _RULES if team_id is None else _RULES_OF_TEAM
    rows = conn.execute(statement, {"network_id": network_id, "team_id": team_id}).fetchall()
    return [
        Rule(
            id_,
            of_team,
            Wanted(figure, is_of_team, comparison, threshold, recipient_ids, muted_on),
            muted_until,
            is_new,
            created_on,
        )
        for (
            id_,
            of_team,
            figure,
            is_of_team,
            comparison,
            threshold,
            recipient_ids,
            muted_on,
            muted_until,
            is_new,
            created_on,
        ) in rows
    ]


def crossed_of(conn: Connection, network_id: int, team_id: int | None) -> list[Crossed]:
    """Return who has reached the thresholds of the rules of a team, or of a network."""
    with conn.cursor(row_factory=class_row(Crossed)) as cursor:
        statement = _OVER if team_id is None else _OVER_OF_TEAM
        return cursor.execute(statement, {"network_id": network_id, "team_id": team_id}).fetchall()


def administrators_of(conn: Connection, network_id: int, team_id: int) -> list[Administrator]:
    """Return the administrators of a team, by id."""
    rows = conn.execute(SQL.administrators, {"network_id": network_id, "team_id": team_id})
    return [Administrator._make(row) for row in rows]


def would_find(
    conn: Connection,
    network_id: int,
    team_id: int,
    wanted: Wanted,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> Would:
    """Return what a rule would find now; raises TeamNotFound."""
    found = values_of(conn, network_id, team_id, {wanted.figure}, now=now, open_checkin_limit=open_checkin_limit)
    if found is None:
        raise TeamNotFound
    values = found.of(wanted.figure, is_of_team=wanted.is_of_team)
    over = {id_: value for id_, value in values.items() if value is not None and wanted.line.is_over(value)}
    return Would(
        over,
        found.currency_code,
        notified_by(wanted.recipient_ids, readers_of(conn, network_id, team_id)),
    )


def notified_by(recipient_ids: Collection[int] | None, readers: Iterable[Reader]) -> list[Reader]:
    """Return those of a team's readers who get mail from a rule with these recipients."""
    return [one for one in readers if one.gets_mail and one.is_among(recipient_ids)]


def create_rule(
    conn: Connection,
    network_id: int,
    team_id: int,
    wanted: Wanted,
    *,
    is_confirmed: bool,
    now: datetime,
    open_checkin_limit: timedelta,
    author: Author,
) -> int:
    """Make a rule, and return its id.

    Raises AlertRefused if the team has too many, or if the rule would alert at once and that is not confirmed, and
    BadRequest for a recipient who does not administer the team.
    """
    asked = {"network_id": network_id, "team_id": team_id, "now": now}
    with conn.transaction():
        [rule_id] = conn.execute(SQL.next_id, asked).fetchone() or (0,)
        conn.execute(SQL.watch, asked)
        [count] = conn.execute(SQL.count_of_team, asked).fetchone() or (0,)
        if count >= MOST_RULES:
            raise AlertRefused("too_many_alert_rules")
        _check_recipients(conn, network_id, team_id, wanted)
        if not is_confirmed:
            _ask(conn, network_id, team_id, wanted, now=now, open_checkin_limit=open_checkin_limit)
        conn.execute(SQL.insert_rule, {**asked, **wanted._asdict(), "id": rule_id})
        _note(conn, network_id, rule_id, AuditType.CREATE, None, wanted, team_id, author=author, now=now)
    return cast("int", rule_id)


def change_rule(
    conn: Connection,
    network_id: int,
    team_id: int,
    rule_id: int,
    changed: dict[str, Any],
    *,
    is_confirmed: bool,
    now: datetime,
    open_checkin_limit: timedelta,
    author: Author,
) -> None:
    """Change the given fields of a rule, named as those of ``Wanted``; one that watches something else starts anew.

    Raises as ``create_rule``, BadRequest also for fields that do not go together, and AlertRefused without such a rule.
    """
    asked = {"network_id": network_id, "team_id": team_id, "now": now, "id": rule_id, "rule_id": rule_id}
    with conn.transaction():
        conn.execute(SQL.lock_team, asked)
        before = next((one for one in rules_of(conn, network_id, team_id) if one.id == rule_id), None)
        if before is None:
            raise AlertRefused("alert_rule_not_found")
        wanted = before.wanted._replace(**changed)
        require_possible(wanted)
        if "recipient_ids" in changed:
            _check_recipients(conn, network_id, team_id, wanted)
        is_new = wanted.is_about != before.wanted.is_about
        if is_new:
            if not is_confirmed:
                _ask(conn, network_id, team_id, wanted, now=now, open_checkin_limit=open_checkin_limit)
            conn.execute(SQL.delete_over_of_rule, asked)
        conn.execute(SQL.update_rule, {**asked, **wanted._asdict(), "is_new": is_new})
        conn.execute(SQL.watch, asked)
        if wanted != before.wanted:
            _note(conn, network_id, rule_id, AuditType.UPDATE, before.wanted, wanted, team_id, author=author, now=now)


def delete_rule(
    conn: Connection, network_id: int, team_id: int, rule_id: int, *, now: datetime, author: Author
) -> None:
    """Delete a rule; raises AlertRefused without such a rule."""
    asked = {"network_id": network_id, "team_id": team_id, "id": rule_id}
    with conn.transaction():
        conn.execute(SQL.lock_team, asked)
        before = next((one for one in rules_of(conn, network_id, team_id) if one.id == rule_id), None)
        if before is None or conn.execute(SQL.delete_rule, asked).fetchone() is None:
            raise AlertRefused("alert_rule_not_found")
        conn.execute(SQL.unwatch, asked)
        _note(conn, network_id, rule_id, AuditType.DELETE, before.wanted, None, team_id, author=author, now=now)


def require_possible(wanted: Wanted) -> None:
    """Raise BadRequest if the comparison or the threshold does not suit the figure."""
    watchable = WATCHABLE[wanted.figure]
    if wanted.comparison not in watchable.comparisons:
        raise BadRequest("Comparison", f"must be {' or '.join(watchable.comparisons)} for {wanted.figure}")
    least, most = (1 if wanted.comparison == "at_least" else 0), watchable.most
    if not least <= wanted.threshold <= most:
        raise BadRequest("Threshold", f"must be from {least} to {most:,} for {wanted.figure} {wanted.comparison}")
    places = 2 if watchable.unit == "money" else 0
    if wanted.threshold != round(wanted.threshold, places):
        raise BadRequest(
            "Threshold",
            "must have at most two decimal places" if places else f"must be a whole number for {wanted.figure}",
        )


def _check_recipients(conn: Connection, network_id: int, team_id: int, wanted: Wanted) -> None:
    known = {one.id for one in administrators_of(conn, network_id, team_id)}
    for one in wanted.recipient_ids or ():
        if one not in known:
            raise BadRequest("RecipientIds", f"must be administrators of the team, and {one} is not")


def _ask(
    conn: Connection,
    network_id: int,
    team_id: int,
    wanted: Wanted,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> None:
    would = would_find(conn, network_id, team_id, wanted, now=now, open_checkin_limit=open_checkin_limit)
    if not would.crossed:
        return
    if wanted.is_of_team:
        what = "The team has already reached this threshold."
    else:
        count = len(would.crossed)
        what = f"{count} {'member has' if count == 1 else 'members have'} already reached this threshold."
    raise AlertRefused(
        "alert_would_fire", f"{what} Send Confirm: true to save the rule all the same; it then alerts at once."
    )


def _note(  # noqa: PLR0917 - what was, and what is
    conn: Connection,
    network_id: int,
    rule_id: int,
    kind: AuditType,
    before: Wanted | None,
    after: Wanted | None,
    team_id: int,
    *,
    author: Author,
    now: datetime,
) -> None:
    old, new = (_fields(one, team_id) for one in (before, after))
    changes: Changes = {name: (old.get(name), new.get(name)) for name in (new or old) if old.get(name) != new.get(name)}
    note_change(conn, network_id, author, ALERT_RULE, rule_id, audit_type=kind, changes=changes, now=now)


def _fields(wanted: Wanted | None, team_id: int) -> dict[str, Any]:
    if wanted is None:
        return {}
    return {
        "TeamId": team_id,
        "Figure": wanted.figure,
        "Of": "team" if wanted.is_of_team else "member",
        "Comparison": wanted.comparison,
        "Threshold": plain_decimal(wanted.threshold),
        "RecipientIds": None if wanted.recipient_ids is None else list(wanted.recipient_ids),
        "MutedUntil": None if wanted.muted_until is None else wanted.muted_until.isoformat(),
    }
