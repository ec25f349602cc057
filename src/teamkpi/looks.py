"""Looks: the name, the accent colour and the logo that a network's dashboard has, and what can be one.

Each network may store its own. What it has not stored is as the settings of the server say: see
``teamkpi.api.dashboard.own_look``.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.db import load_sql
from teamkpi.errors import LookRefused, NetworkNotFound
from teamkpi.networks import network_at

_SQL: Final = load_sql("teamkpi", "looks.sql")
LONGEST_NAME: Final = 100
LARGEST_LOGO: Final = 262_144
MEDIA_TYPES: Final = {
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
}
"""Of the kinds of logos, by the ending of their files."""
LOGO_FILE: Final = re.compile(r"[0-9a-f]{12}\.(png|webp|jpg|svg)")
# Control characters, bytes that are not UTF-8, and marks that turn the direction of what follows.
_NOT_OF_A_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")
# What files of each kind have in them. SVG comes last: its element may be in the text of a picture of another kind.
_LOGOS: Final = {
    ".png": re.compile(rb"\A\x89PNG\r\n\x1a\n"),
    ".webp": re.compile(rb"\ARIFF.{4}WEBP", re.DOTALL),
    ".jpg": re.compile(rb"\A\xff\xd8\xff"),
    ".svg": re.compile(rb"<(?:\w+:)?svg[\s>]"),
}
# The backgrounds of text in the accent colour, and the least contrast that it must have (WCAG 2.2, 1.4.3).
_GROUNDS: Final = {"light": "#eef2f2", "dark": "#1f292d"}
_LEAST_CONTRAST: Final = 4.5
THEMES: Final = tuple(_GROUNDS)


class Logo(NamedTuple):
    """A logo, and the name under which it is served, which changes with its content."""

    file: str
    content: bytes


class Look(NamedTuple):
    """What a network has stored; None where it has nothing of its own."""

    name: str | None = None
    accent: str | None = None
    accent_in_dark: str | None = None
    logo_file: str | None = None
    logo_bytes: int = 0


def checked_name(text: str) -> str:
    """Return a name as it is shown; raises LookRefused."""
    name = text.strip()
    if len(name) > LONGEST_NAME or _NOT_OF_A_NAME.search(name):
        raise LookRefused(f"must have at most {LONGEST_NAME} characters, in UTF-8 and without control characters")
    return name


def checked_accent(accent: str, theme: str) -> str:
    """Return a colour in which text can be read in a theme, the light or the dark one; raises LookRefused."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", accent):
        raise LookRefused(f"must be a colour like #0a6470, not {accent!r}")
    contrast = _contrast(accent, _GROUNDS[theme])
    if contrast < _LEAST_CONTRAST:
        raise LookRefused(
            f"must not be {accent}: text in it would be hard to read in the {theme} theme. Its contrast is "
            f"{contrast:.1f}, and at least {_LEAST_CONTRAST} is needed"
        )
    return accent.lower()


def checked_logo(content: bytes) -> Logo:
    """Return a logo; raises LookRefused for a file that is too large or is not a picture of a known kind."""
    if len(content) > LARGEST_LOGO:
        raise LookRefused(f"must be a file of at most {LARGEST_LOGO // 1024} KiB")
    kind = next((ending for ending, looks in _LOGOS.items() if looks.search(content)), None)
    if kind is None:
        raise LookRefused("must be a picture: PNG, JPEG, WebP or SVG")
    return Logo(f"{blake2b(content, digest_size=6).hexdigest()}{kind}", content)


def look_of(conn: Connection, network_id: int) -> Look:
    """Return what a network has stored."""
    row = conn.execute(_SQL.look_of, {"network_id": network_id}).fetchone()
    return Look._make(row) if row else Look()


async def look_for_host(conn: AsyncConnection, host: str) -> Look:
    """Return what the network that answers for a ``Host`` header's value has stored; nothing if there is none."""
    try:
        of_network = {"network_id": await network_at(conn, host)}
    except NetworkNotFound:
        return Look()
    row = await (await conn.execute(_SQL.look_of, of_network)).fetchone()
    return Look._make(row) if row else Look()


async def logo_for_host(conn: AsyncConnection, host: str, file: str) -> bytes | None:
    """Return the logo of that name, if it is that of the network that answers for a ``Host`` header's value."""
    try:
        values = {"network_id": await network_at(conn, host), "logo_file": file}
    except NetworkNotFound:
        return None
    row = await (await conn.execute(_SQL.logo_of, values)).fetchone()
    return bytes(row[0]) if row else None


def store(conn: Connection, network_id: int, look: Look, new_logo: Logo | None) -> None:
    """Store the look of a network, in a transaction; its logo stays if ``look`` has the name of its file."""
    before = look_of(conn, network_id)
    of_network = {"network_id": network_id}
    if look[:4] == (None,) * 4:
        conn.execute(_SQL.delete_look, of_network)
        return
    conn.execute(_SQL.store_look, {**of_network, **look._asdict()})
    if look.logo_file != before.logo_file:
        content = new_logo.content if new_logo else None
        conn.execute(_SQL.store_logo, {**of_network, "logo_file": look.logo_file, "logo": content})


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
