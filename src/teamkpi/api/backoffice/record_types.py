"""The types of the back office's responses, generated from the declarations of the entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from teamkpi.api.backoffice.harmless_fields import show
from teamkpi.describing import says
from teamkpi.ledger import ENTITIES, Entity, Field
from teamkpi.ledger.derived import Values
from teamkpi.ledger.documented import DERIVED, LEFT_OUT_OF_LISTS, NOT_KEPT, OF_EVERY_RECORD, NotKept
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.values import Kind
from teamkpi.wire import encode, plain_decimal

_TYPES: Final[Mapping[str, Any]] = {
    "bigint": int,
    "bigint[]": list[int],
    "integer": int,
    "numeric": Decimal,
    "text": str,
    "boolean": bool,
    "timestamptz": datetime,
    "timestamp": Annotated[datetime, Meta(tz=False)],
    "uuid": UUID,
}
_EXAMPLES: Final[Mapping[str, Any]] = {
    "id": 101,
    "list of ids": [101, 102],
    "whole number": 1,
    "decimal": 25,
    "text": "Text",
    "text of at most 254 characters": "Text",
    "e-mail address": "jane@techinnovators.com",
    "boolean": False,
    "instant": "2026-11-18T09:00:00Z",
    "local time at the location": "2026-11-18T09:00:00",
    "IANA time zone": "Europe/London",
    "ISO 4217 code": "GBP",
    "UUID": "0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57",
}
_NEVER_NULL: Final = {"UniqueId", "CreatedOn", "UpdatedOn"}
_LEFT_OUT: Final = "Null in lists and in the response to a create; get the record itself to see it."
# The fields that name a record for people, if it has one of them.
TITLES: Final = ("Name", "FullName")


def described(kind: Kind) -> str:
    """Return a description of the values of this kind."""
    if kind.members:
        members = ", ".join(f"{number} {name}" for name, number in kind.members.items())
        return f"{kind.name[0].upper()}{kind.name[1:]}: {members}."
    return f"{kind.name[0].upper()}{kind.name[1:]}."


def example(kind: Kind) -> Any:
    """Return an example value of this kind."""
    return next(iter(kind.members.values())) if kind.members else _EXAMPLES[kind.name]


def may_be_null(one: Field) -> bool:
    """Return whether this field may be null in a stored record."""
    return not (one.required or one.default is not None or one.same_as or one.name in _NEVER_NULL)


def field_type(one: Field) -> tuple[str, Any]:
    """Return the name and type of a field for a struct."""
    kind: Any = _TYPES[one.kind.column_type]
    return one.name, Annotated[kind | None if may_be_null(one) else kind, says(described(one.kind), example(one.kind))]


def _record_type(entity: Entity) -> type[Struct]:
    """Return the type of an entity's records: the stored and derived fields, then those that are constant."""
    others = [_not_kept_type(one) for one in (*NOT_KEPT[entity.plural], *OF_EVERY_RECORD)]
    return _named(f"{entity.name}Record", [*_varying_fields(entity), *others], f"One {entity.name}, as stored.")


def _varying_type(entity: Entity) -> type[Struct]:
    """Return the type of the fields of an entity that are not constant."""
    return _named(f"{entity.name}Varying", _varying_fields(entity), f"The part of a {entity.name} that is its own.")


def _varying_fields(entity: Entity) -> list[tuple[str, Any]]:
    """Return the columns of an entity in the order of its rows, the derived fields, and the record's name."""
    return [
        *(field_type(one) for one in (*COMMON, *entity.fields)),
        *(_derived_type(one) for one in DERIVED[entity.plural]),
        ("ToStringText", Annotated[str, says("A display name for the record.", f"{entity.name} 101")]),
    ]


def _derived_type(one: Field) -> tuple[str, Any]:
    kind: Any = _TYPES[one.kind.column_type]
    meaning = f"{described(one.kind)} Derived; ignored in request bodies."
    if one.name in LEFT_OUT_OF_LISTS:
        meaning += f" {_LEFT_OUT}"
    return one.name, Annotated[kind if one.required else kind | None, says(meaning, example(one.kind))]


def _not_kept_type(one: NotKept) -> tuple[str, Any]:
    shown = encode(one.value).decode()
    kind = None if one.value is None else type(one.value)
    return one.name, Annotated[
        kind, says(f"Always {shown}: the ledger does not store this field.", one.value, const=one.value)
    ]


def _named(name: str, fields: list[Any], doc: str) -> type[Struct]:
    return defstruct(name, fields, frozen=True, module=__name__, namespace={"__doc__": doc})


_OF_SHORT_LISTS: Final = (
    (
        "IsCut",
        Annotated[bool | UnsetType, says("Only with `most`: there are more records than were looked through.", False)],
        UNSET,
    ),
    (
        "OrderFields",
        Annotated[
            list[str] | UnsetType,
            Meta(
                description="Only with `most`: the fields that a list of this length can be ordered by.",
                examples=[["FromTime", "Id", "UpdatedOn"]],
            ),
        ],
        UNSET,
    ),
)


def list_type(entity: Entity, record: type[Struct], more: Sequence[tuple[str, Any, Any]] = ()) -> type[Struct]:
    """Return the type of a page of these records; ``more`` are fields that it has only sometimes."""
    fields: list[Any] = [
        ("Records", list[record]),  # type: ignore[valid-type]  # a type that is made when this runs
        ("CurrentPageSize", Annotated[int, says("The same as PageSize.", 25)]),
        ("CurrentPage", Annotated[int, says("The same as PageNumber.", 1)]),
        ("CurrentOrderField", Annotated[str, says("The field that the list is ordered by.", "Id")]),
        ("CurrentSortDirection", Annotated[int, says("0 ascending, 1 descending.", 0, enum=[0, 1])]),
        ("FirstItem", Annotated[int, says("Number of the page's first record in the list; 0 when empty.", 1)]),
        ("HasNextPage", Annotated[bool, says("There are records after this page.", False)]),
        ("HasPreviousPage", Annotated[bool, says("This is not the first page.", False)]),
        ("LastItem", Annotated[int, says("Number of the page's last record in the list; 0 when it is empty.", 1)]),
        ("PageNumber", Annotated[int, says("The number of this page, starting at 1.", 1)]),
        ("PageSize", Annotated[int, says("The maximum number of records per page; never more than 1000.", 25)]),
        ("TotalItems", Annotated[int, says("Records on all pages.", 1)]),
        ("TotalPages", Annotated[int, says("Number of pages; 0 for an empty list.", 1)]),
        *more,
    ]
    return _named(f"{entity.name}RecordList", fields, f"One page of a list of {entity.plural}.")


class FieldError(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One problem with a request."""

    attempted_value: Annotated[
        Any, says("The value sent; null if the field was absent or the value is long.", "yesterday")
    ]
    message: Annotated[str, says("What is wrong.", "must be a date and time like 2026-11-21T12:00:00Z")]
    property_name: Annotated[str, says("The field or parameter.", "FromTime")]


class RecordId(Struct, frozen=True, rename="pascal"):
    """The id of a record."""

    id: Annotated[int, says("The record's id.", 101)]


def _envelope_fields(value: Any) -> list[tuple[str, Any]]:
    return [
        ("Status", Annotated[int, says("The HTTP status of the response.", 200)]),
        ("Message", Annotated[str, says("The result in words.", "101 was successfully updated.")]),
        ("Value", Annotated[value | None, says("The record, or its id; null if nothing changed.")]),
        ("OpenInDialog", Annotated[bool, says("Always false.", False)]),
        ("OpenInWindow", Annotated[bool, says("Always false.", False)]),
        ("RedirectURL", Annotated[str | None, says("Always null.", None)]),
        ("JavaScript", Annotated[str | None, says("Always null.", None)]),
        ("UpdatedOn", Annotated[datetime | None, says("When the change was made.", "2026-11-18T09:00:00Z")]),
        ("UpdatedBy", Annotated[str | None, says("Who made it: an e-mail address, or the name of an API key.")]),
        ("Errors", Annotated[list[FieldError] | None, says("The problems, by field; null on success.")]),
        ("WasSuccessful", Annotated[bool, says("Whether the request succeeded.", True)]),
    ]


Changed: Final = _named("Changed", _envelope_fields(RecordId), "The result of a change, with the record's id.")


class Command(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A command of an entity."""

    key: Annotated[str, says("The key that `runcommand` takes.", "CANCEL_BOOKING")]
    name: Annotated[str, says("Its name for display.", "Cancel")]
    applies_only_to_one_entity: bool
    applies_only_to_two_entities: bool
    applies_only_to_multiple_entities: bool
    needs_entities_to_run: bool
    order: int
    requires_parameters: bool


class Types(NamedTuple):
    """The types of one entity's responses."""

    record: type[Struct]
    list: type[Struct]
    created: type[Struct]


def _types(entity: Entity) -> Types:
    record = _record_type(entity)
    created = _named(
        f"{entity.name}Created",
        _envelope_fields(record),
        f"The result of creating a {entity.name}, with the whole record.",
    )
    return Types(record, list_type(entity, record, _OF_SHORT_LISTS), created)


TYPES: Final[Mapping[str, Types]] = {plural: _types(entity) for plural, entity in ENTITIES.items()}


def title(entity: Entity, record_id: int, record: Mapping[str, Any]) -> str:
    """Return the display name of a record."""
    name = next((record[one] for one in TITLES if isinstance(record.get(one), str)), "")
    return name or f"{entity.name} {record_id}"


_TITLE_PLACES: Final = {
    plural: next((len(COMMON) + place for place, one in enumerate(entity.fields) if one.name in TITLES), None)
    for plural, entity in ENTITIES.items()
}
_VARYING: Final = {plural: _varying_type(entity) for plural, entity in ENTITIES.items()}
_THE_SAME: Final = {
    plural: b"," + encode({one.name: one.value for one in (*NOT_KEPT[plural], *OF_EVERY_RECORD)})[1:]
    for plural in ENTITIES
}
_DECIMALS: Final = {
    plural: [
        place
        for place, one in enumerate((*COMMON, *entity.fields, *DERIVED[plural]))
        if one.kind.column_type == "numeric"
    ]
    for plural, entity in ENTITIES.items()
}


def record_of(entity: Entity, row: tuple[Any, ...], derived: Values) -> msgspec.Raw:
    """Return a row as a JSON record; its values are those of ``entity.columns`` without ``is_deleted``.

    ``derived`` are the values of its derived fields. The constant fields, which are most of them, are encoded only once
    per entity.
    """
    plural = entity.plural
    values = [*row, *derived]
    show(entity, values)
    for place in _DECIMALS[plural]:
        if values[place] is not None:
            values[place] = plain_decimal(values[place])
    place_of_title = _TITLE_PLACES[plural]
    text = (values[place_of_title] if place_of_title is not None else "") or f"{entity.name} {values[0]}"
    return msgspec.Raw(encode(_VARYING[plural](*values, text))[:-1] + _THE_SAME[plural])
