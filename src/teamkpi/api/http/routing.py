"""Routes requests to handlers by method and path, with the errors for unknown paths and methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from teamkpi.api.errors import HttpError
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response

Handler: TypeAlias = Callable[[HttpRequest], Awaitable[Response]]
_NO_PARAMETERS: Final[Mapping[str, str]] = {}


class Route(NamedTuple):
    """A handler with its method and path.

    In the path, ``{name}`` is a segment, ``{name}.csv`` one that ends with ``.csv``, which is not part of its value,
    and ``{*name}`` all that are left.
    """

    method: str
    path: str
    handler: Handler


class _Node:
    """What may follow a part of a path, and what is answered where the path ends."""

    __slots__ = ("endings", "literal", "name", "parameter", "place", "rest")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.endings: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.rest: _Node | None = None
        self.name = ""
        self.place: Place | None = None

    def grow(self, part: str) -> _Node:
        if not part.startswith("{"):
            return self.literal.setdefault(part, _Node())
        name, _, ending = part[1:].partition("}")
        if name.startswith("*"):
            grown = self.rest = self.rest or _Node()
        elif ending:
            grown = self.endings.setdefault(ending, _Node())
        else:
            grown = self.parameter = self.parameter or _Node()
        grown.name = name.lstrip("*")
        return grown

    def taking(self, part: str, parameters: dict[str, str]) -> _Node | None:
        """Return what follows where a part is the value of a parameter, which is noted."""
        for ending, node in self.endings.items():
            if part.endswith(ending) and len(part) > len(ending):
                parameters[node.name] = part[: -len(ending)]
                return node
        if self.parameter is not None:
            parameters[self.parameter.name] = part
        return self.parameter


class Place:
    """A path of routes: its template, and the handler of each method."""

    __slots__ = ("handlers", "template")

    def __init__(self, template: str) -> None:
        self.template = template
        self.handlers: dict[str, Handler] = {}

    @property
    def allowed(self) -> str:
        """The value of ``Allow``, without HEAD."""
        return ", ".join(sorted({*self.handlers, "OPTIONS"}))

    def handler(self, method: str) -> Handler:
        """Return the handler of a method; raises HttpError (405)."""
        found = self.handlers.get(method)
        if found is not None:
            return found
        if method == "OPTIONS":
            return self._options
        raise HttpError(405, headers={"Allow": self.allowed})

    async def _options(self, _: HttpRequest) -> Response:
        return Response(status_code=204, headers={"Allow": self.allowed})


class Routes:
    """All routes of the application.

    A literal part of a path goes before a parameter in its place, and one with an ending before one without.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        self._exact: dict[str, Place] = {}
        for route in routes:
            node = self._root
            for part in route.path[1:].split("/"):
                node = node.grow(part)
            if node.place is None:
                node.place = Place(route.path.replace("{*", "{"))
            if route.method in node.place.handlers:
                raise ValueError(f"{route.method} {route.path} is declared twice")
            node.place.handlers[route.method] = route.handler
            if "{" not in route.path:
                self._exact[route.path] = node.place

    def find(self, path: str) -> tuple[Place, Mapping[str, str]]:
        """Return the place of a path and its parameters; raises HttpError (404)."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact, _NO_PARAMETERS
        if not path.startswith("/"):
            raise HttpError(404)
        node = self._root
        parameters: dict[str, str] = {}
        parts = path[1:].split("/")
        for number, part in enumerate(parts):
            following = node.literal.get(part) or node.taking(part, parameters)
            if following is None and node.rest is not None:
                parameters[node.rest.name] = "/".join(parts[number:])
                node = node.rest
                break
            if following is None:
                raise HttpError(404)
            node = following
        if node.place is None:
            raise HttpError(404)
        return node.place, parameters

    @property
    def places(self) -> list[Place]:
        """All places, in no particular order."""
        found, pending = [], [self._root]
        while pending:
            node = pending.pop()
            if node.place is not None:
                found.append(node.place)
            pending += [
                *node.literal.values(),
                *node.endings.values(),
                *(one for one in (node.parameter, node.rest) if one is not None),
            ]
        return found


def get(path: str) -> Callable[[Handler], Route]:
    """Make a handler the route of GET and a path."""
    return lambda handler: Route("GET", path, handler)
