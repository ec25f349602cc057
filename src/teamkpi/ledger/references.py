"""The references from an entity to others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.entity import Entity, Field
from teamkpi.ledger.values import ID


class Reference(NamedTuple):
    """A field with the id of a record of another entity; ``name`` is the field's name without ``Id``."""

    name: str
    field: Field
    target: Entity


def references_of(entity: Entity) -> Iterator[Reference]:
    """Yield the references of an entity to records that the ledger stores."""
    for one in entity.fields:
        if one.kind is ID and one.refers_to:
            yield Reference(one.name.removesuffix("Id"), one, ENTITIES[one.refers_to])
