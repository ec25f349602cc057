"""The ASGI application: from a request to its handler, and from the handler's response or error to the client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from teamkpi.api.http.bodies import Bodies
from teamkpi.api.http.requests import ANSWER_EXTENSION, HttpRequest, Receive, Scope, Send
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route, Routes

_NO_EXTENSIONS: Final[Mapping[str, Any]] = {}


class Application:
    """Answers requests by routes.

    ``running`` is entered before the first request and left after the last one. ``on_error`` makes the response of what
    a handler raises.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        bodies: Bodies,
        *,
        on_error: Callable[[Scope, Exception], Awaitable[Response]],
        running: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self.routes = Routes(routes)
        self._bodies = bodies
        self._on_error = on_error
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; or start, and stop when told to."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            place, parameters = self.routes.find(scope["path"])
            scope["path_template"] = place.template
            handler = place.handler(scope["method"])
            response = await handler(HttpRequest(scope, receive, parameters, self._bodies))
        except Exception as error:  # noqa: BLE001 - every error is answered
            response = await self._on_error(scope, error)
        at_once = scope.get("extensions", _NO_EXTENSIONS).get(ANSWER_EXTENSION)
        if at_once is not None and at_once(response.status_code, response.headers, response.body):
            return
        await send({"type": "http.response.start", "status": response.status_code, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body, "more_body": False})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        phase = "startup"
        try:
            async with self._running():
                await send({"type": "lifespan.startup.complete"})
                phase = "shutdown"
                await receive()
        except BaseException as error:
            await send({"type": f"lifespan.{phase}.failed", "message": type(error).__qualname__})
            raise
        await send({"type": "lifespan.shutdown.complete"})
