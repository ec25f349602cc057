"""Mail servers that break: no message is lost, sent twice or holds up others, and all are sent later."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from psycopg import Connection

from database.test_outbox import Office, message_id
from postbox import ACCEPTED, PASSWORD, USER, mail_server_on_loopback, server_that, trusting
from teamkpi.db import connect
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import Mailing
from teamkpi.outbox import SENT

# TLS from the first byte is nothing that aiosmtpd knows of.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
DRIP = 0.01
"""Seconds between two bytes of a server that is slow."""
PATIENT = 60.0
"""Seconds that no server here is silent for, unless it is asked to be."""


@pytest.fixture(scope="module")
def shared(shared_url: str) -> Iterator[Connection[Any]]:
    with connect(shared_url) as conn:
        yield conn


@pytest.fixture
def office(shared: Connection[Any], tmp_path: Path) -> Iterator[Office]:
    with mail_server_on_loopback(tmp_path) as box:
        yield Office(shared, box)


class Talk:
    """One side of a conversation, line by line."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._lines = client.makefile("rb")

    def say(self, *lines: bytes) -> None:
        for line in lines:
            self._client.sendall(line + b"\r\n")

    def hear(self) -> bytes:
        return self._lines.readline()

    def until_data(self) -> None:
        """Do everything as it should be, until the mail is about to come."""
        self.say(b"220 here")
        while line := self.hear():
            if line.upper().startswith(b"DATA"):
                return
            self.say(b"250 fine")


def closes_at_once(_: socket.socket) -> None:
    pass


def is_silent(client: socket.socket) -> None:
    client.recv(1)


def speaks_another_language(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def says_noise(client: socket.socket) -> None:
    client.sendall(bytes(range(128, 256)) * 200 + b"\r\n")


def says_a_line_without_end(client: socket.socket) -> None:
    while True:
        client.sendall(b"2" * 65_536)


def is_not_available(client: socket.socket) -> None:
    talk = Talk(client)
    talk.say(b"421 too many connections")
    talk.hear()


def closes_while_the_mail_comes(client: socket.socket) -> None:
    talk = Talk(client)
    talk.until_data()
    talk.say(b"354 go on")
    for _ in range(3):
        talk.hear()


def answers_noise_to_a_mail(client: socket.socket) -> None:
    talk = Talk(client)
    talk.until_data()
    talk.say(b"354 go on")
    while talk.hear() != b".\r\n":
        pass
    talk.say(b"what?")
    talk.hear()


def asks_no_question_to_sign_in(client: socket.socket) -> None:
    """A question that is not Base64."""
    talk = Talk(client)
    talk.say(b"220 here")
    while line := talk.hear():
        if line.upper().startswith(b"AUTH"):
            talk.say(b"334 *")
        else:
            talk.say(b"250-here", b"250 AUTH CRAM-MD5")


def drips_a_greeting(client: socket.socket) -> None:
    while True:
        client.sendall(b"2")
        Event().wait(DRIP)  # never silent, and never ready


def drips_an_answer(client: socket.socket) -> None:
    Talk(client).until_data()
    drips_a_greeting(client)


def drips_a_handshake(client: socket.socket) -> None:
    client.sendall(b"\x16\x03\x03\x40\x00")  # the head of a long record
    drips_a_greeting(client)


BROKEN: dict[str, tuple[Callable[[socket.socket], None], str | None]] = {
    "closes at once": (closes_at_once, None),
    "speaks HTTP": (speaks_another_language, None),
    "says noise": (says_noise, None),
    "says a line without end": (says_a_line_without_end, None),
    "is not available": (is_not_available, None),
    "closes while the mail comes": (closes_while_the_mail_comes, None),
    "answers noise to a mail": (answers_noise_to_a_mail, None),
    "asks no question to sign in": (asks_no_question_to_sign_in, USER),
}


def expect_waiting_and_sent_later(office: Office, box_mailing: Mailing, ids: list[Any]) -> None:
    """Nothing is lost, nothing was sent, no error of ours; and all is sent once, under its id, by a sound server."""
    assert office.errors == []
    found = office.outcomes()
    assert {found[one][0] for one in ids} == {"waiting"}
    assert {reason for _, _, reason in office.told} == {found[one][1] for one in ids} - {None}
    assert all(str(reason).startswith("the mail server ") for _, _, reason in office.told)
    assert sum(found[one][2] for one in ids) >= 1
    office.now += timedelta(minutes=2)
    assert office.send(mailing=box_mailing) == len(ids)
    assert {office.outcomes()[one][:2] for one in ids} == {("ended", SENT)}


@pytest.mark.parametrize(("plays", "user"), BROKEN.values(), ids=BROKEN)
def test_a_broken_server_loses_nothing(
    office: Office, plays: Callable[[socket.socket], None], user: str | None
) -> None:
    ids = [office.write(), office.write("bob@example.org")]
    with server_that(plays) as port:
        server = MailServer("localhost", port, "none", user, None if user is None else PASSWORD)
        assert office.send(mailing=Mailing(server, step_seconds=PATIENT)) == 0
    expect_waiting_and_sent_later(office, office.mailing, ids)


@pytest.mark.parametrize(
    ("plays", "security"), [(drips_a_greeting, "none"), (drips_an_answer, "none"), (drips_a_handshake, "tls")]
)
def test_a_server_that_is_slow_without_being_silent_is_given_up(
    office: Office, plays: Callable[[socket.socket], None], security: Any
) -> None:
    ids = [office.write()]
    with server_that(plays) as port:
        server = MailServer("localhost", port, security)
        assert office.send(mailing=Mailing(server, step_seconds=PATIENT, most_seconds=0.3)) == 0
    expect_waiting_and_sent_later(office, office.mailing, ids)


def test_a_silent_server_is_given_up(office: Office) -> None:
    ids = [office.write()]
    with server_that(is_silent) as port:
        assert office.send(mailing=Mailing(MailServer("localhost", port, "none"), step_seconds=0.05)) == 0
    expect_waiting_and_sent_later(office, office.mailing, ids)


def test_without_starttls_nothing_is_said_in_clear(office: Office) -> None:
    heard: list[bytes] = []

    def strips_starttls(client: socket.socket) -> None:
        talk = Talk(client)
        talk.say(b"220 here")
        while line := talk.hear():
            heard.append(line)
            talk.say(b"250-here", b"250 AUTH PLAIN LOGIN")

    ids = [office.write()]
    with server_that(strips_starttls) as port:
        server = MailServer("localhost", port, "starttls", USER, PASSWORD)
        assert office.send(mailing=Mailing(server, context=trusting(), step_seconds=PATIENT)) == 0
    assert {line.split()[0].upper() for line in heard} <= {b"EHLO", b"QUIT"}
    assert office.told[0][2] == "the mail server does not offer STARTTLS or does not let users sign in"
    expect_waiting_and_sent_later(office, office.mailing, ids)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        (PASSWORD, "the mail server has no valid certificate"),
        ("wrong", "the mail server refused the user or the password (535)"),
        ("falsch wär's", "the mail server cannot be sent the user or the password: they must be ASCII"),
    ],
)
def test_a_certificate_or_a_password_that_is_refused_is_tried_again(
    shared: Connection[Any], tmp_path: Path, security: Any, password: str, reason: str
) -> None:
    with mail_server_on_loopback(tmp_path, security) as box:
        office = Office(shared, box)
        ids = [office.write(), office.write("bob@example.org")]
        context = None if password == PASSWORD else trusting()
        wrong = Mailing(MailServer("localhost", box.port, security, USER, password), context)
        assert office.send(mailing=wrong) == 0
        assert office.told[0][2].startswith(reason)
        assert box.mails == []
        right = Mailing(MailServer("localhost", box.port, security, USER, PASSWORD), trusting())
        expect_waiting_and_sent_later(office, right, ids)
        assert sorted(box.ids) == sorted(map(message_id, ids))


def test_a_server_that_closes_after_a_mail_gets_the_others_later(shared: Connection[Any], tmp_path: Path) -> None:
    with mail_server_on_loopback(tmp_path) as box:
        office = Office(shared, box)
        ids = [office.write(f"reader{number}@example.org") for number in range(3)]
        box.answer = lambda _: "421 closing" if box.mails else ACCEPTED
        assert office.send() == 1
        box.answer = lambda _: ACCEPTED
        for _ in range(3):
            office.now += timedelta(minutes=2)
            office.send()
        assert sorted(box.ids) == sorted(map(message_id, ids))
        assert {one[:2] for one in office.outcomes().values()} == {("ended", SENT)}
        assert office.errors == []
