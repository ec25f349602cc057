"""Each screen of the console with Tab alone: everything is reached, in the order of the page, seen, and left again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, TEAM_ID, DemoServer
from teamkpi import accounts
from teamkpi.db import connect

CONSOLE = Path(__file__).parents[2] / "web" / "dashboard" / "src"
SCREENS = re.findall(r"name: '\w+', path: '(/[\w-]+)'", (CONSOLE / "app/console/screens.ts").read_text())
OTHERS = ["/people/101", f"/teams/{TEAM_ID}", "/account", "/records/bookings?open=new"]
OWNER = "keyboard@desks.example"

# Everything that Tab has to reach: of radio buttons with one name, only the chosen or the first one.
MARK = """() => {
  document.activeElement?.blur()
  const part = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body
  const names = new Set()
  const isReached = (e) => {
    if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({ visibilityProperty: true })) return false
    if (e.type !== 'radio') return true
    const group = [...part.querySelectorAll(`input[type=radio][name="${e.name}"]`)]
    return e === (group.find((one) => one.checked) ?? group[0])
  }
  const all = [...part.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  const found = all.filter(isReached)
  found.forEach((e, number) => { e.dataset.stop = number })
  return found.map((e) => e.outerHTML.slice(0, 120))
}"""
STOP = """() => {
  const e = document.activeElement
  if (!e || e === document.body || e.dataset.stop === undefined) return null
  const shown = (one) => {
    const style = getComputedStyle(one)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }
  const box = e.getBoundingClientRect()
  const isInWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return { number: Number(e.dataset.stop), isSeen: isInWindow && (shown(e) || shown(e.closest('label') ?? e)) }
}"""


@pytest.fixture(scope="module")
def owner(demo: DemoServer) -> dict[str, Any]:
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, OWNER, PASSWORD, operator=True, now=datetime.now(UTC))
    return demo.cookie(OWNER)


def walk(page: Page) -> list[str]:
    """Press Tab until every stop was reached or the walk repeats itself; return what is wrong."""
    stops: list[str] = page.evaluate(MARK)
    troubles: list[str] = []
    seen: list[int] = []
    # The field of a date has a stop for each of its parts, and there is one between the last stop and the first.
    for _ in range(6 * len(stops) + 6):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            continue
        number = stop["number"]
        if seen and number == seen[-1]:
            continue  # a part of the field, which the browser itself marks
        if not stop["isSeen"]:
            troubles.append(f"the focus is not seen: {stops[number]}")
        if number in seen:
            break
        if seen and number < seen[-1] and seen[-1] != len(stops) - 1:
            troubles.append(f"out of order: {stops[number]}")
        seen.append(number)
    return troubles + [f"not reached: {stops[one]}" for one in range(len(stops)) if one not in seen]


@pytest.mark.parametrize("path", [*SCREENS, *OTHERS])
def test_tab_reaches_everything_and_leaves_again(open_context: OpenContext, owner: dict[str, Any], path: str) -> None:
    context = open_context()
    context.add_cookies([owner])  # type: ignore[list-item]  # the library names no type for it
    page = context.new_page()
    page.goto(f"/console{path}")
    expect(page.locator("main h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert walk(page) == []


def test_a_panel_gives_the_focus_back(open_context: OpenContext, owner: dict[str, Any]) -> None:
    context = open_context()
    context.add_cookies([owner])  # type: ignore[list-item]  # the library names no type for it
    page = context.new_page()
    page.goto("/console/people/101")
    book = page.get_by_role("button", name="Book a resource")
    book.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(book).to_be_focused()
    archive = page.get_by_role("button", name="Archive")
    archive.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Archive Jane Smith?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(archive).to_be_focused()
