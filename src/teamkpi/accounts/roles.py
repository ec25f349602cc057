"""Roles: what an operator may do, by entity and right, under the names that the real service has for them.

An operator has a set of roles like ``Booking-List``, or None for everything. Names are read in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final, TypeAlias

from teamkpi.errors import UnknownRole
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit import TRAIL

Roles: TypeAlias = frozenset[str] | None
"""What somebody may do; None: everything."""

FULL: Final = "Full"
"""The name that stands for everything where roles are given by name."""


class Right(StrEnum):
    """What may be done with an entity's records: list them, read one, create, edit and delete."""

    LIST = "List"
    READ = "Read"
    CREATE = "Create"
    EDIT = "Edit"
    DELETE = "Delete"


def role_of(entity_name: str, right: Right) -> str:
    """Return the name of the role that a right to an entity is."""
    return f"{entity_name}-{right}"


# The trail is written by the program alone.
ROLES: Final = (
    *(role_of(entity.name, right) for entity in ENTITIES.values() for right in Right),
    *(role_of(TRAIL, right) for right in (Right.LIST, Right.READ)),
)
_BY_FOLDED_NAME: Final = {name.lower(): name for name in (*ROLES, FULL)}


def may(roles: Roles, entity_name: str, right: Right) -> bool:
    """Tell whether these roles are enough to do something with an entity's records."""
    return roles is None or role_of(entity_name, right) in roles


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
            f"the rights are {rights}, written like {ROLES[0]}"
            if entity.lower() in known
            else f"a role is {FULL}, or an entity and a right like {ROLES[0]}; the entities are "
            + ", ".join(dict.fromkeys(role.partition("-")[0] for role in ROLES))
        )
        raise UnknownRole(f"there is no role {name!r}: {reason}") from None
