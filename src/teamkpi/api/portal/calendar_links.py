"""``/api/public/teams/{teamId}/expiring/links``: links to calendars of what expires, and the calendars themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct
from psycopg import AsyncConnection

from teamkpi import membership
from teamkpi.accounts.digests import digest_of
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    ID_SCHEMA,
    IF_NONE_MATCH,
    NO_STORE,
    NO_STORE_HEADERS,
    NOT_MODIFIED,
    REVALIDATE,
    JsonBody,
    Parameter,
    Reply,
)
from teamkpi.api.http.json_body import flag_of
from teamkpi.api.http.language import language_asked
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.api.shown import shows
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.describing import says
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.kpi.expiring import MOST_DAYS, expiring_query
from teamkpi.kpi.expiring_calendar import calendar_of
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import Calendar, Opened, SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/public/teams/{teamId}/expiring/links"
_CALENDAR: Final = "/api/public/calendars/{secret}/expiring.ics"
_DAYS: Final = 90
_MEDIA_TYPE: Final = "text/calendar"
# Writing an event takes as long as parsing this many bytes of JSON.
_EVENT_BYTES: Final = 2048
_HEADERS: Final = {
    **ETAG_HEADERS,
    "Content-Disposition": "A name for the file.",
    "Content-Language": "The language of the calendar.",
    "X-Robots-Tag": "Always noindex: the calendar is for those alone who have its address.",
}

LinkId = Annotated[int, says("The link's id.", 12)]
CoworkerId = Annotated[int | None, says("The member it is about; null for the whole team.")]
Days = Annotated[int, says("How many days it looks ahead.", _DAYS)]
ShowsNames = Annotated[bool, says("It names the members, and shows what their money credit is called.", False)]
CalendarLanguage = Annotated[str, says("The language of the calendar.", "en", enum=list(LANGUAGES))]


class CalendarLink(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A link to a calendar. Its address is shown only once, when the link is created."""

    id: LinkId
    coworker_id: CoworkerId
    created_by: Annotated[
        str, says("Name of the person who created it; empty if they are no longer in the team.", "Jane Smith")
    ]
    days: Days
    shows_names: ShowsNames
    language: CalendarLanguage
    created_on: Annotated[datetime, says("When it was created.", "2026-11-21T12:00:00Z")]
    is_active: Annotated[
        bool, says("It works now; false while the person who created it may not see what it shows.", True)
    ]


class CalendarLinkList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Links to calendars of a team."""

    links: Annotated[list[CalendarLink], Meta(description="The newest first.")]


class NewCalendarLink(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A link to a calendar, shown this once."""

    id: LinkId
    link: Annotated[
        str,
        says(
            "The path of the calendar, to append to the server's address. Anyone who knows it can read the calendar.",
            _CALENDAR.replace("{secret}", "sEcrEt-of-thE-lInk"),
        ),
    ]


class _Wanted(NamedTuple):
    """What a calendar is to show."""

    days: int
    shows_names: bool
    language: Language | None


def _wanted(body: Mapping[str, Any]) -> _Wanted:
    days, language = body.get("Days"), body.get("Language")
    if days is None:
        days = _DAYS
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
        raise BadRequest("Days", f"must be a whole number from 1 to {MOST_DAYS}")
    shows_names = flag_of(body, "ShowsNames")
    if language is not None and language not in LANGUAGES:
        raise BadRequest("Language", f"must be {' or '.join(LANGUAGES)}")
    return _Wanted(days, shows_names, language)


@call(
    f"GET {_PATH}",
    id="teamCalendarLinks",
    who=Who.ADMINISTRATOR_OR_SELF,
    summary="Links to calendars of what expires",
    description=(
        "The links to calendars of the team that have been created and not revoked. For administrators of the team; a "
        "plain member may ask about themselves with `coworkerId`, and sees the links they created."
    ),
    tag="Calendars",
    answer=CalendarLinkList,
    answered="The links.",
)
async def team_calendar_links(
    services: Services, caller: SignedIn, team_id: int, coworker_id: int | None, is_administrator: bool
) -> CalendarLinkList:
    """Read the links."""
    found = await services.database.read(
        lambda conn: membership.calendar_links_of(conn, caller, team_id, coworker_id, is_administrator=is_administrator)
    )
    return CalendarLinkList(links=[_link(one) for one in found])


@call(
    f"POST {_PATH}",
    id="createCalendarLink",
    who=Who.ADMINISTRATOR_OR_SELF,
    summary="Create a link to a calendar of what expires",
    description=(
        "Creates a link that a calendar program can subscribe to without signing in. The link is shown only once. It "
        "shows what the caller may see, and stops working as soon as they may no longer see it. An account can have up "
        f"to {membership.MOST_CALENDAR_LINKS} links for each team. For administrators of the team; a plain member may "
        "create one about themselves with `coworkerId`."
    ),
    tag="Calendars",
    body=Body(
        _wanted,
        JsonBody(
            {
                "type": "object",
                "properties": {
                    "Days": {
                        "type": ["integer", "null"],
                        "minimum": 1,
                        "maximum": MOST_DAYS,
                        "default": _DAYS,
                        "description": "How many days to look ahead.",
                    },
                    "ShowsNames": {
                        "type": ["boolean", "null"],
                        "default": False,
                        "description": "Name the members, and show what their money credit is called.",
                    },
                    "Language": {
                        "type": ["string", "null"],
                        "enum": [*LANGUAGES, None],
                        "description": "The language of the calendar; by default that of the request.",
                    },
                },
            },
            {"Days": _DAYS, "ShowsNames": False, "Language": "en"},
        ),
        most_bytes=16_384,
    ),
    replies={200: Reply("The link.", NewCalendarLink, headers=NO_STORE_HEADERS)},
    errors=("too_many_calendar_links",),
)
async def create_calendar_link(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    coworker_id: int | None,
    body: _Wanted,
    request: HttpRequest,
    now: datetime,
    author: Author,
) -> Response:
    """Make a link and show it this once."""
    language = body.language or language_asked(request)
    calendar = Calendar(team_id, coworker_id, body.days, body.shows_names, language)
    link_id, secret = await services.database.write(
        lambda conn: membership.create_calendar_link(conn, caller, calendar, now=now, author=author)
    )
    made = NewCalendarLink(id=link_id, link=_CALENDAR.replace("{secret}", secret))
    return Response(body=encode(made), headers=NO_STORE)


@call(
    f"DELETE {_PATH}/{{linkId}}",
    id="revokeCalendarLink",
    who=Who.MEMBER,
    summary="Revoke a link to a calendar",
    description=(
        "Ends a link at once. Administrators of the team can revoke any link of the team, members those they created."
    ),
    tag="Calendars",
    parameters=(Parameter("linkId", "path", "The link's id.", ID_SCHEMA, required=True),),
    errors=("calendar_link_not_found",),
)
async def revoke_calendar_link(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, now: datetime, author: Author
) -> None:
    """End a link."""
    link_id = positive_number(request.path_params["linkId"])
    if link_id is None:
        raise MemberRefused("calendar_link_not_found")
    await services.database.write(
        lambda conn: membership.revoke_calendar_link(conn, caller, team_id, link_id, now=now, author=author)
    )


@call(
    f"GET {_CALENDAR}",
    id="expiringCalendar",
    who=Who.ANYBODY,
    summary="A calendar of what expires",
    description=(
        "The calendar of a link, in iCalendar format, for programs that subscribe to calendars. It has an all-day "
        "event on the last day a credit or pass can be used, and contains no names unless the link was created with "
        "names. The secret in the path is all that is needed; it never appears in the server's log."
    ),
    tag="Calendars",
    parameters=(
        Parameter("secret", "path", "The secret of the link.", {"type": "string"}, required=True),
        IF_NONE_MATCH,
    ),
    replies={
        200: Reply("The calendar.", headers=_HEADERS, media_type=_MEDIA_TYPE),
        304: Reply(NOT_MODIFIED.description, headers=_HEADERS),
    },
    errors=("calendar_link_not_found", "network_not_found", "unavailable"),
)
async def expiring_calendar(services: Services, request: HttpRequest, now: datetime) -> Response:
    """Write the calendar that a link leads to."""
    secret: str = request.path_params["secret"]
    host = host_of(request)

    async def fetch(conn: AsyncConnection) -> tuple[Opened, list[tuple[Any, ...]]]:
        opened = await membership.open_calendar(conn, host, secret)
        asked = opened.calendar
        statement = expiring_query(opened.network_id, asked.team_id, asked.coworker_id, None, days=asked.days, now=now)
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*statement, prepare=False)
            return opened, await fetch_all(cursor)

    opened, rows = await services.database.read(fetch)
    notes_of(request.scope).network_id = opened.network_id
    if not rows:  # the team was deleted this very moment
        raise MemberRefused("calendar_link_not_found")
    asked = opened.calendar
    shows(None if asked.coworker_id is None else [asked.coworker_id], asked.team_id)

    def write() -> bytes:
        return calendar_of(
            rows,
            team_name=opened.team_name,
            shows_names=asked.shows_names,
            language=asked.language,
            key=digest_of(secret),
        )

    content = await services.workers.run(_EVENT_BYTES * len(rows), write)
    etag = f'"{blake2b(content, digest_size=15).hexdigest()}"'
    headers = {
        "ETag": etag,
        **REVALIDATE,
        "Content-Disposition": 'inline; filename="expiring.ics"',
        "Content-Language": asked.language,
        "X-Robots-Tag": "noindex",
    }
    if is_held(request.scope, etag):
        return Response(status_code=304, headers=headers)
    return Response(body=content, media_type=_MEDIA_TYPE, headers=headers)


def _link(found: membership.CalendarLink) -> CalendarLink:
    return CalendarLink(
        id=found.id,
        coworker_id=found.coworker_id,
        created_by=found.created_by,
        days=found.days,
        shows_names=found.shows_names,
        language=found.language,
        created_on=found.created_on.astimezone(UTC),
        is_active=found.is_active,
    )
