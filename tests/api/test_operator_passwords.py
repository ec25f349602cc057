"""E-mail and password with every request: what that costs, and what a server remembers of it."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, problem, running, statement_counter, store
from api.test_operators import BUSINESSES, ask, basic, is_refused
from patience import PATIENCE
from spaces import AUTHOR
from teamkpi import accounts
from teamkpi.accounts import keys, second_factor
from teamkpi.accounts.remembered import MOST_MISSES


def refusal(detail: str) -> dict[str, Any]:
    return problem("not_authenticated", 401, "Not authenticated", detail)


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
    key = keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
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
    reset = refusal("The password must be changed before it can be used.")
    assert is_refused(ask(space, shown), reset)
    assert is_refused(ask(space, f"Basic {basic('boss@here.test', 'wrong horse battery')}"))
    accounts.set_password(conn, 1, "boss@here.test", PASSWORD, now=NOW)
    assert ask(space, shown).status_code == 200

    secret = pyotp.random_base32()
    seal = accounts.Seal((b64encode(bytes(32)).decode(),))
    second_factor.enrol(conn, 1, "boss@here.test", secret, pyotp.TOTP(secret).at(NOW), seal=seal, now=NOW)
    factor = refusal("The account has a second factor: sign in for an access token, or use an API key.")
    assert is_refused(ask(space, shown), factor)
    second_factor.remove(conn, 1, "boss@here.test")
    assert ask(space, shown).status_code == 200
    conn.execute("DELETE FROM account")
    assert is_refused(ask(space, shown))


HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def test_while_guesses_wait_the_right_password_is_answered_like_a_wrong_one(
    run: Callable[..., Space], conn: Connection[Any]
) -> None:
    """Where it was not verified before. At the address where it was, the program goes on."""
    space = run(trusted_proxies=("127.0.0.1",))
    account(conn, "boss@here.test", operator=True)
    right = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert asked_from(space, HOME, right).status_code == 200
    for number in range(5):
        assert is_refused(asked_from(space, ELSEWHERE, f"Basic {basic('boss@here.test', f'guess {number}')}"))
    answers = [
        asked_from(space, ELSEWHERE, f"Basic {basic('boss@here.test', password)}")
        for password in ("guess 6", PASSWORD, "guess 7", PASSWORD)
    ]
    assert {(one.status_code, one.text, one.headers["Retry-After"]) for one in answers} == {
        (429, answers[0].text, answers[0].headers["Retry-After"])
    }
    assert [asked_from(space, HOME, right).status_code for _ in range(20)] == [200] * 20
    # Once it has been verified there as well, it is known there.
    space.forward(timedelta(seconds=1))
    assert asked_from(space, ELSEWHERE, right).status_code == 200
    assert is_refused(asked_from(space, ELSEWHERE, f"Basic {basic('boss@here.test', 'guess 8')}"))


@pytest.mark.parametrize("address", [HOME, ELSEWHERE])
def test_what_is_remembered_tells_nobody_which_guess_is_right(
    run: Callable[..., Space], conn: Connection[Any], address: str
) -> None:
    """At the address itself, guesses are counted too, and what is remembered is forgotten after some."""
    space = run(trusted_proxies=("127.0.0.1",), throttle=False)
    account(conn, "boss@here.test", operator=True)
    right = f"Basic {basic('boss@here.test', PASSWORD)}"
    assert asked_from(space, HOME, right).status_code == 200
    answers = Counter(
        asked_from(space, address, f"Basic {basic('boss@here.test', f'guess {number}')}").status_code
        for number in range(MOST_MISSES)
    )
    assert answers == {401: 5, 429: MOST_MISSES - 5}
    assert asked_from(space, address, right).status_code == 429


def test_guesses_at_once_are_all_counted_before_one_is_answered(
    run: Callable[..., Space], conn: Connection[Any]
) -> None:
    """At every door: a hundred at once, and the right one among them, get the tries that the limits give."""
    space = run(throttle=False)
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane", "Email": "jane@here.test"}]})
    account(conn, "jane@here.test")
    account(conn, "boss@here.test", operator=True)
    form = {"grant_type": "password", "totp": ""}
    page = {"x-requested-with": "XMLHttpRequest"}
    doors: dict[str, Callable[[str], Any]] = {
        "portal": lambda password: space.ask(
            "POST", "/api/token", data={**form, "username": "jane@here.test", "password": password}
        ),
        "dashboard": lambda password: space.ask(
            "POST", "/dashboard/session", data={"username": "jane@here.test", "password": password}, headers=page
        ),
        "password": lambda password: space.ask(
            "POST",
            "/api/account/password",
            json={"Email": "jane@here.test", "CurrentPassword": password, "NewPassword": "another horse altogether"},
        ),
        "backoffice": lambda password: ask(space, f"Basic {basic('boss@here.test', password)}"),
    }
    for door, guess in doors.items():
        conn.execute("DELETE FROM guess_count")
        with ThreadPoolExecutor(40) as threads:
            answers = list(threads.map(guess, (f"{door} guess {number}" for number in range(40))))
        statuses = Counter(one.status_code for one in answers)
        assert statuses[401] + statuses[400] == 5, door
        assert statuses[429] == 35, door
        # The right one is not told apart from now on, and the count has not moved.
        counted = conn.execute("SELECT sum(failures) FROM guess_count").fetchone()
        assert guess(PASSWORD).status_code == 429, door
        assert conn.execute("SELECT sum(failures) FROM guess_count").fetchone() == counted


def asked_from(space: Space, address: str, shown: str) -> Any:
    return space.get(BUSINESSES, headers={"Authorization": shown, "X-Forwarded-For": address})


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
