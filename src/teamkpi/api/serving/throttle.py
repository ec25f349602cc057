"""Who asks too often has to wait, whatever is asked.

Requests are counted for the address that they come from, and for the credentials that they show, in each network apart.
Credentials are counted from the first request on that was let in with them, so those that were made up only count for
the address. Not counted, and never refused, is what is answered without the database: health, the documentation, the
dashboard's files, and OPTIONS.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from lru import LRU

from teamkpi.accounts import site_of
from teamkpi.api.http import problems
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.http.requests import App, Credentials, Scope, credentials_in, host_in
from teamkpi.api.log import notes_of
from teamkpi.api.serving.shared_counts import MOST_SUBJECTS, Count, Rule, SharedCounts
from teamkpi.settings import Settings

Header: TypeAlias = tuple[bytes, bytes]

REASON_EXTENSION: Final = "teamkpi.reason"
"""The ASGI extension of our server: called with a text, it makes it the reason phrase of the answer."""

_READING: Final = {"GET", "HEAD"}
_FREE: Final = {"health", "docs", "openapi.json", "dashboard"}
_REASON: Final = b"You must wait before accessing this url again."
LIKE_NEXUDUS: Final = {
    "Retry-After": "The number of seconds to wait.",
    "Cache-Control": "Always no-cache.",
    "Pragma": "Always no-cache.",
    "Expires": "Always -1.",
}
"""The headers of a 409 of the throttle, each with what it says."""
_LIKE_NEXUDUS: Final[list[Header]] = [
    (b"content-length", b"0"),
    (b"cache-control", b"no-cache"),
    (b"pragma", b"no-cache"),
    (b"expires", b"-1"),
]


class Throttle:
    """An ASGI application around the one that answers."""

    def __init__(self, app: App, counts: SharedCounts, proxies: Proxies, settings: Settings) -> None:
        self._app = app
        self._counts = counts
        self._proxies = proxies
        self._is_409 = settings.throttle_status == 409
        self._address_rules = _Rules(
            "address", settings.throttle_requests_per_address, settings.throttle_writes_per_address
        )
        self._token_rules = _Rules("token", settings.throttle_requests_per_token, settings.throttle_writes_per_token)
        # The credentials that were let in, by network, scheme and digest, and whom they count for.
        self._let_in: LRU[tuple[int, bytes, bytes], bytes] = LRU(MOST_SUBJECTS)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request, or say how long to wait."""
        if scope["type"] != "http" or _is_free(scope):
            await self._app(scope, receive, send)
            return
        network_id = await self._counts.network_of(host_in(scope))
        is_write = scope["method"] not in _READING
        counts: list[Count] = []
        address = self._proxies.client_of(scope)
        if address is not None:
            counts += self._of(network_id, self._address_rules.of(is_write), site_of(address).encode())
        shown = credentials_in(scope)
        subject = self._subject(network_id, shown) if shown else None
        if subject is not None:
            counts += self._of(network_id, self._token_rules.of(is_write), subject)
        if seconds := await self._counts.admit(counts):
            notes_of(scope).network_id = network_id or None
            await self._refuse(scope, send, seconds)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if shown and subject is None and (subject := self._learn(scope, network_id, shown)):
                self._counts.spend(self._of(network_id, self._token_rules.of(is_write), subject))

    def _of(self, network_id: int, rules: list[Rule], subject: bytes) -> list[Count]:
        return [self._counts.of(network_id, rule, subject) for rule in rules]

    def _subject(self, network_id: int, shown: Credentials) -> bytes | None:
        """Return the subject that credentials count for; None if they have not been accepted yet."""
        return self._let_in.get((network_id, shown.scheme, shown.digest))

    def _learn(self, scope: Scope, network_id: int, shown: Credentials) -> bytes | None:
        """Remember the credentials of a finished request if they were accepted."""
        notes = notes_of(scope)
        # A key, and an account with its password, can be written in many ways, a token in one alone.
        if notes.key_id is not None:
            subject = b"key %d" % notes.key_id
        elif notes.account_id is not None:
            subject = shown.digest if shown.scheme == b"bearer" else b"account %d" % notes.account_id
        else:
            return None
        self._let_in[network_id, shown.scheme, shown.digest] = subject
        return subject

    async def _refuse(self, scope: Scope, send: Any, seconds: int) -> None:
        headers = [(b"retry-after", str(seconds).encode())]
        if self._is_409:
            set_reason = scope.get("extensions", {}).get(REASON_EXTENSION)
            if set_reason is not None:
                set_reason(_REASON)
            status, headers, body = 409, headers + _LIKE_NEXUDUS, b""
        else:
            # Clients look for "Wait N seconds", be it one.
            refusal = problems.refusal("too_many_requests", f"Wait {seconds} seconds, then try again.")
            status, body = refusal.problem.status, refusal.body
            headers += [
                (b"content-type", problems.MEDIA_TYPE.encode()),
                (b"content-length", str(len(body)).encode()),
            ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class _Rules:
    """The rules for subjects of one kind; a limit of 0 means no limit."""

    def __init__(self, kind: str, requests: int, writes: int) -> None:
        self._reading = [Rule(kind, requests)] if requests else []
        self._writing = [*self._reading, *([Rule(f"{kind} writes", writes)] if writes else [])]

    def of(self, is_write: bool) -> list[Rule]:
        return self._writing if is_write else self._reading


def _is_free(scope: Scope) -> bool:
    method = scope["method"]
    return method == "OPTIONS" or (method in _READING and scope["path"][1:].partition("/")[0] in _FREE)
