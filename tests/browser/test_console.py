"""The console at a front desk: people are found by name, checked in, and booked with what goes with it; all undone.

And the owner gives a colleague access, and ends it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import loopback
from browser import crowd
from browser.conftest import OpenContext
from browser.demo_server import PASSWORD, TEAM_ID, DemoServer
from browser.team_page import sign_in
from browser.visits import in_both_themes, violations
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
    assert violations(page) == []
    # On a phone, a window widens with what does not fit into it.
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.usefixtures("desk")
def test_a_day_at_the_desk(open_context: OpenContext, demo: DemoServer) -> None:
    crowd.make(demo)  # among the locations to choose from is one with a very long name
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
    figures = page.get_by_role("region", name="Figures")
    [row] = [one for one in demo.read(f"/api/public/teams/{TEAM_ID}/kpi")["Kpi"] if one["CoworkerId"] == 101]
    days = figures.locator("[data-figure=RemainingTimePassesCount] dd")
    expect(days).to_have_text(re.compile(rf"^{row['RemainingTimePassesCount']}\b"))
    expect(figures.locator("[data-figure]")).to_have_count(16)
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


@pytest.mark.usefixtures("desk")
def test_a_colleague_joins_and_leaves(open_context: OpenContext) -> None:
    page = open_context(may_fail=("401",), **PHONE).new_page()
    page.goto("/console/access")
    sign_in(page, DESK)
    page.get_by_role("button", name="Add an operator").click()
    page.get_by_label("Email address", exact=True).fill("new@example.com")
    page.get_by_label("Roles").select_option("Front desk")
    expect_well_made(page)
    page.get_by_role("button", name="Add", exact=True).click()
    secret = page.get_by_role("group", name=re.compile("new@example.com can sign in")).locator("code")
    password = secret.inner_text()
    expect_well_made(page)
    page.get_by_role("button", name="I’ve copied it").click()  # noqa: RUF001 - as it is on the page
    expect(page.get_by_text("must choose a new password")).to_be_visible()

    colleague = open_context(may_fail=("400", "401")).new_page()
    colleague.goto("/console/")
    sign_in(colleague, "new@example.com", password)
    colleague.get_by_label("New password").fill("a longer battery staple")
    colleague.get_by_role("button", name="Change password").click()
    expect(colleague.get_by_text("Your password has been changed.")).to_be_visible()
    sign_in(colleague, "new@example.com", "a longer battery staple")
    expect(colleague.get_by_role("heading", name="Today")).to_be_visible()
    expect(colleague.get_by_role("link", name="Access")).to_have_count(0)

    page.reload()
    page.get_by_role("button", name="Open new@example.com").click()
    expect(page.get_by_role("dialog").get_by_text("Browser")).to_be_visible()
    expect_well_made(page)
    page.get_by_role("button", name="Remove as an operator").click()
    expect_well_made(page)
    page.get_by_role("group").get_by_role("button", name="Remove as an operator").click()
    expect(page.get_by_role("dialog").get_by_text("Not signed in anywhere.")).to_be_visible()
    colleague.reload()
    expect(colleague.get_by_label("Password", exact=True)).to_be_visible()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("screen", [PHONE, {"viewport": {"width": 1280, "height": 800}}], ids=["390", "1280"])
def test_viewing_a_team_as_its_administrators(
    open_context: OpenContext, demo: DemoServer, screen: dict[str, Any]
) -> None:
    """It has the same figures, no way to change anything, entries in the audit trail, and a way back."""
    context = open_context(color_scheme="light", **screen)
    page = context.new_page()
    page.goto(f"/console/teams/{TEAM_ID}")
    sign_in(page, DESK)
    page.get_by_role("link", name="View as administrator").click()
    expect(page.get_by_role("button", name="Start viewing")).to_be_visible()
    expect_well_made(page)
    page.get_by_role("button", name="Start viewing").click()
    banner = page.get_by_role("complementary", name=re.compile("View as"))
    expect(banner).to_contain_text("as its administrators do. Read only, until")
    [row, *_] = demo.read(f"/api/public/teams/{TEAM_ID}/kpi")["Kpi"]
    expect(page.get_by_role("main").get_by_text(row["CoworkerFullName"]).first).to_be_visible()
    expect(page.get_by_role("link", name="Alerts")).to_have_count(0)
    for name in ("Statement", "Leave team", "Add people", "Account"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    for theme in in_both_themes(page):
        assert theme
        expect_well_made(page)
    page.get_by_role("tab", name="Attendance").click()
    expect(page.get_by_role("button", name="Next week")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Edit"))).to_have_count(0)

    banner.get_by_role("button", name="Leave the view").click()
    expect(page.get_by_role("link", name="View as administrator")).to_be_visible()
    page.goto("/console/audit?entity=TeamView")
    expect(page.get_by_text(f"View of team {TEAM_ID} started").first).to_be_visible()
    expect(page.get_by_text(f"GET /api/public/teams/{TEAM_ID}/kpi").first).to_be_visible()
    expect_well_made(page)


def _new_charges(demo: DemoServer) -> list[int]:
    """Add three charges that no test has; return their ids."""
    values = [
        {"CoworkerId": who, "BusinessId": 1, "TotalAmount": 45, "Description": "Locker"} for who in (101, 101, 102)
    ]
    changes = [{"Entity": "charges", "Do": "create", "Values": one} for one in values]
    headers = {"Authorization": f"Bearer {demo.token(DESK)}"}
    made = loopback.post(f"{demo.url}/api/sys/changes", json={"Changes": changes}, headers=headers).raise_for_status()
    return [one["Id"] for one in made.json()["Changes"]]


def _charges(demo: DemoServer, ids: list[int]) -> list[tuple[float, str]]:
    """Return the amounts and the descriptions of charges."""
    found = {one["Id"]: one for one in demo.read(f"/api/billing/charges?id={ids}".replace(" ", ""), DESK)}
    return [(found[one]["TotalAmount"], found[one]["Description"]) for one in ids]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("screen", [PHONE, {"viewport": {"width": 1280, "height": 800}}], ids=["390", "1280"])
def test_several_records_are_changed_while_another_desk_changes_one(
    open_context: OpenContext, demo: DemoServer, screen: dict[str, Any]
) -> None:
    ids = _new_charges(demo)
    page = open_context(may_fail=("412",), **screen).new_page()
    page.goto(f"/console/records/charges?from.Id={ids[0]}&to.Id={ids[-1]}")
    sign_in(page, DESK)
    page.get_by_role("checkbox", name="Select all on this page").check()
    edit = page.get_by_role("button", name="Edit", exact=True)
    edit.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name=re.compile(r"^Edit 3.records$"))
    panel.get_by_role("checkbox", name="Change: Amount", exact=True).press("Space")
    panel.get_by_label("Amount", exact=True).fill("50,25")
    expect(panel.get_by_text(re.compile(r"^3.records change\."))).to_be_visible()
    expect(panel.get_by_text(re.compile(r"^Jane Smith: 2.records, \+.10\.50$"))).to_be_visible()
    for theme in in_both_themes(page):
        assert theme
        expect_well_made(page)

    other = open_context().new_page()
    other.goto(f"/console/records/charges?open={ids[1]}")
    sign_in(other, DESK)
    other.get_by_role("dialog").get_by_label("Description").fill("Locker 7")
    other.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(other.get_by_role("dialog")).to_have_count(0)

    panel.get_by_role("button", name="Save").click()
    result = page.get_by_role("group", name="Result")
    expect(result).to_be_focused()
    expect(result).to_contain_text(re.compile(r"2.records were changed: Leo Marchetti, Jane Smith"))
    expect(result).to_contain_text(re.compile(r"1.record was left as it was\. Someone else changed it"))
    expect_well_made(page)
    assert _charges(demo, ids) == [(50.25, "Locker"), (45, "Locker 7"), (50.25, "Locker")]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert _charges(demo, ids) == [(45, "Locker"), (45, "Locker 7"), (45, "Locker")]
