"""``/api/public/teams/{teamId}/members``: who joins a team, and who leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from litestar import delete, post
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from psycopg import Connection

from teamkpi.api.operations import DONE, ID_SCHEMA, TEAM_ID, JsonBody, Operation, Parameter
from teamkpi.api.portal import access
from teamkpi.api.portal.access import HttpRequest, Services
from teamkpi.api.portal.answers import done
from teamkpi.api.portal.json_body import json_object, read
from teamkpi.api.portal.query import positive_number
from teamkpi.errors import BadRequest, MemberRefused, TeamNotFound
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.team_changes import NewMember, add_members, remove_member
from teamkpi.ledger.values import ID, INSTANT

_MOST: Final = 25
_KINDS: Final = {one.name: one.kind for one in ENTITIES["coworkers"].fields}
_NOT_CHANGED: Final = (
    "not_authenticated",
    "not_team_administrator",
    "team_not_found",
    "network_not_found",
    "unavailable",
)

ADD_TEAM_MEMBERS: Final = Operation(
    id="addTeamMembers",
    method="post",
    path="/api/public/teams/{teamId}/members",
    summary="Add members to a team",
    description=(
        "Makes people members of the team, all of them or none. Who is a coworker of the network already, by the "
        "e-mail in any case, joins as that one and keeps the name; for everybody else a coworker is made, suspended "
        "when the team keeps new accounts on hold. Each gets a contract for the plan, unless there is none or one for "
        "it is running at the team's location. No account for signing in is made. For administrators of the team."
    ),
    tag="Members",
    parameters=(TEAM_ID,),
    json=JsonBody(
        {
            "type": "object",
            "required": ["FullNames", "Emails"],
            "properties": {
                "TariffId": {
                    **ID_SCHEMA,
                    "type": ["integer", "null"],
                    "description": "The plan. Absent or null: the team's default plan, or none.",
                },
                "FullNames": {
                    "type": "array",
                    "items": {"type": "string", "minLength": 1},
                    "minItems": 1,
                    "maxItems": _MOST,
                    "description": "The names, none of them blank.",
                },
                "Emails": {
                    "type": "array",
                    "items": {"type": "string", "format": "email", "maxLength": 254},
                    "minItems": 1,
                    "maxItems": _MOST,
                    "description": "Their addresses, as many and in the same order; each once, whatever its case.",
                },
                "StartDate": {
                    "type": ["string", "null"],
                    "format": "date-time",
                    "description": "When the contracts begin; UTC unless it says otherwise. Absent or null: now.",
                },
            },
        },
        {
            "TariffId": 7,
            "FullNames": ["Ada Long", "Sam Short"],
            "Emails": ["ada@techinnovators.com", "sam@techinnovators.com"],
            "StartDate": "2026-12-01T00:00:00Z",
        },
    ),
    replies={200: DONE},
    problems=(
        "bad_request",
        "already_team_member",
        "team_member_limit",
        "body_too_large",
        "unsupported_media_type",
        *_NOT_CHANGED,
    ),
    needs_token=True,
)
REMOVE_TEAM_MEMBER: Final = Operation(
    id="removeTeamMember",
    method="delete",
    path="/api/public/teams/{teamId}/members/{coworkerId}",
    summary="Remove a member from a team",
    description=(
        "Takes somebody out of the team, as a member and as an administrator. The coworker stays, with everything that "
        "is recorded of them. For administrators of the team."
    ),
    tag="Members",
    parameters=(
        TEAM_ID,
        Parameter("coworkerId", "path", "The Id of one of AllTeamMembers.", ID_SCHEMA, required=True),
    ),
    replies={200: DONE},
    problems=("CANNOT_REMOVE_ITSELF", "member_has_active_contracts", "member_not_found", *_NOT_CHANGED),
    needs_token=True,
)


class _Joining(NamedTuple):
    """What a request to add members says."""

    people: list[NewMember]
    tariff_id: int | None
    start: datetime | None


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @post("/api/public/teams/{teamId:str}/members", status_code=200)
    async def add_team_members(request: HttpRequest) -> ASGIResponse:
        team_id = positive_number(request.path_params["teamId"])
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        joining = _joining(await json_object(request))
        if team_id is None:
            raise TeamNotFound
        access.administered_revision(check)
        now, author = services.now(), access.author(services, request, check)

        def work(conn: Connection[Any]) -> None:
            add_members(
                conn,
                caller.network_id,
                team_id,
                caller.coworker_ids,
                joining.people,
                tariff_id=joining.tariff_id,
                start=joining.start or now,
                now=now,
                author=author,
            )

        await services.database.write(work)
        return done()

    @delete("/api/public/teams/{teamId:str}/members/{coworkerId:str}", status_code=200)
    async def remove_team_member(request: HttpRequest) -> ASGIResponse:
        team_id = positive_number(request.path_params["teamId"])
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        if team_id is None:
            raise TeamNotFound
        access.administered_revision(check)
        coworker_id = positive_number(request.path_params["coworkerId"])
        if coworker_id is None:
            raise MemberRefused("member_not_found")
        now, author = services.now(), access.author(services, request, check)

        def work(conn: Connection[Any]) -> None:
            remove_member(conn, caller.network_id, team_id, caller.coworker_ids, coworker_id, now=now, author=author)

        await services.database.write(work)
        return done()

    return [add_team_members, remove_team_member]


def _joining(body: Mapping[str, Any]) -> _Joining:
    names, emails = _texts(body, "FullNames"), _texts(body, "Emails")
    if len(names) != len(emails):
        raise BadRequest("Emails", "must be as many as FullNames")
    people = [
        NewMember(_full_name(name, place), _email(email, place))
        for place, (name, email) in enumerate(zip(names, emails, strict=True), 1)
    ]
    seen: set[str] = set()
    for place, person in enumerate(people, 1):
        folded = person.email.lower()
        if folded in seen:
            raise BadRequest("Emails", f"entry {place} is there twice")
        seen.add(folded)
    tariff_id, start = body.get("TariffId"), body.get("StartDate")
    return _Joining(
        people,
        None if ID.is_absent(tariff_id) else read("TariffId", tariff_id, ID.read),
        None if INSTANT.is_absent(start) else read("StartDate", start, INSTANT.read),
    )


def _texts(body: Mapping[str, Any], name: str) -> list[Any]:
    values = body.get(name)
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST:
        raise BadRequest(name, f"must be a list of 1 to {_MOST} texts")
    return values


def _full_name(value: Any, place: int) -> str:
    name = value if isinstance(value, str) else ""
    if not name.strip():
        raise BadRequest("FullNames", f"entry {place} must be a name")
    return str(_entry("FullNames", place, "FullName", name))


def _email(value: Any, place: int) -> str:
    return str(_entry("Emails", place, "Email", value))


def _entry(name: str, place: int, field: str, value: str) -> Any:
    try:
        return _KINDS[field].read(value)
    except ValueError as error:
        raise BadRequest(name, f"entry {place} {error}") from None
