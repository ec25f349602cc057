"""How texts are compared without their case."""

# ruff: noqa: RUF001, RUF003  # letters that look like others are what this is about

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.folding import folded, letters_of, small

LETTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
# Letters whose case is not as simple as that of others, in many orders.
ODD = st.text(st.sampled_from("iIıİsSſßẞσΣςkK\u212aåÅ\u212bÉé\u0301\u0307\u0345ΐᾳǅ\ufb01ꭰᎠⱯ"), max_size=8)


@pytest.mark.parametrize(
    ("first", "second", "are_same"),
    [
        ("Info@Example.COM", "INFO@example.com", True),
        ("josé@example.com", "JOSE\u0301@example.com", True),
        ("Straße", "STRASSE", True),
        ("ΟΔΟΣ", "οδος", True),
        ("ПЁТР", "пётр", True),
        ("İ", "i\u0307", True),
        ("ı", "i", False),
        ("jose", "josé", False),
        ("a ", "a", False),
    ],
)
def test_what_is_the_same(first: str, second: str, are_same: bool) -> None:
    assert (folded(first) == folded(second)) is are_same


def test_every_letter_of_unicode_is_the_same_in_any_case_and_form() -> None:
    # The Turkish ı is the one letter whose capital is another letter's.
    assert [one for one in LETTERS if folded(one.upper()) != folded(one)] == ["ı"]
    assert [one for one in LETTERS if folded(one.lower()) != folded(one)] == []
    assert [one for one in LETTERS if folded(normalize("NFD", one)) != folded(one)] == []
    assert [one for one in LETTERS if folded(folded(one)) != folded(one)] == []
    assert [one for one in LETTERS if small(small(one)) != small(one) or len(small(one)) != 1] == []


@given(st.one_of(TEXTS, ODD))
def test_folding_goes_the_whole_way(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(normalize("NFD", text)) == folded(normalize("NFC", text)) == folded(text)


@given(st.one_of(TEXTS, ODD), st.one_of(TEXTS, ODD))
def test_the_letters_of_a_text_are_enough_to_find_it(wanted: str, other: str) -> None:
    letters = letters_of(wanted)
    assert len(letters.given) == len(letters.small)
    for text in (other, wanted.upper(), wanted.swapcase(), other + wanted + other):
        translated = text.translate(str.maketrans(*letters))
        assert (translated == small(wanted)) is (small(text) == small(wanted))
        assert (small(wanted) in translated) is (small(wanted) in small(text))
