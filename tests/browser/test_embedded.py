"""The sections on a page of another portal, which has installed the packages as they would be published."""

from __future__ import annotations

import mimetypes
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

import portals
from browser.conftest import OpenContext
from browser.demo_server import TEAM_ID, DemoServer
from browser.team_page import expect_reading, numbers_of, texts_of, written

pytestmark = pytest.mark.skipif(bool(portals.WHY_NOT), reason=portals.WHY_NOT)
WIDTH = 420
SHOWN = ("BookedTimeThisMonth", "CheckedTimeThisMonth")
"""The figures that have a column as long as nobody chooses others."""


@pytest.fixture(params=portals.REACTS)
def portal(
    request: pytest.FixtureRequest, packages: Path, open_context: OpenContext, demo: DemoServer
) -> BrowserContext:
    """A browser for which the portal's pages are under ``/portal/`` of the server that answers its calls."""
    context = open_context(may_fail=("404",))
    built = packages / request.param / "dist"

    def answer(route: Route) -> None:
        path = route.request.url.partition("?")[0].removeprefix(f"{demo.url}/portal/") or "index.html"
        kind = mimetypes.guess_type(path)[0]
        route.fulfill(body=(built / path).read_bytes(), content_type=kind or "application/octet-stream")

    context.route(f"{demo.url}/portal/**", answer)
    context.add_init_script(f"window.myPortal = {{ accessToken: () => '{demo.token()}' }}")
    return context


def opened(portal: BrowserContext, section: str, more: str = "", team: int = TEAM_ID) -> Page:
    page = portal.new_page()
    page.goto(f"/portal/?section={section}&team={team}{more}")
    return page


def test_the_documented_line_shows_the_figures(portal: BrowserContext, demo: DemoServer) -> None:
    answer: list[dict[str, Any]] = demo.read(f"/api/public/teams/{TEAM_ID}/kpi")["Kpi"]
    expected = {one["CoworkerId"]: {name: one[name] for name in SHOWN if one[name]} for one in answer}

    def shown(page: Page) -> dict[int, dict[str, float]]:
        found = {}
        for row in page.locator("[data-member]").all():
            numbers = numbers_of(row)
            number = int(row.get_attribute("data-member") or 0)
            found[number] = {name: numbers[name] for name in SHOWN if numbers.get(name)}
        return found

    def texts_shown(page: Page, figure: str) -> dict[int, str | None]:
        lines = page.locator("[data-member]").all()
        return {int(one.get_attribute("data-member") or 0): texts_of(one).get(figure) for one in lines}

    page = opened(portal, "documented")
    expect(page.locator("[data-member]").first).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect_reading(lambda: shown(page), expected)
    # The portal's own page is left as it was.
    styles = page.evaluate("(({colorScheme}) => colorScheme)(getComputedStyle(document.documentElement))")
    assert styles == "normal"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--tk-accent')") == ""

    narrow = opened(portal, "documented", "&narrow&queries")
    expect(narrow.locator("[data-member]").first).to_be_visible()
    expect(narrow.get_by_role("table")).to_have_count(0)
    for figure in SHOWN:
        narrow.get_by_label("Figure").select_option(figure)
        texts: dict[int, str | None] = {one["CoworkerId"]: written(figure, one[figure]) for one in answer}
        expect_reading(partial(texts_shown, narrow, figure), texts)
    assert narrow.evaluate("document.querySelector('aside').scrollWidth") <= WIDTH


def test_months_and_week_in_a_narrow_column(portal: BrowserContext) -> None:
    page = opened(portal, "trends", "&narrow&queries")
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()
    assert page.evaluate("document.querySelector('aside').scrollWidth") <= WIDTH
    assert page.evaluate("failures") == []

    page = opened(portal, "attendance", "&narrow")
    expect(page.get_by_role("button", name="Edit plans")).to_be_visible()
    assert page.evaluate("document.querySelector('aside').scrollWidth") <= WIDTH
    # The theme that the portal chose, and nowhere else.
    section = page.locator(".teamkpi")
    expect(section).to_have_css("color-scheme", "dark")
    assert section.evaluate("e => getComputedStyle(e).getPropertyValue('--tk-accent')") == "rgb(1, 2, 3)"


def test_everything_about_a_member_in_a_panel(portal: BrowserContext) -> None:
    page = opened(portal, "person")
    panel = page.get_by_role("dialog", name="Jane Smith")
    expect(panel.get_by_role("region", name="Booked this month").locator("[data-row]").first).to_be_visible()
    # What the panel cannot do here isn't offered.
    expect(panel.get_by_role("button", name="Remove from the team")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page).to_have_title("closed")
    assert page.evaluate("failures") == []


def test_a_failure_is_shown_and_told(portal: BrowserContext) -> None:
    page = opened(portal, "trends", team=999)
    expect(page.get_by_role("alert")).to_be_visible()
    expect_reading(lambda: sorted(set(page.evaluate("failures"))), ["ApiError team_not_found"])
