"""Who asks the back office: one statement for all requests that wait, and a password's proof where one is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from lru import LRU

from teamkpi.accounts import Claim, Safeguards, site_of
from teamkpi.accounts.credentials import prove_password
from teamkpi.accounts.keys import NOTED_EVERY, note_use
from teamkpi.accounts.remembered import Place, RememberedPasswords
from teamkpi.accounts.security import Tell
from teamkpi.api.callers.batching import Batches
from teamkpi.api.callers.checks import digest, storable
from teamkpi.api.callers.known_hosts import KnownHosts
from teamkpi.api.database import CHECK_SECONDS, NOT_ASKED, Database, Gate
from teamkpi.api.errors import HttpError
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused, NoOperator
from teamkpi.folding import folded

_SQL = load_sql("teamkpi.api.callers", "operator_checks.sql")
_MOST_KEYS: Final = 1024
NOBODY: Final = "The access token, the API key, or the operator's e-mail and password is missing or not valid."
_REASONS: Final = {
    "must_reset_password": "The password must be changed before it can be used.",
    "passwords_are_off": "Passwords do not sign in here: sign in with a provider, or use an API key.",
    "two_factor_auth_check": "The account has a second factor: sign in for an access token, or use an API key.",
}


class OperatorCheck(NamedTuple):
    """Whom a request's token, key or e-mail stands for at the moment of its check."""

    network_id: int | None
    """None: no network answers for the host; then nothing else is set."""
    account_id: int | None
    """None without a token or e-mail address, or if it belongs to no account."""
    email: str | None
    is_operator: bool
    account_roles: list[str] | None
    """None: everything, for an operator's account."""
    password_hash: str | None
    """Of the account that an e-mail names; None for a token."""
    may_show_password: bool
    """The account that an e-mail names can be used with its password alone."""
    key_id: int | None
    """None: there was no key, or it does not hold."""
    key_name: str | None
    key_roles: list[str] | None
    key_last_used_on: datetime | None


_NO_NETWORK: Final = OperatorCheck(None, None, None, False, None, None, False, None, None, None, None)


class _Asked(NamedTuple):
    host: str
    token_hash: bytes | None
    key_hash: bytes | None
    email_folded: str | None


class OperatorChecks:
    """The back office's checks of one server process."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._pool = database.reads
        self._hosts = KnownHosts()
        self._now = now
        self._batches: Batches[_Asked, OperatorCheck] = Batches(
            lambda batch: database.retrying(lambda: self._ask(batch), CHECK_SECONDS), NOT_ASKED, name="check"
        )

    async def check(
        self, host: str, *, token: str | None = None, key: str | None = None, email: str | None = None
    ) -> OperatorCheck:
        """Return whom one of the three stands for, in the network of the host.

        Raises TimeoutError when the database does not answer in time, and psycopg's OperationalError when it is away.
        """
        asked = _Asked(storable(host), digest(token), digest(key), None if email is None else folded(storable(email)))
        return await self._batches.ask(asked)

    async def _ask(self, batch: Sequence[_Asked]) -> list[OperatorCheck]:
        now = self._now()

        def parameters(some: Sequence[_Asked]) -> dict[str, Any]:
            return {
                "hosts": [asked.host for asked in some],
                "token_hashes": [asked.token_hash for asked in some],
                "key_hashes": [asked.key_hash for asked in some],
                "emails_folded": [asked.email_folded for asked in some],
                "now": now,
            }

        async with self._pool.connection() as conn:
            rows = await self._hosts.ask(conn, _SQL.check_operators, dict.fromkeys(batch), parameters)
        read = {
            asked: _NO_NETWORK if network_id is None else OperatorCheck(network_id, *values)
            for asked, (network_id, values) in rows.items()
        }
        return [read[asked] for asked in batch]


class OperatorCredentials:
    """Identifies the operators of one server process, by checks and recently verified passwords."""

    def __init__(
        self, database: Database, passwords: Gate, safeguards: Safeguards, now: Callable[[], datetime]
    ) -> None:
        self.checks = OperatorChecks(database, now)
        self._database = database
        self._passwords = passwords
        self._safeguards = safeguards
        self._now = now
        self._remembered = RememberedPasswords()
        self._proving: dict[bytes, asyncio.Task[int]] = {}
        self._noted: LRU[tuple[int, int], datetime] = LRU(_MOST_KEYS)

    async def note_use(self, network_id: int, key_id: int, last_used_on: datetime | None) -> None:
        """Record the use of a key, unless that was done recently; failures are ignored."""
        key, now = (network_id, key_id), self._now()
        noted = max((one for one in (last_used_on, self._noted.get(key)) if one is not None), default=None)
        if noted is not None and now - noted < NOTED_EVERY:
            return
        self._noted[key] = now
        # The database may be a standby, which only reads, or busy.
        with suppress(psycopg.Error, HttpError):
            await self._database.note(lambda conn: note_use(conn, network_id, key_id, now=now))

    async def prove(self, found: OperatorCheck, claim: Claim, tell: Tell) -> None:
        """Return when a claim's password is that of the account with its e-mail, which may be used with it alone.

        Raises NoOperator, or TooManyGuesses. A password that was verified at this address, against the hash that is
        stored now, costs no hash; for requests that show the same at the same time it is verified once.
        """
        network_id, account_id = found.network_id or 0, found.account_id
        site = site_of(claim.address) if claim.address else ""
        if (
            account_id is not None
            and found.password_hash is not None
            and found.may_show_password
            and self._remembered.knows(Place(network_id, account_id, site), found.password_hash, claim.password)
        ):
            return
        shown = (str(network_id), claim.email, found.password_hash or "", claim.password, claim.address or "")
        same = self._remembered.digest(*shown)
        proof = self._proving.get(same)
        if proof is None:
            proof = self._proving[same] = asyncio.create_task(self._verify(network_id, claim, tell))
            proof.add_done_callback(lambda proof: self._forget(same, proof))
        # Others may wait for it too, when this request is given up.
        if await asyncio.shield(proof) != account_id:
            raise NoOperator(NOBODY)  # the e-mail has become another account's meanwhile

    def _forget(self, same: bytes, proof: asyncio.Task[int]) -> None:
        del self._proving[same]
        if not proof.cancelled():
            proof.exception()  # waiting requests get the error; there may be none left

    async def _verify(self, network_id: int, claim: Claim, tell: Tell) -> int:
        def work() -> tuple[int, str]:
            with self._database.noting() as conn:
                return prove_password(conn, network_id, claim, self._safeguards, now=self._now(), tell=tell)

        try:
            account_id, password_hash = await self._passwords.run(work)
        except GrantRefused as refused:
            raise NoOperator(_REASONS.get(refused.code, NOBODY)) from None
        site = site_of(claim.address) if claim.address else ""
        self._remembered.keep(Place(network_id, account_id, site), password_hash, claim.password)
        return account_id
