"""Passwords that a process remembers to have verified."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teamkpi.accounts.remembered import RememberedPasswords

texts = st.text(st.characters(codec="utf-8"), max_size=12)


@given(kept=st.tuples(texts, texts), asked=st.tuples(texts, texts))
def test_it_knows_what_was_kept_against_the_same_hash_and_nothing_else(
    kept: tuple[str, str], asked: tuple[str, str]
) -> None:
    remembered = RememberedPasswords()
    assert not remembered.knows((1, 1), *asked)
    remembered.keep((1, 1), *kept)
    assert remembered.knows((1, 1), *asked) == (kept == asked)
    assert remembered.knows((1, 1), *kept)
    assert not remembered.knows((2, 1), *kept)
    assert not remembered.knows((1, 2), *kept)


def test_another_hash_is_another_password() -> None:
    remembered = RememberedPasswords()
    remembered.keep((1, 1), "hash", "password")
    remembered.keep((1, 1), "hash of the next", "next")
    assert not remembered.knows((1, 1), "hash", "password")
    assert remembered.knows((1, 1), "hash of the next", "next")


def test_the_account_not_seen_for_longest_is_forgotten_first() -> None:
    remembered = RememberedPasswords(most=2)
    for number in (1, 2):
        remembered.keep((1, number), "hash", "password")
    assert remembered.knows((1, 1), "hash", "password")
    remembered.keep((1, 3), "hash", "password")
    assert [remembered.knows((1, number), "hash", "password") for number in (1, 2, 3)] == [True, False, True]


def test_a_process_has_a_key_of_its_own_and_keeps_no_password() -> None:
    one, other = RememberedPasswords(), RememberedPasswords()
    assert one.digest("hash", "password") == one.digest("hash", "password")
    assert one.digest("hash", "password") != other.digest("hash", "password")
    assert one.digest("hashp", "assword") != one.digest("hash", "password")
    one.keep((1, 1), "the hash", "the password")
    assert "the password" not in repr(vars(one))
