"""Compressed responses (RFC 9110, 8.4 and 12.5.3): the coding that a client accepts, and bodies in it.

Only responses with records or figures are compressed. A body with a secret, such as a token, is not compressed, because
the length of a compressed body reveals something about its content to an attacker who can add a part to it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import brotli
import zstandard

SMALLEST: Final = 1024
"""Bytes of the smallest body that is compressed."""
VARY: Final = {"Vary": "Accept-Encoding"}
_MOST_BYTES: Final = 1000  # of a header that lists codings
_WEIGHT: Final = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")
_GZIP: Final = 16 + zlib.MAX_WBITS


class Coding(NamedTuple):
    """A way to send a body."""

    name: str
    """As in ``Content-Encoding``; "" for a body as it is."""
    compress: Callable[[bytes], bytes]

    def etag(self, etag: str) -> str:
        """Return the entity tag of a body in this coding, from that of the body as it is. Both are in quotes."""
        return f'{etag[:-1]}-{self.name}"' if self.name else etag

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a body in this coding."""
        return {"Content-Encoding": self.name, **VARY} if self.name else VARY


def _gzip(body: bytes) -> bytes:
    compressor = zlib.compressobj(level=5, wbits=_GZIP)
    return compressor.compress(body) + compressor.flush()


PLAIN: Final = Coding("", lambda body: body)
CODINGS: Final = {
    coding.name: coding
    for coding in (
        Coding("zstd", zstandard.compress),
        Coding("br", lambda body: bytes(brotli.compress(body, quality=4))),
        Coding("gzip", _gzip),
    )
}
"""The codings by their names, in order of preference."""
_NAMES: Final = tuple(CODINGS)


def coding_for(scope: Any, size: int) -> Coding | None:
    """Return the coding for a body of that many bytes, by the ASGI scope of its request.

    None for a body that is too small to be compressed for any client.
    """
    if size < SMALLEST:
        return None
    values = [value for name, value in scope["headers"] if name == b"accept-encoding"]
    return CODINGS.get(best_of(b",".join(values), _NAMES), PLAIN) if values else PLAIN


def best_of(accepted: bytes, names: tuple[str, ...]) -> str:
    """Return the name that an ``Accept-Encoding`` header weighs most, the earliest of several; "" for no coding."""
    return _best_of(accepted[:_MOST_BYTES], names)


@lru_cache(maxsize=256)  # clients send one of few
def _best_of(accepted: bytes, names: tuple[str, ...]) -> str:
    weights = dict(_weights(accepted.decode("latin-1").lower().split(",")))
    others = weights.get("*", 0.0)
    best, most = "", weights.get("identity", 0.0)
    for name in names:
        weight = weights.get(name, others)
        if weight > most or (weight == most > 0 and not best):
            best, most = name, weight
    return best


def _weights(parts: Iterable[str]) -> Iterable[tuple[str, float]]:
    """Yield each coding of a list with its weight; one whose weight cannot be read is left out."""
    for part in parts:
        name, separator, parameter = part.partition(";")
        weight = _WEIGHT.fullmatch(parameter)
        if weight or not separator:
            yield name.strip(), float(weight[1]) if weight else 1.0
