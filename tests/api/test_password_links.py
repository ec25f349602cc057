"""Links to choose a password: a forgotten one, by mail and from an operator."""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account
from postbox import Mailbox, mail_server_on_loopback
from spaces import AUTHOR
from teamkpi import accounts, networks, outbox
from teamkpi.accounts import Seal, audited, people, second_factor
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import Mailing, send_due
from teamkpi.outbox import Sender

KEY = b64encode(b"k" * 32).decode()
BOSS, DESK = "boss@here.test", "desk@here.test"
NEW = "purple monkey dishwasher"
LINK = re.compile(r"https://kpi\.hub\.example/dashboard/choose-password#([\w-]{43})")


class Letters:
    """A space that sends mail, and what arrives."""

    def __init__(self, space: Space, conn: Connection[Any], box: Mailbox) -> None:
        self.space = space
        self.conn = conn
        self.box = box
        self.told: list[Any] = []
        self.set_up()

    def set_up(self) -> None:
        outbox.set_sender(self.conn, 1, Sender("kpi@hub.example", None, "https://kpi.hub.example", "en"))

    def forgot(self, email: str, address: str = "203.0.113.7", **headers: str) -> httpx.Response:
        headers = {"X-Forwarded-For": address, **headers}
        return self.space.ask("POST", "/api/account/forgotten-password", json={"Email": email}, headers=headers)

    def find(self, secret: str) -> httpx.Response:
        return self.space.ask("POST", "/api/account/links/find", json={"Secret": secret})

    def use(self, secret: str, password: str = NEW, **more: Any) -> httpx.Response:
        body = {"Secret": secret, "NewPassword": password, **more}
        return self.space.ask("POST", "/api/account/links/use", json=body)

    def send(self) -> int:
        [network] = [one for one in networks.all_networks(self.conn) if one.id == 1]
        mailing = Mailing(MailServer("localhost", self.box.port, "none"))
        errors: list[Exception] = []
        sent = send_due(
            self.conn,
            network,
            mailing,
            now=lambda: self.space.now,
            tell=lambda *what: self.told.append(what),
            on_error=errors.append,
        )
        assert errors == []
        return sent

    def secrets(self) -> list[str]:
        """The secrets of the links in the mails that have arrived."""
        texts = [mail.get_body(("plain",)) for mail in self.box.mails]
        return [found[1] for text in texts if text is not None and (found := LINK.search(text.get_content()))]

    def linked(self, email: str = BOSS) -> str:
        """Ask for a link, and return the secret that arrives."""
        assert self.forgot(email).status_code == 200
        assert self.send() == 1
        return self.secrets()[-1]

    def codes(self) -> list[str]:
        return [line["name"] for line in self.space.log_lines("security")]


@pytest.fixture
def letters(conn: Connection[Any], run: Callable[..., Space], tmp_path: Path) -> Iterator[Letters]:
    for email in (BOSS, DESK):
        account(conn, email, operator=True)
    space = run(secret_key=(KEY,), trusted_proxies=("127.0.0.1",), throttle=False)
    space.forward(timedelta(minutes=1))  # since the passwords were set
    with mail_server_on_loopback(tmp_path) as box:
        yield Letters(space, conn, box)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def signs_in(space: Space, email: str, password: str, **form: str) -> httpx.Response:
    data = {"grant_type": "password", "username": email, "password": password, **form}
    return space.ask("POST", "/api/token", data=data)


def enrol(letters: Letters, email: str = BOSS) -> str:
    secret = pyotp.random_base32()
    before = letters.space.now - timedelta(minutes=2)
    code_then = pyotp.TOTP(secret).at(before)
    second_factor.enrol(letters.conn, 1, email, secret, code_then, seal=Seal([KEY]), now=before)
    return secret


# ---------------------------------------------------------------- by mail


def test_a_forgotten_password_is_replaced_once_and_all_sign_ins_end(letters: Letters) -> None:
    space = letters.space
    token = space.sign_in(BOSS)["access_token"]
    asked = letters.forgot(" BOSS@here.test ", **{"Accept-Language": "es"})
    assert (asked.status_code, asked.json(), asked.headers["Cache-Control"]) == (200, {"SendsMail": True}, "no-store")
    assert letters.send() == 1
    [mail] = letters.box.mails
    assert (str(mail["To"]), str(mail["Subject"])) == (BOSS, "Elegir una contraseña nueva")
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().count(f"#{letters.secrets()[0]}") == 3
    [secret] = letters.secrets()
    for _ in range(2):  # looking does not use it up
        assert letters.find(secret).json() == {"Purpose": "reset", "Email": BOSS, "NeedsCode": False}
    weak = letters.use(secret, "password1")
    assert (code(weak)[1], weak.json()["detail"][:12]) == ("bad_request", "NewPassword:")
    assert space.get("/api/account", token=token).status_code == 200
    assert letters.use(secret).json() == {"Purpose": "reset", "Email": BOSS, "NeedsCode": False}
    assert space.get("/api/account", token=token).status_code == 401
    assert (signs_in(space, BOSS, PASSWORD).status_code, signs_in(space, BOSS, NEW).status_code) == (400, 200)
    assert code(letters.use(secret)) == code(letters.find(secret)) == (400, "link_refused")
    assert letters.send() == 1
    assert str(letters.box.mails[-1]["Subject"]) == "Your password was changed"
    token = signs_in(space, BOSS, NEW).json()["access_token"]
    [entry] = space.get("/api/sys/audittrailentries", token=token).json()["Records"]
    assert (entry["EntityShortName"], entry["ActionBy"], entry["Door"]) == ("Account", BOSS, "portal")
    assert [one["PropertyName"] for one in entry["Changes"]] == ["PasswordSetOn"]
    kept = str(letters.conn.execute("SELECT * FROM account_link_secret").fetchall()) + space.log_text()
    assert secret not in kept
    assert "@" not in space.log_text()


def test_an_address_without_an_account_gets_the_same_answer_and_the_same_work(
    letters: Letters, statements: list[tuple[str, Any]]
) -> None:
    letters.conn.execute("UPDATE account SET is_active = FALSE WHERE email = %s", (DESK,))
    letters.forgot("somebody@here.test", "203.0.113.1")  # what happens once in a process
    seen = []
    for number, email in enumerate((BOSS, "nobody@here.test", DESK)):
        statements.clear()
        answer = letters.forgot(email, f"203.0.113.{number + 2}")
        headers = sorted((name, value) for name, value in answer.headers.items() if name != "x-request-id")
        seen.append((answer.status_code, answer.content, headers, [text for text, _ in statements]))
    assert seen[0] == seen[1] == seen[2]
    assert letters.send() == 1
    assert [str(mail["To"]) for mail in letters.box.mails] == [BOSS]
    # Nothing is left of the addresses that have no account, and nothing is said of them.
    assert [one.email for one in outbox.listed(letters.conn, 1, with_sent=True)] == [BOSS]
    assert letters.told == []
    events = [(one["name"], one["account_id"]) for one in letters.space.log_lines("security")]
    assert events == [("password_link_requested", None)] * 4


def test_the_mail_goes_to_the_address_of_the_account(letters: Letters) -> None:
    account(letters.conn, "Straße@here.test", operator=True)
    letters.forgot("STRASSE@here.test")
    assert letters.send() == 1
    assert letters.box.recipients == ["Straße@here.test"]


def test_a_link_is_valid_for_an_hour_and_until_the_password_changes(letters: Letters) -> None:
    late, early = letters.linked(), letters.linked(DESK)
    letters.space.forward(timedelta(minutes=59, seconds=59))
    assert letters.find(late).status_code == 200
    letters.space.forward(timedelta(seconds=1))
    assert code(letters.use(late)) == (400, "link_refused")
    accounts.sweep(letters.conn, 1, now=letters.space.now)
    assert letters.conn.execute("SELECT count(*) FROM account_link").fetchone() == (0,)
    first, second = letters.linked(DESK), letters.linked(DESK)
    assert letters.use(first).status_code == 200
    assert code(letters.use(second)) == (400, "link_refused")
    letters.send()
    third = letters.linked(DESK)
    with audited.noted(letters.conn, 1, DESK, AUTHOR, now=letters.space.now):
        people.set_password(letters.conn, 1, DESK, PASSWORD, now=letters.space.now + timedelta(seconds=1))
    assert code(letters.find(third)) == (400, "link_refused")
    assert early != late


def test_a_suspended_account_and_another_network_are_refused(letters: Letters, conn: Connection[Any]) -> None:
    secret = letters.linked()
    networks.create(conn, "there", ["there.test"])
    body = {"Secret": secret, "NewPassword": NEW}
    there = letters.space.ask("POST", "/api/account/links/use", json=body, headers={"Host": "there.test"})
    assert code(there) == (400, "link_refused")
    accounts.suspend(conn, 1, BOSS)
    assert code(letters.use(secret)) == (400, "link_refused")
    accounts.resume(conn, 1, BOSS)
    for wrong in ("", "ñ", "x" * 43, "x" * 1000):
        assert letters.use(wrong).status_code == 400
    assert letters.use(secret).status_code == 200


def test_a_mail_that_is_sent_twice_works_both_times(letters: Letters) -> None:
    """A worker that is killed after the server accepted a mail leaves the message as it was."""
    letters.forgot(BOSS)
    letters.send()
    letters.conn.execute("UPDATE outbox_message SET ended_on = NULL, outcome = NULL")
    letters.send()
    first, second = letters.secrets()
    assert first != second
    assert letters.box.ids[0] == letters.box.ids[1]
    assert letters.conn.execute("SELECT count(*) FROM account_link").fetchone() == (1,)
    assert letters.use(first).status_code == 200
    assert code(letters.use(second)) == (400, "link_refused")
    # And once it has been used, no other link is made for the message.
    letters.conn.execute("UPDATE outbox_message SET ended_on = NULL, outcome = NULL WHERE kind = 'password_forgotten'")
    letters.space.forward(timedelta(minutes=5))
    letters.send()
    assert len(letters.secrets()) == 2


def test_of_two_uses_at_the_same_time_one_wins(letters: Letters) -> None:
    secret = letters.linked()
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda word=word: found.append(letters.use(secret, word).status_code))
        for word in (NEW, "another horse altogether")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [200, 400]


# ---------------------------------------------------------------- limits


def test_requests_are_limited_for_each_address_and_each_client(letters: Letters) -> None:
    for email in (BOSS, "nobody@here.test"):
        answers = [letters.forgot(email, f"203.0.113.{number}") for number in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[3].json()["detail"] == "too many requests; try again in 1 s"
        assert answers[3].headers["Retry-After"] == "1"
    # Requests do not delay sign-ins.
    assert signs_in(letters.space, BOSS, PASSWORD).status_code == 200
    statuses = [letters.forgot(f"{number}@here.test", "198.51.100.9").status_code for number in range(51)]
    assert (statuses[:50], statuses[50]) == ([200] * 50, 429)
    assert letters.codes().count("wait_reached") == 3


def test_no_more_than_three_links_are_open_for_an_account(letters: Letters) -> None:
    for number in range(5):
        letters.space.forward(timedelta(minutes=10))
        assert letters.forgot(BOSS, f"203.0.113.{number}").status_code == 200
        letters.send()
    assert len(letters.secrets()) == 3
    letters.space.forward(timedelta(minutes=30))
    letters.linked()


# ---------------------------------------------------------------- the second factor


def test_a_second_factor_is_not_bypassed(letters: Letters) -> None:
    totp = enrol(letters)
    secret = letters.linked()
    assert letters.find(secret).json() == {"Purpose": "reset", "Email": BOSS, "NeedsCode": True}
    assert code(letters.use(secret)) == (400, "two_factor_auth_check")
    assert code(letters.use(secret, Totp="000000")) == (400, "invalid_grant")
    assert signs_in(letters.space, BOSS, NEW).json()["error"] == "invalid_grant"
    now = pyotp.TOTP(totp).at(letters.space.now)
    # A password that cannot be used spends neither the code nor the link.
    assert code(letters.use(secret, "password1", Totp=now)) == (400, "bad_request")
    assert letters.use(secret, Totp=now).status_code == 200
    assert signs_in(letters.space, BOSS, NEW).json()["error"] == "two_factor_auth_check"
    assert signs_in(letters.space, BOSS, NEW, totp=now).json()["error"] == "invalid_grant"
    letters.space.forward(timedelta(seconds=30))
    assert signs_in(letters.space, BOSS, NEW, totp=pyotp.TOTP(totp).at(letters.space.now)).status_code == 200
    assert letters.codes()[:5] == [
        "password_link_requested",
        "sign_in_incomplete",
        "sign_in_failed",
        "sign_in_failed",
        "password_changed",
    ]


def test_codes_are_not_guessed_with_a_link(letters: Letters) -> None:
    enrol(letters)
    secret = letters.linked()
    answers = [letters.use(secret, Totp=f"{number:06}") for number in range(6)]
    assert [one.status_code for one in answers] == [400] * 5 + [429]


# ---------------------------------------------------------------- without mail


def test_without_mail_the_answer_says_so_and_an_operator_makes_the_link(letters: Letters) -> None:
    outbox.remove_sender(letters.conn, 1)
    for email in (DESK, "nobody@here.test"):
        assert letters.forgot(email).json() == {"SendsMail": False}
    token = letters.space.sign_in(BOSS)["access_token"]
    desk, _ = people.find(letters.conn, 1, DESK)
    boss, _ = people.find(letters.conn, 1, BOSS)
    path = "/api/sys/accounts/{}/reset-link"
    made = letters.space.ask("POST", path.format(desk), token=token)
    assert (made.status_code, made.headers["Cache-Control"]) == (200, "no-store")
    shown = made.json()
    assert shown == {
        "Secret": shown["Secret"],
        "Page": "/dashboard/choose-password",
        "ExpiresOn": (NOW + timedelta(hours=1, minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    assert letters.space.ask("POST", path.format(999), token=token).status_code == 404
    own = letters.space.ask("POST", path.format(boss), token=token).json()
    assert (
        own["Errors"][0]["Message"] == "is not possible for your own account; change its password with the current one"
    )
    limited = letters.space.sign_in(DESK)["access_token"]
    accounts.set_roles(letters.conn, 1, DESK, ["Booking-List"])
    assert code(letters.space.ask("POST", path.format(boss), token=limited)) == (401, "missing_role")
    assert letters.use(shown["Secret"]).status_code == 200
    assert signs_in(letters.space, DESK, NEW).status_code == 200
    entries = letters.space.get("/api/sys/audittrailentries", token=token).json()["Records"]
    changes = [(one["ActionBy"], one["Changes"][0]["PropertyName"]) for one in entries if one["EntityId"] == desk]
    assert (BOSS, "ResetLinkExpiresOn") in changes
    assert (DESK, "PasswordSetOn") in changes
    assert shown["Secret"] not in str(entries) + letters.space.log_text()
    accounts.suspend(letters.conn, 1, DESK)
    refused = letters.space.ask("POST", path.format(desk), token=token).json()
    assert refused["Errors"][0]["Message"] == "desk@here.test is suspended"
