"""The test mail of the back office: it goes to the operator who asks for it, and its outcome is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, Office, an_office
from api.doorway import NOW, Space, account, running
from postbox import PASSWORD, USER, Mailbox, certificate_file, mail_server_on_loopback
from teamkpi import outbox
from teamkpi.accounts import keys
from teamkpi.ledger.audit_trail import Author
from teamkpi.outbox import Sender

PATH = "/api/sys/health/mail/test"
WRONG = "not this password"
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    with mail_server_on_loopback(tmp_path_factory.mktemp("mail")) as box:
        yield box


@pytest.fixture(scope="module")
def space(shared_url: str, letters: Mailbox) -> Iterator[Space]:
    with running(shared_url, smtp_url=f"smtp://localhost:{letters.port}", worker=False) as space:
        yield space


@pytest.fixture
def box(letters: Mailbox) -> Mailbox:
    fresh = Mailbox()
    letters.mails, letters.recipients = [], []
    letters.answer, letters.at_data = fresh.answer, fresh.at_data
    return letters


@pytest.fixture
def office(shared: Connection[Any], space: Space) -> Office:
    office = an_office(shared, space)
    send_from(shared, office)
    return office


def send_from(conn: Connection[Any], office: Office) -> None:
    outbox.set_sender(conn, office.network_id, Sender("kpi@hub.example", None, "https://kpi.hub.example", "en"))


def asked(office: Office, *, status: int = 200, token: str | None = None, **options: Any) -> Any:
    headers = {"Host": office.host, **options.pop("headers", {})}
    answer = office.space.ask("POST", PATH, token=token or office.token, headers=headers, **options)
    assert answer.status_code == status, answer.text
    return answer.json()


def reason(refused: Any) -> str:
    [error] = refused["Errors"]
    assert (refused["WasSuccessful"], error["PropertyName"]) == (False, "Mail")
    return str(error["Message"])


def test_it_goes_to_the_caller_alone_in_their_language(shared: Connection[Any], office: Office, box: Mailbox) -> None:
    to_others: dict[str, Any] = {
        "json": {"Email": "jane@example.com", "To": "jane@example.com"},
        "params": {"email": "jane@x.test"},
    }
    accepted = {"Email": OPERATOR, "IsAccepted": True, "Problem": None}
    assert asked(office, **to_others) == accepted
    assert asked(office, headers={"Accept-Language": "es-MX, en;q=0.5"}) == accepted
    assert box.recipients == [OPERATOR, OPERATOR]
    assert [str(one["To"]) for one in box.mails] == [OPERATOR, OPERATOR]
    [english, spanish] = [str(one["Subject"]) for one in box.mails]
    assert english.startswith("Test mail from ")
    assert spanish.startswith("Correo de prueba de ")
    assert len(set(box.ids)) == 2
    # It is not a message of the outbox.
    assert outbox.listed(shared, office.network_id, with_sent=True) == []


def test_what_the_mail_server_refuses_is_said_without_its_words(office: Office, box: Mailbox) -> None:
    for refuse, said in (
        ("550 no op@example.com here", "the mail server rejected the recipient (550)"),
        ("451 greylisted", "the mail server did not accept the recipient yet (451)"),
    ):
        box.answer = lambda _, refuse=refuse: refuse  # type: ignore[misc]
        assert asked(office) == {"Email": OPERATOR, "IsAccepted": False, "Problem": said}
    assert box.mails == []


def test_a_mail_server_that_cannot_be_used_is_said_without_secrets(
    shared: Connection[Any], shared_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server_on_loopback(tmp_path, "tls") as box:
        settings: dict[str, Any] = {
            "smtp_url": f"smtps://{USER}@localhost:{box.port}",
            "smtp_password": WRONG,
            "worker": False,
        }
        with running(shared_url, **settings) as space:
            office = an_office(shared, space)
            send_from(shared, office)
            assert asked(office)["Problem"].startswith("the mail server has no valid certificate")
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate_file(tmp_path)))
            refused = asked(office)
            assert refused["Problem"] == "the mail server refused the user or the password (535)"
            assert WRONG not in space.log_text() + str(refused)
        with running(shared_url, **{**settings, "smtp_password": PASSWORD}) as space:
            office.space = space
            assert asked(office)["IsAccepted"] is True
            assert box.was_encrypted == [True]
    with running(shared_url, smtp_url=f"smtp://localhost:{box.port}", worker=False) as space:
        office.space = space
        gone = asked(office)
    assert (gone["IsAccepted"], gone["Problem"]) == (False, "the mail server cannot be reached: Connection refused")


def test_it_is_refused_where_no_mail_can_be_sent(
    shared: Connection[Any], shared_url: str, office: Office, box: Mailbox
) -> None:
    outbox.remove_sender(shared, office.network_id)
    assert reason(asked(office, status=400)) == "cannot be sent: this network has no sender; `teamkpi mail set` sets it"
    assert box.mails == []
    with running(shared_url, worker=False) as space:
        elsewhere = an_office(shared, space)
        send_from(shared, elsewhere)
        said = reason(asked(elsewhere, status=400))
    assert said == "cannot be sent: this server process has no TEAMKPI_SMTP_URL"


def test_after_five_each_further_one_has_to_wait(shared: Connection[Any], office: Office, box: Mailbox) -> None:
    for _ in range(5):
        assert asked(office)["IsAccepted"] is True
    refused = asked(office, status=429)
    assert refused["code"] == "too_many_requests"
    assert refused["detail"].startswith("too many test mails; try again in ")
    assert len(box.mails) == 5
    # The count is the operator's own, and no sign-in has to wait for it.
    account(shared, "other@example.com", network_id=office.network_id, operator=True)
    for email in ("other@example.com", OPERATOR):
        assert office.space.sign_in(email, host=office.host)["access_token"]
    other = office.space.sign_in("other@example.com", host=office.host)["access_token"]
    assert asked(office, token=other)["Email"] == "other@example.com"
    assert box.recipients[-1] == "other@example.com"


def test_a_key_has_no_address(shared: Connection[Any], office: Office, box: Mailbox) -> None:
    key = keys.create(shared, [office.network_id], "sync", author=Author("tester", "cli"), now=NOW)
    assert asked(office, status=401, token=key)["code"] == "missing_role"
    assert box.mails == []
