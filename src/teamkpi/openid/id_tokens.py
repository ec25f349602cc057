"""Checks an ID token: its signature, and that it was issued by this provider, for this client and this sign-in, now.

Only signatures with a public key are accepted. A provider's client secret is no key here, and a token that is not
signed is nothing. All of it is decided by arguments: keys, clock and what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final, NamedTuple

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from teamkpi.errors import ProviderFailed

_KEY_TYPES: Final = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    **dict.fromkeys(("EdDSA", "Ed25519"), "OKP"),
}
ALGORITHMS: Final = tuple(_KEY_TYPES)
"""The algorithms of signatures that are accepted."""
LEEWAY: Final = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
_PRIVATE: Final = ("d", "p", "q", "dp", "dq", "qi", "k")
_SHORTEST_RSA: Final = 2048
_LONGEST_TOKEN: Final = 65_536
_LONGEST_SUBJECT: Final = 255
NOT_TRUSTED: Final = "provider_not_trusted"

KeyOf = Callable[[str, str | None], Mapping[str, Any]]
"""Returns the published key for an algorithm and the key id of a token; raises ProviderFailed."""


class Expected(NamedTuple):
    """What an ID token has to be about."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: Sequence[str]
    begun_on: datetime
    """When the sign-in began: no token for it is older."""


def key_for(keys: Sequence[Mapping[str, Any]], algorithm: str, key_id: str | None) -> Mapping[str, Any] | None:
    """Return the published key that a token names; without a name, the only one that fits its algorithm."""
    fitting = [
        one
        for one in keys
        if one.get("kty") == _KEY_TYPES[algorithm]
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and (key_id is None or one.get("kid") == key_id)
    ]
    return fitting[0] if len(fitting) == 1 else None


def checked(token: str, key_of: KeyOf, expected: Expected, *, now: datetime) -> Mapping[str, Any]:
    """Return the claims of an ID token; raises ProviderFailed with ``provider_not_trusted``, which says why."""
    if len(token) > _LONGEST_TOKEN:
        raise _refused("it is too long")
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError):
        raise _refused("it is not signed in the usual form") from None
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in expected.algorithms or algorithm not in _KEY_TYPES:
        raise _refused("its signature is of a kind that is not accepted")
    if key_id is not None and not isinstance(key_id, str):
        raise _refused("it names its key in a wrong way")
    published = key_of(algorithm, key_id)
    try:
        key = import_key({name: value for name, value in published.items() if name not in _PRIVATE})
        if not isinstance(key, RSAKey | ECKey | OKPKey):
            raise _refused("its key is of a kind that is not accepted")
        if isinstance(key, RSAKey) and key.raw_value.key_size < _SHORTEST_RSA:
            raise _refused("its key is too short")
        claims = jwt.decode(token, key, registry=JWSRegistry(algorithms=[algorithm])).claims
    except (JoseError, ValueError, TypeError):
        raise _refused("its signature is wrong") from None
    _check(claims, expected, now)
    return claims


def _check(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    if claims.get("iss") != expected.issuer:
        raise _refused("another issuer has signed it")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    if expected.client_id not in audiences:
        raise _refused("it is for another client")
    party = claims.get("azp")
    if (len(audiences) > 1 or party is not None) and party != expected.client_id:
        raise _refused("it was issued to another client")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise _refused("it is for another sign-in")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise _refused("it does not say who has signed in")
    _check_times(claims, expected, now)


def _check_times(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    expires, issued, not_before = (_seconds(claims, name) for name in ("exp", "iat", "nbf"))
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if expires is None or issued is None:
        raise _refused("it does not say when it was issued and when it expires")
    if at > expires + leeway:
        raise _refused("it has expired")
    if max(issued, not_before or issued) > at + leeway or issued < expected.begun_on.timestamp() - leeway:
        raise _refused("it was not issued during this sign-in; the clock there or here may be wrong")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _refused(why: str) -> ProviderFailed:
    return ProviderFailed(NOT_TRUSTED, f"the ID token was refused: {why}")
