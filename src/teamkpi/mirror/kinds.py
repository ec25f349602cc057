"""The kinds of records that are mirrored: their list paths and peculiarities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.audit_trail import ENTRY

READ_BY_ID: Final = frozenset({"coworkers", "teams"})
"""Lists omit some fields of these, so each changed record is read by its id."""
AUDITED: Final = frozenset(
    {
        *("charges", "coworkerbookingcredits", "coworkercontracts", "coworkerextraservices", "coworkerinvoices"),
        *("coworkerproducts", "bookings", "checkins", "coworkers", "resources", "teams", "businesses"),
    }
)
"""The service's audit trail contains the deletions of these."""
IDS_AT_ONCE: Final = 100
_NIGHT: Final = timedelta(hours=6)


def path_of(entity: Entity) -> str:
    """Return the path of a kind's list."""
    return f"/api/{entity.module}/{entity.plural}"


TRAIL_PATH: Final = path_of(ENTRY)


def last_sweep_due(plural: str, now: datetime) -> datetime:
    """Return when the latest sweep of a kind was due: once a day, each kind at its own time between 0 and 6 in UTC."""
    after_midnight = _NIGHT * list(ENTITIES).index(plural) / len(ENTITIES)
    due = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + after_midnight
    return due if due <= now else due - timedelta(days=1)
