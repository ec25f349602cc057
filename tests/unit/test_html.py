"""HTML is measured before it is cleaned, and never found to be less deep than a browser finds it."""

from __future__ import annotations

import re
from itertools import accumulate

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import examples
from teamkpi.api.http.html import MOST_ATTRIBUTES, MOST_LEVELS, _levels, cleaned

LONGEST = 65_536
NAMES = (
    *("div", "p", "b", "i", "a", "ul", "li", "dl", "dt", "dd", "h1", "form", "button", "nobr", "center", "object"),
    *("table", "tbody", "tr", "td", "th", "caption", "colgroup", "col", "select", "option", "optgroup", "template"),
    *("svg", "math", "desc", "mi", "foreignObject", "title", "textarea", "style", "xmp", "noscript", "ruby", "rt"),
    *("br", "img", "input", "hr", "body", "html", "head", "frameset", "iframe", "plaintext", "x-y", "DIV", "Td"),
)
TOKENS = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES]),
    st.sampled_from([f"</{name}>" for name in NAMES]),
    st.sampled_from([f"<{name} a='1' b>" for name in NAMES]),
    st.sampled_from([f"<{name}/>" for name in NAMES]),
    st.sampled_from(
        ["text", " ", "<", "<!-- x -->", "<!--", "-->", "<!---->", '<b title="</div>">', "<b title='</i>", "&amp;"]
    ),
    st.sampled_from(
        ["</div", "<a/b>", "<b a=>", "<![CDATA[", "]]>", "<?x?>", "<!DOCTYPE html>", "< div>", "</>", "<b a\"'>"]
    ),
)


def depth_of(html: str) -> int:
    """How deep the elements are nested in what a reader like a browser makes of it."""
    everything = {name.lower() for name in NAMES} | {"tbody", "colgroup", "image"}
    written = nh3.clean(html, tags=everything, clean_content_tags=set(), attributes={})
    empty = r"(?!/|br\b|img\b|input\b|hr\b|col\b)"
    steps = [
        1 if one.startswith("<") and one[1] != "/" else -1
        for one in re.findall(rf"<{empty}\w[^>]*>|</\w[^>]*>", written)
    ]
    return max(accumulate(steps), default=0)


@settings(max_examples=examples(1500), deadline=None)
@given(st.lists(TOKENS, max_size=40).map("".join))
def test_it_is_never_deeper_than_it_was_found_to_be(html: str) -> None:
    levels = _levels(html)
    if levels is None:
        levels = len(re.findall("<[A-Za-z]", html))
    # A table's parts are made where they are left out, two of them for each cell; an end tag alone may make an element.
    assert depth_of(html) <= 3 * levels + 1


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("", 0),
        ("plain < text > & more", 0),
        ("<p>a<br>b</p><p>c</p>", 1),
        ("<ul><li><b>x</b></li><li>y</li></ul>", 3),
        ('<p title="a > b" class=c d>x</p>', 1),
        ("<P>x</p >", 1),
        ("<p>a<p>b<p>c", 3),
        ("<div><!-- a comment --></div>", 1),
        ("<svg><br><br></svg>", 3),
        ("<div><!--</div>-->", None),
        ('<div title="</div>"><div title="</div>">', 2),
        ('<a b"><i>', None),
        ("<a ", None),
    ],
)
def test_levels(html: str, levels: int | None) -> None:
    assert _levels(html) == levels


DEEP = (
    "<ul><li>",
    "<div>",
    "<div><!--</div>-->",
    '<div title="</div>">',
    "<b t=1><i t=2>",
    "<svg><col>",
    "<table><tr><td>",
    "<textarea><x>",
)


@pytest.mark.parametrize("pattern", DEEP)
def test_what_is_nested_too_deeply_is_refused(pattern: str) -> None:
    for html in (pattern * (LONGEST // len(pattern)), pattern * (MOST_LEVELS + 1)):
        with pytest.raises(ValueError, match=r"^must be well-formed HTML"):
            cleaned(html)


def test_an_element_has_no_end_of_attributes() -> None:
    attributes = [f" a{number}=1" for number in range(MOST_ATTRIBUTES + 1)]
    filler = "<br>" * 5000
    assert cleaned(f"<b{''.join(attributes[1:])}>x</b>{filler}")
    with pytest.raises(ValueError, match=r"^must be well-formed HTML"):
        cleaned(f"<b{''.join(attributes)}>x</b>{filler}")


@pytest.mark.parametrize(
    "html",
    [
        "<p>We build <b>things</b>.</p>",
        '<p><a href="https://example.com/?a=1&amp;b=2" title="it\'s > that">x</a></p>' * 500,
        "<ul>" + "<li>one</li>" * 3000 + "</ul>",
        "<b>" * MOST_LEVELS + "x" + "</b>" * MOST_LEVELS,
        "x < y <3 & z",
        "<p>not <b>well</p> formed</b>",
        "text " * 10_000,
    ],
)
def test_what_people_write_is_cleaned_and_stays_as_it_then_is(html: str) -> None:
    once = cleaned(html)
    assert once
    assert cleaned(once) == once
