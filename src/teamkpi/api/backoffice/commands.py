"""The commands of ``runcommand``. There is one, which cancels bookings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from teamkpi.api.backoffice.envelopes import done, not_done
from teamkpi.api.backoffice.record_types import Command
from teamkpi.api.callers.operators import Operator
from teamkpi.api.http.responses import Response
from teamkpi.errors import RecordNotFound
from teamkpi.ledger import Entity, Revision
from teamkpi.ledger.revise import Record
from teamkpi.ledger.values import IDS

CANCEL_BOOKING: Final = "CANCEL_BOOKING"
_MOST_AT_ONCE: Final = 1000
_LONGEST_IDS: Final = 20 * _MOST_AT_ONCE
"""The length of that many ids as text, with separators."""
MOST_BODY_BYTES: Final = 65_536
_CANCEL: Final = Command(
    key=CANCEL_BOOKING,
    name="Cancel",
    applies_only_to_one_entity=False,
    applies_only_to_two_entities=False,
    applies_only_to_multiple_entities=False,
    needs_entities_to_run=True,
    order=1,
    requires_parameters=False,
)


def of(entity: Entity) -> list[Command]:
    """Return the commands of an entity."""
    return [_CANCEL] if entity.can_be_cancelled else []


def tombstone(held: Record | None) -> Record:
    """Return the deletion of a record; raises RecordNotFound when it does not exist."""
    if held is None:
        raise RecordNotFound
    return {"Id": held["Id"], "_deleted": True}


async def run(
    entity: Entity,
    body: dict[str, Any],
    who: Operator,
    revise: Callable[[list[Revision]], Awaitable[datetime]],
) -> Response:
    """Run the command named by a body. A failure is reported in an envelope with status 200.

    Cancelling a booking deletes it. Either all bookings of a command are cancelled or none.
    """
    key = body.get("Key")
    if not isinstance(key, str) or key not in {one.key for one in of(entity)}:
        return not_done(f"{entity.name} has no such command")
    given = body.get("Ids")
    if isinstance(given, list | str) and len(given) > (_MOST_AT_ONCE if isinstance(given, list) else _LONGEST_IDS):
        return not_done(f"Ids: must be 1 to {_MOST_AT_ONCE} ids")
    try:
        ids = IDS.read(body["Ids"])
    except (KeyError, ValueError):
        return not_done("Ids: must be a list of ids")
    if not 1 <= len(ids) <= _MOST_AT_ONCE:
        return not_done(f"Ids: must be 1 to {_MOST_AT_ONCE} ids")
    missing: list[int] = []

    def cancel(record_id: int) -> Callable[[Record | None], Record]:
        def cancelled(held: Record | None) -> Record:
            if held is None:
                missing.append(record_id)
            return tombstone(held)

        return cancelled

    try:
        now = await revise([Revision(entity.plural, one, cancel(one)) for one in ids])
    except RecordNotFound:
        return not_done(f"{entity.name} {missing[-1]}: not found")
    return done(who, now, f"{len(ids)} cancelled.", ids[0] if len(ids) == 1 else None)
