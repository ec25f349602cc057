"""What mails say and look like, and handing them to a real mail server on loopback."""

from __future__ import annotations

import re
import socket
import threading
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any, Final, Literal

import pytest

from postbox import ACCEPTED, PASSWORD, USER, mail_server_on_loopback, trusting
from spaces import NOW
from teamkpi import outbox
from teamkpi.errors import SettingsError
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.mail import alerts, links, reports
from teamkpi.mail.compose import Additions, compose
from teamkpi.mail.smtp import MailServer, NoServer, NotSent, connected, mail_server
from teamkpi.mail.texts import FOOTERS, TEXTS
from teamkpi.outbox import Sender

# TLS from the first byte is nothing that aiosmtpd knows of.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
SENDER = Sender("kpi@hub.example", "office@hub.example", "https://kpi.hub.example", "en")
SECRET = "s" * 43
STOP = "https://kpi.hub.example/api/alerts/mail/55-1-abc"
SECTIONS = [("Sums", ["A & Co: 3"]), ("Members", ["B: 0"])]
ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


TLS_MISSING: Final[tuple[tuple[Literal["tls", "starttls"], str], ...]] = (
    ("starttls", "does not offer STARTTLS"),
    ("tls", "does not speak TLS"),
)


def mail(kind: str = "test", language: str = "en", to: str = "ann@example.org", **more: Any) -> EmailMessage:
    if kind in alerts.KINDS:
        more |= {"more": Additions({"team": "<T>", "team_id": "55"}, ["Ann & Co: 3", "Bob: 0"], STOP)}
    if kind in reports.KINDS:
        more |= {"more": Additions({"team": "<T>", "team_id": "55", "period": "2026-10"}, (), STOP, None, SECTIONS)}
    if kind in links.KINDS:
        more |= {"more": Additions({"secret": SECRET, "until": "2026-11-21 at 13:00 UTC", "provider": "<Acme>"})}
    return compose(kind, ID, to, language, SENDER, space='Hub & "Co" <b>', written_on=NOW, **more)


class Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src", "srcset", "background"}}

    def handle_data(self, data: str) -> None:
        self.text += data


def words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


def test_every_kind_has_a_text_in_every_language() -> None:
    assert TEXTS.keys() == {"test", *outbox.KINDS}
    assert FOOTERS.keys() == set(LANGUAGES)
    for kind, texts in TEXTS.items():
        assert texts.keys() == set(LANGUAGES), kind
        fields = {
            language: {field for part in (text.subject, *text.paragraphs) for _, field, _, _ in Formatter().parse(part)}
            for language, text in texts.items()
        }
        assert len(set(map(frozenset, fields.values()))) == 1, kind
        assert len({(bool(text.button), text.path) for text in texts.values()}) == 1, kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_names_every_kind_of_mail(language: str) -> None:
    catalogue = Path(__file__).parents[2] / "web/dashboard/src/i18n/console" / f"{language}-system.ts"
    [kinds] = re.findall(r"\n  kinds: \{\n(.*?)\n  \},", catalogue.read_text(encoding="utf-8"), re.DOTALL)
    assert set(re.findall(r"^    (\w+): '.+',$", kinds, re.MULTILINE)) == outbox.KINDS.keys()


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_forms_say_the_same_and_load_nothing(kind: str, language: str) -> None:
    path = TEXTS[kind]["en"].path.format(team_id=55, secret=SECRET)
    link = f"https://kpi.hub.example{path}" if path else ""
    is_alert = kind in {*alerts.KINDS, *reports.KINDS}
    one = mail(kind, language)
    plain, html = one.get_body(("plain",)), one.get_body(("html",))
    assert plain is not None
    assert html is not None
    parsed = Html()
    parsed.feed(html.get_content().partition("<body>")[2])
    assert parsed.tags <= {"main", "h1", "h2", "p", "a", "ul", "li"}
    assert parsed.addresses == {one for one in (link, STOP if is_alert else "") if one}
    assert not re.search(r"url\(|@import|<img|<link|<script|http-equiv", html.get_content())
    shown = words(plain.get_content().replace("\n-- \n", "\n"))
    if link:
        assert shown.count(link) == 1
    assert shown.count("*") == (2 if is_alert else 0)
    for word in shown:
        if word in {"*", STOP}:
            continue
        assert {word, word.rstrip(":")} & {*words(parsed.text)}, word
    assert "{" not in plain.get_content() + str(one["Subject"])
    assert 'Hub & "Co" <b>' in plain.get_content()
    assert (one["Content-Language"], one["Auto-Submitted"]) == (language, "auto-generated")


@pytest.mark.parametrize(
    "end", ["\n", "\r\nBcc: eve@example.org\r\n\r\n", "\x85", "\u2028", "\x1b[2J", "\u202e", "\u2067"]
)
@pytest.mark.parametrize("kind", ["report_of_month", "alert_fired"])
def test_names_add_no_lines_and_turn_no_text(kind: str, end: str) -> None:
    name = f"Ann{end}* Pay at evil.example"
    said = Additions({"team": name, "team_id": "55", "period": "October 2026"}, [f"{name}: 3", "Bob: 0"], STOP)
    found = compose(kind, ID, "ann@example.org", "en", SENDER, space=name, written_on=NOW, more=said)
    assert found.keys() == mail(kind).keys()
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+", " ", name)
    plain, html = (found.get_body((form,)) for form in ("plain", "html"))
    assert plain is not None
    assert html is not None
    for text in (str(found["Subject"]), str(found["From"]), plain.get_content(), html.get_content()):
        assert shown in " ".join(text.split())
        assert not re.search(r"[\x0b-\x0c\x1b\x85\u2028-\u202e\u2066-\u2069]", text)
    lines = plain.get_content().splitlines()
    assert [one for one in lines if one.startswith("*")] == [f"* {shown}: 3", "* Bob: 0"]


def test_the_head_of_a_mail() -> None:
    one = mail("password_changed", "fr", "añn@example.org")
    assert {name: str(value) for name, value in one.items() if name not in {"Content-Type", "MIME-Version"}} == {
        "Subject": "Your password was changed",
        "From": '"Hub & \\"Co\\" <b>" <kpi@hub.example>',
        "To": "añn@example.org",
        "Reply-To": "office@hub.example",
        "Date": "Sat, 21 Nov 2026 12:00:00 +0000",
        "Message-ID": f"<{ID}@hub.example>",
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
    }


@pytest.mark.parametrize(
    ("url", "password", "expected"),
    [
        (None, None, None),
        ("smtps://a%40b@mail.example", "p", MailServer("mail.example", 465, "tls", "a@b", "p")),
        ("smtps://mail.example:1465/", None, MailServer("mail.example", 1465, "tls")),
        ("smtp://u@mail.example?starttls=required", "p", MailServer("mail.example", 587, "starttls", "u", "p")),
        ("smtp://localhost:25", None, MailServer("localhost", 25, "none")),
        ("smtp://[::1]", None, MailServer("::1", 587, "none")),
        (None, "p", "TEAMKPI_SMTP_PASSWORD is set, but TEAMKPI_SMTP_URL is not"),
        ("smtp://mail.example", None, "needs ?starttls=required"),
        ("smtp://mail.example?starttls=maybe", None, "starttls must be `required`"),
        ("smtps://mail.example?starttls=required", None, "unknown option 'starttls'"),
        ("smtp://localhost?tls=1", None, "unknown option 'tls'"),
        ("smtps://u:secret-word@mail.example", None, "must not contain the password"),
        ("smtps://u@mail.example", None, "TEAMKPI_SMTP_PASSWORD is not set"),
        ("smtps://mail.example", "secret-word", "there is no user"),
        ("smtps://mail.example:99999", None, "invalid port"),
        ("smtps://", None, "is not valid"),
        ("https://mail.example", None, "is not valid"),
        ("smtps://mail.example/path", None, "is not valid"),
    ],
)
def test_a_mail_server_is_named_by_a_url(url: str | None, password: str | None, expected: Any) -> None:
    if isinstance(expected, str):
        with pytest.raises(SettingsError) as caught:
            mail_server(url, password)
        assert expected in str(caught.value)
        assert "secret-word" not in str(caught.value)
    else:
        assert mail_server(url, password) == expected
        assert password is None or f"password={password!r}" not in repr(mail_server(url, password))


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_mail_arrives_over_tls_after_signing_in(tmp_path: Path, security: Any) -> None:
    with mail_server_on_loopback(tmp_path, security) as box:
        user = (None, None) if security == "none" else (USER, PASSWORD)
        server = MailServer("localhost", box.port, security, *user)
        with connected(server, context=trusting()) as post:
            post.send(mail(to="ann@example.org"))
            post.send(mail("second_factor_set", "es", to="añn@example.org"))
        assert box.recipients == ["ann@example.org", "añn@example.org"]
        assert box.ids == [f"<{ID}@hub.example>"] * 2
        assert box.was_encrypted == [security != "none"] * 2
        received = box.mails[1].get_body(("plain",))
        assert received is not None
        assert "aplicación" in received.get_content()


def test_a_server_that_is_not_to_be_trusted_gets_no_password(tmp_path: Path) -> None:
    with mail_server_on_loopback(tmp_path, "tls") as box:
        for server, context, reason in (
            (MailServer("localhost", box.port, "tls", USER, PASSWORD), None, "no valid certificate"),
            (MailServer("127.0.0.1", box.port, "tls", USER, PASSWORD), trusting(), "no valid certificate"),
            (
                MailServer("localhost", box.port, "tls", USER, "wrong"),
                trusting(),
                "refused the user or the password (535)",
            ),
        ):
            with pytest.raises(NoServer, match=re.escape(reason)), connected(server, context=context):
                pass
    with mail_server_on_loopback(tmp_path, "none") as box:
        for security, reason in TLS_MISSING:
            plain = MailServer("localhost", box.port, security, USER, PASSWORD)
            with pytest.raises(NoServer, match=reason), connected(plain, context=trusting()):
                pass


def test_what_a_server_refuses_is_said_without_its_words(tmp_path: Path) -> None:
    with mail_server_on_loopback(tmp_path) as box:
        server = MailServer("localhost", box.port, "none")
        with connected(server) as post:
            for answer, reason, is_final in (
                ("550 <ann@example.org> unknown", "the mail server rejected the recipient (550)", True),
                (
                    "451 4.7.1 ann@example.org is greylisted",
                    "the mail server did not accept the recipient yet (451)",
                    False,
                ),
            ):
                box.answer = lambda _, answer=answer: answer  # type: ignore[misc]
                with pytest.raises(NotSent) as caught:
                    post.send(mail())
                assert (str(caught.value), caught.value.is_final) == (reason, is_final)
            box.answer = lambda _: ACCEPTED
            for answer, reason, is_final in (
                ("554 spam for ann@example.org", "the mail server rejected the mail (554)", True),
                ("452 full", "the mail server did not accept the mail yet (452)", False),
            ):
                box.at_data = lambda _, answer=answer: answer  # type: ignore[misc]
                with pytest.raises(NotSent) as caught:
                    post.send(mail())
                assert (str(caught.value), caught.value.is_final) == (reason, is_final)
            box.at_data = lambda _: "drop"
            with pytest.raises(NoServer, match="closed the connection"):
                post.send(mail())


def test_a_slow_and_a_broken_server_do_not_hold_anything_up(tmp_path: Path) -> None:
    with mail_server_on_loopback(tmp_path) as box:
        box.hangs = True
        server = MailServer("localhost", box.port, "none")
        with pytest.raises(NoServer, match="did not answer in time"), connected(server, step_seconds=0.05) as post:
            post.send(mail())
    with pytest.raises(NoServer, match="cannot be reached"), connected(server):
        pass
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            client, _ = listener.accept()
            with client:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(NoServer), connected(MailServer("localhost", listener.getsockname()[1], "none")) as post:
            post.send(mail())
        thread.join()
