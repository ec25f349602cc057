"""The command that prints what expires next."""

from __future__ import annotations

from datetime import datetime

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, read_instant_option
from teamkpi.cli.teams import no_team
from teamkpi.cli.terminal import Table, hand_over, say, show_table
from teamkpi.kpi.as_of import PRESENT, AsOf
from teamkpi.kpi.expiring import DEFAULT_DAYS, MOST_DAYS, ExpiringItem, ExpiringTotal, TeamExpiring, team_expiring
from teamkpi.kpi.wording import amount_in
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import encode


@click.command()
@click.argument("team_id", type=click.IntRange(1, LARGEST_ID))
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=DEFAULT_DAYS,
    show_default=True,
    help="How many days to look ahead.",
)
@click.option("--json", "form", flag_value="json", help="Print exactly the body of the HTTP response.")
@click.option(
    "--at",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Look ahead from this instant instead of now; UTC unless it names a zone.",
)
@click.option(
    "--as-shown-on",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Show exactly what was shown at this instant; UTC unless it names a zone.",
)
@only_reads
def expiring(
    invocation: Invocation,
    team_id: int,
    days: int,
    form: str | None,
    *,
    at: datetime | None,
    as_shown_on: datetime | None,
) -> None:
    """Show which credits and passes of a team expire next, and whether they will be used up before that.

    Exits with 1 if there is no such team, or if the history does not reach back to the instant.
    """
    if at and as_shown_on:
        raise click.UsageError("use either --at or --as-shown-on, not both")
    now = clock.now()
    asked = AsOf(as_shown_on or at or now, as_shown_on or PRESENT) if at or as_shown_on else None
    with open_ledger(invocation) as ledger:
        found = team_expiring(ledger.conn, ledger.network_id, team_id, days=days, now=now, asked=asked)
        if found is None:
            raise no_team(invocation, ledger, team_id, as_shown_on)
    if form == "json":
        hand_over(encode(found))
    else:
        _print(found)


def _print(found: TeamExpiring) -> None:
    say(f"Team {found.team_id}: expires within {found.days} days", is_bold=True)
    if found.uncertain:
        say(f"What is left may be inaccurate: the history starts at {found.known_since}.")
    say(f"As of {found.at:%Y-%m-%d %H:%M} UTC. Days are those in the zone {found.zone}.")
    if not found.items:
        say("Nothing expires.")
        return
    table = Table("On", "Member", "What", "Left", "Used per week", "Runs out on", padding=(0, 2, 0, 0))
    for one in found.items:
        table.add_row(
            one.local_date,
            f"{one.coworker_full_name} ({one.coworker_id})",
            one.name or one.kind.capitalize(),
            _amount(one),
            f"{one.used_per_week:,}" if one.used_per_week else "-",
            one.runs_out_on or "-",
        )
    show_table(table)
    totals = ", ".join(f"{_amount(one)} ({one.kind})" for one in found.totals)
    say(f"Together: {totals}")


def _amount(one: ExpiringItem | ExpiringTotal) -> str:
    return amount_in("en", one.remaining, one.unit, one.currency_code)
