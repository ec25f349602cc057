"""``/api/public/teams/{teamId}/members`` and ``…/administrators``: the people of a team; and leaving a team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import ID_SCHEMA, JsonBody, Parameter
from teamkpi.api.http.json_body import read
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.folding import folded
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.values import ID, INSTANT
from teamkpi.membership import NewMember, SignedIn, add_members, leave_team, remove_member, set_administrator

_MOST: Final = 25
_KINDS: Final = {one.name: one.kind for one in ENTITIES["coworkers"].fields}
_PERSON: Final = (Parameter("coworkerId", "path", "The Id of one of AllTeamMembers.", ID_SCHEMA, required=True),)


class _Joining(NamedTuple):
    """What a request to add members says."""

    people: list[NewMember]
    tariff_id: int | None
    start: date | datetime | None


def _coworker_of(request: HttpRequest) -> int:
    """Return the id in the path. Raises MemberRefused for what is no id."""
    coworker_id = positive_number(request.path_params["coworkerId"])
    if coworker_id is None:
        raise MemberRefused("member_not_found")
    return coworker_id


def _joining(body: Mapping[str, Any]) -> _Joining:
    names, emails = _texts(body, "FullNames"), _texts(body, "Emails")
    if len(names) != len(emails):
        raise BadRequest("Emails", "must have as many entries as FullNames")
    people = [
        NewMember(_full_name(name, place), _email(email, place))
        for place, (name, email) in enumerate(zip(names, emails, strict=True), 1)
    ]
    seen: set[str] = set()
    for place, person in enumerate(people, 1):
        email = folded(person.email)
        if email in seen:
            raise BadRequest("Emails", f"entry {place} is a duplicate")
        seen.add(email)
    tariff_id, start = body.get("TariffId"), body.get("StartDate")
    return _Joining(
        people,
        None if ID.is_absent(tariff_id) else read("TariffId", tariff_id, ID.read),
        None if INSTANT.is_absent(start) else read("StartDate", start, _day_or_instant),
    )


def _day_or_instant(value: Any) -> date | datetime:
    """Read an instant, or a day: a date alone, also written as its midnight without a zone."""
    instant: datetime = INSTANT.read(value)
    written = datetime.fromisoformat(value.strip())
    return written.date() if written.tzinfo is None and written.time() == time.min else instant


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


@call(
    "POST /api/public/teams/{teamId}/members",
    id="addTeamMembers",
    who=Who.ADMINISTRATOR,
    summary="Add members to a team",
    description=(
        "Adds several people to the team, or none if one of them can't be added. Someone whose e-mail address (in any "
        "case) is new to the network becomes a member immediately: a coworker is created, suspended if the team keeps "
        "new accounts on hold. Someone who already is a coworker, even an archived or suspended one, or who has an "
        "account is invited instead and joins by accepting; until then none of their data is shown or changed. The "
        "response is the same in both cases. Each person gets a contract for the plan when they join, unless no plan "
        "is given or a contract for it is already active at the team's location. No sign-in account is created. For "
        "administrators of the team."
    ),
    tag="Members",
    body=Body(
        _joining,
        JsonBody(
            {
                "type": "object",
                "required": ["FullNames", "Emails"],
                "properties": {
                    "TariffId": {
                        **ID_SCHEMA,
                        "type": ["integer", "null"],
                        "description": (
                            "The plan: the team's default plan, or one that the team's location has issued a contract "
                            "for. The default is the team's default plan, or no plan."
                        ),
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
                        "description": (
                            "Their e-mail addresses, in the same order as the names, with no address twice (ignoring "
                            "case)."
                        ),
                    },
                    "StartDate": {
                        "type": ["string", "null"],
                        "format": "date-time",
                        "description": (
                            "When the contracts start, not before today at the team's location. A date alone, or with "
                            "T00:00:00, means that day there; any other time is in UTC unless it names a zone. By "
                            "default they start when the person joins."
                        ),
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
        most_bytes=131_072,
    ),
    errors=("already_team_member", "team_member_limit", "too_many_invitations"),
)
async def add_team_members(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    body: _Joining,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """Add people to the team, or invite them."""

    def work(conn: Connection) -> None:
        add_members(
            conn,
            caller,
            team_id,
            body.people,
            tariff_id=body.tariff_id,
            start=body.start,
            now=now,
            author=author,
            only_if=only_if,
        )

    await services.database.write(work)


@call(
    "DELETE /api/public/teams/{teamId}/members/{coworkerId}",
    id="removeTeamMember",
    who=Who.ADMINISTRATOR,
    summary="Remove a member from a team",
    description=(
        "Removes someone from the team, as a member and as an administrator. The coworker and all their records are "
        "kept. For administrators of the team."
    ),
    tag="Members",
    parameters=_PERSON,
    errors=("CANNOT_REMOVE_ITSELF", "member_has_active_contracts", "member_not_found"),
)
async def remove_team_member(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """Take a coworker out of the team."""
    coworker_id = _coworker_of(request)
    await services.database.write(
        lambda conn: remove_member(conn, caller, team_id, coworker_id, now=now, author=author, only_if=only_if)
    )


@call(
    "PUT /api/public/teams/{teamId}/administrators/{coworkerId}",
    id="addTeamAdministrator",
    who=Who.ADMINISTRATOR,
    summary="Make a member an administrator",
    description=(
        "Makes somebody in the team an administrator, who sees the figures of all members and manages the team's "
        "people. A member stays a member. If they already are an administrator, nothing changes. For administrators of "
        "the team."
    ),
    tag="Members",
    parameters=_PERSON,
    errors=("member_not_found",),
)
async def add_team_administrator(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """Make a coworker of the team an administrator."""
    person = _coworker_of(request)
    await services.database.write(
        lambda conn: set_administrator(
            conn, caller, team_id, person, administers=True, now=now, author=author, only_if=only_if
        )
    )


@call(
    "DELETE /api/public/teams/{teamId}/administrators/{coworkerId}",
    id="removeTeamAdministrator",
    who=Who.ADMINISTRATOR,
    summary="End the role of an administrator",
    description=(
        "Ends somebody's role as an administrator of the team. A member stays a member; an administrator who is no "
        "member is no longer part of the team. If they are no administrator, nothing changes. Administrators can't end "
        "their own role, so the team keeps one. For administrators of the team."
    ),
    tag="Members",
    parameters=_PERSON,
    errors=("CANNOT_REMOVE_ITSELF", "member_not_found"),
)
async def remove_team_administrator(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """End the role of an administrator."""
    person = _coworker_of(request)
    await services.database.write(
        lambda conn: set_administrator(
            conn, caller, team_id, person, administers=False, now=now, author=author, only_if=only_if
        )
    )


@call(
    "POST /api/public/teams/{teamId}/leave",
    id="leaveTeam",
    who=Who.MEMBER,
    summary="Leave a team",
    description=(
        "Removes the caller from the team, as a member and as an administrator, with every coworker that the account "
        "is bound to. Contracts don't prevent this and stay with the person. If the last administrator leaves, the "
        "team has none until an operator appoints one. For members and administrators of the team."
    ),
    tag="Members",
)
async def leave(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """Take the caller out of the team."""
    await services.database.write(
        lambda conn: leave_team(conn, caller, team_id, now=now, author=author, only_if=only_if)
    )
