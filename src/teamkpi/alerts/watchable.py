"""What a rule can be about: the figures of a member, money to invoice, the next expiry, and an open check-in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from teamkpi.kpi.figures import FIGURES
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.wording import amount_in, number_in

Comparison: TypeAlias = Literal["at_most", "at_least"]
COMPARISONS: Final[tuple[Comparison, ...]] = ("at_most", "at_least")
TO_INVOICE: Final = "ToInvoice"
DAYS_TO_EXPIRY: Final = "DaysToExpiry"
OPEN_CHECKIN: Final = "OpenCheckinMinutes"
MOST_DAYS_TO_EXPIRY: Final = 365
GROWING: Final = frozenset({"CheckedTimeTotal", "CheckedTimeThisMonth"})
"""The figures that grow while somebody is checked in."""
_ITEMS: Final[Mapping[Language, tuple[str, str]]] = {"en": ("item", "items"), "es": ("elemento", "elementos")}


class Watchable(NamedTuple):
    """A figure that a rule can be about."""

    name: str
    """The name on the wire."""
    unit: str
    attribute: str | None
    """The attribute of ``TeamKpi``; None for what is read from elsewhere."""
    words: Mapping[Language, str]
    comparisons: tuple[Comparison, ...] = COMPARISONS
    most: int = 1_000_000_000
    """The highest threshold."""


WATCHABLE: Final[Mapping[str, Watchable]] = {
    one.name: one
    for one in (
        *(
            Watchable(
                figure.wire,
                figure.unit.key,
                figure.attribute,
                {language: f"{figure.group.names[language]}: {figure.words[language].label}" for language in LANGUAGES},
            )
            for figure in FIGURES
            if figure.records is not None
        ),
        Watchable(TO_INVOICE, "money", None, {"en": "To invoice: Total", "es": "Por facturar: Total"}),
        Watchable(
            DAYS_TO_EXPIRY,
            "days",
            None,
            {"en": "Days to the next expiry", "es": "Días hasta el próximo vencimiento"},
            ("at_most",),
            MOST_DAYS_TO_EXPIRY,
        ),
        Watchable(
            OPEN_CHECKIN,
            "minutes",
            None,
            {"en": "Time since an open check-in began", "es": "Tiempo desde el inicio de una presencia abierta"},
            ("at_least",),
            1_000_000,
        ),
    )
}
"""By name on the wire."""


def worded(watchable: Watchable, value: Decimal, currency_code: str | None, language: Language) -> str:
    """Format a value of a figure with its unit."""
    if watchable.unit == "count":
        one, several = _ITEMS[language]
        return f"{number_in(language, value)} {one if value == 1 else several}"
    return amount_in(language, value, watchable.unit, currency_code)
