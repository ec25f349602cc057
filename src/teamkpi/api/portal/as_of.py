"""``at`` and ``knownAt``: figures of another instant, and of what was known at another."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeAlias

from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.query import Query, with_plus
from teamkpi.api.shown import is_collected, shows
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi import TeamAnswer, TeamKpiList, read_answer
from teamkpi.kpi.as_of import (
    PRESENT,
    AsOf,
    end_of_day_query,
    members_query,
    team_kpi_as_of_query,
    with_certainty,
)
from teamkpi.ledger import history
from teamkpi.ledger.values import NEVER

Moment: TypeAlias = datetime | date
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=3653)
_DAY: Final = timedelta(days=1)
FORM: Final = (
    "An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of "
    "that day in the time zone of the team's location. "
)
PARAMETERS: Final = (
    Parameter(
        "at",
        "query",
        f"{FORM}The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead.",
        {"type": "string"},
    ),
    Parameter(
        "knownAt",
        "query",
        f"{FORM}Only records that the ledger had at this instant are counted; the default is every record it has now. "
        "From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then.",
        {"type": "string"},
    ),
)


class Asked(NamedTuple):
    """What a request says of when: an instant, a day by the clock of the team's location, or nothing."""

    at: Moment | None
    known_at: Moment | None


def asked(query: Query) -> Asked | None:
    """Read the parameters; None for the present."""
    found = Asked(moment_in(query, "at"), moment_in(query, "knownAt"))
    return None if found == (None, None) else found


def moment_in(query: Query, name: str) -> Moment | None:
    """Return the instant or the day that a parameter names; None when it is absent. Raises BadRequest."""
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

    async def fetch(conn: AsyncConnection) -> TeamAnswer | None:
        wanted = await instants(conn, network_id, team_id, asked, now)
        limit = services.settings.open_checkin_limit
        async with AsyncRawCursor(conn) as cursor:
            query = team_kpi_as_of_query(network_id, team_id, wanted, open_checkin_limit=limit)
            await cursor.execute(*query, prepare=False)
            rows = await fetch_all(cursor)
        since = await known_since(conn, network_id)
        return with_certainty(read_answer(rows), wanted, since)

    answer = await services.database.read(fetch)
    if answer is None:
        raise no_team(asked)
    return answer.body


async def known_since(conn: AsyncConnection, network_id: int) -> datetime:
    """Return the instant from which on the network's history is complete; NEVER if it has none."""
    answer = await conn.execute(history.SQL.known_since, {"network_id": network_id})
    [found] = await answer.fetchone() or [NEVER]
    return found


async def shows_members(conn: AsyncConnection, network_id: int, team_id: int, when: AsOf) -> None:
    """Say that the answer shows all members that the team had at the time; they are only read if that is collected."""
    if is_collected():
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*members_query(network_id, team_id, when), prepare=False)
            shows(row[0] for row in await fetch_all(cursor))


def no_team(when: object) -> TeamNotFound:
    """Return the error for a team that is not there: deleted this very moment, or not there at a time of the past."""
    return TeamNotFound() if when is None else TeamNotFound("This team did not exist at that time.")


async def instants(conn: AsyncConnection, network_id: int, team_id: int, asked: Asked, now: datetime) -> AsOf:
    """Return the instants that a request asks for, days by the clock of the team's location. Raises BadRequest."""

    async def instant(name: str, moment: Moment, *, is_past: bool) -> datetime:
        return await instant_of(conn, network_id, team_id, name, moment, now, is_past=is_past)

    at = now if asked.at is None else await instant("at", asked.at, is_past=False)
    known_at = PRESENT if asked.known_at is None else await instant("knownAt", asked.known_at, is_past=True)
    return AsOf(at, known_at)


async def instant_of(  # noqa: PLR0917 - a place, a parameter of a request, and the present
    conn: AsyncConnection,
    network_id: int,
    team_id: int,
    name: str,
    moment: Moment,
    now: datetime,
    *,
    is_past: bool,
) -> datetime:
    """Return the instant that a parameter means, a day by the clock of the team's location.

    With ``is_past`` it must not be in the future, and the present day means all that there is of it. Raises BadRequest.
    """
    _require_within_bounds(name, moment, now, _DAY, is_past=is_past)
    if not isinstance(moment, datetime):
        [end] = await (await conn.execute(*end_of_day_query(network_id, team_id, moment))).fetchone() or [now]
        moment = now if is_past and end - _DAY < now < end else end
    _require_within_bounds(name, moment, now, timedelta(0), is_past=is_past)
    return moment


def _require_within_bounds(name: str, moment: Moment, now: datetime, margin: timedelta, *, is_past: bool) -> None:
    """Raise BadRequest for what lies too far away.

    A day is compared with the days of UTC, so it needs a margin: a day by the clock of a location begins or ends on
    another one. This keeps days at the ends of the calendar, whose last instant has no place in it, from the database.
    """
    latest = margin + (now if is_past else now + _AHEAD)
    if isinstance(moment, datetime):
        is_within = _EARLIEST <= moment <= latest
    else:
        is_within = _EARLIEST.date() <= moment <= latest.date()
    if not is_within:
        end = "not in the future" if is_past else "at most ten years ahead"
        raise BadRequest(name, f"must be in 1900 or later, and {end}")
