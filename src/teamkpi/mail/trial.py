"""A test mail: sent at once, outside the outbox, so that its outcome is known."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import uuid4

from teamkpi.mail.compose import compose
from teamkpi.mail.smtp import STEP_SECONDS, MailServer, connected
from teamkpi.outbox import Sender

_KIND: Final = "test"
_MOST_SECONDS: Final = 60.0  # somebody waits for the outcome


def send_test(
    server: MailServer,
    sender: Sender,
    email: str,
    language: str,
    *,
    space: str,
    now: datetime,
    step_seconds: float = STEP_SECONDS,
) -> None:
    """Hand a test mail to the mail server; raises NotSent, whose text says why, if it does not accept it."""
    mail = compose(_KIND, str(uuid4()), email, language, sender, space=space, written_on=now)
    with connected(server, step_seconds=step_seconds, most_seconds=_MOST_SECONDS) as post:
        post.send(mail)
