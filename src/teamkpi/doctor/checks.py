"""The checks of ``doctor``: of the database, and of the machine that uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg import Connection
from psycopg.rows import namedtuple_row

from teamkpi import clock, exported_traces, networks
from teamkpi.accounts import Seal, providers, second_factor, webhooks
from teamkpi.db import connect, load_sql, pending_migrations, requirements
from teamkpi.db.backup import last_verified
from teamkpi.db.cluster import misplaced
from teamkpi.db.connections import is_cluster
from teamkpi.db.folded import FOLDED, wrong
from teamkpi.db.objects import differences
from teamkpi.errors import DatabaseUnusable, NetworkNotFound, SettingsError
from teamkpi.hooks import registry
from teamkpi.kpi.mismatches import mismatches
from teamkpi.mirror import sources
from teamkpi.settings import Settings, variable_of

SQL: Final = load_sql("teamkpi.doctor", "checks.sql")
NOTED_FOR: Final = timedelta(days=30)
"""How long a proxy that the settings do not name, or a sign-in over http, is reported after it was last seen."""
_MOST_NAMED = 10
_LARGEST_SKEW = timedelta(seconds=2)
_SMALLEST_DISK = 2 * 2**30
_OLDEST_BACKUP = timedelta(days=8)  # a weekly one may be a day late
# For the sign-ins, writes, reads in threads (four), mirror, mail and hooks of the server, uploaded imports (nine), a
# check (three), and a command at the same time.
_CONNECTIONS_BESIDE_POOL = 28


# What the housekeeping deletes: the setting, what it is about, and what 0 means.
_KEPT = (
    ("keep_history_days", "earlier versions", "for good"),
    ("keep_audit_days", "audit trail", "for good"),
    ("keep_delivery_days", "failed deliveries", "until deleted"),
    ("keep_sign_in_days", "last sign-ins", "for good"),
    ("keep_spent_token_days", "used tokens", "until they expire"),
)


class Finding(NamedTuple):
    """The result of one check."""

    subject: str
    is_problem: bool
    text: str
    advice: str = ""
    """What to do about a problem, if the text does not say it."""

    @property
    def line(self) -> str:
        """The text and the advice."""
        return f"{self.text}: {self.advice}" if self.advice else self.text


class Examined(NamedTuple):
    """What is examined: a database, with the settings and keys of the process that uses it."""

    url: str
    settings: Settings
    seal: Callable[[], Seal]
    """The keys that decrypt secrets; may raise SettingsError."""
    trusts: Callable[[str], bool]
    """Whether an address is that of a proxy in the settings."""
    network_id: int | None = None
    """Report only what concerns this network and the installation; None: all networks."""

    def networks(self, conn: Connection) -> list[networks.Network]:
        """Return the networks to report on."""
        return [one for one in networks.all_networks(conn) if self.network_id in {None, one.id}]


def examine(what: Examined) -> Iterator[Finding]:
    """Check all requirements for the database and the machine; does not change the ledger."""
    settings = what.settings
    yield from _traces()
    try:
        with connect(what.url) as conn:
            for one in requirements(what.url):
                yield Finding(one.subject, not one.is_met, one.text)
            yield from _server(conn, settings)
            pending = pending_migrations(what.url)
            yield _schema(pending, is_embedded=settings.database_url is None)
            if not pending:
                yield _objects(conn)
                if is_cluster(conn):
                    yield _distribution(conn)
                yield from sealed_findings(conn, what)
                yield _backup(conn)
                yield _retention(settings)
                yield _comparisons(conn, what)
                yield from _zones(conn, what)
                yield from _proxies(conn, what)
                yield from _plain_sign_ins(conn, what)
                yield from _mismatches(conn, what)
    except (DatabaseUnusable, psycopg.Error, OSError) as error:
        yield unreachable(error)


def _traces() -> Iterator[Finding]:
    """Check whether the traces that the environment asks for can be exported."""
    name = exported_traces.asked_by(os.environ)
    if name is not None:
        problem = exported_traces.obstacle(os.environ)
        yield Finding("traces", problem is not None, problem or f"exported with OpenTelemetry, as {name} says")


def unreachable(error: Exception) -> Finding:
    """Return the finding about a database that cannot be used."""
    return Finding("connection", True, str(error).strip().partition("\n")[0])


def _schema(pending: list[str], *, is_embedded: bool) -> Finding:
    if not pending:
        return Finding("schema", False, "the newest")
    if is_embedded:
        return Finding("schema", False, "not the newest: `teamkpi migrate` or `teamkpi serve` migrates it")
    return Finding("schema", True, f"{', '.join(pending)} not applied yet", "run `teamkpi migrate`")


def _objects(conn: Connection) -> Finding:
    """Check that every object created by the migrations exists; a restored dump may lack some."""
    found = list(differences(conn))
    if not found:
        return Finding("objects", False, "complete, as the migrations define them")
    return Finding(
        "objects",
        True,
        _some_of(found),
        "restore them from a backup, or create them as the migrations do",
    )


def _distribution(conn: Connection) -> Finding:
    """Check that the rows of each table of a cluster are where statements look for them."""
    found = misplaced(conn)
    if not found:
        return Finding("distribution", False, "every table is distributed as it should be")
    return Finding(
        "distribution", True, _some_of(found), "`teamkpi migrate` distributes tables that are not distributed yet"
    )


def _some_of(found: list[str]) -> str:
    """Return the first of several texts, and how many more there are."""
    more = [f"and {len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return "; ".join([*found[:_MOST_NAMED], *more])


def sealed_findings(conn: Connection, what: Examined) -> Iterator[Finding]:
    """Check whether the key decrypts the secrets of second factors, webhooks, mirrors, hooks and providers."""
    yield _sealed("second factor", conn, what, second_factor.require_readable)
    yield _sealed("webhook", conn, what, webhooks.require_readable)
    yield _sealed("mirror", conn, what, sources.require_readable)
    yield _sealed("hook", conn, what, registry.require_readable)
    yield _sealed("provider", conn, what, providers.require_readable)


def _sealed(
    subject: str,
    conn: Connection,
    what: Examined,
    require_readable: Callable[[Connection, int, Seal], int],
) -> Finding:
    """Check that the key decrypts the secrets; without it, codes and webhook signatures cannot be verified."""
    try:
        seal = what.seal()
        count = sum(require_readable(conn, network.id, seal) for network in what.networks(conn))
    except SettingsError as error:
        return Finding(subject, True, str(error))
    return Finding(subject, False, f"{count} in use, and the key decrypts them" if count else "none in use")


def _backup(conn: Connection) -> Finding:
    """Check the age of the last verified backup, if there has ever been one."""
    found = last_verified(conn)
    if found is None:
        return Finding("backup", False, "none verified yet; see `teamkpi backup --verify`")
    age = clock.now() - found[0]
    text = f"the last verified one was made on {found[0]:%Y-%m-%d %H:%M} UTC"
    if age > _OLDEST_BACKUP:
        return Finding("backup", True, f"{text}, {age.days} days ago", "find out why there is no newer one")
    return Finding("backup", False, text)


def _retention(settings: Settings) -> Finding:
    """Say for how long things are kept, and which setting decides that."""
    text = "; ".join(
        f"{what} {f'{days} days' if (days := getattr(settings, name)) else always} ({variable_of(name)})"
        for name, what, always in _KEPT
    )
    return Finding("retention", False, text if settings.worker else f"{text}, by `teamkpi worker`")


def disk(settings: Settings) -> Finding:
    """Check whether the disk of the embedded database has space left."""
    free = free_bytes(settings)
    is_short = free < _SMALLEST_DISK
    advice = "make room, or set TEAMKPI_DATA_DIR" if is_short else ""
    return Finding("disk", is_short, f"{free / 2**30:.1f} GiB free for {settings.data_dir}", advice)


def free_bytes(settings: Settings) -> int:
    """Return the free space of the disk that the data folder is on, or would be on."""
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _server(conn: Connection, settings: Settings) -> Iterator[Finding]:
    before = clock.now()
    with conn.cursor(row_factory=namedtuple_row) as cursor:
        facts: Any = cursor.execute(SQL.server_facts).fetchone()
    after = clock.now()
    yield _clock(facts.server_time, before, after)
    lax = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if getattr(facts, name) == "off"]
    yield Finding(
        "durability",
        bool(lax),
        f"{', '.join(lax)} is off, so a crash can lose acknowledged writes" if lax else "on",
        "turn it on" if lax else "",
    )
    needed = settings.pool_size + _CONNECTIONS_BESIDE_POOL
    text = f"{facts.most_connections} allowed, one server process needs up to {needed}"
    is_short = facts.most_connections < needed
    yield Finding("connections", is_short, text, "raise max_connections or lower TEAMKPI_POOL_SIZE" if is_short else "")


def _clock(server: datetime, before: datetime, after: datetime) -> Finding:
    """Compare the clocks, allowing for the time that the query took."""
    skew = max(before - server, server - after, timedelta(0))
    is_off = skew > _LARGEST_SKEW
    text = f"differs from this machine's by {skew.total_seconds():.1f} s"
    advice = "synchronise both with NTP, since validity, tokens and months follow this machine's clock"
    return Finding("clock", is_off, text, advice if is_off else "")


def _comparisons(conn: Connection, what: Examined) -> Finding:
    """Check that the folded forms used for comparison match their texts."""
    shown = [
        f"{len(ids):,} {table} of the network {network.name}, first {ids[0]}"
        for network in what.networks(conn)
        for table in FOLDED
        if (ids := [row_id for row_id, _ in wrong(conn, network.id, table)])
    ]
    if shown:
        text = (
            f"{'; '.join(shown)}: stored with a wrong form for comparing e-mail addresses or names; `teamkpi rebuild` "
            "corrects it"
        )
        return Finding("comparisons", True, text)
    return Finding(
        "comparisons",
        False,
        "e-mail addresses and names are compared by teamkpi's own rules, not by the database's locale",
    )


def _proxies(conn: Connection, what: Examined) -> Iterator[Finding]:
    """Report proxies that are not in the settings: all clients behind one count as one client.

    A private address is most likely a proxy; a public one may be any client that sends the header, of any network, so
    operators of one network are not told.
    """
    for address, last_seen_on in conn.execute(SQL.untrusted_proxies, {"since": clock.now() - NOTED_FOR}):
        is_private = ip_address(address).is_private
        if not what.trusts(address) and (is_private or what.network_id is None):
            text = (
                f"X-Forwarded-For came from {address}, last on {last_seen_on:%Y-%m-%d}, which is not in "
                "TEAMKPI_TRUSTED_PROXIES"
            )
            advice = "if that is your proxy, add it on every server, or all clients behind it count as one"
            yield Finding("proxy", is_private, text, advice)


def _plain_sign_ins(conn: Connection, what: Examined) -> Iterator[Finding]:
    """Report hosts at which somebody signed in over http, so that the session cookie was not encrypted on its way."""
    for host, last_seen_on in conn.execute(SQL.plain_sign_ins, {"since": clock.now() - NOTED_FOR}).fetchall():
        if what.network_id in {None, _network_at(conn, host)}:
            text = f"somebody signed in over plain http at {host}, last on {last_seen_on:%Y-%m-%d}"
            advice = (
                "put a proxy with https in front, list its address in TEAMKPI_TRUSTED_PROXIES, and let it send "
                "X-Forwarded-Proto: https, or the session cookie is sent unencrypted"
            )
            yield Finding("cookie", True, text, advice)


def _network_at(conn: Connection, host: str) -> int | None:
    with suppress(NetworkNotFound):
        return networks.by_host(conn, host)
    return None


def _mismatches(conn: Connection, what: Examined) -> Iterator[Finding]:
    """Report figures that differed from the sum of their records, and may have been shown."""
    now = clock.now()
    for network in what.networks(conn):
        for one in mismatches(conn, network.id, now=now)[:_MOST_NAMED]:
            text = (
                f"{one.figure} of team {one.team_id} ({network.name}) was not the sum of its records, {one.times} "
                f"times since {one.first_on:%Y-%m-%d}, last on {one.last_on:%Y-%m-%d}"
            )
            yield Finding("figures", True, text, "run `teamkpi verify`, and report it if that finds nothing")


def _zones(conn: Connection, what: Examined) -> Iterator[Finding]:
    """Compare the server's and this machine's time zone rules, by when coming months begin in the locations' zones."""
    unknown: dict[str, None] = {}
    different: dict[str, None] = {}
    zones: set[str] = set()
    for network_id, zone, month, starts in conn.execute(SQL.month_starts, {"now": clock.now()}):
        if what.network_id not in {None, network_id}:
            continue
        zones.add(zone)
        here = None
        with suppress(ZoneInfoNotFoundError):
            here = datetime(month.year, month.month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if starts is None or here is None:
            unknown[zone] = None
        elif starts != here:
            different[zone] = None
    if unknown:
        text = f"{', '.join(unknown)} unknown to the server or to this machine"
        yield Finding("time zones", True, text, "update tzdata on both")
    if different:
        text = f"rules for {', '.join(different)} differ between the server and this machine"
        yield Finding("time zones", True, text, "update the older tzdata")
    if not unknown and not different:
        yield Finding("time zones", False, f"{len(zones)} in use, with the same rules on the server and here")
