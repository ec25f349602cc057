"""Connecting an account to a provider with a mailed link: once, in time, and in the browser that began."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, store
from api.test_passkeys import add as add_passkey
from api.test_provider_sign_in import BY, FINISH, HERE, JANE, KEY, MINE, OURS, Scene, Tab, add
from openid_provider import provider_on_loopback
from postbox import Mailbox, mail_server_on_loopback
from teamkpi import networks, outbox
from teamkpi.accounts import Seal, people, providers, second_factor
from teamkpi.mail.smtp import MailServer
from teamkpi.mail.worker import Mailing, send_due
from teamkpi.outbox import Sender

ASK = "/dashboard/session/provider/confirmation"
LINK = re.compile(r"https://kpi\.hub\.example/dashboard/signed-in#([\w-]{43})")
STRANGER = "stranger@example.org"
SENDER = Sender("kpi@hub.example", None, "https://kpi.hub.example", "en")
OTHER = "purple monkey dishwasher"


class Post:
    """A space that sends mail, and sign-ins that wait for it."""

    def __init__(self, scene: Scene, box: Mailbox) -> None:
        self.scene, self.box = scene, box
        outbox.set_sender(scene.conn, 1, SENDER)

    @property
    def now(self) -> Any:
        return self.scene.space.now

    def waiting(self, email: str = JANE, subject: str = "jane") -> tuple[Tab, str]:
        """Sign in with the provider as somebody who is not connected; return the browser and the state."""
        self.scene.provider.claims = {"sub": subject, "email": email, "email_verified": True}
        tab = self.scene.tab()
        form = self.scene.provider.code_for(tab.begin())
        assert tab.finish(form) == "confirmation_required"
        return tab, form["state"]

    def ask(self, tab: Tab, state: str, **more: Any) -> httpx.Response:
        return tab.ask("POST", ASK, data={"state": state}, **more)

    def send(self) -> int:
        [network] = [one for one in networks.all_networks(self.scene.conn) if one.id == 1]
        errors: list[Exception] = []
        sent = send_due(
            self.scene.conn,
            network,
            Mailing(MailServer("localhost", self.box.port, "none")),
            now=lambda: self.now,
            tell=lambda *_: None,
            on_error=errors.append,
        )
        assert errors == []
        return sent

    def secrets(self) -> list[str]:
        texts = [mail.get_body(("plain",)) for mail in self.box.mails]
        return [found[1] for text in texts if text is not None and (found := LINK.search(text.get_content()))]

    def linked(self, tab: Tab, state: str) -> str:
        """Ask for a mail, and return the secret that arrives."""
        answer = self.ask(tab, state)
        assert (answer.status_code, answer.json()) == (200, {"SendsMail": True}), answer.text
        before = len(self.secrets())
        self.send()
        assert len(self.secrets()) == before + 1
        return self.secrets()[-1]

    def connected(self) -> int:
        [count] = self.scene.conn.execute("SELECT count(*) FROM provider_identity").fetchone() or (0,)
        return int(count)


@pytest.fixture
def post(conn: Connection[Any], run: Callable[..., Space], tmp_path: Path) -> Iterator[Post]:
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(conn, JANE)
    space = run(**HERE)
    space.forward(timedelta(minutes=1))  # since the password was set
    with provider_on_loopback(lambda: space.now) as provider, mail_server_on_loopback(tmp_path) as box:
        add(conn, provider.issuer)
        yield Post(Scene(conn, space, provider), box)


def confirm(tab: Tab, secret: str, **form: str) -> str:
    return tab.finish({"confirmation": secret, **form})


def test_a_mailed_link_connects_the_account_and_completes_the_sign_in(post: Post) -> None:
    scene = post.scene
    tab, state = post.waiting(" JANE@TechInnovators.com ")
    before = tab.cookies["teamkpi_provider"]
    scene.events()
    answer = post.ask(tab, state)
    assert (answer.status_code, answer.json(), answer.headers["cache-control"]) == (
        *(200, {"SendsMail": True}, "no-store"),
    )
    assert "Max-Age=3600" in answer.headers["set-cookie"]
    assert tab.cookies["teamkpi_provider"] == before
    assert scene.events() == [("provider_confirmation_requested", None)]
    assert post.send() == 1
    [mail] = post.box.mails
    assert (str(mail["To"]), str(mail["Subject"])) == (JANE, "Confirm your sign-in")  # to the account's own spelling
    body = mail.get_body(("plain",))
    assert body is not None
    assert "signed in with Acme" in body.get_content()
    assert mail["List-Unsubscribe"] is None
    [secret] = post.secrets()
    scene.space.forward(timedelta(minutes=59))  # the sign-in waits as long as the link
    assert confirm(tab, secret) == "signedIn"
    assert tab.email() == JANE
    assert set(tab.cookies) == {"teamkpi_session"}
    assert scene.events() == [("provider_connected", 1), ("sign_in", 1)]
    assert scene.changes()[-1] == {"ConnectedProvider": [None, 1]}
    # Its holder is notified, and the identifier is enough from now on.
    assert post.send() == 1
    assert str(post.box.mails[-1]["Subject"]) == "A sign-in service was connected"
    scene.provider.claims = {"sub": "jane"}
    assert scene.tab().signs_in(scene.provider) == "signedIn"
    held = "".join(str(row) for row in scene.conn.execute("SELECT m::text FROM outbox_message AS m"))
    for hidden in (secret, state, before):
        assert hidden not in held + scene.space.log_text()


def test_the_mail_is_in_the_language_of_the_browser(post: Post) -> None:
    tab, state = post.waiting()
    shown = f"teamkpi_provider={tab.cookies['teamkpi_provider']}"
    headers = {**OURS, "Cookie": shown, "Accept-Language": "es-MX"}
    answer = post.scene.space.ask("POST", ASK, data={"state": state}, headers=headers)
    assert answer.status_code == 200
    post.send()
    assert str(post.box.mails[-1]["Subject"]) == "Confirmar su inicio de sesión"


def test_a_link_works_once_and_so_does_any_other_of_the_same_sign_in(post: Post) -> None:
    tab, state = post.waiting()
    first, second = post.linked(tab, state), post.linked(tab, state)
    cookie = tab.cookies["teamkpi_provider"]
    assert confirm(tab, first) == "signedIn"
    for secret in (first, second):
        tab.cookies["teamkpi_provider"] = cookie
        assert confirm(tab, secret) == "sign_in_expired"
    assert tab.finish({"state": state, "password": PASSWORD}) == "sign_in_expired"
    assert post.connected() == 1


def test_a_mail_that_is_sent_twice_has_two_links_that_work(post: Post) -> None:
    tab, state = post.waiting()
    post.ask(tab, state)
    post.box.at_data = lambda _: "drop"  # accepted before the connection was lost
    post.send()
    post.box.at_data = lambda _: "250 OK"
    post.scene.space.forward(timedelta(minutes=2))
    assert post.send() == 1
    first, second = post.secrets()
    assert first != second
    assert len(set(post.box.ids)) == 1
    assert confirm(tab, first) == "signedIn"


def test_a_link_expires_after_an_hour_even_if_another_was_asked_for(post: Post) -> None:
    tab, state = post.waiting()
    first = post.linked(tab, state)
    post.scene.space.forward(timedelta(minutes=40))
    second = post.linked(tab, state)
    post.scene.space.forward(timedelta(minutes=20))
    assert confirm(tab, first) == "sign_in_expired"
    post.scene.space.forward(timedelta(minutes=40))
    assert confirm(tab, second) == "sign_in_expired"
    assert post.connected() == 0


def test_without_the_cookie_of_the_sign_in_a_link_is_worth_nothing(post: Post) -> None:
    """Whoever reads the mail, and somebody who is made to open the link of another person's sign-in."""
    tab, state = post.waiting()
    secret = post.linked(tab, state)
    other, other_state = post.waiting(STRANGER, "eve")
    bare = post.scene.tab()
    for browser in (other, bare):
        assert confirm(browser, secret) == "sign_in_expired"
        assert browser.email() is None
        assert post.ask(browser, state).json()["error"] == "sign_in_expired"
    # Nor does the cookie without a link, or with anything that is not one.
    for wrong in ("x", "\x00", "x" * 5000, state):
        assert confirm(tab, wrong) == "sign_in_expired"
    assert tab.finish({"confirmation": secret, "state": other_state}) == "invalid_request"
    assert post.connected() == 0
    assert confirm(tab, secret) == "signedIn"


def test_of_two_pending_sign_ins_of_a_browser_the_link_of_the_last_one_works(post: Post) -> None:
    tab, state = post.waiting()
    first = post.linked(tab, state)
    form = post.scene.provider.code_for(tab.begin())  # in another tab: the cookie is replaced
    assert tab.finish(form) == "confirmation_required"
    second = post.linked(tab, form["state"])
    assert confirm(tab, first) == "sign_in_expired"
    assert confirm(tab, second) == "signedIn"
    assert post.connected() == 1


def test_two_browsers_confirm_for_two_identities_and_only_one_is_connected(post: Post) -> None:
    tab, state = post.waiting(subject="jane")
    other, other_state = post.waiting(subject="also jane")
    first, second = post.linked(tab, state), post.linked(other, other_state)
    assert confirm(tab, first) == "signedIn"
    assert confirm(other, second) == "connected_already"
    assert post.connected() == 1
    # No further mail is sent: the account is connected.
    third, third_state = post.waiting(subject="jane again")
    assert post.ask(third, third_state).json() == {"SendsMail": True}
    before = len(post.secrets())
    post.send()
    assert len(post.secrets()) == before


def test_an_address_without_an_account_gets_the_same_answers_and_no_mail(post: Post) -> None:
    known, unknown = post.waiting(), post.waiting(STRANGER, "eve")
    answers = []
    for tab, state in (known, unknown):
        wrong = tab.ask("POST", FINISH, data={"state": state, "password": "wrong password"})
        again = tab.ask("POST", FINISH, data={"state": state})
        asked = post.ask(tab, state)
        answers.append([(one.status_code, one.content, one.headers["cache-control"]) for one in (wrong, again, asked)])
    assert answers[0] == answers[1]
    waiting = outbox.due(post.scene.conn, 1, most=9, now=post.now)
    assert sorted(one.email for one in waiting) == [JANE, STRANGER]
    assert post.send() == 1
    assert [str(mail["To"]) for mail in post.box.mails] == [JANE]
    kept = [one.email for one in outbox.listed(post.scene.conn, 1, with_sent=True)]
    assert kept == [JANE]  # nothing is kept of the other


def test_an_account_that_is_created_meanwhile_is_not_connected(post: Post) -> None:
    tab, state = post.waiting(STRANGER, "eve")
    post.ask(tab, state)
    account(post.scene.conn, STRANGER, operator=True)
    assert post.send() == 0
    assert tab.finish({"state": state, "password": PASSWORD}) == "sign_in_expired"
    assert post.connected() == 0


def test_an_address_that_is_not_verified_gets_no_mail(post: Post) -> None:
    tab = post.scene.tab()
    for claims in ({"email": JANE}, {"email": JANE, "email_verified": "true"}, {"email": "no address"}):
        post.scene.provider.claims = {"sub": "eve", "email_verified": claims.pop("email_verified", False), **claims}
        form = post.scene.provider.code_for(tab.begin())
        assert tab.finish(form) == "not_connected"
        assert post.ask(tab, form["state"]).json()["error"] == "sign_in_expired"
    post.scene.provider.claims = {"sub": "eve", "email": "no address", "email_verified": True}
    assert tab.signs_in(post.scene.provider) == "not_connected"
    assert outbox.listed(post.scene.conn, 1, with_sent=True) == []


def test_a_sign_in_that_was_not_answered_yet_gets_no_mail(post: Post) -> None:
    tab = post.scene.tab()
    form = post.scene.provider.code_for(tab.begin())
    assert post.ask(tab, form["state"]).json()["error"] == "sign_in_expired"
    assert outbox.listed(post.scene.conn, 1, with_sent=True) == []


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_account_that_is_suspended_meanwhile_stays_out(post: Post, is_sent: bool) -> None:
    tab, state = post.waiting()
    secret = post.linked(tab, state) if is_sent else ""
    people.suspend(post.scene.conn, 1, JANE)
    if is_sent:
        assert confirm(tab, secret) == "invalid_grant"
    else:
        post.ask(tab, state)
        assert post.send() == 0
    assert (post.connected(), tab.email()) == (0, None)


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_password_that_is_changed_meanwhile_makes_the_link_worthless(post: Post, is_sent: bool) -> None:
    tab, state = post.waiting()
    post.ask(tab, state)
    if is_sent:
        assert post.send() == 1
    post.scene.space.forward(timedelta(minutes=1))
    people.set_password(post.scene.conn, 1, JANE, OTHER, now=post.now)
    assert post.send() == 0
    for secret in post.secrets():
        assert confirm(tab, secret) == "sign_in_expired"
    assert (len(post.secrets()), post.connected()) == (int(is_sent), 0)
    # The new password confirms, and so does a link that is asked for from now on.
    assert confirm(tab, post.linked(tab, state)) == "signedIn"


def test_a_provider_that_is_removed_or_limited_meanwhile(post: Post) -> None:
    tab, state = post.waiting()
    secret = post.linked(tab, state)
    post.scene.conn.execute("UPDATE sign_in_provider SET for_whom = 'operators'")
    assert confirm(tab, secret) == "not_for_account"
    providers.remove(post.scene.conn, 1, "acme", author=BY, now=post.now)
    assert confirm(tab, secret) == "sign_in_expired"
    assert tab.email() is None


def test_a_second_factor_is_asked_for_after_the_link(post: Post) -> None:
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret)
    before = NOW - timedelta(seconds=60)
    second_factor.enrol(post.scene.conn, 1, JANE, secret, code.at(before), seal=Seal([KEY]), now=before)
    tab, state = post.waiting()
    link = post.linked(tab, state)
    post.scene.events()
    assert confirm(tab, link) == "two_factor_auth_check"
    assert confirm(tab, link, totp="000000") == "invalid_grant"
    assert (post.connected(), tab.email()) == (0, None)
    assert confirm(tab, link, totp=code.at(post.now)) == "signedIn"
    assert tab.email() == JANE
    assert post.scene.events() == [
        ("sign_in_incomplete", "two_factor_auth_check"),
        ("sign_in_failed", "code"),
        ("provider_connected", 1),
        ("sign_in", 1),
    ]


def test_wrong_codes_after_the_link_are_slowed(post: Post) -> None:
    secret = pyotp.random_base32()
    before = NOW - timedelta(seconds=60)
    code_then = pyotp.TOTP(secret).at(before)
    second_factor.enrol(post.scene.conn, 1, JANE, secret, code_then, seal=Seal([KEY]), now=before)
    tab, state = post.waiting()
    link = post.linked(tab, state)
    said = [confirm(tab, link, totp="000000") for _ in range(6)]
    assert said == ["invalid_grant"] * 5 + ["too_many_requests"]
    assert post.connected() == 0


def test_a_passkey_after_the_link(post: Post) -> None:
    passkey, _ = add_passkey(post.scene.space, post.scene.space.sign_in(JANE)["access_token"])
    tab, state = post.waiting()
    link = post.linked(tab, state)
    assert confirm(tab, link) == "two_factor_auth_check"
    asked = tab.ask("POST", "/dashboard/session/passkey/challenge").json()["PublicKey"]
    assert confirm(tab, link, passkey=passkey.sign(asked, verified=False)) == "signedIn"


def test_requests_are_slowed_and_delay_no_sign_in(post: Post) -> None:
    said = []
    for _ in range(4):  # each in a sign-in of its own
        tab, state = post.waiting()
        said.append(post.ask(tab, state).status_code)
    assert said == [200, 200, 200, 429]
    post.scene.events()
    refused = post.ask(tab, state)
    assert (refused.json()["error"], int(refused.headers["retry-after"]) > 0) == ("too_many_requests", True)
    assert post.scene.events() == [("wait_reached", None)]
    assert tab.finish({"state": state, "password": PASSWORD}) == "signedIn"
    other, other_state = post.waiting(STRANGER, "eve")
    assert post.ask(other, other_state).status_code == 200


def test_a_space_that_sends_no_mail_says_so(post: Post) -> None:
    outbox.remove_sender(post.scene.conn, 1)
    tab, state = post.waiting()
    answer = post.ask(tab, state)
    assert (answer.status_code, answer.json()) == (200, {"SendsMail": False})
    assert tab.finish({"state": state, "password": PASSWORD}) == "signedIn"


def test_only_own_pages_can_ask(post: Post) -> None:
    _, state = post.waiting()
    answer = post.scene.space.ask("POST", ASK, data={"state": state})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_the_holder_is_notified_of_a_provider_that_is_disconnected(post: Post) -> None:
    tab, state = post.waiting()
    assert confirm(tab, post.linked(tab, state)) == "signedIn"
    body = {"Provider": "acme", "CurrentPassword": PASSWORD}
    answer = tab.ask("POST", f"{MINE}/providers/disconnect", token=tab.token(), json=body)
    assert answer.status_code == 200
    post.send()
    assert sorted(str(mail["Subject"]) for mail in post.box.mails[1:]) == [
        "A sign-in service was connected",
        "A sign-in service was disconnected",
    ]
