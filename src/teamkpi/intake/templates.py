"""Tables to fill in: for each entity the headings and one example row."""

from __future__ import annotations

from typing import Final

from teamkpi.intake.headings import missing
from teamkpi.ledger.entities import COMMON, ENTITIES, Entity, Field
from teamkpi.ledger.values import (
    COUNT,
    CURRENCY,
    EMAIL,
    FLAG,
    ID,
    IDS,
    INSTANT,
    MONEY,
    NUMBER,
    STRETCH_END,
    UNIQUE_ID,
    ZONE,
    Kind,
)

_EXAMPLES: Final[dict[Kind, str]] = {
    ID: "1",
    IDS: "1",
    COUNT: "1",
    NUMBER: "1",
    MONEY: "10.50",
    EMAIL: "someone@example.com",
    INSTANT: "2026-11-21",
    STRETCH_END: "2026-11-21 09:30",
    ZONE: "Europe/London",
    CURRENCY: "GBP",
}
_BY_NAME: Final = {
    "ToTime": "2026-11-21 11:00",
    "BookingFromTime": "2026-11-21 09:30",
    "BookingToTime": "2026-11-21 11:00",
    "DueDate": "2026-12-05",
    "ExpireDate": "2026-12-21",
    "RenewalDate": "2026-12-21",
    "CancellationDate": "",
    "Invoiced": "yes",
    "Paid": "yes",
    "CoworkerInvoicePaid": "yes",
    "Used": "yes",
    "RemainingUses": "0",
    "RemainingCredit": "0",
    "TaxAmount": "1.75",
    "MaxTeamMemberCount": "10",
}
"""Examples of single fields: the rows of all tables together make sense, and refer to each other."""


def template(entity: Entity) -> tuple[list[str], list[str]]:
    """Return the headings of an entity's table and its example row, without technical fields such as UniqueId."""
    fields = [COMMON[0], *(one for one in entity.fields if one.kind is not UNIQUE_ID)]
    assert not missing(entity.plural, [one.name for one in fields], {})  # noqa: S101 - a fault of this module
    return [one.name for one in fields], [_example(one) for one in fields]


def templates() -> dict[str, tuple[list[str], list[str]]]:
    """Return the template of each entity, by its plural."""
    return {plural: template(entity) for plural, entity in ENTITIES.items()}


def _example(one: Field) -> str:
    if one.name in _BY_NAME:
        return _BY_NAME[one.name]
    if one.kind is FLAG:
        return "yes" if one.default is True else "no"
    if one.kind.members:
        return next(iter(one.kind.members))
    return _EXAMPLES.get(one.kind, "Example")
