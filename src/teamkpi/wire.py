"""How values are written as JSON, and read from it."""

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import msgspec

encode = msgspec.json.Encoder(decimal_format="number").encode
"""Write typed values as JSON bytes; money as exact numbers."""

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class NestedTooDeeply(ValueError):
    """JSON that may be right, but is nested more deeply than is read."""

    def __init__(self) -> None:
        super().__init__("it is nested too deeply")


def decode(content: bytes) -> Any:
    """Return the value of some JSON; a number with a point or an exponent is an exact decimal.

    A number that is beyond what can be calculated with (``1e99999999999999999999``, or thousands of digits) is the text
    that stands for it, so that the reader of its field can refuse it by name. Raises NestedTooDeeply, and ValueError
    for what is not JSON.
    """
    try:
        return _decode(content)
    except (InvalidOperation, msgspec.ValidationError):
        return _decode_with_care(content)
    except RecursionError:
        raise NestedTooDeeply from None


def _decode_with_care(content: bytes) -> Any:
    try:
        found = json.loads(content.decode(), parse_float=_decimal, parse_int=_integer, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False, default=str).encode()  # fails on half a character, as the fast way does
    except RecursionError:
        raise NestedTooDeeply from None
    return found


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _integer(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # it has more digits than Python converts
        return text


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def plain_decimal(value: Decimal) -> Decimal:
    """Return the same amount without needless zeros and without exponent: 500, not 500.00 or 5E+2; however long."""
    text = f"{value:f}" if value else "0"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def instant(value: datetime) -> str:
    """Return an instant as ISO 8601 in UTC with Z, with microseconds only where it has them."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
