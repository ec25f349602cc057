"""Parses the query of a list: conditions, order and page, under the names that the real service uses.

Names are matched ignoring case, and empty parameters count as absent. An unknown parameter in the form of a condition
is rejected by name, because ignoring it would return more records than requested. Other unknown parameters are ignored,
as real clients require.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from teamkpi.api.backoffice.filters import FILTERS, Filter, fields_of, folded, several_ids
from teamkpi.api.http.declarations import ID_SCHEMA, Parameter
from teamkpi.api.http.query import pairs_of, positive_number
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Entity, audit_trail
from teamkpi.ledger.conditions import Condition, count_of
from teamkpi.ledger.listing import LARGEST_PAGE, Listing
from teamkpi.ledger.short_listing import LARGEST_LIMIT
from teamkpi.ledger.values import FIELD_NAME, ID, IDS

MOST_CONDITIONS: Final = 50
"""Limit of conditions per list: each becomes part of the SQL statements, which take time to compose and plan."""
_DEFAULT_SIZE: Final = 25
# 1 means ascending in one published convention and descending in two newer sources; see decision 17.
_DESCENDING: Final = {
    **dict.fromkeys(("0", "asc", "ascending"), False),
    **dict.fromkeys(("1", "-1", "desc", "descending"), True),
}
_DIRECTION_IS: Final = "must be 0, asc or ascending; or 1, -1, desc or descending"
_SIDES: Final = ("from", "to")
_OWN_NAMES: Final = {"page", "size", "orderby", "dir", "most"}
_LISTED: Final = (*ENTITIES.values(), audit_trail.ENTRY)


class SeveralIds(NamedTuple):
    """Records requested only by their ids, returned as a bare array."""

    ids: tuple[int, ...]


_ORDERS: Final = {
    entity.plural: {
        folded(name): one
        for one in fields_of(entity)
        if one.kind not in {IDS, FIELD_NAME}
        for name in (one.name, f"{entity.name}{one.name}")
    }
    for entity in _LISTED
}


def read_list(entity: Entity, query_string: bytes) -> Listing | SeveralIds:
    """Parse a list's query; raises BadRequest with the name of the invalid parameter."""
    own, rest = _parted(query_string)
    by_id = next((one for one in rest if one.name.lower() == "id" and one.listed_ids()), None)
    conditions = list(_conditions(entity, [one for one in rest if one is not by_id]))
    if count_of(conditions) > MOST_CONDITIONS:
        raise BadRequest(
            "query",
            f"must contain at most {MOST_CONDITIONS} conditions; several ids for one field count as one condition",
        )
    if by_id is not None:
        if conditions:
            raise BadRequest(by_id.name, f"cannot be combined with other conditions; {entity.name}_Id=[1,2] can be")
        return SeveralIds(several_ids(by_id.name, by_id.listed_ids() or ""))
    order_by, is_descending = _order(entity, own)
    return Listing(
        entity,
        # Sorted, so that the same conditions in another order are the same list.
        conditions=tuple(sorted(set(conditions), key=repr)),
        order_by=order_by,
        is_descending=is_descending,
        page=_positive(own, "page", 1),
        size=min(_positive(own, "size", _DEFAULT_SIZE), LARGEST_PAGE),
        most=min(_positive(own, "most", 0), LARGEST_LIMIT) or None,
    )


class _Given(NamedTuple):
    """A parameter as received, with all of its values; ``is_array`` if it was sent as ``Name[]`` or ``Name[0]``."""

    name: str
    texts: tuple[str, ...]
    is_array: bool

    def text(self, hint: str = "") -> str:
        """Return its only value; raises BadRequest when there are several."""
        if len(self.texts) > 1 or self.is_array:
            raise BadRequest(self.name, f"must be given only once{hint}")
        return self.texts[0]

    def listed_ids(self) -> str | None:
        """Return a list of ids as text like ``[1,2]``, or None if the value is not such a list."""
        if self.is_array:
            return f"[{','.join(self.texts)}]"
        return self.text() if self.texts[0].lstrip().startswith("[") else None


def _parted(query_string: bytes) -> tuple[dict[str, _Given], list[_Given]]:
    """Return the non-empty parameters: those of page and order by their lower-case names, and all others."""
    names: dict[tuple[str, bool], str] = {}
    texts: dict[tuple[str, bool], list[str]] = {}
    for name, text in pairs_of(query_string):
        if text.strip():
            plain, bracket, _ = name.partition("[")
            key = plain.lower(), bool(bracket)
            names.setdefault(key, plain)
            texts.setdefault(key, []).append(text)
    own, rest = {}, []
    for (lowered, is_array), several in texts.items():
        given = _Given(names[lowered, is_array], tuple(dict.fromkeys(several)), is_array)
        if lowered in _OWN_NAMES:
            own[lowered] = given
        else:
            rest.append(given)
    return own, rest


def _conditions(entity: Entity, given: Sequence[_Given]) -> Iterator[Condition]:
    filters = FILTERS[entity.plural]
    for one in given:
        name = folded(one.name)
        side = next((side for side in _SIDES if name.startswith(side)), "")
        if side and (found := filters.get(name.removeprefix(side))) and found.has_range:
            yield found.bound(one.name, one.text(), side)
        elif found := filters.get(name):
            if one.is_array:
                yield found.one_of(one.name, one.texts)
            else:
                yield found.equal(one.name, one.text(f"; for several values, repeat it as {one.name}[]"))
        elif _is_condition(entity, one.name):
            raise BadRequest(one.name, f"is not a filter of {entity.plural}")


def _is_condition(entity: Entity, name: str) -> bool:
    """Return whether a parameter's name has the form of a condition: ``Entity_Field``, ``from_Entity_Field``.

    Names of the list's own entity may be written without underscores.
    """
    first, underscore, rest = name.partition("_")
    own = tuple(f"{side}{entity.name.lower()}" for side in ("", *_SIDES))
    return bool(first and underscore and rest) or folded(name).startswith(own)


def _order(entity: Entity, own: Mapping[str, _Given]) -> tuple[str, bool]:
    asked, direction = own.get("orderby"), own.get("dir")
    name = asked.text() if asked else entity.latest_first or "Id"
    one = _ORDERS[entity.plural].get(folded(name.strip()))
    if one is None:
        raise BadRequest(asked.name if asked else "orderBy", f"must be a stored field of {entity.name}")
    if direction is None:
        return one.column, asked is None and entity.latest_first is not None
    try:
        return one.column, _DESCENDING[direction.text().strip().lower()]
    except KeyError:
        raise BadRequest(direction.name, _DIRECTION_IS) from None


def _positive(own: Mapping[str, _Given], name: str, default: int) -> int:
    if name not in own:
        return default
    number = positive_number(own[name].text().strip())
    if number is None:
        raise BadRequest(own[name].name, "must be a whole number, 1 or greater")
    return number


def order_name(entity: Entity, column: str) -> str:
    """Return the wire name of a column that a list is ordered by."""
    return next(one.name for one in fields_of(entity) if one.column == column)


_MOST: Final = Parameter(
    "most",
    "query",
    "For screens: look through at most this number of records, those that come first, instead of counting and sorting "
    f"all of a long list; values over {LARGEST_LIMIT} count as {LARGEST_LIMIT}. If there are more, `IsCut` is true, "
    "`TotalItems` counts those that were looked through, and the order is one of `OrderFields`. Without it, lists are "
    "complete.",
    {"type": "integer", "minimum": 1},
)
_NOTHING: Final = {"type": "string", "enum": ["null", "notnull"]}
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
    """Return the declarations of the parameters of an entity's list, for the contract."""
    own = _of_every_list(entity) + ((_MOST,) if entity.plural in ENTITIES else ())
    described = [one for one in _once(FILTERS[entity.plural].values()) if one.name not in {"Id", "UniqueId"}]
    mine = tuple(parameter for one in described if not one.steps for parameter in _described_filter(one))
    parents = {name: schema for one in described if one.steps for name, schema in _described_parent(one)}
    if not parents:
        return own + mine
    meaning = (
        "Filters on the parent record, each a separate parameter: the parent's field equals the value, or with "
        "`from_` and `to_` is at least or at most the value. Values take the same form as in filters on the record's "
        "own fields."
    )
    return (*own, *mine, Parameter("parents", "query", meaning, {"type": "object", "properties": parents}))


def _of_every_list(entity: Entity) -> tuple[Parameter, ...]:
    latest_first = entity.latest_first
    names = [one.name for one in fields_of(entity) if one.kind not in {IDS, FIELD_NAME}]
    return (
        Parameter(
            "page",
            "query",
            "The page number, starting at 1; a page past the end is empty.",
            {"type": "integer", "minimum": 1, "default": 1},
        ),
        Parameter(
            "size",
            "query",
            f"Records per page; values over {LARGEST_PAGE} count as {LARGEST_PAGE}.",
            {"type": "integer", "minimum": 1, "default": _DEFAULT_SIZE},
        ),
        Parameter(
            "orderBy",
            "query",
            "The field to order by, with ties ordered by Id. Also accepted as `orderby`."
            + (f" The default is {latest_first}, latest first." if latest_first else ""),
            {"type": "string", "enum": names} | ({} if latest_first else {"default": "Id"}),
        ),
        Parameter(
            "dir",
            "query",
            "The direction: 0, asc or ascending; or 1, -1, desc or descending. The default is ascending.",
            {"type": "string", "enum": list(_DESCENDING)},
        ),
        Parameter(
            "id",
            "query",
            "Ids like `[1,2]`: returns those records as a bare array, ordered by id; all other parameters are ignored.",
            {"type": "string", "pattern": r"^\[[0-9, ]*\]$"},
        ),
    )


def _once(filters: Iterable[Filter]) -> Iterator[Filter]:
    """Yield filters without duplicates: each field only under the first of its names."""
    seen = set()
    for one in filters:
        key = one.field.column, one.field.name, tuple(map(repr, one.steps))
        if key not in seen:
            seen.add(key)
            yield one


def _described_filter(one: Filter) -> Iterator[Parameter]:
    found = one.field
    meaning = f"{found.name} equals the value"
    if found.kind is IDS:
        meaning = f"{found.name} contains the id"
    elif found.kind is ID:
        meaning += ", or one of several like `[1,2]`"
    elif found.kind is FIELD_NAME:
        meaning = "The field with this name was changed"
    elif found.kind.column_type == "text":
        meaning += ", ignoring case"
    if one.may_be_asked_for_nothing:
        meaning += "; or `null` or `notnull`"
    yield Parameter(
        one.name, "query", f"{meaning}. Repeat it as `{one.name}[]` to match any of several values.", _schema(one)
    )
    if one.has_range:
        for side, word in (("from", "at least"), ("to", "at most")):
            compared = _SCHEMAS[found.kind.column_type]
            yield Parameter(_bounded(side, one), "query", f"{found.name} is {word} the value.", compared)


def _described_parent(one: Filter) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield one.name, _schema(one)
    if one.has_range:
        for side in ("from", "to"):
            yield _bounded(side, one), _SCHEMAS[one.field.kind.column_type]


def _bounded(side: str, one: Filter) -> str:
    """Return the name of a bound; for a reference it ends in the field's own name."""
    is_short = one.field.kind is ID and not one.name.endswith("Id")
    return f"{side}_{one.name}{'Id' if is_short else ''}"


def _schema(one: Filter) -> Mapping[str, Any]:
    """Return the JSON Schema of a filter's value."""
    kind = one.field.kind
    if kind is IDS:
        return ID_SCHEMA
    if kind is ID:
        return {"type": "string"}
    schema = {"type": "integer", "enum": [*kind.members.values()]} if kind.members else _SCHEMAS[kind.column_type]
    return {"anyOf": [schema, _NOTHING]} if one.may_be_asked_for_nothing else schema
