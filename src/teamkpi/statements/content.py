"""The content of a statement as types: wire names, meanings, examples."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

from msgspec import Struct

from teamkpi.describing import says

BALANCE_KINDS: Final = ("BookingCredit", "EventCredit", "TimeCredit", "PrintingCredit", "Pass")
BALANCE_UNITS: Final = ("money", "minutes", "days", "weeks", "months", "uses", "passes")

_COWORKER = says("The coworker's id.", 101)
_NAME = says("The coworker's name.", "Jane Smith")
_CURRENCY = says("The currency, by ISO 4217; null if the location is unknown.", "GBP")


class MemberAmount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The amount of a credit or pass that one member used."""

    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    amount: Annotated[Decimal, says("The amount, in the unit of the balance.", 60)]


class StatementBalance(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The balance of one kind of credit or pass: Opening + Granted - Used - Expired + Changed = Closing."""

    kind: Annotated[
        Literal["BookingCredit", "EventCredit", "TimeCredit", "PrintingCredit", "Pass"],
        says("The kind. An EventCredit can only be used for events.", "TimeCredit"),
    ]
    unit: Annotated[
        Literal["money", "minutes", "days", "weeks", "months", "uses", "passes"],
        says("The unit of the amounts. A day pass counts as one of `passes`.", "minutes"),
    ]
    currency_code: Annotated[
        str | None, says("The currency of money credit, by ISO 4217; null for other units or an unknown location.")
    ]
    opening: Annotated[Decimal, says("The members' balance at the start of the month.", 300)]
    granted: Annotated[Decimal, says("What they bought or were granted, counted when it became valid.", 120)]
    used: Annotated[Decimal, says("What they used, according to the credits' use histories, and day passes used.", 60)]
    expired: Annotated[Decimal, says("The unused rest of what expired.", 0)]
    changed: Annotated[Decimal, says("All other changes: ChangedByHand + Joined - Left.", -15)]
    closing: Annotated[Decimal, says("The members' balance at the end of the month.", 345)]
    changed_by_hand: Annotated[
        Decimal, says("Changes of the stored balances that nothing above explains, including deletions.", -15)
    ]
    joined: Annotated[Decimal, says("The balance at the start of the month of members who joined during it.", 0)]
    left: Annotated[Decimal, says("The balance at the end of the month of members who left during it.", 0)]
    used_by: Annotated[list[MemberAmount], says("Used, by member; members who used nothing are not listed.")]


class MemberTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Time of one member, in whole minutes."""

    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    booked_minutes: Annotated[int, says("Minutes booked.", 360)]
    checked_in_minutes: Annotated[int, says("Minutes checked in.", 300)]


class ResourceTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The time for which one resource was booked, in whole minutes."""

    resource_id: Annotated[int, says("The resource's id.", 11)]
    resource_name: Annotated[str | None, says("Its name; null if unknown.", "Meeting Room 2")]
    booked_minutes: Annotated[int, says("Minutes booked.", 360)]


class LocationTime(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The time for which members were checked in at one location, in whole minutes."""

    business_id: Annotated[int, says("The location's id.", 1)]
    business_name: Annotated[str | None, says("Its name; null if unknown.", "Clerkenwell")]
    checked_in_minutes: Annotated[int, says("Minutes checked in.", 300)]


class TimeUsed(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Booked and checked-in time of the month, in minutes truncated once: rows may add up to less than the totals."""

    booked_minutes: Annotated[int, says("Minutes booked, in total.", 360)]
    checked_in_minutes: Annotated[int, says("Minutes checked in, in total.", 300)]
    members: Annotated[list[MemberTime], says("By member; members without time are not listed.")]
    resources: Annotated[list[ResourceTime], says("Booked time by resource.")]
    locations: Annotated[list[LocationTime], says("Checked-in time by location.")]


class StatementItem(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One item to invoice: a product, a service, a pass, an event ticket or a charge."""

    entity: Annotated[
        Literal["CoworkerProduct", "CoworkerExtraService", "CoworkerTimePass", "EventAttendee", "Charge"],
        says("The kind of record.", "CoworkerExtraService"),
    ]
    id: Annotated[int, says("The record's id within its entity.", 501)]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    title: Annotated[str | None, says("Its name; null if the record has none.", "Meeting Room 2")]
    due_on: Annotated[str, says("When it became due for invoicing.", "2026-10-14T09:30:00Z")]
    quantity: Annotated[int, says("How many.", 1)]
    price: Annotated[Decimal | None, says("The price of one; null when none is set.", 25)]
    amount: Annotated[Decimal, says("Price times quantity; 0 without a price.", 25)]
    currency_code: Annotated[str | None, _CURRENCY]
    is_invoiced: Annotated[bool, says("Whether it was invoiced by the end of the month.", True)]
    invoiced_on: Annotated[
        str | None,
        says("When it was invoiced; null if it was not, or if the record does not say.", "2026-10-31T08:00:00Z"),
    ]
    coworker_invoice_id: Annotated[int | None, says("The invoice's id; null if the record has none.", 9001)]
    invoice_number: Annotated[str | None, says("The invoice's number; null if unknown.", "INV-2026-118")]


class StatementInvoice(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An invoice of the month, not a draft and not void."""

    id: Annotated[int, says("The invoice's id.", 9001)]
    invoice_number: Annotated[str | None, says("Its number; null when none is set.", "INV-2026-118")]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    created_on: Annotated[str, says("Its date.", "2026-10-31T08:00:00Z")]
    due_date: Annotated[str | None, says("When it is due for payment; null when none is set.", "2026-11-14T08:00:00Z")]
    total_amount: Annotated[Decimal, says("Its total; negative for a credit note.", 120)]
    tax_amount: Annotated[Decimal, says("The tax in it; negative for a credit note.", 20)]
    credit_note: Annotated[bool, says("Whether it is a credit note.", False)]
    currency_code: Annotated[str | None, _CURRENCY]


class StatementTotals(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Amounts of one currency; amounts of different currencies are never added."""

    currency_code: Annotated[str | None, _CURRENCY]
    due: Annotated[Decimal, says("The amount of the items that became due in the month.", 145)]
    newly_invoiced: Annotated[Decimal, says("The amount of the items that were invoiced in the month.", 120)]
    not_invoiced: Annotated[Decimal, says("The amount of the items not invoiced by the end of the month.", 25)]
    items_without_price: Annotated[int, says("The number of items that became due and have no price.", 0)]
    invoices: Annotated[Decimal, says("The total of the month's invoices, including tax.", 120)]


class CreditUse(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One use of a booking credit."""

    id: Annotated[int, says("The id of the use.", 71)]
    coworker_id: Annotated[int, _COWORKER]
    coworker_full_name: Annotated[str, _NAME]
    used_on: Annotated[str, says("When it was used.", "2026-10-14T09:30:00Z")]
    amount: Annotated[Decimal, says("The amount of credit used.", 25)]
    currency_code: Annotated[str | None, _CURRENCY]
    booking_id: Annotated[int | None, says("The booking it was used for; null for none.", 401)]
    description: Annotated[str | None, says("The record's description.", "Meeting Room 2")]


class Reconciliation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Discrepancies that someone should review."""

    uses_on_no_invoice: Annotated[
        list[CreditUse], says("Uses of booking credits in the month that are not on any invoice line.")
    ]
    invoiced_items_gone: Annotated[
        list[StatementItem], says("Items that were invoiced in the month and have been deleted since.")
    ]
    items_without_invoice: Annotated[
        list[StatementItem],
        says("Items that were invoiced in the month on an invoice that is missing, deleted or void."),
    ]


class Statement(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a team had, used and owes in one month."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    business_name: Annotated[str, says("Its location's name; empty if unknown.", "Clerkenwell")]
    month: Annotated[str, says("The month.", "2026-10")]
    month_from: Annotated[str, says("Its first instant.", "2026-09-30T23:00:00Z")]
    month_to: Annotated[str, says("The first instant after it.", "2026-11-01T00:00:00Z")]
    zone: Annotated[str, says("The time zone of the team's location, whose month it is.", "Europe/London")]
    currency_code: Annotated[str | None, says("The currency of the team's location; null if unknown.", "GBP")]
    is_closed: Annotated[
        bool, says("Whether the month is over. Until then the statement shows the month so far.", True)
    ]
    version: Annotated[int | None, says("The number of this version, from 1; null until the month is over.", 1)]
    latest_version: Annotated[int | None, says("The number of the latest version; null until the month is over.", 1)]
    known_at: Annotated[
        str, says("The statement is based on the ledger's records at this instant.", "2026-11-01T07:15:00Z")
    ]
    known_since: Annotated[
        str | None,
        says("The start of the history, if it is after the start of the month; null otherwise."),
    ]
    uncertain: Annotated[
        bool,
        says(
            "Whether the balances are uncertain because the history does not go back to the start of the month.", False
        ),
    ]
    balances: Annotated[list[StatementBalance], says("The balance of each kind of credit and pass of the members.")]
    time: TimeUsed
    totals: Annotated[list[StatementTotals], says("Amounts, one row for each currency.")]
    items: Annotated[list[StatementItem], says("Every item that became due for invoicing in the month.")]
    newly_invoiced: Annotated[list[StatementItem], says("Every item that was invoiced in the month.")]
    not_invoiced: Annotated[list[StatementItem], says("Every item that was not invoiced by the end of the month.")]
    invoices: Annotated[list[StatementInvoice], says("The members' invoices of the month.")]
    reconciliation: Reconciliation

    @property
    def coworker_ids(self) -> set[int]:
        """The ids of all coworkers whom a line names."""
        items = (
            *(*self.items, *self.newly_invoiced, *self.not_invoiced),
            *(*self.reconciliation.invoiced_items_gone, *self.reconciliation.items_without_invoice),
        )
        return {
            *(one.coworker_id for one in self.time.members),
            *(one.coworker_id for balance in self.balances for one in balance.used_by),
            *(one.coworker_id for one in items),
            *(one.coworker_id for one in self.invoices),
            *(one.coworker_id for one in self.reconciliation.uses_on_no_invoice),
        }
