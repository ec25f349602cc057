"""The filters of an entity's lists: by its own fields, and by fields of the records that it refers to.

Names are matched ignoring case and underscores, because real clients write them in different ways:
``Booking_Resource_Name`` and ``booking_resourcename`` are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from teamkpi import folding
from teamkpi.api.http.query import with_plus
from teamkpi.db.folded import FOLDED
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Entity, Field, audit_trail
from teamkpi.ledger.conditions import AnyOf, Belongs, Condition, InTeam, MainContract, Not, OfColumn
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.listing import LARGEST_PAGE
from teamkpi.ledger.references import references_of
from teamkpi.ledger.values import EMAIL, FIELD_NAME, ID, IDS, NUMBER, TEXT, Kind, read_instant

_Step: TypeAlias = Callable[[Condition], Condition]
"""Turns a condition on another record into the condition that a record refers to such a record."""

# As in a booking's resource's location: the documented names reach no further.
_FARTHEST: Final = 2
_WORDS: Final = {"null", "notnull"}
_COMPARED: Final = {"timestamptz", "bigint", "integer", "numeric"}


@dataclass(frozen=True, slots=True)
class Filter:
    """A field that lists can be filtered by: their own, or that of a record reached by ``steps``."""

    name: str
    field: Field
    steps: tuple[_Step, ...] = ()
    is_folded: bool = False
    """Whether its folded form is stored in a column."""

    @property
    def has_range(self) -> bool:
        """Whether ``from_`` and ``to_`` work: it is a date, a whole number or a decimal."""
        kind = self.field.kind
        return not kind.members and kind.column_type in _COMPARED

    @property
    def may_be_asked_for_nothing(self) -> bool:
        """Whether ``null`` and ``notnull`` are special values; for text fields they are ordinary text."""
        return self.field.kind not in {IDS, FIELD_NAME} and self.field.kind.column_type != "text"

    def equal(self, parameter: str, text: str) -> Condition:
        """Return the condition that the field equals a parameter's value; raises BadRequest."""
        if self._is_word(text):
            known = self._through_steps(self._of_column("is known"))
            return known if text.strip().lower() == "notnull" else Not(known)
        return self._through_steps(self._equals(parameter, text))

    def one_of(self, parameter: str, texts: Sequence[str]) -> Condition:
        """Return the condition that the field equals one of several values; raises BadRequest.

        All values but ``null`` and ``notnull`` are looked for together, in one search through the steps.
        """
        if len(texts) > LARGEST_PAGE:
            raise BadRequest(parameter, f"must be at most {LARGEST_PAGE} values")
        conditions: set[Condition] = {self.equal(parameter, text) for text in texts if self._is_word(text)}
        if values := [text for text in texts if not self._is_word(text)]:
            conditions.add(self._through_steps(self._equals_one_of(parameter, values)))
        return _any_of(conditions)

    def _is_word(self, text: str) -> bool:
        return self.may_be_asked_for_nothing and text.strip().lower() in _WORDS

    def _equals(self, parameter: str, text: str) -> Condition:
        """Return the condition on the record that has the field; raises BadRequest."""
        kind = self.field.kind
        if kind is IDS:
            return self._of_column("contains", _read(parameter, text, ID))
        if kind is ID and text.lstrip().startswith("["):
            return self._of_column("is one of", several_ids(parameter, text))
        if kind is FIELD_NAME:
            return self._of_column("has", _read(parameter, text, kind))
        if kind.column_type == "text":
            return self._is_text(parameter, [text])
        return self._of_column("is", self._value(parameter, text))

    def _equals_one_of(self, parameter: str, texts: Sequence[str]) -> Condition:
        """Return the condition on the record that has the field; raises BadRequest."""
        kind = self.field.kind
        if kind is ID:
            ids = {_read(parameter, text, ID) for text in texts if not text.lstrip().startswith("[")}
            lists = [several_ids(parameter, text) for text in texts if text.lstrip().startswith("[")]
            return self._of_column("is one of", tuple(sorted(ids.union(*lists))))
        if kind.column_type == "text" and kind is not FIELD_NAME:
            return self._is_text(parameter, texts)
        return _any_of({self._equals(parameter, text) for text in texts})

    def _is_text(self, parameter: str, texts: Sequence[str]) -> Condition:
        if self.field.kind is EMAIL and self.is_folded:
            folded_texts = {folding.folded(_read(parameter, text, TEXT).strip()) for text in texts}
            return self._of_column("is one of, folded", tuple(sorted(folded_texts)))
        values = {folding.small(self._value(parameter, text)) for text in texts}
        return self._of_column("is one of, in any case", tuple(sorted(values)))

    def bound(self, parameter: str, text: str, side: str) -> Condition:
        """Return the condition that the field is at least or at most a value; raises BadRequest."""
        return self._through_steps(self._of_column(side, self._value(parameter, text)))

    def _of_column(self, operator: str, value: Hashable = None) -> OfColumn:
        default = self.field.default if self.field.held_as_null else None
        return OfColumn(self.field.column, operator, value, default)

    def _through_steps(self, condition: Condition) -> Condition:
        for step in reversed(self.steps):
            condition = step(condition)
        return condition

    def _value(self, parameter: str, text: str) -> Any:
        kind = self.field.kind
        if kind.column_type == "timestamptz":
            return _read(parameter, with_plus(text.strip()), Kind("instant", "timestamptz", read_instant))
        if kind.column_type in {"bigint", "integer"} and not kind.members and kind is not ID:
            return _read(parameter, text, NUMBER)
        if kind.column_type == "text":
            # No record has an unknown zone or currency, so such a value matches nothing.
            return _read(parameter, text, TEXT)
        return _read(parameter, text, kind)


def _any_of(conditions: set[Condition]) -> Condition:
    several = sorted(conditions, key=repr)
    return several[0] if len(several) == 1 else AnyOf(tuple(several))


def several_ids(parameter: str, text: str) -> tuple[int, ...]:
    """Parse ids like ``[1,2]``; raises BadRequest."""
    if text.count(",") >= LARGEST_PAGE:
        raise BadRequest(parameter, f"must be at most {LARGEST_PAGE} ids")
    return tuple(_read(parameter, text, IDS))


def _read(parameter: str, text: str, kind: Kind) -> Any:
    try:
        return kind.read(text)
    except ValueError as error:
        raise BadRequest(parameter, str(error)) from None


def folded(name: str) -> str:
    """Return a parameter's name for comparison: in lower case and without underscores."""
    return name.lower().replace("_", "")


def fields_of(entity: Entity) -> tuple[Field, ...]:
    """Return every stored field of an entity."""
    return (*COMMON, *entity.fields)


def _filters(entity: Entity, name: str, steps: tuple[_Step, ...]) -> Iterator[Filter]:
    """Yield the filters by the fields of the record reached by ``steps``, then those of records that it refers to."""
    for one in fields_of(entity):
        if one.kind is ID and one.name != "Id":
            yield Filter(f"{name}_{one.name.removesuffix('Id')}", one, steps)
        yield Filter(f"{name}_{one.name}", one, steps, FOLDED.get(entity.plural) == one.column)
    if entity.plural == "coworkers":
        yield from _of_coworkers(name, steps)
    if len(steps) < _FARTHEST:
        for reference, one, target in references_of(entity):
            step = partial(Belongs, one.column, target.plural)
            yield from _filters(target, f"{name}_{reference}", (*steps, step))


def _of_coworkers(name: str, steps: tuple[_Step, ...]) -> Iterator[Filter]:
    """Yield the filters by a coworker's derived fields about teams and the main contract."""
    contracts, teams = ENTITIES["coworkercontracts"], ENTITIES["teams"]
    main: tuple[_Step, ...] = (*steps, partial(MainContract, "id"))
    team: tuple[_Step, ...] = (*steps, partial(InTeam, "id"))
    for shown in ("Tariff", "TariffId", "TariffName", "StartDate", "RenewalDate", "CancellationDate", "BillingDay"):
        yield Filter(f"{name}_{shown}", _field(contracts, shown if shown != "Tariff" else "TariffId"), main)
    for shown in ("Team", "TeamId", "Teams", "TeamIds"):
        yield Filter(f"{name}_{shown}", _field(teams, "Id"), team)
    for shown in ("TeamName", "TeamNames"):
        yield Filter(f"{name}_{shown}", _field(teams, "Name"), team)


def _field(entity: Entity, name: str) -> Field:
    return next(one for one in fields_of(entity) if one.name == name)


def _by_name(entity: Entity) -> Mapping[str, Filter]:
    found: dict[str, Filter] = {}
    for one in _filters(entity, entity.name, ()):
        # Of two with the same name, the nearer one: CoworkerInvoicePaid is a field of the record itself.
        found.setdefault(folded(one.name), one)
    for name in ("Id", "UniqueId"):
        found[folded(name)] = Filter(name, _field(entity, name))
    return found


FILTERS: Final[Mapping[str, Mapping[str, Filter]]] = {
    entity.plural: _by_name(entity) for entity in (*ENTITIES.values(), audit_trail.ENTRY)
}
"""The filters, by an entity's plural and a parameter's folded name."""
