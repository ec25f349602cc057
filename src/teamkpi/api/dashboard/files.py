"""``/dashboard/**`` and ``/console/**``: the built files of the dashboard and the console, out of memory.

They are few and small, and read once when the server starts. Whatever path is asked for is looked up by name, so no
path leads out of them. A path that names no file is one of the application's own, and is answered with its page.

Only the look of a network is read from the database, for each page: its name, and the names of its logo and its
colours, which are files of their own (``own_look``). While the database is unavailable, pages look as the settings say.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Final, TypeVar

import psycopg
from psycopg import AsyncConnection

from teamkpi import looks
from teamkpi.api.dashboard import own_look
from teamkpi.api.dashboard.own_look import Shown
from teamkpi.api.database import NOT_ASKED, Database
from teamkpi.api.errors import HttpError
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.content_coding import VARY, best_of
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route, get
from teamkpi.api.turns import asked_by
from teamkpi.errors import DashboardNotBuilt
from teamkpi.looks import Look
from teamkpi.settings import Settings

T = TypeVar("T")

# A page does not wait longer than this for a database that does not answer.
_SECONDS: Final = 2.0

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


def handlers(folder: Traversable, settings: Settings, database: Database, proxies: Proxies) -> list[Route]:
    """Return the route handlers of this module, for the files of a folder, with the look of a space (``own_look``).

    Raises SettingsError.
    """
    site = _site(folder, settings, database, proxies)

    @get("/")
    async def home(request: HttpRequest) -> Response:  # noqa: ARG001 - a handler's only argument
        return Response(status_code=307, headers={"Location": "/dashboard/", "Cache-Control": "no-cache"})

    @get("/dashboard")
    async def page(request: HttpRequest) -> Response:
        return _answer(request, await site.file(request, ""))

    @get("/dashboard/{*path}")
    async def file(request: HttpRequest) -> Response:
        return _answer(request, await site.file(request, request.path_params["path"]))

    # The console is a part of the same application; its files are those of the dashboard.
    @get("/console")
    async def console(request: HttpRequest) -> Response:
        return _answer(request, await site.file(request, ""))

    @get("/console/{*path}")
    async def screen(request: HttpRequest) -> Response:
        return _answer(request, await site.file(request, ""))

    return [home, page, file, console, screen]


@dataclass(frozen=True, slots=True)
class _Site:
    """The built files with those of the settings, what the settings say, and where the looks of networks are."""

    found: Mapping[str, _File]
    shown: Shown
    database: Database
    proxies: Proxies

    async def file(self, request: HttpRequest, path: str) -> _File:
        """Return the file at a path, or the page. Raises DashboardNotBuilt, and HttpError for no file."""
        if _PAGE not in self.found:
            raise DashboardNotBuilt
        if path in self.found and path != _PAGE:
            return self.found[path]
        asked_by(("address", self.proxies.client_of(request.scope)))
        if path.startswith(own_look.STYLES):
            return await self._own_file(host_of(request), path)
        if f"{path}/".startswith(_HASHED) or ("." in PurePosixPath(path).name and path != _PAGE):
            raise HttpError(404)
        shown = await self._shown(host_of(request))
        if shown == Shown():
            return self.found[_PAGE]
        page = self.found[_PAGE].bodies[""].content
        return _file(_PAGE, {_PAGE: own_look.dressed(page, shown)})

    async def _own_file(self, host: str, path: str) -> _File:
        """Return the logo or the colours of the network that answers for a host; raises HttpError."""
        content: bytes | None = None
        if path.startswith(own_look.LOGO):
            file = path.removeprefix(own_look.LOGO)
            if looks.LOGO_FILE.fullmatch(file):
                content = await self._read(lambda conn: looks.logo_for_host(conn, host, file), None)
        else:
            shown = await self._shown(host)
            name, styles = own_look.styles_of(shown) if shown.accents else ("", b"")
            content = styles if name == path else None
        if content is None:
            raise HttpError(404)
        return _file(path, {path: content})

    async def _shown(self, host: str) -> Shown:
        return self.shown.with_own(await self._read(lambda conn: looks.look_for_host(conn, host), Look()))

    async def _read(self, work: Callable[[AsyncConnection], Awaitable[T]], otherwise: T) -> T:
        """Return what a piece of reading returns, or something else while the database is unavailable."""
        try:
            return await self.database.read(work, _SECONDS)
        except (*NOT_ASKED, psycopg.Error):
            return otherwise


def _answer(request: HttpRequest, asked: _File) -> Response:
    accepted = ",".join(request.headers_named("accept-encoding")).encode("latin-1")
    encoding = best_of(accepted, tuple(name for name in _ENCODINGS if name in asked.bodies))
    body = asked.bodies[encoding]
    headers = {**asked.headers, "ETag": body.etag}
    if encoding:
        headers["Content-Encoding"] = encoding
    if is_held(request.scope, body.etag):
        return Response(status_code=304, headers=headers)
    return Response(body=body.content, media_type=asked.media_type, headers=headers)


def _site(folder: Traversable, settings: Settings, database: Database, proxies: Proxies) -> _Site:
    """Read the files below a folder by their paths; a compressed form belongs to the file that it is one of."""
    shown, own = own_look.of_settings(settings)
    contents = {**(_built() if folder == built_files() else _contents(folder)), **own}
    forms = {name + ending for name in contents for ending in _ENCODINGS.values()}
    found = {name: _file(name, contents) for name in contents if name not in forms}
    return _Site(found, shown, database, proxies)


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
