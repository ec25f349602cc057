"""Roles: the rights of an operator, by entity, under the names that the real service uses.

An operator has a set of roles like ``Booking-List``, or None for everything. Names are read in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeAlias

from teamkpi.errors import UnknownRole
from teamkpi.ledger import ENTITIES, Field
from teamkpi.ledger.audit_trail import TRAIL
from teamkpi.ledger.values import IDS

Roles: TypeAlias = frozenset[str] | None
"""The roles of an operator or key; None allows everything."""

FULL: Final = "Full"
"""The name for everything where roles are given by name."""


class Right(StrEnum):
    """The actions on an entity's records: list them, read one, create, edit and delete."""

    LIST = "List"
    READ = "Read"
    CREATE = "Create"
    EDIT = "Edit"
    DELETE = "Delete"


def role_of(entity_name: str, right: Right) -> str:
    """Return the name of the role for a right to an entity."""
    return f"{entity_name}-{right}"


# Only the program writes the trail.
ROLES: Final = (
    *(role_of(entity.name, right) for entity in ENTITIES.values() for right in Right),
    *(role_of(TRAIL, right) for right in (Right.LIST, Right.READ)),
)
# The entities that people in a team can see of each other: coworkers, all records of a coworker, and the parts of those
# # records.
SEEN_IN_TEAMS: Final = tuple(
    role_of(entity.name, Right.READ) for entity in ENTITIES.values() if entity.is_of_coworkers or entity.part_of
)
_BY_FOLDED_NAME: Final = {name.lower(): name for name in (*ROLES, FULL)}


def may(roles: Roles, entity_name: str, right: Right) -> bool:
    """Return whether these roles include a right to an entity."""
    return roles is None or role_of(entity_name, right) in roles


def missing_for_figures(roles: Roles) -> list[str]:
    """Return the roles that are missing for reading people's figures, which count all records of a person."""
    return [] if roles is None else [role for role in SEEN_IN_TEAMS if role not in roles]


def missing_to_bring_together(
    roles: Roles, plural: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> list[str]:
    """Return the roles that are missing for bringing people together in a team, as this change of a record does.

    People in a team see some data of the others, and its administrators see their figures. So the right to write teams
    is not enough to add a member or an administrator to a team with other people: it also takes the roles to read that
    data. ``before`` and ``after`` are the record under its wire names; None: a new one.
    """
    if roles is None or plural != "teams":
        return []
    people: set[int] = set()
    are_added = False
    for one in ENTITIES[plural].lists:
        held = _ids(one, before, set())
        there = _ids(one, after, held)
        are_added |= not there <= held
        people |= there
    return missing_for_figures(roles) if are_added and len(people) > 1 else []


def _ids(listed: Field, record: Mapping[str, Any] | None, otherwise: set[int]) -> set[int]:
    """Return the ids in a list of a record, under whichever of its names the record has it.

    What stands for it is returned when there is none, or none that can be stored.
    """
    value = listed.given_in(record or {})
    try:
        return otherwise if value is None else set(IDS.read(value))
    except ValueError:
        return otherwise


def read_roles(names: Iterable[str]) -> list[str] | None:
    """Return the roles of these names, as they are stored: in the order of ``ROLES``, each once; None for everything.

    No names at all, and ``Full`` among them, mean everything. Raises UnknownRole with the name.
    """
    wanted = {_known(name) for name in names}
    return None if not wanted or FULL in wanted else [role for role in ROLES if role in wanted]


def as_stored(roles: Collection[str] | None) -> Roles:
    """Return roles as they are asked for, from how they are stored."""
    return None if roles is None else frozenset(roles)


def _known(name: str) -> str:
    try:
        return _BY_FOLDED_NAME[name.strip().lower()]
    except KeyError:
        entity = name.strip().partition("-")[0]
        known = {one.name.lower() for one in ENTITIES.values()} | {TRAIL.lower()}
        rights = ", ".join(Right)
        reason = (
            f"the rights are {rights}, and roles are written like {ROLES[0]}"
            if entity.lower() in known
            else f"a role is {FULL}, or an entity and a right, like {ROLES[0]}; the entities are "
            + ", ".join(dict.fromkeys(role.partition("-")[0] for role in ROLES))
        )
        raise UnknownRole(f"there is no role {name!r}: {reason}") from None
