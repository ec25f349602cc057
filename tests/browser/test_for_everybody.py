"""Every page for everybody: no violation that axe knows, light and dark, small screens, keyboard alone, Spanish."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from browser.conftest import OpenContext
from browser.demo_server import ADMINISTRATOR_EMAIL, IN_TWO_TEAMS, MEMBER_EMAIL, PASSWORD, TEAM_ID, DemoServer
from browser.team_page import (
    ITEMS,
    NUMBERS,
    TEAM,
    WHOLE,
    expect_reading,
    numbers_of,
    open_team,
    rows,
    shown_ids,
    sign_in,
    texts_of,
    used,
    written,
)

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.usefixtures("in_two_teams")
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
    page = open_team(context, "?on=2026-10-31")
    expect(page.get_by_text("looking at 31 Oct 2026")).to_be_visible()
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


SIGNED_OUT: list[Visit] = [signing_in, refused, teams, plain_member]
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
]


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, one line for each element."""
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.fixture
def open_for(open_context: OpenContext, open_signed_in: OpenContext) -> OpenFor:
    """Open a page with axe, as who it is for."""

    def open_one(visit: Visit, **options: Any) -> Page:
        open_browser = open_context if visit in SIGNED_OUT else open_signed_in
        context = open_browser(color_scheme="light", may_fail=("400", "401", "404"), **options)
        context.add_init_script(path=AXE)
        return visit(context)

    return open_one


def in_both_themes(page: Page) -> Iterator[str]:
    """Yield the name of each theme while the page, opened in the light one, has it."""
    yield "light"
    light = background(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).not_to_have_css("background-color", light)
    yield "dark"


@pytest.mark.parametrize("visit", [*SIGNED_OUT, *SIGNED_IN], ids=lambda visit: visit.__name__)
def test_axe_finds_nothing(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit)
    assert {theme: violations(page) for theme in in_both_themes(page)} == {"light": [], "dark": []}


@pytest.mark.parametrize(
    "visit", [signing_in, teams, members, why, person, trends, attendance, account], ids=lambda visit: visit.__name__
)
def test_a_phone(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert {theme: violations(page) for theme in in_both_themes(page)} == {"light": [], "dark": []}


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def test_the_colours_are_chosen_and_kept(open_signed_in: OpenContext) -> None:
    context = open_signed_in(color_scheme="light")
    context.add_init_script(path=AXE)
    page = open_team(context)
    root, light = page.locator("html"), background(page)
    page.get_by_role("button", name="Account").click()
    page.get_by_label("Colours").select_option(label="dark")
    expect(root).not_to_have_css("background-color", light)
    dark = background(page)
    assert violations(page) == []
    page.reload()
    expect(rows(page).first).to_be_visible()
    expect(root).to_have_css("background-color", dark)


def test_a_phone_shows_the_same_numbers(open_signed_in: OpenContext) -> None:
    context = open_signed_in(**PHONE)
    page = context.new_page()
    with page.expect_response(lambda response: response.url.partition("?")[0].endswith("/kpi")) as waiting:
        page.goto(TEAM + WHOLE)
    answer = waiting.value.json()["Kpi"]
    expect(rows(page).first).to_be_visible()
    expect_reading(lambda: shown_ids(page), [one["CoworkerId"] for one in answer])
    # One figure of each, and of the team; the others after a tap.
    page.get_by_label("Figure").select_option("BookedTimeTotal")
    by_booked = sorted(answer, key=lambda one: -one["BookedTimeTotal"])
    expect_reading(
        lambda: page.locator("li [data-figure=BookedTimeTotal]").all_text_contents()[: len(answer)],
        [spoken(one["BookedTimeTotal"]) for one in by_booked],
    )
    for member in answer[:3]:
        line = page.locator(f"[data-member='{member['CoworkerId']}']")
        line.get_by_role("button").first.click()
        texts = texts_of(line)
        for name in used(answer):
            if name != "BookedTimeTotal":
                assert texts.get(name) == (written(name, member[name]) if member[name] else None)


def spoken(minutes: float) -> str:
    """Return a time as it is read aloud: with its exact minutes."""
    short = written("BookedTimeTotal", minutes)
    return f"{short}, {int(minutes):,} min" if minutes >= 60 else (f"{short}0" if minutes == 0 else short)


def press_until(page: Page, key: str, is_there: Callable[[], bool], most: int = 60) -> None:
    """Press a key until something is so; a key that leads nowhere ends the test."""
    for _ in range(most):
        if is_there():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{most} times {key} lead elsewhere: {focused(page)}")


def focused(page: Page) -> str:
    """Return what has the focus, as it is announced."""
    said: str = page.evaluate(
        """() => {
          const e = document.activeElement
          return [e.tagName, e.getAttribute('role') ?? '', e.getAttribute('aria-label') ?? e.textContent].join(' ')
        }"""
    )
    return said


def test_the_main_path_by_keyboard_alone(open_context: OpenContext, demo: DemoServer) -> None:
    page = open_context().new_page()
    page.goto(TEAM + WHOLE)
    expect(page.get_by_label("Email")).to_be_visible()
    press_until(page, "Tab", lambda: page.get_by_label("Email").evaluate("e => e === document.activeElement"))
    page.keyboard.type(ADMINISTRATOR_EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(rows(page).first).to_be_visible()

    # The first stop leads past what is on every page.
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    # Sort, by a heading.
    heading = page.locator("th[data-column=BookedTimeTotal]")
    press_until(page, "Tab", lambda: heading.get_by_role("button").evaluate("e => e === document.activeElement"))
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.get_by_role("button")).to_be_focused()

    # One stop for the cells, and arrows between them.
    press_until(page, "Tab", lambda: page.evaluate("document.activeElement.closest('tbody') !== null"))
    page.keyboard.press("Control+Home")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    expect_reading(lambda: page.evaluate("document.activeElement.closest('td').cellIndex"), 1)
    expect_reading(lambda: page.evaluate("document.activeElement.closest('tr').sectionRowIndex"), 1)

    # Back to the tabs, and to the week.
    selected = page.get_by_role("tab", name="Members")
    press_until(page, "Shift+Tab", lambda: selected.evaluate("e => e === document.activeElement"))
    for name in ("Trends", "Attendance"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=name)).to_be_focused()  # the tabs move the focus in a later step
    page.keyboard.press("Enter")
    edit = page.get_by_role("button", name="Edit plans")
    expect(edit).to_be_visible()
    press_until(page, "Tab", lambda: edit.evaluate("e => e === document.activeElement"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop editing")).to_be_visible()
    assert demo.read(f"/api/public/teams/{TEAM_ID}/basis")["IsTeamAdministrator"]


def test_in_spanish(open_context: OpenContext) -> None:
    page = open_context(locale="es-ES").new_page()
    page.goto(TEAM + WHOLE)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("input[name=email]").fill(ADMINISTRATOR_EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(rows(page).first).to_be_visible()
    said = page.request.get("/api/public/figures", headers={"Accept-Language": "es"}).json()["Kpi"]
    for figure in said:
        heading = page.locator(f"th[data-column={figure['Name']}]")
        if figure["Name"] in NUMBERS and heading.count():
            expect(heading).to_have_text(figure["Label"])
    for group in {figure["Group"] for figure in said if figure["Name"] in NUMBERS}:
        expect(page.locator("thead").get_by_role("button", name=group, exact=True).first).to_be_visible()
    seen = page.locator("body").inner_text()
    english = r"\b(?:Members|Trends|Attendance|Columns|Account|up to date|Team|Search|To invoice|Credit left|Booked)\b"
    assert re.findall(english, seen) == []
    assert page.evaluate("localStorage.getItem('teamkpi.language')") is None

    # Chosen by hand, it is kept.
    page.get_by_role("button", name="Cuenta").click()
    page.get_by_label("Idioma").select_option("en")
    expect(page.get_by_role("tab", name="Trends")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("tab", name="Trends")).to_be_visible()


def test_printing_gives_a_page_without_controls(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in())
    page.emulate_media(media="print")
    expect(page.locator("table")).to_be_visible()
    expect(page.get_by_role("button", name="Account")).to_be_hidden()
    expect(page.get_by_label("Search members")).to_be_hidden()


def printed(page: Page) -> list[str]:
    """Print a page on A4; return the text of each sheet."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


@pytest.mark.parametrize("screen", [{}, {**PHONE, "viewport": {"width": 390, "height": 844}}], ids=["desk", "phone"])
def test_paper_has_heads_on_each_sheet_and_all_months(open_signed_in: OpenContext, screen: dict[str, Any]) -> None:
    page = open_team(open_signed_in(**screen))
    page.reload(wait_until="networkidle")  # what is still being loaded leaves a blank on paper
    expect(page.get_by_text("New in ")).to_be_visible()
    expect(page.locator("[data-member]").first).to_be_visible()
    if not screen:
        # Enough members for several sheets.
        page.locator("tbody").evaluate(
            "body => { for (const row of [...body.rows]) for (let i = 0; i < 8; i++) body.append(row.cloneNode(true)) }"
        )
    sheets = printed(page)
    assert [one for one in sheets if not one.strip()] == []
    if not screen:
        assert len(sheets) > 2
        assert [("Member" in one, "Next expiry" in one) for one in sheets[1:]] == [(True, True)] * (len(sheets) - 1)
    page.get_by_role("tab", name="Trends").click()
    expect(page.get_by_role("heading", name="Booked and checked-in hours")).to_be_visible()
    months = [one for one in page.locator("figure svg").first.locator("text").all_text_contents() if one.isalpha()]
    assert len(months) >= 6
    sheets = printed(page)
    assert [one for one in sheets if not one.strip()] == []
    assert [month for month in months if month not in " ".join(sheets)] == []


def test_the_first_load_is_small_and_compressed(open_signed_in: OpenContext) -> None:
    page = open_signed_in().new_page()
    loaded: dict[str, Any] = {}
    page.on("response", lambda response: loaded.update({response.url: response}))
    page.goto(TEAM)
    expect(rows(page).first).to_be_visible()
    sizes = {}
    for url, response in list(loaded.items()):  # more may come while these are looked at
        if url.endswith(".js"):
            assert response.header_value("content-encoding") in {"br", "gzip"}
            assert "immutable" in (response.header_value("cache-control") or "")
            gzipped = page.request.get(url, headers={"Accept-Encoding": "gzip"})
            sizes[url] = int(gzipped.headers["content-length"])
    assert 0 < sum(sizes.values()) < 150_000, json.dumps(sizes, indent=1)


def test_the_sums_of_items_agree_everywhere(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), WHOLE)
    sums = numbers_of(page.locator("tfoot tr"))
    total = int(sum(sums.get(one, 0) for one in ITEMS))
    assert sums["ToInvoice"] == total
    expect(page.locator("[data-lead=invoice]")).to_contain_text(f"{total}\N{NO-BREAK SPACE}items")
