"""``/api/public/teams/{teamId}/reports``: which reports about a team the caller gets by mail, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import JsonBody
from teamkpi.api.http.json_body import flag_of
from teamkpi.api.http.language import language_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.describing import says
from teamkpi.membership import SignedIn
from teamkpi.reports.subscriptions import Wishes, set_wishes, wishes_of

_PATH: Final = "/api/public/teams/{teamId}/reports"
_TAG: Final = "Alerts"
_MOST_BYTES: Final = 16_384


class TeamReports(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The reports about a team that the caller gets by mail."""

    sends_mail: Annotated[bool, says("Whether this space sends mail; without it, there are no reports.", True)]
    weekly: Annotated[bool, says("I get a report after each week.", False)]
    monthly: Annotated[bool, says("I get a report after each month.", True)]
    with_names: Annotated[bool, says("My reports say which member used what.", False)]


@call(
    f"GET {_PATH}",
    id="teamReports",
    who=Who.ADMINISTRATOR,
    summary="My reports about a team",
    description="Which reports about a team the caller gets by mail. For administrators of the team.",
    tag=_TAG,
    answer=TeamReports,
    answered="The reports.",
)
async def team_reports(services: Services, caller: SignedIn, team_id: int) -> TeamReports:
    """Return which reports the caller gets."""

    def work(conn: Connection[Any]) -> TeamReports:
        wishes = wishes_of(conn, caller.network_id, team_id, caller.account_id)
        return TeamReports(
            sends_mail=outbox.find_sender(conn, caller.network_id) is not None,
            weekly=wishes.weekly,
            monthly=wishes.monthly,
            with_names=wishes.with_names,
        )

    return await services.database.read_in_thread(work)


def _wishes(body: Mapping[str, Any]) -> Wishes:
    return Wishes(*(flag_of(body, name, is_required=True) for name in ("Weekly", "Monthly", "WithNames")))


@call(
    f"PUT {_PATH}",
    id="setTeamReports",
    who=Who.ADMINISTRATOR,
    summary="Choose my reports about a team",
    description=(
        "Sets which reports about a team the caller gets by mail, when a week or a month is over at the team's "
        "location. Reports are in the language of this request. For administrators of the team."
    ),
    tag=_TAG,
    body=Body(
        _wishes,
        JsonBody(
            {
                "type": "object",
                "required": ["Weekly", "Monthly", "WithNames"],
                "properties": {
                    "Weekly": {"type": "boolean", "description": "Send me a report after each week."},
                    "Monthly": {"type": "boolean", "description": "Send me a report after each month."},
                    "WithNames": {"type": "boolean", "description": "Say which member used what."},
                },
            },
            {"Weekly": False, "Monthly": True, "WithNames": False},
        ),
        most_bytes=_MOST_BYTES,
    ),
)
async def set_team_reports(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, body: Wishes, now: datetime
) -> None:
    """Store which reports the caller gets."""
    language = language_of(",".join(request.headers_named("accept-language")))
    await services.database.write(
        lambda conn: set_wishes(conn, caller.network_id, team_id, caller.account_id, body, language=language, now=now)
    )
