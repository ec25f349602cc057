"""What the calls about access say of accounts and keys, and how they read roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.accounts import access
from teamkpi.accounts.access import AccountAccess, Owner
from teamkpi.accounts.keys import ApiKey
from teamkpi.accounts.role_sets import ROLE_SETS, set_of
from teamkpi.accounts.roles import read_roles
from teamkpi.api.callers.operators import CHANNEL, Operator, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.http.requests import HttpRequest
from teamkpi.describing import says
from teamkpi.errors import BadRequest, OperatorRefused, UnknownRole

ACCESS_TAG: Final = "Back office: access"
FOR_OWNERS: Final = "Only for operators who are not limited by roles, with their account: API keys are refused."
ROLES_SCHEMA: Final[Mapping[str, object]] = {
    "RoleSet": {
        "type": ["string", "null"],
        "enum": [*ROLE_SETS, None],
        "description": "The name of a set of roles.",
    },
    "Roles": {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "minItems": 1,
        "maxItems": 200,
        "description": "Roles by name, instead of a set.",
    },
}
_MOST_ROLES: Final = 200
_ROLE_SET: Final = says(
    "The name of the set that consists of exactly these roles: "
    + ", ".join(f"`{name}`" for name in ROLE_SETS)
    + ". Null for other roles.",
    "FrontDesk",
)
_ROLES: Final = says("The roles; null for everything.", ["Booking-List"])


class AccessPerson(Struct, frozen=True, rename="pascal"):
    """A person that an account is bound to."""

    id: Annotated[int, says("The coworker's id.", 101)]
    full_name: Annotated[str, says("The name.", "Jane Smith")]
    is_active: Annotated[bool, says("Active, and not archived: the account acts for them.", True)]


class AccessAccount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An account."""

    id: Annotated[int, says("The account's id.", 12)]
    email: Annotated[str, says("The e-mail address to sign in with.", "desk@example.com")]
    is_you: Annotated[bool, says("The account that sent this request.", False)]
    is_operator: Annotated[bool, says("Can use the back office.", True)]
    role_set: Annotated[str | None, _ROLE_SET]
    roles: Annotated[list[str] | None, says("The roles; null for everything, and for members.", ["Booking-List"])]
    is_active: Annotated[bool, says("False: the account is suspended.", True)]
    must_reset_password: Annotated[bool, says("The password must be changed at the next sign-in.", False)]
    has_second_factor: Annotated[bool, says("Signing in takes a code as well.", True)]
    created_on: Annotated[datetime, says("When it was created.", "2026-01-05T09:00:00Z")]
    last_sign_in_on: Annotated[
        datetime | None,
        says("When its holder last signed in; null if never, or if that is no longer kept.", "2026-11-20T08:30:00Z"),
    ]
    open_sign_ins: Annotated[int, says("Number of open sign-ins.", 2)]
    people: Annotated[list[AccessPerson], Meta(description="The people that it is bound to.")]


class RoleSet(Struct, frozen=True, rename="pascal"):
    """A set of roles with a name."""

    name: Annotated[str, says("The name.", "FrontDesk")]
    roles: Annotated[list[str] | None, _ROLES]


class AccessKey(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An API key, without its secret."""

    id: Annotated[int, says("The key's id.", 3)]
    name: Annotated[str, says("The name; it is the `UpdatedBy` of what the key writes.", "sync")]
    role_set: Annotated[str | None, _ROLE_SET]
    roles: Annotated[list[str] | None, _ROLES]
    created_on: Annotated[datetime, says("When it was created.", "2026-01-05T09:00:00Z")]
    expires_on: Annotated[datetime | None, says("When it expires; null: never.", "2027-01-31T00:00:00Z")]
    revoked_on: Annotated[datetime | None, says("When it was revoked.")]
    last_used_on: Annotated[
        datetime | None, says("When it was last used, to the hour; null: never.", "2026-11-20T08:00:00Z")
    ]


async def owner_of(services: Services, request: HttpRequest) -> tuple[Operator, Owner]:
    """Return the operator who sent a request, as one who may change who has access.

    Raises what ``operator`` does, and OperatorRefused for an operator who is limited by roles and for an API key.
    """
    who = await operator(services, request)
    who.require_everything()
    account_id = who.author.account_id
    if account_id is None:
        raise OperatorRefused("Only an operator's account may do this, not an API key.", role="operator")
    tell = services.security.of(request.scope, CHANNEL)
    return who, Owner(who.network_id, account_id, who.author, services.now(), tell)


def roles_in(body: Mapping[str, object]) -> list[str] | None:
    """Return the roles that a body names, by a set or one by one; None for everything. Raises BadRequest."""
    named, given = body.get("RoleSet"), body.get("Roles")
    if named is not None and given is not None:
        raise BadRequest("Roles", "must be left out if RoleSet is given")
    if given is None:
        if not isinstance(named, str) or named not in ROLE_SETS:
            raise BadRequest("RoleSet", f"must be one of {', '.join(ROLE_SETS)}")
        roles = ROLE_SETS[named]
        return None if roles is None else list(roles)
    if not isinstance(given, list) or not given or len(given) > _MOST_ROLES or not _are_texts(given):
        raise BadRequest("Roles", f"must be a list of 1 to {_MOST_ROLES} names of roles")
    try:
        return read_roles(given)
    except UnknownRole as error:
        raise BadRequest("Roles", str(error)) from None


def shown_account(found: AccountAccess, owner: Owner) -> AccessAccount:
    """Return an account as it is answered."""
    return AccessAccount(
        id=found.id,
        email=found.email,
        is_you=found.id == owner.account_id,
        is_operator=found.is_operator,
        role_set=set_of(found.roles) if found.is_operator else None,
        roles=found.roles,
        is_active=found.is_active,
        must_reset_password=found.must_reset_password,
        has_second_factor=found.has_second_factor,
        created_on=found.created_on.astimezone(UTC),
        last_sign_in_on=_utc(found.last_sign_in_on),
        open_sign_ins=found.open_sign_ins,
        people=[AccessPerson(*one) for one in found.people],
    )


def shown_key(key: ApiKey) -> AccessKey:
    """Return a key as it is answered."""
    return AccessKey(
        id=key.id,
        name=key.name,
        role_set=set_of(key.roles),
        roles=key.roles,
        created_on=key.created_on.astimezone(UTC),
        expires_on=_utc(key.expires_on),
        revoked_on=_utc(key.revoked_on),
        last_used_on=_utc(key.last_used_on),
    )


def role_sets() -> list[RoleSet]:
    """Return all sets of roles."""
    return [RoleSet(name, None if roles is None else list(roles)) for name, roles in ROLE_SETS.items()]


def action_of(body: Mapping[str, object]) -> access.Action:
    """Return what a body says to do with an account; raises BadRequest."""
    try:
        return access.Action(body.get("Do"))  # type: ignore[arg-type]  # whatever else it is, is not one
    except ValueError:
        raise BadRequest("Do", f"must be one of {', '.join(access.Action)}") from None


def _are_texts(values: Sequence[object]) -> bool:
    return all(isinstance(one, str) for one in values)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
