"""Texts of the program that the console shows, in the languages other than English.

They are written in English where they arise: reasons of a refusal, findings of a check, notes. Each area has a table
with its translations, of whole texts. What is filled in stands for ``{}`` in both, in the same order, and stays as it
is, such as a name, or the words of a mail server or of PostgreSQL; what stands for ``{~}`` is text of the program as
well, and is translated in turn. Texts that are joined by semicolons are translated one by one. A text without a
translation stays English; the tests find every text that has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from teamkpi.api.backoffice.translations import checks, imports, mirrored, refusals, sent
from teamkpi.kpi.languages import Language

AREAS: Final[Mapping[str, Mapping[str, str]]] = {
    "imports": imports.SPANISH,
    "checks": checks.SPANISH,
    "mirrored": mirrored.SPANISH,
    "sent": sent.SPANISH,
    "refusals": refusals.SPANISH,
}
"""The tables: the areas do not contradict each other, as the same text can be made in several of them."""
_WHOLE: Final[Mapping[str, str]] = {english: other for area in AREAS.values() for english, other in area.items()}
_ENDS: Final[Mapping[str, str]] = {**imports.ENDS, **checks.ENDS}
_BETWEEN: Final = "; "
_LONGEST: Final = 1000
"""Longer texts stay English: they quote something from elsewhere, and the time of the search grows with the length."""
_PLACE: Final = re.compile(r"\{(~?)\}")


class _Template(NamedTuple):
    parts: list[str]
    """The text around the places."""
    pattern: re.Pattern[str]
    other: str
    has_words: list[bool]
    """Of each place, whether it is text of the program."""
    is_joined: bool
    """Whether it contains a semicolon of its own."""

    def may_be(self, text: str) -> bool:
        """Return whether a text has the parts, in any order; this costs much less than the pattern."""
        return (
            text.startswith(self.parts[0]) and text.endswith(self.parts[-1]) and all(one in text for one in self.parts)
        )


@cache
def _templates() -> list[_Template]:
    """Return the texts with places, those with most text of their own first."""
    found = sorted((one for one in _WHOLE.items() if _PLACE.search(one[0])), key=lambda one: -len(one[0]))
    return [_template(english, other) for english, other in found]


def _template(english: str, other: str) -> _Template:
    parts = _PLACE.sub("{}", english).split("{}")
    return _Template(
        parts,
        re.compile("(.+?)".join(map(re.escape, parts)), re.DOTALL),
        other,
        [one == "~" for one in _PLACE.findall(english)],
        _BETWEEN in english,
    )


def said(text: str, language: Language) -> str:
    """Return a text of the program in a language; one of more than 1,000 characters stays as it is."""
    return text if language == "en" or len(text) > _LONGEST else _spanish_or_same(text)


@lru_cache(maxsize=1024)
def _spanish_or_same(text: str) -> str:
    return _spanish(text) or text


def _spanish(text: str) -> str | None:
    """Return a text in Spanish; None if it has no translation."""
    for end, other in _ENDS.items():
        if text.endswith(end):
            return (_spanish(text.removesuffix(end)) or text.removesuffix(end)) + other
    if whole := _WHOLE.get(text):
        return whole
    # What is filled in may contain a semicolon, but a whole text with one of its own comes before its parts.
    return _filled(text, is_joined=True) or _joined(text.split(_BETWEEN)) or _filled(text, is_joined=False)


def _joined(parts: list[str]) -> str | None:
    if len(parts) == 1:
        return None
    several: list[str] = []
    for part in parts:
        if (found := _spanish(part)) is None:
            return None
        several.append(found)
    return _BETWEEN.join(several)


def _filled(text: str, *, is_joined: bool) -> str | None:
    for template in _templates():
        if template.is_joined != is_joined or not template.may_be(text):
            continue
        if found := template.pattern.fullmatch(text):
            several = zip(found.groups(), template.has_words, strict=True)
            places = [(_spanish(one) or imports.within(one)) if has_words else one for one, has_words in several]
            texts = template.other.split("{}")
            return "".join(one for both in zip(texts, [*places, ""], strict=True) for one in both)
    return None
