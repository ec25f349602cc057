"""The command that creates and serves a demo space."""

from __future__ import annotations

import shlex
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import psycopg
from click.core import ParameterSource

from teamkpi import clock, networks
from teamkpi.accounts import people
from teamkpi.cli.database import SQL, OpenLedger, Reached, open_server, reach_database, will_create
from teamkpi.cli.invocation import Invocation, may_create
from teamkpi.cli.server import run_server
from teamkpi.cli.terminal import say, watched
from teamkpi.db import connect, embedded
from teamkpi.db.data_folder import demo_folder, has_database, major_of, require_own
from teamkpi.db.migrate import applied_migrations
from teamkpi.db.server_user import MAJOR
from teamkpi.demo import ADMINISTRATOR_EMAIL, MEMBER_EMAIL, TEAM_ID, batches, generate, write
from teamkpi.demo.records import Item
from teamkpi.errors import DatabaseUnusable, UnknownMigrations
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
    invocation = _of_demo(invocation, port)
    if is_reset:
        _remove(invocation)
    settings = invocation.settings
    if will_create(invocation):
        say(f"Creating the demo's database in {settings.data_dir}. This takes a while.", err=True)
    with _opened(invocation) as reached:
        with connect(reached.url) as conn:
            space = _fill(OpenLedger(conn, networks.by_name(conn, invocation.network)), seed)
        is_embedded = settings.database_url is None
        days_old = (clock.now() - space.ends_on).days
        note = _note(days_old, None if space.is_new or not _is_given("seed") else seed, is_embedded=is_embedded)
        run_server(settings, reached, partial(_announce, note))


def _of_demo(invocation: Invocation, port: int | None) -> Invocation:
    """Return the invocation with the settings of the demo's server, and the demo's own folder."""
    settings = invocation.settings
    if settings.database_url is None:
        settings = replace(settings, data_dir=demo_folder(settings.data_dir))
    settings = replace(settings, host=_HOST, port=port or free_port(settings.port), throttle=False)
    return replace(invocation, settings=settings)


def _is_given(option: str) -> bool:
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE


@contextmanager
def _opened(invocation: Invocation) -> Iterator[Reached]:
    """Yield the database and its server; where only deleting the demo helps, the error says how."""
    try:
        with open_server(invocation) as reached:
            yield reached
    except UnknownMigrations as error:
        if invocation.settings.database_url is not None:
            raise
        raise DatabaseUnusable(
            f"the demo's database in {invocation.settings.data_dir} has migrations that this version of teamkpi does "
            f"not have ({', '.join(error.names)}): install a version that has them, or run `teamkpi demo --reset`, "
            "which deletes the demo and creates it again"
        ) from None


def _remove(invocation: Invocation) -> None:
    """Delete the demo's embedded database, if there is one; raises DatabaseUnusable if it holds something else.

    The database is only looked at, as it is: another version of the program may have migrated it.
    """
    folder = invocation.settings.data_dir
    if invocation.settings.database_url is not None:
        raise click.UsageError(
            "--reset only deletes the demo's embedded database; drop your own database and create it again instead"
        )
    if not has_database(folder):
        return
    if (major := major_of(folder)) != MAJOR:
        require_own(folder)
        raise _unseen(folder, f"PostgreSQL {major} made it, and this teamkpi has PostgreSQL {MAJOR}")
    try:
        with (
            reach_database(replace(invocation, may_create=False)) as url,
            connect(url, default_transaction_read_only="on") as conn,
        ):
            if applied_migrations(conn):
                for network in networks.all_networks(conn):
                    _is_filled(OpenLedger(conn, network.id))
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise _unseen(folder, "another version of teamkpi has changed its tables") from error
    embedded.remove(folder)


def _unseen(folder: Path, why: str) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"this version of teamkpi cannot see whether the database in {folder} is the demo's: {why}. Nothing was "
        "changed. If it is, delete that folder yourself, and start the demo again"
    )


def _is_filled(ledger: OpenLedger) -> bool:
    """Return whether the demo space is there, at least in part; raises DatabaseUnusable if something else is."""
    values = {"network_id": ledger.network_id, "team_id": TEAM_ID, "administrator_email": folded(ADMINISTRATOR_EMAIL)}
    is_filled, is_demo = ledger.conn.execute(SQL.demo_state, values).fetchone() or (False, False)
    if is_filled and not is_demo:
        raise DatabaseUnusable("this database contains a ledger that is not the demo's, so the demo does not use it")
    return bool(is_filled)


class _Space(NamedTuple):
    """The demo space: the instant up to which it has records, and whether it was created just now."""

    ends_on: datetime
    is_new: bool


def _fill(ledger: OpenLedger, seed: int) -> _Space:
    """Bring in the space and its accounts, unless they are there."""
    is_filled = _is_filled(ledger)
    now = clock.now()
    accounts = {one.email: one.created_on for one in people.list_accounts(ledger.conn, ledger.network_id)}
    if not accounts:  # they come last: without them the space is not there, or was not finished
        with watched("making the demo space", total=None) as watch:
            _write_space(ledger, now, seed, _Count(watch.reached), is_new=not is_filled)
    for email in (ADMINISTRATOR_EMAIL, MEMBER_EMAIL):
        if email not in accounts:
            people.create(ledger.conn, ledger.network_id, email, PASSWORD, now=now)
    return _Space(min(accounts.values(), default=now), is_new=not accounts)


def _write_space(ledger: OpenLedger, now: datetime, seed: int, count: _Count, *, is_new: bool) -> None:
    """Store the space as if over time, so that it has a history, and last month's statements."""
    conn, network_id = ledger.conn, ledger.network_id
    for batch in batches(list(generate(now, seed)), now):
        if batch.at < now and not is_new:
            continue
        apply(conn, network_id, _Changes(batch.items, count), now=batch.at)
        count.add(len(batch.items))
        if batch.closed_month is not None:
            statement_of(
                conn,
                network_id,
                TEAM_ID,
                batch.closed_month,
                now=batch.at,
                open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT,
            )


class _Count:
    """Counts the records of all batches, for the progress."""

    def __init__(self, reached: Callable[[int], None]) -> None:
        self._reached = reached
        self._before = 0
        self._most = 0

    def reached(self, number: int) -> None:
        """Report how many records of the present batch have been read; an aborted one is read again."""
        if self._before + number > self._most:
            self._most = self._before + number
            self._reached(self._most)

    def add(self, number: int) -> None:
        """Count a batch that is stored."""
        self._before += number


class _Changes:
    """Versions of records as changes; each iteration yields the same ones."""

    def __init__(self, items: Sequence[Item], count: _Count) -> None:
        self._items = items
        self._count = count

    def __iter__(self) -> Iterator[Change]:
        for number, (plural, record) in enumerate(self._items, 1):
            if number % _RECORDS_BETWEEN_LOOKS == 0:
                self._count.reached(number)
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


def _note(days_old: int, unused_seed: int | None, *, is_embedded: bool) -> str:
    """Return what is unexpected about a space that was there already, and what creates it again; "" for nothing."""
    lines = []
    if unused_seed is not None:
        again = f" `teamkpi demo --reset --seed {unused_seed}` creates it again with that seed." if is_embedded else ""
        lines.append(f"This space was there already, so --seed {unused_seed} was not used.{again}\n")
    if days_old:
        age = "1 day" if days_old == 1 else f"{days_old} days"
        again = " `teamkpi demo --reset` creates it again, up to today." if is_embedded else ""
        lines.append(f"This space was created {age} ago and ends there.{again}\n")
    return "".join(lines)


def _announce(note: str, address: str) -> None:
    """Print how to use the demo, after a note about its records."""
    if note:
        say(note)
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
