"""Conditional requests (RFC 9110, 13.1.2): whether the client holds an answer already."""

from __future__ import annotations

import re
from typing import Final

_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def is_held(if_none_match: str | None, etag: str) -> bool:
    """Tell whether an ``If-None-Match`` header names the answer of that (strong, quoted) entity tag.

    The comparison is the weak one, and ``*`` names every answer.
    """
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _ENTITY_TAG.findall(if_none_match)
