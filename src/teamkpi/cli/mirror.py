"""The commands of the mirror, which copies the records of a live account into the ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import click

from teamkpi import clock
from teamkpi.accounts import Seal
from teamkpi.cli.database import OpenLedger, open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, may_create, only_reads, pass_invocation
from teamkpi.cli.terminal import Table, Watch, hand_over, say, show_table, watched
from teamkpi.errors import MirrorError, UpstreamFailed
from teamkpi.ledger import ENTITIES
from teamkpi.mirror import FAILURES, KINDS, Credentials, Pace, Runner, Source, Upstream, positions, sources
from teamkpi.mirror.checking import Checked, check
from teamkpi.mirror.recording import Recorder
from teamkpi.mirror.running import Reached
from teamkpi.mirror.status import Status, read_status
from teamkpi.mirror.upstream import Exchange
from teamkpi.wire import encode

_MOST_SHOWN: Final = 20
_LONGEST_SECRET: Final = 1024


@click.group(short_help="Copy the records of a live account, and keep the copy up to date.")
def mirror() -> None:
    """Copy the records of a live Nexudus account into the ledger, and keep the copy up to date.

    Only reads from the account, never writes to it. See docs/mirror.md for the rights that the account needs, and for
    what a mirror cannot know.
    """


def _secret(name: str) -> str | None:
    """Return a secret from the environment: TEAMKPI_MIRROR_NAME, or the file that TEAMKPI_MIRROR_NAME_FILE names."""
    variable = f"TEAMKPI_MIRROR_{name}"
    if path := os.environ.get(f"{variable}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise click.UsageError(f"the file that {variable}_FILE names cannot be read") from None
    return os.environ.get(variable) or None


def _read_secrets(*, password_stdin: bool, totp_stdin: bool) -> tuple[str | None, str | None]:
    """Return the password and the second factor's secret: lines of standard input, or the environment."""
    password, totp = _secret("PASSWORD"), _secret("TOTP")
    wanted = [password_stdin, totp_stdin].count(True)
    if not wanted:
        return password, totp
    try:
        lines = sys.stdin.buffer.read(2 * _LONGEST_SECRET + 1).decode().splitlines()
    except UnicodeDecodeError:
        raise click.UsageError("the secret on standard input is not valid UTF-8") from None
    if len(lines) != wanted or not all(lines) or max(map(len, lines)) > _LONGEST_SECRET:
        what = "the password and the second factor's secret, each on a line" if wanted == 2 else "one line"
        raise click.UsageError(f"standard input must contain {what}")
    if password_stdin:
        password = lines.pop(0)
    if totp_stdin:
        totp = lines.pop(0)
    return password, totp


def _read_ids(_ctx: click.Context, _param: click.Parameter, value: str | None) -> list[int]:
    parts = [part.strip() for part in (value or "").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and int(part) > 0 for part in parts):
        raise click.BadParameter("must be ids, separated by commas, such as 1,2")
    return [int(part) for part in parts]


_password_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
_totp_stdin = click.option(
    "--totp-stdin",
    is_flag=True,
    help="Read the secret of the account's second factor, in base32, from standard input (after the password).",
)
_allow_http = click.option("--allow-http", is_flag=True, help="Allow http:// addresses, for trials on this machine.")
_share = click.option(
    "--share",
    type=click.IntRange(1, 100),
    help="Percentage of the service's documented rate limits that the mirror may use. [default: 80]",
)
_every = click.option(
    "--every",
    type=click.IntRange(30, 86_400),
    metavar="SECONDS",
    help="How often changes are requested. [default: 300]",
)
_most_deleted = click.option(
    "--most-deleted",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help=(
        "The percentage of a kind's records that a sweep may delete without `teamkpi mirror confirm`; one record is "
        "always allowed. [default: 2]"
    ),
)
_entity = click.option(
    "--entity", "plurals", multiple=True, type=click.Choice(list(ENTITIES)), help="Only this kind of record."
)


@mirror.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--email", required=True, help="E-mail address of the account that signs in.")
@_password_stdin
@_totp_stdin
@click.option("--base-url", metavar="URL", help="Address of the API. [default: that of Nexudus]")
@_allow_http
@click.option("--businesses", callback=_read_ids, metavar="IDS", help="Only these locations, by id, such as 1,2.")
@_share
@_every
@_most_deleted
@may_create
def add(
    invocation: Invocation,
    kind: str,
    *,
    email: str,
    password_stdin: bool,
    totp_stdin: bool,
    base_url: str | None,
    allow_http: bool,
    businesses: list[int],
    share: int | None,
    every: int | None,
    most_deleted: int | None,
) -> None:
    """Set up the network's mirror: the account whose records are copied.

    KIND is `nexudus`, or `teamkpi` for another installation's back office. The password is read from standard input, or
    from TEAMKPI_MIRROR_PASSWORD or the file that TEAMKPI_MIRROR_PASSWORD_FILE names; the secret of a second factor
    likewise, from TEAMKPI_MIRROR_TOTP. Both are stored encrypted with the key in TEAMKPI_SECRET_KEY; the embedded
    database creates a key by itself.

    Does not contact the account: `teamkpi mirror check` does.
    """
    address = sources.checked_address(kind, base_url, allow_http=allow_http)
    password, totp = _read_secrets(password_stdin=password_stdin, totp_stdin=totp_stdin)
    if not password:
        raise click.UsageError("give the password with --password-stdin or TEAMKPI_MIRROR_PASSWORD")
    credentials = Credentials(email, password, sources.checked_totp(totp))
    with open_ledger(invocation) as ledger:
        sources.add(
            ledger.conn,
            ledger.network_id,
            kind,
            address,
            credentials,
            allows_http=allow_http,
            businesses=businesses,
            share=80 if share is None else share,
            every_seconds=300 if every is None else every,
            most_deleted=2 if most_deleted is None else most_deleted,
            seal=_seal(invocation),
            now=clock.now(),
        )
    say(f"The mirror of {address} is set up. Next: `teamkpi mirror check`, then `teamkpi mirror run --once`.")


@mirror.command("set")
@click.option("--email", help="E-mail address of the account that signs in.")
@_password_stdin
@_totp_stdin
@click.option(
    "--base-url",
    metavar="URL",
    help="New address of the API of the same account. Everything is copied again from there.",
)
@_allow_http
@_share
@_every
@_most_deleted
@click.option(
    "--local-writes",
    type=click.Choice(["refuse", "allow"]),
    help=(
        "Whether copied kinds of records can also be changed here, in the back office and the portal. A "
        "change here lasts until the record changes at its source. [default: refuse]"
    ),
)
@pass_invocation
def set_command(
    invocation: Invocation,
    *,
    email: str | None,
    password_stdin: bool,
    totp_stdin: bool,
    base_url: str | None,
    allow_http: bool,
    share: int | None,
    every: int | None,
    most_deleted: int | None,
    local_writes: str | None,
) -> None:
    """Change the mirror's account, address or limits. New credentials or a new address also resume a paused mirror.

    A new address is for a service that has moved, or a typing error. For another service or account, use a network of
    its own: the records that are here would count as missing there.
    """
    password, totp = None, None
    if password_stdin or totp_stdin:
        password, totp = _read_secrets(password_stdin=password_stdin, totp_stdin=totp_stdin)
    checked_totp = sources.checked_totp(totp) if totp_stdin else None
    with open_ledger(invocation) as ledger, ledger.conn.transaction():
        source, seal = sources.get(ledger.conn, ledger.network_id), _seal(invocation)
        if base_url is not None:
            source = _moved(ledger, source, sources.checked_address(source.kind, base_url, allow_http=allow_http), seal)
        credentials = None
        if email or password_stdin or totp_stdin:
            known = source.credentials(seal)
            credentials = replace(
                known,
                email=email or known.email,
                password=password if password_stdin and password else known.password,
                totp=checked_totp if totp_stdin else known.totp,
            )
        sources.change(
            ledger.conn,
            source,
            credentials=credentials,
            share=share,
            every_seconds=every,
            most_deleted=most_deleted,
            allows_local_writes=None if local_writes is None else local_writes == "allow",
            seal=seal,
        )
        if credentials is not None:
            sources.pause(ledger.conn, ledger.network_id, is_paused=False)
    say("Changed.")


def _moved(ledger: OpenLedger, source: Source, address: str, seal: Seal) -> Source:
    """Return the source at this address; with the lease, as a run would store positions at the former one."""
    if address == source.base_url:
        return source
    if not sources.take_lease(ledger.conn, ledger.network_id):
        raise MirrorError(
            "another process is running this network's mirror; `teamkpi mirror pause` it, and try again after its run"
        )
    allows_http = address.startswith("http://")
    return sources.move(ledger.conn, source, address, allows_http=allows_http, seal=seal, now=clock.now())


@mirror.command()
@click.option("--once", is_flag=True, help="Run once and exit; by default, run until stopped.")
@click.option("--full", is_flag=True, help="Read everything again, and delete records that are gone. Implies --once.")
@_entity
@pass_invocation
def run(invocation: Invocation, *, once: bool, full: bool, plurals: tuple[str, ...]) -> None:
    """Copy what has changed; the first time, everything.

    However a run is stopped, the next one resumes at the same page. Each start tests again whether the service applies
    its filters. Only one process at a time can run a network's mirror.
    """
    with open_ledger(invocation) as ledger:
        if not sources.take_lease(ledger.conn, ledger.network_id):
            raise MirrorError("another process is running this network's mirror")
        account, since = None, clock.now()
        while True:
            source = sources.get(ledger.conn, ledger.network_id)
            if source.account != account:
                account, since = source.account, clock.now()
            if source.is_paused:
                raise MirrorError(
                    f"the mirror is paused{f': {source.problem}' if source.problem else ''}; "
                    "`teamkpi mirror resume` resumes it"
                )
            began = monotonic()
            _run_once(invocation, ledger, source, plurals, since, full=full, is_last=once or full)
            if once or full:
                return
            sleep(max(0.0, source.every_seconds - (monotonic() - began)))


def _run_once(
    invocation: Invocation,
    ledger: OpenLedger,
    source: Source,
    plurals: Sequence[str],
    since: datetime,
    *,
    full: bool,
    is_last: bool,
) -> None:
    try:
        with _upstream(invocation, source) as upstream, watched("copying", total=None) as watch:
            progress = _Progress(watch, upstream)
            runner = Runner(ledger.conn, source, upstream, now=clock.now, progress=progress.reached)
            runner.run(plurals, is_full=full, tested_since=since)
    except UpstreamFailed as error:
        if is_last:
            raise
        say(f"teamkpi: {error}", err=True)
    else:
        say(f"Up to date: {progress.records:,} records read with {upstream.calls:,} requests.")
        _say_what_lacks(read_status(ledger.conn, ledger.network_id, now=clock.now()))
        for plural, position in positions.read(ledger.conn, ledger.network_id).items():
            if position.left_out is not None and (not plurals or plural in plurals):
                say(f"{plural} are left out: the role {position.left_out} is missing.", err=True)


class _Progress:
    """Shows the progress of a run, and the remaining time according to the service's limits."""

    def __init__(self, watch: Watch, upstream: Upstream) -> None:
        self._watch = watch
        self._upstream = upstream
        self._kind = ""
        self._seen = 0
        self.records = 0

    def reached(self, reached: Reached) -> None:
        """Show how many records of a list have been read, and how long the rest will take."""
        plural, seen, total, calls_left, calls_later = reached
        if plural != self._kind or seen < self._seen:
            self._kind, self._seen = plural, 0
        self.records += seen - self._seen
        self._seen = seen
        minutes = self._upstream.seconds_for(calls_left + (calls_later or 0)) / 60
        of_what = " for this kind" if calls_later is None else ""
        rest = f", about {minutes:.0f} min left{of_what}" if minutes >= 1 else ""
        self._watch.part(f"{plural}: {seen:,} of {total or seen:,}{rest}", seen, total or seen)


@mirror.command("check")
@_entity
@only_reads
@click.pass_context
def check_command(ctx: click.Context, invocation: Invocation, plurals: tuple[str, ...]) -> None:
    """Sign in, and test the account's rights and the service's filters; reads only.

    Shows for each kind of record how many there are, missing roles, and filters that the service ignores, and estimates
    how long the first copy will take. Exits with 1 if roles are missing.
    """
    with open_ledger(invocation) as ledger:
        source = sources.get(ledger.conn, ledger.network_id)
        with _upstream(invocation, source) as upstream, watched("checking", total=None, unit="kinds") as watch:
            found = check(upstream, plurals or list(ENTITIES), watch.reached)
            seconds = upstream.seconds_for(found.calls)
    _show_check(found)
    say(f"The first copy takes about {found.calls:,} requests: at the service's limits, {_duration(seconds)}.")
    if found.missing_roles:
        say(f"teamkpi: missing roles: {', '.join(found.missing_roles)}", err=True)
        ctx.exit(1)


def _show_check(found: Checked) -> None:
    table = Table("kind", "records", "read by", "note")
    for one in found.kinds:
        records = "" if one.total is None else f"{one.total:,}"
        table.add_row(one.plural, records, one.read_by, one.note)
    show_table(table)


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    if minutes < 1:
        return "less than a minute"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


@mirror.command()
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@_entity
@pass_invocation
def record(invocation: Invocation, directory: Path, plurals: tuple[str, ...]) -> None:
    """Run once, and write the exchange with the service to DIR, for a bug report.

    Passwords and tokens are never written. Names, addresses and all other texts are replaced, and fields that are not
    read are left out; ids, times and amounts stay. Check the file before you send it.
    """
    with open_ledger(invocation) as ledger:
        if not sources.take_lease(ledger.conn, ledger.network_id):
            raise MirrorError("another process is running this network's mirror")
        source = sources.get(ledger.conn, ledger.network_id)
        try:
            recorder = Recorder(directory)
        except FileExistsError:
            raise MirrorError("the folder already contains a recording; choose another one") from None
        try:
            with _upstream(invocation, source, recorder.note) as upstream:
                Runner(ledger.conn, source, upstream, now=clock.now).run(plurals, tested_since=clock.now())
        except UpstreamFailed as error:
            say(f"teamkpi: {error}", err=True)  # which is what the recording is for
        finally:
            recorder.close()
    say(f"{recorder.count} exchanges are in {recorder.path}.")


@mirror.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print the status as JSON.")
@click.option(
    "--refused", "shows_refused", is_flag=True, help="List the records that could not be stored, with reasons."
)
@only_reads
def status_command(invocation: Invocation, *, as_json: bool, shows_refused: bool) -> None:
    """Show the mirror's progress, the age of the copy, and any problems."""
    with open_ledger(invocation) as ledger:
        status = read_status(ledger.conn, ledger.network_id, now=clock.now())
    if as_json:
        hand_over(encode(status))
    elif shows_refused:
        table = Table("kind", "id", "since", "reason")
        for one in status.refused:
            table.add_row(one.entity, str(one.id), f"{one.first_on:%Y-%m-%d %H:%M}", one.reason)
        show_table(table)
    else:
        _show_status(status)


def _show_status(status: Status) -> None:
    state = "paused" if status.is_paused else "active"
    say(f"{status.kind} at {status.base_url}: {state}, last complete run {_at(status.last_completed_on)}")
    table = Table("kind", "there", "here", "newest version", "up to", "last full sweep", "note")
    for one in status.kinds:
        counts = ["" if count is None else f"{count:,}" for count in (one.there, one.here)]
        table.add_row(one.entity, *counts, _at(one.newest_version), _at(one.followed_to), _at(one.swept_on), one.note)
    show_table(table)
    if status.problem is not None:
        say(f"PROBLEM since {_at(status.problem_since)}: {status.problem}. {status.advice}", err=True)
    _say_what_lacks(status)


def _say_what_lacks(status: Status) -> None:
    if status.refused_count:
        say(f"{status.refused_count:,} records could not be stored; --refused lists them.", err=True)
    if status.missing_count:
        say(
            f"{status.missing_count:,} records are missing upstream, more than --most-deleted allows; they are kept "
            "until `teamkpi mirror confirm`.",
            err=True,
        )


def _at(instant: datetime | None) -> str:
    return "never" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S}"


@mirror.command()
@click.option("--entity", "plural", type=click.Choice(list(ENTITIES)), help="Only this kind of record.")
@pass_invocation
def confirm(invocation: Invocation, plural: str | None) -> None:
    """Let the next run delete records missing upstream, although there are more than --most-deleted allows."""
    with open_ledger(invocation) as ledger:
        source = sources.get(ledger.conn, ledger.network_id)
        count = sources.confirm(ledger.conn, source.network_id, plural)
    say(f"{count:,} records will be deleted by the next run, if they are still missing.")


@mirror.command()
@pass_invocation
def pause(invocation: Invocation) -> None:
    """Pause the mirror: no requests until it is resumed. The copy is kept."""
    _pause(invocation, is_paused=True)
    say("The mirror is paused.")


@mirror.command()
@pass_invocation
def resume(invocation: Invocation) -> None:
    """Resume a paused mirror."""
    _pause(invocation, is_paused=False)
    say("The mirror is resumed.")


def _pause(invocation: Invocation, *, is_paused: bool) -> None:
    with open_ledger(invocation) as ledger:
        sources.get(ledger.conn, ledger.network_id)
        sources.pause(ledger.conn, ledger.network_id, is_paused=is_paused)


@mirror.command()
@pass_invocation
def remove(invocation: Invocation) -> None:
    """Remove the mirror with its credentials and positions. The records stay, and can then be changed here."""
    with open_ledger(invocation) as ledger:
        sources.get(ledger.conn, ledger.network_id)
        sources.remove(ledger.conn, ledger.network_id)
    say("The mirror is removed; its records stay.")


def _seal(invocation: Invocation, *, make: bool = True) -> Seal:
    return Seal(with_secret_key(invocation.settings, make=make).secret_key)


@contextmanager
def _upstream(
    invocation: Invocation, source: Source, on_exchange: Callable[[Exchange], object] = bool
) -> Iterator[Upstream]:
    """Give a client of the source; its failures say what to do."""
    upstream = Upstream(
        source.base_url,
        # A key made now would open nothing, and hide that the right one is missing.
        source.credentials(_seal(invocation, make=False)),
        pace=Pace(KINDS[source.kind].rates, source.share, monotonic()),
        wait=sleep,
        now=clock.now,
        on_exchange=on_exchange,
    )
    try:
        yield upstream
    except UpstreamFailed as error:
        raise UpstreamFailed(error.code, f"{error}. {FAILURES[error.code].advice}") from error
    finally:
        upstream.close()
