"""How a monitoring system shows that it may read what strangers may not: the token of ``TEAMKPI_METRICS_TOKEN``."""

from __future__ import annotations

import hmac
from typing import Final

from teamkpi.api.http.requests import Scope

_SCHEME: Final = b"bearer "


def shows(scope: Scope, token: str) -> bool:
    """Return whether a request has this bearer token, in one header."""
    shown = [value for name, value in scope["headers"] if name == b"authorization"]
    return (
        len(shown) == 1
        and shown[0][: len(_SCHEME)].lower() == _SCHEME
        and hmac.compare_digest(shown[0][len(_SCHEME) :].strip(), token.encode())
    )
