"""Creates the first operator of a network, by means of the set-up link.

The link's secret is encrypted with the key of this installation and contains its network and expiry. It is only valid
while the network has no operator, so it works once, and links need not be stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from psycopg import Connection

from teamkpi.accounts import audited, people
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import SettingsError, SetupRefused
from teamkpi.ledger.audit_trail import Author
from teamkpi.wire import instant

_SQL: Final = load_sql(__package__, "setup.sql")
VALID_FOR: Final = timedelta(hours=1)
"""How long a link is valid."""
_WHAT: Final = "a set-up link"


def needs_setup(conn: Connection, network_id: int) -> bool:
    """Return whether a network has no operator yet."""
    row = conn.execute(_SQL.has_operator, {"network_id": network_id}).fetchone()
    return row is not None and not row[0]


def link_secret(seal: Seal, network_id: int, *, now: datetime) -> str:
    """Return the secret of a set-up link for a network, valid for an hour; raises SettingsError without a key."""
    return seal.close(instant(now + VALID_FOR), _owner(network_id), what=_WHAT)


def make_first_operator(
    conn: Connection,
    network_id: int,
    email: str,
    password: str,
    *,
    secret: str,
    seal: Seal,
    now: datetime,
    address: str | None = None,
    request_id: str | None = None,
    tell: Tell = unheard,
) -> None:
    """Make the first operator's account of a network.

    Raises SetupRefused when the secret is not one for this network, is too old, or there is an operator by now; and
    AccountError for an e-mail or a password that cannot be used. ``conn`` must not be in a transaction.
    """
    require_valid(conn, network_id, secret=secret, seal=seal, now=now)
    author = Author(people.checked_email(email), "dashboard", address, request_id=request_id)
    with audited.noted(conn, network_id, email, author, now=now, tell=tell):
        conn.execute(_SQL.lock_network, {"network_id": network_id})
        if not needs_setup(conn, network_id):
            raise SetupRefused
        people.create(conn, network_id, email, password, operator=True, now=now)


def require_valid(conn: Connection, network_id: int, *, secret: str, seal: Seal, now: datetime) -> None:
    """Raise SetupRefused unless a secret could make the first operator of a network now."""
    try:
        valid_until = seal.open(secret, _owner(network_id), what=_WHAT)
    except (SettingsError, ValueError):
        raise SetupRefused from None
    if now > datetime.fromisoformat(valid_until) or not needs_setup(conn, network_id):
        raise SetupRefused


def _owner(network_id: int) -> str:
    return f"setup of network {network_id}"
