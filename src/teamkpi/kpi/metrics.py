"""A team's metrics, month by month: the wire's types, and how they are read from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.kpi.as_of import AsOf, held_relations, require_known
from teamkpi.kpi.declaring import DAYS, MINUTES, NO_UNIT, PASSES, declared, figure, group, unit
from teamkpi.ledger.history import known_since
from teamkpi.wire import instant, plain_decimal

_SQL = load_sql("teamkpi.kpi", "metrics.sql")
MONTHS: Final = without_purpose(_SQL.months)
"""The relations "team", "month" and "span", with which a statement about a team's months begins."""
USED_BY_MONTH: Final = without_purpose(_SQL.used)
"""The relation "used": what each "person" booked and was checked in, by month."""
_PRESENT: Final = Numbered(_SQL.team_metrics.format(months=MONTHS, used=USED_BY_MONTH))
_READ: Final = ("coworkercontracts", "coworkerinvoices", "charges")
"""The additional entities that are read, besides those of the figures."""
_FROM_LATEST: Final = ("total_unpaid", "total_due", "days_since_last_access")

MOST_MONTHS = 60
DEFAULT_MONTHS = 12
# Team ids are multiplied by this to leave room for the number of months.
_MONTHS_APART = 10_000
_LARGEST_NUMBER = 2**53 - 1


MONTH = group("month", en="Month", es="Mes")
INVOICED = group("invoiced", en="Invoiced", es="Facturado")
USED = group("used", en="Used", es="Utilizado")
OUTSTANDING = group("outstanding", en="Outstanding", es="Pendiente de pago")
NOT_YET_INVOICED = group("uninvoiced", en="Not yet invoiced", es="Sin facturar")

AMOUNT = unit("money", en="currency of the row", es="moneda de la fila")
BOOKINGS = unit("bookings", en="bookings", es="reservas")
CONTRACTS = unit("contracts", en="contracts", es="contratos")

_ID = figure(
    MONTH,
    NO_UNIT,
    551523,
    en=("ID", "A number that is always the same for this team and month."),
    es=("Id.", "Un número, siempre el mismo para este equipo y mes."),
)
_MONTH_DATE = figure(
    MONTH,
    NO_UNIT,
    "2026-11-01",
    en=("Month", "The first day of the month."),
    es=("Mes", "El primer día del mes."),
)
_CURRENCY = figure(
    MONTH,
    NO_UNIT,
    "GBP",
    en=("Currency", "Currency of the team's location and of every amount in the row; null while it is unknown."),
    es=("Moneda", "Moneda del centro del equipo y de todos los importes de la fila; nula mientras no se conoce."),
)
_INVOICED = figure(
    INVOICED,
    AMOUNT,
    120,
    en=(
        "To you",
        "Amount invoiced to you in the month. Drafts and void invoices don't count; credit notes are negative.",
    ),
    es=("A ti", "Facturado a ti en el mes. Los borradores y las facturas anuladas no cuentan; los abonos restan."),
)
_TEAM_INVOICED = figure(
    INVOICED,
    AMOUNT,
    960,
    en=(
        "To the team",
        (
            "Amount invoiced to the team's members in the month. Drafts and void invoices don't count; credit notes "
            "are negative."
        ),
    ),
    es=(
        "Al equipo",
        (
            "Facturado a los miembros del equipo en el mes. Los borradores y las facturas anuladas no cuentan; los "
            "abonos restan."
        ),
    ),
)
_REVENUE = figure(
    INVOICED,
    AMOUNT,
    800,
    en=("Without tax", "Amount invoiced to the team's members in the month, without tax."),
    es=("Sin impuestos", "Lo facturado a los miembros del equipo en el mes, sin impuestos."),
)
_CHECKING = figure(
    USED,
    MINUTES,
    300,
    en=("Checked in, you", "Your checked-in time in the month, in whole minutes."),
    es=("Presencia, tú", "Tu tiempo de presencia en el mes, en minutos enteros."),
)
_TEAM_CHECKING = figure(
    USED,
    MINUTES,
    9600,
    en=("Checked in, team", "Checked-in time of the team's members in the month, in whole minutes."),
    es=("Presencia, equipo", "Tiempo de presencia de los miembros del equipo en el mes, en minutos enteros."),
)
_BOOKING = figure(
    USED,
    MINUTES,
    360,
    en=("Booked, you", "Time you booked in the month, in whole minutes. Tentative bookings don't count."),
    es=(
        "Reservado, tú",
        "Tiempo que has reservado en el mes, en minutos enteros. Las reservas provisionales no cuentan.",
    ),
)
_TEAM_BOOKING = figure(
    USED,
    MINUTES,
    2400,
    en=(
        "Booked, team",
        "Time the team's members booked in the month, in whole minutes. Tentative bookings don't count.",
    ),
    es=(
        "Reservado, equipo",
        (
            "Tiempo que han reservado los miembros del equipo en el mes, en minutos enteros. Las reservas "
            "provisionales no cuentan."
        ),
    ),
)
_TOTAL_BOOKINGS = figure(
    USED,
    BOOKINGS,
    21,
    en=("Bookings", "Bookings of the team's members that start in the month. Tentative bookings don't count."),
    es=("Reservas", "Reservas de los miembros del equipo que empiezan en el mes. Las provisionales no cuentan."),
)
_TARIFFS = figure(
    USED,
    CONTRACTS,
    8,
    en=(
        "Contracts",
        (
            "Contracts of the team's members that were active at the end of the month, or are active now in the "
            "current month."
        ),
    ),
    es=(
        "Contratos",
        (
            "Contratos de los miembros del equipo que estaban activos al final del mes, o que lo están ahora en el mes "
            "en curso."
        ),
    ),
)
_OTHER = figure(
    USED,
    AMOUNT,
    45,
    en=("Charges", "Charges made to the team's members in the month."),
    es=("Cargos", "Cargos hechos a los miembros del equipo en el mes."),
)
_PASSES = figure(
    USED,
    PASSES,
    6,
    en=("Passes", "Passes the team's members used in the month."),
    es=("Pases", "Pases que los miembros del equipo usaron en el mes."),
)
_BOOKINGS = figure(
    USED,
    AMOUNT,
    210,
    en=("Price of bookings", "Price of the team's booking charges for bookings that start in the month."),
    es=("Precio de las reservas", "Precio de los cargos del equipo por reservas que empiezan en el mes."),
)
_UNPAID = figure(
    OUTSTANDING,
    AMOUNT,
    240,
    en=("Unpaid", "Unpaid amount of the team's invoices at the end of the month, or now in the current month."),
    es=(
        "Sin pagar",
        "Importe sin pagar de las facturas del equipo al final del mes, o ahora en el mes en curso.",
    ),
)
_KIOSK = figure(
    OUTSTANDING,
    AMOUNT,
    0,
    en=("Unpaid at the kiosk", "Always 0: purchases at a kiosk are not recorded here."),
    es=("Sin pagar en el quiosco", "Siempre 0: las compras en un quiosco no se registran aquí."),
)
_DUE = figure(
    OUTSTANDING,
    AMOUNT,
    120,
    en=("Due", "The part of the unpaid amount that was due by then."),
    es=("Vencido", "La parte del importe sin pagar que ya había vencido."),
)
_UNPAID_ATTENDEES = figure(
    OUTSTANDING,
    AMOUNT,
    15,
    en=(
        "Unpaid event tickets",
        (
            "Price of the team's event tickets on invoices that were unpaid at the end of the month, or are unpaid now "
            "in the current month."
        ),
    ),
    es=(
        "Entradas sin pagar",
        (
            "Precio de las entradas a eventos del equipo en facturas sin pagar al final del mes, o "
            "ahora en el mes en curso."
        ),
    ),
)
_NOT_INVOICED = figure(
    NOT_YET_INVOICED,
    AMOUNT,
    90,
    en=(
        "Total",
        (
            "Price of all the team's charges, products, passes, services and event tickets that were not invoiced at "
            "the end of the month, or are not invoiced now in the current month."
        ),
    ),
    es=(
        "Total",
        (
            "Precio de todos los cargos, productos, pases, servicios y entradas a eventos del equipo que estaban sin "
            "facturar al final del mes, o que lo están ahora en el mes en curso."
        ),
    ),
)
_UNINVOICED_CHARGES = figure(
    NOT_YET_INVOICED,
    AMOUNT,
    0,
    en=("Charges", "The part of the total that is charges."),
    es=("Cargos", "La parte del total que corresponde a cargos."),
)
_UNINVOICED_PRODUCTS = figure(
    NOT_YET_INVOICED,
    AMOUNT,
    40,
    en=("Products", "The part of the total that is products: price times quantity."),
    es=("Productos", "La parte del total que corresponde a productos: precio por cantidad."),
)
_UNINVOICED_PASSES = figure(
    NOT_YET_INVOICED,
    AMOUNT,
    25,
    en=("Passes", "The part of the total that is passes."),
    es=("Pases", "La parte del total que corresponde a pases."),
)
_UNINVOICED_SERVICES = figure(
    NOT_YET_INVOICED,
    AMOUNT,
    10,
    en=("Services", "The part of the total that is booking charges and purchased credits."),
    es=("Servicios", "La parte del total que corresponde a cargos por reservas y créditos comprados."),
)
_NEXT_INVOICE = figure(
    MONTH,
    NO_UNIT,
    "2026-12-01T00:00:00Z",
    en=(
        "Next invoice",
        (
            "The first renewal of a member's active contract after the end of the month, or after now in the current "
            "month; null when there is none."
        ),
    ),
    es=(
        "Próxima factura",
        (
            "La primera renovación de un contrato activo de un miembro después del final del mes, o de ahora en el mes "
            "en curso; nula si no hay ninguna."
        ),
    ),
)
_ACCESS = figure(
    MONTH,
    DAYS,
    3,
    en=(
        "Since last access",
        (
            "Whole days since you last signed in, before this time, or checked in, at the end of the month or now; "
            "null if you never did. The name's typo comes from the Nexudus API."
        ),
    ),
    es=(
        "Desde el último acceso",
        (
            "Días enteros, al final del mes o ahora, desde tu último inicio de sesión, sin contar este, o tu última "
            "presencia; nulo si nunca. La errata del nombre viene de la API de Nexudus."
        ),
    ),
)


class TeamMetric(Struct, frozen=True, kw_only=True):
    """A team in one calendar month. Outstanding amounts are as of its end, or as of now in the current month."""

    id: Annotated[int, _ID] = msgspec.field(name="Id")
    month_date: Annotated[str, _MONTH_DATE] = msgspec.field(name="MonthDate")
    currency_code: Annotated[str | None, _CURRENCY] = msgspec.field(name="CurrencyCode")
    invoiced_amount: Annotated[Decimal, _INVOICED] = msgspec.field(name="InvoicedAmount")
    team_invoiced_amount: Annotated[Decimal, _TEAM_INVOICED] = msgspec.field(name="TeamInvoicedAmount")
    revenue: Annotated[Decimal, _REVENUE] = msgspec.field(name="Revenue")
    checking_minutes: Annotated[int, _CHECKING] = msgspec.field(name="CheckingMinutes")
    team_checking_minutes: Annotated[int, _TEAM_CHECKING] = msgspec.field(name="TeamCheckingMinutes")
    booking_minutes: Annotated[int, _BOOKING] = msgspec.field(name="BookingMinutes")
    team_booking_minutes: Annotated[int, _TEAM_BOOKING] = msgspec.field(name="TeamBookingMinutes")
    total_bookings: Annotated[int, _TOTAL_BOOKINGS] = msgspec.field(name="TotalBookings")
    total_tariffs: Annotated[int, _TARIFFS] = msgspec.field(name="TotalTariffs")
    total_other: Annotated[Decimal, _OTHER] = msgspec.field(name="TotalOther")
    time_passes: Annotated[int, _PASSES] = msgspec.field(name="TimePasses")
    bookings: Annotated[Decimal, _BOOKINGS] = msgspec.field(name="Bookings")
    total_unpaid: Annotated[Decimal, _UNPAID] = msgspec.field(name="TotalUnpaid")
    total_unpaid_nex_kiosk: Annotated[Decimal, _KIOSK] = msgspec.field(name="TotalUnpaidNexKiosk")
    total_due: Annotated[Decimal, _DUE] = msgspec.field(name="TotalDue")
    unpaid_attendees: Annotated[Decimal, _UNPAID_ATTENDEES] = msgspec.field(name="UnPaidAttendees")
    not_invoiced_charges: Annotated[Decimal, _NOT_INVOICED] = msgspec.field(name="NotInvoicedCharges")
    uninvoiced_charges: Annotated[Decimal, _UNINVOICED_CHARGES] = msgspec.field(name="UnInvoicedCharges")
    uninvoiced_products: Annotated[Decimal, _UNINVOICED_PRODUCTS] = msgspec.field(name="UnInvoicedProducts")
    uninvoiced_time_passes: Annotated[Decimal, _UNINVOICED_PASSES] = msgspec.field(name="UnInvoicedTimePasses")
    uninvoiced_extra_services: Annotated[Decimal, _UNINVOICED_SERVICES] = msgspec.field(name="UnInvoicedExtraServices")
    next_invoice: Annotated[str | None, _NEXT_INVOICE] = msgspec.field(name="NextInvoice")
    days_since_last_access: Annotated[int | None, _ACCESS] = msgspec.field(name="DasySinceLastAccess")


class TeamMetricList(Struct, frozen=True, kw_only=True):
    """A team's months, oldest first."""

    metrics: list[TeamMetric] = msgspec.field(name="Metrics")
    known_since: Annotated[
        str | UnsetType,
        Meta(
            description="The start of the history. Only present if `at` is earlier.",
            examples=["2026-11-01T00:00:00Z"],
        ),
    ] = msgspec.field(name="KnownSince", default=UNSET)
    uncertain: Annotated[
        list[str] | UnsetType,
        Meta(
            description=(
                "The fields that cannot be known as of that instant, because records state only their latest value and "
                "not since when. Only present if `at` is before `KnownSince`."
            ),
            examples=[["DasySinceLastAccess"]],
        ),
    ] = msgspec.field(name="Uncertain", default=UNSET)


METRICS = declared(TeamMetric)
UNCERTAIN: Final = tuple(one.wire for one in METRICS if one.attribute in _FROM_LATEST)
"""The figures that are computed from a record's latest part payment, or from somebody's latest access."""


@dataclass(frozen=True, slots=True)
class MetricsCaller:
    """The customer who requests metrics: "you" in the descriptions."""

    coworker_ids: Sequence[int]
    """The coworkers that the customer acts for."""
    earlier_sign_ins: Sequence[datetime] = ()
    """When the customer last signed in before the current sign-in."""


def team_metrics(
    conn: Connection,
    network_id: int,
    team_id: int,
    asking: MetricsCaller,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    months: int = DEFAULT_MONTHS,
    asked: AsOf | None = None,
) -> TeamMetricList | None:
    """Return the metrics of the last ``months`` calendar months, including the current one; None without the team.

    One statement, so one snapshot of the ledger. Months are those of the team's location. ``asked`` is None for the
    present; otherwise the current month is that of ``asked.at``. Raises NotKnownThen if the history does not go back
    to ``asked.known_at``.
    """
    query = team_metrics_query(
        network_id, team_id, asking, asked, now=now, open_checkin_limit=open_checkin_limit, months=months
    )
    with RawCursor(conn) as cursor:
        rows = cursor.execute(*query, prepare=asked is None).fetchall()
    if asked is None:
        return read_metrics(team_id, rows)
    return read_past_metrics(team_id, rows, asked, known_since(conn, network_id))


def team_metrics_query(
    network_id: int,
    team_id: int,
    asking: MetricsCaller,
    asked: AsOf | None,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    months: int,
) -> tuple[str, list[Any]]:
    """Return the statement of ``team_metrics`` and its values, for callers that execute it on their own raw cursor.

    Prepare only the statement of the present: a generic plan of the other one would be slow.
    """
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "asking": [Int8(one) for one in asking.coworker_ids],
        "sign_ins": list(asking.earlier_sign_ins),
        "now": now if asked is None else asked.at,
        "known_at": None if asked is None else asked.known_at,
        "open_checkin_limit": open_checkin_limit,
        "months": months,
    }
    statement = _PRESENT if asked is None else _past()
    return statement.text, statement.values(parameters)


def read_metrics(team_id: int, rows: Sequence[Sequence[Any]]) -> TeamMetricList | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist."""
    if not rows:
        return None
    return TeamMetricList(metrics=[_month(team_id, row) for row in rows])


def read_past_metrics(
    team_id: int, rows: Sequence[Sequence[Any]], asked: AsOf, known_since: datetime
) -> TeamMetricList | None:
    """Build the response from the rows of the past, and say what is uncertain about it.

    ``known_since`` was read after them. Raises NotKnownThen when the history does not reach back to
    ``asked.known_at``.
    """
    require_known(asked, known_since)
    found = read_metrics(team_id, rows)
    if found is None or asked.at >= known_since:
        return found
    return TeamMetricList(metrics=found.metrics, known_since=instant(known_since), uncertain=list(UNCERTAIN))


@cache
def _past() -> Numbered:
    held = held_relations(with_balances=False, of_months=True, also=_READ)
    return Numbered(_SQL.team_metrics.format(months=f"{held},\n{MONTHS}", used=USED_BY_MONTH))


_COLUMNS = (
    "currency_code",
    "invoiced_amount",
    "team_invoiced_amount",
    "revenue",
    "checking_minutes",
    "team_checking_minutes",
    "booking_minutes",
    "team_booking_minutes",
    "total_bookings",
    "total_tariffs",
    "total_other",
    "time_passes",
    "bookings",
    "total_unpaid",
    "total_due",
    "unpaid_attendees",
    "uninvoiced_products",
    "uninvoiced_time_passes",
    "uninvoiced_extra_services",
    "uninvoiced_charges",
    "not_invoiced_charges",
    "next_invoice",
    "days_since_last_access",
)


def _month(team_id: int, row: Sequence[Any]) -> TeamMetric:
    first_day: date = row[0]
    values: dict[str, Any] = {
        name: plain_decimal(value) if isinstance(value, Decimal) else value
        for name, value in zip(_COLUMNS, row[1:], strict=True)
    }
    renewal = values.pop("next_invoice")
    return TeamMetric(
        id=metric_id(team_id, first_day),
        month_date=first_day.isoformat(),
        total_unpaid_nex_kiosk=Decimal(0),
        next_invoice=None if renewal is None else instant(renewal),
        **values,
    )


def metric_id(team_id: int, first_day: date) -> int:
    """Return the number of a team's month: the team's id and the months since 1900, side by side.

    JavaScript can represent integers exactly up to 2^53-1. Team ids that are too large for this get 53 bits of a
    digest.
    """
    months = (first_day.year - 1900) * 12 + first_day.month
    number = team_id * _MONTHS_APART + months
    if number <= _LARGEST_NUMBER:
        return number
    digest = blake2b(f"{team_id}/{months}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 11
