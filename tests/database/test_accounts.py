"""Accounts and passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from teamkpi import accounts, networks
from teamkpi.accounts import Account, passwords
from teamkpi.errors import AccountError, NetworkNotFound

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LONG = "a long password, of which the end is the same letter over and over "
LENGTHS = "^a password must have at least 8 characters and at most 1024 bytes$"


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost next to nothing."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.usefixtures("cheap_hashes")
def test_accounts_are_listed_as_they_were_made_and_changed(conn: Conn) -> None:
    zoe = accounts.create(conn, 1, "zoe@example.com", "correct horse", now=NOW)
    jane = accounts.create(conn, 1, " Jane@Example.com ", "correct horse", operator=True, now=NOW)
    listed = [
        Account(jane, "Jane@Example.com", True, True, False, NOW, NOW, False),
        Account(zoe, "zoe@example.com", False, True, False, NOW, NOW, False),
    ]
    assert accounts.list_accounts(conn, 1) == listed

    accounts.suspend(conn, 1, "ZOE@example.com")
    assert accounts.list_accounts(conn, 1) == [listed[0], listed[1]._replace(is_active=False)]
    accounts.resume(conn, 1, "zoe@EXAMPLE.com")
    assert accounts.list_accounts(conn, 1) == listed
    accounts.require_new_password(conn, 1, "Zoe@example.com")
    assert accounts.list_accounts(conn, 1) == [listed[0], listed[1]._replace(must_reset_password=True)]
    accounts.set_password(conn, 1, "zoe@example.COM", "battery staple", now=LATER)
    assert accounts.list_accounts(conn, 1) == [listed[0], listed[1]._replace(password_set_on=LATER)]


def test_an_email_has_one_account_in_a_network_in_whatever_case(conn: Conn) -> None:
    accounts.create(conn, 1, "jane@example.com", "correct horse", now=NOW)
    with pytest.raises(AccountError, match=r"^JANE@example\.com already has an account$"):
        accounts.create(conn, 1, "JANE@example.com", "battery staple", now=LATER)
    assert [account.email for account in accounts.list_accounts(conn, 1)] == ["jane@example.com"]


@pytest.mark.usefixtures("cheap_hashes")
def test_networks_have_accounts_of_their_own(conn: Conn) -> None:
    two = networks.create(conn, "two", ["two.example"])
    accounts.create(conn, 1, "jane@example.com", "correct horse", now=NOW)
    before = accounts.list_accounts(conn, 1)
    accounts.create(conn, two, "jane@example.com", "battery staple", operator=True, now=LATER)
    accounts.suspend(conn, two, "jane@example.com")
    accounts.set_password(conn, two, "jane@example.com", "another one", now=LATER)
    accounts.require_new_password(conn, two, "jane@example.com")
    assert accounts.list_accounts(conn, 1) == before
    assert [(a.is_operator, a.is_active) for a in accounts.list_accounts(conn, two)] == [(True, False)]
    with pytest.raises(NetworkNotFound, match=r"^there is no network 99$"):
        accounts.create(conn, 99, "jane@example.com", "correct horse", now=NOW)


def test_what_is_no_email_is_refused(conn: Conn) -> None:
    for email in (
        *("", "jane", "@example.com", "jane@", "a@b@c", "ja ne@example.com", "jane@exa\nmple.com", "j\x00@example.com"),
        *("\ud800@example.com", "j" * 250 + "@e.com"),
    ):
        for attempt in (
            partial(accounts.create, conn, 1, email, "correct horse", now=NOW),
            partial(accounts.suspend, conn, 1, email),
        ):
            with pytest.raises(AccountError) as refused:
                attempt()
            assert str(refused.value) == f"{email!r} is not a valid e-mail address"
    assert accounts.list_accounts(conn, 1) == []


def test_an_unknown_account_cannot_be_changed(conn: Conn) -> None:
    for attempt in (
        partial(accounts.set_password, conn, 1, "jane@example.com", "correct horse", now=NOW),
        partial(accounts.require_new_password, conn, 1, "jane@example.com"),
        partial(accounts.suspend, conn, 1, "jane@example.com"),
        partial(accounts.resume, conn, 1, "jane@example.com"),
    ):
        with pytest.raises(AccountError, match=r"^jane@example\.com has no account$"):
            attempt()


@pytest.mark.usefixtures("cheap_hashes")
def test_a_password_that_is_too_short_or_too_long_is_refused(conn: Conn) -> None:
    accounts.create(conn, 1, "jane@example.com", "correct horse", now=NOW)
    before = accounts.list_accounts(conn, 1)
    for password in ("", "k3v-8q!", "p" * 1025, "é" * 513, "\u0301\u0323" * 500_000, "ﷺ" * 60):
        with pytest.raises(AccountError, match=LENGTHS):
            accounts.create(conn, 1, "zoe@example.com", password, now=NOW)
        with pytest.raises(AccountError, match=LENGTHS):
            accounts.set_password(conn, 1, "jane@example.com", password, now=LATER)
    assert accounts.list_accounts(conn, 1) == before


@pytest.mark.usefixtures("cheap_hashes")
@pytest.mark.parametrize(
    "password",
    [
        *(
            "h8rs3-kv",
            LONG.ljust(1024, "p"),
            (LONG + "é" * 512)[: 512 + len(LONG) // 2],
            " blanks count ",
            "with\x00inside",
        ),
        *("\ud800 all alone", "密码学很有意思吗"),
    ],
)
def test_a_password_is_recognised_and_no_other(password: str) -> None:
    hashed = passwords.hash_new(password, ())
    assert passwords.verify(hashed, password)
    for other in (password[:-1], password + " ", password.upper() + "!", "", password + "p" * 1024):
        assert not passwords.verify(hashed, other)
    assert passwords.rehashed(hashed, password) is None


@pytest.mark.usefixtures("real_hashes")
def test_passwords_are_hashed_with_argon2id_as_rfc_9106_recommends() -> None:
    hashed = passwords.hash_new("correct horse", ())
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify(hashed, "correct horse")
    assert not passwords.verify(hashed, "correct hors")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")
    assert passwords.verify(passwords.rehashed(cheap, "correct horse") or "", "correct horse")


def test_an_accent_may_be_typed_in_either_form() -> None:
    assert passwords.verify(passwords.hash_new("café crème", ()), "cafe\u0301 cre\u0300me")


@pytest.mark.usefixtures("real_hashes")
def test_nobodys_hash_costs_what_a_real_one_costs() -> None:
    parts = [hashed.split("$")[1:4] for hashed in (passwords.NOBODYS_HASH, passwords.hash_new("correct horse", ()))]
    assert parts[0] == parts[1]
    assert [len(part) for part in passwords.NOBODYS_HASH.split("$")] == [
        len(part) for part in passwords.hash_new("correct horse", ()).split("$")
    ]
    assert not passwords.verify(passwords.NOBODYS_HASH, "")
    assert not PasswordHasher().check_needs_rehash(passwords.NOBODYS_HASH)


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_of_one_form_are_one_password_and_others_are_not(one: str, two: str) -> None:
    # With the cheapest parameters: the form does not depend on them.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hashed = hasher.hash(passwords._normal(one))
    assert passwords.verify(hashed, one)
    assert passwords.verify(hashed, two) == (passwords._normal(one) == passwords._normal(two))
