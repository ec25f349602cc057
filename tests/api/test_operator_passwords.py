"""E-mail and password with every request: what that costs, and what a server remembers of it."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, running, statement_counter
from api.test_operators import BUSINESSES, NOBODY, ask, basic, is_refused
from patience import PATIENCE
from teamkpi import accounts
from teamkpi.accounts import keys, second_factor


@pytest.fixture
def space(run: Callable[..., Space]) -> Space:
    return run()


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what the library of argon2 really does; it does it all the same."""
    counts: Counter[str] = Counter()
    verify = PasswordHasher.verify
    lock = threading.Lock()

    def counting(self: PasswordHasher, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002
        with lock:
            counts["verify"] += 1
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return counts


def test_many_requests_cost_one_hash(space: Space, conn: Connection[Any], verified: Counter[str]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert ask(space, shown).status_code == 200
    counts = "SELECT subject, xmin::text, failures FROM guess_count ORDER BY 1"
    before = conn.execute(counts).fetchall()
    assert {failures for _, _, failures in before} == {0}
    for _ in range(20):
        assert ask(space, shown).status_code == 200
    assert verified["verify"] == 1
    assert conn.execute(counts).fetchall() == before  # nobody has guessed, and nothing was written


def test_who_asks_costs_one_statement(conn: Connection[Any], database_url: str, server_url: str) -> None:
    """Whatever is shown: what else a request costs is the one statement that reads the record."""
    account(conn, "boss@here.test", operator=True)
    key = keys.create(conn, [1], "sync", now=NOW)
    statements = statement_counter(conn, server_url)
    with running(database_url) as space:
        shown = [f"Bearer {space.sign_in('boss@here.test')['access_token']}", f"Bearer {key}"]
        shown.append(f"Basic {basic('boss@here.test', PASSWORD)}")
        for one in shown:
            assert ask(space, one, f"{BUSINESSES}/1").status_code == 404  # notes the key's use, and the password
        counts = [statements(lambda: ask(space, one, f"{BUSINESSES}/1")) for one in shown]  # noqa: B023 - run at once
    assert counts == [2, 2, 2]


def test_requests_at_once_cost_one_hash(space: Space, conn: Connection[Any], verified: Counter[str]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: ask(space, shown).status_code, range(48)))
    assert answers == [200] * 48
    assert verified["verify"] == 1


def test_a_new_password_counts_from_the_next_request_on(
    space: Space, run: Callable[..., Space], conn: Connection[Any], verified: Counter[str]
) -> None:
    """It is changed by another process, which cannot tell this one: the database does."""
    account(conn, "boss@here.test", operator=True)
    old, new = (f"Basic {basic('boss@here.test', password)}" for password in (PASSWORD, "a quite different horse"))
    other = run()
    for one in (space, other):
        assert [ask(one, old).status_code for _ in range(3)] == [200] * 3
    assert verified.pop("verify") == 2
    accounts.set_password(conn, 1, "boss@here.test", "a quite different horse", now=NOW)
    for one in (space, other):
        assert is_refused(ask(one, old))
        assert [ask(one, new).status_code for _ in range(3)] == [200] * 3
        assert is_refused(ask(one, old))
    assert verified["verify"] == 6
    accounts.set_password(conn, 1, "boss@here.test", PASSWORD, now=NOW)
    assert [ask(space, shown).status_code for shown in (old, new)] == [200, 401]


def test_no_request_that_begins_after_a_change_passes_with_the_old_password(
    space: Space, conn: Connection[Any]
) -> None:
    account(conn, "boss@here.test", operator=True)
    old = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert ask(space, old).status_code == 200
    under_way, is_changed = threading.Barrier(9), threading.Event()

    def hammer() -> list[tuple[bool, int]]:
        found = []
        for number in range(40):
            if number == 5:
                under_way.wait(PATIENCE)
            found.append((is_changed.is_set(), ask(space, old).status_code))
        is_changed.wait(PATIENCE)
        return [*found, (True, ask(space, old).status_code)]

    with ThreadPoolExecutor(8) as threads:
        hammering = [threads.submit(hammer) for _ in range(8)]
        under_way.wait(PATIENCE)
        accounts.set_password(conn, 1, "boss@here.test", "a quite different horse", now=NOW)
        is_changed.set()
        found = [one for each in hammering for one in each.result(PATIENCE)]
    assert {status for is_after, status in found if is_after} <= {401, 429}
    assert (False, 200) in found


def test_what_ends_an_account_ends_what_is_remembered_of_it(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    shown = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert ask(space, shown).status_code == 200
    accounts.suspend(conn, 1, "boss@here.test")
    assert is_refused(ask(space, shown))
    accounts.resume(conn, 1, "boss@here.test")
    assert ask(space, shown).status_code == 200

    accounts.require_new_password(conn, 1, "boss@here.test")
    reset = {**NOBODY, "detail": "The password must be changed before it opens anything."}
    assert is_refused(ask(space, shown), reset)
    assert is_refused(ask(space, f"Basic {basic('boss@here.test', 'wrong horse battery')}"))
    accounts.set_password(conn, 1, "boss@here.test", PASSWORD, now=NOW)
    assert ask(space, shown).status_code == 200

    secret = pyotp.random_base32()
    seal = accounts.Seal((b64encode(bytes(32)).decode(),))
    second_factor.enrol(conn, 1, "boss@here.test", secret, pyotp.TOTP(secret).at(NOW), seal=seal, now=NOW)
    factor = {
        **NOBODY,
        "detail": "The account has a second factor: sign in for an access token, or use an API key.",
    }
    assert is_refused(ask(space, shown), factor)
    second_factor.remove(conn, 1, "boss@here.test")
    assert ask(space, shown).status_code == 200
    conn.execute("DELETE FROM account")
    assert is_refused(ask(space, shown))


def test_guessing_is_slowed_and_the_holder_goes_on(space: Space, conn: Connection[Any]) -> None:
    account(conn, "boss@here.test", operator=True)
    right = f"Basic {basic('boss@here.test', PASSWORD)}"
    wrong = f"Basic {basic('boss@here.test', 'wrong horse battery')}"
    assert ask(space, right).status_code == 200
    for _ in range(5):
        assert is_refused(ask(space, wrong))
    waits = ask(space, wrong)
    assert (waits.status_code, waits.json()["code"]) == (429, "too_many_requests")
    assert int(waits.headers["Retry-After"]) >= 1
    # The holder's password is remembered: it is no guess.
    assert [ask(space, right).status_code for _ in range(20)] == [200] * 20
