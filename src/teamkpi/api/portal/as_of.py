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
    "An instant with its zone, like 2026-10-31T18:00:00Z, or a day like 2026-10-31, which means its last instant by "
    "the clock of the team's location. "
)
PARAMETERS: Final = (
    Parameter(
        "at",
        "query",
        f"{_FORM}The figures are those of this instant; default: now. From 1900 on, and at most ten years ahead.",
        {"type": "string"},
    ),
    Parameter(
        "knownAt",
        "query",
        f"{_FORM}Only what the ledger held at this instant counts; default: all that it holds now. Not in the future. "
        "With the same instant for both, the answer is what it was then, byte for byte.",
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
    raise BadRequest(name, "must be an instant with its zone, like 2026-10-31T18:00:00Z, or a day like 2026-10-31")


async def team_kpi(services: Services, network_id: int, team_id: int, asked: Asked, now: datetime) -> TeamKpiList:
    """Make the figures of a team as they are asked for."""

    async def fetch(conn: AsyncConnection[Any]) -> TeamAnswer | None:
        async def instant(moment: _Moment) -> datetime:
            if isinstance(moment, datetime):
                return moment
            [end] = await (await conn.execute(*end_of_day_query(network_id, team_id, moment))).fetchone() or [now]
            # Of the present day all is meant that there is of it.
            return now if end - _DAY < now < end and moment is asked.known_at else end

        at = now if asked.at is None else await instant(asked.at)
        known_at = PRESENT if asked.known_at is None else await instant(asked.known_at)
        _require_within_bounds(at, asked, known_at, now)
        wanted = AsOf(at, known_at)
        limit = services.settings.open_checkin_limit
        async with AsyncRawCursor(conn) as cursor:
            query = team_kpi_as_of_query(network_id, team_id, wanted, open_checkin_limit=limit)
            await cursor.execute(*query, prepare=False)
            rows = await fetch_all(cursor)
        [known_since] = await (await conn.execute(*known_since_query(network_id))).fetchone() or [NEVER]
        return with_certainty(read_answer(rows), wanted, known_since)

    answer = await services.database.read(fetch)
    if answer is None:
        raise TeamNotFound("There was no such team then.")
    return answer.body


def _require_within_bounds(at: datetime, asked: Asked, known_at: datetime, now: datetime) -> None:
    if not _EARLIEST <= at <= now + _AHEAD:
        raise BadRequest("at", "must be in 1900 or later, and at most ten years ahead")
    if asked.known_at is not None and known_at > now:
        raise BadRequest("knownAt", "must not be in the future")
