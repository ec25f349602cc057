"""Where a request came from."""

from __future__ import annotations

import pytest

from teamkpi.api.http.client_address import Proxies
from teamkpi.errors import SettingsError
from teamkpi.settings import Settings

PROXIES = Proxies(("10.0.0.0/8", "192.0.2.1", "2001:db8::/32"))


def client(peer: str | None, *forwarded: str, proxies: Proxies = PROXIES) -> str | None:
    headers = [(b"host", b"x"), *((b"x-forwarded-for", value.encode("latin-1")) for value in forwarded)]
    return proxies.client_of({"client": (peer, 1234) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        # Nobody but a trusted proxy is believed.
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        # The right-most that is no proxy: what stands left of it was sent by the client.
        ("10.1.2.3", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["1.1.1.1, 198.51.100.1, 192.0.2.1"], "198.51.100.1"),
        ("10.1.2.3", ["1.1.1.1", "198.51.100.1", "192.0.2.1"], "198.51.100.1"),
        ("10.1.2.3", ["10.9.9.9, 192.0.2.1"], "10.9.9.9"),
        # What cannot be read ends the walk at the hop that wrote it.
        ("10.1.2.3", ["198.51.100.1, unknown"], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1,"], "10.1.2.3"),
        ("10.1.2.3", ["\xff"], "10.1.2.3"),
        ("10.1.2.3", ["unknown, 10.0.0.9"], "10.0.0.9"),
        # With a port, as some proxies write it, and mapped into IPv6.
        ("10.1.2.3", ["198.51.100.1:55555"], "198.51.100.1"),
        ("::ffff:10.1.2.3", ["[2001:0DB9::1]:443"], "2001:db9::1"),
        ("2001:db8::9", ["2001:db9::1"], "2001:db9::1"),
        ("2001:db9::9", ["2001:db9::1"], "2001:db9::9"),
        (None, ["198.51.100.1"], None),
        ("testclient", ["198.51.100.1"], None),
    ],
)
def test_the_address_of_a_client(peer: str | None, forwarded: list[str], expected: str | None) -> None:
    assert client(peer, *forwarded) == expected


def test_without_trusted_proxies_it_is_the_peer() -> None:
    assert client("10.1.2.3", "198.51.100.1", proxies=Proxies(())) == "10.1.2.3"


@pytest.mark.parametrize("wrong", ["nonsense", "10.0.0.0/33", "proxy.example.com"])
def test_what_is_no_network_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="TEAMKPI_TRUSTED_PROXIES must be addresses or networks like"):
        Settings.from_environment({"TEAMKPI_TRUSTED_PROXIES": f"10.0.0.0/8, {wrong}"})
    read = Settings.from_environment({"TEAMKPI_TRUSTED_PROXIES": "10.0.0.1/8,::1"})
    assert read.trusted_proxies == ("10.0.0.1/8", "::1")


@pytest.mark.parametrize(
    ("peer", "scheme", "forwarded", "expected"),
    [
        ("10.1.2.3", "http", "https", True),
        ("10.1.2.3", "http", "HTTPS , http", True),
        ("10.1.2.3", "https", "http", False),
        ("10.1.2.3", "https", None, True),
        ("203.0.113.5", "http", "https", False),
        ("203.0.113.5", "https", "http", True),
        (None, "http", "https", False),
        ("10.1.2.3", None, None, False),
    ],
)
def test_how_a_request_was_sent(peer: str | None, scheme: str | None, forwarded: str | None, expected: bool) -> None:
    headers = [(b"x-forwarded-proto", forwarded.encode())] if forwarded else []
    scope = {"client": (peer, 1) if peer else None, "headers": headers, **({"scheme": scheme} if scheme else {})}
    assert PROXIES.is_https(scope) is expected
