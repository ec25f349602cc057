"""``/openapi.json`` and ``/docs``: the contract, and a page that shows it and tries it out.

The page is three small files of our own that read the contract from this server. It asks no other origin for anything,
and its policy forbids it to: no script or style but those files, nowhere to send to but here.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib.resources import files
from typing import Final

from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route, get

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_MEDIA_TYPES: Final = {
    "docs.html": "text/html",
    "docs.css": "text/css",
    "docs.js": "text/javascript",
}


def handlers(contract: bytes) -> list[Route]:
    """Return the route handlers of this module."""
    return [
        _static("/openapi.json", contract, "application/json"),
        _static("/docs", _file("docs.html"), _MEDIA_TYPES["docs.html"], policy=_POLICY),
        *(_static(f"/docs/{name}", _file(name), _MEDIA_TYPES[name]) for name in ("docs.css", "docs.js")),
    ]


def _file(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def _static(path: str, body: bytes, media_type: str, *, policy: str | None = None) -> Route:
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if policy:
        headers["Content-Security-Policy"] = policy

    @get(path)
    async def static(request: HttpRequest) -> Response:
        if is_held(request.scope, etag):
            return Response(status_code=304, headers=headers)
        return Response(body=body, media_type=media_type, headers=headers)

    return static
