"""The address of a set-up link."""

from __future__ import annotations

import pytest

from teamkpi.cli.setup_link import link


@pytest.mark.parametrize(
    ("address", "start"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://kpi.example.com/", "https://kpi.example.com"),
        ("http://0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("http://[::]:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://10.0.0.0.0.example", "http://10.0.0.0.0.example"),
    ],
)
def test_a_link_can_be_opened(address: str, start: str) -> None:
    assert link(address, "secret") == f"{start}/console/setup#secret"
