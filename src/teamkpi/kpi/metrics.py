"""A team's metrics, month by month: the wire's types, and how they are read from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import load_sql
from teamkpi.kpi.figures import declared, figure
from teamkpi.wire import instant, plain_decimal

_SQL = load_sql("teamkpi.kpi", "metrics.sql")

MOST_MONTHS = 60
DEFAULT_MONTHS = 12
# Ids of teams are multiplied by this to leave room for a number of months.
_MONTHS_APART = 10_000
_LARGEST_NUMBER = 2**53 - 1


MONTH, INVOICED, USED, STANDS_OPEN, NOT_YET_INVOICED = (
    "Month",
    "Invoiced",
    "Used",
    "Stands open",
    "Not yet invoiced",
)
_AMOUNT, _MINUTES = "currency of the row", "minutes"

_ID = figure(MONTH, "Id", "", 551523, "A number, always the same for this team and month.")
_MONTH_DATE = figure(MONTH, "Month", "", "2026-11-01", "The month's first day.")
_CURRENCY = figure(
    MONTH,
    "Currency",
    "",
    "GBP",
    "Currency of the team's location and of every amount in the row; null while not known.",
)
_INVOICED = figure(
    INVOICED, "To you", _AMOUNT, 120, "Invoiced to you in the month: neither drafts nor void, credit notes negative."
)
_TEAM_INVOICED = figure(
    INVOICED,
    "To the team",
    _AMOUNT,
    960,
    "Invoiced to the team's members in the month: neither drafts nor void, credit notes negative.",
)
_REVENUE = figure(
    INVOICED, "Without tax", _AMOUNT, 800, "What was invoiced to the team's members in the month, without tax."
)
_CHECKING = figure(
    USED, "Checked in, you", _MINUTES, 300, "Whole minutes that you were checked in for, inside the month."
)
_TEAM_CHECKING = figure(
    USED,
    "Checked in, team",
    _MINUTES,
    9600,
    "Whole minutes that the team's members were checked in for, inside the month.",
)
_BOOKING = figure(
    USED,
    "Booked, you",
    _MINUTES,
    360,
    "Whole minutes that you booked, inside the month. Tentative bookings do not count.",
)
_TEAM_BOOKING = figure(
    USED,
    "Booked, team",
    _MINUTES,
    2400,
    "Whole minutes that the team's members booked, inside the month. Tentative bookings do not count.",
)
_TOTAL_BOOKINGS = figure(
    USED,
    "Bookings",
    "bookings",
    21,
    "Bookings of the team's members that start in the month. Tentative ones do not count.",
)
_TARIFFS = figure(
    USED,
    "Contracts",
    "contracts",
    8,
    "Contracts of the team's members that were active at the month's end, or are now.",
)
_OTHER = figure(USED, "Charges", _AMOUNT, 45, "Charges made to the team's members in the month.")
_PASSES = figure(USED, "Passes", "passes", 6, "Passes that the team's members used in the month.")
_BOOKINGS = figure(
    USED,
    "Price of bookings",
    _AMOUNT,
    210,
    "Price of the team's booking charges whose booking starts in the month.",
)
_UNPAID = figure(
    STANDS_OPEN,
    "Unpaid",
    _AMOUNT,
    240,
    "What stood open of the team's invoices at the month's end, or stands open now.",
)
_KIOSK = figure(STANDS_OPEN, "Unpaid at the kiosk", _AMOUNT, 0, "Always 0: no kiosk feeds this ledger.")
_DUE = figure(STANDS_OPEN, "Due", _AMOUNT, 120, "What of it was due by then.")
_UNPAID_ATTENDEES = figure(
    STANDS_OPEN,
    "Unpaid event tickets",
    _AMOUNT,
    15,
    "Price of the team's event tickets on invoices that were not paid at the month's end, or are not paid now.",
)
_NOT_INVOICED = figure(
    NOT_YET_INVOICED,
    "In all",
    _AMOUNT,
    90,
    "Price of everything of the team that was not yet invoiced at the month's end, or is not now: charges, products, "
    "passes, extra services and event tickets.",
)
_UNINVOICED_CHARGES = figure(NOT_YET_INVOICED, "Charges", _AMOUNT, 0, "The charges among it.")
_UNINVOICED_PRODUCTS = figure(NOT_YET_INVOICED, "Products", _AMOUNT, 40, "The products among it: price times quantity.")
_UNINVOICED_PASSES = figure(NOT_YET_INVOICED, "Passes", _AMOUNT, 25, "The passes among it.")
_UNINVOICED_SERVICES = figure(
    NOT_YET_INVOICED, "Services", _AMOUNT, 10, "The booking charges and bought credits among it."
)
_NEXT_INVOICE = figure(
    MONTH,
    "Next invoice",
    "",
    "2026-12-01T00:00:00Z",
    "Earliest renewal after the month's end, or after now, of an active contract of a member; null when none.",
)
_ACCESS = figure(
    MONTH,
    "Since last access",
    "days",
    3,
    "Whole days, at the month's end or now, since you last signed in before this time, or last checked in; null when "
    "never. The typo is the wire's.",
)


class TeamMetric(Struct, frozen=True, kw_only=True):
    """A team in one calendar month. What stands open is given as at the month's end, or as at now in the last month."""

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


METRICS = declared(TeamMetric)


@dataclass(frozen=True, slots=True)
class Asking:
    """The customer who asks for metrics: "the member" of the figures."""

    coworker_ids: Sequence[int]
    """The coworkers that the customer acts for."""
    earlier_sign_ins: Sequence[datetime] = ()
    """When the customer signed in, before this time."""


def team_metrics(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    asking: Asking,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    months: int = DEFAULT_MONTHS,
) -> TeamMetricList | None:
    """Return the metrics of the last ``months`` calendar months, the current one included; None for no such team.

    One statement, so one snapshot of the ledger. Months are those of the team's location.
    """
    query = team_metrics_query(
        network_id, team_id, asking, now=now, open_checkin_limit=open_checkin_limit, months=months
    )
    return read_metrics(team_id, conn.execute(*query, prepare=True).fetchall())


def team_metrics_query(
    network_id: int, team_id: int, asking: Asking, *, now: datetime, open_checkin_limit: timedelta, months: int
) -> tuple[str, dict[str, Any]]:
    """Return the statement behind ``team_metrics`` and its parameters, for whoever runs it by other means."""
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "asking": [Int8(one) for one in asking.coworker_ids],
        "sign_ins": list(asking.earlier_sign_ins),
        "now": now,
        "open_checkin_limit": open_checkin_limit,
        "months": months,
    }
    return _SQL.team_metrics, parameters


def read_metrics(team_id: int, rows: Sequence[Sequence[Any]]) -> TeamMetricList | None:
    """Make the answer of the statement's rows; None when there are none, which means no such team."""
    if not rows:
        return None
    return TeamMetricList(metrics=[_month(team_id, row) for row in rows])


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

    JavaScript reads numbers exactly up to 2^53-1. Ids of teams too large for both get 53 bits of a digest instead.
    """
    months = (first_day.year - 1900) * 12 + first_day.month
    number = team_id * _MONTHS_APART + months
    if number <= _LARGEST_NUMBER:
        return number
    digest = blake2b(f"{team_id}/{months}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 11
