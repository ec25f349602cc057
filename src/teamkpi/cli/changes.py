"""The command that shows what changed in a team's figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import click

from teamkpi import clock
from teamkpi.api.http.paging import AskedPage
from teamkpi.api.portal.changes import Found, body_of
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, read_instant_option, setting_option
from teamkpi.cli.teams import no_team
from teamkpi.cli.terminal import Table, hand_over, say, show_table
from teamkpi.errors import TeamkpiError
from teamkpi.kpi import Figure
from teamkpi.kpi.changes import Asked, Cause, Difference, changes
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.kpi.records import CAUSES
from teamkpi.ledger.history import known_since
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import encode, plain_decimal

_ID = click.IntRange(1, LARGEST_ID)


@click.command("changes")
@click.argument("team_id", type=_ID)
@click.option(
    "--from",
    "since",
    required=True,
    callback=read_instant_option,
    metavar="INSTANT",
    help="The first instant; UTC unless it names a zone.",
)
@click.option(
    "--to",
    "until",
    callback=read_instant_option,
    metavar="INSTANT",
    help="The second instant; UTC unless it names a zone. The default is now.",
)
@click.option("--coworker", type=_ID, help="Only the figures of this member.")
@click.option("--figure", type=click.Choice(list(EXPLAINED)), metavar="FIGURE", help="Only this figure.")
@click.option(
    "--json", "form", flag_value="json", help="Print the body of the HTTP response, as an administrator gets it."
)
@setting_option("open_checkin_hours")
@only_reads
def changes_command(
    invocation: Invocation,
    team_id: int,
    *,
    since: datetime,
    until: datetime | None,
    coworker: int | None,
    figure: str | None,
    form: str | None,
    open_checkin_hours: int | None,
) -> None:
    """Show which figures changed between two instants, and the records that made the difference.

    Each figure is compared as it was shown at both instants. Exits with 1 if there was no such team, or if the history
    does not reach back to the first instant.
    """
    now = clock.now()
    until = until or now
    if until > now:
        raise click.BadParameter("must not be in the future", param_hint="--to")
    if since > until:
        raise click.BadParameter("must not be after --to", param_hint="--from")
    limit = invocation.with_flags(open_checkin_hours=open_checkin_hours).settings.open_checkin_limit
    with open_ledger(invocation) as ledger:
        asked = Asked(ledger.network_id, team_id, since, until, limit, coworker)
        found = changes(ledger.conn, asked, None if figure is None else EXPLAINED[figure])
        if found is None:
            raise no_team(invocation, ledger, team_id, since)
        known = known_since(ledger.conn, ledger.network_id)
    if form == "json":
        page = AskedPage(1, max(len(found), 1))
        hand_over(encode(body_of(Found(asked, len(found), found, known), page, LANGUAGES[0], shows_authors=True)))
    else:
        _print_all(asked, found)
    if wrong := [one for one in found if not one.matches]:
        raise TeamkpiError(f"the records do not add up to {len(wrong)} of the figures")


def _print_all(asked: Asked, found: list[Difference]) -> None:
    say(f"Team {asked.team_id}, from {asked.since:%Y-%m-%d %H:%M} to {asked.until:%Y-%m-%d %H:%M} UTC", is_bold=True)
    if not found:
        say("No figure has changed.")
    for one in found:
        _print(one)


def _print(one: Difference) -> None:
    figure = one.figure
    change = f"{_number(one.before)} -> {_number(one.after)} ({_signed(one.after - one.before)})"
    say("")
    say(f"{one.coworker_full_name} ({one.coworker_id}): {figure.group}, {figure.label} {change}", is_bold=True)
    table = Table(padding=(0, 2, 0, 0))
    table.show_header = False
    for cause in one.causes:
        table.add_row(*_row(figure, cause))
    show_table(table)


def _row(figure: Figure, cause: Cause) -> tuple[str, ...]:
    kind = figure.records
    if kind is not None and kind.is_in_seconds:
        amount = _time(cause.after - cause.before)
    else:
        amount = _signed(cause.after - cause.before)
    name = cause.title or (kind.one[LANGUAGES[0]].capitalize() if kind else "")
    return f"{cause.at:%Y-%m-%d %H:%M}", f"{name} ({cause.id})", amount, CAUSES[cause.cause][LANGUAGES[0]]


def _time(seconds: Decimal) -> str:
    return f"{'-' if seconds < 0 else '+'}{timedelta(microseconds=int(abs(seconds) * 1_000_000))}"


def _number(amount: Decimal) -> str:
    return f"{plain_decimal(amount):,}"


def _signed(amount: Decimal) -> str:
    return f"{plain_decimal(amount):+,}"
