"""Sign-ins with a provider that are under way: each belongs to one browser, and to ten minutes.

The browser has a cookie for it, and the provider gets a state, which is used up by the first answer that comes with it.
The database has digests of both; nonce and code verifier are derived from them, and stored nowhere.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import digest as hmac_of
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.accounts import guesses, links, security
from teamkpi.accounts.credentials import Safeguards, require_no_transaction
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.guesses import Limits, told_of_waits
from teamkpi.accounts.passkeys import Shown
from teamkpi.accounts.providers import Found
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused, LinkRefused

SQL: Final = load_sql(__package__, "provider_attempts.sql")
VALID_FOR: Final = timedelta(minutes=10)
"""How long a sign-in with a provider may take."""
PAGE: Final = "/dashboard/signed-in"
"""The page that providers send browsers back to, and that mailed links open, with the secret as the fragment."""
EXPIRED: Final = "this sign-in is unknown, too old, already used, or was begun in another browser"
_MOST_BEGUN: Final = 200
_SECRET_BYTES: Final = 32
_LONGEST_SECRET: Final = 64


class Purpose(StrEnum):
    """Why somebody is sent to a provider."""

    SIGN_IN = "sign_in"
    CONNECT = "connect"
    INVITATION = "invitation"


class Begun(NamedTuple):
    """A sign-in that has begun: secrets for the provider and for the browser, of which only digests are kept."""

    state: str
    cookie: str

    @property
    def nonce(self) -> str:
        """What the ID token has to repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What the code has to be exchanged with (RFC 7636)."""
        return self._derived("code verifier")

    @property
    def challenge(self) -> str:
        """What is sent ahead of the verifier."""
        return _text(sha256(self.verifier.encode()).digest())

    def _derived(self, what: str) -> str:
        return _text(hmac_of(self.cookie.encode(), f"{what} {self.state}".encode(), "sha256"))


@dataclass(frozen=True, slots=True)
class Presented:
    """What a browser sends to complete a sign-in, and from where."""

    state: str = field(repr=False)
    cookie: str = field(repr=False)
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    """A code of the second factor."""
    passkey: Shown | None = field(default=None, repr=False)
    """What a passkey signed in place of the code."""
    confirmation: str = field(default="", repr=False)
    """The secret of a link that was mailed, in place of the state."""
    state_hash: bytes | None = field(default=None, repr=False)
    """The digest of the state where only that is known."""
    address: str | None = None
    request_id: str | None = None

    @property
    def begun(self) -> Begun:
        """The secrets of the sign-in, as this browser has them."""
        return Begun(self.state, self.cookie)

    @property
    def key(self) -> dict[str, object]:
        """The digests by which the sign-in is found."""
        return {"state_hash": self.state_hash or digest_of(self.state), "browser_hash": digest_of(self.cookie)}


def begin(
    conn: Connection,
    network_id: int,
    provider: Found,
    *,
    purpose: Purpose = Purpose.SIGN_IN,
    account_id: int | None = None,
    link_secret: str | None = None,
    address: str | None,
    safeguards: Safeguards,
    now: datetime,
    tell: Tell = unheard,
) -> Begun:
    """Begin a sign-in with a provider; its state goes to the provider, its cookie to the browser.

    ``link_secret`` is that of an invitation to accept. Raises LinkRefused if that cannot be used, and TooManyGuesses if
    too many sign-ins begin at one address. ``conn`` must not be in a transaction.
    """
    require_no_transaction(conn)
    if address is not None and safeguards.limits.per_address:
        limit = Limits(_MOST_BEGUN, 0, safeguards.limits.longest_wait)
        with told_of_waits(network_id, tell, what="sign-ins"):
            guesses.reserve(
                conn,
                network_id,
                f"begun {guesses.site_of(address)}",  # a count of its own: to begin is not to fail
                None,
                limit,
                pepper=safeguards.seal.pepper,
                now=now,
            )
    if link_secret is not None and links.find(conn, network_id, link_secret, now=now).purpose != links.INVITATION:
        raise LinkRefused
    begun = Begun(secrets.token_urlsafe(_SECRET_BYTES), secrets.token_urlsafe(_SECRET_BYTES))
    values = {
        "network_id": network_id,
        "provider_id": provider.id,
        "purpose": str(purpose),
        "account_id": account_id,
        "state_hash": digest_of(begun.state),
        "browser_hash": digest_of(begun.cookie),
        "link_hash": None if link_secret is None else digest_of(link_secret),
        "expires_on": now + VALID_FOR,
    }
    conn.execute(SQL.insert_attempt, values)
    return begun


class Taken(NamedTuple):
    """A sign-in whose state has been used up."""

    provider: str
    """The provider's name."""
    begun_on: datetime
    attempt: guesses.Attempt
    """Counts as failed at the address until it is taken back."""


def take(
    conn: Connection, network_id: int, presented: Presented, safeguards: Safeguards, *, now: datetime, tell: Tell
) -> Taken:
    """Use up the state of a sign-in, whose answer has come.

    Raises GrantRefused with ``sign_in_expired``, and TooManyGuesses. ``conn`` must not be in a transaction.
    """
    require_no_transaction(conn)
    limits = safeguards.limits
    with told_of_waits(network_id, tell):
        attempt = guesses.reserve(
            conn,
            network_id,
            "",
            presented.address,
            Limits(0, limits.per_address, limits.longest_wait),
            pepper=safeguards.seal.pepper,
            now=now,
        )
    found = None
    if len(presented.state) <= _LONGEST_SECRET and presented.cookie:
        asked = {"network_id": network_id, **presented.key, "now": now}
        found = conn.execute(SQL.take_attempt, asked).fetchone()
    if found is None:
        tell(security.PROVIDER_REFUSED, network_id, provider_id=None, reason="sign_in_expired")
        raise GrantRefused("sign_in_expired", EXPIRED)
    return Taken(found[0], found[1] - VALID_FOR, attempt)


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
