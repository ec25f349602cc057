"""How values are written as JSON, and read from it."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

import msgspec

encode = msgspec.json.Encoder(decimal_format="number").encode
"""Write typed values as JSON bytes; money as exact numbers."""

BOM: Final = b"\xef\xbb\xbf"
"""The byte order mark that some programs write before UTF-8."""
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
"""What text in UTF-16 begins with, in either byte order."""
NOT_UTF_8: Final = "is not valid UTF-8"

_ALL_BUT_STRUCTURE: Final = bytes(sorted(set(range(256)) - set(b"[{,")))
_STRING_OR_STRUCTURE: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{,]', re.DOTALL)
_QUOTE: Final = ord('"')
_PLACE: Final = re.compile(r"\((?:byte|char) (\d+)\)")
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class NestedTooDeeply(ValueError):
    """JSON that may be right, but is nested more deeply than is read."""

    def __init__(self) -> None:
        super().__init__("is nested too deeply")


class OtherEncoding(ValueError):
    """Text that is not UTF-8, and says so."""

    def __init__(self) -> None:
        super().__init__("is UTF-16; save it as UTF-8")


def decode(content: bytes) -> Any:
    """Return the value of some JSON; a number with a point or an exponent is an exact decimal.

    A byte order mark before it is skipped. A number that is beyond what can be calculated with
    (``1e99999999999999999999``, or thousands of digits) is the text that stands for it, so that the reader of its field
    can refuse it by name. Raises NestedTooDeeply, OtherEncoding, and ValueError for what is not JSON; their reasons go
    after the name of what was read.
    """
    try:
        return _decode(content)
    except (ValueError, RecursionError, InvalidOperation):
        return _decode_with_care(content.removeprefix(BOM))


def has_more_values(content: bytes, most: int) -> bool:
    """Return whether some JSON has more than ``most`` values, without parsing it.

    Arrays and objects count as values too. What is not JSON may give either answer.
    """
    if len(content.translate(None, _ALL_BUT_STRUCTURE)) < most:
        return False
    found = 1
    for token in _STRING_OR_STRUCTURE.finditer(content):
        if content[token.start()] != _QUOTE:
            found += 1
            if found > most:
                return True
    return False


def _decode_with_care(content: bytes) -> Any:
    try:
        try:
            return _decode(content)
        except (InvalidOperation, msgspec.ValidationError):
            text = content.decode()
            found = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_no_constant)
            json.dumps(found, ensure_ascii=False, default=str).encode()  # fails on half a character, as above
            return found
    except RecursionError:
        raise NestedTooDeeply from None
    except ValueError as error:
        if content.startswith(UTF_16):
            raise OtherEncoding from None
        raise ValueError(_why_not(error)) from None


def _why_not(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return NOT_UTF_8
    place = _PLACE.search(str(error))
    return f"is not valid JSON (near byte {place[1]})" if place else "is not complete, valid JSON"


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
