"""The set-up link: the first operator of a space, once, within an hour, of this space and no other."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account
from teamkpi import networks
from teamkpi.accounts import Seal
from teamkpi.accounts.setup import link_secret

KEY, OTHER_KEY = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run(secret_key=(KEY,))


def setup(space: Space, secret: str, email: str = "boss@example.com", password: str = PASSWORD) -> httpx.Response:
    return space.ask("POST", "/api/setup", json={"Secret": secret, "Email": email, "Password": password})


def test_the_link_makes_an_operator_who_may_do_everything_once(space: Space, conn: Connection[Any]) -> None:
    secret = link_secret(Seal([KEY]), 1, now=NOW)
    weak = setup(space, secret, password="password1")
    assert (weak.status_code, weak.json()["code"]) == (400, "bad_request")
    assert weak.json()["detail"].startswith("Password: ")
    wrong = setup(space, secret, email="nobody")
    assert wrong.json()["detail"].startswith("Email: ")

    assert setup(space, secret).status_code == 200
    token = space.sign_in("boss@example.com")["access_token"]
    assert space.get("/api/sys/operator", token=token).json()["MayDoEverything"]
    [entry] = space.get("/api/sys/audittrailentries", token=token).json()["Records"]
    assert (entry["EntityShortName"], entry["ActionBy"]) == ("Account", "boss@example.com")
    again = setup(space, secret, email="second@example.com")
    assert (again.status_code, again.json()["code"]) == (400, "setup_refused")
    assert conn.execute("SELECT count(*) FROM account").fetchone() == (1,)
    assert secret not in space.log_text()


def test_what_makes_no_operator(space: Space, conn: Connection[Any]) -> None:
    networks.create(conn, "other", ["other.example"])
    for secret in (
        link_secret(Seal([KEY]), 1, now=NOW - timedelta(hours=1, seconds=1)),
        link_secret(Seal([KEY]), 2, now=NOW),
        link_secret(Seal([OTHER_KEY]), 1, now=NOW),
        Seal([KEY]).close((NOW + timedelta(days=1)).isoformat(), "another owner"),
        "nothing",
        "ñ",
    ):
        answer = setup(space, secret)
        assert (answer.status_code, answer.json()["code"]) == (400, "setup_refused"), secret
    for missing in ("Secret", "Email", "Password"):
        body = {"Secret": "x", "Email": "boss@example.com", "Password": PASSWORD}
        answer = space.ask("POST", "/api/setup", json={**body, missing: None})
        assert answer.json()["detail"] == f"{missing}: is required"
    assert conn.execute("SELECT count(*) FROM account").fetchone() == (0,)
    # The last moment of the hour.
    assert setup(space, link_secret(Seal([KEY]), 1, now=NOW - timedelta(hours=1))).status_code == 200


def test_a_suspended_operator_is_one(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@example.com", operator=True)
    conn.execute("UPDATE account SET is_active = FALSE")
    answer = setup(space, link_secret(Seal([KEY]), 1, now=NOW), email="second@example.com")
    assert answer.json()["code"] == "setup_refused"


def test_of_two_at_the_same_time_one_becomes_the_operator(space: Space, conn: Connection[Any]) -> None:
    """Both have been let in by the link before either has an account: a lock lets one go on."""
    secret = link_secret(Seal([KEY]), 1, now=NOW)
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda email=email: answers.append(setup(space, secret, email=email).status_code))
        for email in ("a@example.com", "b@example.com")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [200, 400]
    assert conn.execute("SELECT count(*) FROM account WHERE is_operator").fetchone() == (1,)
