"""``/api/public/teams/{teamId}/basis``: what a team's figures stand on now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Struct
from psycopg import AsyncConnection
from psycopg.rows import class_row

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.describing import says
from teamkpi.errors import TeamNotFound
from teamkpi.kpi.basis import Basis, team_basis_query
from teamkpi.membership import SignedIn
from teamkpi.mirror.ages import read_copied_to


class TeamBasis(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a team's figures stand on at this moment."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    is_team_administrator: Annotated[
        bool, says("Whether the caller administers the team; otherwise a plain member.", True)
    ]
    business_name: Annotated[str, says("The team's location; empty if it is not known.", "Downtown Coworking Hub")]
    simple_time_zone_name_iana: Annotated[
        str, says("The time zone of the team's months and days; UTC if the location is not known.", "Europe/London")
    ]
    currency_code: Annotated[
        str | None, says("Currency of the location and of money credit; null if it is not known.", "GBP")
    ]
    now: Annotated[datetime, says("The instant as of which the figures are calculated.", "2026-11-21T12:00:00Z")]
    month_date: Annotated[str, says("The first day of the current month in that zone.", "2026-11-01")]
    month_from: Annotated[datetime, says("The first instant of the month.", "2026-11-01T00:00:00Z")]
    month_to: Annotated[datetime, says("The first instant after the month.", "2026-12-01T00:00:00Z")]
    mirrored_on: Annotated[
        datetime | None,
        says(
            "The records are a copy of an account elsewhere, and include its changes up to this instant; null if they "
            "are not a copy, or not everything was copied yet.",
            "2026-11-21T11:56:00Z",
        ),
    ]
    open_checkin_hours: Annotated[int, says("The maximum number of hours that an open check-in counts for.", 24)]
    disable_attendance_dashboard: Annotated[
        bool, says("The space has chosen that the team's dashboard has no attendance page.", False)
    ]


@call(
    "GET /api/public/teams/{teamId}/basis",
    id="teamBasis",
    who=Who.MEMBER,
    in_views=True,
    summary="The basis of a team's figures",
    description=(
        "The location, time zone, month and currency currently used for the team's figures, and whether the caller "
        "may see the figures. For members and administrators of the team."
    ),
    tag="Figures",
    answer=TeamBasis,
    answered="The basis.",
)
async def team_basis(
    services: Services, caller: SignedIn, team_id: int, now: datetime, is_administrator: bool
) -> TeamBasis:
    """Read what the team's figures are counted in."""
    statement = team_basis_query(caller.network_id, team_id, now=now)

    async def fetch(conn: AsyncConnection) -> tuple[Basis | None, datetime | None]:
        async with conn.cursor(row_factory=class_row(Basis)) as cursor:
            await cursor.execute(*statement, prepare=True)
            return await cursor.fetchone(), await read_copied_to(conn, caller.network_id)

    found, mirrored_on = await services.database.read(fetch)
    if found is None:  # the team was deleted this very moment
        raise TeamNotFound
    return TeamBasis(
        team_id=found.team_id,
        team_name=found.team_name,
        is_team_administrator=is_administrator,
        business_name=found.business_name,
        simple_time_zone_name_iana=found.simple_time_zone_name_iana,
        currency_code=found.currency_code,
        now=now.astimezone(UTC),
        month_date=found.month_date.isoformat(),
        month_from=found.month_from.astimezone(UTC),
        month_to=found.month_to.astimezone(UTC),
        mirrored_on=None if mirrored_on is None else mirrored_on.astimezone(UTC),
        open_checkin_hours=services.settings.open_checkin_hours,
        disable_attendance_dashboard=found.disable_attendance_dashboard,
    )
