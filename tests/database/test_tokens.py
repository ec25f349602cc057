"""Tokens: signing in, refreshing, and what ends them."""

from __future__ import annotations

import re
import threading
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from checked import Caller, caller
from examples import examples
from patience import PATIENCE, until_waiting
from teamkpi import accounts, networks
from teamkpi.accounts import TokenPair, passwords
from teamkpi.accounts.digests import digest_of
from teamkpi.db import connect
from teamkpi.errors import AccountError, GrantRefused
from teamkpi.ledger import Author, Change, apply

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REUSE = 10 * SECOND
LATE = NOW + REUSE + timedelta(microseconds=1)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
AUTHOR = Author("who runs the space", channel="cli")
JANE, PASSWORD = "jane@example.com", "correct horse"
WRONG = ("invalid_grant", "the e-mail or the password is wrong, or the account cannot be used")
BAD_TOKEN = ("invalid_grant", "the refresh token is unknown, expired, already used, or was issued to another client")


def coworker(conn: Conn, id_: int = 101, email: str = JANE, *, network_id: int = 1, **fields: Any) -> None:
    record = {"Id": id_, "FullName": "Jane Smith", "Email": email, **fields}
    apply(conn, network_id, [Change("coworkers", record, 1)], now=NOW)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with parameters that cost next to nothing."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def jane(conn: Conn, cheap_hashes: None) -> Caller:  # noqa: ARG001
    """A customer with an account and a coworker record, who has not signed in yet."""
    coworker(conn)
    return Caller(accounts.create(conn, 1, JANE, PASSWORD, now=NOW), JANE, False, (101,))


def ask(
    conn: Conn, form: dict[str, str], *, client_id: str | None = None, network_id: int = 1, now: datetime = NOW
) -> TokenPair:
    return accounts.grant(
        conn, network_id, form, client_id, now=now, access_seconds=3600, refresh_days=15, reuse_seconds=10
    )


def sign_in(conn: Conn, username: str = JANE, password: str = PASSWORD, **more: Any) -> TokenPair:
    return ask(conn, {"grant_type": "password", "username": username, "password": password}, **more)


def refresh(conn: Conn, pair: TokenPair, **more: Any) -> TokenPair:
    return ask(conn, {"grant_type": "refresh_token", "refresh_token": pair.refresh_token}, **more)


def who(conn: Conn, pair: TokenPair, *, network_id: int = 1, now: datetime = NOW) -> Caller | None:
    return caller(conn, pair.access_token, network_id=network_id, now=now)


@contextmanager
def refused(*expected: str) -> Iterator[None]:
    """Expect a refusal with this code, and this description when it is given."""
    with pytest.raises(GrantRefused) as caught:
        yield
    assert (caught.value.code, caught.value.description)[: len(expected)] == expected


def rows(conn: Conn) -> dict[str, int]:
    counts = ("SELECT count(*) FROM sign_in", "SELECT count(*) FROM access_token", "SELECT count(*) FROM refresh_token")
    found = [conn.execute(count).fetchall()[0][0] for count in counts]
    return dict(zip(("sign_in", "access", "refresh"), found, strict=True))


# Signing in


def test_a_sign_in_gives_a_pair_of_tokens(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn)
    assert msgspec.json.decode(msgspec.json.encode(pair)) == {
        "access_token": pair.access_token,
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": pair.refresh_token,
    }
    for token in (pair.access_token, pair.refresh_token):
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
        assert len(urlsafe_b64decode(token + "=")) == 32
    assert pair.access_token != pair.refresh_token
    assert who(conn, pair) == jane


@pytest.mark.usefixtures("jane")
def test_a_refresh_token_opens_nothing_and_an_access_token_refreshes_nothing(conn: Conn) -> None:
    pair = sign_in(conn)
    assert caller(conn, pair.refresh_token, now=NOW) is None
    with refused(*BAD_TOKEN):
        ask(conn, {"grant_type": "refresh_token", "refresh_token": pair.access_token})
    refresh(conn, pair)


def test_the_username_is_taken_in_any_case_and_with_blanks_around_it(conn: Conn, jane: Caller) -> None:
    for username in (JANE.upper(), "  Jane@Example.com\t", JANE):
        assert who(conn, sign_in(conn, username)) == jane
    form = {"grant_type": "password", "username": JANE, "password": PASSWORD}
    assert who(conn, ask(conn, {**form, "totp": ""})) == jane
    assert who(conn, ask(conn, {**form, "totp": "123456"})) == jane


@pytest.mark.usefixtures("jane")
def test_what_is_no_request_for_a_token_is_refused(conn: Conn) -> None:
    for expected, form in (
        ("unsupported_grant_type", {}),
        ("unsupported_grant_type", {"grant_type": "", "username": JANE, "password": PASSWORD}),
        ("unsupported_grant_type", {"grant_type": "Password", "username": JANE, "password": PASSWORD}),
        ("unsupported_grant_type", {"grant_type": "client_credentials"}),
        ("invalid_request", {"grant_type": "password"}),
        ("invalid_request", {"grant_type": "password", "username": JANE}),
        ("invalid_request", {"grant_type": "password", "username": JANE, "password": ""}),
        ("invalid_request", {"grant_type": "password", "username": " ", "password": PASSWORD}),
        ("invalid_request", {"grant_type": "refresh_token"}),
        ("invalid_request", {"grant_type": "refresh_token", "refresh_token": ""}),
        ("invalid_grant", {"grant_type": "refresh_token", "refresh_token": "\x00\ud800"}),
        ("invalid_grant", {"grant_type": "password", "username": "\x00", "password": PASSWORD}),
        ("invalid_grant", {"grant_type": "password", "username": "\ud800", "password": PASSWORD}),
        ("invalid_grant", {"grant_type": "password", "username": JANE, "password": "\x00\ud800"}),
        # Normalising this one would take minutes.
        ("invalid_grant", {"grant_type": "password", "username": JANE, "password": "\u0301\u0323" * 500_000}),
    ):
        with refused(expected):
            ask(conn, form)
    assert rows(conn) == {"sign_in": 0, "access": 0, "refresh": 0}


@pytest.mark.usefixtures("jane")
def test_a_client_id_that_cannot_be_kept_is_refused(conn: Conn) -> None:
    pair = sign_in(conn, client_id="c" * 1000)
    for client_id in ("c" * 1001, "a\x00b", "\ud800"):
        with refused("invalid_request", "client_id must be text of at most 1000 characters"):
            sign_in(conn, client_id=client_id)
        with refused("invalid_request", "client_id must be text of at most 1000 characters"):
            refresh(conn, pair, client_id=client_id)
    refresh(conn, pair, client_id="c" * 1000)


@pytest.mark.usefixtures("real_hashes")
def test_every_refusal_of_a_password_has_the_same_words_and_takes_the_same_work(
    conn: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: Counter[str] = Counter()
    verify = PasswordHasher.verify

    def counted_verify(hasher: PasswordHasher, hashed: str | bytes, password: str | bytes) -> bool:
        # The parameters are the cost.
        work[f"verify {str(hashed).split('$')[1:4]}"] += 1
        return verify(hasher, hashed, password)

    class CountingCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> CountingCursor:
            work["statements"] += 1
            super().execute(query, *args, **kwargs)
            return self

    # One customer in good standing, and one for each way not to be.
    standings: dict[str, dict[str, Any] | None] = {
        JANE: {},
        "suspended@example.com": {},
        "no-record@example.com": None,
        "inactive@example.com": {"Active": False},
        "archived@example.com": {"Archived": True},
        "deleted@example.com": {},
    }
    for number, (email, fields) in enumerate(standings.items(), 1):
        if fields is not None:
            coworker(conn, number, email, **fields)
        accounts.create(conn, 1, email, PASSWORD, now=NOW)
    accounts.suspend(conn, 1, "suspended@example.com")
    apply(conn, 1, [Change("coworkers", {"Id": 6, "UpdatedOn": "2026-12-01", "_deleted": True}, 1)], now=NOW)
    attempts = [(email, PASSWORD) for email in standings if email != JANE]
    attempts += [(JANE, "wrong horse"), ("nobody@example.com", PASSWORD), ("suspended@example.com", "wrong horse")]

    monkeypatch.setattr(PasswordHasher, "verify", counted_verify)
    conn.cursor_factory = CountingCursor
    costs = []
    for username, password in attempts:
        work.clear()
        with refused(*WRONG):
            sign_in(conn, username, password)
        costs.append(dict(work))
    assert costs == [{"verify ['argon2id', 'v=19', 'm=65536,t=3,p=4']": 1, "statements": 5}] * len(attempts)
    assert rows(conn) == {"sign_in": 0, "access": 0, "refresh": 0}
    sign_in(conn)


@pytest.mark.usefixtures("jane")
def test_who_must_reset_the_password_is_told_only_after_showing_it(conn: Conn) -> None:
    before = sign_in(conn)
    accounts.require_new_password(conn, 1, JANE)
    with refused(*WRONG):
        sign_in(conn, password="wrong horse")
    with refused("must_reset_password"):
        sign_in(conn)
    assert who(conn, before) is None
    with refused(*BAD_TOKEN):
        refresh(conn, before)

    accounts.suspend(conn, 1, JANE)
    with refused(*WRONG):
        sign_in(conn)
    accounts.resume(conn, 1, JANE)
    accounts.set_password(conn, 1, JANE, "battery staple", now=NOW)
    assert who(conn, sign_in(conn, password="battery staple"))


def test_a_password_is_hashed_anew_when_the_parameters_have_changed(conn: Conn, jane: Caller) -> None:
    def stored() -> str:
        found = conn.execute("SELECT password_hash FROM account").fetchone()
        assert found is not None
        return str(found[0])

    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    conn.execute("UPDATE account SET password_hash = %s", (old,))
    with refused(*WRONG):
        sign_in(conn, password="wrong horse")
    assert stored() == old
    first = sign_in(conn)
    new = stored()
    assert new.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert passwords.verify(new, PASSWORD)
    assert who(conn, sign_in(conn, client_id="other")) == who(conn, first) == jane
    assert stored() == new


def test_an_account_is_bound_to_the_coworkers_that_have_its_email_when_it_is_created(conn: Conn) -> None:
    records = [
        (7, JANE.upper(), {}),
        (8, "x" + JANE, {}),
        (9, JANE, {"Active": False}),
        (10, JANE, {"Archived": True}),
        (11, JANE, {"_deleted": True}),
        (900, "Jane@example.com", {"Active": True, "Archived": False}),
    ]
    for number, email, fields in records:
        coworker(conn, number, email, **fields)
    account_id = accounts.create(conn, 1, JANE, PASSWORD, now=NOW)
    [listed] = accounts.list_accounts(conn, 1)
    assert (listed.id, listed.coworker_ids) == (account_id, [7, 9, 10, 900])
    pair = sign_in(conn)
    assert who(conn, pair) == Caller(account_id, JANE, False, (7, 900))
    coworker(conn, 9, JANE)
    coworker(conn, 10, JANE)
    assert who(conn, pair) == Caller(account_id, JANE, False, (7, 9, 10, 900)), "they are active now"


@pytest.mark.usefixtures("cheap_hashes")
def test_an_operator_needs_no_coworker_record(conn: Conn) -> None:
    operator = accounts.create(conn, 1, "boss@example.com", PASSWORD, operator=True, now=NOW)
    pair = sign_in(conn, "boss@example.com")
    assert who(conn, pair) == Caller(operator, "boss@example.com", True, ())
    coworker(conn, 5, "Boss@example.com")
    assert who(conn, refresh(conn, pair)) == Caller(operator, "boss@example.com", True, ())
    accounts.bind(conn, 1, operator, 5, author=AUTHOR, now=NOW)
    assert who(conn, pair) == Caller(operator, "boss@example.com", True, (5,))
    accounts.suspend(conn, 1, "boss@example.com")
    assert who(conn, pair) is None
    with refused(*WRONG):
        sign_in(conn, "boss@example.com")


# Which coworkers an account acts for


def test_a_record_gives_an_account_nobody_whatever_email_it_has(conn: Conn, jane: Caller) -> None:
    coworker(conn, 5, "zoe@example.com")
    zoe = accounts.create(conn, 1, "zoe@example.com", PASSWORD, now=NOW)
    theirs = {JANE: sign_in(conn), "zoe@example.com": sign_in(conn, "zoe@example.com")}
    coworker(conn, 6, JANE)
    coworker(conn, 101, "zoe@example.com")
    coworker(conn, 5, JANE)
    expected = [jane, Caller(zoe, "zoe@example.com", False, (5,))]
    assert [who(conn, pair) for pair in theirs.values()] == expected
    assert [who(conn, refresh(conn, pair)) for pair in theirs.values()] == expected
    assert [who(conn, sign_in(conn, email)) for email in theirs] == expected
    coworker(conn, 101, _deleted=True)
    assert who(conn, theirs[JANE]) is None
    with refused(*WRONG):
        sign_in(conn)


@pytest.mark.usefixtures("cheap_hashes")
def test_an_account_without_a_coworker_signs_in_once_it_is_bound_and_as_long_as_it_is(conn: Conn) -> None:
    account_id = accounts.create(conn, 1, JANE, PASSWORD, now=NOW)
    coworker(conn)
    coworker(conn, 102, "other@example.com")
    with refused(*WRONG):
        sign_in(conn)
    with pytest.raises(AccountError, match="there is no coworker 103"):
        accounts.bind(conn, 1, account_id, 103, author=AUTHOR, now=NOW)
    with pytest.raises(AccountError, match="there is no account 99"):
        accounts.bind(conn, 1, 99, 102, author=AUTHOR, now=NOW)
    assert accounts.bind(conn, 1, account_id, 102, author=AUTHOR, now=NOW)
    assert not accounts.bind(conn, 1, account_id, 102, author=AUTHOR, now=NOW)
    pair = sign_in(conn)
    assert who(conn, pair) == Caller(account_id, JANE, False, (102,))
    assert accounts.bind(conn, 1, account_id, 101, author=AUTHOR, now=NOW)
    assert who(conn, pair) == Caller(account_id, JANE, False, (101, 102))
    for number in (102, 101):
        assert accounts.unbind(conn, 1, account_id, number, author=AUTHOR, now=NOW)
        assert not accounts.unbind(conn, 1, account_id, number, author=AUTHOR, now=NOW)
    assert who(conn, pair) is None
    with refused(*BAD_TOKEN):
        refresh(conn, pair)
    entries = "SELECT entity_short_name, entity_id, audit_type, action_by, changes FROM audit_entry ORDER BY id"
    steps: list[list[list[int]]] = [[[], [102]], [[102], [101, 102]], [[101, 102], [101]], [[101], []]]
    assert conn.execute(entries).fetchall() == [
        ("Account", account_id, 2, AUTHOR.name, {"CoworkerIds": step}) for step in steps
    ]


def test_a_binding_holds_in_its_own_network_alone(conn: Conn, jane: Caller) -> None:
    two = networks.create(conn, "two", ["two.example"])
    coworker(conn, 500, network_id=two)
    with pytest.raises(AccountError, match="there is no coworker 500"):
        accounts.bind(conn, 1, jane.account_id, 500, author=AUTHOR, now=NOW)
    there = accounts.create(conn, two, JANE, PASSWORD, now=NOW)
    coworker(conn, 500)
    assert who(conn, sign_in(conn)) == jane
    pair = sign_in(conn, network_id=two)
    assert who(conn, pair, network_id=two) == Caller(there, JANE, False, (500,))


# How long tokens hold


def test_an_access_token_holds_until_the_instant_of_its_expiry(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn)
    assert who(conn, pair, now=NOW + 3600 * SECOND - MICROSECOND) == jane
    assert who(conn, pair, now=NOW + 3600 * SECOND) is None
    for other in ("no such token", "\x00\udc80", "", pair.access_token + "x", "x" * 300):
        assert caller(conn, other, now=NOW) is None


def test_a_refresh_token_holds_until_the_instant_of_its_expiry(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn)
    with refused(*BAD_TOKEN):
        refresh(conn, pair, now=NOW + 15 * DAY)
    last = NOW + 15 * DAY - MICROSECOND
    after = refresh(conn, pair, now=last)
    assert who(conn, after, now=last + 3600 * SECOND - MICROSECOND) == jane
    refresh(conn, after, now=last + 15 * DAY - MICROSECOND)


# Refreshing


def test_a_refresh_gives_a_new_pair_and_leaves_the_access_tokens_as_they_are(conn: Conn, jane: Caller) -> None:
    pairs = [sign_in(conn)]
    pairs += [refresh(conn, pairs[-1])]
    pairs += [refresh(conn, pairs[-1])]
    assert len({token for pair in pairs for token in (pair.access_token, pair.refresh_token)}) == 6
    assert [who(conn, pair) for pair in pairs] == [jane] * 3
    assert rows(conn) == {"sign_in": 1, "access": 3, "refresh": 3}


@pytest.mark.parametrize("reused", [0, 1])
def test_reuse_of_a_spent_refresh_token_ends_that_sign_in_and_no_other(conn: Conn, jane: Caller, reused: int) -> None:
    others = [sign_in(conn, client_id="other")]
    others += [refresh(conn, others[0])]
    pairs = [sign_in(conn)]
    pairs += [refresh(conn, pairs[-1])]
    pairs += [refresh(conn, pairs[-1])]
    with refused(*BAD_TOKEN):
        refresh(conn, pairs[reused], now=LATE)
    with connect(conn.info.dsn) as elsewhere:
        assert [who(elsewhere, pair) for pair in pairs] == [None] * 3, "not committed"
        assert [who(elsewhere, pair) for pair in others] == [jane] * 2
        for pair in pairs:
            with refused(*BAD_TOKEN):
                refresh(elsewhere, pair)
        assert who(elsewhere, refresh(elsewhere, others[1])) == jane


def test_a_spent_refresh_token_is_recognised_until_it_expires(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn)
    end = NOW + 15 * DAY
    last = refresh(conn, refresh(conn, pair, now=NOW + 10 * DAY), now=end - SECOND)
    # Expired, it is a text like any other, which the holder of its successor has nothing to do with.
    with refused(*BAD_TOKEN):
        refresh(conn, pair, now=end)
    assert who(conn, last, now=end) == jane
    # Another one of that sign-in has not expired yet.
    accounts.sweep(conn, 1, now=end)
    with refused(*BAD_TOKEN):
        refresh(conn, pair, now=end - MICROSECOND)
    assert who(conn, last, now=end) == jane, "it was swept"


@pytest.mark.usefixtures("jane")
def test_another_client_id_refreshes_nothing_and_spends_nothing(conn: Conn) -> None:
    named, unnamed = sign_in(conn, client_id=" nexudus.portal.jane "), sign_in(conn)
    for client_id in ("nexudus.portal.Jane", "other", JANE):
        with refused(*BAD_TOKEN):
            refresh(conn, named, client_id=client_id)
    for client_id in ("nexudus.portal.jane", "x" + JANE):
        with refused(*BAD_TOKEN):
            refresh(conn, unnamed, client_id=client_id)
    named = refresh(conn, named, client_id="nexudus.portal.jane ")
    unnamed = refresh(conn, unnamed, client_id=JANE.upper())
    refresh(conn, refresh(conn, named), client_id="")
    refresh(conn, refresh(conn, unnamed), client_id=" ")


@pytest.mark.usefixtures("jane")
def test_reuse_is_theft_whatever_the_client_id(conn: Conn) -> None:
    pair = sign_in(conn)
    after = refresh(conn, pair)
    with refused(*BAD_TOKEN):
        refresh(conn, pair, client_id="other")
    assert who(conn, after) is None


@pytest.mark.parametrize(
    ("first", "second"), [(None, None), ("c", "c"), (None, JANE.upper()), (JANE.title(), ""), (" c", "c ")]
)
def test_one_refresh_token_lives_per_account_and_client_id(
    conn: Conn, jane: Caller, first: str | None, second: str | None
) -> None:
    other = sign_in(conn, client_id="other")
    earlier = sign_in(conn, client_id=first)
    later = sign_in(conn, client_id=second)
    assert rows(conn) == {"sign_in": 3, "access": 3, "refresh": 2}
    with refused(*BAD_TOKEN):
        refresh(conn, earlier)
    assert [who(conn, pair) for pair in (other, earlier, later)] == [jane] * 3
    refresh(conn, later)
    refresh(conn, other)


def test_a_spent_refresh_token_of_an_earlier_sign_in_still_tells_of_theft(conn: Conn, jane: Caller) -> None:
    spent = sign_in(conn)
    earlier = refresh(conn, spent)
    later = sign_in(conn)
    # The later sign-in has taken its place, so there is no pair to be had for it, however soon it comes.
    with refused(*BAD_TOKEN):
        refresh(conn, spent)
    assert [who(conn, pair) for pair in (spent, earlier, later)] == [None, None, jane]


# Answers that were lost, and two tabs


def test_a_spent_refresh_token_gives_other_pairs_for_some_seconds(conn: Conn, jane: Caller) -> None:
    first = sign_in(conn)
    pairs = [refresh(conn, first), refresh(conn, first, now=NOW + SECOND), refresh(conn, first, now=NOW + REUSE)]
    assert len({pair.refresh_token for pair in pairs}) == len({pair.access_token for pair in pairs}) == 3
    assert rows(conn) == {"sign_in": 1, "access": 4, "refresh": 4}
    # Each of them can be used, and its access token holds.
    assert [who(conn, pair) for pair in (first, *pairs)] == [jane] * 4
    pairs += [refresh(conn, pair, now=NOW + REUSE) for pair in pairs]
    assert [who(conn, pair) for pair in pairs] == [jane] * 6


def test_the_seconds_count_from_the_first_use(conn: Conn, jane: Caller) -> None:
    first = sign_in(conn)
    refresh(conn, first)
    again = refresh(conn, first, now=NOW + REUSE)
    assert who(conn, again) == jane
    with refused(*BAD_TOKEN):
        refresh(conn, first, now=LATE)
    assert who(conn, again) is None


@pytest.mark.parametrize("keeps", [0, 1])
@pytest.mark.usefixtures("jane")
def test_two_chains_of_one_sign_in_end_when_both_go_on(conn: Conn, keeps: int) -> None:
    """Somebody who copied a refresh token and used it as soon as its owner did is found at the next refresh."""
    first = sign_in(conn)
    chains = [refresh(conn, first), refresh(conn, first)]
    tomorrow = NOW + DAY
    ahead = refresh(conn, chains[keeps], now=tomorrow)
    with refused(*BAD_TOKEN):
        refresh(conn, chains[1 - keeps], now=tomorrow + REUSE + MICROSECOND)
    with refused(*BAD_TOKEN):
        refresh(conn, ahead, now=tomorrow + REUSE + MICROSECOND)


@pytest.mark.usefixtures("jane")
def test_no_seconds_means_that_a_refresh_token_is_used_once(conn: Conn) -> None:
    pair = sign_in(conn)
    form = {"grant_type": "refresh_token", "refresh_token": pair.refresh_token}

    def ask_once(now: datetime) -> None:
        accounts.grant(conn, 1, form, None, now=now, access_seconds=3600, refresh_days=15, reuse_seconds=0)

    ask_once(NOW)
    with refused(*BAD_TOKEN):
        ask_once(NOW + MICROSECOND)


@given(uses=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=12))
@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_refresh_token_is_taken_exactly_when_the_rule_says_so(conn: Conn, jane: Caller, uses: list[Any]) -> None:
    """Use tokens of one sign-in in any order, with any seconds between; the rule, written once more, tells each end."""
    pairs, spent = [sign_in(conn, client_id="model")], dict[int, datetime]()
    now, is_over = NOW, False
    for choice, seconds in uses:
        number, now = choice % len(pairs), now + seconds * SECOND
        is_over = is_over or (number in spent and now - spent[number] > REUSE)
        if is_over:
            with refused(*BAD_TOKEN):
                refresh(conn, pairs[number], now=now)
        else:
            if number not in spent:
                spent |= {one: now for one in range(len(pairs)) if one not in spent}
            pairs.append(refresh(conn, pairs[number], now=now))
        assert {who(conn, pair) for pair in pairs} == {None if is_over else jane}


# What ends or suspends


@pytest.mark.parametrize(
    ("suspended", "resumed"),
    [
        ({"Active": False}, {"Active": True}),
        ({"Archived": True}, {"Archived": False}),
        ({"_deleted": True}, {}),
    ],
)
def test_a_coworker_record_counts_from_the_next_request_on(
    conn: Conn, jane: Caller, suspended: dict[str, Any], resumed: dict[str, Any]
) -> None:
    pair = sign_in(conn)
    coworker(conn, **suspended)
    assert who(conn, pair) is None
    with refused(*BAD_TOKEN):
        refresh(conn, pair)
    with refused(*WRONG):
        sign_in(conn)
    coworker(conn, **resumed)
    assert who(conn, pair) == jane
    assert who(conn, refresh(conn, pair)) == jane, "nothing was spent while suspended"


def test_suspension_of_an_account_counts_from_the_next_request_on(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn)
    accounts.suspend(conn, 1, JANE)
    assert who(conn, pair) is None
    with refused(*BAD_TOKEN):
        refresh(conn, pair)
    with refused(*WRONG):
        sign_in(conn)
    accounts.resume(conn, 1, JANE)
    assert who(conn, pair) == jane
    assert who(conn, refresh(conn, pair)) == jane, "nothing was spent while suspended"


def test_a_new_password_ends_every_sign_in_of_its_account_alone(conn: Conn, jane: Caller) -> None:
    coworker(conn, 5, "zoe@example.com")
    accounts.create(conn, 1, "zoe@example.com", PASSWORD, now=NOW)
    zoe = sign_in(conn, "zoe@example.com")
    pairs = [sign_in(conn), sign_in(conn, client_id="other")]
    accounts.set_password(conn, 1, JANE, "battery staple", now=NOW)
    for pair in pairs:
        assert who(conn, pair) is None
        with refused(*BAD_TOKEN):
            refresh(conn, pair)
    with refused(*WRONG):
        sign_in(conn)
    assert who(conn, sign_in(conn, password="battery staple")) == jane
    assert who(conn, zoe)
    refresh(conn, zoe)


def test_networks_have_tokens_of_their_own(conn: Conn, jane: Caller) -> None:
    two = networks.create(conn, "two", ["two.example"])
    # The same ids and e-mails in both.
    conn.execute(
        """
        INSERT INTO account
            (network_id, id, email, email_folded, password_hash, password_set_on, is_operator, created_on)
        SELECT %s, id, email, email_folded, %s, password_set_on, is_operator, created_on FROM account
        """,
        (two, passwords.hash_new("battery staple", ())),
    )
    conn.execute(
        "INSERT INTO account_binding SELECT %s, account_id, coworker_id, bound_on FROM account_binding", (two,)
    )
    with refused(*WRONG):
        sign_in(conn, password="battery staple", network_id=two)
    coworker(conn, network_id=two)
    here, there = sign_in(conn), sign_in(conn, password="battery staple", network_id=two)
    with refused(*WRONG):
        sign_in(conn, network_id=two)
    assert (who(conn, here), who(conn, here, network_id=two)) == (jane, None)
    assert (who(conn, there), who(conn, there, network_id=two)) == (None, jane)
    with refused(*BAD_TOKEN):
        refresh(conn, here, network_id=two)
    spent = there
    there = refresh(conn, there, network_id=two)
    with refused(*BAD_TOKEN):
        refresh(conn, spent, now=LATE)
    accounts.sweep(conn, two, now=NOW + 30 * DAY)
    assert (who(conn, here), who(conn, there, network_id=two)) == (jane, None)
    coworker(conn, network_id=two, Active=False)
    accounts.suspend(conn, two, JANE)
    accounts.set_password(conn, two, JANE, "another one", now=NOW)
    assert who(conn, refresh(conn, here)) == jane


# What is kept


def test_no_password_and_no_token_is_anywhere_in_the_database(conn: Conn, jane: Caller) -> None:
    pair = sign_in(conn, client_id="c")
    after = refresh(conn, pair)
    secrets = [PASSWORD, "wrong horse", "nobodys horse"]
    for token in (pair.access_token, pair.refresh_token, after.access_token, after.refresh_token):
        # A bytea is dumped in hexadecimal.
        secrets += [token, token.encode().hex(), urlsafe_b64decode(token + "=").hex()]
    for username, password in ((JANE, "wrong horse"), ("nobody@example.com", "nobodys horse")):
        with refused(*WRONG):
            sign_in(conn, username, password)
    tables = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    dump = "\n".join(
        str(row[0])
        for (table,) in tables
        for row in conn.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table)))
    )
    assert JANE in dump
    assert digest_of(after.access_token).hex() in dump
    assert [secret for secret in secrets if secret in dump] == []
    assert who(conn, after) == jane


@pytest.mark.usefixtures("jane")
def test_a_grant_clears_what_has_expired_of_its_account(conn: Conn) -> None:
    sign_in(conn, client_id="a")
    pair = refresh(conn, sign_in(conn, client_id="b"))
    assert rows(conn) == {"sign_in": 2, "access": 3, "refresh": 3}
    pair = refresh(conn, pair, now=NOW + DAY)
    assert rows(conn) == {"sign_in": 2, "access": 1, "refresh": 4}
    refresh(conn, pair, now=NOW + 15 * DAY)
    assert rows(conn) == {"sign_in": 1, "access": 1, "refresh": 2}
    sign_in(conn, now=NOW + 100 * DAY)
    assert rows(conn) == {"sign_in": 1, "access": 1, "refresh": 1}


@pytest.mark.usefixtures("jane")
def test_a_sweep_clears_what_has_expired_of_everybody(conn: Conn) -> None:
    coworker(conn, 5, "zoe@example.com")
    accounts.create(conn, 1, "zoe@example.com", PASSWORD, now=NOW)
    refresh(conn, sign_in(conn))
    late = sign_in(conn, "zoe@example.com", now=NOW + SECOND)
    accounts.sweep(conn, 1, now=NOW + 3600 * SECOND - MICROSECOND)
    assert rows(conn) == {"sign_in": 2, "access": 3, "refresh": 3}
    accounts.sweep(conn, 1, now=NOW + 3600 * SECOND)
    assert rows(conn) == {"sign_in": 2, "access": 1, "refresh": 3}
    accounts.sweep(conn, 1, now=NOW + 15 * DAY)
    assert rows(conn) == {"sign_in": 1, "access": 0, "refresh": 1}
    refresh(conn, late, now=NOW + 15 * DAY)
    accounts.sweep(conn, 1, now=NOW + 100 * DAY)
    assert rows(conn) == {"sign_in": 0, "access": 0, "refresh": 0}


def test_a_grant_refuses_to_be_part_of_a_transaction(conn: Conn) -> None:
    with conn.transaction(), pytest.raises(RuntimeError, match="the connection must not be in a transaction"):
        ask(conn, {})


# Several at once


def at_once(database_url: str, *calls: Any) -> list[Any]:
    """Run each call with a connection of its own at the same time; return what each gave or raised."""
    results: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int) -> None:
        with connect(database_url) as own:
            start.wait(PATIENCE)
            try:
                results[index] = calls[index](own)
            except GrantRefused as error:
                results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


@pytest.mark.usefixtures("jane")
def test_refreshes_at_once_give_a_pair_each_and_one_of_them_spends(conn: Conn, database_url: str) -> None:
    for _ in range(10):
        pair = sign_in(conn)
        results = at_once(database_url, *[lambda own, pair=pair: refresh(own, pair)] * 4)
        assert len({who(conn, result) for result in (pair, *results)}) == 1
        assert len({result.refresh_token for result in results}) == 4
        [[spent, live]] = conn.execute(
            """
            SELECT count(*) FILTER (WHERE r.spent_on IS NOT NULL), count(*) FILTER (WHERE r.spent_on IS NULL)
            FROM refresh_token AS r
            INNER JOIN refresh_token AS own
                ON own.network_id = r.network_id AND own.sign_in_id = r.sign_in_id AND own.token_hash = %s
            """,
            (digest_of(pair.refresh_token),),
        ).fetchall()
        assert (spent, live) == (1, 4)
        with refused(*BAD_TOKEN):
            refresh(conn, pair, now=LATE)
        assert {who(conn, result) for result in (pair, *results)} == {None}


@pytest.mark.usefixtures("jane")
def test_a_refresh_and_a_sign_in_at_once_leave_one_refresh_token(conn: Conn, database_url: str) -> None:
    live = "SELECT count(*) FROM refresh_token WHERE spent_on IS NULL"
    for _ in range(5):
        pair = sign_in(conn)
        at_once(database_url, sign_in, lambda own, pair=pair: refresh(own, pair), sign_in)
        assert conn.execute(live).fetchone() == (1,)


@pytest.mark.parametrize("change", ["password", "suspension", "reset"])
@pytest.mark.usefixtures("jane")
def test_a_sign_in_does_not_slip_past_a_change_of_its_account(conn: Conn, database_url: str, change: str) -> None:
    """The account changes after the password was verified and before the tokens are made."""
    results: list[Any] = []
    with connect(database_url) as watcher:
        with conn.transaction():
            if change == "password":
                accounts.set_password(conn, 1, JANE, "battery staple", now=NOW)
            elif change == "suspension":
                accounts.suspend(conn, 1, JANE)
            else:
                accounts.require_new_password(conn, 1, JANE)
            thread = threading.Thread(target=lambda: results.extend(at_once(database_url, sign_in)))
            thread.start()
            until_waiting(watcher)
        thread.join(PATIENCE)
    expected = "must_reset_password" if change == "reset" else "invalid_grant"
    assert [result.code for result in results] == [expected]
    assert rows(conn) == {"sign_in": 0, "access": 0, "refresh": 0}


def test_a_sign_in_is_not_refused_because_another_hashed_the_password_anew(
    conn: Conn, database_url: str, jane: Caller
) -> None:
    results: list[Any] = []
    with connect(database_url) as watcher:
        with conn.transaction():
            conn.execute("UPDATE account SET password_hash = %s", (passwords.hash_new(PASSWORD, ()),))
            thread = threading.Thread(target=lambda: results.extend(at_once(database_url, sign_in)))
            thread.start()
            until_waiting(watcher)
        thread.join(PATIENCE)
    assert [who(conn, pair) for pair in results] == [jane]


def test_sweeps_and_grants_at_once_do_not_hinder_each_other(conn: Conn, database_url: str, jane: Caller) -> None:
    for _ in range(3):
        sign_in(conn, client_id="old", now=NOW - 20 * DAY)
        pair = sign_in(conn)

        def sweeping(own: Conn) -> None:
            accounts.sweep(own, 1, now=NOW)

        results = at_once(
            database_url,
            sweeping,
            lambda own, pair=pair: refresh(own, pair),
            sweeping,
            lambda own: sign_in(own, client_id="b"),
        )
        assert [who(conn, result) for result in results if result] == [jane] * 2
        assert conn.execute("SELECT count(*) FROM refresh_token WHERE expires_on <= %s", (NOW,)).fetchone() == (0,)


@pytest.mark.usefixtures("jane")
def test_a_sweep_waits_for_who_writes_an_accounts_tokens(conn: Conn, database_url: str) -> None:
    sign_in(conn, now=NOW - 20 * DAY)
    with connect(database_url) as watcher:
        with conn.transaction():
            conn.execute("SELECT FROM account FOR NO KEY UPDATE")
            thread = threading.Thread(target=at_once, args=(database_url, lambda own: accounts.sweep(own, 1, now=NOW)))
            thread.start()
            until_waiting(watcher)
        thread.join(PATIENCE)
    assert rows(conn) == {"sign_in": 0, "access": 0, "refresh": 0}
