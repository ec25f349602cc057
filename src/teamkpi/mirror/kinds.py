"""The kinds of records that are mirrored: where they are listed, and what is special about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.audit_trail import ENTRY

READ_BY_ID: Final = frozenset({"coworkers", "teams"})
"""Lists leave out parts of these, so each record that has changed is read by its id."""
AUDITED: Final = frozenset(
    {
        *("charges", "coworkerbookingcredits", "coworkercontracts", "coworkerextraservices", "coworkerinvoices"),
        *("coworkerproducts", "bookings", "checkins", "coworkers", "resources", "teams", "businesses"),
    }
)
"""Deletions of these are in the service's audit trail."""
IDS_AT_ONCE: Final = 100
_HOURS: Final = 6


def path_of(entity: Entity) -> str:
    """Return the path of a kind's list."""
    return f"/api/{entity.module}/{entity.plural}"


TRAIL_PATH: Final = path_of(ENTRY)


def last_sweep_due(plural: str, now: datetime) -> datetime:
    """Return when a kind was due to be swept last: once a day, in the first hours of the day in UTC."""
    hour = list(ENTITIES).index(plural) % _HOURS
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)
