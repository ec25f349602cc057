"""Readers of fields: whatever comes, it is a value that the database takes and the wire writes, or is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from teamkpi.ledger import ENTITIES
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.values import MONEY, Kind, to_wire
from teamkpi.wire import decode, encode

KINDS = {one.kind.name: one.kind for entity in ENTITIES.values() for one in (*COMMON, *entity.fields)}
BEYOND = ("1e999999999", "-1e999999999", "0e-999999999", "0e999999999", "1e-999999999", "1e99999999999999999999")
WRITTEN = (*BEYOND, "NaN", "sNaN", "-Infinity", "9" * 5000, "1." + "0" * 20_000, "0." + "0" * 20_000 + "1", "٣", "1_0")


def deep(levels: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


HOSTILE: tuple[Any, ...] = (
    *WRITTEN,
    *(Decimal(one) for one in WRITTEN if one != BEYOND[-1]),
    10**4000,
    float("inf"),
    float("nan"),
    5e-324,
    1.7e308,
    [0, [1, 2], -2],
    (0, (1, 2), -2),
    deep(100_000),
    {"a": 1},
    "\ud800",
    "\x00",
    b"1",
)
ANYTHING = st.one_of(
    st.sampled_from(HOSTILE),
    st.none().map(lambda _: True),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.from_regex(r"-?\d{1,30}(\.\d{0,30})?(e-?\d{1,12})?", fullmatch=True),
    st.datetimes(),
    st.lists(st.integers() | st.text()),
)


def read(kind: Kind, value: Any) -> Any:
    """What a kind makes of a value; None when it is refused. Any other error fails the test."""
    try:
        return kind.read(value)
    except ValueError:
        return None


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=60)
@given(value=ANYTHING)
def test_a_reader_refuses_with_one_kind_of_error(kind: Kind, value: Any) -> None:
    found = read(kind, value)
    if found is not None:
        encode(to_wire(found))
        if isinstance(found, Decimal):  # what the database holds of a number, and what arithmetic can do with it
            assert abs(found) < 10**18
            assert found == found.quantize(Decimal("0.000001"))
            assert -6 <= int(found.as_tuple().exponent) <= 17


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_hostile_values(kind: Kind) -> None:
    for value in HOSTILE:
        read(kind, value)


@pytest.mark.parametrize("written", BEYOND)
def test_a_number_beyond_all_bounds_is_refused_as_text_and_as_a_number(written: str) -> None:
    [from_json] = decode(f"[{written}]".encode())
    for value in (written, from_json):
        for kind in (one for one in KINDS.values() if one.column_type in {"numeric", "integer", "bigint", "bigint[]"}):
            with pytest.raises(ValueError, match="must "):
                kind.read(value)


def test_a_reader_that_fails_in_another_way_refuses_too() -> None:
    def reader(value: Any) -> Any:
        raise ZeroDivisionError(value)

    with pytest.raises(ValueError, match=r"^cannot be read$"):
        Kind("broken", "text", reader).read(1)


def test_a_record_names_every_field_that_cannot_be_read() -> None:
    record = {"Id": 1, "UpdatedOn": "2026-11-21T12:00:00Z", "CoworkerId": 1, "BusinessId": 1, "ProductId": 1}
    wrong = {"Quantity": "0e-999999999", "Price": Decimal("1e999999999")}
    with pytest.raises(FieldErrors) as refused:
        to_row(ENTITIES["coworkerproducts"], 1, {**record, **wrong})
    assert [name for name, _ in refused.value.errors] == list(wrong)


@pytest.mark.parametrize(
    ("given", "amount"),
    [("0.00", "0"), ("-0", "0"), ("12.500000000", "12.5"), ("1e17", "1e17"), (12, "12"), (0.1, "0.1"), (" 1 ", "1")],
)
def test_amounts(given: Any, amount: str) -> None:
    assert MONEY.read(given) == Decimal(amount)
    assert not MONEY.read(given).is_signed()


@given(st.binary())
@example(b"[1e99999999999999999999, NaN]")
@example(b"[1e99999999999999999999, Infinity]")
@example(b'[1e99999999999999999999, "\\ud800"]')
@example(b"[" * 100_000 + b"1e99999999999999999999")
@example(b'["\xff"]')
@example(b"")
def test_what_is_not_json_is_a_value_error(content: bytes) -> None:
    try:
        found = decode(content)
    except ValueError:
        return
    json.loads(content)  # nothing else is read
    encode(found)


def test_numbers_of_json_keep_every_digit() -> None:
    assert decode(b'{"a": 1.10, "b": 1e2, "c": 123456789012345678901234567890, "d": -0.0}') == {
        "a": Decimal("1.10"),
        "b": Decimal(100),
        "c": 123456789012345678901234567890,
        "d": Decimal("-0.0"),
    }
    digits = "9" * 5000
    assert decode(f"[1.5, 2, {digits}, 1e99999999999999999999]".encode()) == [
        Decimal("1.5"),
        2,
        digits,
        "1e99999999999999999999",
    ]
