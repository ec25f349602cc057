"""What a statement holds, as types: names on the wire, meanings, examples."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from msgspec import Struct

from teamkpi.describing import says

BALANCE_KINDS: Final = ("BookingCredit", "EventCredit", "TimeCredit", "PrintingCredit", "Pass")
BALANCE_UNITS: Final = ("money", "minutes", "days", "weeks", "months", "uses", "passes")

_COWORKER = says("The coworker's id.", 101)
_NAME = says("The coworker's name.", "Jane Smith")
_CURRENCY = says("The currency, by ISO 4217; null when the location is not known.", "GBP")


class MemberAmount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How much of a credit or pass one member used."""

    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    amount: Annotated[Decimal, says("How much, in the unit of the balance.", 60)]


class StatementBalance(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What became of one kind of credit or pass: Opening + Granted - Used - Expired + Changed = Closing."""

    kind: Annotated[
        Literal["BookingCredit", "EventCredit", "TimeCredit", "PrintingCredit", "Pass"],
        says("What it is. An EventCredit can only be used for events.", "TimeCredit"),
    ]
    unit: Annotated[
        Literal["money", "minutes", "days", "weeks", "months", "uses", "passes"],
        says("What the amounts count. A day pass counts as one of `passes`.", "minutes"),
    ]
    currency_code: Annotated[
        str | None, says("The currency of money credit, by ISO 4217; null for other units or an unknown location.")
    ]
    opening: Annotated[Decimal, says("What the members had left at the start of the month.", 300)]
    granted: Annotated[Decimal, says("What they bought or were granted, when it became valid.", 120)]
    used: Annotated[Decimal, says("What they used, by the use histories of the credits, and day passes used.", 60)]
    expired: Annotated[Decimal, says("What was left of what expired.", 0)]
    changed: Annotated[Decimal, says("All other changes: ChangedByHand + Joined - Left.", -15)]
    closing: Annotated[Decimal, says("What the members had left at the end of the month.", 345)]
    changed_by_hand: Annotated[
        Decimal, says("Changes of the stored balances that nothing above explains, deletions among them.", -15)
    ]
    joined: Annotated[Decimal, says("What members who joined during the month had at its start.", 0)]
    left: Annotated[Decimal, says("What members who left during the month have at its end.", 0)]
    used_by: Annotated[list[MemberAmount], says("Used, by member; members who used nothing are not listed.")]


class MemberTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Time of one member, in whole minutes."""

    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    booked_minutes: Annotated[int, says("Minutes booked.", 360)]
    checked_in_minutes: Annotated[int, says("Minutes checked in.", 300)]


class ResourceTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Time for which one resource was booked, in whole minutes."""

    resource_id: Annotated[int, says("The resource's id.", 11)]
    resource_name: Annotated[str | None, says("Its name; null when it is not known.", "Meeting Room 2")]
    booked_minutes: Annotated[int, says("Minutes booked.", 360)]


class LocationTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Time for which members were checked in at one location, in whole minutes."""

    business_id: Annotated[int, says("The location's id.", 1)]
    business_name: Annotated[str | None, says("Its name; null when it is not known.", "Clerkenwell")]
    checked_in_minutes: Annotated[int, says("Minutes checked in.", 300)]


class TimeUsed(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Booked and checked-in time of the month. Each number is cut to whole minutes once, so rows may add up to less."""

    booked_minutes: Annotated[int, says("Minutes booked, in total.", 360)]
    checked_in_minutes: Annotated[int, says("Minutes checked in, in total.", 300)]
    members: Annotated[list[MemberTime], says("By member; members without time are not listed.")]
    resources: Annotated[list[ResourceTime], says("Booked time by resource.")]
    locations: Annotated[list[LocationTime], says("Checked-in time by location.")]


class StatementItem(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One item to invoice: a product, a service, a pass, an event ticket or a charge."""

    entity: Annotated[
        Literal["CoworkerProduct", "CoworkerExtraService", "CoworkerTimePass", "EventAttendee", "Charge"],
        says("What kind of record it is.", "CoworkerExtraService"),
    ]
    id: Annotated[int, says("The record's id within its entity.", 501)]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    title: Annotated[str | None, says("What people call it; null when the record does not say.", "Meeting Room 2")]
    due_on: Annotated[str, says("When it became due to invoice.", "2026-10-14T09:30:00Z")]
    quantity: Annotated[int, says("How many.", 1)]
    price: Annotated[Decimal | None, says("The price of one; null when none is set.", 25)]
    amount: Annotated[Decimal, says("Price times quantity; 0 without a price.", 25)]
    currency_code: Annotated[str | None, _CURRENCY]
    is_invoiced: Annotated[bool, says("Whether it was invoiced by the end of the month.", True)]
    invoiced_on: Annotated[
        str | None,
        says("When it was invoiced; null when it was not, or when the record does not say.", "2026-10-31T08:00:00Z"),
    ]
    coworker_invoice_id: Annotated[int | None, says("The invoice's id, where the record has one.", 9001)]
    invoice_number: Annotated[str | None, says("The invoice's number, where it is known.", "INV-2026-118")]


class StatementInvoice(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An invoice of the month, not a draft and not void."""

    id: Annotated[int, says("The invoice's id.", 9001)]
    invoice_number: Annotated[str | None, says("Its number; null when none is set.", "INV-2026-118")]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    created_on: Annotated[str, says("Its date.", "2026-10-31T08:00:00Z")]
    due_date: Annotated[str | None, says("When it has to be paid; null when none is set.", "2026-11-14T08:00:00Z")]
    total_amount: Annotated[Decimal, says("Its total; negative for a credit note.", 120)]
    tax_amount: Annotated[Decimal, says("The tax in it; negative for a credit note.", 20)]
    credit_note: Annotated[bool, says("Whether it is a credit note.", False)]
    currency_code: Annotated[str | None, _CURRENCY]


class StatementTotals(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Amounts of one currency; amounts of different currencies are never added."""

    currency_code: Annotated[str | None, _CURRENCY]
    due: Annotated[Decimal, says("Amount of the items that became due in the month.", 145)]
    newly_invoiced: Annotated[Decimal, says("Amount of the items that were invoiced in the month.", 120)]
    not_invoiced: Annotated[Decimal, says("Amount of the items still to be invoiced at the end of the month.", 25)]
    items_without_price: Annotated[int, says("How many of the items that became due have no price.", 0)]
    invoices: Annotated[Decimal, says("Total of the month's invoices, with tax.", 120)]


class CreditUse(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One use of a booking credit."""

    id: Annotated[int, says("The id of the use.", 71)]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    used_on: Annotated[str, says("When it was used.", "2026-10-14T09:30:00Z")]
    amount: Annotated[Decimal, says("How much of the credit.", 25)]
    currency_code: Annotated[str | None, _CURRENCY]
    booking_id: Annotated[int | None, says("The booking it was used for; null for none.", 401)]
    description: Annotated[str | None, says("What the record says about it.", "Meeting Room 2")]


class Reconciliation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What does not fit together, for somebody to look at."""

    uses_on_no_invoice: Annotated[
        list[CreditUse], says("Uses of booking credits in the month that are on no line of an invoice.")
    ]
    invoiced_items_gone: Annotated[
        list[StatementItem], says("Items that were invoiced in the month, and whose records were deleted since.")
    ]
    items_without_invoice: Annotated[
        list[StatementItem],
        says("Items that were invoiced in the month on an invoice that is missing, deleted or void."),
    ]


class Statement(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a team had, used and owes in one month."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    business_name: Annotated[str, says("Its location's name; empty while that is not known.", "Clerkenwell")]
    month: Annotated[str, says("The month.", "2026-10")]
    month_from: Annotated[str, says("Its first instant.", "2026-09-30T23:00:00Z")]
    month_to: Annotated[str, says("The first instant after it.", "2026-11-01T00:00:00Z")]
    zone: Annotated[str, says("The time zone of the team's location, whose month it is.", "Europe/London")]
    currency_code: Annotated[
        str | None, says("The currency of the team's location; null while it is not known.", "GBP")
    ]
    is_closed: Annotated[
        bool, says("Whether the month is over. Until then the statement shows the month so far.", True)
    ]
    version: Annotated[int | None, says("The number of this version, from 1; null until the month is over.", 1)]
    latest_version: Annotated[int | None, says("The number of the latest version; null until the month is over.", 1)]
    known_at: Annotated[
        str, says("The statement contains what the ledger held at this instant.", "2026-11-01T07:15:00Z")
    ]
    known_since: Annotated[
        str | None,
        says("The start of the history, where that is after the start of the month; null otherwise."),
    ]
    uncertain: Annotated[
        bool,
        says(
            "Whether the balances are uncertain, because the history does not reach back to the month's start.", False
        ),
    ]
    balances: Annotated[list[StatementBalance], says("Each kind of credit and pass that the members had.")]
    time: TimeUsed
    totals: Annotated[list[StatementTotals], says("Amounts, one row for each currency.")]
    items: Annotated[list[StatementItem], says("Every item that became due to invoice in the month.")]
    newly_invoiced: Annotated[list[StatementItem], says("Every item that was invoiced in the month.")]
    not_invoiced: Annotated[
        list[StatementItem], says("Every item that was still to be invoiced at the end of the month.")
    ]
    invoices: Annotated[list[StatementInvoice], says("The members' invoices of the month.")]
    reconciliation: Reconciliation
