"""Passkeys over HTTP: adding, using and removing them, and answers that no honest browser sends."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pyotp
import pytest
from psycopg import Connection

from api.doorway import PASSWORD, Space, account, store
from authenticators import Passkey
from spaces import AUTHOR
from teamkpi import accounts, networks, outbox
from teamkpi.accounts import people, second_factor
from teamkpi.privacy.erase import erase
from teamkpi.privacy.export import export_person
from teamkpi.privacy.people import find

JANE, SAM = "jane@techinnovators.com", "sam@techinnovators.com"
KEY = b64encode(b"k" * 32).decode()
OURS = {"x-requested-with": "XMLHttpRequest", "Host": "teamkpi.test"}
MINE, PASSKEYS = "/api/account", "/api/account/passkeys"
SESSION = "/dashboard/session"
REFUSED = (400, "invalid_grant")
PROOF = {"CurrentPassword": PASSWORD}


@pytest.fixture(autouse=True)
def members(conn: Connection[Any]) -> None:
    coworkers = [{"Id": 101, "FullName": "Jane", "Email": JANE}, {"Id": 102, "FullName": "Sam", "Email": SAM}]
    store(conn, {"coworkers": coworkers})
    account(conn, JANE)
    account(conn, SAM)


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run(secret_key=(KEY,))


class Browser:
    """The cookies of a browser on the page to sign in."""

    def __init__(self, space: Space, **headers: str) -> None:
        self.space = space
        self.cookies: dict[str, str] = {}
        self.headers = OURS | headers

    def ask(self, path: str, **options: Any) -> httpx.Response:
        headers = self.headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = self.space.ask("POST", path, headers=headers, **options)
        self.cookies |= {
            name: one.value for name, one in SimpleCookie(answer.headers.get("Set-Cookie", "")).items() if one.value
        }
        return answer

    def options(self) -> dict[str, Any]:
        answer = self.ask(f"{SESSION}/passkey/challenge")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.text
        found: dict[str, Any] = answer.json()["PublicKey"]
        return found

    def show(self, signed: str) -> tuple[int, str]:
        return said(self.ask(f"{SESSION}/passkey", json={"Passkey": signed}))

    def sign_in(self, email: str = JANE, **form: str) -> tuple[int, str]:
        return said(self.ask(SESSION, data={"username": email, "password": PASSWORD, **form}))


def said(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    return answer.status_code, body.get("error") or body.get("Code") or ("" if "access_token" in body else str(body))


def token_of(space: Space, email: str = JANE, **form: str) -> str:
    token: str = space.sign_in(email, **form)["access_token"]
    return token


def begin(space: Space, token: str, **proof: str) -> dict[str, Any]:
    answer = space.ask("POST", f"{PASSKEYS}/options", token=token, json=PROOF | proof)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["PublicKey"]
    return options


def add(space: Space, token: str, name: str = "Phone", **proof: str) -> tuple[Passkey, list[str]]:
    passkey = Passkey()
    body = {"Name": name, "Passkey": passkey.make(begin(space, token, **proof))}
    answer = space.ask("POST", PASSKEYS, token=token, json=body)
    assert answer.status_code == 200, answer.text
    return passkey, answer.json()["RecoveryCodes"]


def prove(space: Space, token: str, passkey: Passkey) -> str:
    """Sign in place of a code."""
    asked = space.ask("POST", f"{PASSKEYS}/challenge", token=token).json()["PublicKey"]
    return passkey.sign(asked, verified=False)


def events(space: Space, *names: str) -> list[tuple[str, Any]]:
    lines = space.log_lines("security")
    return [(one["name"], one.get("reason")) for one in lines if not names or one["name"] in names]


def test_a_passkey_from_its_first_day_to_its_last(space: Space, conn: Connection[Any]) -> None:
    with conn.transaction():
        outbox.set_sender(conn, 1, outbox.Sender("desk@here.test", None, "https://teamkpi.test", "en"))
    token = token_of(space)
    options = begin(space, token)
    assert {key: options[key] for key in ("attestation", "authenticatorSelection", "excludeCredentials", "rp")} == {
        "attestation": "none",
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "preferred",
        },
        "excludeCredentials": [],
        "rp": {"id": "teamkpi.test", "name": "teamkpi"},
    }
    passkey, codes = add(space, token)
    assert len(codes) == 10
    [held] = space.get(MINE, token=token).json()["Passkeys"]
    created_on = held.pop("CreatedOn")
    assert held == {"Id": 1, "Name": "Phone", "Host": "teamkpi.test", "LastUsedOn": None}

    browser = Browser(space)
    assert browser.sign_in() == (400, "two_factor_auth_check")
    space.forward(timedelta(minutes=1))
    assert browser.show(passkey.sign(browser.options())) == (200, "")
    assert browser.sign_in(passkey=passkey.sign(browser.options(), verified=False)) == (200, "")
    assert browser.sign_in(totp=codes[0]) == (200, "")
    assert space.get(MINE, token=token).json()["RecoveryCodesLeft"] == 9

    renamed = space.ask("PUT", f"{PASSKEYS}/1", token=token, json={"Name": " Old phone "})
    assert (renamed.status_code, renamed.content) == (200, b"")
    assert space.get(MINE, token=token).json()["Passkeys"] == [
        {
            "Id": 1,
            "Name": "Old phone",
            "Host": "teamkpi.test",
            "CreatedOn": created_on,
            "LastUsedOn": "2026-11-21T12:01:00Z",
        }
    ]
    assert space.ask("POST", f"{PASSKEYS}/1/remove", token=token, json=PROOF).status_code == 400
    proof = PROOF | {"Passkey": prove(space, token, passkey)}
    assert space.ask("POST", f"{PASSKEYS}/1/remove", token=token, json=proof).status_code == 200
    found = space.get(MINE, token=token).json()
    assert (found["Passkeys"], found["RecoveryCodesLeft"]) == ([], 0)
    assert browser.sign_in() == (200, "")
    assert browser.show(passkey.sign(browser.options())) == REFUSED

    rows = conn.execute("SELECT changes FROM audit_entry WHERE entity_short_name = 'Account' ORDER BY id").fetchall()
    assert [one for (one,) in rows] == [{"Passkey": [None, 1]}, {"Passkey": [1, 1]}, {"Passkey": [1, None]}]
    mail = conn.execute("SELECT kind, email FROM outbox_message ORDER BY written_on, kind").fetchall()
    assert mail == [("passkey_added", JANE), ("passkey_removed", JANE)]
    assert events(space, "passkey_added", "passkey_removed", "passkey_refused") == [
        ("passkey_added", None),
        ("passkey_removed", None),
        ("passkey_refused", "passkey"),
    ]


def test_a_passkey_beside_codes_from_an_app(space: Space) -> None:
    token = token_of(space)
    secret = space.ask("POST", f"{MINE}/second-factor/secret", token=token).json()["Secret"]
    body = PROOF | {"Secret": secret, "Code": pyotp.TOTP(secret).at(space.now)}
    assert space.ask("POST", f"{MINE}/second-factor", token=token, json=body).status_code == 200
    space.forward(timedelta(minutes=1))
    passkey, codes = add(space, token, Totp=pyotp.TOTP(secret).at(space.now))
    assert codes == []  # the old ones still work
    browser = Browser(space)
    space.forward(timedelta(minutes=1))
    assert browser.sign_in(totp=pyotp.TOTP(secret).at(space.now)) == (200, "")
    assert browser.sign_in(passkey=passkey.sign(browser.options())) == (200, "")
    removed = space.ask(
        "POST", f"{MINE}/second-factor/remove", token=token, json=PROOF | {"Passkey": prove(space, token, passkey)}
    )
    assert removed.status_code == 200
    assert space.get(MINE, token=token).json()["RecoveryCodesLeft"] == 10
    assert browser.sign_in() == (400, "two_factor_auth_check")
    assert browser.sign_in(totp="123456") == REFUSED


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "origin": ({"origin": "https://evil.test"}, "response"),
    "origin over http when the page came by https": ({"origin": "http://teamkpi.test"}, "response"),
    "another port": ({"origin": "https://teamkpi.test:8443"}, "response"),
    "host": ({"host": "evil.test"}, "response"),
    "embedded by another site": ({"cross_origin": True}, "response"),
    "signature": ({"key": Passkey().key}, "response"),
    "kind of answer": ({"kind": "webauthn.create"}, "response"),
    "nobody recognised": ({"verified": False}, "user_verification"),
    "handle": ({"handle": "AAAA"}, "passkey"),
    "no handle": ({"handle": None}, "passkey"),
    "count going back": ({"count": 4}, "sign_count"),
    "count that does not move": ({"count": 5}, "sign_count"),
    "count gone": ({"count": 0}, "sign_count"),
}


def test_answers_that_are_wrong(run: Callable[..., Space]) -> None:
    space = run(trusted_proxies=("0.0.0.0/0",), sign_in_tries_per_address=0)
    browser = Browser(space, **{"X-Forwarded-Proto": "https"})
    passkey, _ = add(space, token_of(space))
    assert browser.show(passkey.sign(browser.options(), count=5)) == (200, "")
    for what, (differently, reason) in WRONG.items():
        passkey.count = 5
        assert browser.show(passkey.sign(browser.options(), **differently)) == REFUSED, what
        assert events(space)[-2:] == [("passkey_refused", reason), ("sign_in_failed", "passkey")], what
    passkey.count = 5
    for text in ("", "null", "[]", "{}", "{" * 5000, '{"id": "é"}', '{"id": 1}', '{"id": "AAAA"}'):
        browser.options()
        assert browser.show(text or " ")[0] == 400, text
    honest = json.loads(passkey.sign(browser.options()))
    wrongs: tuple[dict[str, Any], ...] = (
        {"response": None},
        {"response": {}},
        {"type": "x"},
        {"rawId": "AAAA"},
        {"rawId": None},
    )
    for broken in wrongs:
        browser.options()
        assert browser.show(json.dumps(honest | broken)) == REFUSED, broken
    assert browser.show(passkey.sign(browser.options(), count=6)) == (200, "")


def test_what_was_signed_counts_once_and_in_time_and_for_the_browser_that_was_asked(space: Space) -> None:
    passkey, _ = add(space, token_of(space))
    browser, other = Browser(space), Browser(space)
    signed = passkey.sign(browser.options())
    stranger = Browser(space)
    assert stranger.show(signed) == REFUSED
    other.options()
    assert other.show(signed) == REFUSED
    assert browser.show(signed) == (200, "")
    assert browser.show(signed) == REFUSED
    signed = passkey.sign(browser.options())
    browser.options()  # replaces what was asked before
    assert browser.show(signed) == REFUSED
    signed = passkey.sign(browser.options())
    assert browser.sign_in(passkey=signed.replace("public-key", "x")) == REFUSED
    assert browser.sign_in(passkey=signed) == REFUSED  # a failed attempt uses it up
    signed = passkey.sign(browser.options())
    space.forward(timedelta(minutes=5))
    assert browser.show(signed) == REFUSED
    assert browser.show(passkey.sign(browser.options())) == (200, "")


def test_one_with_another_account_or_network_is_of_no_use(space: Space, conn: Connection[Any]) -> None:
    passkey, codes = add(space, token_of(space))
    sams, _ = add(space, token_of(space, SAM))
    browser = Browser(space)
    assert browser.sign_in(JANE, passkey=sams.sign(browser.options())) == REFUSED
    assert browser.show(sams.sign(browser.options(), handle=passkey.handle)) == REFUSED
    janes = token_of(space, totp=codes[0])
    proof = PROOF | {"Passkey": prove(space, janes, sams)}
    assert space.ask("POST", f"{PASSKEYS}/1/remove", token=janes, json=proof).status_code == 400
    # Sam cannot touch Jane's.
    token = token_of(space, SAM, totp=_new_codes(conn, SAM)[0])
    assert space.ask("PUT", f"{PASSKEYS}/1", token=token, json={"Name": "mine"}).status_code == 200
    proof = PROOF | {"Passkey": prove(space, token, sams)}
    assert space.ask("POST", f"{PASSKEYS}/1/remove", token=token, json=proof).status_code == 200
    assert [one["Name"] for one in space.get(MINE, token=janes).json()["Passkeys"]] == ["Phone"]
    # What one sign-in was asked cannot be answered by another.
    again = token_of(space, totp=codes[1])
    proof = PROOF | {"Passkey": prove(space, janes, passkey)}
    assert space.ask("POST", f"{MINE}/recovery-codes", token=again, json=proof).status_code == 400
    made = Passkey().make(begin(space, janes, Totp=codes[2]))
    body = {"Name": "x", "Passkey": made}
    assert space.ask("POST", PASSKEYS, token=again, json=body).status_code == 400
    assert space.ask("POST", PASSKEYS, token=janes, json=body).status_code == 200
    assert space.ask("POST", PASSKEYS, token=janes, json=body).status_code == 400
    # In another network on this server the passkey is unknown, and made for another host.
    networks.create(conn, "other", hosts=["other.test"])
    elsewhere = Browser(space, Host="other.test")
    signed = passkey.sign(elsewhere.options(), host="other.test", origin="https://other.test")
    assert elsewhere.show(signed) == REFUSED


def _new_codes(conn: Connection[Any], email: str) -> tuple[str, ...]:
    return second_factor.new_recovery_codes(conn, 1, email)


def test_a_passkey_works_only_for_its_host(space: Space, conn: Connection[Any]) -> None:
    networks.change_hosts(conn, "default", add=["teamkpi.test", "second.test"])
    passkey, _ = add(space, token_of(space))
    elsewhere = Browser(space, Host="second.test")
    signed = passkey.sign(elsewhere.options(), host="second.test", origin="https://second.test")
    assert elsewhere.show(signed) == REFUSED
    assert events(space)[-2] == ("passkey_refused", "passkey")


def test_adding_one_takes_the_password_and_a_passkey_made_here(space: Space) -> None:
    token = token_of(space)
    assert space.ask("POST", f"{PASSKEYS}/options", token=token, json={"CurrentPassword": "x"}).status_code == 400
    made = Passkey().make({"user": {"id": "AAAA"}, "challenge": "AAAA"})
    assert space.ask("POST", PASSKEYS, token=token, json={"Name": "x", "Passkey": made}).status_code == 400
    for differently in ({"origin": "https://evil.test"}, {"host": "evil.test"}, {"cross_origin": True}):
        made = Passkey().make(begin(space, token), **differently)
        answer = space.ask("POST", PASSKEYS, token=token, json={"Name": "x", "Passkey": made})
        assert (answer.status_code, "Passkey" in answer.text) == (400, True), answer.text
    passkey, _ = add(space, token)
    options = begin(space, token, Passkey=prove(space, token, passkey))
    assert [one["type"] for one in options["excludeCredentials"]] == ["public-key"]
    assert options["user"]["id"] == passkey.handle
    again = space.ask("POST", PASSKEYS, token=token, json={"Name": "x", "Passkey": passkey.make(options)})
    assert again.status_code == 400
    for name in ("x" * 61, "a\nb", " "):
        made = Passkey().make(begin(space, token, Passkey=prove(space, token, passkey)))
        assert space.ask("POST", PASSKEYS, token=token, json={"Name": name, "Passkey": made}).status_code == 400


def test_suspended_accounts_stay_out_and_a_password_to_change_comes_first(space: Space, conn: Connection[Any]) -> None:
    passkey, _ = add(space, token_of(space))
    browser = Browser(space)
    people.require_new_password(conn, 1, JANE)
    assert browser.show(passkey.sign(browser.options())) == (400, "must_reset_password")
    people.set_password(conn, 1, JANE, "purple monkey dishwasher", now=space.now)
    accounts.suspend(conn, 1, JANE)
    assert browser.show(passkey.sign(browser.options())) == REFUSED
    assert events(space)[-1] == ("sign_in_failed", "account")
    accounts.resume(conn, 1, JANE)
    assert browser.show(passkey.sign(browser.options())) == (200, "")


def test_refused_passkeys_count_for_the_address_alone(run: Callable[..., Space]) -> None:
    space = run(sign_in_tries_per_address=3)
    passkey, codes = add(space, token_of(space))
    browser = Browser(space)
    outcomes = [browser.show(passkey.sign(browser.options(), verified=False))[0] for _ in range(4)]
    assert outcomes == [400, 400, 400, 429]
    space.forward(timedelta(minutes=10))
    assert browser.sign_in(totp=codes[0]) == (200, "")


def test_operators_and_their_clients(space: Space, conn: Connection[Any]) -> None:
    account(conn, "desk@here.test", operator=True)
    asked: dict[str, Any] = {"auth": ("desk@here.test", PASSWORD)}
    assert space.ask("GET", "/api/spaces/coworkers", **asked).status_code == 200
    passkey, _ = add(space, token_of(space, "desk@here.test"))
    assert space.ask("GET", "/api/spaces/coworkers", **asked).status_code == 401
    browser = Browser(space)
    answer = browser.ask(f"{SESSION}/passkey", json={"Passkey": passkey.sign(browser.options())})
    assert space.get("/api/spaces/coworkers", token=answer.json()["access_token"]).status_code == 200


def test_what_is_kept_of_a_passkey_is_exported_and_erased(space: Space, conn: Connection[Any], tmp_path: Any) -> None:
    passkey, _ = add(space, token_of(space), name="The phone of Jane")
    Browser(space).options()
    person = find(conn, 1, "101")
    counts = export_person(conn, 1, person, tmp_path / "jane", now=space.now)
    assert counts["passkey"] == 1
    written = (tmp_path / "jane" / "passkey.jsonl").read_text()
    assert "The phone of Jane" in written
    assert passkey.handle not in written
    erase(conn, 1, person, by=AUTHOR, now=space.now)
    assert conn.execute("SELECT count(*) FROM passkey").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM recovery_code").fetchone() == (0,)
