"""The sign-in of a browser over HTTP: its cookie, its tokens, what ends it, and who cannot use it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, store
from teamkpi import accounts, networks
from teamkpi.accounts import Seal, second_factor
from teamkpi.accounts.digests import digest_of

JANE = "jane@techinnovators.com"
FORM = {"username": JANE, "password": PASSWORD}
MINE = "/api/public/teams/my?isTeamAdmin=0"
OURS = {"x-requested-with": "XMLHttpRequest"}
SESSION, TOKEN = "/dashboard/session", "/dashboard/session/token"
KEY = b64encode(b"k" * 32).decode()
NOT_AUTHENTICATED = problem(
    "not_authenticated",
    401,
    "Not authenticated",
    "The access token is missing, unknown, expired or revoked, or the customer is suspended.",
)


@pytest.fixture(autouse=True)
def jane(conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(conn, JANE)


class Browser:
    """A browser with its one cookie; tabs share it."""

    def __init__(self, space: Space, host: str = "teamkpi.test") -> None:
        self.space = space
        self.host = host
        self.cookie: str | None = None

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Host": self.host, **OURS, **options.pop("headers", {})}
        if self.cookie:
            headers["Cookie"] = f"theirs=1; teamkpi_session={self.cookie}"
        answer = self.space.ask(method, path, headers=headers, **options)
        if set_cookie := answer.headers.get("Set-Cookie"):
            self.cookie = morsel(set_cookie).value or None
        return answer

    def sign_in(self, **form: str) -> str:
        answer = self.ask("POST", SESSION, data={**FORM, **form})
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def token(self) -> str:
        answer = self.ask("POST", TOKEN)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def holds(self, token: str) -> bool:
        answer = self.space.get(MINE, token=token, headers={"Host": self.host})
        assert answer.status_code in {200, 401}
        return answer.status_code == 200

    def is_signed_in(self) -> bool:
        answer = self.ask("POST", TOKEN)
        assert answer.status_code == 200 or (answer.status_code, answer.json()) == (401, NOT_AUTHENTICATED)
        return answer.status_code == 200


def morsel(set_cookie: str) -> Morsel[str]:
    return SimpleCookie(set_cookie)["teamkpi_session"]


def test_signing_in_gives_a_token_and_a_cookie_that_no_script_reads(
    conn: Connection[Any], run: Callable[..., Space]
) -> None:
    space = run()
    answer = space.ask("POST", SESSION, data=FORM | {"username": JANE.upper(), "totp": ""}, headers=OURS)
    body = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert body == {"access_token": body["access_token"], "token_type": "bearer", "expires_in": 900}
    cookie = morsel(answer.headers["Set-Cookie"])
    assert {name: value for name, value in cookie.items() if value} == {
        "httponly": True,
        "samesite": "strict",
        "path": "/dashboard/session",
        "max-age": str(15 * 86_400),
    }
    assert space.get(MINE, token=body["access_token"]).status_code == 200
    # The cookie is no token, and the database does not hold it.
    assert space.get(MINE, token=cookie.value).status_code == 401
    assert space.get(MINE, headers={"Cookie": f"teamkpi_session={cookie.value}"}).status_code == 401
    again = {"grant_type": "refresh_token", "refresh_token": cookie.value}
    assert space.ask("POST", "/api/token", data=again).json()["error"] == "invalid_grant"
    assert conn.execute("SELECT cookie_hash FROM browser_session").fetchall() == [(digest_of(cookie.value),)]
    assert cookie.value not in space.log_text()
    assert body["access_token"] not in space.log_text()


def test_a_token_is_never_longer_than_the_setting(run: Callable[..., Space]) -> None:
    space = run(access_token_seconds=60, refresh_token_days=2)
    browser = Browser(space)
    answer = browser.ask("POST", SESSION, data=FORM)
    assert answer.json()["expires_in"] == 60
    assert morsel(answer.headers["Set-Cookie"])["max-age"] == str(2 * 86_400)
    assert browser.ask("POST", TOKEN).json()["expires_in"] == 60


def test_all_tabs_have_tokens_of_one_sign_in(run: Callable[..., Space]) -> None:
    browser = Browser(run())
    first = browser.sign_in()
    cookie = browser.cookie
    second, third = browser.token(), browser.token()
    assert len({first, second, third}) == 3
    assert browser.cookie == cookie  # it does not rotate
    assert all(browser.holds(token) for token in (first, second, third))
    answer = browser.ask("DELETE", SESSION)
    assert (answer.status_code, answer.content) == (200, b"")
    gone = morsel(answer.headers["Set-Cookie"])
    assert (gone.value, gone["max-age"], gone["path"]) == ("", "0", "/dashboard/session")
    # In every tab, with the next request.
    assert not any(browser.holds(token) for token in (first, second, third))
    browser.cookie = cookie
    assert not browser.is_signed_in()
    assert browser.ask("DELETE", SESSION).status_code == 200


def test_sign_ins_stand_by_themselves(run: Callable[..., Space]) -> None:
    space = run()
    one, other = Browser(space), Browser(space)
    of_one, of_other = one.sign_in(), other.sign_in()
    pair = space.sign_in(JANE)
    named = space.sign_in(JANE, client_id="teamkpi.dashboard")
    assert one.is_signed_in()
    assert other.is_signed_in()
    one.ask("DELETE", SESSION)
    assert not one.holds(of_one)
    assert other.holds(of_other)
    assert other.is_signed_in()
    assert one.holds(pair["access_token"])
    assert one.holds(named["access_token"])


def test_the_cookie_holds_so_many_days_from_the_sign_in_on(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run(refresh_token_days=3)
    browser = Browser(space)
    token = browser.sign_in()
    space.forward(timedelta(seconds=899))
    assert browser.holds(token)
    space.forward(timedelta(seconds=1))
    assert not browser.holds(token)
    assert browser.holds(browser.token())
    space.set_clock(NOW + timedelta(days=3) - timedelta(microseconds=1))
    assert browser.is_signed_in()
    space.set_clock(NOW + timedelta(days=3))
    assert not browser.is_signed_in()
    # What has expired is deleted; the sign-in with the last of it.
    accounts.sweep(conn, 1, now=NOW + timedelta(days=4))
    counts = "SELECT (SELECT count(*) FROM browser_session), (SELECT count(*) FROM access_token), count(*) FROM sign_in"
    assert conn.execute(counts).fetchone() == (0, 0, 0)


def test_a_sweep_leaves_a_cookie_that_holds(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    browser = Browser(space)
    browser.sign_in()
    accounts.sweep(conn, 1, now=NOW + timedelta(days=1))  # the access token has expired
    space.forward(timedelta(days=1))
    assert browser.is_signed_in()


def test_what_ends_sign_ins_ends_those_of_browsers(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    browser = Browser(space)

    browser.sign_in()
    accounts.set_password(conn, 1, JANE, PASSWORD, now=NOW)
    assert not browser.is_signed_in()

    browser.sign_in()
    change = {"Email": JANE, "CurrentPassword": PASSWORD, "NewPassword": "battery staple"}
    assert space.ask("POST", "/api/account/password", json=change).status_code == 200
    assert not browser.is_signed_in()

    # An access token of the page signs out as well.
    token = browser.sign_in(password="battery staple")
    assert space.ask("POST", "/api/token/revoke", data={"token": token}).status_code == 200
    assert not browser.is_signed_in()


def test_a_suspension_holds_at_once_and_is_lifted_at_once(conn: Connection[Any], run: Callable[..., Space]) -> None:
    browser = Browser(run())
    token = browser.sign_in()
    accounts.suspend(conn, 1, JANE)
    assert not browser.is_signed_in()
    assert not browser.holds(token)
    accounts.resume(conn, 1, JANE)
    assert browser.is_signed_in()
    assert browser.holds(token)
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE, "Active": False}]})
    assert not browser.is_signed_in()
    assert not browser.holds(token)


def test_a_second_factor(conn: Connection[Any], run: Callable[..., Space]) -> None:
    secret, before = pyotp.random_base32(), NOW - timedelta(minutes=1)
    second_factor.enrol(conn, 1, JANE, secret, pyotp.TOTP(secret).at(before), seal=Seal([KEY]), now=before)
    space = run(secret_key=(KEY,))
    answer = space.ask("POST", SESSION, data=FORM, headers=OURS)
    assert (answer.status_code, answer.json()["error"]) == (400, "two_factor_auth_check")
    assert "Set-Cookie" not in answer.headers
    code = pyotp.TOTP(secret).at(NOW)
    Browser(space).sign_in(totp=code)
    spent = space.ask("POST", SESSION, data=FORM | {"totp": code}, headers=OURS)
    assert (spent.status_code, spent.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "form",
    [
        FORM | {"password": "wrong"},
        FORM | {"username": "nobody@techinnovators.com"},
        {"username": JANE},
        {},
        [("username", JANE), ("username", JANE), ("password", PASSWORD)],
    ],
)
def test_refusals_are_those_of_the_call_for_tokens(run: Callable[..., Space], form: Any) -> None:
    space = run()
    pairs = list(form.items()) if isinstance(form, dict) else form
    content = httpx.QueryParams(pairs).__str__().encode()
    urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
    here = space.ask("POST", SESSION, content=content, headers=OURS | urlencoded)
    content += b"&grant_type=password" if content else b"grant_type=password"
    there = space.ask("POST", "/api/token", content=content, headers=urlencoded)
    assert (here.status_code, here.json()) == (there.status_code, there.json())
    assert here.status_code == 400
    assert "Set-Cookie" not in here.headers


def test_a_body_that_is_no_form(run: Callable[..., Space]) -> None:
    answer = run().ask("POST", SESSION, json=FORM, headers=OURS)
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "invalid_request",
            "error_description": "the body must be application/x-www-form-urlencoded, not JSON",
        },
    )


def test_guessing_is_slowed_over_both_doors(run: Callable[..., Space]) -> None:
    space = run(sign_in_tries_per_account=2)
    for _ in range(2):
        space.ask("POST", SESSION, data=FORM | {"password": "wrong"}, headers=OURS)
    answer = space.ask("POST", SESSION, data=FORM, headers=OURS)
    assert (answer.status_code, answer.json()["error"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) > 0
    assert space.ask("POST", "/api/token", data={**FORM, "grant_type": "password"}).status_code == 429


@pytest.mark.parametrize("call", [("POST", SESSION), ("POST", TOKEN), ("DELETE", SESSION)], ids=" ".join)
@pytest.mark.parametrize("header", [{}, {"x-requested-with": "form"}])
def test_a_form_of_another_page_is_refused(
    run: Callable[..., Space], call: tuple[str, str], header: dict[str, str]
) -> None:
    space = run()
    browser = Browser(space)
    browser.sign_in()
    headers = {"Cookie": f"teamkpi_session={browser.cookie}", **header}
    answer = space.ask(*call, data=FORM, headers=headers)
    expected = problem("bad_request", 400, "Bad request", "x-requested-with: must be XMLHttpRequest")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert "Set-Cookie" not in answer.headers
    assert browser.is_signed_in()


@pytest.mark.parametrize("origins", [(), ("*",), ("https://portal.example",)])
def test_no_other_origin_may_ask(run: Callable[..., Space], origins: tuple[str, ...]) -> None:
    space = run(cors_origins=origins)
    preflight = {
        "Origin": "https://portal.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-requested-with",
    }
    for path in (SESSION, TOKEN, "/dashboard/", "/dashboard/assets/app.js"):
        for method in ("OPTIONS", "POST", "GET"):
            headers = space.ask(method, path, headers=preflight).headers
            assert [name for name in headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("cookie", [None, "", "x", "A" * 43, "é", "a" * 5000])
def test_without_a_sign_in(run: Callable[..., Space], cookie: str | None) -> None:
    headers = [(name.encode(), value.encode()) for name, value in OURS.items()]
    if cookie is not None:
        headers.append((b"Cookie", f"teamkpi_session={cookie}".encode()))
    space = run()
    answer = space.ask("POST", TOKEN, raw_headers=headers)
    assert (answer.status_code, answer.json()) == (401, NOT_AUTHENTICATED)
    assert space.ask("DELETE", SESSION, raw_headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "proto", "secure"),
    [
        ((), "https", False),  # nobody but a trusted proxy is believed
        (("127.0.0.0/8",), "https", True),
        (("127.0.0.0/8",), "HTTPS, http", True),
        (("127.0.0.0/8",), "http", False),
        (("127.0.0.0/8",), "", False),
        (("10.0.0.0/8",), "https", False),
    ],
)
def test_over_https_the_cookie_is_sent_there_alone(
    run: Callable[..., Space], trusted: tuple[str, ...], proto: str, secure: bool
) -> None:
    browser = Browser(run(trusted_proxies=trusted))
    headers = {"X-Forwarded-Proto": proto} if proto else {}
    for answer in (
        browser.ask("POST", SESSION, data=FORM, headers=headers),
        browser.ask("DELETE", SESSION, headers=headers),
    ):
        assert bool(morsel(answer.headers["Set-Cookie"])["secure"]) is secure


def test_networks_do_not_share_sign_ins(conn: Connection[Any], run: Callable[..., Space]) -> None:
    other = networks.create(conn, "other", ["elsewhere.test"])
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane", "Email": JANE}]}, network_id=other)
    account(conn, JANE, network_id=other)
    space = run()
    here, there = Browser(space), Browser(space, "elsewhere.test")
    token = here.sign_in()
    there.cookie = here.cookie
    assert not there.is_signed_in()
    assert not there.holds(token)
    there.ask("DELETE", SESSION)
    assert here.is_signed_in()
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('here.test', 1)")
    for method, path in (("POST", SESSION), ("POST", TOKEN), ("DELETE", SESSION)):
        answer = space.ask(method, path, data=FORM, headers=OURS)
        assert (answer.status_code, answer.json()["code"]) == (404, "network_not_found")
