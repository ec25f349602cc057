"""What account holders can see and change of their own account: its open sign-ins, second factor and passkeys.

An access token is enough to read, to end sign-ins, and to rename passkeys. Changing the second factor, and adding and
removing passkeys also take the password, and a code
if there is a second factor already, so that a stolen token cannot lock the account's holder out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.accounts import audited, passkeys, second_factor, security
from teamkpi.accounts.credentials import Claim, Safeguards, proved
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.passkeys import Passkey, Shown, Site
from teamkpi.accounts.security import Tell, unheard
from teamkpi.accounts.sign_ins import LASTS_UNTIL
from teamkpi.accounts.tokens import SQL as TOKENS
from teamkpi.db import load_sql, without_purpose
from teamkpi.errors import NotAuthenticated
from teamkpi.ledger.audit_trail import Author, Changes

SQL = load_sql(__package__, "own.sql")
_SIGN_IN_NAME: Final = without_purpose(SQL.sign_in_name)
SIGN_INS: Final = SQL.sign_ins.format(sign_in_name=_SIGN_IN_NAME, lasts_until=LASTS_UNTIL)
END_NAMED_SIGN_IN: Final = SQL.end_named_sign_in.format(sign_in_name=_SIGN_IN_NAME)


class OpenSignIn(NamedTuple):
    """A sign-in that has not ended."""

    name: str
    """Identifies it among the sign-ins of the account."""
    client_id: str
    created_on: datetime
    expires_on: datetime
    """When the sign-in ends unless its tokens are refreshed before."""
    is_current: bool
    """Whether the request's access token belongs to it."""


class OwnAccount(NamedTuple):
    """What the holder of an account sees of it."""

    second_factor_set_on: datetime | None
    recovery_codes_left: int
    sign_ins: list[OpenSignIn]
    passkeys: list[Passkey]
    mail_came_back_on: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """The signed-in holder of an account who ends some of its sign-ins."""

    network_id: int
    account_id: int
    email: str
    author: Author
    now: datetime
    tell: Tell = unheard


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change that someone makes to their own account, and the credentials that prove it is theirs."""

    network_id: int
    claim: Claim
    safeguards: Safeguards
    author: Author
    now: datetime
    tell: Tell = unheard

    @contextmanager
    def made(self, conn: Connection) -> Iterator[Changes]:
        """Prove the claim; what the block does is committed together with it and with the entry in the audit trail.

        ``conn`` must not be in a transaction. Raises the errors of ``credentials.proved``.
        """
        happened: list[tuple[security.Event, int | None, int | None]] = []

        def note(event: security.Event, network_id: int | None, account_id: int | None = None, **_: object) -> None:
            happened.append((event, network_id, account_id))

        with (
            proved(conn, self.network_id, self.claim, self.safeguards, now=self.now, tell=self.tell),
            audited.noted(conn, self.network_id, self.claim.email, self.author, now=self.now, tell=note) as changes,
        ):
            yield changes
        for one in happened:  # not before the commit
            self.tell(*one)


async def overview(conn: AsyncConnection, network_id: int, account_id: int, token: str, *, now: datetime) -> OwnAccount:
    """Return what the holder of an account sees of it; ``token`` is the access token of the request."""
    asked = {"network_id": network_id, "account_id": account_id, "token_hash": digest_of(token), "now": now}
    set_on, left, came_back_on = await (await conn.execute(SQL.overview, asked)).fetchone() or (None, 0, None)
    rows = await (await conn.execute(SIGN_INS, asked)).fetchall()
    held = await passkeys.of_account(conn, network_id, account_id)
    return OwnAccount(set_on, left, [OpenSignIn._make(row) for row in rows], held, came_back_on)


def end_sign_in(conn: Connection, holder: Holder, name: str) -> None:
    """End one of the account's sign-ins, starting with its next request; ignores an unknown name."""
    _end(conn, holder, END_NAMED_SIGN_IN, name=name)


def end_other_sign_ins(conn: Connection, holder: Holder, token: str) -> None:
    """End all sign-ins of the account except that of the access token ``token``."""
    _end(conn, holder, SQL.end_other_sign_ins, token_hash=digest_of(token))


async def new_second_factor(conn: AsyncConnection, network_id: int, email: str) -> second_factor.Enrolment:
    """Make a secret for a second factor of an account. It is not stored, and has no effect until it is set."""
    found = await (await conn.execute(SQL.network_name, {"network_id": network_id})).fetchone()
    return second_factor.new_enrolment(email, second_factor.issuer_of(found[0] if found else ""))


def set_second_factor(conn: Connection, change: OwnChange, secret: str, code: str) -> tuple[str, ...]:
    """Give the account a second factor, replacing any earlier one, and return its recovery codes.

    Raises AccountError if ``code`` is not a current code of ``secret``, SettingsError if there is no key to encrypt
    the secret with, and the errors of ``OwnChange.made``.
    """
    seal = change.safeguards.seal
    with change.made(conn):
        email = change.claim.email
        return second_factor.enrol(conn, change.network_id, email, secret, code, seal=seal, now=change.now)


def remove_second_factor(conn: Connection, change: OwnChange) -> None:
    """Remove the account's second factor; raises AccountError if it has none, and the errors of ``OwnChange.made``."""
    with change.made(conn):
        second_factor.remove(conn, change.network_id, change.claim.email)


def new_recovery_codes(conn: Connection, change: OwnChange) -> tuple[str, ...]:
    """Replace the account's recovery codes; raises AccountError if it has no second factor, and the same errors."""
    with change.made(conn) as changes:
        codes = second_factor.new_recovery_codes(conn, change.network_id, change.claim.email)
        changes["RecoveryCodes"] = (None, len(codes))
        return codes


def browser_of(conn: Connection, network_id: int, token: str) -> str:
    """Return what stands for the browser of a sign-in: only what has a token of the sign-in answers what it was asked.

    Raises NotAuthenticated if the token has just ended.
    """
    found = conn.execute(SQL.sign_in_of_token, {"network_id": network_id, "token_hash": digest_of(token)}).fetchone()
    if found is None:
        raise NotAuthenticated
    return f"sign-in {found[0]}"


def ask_for_proof(
    conn: Connection, network_id: int, account_id: int, token: str, site: Site, *, now: datetime
) -> dict[str, object]:
    """Return options for using a passkey of the account as its second factor."""
    browser = browser_of(conn, network_id, token)
    return passkeys.ask_for_proof(conn, network_id, browser, site, account_id=account_id, now=now)


def ask_for_passkey(conn: Connection, change: OwnChange, account_id: int, token: str, site: Site) -> dict[str, object]:
    """Return options for making a passkey; raises AccountError, and the errors of ``OwnChange.made``."""
    browser = browser_of(conn, change.network_id, token)
    with change.made(conn):
        [name] = conn.execute(SQL.network_name, {"network_id": change.network_id}).fetchone() or ("",)
        return passkeys.ask_for_new(
            conn,
            change.network_id,
            account_id,
            email=change.claim.email,
            browser=browser,
            site=site,
            space=second_factor.issuer_of(name),
            now=change.now,
        )


def add_passkey(conn: Connection, holder: Holder, shown: Shown, name: str) -> tuple[str, ...]:
    """Store the passkey that a browser has made; return recovery codes if the account had none, or nothing.

    The browser was only asked for it after the holder had proved the account to be theirs. Raises AccountError.
    """
    name = passkeys.named(name)
    made = passkeys.take_new(conn, holder.network_id, shown, now=holder.now)
    with _noted(conn, holder) as changes:
        passkey_id = passkeys.add(conn, holder.network_id, holder.account_id, made, name, now=holder.now)
        changes["Passkey"] = (None, passkey_id)
        return second_factor.first_recovery_codes(conn, holder.network_id, holder.account_id)


def rename_passkey(conn: Connection, holder: Holder, passkey_id: int, name: str) -> None:
    """Give a passkey of the account another name; ignores an unknown one. Raises AccountError."""
    with _noted(conn, holder) as changes:
        if passkeys.rename(conn, holder.network_id, holder.account_id, passkey_id, name):
            changes["Passkey"] = (passkey_id, passkey_id)


def remove_passkey(conn: Connection, change: OwnChange, account_id: int, passkey_id: int) -> None:
    """Remove a passkey of the account; ignores an unknown one. Raises the errors of ``OwnChange.made``."""
    with change.made(conn) as changes:
        if passkeys.remove(conn, change.network_id, account_id, passkey_id):
            changes["Passkey"] = (passkey_id, None)
            second_factor.drop_idle_recovery_codes(conn, change.network_id, account_id)


@contextmanager
def _noted(conn: Connection, holder: Holder) -> Iterator[Changes]:
    """Change an account, which is locked meanwhile; what the block does is committed with the audit trail's entry."""
    with audited.noted(
        conn, holder.network_id, holder.email, holder.author, now=holder.now, tell=holder.tell
    ) as changes:
        yield changes


def _end(conn: Connection, holder: Holder, statement: str, **which: object) -> None:
    account = {"network_id": holder.network_id, "account_id": holder.account_id}
    with audited.noted(conn, holder.network_id, holder.email, holder.author, now=holder.now) as changes:
        conn.execute(TOKENS.lock_account_alone, account)
        ended = conn.execute(statement, {**account, **which}).fetchall()
        if ended:
            changes["EndedSignIns"] = (None, len(ended))
    for _ in ended:
        holder.tell(security.TOKEN_REVOKED, holder.network_id, holder.account_id)
