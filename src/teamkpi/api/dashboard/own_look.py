"""The space's own name, logo and accent colour on each page of the dashboard.

They are added to the built page when it is requested. So they are shown from the start, even before sign-in, and the
content security policy needs no exception. What a network has stored takes precedence over the settings of the server,
each of the name, the logo and the colours by itself.
"""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from teamkpi import looks
from teamkpi.errors import LookRefused, SettingsError
from teamkpi.looks import LARGEST_LOGO, THEMES, Logo, Look
from teamkpi.settings import Settings

LOGO_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of a logo that is opened by itself: an SVG can contain scripts."""
LOGO: Final = "assets/space-logo-"
STYLES: Final = "assets/space-"
_ACCENTS: Final = ("#0a6470", "#67c8d4")
_LOGO_FILES: Final = re.compile(r"\.(svg|png|webp|jpe?g)", re.IGNORECASE)


class Shown(NamedTuple):
    """What a page shows: the name, the accent colours of both themes, and the logo's file; all may be empty."""

    name: str = ""
    accents: tuple[str, ...] = ()
    logo: str = ""

    def with_own(self, own: Look) -> Shown:
        """Return what the page of a network shows, if this is what the settings say."""
        has_accent = own.accent or own.accent_in_dark
        light, dark = own.accent or _ACCENTS[0], own.accent_in_dark or _ACCENTS[1]
        return Shown(
            own.name or self.name,
            (light, dark) if has_accent else self.accents,
            f"{LOGO}{own.logo_file}" if own.logo_file else self.logo,
        )


def of_settings(settings: Settings) -> tuple[Shown, dict[str, bytes]]:
    """Return what the settings say, and the files of that.

    Raises SettingsError for a name or a logo that cannot be shown, and for a colour in which text would be hard to
    read.
    """
    files = {}
    accents = _accents(settings.space_accent)
    logo = ""
    try:
        name = looks.checked_name(settings.space_name or "")
    except LookRefused as error:
        raise SettingsError(f"TEAMKPI_SPACE_NAME {error}") from None
    if settings.space_logo:
        found = _logo(settings.space_logo)
        logo = f"{LOGO}{found.file}"
        files[logo] = found.content
    shown = Shown(name, accents, logo)
    if accents:
        path, styles = styles_of(shown)
        files[path] = styles
    return shown, files


def dressed(page: bytes, shown: Shown) -> bytes:
    """Return the page of the dashboard with the look of a space."""
    head, text = [], page.decode()
    if shown.name:
        head.append(f'<meta name="teamkpi-space" content="{escape(shown.name)}" />')
        title = f"<title>{escape(shown.name)}</title>"
        text = re.sub("<title>.*?</title>", lambda _: title, text, count=1)
    if shown.logo:
        head.append(f'<meta name="teamkpi-logo" content="/dashboard/{shown.logo}" />')
        text = re.sub('<link rel="icon"[^>]*>', "", text, count=1)
    if shown.accents:
        head.append(f'<link rel="stylesheet" href="/dashboard/{styles_of(shown)[0]}" />')
    if shown.logo:
        head.append(f'<link rel="icon" href="/dashboard/{shown.logo}" />')
    before, end, after = text.partition("</head>")
    return (before + "".join(head) + end + after).encode()


def styles_of(shown: Shown) -> tuple[str, bytes]:
    """Return the styles for the accent colours, and the name of their file."""
    light, dark = shown.accents
    wash = f"light-dark(color-mix(in srgb, {light} 8%, #fff), color-mix(in srgb, {dark} 12%, #171f22))"
    styles = f":root{{--tk-accent:light-dark({light},{dark});--tk-accent-wash:{wash}}}".encode()
    return f"{STYLES}{blake2b(styles, digest_size=6).hexdigest()}.css", styles


def _accents(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the accent colours of both themes; none if none is set."""
    if len(given) > len(THEMES):
        raise SettingsError("TEAMKPI_SPACE_ACCENT must be one colour, or two separated by a comma")
    try:
        accents = [looks.checked_accent(one, theme) for one, theme in zip(given, THEMES, strict=False)]
    except LookRefused as error:
        raise SettingsError(f"TEAMKPI_SPACE_ACCENT {error}") from None
    return (*accents, *_ACCENTS[len(accents) :]) if accents else ()


def _logo(text: str) -> Logo:
    path = Path(text)
    if not _LOGO_FILES.fullmatch(path.suffix):
        raise SettingsError("TEAMKPI_SPACE_LOGO must be a file that ends in .svg, .png, .webp, .jpg or .jpeg")
    try:
        path = path.expanduser()
        if path.exists() and not path.is_file():
            raise SettingsError("TEAMKPI_SPACE_LOGO: the file cannot be read: it is not an ordinary file")
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
        logo = looks.checked_logo(content)
    except RuntimeError:
        raise SettingsError("TEAMKPI_SPACE_LOGO: there is no such user's home directory") from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"TEAMKPI_SPACE_LOGO: the file cannot be read: {reason}") from None
    except LookRefused as error:
        raise SettingsError(f"TEAMKPI_SPACE_LOGO {error}") from None
    if Path(logo.file).suffix != path.suffix.lower().replace("jpeg", "jpg"):
        raise SettingsError(f"TEAMKPI_SPACE_LOGO: the file ends in {path.suffix}, but its content is of another kind")
    return logo
