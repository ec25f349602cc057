"""Passwords that are easy to guess: common ones, and those built from public facts about their owner.

Rules for a new password are those of NIST SP 800-63B-4 (3.1.1.2): it is compared with a list of passwords that are
commonly used, expected or compromised, and with words of its context, such as the name of the service and of the user.
There is no rule about its characters. Existing passwords are not affected.

The list and its usual variations (capitals, ``p@ssw0rd``, appended digits, keyboard rows, repetitions, dates) come from
zxcvbn, a library that estimates how many guesses a password takes. Only passwords that take fewer than a million are
refused: its own threshold for throttled guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

COMMON: Final = "this password is easy to guess: it is common, or close to a common one; choose a different one"
OWN: Final = (
    "this password is easy to guess: it is built from its owner's name, e-mail address or space; choose a different one"
)
_FEWEST_GUESSES: Final = 1_000_000
# zxcvbn's work grows with more than the square of the length: some hundredths of a second for this much. A longer
# password is looked at in two parts, and is as good as the better one.
_LONGEST_PART: Final = 24
_FEWEST_OTHER_CHARACTERS: Final = 6
# A year, a date or some signs around a word are tried with it.
_MOST_ADDED_CHARACTERS: Final = 8
_MOST_WORDS: Final = 200
_LONGEST_WORD: Final = 64
_SHORTEST_WORD: Final = 3
_SERVICE: Final = "teamkpi"
# Combining accents, and letters with a stroke or two letters in one, which have no accent that could be taken away.
_WITHOUT_ACCENTS: Final = dict.fromkeys(range(0x300, 0x370)) | str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_WORD: Final = re.compile(r"[^\W_]+")
_CORE: Final = re.compile(r"[^\W\d_](?:.*[^\W\d_])?")


def why_guessable(password: str, own: Iterable[str] = ()) -> str | None:
    """Return why a password must not be set, or None. ``own`` has known facts: e-mail, names, the space.

    Blanks around it, capitals and accents make no difference here, since people often type names without their accents;
    the password itself keeps them.
    """
    text = _folded(password)
    # The same word again and again is as good as once.
    text = " ".join(dict.fromkeys(text.split()))
    words = own_words(own)
    if not _WORD.search(text):
        # Of signs alone: as common as it is short, or a repetition.
        return COMMON if _is_common(text, words) else None
    if _is_made_of(text, words):
        return OWN
    # Most passwords consist of their core only, and are not checked twice.
    return COMMON if any(_is_common(one, words) for one in dict.fromkeys((text, _core(text)))) else None


def own_words(own: Iterable[str]) -> list[str]:
    """Return the words of known facts about a person, and each text as a whole without its separators."""
    found: dict[str, None] = {_SERVICE: None}
    for text in own:
        parts = [part for part in _WORD.findall(_folded(text)) if len(part) <= _LONGEST_WORD]
        # The last part of a host's name says nothing of anybody.
        named = parts[:-1] if "@" in text else parts
        joined = "".join(named)
        found |= dict.fromkeys(word for word in (*named, joined[:_LONGEST_WORD]) if len(word) >= _SHORTEST_WORD)
        if len(found) >= _MOST_WORDS:
            break
    return list(found)[:_MOST_WORDS]


def _is_made_of(text: str, words: list[str]) -> bool:
    """Return whether next to nothing is left of a text without these words."""
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    parts = _WORD.findall(rest)
    left = sum(len(part) for part in parts)
    added = left if all(part.isdigit() for part in parts) else _MOST_ADDED_CHARACTERS + 1
    return rest != text and (left < _FEWEST_OTHER_CHARACTERS or added <= _MOST_ADDED_CHARACTERS)


def _core(text: str) -> str:
    """Return a text without the digits and signs before and after its letters, if they are few; otherwise all of it."""
    found = _CORE.search(text)
    core = found[0] if found else text
    return core if len(text) - len(core) <= _MOST_ADDED_CHARACTERS else text


def _is_common(text: str, words: list[str]) -> bool:
    # Where a password is set, not at the start of every command: the lists take half a second to load.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    parts = [text[:_LONGEST_PART], *([text[-_LONGEST_PART:]] if len(text) > _LONGEST_PART else [])]
    return all(not part or zxcvbn(part, user_inputs=words)["guesses"] < _FEWEST_GUESSES for part in parts)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_WITHOUT_ACCENTS)
    return unicodedata.normalize("NFKC", plain).strip()
