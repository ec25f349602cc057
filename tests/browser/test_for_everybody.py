"""Every page for everybody: no violation that axe knows, light and dark, small screens, keyboard alone, Spanish."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser.conftest import OpenContext
from browser.demo_server import ADMINISTRATOR_EMAIL, PASSWORD, TEAM_ID, DemoServer
from browser.team_page import (
    ITEMS,
    NUMBERS,
    TEAM,
    WHOLE,
    end_of_last_month,
    expect_reading,
    numbers_of,
    open_team,
    rows,
    shown_ids,
    texts_of,
    used,
    written,
)
from browser.visits import (
    AXE,
    PHONE,
    OpenFor,
    Visit,
    account,
    attendance,
    background,
    in_both_themes,
    members,
    person,
    signing_in,
    teams,
    trends,
    violations,
    why,
)

pytestmark = pytest.mark.usefixtures("in_two_teams")


@pytest.mark.parametrize(
    "visit", [signing_in, teams, members, why, person, trends, attendance, account], ids=lambda visit: visit.__name__
)
def test_a_phone(open_for: OpenFor, visit: Visit) -> None:
    page = open_for(visit, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert {theme: violations(page) for theme in in_both_themes(page)} == {"light": [], "dark": []}


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
    # The charts begin on the first sheet, below the answers.
    named = [normalize("NFKC", one) for one in page.locator("figure li button").all_inner_texts()]
    assert "Next invoice" in sheets[0]
    assert named[0] in normalize("NFKC", sheets[0])


def test_paper_of_two_days_has_whole_values_and_heads_on_each_sheet(
    open_signed_in: OpenContext, demo: DemoServer
) -> None:
    page = open_team(open_signed_in(), f"?vs={end_of_last_month(demo)}", waits_for="td [data-change]")
    page.reload(wait_until="networkidle")
    expect(page.locator("tfoot [data-change]").first).to_be_visible()
    values = page.locator("td[data-figure]").evaluate_all(
        """all => all.map(e => {
             const seen = e.cloneNode(true)
             seen.querySelectorAll('[data-change], [data-spoken], [aria-hidden] + *').forEach(one => one.remove())
             return seen.textContent.trim()
           })"""
    )
    changes = page.locator("[data-change] > [aria-hidden]").all_inner_texts()
    assert (len(values) > 50, len(changes) > 20) == (True, True)
    # Enough members for a second sheet.
    more = "body => { for (const row of [...body.rows]) body.append(row.cloneNode(true)) }"
    page.locator("tbody").last.evaluate(more)
    sheets = [normalize("NFKC", re.sub(r"\s+", " ", one)) for one in printed(page)]
    assert [one for one in sheets if not one.strip()] == []
    assert len(sheets) > 1
    assert [one for one in sheets if "Member" not in one or "Next expiry" not in one] == []
    text = " ".join(sheets)
    assert [one for one in {*values, *changes} if normalize("NFKC", one) not in text] == []
    assert "Small figures" in text


def test_paper_has_the_answers_beside_each_other_and_each_colour_with_its_name(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(viewport={"width": 794, "height": 1000}), waits_for="[data-new]")
    page.emulate_media(media="print")
    tops = "all => [...new Set(all.map(e => Math.round(e.getBoundingClientRect().top)))].length"
    expect_reading(lambda: page.locator("[data-lead]").evaluate_all(tops), 1)
    # Browsers leave backgrounds out on paper unless they carry a meaning, as the colours of the bar do.
    kinds = page.locator("[data-lead=invoice] [data-kind]").evaluate_all(
        """all => all.map(e => [e.dataset.kind,
             getComputedStyle(e, e.matches('li') ? '::before' : null).printColorAdjust])"""
    )
    assert len(kinds) > 2
    assert [kind for kind, adjust in kinds if adjust != "exact"] == []


def test_paper_never_has_the_sums_alone_on_a_sheet(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in(), waits_for="[data-new]")
    page.reload(wait_until="networkidle")
    expect(page.locator("tfoot tr")).to_be_visible()
    name = page.locator("tbody th button").last.inner_text()
    body = page.locator("tbody").last
    resize = """(body, count) => {
      while (body.rows.length > count) body.lastElementChild.remove()
      while (body.rows.length < count) body.append(body.lastElementChild.cloneNode(true))
    }"""
    first: int = body.evaluate("body => body.rows.length")

    def sheets_with(more: int) -> int:
        body.evaluate(resize, first + more)
        sheets = [normalize("NFKC", one) for one in printed(page)]
        assert "Team (" in sheets[-1]
        assert normalize("NFKC", name) in sheets[-1], more
        return len(sheets)

    # The team of the demo is on one sheet; some more members need another. The sums go with the member before them.
    one, two = 0, 12
    assert (sheets_with(one), sheets_with(two)) == (1, 2)
    while two - one > 1:
        middle = (one + two) // 2
        one, two = (middle, two) if sheets_with(middle) == 1 else (one, middle)


def test_paper_has_the_whole_panel_and_nothing_else(open_signed_in: OpenContext) -> None:
    page = open_team(open_signed_in())
    page.goto(f"{TEAM}?member=101", wait_until="networkidle")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="Account")).to_be_visible()
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    headings = panel.get_by_role("heading").all_inner_texts()
    values = panel.locator("dd").all_inner_texts()
    assert len(headings) > 5
    assert len(values) > 3
    sheets = printed(page)
    assert [one for one in sheets if not one.strip()] == []
    text = re.sub(r"\s+", " ", " ".join(sheets))
    assert [one for one in (*headings, *values) if re.sub(r"\s+", " ", one) not in text] == []
    assert "Next invoice" not in text


@pytest.mark.parametrize("screen", [{}, {**PHONE, "viewport": {"width": 390, "height": 844}}], ids=["desk", "phone"])
def test_paper_has_the_whole_week(open_signed_in: OpenContext, demo: DemoServer, screen: dict[str, Any]) -> None:
    page = open_team(open_signed_in(**screen), "?tab=attendance", waits_for="tr[data-member] [data-plan]")
    page.reload(wait_until="networkidle")
    expect(page.locator("tr[data-member] [data-plan]").first).to_be_visible()
    if not screen:
        page.locator("tbody").evaluate(
            "body => { for (const row of [...body.rows]) for (let i = 0; i < 4; i++) body.append(row.cloneNode(true)) }"
        )
    sheets = [normalize("NFKC", one).replace("\n", " ") for one in printed(page)]
    assert [one for one in sheets if not one.strip()] == []
    text = " ".join(sheets)
    today = demo.read(f"/api/public/teams/{TEAM_ID}/basis")["Now"][:10]
    week = demo.read(f"/api/public/teams/{TEAM_ID}/attendance?date={today}")["Attendance"]
    days = [str(date.fromisoformat(one["Date"][:10]).day) for one in week["Days"]]
    names = [normalize("NFKC", one["CoworkerFullName"]) for one in week["Coworkers"]]
    # A phone prints the same table. Every sheet of it has the headings of all days, and every member's plan is on it.
    headings = page.locator("thead th, th[scope=rowgroup]").filter(has_text="in the office").all_inner_texts()
    titles = [" ".join(one.split("\n")[0].split()[:2]) for one in headings]
    assert sorted(title.split()[1] for title in titles) == sorted(days)
    table = [one for one in sheets if any(name in one for name in names)]
    assert [[title for title in titles if title not in one] for one in table] == [[]] * len(table)
    assert [name for name in names if name not in text] == []
    words = r"\b(?:Office|Home|Abroad|Off|Not set)\b"
    assert len(re.findall(words, text)) == 7 * len(names) * (1 if screen else 5)
    resources = {booking["ResourceName"] for day in week["Days"] for booking in day["Bookings"]}
    assert [one for one in resources if one.split()[0] not in text] == []
    assert "Edit plans" not in text


def test_the_first_load_is_small_and_compressed(open_signed_in: OpenContext) -> None:
    page = open_signed_in().new_page()
    loaded: dict[str, Any] = {}
    page.on("response", lambda response: loaded.update({response.url: response}))
    page.goto(TEAM)
    expect(rows(page).first).to_be_visible()
    sizes = {}
    for url, response in list(loaded.items()):  # more may come while these are looked at
        if url.endswith(".js"):
            # Compressing the smallest files would make them larger.
            assert response.header_value("content-encoding") in {"br", "gzip"} or len(response.body()) < 100, url
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
