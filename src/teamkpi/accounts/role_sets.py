"""Sets of roles with a name, for the usual posts in a space, which saves picking roles one by one.

A set is only a name for roles: an operator keeps the roles, not the name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from teamkpi.accounts.roles import ROLES, Right, role_of
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import TRAIL

OWNER: Final = "Owner"
"""Everything, and the only set that allows giving roles to others."""
_SEES: Final = (Right.LIST, Right.READ)
_AT_THE_DESK: Final = frozenset(
    {
        *("Booking", "Checkin", "CoworkerProduct", "CoworkerExtraService", "CoworkerTimePass"),
        *("CoworkerBookingCredit", "CoworkerBookingCreditUseHistory", "CoworkerExtraServiceUseHistory"),
        *("EventAttendee", "Charge"),
    }
)
_IN_THE_BOOKS: Final = frozenset({"CoworkerInvoice", "CoworkerContract", "Charge", "CoworkerProduct"})


def _roles(*, changes: Collection[str], more: Collection[str] = ()) -> tuple[str, ...]:
    """Return the roles to see every entity and to change some of them, in the order of ``ROLES``."""
    wanted = {
        role_of(entity.name, right)
        for entity in ENTITIES.values()
        for right in (Right if entity.name in changes else _SEES)
    }
    return tuple(role for role in ROLES if role in wanted or role in more)


_TRAIL: Final = tuple(role_of(TRAIL, right) for right in _SEES)
ROLE_SETS: Final[Mapping[str, tuple[str, ...] | None]] = MappingProxyType(
    {
        OWNER: None,
        "Manager": ROLES,
        "FrontDesk": _roles(changes=_AT_THE_DESK, more=("Coworker-Create", "Coworker-Edit")),
        "Accountant": _roles(changes=_IN_THE_BOOKS, more=_TRAIL),
        "Auditor": _roles(changes=(), more=_TRAIL),
    }
)
"""The sets by name; None: everything."""
_BY_ROLES: Final = {roles: name for name, roles in ROLE_SETS.items()}


def set_of(roles: Collection[str] | None) -> str | None:
    """Return the name of the set that has exactly these roles, in the order of ``ROLES``; None for any others."""
    return _BY_ROLES.get(None if roles is None else tuple(roles))
