"""Every state of the dashboard: axe finds nothing, light and dark, on a laptop and a phone, and nothing is cut."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, ViewportSize

from browser.layout import cut_off, large_text_troubles
from browser.states import STATES, OpenState, State, compared, first_look
from browser.team_page import expect_reading
from browser.visits import (
    account,
    attendance,
    editing,
    expiring,
    in_both_themes,
    person,
    signing_in,
    trends,
    violations,
    why,
)

PHONE: ViewportSize = {"width": 320, "height": 740}
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
HAND: ViewportSize = {"width": 390, "height": 844}
EVERY_LAYOUT = bool(os.environ.get("TEAMKPI_EVERY_LAYOUT"))
"""Whether axe looks at all states in both themes and widths; otherwise at some in two of these."""
SOME: Final = 4
"""Of how many states one is visited in the ordinary tests; all of them take minutes."""
LARGE_TEXT: Final = {signing_in, first_look, compared, why, person, expiring, trends, attendance, editing, account}
"""The states that the ordinary tests look at with text of twice the size."""
PICTURES = os.environ.get("TEAMKPI_PICTURES")
"""A folder for a picture of each state."""

pytestmark = pytest.mark.usefixtures("in_two_teams")


@pytest.mark.parametrize("state", STATES if EVERY_LAYOUT else STATES[::SOME], ids=lambda state: state.name)
def test_axe_finds_nothing_and_nothing_is_cut_off(open_state: OpenState, state: State) -> None:
    page = open_state(state)
    found = {"laptop, light": looked_at(page, state, "laptop-light")}
    for theme in in_both_themes(page):
        if EVERY_LAYOUT and theme == "dark":
            found["laptop, dark"] = looked_at(page, state, "laptop-dark")
    page.set_viewport_size(PHONE)
    found["phone, dark"] = looked_at(page, state, "phone-dark")
    if EVERY_LAYOUT:
        page.emulate_media(color_scheme="light")
        found["phone, light"] = looked_at(page, state, "phone-light")
    assert {where: one for where, one in found.items() if one} == {}
    nothing: list[str] = []
    expect_reading(lambda: cut_off(page), nothing)


@pytest.mark.parametrize(
    "state",
    [state for state in STATES if EVERY_LAYOUT or state.visit in LARGE_TEXT],
    ids=lambda state: state.name,
)
def test_nothing_is_cut_off_or_covered_with_text_of_twice_the_size(open_state: OpenState, state: State) -> None:
    page = open_state(state)
    nothing: list[str] = []
    for size in (LAPTOP, HAND):
        page.set_viewport_size(size)
        settings = page.context.new_cdp_session(page)
        expect_reading(partial(large_text_troubles, page, settings), nothing)


def looked_at(page: Page, state: State, name: str) -> list[str]:
    """Return what axe finds, and keep a picture if pictures are wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{state.name}-{name}.png", full_page=True)
    return violations(page)


def test_each_state_is_in_the_table_once() -> None:
    names = [state.name for state in STATES]
    assert len(names) == len(set(names))


def test_what_axe_is_for_is_found(open_state: OpenState) -> None:
    page = open_state(STATES[0])
    page.evaluate("document.querySelector('main, body').append(new Image())")
    assert "image-alt" in {one.partition(":")[0] for one in violations(page)}
