"""HTML that people write, made harmless for those who read it.

A browser's way of reading HTML takes time with the square of how deep its elements are nested, and so does the
library that reads it that way. So HTML is measured first, in time that grows with its length alone, and is refused when
it is nested more deeply than anybody writes.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

import nh3

MOST_LEVELS: Final = 100
MOST_ATTRIBUTES: Final = 64
"""Of one element: the same goes for their number."""
_LONGEST_BROKEN: Final = 16_384

# Beyond the tags and attributes that the library lets through, which are those of text: links to pages and to mail.
_SCHEMES: Final = {"http", "https", "mailto"}

_VALUE: Final = r"""(?:"[^"]*+"|'[^']*+'|[^\s"'<>=`][^\s"'<>`]*+)"""
_ATTRIBUTE: Final = rf"""\s++[A-Za-z_:][A-Za-z0-9_:.-]*+(?:\s*+=\s*+{_VALUE})?+"""
_NAME: Final = r"[A-Za-z][A-Za-z0-9:-]*+"
# What every reader of HTML takes for the same: text, comments, and tags with nothing unusual in them.
_PIECE: Final = re.compile(
    rf"""[^<]++
    | <(?P<begun>{_NAME})(?:{_ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+\s*+/?+>
    | </(?P<ended>{_NAME})\s*+>
    | <!--[^<>-]*+-->
    | <(?![A-Za-z/!?])
    """,
    re.VERBOSE,
)
_TAG: Final = re.compile(r"<[A-Za-z]")
# Text without anything that HTML gives a meaning to.
_HARMLESS: Final = re.compile(r"[^<>&\x00]*+")
_DRAWING: Final = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)
# Elements that have no content; in a drawing their names mean nothing special.
_EMPTY: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)


def cleaned(html: str) -> str:
    """Return HTML without what could harm a reader: scripts, styles, forms, handlers of events.

    Raises ValueError for HTML that is nested too deeply, or too broken to tell.
    """
    levels = _levels(html)
    if levels is None and len(html) > _LONGEST_BROKEN:
        raise ValueError(f"must be well-formed HTML when it is longer than {_LONGEST_BROKEN:,} characters")
    if (len(_TAG.findall(html)) if levels is None else levels) > MOST_LEVELS:
        raise ValueError(f"must be well-formed HTML that is nested at most {MOST_LEVELS} levels deep")
    return nh3.clean(html, url_schemes=_SCHEMES)


def harmless(stored: str | None) -> str | None:
    """Return stored HTML without what could harm a reader; what cannot be cleaned comes as text."""
    if stored is None or _HARMLESS.fullmatch(stored):
        return stored
    try:
        return cleaned(stored)
    except ValueError:
        return escape(stored, quote=False)


def _levels(html: str) -> int | None:
    """Return how deep the elements are nested at most; None for HTML that readers may understand differently.

    An element ends here only with the end tag that belongs to it, when everything inside of it has ended. A browser
    ends some of them earlier and none later, so that it never has more of them open than are counted here.
    """
    empty = frozenset[str]() if _DRAWING.search(html) else _EMPTY
    open_elements: list[str] = []
    place = most = 0
    while place < len(html):
        piece = _PIECE.match(html, place)
        if piece is None:
            return None
        place = piece.end()
        if begun := piece["begun"]:
            if begun.lower() not in empty:
                open_elements.append(begun.lower())
                most = max(most, len(open_elements))
        elif open_elements and piece["ended"] and piece["ended"].lower() == open_elements[-1]:
            open_elements.pop()
    return most
