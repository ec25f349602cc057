"""The command that prints a team's money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, read_instant_option
from teamkpi.cli.teams import no_team
from teamkpi.cli.terminal import Table, hand_over, say, show_table
from teamkpi.kpi.amounts import Amounts, TeamAmounts, team_amounts
from teamkpi.kpi.as_of import PRESENT, AsOf
from teamkpi.kpi.wording import number_in
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import encode


@click.command()
@click.argument("team_id", type=click.IntRange(1, LARGEST_ID))
@click.option("--json", "form", flag_value="json", help="Print exactly the body of the HTTP response.")
@click.option(
    "--at",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Show the amounts as of this instant instead of now; UTC unless it names a zone.",
)
@click.option(
    "--as-shown-on",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Show the amounts exactly as they were shown at this instant; UTC unless it names a zone.",
)
@only_reads
def amounts(
    invocation: Invocation, team_id: int, form: str | None, *, at: datetime | None, as_shown_on: datetime | None
) -> None:
    """Show what each member of a team will be invoiced, what renews next, and what is unpaid.

    Amounts in different currencies are never added up. Exits with 1 if there is no such team, or if the history does
    not reach back to the instant.
    """
    if at and as_shown_on:
        raise click.UsageError("use either --at or --as-shown-on, not both")
    now = clock.now()
    asked = AsOf(as_shown_on or at or now, as_shown_on or PRESENT) if at or as_shown_on else None
    with open_ledger(invocation) as ledger:
        found = team_amounts(ledger.conn, ledger.network_id, team_id, now=now, asked=asked)
        if found is None:
            raise no_team(invocation, ledger, team_id, as_shown_on)
    if form == "json":
        hand_over(encode(found))
    else:
        _print(found)


def _print(found: TeamAmounts) -> None:
    say(f"Team {found.team_id}", is_bold=True)
    say(f"As of {found.at:%Y-%m-%d %H:%M} UTC.")
    table = Table("Member", "Not yet invoiced", "Renews next", "Unpaid", padding=(0, 2, 0, 0))
    for who, lines in _of_everybody(found):
        for number, one in enumerate(lines):
            table.add_row("" if number else who, _to_invoice(one), _renewal(one), _unpaid(one))
    show_table(table)


def _of_everybody(found: TeamAmounts) -> Iterator[tuple[str, list[Amounts]]]:
    for member in found.members:
        yield f"{member.coworker_full_name} ({member.coworker_id})", member.amounts
    yield "Team", found.total


def _to_invoice(one: Amounts) -> str:
    lacking = f", {one.items_without_price} without a price" if one.items_without_price else ""
    return _money(one.to_invoice, one) + lacking


def _renewal(one: Amounts) -> str:
    return "-" if one.next_renewal is None else f"{one.next_renewal:%Y-%m-%d} {_money(one.renewal_amount, one)}"


def _unpaid(one: Amounts) -> str:
    return _money(one.unpaid, one) + (f", due {_money(one.due, one)}" if one.due else "")


def _money(amount: Decimal, one: Amounts) -> str:
    currency = one.currency_code or f"(currency of location {one.business_id} unknown)"
    return f"{number_in('en', amount, is_money=True)} {currency}" if amount else "-"
