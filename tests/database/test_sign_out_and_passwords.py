"""Signing out, and another password by who knows the present one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from psycopg import Connection

from checked import caller
from patience import PATIENCE
from teamkpi import accounts, networks
from teamkpi.accounts import Claim, Limits, Safeguards, Seal, TokenPair, bindings, passwords, second_factor
from teamkpi.accounts.guessable import COMMON, OWN
from teamkpi.db import connect
from teamkpi.errors import AccountError, GrantRefused, TooManyGuesses
from teamkpi.ledger import Change, apply
from teamkpi.ledger.audit_trail import Author

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
JANE, PASSWORD, ANOTHER = "jane@example.com", "correct horse", "battery staple"
GUARDED = Safeguards(Limits(), Seal(["A" * 43 + "="]))


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost next to nothing."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def jane(conn: Conn) -> int:
    apply(conn, 1, [Change("coworkers", {"Id": 101, "FullName": "Jane", "Email": JANE}, 1)], now=NOW)
    return accounts.create(conn, 1, JANE, PASSWORD, now=NOW)


def grant(conn: Conn, now: datetime = NOW, client_id: str | None = None, **form: str) -> TokenPair:
    return accounts.grant(
        conn, 1, form, client_id, now=now, access_seconds=3600, refresh_days=15, reuse_seconds=10, safeguards=GUARDED
    )


def sign_in(conn: Conn, password: str = PASSWORD, **more: Any) -> TokenPair:
    return grant(conn, grant_type="password", username=JANE, password=password, **more)


def refresh(conn: Conn, pair: TokenPair) -> TokenPair:
    return grant(conn, grant_type="refresh_token", refresh_token=pair.refresh_token)


def is_in(conn: Conn, pair: TokenPair) -> bool:
    return caller(conn, pair.access_token, now=NOW) is not None


def change(conn: Conn, current: str, new: str, *, code: str = "", email: str = JANE, now: datetime = NOW) -> None:
    accounts.change_password(conn, 1, Claim(email, current, code), new, GUARDED, now=now)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(GrantRefused) as caught:
        yield
    assert caught.value.code == code


# Signing out


@pytest.mark.parametrize("which", ["access", "refresh", "older access", "spent refresh"])
@pytest.mark.usefixtures("jane")
def test_any_token_ends_its_whole_sign_in_and_no_other(conn: Conn, which: str) -> None:
    other = sign_in(conn, client_id="other")
    older = sign_in(conn)
    pair = refresh(conn, older)
    token = {
        "access": pair.access_token,
        "refresh": pair.refresh_token,
        "older access": older.access_token,
        "spent refresh": older.refresh_token,
    }[which]
    for _ in range(2):
        accounts.revoke(conn, 1, token, now=NOW)
        assert [is_in(conn, one) for one in (older, pair, other)] == [False, False, True]
    for one in (older, pair):
        with refused("invalid_grant"):
            refresh(conn, one)
    assert is_in(conn, refresh(conn, other))


@pytest.mark.usefixtures("jane")
def test_what_is_no_token_or_none_any_more_changes_nothing(conn: Conn) -> None:
    two = networks.create(conn, "two", ["two.example"])
    pair = sign_in(conn)
    for token in ("no such token", "\x00\ud800", "", "x" * 100_000):
        accounts.revoke(conn, 1, token, now=NOW)
    accounts.revoke(conn, two, pair.access_token, now=NOW)
    accounts.revoke(conn, 1, pair.access_token, now=NOW + 3600 * SECOND)
    assert is_in(conn, pair)
    accounts.revoke(conn, 1, pair.refresh_token, now=NOW + timedelta(days=15))
    assert is_in(conn, pair)


@pytest.mark.usefixtures("jane")
def test_a_suspended_account_can_sign_out(conn: Conn) -> None:
    pair = sign_in(conn)
    accounts.suspend(conn, 1, JANE)
    accounts.revoke(conn, 1, pair.refresh_token, now=NOW)
    accounts.resume(conn, 1, JANE)
    assert not is_in(conn, pair)


@pytest.mark.usefixtures("jane")
def test_signing_out_and_refreshing_at_once_leaves_nobody_signed_in(conn: Conn, database_url: str) -> None:
    for _ in range(10):
        pair = sign_in(conn)
        made: list[TokenPair] = []
        start = threading.Barrier(2)

        def refreshing(pair: TokenPair = pair, made: list[TokenPair] = made, start: Any = start) -> None:
            with connect(database_url) as own:
                start.wait(PATIENCE)
                with suppress(GrantRefused):
                    made.append(refresh(own, pair))

        thread = threading.Thread(target=refreshing)
        thread.start()
        start.wait(PATIENCE)
        accounts.revoke(conn, 1, pair.access_token, now=NOW)
        thread.join(PATIENCE)
        assert [is_in(conn, one) for one in (pair, *made)] == [False] * (1 + len(made))
    assert conn.execute("SELECT count(*) FROM sign_in").fetchone() == (0,)


# Another password


def test_another_password_ends_every_sign_in(conn: Conn, jane: int) -> None:
    pairs = [sign_in(conn), sign_in(conn, client_id="other")]
    change(conn, PASSWORD, ANOTHER, email=f" {JANE.upper()} ", now=NOW + SECOND)
    assert [is_in(conn, pair) for pair in pairs] == [False, False]
    with refused("invalid_grant"):
        sign_in(conn)
    assert is_in(conn, sign_in(conn, ANOTHER))
    [account] = accounts.list_accounts(conn, 1)
    assert (account.id, account.password_set_on) == (jane, NOW + SECOND)


@pytest.mark.usefixtures("jane")
def test_a_guessable_password_is_set_nowhere(conn: Conn) -> None:
    """Not when an account is made, nor by an operator, nor by its holder; and one that is set keeps working."""
    conn.execute("DELETE FROM account")
    conn.execute("UPDATE network SET name = 'Harbour & Hive' WHERE id = 1")
    people = [{"Id": 101, "FullName": "Jane Ann Smith", "Email": JANE, "CompanyName": "Tech Innovators"}]
    people += [{"Id": 102, "FullName": "Zelda Quux", "Email": "other@example.com"}]
    locations = [{"Id": 1, "Name": "Clerkenwell", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}]
    for plural, records in (("coworkers", people), ("businesses", locations)):
        apply(conn, 1, [Change(plural, one, 1) for one in records], now=NOW)
    guessable = {
        "password1": COMMON,
        "  12345678 ": COMMON,
        "JaneSmith1": OWN,
        "techinnovators": OWN,
        "Clerkenwell 24": OWN,
        "harbourhive": OWN,
    }

    def refuse(reason: str, set_password: Callable[[], object]) -> None:
        with pytest.raises(AccountError) as caught:
            set_password()
        assert str(caught.value) == reason

    for password, reason in guessable.items():
        refuse(reason, partial(accounts.create, conn, 1, JANE, password, now=NOW))
    assert accounts.list_accounts(conn, 1) == []
    account_id = accounts.create(conn, 1, JANE, PASSWORD, now=NOW)
    # Bound to another coworker, whose name counts from then on.
    bindings.bind(conn, 1, account_id, 102, author=Author("tester", "cli"), now=NOW)
    guessable["zelda.quux"] = OWN
    pair, counts = sign_in(conn), "SELECT count(*) FROM guess_count WHERE failures > 0"
    for password, reason in guessable.items():
        refuse(reason, partial(accounts.set_password, conn, 1, JANE, password, now=NOW))
        refuse(reason, partial(change, conn, PASSWORD, password))
    # The holder was right each time: nothing is counted, and nothing has changed.
    assert conn.execute(counts).fetchone() == (0,)
    assert is_in(conn, pair)
    # Whoever does not know the password learns nothing of the new one, and is counted.
    with refused("invalid_grant"):
        change(conn, "wrong horse", "password1")
    assert conn.execute(counts).fetchone() == (1,)

    # From before there was the rule.
    conn.execute("UPDATE account SET password_hash = %s", (passwords._HASHER.hash(b"password1"),))
    assert is_in(conn, sign_in(conn, "password1"))
    change(conn, "password1", ANOTHER)


@pytest.mark.usefixtures("jane")
def test_it_is_the_way_out_of_must_reset_password(conn: Conn) -> None:
    accounts.require_new_password(conn, 1, JANE)
    with refused("must_reset_password"):
        sign_in(conn)
    with pytest.raises(AccountError, match="must differ from the current one"):
        change(conn, PASSWORD, PASSWORD)
    with refused("must_reset_password"):
        sign_in(conn)
    change(conn, PASSWORD, ANOTHER)
    assert is_in(conn, sign_in(conn, ANOTHER))


@pytest.mark.usefixtures("jane")
def test_who_cannot_sign_in_cannot_change_the_password(conn: Conn) -> None:
    before = conn.execute("SELECT * FROM account").fetchall()
    with refused("invalid_grant"):
        change(conn, "wrong horse", ANOTHER)
    with refused("invalid_grant"):
        change(conn, PASSWORD, ANOTHER, email="nobody@example.com")
    for wrong in ("short", "p" * 1025, "é" * 513):
        with pytest.raises(AccountError, match="at least 8 characters and at most 1024 bytes"):
            change(conn, PASSWORD, wrong)
    assert conn.execute("SELECT * FROM account").fetchall() == before
    accounts.suspend(conn, 1, JANE)
    with refused("invalid_grant"):
        change(conn, PASSWORD, ANOTHER)
    accounts.resume(conn, 1, JANE)
    assert is_in(conn, sign_in(conn))


@pytest.mark.usefixtures("jane")
def test_a_second_factor_is_asked_for_and_its_code_is_spent(conn: Conn) -> None:
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at
    second_factor.enrol(conn, 1, JANE, secret, code(NOW), seal=GUARDED.seal, now=NOW)
    now = NOW + 30 * SECOND
    with refused("two_factor_auth_check"):
        change(conn, PASSWORD, ANOTHER, now=now)
    with refused("invalid_grant"):
        change(conn, PASSWORD, ANOTHER, code=code(NOW), now=now)
    change(conn, PASSWORD, ANOTHER, code=code(now), now=now)
    with refused("invalid_grant"):
        sign_in(conn, ANOTHER, totp=code(now), now=now)
    sign_in(conn, ANOTHER, totp=code(now + 30 * SECOND), now=now)


@pytest.mark.usefixtures("jane")
def test_guesses_here_and_at_the_sign_in_count_together(conn: Conn) -> None:
    for number in range(5):
        with refused("invalid_grant"):
            if number % 2:
                sign_in(conn, "wrong horse")
            else:
                change(conn, "wrong horse", ANOTHER)
    for attempt in (sign_in, lambda conn: change(conn, PASSWORD, ANOTHER)):
        with pytest.raises(TooManyGuesses) as caught:
            attempt(conn)
        assert (caught.value.retry_after, str(caught.value)) == (1, "too many failed sign-ins; try again in 1 s")
    change(conn, PASSWORD, ANOTHER, now=NOW + SECOND)
    # That was right, so the failures are forgotten.
    for _ in range(4):
        with refused("invalid_grant"):
            sign_in(conn, "wrong horse")
    sign_in(conn, ANOTHER)


@pytest.mark.usefixtures("jane")
def test_who_must_reset_the_password_is_not_slowed_by_asking(conn: Conn) -> None:
    accounts.require_new_password(conn, 1, JANE)
    for _ in range(20):
        with refused("must_reset_password"):
            sign_in(conn)


@pytest.mark.usefixtures("jane")
def test_of_two_changes_at_once_one_wins(conn: Conn, database_url: str) -> None:
    results: dict[str, str] = {}
    start = threading.Barrier(4)

    def changing(new: str) -> None:
        with connect(database_url) as own:
            start.wait(PATIENCE)
            try:
                change(own, PASSWORD, new)
                results[new] = "changed"
            except GrantRefused as error:
                results[new] = error.code

    threads = [threading.Thread(target=changing, args=(f"{ANOTHER} {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(results.values()) == ["changed", *["invalid_grant"] * 3]
    [winner] = [new for new, result in results.items() if result == "changed"]
    assert is_in(conn, sign_in(conn, winner))
