"""Parsing of single cells: dates, amounts, whole numbers and yes/no values, as people type them.

A date like 03/04/2026 and an amount like 1.234 are ambiguous, so the caller passes the date order and the decimal mark.
``date_orders`` and ``decimal_marks`` report which ones a single cell allows. Every parser raises ValueError with a
reason that reads on from the field's name.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

DateOrder: TypeAlias = Literal["dmy", "mdy"]
DecimalMark: TypeAlias = Literal[",", "."]
DATE_ORDERS: Final[dict[DateOrder, str]] = {"dmy": "dd/mm/yyyy", "mdy": "mm/dd/yyyy"}
DECIMAL_MARKS: Final[dict[DecimalMark, str]] = {",": "1.234,50", ".": "1,234.50"}

_TIME: Final = (
    r"(?P<hour>\d{1,2})(?:(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?\s*"
    r"(?P<half>[AaPp])\.?\s?[Mm]\.?|:(?P<minute24>\d{2})(?::(?P<second24>\d{2})(?:[.,](?P<fraction24>\d{1,9}))?)?)"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_BETWEEN: Final = r"(?:[\s,]+|T)"
_NUMERIC: Final = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}})(?:{_BETWEEN}{_TIME})?")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}})(?:{_BETWEEN}{_TIME})?")
_COMPACT: Final = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})")
_MONTH_NAMED: Final = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*(?:de\s+)?(?P<month>[^\W\d_]{{3,12}})|"
    rf"(?P<month_first>[^\W\d_]{{3,12}})[\s.-]+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"[\s.,-]+(?:de\s+)?(?P<year>\d{{4}})(?:{_BETWEEN}{_TIME})?"
)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2}(?:\s.*)?")
_TIME_ALONE: Final = re.compile(rf"{_TIME}")
_MONTHS: Final = (
    ("january", "jan", "enero", "ene", "januar", "janvier", "janv"),
    ("february", "feb", "febrero", "februar", "février", "févr"),
    ("march", "mar", "marzo", "märz", "mär", "mars"),
    ("april", "apr", "abril", "abr", "avril", "avr"),
    ("may", "mayo", "mai"),
    ("june", "jun", "junio", "juni", "juin"),
    ("july", "jul", "julio", "juli", "juillet", "juil"),
    ("august", "aug", "agosto", "ago", "août"),
    ("september", "sep", "sept", "septiembre", "septembre"),
    ("october", "oct", "octubre", "oktober", "okt", "octobre"),
    ("november", "nov", "noviembre", "novembre"),
    ("december", "dec", "diciembre", "dic", "dezember", "dez", "décembre", "déc"),
)
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
# Excel stores a date as the number of days since the end of 1899. Five digits cover the years 1927 to 2173.
SERIAL: Final = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")
WINDOWS_EPOCH: Final = datetime(1899, 12, 30)
_MILLISECOND: Final = timedelta(milliseconds=1)
_DAY_IN_MILLISECONDS: Final = 86_400_000
_SPREADSHEET_ERRORS: Final = {
    *("#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#¡REF!", "#¿NOMBRE?", "#¡VALOR!", "#NOM?", "#VALEUR!"),
}
_YES: Final = {"true", "yes", "y", "1", "x", "on", "si", "sí", "ja", "j", "oui", "wahr", "vrai", "verdadero", "✓", "✔"}
_NO: Final = {"false", "no", "n", "0", "off", "nein", "nee", "non", "falsch", "faux", "falso", "✗", "✘"}
_GROUP_SIGNS: Final = "\u00a0\u202f\u2009 '\N{RIGHT SINGLE QUOTATION MARK}"
_AMOUNT: Final = re.compile(rf"\d[\d.,{_GROUP_SIGNS}]*|[.,]\d+")
_CURRENCY_CODE: Final = re.compile(r"^[A-Z]{3}\b\s*|\s*\b[A-Z]{3}$")
_MINUS: Final = "-\N{MINUS SIGN}"

DATE_HINT: Final = "write dates as 2026-11-21 and times as 2026-11-21 09:30"


class UndecidedError(ValueError):
    """A cell that has several readings: another setting decides, so nothing is wrong with the cell itself."""


class Moment(NamedTuple):
    """A local date and time, with or without a UTC offset; a date alone means midnight."""

    local: datetime
    has_zone: bool
    is_date: bool


def spreadsheet_error(text: str) -> bool:
    """Return whether a cell is a spreadsheet's error value, such as ``#N/A``."""
    return text.startswith("#") and text.strip().upper() in _SPREADSHEET_ERRORS


# ---------------------------------------------------------------- dates and times


def date_orders(text: str) -> frozenset[DateOrder]:
    """Return the possible orders of day and month in a numeric date; empty if there is only one, or no date."""
    found = _NUMERIC.fullmatch(text.strip())
    if not found:
        return frozenset()
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if first == second:
        return frozenset()
    orders: set[DateOrder] = set()
    if _is_day(year, second, first):
        orders.add("dmy")
    if _is_day(year, first, second):
        orders.add("mdy")
    return frozenset(orders)


def is_numeric_date(text: str) -> bool:
    """Return whether a text is a numeric date with the year at the end."""
    return _NUMERIC.fullmatch(text.strip()) is not None


def moment(text: str, order: DateOrder | None) -> Moment:
    """Parse a date, with or without a time and a zone; ``order`` decides dates like 03/04/2026."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _with_time(found, _day(int(found[1]), int(found[3]), int(found[4])))
    if found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first == second or order == "dmy":
            return _with_time(found, _day(year, second, first, order))
        if order == "mdy":
            return _with_time(found, _day(year, first, second, order))
        if not date_orders(text):
            raise ValueError("is not a date that exists")
        raise UndecidedError("could be dd/mm/yyyy or mm/dd/yyyy")
    if SERIAL.fullmatch(text):
        return Moment(serial(float(text.replace(",", "."))), has_zone=False, is_date=text.isdigit())
    if found := _COMPACT.fullmatch(text):
        return Moment(_day(int(found[1]), int(found[2]), int(found[3])), has_zone=False, is_date=True)
    if found := _MONTH_NAMED.fullmatch(text):
        name = (found["month"] or found["month_first"]).lower()
        month = _MONTH_OF.get(unicodedata.normalize("NFC", name))
        if month is not None:
            return _with_time(found, _day(int(found["year"]), month, int(found["day"] or found["day_second"])))
    raise ValueError(_not_a_date(text))


def serial(number: float) -> datetime:
    """Return the date and time of an Excel date number, to the millisecond."""
    return WINDOWS_EPOCH + round(number * _DAY_IN_MILLISECONDS) * _MILLISECOND


def in_zone(when: Moment, zone: ZoneInfo | None) -> datetime:
    """Convert to UTC; a moment without an offset is local time in ``zone``."""
    if when.has_zone:
        return when.local.astimezone(UTC)
    if zone is None:
        raise UndecidedError("has no time zone; say which one its times are in")
    early, late = (when.local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset() and not when.is_date:
        if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != when.local:
            raise ValueError(f"does not exist in {zone.key}: clocks went forward then")
        raise ValueError(f"happened twice in {zone.key}, when clocks went back; add an offset, like +01:00")
    try:
        return early.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be in the years 1 to 9999") from None


def _with_time(found: re.Match[str], day: datetime) -> Moment:
    if found["hour"] is None:
        return Moment(day, has_zone=False, is_date=True)
    hour = int(found["hour"])
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("has an hour that is not valid with am or pm")
        hour = hour % 12 + (12 if half in "Pp" else 0)
    minute, second = (int(found[name] or found[f"{name}24"] or 0) for name in ("minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("has a time that does not exist")
    fraction = (found["fraction"] or found["fraction24"] or "")[:6].ljust(6, "0")
    local = day.replace(hour=hour, minute=minute, second=second, microsecond=int(fraction))
    if not found["zone"]:
        return Moment(local, has_zone=False, is_date=False)
    offset = "+00:00" if found["zone"] in {"Z", "UTC", "GMT"} else found["zone"]
    try:
        return Moment(datetime.fromisoformat(f"{local.isoformat()}{offset}"), has_zone=True, is_date=False)
    except ValueError:
        raise ValueError("has an offset that does not exist") from None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _day(year: int, month: int, day: int, order: DateOrder | None = None) -> datetime:
    if not _is_day(year, month, day):
        other = _is_day(year, day, month) and order
        looks = f"; it looks like {DATE_ORDERS['mdy' if order == 'dmy' else 'dmy']}" if other else ""
        raise ValueError(f"is not a date that exists{f' as {DATE_ORDERS[order]}' if order else ''}{looks}")
    return datetime(year, month, day)


def _not_a_date(text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return "must have a four-digit year"
    if _TIME_ALONE.fullmatch(text):
        return f"is a time without a date; {DATE_HINT}"
    return f"is not a date that can be read; {DATE_HINT}"


# ---------------------------------------------------------------- numbers


def decimal_marks(text: str) -> frozenset[DecimalMark]:
    """Return the possible decimal marks of an amount; empty when it contains neither mark or is not an amount."""
    found = _bare(text)
    if found is None:
        return frozenset()
    digits = found[1]
    return frozenset(mark for mark in DECIMAL_MARKS if _plain(digits, mark) is not None and set(digits) & {",", "."})


def amount(text: str, mark: DecimalMark | None) -> str:
    """Parse an amount into a plain decimal such as ``-1234.50``; a currency sign or code around it is dropped."""
    found = _bare(text)
    if found is None:
        raise ValueError("must be a number")
    sign, digits = found
    if mark is None:
        readings = {plain for one in DECIMAL_MARKS if (plain := _plain(digits, one)) is not None}
        if len({Decimal(one) for one in readings}) > 1:
            raise UndecidedError("could have a decimal point or a decimal comma")
        plain = next(iter(readings), None)
    else:
        plain = _plain(digits, mark)
    if plain is None:
        raise ValueError(f"is not a number written like {DECIMAL_MARKS[mark or '.']}")
    return sign + plain


def _bare(text: str) -> tuple[str, str] | None:
    """Return the sign and the digits with their separators, or None if the text is not an amount."""
    text = text.strip().strip(_GROUP_SIGNS)
    sign = ""
    if text.startswith("(") and text.endswith(")"):
        sign, text = "-", text[1:-1].strip()
    for _ in range(2):  # the currency may precede or follow the sign
        text = _CURRENCY_CODE.sub("", _without_currency_sign(text)).strip().strip(_GROUP_SIGNS)
        if text[:1] in set(_MINUS) and not sign:
            sign, text = "-", text[1:].strip()
        elif text[:1] == "+":
            text = text[1:]
    if text[-1:] in set(_MINUS) and not sign:
        sign, text = "-", text[:-1].strip()
    return (sign, text) if _AMOUNT.fullmatch(text) else None


def _without_currency_sign(text: str) -> str:
    if text and unicodedata.category(text[0]) == "Sc":
        return text[1:]
    return text[:-1] if text and unicodedata.category(text[-1]) == "Sc" else text


def _plain(digits: str, mark: DecimalMark) -> str | None:
    """Return digits with separators as a plain decimal; None if they are malformed for this decimal mark."""
    whole, point, places = digits.partition(mark)
    if point and not places.isdecimal():
        return None
    groups = re.split(rf"[{_GROUP_SIGNS}{'.' if mark == ',' else ','}]", whole)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(one) != 3 for one in groups[1:])):
        return None
    if len(groups) > 1 and groups[0].startswith("0"):
        return None  # in 0.125, the point is not a thousands separator
    if len({sign for sign in whole if not sign.isdecimal()}) > 1:
        return None
    joined = "".join(groups)
    if (joined and not joined.isdecimal()) or not (joined or places):
        return None
    return f"{joined or '0'}.{places}" if point else joined


# ---------------------------------------------------------------- words


def flag(value: str) -> bool:
    """Parse a yes/no value, in several languages."""
    word = value.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("must be yes or no")


def hint(kind: str, value: Any) -> str | None:
    """Return a hint about what a rejected value of this column type looks like, or None."""
    if not isinstance(value, str):
        return None
    if kind in {"timestamptz", "timestamp"}:
        return _date_hint(value)
    if kind in {"numeric", "integer", "bigint"} and _bare(value) is not None:
        marks = decimal_marks(value)
        if marks == {","}:
            return "looks like a decimal comma"
        if len(marks) == 2:
            return "looks like a number with a thousands separator"
    if kind in {"numeric", "integer", "bigint"} and date_orders(value):
        return "looks like a date"
    return None


def _date_hint(value: str) -> str | None:
    orders = date_orders(value)
    if len(orders) == 1:
        return f"looks like {DATE_ORDERS[next(iter(orders))]}"
    if orders:
        return "looks like dd/mm/yyyy or mm/dd/yyyy"
    if SERIAL.fullmatch(value.strip()):
        return "looks like an Excel date number"
    if _SHORT_YEAR.fullmatch(value.strip()):
        return "looks like a date with a two-digit year"
    return None
