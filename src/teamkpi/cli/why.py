"""The command that explains a figure."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import click

from teamkpi import clock
from teamkpi.api.http.paging import AskedPage
from teamkpi.api.portal.explain import Answered, body_of
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, read_instant_option, setting_option
from teamkpi.cli.teams import no_team
from teamkpi.cli.terminal import Table, hand_over, say, show_table
from teamkpi.errors import TeamkpiError
from teamkpi.kpi.as_of import PRESENT, AsOf
from teamkpi.kpi.explain import ExplainedRecord, Explanation, Question, explain
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.kpi.records import REASONS
from teamkpi.ledger.history import known_since
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import encode, plain_decimal

_WHOLE_TEAM = "team"


_ID = click.IntRange(1, LARGEST_ID)


def _member_or_team(ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    """Return the id of a member, or None for the word that means the whole team."""
    if value == _WHOLE_TEAM:
        return None
    if not value.isdecimal():
        raise click.BadParameter(f"must be the ID of a member, or {_WHOLE_TEAM!r}, not {value!r}", ctx, param)
    found: int = _ID(value, param, ctx)
    return found


@click.command()
@click.argument("team_id", type=_ID)
@click.argument("coworker", callback=_member_or_team)
@click.argument("figure", type=click.Choice(list(EXPLAINED)), metavar="FIGURE")
@click.option(
    "--at",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Explain the figure as of this instant instead of now; UTC unless it names a zone.",
)
@click.option(
    "--known-at",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Only count records that the ledger had at this instant; UTC unless it names a zone.",
)
@click.option(
    "--as-shown-on",
    callback=read_instant_option,
    metavar="INSTANT",
    help="Explain the figure exactly as it was shown at this instant: the same as --at and --known-at together.",
)
@click.option(
    "--json", "form", flag_value="json", help="Print the body of the HTTP response, as an administrator gets it."
)
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="List at most this many records.")
@setting_option("open_checkin_hours")
@only_reads
def why(
    invocation: Invocation,
    team_id: int,
    coworker: int | None,
    figure: str,
    *,
    form: str | None,
    at: datetime | None,
    known_at: datetime | None,
    as_shown_on: datetime | None,
    limit: int,
    open_checkin_hours: int | None,
) -> None:
    """Explain a figure: the records that count in it, and those that don't, with the reason.

    COWORKER is the ID of a member, or "team" for the team's total. FIGURE is a name from `teamkpi kpi TEAM_ID --json`,
    such as CheckedTimeThisMonth. Exits with 1 if there is no such team or member, if the history does not reach back
    to the instant, or if the records do not add up to the figure, which would be an error in teamkpi.
    """
    if as_shown_on and (at or known_at):
        raise click.UsageError("use either --as-shown-on, or --at and --known-at")
    now = clock.now()
    if known_at and known_at > now:
        raise click.BadParameter("must not be in the future", param_hint="--known-at")
    asked = None
    if as_shown_on or at or known_at:
        asked = AsOf(as_shown_on or at or now, as_shown_on or known_at or PRESENT)
    open_checkin_limit = invocation.with_flags(open_checkin_hours=open_checkin_hours).settings.open_checkin_limit
    question = Question(EXPLAINED[figure], coworker, size=limit)
    with open_ledger(invocation) as ledger:
        found = explain(
            ledger.conn, ledger.network_id, team_id, question, asked, now=now, open_checkin_limit=open_checkin_limit
        )
        if found is None:
            raise no_team(invocation, ledger, team_id, as_shown_on or known_at)
        since = known_since(ledger.conn, ledger.network_id)
    if coworker is not None and not found.members:
        raise TeamkpiError(f"the team has no member {coworker}")
    if form == "json":
        answered = Answered(team_id, asked, since, now)
        page = AskedPage(1, max(limit, 1))
        hand_over(encode(body_of(found, answered, page, LANGUAGES[0], shows_authors=True)))
    else:
        _print(found, team_id, asked.at if asked else now)
    if not found.matches:
        raise TeamkpiError(f"the records add up to {found.sum}, and the figure is {found.value}")


def _print(found: Explanation, team_id: int, at: datetime) -> None:
    figure = found.question.figure
    whose = f"Team {team_id}" if found.question.coworker_id is None else found.members[0].full_name
    say(f"{whose}: {figure.group}, {figure.label}", is_bold=True)
    say(figure.meaning)
    say(f"As of {at:%Y-%m-%d %H:%M} UTC. This month is {found.month:%B %Y} in the zone {found.zone}.")
    equation = Table(padding=(0, 2, 0, 0))
    equation.show_header = False
    for term in found.equation():
        equation.add_row(term.text, _number(term.amount))
    say("")
    show_table(equation)
    if not found.records:
        return
    say("")
    records = Table("When", "What", *(["Whose"] if found.question.coworker_id is None else []), "Counts", "")
    for one in found.records:
        of_whom = [one.coworker_full_name] if found.question.coworker_id is None else []
        reason = "" if one.reason is None else REASONS[one.reason][LANGUAGES[0]]
        records.add_row(_when(one), _what(found, one), *of_whom, _counts(found, one), reason)
    show_table(records)
    if len(found.records) < found.listed:
        say(f"and {found.listed - len(found.records):,} more")


def _when(one: ExplainedRecord) -> str:
    return f"{one.at:%Y-%m-%d %H:%M}"


def _what(found: Explanation, one: ExplainedRecord) -> str:
    return f"{one.title or found.question.kind.one[LANGUAGES[0]].capitalize()} ({one.id})"


def _counts(found: Explanation, one: ExplainedRecord) -> str:
    if not one.is_counted:
        return "-"
    if found.question.kind.is_in_seconds:
        return str(timedelta(microseconds=int(one.amount * 1_000_000)))
    return _number(one.amount)


def _number(amount: Decimal) -> str:
    return f"{plain_decimal(amount):,}"
