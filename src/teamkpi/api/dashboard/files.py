"""``/dashboard/**`` and ``/console/**``: the built files of the dashboard and the console, out of memory.

They are few and small, and read once when the server starts. Whatever path is asked for is looked up by name, so no
path leads out of them. A path that names no file is one of the application's own, and is answered with its page.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Final

from teamkpi.api.dashboard import own_look
from teamkpi.api.errors import HttpError
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.content_coding import VARY, best_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route, get
from teamkpi.errors import DashboardNotBuilt
from teamkpi.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PAGE: Final = "index.html"
_HASHED: Final = "assets/"
_FOREVER: Final = "public, max-age=31536000, immutable"
# In the order in which they are preferred, with the ending of the compressed file.
_ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class _Body:
    """One form of a file: as it is, or compressed."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _File:
    """A file in all its forms, by content encoding; "" is the plain one, which is always there."""

    media_type: str
    headers: Mapping[str, str]
    bodies: dict[str, _Body] = field(default_factory=dict)


def built_files() -> Traversable:
    """Return the folder of the package that the build puts the dashboard into; it need not be there."""
    return files("teamkpi").joinpath("web", "dashboard")


def handlers(folder: Traversable, settings: Settings) -> list[Route]:
    """Return the route handlers of this module, for the files of a folder, with the space's own look (``own_look``).

    Raises SettingsError.
    """
    found = _read(folder, settings)

    @get("/")
    async def home(request: HttpRequest) -> Response:  # noqa: ARG001 - a handler's only argument
        return Response(status_code=307, headers={"Location": "/dashboard/", "Cache-Control": "no-cache"})

    @get("/dashboard")
    async def page(request: HttpRequest) -> Response:
        return _answer(request, found, "")

    @get("/dashboard/{*path}")
    async def file(request: HttpRequest) -> Response:
        return _answer(request, found, request.path_params["path"])

    # The console is a part of the same application; its files are those of the dashboard.
    @get("/console")
    async def console(request: HttpRequest) -> Response:
        return _answer(request, found, "")

    @get("/console/{*path}")
    async def screen(request: HttpRequest) -> Response:
        return _answer(request, found, _PAGE)

    return [home, page, file, console, screen]


def _answer(request: HttpRequest, found: Mapping[str, _File], path: str) -> Response:
    if _PAGE not in found:
        raise DashboardNotBuilt
    asked = found.get(path)
    if asked is None:
        if f"{path}/".startswith(_HASHED) or "." in PurePosixPath(path).name:
            raise HttpError(404)
        asked = found[_PAGE]
    accepted = ",".join(request.headers_named("accept-encoding")).encode("latin-1")
    encoding = best_of(accepted, tuple(name for name in _ENCODINGS if name in asked.bodies))
    body = asked.bodies[encoding]
    headers = {**asked.headers, "ETag": body.etag}
    if encoding:
        headers["Content-Encoding"] = encoding
    if is_held(request.scope, body.etag):
        return Response(status_code=304, headers=headers)
    return Response(body=body.content, media_type=asked.media_type, headers=headers)


def _read(folder: Traversable, settings: Settings) -> dict[str, _File]:
    """Read the files below a folder by their paths; a compressed form belongs to the file that it is one of."""
    found = _built() if folder == built_files() else _contents(folder)
    contents = own_look.dressed(found, settings)
    forms = {name + ending for name in contents for ending in _ENCODINGS.values()}
    return {name: _file(name, contents) for name in contents if name not in forms}


@cache
def _built() -> dict[str, bytes]:
    """Read the files of the package: once in a process, because they change only when it is installed."""
    return _contents(built_files())


def _contents(folder: Traversable) -> dict[str, bytes]:
    return dict(_walk(folder, "")) if folder.is_dir() else {}


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name, entry.read_bytes()


def _file(name: str, contents: Mapping[str, bytes]) -> _File:
    suffix = PurePosixPath(name).suffix
    media_type = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": _FOREVER if name.startswith(_HASHED) else "no-cache", **VARY}
    if suffix == ".html":
        headers["Content-Security-Policy"] = POLICY
    elif name.startswith(own_look.LOGO):
        headers["Content-Security-Policy"] = own_look.LOGO_POLICY
    made = _File(media_type, headers)
    for encoding, ending in {"": "", **_ENCODINGS}.items():
        if name + ending in contents:
            content = contents[name + ending]
            made.bodies[encoding] = _Body(content, f'"{blake2b(content, digest_size=12).hexdigest()}"')
    return made
