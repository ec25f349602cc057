"""Mails with a link to choose a password."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from psycopg import Connection

from teamkpi.accounts import links
from teamkpi.mail.compose import Additions, language_of, shown_instant
from teamkpi.outbox import ACCOUNT_INVITATION, PASSWORD_FORGOTTEN, Message

KINDS: Final = {PASSWORD_FORGOTTEN.name, ACCOUNT_INVITATION.name}


def additions_of(
    conn: Connection[Any], network_id: int, message: Message, *, now: datetime
) -> tuple[str, Additions] | None:
    """Return the address that a mail goes to, and its link; None if the mail is not to be sent.

    That of a forgotten password goes to the address of the account, which may be spelled otherwise than the one that
    was entered. The secret of the link is created here.
    """
    found = links.to_send(
        conn, network_id, message.id, message.link_id, message.email, asked_on=message.written_on, now=now
    )
    if found is None:
        return None
    until = shown_instant(found.link.expires_on, language_of(message.language))
    return found.email, Additions(values={"secret": found.link.secret, "until": until})
