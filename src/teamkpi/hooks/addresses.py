"""Where a hook may connect to: public addresses, over https.

A name is resolved once, and the connection is made to an address that was checked, so that a name that resolves to
another address a moment later changes nothing. Other addresses, and http, are only for networks that a setting lists.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

import httpcore

from teamkpi.errors import HookAddressRefused, HookError

Network: TypeAlias = IPv4Network | IPv6Network
_LONGEST_URL: Final = 2000
_PORTS: Final = range(1, 65_536)
# Addresses that a gateway translates to the IPv4 address in their last 32 bits.
_TRANSLATED: Final = ip_network("64:ff9b::/96")


# Addresses for protocols, documentation and tunnels to IPv4 addresses. Not every version of Python knows all of them.
_NOT_OF_HOSTS: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
# The only IPv6 addresses that hosts of the internet have.
_ASSIGNED: Final = ip_network("2000::/3")


class RefusedAddressError(httpcore.ConnectError):
    """The host has no address that a hook may connect to."""


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks of a setting, each an address or a network such as ``10.0.0.0/8``."""
    return tuple(ip_network(text, strict=False) for text in texts)


def checked_url(url: str, allowed: Sequence[Network]) -> str:
    """Return the URL of a hook; raises HookError for one that can never be used.

    Which addresses its host has is only decided when it is connected to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise HookError(f"the address {url!r} is not a URL") from None
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise HookError(f"the address must have at most {_LONGEST_URL} printable ASCII characters and no spaces")
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise HookError("the address must start with https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise HookError("the address must not contain a user or a password; the signature proves the sender")
    if parts.fragment:
        raise HookError("the address must not contain a fragment (#)")
    if port is not None and port not in _PORTS:
        raise HookError("the address has an invalid port")
    if parts.scheme == "http" and not allowed:
        raise HookError("the address must start with https://; http is only for networks in TEAMKPI_HOOK_NETWORKS")
    literal = _literal(parts)
    if literal is not None and not _may_use(literal, allowed, is_plain=parts.scheme == "http"):
        raise HookAddressRefused(
            "the address is not public; TEAMKPI_HOOK_NETWORKS lists the networks that hooks may use as well"
        )
    return url


def _literal(parts: SplitResult) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(parts.hostname or "")
    except ValueError:
        return None


def _may_use(address: IPv4Address | IPv6Address, allowed: Sequence[Network], *, is_plain: bool) -> bool:
    """Return whether a hook may connect to an address; ``is_plain`` without TLS."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _TRANSLATED:
            address = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in allowed):
        return True
    return not is_plain and _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is that of a host of the internet."""
    if isinstance(address, IPv6Address) and address not in _ASSIGNED:
        return False
    return address.is_global and not address.is_multicast and not any(address in one for one in _NOT_OF_HOSTS)


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to addresses that hooks may use, and ends a whole exchange after some seconds.

    A receiver that sends a byte now and then would otherwise never be given up. Whether ``url`` has TLS decides which
    addresses may be used.
    """

    def __init__(self, allowed: Sequence[Network], *, url: str, seconds: float) -> None:
        self._allowed = allowed
        self._is_plain = urlsplit(url).scheme != "https"
        self._deadline = time.monotonic() + seconds
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that may be used and that answers.

        Raises RefusedAddressError if there is none that may be used.
        """
        del timeout
        problem: Exception = RefusedAddressError("no address of the host may be used")
        for address in _addresses(host, port):
            if not _may_use(ip_address(address.partition("%")[0]), self._allowed, is_plain=self._is_plain):
                continue
            try:
                stream = self._backend.connect_tcp(address, port, self.left(), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Stream(stream, self)
        raise problem

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def left(self) -> float:
        """Return how many seconds are left; raises ReadTimeout when none are."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the exchange took too long")
        return left


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline of the exchange."""

    def __init__(self, stream: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._network.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._network.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._network.left()), self._network)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("the host has no address") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
