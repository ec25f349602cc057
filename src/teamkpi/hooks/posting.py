"""Sends one event to one address, and returns the result."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httpcore

from teamkpi.hooks.addresses import GuardedNetwork, Network, RefusedAddressError

SECONDS: Final = 15.0
"""The limit of a whole exchange, from the connection to the headers of the answer."""
MOST_KEPT: Final = 2048
"""How many bytes of an answer's body are kept."""
_SIGNATURE: Final = "webhook-signature"
_LONGEST_WAIT: Final = 86_400
_AGENT: Final = "teamkpi"


class Answer(NamedTuple):
    """What came of an attempt: the status of the answer, or why there was none.

    ``retry_after`` is the number of seconds for which the receiver does not want another attempt.
    """

    status: int | None
    problem: str | None
    milliseconds: int
    retry_after: int | None = None
    text: str | None = None
    """The beginning of the body, if the event was not accepted and there is one."""
    is_refused: bool = False
    """Whether the host has no address that hooks may use, so nothing was sent."""

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver has accepted the event: any status from 200 to 299."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more events."""
        return self.status == HTTPStatus.GONE

    @property
    def as_text(self) -> str:
        """The answer in a few words."""
        return self.problem or f"status {self.status}"


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed: Sequence[Network],
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Send an event, and return the result; never raises because of the receiver.

    Redirects are not followed, and proxies of the environment are not used, because they would connect elsewhere. Of
    the body only the beginning is read, and only if the event is not accepted. ``context`` decides which certificates
    are trusted.
    """
    started = time.perf_counter()

    def answer(status: int | None, problem: str | None, **more: Any) -> Answer:
        return Answer(status, problem, round((time.perf_counter() - started) * 1000), **more)

    network = GuardedNetwork(allowed, url=url, seconds=seconds)
    sent = {"Content-Type": "application/json", "User-Agent": _AGENT, **headers}
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context or _trusted(), network_backend=network) as pool,
            pool.stream("POST", url, headers=list(sent.items()), content=body) as response,
        ):
            found = answer(response.status, None, retry_after=_retry_after(response))
            return found if found.is_accepted else found._replace(text=_text_of(response, headers))
    except RefusedAddressError:
        return answer(None, "the host has no address that hooks may use", is_refused=True)
    except httpcore.TimeoutException:
        return answer(None, f"no answer within {seconds:g} seconds")
    except httpcore.ConnectError as error:
        return answer(None, _why_not_connected(error))
    except (httpcore.NetworkError, httpcore.ProtocolError):
        return answer(None, "the connection was closed, or the answer is not HTTP")


def _text_of(response: httpcore.Response, sent: Mapping[str, str]) -> str | None:
    """Return the beginning of a body as text; what comes too late, or cannot be read, is left out."""
    body = b""
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for piece in response.iter_stream():
            body += piece
            if len(body) >= MOST_KEPT:
                break
    return readable(body[:MOST_KEPT], sent)


def readable(body: bytes, sent: Mapping[str, str]) -> str | None:
    """Return a body as text without control characters, and without signatures that a receiver sends back.

    None if nothing is left. What is not UTF-8 is replaced.
    """
    text = body.decode("utf-8", "replace")
    for name, value in sent.items():
        if name == _SIGNATURE:
            for signature in value.split():
                text = text.replace(signature, "…").replace(signature.partition(",")[2], "…")
    text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split()) or None


def _why_not_connected(error: httpcore.ConnectError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "the certificate of the host is not trusted, or is for another host"
        if isinstance(cause, ssl.SSLError):
            return "TLS failed"
        cause = cause.__cause__ or cause.__context__
    return "the host could not be reached"


def _retry_after(response: httpcore.Response) -> int | None:
    for name, value in response.headers:
        if name.lower() == b"retry-after" and value.isdigit():
            return min(int(value[:9]), _LONGEST_WAIT)
    return None


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
