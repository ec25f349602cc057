"""Where requests come in: each caller has one place at the event loop, however many requests they send at once.

Most requests take a millisecond of the event loop, in several steps, and each step waits for those of all requests that
came before. So eight connections of one client were enough to make everybody else wait five times as long, whatever
they asked for. Here the requests of one caller form a line, and others do not wait behind it.

A caller is who the credentials were accepted for; the address, as long as they were not.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from lru import LRU

from teamkpi.api.http.client_address import Proxies
from teamkpi.api.http.requests import App, Message, Receive, Scope, Send, credentials_in
from teamkpi.api.log import notes_of
from teamkpi.api.turns import Places, step_aside

_MOST_KNOWN: Final = 20_000
# Longer credentials cannot be valid.
_LONGEST: Final = 4096


class Doorway:
    """An ASGI application around the one that answers."""

    def __init__(self, app: App, proxies: Proxies, places: Places | None = None) -> None:
        self._app = app
        self._proxies = proxies
        self._places = places or Places()
        # Whom credentials were accepted for, by their scheme and digest.
        self._known: LRU[tuple[bytes, bytes], Hashable] = LRU(_MOST_KNOWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request when it is its turn."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def receive_aside() -> Message:
            step_aside()  # the body may take its time to come
            return await receive()

        shown = _shown(scope)
        caller = None if shown is None else self._known.get(shown)
        line = ("address", self._proxies.client_of(scope)) if caller is None else caller
        place = None if self._places.is_alone(line) else await self._places.wait_for(line)
        try:
            await self._app(scope, receive_aside, send)
        finally:
            if place is not None:
                place.leave()
            if shown is not None and caller is None:
                self._learn(scope, shown)

    def _learn(self, scope: Scope, shown: tuple[bytes, bytes]) -> None:
        notes = notes_of(scope)
        if notes.key_id is not None:
            self._known[shown] = ("key", notes.network_id, notes.key_id)
        elif notes.account_id is not None:
            self._known[shown] = ("account", notes.network_id, notes.account_id)


def _shown(scope: Scope) -> tuple[bytes, bytes] | None:
    found = credentials_in(scope)
    if found is None or len(found.value) > _LONGEST:
        return None
    return found.scheme, found.digest
