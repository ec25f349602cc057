"""The console at a front desk: people are found by name, checked in, and booked with what goes with it; all undone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, DemoServer
from browser.team_page import sign_in
from teamkpi import accounts
from teamkpi.db import connect

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK = "desk@example.com"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def desk(demo: DemoServer) -> None:
    """Make an operator."""
    with connect(demo.database_url) as conn:
        accounts.create(conn, 1, DESK, PASSWORD, operator=True, now=datetime.now(UTC))


def expect_well_made(page: Page) -> None:
    """Nothing that axe knows is wrong, and nothing is wider than the window."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document).then((result) => result.violations.map((one) => one.id))")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.usefixtures("desk")
def test_a_day_at_the_desk(open_context: OpenContext) -> None:
    page = open_context(color_scheme="dark", **PHONE).new_page()
    page.goto("/console/")
    sign_in(page, DESK)
    search = page.get_by_role("combobox", name="Check in")
    search.fill("siobhan o")
    expect(page.get_by_role("option", name=re.compile("Siobhán O'Connor"))).to_be_visible()
    expect_well_made(page)
    search.fill("o'connor siobhan")
    expect(page.get_by_role("option", name=re.compile("Siobhán O'Connor"))).to_be_visible()
    search.press("Enter")
    expect(page.get_by_role("button", name="Check out Siobhán O'Connor")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Check out Siobhán O'Connor")).to_have_count(0)

    page.goto("/console/people/101")
    credit = page.get_by_role("listitem").filter(has_text="Dedicated Desk: meeting time")
    expect(credit).to_contain_text("2 h of 10 h left")
    page.get_by_role("button", name="Book a resource").click()
    page.get_by_label("From").fill("09:00")
    page.get_by_label("Until").fill("10:30")
    page.get_by_label("Use the time credit “Dedicated Desk: meeting time”: 2 h").check()
    expect(page.get_by_text("Dedicated Desk: meeting time: 2 h → 30 min")).to_be_visible()
    expect_well_made(page)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_text("Booked for Jane Smith.")).to_be_visible()
    expect(credit).to_contain_text("30 min of 10 h left")
    page.get_by_role("button", name="Undo").click()
    expect(credit).to_contain_text("2 h of 10 h left")
    expect_well_made(page)
