"""No address that is shown leads anywhere but to a web page, however a browser reads it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamkpi.api.http.web_addresses import harmless_address, harmless_name

PIECES = st.sampled_from(
    [
        "javascript",
        "data",
        "vbscript",
        "http",
        "https",
        "file",
        "blob",
        ":",
        "/",
        "//",
        "\\",
        "\t",
        "\n",
        " ",
        "\x01",
        "&colon;",
        "&#58;",
        "%3a",
        "a.test",
        "@",
        "x",
        "?",
        "#",
        ".",
        "-",
        "\u202e",
        '"',
        "<",
        "alert(1)",
        "\xa0",
    ]
)
READ_BY_BROWSERS = re.compile(r"[\t\n\r]|^[\x00-\x20]+")


@given(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=40))
def test_what_is_shown_has_no_other_scheme_than_those_of_the_web(stored: str) -> None:
    shown = harmless_address(stored)
    if shown is not None:
        assert shown == stored.strip()
        for read in (shown, READ_BY_BROWSERS.sub("", shown)):
            scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:|&)", read)
            assert scheme is None or scheme[0].lower() in {"http", "https"}
        assert not set(shown) & set("\"'<>`\\ \t\n")


@pytest.mark.parametrize(
    "stored", ["https://a.test/x?y=1&z=2#q", "www.a.test", "a.test/jane", "@acme", "acme", "http://[::1]:8000/"]
)
def test_what_leads_to_a_page_stays(stored: str) -> None:
    assert harmless_address(f" {stored}\n") == stored


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "  ",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.test/",
        "https://good.test@evil.test/",
        "javascript&colon;alert(1)",
        'https://a.test/"onclick=x',
        "a.test:8000",
        "x" * 3000,
    ],
)
def test_what_leads_elsewhere_is_none(stored: str | None) -> None:
    assert harmless_address(stored) is None


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (None, None),
        ("", ""),
        ("live:jane.smith", "live:jane.smith"),
        ("+44 20 7946", "+44 20 7946"),
        ("JavaScript:alert(1)", None),
        (" java\tscript:alert(1)", None),
        ("data:text/html,x", None),
        ("feed:javascript:alert(1)", None),
        ("view-source:data:text/html,x", None),
        ("blob:https://a.test/1", None),
        (" " * 3000 + "javascript:alert(1)", None),
        ("https://a.test/jane", "https://a.test/jane"),
        ("skype:jane.smith?call", "skype:jane.smith?call"),
        ("Jane (office): jane.smith", "Jane (office): jane.smith"),
    ],
)
def test_a_name_stays_unless_it_would_run(stored: str | None, shown: str | None) -> None:
    assert harmless_name(stored) == shown
