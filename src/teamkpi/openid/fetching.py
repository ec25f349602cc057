"""Requests to providers: to public addresses over https, without redirects, bounded in size and time.

Other addresses, and http, are only for networks that a setting lists. Which addresses a host has is checked when it is
connected to, as for hooks (``teamkpi.hooks.addresses``).
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpcore

from teamkpi.errors import ProviderError, ProviderFailed
from teamkpi.hooks.addresses import GuardedNetwork, Network, RefusedAddressError
from teamkpi.wire import decode

_SECONDS: Final = 10.0
_LARGEST: Final = 262_144
_LONGEST_URL: Final = 1000
UNAVAILABLE: Final = "provider_unavailable"


class Fetched(NamedTuple):
    """The status of an answer, and its body, a JSON object."""

    status: int
    body: Mapping[str, object]


def checked_url(url: str, allowed: Sequence[Network], what: str = "the issuer") -> str:
    """Return a URL that requests may go to; raises ProviderError for one that can never be used."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ProviderError(f"{what} {url!r} is not a URL") from None
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>'):
        raise ProviderError(f"{what} must have at most {_LONGEST_URL} printable ASCII characters and no spaces")
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ProviderError(f"{what} must start with https:// and name a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ProviderError(f"{what} must not contain a user, a password or a fragment (#)")
    if parts.scheme == "http" and not allowed:
        raise ProviderError(f"{what} must start with https://; http is only for networks in TEAMKPI_PROVIDER_NETWORKS")
    return url


class Fetcher:
    """Sends requests to providers; ``allowed`` are networks that are not public, where http is allowed as well."""

    def __init__(self, allowed: Sequence[Network] = (), *, context: ssl.SSLContext | None = None) -> None:
        self.allowed = tuple(allowed)
        self._context = context

    def get(self, url: str) -> Mapping[str, object]:
        """Return the JSON object at a URL; raises ProviderFailed."""
        fetched = self._ask("GET", url, {}, None)
        if fetched.status != HTTPStatus.OK:
            raise ProviderFailed(UNAVAILABLE, f"{_shown(url)} answered with status {fetched.status}")
        return fetched.body

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Fetched:
        """Send a form, and return the answer, of whatever status; raises ProviderFailed."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", url, sent, urlencode(form).encode())

    def _ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Fetched:
        try:
            checked_url(url, self.allowed, "the address")
        except ProviderError as error:
            raise ProviderFailed(UNAVAILABLE, str(error)) from None
        network = GuardedNetwork(self.allowed, url=url, seconds=_SECONDS)
        sent = {"Accept": "application/json", "User-Agent": "teamkpi", **headers}
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._context or _trusted(), network_backend=network) as pool,
                pool.stream(method, url, headers=list(sent.items()), content=content) as response,
            ):
                body = b""
                for piece in response.iter_stream():
                    body += piece
                    if len(body) > _LARGEST:
                        raise ProviderFailed(UNAVAILABLE, f"{_shown(url)} answered with more than {_LARGEST} bytes")
                return Fetched(response.status, _object(body, url, response.status))
        except RefusedAddressError:
            raise ProviderFailed(
                UNAVAILABLE,
                f"the host of {_shown(url)} has no public address; TEAMKPI_PROVIDER_NETWORKS lists other networks that "
                "providers may be in",
            ) from None
        except httpcore.TimeoutException:
            raise ProviderFailed(UNAVAILABLE, f"{_shown(url)} did not answer within {_SECONDS:g} seconds") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError):
            raise ProviderFailed(
                UNAVAILABLE, f"{_shown(url)} could not be reached, or its certificate is not trusted"
            ) from None


def _object(body: bytes, url: str, status: int) -> Mapping[str, object]:
    try:
        found = decode(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderFailed(UNAVAILABLE, f"{_shown(url)} answered with status {status}, and not with a JSON object")
    return found


def _shown(url: str) -> str:
    return url.partition("?")[0]


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
