"""Answers that come slowly, one by one, move nothing that somebody may be about to press."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from browser.conftest import OpenContext
from browser.team_page import TEAM, expect_reading

SLOW = Path(__file__).with_name("slow_answers.js")
PAGES = {
    TEAM: "[data-member] [data-months] [role=img], [data-member] li, [data-new]",
    f"{TEAM}?on=2026-10-31": "[data-new]",
    f"{TEAM}?member=101": "dialog [data-row]",
    f"{TEAM}?why=RemainingTimeCreditMinutes&of=102": "dialog [data-row]",
    f"{TEAM}?tab=trends": "figure svg",
    f"{TEAM}?tab=attendance": "[data-member] [data-plan]",
    f"{TEAM}/alerts": "main button",
    "/dashboard/account": "[data-sign-in]",
}
"""Addresses, each with what is there when the page is whole."""


@pytest.mark.parametrize(
    ("screen", "is_last_first"),
    [({}, "false"), ({"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}, "true")],
    ids=["desk", "phone"],
)
def test_nothing_to_press_moves_while_a_page_loads(
    open_signed_in: OpenContext, screen: dict[str, Any], is_last_first: str
) -> None:
    # A day before the demo's history cannot be shown as it was shown then.
    context = open_signed_in(may_fail=("404",), **screen)
    context.add_init_script(f"window.isLastFirst = {is_last_first}")
    context.add_init_script(path=SLOW)
    moved = {address: moved_on(context, address, whole) for address, whole in PAGES.items()}
    assert {address: found for address, found in moved.items() if found} == {}


def moved_on(context: BrowserContext, address: str, whole: str) -> list[str]:
    """Open a page, and return what moved until it was whole."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator(whole).first).to_be_visible()
    expect_reading(lambda: page.evaluate("hasAnswers()"), True)
    found: list[str] = page.evaluate("moved")
    page.close()
    return found
