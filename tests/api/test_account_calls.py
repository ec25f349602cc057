"""Second factor, sign-out, change of password and slowed guessing over HTTP; the rules themselves are tested below."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, running, store
from teamkpi import accounts
from teamkpi.accounts import Seal, second_factor

JANE = "jane@techinnovators.com"
FORM = {"grant_type": "password", "username": JANE, "password": PASSWORD}
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
MINE = "/api/public/teams/my?isTeamAdmin=0"
CHANGE = {"Email": JANE, "CurrentPassword": PASSWORD, "NewPassword": "battery staple"}
KEY = b64encode(b"k" * 32).decode()
WRONG = {
    "error": "invalid_grant",
    "error_description": "the e-mail or the password is wrong, or the account cannot be used",
}
WRONG_CREDENTIALS = problem(
    "invalid_grant",
    400,
    "Wrong credentials",
    "The e-mail address, the password or the second factor's code is wrong, or the account cannot be used.",
)


@pytest.fixture(autouse=True)
def jane(conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(conn, JANE)


def token(space: Space, **form: str) -> Any:
    return space.ask("POST", "/api/token", data={**FORM, **form})


def change(space: Space, body: Any = CHANGE, **more: Any) -> Any:
    return space.ask("POST", "/api/account/password", json={**CHANGE, **body}, **more)


def enrolled(conn: Connection[Any]) -> tuple[str, tuple[str, ...]]:
    """Give Jane a second factor, confirmed a minute ago; return its secret and its recovery codes."""
    secret, before = pyotp.random_base32(), NOW - timedelta(minutes=1)
    codes = second_factor.enrol(conn, 1, JANE, secret, pyotp.TOTP(secret).at(before), seal=Seal([KEY]), now=before)
    return secret, codes


# Second factor


def test_a_sign_in_with_a_second_factor(conn: Connection[Any], run: Callable[..., Space]) -> None:
    secret, recovery_codes = enrolled(conn)
    space = run(secret_key=(KEY,))
    for form in ({}, {"totp": ""}):
        answer = token(space, **form)
        assert (answer.status_code, answer.json()) == (
            400,
            {
                "error": "two_factor_auth_check",
                "error_description": "the account has a second factor: send its code as totp",
            },
        )
        assert token(space, password="wrong", **form).json() == WRONG
    code = pyotp.TOTP(secret).at(NOW)
    assert token(space, totp=code, password="wrong").json() == WRONG
    answer = token(space, totp=code)
    assert answer.status_code == 200
    assert space.get(MINE, token=answer.json()["access_token"]).status_code == 200
    assert token(space, totp=code).json() == WRONG
    assert token(space, totp=recovery_codes[0]).status_code == 200
    assert token(space, totp=recovery_codes[0]).json() == WRONG

    written = space.log_text()
    assert [one for one in (secret, code, recovery_codes[0], KEY, JANE, PASSWORD) if one in written] == []


def test_without_its_key_a_code_cannot_be_checked_and_nothing_is_told(
    conn: Connection[Any], run: Callable[..., Space]
) -> None:
    secret, recovery_codes = enrolled(conn)
    space = run()
    answer = token(space, totp=pyotp.TOTP(secret).at(NOW))
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "TEAMKPI" not in answer.text
    [line] = space.log_lines()
    assert line["error"][0].startswith("teamkpi.errors.SettingsError at ")
    assert token(space, totp=recovery_codes[0]).status_code == 200


# Signing out


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "refresh_token"}, {"token_type_hint": "nonsense"}])
def test_signing_out(run: Callable[..., Space], which: str, hint: dict[str, str]) -> None:
    space = run()
    pair = space.sign_in(JANE)
    assert space.get(MINE, token=pair["access_token"]).status_code == 200
    for _ in range(2):
        answer = space.ask("POST", "/api/token/revoke", data={"token": pair[which], **hint})
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["Cache-Control"] == "no-store"
        assert space.get(MINE, token=pair["access_token"]).status_code == 401
    again = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert space.ask("POST", "/api/token", data=again).json()["error"] == "invalid_grant"
    written = space.log_text()
    assert [one for one in (pair["access_token"], pair["refresh_token"]) if one in written] == []


@pytest.mark.parametrize(
    ("request_of", "description"),
    [
        ({"data": {}}, "token is required"),
        ({"json": {"token": "x"}}, "the body must be application/x-www-form-urlencoded, not JSON"),
        ({"content": b"", "headers": URLENCODED}, "token is required"),
        ({"data": {"token": ""}}, "token is required"),
        ({"content": b"token=a&token=b", "headers": URLENCODED}, "token must be given only once"),
        ({"content": b"x=a&x=b", "headers": URLENCODED}, "a field must be given only once"),
        ({"content": b"token=%ff", "headers": URLENCODED}, "the form must be UTF-8 and hold at most 50 fields"),
    ],
)
def test_what_is_no_sign_out(run: Callable[..., Space], request_of: dict[str, Any], description: str) -> None:
    answer = run().ask("POST", "/api/token/revoke", **request_of)
    expected = {"error": "invalid_request", "error_description": description}
    assert (answer.status_code, answer.json()) == (400, expected)


def test_an_unknown_token_is_none_to_speak_of(run: Callable[..., Space]) -> None:
    answer = run().ask("POST", "/api/token/revoke", data={"token": "no such token"})
    assert (answer.status_code, answer.content) == (200, b"")


# Another password


def test_changing_the_password(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    pair = space.sign_in(JANE)
    accounts.require_new_password(conn, 1, JANE)
    assert token(space).json()["error"] == "must_reset_password"
    answer = change(space, {"Email": JANE.upper(), "Totp": None, "Unknown": [1]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert space.get(MINE, token=pair["access_token"]).status_code == 401
    assert token(space).json() == WRONG
    assert token(space, password=CHANGE["NewPassword"]).status_code == 200
    written = space.log_text()
    assert [one for one in (PASSWORD, CHANGE["NewPassword"], JANE) if one in written] == []


def test_refusals_of_another_password(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run(secret_key=(KEY,))
    for body in ({"CurrentPassword": "wrong horse"}, {"Email": "nobody@techinnovators.com"}, {"Email": "\x00"}):
        answer = change(space, body)
        assert (answer.status_code, answer.json()) == (400, WRONG_CREDENTIALS)
        assert answer.headers["Content-Type"] == "application/problem+json"
    enrolled(conn)
    assert change(space).json() == problem(
        "two_factor_auth_check",
        400,
        "Second factor needed",
        "The account has a second factor, and the request has no code for it.",
    )
    assert change(space, {"Totp": "000000x"}).json() == WRONG_CREDENTIALS


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"Email": None}, "Email: is required"),
        ({"Email": ""}, "Email: is required"),
        ({"Email": 5}, "Email: must be text"),
        ({"CurrentPassword": ["x"]}, "CurrentPassword: must be text"),
        ({"NewPassword": None}, "NewPassword: is required"),
        ({"NewPassword": "short"}, "NewPassword: a password must have at least 8 characters and at most 1024 bytes"),
        ({"NewPassword": PASSWORD}, "NewPassword: the new password must differ from the current one"),
        ({"Totp": 123456}, "Totp: must be text"),
    ],
)
def test_what_is_malformed_is_named(run: Callable[..., Space], body: dict[str, Any], detail: str) -> None:
    answer = change(run(), body)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", "body: must be JSON"),
        (b"{", "body: must be JSON"),
        (b'{"Email": "\xff"}', "body: must be JSON"),
        (b"[" * 5000, "body: is nested too deeply"),
        (b"[]", "body: must be a JSON object"),
        (b"null", "body: must be a JSON object"),
    ],
)
def test_what_is_no_json_object(run: Callable[..., Space], content: bytes, detail: str) -> None:
    space = run()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = space.ask("POST", "/api/account/password", content=content, headers=headers)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


def test_another_media_type_is_not_read(run: Callable[..., Space]) -> None:
    space = run(max_body_bytes=10_000)
    kinds: list[dict[str, Any]] = [{"data": CHANGE}, {"content": b"{}"}]
    for request_of in (*kinds, {"content": b"{}", "headers": {"Content-Type": "text/json"}}):
        answer = space.ask("POST", "/api/account/password", **request_of)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    answer = change(space, {"Unknown": "x" * 10_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_host_that_no_network_answers_for(conn: Connection[Any], run: Callable[..., Space]) -> None:
    conn.execute("INSERT INTO network_host (host, network_id) VALUES ('here.test', 1)")
    space = run()
    for answer in (change(space), space.ask("POST", "/api/token/revoke", data={"token": "x"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "network_not_found")
    assert change(space, headers={"Host": "here.test"}).status_code == 200


def test_while_the_database_is_away() -> None:
    with running("postgresql://127.0.0.1:1/nowhere") as space:
        for answer in (change(space), space.ask("POST", "/api/token/revoke", data={"token": "x"})):
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.headers["Retry-After"]


@pytest.mark.parametrize("shown", [None, "no such token", "Jane's"])
def test_no_token_is_asked_for_or_looked_at(run: Callable[..., Space], shown: str | None) -> None:
    space = run()
    given = space.sign_in(JANE)["access_token"] if shown == "Jane's" else shown
    assert change(space, token=given).status_code == 200
    assert change(space, token=given).json() == WRONG_CREDENTIALS
    assert space.ask("POST", "/api/token/revoke", data={"token": "x"}, token=given).status_code == 200


# Guessing


def test_guessing_is_slowed_at_the_sign_in(run: Callable[..., Space]) -> None:
    space = run()
    signed_in = space.sign_in(JANE)
    for username in (JANE, "nobody@techinnovators.com"):
        for _ in range(5):
            assert token(space, username=username, password="wrong").json() == WRONG
        for password in ("wrong", PASSWORD):
            answer = token(space, username=username, password=password)
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
            assert answer.json() == {
                "error": "too_many_requests",
                "error_description": "too many failed sign-ins; try again in 1 s",
            }
            assert answer.headers["Cache-Control"] == "no-store"
    # Who is signed in is not concerned.
    assert space.get(MINE, token=signed_in["access_token"]).status_code == 200
    again = {"grant_type": "refresh_token", "refresh_token": signed_in["refresh_token"]}
    assert space.ask("POST", "/api/token", data=again).status_code == 200
    # And the wait ends.
    space.forward(timedelta(seconds=1))
    assert token(space).status_code == 200


def test_guessing_is_slowed_at_the_change_of_a_password_across_processes(run: Callable[..., Space]) -> None:
    spaces = [run(), run()]
    for number in range(5):
        assert change(spaces[number % 2], {"CurrentPassword": "wrong"}).json() == WRONG_CREDENTIALS
    for space in spaces:
        answer = change(space)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        detail = "too many failed sign-ins; try again in 1 s"
        assert answer.json() == problem("too_many_requests", 429, "Too many requests", detail)
        assert token(space).status_code == 429


def test_limits_are_settings(run: Callable[..., Space]) -> None:
    free = run(sign_in_tries_per_account=0, sign_in_tries_per_address=0)
    assert {token(free, password="wrong").status_code for _ in range(8)} == {400}
    strict = run(sign_in_tries_per_account=1, sign_in_longest_wait_seconds=1)
    for _ in range(3):
        assert token(strict, password="wrong").status_code == 400
        assert token(strict).headers["Retry-After"] == "1"
        strict.forward(timedelta(seconds=1))
    assert token(strict).status_code == 200


def test_an_address_is_the_peers_unless_a_trusted_proxy_names_another(run: Callable[..., Space]) -> None:
    def attempt(space: Space, number: int, forwarded: str) -> int:
        form = {**FORM, "username": f"n{number}@techinnovators.com"}
        return space.ask("POST", "/api/token", data=form, headers={"X-Forwarded-For": forwarded}).status_code

    # Anybody can send the header; the second failure from this test's one peer is the last that is free.
    direct = run(sign_in_tries_per_address=2)
    assert [attempt(direct, number, f"203.0.113.{number}") for number in range(3)] == [400, 400, 429]
    direct.forward(timedelta(hours=1))
    behind = run(sign_in_tries_per_address=2, trusted_proxies=("127.0.0.0/8", "10.0.0.1"))
    behind.forward(timedelta(hours=1))
    assert [attempt(behind, number, f"203.0.113.{number}, 10.0.0.1") for number in range(10, 13)] == [400] * 3
    assert [attempt(behind, number, f"192.0.2.{number}, 198.51.100.1") for number in range(20, 23)] == [400, 400, 429]
