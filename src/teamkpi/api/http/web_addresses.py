"""Addresses of web pages that people write, made harmless for those who follow them.

What administrators send is checked when it comes. Imports, webhooks and the back office store what another system has,
so every address is checked again when it is shown.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2048
_LONGEST_HOST: Final = 253
_FORBIDDEN: Final = frozenset(" \"'<>\\^`{|}")
# What a text needs to be more than text: a scheme, a character by its name, an end of what it is put into.
_MEANINGFUL: Final = frozenset(":&\\<>\"'`")
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?")
# An address without its scheme, or a name such as @acme: what stands before the first slash cannot be read as a scheme.
_WITHOUT_SCHEME: Final = re.compile(r"@?[\w.-]+(?:/.*)?")
# Browsers leave out blanks and control characters before they read a scheme.
_LEFT_OUT: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f]+")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES_OF_NAMES: Final = {"live", "skype", "http", "https"}
"""What names on networks begin with, ``live:jane``, and the addresses that are written instead."""


def is_web_address(address: str) -> bool:
    """Return whether a text is a complete web address, including its scheme."""
    if len(address) > LONGEST or not _is_plain(address):
        return False
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
        if "[" in parts.netloc:
            IPv6Address(host)
        elif not _HOST.fullmatch(host) or len(host) > _LONGEST_HOST:
            return False
        address.encode()
    except ValueError:
        return False
    # A name before the host misleads about where a link leads.
    return parts.scheme in {"http", "https"} and "@" not in parts.netloc and port != 0


def harmless_address(stored: str | None) -> str | None:
    """Return a stored address if a link to it does no harm; None for any other.

    An address without its scheme and a bare name are harmless.
    """
    address = (stored or "").strip()
    if is_web_address(address):
        return address
    is_harmless = len(address) <= LONGEST and _is_plain(address) and _WITHOUT_SCHEME.fullmatch(address)
    return address if is_harmless else None


def harmless_text(stored: str | None) -> str | None:
    """Return a stored address for those who manage records; text that leads nowhere (``Ask at the desk``) as well.

    None for what a program that takes it for an address could run.
    """
    if stored is None or harmless_address(stored) is not None:
        return stored
    return stored if stored.isprintable() and _MEANINGFUL.isdisjoint(stored) else None


def would_run(name: str) -> bool:
    """Return whether a browser could run a name as a script, or show it as a page, if it were used as an address.

    That depends on the browser for many schemes, such as ``feed:``, so only those that names begin with are harmless.
    """
    scheme = _SCHEME.match(_LEFT_OUT.sub("", name))
    return scheme is not None and scheme[1].lower() not in _SCHEMES_OF_NAMES


def harmless_name(stored: str | None) -> str | None:
    """Return a stored name of a network that has names instead of addresses; None for one that ``would_run``."""
    return None if stored is None or would_run(stored) else stored


def _is_plain(address: str) -> bool:
    return address.isprintable() and _FORBIDDEN.isdisjoint(address)
