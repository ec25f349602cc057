"""The command that prints a team's figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from teamkpi import clock
from teamkpi.cli.database import SQL, OpenLedger, open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, read_instant_option, setting_option
from teamkpi.cli.teams import no_team
from teamkpi.cli.terminal import Table, hand_over, printable, say, show_table
from teamkpi.kpi import FIGURES, Figure, TeamAnswer, TeamKpi, team_kpi
from teamkpi.kpi.as_of import PRESENT, AsOf, team_kpi_as_of
from teamkpi.kpi.declaring import MINUTES, Group, duration
from teamkpi.kpi.figures import MONEY
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.spreadsheet import csv_file
from teamkpi.wire import encode

_GROUPS = tuple(dict.fromkeys(figure.group for figure in FIGURES))


@click.command()
@click.argument("team_id", type=click.IntRange(1, LARGEST_ID))
@click.option("--json", "as_json", is_flag=True, help="Print exactly the body of the HTTP response.")
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print every figure with a header row, for a spreadsheet: UTF-8 with a byte order mark; text that a "
    "spreadsheet would take for a formula gets a leading apostrophe. Times are in minutes.",
)
@click.option(
    "--at",
    callback=read_instant_option,
    metavar="INSTANT",
    help=(
        "Show the figures as of this instant instead of now; UTC unless it names a zone. The records "
        "are the current ones, with the balances that were stored at that time."
    ),
)
@click.option(
    "--as-shown-on",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Show the figures exactly as they were shown at this instant; UTC unless it names a zone.",
)
@setting_option("open_checkin_hours")
@only_reads
def kpi(
    invocation: Invocation,
    team_id: int,
    *,
    as_json: bool,
    as_csv: bool,
    at: datetime | None,
    as_shown_on: datetime | None,
    open_checkin_hours: int | None,
) -> None:
    """Show what each member of a team owes, has left, and uses.

    The table leaves out figures that are zero. Exits with 1 if there is no such team, or if the history does not reach
    back to the instant.
    """
    if at and as_shown_on:
        raise click.UsageError("use either --at or --as-shown-on, not both")
    if as_json and as_csv:
        raise click.UsageError("use either --json or --csv, not both")
    limit = invocation.with_flags(open_checkin_hours=open_checkin_hours).settings.open_checkin_limit
    now = as_shown_on or at or clock.now()
    with open_ledger(invocation) as ledger:
        if at or as_shown_on:
            asked = AsOf(now, as_shown_on or PRESENT)
            answer = team_kpi_as_of(ledger.conn, ledger.network_id, team_id, asked, open_checkin_limit=limit)
        else:
            answer = team_kpi(ledger.conn, ledger.network_id, team_id, now=now, open_checkin_limit=limit)
        if answer is None:
            raise no_team(invocation, ledger, team_id, as_shown_on)
        heading = {} if as_json or as_csv else _heading(ledger, team_id)
    if as_json:
        hand_over(encode(answer.body))
    elif as_csv:
        hand_over(_csv(answer.body.kpi), end=b"")
    else:
        _print_table(team_id, heading, answer, now)


def _heading(ledger: OpenLedger, team_id: int) -> dict[str, str | None]:
    found = ledger.conn.execute(SQL.team_heading, {"network_id": ledger.network_id, "team_id": team_id}).fetchone()
    return dict(zip(("team", "location", "currency"), found or (None, None, None), strict=True))


def _csv(members: Sequence[TeamKpi]) -> bytes:
    header = [figure.wire for figure in FIGURES]
    return csv_file([header, *([getattr(member, figure.attribute) for figure in FIGURES] for member in members)])


def _print_table(team_id: int, heading: dict[str, str | None], answer: TeamAnswer, now: datetime) -> None:
    name = f" {printable(heading['team'])}" if heading["team"] else ""
    place = printable(heading["location"]) if heading["location"] else "location unknown"
    say(f"Team {team_id}{name}, {place}", is_bold=True)
    if isinstance(answer.body.known_since, str):
        say(f"Remaining credit and passes may be inaccurate: the history starts at {answer.body.known_since}.")
    say(f"As of {now:%Y-%m-%d %H:%M} UTC. This month is {answer.month:%B %Y} in the zone {answer.zone}.")
    if not answer.body.kpi:
        say("The team has no members.")
        return
    table = Table(*map(str, _GROUPS), padding=(0, 2, 1, 0))
    for member in answer.body.kpi:
        table.add_row(
            f"{printable(member.coworker_full_name)}\n{member.coworker_id}",
            *(_group(member, group, heading["currency"]) for group in _GROUPS[1:]),
        )
    show_table(table)


def _group(member: TeamKpi, group: Group, currency: str | None) -> str:
    """Return the non-zero figures of a group, one per line."""
    lines = []
    for figure in FIGURES:
        value = getattr(member, figure.attribute)
        if figure.group == group and value:
            lines.append(f"{figure.label} {_in_words(figure, value, currency)}")
    return "\n".join(lines) or "-"


def _in_words(figure: Figure, value: Any, currency: str | None) -> str:
    if figure.unit == MINUTES:
        return duration(value)
    if figure.unit == MONEY and currency:
        return f"{value:,} {currency}"
    return f"{value:,}"
