"""Conditional requests (RFC 9110, 13.1): whether the client holds an answer already, or what it means to change."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from teamkpi.ledger.values import read_instant
from teamkpi.wire import instant

_MOST_BYTES: Final = 2048
"""Of an ``If-Match``: a client has read one version, or a few."""
# An element of the list with the comma after it. A list may have empty elements.
_ELEMENT: Final = re.compile(rb'[ \t]*(?:(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|\Z)')

_AND_CONTENT: Final = "/"
"""Comes between a version and the digest of an answer about it."""


def is_held(scope: Any, etag: str) -> bool:
    """Return whether the ``If-None-Match`` of a request, given by its ASGI scope, matches a strong entity tag.

    The tag includes its quotes. The comparison is the weak one, and ``*`` matches every response. A malformed header
    matches nothing, so its sender gets the full response.
    """
    values = [value for name, value in scope["headers"] if name == b"if-none-match"]
    if not values:
        return False
    named = b",".join(values)
    if named.strip() == b"*":
        return True
    wanted = etag.encode()
    # A substring search is much cheaper than parsing, which is only needed if it finds something.
    return wanted in named and wanted in _entity_tags(named)


def _entity_tags(header: bytes) -> list[bytes]:
    """Return the tags of a list, without their marks of weakness; none when it is malformed."""
    tags, place = [], 0
    while place < len(header):
        element = _ELEMENT.match(header, place)
        if element is None:
            return []
        if element[1] is not None:
            tags.append(element[1])
        place = element.end()
    return tags


def if_match(scope: Any) -> frozenset[str] | None:
    """Return the strong tags, without their quotes, of which ``If-Match`` names any; None when any record will do.

    That is when the header is absent or ``*``. A header with a weak tag names nothing, and neither does one that is
    malformed or very long: what is meant for a version that cannot be read must not change another one.
    """
    values = [value for name, value in scope["headers"] if name == b"if-match"]
    named = b",".join(values)
    if not values or named.strip() == b"*":
        return None
    if len(named) > _MOST_BYTES:
        return frozenset()
    return frozenset(tag[1:-1].decode("latin-1") for tag in _entity_tags(named.replace(b"W/", b"w")))


def versions(scope: Any) -> frozenset[datetime] | None:
    """Return the versions of a record of which ``If-Match`` names any; None when any version will do.

    A tag is a version alone, or the one of an answer that shows more than the record. Any other tag names no version.
    """
    tags = if_match(scope)
    return None if tags is None else frozenset(filter(None, map(_version, tags)))


def tag_of_version(held_since: datetime, digest: str = "") -> str:
    """Return the tag of a version, with quotes; ``digest`` is that of an answer that shows more than the record."""
    return f'"{instant(held_since)}{_AND_CONTENT if digest else ""}{digest}"'


def _version(tag: str) -> datetime | None:
    try:
        found: datetime = read_instant(tag.partition(_AND_CONTENT)[0])
    except ValueError:
        return None
    return found
