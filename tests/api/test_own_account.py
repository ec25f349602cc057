"""``/api/account``: one's own second factor and open sign-ins."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, store
from spaces import AUTHOR
from teamkpi.accounts import keys, people

JANE, SAM, BOSS = "jane@techinnovators.com", "sam@techinnovators.com", "boss@here.test"
KEY = b64encode(b"k" * 32).decode()
MINE = "/api/account"
FACTOR = "/api/account/second-factor"
WRONG_CREDENTIALS = problem(
    "invalid_grant",
    400,
    "Wrong credentials",
    "The e-mail address, the password or the second factor's code is wrong, or the account cannot be used.",
)


@pytest.fixture(autouse=True)
def members(conn: Connection[Any]) -> None:
    store(
        conn,
        {"coworkers": [{"Id": 101, "FullName": "Jane", "Email": JANE}, {"Id": 102, "FullName": "Sam", "Email": SAM}]},
    )
    account(conn, JANE)
    account(conn, SAM)


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run(secret_key=(KEY,))


def bad(detail: str) -> dict[str, Any]:
    return problem("bad_request", 400, "Bad request", detail)


def audited(conn: Connection[Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Who changed an account, through what, and what of it, as the audit trail says."""
    rows = conn.execute(
        "SELECT action_by, door, changes FROM audit_entry WHERE entity_short_name = 'Account' ORDER BY id"
    ).fetchall()
    return [(by, door, changes) for by, door, changes in rows]


def set_up(space: Space, token: str, **more: Any) -> tuple[str, list[str]]:
    """Set a second factor as the page does; return its secret and the recovery codes."""
    made = space.ask("POST", f"{FACTOR}/secret", token=token).json()
    body = {"Secret": made["Secret"], "Code": pyotp.TOTP(made["Secret"]).at(space.now), "CurrentPassword": PASSWORD}
    answer = space.ask("POST", FACTOR, token=token, json=body | more)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.text
    return made["Secret"], answer.json()["RecoveryCodes"]


def test_the_account_and_its_sign_ins(space: Space) -> None:
    space.sign_in(SAM)
    elsewhere = space.sign_in(JANE)["access_token"]
    space.forward(timedelta(minutes=1))
    here = space.sign_in(JANE)["access_token"]
    answer = space.get(MINE, token=here)
    found = answer.json()
    first, second = (one.pop("Id") for one in found["SignIns"])
    assert first != second
    expires = [one.pop("ExpiresOn") for one in found["SignIns"]]
    assert expires == sorted(expires, reverse=True)
    assert expires[0] > "2026-11-21T12:01:00Z"
    assert found == {
        "Email": JANE,
        "SecondFactorSetOn": None,
        "RecoveryCodesLeft": 0,
        "Passkeys": [],
        "MailCameBackOn": None,
        "CanSetSecondFactor": True,
        "SignIns": [
            {"ClientId": JANE, "CreatedOn": "2026-11-21T12:01:00Z", "IsCurrent": True},
            {"ClientId": JANE, "CreatedOn": "2026-11-21T12:00:00Z", "IsCurrent": False},
        ],
    }
    assert [one["IsCurrent"] for one in space.get(MINE, token=elsewhere).json()["SignIns"]] == [False, True]


def test_ending_one_sign_in(space: Space, conn: Connection[Any]) -> None:
    other, here = (space.sign_in(JANE)["access_token"] for _ in range(2))
    sams = space.sign_in(SAM)["access_token"]
    [theirs] = [one["Id"] for one in space.get(MINE, token=sams).json()["SignIns"]]
    [phone] = [one["Id"] for one in space.get(MINE, token=here).json()["SignIns"] if not one["IsCurrent"]]
    for unknown in (theirs, "0" * 24, "1", "x" * 24):
        answer = space.ask("DELETE", f"{MINE}/sign-ins/{unknown}", token=here)
        assert (answer.status_code, answer.content) == (200, b"")
    assert [space.get(MINE, token=one).status_code for one in (other, here, sams)] == [200, 200, 200]
    space.ask("DELETE", f"{MINE}/sign-ins/{phone}", token=here)
    assert [space.get(MINE, token=one).status_code for one in (other, here, sams)] == [401, 200, 200]
    assert [line["name"] for line in space.log_lines("security")][-1] == "token_revoked"
    assert audited(conn) == [(JANE, "portal", {"EndedSignIns": [None, 1]})]


def test_ending_all_other_sign_ins(space: Space, conn: Connection[Any]) -> None:
    others = [space.sign_in(JANE)["access_token"] for _ in range(3)]
    here, sams = space.sign_in(JANE)["access_token"], space.sign_in(SAM)["access_token"]
    for _ in range(2):  # ending none is not a change
        answer = space.ask("DELETE", f"{MINE}/sign-ins", token=here)
        assert (answer.status_code, answer.content) == (200, b"")
    assert [space.get(MINE, token=one).status_code for one in (*others, here, sams)] == [401, 401, 401, 200, 200]
    assert audited(conn) == [(JANE, "portal", {"EndedSignIns": [None, 3]})]


def test_a_second_factor_from_its_secret_to_its_removal(space: Space, conn: Connection[Any]) -> None:
    token = space.sign_in(JANE)["access_token"]
    answer = space.ask("POST", f"{FACTOR}/secret", token=token)
    secret = answer.json()["Secret"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "Secret": secret,
        "Uri": f"otpauth://totp/teamkpi:jane%40techinnovators.com?secret={secret}&issuer=teamkpi",
    }
    assert space.get(MINE, token=token).json()["SecondFactorSetOn"] is None

    secret, codes = set_up(space, token)
    found = space.get(MINE, token=token).json()
    assert (found["SecondFactorSetOn"], found["RecoveryCodesLeft"]) == ("2026-11-21T12:00:00Z", 10)
    space.forward(timedelta(minutes=1))
    form = {"grant_type": "password", "username": JANE, "password": PASSWORD}
    assert space.ask("POST", "/api/token", data=form).json()["error"] == "two_factor_auth_check"
    space.sign_in(JANE, totp=pyotp.TOTP(secret).at(space.now))

    # Each further change takes a code, which works once.
    for path, body in (
        (FACTOR, {"Secret": "A" * 32, "Code": "000000"}),
        (f"{FACTOR}/remove", {}),
        (f"{MINE}/recovery-codes", {}),
    ):
        answer = space.ask("POST", path, token=token, json={**body, "CurrentPassword": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (400, "two_factor_auth_check")
    answer = space.ask(
        "POST", f"{MINE}/recovery-codes", token=token, json={"CurrentPassword": PASSWORD, "Totp": codes[0]}
    )
    replaced = answer.json()["RecoveryCodes"]
    assert len({*codes, *replaced}) == 20
    old = {"CurrentPassword": PASSWORD, "Totp": codes[1]}
    assert space.ask("POST", f"{FACTOR}/remove", token=token, json=old).json() == WRONG_CREDENTIALS
    answer = space.ask("POST", f"{FACTOR}/remove", token=token, json=old | {"Totp": replaced[0]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert space.ask("POST", f"{FACTOR}/remove", token=token, json=old).json() == bad(
        f"body: {JANE} has no second factor"
    )
    space.sign_in(JANE)

    written = space.log_text()
    assert [one for one in (secret, *codes, *replaced, PASSWORD, JANE) if one in written] == []
    names = [
        line["name"] for line in space.log_lines("security") if line["name"] not in {"sign_in", "sign_in_incomplete"}
    ]
    assert names == [
        *("second_factor_set", "recovery_codes_replaced", "sign_in_failed", "second_factor_removed"),
    ]
    assert [changes for _, _, changes in audited(conn)] == [
        {"SecondFactorSetOn": [None, "2026-11-21T12:00:00Z"]},
        {"RecoveryCodes": [None, 10]},
        {"SecondFactorSetOn": ["2026-11-21T12:00:00Z", None]},
    ]


def test_refusals_change_nothing_and_name_the_field(space: Space) -> None:
    token = space.sign_in(JANE)["access_token"]
    right = {"Secret": "A" * 32, "Code": pyotp.TOTP("A" * 32).at(NOW), "CurrentPassword": PASSWORD}
    no_match = "Code: the code does not match this secret at this time; nothing was changed"
    for body, expected in (
        ({"Secret": "short"}, bad("Secret: must be a secret that POST /api/account/second-factor/secret returned")),
        ({"Secret": None}, bad("Secret: is required")),
        ({"Code": 123456}, bad("Code: must be text")),
        ({"CurrentPassword": ""}, bad("CurrentPassword: is required")),
        ({"Totp": 5}, bad("Totp: must be text")),
        ({"Code": "000000x"}, bad(no_match)),
        ({"CurrentPassword": "wrong"}, WRONG_CREDENTIALS),
    ):
        answer = space.ask("POST", FACTOR, token=token, json=right | body)
        assert (answer.status_code, answer.json()) == (400, expected)
    assert space.get(MINE, token=token).json()["SecondFactorSetOn"] is None


def test_guesses_count_with_those_at_sign_in(space: Space) -> None:
    token = space.sign_in(JANE)["access_token"]
    for path in (f"{FACTOR}/remove", f"{MINE}/recovery-codes", f"{FACTOR}/remove", f"{MINE}/recovery-codes"):
        answer = space.ask("POST", path, token=token, json={"CurrentPassword": "wrong"})
        assert answer.json() == WRONG_CREDENTIALS
    form = {"grant_type": "password", "username": JANE, "password": "wrong"}
    assert space.ask("POST", "/api/token", data=form).json()["error"] == "invalid_grant"
    for path, body in ((FACTOR, {"Secret": "A" * 32, "Code": "000000"}), (f"{FACTOR}/remove", {})):
        answer = space.ask("POST", path, token=token, json={**body, "CurrentPassword": PASSWORD})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_without_a_key_no_second_factor_can_be_set(run: Callable[..., Space]) -> None:
    space = run()
    token = space.sign_in(JANE)["access_token"]
    assert space.get(MINE, token=token).json()["CanSetSecondFactor"] is False
    body = {"Secret": "A" * 32, "Code": "000000", "CurrentPassword": PASSWORD}
    expected = bad("Secret: cannot be stored, because the server has no TEAMKPI_SECRET_KEY to encrypt it with")
    assert space.ask("POST", FACTOR, token=token, json=body).json() == expected


def test_for_operators_too_but_not_for_keys(space: Space, conn: Connection[Any]) -> None:
    account(conn, BOSS, operator=True)
    assert space.get(MINE, token=space.sign_in(BOSS)["access_token"]).json()["Email"] == BOSS
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    for method, path in (("GET", MINE), ("DELETE", f"{MINE}/sign-ins"), ("POST", f"{FACTOR}/secret")):
        answer = space.ask(method, path, token=key)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_suspended_account_is_refused(space: Space, conn: Connection[Any]) -> None:
    token = space.sign_in(JANE)["access_token"]
    people.suspend(conn, 1, JANE)
    assert space.get(MINE, token=token).status_code == 401
