"""Formats amounts and dates for people, in a terminal, a calendar, a printed statement or a mail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from teamkpi.kpi.declaring import duration
from teamkpi.kpi.languages import Language

_MONEY_PLACES: Final = 2
_UNITS: Final[dict[Language, dict[str, tuple[str, str]]]] = {
    "en": {
        "days": ("day", "days"),
        "weeks": ("week", "weeks"),
        "months": ("month", "months"),
        "uses": ("use", "uses"),
        "passes": ("day pass", "day passes"),
    },
    "es": {
        "days": ("día", "días"),
        "weeks": ("semana", "semanas"),
        "months": ("mes", "meses"),
        "uses": ("uso", "usos"),
        "passes": ("pase de día", "pases de día"),
    },
}
_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
_UNKNOWN_CURRENCY: Final[dict[Language, str]] = {"en": "(currency unknown)", "es": "(moneda desconocida)"}


def number_in(language: Language, value: int | Decimal, *, is_money: bool = False) -> str:
    """Format a number with the separators of a language.

    Money and numbers with a fraction have at least two decimal places.
    """
    places = -int(Decimal(value).as_tuple().exponent)
    text = f"{Decimal(value):,.{max(_MONEY_PLACES, places)}f}" if is_money or places > 0 else f"{value:,}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def amount_in(language: Language, amount: Decimal, unit: str, currency_code: str | None) -> str:
    """Format an amount with its unit, one of ``expiring.UNITS``: ``3 h 20``, ``1 day pass``, ``75.00 GBP``."""
    if unit == "minutes":
        text = duration(int(amount))
        return text if language == "en" else text.replace(",", ".")
    if unit == "money":
        return f"{number_in(language, amount, is_money=True)} {currency_code or _UNKNOWN_CURRENCY[language]}"
    one, several = _UNITS[language][unit]
    return f"{number_in(language, amount)} {one if amount == 1 else several}"


def month_in(language: Language, day: date) -> str:
    """Format the month of a day: ``October 2026``."""
    of = " de " if language == "es" else " "
    return f"{_MONTHS[language][day.month - 1]}{of}{day.year}"


def day_in(language: Language, day: date) -> str:
    """Format a day: ``5 October 2026``."""
    of = " de " if language == "es" else " "
    return f"{day.day}{of}{month_in(language, day)}"
