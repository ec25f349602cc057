"""Slowing down guessing: failed sign-ins are counted, and after some of them, each further one has to wait.

An attempt counts as a failure before it is verified, and no longer if it turns out right, so parallel attempts get no
more tries than sequential ones. Failures are counted for:

- the e-mail, whether or not it has an account: so the waiting tells nothing of who has one;
- the address that the attempt came from (of IPv6 the /64, which is one customer's), with a laxer limit, since many
  people can be behind one address;
- the account at an address where its password was verified within the last 30 days, *instead of* both: so neither
  strangers who guess from elsewhere nor other people behind the same address keep its holder out.

From the limit on, each failure makes the next attempt wait twice as long as the one before, up to a longest wait. An
attempt during the wait is refused without being checked and does not extend the wait. Failures are forgotten one by one
as time passes.

Neither e-mails nor addresses are stored, only digests of them with a key: one of the network, in the database, and in
front of it one that is derived from the installation's secret key, if there is one. Someone with a copy of the database
but without that key cannot find out addresses by trying them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import namedtuple_row

from teamkpi import outbox
from teamkpi.accounts import security
from teamkpi.accounts.security import Tell
from teamkpi.db import load_sql
from teamkpi.errors import TooManyGuesses
from teamkpi.folding import folded

SQL = load_sql(__package__, "guesses.sql")

# How long it takes until one failure is forgotten.
_ACCOUNT_FORGETS: Final = timedelta(minutes=10)
_ADDRESS_FORGETS: Final = timedelta(minutes=1)
_ADDRESS_STAYS_KNOWN: Final = timedelta(days=30)
_MOST_KNOWN_ADDRESSES: Final = 32
_FIRST_WAIT: Final = timedelta(seconds=1)
# Of a network that is not there: what is counted under, and whether the address is known.
_NOTHING: Final = (b"", None, None, False)


@dataclass(frozen=True, slots=True)
class Limits:
    """The failures without a wait, per account and per IP address (0: no limit), and the longest wait."""

    per_account: int = 5
    per_address: int = 50
    longest_wait: timedelta = timedelta(minutes=5)


class _Rule(NamedTuple):
    """How failures of one subject are counted."""

    tries: int
    forgets: timedelta
    longest_wait: timedelta

    def left(self, failures: int, counted_on: datetime, now: datetime) -> tuple[int, datetime]:
        """Return the failures that are not forgotten by now, and since when the next one is being forgotten."""
        periods = max(0, (now - counted_on) // self.forgets)
        if periods >= failures:
            return 0, now
        return failures - periods, counted_on + periods * self.forgets

    def plus_one(self, failures: int) -> int:
        """Return the count after one more failure; it rises no further than the waits, so that it can sink again."""
        most_doublings = (max(1, ceil(self.longest_wait / _FIRST_WAIT)) - 1).bit_length()
        return min(failures + 1, self.tries + most_doublings)

    def wait_after(self, failures: int) -> timedelta | None:
        """Return how long the next attempt must wait."""
        return min(self.longest_wait, _FIRST_WAIT * 2 ** (failures - self.tries)) if failures >= self.tries else None


class _State(NamedTuple):
    """A count: its failures, since when the next of them is being forgotten, and until when to wait."""

    failures: int
    counted_on: datetime
    blocked_until: datetime | None


class _Charge(NamedTuple):
    """What an attempt did to a count: how many failures it added (none to a full one), and until when to wait."""

    rule: _Rule
    added: int
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that counts as failed until it is marked otherwise."""

    network_id: int
    account: bytes
    """What the account's failures are counted under."""
    address: bytes | None
    """The account's own name for the address; None when there is no account, or no address."""
    charges: dict[bytes, _Charge]


def reserve(
    conn: Connection,
    network_id: int,
    email: str,
    address: str | None,
    limits: Limits,
    *,
    account_id: int | None = None,
    pepper: bytes = b"",
    now: datetime,
) -> Attempt:
    """Count an attempt at an account as failed, before it is checked; commits the count.

    ``account_id`` is the account that has the e-mail, if one has. ``address`` is an IP address, or None when it is not
    known. ``pepper`` goes into the digests that are stored. Raises TooManyGuesses, and counts nothing, when the account
    or the address has to wait.
    """
    asked = {"network_id": network_id, "email_folded": folded(email), "account_id": account_id, "pepper": pepper}
    asked |= {"address": address and site_of(address), "now": now}
    by_email, from_address, at_address, is_known = conn.execute(SQL.subjects, asked).fetchone() or _NOTHING
    account = at_address if at_address and is_known else by_email
    rules: dict[bytes, _Rule] = {}
    if limits.per_account:
        rules[account] = _Rule(limits.per_account, _ACCOUNT_FORGETS, limits.longest_wait)
    if limits.per_address and from_address and not (is_known and limits.per_account):
        rules[from_address] = _Rule(limits.per_address, _ADDRESS_FORGETS, limits.longest_wait)
    charges: dict[bytes, _Charge] = {}
    with conn.transaction():
        counts = _locked(conn, network_id, list(rules), now)
        if blocked := [(one.blocked_until, one.subject) for one in counts if one.blocked_until]:
            until, subject = max(blocked)
            if until > now:
                counted = "address" if subject == from_address else "account"
                raise TooManyGuesses(ceil((until - now).total_seconds()), counted=counted)
        for one in counts:
            rule = rules[one.subject]
            before, counted_on = rule.left(one.failures, one.counted_on, now)
            failures = rule.plus_one(before)
            wait = rule.wait_after(failures)
            charge = charges[one.subject] = _Charge(rule, failures - before, now + wait if wait else None)
            _store(conn, network_id, one, _State(failures, counted_on, charge.blocked_until), rule)
        conn.execute(SQL.delete_some_expired, {"network_id": network_id, "now": now})
    return Attempt(network_id, account, at_address, charges)


def take_back(conn: Connection, attempt: Attempt, *, now: datetime) -> None:
    """Mark an attempt as not a guess although it did not end in a sign-in: the password was right."""
    with conn.transaction():
        for one in _locked(conn, attempt.network_id, list(attempt.charges), now):
            _undo(conn, attempt, one, now)


@contextmanager
def told_of_waits(
    network_id: int, tell: Tell, account_id: int | None = None, *, what: str = "failed sign-ins"
) -> Iterator[None]:
    """Log that an attempt has to wait; raises TooManyGuesses as the block does."""
    try:
        yield
    except TooManyGuesses as refused:
        tell(security.WAIT_REACHED, network_id, account_id, counted=refused.counted, seconds=refused.retry_after)
        raise TooManyGuesses(refused.retry_after, counted=refused.counted, what=what) from None


def succeed(conn: Connection, attempt: Attempt, account_id: int, *, now: datetime) -> None:
    """Record a successful attempt: clear the account's failures, and remember its address.

    The address's failures stay, because otherwise an attacker with an account could clear guesses at other accounts.
    The account must be locked. If it is in use but was not used at this address in the last 30 days, its holder gets a
    mail if the network has chosen so. Only the most recent of its addresses are kept.
    """
    with conn.transaction():
        for one in _locked(conn, attempt.network_id, list(attempt.charges), now):
            if one.subject == attempt.account:
                values = {"network_id": attempt.network_id, "subject": one.subject, "expires_on": now}
                conn.execute(SQL.store_count, {**values, **_State(0, now, None)._asdict()})
            else:
                _undo(conn, attempt, one, now)
        if attempt.address is not None:
            account = {"network_id": attempt.network_id, "account_id": account_id, "now": now}
            known = {"address": attempt.address, "expires_on": now + _ADDRESS_STAYS_KNOWN}
            if (found := conn.execute(SQL.address_is_new, {**account, **known}).fetchone()) is not None:
                outbox.write(
                    conn, attempt.network_id, outbox.SIGN_IN_ELSEWHERE, found[0], account_id=account_id, now=now
                )
            conn.execute(SQL.know_address, {**account, **known})
            conn.execute(SQL.forget_addresses, {**account, "most": _MOST_KNOWN_ADDRESSES})


def sweep(conn: Connection, network_id: int, *, now: datetime) -> None:
    """Delete the network's outdated counts and known addresses; attempts delete some as well."""
    conn.execute(SQL.delete_expired, {"network_id": network_id, "now": now})
    conn.execute(SQL.delete_expired_addresses, {"network_id": network_id, "now": now})


def forget_sign_ins(conn: Connection, network_id: int, before: datetime, *, at_once: int) -> int:
    """Forget when and where accounts signed in, if that was before an instant; return how many facts were forgotten.

    These are addresses, each account's last sign-in, and the one before each sign-in; up to ``at_once`` of each kind.
    Sign-ins do not end by this.
    """
    values = {"network_id": network_id, "before": before, "at_once": at_once}
    statements = (SQL.forget_known_addresses, SQL.forget_last_sign_ins, SQL.forget_earlier_sign_ins)
    return sum(conn.execute(one, values).rowcount for one in statements)


def _undo(conn: Connection, attempt: Attempt, count: Any, now: datetime) -> None:
    """Take one failure off a locked count, and the wait that it brought, unless another has brought one since."""
    rule, added, own_wait = attempt.charges[count.subject]
    failures, counted_on = rule.left(count.failures, count.counted_on, now)
    blocked_until = None if count.blocked_until == own_wait else count.blocked_until
    _store(conn, attempt.network_id, count, _State(max(0, failures - added), counted_on, blocked_until), rule)


def _locked(conn: Connection, network_id: int, subjects: list[bytes], now: datetime) -> list[Any]:
    with conn.cursor(row_factory=namedtuple_row) as cursor:
        asked = {"network_id": network_id, "subjects": subjects, "now": now}
        return cursor.execute(SQL.lock_counts, asked).fetchall()


def _store(conn: Connection, network_id: int, count: Any, state: _State, rule: _Rule) -> None:
    forgotten_on = state.counted_on + state.failures * rule.forgets
    expires_on = max(one for one in (count.expires_on, forgotten_on, state.blocked_until) if one)
    values = {"network_id": network_id, "subject": count.subject, "expires_on": expires_on, **state._asdict()}
    conn.execute(SQL.store_count, values)


@lru_cache(maxsize=4096)  # every request passes here, and parsing is dear
def site_of(address: str) -> str:
    """Return what an address is counted as: of IPv6 its /64, which is one customer's."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return str(ip)
