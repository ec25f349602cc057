"""``/api/sys/health/mail/test``: a test mail to the operator who asks for it, and to no other address."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

from msgspec import Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import guesses
from teamkpi.accounts.access import Owner
from teamkpi.accounts.guesses import Limits, told_of_waits
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import safeguards
from teamkpi.api.calls import register
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import Operation, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.mail.smtp import NotSent, mail_server
from teamkpi.mail.trial import send_test
from teamkpi.networks import own_network
from teamkpi.outbox import Sender

_AT_ONCE: Final = 2
_MOST_WAITING: Final = 8
_STEP_SECONDS: Final = 10.0
_MOST_WITHOUT_WAIT: Final = 5


class MailTrial(Struct, frozen=True, rename="pascal"):
    """What the mail server said to a test mail."""

    email: Annotated[str, says("The address it was for: the caller's own.", "op@example.com")]
    is_accepted: Annotated[bool, says("The mail server accepted the mail. It can still come back later.", False)]
    problem: Annotated[
        str | None,
        says("Why it was not accepted.", "the mail server refused the user or the password (535)"),
    ]


class _Trials:
    """Limits how many test mails are sent at once: a mail server may take seconds for each step."""

    def __init__(self, services: Services) -> None:
        del services
        self.gate: Final = Gate(_AT_ONCE, _MOST_WAITING)


class _From(NamedTuple):
    """Who a network's test mail is from."""

    space: str
    sender: Sender


async def _test(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        server = mail_server(services.settings.smtp_url, services.settings.smtp_password)
        if server is None:
            raise BadRequest("Mail", "cannot be sent: this server process has no TEAMKPI_SMTP_URL")
        found = await services.database.write(lambda conn: _counted(conn, services, owner))
        email, language = owner.author.name, language_asked(request)

        def send() -> MailTrial:
            try:
                send_test(
                    server,
                    found.sender,
                    email,
                    language,
                    space=found.space,
                    now=owner.now,
                    step_seconds=_STEP_SECONDS,
                )
            except NotSent as error:
                return MailTrial(email, is_accepted=False, problem=said(str(error), language))
            return MailTrial(email, is_accepted=True, problem=None)

        return in_language(json_answer(await services.one(_Trials).gate.run(send)), language)

    return await answering(request, work, {})


def _counted(conn: Connection, services: Services, owner: Owner) -> _From:
    """Count a test mail, and return who it is from. Raises BadRequest without a sender, and TooManyGuesses."""
    sender = outbox.find_sender(conn, owner.network_id)
    if sender is None:
        raise BadRequest("Mail", "cannot be sent: this network has no sender; `teamkpi mail set` sets it")
    known = safeguards(services.settings)
    with told_of_waits(owner.network_id, owner.tell, owner.account_id, what="test mails"):
        guesses.reserve(
            conn,
            owner.network_id,
            f"test mail {owner.account_id}",  # a count of its own: test mails do not delay sign-ins
            None,
            Limits(_MOST_WITHOUT_WAIT, 0, known.limits.longest_wait),
            pepper=known.seal.pepper,
            now=owner.now,
        )
    network, _ = own_network(conn, owner.network_id)
    return _From(network.name, sender)


register(
    __name__,
    Operation(
        id="sendTestMail",
        method="post",
        path="/api/sys/health/mail/test",
        summary="Send a test mail to yourself",
        description=(
            "Sends a test mail to the address of the calling operator, and to no other, and waits for the mail "
            "server's answer: `IsAccepted` says whether it took the mail, `Problem` why not. The mail is not listed or "
            "repeated, and is in the language that `Accept-Language` asks for. 400 if no mail server or no sender is "
            f"set. After {_MOST_WITHOUT_WAIT} test mails, each further one has to wait. Only for operators' accounts "
            "that are not limited by roles, not for API keys."
        ),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE,),
        replies={200: Reply("What the mail server said.", MailTrial, headers=LANGUAGE_HEADERS), 400: REFUSED},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _test,
)
