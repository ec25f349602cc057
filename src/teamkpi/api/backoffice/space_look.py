"""``/api/sys/look``: the name, the accent colours and the logo that the dashboard of a network shows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Final, TypeVar

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import looks
from teamkpi.accounts import access_look
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.owner_calls import declare
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import JsonBody, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, LookRefused
from teamkpi.looks import LARGEST_LOGO, LONGEST_NAME, MEDIA_TYPES, THEMES, Logo, Look

T = TypeVar("T")

_PATH: Final = "/api/sys/look"
_LOGOS: Final = "/dashboard/assets/space-logo-"
_LONGEST_LOGO: Final = (LARGEST_LOGO + 2) // 3 * 4
_LIGHT, _DARK = THEMES
_DEFAULT: Final = "Null: as the settings of the server say."
# A picture of one pixel.
_PIXEL: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class LookLogo(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A stored logo."""

    path: Annotated[str, says("Where the logo is.", f"{_LOGOS}0f1e2d3c4b5a.png")]
    media_type: Annotated[str, says("Its media type.", "image/png")]
    bytes: Annotated[int, says("Its size in bytes.", 4210)]


class SpaceLook(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a network has set of its look."""

    name: Annotated[str | None, says(f"The name of the space. {_DEFAULT}", "Harbour & Hive")]
    accent: Annotated[str | None, says("The accent colour in the light theme.", "#7a1f5c")]
    accent_in_dark: Annotated[
        str | None,
        says(
            "The accent colour in the dark theme. If only one of the colours is set, the other is that of teamkpi; if "
            "none is, both are as the settings of the server say.",
            "#e3a8cd",
        ),
    ]
    logo: Annotated[LookLogo | None, Meta(description=f"The logo. {_DEFAULT}")]


async def _get(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    found = await services.database.read_in_thread(lambda conn: looks.look_of(conn, owner.network_id))
    return json_answer(_shown(found))


async def _change(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        texts, given = await read_object(request, _read)

        def change(conn: Connection) -> Look:
            return access_look.change_look(conn, owner, texts, *given)

        return json_answer(_shown(await services.database.write(change)))

    return await answering(request, work, {})


def _read(body: dict[str, object]) -> tuple[dict[str, str | None], list[Logo | None]]:
    """Return the texts and the logo, if it is given, of a body; raises BadRequest."""
    texts = {field: _checked(body, name, check) for name, (field, check) in _TEXTS.items() if name in body}
    given = [_checked(body, "Logo", _logo)] if "Logo" in body else []
    if not texts and not given:
        raise BadRequest("body", "has nothing to change")
    return texts, given


def _checked(body: Mapping[str, object], name: str, check: Callable[[str], T]) -> T | None:
    text = text_of(body, name, is_required=False).strip()
    try:
        return check(text) if text else None
    except LookRefused as error:
        raise BadRequest(name, str(error)) from None


def _logo(text: str) -> Logo:
    if len(text) > _LONGEST_LOGO:
        raise LookRefused(f"must be a file of at most {LARGEST_LOGO // 1024} KiB")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LookRefused("must be in base64") from None
    return looks.checked_logo(content)


def _shown(look: Look) -> SpaceLook:
    logo = None
    if look.logo_file:
        media_type = MEDIA_TYPES[PurePosixPath(look.logo_file).suffix]
        logo = LookLogo(path=_LOGOS + look.logo_file, media_type=media_type, bytes=look.logo_bytes)
    return SpaceLook(name=look.name, accent=look.accent, accent_in_dark=look.accent_in_dark, logo=logo)


# The fields of a body, with those of a look and what checks them.
_TEXTS: Final[Mapping[str, tuple[str, Callable[[str], str]]]] = {
    "Name": ("name", looks.checked_name),
    "Accent": ("accent", partial(looks.checked_accent, theme=_LIGHT)),
    "AccentInDark": ("accent_in_dark", partial(looks.checked_accent, theme=_DARK)),
}
_COLOUR: Final = {"type": ["string", "null"], "pattern": "^(#[0-9a-fA-F]{6})?$"}
declare(
    _get,
    f"GET {_PATH}",
    "getSpaceLook",
    "The look of the space",
    "The name, the accent colours and the logo that the network has set for its dashboard.",
    replies={200: Reply("The look.", SpaceLook)},
)
declare(
    _change,
    f"PUT {_PATH}",
    "changeSpaceLook",
    "Change the look of the space",
    "Changes the fields that are in the body; null removes what is stored, and the dashboard looks as the settings of "
    "the server say again. Pages show it from the next time they are loaded.",
    json=JsonBody(
        {
            "title": "SpaceLookChange",
            "type": "object",
            "properties": {
                "Name": {
                    "type": ["string", "null"],
                    "maxLength": LONGEST_NAME,
                    "description": "The name of the space, in the title of the window and on the sign-in page.",
                },
                "Accent": {
                    **_COLOUR,
                    "description": "The accent colour in the light theme. Text in it must be easy to read: its "
                    "contrast to the background must be at least 4.5.",
                },
                "AccentInDark": {**_COLOUR, "description": "The accent colour in the dark theme, by the same rule."},
                "Logo": {
                    "type": ["string", "null"],
                    "contentEncoding": "base64",
                    "maxLength": _LONGEST_LOGO,
                    "description": "The logo, in base64: a PNG, JPEG, WebP or SVG file of at most "
                    f"{LARGEST_LOGO // 1024} KiB.",
                },
            },
        },
        {"Name": "Harbour & Hive", "Accent": "#7a1f5c", "AccentInDark": "#e3a8cd", "Logo": _PIXEL},
    ),
    replies={200: Reply("The look.", SpaceLook), 400: REFUSED},
)
