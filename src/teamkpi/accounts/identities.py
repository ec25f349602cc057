"""Which account an answer of a provider is about, and what its holder has to do besides.

An account is found by the provider's identifier of a person (``sub``), of which a digest is stored, and never by an
e-mail address alone. It is connected to that identifier in one of three ways: its holder connects it with the password
on the account page; somebody accepts an invitation by signing in with the provider; or the provider has verified the
e-mail address of an account, and its holder once enters the password of the account, or opens a link that is mailed to
that address (``confirmations``). Whether an address has an account is not revealed by what happens until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.accounts import (
    audited,
    confirmations,
    guesses,
    links,
    passkeys,
    providers,
    second_factor,
    security,
)
from teamkpi.accounts.browser_sessions import open_session
from teamkpi.accounts.credentials import Claim, Safeguards, proved, require_no_transaction
from teamkpi.accounts.guesses import Limits, told_of_waits
from teamkpi.accounts.provider_attempts import EXPIRED, Presented, Purpose
from teamkpi.accounts.provider_attempts import SQL as ATTEMPTS
from teamkpi.accounts.providers import Found
from teamkpi.accounts.security import Event, Tell, unheard
from teamkpi.addresses import email_address
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused, PasskeyRefused, ProviderError
from teamkpi.folding import folded
from teamkpi.ledger.audit_trail import Author, Changes

SQL: Final = load_sql(__package__, "identities.sql")
_NOT_CONNECTED: Final = "no account is connected to this sign-in"
_CONFIRM: Final = "the password of the account, or a link that is mailed to its address, is needed once"
_REFUSED: Final = {"not_connected", "not_for_account", "sign_in_expired", "connected_already"}


class Answered(NamedTuple):
    """What a provider has answered about a person; its signature and everything else about it has been checked."""

    issuer: str
    subject: str
    verified_email: str | None
    """The e-mail address if the provider says that it has verified it."""
    values: list[str]
    """The values of the claim with roles."""


class Connected(NamedTuple):
    """A provider, and since when an account is connected to it; None: it is not."""

    name: str
    label: str
    connected_on: datetime | None


class _Step(NamedTuple):
    """A sign-in that is under way, and what is known of it."""

    provider_id: int
    purpose: str
    account_id: int | None
    link_hash: bytes | None
    subject_hash: bytes | None
    roles: list[str] | None
    email: str | None
    for_whom: str


class _State(NamedTuple):
    """The state of a locked account."""

    email: str
    is_operator: bool
    roles: list[str] | None
    may_act: bool
    is_excepted: bool


@dataclass(slots=True)
class _Outcome:
    """What has come of a sign-in; it is logged once it is committed."""

    provider_id: int | None
    cookie: str | None = None
    refused: GrantRefused | None = None
    events: list[tuple[Event, int | None, dict[str, object]]] = field(default_factory=list)

    def note(self, event: Event, network_id: int | None, account_id: int | None = None, **more: object) -> None:
        """Keep an event until the commit."""
        del network_id
        self.events.append((event, account_id, more))


@dataclass(frozen=True, slots=True)
class Completing:
    """A sign-in with a provider is being completed, at one instant, in one network.

    Its two methods return the cookie of a new sign-in, or None if an account was only connected. ``conn`` must not be
    in a transaction.
    """

    conn: Connection
    network_id: int
    presented: Presented
    safeguards: Safeguards
    now: datetime
    session_days: int
    tell: Tell = unheard

    def answered(self, provider: Found, answer: Answered) -> str | None:
        """Go on with a checked answer of the provider.

        Raises LinkRefused; GrantRefused with ``not_connected``, ``connected_already``, ``not_for_account`` or
        ``invalid_grant``; and with ``two_factor_auth_check`` or ``confirmation_required`` if ``continued`` has to
        follow.
        """
        require_no_transaction(self.conn)
        with self._settled(provider.id, self.conn.transaction()) as outcome:
            step = self._waiting("taken")._replace(
                subject_hash=sha256(f"{answer.issuer}\n{answer.subject}".encode()).digest(),
                roles=None if provider.role_map is None else providers.roles_of(provider.role_map, answer.values),
            )
            match step.purpose:
                case Purpose.CONNECT:
                    self._connect(step, outcome)
                    self._delete_attempt()
                case Purpose.INVITATION:
                    self._accept(step, outcome)
                case _:
                    asked = {"network_id": self.network_id, **step._asdict()}
                    found = self.conn.execute(SQL.account_of_subject, asked).fetchone()
                    if found is not None:
                        self._sign_in(step._replace(account_id=found[0]), outcome)
                    else:
                        self._ask_to_confirm(step, answer.verified_email, outcome)
        return outcome.cookie

    def continued(self) -> str | None:
        """Go on with what the user has entered: a code of the second factor, a passkey, or the account's password.

        Raises GrantRefused with ``sign_in_expired``, ``invalid_grant``, ``two_factor_auth_check``,
        ``confirmation_required``, ``not_for_account`` or ``connected_already``; and TooManyGuesses. Wrong passwords and
        codes count like failed sign-ins of the account.
        """
        require_no_transaction(self.conn)
        if self.presented.confirmation:
            found = confirmations.find(self.conn, self.network_id, self.presented, now=self.now)
            if found is None:
                raise self._expired()
            presented = replace(self.presented, state_hash=found.state_hash)
            return replace(self, presented=presented).confirmed(found.account_id, found.email)
        asked = {"network_id": self.network_id, **self.presented.key, "now": self.now}
        kind, account_id, email = self.conn.execute(ATTEMPTS.step_of, asked).fetchone() or (None, None, None)
        if kind == "confirm":
            return self._with_password(email)
        if kind == "code" and account_id is not None:
            return self._with_second_factor("code", account_id, email)
        raise self._expired()

    def confirmed(self, account_id: int, email: str) -> str | None:
        """Go on with a link that was mailed to an address of an account; raises as ``continued`` does."""
        return self._with_second_factor("confirm", account_id, email)

    def _expired(self) -> GrantRefused:
        self.tell(security.PROVIDER_REFUSED, self.network_id, provider_id=None, reason="sign_in_expired")
        return GrantRefused("sign_in_expired", EXPIRED)

    def _with_password(self, email: str) -> str | None:
        if not self.presented.password:
            raise GrantRefused("confirmation_required", _CONFIRM)
        presented = self.presented
        claim = Claim(email, presented.password, presented.code, presented.address, presented.passkey)
        proof = proved(
            self.conn, self.network_id, claim, self.safeguards, now=self.now, despite_reset=True, tell=self.tell
        )
        with self._settled(None, proof, is_told=True) as outcome:
            step = self._waiting("confirm")
            outcome.provider_id = step.provider_id
            if step.account_id is None:  # the account was created since the provider answered
                raise GrantRefused("sign_in_expired", EXPIRED)
            self._connect(step, outcome)
            self._open(step, outcome)
        return outcome.cookie

    def _with_second_factor(self, kind: str, account_id: int, email: str) -> str | None:
        """Go on with a code or a passkey; with a mailed link, only if the account has a second factor."""
        shown = self.presented.passkey
        is_shown = shown is not None or bool(self.presented.code)
        if kind == "code" and not is_shown:
            raise GrantRefused("two_factor_auth_check", "the account has a second factor: send its code as totp")
        # Without a code there is nothing to guess, and others who guess do not keep the holder out.
        with told_of_waits(self.network_id, self.tell, account_id):
            attempt = self._reserved(account_id, email, self.safeguards.limits if is_shown else Limits(0, 0))
        passkey = None if shown is None else passkeys.take(self.conn, self.network_id, shown, now=self.now)
        with self._settled(None, self.conn.transaction()) as outcome:
            step = self._waiting(kind)
            outcome.provider_id = step.provider_id
            self._state(account_id)
            self._require_second_factor(account_id, passkey)
            if kind == "confirm":
                # Again, now that nothing of it can change: the link is used up with the sign-in.
                if confirmations.find(self.conn, self.network_id, self.presented, now=self.now) is None:
                    raise GrantRefused("sign_in_expired", EXPIRED)
                self._connect(step, outcome)
            self._open(step, outcome)
            guesses.succeed(self.conn, attempt, account_id, now=self.now)
        return outcome.cookie

    def _require_second_factor(self, account_id: int, passkey: passkeys.Answer | None) -> None:
        try:
            is_passed = self._passes(account_id, passkey)
        except GrantRefused as refused:
            if refused.code == "two_factor_auth_check":
                self.tell(security.SIGN_IN_INCOMPLETE, self.network_id, account_id, reason=refused.code)
            raise
        if not is_passed:
            self.tell(security.SIGN_IN_FAILED, self.network_id, account_id, reason="code")
            raise GrantRefused("invalid_grant", "the code of the second factor is wrong")

    def _passes(self, account_id: int, passkey: passkeys.Answer | None) -> bool:
        code, seal = self.presented.code, self.safeguards.seal
        try:
            return second_factor.passes(
                self.conn, self.network_id, account_id, code, passkey=passkey, seal=seal, now=self.now
            )
        except PasskeyRefused as refused:
            self.tell(security.PASSKEY_REFUSED, self.network_id, account_id, reason=refused.reason)
            self.tell(security.SIGN_IN_FAILED, self.network_id, account_id, reason="passkey")
            raise

    def _sign_in(self, step: _Step, outcome: _Outcome) -> None:
        """Sign in to a connected account, or ask for the code of its second factor."""
        account_id = step.account_id or 0
        self._state(account_id)
        held = {"network_id": self.network_id, "account_id": account_id}
        if self.conn.execute(second_factor.SQL.is_two_step, held).fetchone() is not None:
            self._ask(step, "code", GrantRefused("two_factor_auth_check", "the account has a second factor"), outcome)
            return
        self._open(step, outcome)
        # No limit: that others guess passwords of the account does not keep its holder out here.
        guesses.succeed(self.conn, self._reserved(account_id, "", Limits(0, 0)), account_id, now=self.now)

    def _ask_to_confirm(self, step: _Step, email: str | None, outcome: _Outcome) -> None:
        """Ask for proof of the account with a verified address; nothing is connected without it.

        It is asked for whether or not there is such an account.
        """
        email = _address(email)
        if email is None:
            self._delete_attempt()
            outcome.refused = GrantRefused("not_connected", _NOT_CONNECTED)
            which = outcome.provider_id
            outcome.note(security.PROVIDER_REFUSED, self.network_id, provider_id=which, reason="not_connected")
            return
        asked = {"network_id": self.network_id, "email_folded": folded(email)}
        [account_id] = self.conn.execute(SQL.account_of_email, asked).fetchone() or (None,)
        refused = GrantRefused("confirmation_required", _CONFIRM)
        self._ask(step._replace(account_id=account_id, email=email), "confirm", refused, outcome)

    def _ask(self, step: _Step, kind: str, refused: GrantRefused, outcome: _Outcome) -> None:
        """Let a sign-in wait for its user, who is asked for more by the refusal."""
        values = {"network_id": self.network_id, **self.presented.key, **step._asdict(), "step": kind}
        self.conn.execute(ATTEMPTS.move_attempt, values)
        outcome.refused = refused
        outcome.note(security.SIGN_IN_INCOMPLETE, self.network_id, step.account_id, reason=refused.code)

    def _accept(self, step: _Step, outcome: _Outcome) -> None:
        """Create the account of an invitation, which is used up, and sign in to it."""
        account_id = links.accept(
            self.conn,
            self.network_id,
            step.link_hash or b"",
            address=self.presented.address,
            request_id=self.presented.request_id,
            now=self.now,
            tell=outcome.note,
        )
        step = step._replace(account_id=account_id)
        self._connect(step, outcome)
        self._open(step, outcome)

    def _open(self, step: _Step, outcome: _Outcome) -> None:
        """Begin the sign-in of an account, with the roles that the provider's claim stands for."""
        account_id = step.account_id or 0
        state = self._state(account_id)
        if step.roles is not None and not state.is_excepted:
            self._set_roles(account_id, state, step.roles, outcome)
            state = self._state(account_id)
        self._require_for(step, state)
        if not state.may_act:
            self.tell(security.SIGN_IN_FAILED, self.network_id, account_id, reason="account")
            raise GrantRefused("invalid_grant", "the account cannot be used")
        outcome.cookie, _ = open_session(
            self.conn, self.network_id, account_id, now=self.now, session_days=self.session_days
        )
        self._delete_attempt()
        outcome.note(security.SIGN_IN, self.network_id, account_id)

    def _set_roles(self, account_id: int, state: _State, names: list[str], outcome: _Outcome) -> None:
        """Give an account the roles that a claim stands for; without any, it is not an operator's."""
        roles = providers.as_account_roles(names) if names else None
        if (state.is_operator, state.roles) == (bool(names), roles):
            return
        values = {"network_id": self.network_id, "account_id": account_id}
        is_owner = state.is_operator and state.roles is None
        if is_owner and self.conn.execute(SQL.has_other_owner, values).fetchone() != (True,):
            return  # the last owner stays one, whatever a provider says
        with self._noted(state.email, account_id, outcome):
            self.conn.execute(SQL.set_roles, {**values, "is_operator": bool(names), "roles": roles})

    def _connect(self, step: _Step, outcome: _Outcome) -> None:
        """Connect an account to the identity; raises GrantRefused if either is connected to another one."""
        account_id = step.account_id or 0
        state = self._state(account_id)
        if step.roles is None:
            self._require_for(step, state)
        values = {"network_id": self.network_id, **step._asdict(), "now": self.now}
        with self._noted(state.email, account_id, outcome) as changes:
            if self.conn.execute(SQL.connect, values).fetchone() is not None:
                changes[audited.CONNECTED_PROVIDER] = (None, step.provider_id)
                outcome.note(security.PROVIDER_CONNECTED, self.network_id, account_id, provider_id=step.provider_id)
            elif self.conn.execute(SQL.is_connected, values).fetchone() != (True,):
                raise GrantRefused("connected_already", "the account, or the sign-in, is connected to another one")

    @staticmethod
    def _require_for(step: _Step, state: _State) -> None:
        if step.for_whom != "everybody" and (step.for_whom == "operators") != state.is_operator:
            raise GrantRefused("not_for_account", f"this provider is for {step.for_whom}")

    def _reserved(self, account_id: int, email: str, limits: Limits) -> guesses.Attempt:
        return guesses.reserve(
            self.conn,
            self.network_id,
            email,
            self.presented.address,
            limits,
            account_id=account_id,
            pepper=self.safeguards.seal.pepper,
            now=self.now,
        )

    def _noted(self, email: str, account_id: int, outcome: _Outcome) -> AbstractContextManager[Changes]:
        address, request_id = self.presented.address, self.presented.request_id
        author = Author(email, "dashboard", address, account_id=account_id, request_id=request_id)
        return audited.noted(self.conn, self.network_id, email, author, now=self.now, tell=outcome.note)

    def _state(self, account_id: int) -> _State:
        asked = {"network_id": self.network_id, "account_id": account_id}
        found = self.conn.execute(SQL.lock_account, asked).fetchone()
        if found is None:
            raise GrantRefused("not_connected", _NOT_CONNECTED)
        return _State._make(found)

    def _waiting(self, kind: str) -> _Step:
        asked = {"network_id": self.network_id, **self.presented.key, "step": kind, "now": self.now}
        found = self.conn.execute(ATTEMPTS.waiting_attempt, asked).fetchone()
        if found is None:
            raise GrantRefused("sign_in_expired", EXPIRED)
        step = _Step._make(found)
        if step.roles is not None or kind == "taken":
            # Before any account: in the order of those who change access.
            self.conn.execute(SQL.lock_network, {"network_id": self.network_id})
        return step

    def _delete_attempt(self) -> None:
        self.conn.execute(ATTEMPTS.delete_attempt, {"network_id": self.network_id, **self.presented.key})

    @contextmanager
    def _settled(
        self, provider_id: int | None, transaction: AbstractContextManager[object], *, is_told: bool = False
    ) -> Iterator[_Outcome]:
        """Commit what the block does, log it, and raise the refusal that asks for more.

        With ``is_told``, the transaction logs what is refused.
        """
        outcome = _Outcome(provider_id)
        try:
            with transaction:
                yield outcome
        except GrantRefused as refused:
            if not is_told and refused.code in _REFUSED:
                which, reason = outcome.provider_id, refused.code
                self.tell(security.PROVIDER_REFUSED, self.network_id, provider_id=which, reason=reason)
            raise
        for event, account_id, more in outcome.events:
            self.tell(event, self.network_id, account_id, **more)
        if outcome.refused is not None:
            raise outcome.refused


def _address(email: str | None) -> str | None:
    """Return the address that a provider has verified; None if it is not one."""
    try:
        return None if email is None else email_address(email)
    except ValueError:
        return None


def connections(conn: Connection, network_id: int, account_id: int) -> list[Connected]:
    """Return the providers that an account may use, by label."""
    asked = {"network_id": network_id, "account_id": account_id}
    return [Connected._make(row) for row in conn.execute(SQL.providers_of_account, asked)]


def disconnect(conn: Connection, network_id: int, account_id: int, name: str, changes: Changes) -> int:
    """Disconnect an account from a provider, and return the provider's id.

    To be called in a transaction that adds the changes to the audit trail. Raises ProviderError if it is not connected.
    """
    provider = providers.find(conn, network_id, name)
    values = {"network_id": network_id, "account_id": account_id, "provider_id": provider.id}
    if conn.execute(SQL.disconnect, values).fetchone() is None:
        raise ProviderError("the account is not connected to this provider")
    changes[audited.CONNECTED_PROVIDER] = (provider.id, None)
    return provider.id
