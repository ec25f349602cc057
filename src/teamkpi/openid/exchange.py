"""The two steps with a provider: the address that a browser is sent to, and the exchange of what it brings back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from teamkpi.accounts.identities import Answered
from teamkpi.accounts.provider_attempts import Begun
from teamkpi.accounts.providers import Found
from teamkpi.errors import GrantRefused, ProviderFailed
from teamkpi.openid.directory import Directory, Metadata
from teamkpi.openid.fetching import UNAVAILABLE
from teamkpi.openid.id_tokens import NOT_TRUSTED, Expected, checked

_LONGEST_CODE: Final = 4096
_MOST_VALUES: Final = 1000
_LONGEST_EMAIL: Final = 254


class Returned(NamedTuple):
    """What a browser brings back from a provider, besides the state; "" for what is not there."""

    code: str
    issuer: str
    error: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Sign-ins with one provider, at one instant."""

    directory: Directory
    provider: Found
    secret: str | None
    redirect_uri: str
    now: datetime

    def address(self, begun: Begun) -> str:
        """Return the address that the browser is sent to; raises ProviderFailed."""
        metadata = self._metadata()
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self.provider.scopes),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": begun.challenge,
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{separator}{urlencode(asked)}"

    def answer(self, begun: Begun, returned: Returned, *, begun_on: datetime) -> Answered:
        """Exchange a code, and return what the provider says of the person.

        Raises GrantRefused with ``provider_refused`` if the provider has refused, and ProviderFailed.
        """
        metadata = self._metadata()
        # First whose answer it is (RFC 9207): a code of another provider must not be shown to this one.
        if (returned.issuer or metadata.names_itself) and returned.issuer != metadata.issuer:
            raise ProviderFailed(NOT_TRUSTED, "the answer is that of another provider")
        if returned.error or not returned.code or len(returned.code) > _LONGEST_CODE:
            raise GrantRefused("provider_refused", "the provider has refused the sign-in, or it was cancelled")
        token = self._id_token(metadata, begun, returned.code)
        expected = Expected(metadata.issuer, self.provider.client_id, begun.nonce, metadata.algorithms, begun_on)

        def key_of(algorithm: str, key_id: str | None) -> Mapping[str, Any]:
            return self.directory.key(metadata, algorithm, key_id, now=self.now)

        claims = checked(token, key_of, expected, now=self.now)
        email = claims.get("email")
        # Only what the provider has verified, and only a real true: anything else is a claim of the person.
        is_verified = claims.get("email_verified") is True and isinstance(email, str) and len(email) <= _LONGEST_EMAIL
        claim = self.provider.role_claim
        return Answered(
            metadata.issuer,
            claims["sub"],
            str(email) if is_verified else None,
            [] if claim is None else values_of(claims, claim),
        )

    def _metadata(self) -> Metadata:
        return self.directory.metadata(self.provider.issuer, now=self.now)

    def _id_token(self, metadata: Metadata, begun: Begun, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": begun.verifier,
        }
        headers = {}
        client_id = self.provider.client_id
        if self.secret is not None and metadata.takes_basic:
            pair = f"{quote(client_id, safe='')}:{quote(self.secret, safe='')}"  # RFC 6749, 2.3.1
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form["client_id"] = client_id
            if self.secret is not None:
                form["client_secret"] = self.secret
        fetched = self.directory.fetcher.post(metadata.token_endpoint, form, headers)
        token = fetched.body.get("id_token")
        if fetched.status != HTTPStatus.OK or not isinstance(token, str):
            error = fetched.body.get("error")
            if error == "invalid_grant":
                raise ProviderFailed(NOT_TRUSTED, "the provider does not accept the code")
            known = error if error in {"invalid_client", "unauthorized_client", "invalid_request"} else "no ID token"
            raise ProviderFailed(UNAVAILABLE, f"the provider answered with status {fetched.status}: {known}")
        return token


def values_of(claims: Mapping[str, Any], claim: str) -> list[str]:
    """Return the texts of a claim, which has one or a list; a name with dots also leads into objects."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for name in claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return [one for one in values[:_MOST_VALUES] if isinstance(one, str)]
