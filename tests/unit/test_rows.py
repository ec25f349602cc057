"""Records without anything special take a short way to their rows; it never leads elsewhere than the long one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from examples import examples
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.entities import COMMON, Entity
from teamkpi.ledger.rows import FieldErrors, _made_unique_id, _read_with_care, to_row
from teamkpi.ledger.values import EMAIL

_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 6),
    st.sampled_from([2**53 - 1, 2**53, 5.0, Decimal("1.5"), Decimal(0), [1, 2], []]),
    st.sampled_from(["", "  ", "1", "true", "GBP", "Europe/London", "Uses", "a@b.example", "nul\0", "[1, 2]"]),
    st.sampled_from(["2026-11-21T12:00:00Z", " 2026-11-21T12:00:00.1234567Z ", "2026-11-21T12:00:00", "2026-11-21"]),
    st.sampled_from(["2026-11-21T12:00:00+05:30", "1800-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00", "later"]),
    st.just("1fa3ec53-b1f4-4a2a-8d7d-000000000000"),
)
# What fits each kind, so that many records are good.
_FITTING: dict[str, list[Any]] = {
    "bigint": [1, 2, 3],
    "integer": [1, 2, 3],
    "boolean": [True, False],
    "timestamptz": ["2026-11-21T12:00:00Z", "2026-11-21T13:00:00+02:00", "2026-11-22T00:00:00.5"],
    "numeric": [0, Decimal("1.10"), 3],
    "uuid": ["1fa3ec53-b1f4-4a2a-8d7d-000000000000"],
    "bigint[]": [[], [2, 1]],
    "text": ["GBP", "Europe/London", "Name"],
}


@st.composite
def records(draw: st.DrawFn) -> tuple[Entity, dict[str, Any]]:
    entity = draw(st.sampled_from(list(ENTITIES.values())))
    record: dict[str, Any] = {"Unknown": 1} if draw(st.booleans()) else {}
    for one in (*COMMON, *entity.fields):
        if one.required or draw(st.booleans()):
            fitting = ["a@b.example"] if one.kind is EMAIL else _FITTING[one.kind.column_type]
            record[one.name] = draw(st.sampled_from(fitting))
    if entity.plural == "businesses":
        record |= {"CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    for name in draw(st.lists(st.sampled_from([*record, "_deleted"]), max_size=2)):
        record[name] = draw(_VALUES)
    return entity, record


def outcome(read: Any, entity: Entity, record: dict[str, Any]) -> Any:
    try:
        row = read(entity, 1, record)
    except FieldErrors as wrong:
        return wrong.errors
    return [(type(value), value) for value in row]


@settings(max_examples=examples(1500), deadline=None)
@given(records())
def test_both_ways_lead_to_the_same_row_or_the_same_errors(found: tuple[Entity, dict[str, Any]]) -> None:
    entity, record = found
    assert outcome(to_row, entity, record) == outcome(_read_with_care, entity, record)


def test_a_made_unique_id_is_the_same_for_ever() -> None:
    made = _made_unique_id(1, ENTITIES["bookings"], 7)
    assert (made, made.version, made.variant) == (UUID(str(made)), 5, "specified in RFC 4122")
    assert made == UUID("504b6941-28d1-5bc8-b77d-647e8445e575")
    assert made != _made_unique_id(2, ENTITIES["bookings"], 7)
