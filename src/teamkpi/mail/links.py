"""Mails with a link that works once: to choose a password, or to confirm a sign-in with a provider."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg import Connection

from teamkpi.accounts import confirmations, links
from teamkpi.mail.compose import Additions, language_of, shown_instant
from teamkpi.outbox import ACCOUNT_INVITATION, PASSWORD_FORGOTTEN, PROVIDER_CONFIRMATION, Message

KINDS: Final = {PASSWORD_FORGOTTEN.name, ACCOUNT_INVITATION.name, PROVIDER_CONFIRMATION.name}


def additions_of(conn: Connection, network_id: int, message: Message, *, now: datetime) -> tuple[str, Additions] | None:
    """Return the address that a mail goes to, and its link; None if the mail is not to be sent.

    It is the address of the account, which may be spelled otherwise than the one that was entered, or that a provider
    names. The secret of the link is created here.
    """
    language = language_of(message.language)
    if message.kind == PROVIDER_CONFIRMATION.name:
        asked = confirmations.to_send(conn, network_id, message.id, asked_on=message.written_on, now=now)
        if asked is None:
            return None
        until = shown_instant(asked.expires_on, language)
        return asked.email, Additions({"secret": asked.secret, "until": until, "provider": asked.provider})
    found = links.to_send(
        conn, network_id, message.id, message.link_id, message.email, asked_on=message.written_on, now=now
    )
    if found is None:
        return None
    until = shown_instant(found.link.expires_on, language)
    return found.email, Additions(values={"secret": found.link.secret, "until": until})
