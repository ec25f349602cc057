"""Every page and state of the dashboard, each with the way there, for tests of what must be so on all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from browser.demo_server import IN_TWO_TEAMS, MEMBER_EMAIL
from browser.team_page import TEAM, open_team, sign_in

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 320, "height": 740}, "has_touch": True, "is_mobile": True}

Visit = Callable[[BrowserContext], Page]
OpenFor = Callable[..., Page]


def signing_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/dashboard/sign-in")
    expect(page.get_by_label("Email")).to_be_visible()
    return page


def refused(context: BrowserContext) -> Page:
    page = signing_in(context)
    sign_in(page, password="wrong")
    expect(page.get_by_text("The email, password or code is incorrect")).to_be_visible()
    return page


def teams(context: BrowserContext) -> Page:
    page = signing_in(context)
    sign_in(page, IN_TWO_TEAMS)
    expect(page.get_by_role("heading", name="Your teams")).to_be_visible()
    return page


def members(context: BrowserContext) -> Page:
    return open_team(context, "?cols=all&fold=credit&sort=-BookedTimeTotal")


def no_members(context: BrowserContext) -> Page:
    page = members(context)
    page.get_by_label("Search members").fill("nobody at all")
    expect(page.get_by_text("No members found")).to_be_visible()
    return page


def columns(context: BrowserContext) -> Page:
    page = members(context)
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_role("dialog", name="Choose columns")).to_be_visible()
    return page


def meaning(context: BrowserContext) -> Page:
    page = members(context)
    page.locator("th[data-column=UninvoicedProducts]").get_by_role("button").focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    return page


def why(context: BrowserContext) -> Page:
    page = open_team(context, "?why=RemainingTimeCreditMinutes&of=102", waits_for="[data-row]")
    expect(page.get_by_role("heading", name="Not counted")).to_be_visible()
    return page


def person(context: BrowserContext) -> Page:
    return open_team(context, "?member=101", waits_for="[data-row]")


def past(context: BrowserContext) -> Page:
    before = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    page = open_team(context, f"?on={before.date()}")
    expect(page.get_by_text(re.compile(rf"looking at {before.day} \w+ {before.year}"))).to_be_visible()
    return page


def trends(context: BrowserContext) -> Page:
    page = open_team(context)
    page.get_by_role("tab", name="Trends").click()
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()
    return page


def attendance(context: BrowserContext) -> Page:
    page = open_team(context)
    page.get_by_role("tab", name="Attendance").click()
    expect(page.get_by_role("button", name="Edit plans")).to_be_visible()
    return page


def editing(context: BrowserContext) -> Page:
    page = attendance(context)
    page.get_by_role("button", name="Edit plans").click()
    expect(page.get_by_role("button", name="Stop editing")).to_be_visible()
    return page


def plain_member(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(TEAM)
    sign_in(page, MEMBER_EMAIL)
    expect(page.get_by_role("table").get_by_text("Jane Smith")).to_be_visible()
    return page


def account(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/dashboard/account")
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    return page


def no_team(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/dashboard/team/999")
    expect(page.get_by_role("heading", name="Team not found", level=1)).to_be_visible()
    return page


def unsaved(context: BrowserContext) -> Page:
    page = editing(context)
    choice = page.locator("tr[data-member] td select").first
    choice.select_option("3" if choice.input_value() != "3" else "2")
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    return page


def failed(context: BrowserContext) -> Page:
    page = context.new_page()
    page.route(re.compile(r"/teams/\d+/kpi"), lambda route: route.fulfill(status=500, body=""))
    page.goto(TEAM)
    expect(page.get_by_role("heading", name="t load the figures")).to_be_visible()
    return page


def loading(context: BrowserContext) -> Page:
    page = context.new_page()
    page.route(re.compile(r"/teams/\d+/kpi"), lambda _: None)  # the answer never comes
    page.goto(TEAM)
    expect(page.get_by_text("Loading figures")).to_be_attached()
    expect(page.locator("[data-lead=invoice] [data-value]").first).to_be_visible()
    return page


def offline(context: BrowserContext) -> Page:
    page = open_team(context, waits_for="[data-new]")
    page.wait_for_load_state("networkidle")  # axe would request style sheets that are still loading
    context.set_offline(True)
    expect(page.get_by_text("re offline.")).to_be_visible()
    return page


def expiring(context: BrowserContext) -> Page:
    return open_team(context, "?expiring=all", waits_for="[data-row]")


def by_member(context: BrowserContext) -> Page:
    return open_team(context, "?why=BookedTimeThisMonth", waits_for="[data-row]")


def statement(context: BrowserContext) -> Page:
    page = open_team(context)
    page.get_by_role("button", name="Statement").click()
    expect(page.get_by_role("dialog", name="Statement")).to_be_visible()
    return page


def account_menu(context: BrowserContext) -> Page:
    page = open_team(context)
    page.get_by_role("button", name="Account").click()
    expect(page.get_by_role("dialog", name="Account")).to_be_visible()
    return page


def adding_people(context: BrowserContext) -> Page:
    page = open_team(context)
    page.get_by_role("button", name="Add people").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    return page


def alerts(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{TEAM}/alerts")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button").nth(1)).to_be_visible()
    return page


def forgotten(context: BrowserContext) -> Page:
    page = signing_in(context)
    page.get_by_role("link", name="Forgot").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


SIGNED_OUT: list[Visit] = [signing_in, refused, forgotten, teams, plain_member]
SIGNED_IN: list[Visit] = [
    members,
    no_members,
    columns,
    meaning,
    why,
    person,
    past,
    trends,
    attendance,
    editing,
    account,
    no_team,
    unsaved,
    failed,
    loading,
    offline,
    expiring,
    by_member,
    statement,
    account_menu,
    adding_people,
    alerts,
]


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, one line for each element."""
    # Offline, axe could not load again what it looks into.
    options = "{resultTypes: ['violations'], preload: navigator.onLine}"
    # Rows that are alike are looked at once.
    where = "{include: [document], exclude: [['tbody tr:nth-child(n + 7)'], ['li:nth-child(n + 13)']]}"
    found = page.evaluate(f"async () => (await axe.run({where}, {options})).violations")
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def in_both_themes(page: Page) -> Iterator[str]:
    """Yield the name of each theme while the page, opened in the light one, has it."""
    yield "light"
    light = background(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).not_to_have_css("background-color", light)
    yield "dark"
