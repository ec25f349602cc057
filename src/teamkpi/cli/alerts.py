"""The commands that list alert rules, and check figures at once."""

from __future__ import annotations

import click

from teamkpi import clock
from teamkpi.alerts import looking, rules
from teamkpi.alerts.crossings import TEAM
from teamkpi.alerts.readers import readers_of
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, pass_invocation, setting_option
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import plain_decimal

_COMPARISONS = {"at_most": "at most", "at_least": "at least"}


@click.group()
def alerts() -> None:
    """List alert rules, and check figures at once.

    Rules are made by the administrators of each team. The worker that sends mail checks the figures.
    """


@alerts.command("list")
@click.option("--team", "team_id", type=click.IntRange(1, LARGEST_ID), help="Only this team. [default: all teams]")
@only_reads
def list_command(invocation: Invocation, team_id: int | None) -> None:
    """List the alert rules, the members that have reached a threshold, and the number of people who get mail.

    If that number is 0, the recipients no longer administer the team, cannot sign in, or want no such mail.
    """
    now = clock.now()
    with open_ledger(invocation) as ledger:
        found = rules.rules_of(ledger.conn, ledger.network_id, team_id)
        crossed = rules.crossed_of(ledger.conn, ledger.network_id, team_id)
        readers = {
            one: readers_of(ledger.conn, ledger.network_id, one) for one in sorted({one.team_id for one in found})
        }
    if not found:
        say("There are no alert rules.")
        return
    table = Table("id", "team", "figure", "of", "threshold", "reached by", "get mail", "muted until")
    for one in found:
        wanted = one.wanted
        ids = [
            "team" if over.coworker_id == TEAM else str(over.coworker_id) for over in crossed if over.rule_id == one.id
        ]
        table.add_row(
            str(one.id),
            str(one.team_id),
            wanted.figure,
            "team" if wanted.is_of_team else "member",
            f"{_COMPARISONS[wanted.comparison]} {plain_decimal(wanted.threshold):,}",
            ", ".join(ids) or "-",
            str(len(rules.notified_by(wanted.recipient_ids, readers[one.team_id]))),
            f"{wanted.muted_until}" if one.is_muted(now) else "-",
        )
    show_table(table)


@alerts.command("check")
@setting_option("open_checkin_hours")
@pass_invocation
def check_command(invocation: Invocation, open_checkin_hours: int | None) -> None:
    """Check every team whose figures may have changed, write the messages, and say who reached a threshold.

    The worker does the same every few seconds. Once an hour, it also checks teams whose change was not recorded, as
    this command always does.
    """
    limit = invocation.with_flags(open_checkin_hours=open_checkin_hours).settings.open_checkin_limit
    now = clock.now()
    checked = 0
    with open_ledger(invocation) as ledger:
        conn, network_id = ledger.conn, ledger.network_id
        looking.mark_outdated(conn, network_id, now=now)
        for team_id in looking.due(conn, network_id, now=now):
            checked += 1
            for event in looking.look(conn, network_id, team_id, now=now, open_checkin_limit=limit):
                who = "the team" if event.coworker_id == TEAM else f"member {event.coworker_id}"
                state = "has reached the threshold" if event.is_over else "is back"
                say(printable(f"team {team_id}, rule {event.rule.id} ({event.rule.wanted.figure}): {who} {state}"))
    say(f"Checked {checked} {'team' if checked == 1 else 'teams'}.")
