"""The nineteen figures, declared once: the answer's type, its documentation and its tables follow from here."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

MEMBER, TO_INVOICE, CREDIT_LEFT, PASSES_LEFT, BOOKED, CHECKED_IN = (
    "Member",
    "To invoice",
    "Credit left",
    "Passes left",
    "Booked",
    "Checked in",
)


def figure(group: str, label: str, unit: str, example: Any, meaning: str) -> Meta:
    """Say under which heading and name people find a figure, its unit, an example, and what it means."""
    return Meta(
        title=label,
        description=meaning,
        examples=[example],
        extra={"group": group, "unit": unit},
        extra_json_schema={"x-group": group, "x-unit": unit} if unit else {"x-group": group},
    )


_JANE = "jane@techinnovators.com"
_ID = figure(MEMBER, "Id", "", 101, "The member's id.")
_NAME = figure(MEMBER, "Member", "", "Jane Smith", "The member's name.")
_EMAIL = figure(MEMBER, "E-mail", "", _JANE, "The member's e-mail address.")
_PRODUCTS = figure(
    TO_INVOICE,
    "Products",
    "items",
    2,
    "Products bought and not yet invoiced, one for each purchase, whatever its quantity. A plan's grants do not count.",
)
_SERVICES = figure(
    TO_INVOICE,
    "Services",
    "items",
    0,
    "Booking charges and bought credits not yet invoiced. What is free or granted by a plan does not count.",
)
_TICKETS = figure(
    TO_INVOICE, "Event tickets", "items", 1, "Event tickets not yet invoiced. Cancelled ones do not count."
)
_BOUGHT_PASSES = figure(
    TO_INVOICE,
    "Passes",
    "items",
    0,
    "Passes not yet invoiced, used or not. What is free or granted by a plan does not count.",
)
_MONEY = figure(
    CREDIT_LEFT,
    "Money",
    "currency of the team's location",
    500,
    "Money credit left for bookings: valid now, and issued in the currency of the team's location.",
)
_MINUTES = figure(CREDIT_LEFT, "Time", "minutes", 120, "Time credit left in minutes, valid now.")
_DAYS = figure(CREDIT_LEFT, "Days", "days", 0, "Time credit left in days, valid now.")
_WEEKS = figure(CREDIT_LEFT, "Weeks", "weeks", 0, "Time credit left in weeks, valid now.")
_MONTHS = figure(
    CREDIT_LEFT, "Months", "months", 0, "Time credit left in months, four-week months included, valid now."
)
_USES = figure(CREDIT_LEFT, "Uses", "uses", 5, "Credit left in uses, valid now. Printing credit does not count.")
_PASS_MINUTES = figure(
    PASSES_LEFT, "Time", "minutes", 60, "Minutes left on passes that carry minutes, neither used up nor expired."
)
_DAY_PASSES = figure(PASSES_LEFT, "Day passes", "passes", 1, "Day passes left, neither used nor expired.")
_BOOKED_TOTAL = figure(
    BOOKED,
    "In all",
    "minutes",
    4200,
    "Whole minutes of all bookings, past and future. Tentative ones do not count.",
)
_BOOKED_MONTH = figure(
    BOOKED,
    "This month",
    "minutes",
    360,
    "Whole minutes of bookings inside the current month. One over the month's edge counts in part.",
)
_CHECKED_TOTAL = figure(
    CHECKED_IN,
    "In all",
    "minutes",
    3800,
    "Whole minutes of all check-ins. An open one counts up to now, for 24 hours at most by default.",
)
_CHECKED_MONTH = figure(
    CHECKED_IN,
    "This month",
    "minutes",
    300,
    "Whole minutes of check-ins inside the current month. One over the month's edge counts in part.",
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a member, or of a month, as people and programs find it."""

    wire: str
    attribute: str
    group: str
    label: str
    unit: str
    meaning: str
    example: Any


def declared(answer: type[Struct]) -> tuple[Figure, ...]:
    """Return the figures that an answer's type declares with ``figure``, in the order of the wire."""
    info = msgspec.inspect.type_info(answer)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - tells the type checker
    figures = []
    for one in info.fields:
        assert isinstance(one.type, msgspec.inspect.Metadata)  # noqa: S101 - every figure is annotated
        schema, extra = one.type.extra_json_schema or {}, one.type.extra or {}
        figures.append(
            Figure(
                wire=one.encode_name,
                attribute=one.name,
                group=extra["group"],
                label=schema["title"],
                unit=extra["unit"],
                meaning=schema["description"],
                example=schema["examples"][0],
            )
        )
    return tuple(figures)


FIGURES = declared(TeamKpi)
