"""The query of a list: conditions, order and page, under the names that the real service has for them.

Names are read in any case, and with or without the underscores between their parts: real clients write them in several
ways. What is there and empty counts as absent; names that are none of an entity's are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from teamkpi.api.operations import ID_SCHEMA, Parameter
from teamkpi.api.portal.query import positive_number, with_plus
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Entity, Field, audit
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.listing import LARGEST_PAGE, Condition, Listing
from teamkpi.ledger.values import EMAIL, FIELD_NAME, ID, IDS, NUMBER, Kind, read_instant

_DEFAULT_SIZE: Final = 25
_MOST_PARAMETERS: Final = 1000
# 1 is ascending in one of the published conventions and descending in two things that are newer: decision 17.
_DESCENDING: Final = {
    **dict.fromkeys(("0", "asc", "ascending"), False),
    **dict.fromkeys(("1", "-1", "desc", "descending"), True),
}
_DIRECTION_IS: Final = "must be 0, asc or ascending; or 1, -1, desc or descending"
_OWN_NAMES: Final = {"page", "size", "orderby", "dir"}
_LATEST_FIRST: Final = {"checkins": "FromTime", audit.ENTRY.plural: "Id"}
_LISTED: Final = (*ENTITIES.values(), audit.ENTRY)


class SeveralIds(NamedTuple):
    """Records that are asked for by their ids alone, as a bare array."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Filter:
    """A field that can be asked for, and how its values are read and compared."""

    field: Field

    @property
    def has_range(self) -> bool:
        """Whether ``from_`` and ``to_`` work: it is a date, a whole number or a decimal."""
        kind = self.field.kind
        return not kind.members and kind.column_type in {"timestamptz", "bigint", "integer", "numeric"}

    def equal(self, parameter: str, text: str) -> Condition:
        """Return the condition that the field is what a text says; raises BadRequest."""
        kind, column = self.field.kind, self.field.column
        if kind is IDS:
            return Condition(column, "contains", _read(parameter, text, ID))
        if kind is ID and text.lstrip().startswith("["):
            return Condition(column, "is one of", _several(parameter, text))
        if kind is FIELD_NAME:
            return Condition(column, "has", _read(parameter, text, kind))
        if kind is EMAIL:
            return Condition(column, "is, as an e-mail", _read(parameter, text, EMAIL))
        if kind.column_type == "text":
            return Condition(column, "is, in any case", self._value(parameter, text))
        return Condition(column, "is", self._value(parameter, text))

    def bound(self, parameter: str, text: str, side: str) -> Condition:
        """Return the condition that the field is from a value on, or up to it; raises BadRequest."""
        return Condition(self.field.column, side, self._value(parameter, text))

    def _value(self, parameter: str, text: str) -> Any:
        kind = self.field.kind
        if kind.column_type == "timestamptz":
            return _read(parameter, with_plus(text.strip()), Kind("instant", "timestamptz", read_instant))
        if kind.column_type in {"bigint", "integer"} and not kind.members and kind is not ID:
            return _read(parameter, text, NUMBER)
        if kind.column_type == "text":
            # Whatever is no zone or currency is that of no record.
            return _read(parameter, text, _TEXT)
        return _read(parameter, text, kind)


_TEXT: Final = next(one.kind for one in COMMON if one.name == "UpdatedBy")


def _read(parameter: str, text: str, kind: Kind) -> Any:
    try:
        return kind.read(text)
    except ValueError as error:
        raise BadRequest(parameter, str(error)) from None


def _several(parameter: str, text: str) -> tuple[int, ...]:
    ids = tuple(_read(parameter, text, IDS))
    if len(ids) > LARGEST_PAGE:
        raise BadRequest(parameter, f"must be at most {LARGEST_PAGE} ids")
    return ids


def _folded(name: str) -> str:
    return name.lower().replace("_", "")


def _fields(entity: Entity) -> tuple[Field, ...]:
    return (*COMMON, *entity.fields)


def _filters(entity: Entity) -> Mapping[str, _Filter]:
    """Return what an entity's lists can be asked for, by folded name."""
    found = {}
    for one in _fields(entity):
        names = [f"{entity.name}{one.name}"]
        if one.kind is ID and one.name != "Id":
            names.append(f"{entity.name}{one.name.removesuffix('Id')}")
        if one.name in {"Id", "UniqueId"}:
            names.append(one.name)
        found.update({_folded(name): _Filter(one) for name in names})
    return found


_FILTERS: Final = {entity.plural: _filters(entity) for entity in _LISTED}
_ORDERS: Final = {
    entity.plural: {
        _folded(name): one
        for one in _fields(entity)
        if one.kind not in {IDS, FIELD_NAME}
        for name in (one.name, f"{entity.name}{one.name}")
    }
    for entity in _LISTED
}


def read_list(entity: Entity, query_string: bytes) -> Listing | SeveralIds:
    """Return which records a query asks for; raises BadRequest with the name of a parameter that cannot be read."""
    own, rest = _parted(query_string)
    conditions: list[Condition] = []
    for name, text in rest:
        if name.lower() == "id" and text.lstrip().startswith("["):
            return SeveralIds(_several(name, text))
        conditions.extend(_conditions(entity, name, text))
    order_by, is_descending = _order(entity, own)
    return Listing(
        entity,
        # In one order, so that the same list is the same however it is asked for.
        conditions=tuple(sorted(set(conditions), key=repr)),
        order_by=order_by,
        is_descending=is_descending,
        page=_positive(own, "page", 1),
        size=min(_positive(own, "size", _DEFAULT_SIZE), LARGEST_PAGE),
    )


def _parted(query_string: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the parameters of page and order, and all others, none of them empty."""
    try:
        pairs = parse_qsl(query_string.decode("ascii", "replace"), max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise BadRequest("query", f"must hold at most {_MOST_PARAMETERS} parameters") from None
    own: dict[str, str] = {}
    rest = []
    for name, text in pairs:
        if not text.strip():
            continue
        if name.lower() not in _OWN_NAMES:
            rest.append((name, text))
        elif own.setdefault(name.lower(), text) != text:
            raise BadRequest(name, "must come only once")
    return own, rest


def _conditions(entity: Entity, name: str, text: str) -> Iterator[Condition]:
    filters = _FILTERS[entity.plural]
    side, _, bounded = name.partition("_")
    if side.lower() in {"from", "to"} and (found := filters.get(_folded(bounded))) and found.has_range:
        yield found.bound(name, text, side.lower())
    elif found := filters.get(_folded(name)):
        yield found.equal(name, text)


def _order(entity: Entity, own: Mapping[str, str]) -> tuple[str, bool]:
    asked, direction = own.get("orderby"), own.get("dir")
    latest_first = _LATEST_FIRST.get(entity.plural)
    name = asked or latest_first or "Id"
    one = _ORDERS[entity.plural].get(_folded(name.strip()))
    if one is None:
        raise BadRequest("orderBy", f"must be a field of {entity.name} that can be compared")
    if direction is None:
        return one.column, asked is None and latest_first is not None
    try:
        return one.column, _DESCENDING[direction.strip().lower()]
    except KeyError:
        raise BadRequest("dir", _DIRECTION_IS) from None


def _positive(own: Mapping[str, str], name: str, default: int) -> int:
    if name not in own:
        return default
    number = positive_number(own[name].strip())
    if number is None:
        raise BadRequest(name, "must be a whole number from 1")
    return number


def order_name(entity: Entity, column: str) -> str:
    """Return the wire's name of a column that a list is ordered by."""
    return next(one.name for one in _fields(entity) if one.column == column)


_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "bigint": {"type": "integer"},
    "integer": {"type": "integer"},
    "numeric": {"type": "number"},
    "boolean": {"type": "boolean"},
    "timestamptz": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string"},
    "json": {"type": "string"},
    "bigint[]": {"type": "integer"},
}


def described(entity: Entity) -> tuple[Parameter, ...]:
    """Return the parameters of an entity's list, as the contract describes them."""
    latest_first = _LATEST_FIRST.get(entity.plural)
    names = [one.name for one in _fields(entity) if one.kind not in {IDS, FIELD_NAME}]
    own = (
        Parameter(
            "page",
            "query",
            "Which page, from 1; one past the end is empty.",
            {"type": "integer", "minimum": 1, "default": 1},
        ),
        Parameter(
            "size",
            "query",
            f"Records on a page; more than {LARGEST_PAGE} counts as {LARGEST_PAGE}.",
            {"type": "integer", "minimum": 1, "default": _DEFAULT_SIZE},
        ),
        Parameter(
            "orderBy",
            "query",
            "The field to order by; equal ones stand by Id. Also `orderby`."
            + (f" Absent: by {latest_first}, the latest first." if latest_first else ""),
            {"type": "string", "enum": names} | ({} if latest_first else {"default": "Id"}),
        ),
        Parameter(
            "dir",
            "query",
            "The direction: 0, asc or ascending; or 1, -1, desc or descending. Absent: ascending.",
            {"type": "string", "enum": list(_DESCENDING)},
        ),
        Parameter(
            "id",
            "query",
            "Ids like `[1,2]`: those records as a bare array, by id; nothing else is looked at then.",
            {"type": "string", "pattern": r"^\[[0-9, ]*\]$"},
        ),
    )
    return own + tuple(one for found in _fields(entity) for one in _described_filter(entity, _Filter(found)))


def _described_filter(entity: Entity, one: _Filter) -> Iterator[Parameter]:
    found = one.field
    is_reference = found.kind is ID and found.name != "Id"
    name = f"{entity.name}_{found.name.removesuffix('Id') if is_reference else found.name}"
    schema: Mapping[str, Any] = _SCHEMAS[found.kind.column_type]
    if found.kind.members:
        schema = {"type": "integer", "enum": list(found.kind.members.values())}
    elif found.kind in {ID, IDS}:
        schema = ID_SCHEMA
    meaning = f"{found.name} is this"
    if found.kind is IDS:
        meaning = f"{found.name} contains this id"
    elif found.kind is ID:
        meaning += ", or one of several like `[1,2]`"
        schema = {"type": "string"}
    elif found.kind is FIELD_NAME:
        meaning = "The field of this name was changed"
    elif found.kind.column_type == "text":
        meaning += ", in any case of its letters"
    yield Parameter(name, "query", f"{meaning}.", schema)
    if one.has_range:
        for side, word in (("from", "at least"), ("to", "at most")):
            bounded = f"{side}_{entity.name}_{found.name}"
            yield Parameter(bounded, "query", f"{found.name} is {word} this.", _SCHEMAS[found.kind.column_type])
