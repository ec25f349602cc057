"""The kinds of records that count in figures, and the reasons why some do not, with their texts.

A figure names its kind of record where it is declared (``teamkpi.kpi.figures``). ``explain.sql`` has a statement for
each kind, which returns every record with its amount and, if it does not count, the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from teamkpi.kpi.languages import Language

_Words: TypeAlias = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record that counts in a figure; ``statement`` is the name of its statement in ``explain.sql``."""

    statement: str
    entity: str
    """The plural of the entity whose records they are."""
    one: _Words = field(hash=False)
    """The term for one of them."""
    several: _Words = field(hash=False)
    """The term for several of them."""
    is_in_seconds: bool = False
    """Whether amounts are in seconds, and the figure is their sum truncated to minutes; else they are in its unit."""

    def counted(self, number: int, language: Language) -> str:
        """Return a number of them in words, such as ``3 bookings``."""
        return f"{number:,} {(self.one if number == 1 else self.several)[language]}"


def _kind(
    statement: str, entity: str, *, en: tuple[str, str], es: tuple[str, str], is_in_seconds: bool = False
) -> RecordKind:
    return RecordKind(statement, entity, {"en": en[0], "es": es[0]}, {"en": en[1], "es": es[1]}, is_in_seconds)


PRODUCTS: Final = _kind(
    "products",
    "coworkerproducts",
    en=("product purchase", "product purchases"),
    es=("compra de productos", "compras de productos"),
)
SERVICES: Final = _kind(
    "services",
    "coworkerextraservices",
    en=("booking charge or credit", "booking charges and credits"),
    es=("cargo por reserva o crédito", "cargos por reservas y créditos"),
)
ATTENDEES: Final = _kind(
    "attendees", "eventattendees", en=("event ticket", "event tickets"), es=("entrada a eventos", "entradas a eventos")
)
PASSES: Final = _kind("passes", "coworkertimepasses", en=("pass", "passes"), es=("pase", "pases"))
MONEY_CREDITS: Final = _kind(
    "money_credits",
    "coworkerbookingcredits",
    en=("money credit", "money credits"),
    es=("crédito en dinero", "créditos en dinero"),
)
TIME_CREDITS: Final = _kind(
    "time_credits",
    "coworkerextraservices",
    en=("credit or booking charge", "credits and booking charges"),
    es=("crédito o cargo por reserva", "créditos y cargos por reservas"),
)
PASSES_LEFT: Final = _kind("passes_left", "coworkertimepasses", en=("pass", "passes"), es=("pase", "pases"))
BOOKINGS: Final = _kind(
    "bookings", "bookings", en=("booking", "bookings"), es=("reserva", "reservas"), is_in_seconds=True
)
CHECKINS: Final = _kind(
    "checkins",
    "checkins",
    en=("check-in", "check-ins"),
    es=("registro de presencia", "registros de presencia"),
    is_in_seconds=True,
)

REASONS: Final[Mapping[str, _Words]] = {
    "invoiced": {"en": "Already invoiced", "es": "Ya facturado"},
    "free": {"en": "Free of charge", "es": "Gratuito"},
    "granted_by_plan": {"en": "Included in a plan", "es": "Incluido en un plan"},
    "cancelled": {"en": "Cancelled", "es": "Cancelado"},
    "tentative": {"en": "Tentative", "es": "Provisional"},
    "expired": {"en": "Expired", "es": "Caducado"},
    "not_yet_valid": {"en": "Not valid yet", "es": "Aún no es válido"},
    "used": {"en": "Used", "es": "Usado"},
    "used_up": {"en": "Used up", "es": "Agotado"},
    "other_currency": {"en": "In another currency", "es": "En otra moneda"},
    "not_for_bookings": {"en": "Cannot be used for bookings", "es": "No se puede usar para reservas"},
    "printing_credit": {"en": "Printing credit", "es": "Crédito de impresión"},
    "belongs_to_booking": {"en": "Belongs to a booking", "es": "Pertenece a una reserva"},
    "outside_month": {"en": "Outside the month", "es": "Fuera del mes"},
    "not_started": {"en": "Not started yet", "es": "Aún no ha empezado"},
    "over_limit": {
        "en": "Still open; only the time up to the limit counts",
        "es": "Sigue abierto; solo cuenta el tiempo hasta el límite",
    },
}
"""Why a record does not count, or, with ``over_limit``, counts in part: each reason in every language."""

STATIC_REASONS: Final = frozenset(REASONS) - {
    *("expired", "not_yet_valid", "other_currency", "outside_month", "not_started", "over_limit"),
}
"""The reasons that follow from a record alone: they change only when the record does."""

CAUSES: Final[Mapping[str, _Words]] = {
    "added": {"en": "Added", "es": "Añadido"},
    "changed": {"en": "Changed", "es": "Modificado"},
    "deleted": {"en": "Deleted", "es": "Eliminado"},
    "expired": {"en": "Expired", "es": "Ha caducado"},
    "became_valid": {"en": "Became valid", "es": "Ha empezado a ser válido"},
    "month_turned": {"en": "A new month began", "es": "Ha empezado otro mes"},
    "time_passed": {"en": "Time went on during an open check-in", "es": "Ha pasado tiempo en un registro abierto"},
    "joined_team": {"en": "The member joined the team", "es": "El miembro se ha unido al equipo"},
    "left_team": {"en": "The member left the team", "es": "El miembro ha dejado el equipo"},
    "place_changed": {
        "en": "The time zone or currency changed",
        "es": "Ha cambiado la zona horaria o la moneda",
    },
}
"""Why a record does not count the same at two instants: each cause in every language."""

CUT_TO_MINUTES: Final[_Words] = {
    "en": "{label}: the sum divided by 60 and cut to whole minutes, once",
    "es": "{label}: la suma dividida entre 60 y truncada a minutos enteros, una sola vez",
}
IN_SECONDS: Final[_Words] = {"en": "{counted}, in seconds", "es": "{counted}, en segundos"}
