"""The values of a team's figures that its rules are about, and when they change without a write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.alerts.crossings import TEAM, Line
from teamkpi.alerts.watchable import DAYS_TO_EXPIRY, GROWING, OPEN_CHECKIN, TO_INVOICE, WATCHABLE
from teamkpi.db import load_sql
from teamkpi.kpi import TeamAnswer, team_kpi
from teamkpi.kpi.amounts import team_amounts
from teamkpi.kpi.expiring import MOST_DAYS, team_expiring

SQL: Final = load_sql("teamkpi.alerts", "alerts.sql")
ByMember: TypeAlias = Mapping[int, Decimal | None]
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_PAUSE: Final = timedelta(minutes=5)


class Values(NamedTuple):
    """The values of some figures of a team at an instant."""

    names: Mapping[int, str]
    """The names of the members, by id."""
    by_figure: Mapping[str, ByMember]
    """By figure and member; None where there is nothing to count."""
    currency_code: str | None
    """The currency of money to invoice; None if it is unknown, or was not asked for."""
    revision: str
    month: date
    """The current month at the team's location."""
    horizon: datetime
    """Until when the figures of the team stay as they are without a write."""
    started: Mapping[int, datetime]
    """When the open check-ins began, by member, if asked for."""
    expires: Mapping[int, datetime]
    """When the next credit or pass expires, by member, if asked for."""

    def of(self, figure: str, *, is_of_team: bool) -> ByMember:
        """Return the values of each member, or the one of the team: a sum, the soonest expiry, the longest check-in."""
        values = self.by_figure[figure]
        if not is_of_team:
            return values
        known = [one for one in values.values() if one is not None]
        if figure == DAYS_TO_EXPIRY:
            return {TEAM: min(known, default=None)}
        if figure == OPEN_CHECKIN:
            return {TEAM: max(known, default=None)}
        return {TEAM: sum(known, Decimal(0))}

    def next_change(self, rules: Collection[tuple[str, Line]], now: datetime) -> datetime:
        """Return when the values that rules are about may reach a threshold without a write.

        An open check-in changes the figures every minute. If no rule is about those, that is not followed so closely.
        """
        horizon = self.horizon
        if self.started and not any(figure in GROWING for figure, _ in rules):
            horizon = max(horizon, now + _PAUSE)
        return min([horizon, *(one for one in self._crossings(rules) if one > now)])

    def _crossings(self, rules: Collection[tuple[str, Line]]) -> Iterator[datetime]:
        for figure, line in rules:
            if figure == DAYS_TO_EXPIRY:
                yield from (one - int(line.threshold) * _DAY for one in self.expires.values())
            elif figure == OPEN_CHECKIN:
                yield from (one + int(line.threshold) * _MINUTE for one in self.started.values())


def values_of(
    conn: Connection,
    network_id: int,
    team_id: int,
    figures: Collection[str],
    *,
    now: datetime,
    open_checkin_limit: timedelta,
) -> Values | None:
    """Read the values of figures of a team, by their names on the wire; None if the team does not exist.

    The revision is that of the first statement. What is written after it raises it, so no change is missed.
    """
    answer = team_kpi(conn, network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
    if answer is None:
        return None
    names = {one.coworker_id: one.coworker_full_name for one in answer.body.kpi}
    member_ids = list(names)
    by_figure = {name: found for name in figures if (found := _figure(answer, name)) is not None}
    nothing: dict[int, Decimal | None] = dict.fromkeys(member_ids)
    currency_code = None
    expires: dict[int, datetime] = {}
    if TO_INVOICE in figures:
        amounts = team_amounts(conn, network_id, team_id, now=now)
        if amounts is None:
            return None
        currency_code = amounts.total[0].currency_code
        found = {one.coworker_id: one.amounts[0].to_invoice for one in amounts.members}
        by_figure[TO_INVOICE] = {id_: found.get(id_, Decimal(0)) for id_ in member_ids}
    if DAYS_TO_EXPIRY in figures:
        expiring = team_expiring(conn, network_id, team_id, now=now, days=MOST_DAYS)
        for item in reversed(expiring.items if expiring else []):
            expires[item.coworker_id] = item.expire_date
        by_figure[DAYS_TO_EXPIRY] = nothing | {
            id_: Decimal(-((now - at) // _DAY)) for id_, at in expires.items() if id_ in nothing
        }
    values = {"network_id": network_id, "coworker_ids": member_ids, "now": now}
    started: dict[int, datetime] = dict(conn.execute(SQL.open_checkins, values).fetchall())
    if OPEN_CHECKIN in figures:
        by_figure[OPEN_CHECKIN] = nothing | {id_: Decimal((now - at) // _MINUTE) for id_, at in started.items()}
    return Values(names, by_figure, currency_code, answer.revision, answer.month, answer.horizon, started, expires)


def _figure(answer: TeamAnswer, name: str) -> ByMember | None:
    attribute = WATCHABLE[name].attribute
    if attribute is None:
        return None
    return {one.coworker_id: Decimal(getattr(one, attribute)) for one in answer.body.kpi}
