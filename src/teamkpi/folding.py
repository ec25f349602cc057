"""How texts are compared without their case: by rules of our own, the same on every machine and in every database.

A database folds letters by the locale that it was made with: in a Turkish one ``INFO`` is not ``info``, and one with
the locale C knows the letters of ASCII alone. So texts are folded here, and the database compares them as they are.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple
from unicodedata import normalize

_LAST_LETTER_WITH_CASE: Final = 0x1E943
"""No code point behind it has another case (Unicode 16)."""


def folded(text: str) -> str:
    """Return the form in which an e-mail or a name is compared: two of them are the same when this is.

    Full Unicode case folding, and NFC: ``STRASSE`` is the same as ``straße``, and an accent may be a character of its
    own. Folding a folded text changes nothing.
    """
    if text.isascii():
        return text.lower()
    return normalize("NFC", normalize("NFD", text).casefold())


class Letters(NamedTuple):
    """Letters and what each of them becomes, as PostgreSQL's ``translate()`` takes them; both are equally long."""

    given: str
    small: str


def small(text: str) -> str:
    """Return a text without the case of its letters, as searches compare it; it stays as long as it was."""
    return text.translate(_small_letters())


def prepare() -> None:
    """Make the table of letters, which takes some hundredths of a second, before the first search needs it."""
    _other_cases()


def letters_of(text: str) -> Letters:
    """Return all letters that a small letter of this text has in another case.

    With only these letters of some other text translated, that text equals or contains ``small(text)`` exactly when
    ``small()`` of it does: all its further letters are not in this text, whatever their case.
    """
    others = _other_cases()
    pairs = [(given, letter) for letter in dict.fromkeys(small(text)) for given in others.get(letter, "")]
    return Letters("".join(given for given, _ in pairs), "".join(letter for _, letter in pairs))


@cache
def _small_letters() -> dict[int, str]:
    """Return the letters that have another case, and their one letter without it (Unicode's simple case folding)."""
    found = {}
    for code in range(_LAST_LETTER_WITH_CASE + 1):
        letter = chr(code)
        if (small_one := letter.casefold()) != letter:
            # Where the folded form is several letters, the small letter may still be one: ẞ is ß.
            small_one = small_one if len(small_one) == 1 else letter.lower()
            if len(small_one) == 1 and small_one != letter:
                found[code] = small_one
    return found


@cache
def _other_cases() -> dict[str, str]:
    """Return the letters that each small letter has in another case."""
    found: dict[str, str] = {}
    for code, letter in _small_letters().items():
        found[letter] = found.get(letter, "") + chr(code)
    return found
