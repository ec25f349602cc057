"""How guessing is slowed: counts, waits, and what forgets them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples
from patience import PATIENCE
from teamkpi.accounts import Limits, guesses
from teamkpi.db import connect
from teamkpi.errors import TooManyGuesses
from teamkpi.folding import folded

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LIMITS = Limits()
JANE, HOME, ELSEWHERE = "jane@example.com", "192.0.2.7", "198.51.100.9"
_numbers = count()


def wait_of(
    conn: Conn,
    email: str = JANE,
    address: str | None = None,
    *,
    now: datetime = NOW,
    limits: Limits = LIMITS,
    account_id: int | None = None,
) -> int:
    """Fail once; return 0, or how long the attempt would have had to wait."""
    try:
        guesses.reserve(conn, 1, email, address, limits, account_id=account_id, now=now)
    except TooManyGuesses as refused:
        return refused.retry_after
    return 0


def look(
    conn: Conn,
    email: str = JANE,
    address: str | None = None,
    *,
    now: datetime = NOW,
    account_id: int | None = None,
) -> int:
    """Return how long an attempt would have to wait, without making one."""
    with conn.transaction(force_rollback=True):
        return wait_of(conn, email, address, now=now, account_id=account_id)


def person(conn: Conn, email: str = JANE) -> int:
    """Return the id of an account that was made without the cost of a password."""
    statement = """
        INSERT INTO account (network_id, email, email_folded, password_hash, password_set_on, is_operator, created_on)
        VALUES (1, %(email)s, %(email_folded)s, '', %(now)s, FALSE, %(now)s) RETURNING id
    """
    [[account_id]] = conn.execute(statement, {"email": email, "email_folded": folded(email), "now": NOW}).fetchall()
    return int(account_id)


def sign_in(conn: Conn, account_id: int, address: str | None = HOME, *, email: str = JANE, **more: Any) -> None:
    attempt = reserve(conn, account_id, address, email=email, **more)
    guesses.succeed(conn, attempt, account_id, now=more.get("now", NOW))


def reserve(
    conn: Conn,
    account_id: int,
    address: str | None = HOME,
    *,
    email: str = JANE,
    limits: Limits = LIMITS,
    now: datetime = NOW,
) -> guesses.Attempt:
    return guesses.reserve(conn, 1, email, address, limits, account_id=account_id, now=now)


def counts(conn: Conn) -> list[Any]:
    return conn.execute("SELECT * FROM guess_count ORDER BY network_id, subject").fetchall()


def test_after_five_failures_each_wait_is_twice_the_one_before_up_to_five_minutes(conn: Conn) -> None:
    now, waits = NOW, []
    for _ in range(20):
        assert wait_of(conn, now=now) == 0
        waits.append(look(conn, now=now))
        if waits[-1]:
            assert look(conn, now=now + waits[-1] * SECOND - timedelta(microseconds=1)) == 1
        now += waits[-1] * SECOND
    # A failure is forgotten after ten minutes, which are over before the fourteenth.
    assert waits[:13] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert set(waits[13:]) <= {256, 300}
    assert 300 in waits


def test_a_refused_attempt_changes_nothing(conn: Conn) -> None:
    for _ in range(5):
        wait_of(conn, address=HOME)
    before = counts(conn)
    assert [wait_of(conn, address=HOME, now=NOW + timedelta(milliseconds=10 * number)) for number in range(9)] == [
        1
    ] * 9
    # Neither does an account's wait charge the address, nor the other way round.
    assert counts(conn) == before
    crowd = Limits(per_address=2)
    for number in range(2):
        assert wait_of(conn, f"a{number}@example.com", ELSEWHERE, limits=crowd) == 0
    before = counts(conn)
    assert wait_of(conn, "b@example.com", ELSEWHERE, limits=crowd) == 1
    assert counts(conn) == before


def test_failures_are_forgotten_one_by_one(conn: Conn) -> None:
    for _ in range(4):
        wait_of(conn)
    assert wait_of(conn, now=NOW + 10 * MINUTE) == 0
    assert wait_of(conn, now=NOW + 10 * MINUTE) == 0
    assert wait_of(conn, now=NOW + 10 * MINUTE) == 1
    # After the longest attack two hours of peace are enough to have free tries again.
    now = NOW + HOUR
    for _ in range(200):
        now += look(conn, now=now) * SECOND
        assert wait_of(conn, now=now) == 0
    assert [wait_of(conn, now=now + 120 * MINUTE) for _ in range(2)] == [0, 0]


def test_an_address_has_a_limit_of_its_own(conn: Conn) -> None:
    waits = [wait_of(conn, f"a{number}@example.com", HOME) for number in range(52)]
    assert waits == [0] * 50 + [1] * 2
    assert wait_of(conn, JANE, ELSEWHERE) == 0
    assert wait_of(conn, JANE, None) == 0
    # One of them is forgotten each minute.
    assert wait_of(conn, JANE, HOME, now=NOW + MINUTE) == 0
    assert wait_of(conn, JANE, HOME, now=NOW + MINUTE) == 1


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
def test_what_counts_as_one_address(conn: Conn, first: str, second: str, is_same: bool) -> None:
    limits = Limits(per_account=0, per_address=1)
    assert wait_of(conn, address=first, limits=limits) == 0
    assert (wait_of(conn, address=second, limits=limits) > 0) is is_same


def test_an_email_counts_in_any_case_and_in_its_network_alone(conn: Conn) -> None:
    conn.execute("INSERT INTO network (id, name) VALUES (2, 'two')")
    limits = Limits(per_account=1)
    assert wait_of(conn, "Jane@Example.com", limits=limits) == 0
    assert wait_of(conn, "jANE@example.COM", limits=limits) == 1
    guesses.reserve(conn, 2, JANE, None, limits, now=NOW)


def test_limits_can_be_taken_off(conn: Conn) -> None:
    none = Limits(per_account=0, per_address=0)
    assert {wait_of(conn, address=HOME, limits=none) for _ in range(100)} == {0}
    sign_in(conn, person(conn), limits=none)
    assert counts(conn) == []
    # Where an account is known, its own limit takes the place of the address's; without one, the address's holds.
    two = Limits(per_account=0, per_address=2)
    assert [wait_of(conn, address=HOME, limits=two) for _ in range(3)] == [0, 0, 1]


def test_a_success_forgets_the_failures_of_the_account_and_not_of_the_address(conn: Conn) -> None:
    limits = Limits(per_address=8)
    for _ in range(4):
        wait_of(conn, address=HOME, limits=limits)
    jane = person(conn)
    right = reserve(conn, jane, limits=limits)
    assert wait_of(conn, address=HOME, limits=limits) == 1
    guesses.succeed(conn, right, jane, now=NOW)
    assert [wait_of(conn, address=HOME, limits=limits) for _ in range(5)] == [0, 0, 0, 0, 1]


def test_strangers_do_not_keep_the_holder_out(conn: Conn) -> None:
    jane = person(conn)
    sign_in(conn, jane)
    now = NOW + HOUR

    def wait(address: str, *, now: datetime) -> int:
        return wait_of(conn, address=address, now=now, account_id=jane)

    for _ in range(12):
        now += look(conn, address=ELSEWHERE, now=now, account_id=jane) * SECOND
        assert wait(ELSEWHERE, now=now) == 0
    assert look(conn, address=ELSEWHERE, now=now, account_id=jane) > 60
    # Where she has signed in from there are tries of her own, five of them as well.
    assert [wait(HOME, now=now) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    # And a sign-in there does not open the door elsewhere.
    now += 2 * SECOND
    sign_in(conn, jane, now=now)
    assert look(conn, address=ELSEWHERE, now=now, account_id=jane) > 60
    # For thirty days.
    assert wait(HOME, now=now + timedelta(days=30) - SECOND) == 0
    for _ in range(6):
        wait(ELSEWHERE, now=now + timedelta(days=31))
    assert wait(HOME, now=now + timedelta(days=31)) == 1


def test_who_is_known_at_an_address_does_not_wait_for_others_there(conn: Conn) -> None:
    """A whole space has one address. Whoever has signed in there goes on while others fail, and does not help them."""
    jane, crowd = person(conn), Limits(per_address=3)
    sign_in(conn, jane, limits=crowd)
    assert [wait_of(conn, f"a{number}@example.com", HOME, limits=crowd) for number in range(4)] == [0, 0, 0, 1]
    # Another account that is not known there waits; hers does not, and its own limit is its own.
    joe = person(conn, "joe@example.com")
    assert wait_of(conn, "joe@example.com", HOME, limits=crowd, account_id=joe) == 1
    assert [wait_of(conn, address=HOME, limits=crowd, account_id=jane) for _ in range(6)] == [0] * 5 + [1]
    sign_in(conn, jane, limits=crowd, now=NOW + SECOND)
    # Neither her failures nor her sign-in have changed what the address has to wait.
    assert wait_of(conn, "b@example.com", HOME, limits=crowd, now=NOW + SECOND) == 0
    assert wait_of(conn, "b@example.com", HOME, limits=crowd, now=NOW + SECOND) == 2


def test_an_address_is_known_to_one_account_alone_and_dies_with_it(conn: Conn) -> None:
    jane, joe = person(conn), person(conn, "joe@example.com")
    sign_in(conn, jane)
    sign_in(conn, joe, ELSEWHERE, email="joe@example.com")
    rows = conn.execute("SELECT account_id, address FROM known_address ORDER BY 1").fetchall()
    assert [row[0] for row in rows] == sorted([jane, joe])
    sign_in(conn, jane, ELSEWHERE)
    assert len({address for (address,) in conn.execute("SELECT address FROM known_address")}) == 3
    conn.execute("DELETE FROM account WHERE id = %s", (jane,))
    assert conn.execute("SELECT account_id FROM known_address").fetchall() == [(joe,)]


def test_of_an_accounts_addresses_the_last_ones_are_kept(conn: Conn) -> None:
    jane = person(conn)
    for number in range(40):
        sign_in(conn, jane, f"10.0.0.{number}", now=NOW + number * SECOND)
    sign_in(conn, jane, "10.0.0.8", now=NOW + MINUTE)  # seen again, so it is not the oldest any more
    sign_in(conn, jane, "10.0.1.1", now=NOW + MINUTE)
    assert conn.execute("SELECT count(*) FROM known_address").fetchone() == (32,)
    one = Limits(per_account=1)
    wait_of(conn, limits=one, now=NOW + MINUTE, account_id=jane)

    def is_known(address: str) -> bool:
        with conn.transaction(force_rollback=True):
            return wait_of(conn, address=address, limits=one, now=NOW + MINUTE, account_id=jane) == 0

    known = [number for number in range(40) if is_known(f"10.0.0.{number}")]
    assert known == [8, *range(10, 40)]
    assert is_known("10.0.1.1")


@pytest.mark.parametrize("pepper", [b"", b"x" * 32])
def test_the_digests_have_keys(conn: Conn, pepper: bytes) -> None:
    """One of the network, and one that is not in the database: a copy of it does not tell which addresses they are."""
    conn.execute("INSERT INTO network (id, name) VALUES (2, 'two')")
    for network_id in (1, 2):
        for one in (pepper, b"y" * 32):
            guesses.reserve(conn, network_id, JANE, HOME, LIMITS, pepper=one, now=NOW)
    subjects = {bytes(subject) for (subject,) in conn.execute("SELECT subject FROM guess_count")}
    assert len(subjects) == 8
    plain = [f"account {JANE}", f"address {HOME}"]
    assert subjects.isdisjoint(sha256(pepper + text.encode()).digest() for text in plain)


def test_what_was_no_guess_is_taken_back_with_the_wait_it_brought(conn: Conn) -> None:
    for _ in range(4):
        wait_of(conn, address=HOME)
    for _ in range(20):
        attempt = guesses.reserve(conn, 1, JANE, HOME, LIMITS, now=NOW)
        assert wait_of(conn, address=HOME) == 1
        guesses.take_back(conn, attempt, now=NOW)
    assert [wait_of(conn, address=HOME) for _ in range(2)] == [0, 1]


def test_taking_back_ends_no_wait_of_another(conn: Conn) -> None:
    for _ in range(4):
        wait_of(conn)
    slow = guesses.reserve(conn, 1, JANE, None, LIMITS, now=NOW)
    later = NOW + SECOND
    assert wait_of(conn, now=later) == 0
    guesses.take_back(conn, slow, now=later)
    assert wait_of(conn, now=later + SECOND) == 1
    assert wait_of(conn, now=later + 2 * SECOND) == 0


def test_who_knows_the_password_cannot_wear_the_count_down(conn: Conn) -> None:
    """At the longest wait an attempt adds nothing, so taking it back must take nothing away."""
    limits, now = Limits(longest_wait=4 * SECOND), NOW
    for _ in range(10):
        assert wait_of(conn, now=now, limits=limits) == 0
        now += 4 * SECOND
    before = conn.execute("SELECT failures FROM guess_count").fetchall()
    assert before == [(7,)]
    for _ in range(3):
        guesses.take_back(conn, guesses.reserve(conn, 1, JANE, None, limits, now=now), now=now)
        assert conn.execute("SELECT failures FROM guess_count").fetchall() == before


# Always and never

# A pause, then so many attempts in one instant, of people who guess or who know the password.
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 5, 60, 299, 300, 600, 3600]) | st.floats(0, 4000),
        st.integers(1, 7),
        st.sampled_from(["guess", "guess", "no guess"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=examples(60))
@given(steps=STEPS)
def test_there_are_never_more_tries_than_the_limits_give_and_never_a_longer_wait(
    shared: Conn, steps: list[tuple[float, int, str]]
) -> None:
    email, now = f"p{next(_numbers)}@example.com", NOW
    tries: list[datetime] = []
    for pause, attempts, kind in steps:
        now += timedelta(seconds=pause)
        for _ in range(attempts):
            if wait := look(shared, email, now=now):
                assert now + wait * SECOND <= tries[-1] + 301 * SECOND
                break
            attempt = guesses.reserve(shared, 1, email, None, LIMITS, now=now)
            if kind == "no guess":
                guesses.take_back(shared, attempt, now=now)
            else:
                tries.append(now)
    # Five are free, one comes back each ten minutes, and the waits between the others double.
    for last, end in enumerate(tries):
        forgotten = (end - tries[0]) // (10 * MINUTE)
        waited = sum(min(256, 2**number) for number in range(last + 1 - 5 - forgotten))
        assert end - tries[0] >= waited * SECOND
    # The holder is never locked out for longer than the longest wait.
    guesses.reserve(shared, 1, email, None, LIMITS, now=max([now, *tries]) + 300 * SECOND)


@settings(deadline=None, max_examples=examples(40))
@given(before=st.integers(0, 20), pause=st.floats(0, 5000))
def test_what_is_taken_back_leaves_no_trace(shared: Conn, before: int, pause: float) -> None:
    """The same tries are free afterwards, and the same waits come after them."""
    waits: list[list[int]] = []
    for is_disturbed in (False, True):
        email, now = f"p{next(_numbers)}@example.com", NOW
        for _ in range(before):
            now += look(shared, email, now=now) * SECOND
            wait_of(shared, email, now=now)
        now += 300 * SECOND + timedelta(seconds=pause)
        if is_disturbed:
            guesses.take_back(shared, guesses.reserve(shared, 1, email, None, LIMITS, now=now), now=now)
        waits.append([])
        for _ in range(6):
            waits[-1].append(look(shared, email, now=now))
            now += waits[-1][-1] * SECOND
            wait_of(shared, email, now=now)
    assert waits[0] == waits[1]


# Several at once


def test_guesses_at_once_get_no_more_tries_than_one_after_the_other(database_url: str) -> None:
    allowed: list[str] = []
    start = threading.Barrier(12)

    def guess(number: int) -> None:
        with connect(database_url) as own:
            start.wait(PATIENCE)
            for _ in range(3):
                # From addresses of different order, so that a wrong order of locks would show.
                if wait_of(own, JANE, (HOME, ELSEWHERE)[number % 2]) == 0:
                    allowed.append(JANE)
                if wait_of(own, f"x{number}@example.com", (ELSEWHERE, HOME)[number % 2]) == 0:
                    allowed.append("other")

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert allowed.count(JANE) == 5
    assert allowed.count("other") == 36


def test_right_and_wrong_attempts_at_once_do_not_wait_in_a_circle(database_url: str) -> None:
    limits, done = Limits(per_account=1000, per_address=1000), []
    with connect(database_url) as own:
        ids = {email: person(own, email) for email in ("p0@example.com", "p1@example.com")}
    start = threading.Barrier(6)

    def come_and_go(number: int) -> None:
        email = f"p{number % 2}@example.com"
        with connect(database_url) as own:
            start.wait(PATIENCE)
            for turn in range(20):
                account_id = ids[email]
                attempt = reserve(own, account_id, (HOME, ELSEWHERE)[turn % 2], email=email, limits=limits)
                if number % 3 == 0:
                    guesses.take_back(own, attempt, now=NOW)
                else:
                    guesses.succeed(own, attempt, account_id, now=NOW)
            done.append(number)

    threads = [threading.Thread(target=come_and_go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(done) == list(range(6))


# What is kept


def test_neither_emails_nor_addresses_are_kept_as_they_are(conn: Conn) -> None:
    sign_in(conn, person(conn))
    wait_of(conn, "somebody@example.com", ELSEWHERE)
    text = str(conn.execute("SELECT g::text FROM guess_count AS g").fetchall())
    text += str(conn.execute("SELECT k::text FROM known_address AS k").fetchall())
    assert [word for word in (JANE, "jane", "somebody", HOME, ELSEWHERE) if word in text] == []
    assert [word.encode().hex() for word in (JANE, HOME) if word.encode().hex() in text] == []


def test_old_counts_are_cleared_away(conn: Conn) -> None:
    for number in range(30):
        wait_of(conn, f"a{number}@example.com", f"10.0.0.{number}")
    sign_in(conn, person(conn))
    assert len(counts(conn)) == 62
    # Each attempt clears some.
    wait_of(conn, "z@example.com", now=NOW + HOUR)
    assert len(counts(conn)) == 53
    guesses.sweep(conn, 1, now=NOW + HOUR)
    assert len(counts(conn)) == 1  # z
    known = "SELECT count(*) FROM known_address"
    assert conn.execute(known).fetchone() == (1,)
    guesses.sweep(conn, 1, now=NOW + timedelta(days=31))
    assert (counts(conn), conn.execute(known).fetchone()) == ([], (0,))
