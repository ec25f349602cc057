"""``/api/public/teams/{teamId}/reports``: which reports about a team the caller gets by mail, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import JsonBody
from teamkpi.api.http.json_body import flag_of, text_of
from teamkpi.api.http.language import language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.membership import SignedIn
from teamkpi.reports.subscriptions import PERIODS, Period, Wishes, ask_now, set_wishes, wishes_of

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

    def work(conn: Connection) -> TeamReports:
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
    language = language_asked(request)
    await services.database.write(
        lambda conn: set_wishes(conn, caller.network_id, team_id, caller.account_id, body, language=language, now=now)
    )


class ReportAsked(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A report that is on its way."""

    first_day: Annotated[str, says("The first day of the week or month that it is about.", "2026-10-01")]


class _Ask(NamedTuple):
    """Which report is wanted now."""

    period: Period
    with_statement: bool


def _ask(body: Mapping[str, Any]) -> _Ask:
    wanted = text_of(body, "Period")
    period = next((one for one in PERIODS if one == wanted), None)
    if period is None:
        raise BadRequest("Period", "must be week or month")
    with_statement = flag_of(body, "WithStatement")
    if with_statement and period == "week":
        raise BadRequest("WithStatement", "is only possible for a month; a week has no statement")
    return _Ask(period, with_statement)


@call(
    f"POST {_PATH}/send",
    id="sendTeamReport",
    who=Who.ADMINISTRATOR,
    summary="Send me a report about a team now",
    description=(
        "Mails the caller a report about the last week or month that is over at the team's location, in the language "
        "of this request, with members' names if the caller's reports have them. For administrators of the team."
    ),
    tag=_TAG,
    answer=ReportAsked,
    answered="The report is sent within a few seconds.",
    body=Body(
        _ask,
        JsonBody(
            {
                "type": "object",
                "required": ["Period"],
                "properties": {
                    "Period": {"type": "string", "enum": list(PERIODS), "description": "What the report is about."},
                    "WithStatement": {
                        "type": ["boolean", "null"],
                        "description": "Attach the statement of the month as a PDF.",
                    },
                },
            },
            {"Period": "month", "WithStatement": True},
        ),
        most_bytes=_MOST_BYTES,
    ),
)
async def send_team_report(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, body: _Ask, now: datetime
) -> ReportAsked:
    """Send a report."""
    language = language_asked(request)

    def work(conn: Connection) -> ReportAsked:
        first_day = ask_now(
            conn,
            caller.network_id,
            team_id,
            caller.account_id,
            body.period,
            with_statement=body.with_statement,
            language=language,
            now=now,
        )
        if first_day is None:
            raise BadRequest("body", "cannot be mailed, because this space sends no mail")
        return ReportAsked(first_day=first_day.isoformat())

    return await services.database.write(work)
