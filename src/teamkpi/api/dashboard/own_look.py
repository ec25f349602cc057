"""The space's own name, logo and accent colour on each page of the dashboard, as the settings say.

They are added to the built page and its files when the server starts. So they are shown from the start, even before
sign-in, and the content security policy needs no exception.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Final

from teamkpi.errors import SettingsError
from teamkpi.settings import Settings

LOGO_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of a logo that is opened by itself: an SVG can contain scripts."""
LOGO: Final = "assets/space-logo-"
_STYLES: Final = "assets/space-"
_PAGE: Final = "index.html"
_LONGEST_NAME: Final = 100
# Control characters, bytes that are not UTF-8, and marks that turn the direction of what follows.
_NOT_OF_A_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")
_LARGEST_LOGO: Final = 262_144
_LOGOS: Final = {
    ".svg": re.compile(rb"<(?:\w+:)?svg[\s>]"),
    ".png": re.compile(rb"\A\x89PNG\r\n\x1a\n"),
    ".webp": re.compile(rb"\ARIFF.{4}WEBP", re.DOTALL),
}
"""What files of each kind have in them."""
# The backgrounds of text in the accent colour, and the least contrast that it must have (WCAG 2.2, 1.4.3).
_GROUNDS: Final = {"light": "#eef2f2", "dark": "#1f292d"}
_LEAST_CONTRAST: Final = 4.5


def dressed(contents: Mapping[str, bytes], settings: Settings) -> dict[str, bytes]:
    """Return the files of the dashboard with those of a space, and a page that refers to them.

    Raises SettingsError for a name or a logo that cannot be shown, and for a colour in which text would be hard to
    read.
    """
    found = dict(contents)
    head = []
    space_name = _name(settings.space_name)
    if space_name:
        head.append(f'<meta name="teamkpi-space" content="{escape(space_name)}" />')
    if settings.space_logo:
        name, content = _logo(settings.space_logo)
        found[name] = content
        head.append(f'<meta name="teamkpi-logo" content="/dashboard/{name}" />')
    if settings.space_accent:
        styles = _styles(settings.space_accent)
        name = f"{_STYLES}{_digest(styles)}.css"
        found[name] = styles
        head.append(f'<link rel="stylesheet" href="/dashboard/{name}" />')
    if not head or _PAGE not in contents:
        return found
    page = contents[_PAGE].decode()
    if space_name:
        title = f"<title>{escape(space_name)}</title>"
        page = re.sub("<title>.*?</title>", lambda _: title, page, count=1)
    if settings.space_logo:
        page = re.sub('<link rel="icon"[^>]*>', "", page, count=1)
        head.append(f'<link rel="icon" href="/dashboard/{next(one for one in found if one.startswith(LOGO))}" />')
    before, end, after = page.partition("</head>")
    found[_PAGE] = (before + "".join(head) + end + after).encode()
    # The compressed files contain the page as it was built, so they are left out.
    return {name: content for name, content in found.items() if not name.startswith(f"{_PAGE}.")}


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=6).hexdigest()


def _name(text: str | None) -> str:
    name = (text or "").strip()
    if len(name) > _LONGEST_NAME or _NOT_OF_A_NAME.search(name):
        raise SettingsError(
            f"TEAMKPI_SPACE_NAME must have at most {_LONGEST_NAME} characters, in UTF-8 and without control characters"
        )
    return name


def _logo(text: str) -> tuple[str, bytes]:
    path = Path(text)
    looks = _LOGOS.get(path.suffix.lower())
    if looks is None:
        raise SettingsError("TEAMKPI_SPACE_LOGO must be a file that ends in .svg, .png or .webp")
    try:
        path = path.expanduser()
        if path.exists() and not path.is_file():
            raise SettingsError("TEAMKPI_SPACE_LOGO: the file cannot be read: it is not an ordinary file")
        with path.open("rb") as file:
            content = file.read(_LARGEST_LOGO + 1)
    except RuntimeError:
        raise SettingsError("TEAMKPI_SPACE_LOGO: there is no such user's home directory") from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"TEAMKPI_SPACE_LOGO: the file cannot be read: {reason}") from None
    if len(content) > _LARGEST_LOGO:
        raise SettingsError(f"TEAMKPI_SPACE_LOGO: the file is larger than {_LARGEST_LOGO // 1024} KiB")
    if looks.search(content) is None:
        raise SettingsError(f"TEAMKPI_SPACE_LOGO: the file ends in {path.suffix}, but its content is of another kind")
    return f"{LOGO}{_digest(content)}{path.suffix.lower()}", content


def _styles(accents: tuple[str, ...]) -> bytes:
    """Return the styles for an accent colour, of both themes or only the light one."""
    for accent, (theme, ground) in zip(accents, _GROUNDS.items(), strict=False):
        if not re.fullmatch("#[0-9a-fA-F]{6}", accent):
            raise SettingsError(f"TEAMKPI_SPACE_ACCENT must be colours like #0a6470, not {accent!r}")
        contrast = _contrast(accent, ground)
        if contrast < _LEAST_CONTRAST:
            raise SettingsError(
                f"TEAMKPI_SPACE_ACCENT: text in {accent} would be hard to read in the {theme} theme: its contrast is "
                f"{contrast:.1f}, and at least {_LEAST_CONTRAST} is needed"
            )
    if len(accents) > len(_GROUNDS):
        raise SettingsError("TEAMKPI_SPACE_ACCENT must be one colour, or two separated by a comma")
    light, dark = (*accents, "#67c8d4")[:2]
    wash = f"light-dark(color-mix(in srgb, {light} 8%, #fff), color-mix(in srgb, {dark} 12%, #171f22))"
    return f":root{{--tk-accent:light-dark({light},{dark});--tk-accent-wash:{wash}}}".encode()


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
