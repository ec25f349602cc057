"""Kinds of field: conversion of values between the wire and the database.

A reader takes a value from JSON, CSV or a form and returns the stored value, or raises ValueError with a reason that
reads on from the field's name. Real clients send ids, numbers and booleans as text and enums by name; all of these are
accepted. Readers never get values that ``Kind.is_absent`` treats as missing, and raise only ValueError; see
``refusing``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import wraps
from importlib.resources import files
from math import isfinite
from typing import Any, Final
from uuid import UUID

from teamkpi import wire
from teamkpi.addresses import email_address

Reader = Callable[[Any], Any]

LARGEST_ID = 2**53 - 1
ASSUMED_UTC = timezone(timedelta(0), "UTC, assumed")
"""The zone of instants parsed from a text without one. It equals UTC, but shows that no zone was given."""


class _Noted:
    """A flag for whether something has happened in this process, to skip needless checks."""

    __slots__ = ("has_happened",)

    def __init__(self) -> None:
        self.has_happened = False


ZONE_WAS_ASSUMED = _Noted()
"""Whether any time without a zone has been parsed."""
NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""The version of a list that no version has contained."""
EARLIEST = NEVER + timedelta(microseconds=1)
"""The earliest version of a list; ``NEVER`` itself in a record counts as this."""
_LARGEST_COUNT = 2**31 - 1
_LONGEST_TEXT = 65_536
_MONEY_DIGITS = 18
_MONEY_PLACES = 6
# A number with at least this many digits comes from binary floating point.
_DIGITS_OF_BINARY = 15
# A number with a larger exponent is rejected before any calculation, even if it is zero: neither the arithmetic nor the
# # database supports such exponents.
_MOST_PLACES = 1000
_LONGEST_NUMBER = 2000  # characters of a number as text
_ONLY_IN_PROGRAMS = "_"  # Python reads 1_000 as 1000; in a file it is a typo or not a number
_MONEY_STEP = Decimal("0.000001")
_ZERO = Decimal(0)
_ZONES = frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
# Zone names that PostgreSQL treats as abbreviations without summer time, and the zones that they are links to.
_NOT_ABBREVIATIONS = {
    "CET": "Europe/Brussels",
    "MET": "Europe/Brussels",
    "EET": "Europe/Athens",
    "WET": "Europe/Lisbon",
}
_PLAIN_ID = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that could not be parsed earlier: its text, and the reason for the rejection."""

    text: str
    reason: str


def refusing(reader: Reader) -> Reader:
    """Return a reader that turns any error of the given one into ValueError.

    Enormous numbers, deep nesting and the like make the standard library raise many kinds of errors. To the sender,
    all of them mean that the value cannot be read.
    """

    @wraps(reader)
    def read(value: Any) -> Any:
        try:
            return reader(value)
        except Exception as error:
            if isinstance(value, Unreadable):
                raise ValueError(value.reason) from None
            if isinstance(error, ValueError):
                raise
            raise ValueError("cannot be read") from error

    return read


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: its name in the documentation, its column type, its reader, and an enumeration's members."""

    name: str
    column_type: str
    reader: Reader
    """The reader without the guard, for a caller that falls back to ``read`` on any error."""
    members: Mapping[str, int] = field(default_factory=dict, hash=False)
    is_text: bool = False
    """Whether empty text is a value."""
    read: Reader = field(init=False, hash=False, compare=False)
    """The reader; it raises only ValueError."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", refusing(self.reader))

    def is_absent(self, value: Any) -> bool:
        """Return whether a value counts as missing: null, and also empty text unless empty text is a value."""
        return value is None or (isinstance(value, str) and not self.is_text and not value.strip())


def _is_no_number(text: str) -> bool:
    """Return whether a text is too long for a number, or contains an underscore."""
    return len(text) > _LONGEST_NUMBER or _ONLY_IN_PROGRAMS in text


def _whole(value: Any) -> int:
    """Parse a whole number, also written as text or as 5.0.

    Exponent form is accepted only if it has every digit: a spreadsheet turns any number near 1.23457E+11 into that.
    """
    if type(value) is int:
        return value
    if isinstance(value, bool):
        raise ValueError("must be a whole number, not a boolean")
    if isinstance(value, str):
        if _is_no_number(value):
            raise ValueError("must be a whole number")
        try:
            value = Decimal(value.strip())
        except InvalidOperation:
            raise ValueError("must be a whole number") from None
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if value and isinstance(exponent, int) and exponent > 0:
            raise ValueError("must be written with all its digits; in exponent form some may have been lost")
        is_bounded = isinstance(exponent, int) and abs(exponent) <= _MOST_PLACES
    else:
        is_bounded = isinstance(value, float) and isfinite(value)
    if is_bounded and -(2**63) < value < 2**63 and value == int(value):
        return int(value)
    raise ValueError("must be a whole number")


def _id(value: Any) -> int:
    number = value if type(value) is int else _whole(value)
    if 0 < number <= LARGEST_ID:
        return number
    raise ValueError("must be a positive whole number up to 2^53-1")


def _count(value: Any) -> int:
    number = _whole(value)
    if -_LARGEST_COUNT <= number <= _LARGEST_COUNT:
        return number
    raise ValueError("must be a whole number of at most 32 bits")


def _number(value: Any) -> int:
    number = _whole(value)
    if abs(number) <= LARGEST_ID:
        return number
    raise ValueError("must be a whole number up to 2^53-1")


def _money(value: Any) -> Decimal:
    """Parse an exact decimal; a binary float counts as its shortest decimal representation.

    More than six decimal places are rejected, except as residue of binary floating point: with 15 or more significant
    digits, as in 0.30000000000000004, the amount is rounded, half to even.
    """
    if isinstance(value, bool):
        raise ValueError("must be a number, not a boolean")
    if not isinstance(value, int | float | Decimal | str) or (isinstance(value, str) and _is_no_number(value)):
        raise ValueError("must be a number")
    try:
        amount = Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError):
        raise ValueError("must be a number") from None
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("must be a finite number")
    if exponent > _MOST_PLACES or (amount and amount.adjusted() >= _MONEY_DIGITS):
        raise ValueError(_TOO_MANY_DIGITS)
    if exponent >= -_MONEY_PLACES:
        return amount or _ZERO
    if exponent >= -_MOST_PLACES:
        rounded = amount.quantize(_MONEY_STEP, ROUND_HALF_EVEN)
        if rounded.adjusted() >= _MONEY_DIGITS:
            raise ValueError(_TOO_MANY_DIGITS)
        # Trailing zeros do not count as places.
        if rounded == amount or len(amount.as_tuple().digits) >= _DIGITS_OF_BINARY:
            return rounded or _ZERO
    raise ValueError(
        f"must have at most {_MONEY_PLACES} digits after the point; "
        f"only an amount of {_DIGITS_OF_BINARY} or more digits is rounded"
    )


_TOO_MANY_DIGITS = f"must have at most {_MONEY_DIGITS} digits before the point"


def _text(given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise ValueError("must be text")
    value = given if isinstance(given, str) else str(given)
    if len(value) > _LONGEST_TEXT:
        raise ValueError(f"must be at most {_LONGEST_TEXT:,} characters long")
    if "\x00" in value:
        raise ValueError("must not contain the character U+0000")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("must be valid Unicode text") from None
    return value


def text_up_to(length: int) -> Reader:
    """Return a reader of text with a maximum length in characters."""

    def read(value: Any) -> str:
        text = _text(value)
        if len(text) > length:
            raise ValueError(f"must be at most {length} characters long")
        return text

    return read


def _email(value: Any) -> str:
    return email_address(_text(value))


def _flag(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    if type(value) is int and value in {0, 1}:
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    raise ValueError("must be true or false")


def _instant_between_blanks(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("must be a date and time like 2026-11-21T12:00:00Z") from None


def read_instant(value: Any) -> datetime:
    """Parse an instant: ISO 8601, in UTC without an offset, truncated to microseconds."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = _instant_between_blanks(value)
        if value.tzinfo is UTC:
            return value  # type: ignore[no-any-return]
    if not isinstance(value, datetime):
        raise ValueError("must be a date and time like 2026-11-21T12:00:00Z")
    if value.tzinfo is None:
        ZONE_WAS_ASSUMED.has_happened = True
        return value.replace(tzinfo=ASSUMED_UTC)
    if value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be in the years 1 to 9999") from None


def _stretch_end(value: Any) -> datetime:
    instant = read_instant(value)
    if 1900 <= instant.year < 2200:
        return instant
    raise ValueError("must be in the years 1900 to 2199")


def _zone(value: Any) -> str:
    if isinstance(value, str) and value in _ZONES:
        return _NOT_ABBREVIATIONS.get(value, value)
    raise ValueError("must be the name of an IANA time zone, like Europe/London")


def _currency(value: Any) -> str:
    if isinstance(value, str) and _CURRENCY.match(value):
        return value
    raise ValueError("must be an ISO 4217 code of three capital letters, like GBP")


def _unique_id(value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise ValueError("must be a UUID") from None


_MOST_IDS: Final = 20_000
_LONGEST_ID: Final = len("9007199254740991, ")
_TOO_MANY_IDS: Final = f"must contain at most {_MOST_IDS:,} ids"


def _ids(value: Any) -> list[int]:
    """Parse a set of ids: a list, or text like ``1,2`` or ``[1, 2]``; order and repetitions have no meaning."""
    if isinstance(value, str):
        text = value.strip()
        if not text:
            raise ValueError("must be a list of ids")
        if len(text) > _MOST_IDS * _LONGEST_ID:
            raise ValueError(_TOO_MANY_IDS)
        value = [part for part in re.split(r"[,;\s]+", text.removeprefix("[").removesuffix("]")) if part]
    if not isinstance(value, list | tuple):
        raise ValueError("must be a list of ids")
    if len(value) > _MOST_IDS:
        raise ValueError(_TOO_MANY_IDS)
    # There may be many; most are just digits.
    return sorted({int(one) if type(one) is str and _PLAIN_ID.fullmatch(one) else _id(one) for one in value})


def enum(name: str, members: Mapping[str, int]) -> Kind:
    """Return the kind of an enumeration: integers on the wire, also accepted by name."""
    by_name = {key.lower(): number for key, number in members.items()}
    numbers = frozenset(members.values())
    allowed = ", ".join(f"{number} {key}" for key, number in members.items())

    def read(value: Any) -> int:
        if isinstance(value, str) and value.strip().lower() in by_name:
            return by_name[value.strip().lower()]
        try:
            number = _whole(value)
        except ValueError:
            number = -1
        if number in numbers:
            return number
        raise ValueError(f"must be one of {allowed}")

    return Kind(name, "integer", read, members)


ID = Kind("id", "bigint", _id)
IDS = Kind("list of ids", "bigint[]", _ids)
COUNT = Kind("whole number", "integer", _count)
NUMBER = Kind("whole number", "bigint", _number)
MONEY = Kind("decimal", "numeric", _money)
TEXT = Kind("text", "text", _text, is_text=True)
EMAIL = Kind("e-mail address", "text", _email, is_text=True)
FIELD_NAME = Kind("name of a field", "json", _text, is_text=True)
FLAG = Kind("boolean", "boolean", _flag)
INSTANT = Kind("instant", "timestamptz", read_instant)
WALL_CLOCK = Kind("local time at the location", "timestamp", read_instant)
STRETCH_END = Kind("instant", "timestamptz", _stretch_end)
ZONE = Kind("IANA time zone", "text", _zone)
CURRENCY = Kind("ISO 4217 code", "text", _currency)
UNIQUE_ID = Kind("UUID", "uuid", _unique_id)


def to_wire(value: Any) -> Any:
    """Return a stored value in wire format: instants in UTC with Z, money without trailing zeros."""
    if isinstance(value, datetime):
        return wire.instant(value)
    if isinstance(value, Decimal):
        return wire.plain_decimal(value)
    if isinstance(value, UUID):
        return str(value)
    return value
