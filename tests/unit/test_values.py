"""Readers of fields: whatever comes, it is a value that the database takes and the wire writes, or is refused.

It means the same whichever way it comes by; ``tests/api/test_one_reading.py`` shows that of all of them.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from examples import examples
from teamkpi.accounts.people import checked_email
from teamkpi.errors import AccountError
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.entities import CHARGE_PERIOD, COMMON
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.values import COUNT, EMAIL, ID, IDS, MONEY, NUMBER, Kind, to_wire
from teamkpi.wire import decode, encode, has_more_values

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
@settings(max_examples=examples(60))
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


@pytest.mark.parametrize("written", ["1_0", "_1", "1_", "1_000.5", "1e1_0"])
def test_numbers_as_only_programs_write_them_are_none(written: str) -> None:
    for kind in (one for one in KINDS.values() if one.column_type in {"numeric", "integer", "bigint", "bigint[]"}):
        with pytest.raises(ValueError, match="must be "):
            kind.read(written)


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


WHOLE = (ID, COUNT, NUMBER, CHARGE_PERIOD)
LOST = "must be written with all its digits; in exponent form some may have been lost"


def refusal(kind: Kind, value: Any) -> str:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the reason is looked at
        kind.read(value)
    return str(refused.value)


# ---------------------------------------------------------------- whole numbers


@pytest.mark.parametrize("text", ["1.23457E+11", "4.5036E+15", "1e3", "1E+1", " 1.5e9 ", "-1e3", "1e999999999"])
@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.name)
def test_a_whole_number_whose_digits_are_not_all_written_is_refused(kind: Kind, text: str) -> None:
    in_words = refusal(kind, text)
    assert in_words == (LOST if not kind.members else refusal(kind, 99))
    assert refusal(kind, Decimal(text.strip())) == in_words
    assert refusal(kind, decode(text.strip().encode())) == in_words
    if kind is ID:
        assert refusal(IDS, [1, text]) == refusal(IDS, f"1,{text.strip()}") == LOST


@given(st.integers(1, 2**31 - 1), st.integers(0, 15), st.sampled_from(["e", "E", "e+", "E+"]))
@example(123457, 5, "E+")
def test_a_whole_number_in_exponent_form_is_read_exactly_or_not_at_all(number: int, places: int, sign: str) -> None:
    """Write the first digits of a number as a spreadsheet does: all of them are there, or it is refused."""
    digits = str(number)
    shown = digits[: places + 1]
    text = f"{shown[0]}{'.' if shown[1:] else ''}{shown[1:]}{sign}{len(digits) - 1}"
    for value in (text, decode(text.encode())):
        if len(shown) == len(digits):
            assert ID.read(value) == number
        else:
            assert refusal(ID, value) == LOST


@pytest.mark.parametrize("text", ["5", "5.0", "50e-1", "5.00e0", " 5 "])
def test_whole_numbers_may_have_a_point(text: str) -> None:
    assert [kind.read(text) for kind in WHOLE] == [5, 5, 5, 5]


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        (0.1 + 0.2, "0.3"),
        ("0.30000000000000004", "0.3"),
        (Decimal("0.30000000000000004"), "0.3"),
        (1.1 + 2.2, "3.3"),
        (5.551115123125783e-17, "0"),
        (-(0.1 + 0.2), "-0.3"),
        ("1.2345665000000001", "1.234567"),
        ("1.23456650000000", "1.234566"),  # a half goes to the even neighbour
        ("1.23456750000000", "1.234568"),
        (1e-7 + 1, None),
        ("0.1234567", None),
        (1e-07, None),
        ("0.00001234567890123", None),
        ("0.1234560000", "0.123456"),
        ("1E+3", "1000"),
    ],
)
def test_what_binary_floating_point_leaves_behind_is_rounded_and_nothing_else(given: Any, amount: str | None) -> None:
    if amount is None:
        reason = "must have at most 6 digits after the point; only an amount of 15 or more digits is rounded"
        assert refusal(MONEY, given) == reason
    else:
        assert MONEY.read(given) == Decimal(amount)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**19), max_value=10**19))
@example(Decimal("999999999999999999.9999999"))
def test_an_amount_is_what_was_written_or_the_nearest_of_six_places(amount: Decimal) -> None:
    with localcontext(prec=400):
        nearest = amount.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        is_exact = nearest == amount
    for written in (str(amount), amount, f"{amount:f}"):
        digits = len(Decimal(written).as_tuple().digits)
        if abs(nearest) >= 10**18:
            assert refusal(MONEY, written) == "must have at most 18 digits before the point"
        elif is_exact or digits >= 15:
            assert MONEY.read(written) == nearest
        else:
            assert refusal(MONEY, written).startswith("must have at most 6 digits after the point")


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_sums_of_floats_of_whole_cents_are_amounts(one: float, other: float) -> None:
    total = round(one, 2) + round(other, 2)
    assert MONEY.read(total) == MONEY.read(repr(total)) == round(Decimal(repr(round(total, 2))), 2)


# ---------------------------------------------------------------- e-mail


@pytest.mark.parametrize(
    "address",
    [
        "jane@example.com",
        "o'connor@example.ie",
        "O'Connor+kpi@example.ie",
        "zoë@bücher.example",
        "用户@例子.广告",
        "a@b",
    ],
)
def test_addresses_of_every_script_are_read(address: str) -> None:
    assert EMAIL.read(f" {address}\t") == checked_email(f" {address}\t") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no-at",
        "@example.com",
        "jane@",
        "a@b@example.com",
        "x@example.com, y@example.com",
        "x@example.com;y@example.com",
        "x@example.com;",
        "Jane <jane@example.com>",
        "jane smith@example.com",
        "jane@exam ple.com",
        "jane\u00a0@example.com",
        "jane@example.com\x00",
    ],
)
def test_what_is_not_one_address_is_refused_for_records_and_accounts_alike(address: str) -> None:
    assert refusal(EMAIL, address).startswith(("must be one e-mail address", "must not contain"))
    with pytest.raises(AccountError, match="is not a valid e-mail address"):
        checked_email(address)


# ---------------------------------------------------------------- empty text


def whole_record(plural: str) -> dict[str, Any]:
    """A good record with a value in every field."""
    by_type = {
        "bigint": 7,
        "bigint[]": [7],
        "integer": 1,
        "numeric": 1,
        "boolean": True,
        "timestamptz": "2026-11-21T12:00:00Z",
        "uuid": "1fa3ec53-b1f4-4a2a-8d7d-000000000000",
        "text": "text",
    }
    by_kind = {"e-mail address": "a@b.example", "IANA time zone": "Europe/London", "ISO 4217 code": "GBP"}
    fields = (*COMMON, *ENTITIES[plural].fields)
    return {one.name: by_kind.get(one.kind.name, by_type[one.kind.column_type]) for one in fields}


@pytest.mark.parametrize("plural", ENTITIES)
@pytest.mark.parametrize("empty", ["", "  \t"])
def test_empty_text_is_no_value_but_in_a_field_of_text(plural: str, empty: str) -> None:
    entity, record = ENTITIES[plural], whole_record(plural)

    def outcome(**changes: Any) -> Any:
        try:
            return to_row(entity, 1, record | changes)
        except FieldErrors as wrong:
            return wrong.errors

    for one in (*COMMON, *entity.fields):
        with_empty, without = outcome(**{one.name: empty}), outcome(**{one.name: None})
        if one.kind.is_text and not one.required:
            assert with_empty[entity.place[one.column]] == empty
        else:
            assert with_empty == without
    assert outcome(_deleted=empty) == outcome()


def test_fields_of_text_are_those_that_hold_any_text() -> None:
    kinds = {one.kind for entity in ENTITIES.values() for one in entity.fields}
    assert {kind.name for kind in kinds if kind.is_text} == {
        "text",
        "text of at most 254 characters",
        "e-mail address",
    }


# ---------------------------------------------------------------- what is held already


def test_values_that_are_held_are_not_judged_again() -> None:
    """A rule that has become stricter must not keep a record from being changed in another field."""
    entity = ENTITIES["coworkers"]
    held = to_row(entity, 1, {"Id": 1, "FullName": "Jane", "Email": "jane@example.com", "UpdatedOn": "2026-01-01"})
    held[entity.place["email"]] = "no-at"
    changed = {"Id": 1, "FullName": "Jane Smith", "Email": "no-at"}
    assert to_row(entity, 1, changed, held)[entity.place["email"]] == "no-at"
    for record, row in ((changed, None), ({**changed, "Email": "also-no-at"}, held)):
        with pytest.raises(FieldErrors) as refused:
            to_row(entity, 1, record, row)
        assert refused.value.errors == (("Email", "must be one e-mail address, like jane@example.com"),)


def count_of(value: Any) -> int:
    """How many values there are, containers included."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(count_of(one) for one in inside)


_TEXTS = st.text('[]{},:"\\a\u00e9', max_size=12)


@settings(max_examples=examples(300))
@given(
    st.recursive(
        st.none() | st.integers() | _TEXTS,
        lambda inner: st.lists(inner, min_size=1, max_size=6) | st.dictionaries(_TEXTS, inner, min_size=1, max_size=6),
        max_leaves=40,
    ),
    st.integers(1, 60),
    st.booleans(),
)
def test_values_are_counted_before_they_are_read(value: Any, most: int, ascii_only: bool) -> None:
    content = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert has_more_values(content, most) is (count_of(value) > most)


@pytest.mark.parametrize("content", [b'\\"' * 500_000, b'["' + b"\\" * 999_999, b"," * 30_000 + b'\\"' * 500_000])
def test_counting_takes_no_longer_for_what_is_not_json(content: bytes) -> None:
    has_more_values(content, 20_000)  # takes hours when each quotation mark is followed to the end


@pytest.mark.parametrize("value", [list(range(1, 20_002)), "1," * 20_001, "1, " * 500_000, [1] * 20_001])
def test_a_list_of_ids_has_an_end(value: Any) -> None:
    assert refusal(IDS, value) == "must contain at most 20,000 ids"
    assert IDS.read(list(range(1, 20_001))) == IDS.read(",".join(map(str, range(1, 20_001)))) == list(range(1, 20_001))
