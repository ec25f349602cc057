"""Passwords that a process remembers to have verified."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teamkpi.accounts.remembered import MOST_MISSES, Place, RememberedPasswords

HOME = Place(1, 1, "192.0.2.7")
texts = st.text(st.characters(codec="utf-8"), max_size=12)


@given(kept=st.tuples(texts, texts), asked=st.tuples(texts, texts))
def test_it_knows_what_was_kept_against_the_same_hash_and_nothing_else(
    kept: tuple[str, str], asked: tuple[str, str]
) -> None:
    remembered = RememberedPasswords()
    assert not remembered.knows(HOME, *asked)
    remembered.keep(HOME, *kept)
    assert remembered.knows(HOME, *asked) == (kept == asked)
    assert remembered.knows(HOME, *kept)
    for place in (HOME._replace(network_id=2), HOME._replace(account_id=2), HOME._replace(site="192.0.2.8")):
        assert not remembered.knows(place, *kept)


def test_another_hash_is_another_password() -> None:
    remembered = RememberedPasswords()
    remembered.keep(HOME, "hash", "password")
    remembered.keep(HOME, "hash of the next", "next")
    assert not remembered.knows(HOME, "hash", "password")
    assert remembered.knows(HOME, "hash of the next", "next")


def test_the_place_not_seen_for_longest_is_forgotten_first() -> None:
    remembered = RememberedPasswords(most=2)
    for number in (1, 2):
        remembered.keep(Place(1, number, ""), "hash", "password")
    assert remembered.knows(Place(1, 1, ""), "hash", "password")
    remembered.keep(Place(1, 3, ""), "hash", "password")
    assert [remembered.knows(Place(1, number, ""), "hash", "password") for number in (1, 2, 3)] == [True, False, True]


def test_a_process_has_a_key_of_its_own_and_keeps_no_password() -> None:
    one, other = RememberedPasswords(), RememberedPasswords()
    assert one.digest("hash", "password") == one.digest("hash", "password")
    assert one.digest("hash", "password") != other.digest("hash", "password")
    assert one.digest("hashp", "assword") != one.digest("hash", "password")
    one.keep(HOME, "the hash", "the password")
    assert "the password" not in repr(vars(one))


def test_it_is_forgotten_after_so_many_other_passwords_whatever_came_between_them() -> None:
    remembered = RememberedPasswords()
    remembered.keep(HOME, "hash", "password")
    for _ in range(MOST_MISSES - 1):
        assert not remembered.knows(HOME, "hash", "another")
        assert remembered.knows(HOME, "hash", "password")
    assert not remembered.knows(HOME, "hash", "another")
    assert not remembered.knows(HOME, "hash", "password")
    remembered.keep(HOME, "hash", "password")
    assert remembered.knows(HOME, "hash", "password")
