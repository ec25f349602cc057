"""``at`` and ``knownAt``: figures of another instant, and of what was known at another."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import AsyncConnection, AsyncRawCursor

from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.query import Query, with_plus
from teamkpi.db import fetch_all
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi import TeamAnswer, TeamKpiList, read_answer
from teamkpi.kpi.as_of import (
    PRESENT,
    AsOf,
    end_of_day_query,
    known_since_query,
    team_kpi_as_of_query,
    with_certainty,
)
from teamkpi.ledger.values import NEVER

_Moment: TypeAlias = datetime | date
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=3653)
_DAY: Final = timedelta(days=1)
_FORM: Final = (
    "An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of "
    "that day in the time zone of the team's location. "
)
PARAMETERS: Final = (
    Parameter(
        "at",
        "query",
        f"{_FORM}The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead.",
        {"type": "string"},
    ),
    Parameter(
        "knownAt",
        "query",
        f"{_FORM}Only records that the ledger had at this instant are counted; the default is every record it has now. "
        "From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then.",
        {"type": "string"},
    ),
)


class Asked(NamedTuple):
    """What a request says of when: an instant, a day by the clock of the team's location, or nothing."""

    at: _Moment | None
    known_at: _Moment | None


def asked(query: Query) -> Asked | None:
    """Read the parameters; None for the present."""
    found = Asked(_moment(query, "at"), _moment(query, "knownAt"))
    return None if found == (None, None) else found


def _moment(query: Query, name: str) -> _Moment | None:
    text = query.text(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(with_plus(text.strip()))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        if found.time() == time.min and len(text.strip()) == len("2026-10-31"):
            return found.date()
    except (ValueError, OverflowError):
        pass
    raise BadRequest(
        name, "must be an instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31"
    )


async def team_kpi(services: Services, network_id: int, team_id: int, asked: Asked, now: datetime) -> TeamKpiList:
    """Make the figures of a team as they are asked for."""

    async def fetch(conn: AsyncConnection[Any]) -> TeamAnswer | None:
        wanted = await instants(conn, network_id, team_id, asked, now)
        limit = services.settings.open_checkin_limit
        async with AsyncRawCursor(conn) as cursor:
            query = team_kpi_as_of_query(network_id, team_id, wanted, open_checkin_limit=limit)
            await cursor.execute(*query, prepare=False)
            rows = await fetch_all(cursor)
        [known_since] = await (await conn.execute(*known_since_query(network_id))).fetchone() or [NEVER]
        return with_certainty(read_answer(rows), wanted, known_since)

    answer = await services.database.read(fetch)
    if answer is None:
        raise no_team(asked)
    return answer.body


def no_team(when: object) -> TeamNotFound:
    """Return the error for a team that is not there: deleted this very moment, or not there at a time of the past."""
    return TeamNotFound() if when is None else TeamNotFound("This team did not exist at that time.")


async def instants(conn: AsyncConnection[Any], network_id: int, team_id: int, asked: Asked, now: datetime) -> AsOf:
    """Return the instants that a request asks for, days by the clock of the team's location. Raises BadRequest."""
    _require_within_bounds(asked, now, _DAY)

    async def instant(moment: _Moment) -> datetime:
        if isinstance(moment, datetime):
            return moment
        [end] = await (await conn.execute(*end_of_day_query(network_id, team_id, moment))).fetchone() or [now]
        # Of the present day all is meant that there is of it.
        return now if end - _DAY < now < end and moment is asked.known_at else end

    at = now if asked.at is None else await instant(asked.at)
    known_at = PRESENT if asked.known_at is None else await instant(asked.known_at)
    _require_within_bounds(Asked(asked.at and at, asked.known_at and known_at), now)
    return AsOf(at, known_at)


def _require_within_bounds(asked: Asked, now: datetime, margin: timedelta = timedelta(0)) -> None:
    """Raise BadRequest for what lies too far away.

    A day is compared with the days of UTC, so it needs a margin: a day by the clock of a location begins or ends on
    another one. This keeps days at the ends of the calendar, whose last instant has no place in it, from the database.
    """
    for name, moment, latest, reason in (
        ("at", asked.at, now + _AHEAD, "must be in 1900 or later, and at most ten years ahead"),
        ("knownAt", asked.known_at, now, "must be in 1900 or later, and not in the future"),
    ):
        if moment is None:
            continue
        if isinstance(moment, datetime):
            is_within = _EARLIEST <= moment <= latest + margin
        else:
            is_within = _EARLIEST.date() <= moment <= (latest + margin).date()
        if not is_within:
            raise BadRequest(name, reason)
