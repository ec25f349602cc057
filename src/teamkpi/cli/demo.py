"""The command that creates and serves a demo space."""

from __future__ import annotations

import shlex
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from teamkpi import clock, networks
from teamkpi.accounts import people
from teamkpi.cli.database import SQL, OpenLedger, open_server
from teamkpi.cli.invocation import Invocation, may_create
from teamkpi.cli.server import run_server
from teamkpi.cli.terminal import say, watched
from teamkpi.db import connect, embedded
from teamkpi.db.data_folder import demo_folder
from teamkpi.demo import ADMINISTRATOR_EMAIL, MEMBER_EMAIL, TEAM_ID, batches, generate, write
from teamkpi.demo.records import Item
from teamkpi.errors import DatabaseUnusable
from teamkpi.folding import folded
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger import Change, apply
from teamkpi.statements.versions import statement_of

# The same on every installation and publicly known, which is why the demo only listens on this machine.
PASSWORD = "demo-teamkpi-55"  # noqa: S105
_HOST = "127.0.0.1"
_PORTS_TRIED = 50
_RECORDS_BETWEEN_LOOKS = 1000


@click.command(short_help="Create a realistic demo space and serve it.")
@click.option(
    "--write",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Only write the space to DIR, as files for `teamkpi import`, replacing any that are there.",
)
@click.option(
    "--seed", type=int, default=TEAM_ID, show_default=True, help="A different number creates a different space."
)
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port. Default: 8000, or the next free one.")
@click.option("--reset", "is_reset", is_flag=True, help="Delete the demo's embedded database first.")
@may_create
def demo(invocation: Invocation, directory: Path | None, seed: int, port: int | None, *, is_reset: bool) -> None:
    """Create a realistic demo space with two years of records, and serve it on this machine.

    The first start takes a while; later ones show the same data, which ends on the day of the first start. With
    --reset the space is deleted and created again, up to today. The demo's embedded database is in its own folder,
    next to the data folder and with the same name plus `-demo`. Your own database is only used if it is empty or
    contains the demo.
    """
    if is_reset and directory:
        raise click.UsageError("--write does not use a database, so there is nothing to reset; leave out --reset")
    if directory:
        counts = write(directory, generate(clock.now(), seed))
        say(f"Wrote {sum(counts.values()):,} records to {directory}.")
        return
    settings = invocation.settings
    if settings.database_url is None:
        settings = replace(settings, data_dir=demo_folder(settings.data_dir))
    if is_reset:
        _remove(replace(invocation, settings=settings))
    settings = replace(settings, host=_HOST, port=port or free_port(settings.port), throttle=False)
    with open_server(replace(invocation, settings=settings)) as reached:
        with connect(reached.url) as conn:
            made_on = _fill(OpenLedger(conn, networks.by_name(conn, invocation.network)), seed)
        run_server(settings, reached, partial(_announce, days_old=(clock.now() - made_on).days))


def _remove(invocation: Invocation) -> None:
    """Delete the demo's embedded database, if there is one; raises DatabaseUnusable if it holds something else."""
    settings = invocation.settings
    if settings.database_url is not None:
        raise click.UsageError(
            "--reset only deletes the demo's embedded database; drop your own database and create it again instead"
        )
    if settings.data_dir.exists():
        with open_server(invocation) as reached, connect(reached.url) as conn:
            _is_filled(OpenLedger(conn, networks.by_name(conn, invocation.network)))
        embedded.remove(settings.data_dir)


def _is_filled(ledger: OpenLedger) -> bool:
    """Return whether the demo space is there, at least in part; raises DatabaseUnusable if something else is."""
    values = {"network_id": ledger.network_id, "team_id": TEAM_ID, "administrator_email": folded(ADMINISTRATOR_EMAIL)}
    is_filled, is_demo = ledger.conn.execute(SQL.demo_state, values).fetchone() or (False, False)
    if is_filled and not is_demo:
        raise DatabaseUnusable("this database contains a ledger that is not the demo's, so the demo does not use it")
    return bool(is_filled)


def _fill(ledger: OpenLedger, seed: int) -> datetime:
    """Bring in the space and its accounts, unless they are there; return the instant up to which it has records."""
    is_filled = _is_filled(ledger)
    now = clock.now()
    accounts = {one.email: one.created_on for one in people.list_accounts(ledger.conn, ledger.network_id)}
    if not accounts:  # they come last: without them the space is not there, or was not finished
        with watched("making the demo space", total=None) as watch:
            _write_space(ledger, now, seed, watch.reached, is_new=not is_filled)
    for email in (ADMINISTRATOR_EMAIL, MEMBER_EMAIL):
        if email not in accounts:
            people.create(ledger.conn, ledger.network_id, email, PASSWORD, now=now)
    return min(accounts.values(), default=now)


def _write_space(ledger: OpenLedger, now: datetime, seed: int, reached: Callable[[int], None], *, is_new: bool) -> None:
    """Store the space as if over time, so that it has a history, and last month's statements."""
    conn, network_id = ledger.conn, ledger.network_id
    for batch in batches(list(generate(now, seed)), now):
        if batch.at < now and not is_new:
            continue
        apply(conn, network_id, _Changes(batch.items, reached), now=batch.at)
        if batch.closed_month is not None:
            statement_of(
                conn,
                network_id,
                TEAM_ID,
                batch.closed_month,
                now=batch.at,
                open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT,
            )


class _Changes:
    """Versions of records as changes; each iteration yields the same ones."""

    def __init__(self, items: Sequence[Item], reached: Callable[[int], None]) -> None:
        self._items = items
        self._reached = reached

    def __iter__(self) -> Iterator[Change]:
        for number, (plural, record) in enumerate(self._items, 1):
            if number % _RECORDS_BETWEEN_LOOKS == 0:
                self._reached(number)
            yield Change(plural, record, number)


def free_port(first: int) -> int:
    """Return the first free TCP port, starting at ``first``; raises OSError if there is none."""
    for port in range(first, min(first + _PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"there is no free TCP port above {first - 1}; choose one with --port")


def _announce(address: str, *, days_old: int) -> None:
    """Print how to use the demo, and that its records are old when they are."""
    if days_old:
        age = "1 day" if days_old == 1 else f"{days_old} days"
        say(f"This space was created {age} ago and ends there. `teamkpi demo --reset` creates it again, up to today.\n")
    say(
        f"The demo space is at {address} (API documentation: {address}/docs).\n\n"
        f"  dashboard            {address}/dashboard/team/{TEAM_ID}\n"
        f"  team administrator   {ADMINISTRATOR_EMAIL}\n"
        f"  plain member         {MEMBER_EMAIL}\n"
        f"  password of both     {PASSWORD}\n\n"
        f"The KPIs of team {TEAM_ID}, as its administrator sees them; paste this line:\n\n"
        f"{curl_line(address)}\n\n"
        "Ctrl-C stops it."
    )


def curl_line(address: str) -> str:
    """Return a shell command that signs in and prints the team's KPIs; it only needs curl and sed."""
    sign_in = (
        f"curl -s {address}/api/token -d grant_type=password "
        f"--data-urlencode username={shlex.quote(ADMINISTRATOR_EMAIL)} --data-urlencode password={PASSWORD}"
    )
    second_half = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""
    return f'curl -s -H "Authorization: Bearer $({sign_in} | {second_half})" {address}/api/public/teams/{TEAM_ID}/kpi'
