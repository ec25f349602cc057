"""The recipients of alerts: the administrators of a team who can sign in, unless they want no mail about its alerts.

Each mail, and each report about a team, has a link to stop such mail. It needs no sign-in: it names the team and the
account, and is signed with a key of the network. It can do nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.alerts.values import SQL
from teamkpi.errors import AlertRefused, NetworkNotFound
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.networks import network_at

_PURPOSE: Final = b"stop mail about alerts"
_OF_REPORTS: Final = b"stop reports"
_REPORTS: Final = "report-"
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
    mail_came_back: bool
    """Mail to its address was refused for good."""

    @property
    def gets_mail(self) -> bool:
        """Whether mail about alerts is sent to it."""
        return self.wants_mail and not self.mail_came_back

    def is_among(self, recipient_ids: Collection[int] | None) -> bool:
        """Return whether it is one of a rule's recipients; None are all administrators."""
        return recipient_ids is None or bool(set(recipient_ids) & set(self.coworker_ids))


def readers_of(conn: Connection, network_id: int, team_id: int) -> list[Reader]:
    """Return the accounts that administer a team now, by id."""
    rows = conn.execute(SQL.readers, {"network_id": network_id, "team_id": team_id})
    return [Reader._make(row) for row in rows]


def note_reader(
    conn: Connection,
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


class StopLink(NamedTuple):
    """What a link stops: mail to an account about the alerts of a team, or reports about it."""

    team_id: int
    account_id: int
    is_of_reports: bool


def unsubscribe_secret(conn: Connection, network_id: int, team_id: int, account_id: int) -> str:
    """Return the secret of the link by which an account stops mail about the alerts of a team."""
    return _secret(_key(conn, network_id), StopLink(team_id, account_id, is_of_reports=False))


def report_secret(conn: Connection, network_id: int, team_id: int, account_id: int) -> str:
    """Return the secret of the link by which an account stops reports about a team."""
    return _secret(_key(conn, network_id), StopLink(team_id, account_id, is_of_reports=True))


def _key(conn: Connection, network_id: int) -> LinkKey:
    key, named_as = conn.execute(SQL.link_key, {"network_id": network_id}).fetchone() or (b"", network_id)
    return LinkKey(network_id, key, named_as)


def _secret(key: LinkKey, link: StopLink) -> str:
    prefix = _REPORTS if link.is_of_reports else ""
    return f"{prefix}{link.team_id}-{link.account_id}-{_signature(key, link)}"


async def link_key_of(conn: AsyncConnection, host: str) -> LinkKey:
    """Return the key of the network of a host; raises NetworkNotFound."""
    network_id = await network_at(conn, host)
    found = await (await conn.execute(SQL.link_key, {"network_id": network_id})).fetchone()
    if found is None:
        raise NetworkNotFound
    return LinkKey(network_id, *found)


def read_secret(secret: str, key: LinkKey) -> StopLink:
    """Return what the secret of a link stops; raises AlertRefused for one that this key did not sign."""
    is_of_reports = secret.startswith(_REPORTS)
    parts = secret.removeprefix(_REPORTS).split("-")
    if (
        len(secret) <= _LONGEST_LINK
        and len(parts) == _PARTS
        and all(one.isdecimal() and one.isascii() for one in parts[:2])
    ):
        link = StopLink(int(parts[0]), int(parts[1]), is_of_reports)
        if link.team_id <= LARGEST_ID and link.account_id <= LARGEST_ID:
            expected = _signature(key, link)
            if hmac.compare_digest(expected.encode(), parts[2].encode()):
                return link
    raise AlertRefused("alert_link_not_found")


def stop_mail(conn: Connection, network_id: int, team_id: int, account_id: int) -> None:
    """Send an account no more mail about the alerts of a team."""
    values = {
        "network_id": network_id,
        "team_id": team_id,
        "account_id": account_id,
        "language": LANGUAGES[0],
    }
    conn.execute(SQL.stop_mail, values)


def _signature(key: LinkKey, link: StopLink) -> str:
    purpose = _OF_REPORTS if link.is_of_reports else _PURPOSE
    text = b"%s/%d/%d/%d" % (purpose, key.named_as, link.team_id, link.account_id)
    return hmac.new(key.key, text, hashlib.sha256).hexdigest()
