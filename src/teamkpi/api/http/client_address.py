"""Where a request came from, and how: as the connection has it, or what a trusted proxy says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, TypeAlias

_Address: TypeAlias = IPv4Address | IPv6Address


class Proxies:
    """The proxies in front of this server, as addresses and networks."""

    def __init__(self, trusted: Sequence[str], on_untrusted: Callable[[str], object] = str) -> None:
        """``on_untrusted`` is called with untrusted addresses that send ``X-Forwarded-For``."""
        self._on_untrusted = on_untrusted
        self._networks = [ip_network(one, strict=False) for one in trusted]

    def client_of(self, scope: Any) -> str | None:
        """Return the IP address of a request's client, or None if the connection has none.

        ``X-Forwarded-For`` is read from the right, where each proxy appends its client, as long as that is a trusted
        proxy too. Everything to the left of the first untrusted address may be forged.
        """
        peer = _peer(scope["client"][0]) if scope.get("client") else None
        if peer is None:
            return None
        came_from = peer
        for hop in _forwarded_for(scope["headers"]):
            if not self._is_trusted(came_from):
                if came_from is peer:
                    self._on_untrusted(str(peer))
                break
            address = _address(hop)
            if address is None:
                break
            came_from = address
        return str(came_from)

    def trusts(self, address: str) -> bool:
        """Return whether an address is that of a trusted proxy."""
        known = _address(address)
        return known is not None and self._is_trusted(known)

    def is_https(self, scope: Any) -> bool:
        """Return whether a request was sent over TLS, to this server or to the proxies in front of it.

        The first value of ``X-Forwarded-Proto`` is the browser's protocol; it is only read from a trusted peer.
        """
        peer = _peer(scope["client"][0]) if scope.get("client") else None
        if peer is not None and self._is_trusted(peer):
            for name, value in scope["headers"]:
                if name == b"x-forwarded-proto":
                    asked: bytes = value.partition(b",")[0].strip().lower()
                    return asked == b"https"
        return bool(scope.get("scheme") == "https")

    def _is_trusted(self, address: _Address) -> bool:
        return any(address.version == network.version and address in network for network in self._networks)


def _forwarded_for(headers: Sequence[tuple[bytes, bytes]]) -> Iterator[str]:
    """Yield the hops of all ``X-Forwarded-For`` headers, the last one first."""
    for name, value in reversed(headers):
        if name == b"x-forwarded-for":
            yield from reversed(value.decode("latin-1").split(","))


@lru_cache(maxsize=4096)  # of peers alone: what a header says may be as long as a header
def _peer(text: str) -> _Address | None:
    return _address(text)


def _address(text: str) -> _Address | None:
    """Return an address that may have a port, as some proxies write it, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def shown_address(address: str | None, shown: str) -> str | None:
    """Return as much of an address as the log may hold: all of it ("full"), its network ("prefix"), or None ("none").

    The network is the first 24 bits of an IPv4 address and the first 48 of an IPv6 address: ``203.0.113.0/24``.
    """
    if address is None or shown == "full":
        return address
    if shown == "none":
        return None
    bits = 24 if ip_address(address).version == 4 else 48
    plain = address.partition("%")[0]  # a link-local address may name the interface
    return str(ip_network(f"{plain}/{bits}", strict=False))
