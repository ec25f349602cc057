"""What the records of an entity refer to, by which field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.entity import Entity, Field
from teamkpi.ledger.values import ID


class Reference(NamedTuple):
    """A field that holds the id of a record of another entity; ``name`` is that of the field without ``Id``."""

    name: str
    field: Field
    target: Entity


def references_of(entity: Entity) -> Iterator[Reference]:
    """Yield the references of an entity that lead to records which the ledger keeps."""
    for one in entity.fields:
        if one.kind is ID and one.refers_to:
            yield Reference(one.name.removesuffix("Id"), one, ENTITIES[one.refers_to])
