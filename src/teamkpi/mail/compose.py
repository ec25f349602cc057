"""Composing mails: a text and an HTML form with the same words, from one pair of templates.

The HTML form loads nothing from anywhere and follows the reader's choice of light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.mail.smtp import NotSent
from teamkpi.mail.texts import FOOTERS, STOP_MAIL, TEXTS
from teamkpi.outbox import Sender

if TYPE_CHECKING:
    from jinja2 import Environment

_DATES: Final[Mapping[Language, str]] = {"en": "%Y-%m-%d at %H:%M UTC", "es": "%d/%m/%Y a las %H:%M UTC"}

# A name with one of these could add lines to a mail, or show what follows it in another order.
_NOT_OF_A_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Additions(NamedTuple):
    """What one mail says besides the words of its kind."""

    values: Mapping[str, str] = {}
    """For the placeholders of the words."""
    lines: Sequence[str] = ()
    """A list after the first paragraph."""
    unsubscribe: str | None = None
    """The address at which mail programs and readers stop such mail."""
    attachment: tuple[str, bytes] | None = None
    """A PDF: its name and its content."""
    sections: Sequence[tuple[str, Sequence[str]]] = ()
    """Lists with titles, after the first paragraph."""
    team_id: int | None = None
    """The team whose figures the mail has; None if it has none."""
    coworker_ids: Sequence[int] | None = None
    """The members whose figures it has; None for those of the whole team as it is now."""


def shown_instant(value: datetime, language: Language) -> str:
    """Return an instant as mails show it, in UTC."""
    return value.astimezone(UTC).strftime(_DATES[language])


def language_of(text: str) -> Language:
    """Return a language of mails; the first one for an unknown one."""
    return next((one for one in LANGUAGES if one == text), LANGUAGES[0])


def compose(
    kind: str,
    message_id: str,
    email: str,
    language: str,
    sender: Sender,
    *,
    space: str,
    written_on: datetime,
    more: Additions = Additions(),  # noqa: B008 - it cannot be changed
) -> EmailMessage:
    """Return a mail of a kind to an address, in a language; in the first one if the language is unknown.

    Raises NotSent if a mail to or from this address cannot be written.
    """
    of_reader = language_of(language)
    text = TEXTS[kind][of_reader]
    space = _one_line(space)
    added = {name: _one_line(value) for name, value in more.values.items()}
    values = {"space": space, "when": shown_instant(written_on, of_reader), **added}
    subject = text.subject.format(**values)
    filled = {
        "subject": subject,
        "paragraphs": [one.format(**values) for one in text.paragraphs],
        "button": text.button,
        "lines": [_one_line(one) for one in more.lines],
        "sections": [(title, [_one_line(one) for one in lines]) for title, lines in more.sections],
        "link": f"{sender.web_address}{text.path.format(**values)}" if text.path else "",
        "footer": FOOTERS[of_reader].format(**values),
        "stop": STOP_MAIL[of_reader],
        "unsubscribe": more.unsubscribe,
        "language": of_reader,
    }
    mail = EmailMessage(policy=SMTP)
    try:
        mail["Subject"] = subject
        mail["From"] = _address(sender.sender, space)
        mail["To"] = _address(email)
        if sender.reply_to:
            mail["Reply-To"] = _address(sender.reply_to)
    except Exception:  # noqa: BLE001 - the standard library raises errors of many types for unusual addresses
        raise NotSent("an address or the space's name cannot be written in a mail", is_final=True) from None
    mail["Date"] = format_datetime(written_on)
    mail["Message-ID"] = f"<{message_id}@{sender.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if more.unsubscribe:
        mail["List-Unsubscribe"] = f"<{more.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail.set_content(_render("mail.txt", filled))
    mail.add_alternative(_render("mail.html", filled), subtype="html")
    if more.attachment:
        name, content = more.attachment
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    mail["Content-Language"] = of_reader  # of the whole mail: a form takes over what is there before it
    return mail


def _one_line(text: str) -> str:
    """Return a text without characters that break lines or turn the direction of reading."""
    return _NOT_OF_A_LINE.sub(" ", text).strip()


def _address(email: str, name: str = "") -> Address:
    user, _, host = email.rpartition("@")
    return Address(name, user, host)


@cache
def _environment() -> Environment:
    import jinja2  # noqa: PLC0415 - few processes ever write a mail

    return jinja2.Environment(
        loader=jinja2.PackageLoader("teamkpi.mail"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def _render(template: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(template).render(values)
