"""``/api/public/teams/{teamId}/profile``: a team as its people see it, and what its administrators may change of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection, Connection
from psycopg.rows import dict_row

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Later, Who, call
from teamkpi.api.http.declarations import (
    JsonBody,
)
from teamkpi.api.http.html import cleaned
from teamkpi.api.http.json_body import read
from teamkpi.api.http.responses import WallClock
from teamkpi.api.http.web_addresses import LONGEST, is_web_address, would_run
from teamkpi.api.portal.team_serializer import TeamSerializer, size_of
from teamkpi.api.portal.team_types import Team
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi.teams_of_caller import TeamPage, read_team_page, team_page_query
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import SOCIAL
from teamkpi.ledger.team_changes import change_team
from teamkpi.membership import SignedIn

_PATH: Final = "/api/public/teams/{teamId}/profile"

_KINDS: Final = {one.name: one.kind for one in ENTITIES["teams"].fields}


def _text(name: str) -> Callable[[Any], Any]:
    return _KINDS[name].read


def _name(value: Any) -> str:
    name: str = _text("Name")(value)
    if not name.strip():
        raise ValueError("must not be empty")
    return name


def _description(value: Any) -> str:
    text = _text("Description")
    # What is harmless may be longer than what came, by the characters that HTML writes by name.
    harmless: str = text(cleaned(text(value)))
    return harmless


def _shown_as_empty(name: str) -> Callable[[Any], str | None]:
    """Return the reader of a text that is shown as empty where there is none: sending that back changes nothing."""
    return lambda value: _text(name)(value) or None


def _web_address(value: Any) -> str | None:
    """Read the address of a web page; an empty one is none, since that is what an empty box of a form sends."""
    if not isinstance(value, str):
        raise ValueError("must be text")
    address = value.strip()
    if not address:
        return None
    if len(address) > LONGEST:
        raise ValueError(f"must be at most {LONGEST} characters long")
    if not is_web_address(address):
        raise ValueError("must be a web address that starts with http:// or https://")
    return address


def _network_name(value: Any) -> Any:
    name = _text("Skype")(value)
    if would_run(name):
        raise ValueError("must be a name")
    return name


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "Name": _name,
    "Description": _description,
    "ProfileSummary": _shown_as_empty("ProfileSummary"),
    "ProfileIsPublic": _KINDS["ProfileIsPublic"].read,
    "ProfileWebsite": _web_address,
    "ProfileTags": _shown_as_empty("ProfileTags"),
    **{name: _network_name if name == "Skype" else _web_address for name in SOCIAL},
}
_NEVER_NULL: Final = {"Name", "ProfileIsPublic"}

_ADDRESS_SCHEMA: Final = {"type": ["string", "null"], "format": "uri", "maxLength": LONGEST}
_MEANINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Name": {"type": "string", "minLength": 1, "maxLength": 254, "description": "Not blank."},
    "Description": {
        "type": ["string", "null"],
        "description": (
            "HTML, nested at most 100 levels deep. Scripts, styles, forms and event handlers are removed before it is "
            "stored."
        ),
    },
    "ProfileSummary": {"type": ["string", "null"], "description": "Plain text, stored as it is."},
    "ProfileIsPublic": {"type": "boolean", "description": "List the team in the directory."},
    "ProfileWebsite": {
        **_ADDRESS_SCHEMA,
        "description": ("A web address that starts with http:// or https://. Empty counts as null."),
    },
    "ProfileTags": {"type": ["string", "null"], "description": "Tags, separated by spaces."},
    **{
        name: {"type": ["string", "null"], "description": "A name."}
        if name == "Skype"
        else {**_ADDRESS_SCHEMA, "description": "As ProfileWebsite."}
        for name in SOCIAL
    },
}


def changed_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a team that a body changes, as the ledger is to hold them.

    Raises BadRequest with the name of the first field that cannot be what was sent.
    """
    changes: dict[str, Any] = {}
    for name, reader in _READERS.items():
        if name not in body:
            continue
        if _KINDS[name].is_absent(body[name]):
            if name in _NEVER_NULL:
                raise BadRequest(name, "must not be null")
            changes[name] = None
        else:
            changes[name] = read(name, body[name], reader)
    return changes


@call(
    f"GET {_PATH}",
    id="teamProfile",
    who=Who.CUSTOMER,
    summary="A team",
    description=(
        "The team and its people, for its members and administrators. Only administrators see other people's e-mail "
        "addresses. Descriptions are sanitized, and addresses that are not web addresses are null, however they were "
        "stored."
    ),
    tag="Teams",
    answer=Team,
    answered="The team.",
    errors=("team_not_found",),
)
async def team_profile(services: Services, caller: SignedIn, team_id: int, clock: WallClock | None) -> Later:
    """Read the team, with its people."""
    serializer = TeamSerializer(caller.coworker_ids, clock)
    statement = team_page_query(
        caller.network_id,
        caller.coworker_ids,
        administered_only=False,
        team_id=team_id,
        order_by="name",
        descending=False,
        page=1,
        size=1,
    )

    async def fetch(conn: AsyncConnection) -> TeamPage:
        async with conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(*statement)
            return read_team_page(await cursor.fetchall())

    found = await services.database.read(fetch)
    if not found.teams:
        raise TeamNotFound
    [team] = found.teams
    return Later(size_of([team]), lambda: serializer.team(team), team["held_since"])


@call(
    f"PUT {_PATH}",
    id="updateTeamProfile",
    who=Who.ADMINISTRATOR,
    summary="Change a team's profile",
    description=(
        "Changes the given fields and leaves the others as they are; null clears a field. If any given value is "
        "invalid, nothing changes. Fields that are not listed here are ignored, even if the profile shows them. For "
        "administrators of the team. Simultaneous changes of different fields are all kept."
    ),
    tag="Teams",
    body=Body(
        changed_fields,
        JsonBody(
            {"type": "object", "properties": dict(_MEANINGS)},
            {"Name": "Tech Innovators", "Description": "<p>We build <b>things</b>.</p>", "Twitter": None},
        ),
    ),
)
async def update_team_profile(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    body: dict[str, Any],
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None,
) -> None:
    """Store the fields that the body changes."""

    def work(conn: Connection) -> None:
        change_team(
            conn,
            caller.network_id,
            team_id,
            caller.coworker_ids,
            lambda team: {**team, **body},
            now=now,
            author=author,
            only_if=only_if,
        )

    await services.database.write(work)
