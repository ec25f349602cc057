"""What the records of an entity refer to, by which field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from teamkpi.ledger.entities import ENTITIES, Entity, Field

# The fields whose ids are those of records that the ledger keeps, whichever entity has them.
_TARGETS: Final = {
    "BusinessId": "businesses",
    "IssuedById": "businesses",
    "CoworkerId": "coworkers",
    "PayingMemberId": "coworkers",
    "ResourceId": "resources",
    "BookingId": "bookings",
    "CoworkerInvoiceId": "coworkerinvoices",
}


class Reference(NamedTuple):
    """A field that holds the id of a record of another entity; ``name`` is that of the field without ``Id``."""

    name: str
    field: Field
    target: Entity


def references_of(entity: Entity) -> Iterator[Reference]:
    """Yield the references of an entity that lead to records which the ledger keeps."""
    for one in entity.fields:
        if one.name in _TARGETS:
            yield Reference(one.name.removesuffix("Id"), one, ENTITIES[_TARGETS[one.name]])
