"""The query string, read strictly: what is there must be what it should be, or is refused by name.

Names of parameters are read in any case of their letters, and so are booleans.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from teamkpi.errors import BadRequest

LARGEST_ID: Final = 2**53 - 1
_MOST_PARAMETERS: Final = 100
_MOST_OF_A_LIST: Final = 1000
_MOST_BYTES: Final = 16_384
_BLANK_BEFORE_OFFSET: Final = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?) (\d\d:?\d\d)\Z", re.ASCII)
_TRUE: Final = {"true", "1"}
_FALSE: Final = {"false", "0"}


def pairs_of(query_string: bytes, most: int = _MOST_OF_A_LIST) -> list[tuple[str, str]]:
    """Return the parameters of a query string as they are written, but for those without a value.

    Raises BadRequest when there are more than ``most``; the conditions of the back office's lists may be many.
    """
    if not query_string:
        return []
    try:
        return parse_qsl(query_string.decode("ascii", "replace"), max_num_fields=most)
    except ValueError:
        raise BadRequest("query", f"must contain at most {most} parameters") from None


class Query:
    """The parameters of one request; empty ones count as absent, and unknown names are ignored.

    A method with several names uses the first that is present; the others are aliases. Methods raise BadRequest for an
    invalid value, and for a parameter that is given twice.
    """

    def __init__(self, query_string: bytes) -> None:
        self._values: dict[str, list[str]] = {}
        if len(query_string) > _MOST_BYTES:
            raise BadRequest("query", f"must be at most {_MOST_BYTES:,} bytes long")
        for name, value in pairs_of(query_string, _MOST_PARAMETERS):
            self._values.setdefault(name.lower(), []).append(value)

    def text(self, *names: str) -> str | None:
        """Return the value as it is, or None."""
        found = self._first(names) if self._values else None
        return found[1] if found else None

    def flag(self, *names: str) -> bool:
        """Return a boolean that must be there: true, false, 1 or 0, in any case."""
        name, value = self._first(names) or (names[0], "")
        if value.strip().lower() in _TRUE:
            return True
        if value.strip().lower() in _FALSE:
            return False
        raise BadRequest(name, "is required and must be true or false" if not value else "must be true or false")

    def number(self, *names: str, default: int) -> int:
        """Return a positive whole number."""
        found = self._first(names)
        if found is None:
            return default
        name, value = found
        number = positive_number(value.strip())
        if number is None:
            raise BadRequest(name, f"must be a whole number from 1 to {LARGEST_ID}")
        return number

    def _first(self, names: tuple[str, ...]) -> tuple[str, str] | None:
        for name in names:
            values = self._values.get(name.lower())
            if values:
                if len(values) > 1:
                    raise BadRequest(name, "must be given only once")
                return name, values[0]
        return None


def with_plus(time: str) -> str:
    """Return a date and time with the plus sign of its offset, which arrives as a blank when it was not encoded."""
    return _BLANK_BEFORE_OFFSET.sub(r"\1+\2", time)


def positive_number(text: str) -> int | None:
    """Return the number from 1 to 2^53-1 that a text is in plain digits, or None."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    number = int(text)
    return number if 1 <= number <= LARGEST_ID else None
