"""Conditional requests (RFC 9110, 13.1.2): whether the client holds an answer already."""

from __future__ import annotations

import re
from typing import Any, Final

_ENTITY_TAG: Final = re.compile(rb'(?:W/)?("[^"]*")')


def is_held(scope: Any, etag: str) -> bool:
    """Tell whether the ``If-None-Match`` of a request, by its ASGI scope, names the answer of that strong entity tag.

    The tag stands in its quotes. The comparison is the weak one, and ``*`` names every answer.
    """
    named = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return named.strip() == b"*" or etag.encode() in _ENTITY_TAG.findall(named)
