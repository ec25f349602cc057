"""The recipients of alerts: the administrators of a team who can sign in, unless they want no mail about its alerts.

Each mail has a link to stop such mail. It needs no sign-in: it names the team and the account, and is signed with a key
of the network. It can do nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.alerts.values import SQL
from teamkpi.errors import AlertRefused, NetworkNotFound
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger.values import LARGEST_ID

_PURPOSE: Final = b"stop mail about alerts"
_PARTS: Final = 3
_LONGEST_LINK: Final = 200


class Reader(NamedTuple):
    """An account that administers a team."""

    account_id: int
    email: str
    coworker_ids: list[int]
    """The coworkers by whom it administers the team."""
    wants_mail: bool
    language: str | None
    """None if it is not known."""

    def is_among(self, recipient_ids: Collection[int] | None) -> bool:
        """Return whether it is one of a rule's recipients; None are all administrators."""
        return recipient_ids is None or bool(set(recipient_ids) & set(self.coworker_ids))


def readers_of(conn: Connection[Any], network_id: int, team_id: int) -> list[Reader]:
    """Return the accounts that administer a team now, by id."""
    rows = conn.execute(SQL.readers, {"network_id": network_id, "team_id": team_id})
    return [Reader._make(row) for row in rows]


def note_reader(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    account_id: int,
    language: Language,
    *,
    wants_mail: bool | None = None,
) -> None:
    """Note the language of an account, and whether it wants mail about the alerts of a team; None: as before."""
    values = {
        "network_id": network_id,
        "team_id": team_id,
        "account_id": account_id,
        "language": language,
        "wants_mail": wants_mail,
    }
    conn.execute(SQL.note_reader, values)


class LinkKey(NamedTuple):
    """What the links of a network are signed with."""

    network_id: int
    key: bytes
    named_as: int
    """The network in what is signed: a number that stays the same when the network moves."""


def unsubscribe_secret(conn: Connection[Any], network_id: int, team_id: int, account_id: int) -> str:
    """Return the secret of the link by which an account stops mail about the alerts of a team."""
    key, named_as = conn.execute(SQL.link_key, {"network_id": network_id}).fetchone() or (b"", network_id)
    return f"{team_id}-{account_id}-{_signature(LinkKey(network_id, key, named_as), team_id, account_id)}"


async def link_key_of(conn: AsyncConnection[Any], host: str) -> LinkKey:
    """Return the key of the network of a host; raises NetworkNotFound."""
    found = await (await conn.execute(SQL.network_of_host, {"host": host})).fetchone()
    if found is None:
        raise NetworkNotFound
    return LinkKey._make(found)


def read_secret(secret: str, key: LinkKey) -> tuple[int, int]:
    """Return the team and the account of a link's secret; raises AlertRefused for one that this key did not sign."""
    parts = secret.split("-")
    if (
        len(secret) <= _LONGEST_LINK
        and len(parts) == _PARTS
        and all(one.isdecimal() and one.isascii() for one in parts[:2])
    ):
        team_id, account_id = int(parts[0]), int(parts[1])
        if team_id <= LARGEST_ID and account_id <= LARGEST_ID:
            expected = _signature(key, team_id, account_id)
            if hmac.compare_digest(expected.encode(), parts[2].encode()):
                return team_id, account_id
    raise AlertRefused("alert_link_not_found")


def stop_mail(conn: Connection[Any], network_id: int, team_id: int, account_id: int) -> None:
    """Send an account no more mail about the alerts of a team."""
    values = {
        "network_id": network_id,
        "team_id": team_id,
        "account_id": account_id,
        "language": LANGUAGES[0],
    }
    conn.execute(SQL.stop_mail, values)


def _signature(key: LinkKey, team_id: int, account_id: int) -> str:
    text = b"%s/%d/%d/%d" % (_PURPOSE, key.named_as, team_id, account_id)
    return hmac.new(key.key, text, hashlib.sha256).hexdigest()
