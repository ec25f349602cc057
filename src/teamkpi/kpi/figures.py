"""The figures of a member, each declared once: type, contract, documentation and texts.

To add one, see "Add or change a figure" in CONTRIBUTING.md.
"""

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from teamkpi.kpi import records
from teamkpi.kpi.declaring import DAYS, MINUTES, NO_UNIT, PASSES, declared, figure, group, unit

MEMBER = group("member", en="Member", es="Miembro")
TO_INVOICE = group("invoice", en="To invoice", es="Por facturar")
CREDIT_LEFT = group("credit", en="Credit left", es="Crédito disponible")
PASSES_LEFT = group("passes", en="Passes left", es="Pases disponibles")
BOOKED = group("booked", en="Booked", es="Reservado")
CHECKED_IN = group("checked", en="Checked in", es="Presencia")

ITEMS = unit("count", en="items", es="elementos")
MONEY = unit("money", en="currency of the team's location", es="moneda del centro del equipo")
WEEKS = unit("weeks", en="weeks", es="semanas")
MONTHS = unit("months", en="months", es="meses")
USES = unit("uses", en="uses", es="usos")

_JANE = "jane@techinnovators.com"
_ID = figure(MEMBER, NO_UNIT, 101, en=("ID", "The member's ID."), es=("Id.", "El identificador del miembro."))
_NAME = figure(
    MEMBER, NO_UNIT, "Jane Smith", en=("Member", "The member's name."), es=("Miembro", "El nombre del miembro.")
)
_EMAIL = figure(
    MEMBER,
    NO_UNIT,
    _JANE,
    en=("Email", "The member's email address."),
    es=("Correo electrónico", "La dirección de correo electrónico del miembro."),
)
_PRODUCTS = figure(
    TO_INVOICE,
    ITEMS,
    2,
    en=(
        "Products",
        (
            "Product purchases not yet invoiced. Each purchase counts once, whatever its quantity; products included "
            "in a plan don't count."
        ),
    ),
    es=(
        "Productos",
        (
            "Compras de productos aún sin facturar. Cada compra cuenta una vez, sea cual sea su cantidad; los "
            "productos incluidos en un plan no cuentan."
        ),
    ),
    records=records.PRODUCTS,
)
_SERVICES = figure(
    TO_INVOICE,
    ITEMS,
    0,
    en=(
        "Services",
        "Booking charges and purchased credits not yet invoiced. Free ones and those included in a plan don't count.",
    ),
    es=(
        "Servicios",
        (
            "Cargos por reservas y créditos comprados, aún sin facturar. Los gratuitos y los incluidos en un plan no "
            "cuentan."
        ),
    ),
    records=records.SERVICES,
)
_TICKETS = figure(
    TO_INVOICE,
    ITEMS,
    1,
    en=("Event tickets", "Event tickets not yet invoiced. Cancelled tickets don't count."),
    es=("Entradas a eventos", "Entradas a eventos aún sin facturar. Las canceladas no cuentan."),
    records=records.ATTENDEES,
)
_BOUGHT_PASSES = figure(
    TO_INVOICE,
    ITEMS,
    0,
    en=("Passes", "Passes not yet invoiced, used or not. Free ones and those included in a plan don't count."),
    es=("Pases", "Pases aún sin facturar, usados o no. Los gratuitos y los incluidos en un plan no cuentan."),
    records=records.PASSES,
)
_MONEY = figure(
    CREDIT_LEFT,
    MONEY,
    500,
    en=("Money", "Money credit left for bookings that is valid now, in the currency of the team's location."),
    es=("Dinero", "Crédito en dinero para reservas, válido ahora, en la moneda del centro del equipo."),
    records=records.MONEY_CREDITS,
)
_MINUTES = figure(
    CREDIT_LEFT,
    MINUTES,
    120,
    en=("Time", "Time credit left that is valid now, in minutes."),
    es=("Tiempo", "Crédito de tiempo disponible y válido ahora, en minutos."),
    records=records.TIME_CREDITS,
)
_DAYS = figure(
    CREDIT_LEFT,
    DAYS,
    0,
    en=("Days", "Time credit left that is valid now, in days."),
    es=("Días", "Crédito de tiempo disponible y válido ahora, en días."),
    records=records.TIME_CREDITS,
)
_WEEKS = figure(
    CREDIT_LEFT,
    WEEKS,
    0,
    en=("Weeks", "Time credit left that is valid now, in weeks."),
    es=("Semanas", "Crédito de tiempo disponible y válido ahora, en semanas."),
    records=records.TIME_CREDITS,
)
_MONTHS = figure(
    CREDIT_LEFT,
    MONTHS,
    0,
    en=("Months", "Time credit left that is valid now, in months. Four-week months count as months."),
    es=("Meses", "Crédito de tiempo disponible y válido ahora, en meses. Los de cuatro semanas cuentan como meses."),
    records=records.TIME_CREDITS,
)
_USES = figure(
    CREDIT_LEFT,
    USES,
    5,
    en=("Uses", "Credit left that is valid now, in uses. Printing credit doesn't count."),
    es=("Usos", "Crédito disponible y válido ahora, en usos. El crédito de impresión no cuenta."),
    records=records.TIME_CREDITS,
)
_PASS_MINUTES = figure(
    PASSES_LEFT,
    MINUTES,
    60,
    en=("Time", "Minutes left on passes by the minute that are neither used up nor expired."),
    es=("Tiempo", "Minutos que quedan en los pases por minutos que no están agotados ni caducados."),
    records=records.PASSES_LEFT,
)
_DAY_PASSES = figure(
    PASSES_LEFT,
    PASSES,
    1,
    en=("Day passes", "Day passes that are neither used nor expired."),
    es=("Pases de día", "Pases de día que no están usados ni caducados."),
    records=records.PASSES_LEFT,
)
_BOOKED_TOTAL = figure(
    BOOKED,
    MINUTES,
    4200,
    en=("Total", "Total time of all bookings, past and future, in whole minutes. Tentative bookings don't count."),
    es=(
        "Total",
        "Duración total de las reservas, pasadas y futuras, en minutos enteros. No cuentan las provisionales.",
    ),
    records=records.BOOKINGS,
)
_BOOKED_MONTH = figure(
    BOOKED,
    MINUTES,
    360,
    en=(
        "This month",
        (
            "Booked time that falls in the current month, in whole minutes. Of a booking that runs into another month, "
            "only the part in this month counts."
        ),
    ),
    es=(
        "Este mes",
        (
            "Tiempo reservado dentro del mes en curso, en minutos enteros. De una reserva que abarca otro mes solo "
            "cuenta la parte de este."
        ),
    ),
    records=records.BOOKINGS,
)
_CHECKED_TOTAL = figure(
    CHECKED_IN,
    MINUTES,
    3800,
    en=(
        "Total",
        (
            "Total time of all check-ins, in whole minutes. A check-in that is still open counts up to now, by default "
            "for no more than 24 hours."
        ),
    ),
    es=(
        "Total",
        (
            "Duración total de los registros de presencia, en minutos enteros. Uno abierto cuenta hasta ahora, por "
            "defecto 24 horas como máximo."
        ),
    ),
    records=records.CHECKINS,
)
_CHECKED_MONTH = figure(
    CHECKED_IN,
    MINUTES,
    300,
    en=(
        "This month",
        (
            "Checked-in time that falls in the current month, in whole minutes. Of a check-in that runs into another "
            "month, only the part in this month counts."
        ),
    ),
    es=(
        "Este mes",
        (
            "Tiempo de presencia dentro del mes en curso, en minutos enteros. De un registro que abarca otro mes solo "
            "cuenta la parte de este."
        ),
    ),
    records=records.CHECKINS,
)


class TeamKpi(Struct, frozen=True, kw_only=True):
    """The figures of one member of the team. The names on the wire are the documented ones, typos included."""

    coworker_id: Annotated[int, _ID] = field(name="CoworkerId")
    coworker_full_name: Annotated[str, _NAME] = field(name="CoworkerFullName")
    coworker_email: Annotated[str, _EMAIL] = field(name="CoworkerEmail")
    uninvoiced_products: Annotated[int, _PRODUCTS] = field(name="UninvoicedProducts")
    uninvoiced_extra_services: Annotated[int, _SERVICES] = field(name="UninvoicedExtraServices")
    uninvoiced_event_attendees: Annotated[int, _TICKETS] = field(name="UnivoicedEventAttendees")
    uninvoiced_time_passes: Annotated[int, _BOUGHT_PASSES] = field(name="UnivoicedTimepasses")
    remaining_booking_credit: Annotated[Decimal, _MONEY] = field(name="RemainingBookingCredit")
    remaining_time_credit_minutes: Annotated[int, _MINUTES] = field(name="RemainingTimeCreditMinutes")
    remaining_time_credit_days: Annotated[int, _DAYS] = field(name="RemainingTimeCreditDays")
    remaining_time_credit_weeks: Annotated[int, _WEEKS] = field(name="RemainingTimeCreditWeeks")
    remaining_time_credit_months: Annotated[int, _MONTHS] = field(name="RemainingTimeCreditMonths")
    remaining_time_credit_uses: Annotated[int, _USES] = field(name="RemainingTimeCreditUses")
    remaining_time_passes_minutes: Annotated[int, _PASS_MINUTES] = field(name="RemainingTimePassesMinutes")
    remaining_time_passes_count: Annotated[int, _DAY_PASSES] = field(name="RemainingTimePassesCount")
    booked_time_total: Annotated[int, _BOOKED_TOTAL] = field(name="BookedTimeTotal")
    booked_time_this_month: Annotated[int, _BOOKED_MONTH] = field(name="BookedTimeThisMonth")
    checked_time_total: Annotated[int, _CHECKED_TOTAL] = field(name="CheckedTimeTotal")
    checked_time_this_month: Annotated[int, _CHECKED_MONTH] = field(name="CheckedTimeThisMonth")


class TeamKpiList(Struct, frozen=True, kw_only=True):
    """The figures of every member of a team, by ascending member id."""

    kpi: list[TeamKpi] = field(name="Kpi")
    known_since: Annotated[
        str | UnsetType,
        Meta(
            description="The start of the history. Only present if `at` is earlier.",
            examples=["2026-11-01T00:00:00Z"],
        ),
    ] = field(name="KnownSince", default=UNSET)
    uncertain: Annotated[
        list[str] | UnsetType,
        Meta(
            description=(
                "The figures that cannot be known as of that instant, because they are calculated from balances and "
                "only later balances are known. Only present if `at` is before `KnownSince`."
            ),
            examples=[["RemainingBookingCredit"]],
        ),
    ] = field(name="Uncertain", default=UNSET)


FIGURES = declared(TeamKpi)
EXPLAINED = {one.wire: one for one in FIGURES if one.records is not None}
"""The figures that count records, by wire name: all except the member's identity."""
