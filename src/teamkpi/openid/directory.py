"""What providers publish: their addresses, and the keys that they sign with, kept for an hour.

Keys are also asked for again when a token names one that is not known, since a provider may have changed its keys; but
only once a minute, so that forged tokens do not turn into requests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple

from teamkpi.errors import ProviderError, ProviderFailed
from teamkpi.openid.fetching import UNAVAILABLE, Fetcher, checked_url
from teamkpi.openid.id_tokens import ALGORITHMS, key_for

_KEPT_FOR: Final = timedelta(hours=1)
_ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_MOST_KEYS: Final = 100


class Metadata(NamedTuple):
    """What a provider publishes about itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    algorithms: tuple[str, ...]
    """Which of our algorithms it signs ID tokens with."""
    names_itself: bool
    """It names itself in each answer that a browser brings back (RFC 9207)."""
    takes_basic: bool
    """The client secret goes into a header; otherwise into the form."""


class _Keys(NamedTuple):
    found: tuple[Mapping[str, object], ...]
    asked_on: datetime


class Directory:
    """Providers' addresses and keys, as one process knows them; for several threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._metadata: dict[str, tuple[Metadata, datetime]] = {}
        self._keys: dict[str, _Keys] = {}
        self._lock = Lock()

    @property
    def fetcher(self) -> Fetcher:
        """What sends the requests."""
        return self._fetcher

    def metadata(self, issuer: str, *, now: datetime) -> Metadata:
        """Return what an issuer publishes about itself; raises ProviderFailed."""
        with self._lock:
            held = self._metadata.get(issuer)
        if held is not None and now - held[1] < _KEPT_FOR:
            return held[0]
        url = issuer.rstrip("/") + _WELL_KNOWN
        found = _metadata(self._fetcher.get(url), issuer, self._fetcher)
        with self._lock:
            self._metadata[issuer] = found, now
        return found

    def key(self, metadata: Metadata, algorithm: str, key_id: str | None, *, now: datetime) -> Mapping[str, object]:
        """Return the key that a token names; raises ProviderFailed if the issuer publishes none."""
        with self._lock:
            held = self._keys.get(metadata.issuer)
        if held is not None and now - held.asked_on < _KEPT_FOR:
            if (key := key_for(held.found, algorithm, key_id)) is not None:
                return key
            if now - held.asked_on < _ASKED_AGAIN_AFTER:
                raise ProviderFailed("provider_not_trusted", "the provider publishes no such key")
        keys = _Keys(self._fetched_keys(metadata.jwks_uri), now)
        with self._lock:
            self._keys[metadata.issuer] = keys
        if (key := key_for(keys.found, algorithm, key_id)) is None:
            raise ProviderFailed("provider_not_trusted", "the provider publishes no such key")
        return key

    def count_keys(self, metadata: Metadata) -> int:
        """Return how many keys an issuer publishes for its algorithms; raises ProviderFailed."""
        keys = self._fetched_keys(metadata.jwks_uri)
        return sum(any(key_for([one], algorithm, None) for algorithm in metadata.algorithms) for one in keys)

    def _fetched_keys(self, url: str) -> tuple[Mapping[str, object], ...]:
        keys = self._fetcher.get(url).get("keys")
        if not isinstance(keys, list):
            raise ProviderFailed(UNAVAILABLE, "the provider's keys are not in a JSON Web Key Set")
        return tuple(one for one in keys[:_MOST_KEYS] if isinstance(one, dict))


def _metadata(found: Mapping[str, object], issuer: str, fetcher: Fetcher) -> Metadata:
    if found.get("issuer") != issuer:
        raise ProviderFailed(UNAVAILABLE, "the provider names another issuer than the one that it was asked for")

    def address(name: str) -> str:
        value = found.get(name)
        try:
            return checked_url(value if isinstance(value, str) else "", fetcher.allowed, f"{name} of the provider")
        except ProviderError as error:
            raise ProviderFailed(UNAVAILABLE, str(error)) from None

    signs_with = _texts(found, "id_token_signing_alg_values_supported") or ["RS256"]
    algorithms = tuple(one for one in ALGORITHMS if one in signs_with)
    if not algorithms:
        raise ProviderFailed(UNAVAILABLE, f"the provider signs with none of {', '.join(ALGORITHMS)}")
    methods = _texts(found, "token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer,
        address("authorization_endpoint"),
        address("token_endpoint"),
        address("jwks_uri"),
        algorithms,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        takes_basic="client_secret_basic" in methods or "client_secret_post" not in methods,
    )


def _texts(found: Mapping[str, object], name: str) -> Sequence[str]:
    values = found.get(name)
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
